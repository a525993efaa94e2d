"""Poses that the pictures need and `moves` does not make: faults, and corrected good form."""

from . import kneeling, lying, upright
from .grown import GrowingFault, measure_pose_truth, measure_severity
from .mended import CORRECTIONS

STILL_FAULTS: dict[str, dict[str, GrowingFault]] = {
    **kneeling.FAULTS,
    **lying.FAULTS,
    **upright.FAULTS,
}
"""Faults by stretch and fault id."""

__all__ = ["CORRECTIONS", "STILL_FAULTS", "GrowingFault", "measure_pose_truth", "measure_severity"]
