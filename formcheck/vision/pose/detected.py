"""What the model saw in one picture of a video."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.core.body import Detection


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFrame:
    """The people in the picture at t_s, in pixels of the full-size picture as displayed.

    index is the picture's number in its source, those that were left out included.
    """

    index: int
    t_s: float
    detections: tuple[Detection, ...]

    @property
    def persons(self) -> int:
        """How many people the model reported."""
        return len(self.detections)
