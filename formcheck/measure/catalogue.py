"""Every quantity formcheck can measure: what it means, where it holds, how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from formcheck.body import Side
from formcheck.measure import hands, head, joints, motion, trunk, wall
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN
from formcheck.measure.scale import Baseline


class Of(StrEnum):
    """Whose value of a quantity: the body's, one side's, or the extreme or mean of the two."""

    BODY = "body"
    LEFT = "left"
    RIGHT = "right"
    MAX = "max"
    MIN = "min"
    MEAN = "mean"


class Space(StrEnum):
    """The frame a quantity is computed in."""

    IMAGE = "image"
    LIFTED = "lifted"
    WORLD = "world"


Compute = Callable[[Figure, Baseline, Side | None], float]
Moving = Callable[[Sequence[Figure], Side | None], float]
Blind = Callable[[Figure, Baseline, Side | None], str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measurable thing.

    unit is "deg", "ratio" or "tl_s" (torso lengths per second). paired ones take a side. views
    are those it holds from. needs names the calibration it cannot do without. joints are what it
    uses: a plain name is this side's (both sides' for the body), "other elbow" the other side's,
    a plural both. moving computes from the last second of figures instead of one; blind says in
    a few words why a figure with every joint seen gives no value ("" where it cannot say).
    """

    id: str
    unit: str
    paired: bool
    space: Space
    views: tuple[str, ...]
    needs: str
    joints: tuple[str, ...]
    meaning: str
    compute: Compute
    moving: Moving | None = None
    blind: Blind | None = None


_FRONT = ("front",)
_OBLIQUE = ("front", "three-quarter")
_FROM_SIDE = ("three-quarter", "side")
_ANY = ("front", "three-quarter", "side")
_ARM = ("shoulder", "elbow", "wrist")
_TRUNK = ("shoulders", "hips")


def _side(fn: Callable[[Figure, Baseline, Side], float]) -> Compute:
    def compute(figure: Figure, baseline: Baseline, side: Side | None) -> float:
        return fn(figure, baseline, side) if side is not None else NAN

    return compute


def _body(fn: Callable[[Figure, Baseline], float]) -> Compute:
    def compute(figure: Figure, baseline: Baseline, side: Side | None) -> float:
        return fn(figure, baseline)

    return compute


def _one_picture(figure: Figure, baseline: Baseline, side: Side | None) -> float:
    """NaN: one picture alone shows no movement."""
    return NAN


def _arm_at_camera(figure: Figure, baseline: Baseline, side: Side | None) -> str:
    bone = joints.arm_points_at_camera(figure, baseline, side) if side is not None else ""
    return f"{side} {bone} points at the camera" if bone else ""


def _arm_height(figure: Figure, baseline: Baseline, side: Side | None) -> str:
    if side is None:
        return ""
    low = joints.shoulder_elevation(figure, baseline, side) < joints.ADDUCTION_FROM_DEG
    return f"{side} arm is too {'low' if low else 'high'} to tell"


def _too_short(figure: Figure, baseline: Baseline, side: Side | None) -> str:
    return "not watched for long enough yet"


def _paired(
    id: str,
    unit: str,
    space: Space,
    views: tuple[str, ...],
    uses: tuple[str, ...],
    fn: Callable[[Figure, Baseline, Side], float],
    meaning: str,
    *,
    needs: str = "",
    blind: Blind | None = None,
) -> Quantity:
    return Quantity(
        id, unit, True, space, views, needs, uses, meaning, _side(fn), None, blind
    )


def _of_body(
    id: str,
    unit: str,
    space: Space,
    views: tuple[str, ...],
    uses: tuple[str, ...],
    fn: Callable[[Figure, Baseline], float],
    meaning: str,
    *,
    needs: str = "",
) -> Quantity:
    return Quantity(id, unit, False, space, views, needs, uses, meaning, _body(fn))


def _moving(
    id: str, paired: bool, uses: tuple[str, ...], fn: Moving, meaning: str
) -> Quantity:
    return Quantity(
        id, "tl_s", paired, Space.IMAGE, _ANY, "", uses, meaning, _one_picture, fn, _too_short
    )


_IMAGE, _LIFTED = Space.IMAGE, Space.LIFTED

