import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core.language import ENGLISH
from formcheck.core.posture.posture_values import Sensitivity, UprightBaseline
from formcheck.core.posture.rules import QUIET_ROOM, Rules
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.posture_service import PostureService
from formcheck.store.profiles import Profiles
from formcheck.ui.keymap import Action, action_of
from formcheck.ui.terminal.baseline import OFFER_S, OLD, READY_S, BaselineDialogue
from tests.engine.seated_people import BodyAt, Script, make_image, switch_bodies, tilted, upright

NOW = datetime.now(UTC)


def _convert_time(now_s: float) -> datetime:
    return NOW + timedelta(seconds=now_s)


class DialogueRun:
    """The dialogue for taking a baseline, with a person at the camera, at 5 frames a second."""

    def __init__(self, store: Path, body_at: BodyAt, camera: str = "Desk Camera") -> None:
        self.monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(body_at))
        self.profiles = Profiles(store)
        self.service = PostureService(
            self.monitor, ENGLISH, _convert_time, path=store, history=False
        )
        self.service.load_baseline("desk", camera)
        self.baseline = BaselineDialogue(self.service, Sensitivity.NORMAL, ENGLISH)
        self.now_s = 0.0
        self.said: list[str] = []
        self.told: list[str] = []

    def advance(self, for_s: float) -> None:
        until_s = self.now_s + for_s
        while self.now_s < until_s:
            self.now_s += 0.2
            self.baseline.tick(self.now_s)
            update = self.service.look(make_image(), self.now_s, QUIET_ROOM)
            self.told += self.baseline.follow(update.calibrating)
            if self.line not in self.said:
                self.said.append(self.line)

    @property
    def moment(self) -> datetime:
        return _convert_time(self.now_s)

    @property
    def line(self) -> str:
        return self.baseline.line(self.now_s, self.moment)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


MakeDialogue = Callable[..., DialogueRun]


@pytest.fixture
def make_dialogue(store: Path) -> Iterator[MakeDialogue]:
    """Yields the function that starts a dialogue; its people sit upright if none are given."""
    with ExitStack() as until:

        def make(body_at: BodyAt | None = None, camera: str = "Desk Camera") -> DialogueRun:
            made = DialogueRun(store, body_at or switch_bodies((0.0, upright())), camera)
            until.callback(made.service.close)
            until.enter_context(made.profiles)
            return made

        yield make


def test_an_offer_stands_for_a_minute(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue()
    dialogue.baseline.offer(0.0)
    dialogue.advance(OFFER_S - 1.0)
    assert dialogue.baseline.stage == "offered"
    assert "press c" in dialogue.line
    dialogue.advance(2.0)
    assert dialogue.baseline.stage == "idle"
    assert dialogue.line == ""


def test_who_declines_is_not_asked_any_more(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue()
    dialogue.baseline.offer(0.0)
    dialogue.baseline.decline()
    assert dialogue.line == ""


def test_a_moment_to_get_ready_then_five_seconds_are_counted_down(
    make_dialogue: MakeDialogue,
) -> None:
    dialogue = make_dialogue()
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    numbers = [int(n) for line in dialogue.said for n in line.split() if n.isdigit()]
    assert numbers == [3, 2, 1, 5, 4, 3, 2, 1]
    assert dialogue.line == ""


def test_what_was_taken_is_kept_and_checked(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue()
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    quality, first, *limits = dialogue.told
    expected = r"The baseline is the median of \d+ pictures, .* moved by \d+ mm\."
    assert re.fullmatch(expected, quality)
    assert first == "Your upright posture is saved. From now on this would count as slouched:"
    assert [line for line in limits if "tilted 8°" in line]
    assert not [line for line in limits if "{" in line]
    kept = dialogue.profiles.get("desk", "Desk Camera")
    assert kept is not None
    assert isinstance(kept.upright, UprightBaseline)
    assert dialogue.service.baseline


def test_a_kept_one_is_gone_by_for_the_same_camera_only(make_dialogue: MakeDialogue) -> None:
    first = make_dialogue()
    first.baseline.begin(0.0)
    first.advance(READY_S + 7.0)
    again = make_dialogue()
    assert again.service.baseline
    again.advance(1.0)
    assert again.monitor._state.baseline is not None
    assert not make_dialogue(camera="Another Camera").service.baseline


def test_a_refusal_says_why_and_lets_one_try_again(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue(switch_bodies((0.0, tilted()), (20.0, upright())))
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    assert dialogue.line == (
        "Your head is tilted: hold it straight and try again. Press c to calibrate."
    )
    assert not dialogue.told
    dialogue.advance(15.0)
    dialogue.baseline.begin(dialogue.now_s)
    dialogue.advance(READY_S + 7.0)
    assert dialogue.told
    assert dialogue.line == ""


def test_a_refusal_can_be_put_away(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue(switch_bodies((0.0, tilted())))
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    assert dialogue.line
    keys = {"paused": False, "in_break": False, "offered": dialogue.baseline.can_decline}
    assert action_of("n", **keys) is Action.DECLINE
    dialogue.baseline.decline()
    assert dialogue.line == ""
    assert not dialogue.baseline.can_decline


def test_what_could_not_be_saved_is_not_called_saved(
    store: Path, make_dialogue: MakeDialogue
) -> None:
    store.write_bytes(b"no database" * 1000)
    dialogue = make_dialogue()
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    assert dialogue.told[1] == (
        "Your upright posture could not be saved: it counts until this watch ends. "
        "From now on this would count as slouched:"
    )


def keep_old_baseline(make_dialogue: MakeDialogue) -> None:
    """Takes a baseline and backdates it so far that a new one is due."""
    first = make_dialogue()
    first.baseline.begin(0.0)
    first.advance(READY_S + 7.0)
    kept = first.profiles.get("desk")
    assert kept is not None
    first.profiles.save("desk", "Desk Camera", kept.upright, NOW - OLD - timedelta(minutes=1))


def test_without_keys_none_is_named_to_press(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue(switch_bodies((0.0, tilted())))
    dialogue.baseline.keyed = False
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 7.0)
    assert dialogue.line == (
        "Your head is tilted: hold it straight and try again. "
        "To calibrate, end this and run `formcheck sit --calibrate`."
    )


def test_without_keys_an_old_one_is_gone_by_in_silence(make_dialogue: MakeDialogue) -> None:
    keep_old_baseline(make_dialogue)
    again = make_dialogue()
    again.baseline.keyed = False
    assert again.line == ""


def test_giving_up_on_the_way_leaves_what_was(make_dialogue: MakeDialogue) -> None:
    dialogue = make_dialogue()
    dialogue.baseline.begin(0.0)
    dialogue.advance(READY_S + 2.0)
    dialogue.baseline.decline()
    dialogue.advance(10.0)
    assert not dialogue.told
    assert dialogue.monitor._state.baseline is None


def test_an_old_one_asks_for_a_new_one(make_dialogue: MakeDialogue) -> None:
    keep_old_baseline(make_dialogue)
    assert "more than four hours old" in make_dialogue().line


def test_a_damaged_one_is_told_and_done_without(store: Path, make_dialogue: MakeDialogue) -> None:
    store.write_bytes(b"no database" * 1000)
    dialogue = make_dialogue()
    assert "is damaged" in dialogue.service.problem
    assert not dialogue.service.baseline
    dialogue.advance(1.0)
    assert dialogue.monitor._state.baseline is None
