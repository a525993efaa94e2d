"""Why something can't be measured, as a value; ``core/session/reasons.py`` words it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.body import LANDMARK_NAMES, Landmark, Rejection


class Cause(StrEnum):
    """What prevents the measurement, as its English text; {part} stands for the landmark."""

    NOBODY = "nobody in the picture"
    HIDDEN = "{part} hidden"
    OUTSIDE = "{part} outside the picture"
    UNCERTAIN = "{part} uncertain"
    SWAPPED = "{part} uncertain, left and right look swapped"
    NO_START = "no start position yet"
    NO_SET_UP = "the set-up was not seen"
    VIEW = "can't be judged from this view"
    TOO_SHORT = "not watched for long enough yet"
    ONE_PICTURE = "can't be judged from one picture"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why something can't be measured; landmark is the one concerned, or None."""

    cause: Cause
    landmark: Landmark | None = None

    @property
    def part(self) -> str:
        """The landmark in English, "" without one."""
        return "" if self.landmark is None else LANDMARK_NAMES[self.landmark]

    def __str__(self) -> str:
        return self.cause.value.format(part=self.part)  # format of the member gives the member


NOBODY = Unknown(Cause.NOBODY)
VIEW_UNSUITED = Unknown(Cause.VIEW)
CAUSES = {
    Rejection.LOW_VISIBILITY: Cause.HIDDEN,
    Rejection.OUT_OF_FRAME: Cause.OUTSIDE,
    Rejection.BONE_LENGTH: Cause.UNCERTAIN,
    Rejection.SIDES_SWAPPED: Cause.SWAPPED,
}
"""The cause for each reason why a landmark is not believed."""
