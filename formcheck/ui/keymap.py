"""The keys of window, page and terminal: the character typed, and its command."""

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
"""Answers 10 on the pain scale in the window, where a key gives only one digit."""

# While sitting, in the terminal; STRETCH on the page too. MUTE and QUIT are the same.
STRETCH = "b"
CALIBRATE, DECLINE, REST, POSTPONE, SKIP = "c", "n", "p", "+", "s"

PAUSE_MIN = 30.0
"""The length of a pause. Chosen for formcheck: a meeting; for anything longer, pause again."""


class Action(StrEnum):
    """What the person can request of the monitor, by a key or a notification button.

    The values are the ids of the buttons; for breaks they equal those of BreakOrder.
    """

    CALIBRATE = "calibrate"
    DECLINE = "decline"
    """Record no baseline now; a saved one stays in use."""
    PAUSE = "pause"
    RESUME = "resume"
    TAKE = "take"
    STRETCH = "stretch"
    """Take a break with coached stretches, or without coaching if that is impossible."""
    POSTPONE = "postpone"
    SKIP = "skip"
    END = "end"
    """The break is over."""
    MUTE = "mute"
    QUIT = "quit"


def action_of(key: str, *, paused: bool, in_break: bool, offered: bool) -> Action | None:
    """Returns the action of a key in the current state; None if it has none."""
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
