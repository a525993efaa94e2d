"""The posture of a person in one image, as raw numbers.

Nothing is compared with a baseline here: see ``scores.py``. Lengths and positions are in image
heights (x right, y down, un-mirrored), so that they do not depend on the image size; angles are in
degrees. A quantity that needs an untrusted landmark is NaN.
"""

import math
from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from formcheck.core.body import Pose, Rejection, Side
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics.geometry import NAN, Vec2, Vec3, compute_midpoint, divide
from formcheck.core.posture.posture_values import PostureFeatures, Unjudgeable, View

FRONT_YAW_DEG = 40.0
SIDE_YAW_DEG = 58.0
"""Turn of the chest away from the camera: up to the first the view is from the front, from the
second on from the side. The model's depth separates the two well: on real people at a desk it reads
within 7 degrees of 0 from the front and 58 to 99 from the side. Chosen for formcheck, between the
two."""

SMALLEST_HEAD = 0.012
"""Distance from eyes to mouth (from the side, ear to nose), in image heights, below which the
landmarks are too coarse: 6 px of 480. Chosen for formcheck."""

STANDING_DEG = 40.0
"""Angle of the thigh from hanging, by the model's depth, below which the person stands or walks:
rendered people read 2 to 28 then and 64 to 102 when they sit. Chosen between the two."""

_NOSE = 0
_OUTER_EYES, _EYES, _EARS, _MOUTH = (3, 6), (2, 5), (7, 8), (9, 10)
_SHOULDERS, _HIPS, _KNEES = (11, 12), (23, 24), (25, 26)
"""Indices of landmarks, left and right."""

_Point = TypeVar("_Point", Vec2, Vec3)

LOW_EDGE = 0.03
"""A shoulder at the bottom edge of the image is trusted if it is this far from the side edges, in
image heights: it is as accurate there as higher up (ears over shoulders are 0.07 and 0.06 off in
random people at a desk), while one at a side edge is placed too far in (0.10)."""


QUANTITIES: Mapping[str, str] = {
    "eye_width": "outer corner of one eye to that of the other",
    "ear_width": "ear to ear",
    "eye_mouth": "middle of the eyes to middle of the mouth",
    "shoulder_width": "shoulder to shoulder",
    "nose_x": "place",
    "nose_y": "place",
    "ears_x": "place of the middle",
    "ears_y": "place of the middle",
    "shoulders_x": "place of the middle",
    "shoulders_y": "place of the middle",
    "left_shoulder_y": "place",
    "right_shoulder_y": "place",
    "head_roll_deg": "slope of the head, + where the person's left is higher",
    "shoulder_roll_deg": "slope of the shoulders likewise",
    "nose_between": "nose on the way from eyes, 0, to mouth, 1",
    "chest_yaw_deg": "turn of the chest, by depth, 0 to the camera, + to the person's left",
    "head_yaw_deg": "turn of the head likewise",
    "thigh_deg": "the higher thigh, by depth, 0 hanging, 90 level",
    "head_pitch_3d_deg": "how far the head looks down, by depth",
    "head_over": "ears over shoulders, in shoulder widths; guessed where the picture cuts them off",
    "near_ear_y": "place on the side nearer the camera",
    "near_nose_x": "place, + forwards, the way the person faces",
    "near_shoulder_x": "place, + forwards",
    "near_shoulder_y": "place",
    "near_hip_y": "place",
    "neck_deg": "lean of the shoulders' middle to that of the ears, + forwards, 0 upright",
    "trunk_deg": "lean of the hips' middle to that of the shoulders likewise",
    "head_pitch_deg": "near ear to nose below the level",
    "head_length": "near ear to nose",
    "torso": "near hip to near shoulder",
}
"""The names of ``PostureFeatures.values`` and what they measure. An x that is + forwards counts
from the image edge behind the person."""


