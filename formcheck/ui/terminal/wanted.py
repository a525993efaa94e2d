"""What the command asks of the monitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from formcheck.core.posture.rules import Rules

Coached = Callable[[Sequence[str]], tuple[str, ...]]
"""Coaches a break with the stretches of these ids in a window, in the thread that calls it, and
gives the ids of those that were done. Raises FormcheckError where that can't be, for one because
there is no screen."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command asks for; see its help.

    camera is as ``video.camera.Camera`` takes it, profile the name that baselines are kept under
    (one for each camera). calibrate takes a new baseline first even where there is one; else one
    is offered where there is none. tone and voice are heard with a nudge or a break, notifications
    shown on the desktop. history keeps the day. coach is None where no stretch is to be coached.
    """

    camera: str
    profile: str
    rules: Rules
    language: str
    calibrate: bool
    notifications: bool
    tone: bool
    voice: bool
    history: bool
    coach: Coached | None
