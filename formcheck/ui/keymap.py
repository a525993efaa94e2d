"""Every key of window, page and terminal: the character that it types, and what it asks for."""

from enum import StrEnum

from formcheck.core.session.session_values import Command

ESCAPE, SPACE = "\x1b", " "

# In a session, in the window and on the page.
MUTE, FULL_SCREEN, QUIT = "m", "f", "q"
SESSION_KEYS = {
    SPACE: Command.PAUSE,
    "s": Command.SIDE,
    "n": Command.NEXT,
    "p": Command.PAIN,
    ESCAPE: Command.QUIT,
}
PAIN_TEN = "t"
"""10 on the scale of pain in the window, where a key is one digit."""

# While sitting, in the terminal; STRETCH on the page too. MUTE and QUIT are the same.
STRETCH = "b"
CALIBRATE, DECLINE, REST, POSTPONE, SKIP = "c", "n", "p", "+", "s"

PAUSE_MIN = 30.0
"""The length of a pause. Chosen here: a meeting; for anything longer, pause again."""


class Action(StrEnum):
    """What the person can ask of the monitor, by a key or a notification button.

    The values are the ids of buttons, for breaks those of BreakOrder.
    """

    CALIBRATE = "calibrate"
    DECLINE = "decline"
    """Take no baseline now: one that was saved before still counts."""
    PAUSE = "pause"
    RESUME = "resume"
    TAKE = "take"
    STRETCH = "stretch"
    """Take a break with coached stretches; without coaching where that is impossible."""
    POSTPONE = "postpone"
    SKIP = "skip"
    END = "end"
    """The break is over."""
    MUTE = "mute"
    QUIT = "quit"


def action_of(key: str, *, paused: bool, in_break: bool, offered: bool) -> Action | None:
    """What a key asks of the monitor now; None for nothing."""
    means = {
        CALIBRATE: Action.CALIBRATE,
        DECLINE: Action.DECLINE if offered else None,
        REST: Action.RESUME if paused else Action.PAUSE,
        STRETCH: Action.STRETCH,
        POSTPONE: Action.POSTPONE,
        SKIP: Action.END if in_break else Action.SKIP,
        MUTE: Action.MUTE,
        QUIT: Action.QUIT,
    }
    return means.get(key)