_JOINTS = (
    _paired(
        "elbow_flexion_deg", "deg", _LIFTED, _ANY, _ARM, joints.elbow_flexion,
        "Bend of the elbow: 0 is straight, 150 fully bent.",
        blind=_arm_at_camera,
    ),
    _paired(
        "shoulder_elevation_deg", "deg", _LIFTED, _ANY, ("shoulders", "elbow", "hips"),
        joints.shoulder_elevation,
        "How far the upper arm is raised from the trunk: 0 hangs down, 90 level, 180 overhead.",
    ),
    _paired(
        "horizontal_adduction_deg", "deg", _LIFTED, _OBLIQUE, ("shoulders", "elbow", "hips"),
        joints.horizontal_adduction,
        "Where a raised arm points: 0 out to its side, 90 forward, more is across the body.",
        blind=_arm_height,
    ),
    _paired(
        "elevation_plane_deg", "deg", _LIFTED, _OBLIQUE, ("shoulders", "elbow", "hips"),
        joints.elevation_plane,
        "Direction of the upper arm around the trunk: 0 to its side, 90 forward, - behind.",
    ),
    _paired(
        "hip_flexion_deg", "deg", _LIFTED, _ANY, ("shoulders", "hips", "knee"),
        joints.hip_flexion,
        "Bend between trunk and thigh: 0 is in line, more is bent; includes the lower back.",
    ),
    _paired(
        "knee_flexion_deg", "deg", _LIFTED, _ANY, ("hips", "knee", "ankle"),
        joints.knee_flexion,
        "Bend of the knee: 0 is straight, more is bent.",
    ),
    _paired(
        "reach_ratio", "ratio", _LIFTED, _ANY, _ARM, joints.reach,
        "Straightness of the arm: shoulder to wrist over its two bones; 1 is straight.",
    ),
    _paired(
        "arm_line_ratio", "ratio", _IMAGE, _ANY, (*_ARM, "shoulders", "hips"), joints.arm_line,
        "How far the elbow stands off the line from shoulder to wrist in the picture, over the "
        "arm's length: 0 is straight, 0.13 is about 30 degrees of bend seen square on.",
    ),
)  # fmt: skip

_HANDS = (
    _paired(
        "wrist_cross_ratio", "ratio", _IMAGE, _OBLIQUE, ("wrist", *_TRUNK), hands.wrist_cross,
        "Wrist past the middle of the chest towards the other side, in shoulder widths: "
        "+ is crossed, - is still on its own side.",
    ),
    _paired(
        "elbow_cross_ratio", "ratio", _IMAGE, _OBLIQUE, ("elbow", *_TRUNK), hands.elbow_cross,
        "Elbow past the middle of the chest towards the other side, in shoulder widths: "
        "+ is crossed, - is still on its own side.",
    ),
    _paired(
        "elbow_to_midline_ratio", "ratio", _IMAGE, _FRONT, ("elbow", "nose", *_TRUNK),
        hands.elbow_to_midline,
        "Elbow past the nose towards the other side, in shoulder widths: 0 is level with the "
        "nose, - is still on its own side.",
    ),
    _paired(
        "wrist_height_ratio", "ratio", _IMAGE, _ANY, ("wrist", *_TRUNK), hands.wrist_height,
        "Wrist above the shoulder line, in torso lengths: 0 shoulder height, -1 hip height.",
    ),
    _paired(
        "elbow_height_ratio", "ratio", _IMAGE, _ANY, ("elbow", *_TRUNK), hands.elbow_height,
        "Elbow above the shoulder line, in torso lengths: 0 shoulder height, + above.",
    ),
    _paired(
        "hand_to_head_ratio", "ratio", _IMAGE, _ANY, ("wrist", "ear", *_TRUNK),
        hands.hand_to_head,
        "Wrist to the ear of its side in the picture, in forearm lengths: 0 is touching.",
    ),
    _paired(
        "hand_to_other_elbow_ratio", "ratio", _IMAGE, _ANY, ("wrist", "other elbow", *_TRUNK),
        hands.hand_to_other_elbow,
        "Wrist to the other elbow in the picture, in forearm lengths: 0 is touching.",
    ),
    _paired(
        "hand_to_knee_ratio", "ratio", _IMAGE, _ANY, ("wrist", "knee", *_TRUNK),
        hands.hand_to_knee,
        "Wrist to the knee of its side in the picture, in forearm lengths: 0 is touching.",
    ),
    _paired(
        "hand_to_other_knee_ratio", "ratio", _IMAGE, _ANY, ("wrist", "other knee", *_TRUNK),
        hands.hand_to_other_knee,
        "Wrist to the other knee in the picture, in forearm lengths: 0 is touching.",
    ),
    _paired(
        "hand_behind_ratio", "ratio", _LIFTED, _ANY, ("wrist", *_TRUNK), hands.hand_behind,
        "Wrist behind the hips, in torso lengths: + is behind, - is in front.",
    ),
    _of_body(
        "wrist_gap_ratio", "ratio", _IMAGE, _OBLIQUE, ("wrist", *_TRUNK), hands.wrist_gap,
        "Distance between the wrists in the picture, in shoulder widths; never negative.",
    ),
    _of_body(
        "elbow_gap_ratio", "ratio", _IMAGE, _OBLIQUE, ("elbow", *_TRUNK), hands.elbow_gap,
        "Distance between the elbows in the picture, in shoulder widths; never negative.",
    ),
    _of_body(
        "knee_gap_ratio", "ratio", _IMAGE, _OBLIQUE, ("knee", *_TRUNK), hands.knee_gap,
        "Distance between the knees in the picture, in shoulder widths; never negative.",
    ),
    _of_body(
        "ankle_gap_ratio", "ratio", _IMAGE, _OBLIQUE, ("ankle", *_TRUNK), hands.ankle_gap,
        "Distance between the ankles in the picture, in shoulder widths; never negative.",
    ),
)  # fmt: skip

