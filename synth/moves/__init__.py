"""The stretches: for each a builder that makes the good form or one of its faults.

Every builder writes the form whose working side is the left one; `Setup.mirrored` makes the other.
"""

from collections.abc import Callable

from synth.stance import Figure

from . import corner, cross_body, doorway, overhead, twist
from .setup import Setup

Builder = Callable[[Figure, str | None, float], Setup]
BUILDERS: dict[str, Builder] = {
    "cable-doorway-rhomboid-stretch": doorway.build,
    "wall-corner-rhomboid-high": corner.high,
    "wall-corner-rhomboid-chest": corner.chest,
    "wall-corner-rhomboid-hip": corner.hip,
    "cross-body-shoulder-stretch": cross_body.build,
    "overhead-lat-stretch": overhead.build,
    "seated-twist": twist.build,
}
FAULTS: dict[str, tuple[str, ...]] = {
    "cable-doorway-rhomboid-stretch": doorway.FAULTS,
    "wall-corner-rhomboid-high": corner.FAULTS,
    "wall-corner-rhomboid-chest": corner.FAULTS,
    "wall-corner-rhomboid-hip": corner.FAULTS,
    "cross-body-shoulder-stretch": cross_body.FAULTS,
    "overhead-lat-stretch": overhead.FAULTS,
    "seated-twist": twist.FAULTS,
}
__all__ = ["BUILDERS", "FAULTS", "Builder", "Setup"]
