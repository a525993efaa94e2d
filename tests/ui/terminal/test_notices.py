"""Notifications and sounds for each event, and the effect of the buttons."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from typing import Self

import pytest

from formcheck.core.language import ENGLISH
from formcheck.core.posture.breaks import (
    BreakBegun,
    BreakDeclined,
    BreakDue,
    BreakEnded,
    BreakForgotten,
    BreakKind,
    BreakStage,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, SlouchReason
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import Paused, SitEvent, StateChanged
from formcheck.core.session.screen_values import Sound, Tone
from formcheck.desktop.notifier import DesktopNotification, NotificationsUnavailableError, Notifier
from formcheck.ui.keymap import Action
from formcheck.ui.terminal.notices import Notices, Sounds
from tests.waiting import wait_until

NUDGE = Nudged(10.0, (SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD))


class FakeNotificationService:
    """A notification service that records its notifications."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self.press = pressed
        self.notes: list[DesktopNotification | None] = []
        self.works = True

    async def open(self) -> None:
        if not self.works:
            raise NotificationsUnavailableError("No service.")

    async def show(self, note: DesktopNotification) -> None:
        self.notes.append(note)

    async def clear(self) -> None:
        self.notes.append(None)

    async def close(self) -> None:
        pass


class RecordingVoice:
    """Stands in for the speech engine and sound card."""

    sounds: list[Sound]
    is_sounding = False
    problem = ""

    def __init__(self) -> None:
        self.sounds = []
        self.closed = 0

    def __enter__(self) -> Self:
        return self

    def play(self, sounds: list[Sound], t_s: float) -> None:
        assert t_s > 0
        self.sounds += sounds

    def close(self) -> None:
        self.closed += 1


class NoticesRun:
    """Notices with a recording notification service and voice."""

    def __init__(self, *, tone: bool = True, voice: bool = True) -> None:
        self.services: list[FakeNotificationService] = []
        self.voice = RecordingVoice()
        self.notifier = Notifier(self._make_service)
        self.sounds = Sounds(lambda: self.voice, tone=tone, speech=voice)  # type: ignore[arg-type,return-value]
        self.notices = Notices(self.notifier, self.sounds, Rules(break_s=60.0), ENGLISH)

    def _make_service(self, pressed: Callable[[str], None]) -> FakeNotificationService:
        self.services.append(FakeNotificationService(pressed))
        return self.services[-1]

    def tell(
        self, event: SitEvent, *, stretch: bool = False, busy: bool = False
    ) -> DesktopNotification | None:
        """Reports an event and returns the notification shown for it."""
        count = len(self.service.notes)
        self.notices.tell(event, can_stretch=stretch, busy=busy)
        wait_until(lambda: len(self.service.notes) > count, "the notification")
        return self.service.notes[-1]

    @property
    def service(self) -> FakeNotificationService:
        assert self.notifier.wait(5.0)
        return self.services[0]


@pytest.fixture
def room() -> Iterator[NoticesRun]:
    made = NoticesRun()
    with made.notifier:
        yield made


def test_a_nudge_says_what_to_do_and_then_why(room: NoticesRun) -> None:
    note = room.tell(NUDGE)
    assert note is not None
    assert note.title == "Sit up tall."
    assert note.body == "You have been sitting lower for a while."
    assert note.actions == (("pause", "Pause for 30 minutes"),)
    assert room.voice.sounds == [Sound(tone=Tone.PAUSE), Sound(say="Sit up tall.")]


def test_a_nudge_claims_no_time_for_a_reason_that_joined_late(room: NoticesRun) -> None:
    note = room.tell(replace(NUDGE, recent=True))
    assert note is not None
    assert note.title == "Sit up tall."
    assert note.body == "You have been slouching for a while."


def test_who_may_have_lowered_the_chair_is_asked_for_a_new_baseline(room: NoticesRun) -> None:
    note = room.tell(replace(NUDGE, only_lower=True))
    assert note is not None
    assert note.body == (
        "You have been sitting lower for a while. If you lowered your chair, calibrate again."
    )


def test_sitting_up_takes_the_nudge_away(room: NoticesRun) -> None:
    room.tell(NUDGE)
    assert room.tell(StateChanged(20.0, PostureState.UPRIGHT, ())) is None


def test_a_change_of_reasons_leaves_it(room: NoticesRun) -> None:
    room.tell(NUDGE)
    room.notices.tell(
        StateChanged(20.0, PostureState.SLOUCHED, (SlouchReason.LEANING,)),
        can_stretch=False,
        busy=False,
    )
    assert room.notices.shown is Nudged


def test_a_due_break_has_its_buttons(room: NoticesRun) -> None:
    note = room.tell(BreakDue(30.0, 1800.0))
    assert note is not None
    assert note.body == "You have been sitting for 30 minutes. A minute of moving may feel good."
    assert note.actions == (
        ("take", "Take a break"),
        ("postpone", "In 5 minutes"),
        ("skip", "Skip"),
        ("pause", "Pause for 30 minutes"),
    )
    room.notices.tell(StateChanged(40.0, PostureState.AWAY, ()), can_stretch=False, busy=False)
    assert room.service.notes == [note], "leaving does not take it away"