_TRUNKS = (
    _paired(
        "chest_turn_deg", "deg", _LIFTED, _OBLIQUE, ("shoulders",), trunk.chest_turn,
        "Turn of the chest: 0 is square to the camera, + is towards this side.",
    ),
    _paired(
        "hips_turn_deg", "deg", _LIFTED, _OBLIQUE, ("hips",), trunk.hips_turn,
        "Turn of the hips: 0 is square to the camera, + is towards this side.",
    ),
    _paired(
        "twist_deg", "deg", _LIFTED, _OBLIQUE, _TRUNK, trunk.twist,
        "Turn of the chest over the hips: 0 is no twist, + is towards this side.",
    ),
    _paired(
        "lean_to_side_deg", "deg", _IMAGE, _FRONT, _TRUNK, trunk.lean_to_side,
        "Lean of the trunk: 0 is upright, + is towards this side.",
    ),
    _of_body(
        "trunk_forward_deg", "deg", _LIFTED, _FROM_SIDE, _TRUNK, trunk.trunk_forward,
        "Lean of the trunk the way the chest faces: 0 is upright, + is forward.",
    ),
    _of_body(
        "trunk_incl_deg", "deg", _IMAGE, _ANY, _TRUNK, trunk.trunk_inclination,
        "Lean of the trunk in the picture whichever way: 0 is upright, 90 lying; never negative.",
    ),
    _of_body(
        "facing_deg", "deg", _LIFTED, _ANY, ("shoulders",), trunk.facing,
        "Where the chest faces: 0 is the camera, + is turned to the person's left.",
    ),
    _of_body(
        "shoulder_level_deg", "deg", _IMAGE, _OBLIQUE, ("shoulders",), trunk.shoulder_level,
        "Slope of the shoulders in the picture: 0 is level, + is the left shoulder higher.",
    ),
    _of_body(
        "hip_level_deg", "deg", _IMAGE, _OBLIQUE, ("hips",), trunk.hip_level,
        "Slope of the hips in the picture: 0 is level, + is the left hip higher.",
    ),
    _of_body(
        "trunk_height_ratio", "ratio", _IMAGE, _ANY, _TRUNK, trunk.trunk_height,
        "Length of the trunk in the picture against neutral: 1 is as tall, less is slumped.",
        needs="neutral",
    ),
    _of_body(
        "shoulder_width_ratio", "ratio", _IMAGE, _ANY, _TRUNK, trunk.shoulder_width,
        "Width of the shoulders in the picture against neutral: 1 is as wide, less is turned.",
        needs="neutral",
    ),
    _of_body(
        "hips_back_ratio", "ratio", _IMAGE, _FROM_SIDE, (*_TRUNK, "ankle"), trunk.hips_back,
        "Hips behind the ankles in the picture, in torso lengths: + is behind, - in front.",
    ),
    _of_body(
        "hips_drop_ratio", "ratio", _IMAGE, _ANY, ("hips", "ankle"), trunk.hips_drop,
        "Height of the hips above the ankles against neutral: 1 is as high, less is lower.",
        needs="neutral",
    ),
)  # fmt: skip

