"""Stretches that turn the trunk or lie on the side."""

from synth.moves.setup import Builder

from . import crossed, floor_twist, kneeling, rocking, side_lying

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "foam-roller-ribcage-expansion": (side_lying.build_breathing, side_lying.BREATH_FAULTS),
    "seated-lower-back-rotational-stretch": (crossed.build, crossed.FAULTS),
    "seated-twist-cross-legged": (floor_twist.build_cross_legged, floor_twist.FAULTS),
    "kneeling-thoracic-twist": (kneeling.build, kneeling.FAULTS),
    "rock-and-roll": (rocking.build, rocking.FAULTS),
    "side-lying-thoracic-rotation": (side_lying.build_opening, side_lying.OPEN_FAULTS),
    "seated-twist-floor": (floor_twist.build_foot_over, floor_twist.FAULTS),
}
