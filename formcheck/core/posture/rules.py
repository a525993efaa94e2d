"""Settings of the watch, the person's surroundings, and why a nudge is held back."""

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.posture.posture_values import Sensitivity


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of the watch. An infinite onset_s switches nudges off, break_every_s breaks.

    onset_s: how long a clear slouch lasts before a nudge (a slight one ``nudge.SLIGHT_TIMES`` as
    long). nudge_gap_s: the least time between two nudges. settle_in_s: no nudge this soon after the
    start or after coming back. break_every_s: sitting between two breaks; break_s: the length of a
    break; postpone_s: the delay of a postponed break; pre_notice_s: how much sitting before a break
    is due the view announces it. away_s: a person whose machine sleeps for this long is away.
    look_every_s: interval between looks at a person who sits still.

    Times are those of coaching.md#sitting-posture and coaching.md#breaks.
    settle_in_s, postpone_s, pre_notice_s and look_every_s are chosen for formcheck.
    """

    sensitivity: Sensitivity = Sensitivity.NORMAL
    onset_s: float = 60.0
    nudge_gap_s: float = 300.0
    settle_in_s: float = 60.0
    break_every_s: float = 1800.0
    break_s: float = 60.0
    away_s: float = 60.0
    postpone_s: float = 300.0
    pre_notice_s: float = 60.0
    look_every_s: float = 1.0


class Suppression(StrEnum):
    """Why no nudge comes now; the value is English text. Of several, the first in this order."""

    LOCKED = "The screen is locked."
    PAUSED = "Paused."
    CALL = "You are in a call: nothing is shown until it ends."
    DO_NOT_DISTURB = "Do not disturb is on: nothing is shown until it is off."
    FULL_SCREEN = "A window is in full screen: nothing is shown until it is closed."
    NO_PICTURE = "No picture from the camera."
    BREAK = "It is time for a break: no reminder now."
    """A break is due or taken."""
    AWAY = "Nobody is there."
    UNSURE = "I can't judge your posture right now."
    STARTING = (
        "No reminder in the first minute after sitting down, a break or the start of watching."
    )
    GAP = "You were reminded a moment ago: the next reminder waits."
    """The last nudge is less than ``nudge_gap_s`` ago."""
    BASELINE = "You were reminded and nothing changed: if you are sitting well, calibrate."
    """This slouch has had enough nudges, or its reason was given and is nearly always there: the
    baseline may no longer fit."""


AROUND = {Suppression.CALL, Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB}
"""Surroundings in which formcheck stays quiet."""
QUIET_WANTED = {Suppression.LOCKED, Suppression.PAUSED, *AROUND}
"""Reasons against showing anything unasked."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the person's surroundings. A locked screen means that they are away."""

    call: bool = False
    full_screen: bool = False
    do_not_disturb: bool = False
    locked: bool = False

    @property
    def busy(self) -> Suppression | None:
        """Why nothing may be shown or said now, or None."""
        around = (
            (Suppression.LOCKED, self.locked),
            (Suppression.CALL, self.call),
            (Suppression.DO_NOT_DISTURB, self.do_not_disturb),
            (Suppression.FULL_SCREEN, self.full_screen),
        )
        return next((held for held, is_so in around if is_so), None)


QUIET_ROOM = Surroundings()
"""Surroundings in which a nudge may come."""
