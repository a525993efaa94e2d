"""The stretches: for each, a builder that makes the good form or one of its faults.

Every builder makes the form with the left side working; `Setup.mirror` makes the right.
"""

from . import allfours, corner, cross_body, doorway, overhead, supine, turning, twist, upright
from .setup import Builder, Setup

SAMPLED: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "cable-doorway-rhomboid-stretch": (doorway.build, doorway.FAULTS),
    "wall-corner-rhomboid-high": (corner.build_high, corner.FAULTS),
    "wall-corner-rhomboid-chest": (corner.build_chest, corner.FAULTS),
    "wall-corner-rhomboid-hip": (corner.build_hip, corner.FAULTS),
    "cross-body-shoulder-stretch": (cross_body.build, cross_body.FAULTS),
    "overhead-lat-stretch": (overhead.build, overhead.FAULTS),
    "seated-twist": (twist.build, twist.FAULTS),
}
"""Stretches with sample clips of good form and all faults in sample_videos/."""

GROUPS = (supine, allfours, upright, turning)
STRETCHES = dict(SAMPLED)
for _group in GROUPS:
    STRETCHES.update(_group.STRETCHES)
BOTH_SIDES: frozenset[str] = frozenset(
    ("cable-doorway-rhomboid-stretch", *(n for g in GROUPS for n in getattr(g, "BOTH", ())))
)
"""Stretches that work both sides at once; a group names its own in BOTH."""
ON_FEET: frozenset[str] = frozenset((*SAMPLED, *upright.STRETCHES))
BUILDERS: dict[str, Builder] = {name: builder for name, (builder, _) in STRETCHES.items()}
FAULTS: dict[str, tuple[str, ...]] = {name: faults for name, (_, faults) in STRETCHES.items()}
__all__ = ["BOTH_SIDES", "BUILDERS", "FAULTS", "ON_FEET", "SAMPLED", "Builder", "Setup"]