_HEAD = (
    _paired(
        "shrug_ratio", "ratio", _IMAGE, _ANY, ("ears", *_TRUNK), head.shrug,
        "How much nearer the shoulder is to the ears than at neutral: 0 is relaxed, + raised.",
        needs="neutral",
    ),
    _of_body(
        "head_tilt_deg", "deg", _IMAGE, _FRONT, ("eyes",), head.head_tilt,
        "Sideways tilt of the head since neutral: 0 is none, + is to the person's right.",
    ),
    _of_body(
        "head_turn_deg", "deg", _IMAGE, _FRONT, ("nose", "ears"), head.head_turn,
        "Turn of the head: 0 is towards the camera, + is to the person's left.",
    ),
    _of_body(
        "head_drop_ratio", "ratio", _IMAGE, _ANY, ("nose", *_TRUNK), head.head_drop,
        "How much lower the nose is than at neutral: 0 is as high, + is lower.",
        needs="neutral",
    ),
)  # fmt: skip

_WALL = (
    _paired(
        "wall_elbow_ratio", "ratio", _IMAGE, _ANY, ("elbow",), wall.wall_elbow,
        "Distance of the elbow from the wall line, in forearm lengths: 0 is on the line.",
        needs="wall",
    ),
    _paired(
        "wall_wrist_ratio", "ratio", _IMAGE, _ANY, ("wrist",), wall.wall_wrist,
        "Distance of the wrist from the wall line, in forearm lengths: 0 is on the line.",
        needs="wall",
    ),
    _paired(
        "wall_angle_deg", "deg", _IMAGE, _ANY, ("elbow", "wrist"), wall.wall_angle,
        "Angle between forearm and wall line in the picture: 0 is along it; never negative.",
        needs="wall",
    ),
    _paired(
        "elbow_drift_ratio", "ratio", _IMAGE, _ANY, ("elbow",), wall.elbow_drift,
        "Movement of the elbow since the wall line, in forearm lengths: 0 has not moved.",
        needs="wall",
    ),
    _paired(
        "wrist_drift_ratio", "ratio", _IMAGE, _ANY, ("wrist",), wall.wrist_drift,
        "Movement of the wrist since the wall line, in forearm lengths: 0 has not moved.",
        needs="wall",
    ),
)  # fmt: skip

_MOTION = (
    _moving(
        "motion_tl_s", False, _TRUNK, motion.motion,
        "Speed of the fastest of wrists, elbows, shoulders and hips: 0 is still.",
    ),
    _moving(
        "unrest_tl_s", False, _TRUNK, motion.unrest,
        "Average speed of elbows, shoulders and hips over the last second: 0 is still.",
    ),
    _moving(
        "hips_unrest_tl_s", False, _TRUNK, motion.hips_unrest,
        "Average speed of the hips over the last second: 0 is still.",
    ),
    _moving(
        "elbow_unrest_tl_s", True, ("elbow", *_TRUNK), motion.elbow_unrest,
        "Average speed of the elbow over the last second: 0 is still.",
    ),
    _moving(
        "wrist_unrest_tl_s", True, ("wrist", *_TRUNK), motion.wrist_unrest,
        "Average speed of the wrist over the last second: 0 is still.",
    ),
)  # fmt: skip

CATALOGUE: Mapping[str, Quantity] = MappingProxyType(
    {q.id: q for q in (*_JOINTS, *_HANDS, *_TRUNKS, *_HEAD, *_WALL, *_MOTION)}
)
"""All quantities by id."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named measure of a stretch: a quantity, whose, and since which calibration.

    since "neutral" or "wall" makes it the change from that calibration; "" the value itself.
    Raises ValueError for a quantity that does not exist or that the wrong kind of ``of`` is
    asked of.
    """

    name: str
    quantity: str
    of: Of
    since: str = ""

    def __post_init__(self) -> None:
        known = CATALOGUE.get(self.quantity)
        if known is None:
            raise ValueError(f"measure {self.name!r}: there is no quantity {self.quantity!r}")
        if known.paired == (self.of is Of.BODY):
            wanted = "left, right, max, min or mean" if known.paired else "body"
            raise ValueError(
                f"measure {self.name!r}: {self.quantity} is of {wanted}, not of {self.of}"
            )
        if self.since not in ("", "neutral", "wall"):
            raise ValueError(
                f"measure {self.name!r}: since is 'neutral', 'wall' or nothing, "
                f"not {self.since!r}"
            )