def measure_posture(pose: Pose) -> PostureFeatures:
    """Measures the posture features of a pose: view, near side, and all of ``QUANTITIES``."""
    height = float(pose.size.height_px)
    pose = _add_shoulders(pose, LOW_EDGE * height)
    guessed = _add_shoulders(pose, -math.inf)
    image = _list_places(pose, height)
    values = _measure_front(image) | _measure_depth(pose.world_m.tolist())
    completed = _measure_front(_list_places(guessed, height))
    values["head_over"] = divide(
        completed["shoulders_y"] - completed["ears_y"], completed["shoulder_width"]
    )
    chest = values["chest_yaw_deg"]
    near = None if math.isnan(chest) else Side.RIGHT if chest > 0.0 else Side.LEFT
    values |= _measure_side(image, near, pose.size.width_px / height)
    view, unclear = _find_view(values, _find_yaw_deg(*_take(guessed.world_m.tolist(), _SHOULDERS)))
    return PostureFeatures(view, near if view is View.SIDE else None, values, unclear)


def _add_shoulders(pose: Pose, beside_px: float) -> Pose:
    """Restores shoulders that were rejected because they were near an image edge, or outside.

    Only those at the bottom edge, inside, and beside_px from the side edges; all if that is -inf.
    """
    shoulders = list(_SHOULDERS)
    if not (pose.why[shoulders] == Rejection.OUT_OF_FRAME).any():
        return pose
    found, size = pose.found, pose.size
    x, y = found.image_px[:, 0], found.image_px[:, 1]
    within = (x >= beside_px) & (x <= size.width_px - beside_px)
    within &= (y < size.height_px) | (beside_px == -math.inf)
    taken = np.zeros(len(x), dtype=np.bool_)
    taken[shoulders] = (within & (pose.why == Rejection.OUT_OF_FRAME))[shoulders]
    return replace(
        pose,
        image_px=np.where(taken[:, None], found.image_px, pose.image_px),
        world_m=np.where(taken[:, None], found.world_m, pose.world_m),
        why=np.where(taken, np.int8(Rejection.NONE), pose.why),
    )


def _list_places(pose: Pose, height: float) -> list[Vec2]:
    return [(x / height, y / height) for x, y in pose.image_px.tolist()]


def _take(points: list[_Point], pair: tuple[int, int]) -> tuple[_Point, _Point]:
    return points[pair[0]], points[pair[1]]


def _measure_front(image: list[Vec2]) -> dict[str, float]:
    eyes, ears, mouth, shoulders = (
        compute_midpoint(*_take(image, pair)) for pair in (_EYES, _EARS, _MOUTH, _SHOULDERS)
    )
    left_shoulder, right_shoulder = _take(image, _SHOULDERS)
    rise, along = right_shoulder[1] - left_shoulder[1], left_shoulder[0] - right_shoulder[0]
    nose, eye_mouth = image[_NOSE], math.dist(eyes, mouth)
    down = (mouth[0] - eyes[0], mouth[1] - eyes[1])
    nose_down = (nose[0] - eyes[0]) * down[0] + (nose[1] - eyes[1]) * down[1]
    return {
        "eye_width": math.dist(*_take(image, _OUTER_EYES)),
        "ear_width": math.dist(*_take(image, _EARS)),
        "eye_mouth": eye_mouth,
        "shoulder_width": math.dist(left_shoulder, right_shoulder),
        "nose_x": nose[0],
        "nose_y": nose[1],
        "ears_x": ears[0],
        "ears_y": ears[1],
        "shoulders_x": shoulders[0],
        "shoulders_y": shoulders[1],
        "left_shoulder_y": left_shoulder[1],
        "right_shoulder_y": right_shoulder[1],
        "head_roll_deg": _find_head_roll_deg(*_take(image, _EYES), eyes, mouth),
        "shoulder_roll_deg": math.degrees(math.atan2(rise, along)),
        "nose_between": divide(nose_down, eye_mouth * eye_mouth),
    }


def _find_head_roll_deg(left: Vec2, right: Vec2, eyes: Vec2, mouth: Vec2) -> float:
    """Returns the slope of the eye line and the line from mouth to eyes, added as vectors.

    This gives the short eye line of a head in profile little weight.
    """
    along = left[0] - right[0] + mouth[1] - eyes[1]
    rise = right[1] - left[1] + mouth[0] - eyes[0]
    return math.degrees(math.atan2(rise, along))