def test_the_reminder_of_a_break_goes_once_none_is_due(room: NoticesRun) -> None:
    note = room.tell(BreakDue(30.0, 1800.0))
    room.notices.follow_break(BreakStage.DUE)
    assert room.service.notes == [note]
    room.notices.follow_break(BreakStage.HELD)
    wait_until(lambda: room.service.notes[-1] is None, "the reminder to go")
    room.tell(NUDGE)
    room.notices.follow_break(BreakStage.NONE)
    room.tell(BreakBegun(30.0))
    assert None not in room.service.notes[2:], "what else is shown stays"


def test_buttons_are_actions(room: NoticesRun) -> None:
    room.tell(BreakDue(30.0, 1800.0))
    for name in ("postpone", "unknown", "take"):
        room.service.press(name)
    assert room.notices.pressed() == (Action.POSTPONE, Action.TAKE)
    assert room.notices.pressed() == ()


def test_a_break_can_be_stretched_in_where_it_can_be_coached(room: NoticesRun) -> None:
    note = room.tell(BreakDue(30.0, 1800.0), stretch=True)
    assert note is not None
    assert note.actions[0] == ("stretch", "Stretch here")
    note = room.tell(BreakBegun(30.0), stretch=True)
    assert note is not None
    assert [name for name, _ in note.actions] == ["stretch", "end"]
    assert room.notices.shown is None, "no reminder any more, so it stays in the break"
    note = room.tell(BreakBegun(60.0))
    assert note is not None
    assert note.body == "Stand up or move a little. 60 seconds."
    assert [name for name, _ in note.actions] == ["end"]


def test_the_end_of_a_break_is_told_and_heard_for_a_moment(room: NoticesRun) -> None:
    note = room.tell(BreakEnded(90.0, 60.0, BreakKind.TAKEN))
    assert note is not None
    assert note.timeout_s is not None
    assert room.voice.sounds == [Sound(tone=Tone.DONE), Sound(say=note.body)]


def test_with_breaks_off_it_does_not_promise_to_ask_again(room: NoticesRun) -> None:
    ended = BreakEnded(90.0, 60.0, BreakKind.POSTPONED, unasked=True)
    note = room.tell(ended)
    assert note is not None
    assert note.body.endswith("I will ask again later.")
    room.notices.rules = Rules(break_every_s=inf)
    note = room.tell(ended)
    assert note is not None
    assert note.body == "That was too little to count as a break."


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        (BreakEnded(90.0, 60.0, BreakKind.CREDITED), False),
        (BreakEnded(90.0, 60.0, BreakKind.TAKEN), True),
        (BreakDeclined(90.0, BreakKind.POSTPONED), False),
        (BreakDeclined(90.0, BreakKind.SKIPPED), False),
        (BreakForgotten(90.0), False),
        (Paused(90.0), False),
    ],
)
def test_what_needs_no_word_takes_away_what_is_there(
    room: NoticesRun, event: SitEvent, busy: bool
) -> None:
    room.tell(BreakDue(30.0, 1800.0))
    heard = len(room.voice.sounds)
    assert room.tell(event, busy=busy) is None
    assert len(room.voice.sounds) == heard


def test_only_what_is_wanted_is_heard() -> None:
    for tone, voice, count in ((False, False, 0), (True, False, 1), (False, True, 1)):
        room = NoticesRun(tone=tone, voice=voice)
        Notices(Notifier(), room.sounds, Rules(), ENGLISH).tell(
            NUDGE, can_stretch=False, busy=False
        )
        assert len(room.voice.sounds) == count
        assert (room.sounds.voice is None) == (count == 0), "the sound card stays free"


def test_muted_nothing_is_heard_and_the_card_is_free() -> None:
    room = NoticesRun()
    room.sounds.play(Tone.PAUSE, "One.")
    room.sounds.mute(True)
    assert room.voice.closed == 1
    room.sounds.play(Tone.PAUSE, "Two.")
    assert len(room.voice.sounds) == 2
    room.sounds.mute(False)
    room.sounds.play(Tone.PAUSE, "Three.")
    assert len(room.voice.sounds) == 4


def test_the_card_is_let_go_of_once_all_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    room = NoticesRun()
    room.sounds.play(Tone.PAUSE, "One.")
    room.sounds.release()
    assert room.voice.closed == 0
    monkeypatch.setattr("formcheck.ui.terminal.notices._LINGER_S", 0.0)
    room.voice.is_sounding = True
    room.sounds.release()
    assert room.voice.closed == 0
    room.voice.is_sounding = False
    room.sounds.release()
    assert room.voice.closed == 1


def test_without_notifications_there_is_nothing_to_press() -> None:
    notices = Notices(Notifier(), NoticesRun().sounds, Rules(), ENGLISH)
    notices.tell(NUDGE, can_stretch=False, busy=False)
    assert notices.pressed() == ()
    assert notices.notifier.problem == ""
