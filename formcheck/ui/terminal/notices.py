"""Messages outside the terminal: a notification with buttons, a tone, a sentence."""

from __future__ import annotations

from formcheck.core.language import Words
from formcheck.core.posture import posture_texts as say
from formcheck.core.posture.breaks import (
    BreakBegun,
    BreakDeclined,
    BreakDue,
    BreakEnded,
    BreakKind,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import State
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit_events import Paused, SitEvent, StateChanged
from formcheck.core.session.session_values import Tone
from formcheck.desktop.notifier import DesktopNotification, Notifier
from formcheck.ui.terminal.actions import PAUSE_MIN, Action
from formcheck.ui.terminal.sounds import Sounds

_SHORT_S = 6.0
"""How long a notification that needs no answer stays. Chosen here: twice the time to read it."""
_MINUTE_S = 60.0
_BY_BUTTON = {action.value: action for action in Action}


class Notices:
    """Turns events into notifications and sounds, and buttons into actions."""

    def __init__(
        self, notifier: Notifier | None, sounds: Sounds, rules: Rules, words: Words
    ) -> None:
        """Without a notifier none are shown."""
        self._notifier = notifier
        self._sounds = sounds
        self._rules = rules
        self._words = words
        self._nudge_shown = False

    @property
    def problem(self) -> str:
        """Why none can be shown, in a sentence, or ""."""
        return "" if self._notifier is None else self._notifier.problem

    def pressed(self) -> tuple[Action, ...]:
        """The buttons pressed since the last call."""
        if self._notifier is None:
            return ()
        names = self._notifier.take_pressed()
        return tuple(_BY_BUTTON[name] for name in names if name in _BY_BUTTON)

    def tell(self, event: SitEvent, *, can_stretch: bool, busy: bool) -> None:
        """Announces an event, if it is one to announce.

        can_stretch says that a break can be coached here, busy that something around speaks against
        showing what nobody asked for.
        """
        words = self._words
        match event:
            case Nudged(why=(first, *_)):
                buttons = self._make_buttons(Action.PAUSE)
                self._show(words(say.CUES[first]), words(say.NUDGE[first]), buttons)
                self._nudge_shown = True
                self._sounds.play(Tone.PAUSE, words(say.CUES[first]))
            case BreakDue(sat_s=sat_s):
                body = say.format_break(sat_s, self._rules.break_s, words)
                take = Action.STRETCH if can_stretch else Action.TAKE
                actions = (take, Action.POSTPONE, Action.SKIP, Action.PAUSE)
                self._show(words(say.TIME_TO_MOVE), body, self._make_buttons(*actions))
                self._sounds.play(Tone.START, words(say.TIME_TO_MOVE))
            case BreakBegun():
                self._begin_break(can_stretch=can_stretch)
            case BreakEnded(kind=kind):
                self._end_break(kind, busy=busy)
            case StateChanged(state=state) if state is not State.SLOUCHED and self._nudge_shown:
                self._clear()  # it is not true any more; what is said of breaks stays
            case BreakDeclined() | Paused():
                self._clear()

    def _begin_break(self, *, can_stretch: bool) -> None:
        words = self._words
        body = words(say.BREAK_BEGUN, n=round(self._rules.break_s))
        actions = (Action.STRETCH, Action.END) if can_stretch else (Action.END,)
        self._show(words(say.TAKE), body, self._make_buttons(*actions))

    def _end_break(self, kind: BreakKind, *, busy: bool) -> None:
        words = self._words
        if kind is BreakKind.CREDITED or busy:
            self._clear()
            return
        body = say.BREAK_TAKEN if kind is BreakKind.TAKEN else say.BREAK_SAT_ON
        self._show(words(say.WELCOME_BACK), words(body), {}, _SHORT_S)
        self._sounds.play(Tone.DONE, "")

    def _show(
        self, title: str, body: str, buttons: dict[str, str], timeout_s: float | None = None
    ) -> None:
        self._nudge_shown = False
        if self._notifier is not None:
            note = DesktopNotification(title, body, tuple(buttons.items()), timeout_s)
            self._notifier.show(note)

    def _clear(self) -> None:
        self._nudge_shown = False
        if self._notifier is not None:
            self._notifier.show(None)

    def _make_buttons(self, *actions: Action) -> dict[str, str]:
        words, later_min = self._words, round(self._rules.postpone_s / _MINUTE_S)
        labels = {
            Action.TAKE: words(say.TAKE),
            Action.POSTPONE: words(say.POSTPONE, n=later_min),
            Action.SKIP: words(say.SKIP),
            Action.PAUSE: words(say.PAUSE, n=round(PAUSE_MIN)),
            Action.STRETCH: words(say.STRETCH),
            Action.END: words(say.END),
        }
        return {action.value: labels[action] for action in actions}
