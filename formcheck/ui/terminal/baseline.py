"""The dialogue about the person's own upright posture: offered, taken, refused."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from enum import Enum

from formcheck.core.language import Words
from formcheck.core.posture.calibration import list_limits
from formcheck.core.posture.posture_values import Calibration, Sensitivity
from formcheck.engine.posture_service import PostureService
from formcheck.engine.sitter import Calibrating
from formcheck.ui.terminal import terminal_texts as say

OFFER_S = 60.0
"""The offer stands for this long; then the watch goes on without. Chosen here."""
READY_S = 3.0
"""From the key to the start of the five seconds: time to sit back. Chosen here."""
OLD = timedelta(hours=4)
"""A baseline older than this should be renewed (coaching.md#sitting-posture)."""


class _Stage(Enum):
    IDLE = "idle"
    OFFERED = "offered"
    READY = "ready"
    TAKING = "taking"


class BaselineDialogue:
    """Asks the person for a baseline, and has the service take it."""

    def __init__(self, service: PostureService, sensitivity: Sensitivity, words: Words) -> None:
        self._service = service
        self._sensitivity = sensitivity
        self._words = words
        self._stage = _Stage.IDLE
        self._until_s = 0.0
        self._left_s = 0.0
        self._refused = ""

    @property
    def is_offered(self) -> bool:
        """Whether the person is being asked."""
        return self._stage is _Stage.OFFERED

    @property
    def is_busy(self) -> bool:
        """Whether one is being taken, or soon will be."""
        return self._stage in {_Stage.READY, _Stage.TAKING}

    def offer(self, now_s: float) -> None:
        """Asks the person for a baseline."""
        self._stage, self._until_s = _Stage.OFFERED, now_s + OFFER_S

    def decline(self) -> None:
        """Goes on without one; also cancels one that is being taken."""
        if self._stage is _Stage.TAKING:
            self._service.sitter.stop_calibrating()
        self._stage, self._refused = _Stage.IDLE, ""

    def begin(self, now_s: float) -> None:
        """Takes one, after a moment to get ready; one under way starts again."""
        self._stage, self._until_s, self._refused = _Stage.READY, now_s + READY_S, ""

    def tick(self, now_s: float) -> None:
        """Time passes."""
        if now_s < self._until_s:
            return
        if self._stage is _Stage.OFFERED:
            self._stage = _Stage.IDLE
        elif self._stage is _Stage.READY:
            self._stage = _Stage.TAKING
            self._left_s = 0.0
            self._service.sitter.begin_calibration()

    def follow(self, calibrating: Calibrating | None) -> tuple[str, ...]:
        """Lines to print, if a look ended it."""
        if calibrating is None or self._stage is not _Stage.TAKING:
            return ()
        self._left_s = calibrating.left_s
        if calibrating.refused:
            self._stage, self._refused = _Stage.IDLE, calibrating.refused
            return ()
        if calibrating.taken is None:
            return ()
        self._stage = _Stage.IDLE
        return self._list_limits(calibrating.taken)

    def line(self, now_s: float, moment: datetime) -> str:
        """What to say about it now, in the person's language; "" for nothing."""
        words = self._words
        match self._stage:
            case _Stage.OFFERED:
                return words(say.OFFER)
            case _Stage.READY:
                return words(say.READY, n=_round_up(self._until_s - now_s))
            case _Stage.TAKING:
                return (
                    words(say.STAY, n=_round_up(self._left_s)) if self._left_s else words(say.STAYS)
                )
        if self._refused:
            return f"{words(self._refused)} {words(say.AGAIN)}"
        kept = self._service.baseline
        if kept is not None and moment - kept.taken > OLD:
            return words(say.OLD)
        return ""

    def _list_limits(self, calibration: Calibration) -> tuple[str, ...]:
        """How far each reason would have to go, so that the person can try it out."""
        words = self._words
        found = list_limits(calibration, self._sensitivity).values()
        return (words(say.TAKEN), *(f"  {words.say(one)}" for one in found))


def _round_up(left_s: float) -> int:
    """Seconds as they are counted down: never 0 while something is left."""
    return max(1, math.ceil(left_s))
