"""Poses that the pictures need and `moves` does not make: faults, and corrected good form."""

from . import kneeling, lying, upright
from .grown import Grown, severity_of, truth_of
from .mended import MENDED

STILL_FAULTS: dict[str, dict[str, Grown]] = {
    **kneeling.FAULTS,
    **lying.FAULTS,
    **upright.FAULTS,
}
"""Faults by stretch and fault id."""

__all__ = ["MENDED", "STILL_FAULTS", "Grown", "severity_of", "truth_of"]
