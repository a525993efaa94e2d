"""The marks on the pictures of each fault."""

from .marks import Mark

_SHOULDERS = ("left_shoulder", "right_shoulder")
_CORNER = {
    "elbow-off-wall": Mark(("left_elbow",)),
    "hand-slides": Mark(("left_wrist",)),
    "arm-slack": Mark(("left_elbow",), 0.1, arrow=False),
    "no-turn": Mark(("right_shoulder",), 0.09),
    "turned-wrong-way": Mark(("right_shoulder",), 0.09),
    "trunk-bent": Mark(("head",), 0.138),
    "hand-height": Mark(("left_wrist",)),
    "shoulder-up": Mark(("left_shoulder",), 0.09, way=(0.0, 1.0)),
}
_HEAD = Mark(("head",), 0.138)
_HIP = Mark(("left_hip",), 0.1)
_ELBOW = Mark(("left_elbow",))
_CHEST_DOWN = Mark(("left_shoulder",), 0.09)
_BACK_UP = Mark(("under_belly",), 0.0, way=(0.0, -1.0))  # below the outline that is judged
_KNEES_IN = Mark(("left_knee", "right_knee"))
_ELBOWS_IN = Mark(("left_elbow", "right_elbow"))
_BRIDGE = {
    "knees-apart": _KNEES_IN,
    "head-turned": Mark(("head",), 0.138, arrow=False),
    "feet-far": Mark(("left_ankle",), 0.09),
    "over-arched": _HIP,
    "hips-low": _HIP,
}
_BACKBEND = {
    "head-hangs": _HEAD,
    "sits-up": _CHEST_DOWN,
    "arms-overhead": Mark(("left_wrist",)),
}
_TWIST = {
    "hips-turn": Mark(("right_hip",), 0.1),
    "slump": Mark(("head",), 0.138),
    "shoulders-tilt": Mark(("left_shoulder",), way=(0.0, 1.0)),
    "shoulders-up": Mark(_SHOULDERS, way=(0.0, 1.0)),
    "too-little": Mark(("right_shoulder",), 0.09),
    "yanking": Mark(("before_chest",), sway=(1.0, 0.0)),
}
MARKS: dict[str, dict[str, Mark]] = {
    "cable-doorway-rhomboid-stretch": {
        "arms-not-crossed": Mark(("left_wrist", "right_wrist")),
        "one-arm-across": Mark(("right_wrist",), 0.0),
        "arms-bent": Mark(("elbows",), 0.07, arrow=False),
        "no-sit-back": Mark(("left_hip", "right_hip"), 0.07, way=(0.0, 1.0)),
        "shoulders-low": Mark(_SHOULDERS, 0.06, way=(0.0, -1.0)),
        "hands-too-high": Mark(("left_wrist", "right_wrist"), 0.0, way=(0.0, 1.0)),
        "leaning": Mark(("right_hip",), 0.08),
        "bouncing": Mark(("beside_hips",), sway=(0.0, 1.0)),
    },
    "wall-corner-rhomboid-high": _CORNER,
    "wall-corner-rhomboid-chest": _CORNER,
    "wall-corner-rhomboid-hip": _CORNER,
    "cross-body-shoulder-stretch": {
        "shoulder-up": Mark(("left_shoulder",), 0.09),
        "chest-turned": Mark(("left_shoulder",), 0.0),
        "arm-low": Mark(("left_elbow",)),
        "arm-bent": Mark(("left_elbow",), arrow=False),
        "head-tilted": Mark(("head",), 0.138),
    },
    "overhead-lat-stretch": {
        "elbow-low": Mark(("left_elbow",), 0.1),
        "hand-high": Mark(("left_wrist",), way=(0.2, 1.0)),
        "side-bend": Mark(("head",), 0.138),
        "head-pushed": Mark(("head",), 0.138),
        "yanking": Mark(("over_elbow",), sway=(1.0, 0.0)),
        "leaning-back": Mark(("left_shoulder",), 0.09),
        "other-shoulder-up": Mark(("right_shoulder",), 0.09, way=(0.0, 1.0)),
    },
    "seated-twist": _TWIST | {"wrong-hand": Mark(("right_wrist",))},
    "bridge-pose": _BRIDGE,
    "bridge-reps": _BRIDGE | {"partial": _HIP},
    "knee-to-chest": {
        "yanking": Mark(("left_knee",), sway=(1.0, 0.0)),
        "hands-off": Mark(("left_wrist",)),
        "too-little": Mark(("left_knee",), 0.09),
        "head-lifted": _HEAD,
        "other-leg-up": Mark(("right_knee",), 0.09),
        "pelvis-rolls": _HIP,
    },
    "supine-arm-press-rotation": {
        "hands-off": Mark(("left_wrist", "right_wrist"), arrow=False),
        "hips-roll": Mark(("left_hip",), 0.09),
        "too-little": Mark(("right_shoulder",), 0.09),
        "too-far": Mark(("right_shoulder",), 0.09),
    },
    "lower-back-rotational-stretch": {
        "shoulder-lifts": Mark(("right_shoulder",), 0.09),
        "knees-apart": Mark(("right_knee",), 0.09),
        "head-turned": Mark(("head",), 0.138, arrow=False),
        "too-little": Mark(("left_knee",), 0.09),
    },
    "passive-backbend-roll": _BACKBEND,
    "passive-backbend-blocks": _BACKBEND,
    "lower-back-flexibility-exercise": {
        "sits-up": _CHEST_DOWN,
        "hips-up": _HIP,
        "legs-long": Mark(("left_knee",), 0.09),
    },
    "tennis-ball-release": {"sits-up": _CHEST_DOWN, "head-lifted": _HEAD},
    "dual-tennis-ball-release": {"sits-up": _CHEST_DOWN, "head-lifted": _HEAD},
    "childs-pose": {"hips-high": _HIP, "arms-bent": _ELBOW, "head-up": _HEAD},
    "cat-cow": {
        "hands-far": Mark(("left_wrist",)),
        "elbows-bend": _ELBOW,
        "rocking": _HIP,
        "partial": _BACK_UP,
    },
    "quadruped-trunk-rotation": {
        "partial": _ELBOW,
        "elbow-short": Mark(("left_elbow",), way=(-0.5, 1.0)),
        "hips-turn": _HIP,
        "support-bent": Mark(("right_elbow",), arrow=False),
    },
    "thread-the-needle": {
        "shoulder-high": Mark(("left_shoulder",), 0.09),
        "hips-back": _HIP,
        "hips-turn": Mark(("left_hip",), 0.1),
    },
    "prayer-stretch": {
        "hips-on-heels": _HIP,
        "arms-bent": _ELBOW,
        "chest-high": Mark(("left_shoulder",), 0.09),
    },
    "cobra-pose": {
        "hips-up": _HIP,
        "arms-locked": _ELBOW,
        "head-back": _HEAD,
        "shoulders-up": Mark(("left_shoulder",), 0.09),
        "legs-up": Mark(("left_ankle",), 0.09),
        "elbows-out": _ELBOWS_IN,
    },
    "prone-chest-lift": {
        "too-high": Mark(("left_shoulder",), 0.09),
        "head-back": _HEAD,
        "legs-up": Mark(("left_ankle",)),
        "hips-up": _HIP,
        "arms-locked": _ELBOW,
        "shoulders-up": Mark(("left_shoulder",), 0.09),
        "elbows-out": _ELBOWS_IN,
    },
    "neck-flexion-hands-behind-head": {
        "chin-high": _HEAD,
        "slumping": Mark(("left_shoulder",), 0.09),
        "pulling": Mark(("left_elbow",), sway=(1.0, 0.0)),
        "head-tilted": _HEAD,
        "head-turned": Mark(("head",), 0.138, arrow=False),
    },
    "seated-chair-forward-fold": {
        "too-shallow": Mark(("left_shoulder",), 0.09),
        "head-up": _HEAD,
        "feet-lifted": Mark(("left_ankle",), 0.09),
    },
    "chest-stretch": {
        "turned-toward-arm": Mark(("right_shoulder",), 0.09),
        "no-turn": Mark(("right_shoulder",), 0.09),
        "elbow-low": _ELBOW,
        "leaning": _HEAD,
        "shoulder-up": Mark(("left_shoulder",), 0.09),
        "head-forward": _HEAD,
    },
    "miniband-wall-lean": {
        "elbows-high": _ELBOW,
        "over-reach": Mark(("left_shoulder",), 0.09),
        "hips-back": _HIP,
        "no-lean": Mark(("left_shoulder",), 0.09),
        "shoulders-up": Mark(("left_shoulder",), 0.09),
        "hands-in": Mark(("left_wrist",), way=(-1.0, 0.0)),
        "crunching": Mark(("left_shoulder",), 0.09),
    },
    "wall-corner-neck-release": {
        "too-quick": Mark(("head",), sway=(1.0, 0.0)),
        "too-far": _HEAD,
        "too-far-turned": Mark(("head",), 0.138, arrow=False),
    },
    "shoulder-blade-squeeze": {
        "partial": _ELBOW,
        "shrugging": Mark(("left_shoulder",), 0.09, way=(0.0, 1.0)),
        "leaning-back": Mark(("left_shoulder",), 0.09),
    },
    "stick-exercise": {
        "partial": Mark(("left_wrist", "right_wrist")),
        "elbows-bent": Mark(("left_elbow", "right_elbow"), arrow=False),
        "let-go": Mark(("right_wrist",)),
        "arching": Mark(("left_shoulder",), 0.09),
    },
    "foam-roller-ribcage-expansion": {
        "rolled-back": Mark(("left_shoulder",), 0.09),
        "arm-down": Mark(("left_wrist",)),
        "head-hangs": _HEAD,
        "reaching": Mark(("left_wrist",)),
    },
    "seated-lower-back-rotational-stretch": {
        "elbow-off": Mark(("right_elbow",)),
        **_TWIST,
    },
    "seated-twist-cross-legged": _TWIST | {"wrong-hand": Mark(("right_wrist",))},
    "seated-twist-floor": _TWIST | {"wrong-hand": Mark(("right_wrist",))},
    "kneeling-thoracic-twist": {
        "partial": Mark(("right_shoulder",), 0.09),
        "leaning": _HEAD,
        "sinking": Mark(("hips",), 0.12),
        "hips-turn": Mark(("right_hip",), 0.1),
    },
    "rock-and-roll": {
        "partial": Mark(("left_shoulder",), 0.09),
        "knee-away": Mark(("left_knee",), 0.09),
        "on-the-neck": _HIP,
        "toes-let-go": Mark(("left_wrist",)),
        "leg-bent": Mark(("right_knee",), 0.09),
    },
    "side-lying-thoracic-rotation": {
        "partial": Mark(("left_wrist",)),
        "knee-lifts": Mark(("left_knee",), 0.09),
    },
}
"""Marks by stretch and fault; the working side is the left, which is nearer in side views."""
