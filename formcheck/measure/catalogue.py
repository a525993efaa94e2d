"""Every quantity formcheck can measure: what it means, where it holds, how it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from formcheck.body import Side
from formcheck.measure import (
    floor,
    hands,
    head,
    joints,
    lying,
    motion,
    trunk,
    turning,
    upright,
    wall,
)
from formcheck.measure.figure import Figure
from formcheck.measure.quantity import (
    ANY_VIEW,
    FROM_SIDE,
    FRONT,
    OBLIQUE,
    Of,
    Quantity,
    Space,
    of_body,
    paired,
    plain,
    scaled,
    side_speed,
    speed,
    square_on,
    whole,
    whole_scaled,
)
from formcheck.measure.scale import Baseline

__all__ = ["CATALOGUE", "Definition", "Of", "Quantity", "Space"]

_ARM = ("shoulder", "elbow", "wrist")
_TRUNK = ("shoulders", "hips")


def _arm_at_camera(figure: Figure, baseline: Baseline, side: Side | None) -> str:
    bone = "" if side is None else joints.bone_at_camera(figure, baseline, side)
    return f"{side} {bone} points at the camera" if bone else ""


def _arm_height(figure: Figure, baseline: Baseline, side: Side | None) -> str:
    if side is None:
        return ""
    low = joints.shoulder_elevation(figure, baseline, side) < joints.ADDUCTION_FROM_DEG
    return f"{side} arm is too {'low' if low else 'high'} to tell"


_IMAGE, _LIFTED = Space.IMAGE, Space.LIFTED

_JOINTS = (
    paired(
        "elbow_flexion_deg", "deg", _LIFTED, ANY_VIEW, _ARM, scaled(joints.elbow_flexion),
        "Bend of the elbow: 0 is straight, 150 fully bent.",
        blind=_arm_at_camera,
    ),
    paired(
        "shoulder_elevation_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders", "elbow", "hips"),
        scaled(joints.shoulder_elevation),
        "How far the upper arm is raised from the trunk: 0 hangs down, 90 level, 180 overhead.",
    ),
    paired(
        "arm_raise_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders", "wrist", "hips"),
        plain(joints.arm_raise),
        "How far the hand is raised about the shoulder: 0 hangs down, 90 level, 180 overhead.",
    ),
    paired(
        "horizontal_adduction_deg", "deg", _LIFTED, OBLIQUE, ("shoulders", "elbow", "hips"),
        scaled(joints.horizontal_adduction),
        "Where a raised arm points: 0 out to its side, 90 forward, more is across the body.",
        blind=_arm_height,
    ),
    paired(
        "elevation_plane_deg", "deg", _LIFTED, OBLIQUE, ("shoulders", "elbow", "hips"),
        plain(joints.elevation_plane),
        "Direction of the upper arm around the trunk: 0 to its side, 90 forward, - behind.",
    ),
    paired(
        "hip_flexion_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders", "hips", "knee"),
        plain(joints.hip_flexion),
        "Bend between trunk and thigh: 0 is in line, more is bent; includes the lower back.",
    ),
    paired(
        "knee_flexion_deg", "deg", _LIFTED, ANY_VIEW, ("hip", "knee", "ankle"),
        plain(joints.knee_flexion),
        "Bend of the knee: 0 is straight, more is bent.",
    ),
    paired(
        "reach_ratio", "ratio", _LIFTED, ANY_VIEW, _ARM, plain(joints.reach),
        "Straightness of the arm: shoulder to wrist over its two bones; 1 is straight.",
    ),
    paired(
        "arm_line_ratio", "ratio", _IMAGE, ANY_VIEW, (*_ARM, "shoulders", "hips"),
        scaled(joints.arm_line),
        "How far the elbow stands off the line from shoulder to wrist in the picture, over the "
        "arm's length: 0 is straight, 0.13 is about 30 degrees of bend seen square on.",
    ),
)  # fmt: skip

_HANDS = (
    paired(
        "wrist_cross_ratio", "ratio", _LIFTED, OBLIQUE, ("wrist", *_TRUNK),
        scaled(hands.wrist_cross),
        "Wrist past the middle of the chest towards the other side, in shoulder widths: "
        "+ is crossed, - is still on its own side.",
    ),
    paired(
        "elbow_cross_ratio", "ratio", _LIFTED, OBLIQUE, ("elbow", *_TRUNK),
        scaled(hands.elbow_cross),
        "Elbow past the middle of the chest towards the other side, in shoulder widths: "
        "+ is crossed, - is still on its own side.",
    ),
    paired(
        "elbow_to_midline_ratio", "ratio", _IMAGE, FRONT, ("elbow", "nose", *_TRUNK),
        scaled(hands.elbow_to_midline),
        "Elbow past the nose towards the other side, in shoulder widths: 0 is level with the "
        "nose, - is still on its own side.",
    ),
    paired(
        "wrist_height_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist", *_TRUNK),
        plain(hands.wrist_height),
        "Wrist above the shoulder line, in torso lengths: 0 shoulder height, -1 hip height.",
    ),
    paired(
        "elbow_height_ratio", "ratio", _IMAGE, ANY_VIEW, ("elbow", *_TRUNK),
        plain(hands.elbow_height),
        "Elbow above the shoulder line, in torso lengths: 0 shoulder height, + above.",
    ),
    paired(
        "hand_to_head_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist", "ear", *_TRUNK),
        scaled(hands.hand_to_head),
        "Wrist to the ear of its side in the picture, in forearm lengths: 0 is touching.",
    ),
    paired(
        "hand_to_other_elbow_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist", "other elbow", *_TRUNK),
        scaled(hands.hand_to_other_elbow),
        "Wrist to the other elbow in the picture, in forearm lengths: 0 is touching.",
    ),
    paired(
        "hand_to_knee_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist", "knee", *_TRUNK),
        scaled(hands.hand_to_knee),
        "Wrist to the knee of its side in the picture, in forearm lengths: 0 is touching.",
    ),
    paired(
        "hand_to_other_knee_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist", "other knee", *_TRUNK),
        scaled(hands.hand_to_other_knee),
        "Wrist to the other knee in the picture, in forearm lengths: 0 is touching.",
    ),
    paired(
        "hand_behind_ratio", "ratio", _LIFTED, ANY_VIEW, ("wrist", *_TRUNK),
        plain(hands.hand_behind),
        "Wrist behind the hips, in torso lengths: + is behind, - is in front. A rough guess.",
    ),
    of_body(
        "wrist_gap_ratio", "ratio", _IMAGE, OBLIQUE, ("wrist", *_TRUNK),
        whole_scaled(hands.wrist_gap),
        "Distance between the wrists in the picture, in shoulder widths; never negative.",
    ),
    of_body(
        "elbow_gap_ratio", "ratio", _IMAGE, OBLIQUE, ("elbow", *_TRUNK),
        whole_scaled(hands.elbow_gap),
        "Distance between the elbows in the picture, in shoulder widths; never negative.",
    ),
    of_body(
        "knee_gap_ratio", "ratio", _IMAGE, OBLIQUE, ("knee", *_TRUNK), whole_scaled(hands.knee_gap),
        "Distance between the knees in the picture, in shoulder widths; never negative.",
    ),
    of_body(
        "ankle_gap_ratio", "ratio", _IMAGE, OBLIQUE, ("ankle", *_TRUNK),
        whole_scaled(hands.ankle_gap),
        "Distance between the ankles in the picture, in shoulder widths; never negative.",
    ),
)  # fmt: skip

_TRUNKS = (
    paired(
        "chest_turn_deg", "deg", _LIFTED, OBLIQUE, ("shoulders",), plain(trunk.chest_turn),
        "Turn of the chest: 0 is square to the camera, + is towards this side.",
    ),
    paired(
        "hips_turn_deg", "deg", _LIFTED, OBLIQUE, ("hips",), plain(trunk.hips_turn),
        "Turn of the hips: 0 is square to the camera, + is towards this side.",
    ),
    paired(
        "twist_deg", "deg", _LIFTED, OBLIQUE, _TRUNK, plain(trunk.twist),
        "Turn of the chest over the hips: 0 is no twist, + is towards this side.",
    ),
    paired(
        "lean_to_side_deg", "deg", _IMAGE, FRONT, _TRUNK, plain(trunk.lean_to_side),
        "Lean of the trunk: 0 is upright, + is towards this side.",
    ),
    of_body(
        "trunk_forward_deg", "deg", _IMAGE, FROM_SIDE, _TRUNK, whole(trunk.trunk_forward),
        "Lean of the trunk the way the chest faces: 0 is upright, + is forward.",
        blind=square_on,
    ),
    of_body(
        "trunk_incl_deg", "deg", _IMAGE, ANY_VIEW, _TRUNK, whole(trunk.trunk_inclination),
        "Lean of the trunk in the picture whichever way: 0 is upright, 90 lying; never negative.",
    ),
    of_body(
        "facing_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders",), whole(trunk.facing),
        "Where the chest faces: 0 is the camera, + is turned to the person's left.",
    ),
    of_body(
        "shoulder_level_deg", "deg", _LIFTED, OBLIQUE, ("shoulders",),
        whole_scaled(trunk.shoulder_level),
        "Slope of the shoulders: 0 is level, + is the left shoulder higher.",
    ),
    of_body(
        "hip_level_deg", "deg", _LIFTED, OBLIQUE, ("hips",), whole_scaled(trunk.hip_level),
        "Slope of the hips: 0 is level, + is the left hip higher.",
    ),
    of_body(
        "trunk_height_ratio", "ratio", _IMAGE, ANY_VIEW, _TRUNK, whole_scaled(trunk.trunk_height),
        "Length of the trunk in the picture against neutral: 1 is as tall, less is slumped.",
        needs="neutral",
    ),
    of_body(
        "shoulder_width_ratio", "ratio", _IMAGE, ANY_VIEW, _TRUNK,
        whole_scaled(trunk.shoulder_width),
        "Width of the shoulders in the picture against neutral: 1 is as wide, less is turned.",
        needs="neutral",
    ),
    of_body(
        "hips_back_ratio", "ratio", _IMAGE, FROM_SIDE, (*_TRUNK, "ankle"), whole(trunk.hips_back),
        "Hips behind the ankles, in torso lengths: 0 is above them, + is behind, - in front.",
        blind=square_on,
    ),
    of_body(
        "hips_drop_ratio", "ratio", _IMAGE, ANY_VIEW, ("hips", "ankle"),
        whole_scaled(trunk.hips_drop),
        "Height of the hips above the ankles against neutral: 1 is as high, less is lower.",
        needs="neutral",
    ),
    of_body(
        "stature_ratio", "ratio", _IMAGE, ANY_VIEW, ("nose", "ankle"), whole_scaled(trunk.stature),
        "Height of the nose above the ankles against neutral: 1 is as tall, less is sunk or bent.",
        needs="neutral",
    ),
)  # fmt: skip

_HEAD = (
    paired(
        "shrug_ratio", "ratio", _IMAGE, ANY_VIEW, ("ears", *_TRUNK), scaled(head.shrug),
        "How much nearer the shoulder is to the ears than at neutral: 0 is relaxed, + raised.",
        needs="neutral",
    ),
    of_body(
        "head_tilt_deg", "deg", _IMAGE, FRONT, ("eyes",), whole_scaled(head.head_tilt),
        "Sideways tilt of the head since neutral: 0 is none, + is to the person's right.",
    ),
    of_body(
        "head_turn_deg", "deg", _IMAGE, FRONT, ("nose", "ears"), whole(head.head_turn),
        "Turn of the head: 0 is towards the camera, + is to the person's left.",
    ),
    of_body(
        "head_drop_ratio", "ratio", _IMAGE, ANY_VIEW, ("nose", *_TRUNK),
        whole_scaled(head.head_drop),
        "How much lower the nose is than at neutral: 0 is as high, + is lower.",
        needs="neutral",
    ),
)  # fmt: skip

_WALL = (
    paired(
        "wall_elbow_ratio", "ratio", _IMAGE, ANY_VIEW, ("elbow",), scaled(wall.wall_elbow),
        "Distance of the elbow from the wall line, in forearm lengths: 0 is on the line.",
        needs="wall",
    ),
    paired(
        "wall_wrist_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist",), scaled(wall.wall_wrist),
        "Distance of the wrist from the wall line, in forearm lengths: 0 is on the line.",
        needs="wall",
    ),
    paired(
        "wall_angle_deg", "deg", _IMAGE, ANY_VIEW, ("elbow", "wrist"), scaled(wall.wall_angle),
        "Angle between forearm and wall line in the picture: 0 is along it; never negative.",
        needs="wall",
    ),
    paired(
        "elbow_drift_ratio", "ratio", _IMAGE, ANY_VIEW, ("elbow",), scaled(wall.elbow_drift),
        "Movement of the elbow since the wall line, in forearm lengths: 0 has not moved.",
        needs="wall",
    ),
    paired(
        "wrist_drift_ratio", "ratio", _IMAGE, ANY_VIEW, ("wrist",), scaled(wall.wrist_drift),
        "Movement of the wrist since the wall line, in forearm lengths: 0 has not moved.",
        needs="wall",
    ),
)  # fmt: skip

_MOTION = (
    speed(
        "motion_tl_s", _TRUNK, motion.motion,
        "Speed of the fastest of wrists, elbows, shoulders and hips: 0 is still.",
    ),
    speed(
        "unrest_tl_s", _TRUNK, motion.unrest,
        "To and fro of elbows, shoulders or hips in the last second: 0 is still or on one way.",
    ),
    speed(
        "hips_unrest_tl_s", _TRUNK, motion.hips_unrest,
        "To and fro of the hips in the last second: 0 is still or on one way.",
    ),
    side_speed(
        "elbow_unrest_tl_s", ("elbow", *_TRUNK), motion.elbow_unrest,
        "To and fro of the elbow in the last second: 0 is still or on one way.",
    ),
    side_speed(
        "wrist_unrest_tl_s", ("wrist", *_TRUNK), motion.wrist_unrest,
        "To and fro of the wrist in the last second: 0 is still or on one way.",
    ),
)  # fmt: skip

CATALOGUE: Mapping[str, Quantity] = MappingProxyType(
    {
        q.id: q
        for q in (
            *_JOINTS,
            *_HANDS,
            *_TRUNKS,
            *_HEAD,
            *_WALL,
            *_MOTION,
            *lying.QUANTITIES,
            *floor.QUANTITIES,
            *upright.QUANTITIES,
            *turning.QUANTITIES,
        )
    }
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
            wanted = "left, right, near, max, min or mean" if known.paired else "body"
            raise ValueError(
                f"measure {self.name!r}: {self.quantity} is of {wanted}, not of {self.of}"
            )
        if self.since not in ("", "neutral", "wall"):
            raise ValueError(
                f"measure {self.name!r}: since is 'neutral', 'wall' or nothing, not {self.since!r}"
            )

    @property
    def calibration(self) -> str:
        """The calibration it can't be read without: "neutral", "wall" or none ("")."""
        return self.since or CATALOGUE[self.quantity].needs
