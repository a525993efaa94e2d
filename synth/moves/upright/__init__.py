"""Stretches standing or on a chair."""

from synth.moves.setup import Builder

from . import (
    blade_squeeze,
    chair_fold,
    chest_stretch,
    neck_flexion,
    neck_release,
    stick,
    wall_lean,
)

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "neck-flexion-hands-behind-head": (neck_flexion.build, neck_flexion.FAULTS),
    "seated-chair-forward-fold": (chair_fold.build, chair_fold.FAULTS),
    "chest-stretch": (chest_stretch.build, chest_stretch.FAULTS),
    "miniband-wall-lean": (wall_lean.build, wall_lean.FAULTS),
    "wall-corner-neck-release": (neck_release.build, neck_release.FAULTS),
    "shoulder-blade-squeeze": (blade_squeeze.build, blade_squeeze.FAULTS),
    "stick-exercise": (stick.build, stick.FAULTS),
}
BOTH = (
    "neck-flexion-hands-behind-head",
    "seated-chair-forward-fold",
    "miniband-wall-lean",
    "shoulder-blade-squeeze",
    "stick-exercise",
)
