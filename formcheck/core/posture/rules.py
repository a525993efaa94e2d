"""Settings of the watch, the person's surroundings, and why a nudge is held back."""

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.posture.posture_values import Sensitivity


@dataclass(frozen=True, slots=True)
class Rules:
    """How the watch behaves. Infinity switches a thing off: onset_s nudges, break_every_s breaks.

    onset_s: how long a clear slouch lasts before a nudge (a slight one lasts ``nudge.SLIGHT_TIMES``
    as long). nudge_gap_s: the least time between two nudges. settle_in_s: no nudge so soon after
    the start or after coming back. break_every_s: sitting between two breaks; break_s: how long a
    break is; postpone_s: what is added when it does not suit; pre_notice_s: so much sitting before
    it is due, the view says so. away_s: looks this far apart mean that nobody was there, the
    machine being asleep. look_every_s: between two looks at somebody who sits still.

    Times are those of coaching.md#sitting-posture and coaching.md#breaks.
    settle_in_s, postpone_s, pre_notice_s and look_every_s are chosen here.
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
    """Why no nudge comes now, as its English text; of several reasons, the first in this order."""

    LOCKED = "The screen is locked."
    PAUSED = "Paused."
    CALL = "You are in a call: nothing is shown until it ends."
    FULL_SCREEN = "A window is in full screen: nothing is shown until it is closed."
    DO_NOT_DISTURB = "Do not disturb is on: nothing is shown until it is off."
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
    BASELINE = (
        "You were reminded and nothing changed: if you are sitting well, "
        "record your upright posture."
    )
    """This slouch has had enough nudges, or its reason was given and is nearly always there: the
    baseline may no longer fit."""


AROUND = {Suppression.CALL, Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB}
"""What goes on around that keeps quiet."""
QUIET_WANTED = {Suppression.LOCKED, Suppression.PAUSED, *AROUND}
"""Reasons against showing anything that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the person's surroundings. The screen lock means that they are away."""

    call: bool = False
    full_screen: bool = False
    do_not_disturb: bool = False
    locked: bool = False

    @property
    def busy(self) -> Suppression | None:
        """Why nothing may be shown or said now; None when it may."""
        around = (
            (Suppression.LOCKED, self.locked),
            (Suppression.CALL, self.call),
            (Suppression.FULL_SCREEN, self.full_screen),
            (Suppression.DO_NOT_DISTURB, self.do_not_disturb),
        )
        return next((held for held, is_so in around if is_so), None)


QUIET_ROOM = Surroundings()
"""Surroundings with nothing that speaks against a nudge."""
