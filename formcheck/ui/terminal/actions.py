"""What the person can ask for while the monitor runs, by a key or a notification button."""

from __future__ import annotations

from enum import StrEnum

from formcheck.ui import keymap

PAUSE_MIN = 30.0
"""The length of a pause. Chosen here: a meeting; for anything longer, pause again."""


class Action(StrEnum):
    """A request. The values are the ids of buttons, for breaks those of BreakOrder."""

    CALIBRATE = "calibrate"
    DECLINE = "decline"
    """Continue without a baseline."""
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
    """What a key means now; None when it means nothing."""
    means = {
        keymap.CALIBRATE: Action.CALIBRATE,
        keymap.DECLINE: Action.DECLINE if offered else None,
        keymap.REST: Action.RESUME if paused else Action.PAUSE,
        keymap.STRETCH: Action.STRETCH,
        keymap.POSTPONE: Action.POSTPONE,
        keymap.SKIP: Action.END if in_break else Action.SKIP,
        keymap.MUTE: Action.MUTE,
        keymap.QUIT: Action.QUIT,
    }
    return means.get(key)
