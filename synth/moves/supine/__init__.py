"""Stretches on the back."""

from synth.moves.setup import Builder

from . import backbend, bridge, knee_chest, knees_aside, press, rest

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "bridge-pose": (bridge.build_held, bridge.HELD_FAULTS),
    "bridge-reps": (bridge.build_repeated, bridge.REP_FAULTS),
    "knee-to-chest": (knee_chest.build, knee_chest.FAULTS),
    "supine-arm-press-rotation": (press.build, press.FAULTS),
    "lower-back-rotational-stretch": (knees_aside.build, knees_aside.FAULTS),
    "passive-backbend-roll": (backbend.build_roll, backbend.FAULTS),
    "passive-backbend-blocks": (backbend.build_blocks, backbend.FAULTS),
    "lower-back-flexibility-exercise": (rest.build_press, rest.PRESS_FAULTS),
    "tennis-ball-release": (rest.build_one_ball, rest.BALL_FAULTS),
    "dual-tennis-ball-release": (rest.build_two_balls, rest.BALL_FAULTS),
}
BOTH = (
    "bridge-pose",
    "bridge-reps",
    "supine-arm-press-rotation",
    "passive-backbend-roll",
    "passive-backbend-blocks",
    "lower-back-flexibility-exercise",
    "tennis-ball-release",
    "dual-tennis-ball-release",
)
"""Stretches that work both sides at once, or in turn."""
