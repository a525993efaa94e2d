"""Poses for pictures that `moves` has no movement for: faults, and corrected good form."""

from . import kneeling, lying, upright
from .grown import Grown, severity_of, truth_of
from .mended import MENDED

STILL_FAULTS: dict[str, dict[str, Grown]] = {
    **kneeling.FAULTS,
    **lying.FAULTS,
    **upright.FAULTS,
}
"""By stretch and fault."""

__all__ = ["MENDED", "STILL_FAULTS", "Grown", "severity_of", "truth_of"]