def _measure_depth(world: list[Vec3]) -> dict[str, float]:
    (lx, ly, lz), (rx, ry, rz) = _take(world, _EARS)
    (elx, ely, elz), (erx, ery, erz) = _take(world, _EYES)
    ahead = math.hypot((elx + erx - lx - rx) / 2, (elz + erz - lz - rz) / 2)
    left_deg, right_deg = map(_find_thigh_deg, _take(world, _HIPS), _take(world, _KNEES))
    return {
        "chest_yaw_deg": _find_yaw_deg(*_take(world, _SHOULDERS)),
        "head_yaw_deg": _find_yaw_deg(*_take(world, _EARS)),
        "thigh_deg": float(np.fmax(left_deg, right_deg)),
        "head_pitch_3d_deg": math.degrees(math.atan2((ely + ery - ly - ry) / 2, ahead)),
    }


def _find_yaw_deg(left: Vec3, right: Vec3) -> float:
    return math.degrees(math.atan2(left[2] - right[2], left[0] - right[0]))


def _find_thigh_deg(hip: Vec3, knee: Vec3) -> float:
    out = math.hypot(knee[0] - hip[0], knee[2] - hip[2])
    return math.degrees(math.atan2(out, knee[1] - hip[1]))


def _measure_side(image: list[Vec2], near: Side | None, width: float) -> dict[str, float]:
    """Measures the quantities of the side view.

    Leans use the midpoints of both sides. Seen obliquely, the near shoulder is farther from the
    midline than the near ear, so near landmarks lean 17 to -3 degrees more than the neck (at 60 to
    110 degrees from the front), the midpoints 6 to 7 from any angle.

    x of a person who faces left is counted from the right edge, so that + is always forwards.
    """
    edge, forward = (0.0, 1.0) if near is Side.RIGHT else (width, -1.0)
    image = [(edge + forward * x, y) if near is not None else (NAN, NAN) for x, y in image]
    pairs = [_take(image, pair) for pair in (_EARS, _SHOULDERS, _HIPS)]
    ear, shoulder, hip = (left if near is Side.LEFT else right for left, right in pairs)
    ears, shoulders, hips = (compute_midpoint(left, right) for left, right in pairs)
    nose = image[_NOSE]
    return {
        "near_ear_y": ear[1],
        "near_nose_x": nose[0],
        "near_shoulder_x": shoulder[0],
        "near_shoulder_y": shoulder[1],
        "near_hip_y": hip[1],
        "neck_deg": _find_lean_deg(shoulders, ears),
        "trunk_deg": _find_lean_deg(hips, shoulders),
        "head_pitch_deg": math.degrees(math.atan2(nose[1] - ear[1], nose[0] - ear[0])),
        "head_length": math.dist(ear, nose),
        "torso": math.dist(shoulder, hip),
    }


def _find_lean_deg(low: Vec2, high: Vec2) -> float:
    return math.degrees(math.atan2(high[0] - low[0], low[1] - high[1]))


def _find_view(
    values: dict[str, float], guessed_yaw_deg: float
) -> tuple[View | None, Unjudgeable | None]:
    """Returns the view, and why no posture can be judged.

    guessed_yaw_deg: turn of the chest, with guesses for shoulders that are not seen.
    """
    yaw = abs(values["chest_yaw_deg"])
    if math.isnan(yaw):
        is_front = abs(guessed_yaw_deg) <= FRONT_YAW_DEG
        is_seen = values["eye_mouth"] >= SMALLEST_HEAD
        return View.FRONT if is_front and is_seen else None, Unjudgeable.SHOULDERS
    view = View.FRONT if yaw <= FRONT_YAW_DEG else View.SIDE if yaw >= SIDE_YAW_DEG else None
    head = values["head_length"] if view is View.SIDE else values["eye_mouth"]
    if not head >= SMALLEST_HEAD:
        return view, Unjudgeable.HEAD
    if values["thigh_deg"] < STANDING_DEG:
        return view, Unjudgeable.NOT_SEATED
    return view, Unjudgeable.TURNED if view is None else None
