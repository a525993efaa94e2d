"""Stretches that turn the trunk or lie on the side."""

from synth.moves.setup import Builder

from . import crossed, floor_twist, kneeling, rocking, side_lying

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "foam-roller-ribcage-expansion": (side_lying.breathing, side_lying.BREATH_FAULTS),
    "seated-lower-back-rotational-stretch": (crossed.build, crossed.FAULTS),
    "seated-twist-cross-legged": (floor_twist.cross_legged, floor_twist.FAULTS),
    "kneeling-thoracic-twist": (kneeling.build, kneeling.FAULTS),
    "rock-and-roll": (rocking.build, rocking.FAULTS),
    "side-lying-thoracic-rotation": (side_lying.opening, side_lying.OPEN_FAULTS),
    "seated-twist-floor": (floor_twist.foot_over, floor_twist.FAULTS),
}
