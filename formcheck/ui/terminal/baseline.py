"""The dialogue for recording the baseline, the person's own upright posture."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from formcheck.core.language import Words
from formcheck.core.posture.calibration import CALIBRATION_S, describe_quality, list_limits
from formcheck.core.posture.posture_values import CalibrationRefusal, Sensitivity
from formcheck.engine.posture_monitor import Calibrating
from formcheck.engine.posture_service import PostureService
from formcheck.ui.terminal import terminal_texts as say

OFFER_S = 60.0
"""How long a baseline is offered; then the watch goes on without. Chosen for formcheck."""
READY_S = 3.0
"""From the key to the start of the five seconds: time to sit back. Chosen for formcheck."""
OLD = timedelta(hours=4)
"""A baseline older than this should be renewed (coaching.md#sitting-posture)."""


@dataclass(slots=True, eq=False)
class BaselineDialogue:
    """Asks the person for a baseline, and has the service record it.

    keyed: whether keys can be pressed.
    """

    service: PostureService
    sensitivity: Sensitivity
    words: Words
    keyed: bool = True
    stage: Literal["idle", "offered", "ready", "taking"] = "idle"
    until_s: float = 0.0
    left_s: float = 0.0
    refused: CalibrationRefusal | None = None

    def offer(self, now_s: float) -> None:
        """Asks the person for a baseline."""
        self.stage, self.until_s = "offered", now_s + OFFER_S

    def decline(self) -> None:
        """Dismisses the request for a baseline, and cancels a recording in progress."""
        self.service.monitor.stop_calibrating()
        self.stage, self.refused = "idle", None

    @property
    def can_decline(self) -> bool:
        """Whether a request for a baseline is shown, which the person may decline."""
        return self.stage == "offered" or self.refused is not None

    def begin(self, now_s: float) -> None:
        """Starts a recording after a moment to get ready; restarts one in progress."""
        self.service.monitor.stop_calibrating()
        self.stage, self.until_s, self.refused = "ready", now_s + READY_S, None

    def tick(self, now_s: float) -> None:
        """Moves on to the next stage if the time of the current one is up."""
        if now_s < self.until_s:
            return
        if self.stage == "offered":
            self.stage = "idle"
        elif self.stage == "ready":
            self.stage, self.left_s = "taking", CALIBRATION_S
            self.service.monitor.begin_calibration()

    def follow(self, calibrating: Calibrating | None) -> tuple[str, ...]:
        """Follows the recording; once done, returns lines on its quality and the slouch limits."""
        if calibrating is None:
            return ()
        self.left_s, self.refused = calibrating.left_s, calibrating.refused
        if self.refused or calibrating.taken is not None:
            self.stage = "idle"
        if calibrating.taken is None:
            return ()
        words = self.words
        limits = list_limits(calibrating.taken, self.sensitivity).values()
        taken = say.TAKEN_NOT_SAVED if self.service.baseline_problem else say.TAKEN
        quality = " ".join(map(words.say, describe_quality(calibrating.taken)))
        return (quality, words(taken), *(f"  {words.say(limit)}" for limit in limits))

    def line(self, now_s: float, moment: datetime) -> str:
        """Returns the current prompt in the person's language, or ""."""
        words = self.words
        match self.stage:
            case "offered":
                return words(say.OFFER)
            case "ready":
                return words(say.READY, n=_round_up(self.until_s - now_s))
            case "taking":
                return words(say.STAY, n=_round_up(self.left_s))
        if self.refused:
            again = say.AGAIN if self.keyed else say.AGAIN_BY_COMMAND
            return f"{words(self.refused)} {words(again)}"
        kept = self.service.baseline
        is_old = kept is not None and moment - kept.taken > OLD
        return words(say.OLD) if is_old and self.keyed else ""


def _round_up(left_s: float) -> int:
    """Returns whole seconds for a countdown, at least 1."""
    return max(1, math.ceil(left_s))
