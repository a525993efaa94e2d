"""Where people put their laptop, tablet or phone: cameras placed at random around a person.

All distributions are chosen for this project: no survey says where cameras stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .body import JOINTS
from .geometry import Array, unit, vec
from .pose import Vec
from .scene import Box, Camera
from .stance import make_vec

EYE_M = (
    (0.2, (0.35, 0.55)),  # a laptop on a low table or a chair
    (0.4, (0.65, 1.0)),  # on a desk, propped up on a sofa
    (0.3, (1.0, 1.45)),  # on a shelf, a tripod
    (0.1, (1.45, 1.7)),  # at eye level
)
"""Camera heights above the floor (metres) with their probabilities."""
LENS_DEG = (35.0, 75.0)  # vertical: from a phone's main lens to a wide webcam
OFF_DEG = 20.0  # largest error in the direction in which people are told to set up the camera
ROLL_DEG, MOST_ROLL_DEG = 3.0, 8.0  # standard deviation and limit of the tilt
SHAPES = ((0.40, (4, 3)), (0.35, (16, 9)), (0.25, (9, 16)))
"""Probabilities of aspect ratios: webcams, laptops and upright phones."""
LONGER_PX = 320  # longer side of a still; films use 640
SHARE = (0.25, 0.75, 0.97)
"""Share of the image that the person fills in height or width, whichever is larger: minimum, mode,
maximum. Most people step back until they just fit."""
OFF_CENTRE = 0.45
"""Standard deviation of the person's offset from the image centre; 1 is the image's edge."""
CUT = 0.12  # share of cameras that cut the person off at an edge of the image
CUT_SHARE = (0.5, 0.8, 1.1)  # as SHARE, for people who are cut off: they stand near
CUTS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "feet": ((0.0, 1.0), (0.04, 0.22)),
    "head": ((0.0, -1.0), (0.03, 0.12)),
    "left edge": ((-1.0, 0.0), (0.05, 0.2)),
    "right edge": ((1.0, 0.0), (0.05, 0.2)),
}
"""The edge (x right, y down) and the range of the share of the person's extent beyond it."""
DESK_FAR_M = (0.5, 1.2)  # from a laptop's camera to the midpoint of the shoulders
DESK_EYE_M, DESK_AT_M = (-0.3, 0.2), (-0.1, 0.25)
"""Height of the camera, and of the point it aims at, above the shoulders."""
DESK_ASIDE_M = 0.08  # standard deviation of the aim's sideways offset from the shoulders
DESK_LENS_DEG = (60.0, 80.0)  # field of view along the longer side of the image
DESK_OFF_DEG = 25.0  # a laptop stands where the desk has room
DESK_SIDE_DEG = 60.0  # and never beside the person who works at it
DESK_NEAR_M = 0.2
DESK_SEEN = 0.9  # share of the time with both shoulders in the image, and with the hips below it
DESK_TRIES = 200
MARGIN_M = 0.10  # fingers, head and clothes extend this far beyond the joints
FAR_M = 6.0  # rooms are seldom longer
NEAR_M = 0.5  # least distance from the lens to any part of the person
BOX_MARGIN_M = 0.15  # between camera and furniture
HIDDEN = 0.25  # largest share of the joints that furniture may hide
_BEFORE = 0.97  # share of the distance to a joint: objects beyond it do not hide the joint
TRIES = 60
ROUNDS = 7  # alternating fits of distance and aim; the remaining error is about a pixel

_DIRECTIONS = np.array([d for d in product((-1.0, 0.0, 1.0), repeat=3) if any(d)])


class CannotPlaceCameraError(Exception):
    """Raised if no camera could be placed so that it sees the person."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a camera should show a person, drawn before the camera is placed.

    across and down: offset from the centre, -1 to 1; beyond: the share that is cut off at an edge.
    """

    size: tuple[int, int]
    eye_m: float
    fov_deg: float
    off_deg: float
    roll_deg: float
    share: float
    across: float
    down: float
    cut: str
    beyond: float


def find_in_picture(camera: Camera, joints: Array) -> NDArray[np.bool_]:
    """Returns which world points (..., 3) are in front of the camera and inside its image."""
    ahead = camera.view(joints)[..., 2] > 0.05
    with np.errstate(divide="ignore", invalid="ignore"):
        px = camera.project(joints)
    inside = (px >= 0).all(-1) & (px < (camera.width, camera.height)).all(-1)
    out: NDArray[np.bool_] = ahead & inside
    return out


def draw_camera(
    random: np.random.Generator,
    joints: Array,
    view_deg: float,
    size: tuple[int, int] | None = None,
    boxes: Sequence[Box] = (),
    longer_px: int = LONGER_PX,
) -> tuple[Camera, dict[str, object]]:
    """Returns a camera that sees all joint positions (m, 3) of a person, and its description.

    view_deg: the direction the camera should stand in, 0 for -y, 90 for +x. size: width and height,
    None for any. boxes: what is already around the person.
    """
    points = find_outline(joints)
    size = size or draw_size(random, longer_px)
    cut = str(random.choice(list(CUTS))) if random.random() < CUT else ""
    for _ in range(TRIES):
        framing = draw_framing(random, size, cut)
        camera = place_camera(framing, points, view_deg)
        if camera is not None and _is_free(camera, joints, boxes):
            return camera, describe_camera(camera, framing, points)
    raise CannotPlaceCameraError


def draw_desk_camera(
    random: np.random.Generator,
    joints: Array,
    view_deg: float,
    boxes: Sequence[Box] = (),
    longer_px: int = LONGER_PX,
) -> tuple[Camera, dict[str, object]]:
    """Returns a laptop camera near the person that sees the shoulders and never the hips.

    If a side view is requested, the laptop still stands in front: nobody turns it for that. joints
    (frames, 21, 3) are in the order of ``body.JOINTS``; other parameters as in `draw_camera`.
    """
    shoulders, hips = (
        [JOINTS.index(f"{side}_{part}") for side in ("left", "right")]
        for part in ("shoulder", "hip")
    )
    middle = np.median(joints[:, shoulders].mean(axis=1), axis=0)
    points = joints.reshape(-1, 3)
    size = draw_size(random, longer_px)
    front_deg = 0.0 if abs(view_deg) > DESK_SIDE_DEG else view_deg
    for _ in range(DESK_TRIES):
        angle = np.radians(front_deg + random.uniform(-DESK_OFF_DEG, DESK_OFF_DEG))
        away = np.array([np.sin(angle), -np.cos(angle), 0.0]) * random.uniform(*DESK_FAR_M)
        eye = middle + away + vec((0.0, 0.0, float(random.uniform(*DESK_EYE_M))))
        aside_m = float(random.normal(0.0, DESK_ASIDE_M))
        at = middle + vec((aside_m, 0.0, float(random.uniform(*DESK_AT_M))))
        wide = np.tan(np.radians(random.uniform(*DESK_LENS_DEG)) / 2)
        fov_deg = float(np.degrees(2 * np.arctan(wide * size[1] / max(size))))
        roll = _draw_roll(random)
        camera = Camera(make_vec(eye), make_vec(at), fov_deg, *size, roll_deg=roll)
        if camera.view(points)[:, 2].min() < DESK_NEAR_M or not _is_free(camera, points, boxes):
            continue
        seen = find_in_picture(camera, joints)
        below = camera.project(joints[:, hips])[..., 1] >= size[1]
        if seen[:, shoulders].mean() >= DESK_SEEN and below.mean() >= DESK_SEEN:
            return camera, {
                "size": [*size],
                "eye_m": [round(float(v), 3) for v in eye],
                "distance_m": round(float(np.linalg.norm(eye - middle)), 3),
                "fov_deg": round(fov_deg, 2),
                "off_deg": round(float(np.degrees(angle)) - view_deg, 2),
                "roll_deg": round(roll, 2),
                "cut": "hips",
            }
    raise CannotPlaceCameraError


def draw_size(random: np.random.Generator, longer_px: int = LONGER_PX) -> tuple[int, int]:
    """Returns a random image width and height, both even."""
    place = random.choice(len(SHAPES), p=[weight for weight, _ in SHAPES])
    wide, high = SHAPES[place][1]
    unit_px = longer_px / max(wide, high)
    return 2 * round(wide * unit_px / 2), 2 * round(high * unit_px / 2)


def draw_framing(random: np.random.Generator, size: tuple[int, int], cut: str) -> Framing:
    """Draws everything about a camera except its distance."""
    place = random.choice(len(EYE_M), p=[weight for weight, _ in EYE_M])
    roll = _draw_roll(random)
    return Framing(
        size=size,
        eye_m=float(random.uniform(*EYE_M[place][1])),
        fov_deg=float(random.uniform(*LENS_DEG)),
        off_deg=float(random.uniform(-OFF_DEG, OFF_DEG)),
        roll_deg=roll,
        share=float(random.triangular(*(CUT_SHARE if cut else SHARE))),
        across=float(np.clip(random.normal(0.0, OFF_CENTRE), -1, 1)),
        down=float(np.clip(random.normal(0.0, OFF_CENTRE), -1, 1)),
        cut=cut,
        beyond=float(random.uniform(*CUTS[cut][1])) if cut else 0.0,
    )


def _draw_roll(random: np.random.Generator) -> float:
    return float(np.clip(random.normal(0.0, ROLL_DEG), -MOST_ROLL_DEG, MOST_ROLL_DEG))


def find_outline(joints: Array) -> Array:
    """Returns 26 points around the joints (m, 3), MARGIN_M outside them."""
    far = np.argmax(joints @ _DIRECTIONS.T, axis=0)
    size = np.linalg.norm(_DIRECTIONS, axis=1, keepdims=True)
    out: Array = joints[far] + MARGIN_M * _DIRECTIONS / size
    return out


def place_camera(framing: Framing, points: Array, view_deg: float) -> Camera | None:
    """Returns the camera that shows the points as the framing asks; None if impossible."""
    angle = np.radians(view_deg + framing.off_deg)
    towards = np.array([np.sin(angle), -np.cos(angle), 0.0])
    middle = (points.min(0) + points.max(0)) / 2
    far, at = 3.0, middle
    for _ in range(ROUNDS):
        camera = _make_camera(framing, middle, towards, far, at)
        low, high = _measure_extent(camera, points)
        far *= float(max((high - low) / framing.size)) / framing.share
        far = min(max(far, 2 * NEAR_M), 2 * FAR_M)
        camera = _make_camera(framing, middle, towards, far, at)
        low, high = _measure_extent(camera, points)
        miss_px = (low + high) / 2 - _find_wanted_middle(framing, high - low)
        step = miss_px / camera.focal_px * np.linalg.norm(middle - camera.eye)
        at = at + step[0] * camera.rot[0] + step[1] * camera.rot[1]
    camera = _make_camera(framing, middle, towards, far, at)
    return camera if _is_fitting(camera, framing, points) else None


def _make_camera(framing: Framing, middle: Array, towards: Array, far: float, at: Array) -> Camera:
    eye = middle + far * towards
    target: Vec = (float(at[0]), float(at[1]), float(at[2]))
    stand: Vec = (float(eye[0]), float(eye[1]), framing.eye_m)
    return Camera(stand, target, framing.fov_deg, *framing.size, roll_deg=framing.roll_deg)


def _measure_extent(camera: Camera, points: Array) -> tuple[Array, Array]:
    """Returns the smallest and largest pixel coordinates of the points."""
    c = camera.view(points)
    px = c[:, :2] / np.maximum(c[:, 2:], 0.1) * camera.focal_px + camera.centre
    return px.min(0), px.max(0)


def _find_wanted_middle(framing: Framing, extent_px: Array) -> Array:
    """Returns the pixel where the centre of the person's extent should be."""
    size = vec(framing.size)
    free = np.maximum(size - extent_px, 0) / 2
    out: Array = size / 2 + free * (framing.across, framing.down)
    if framing.cut:
        edge = vec(CUTS[framing.cut][0])
        at_edge = size / 2 + edge * (size / 2 + (framing.beyond - 0.5) * extent_px)
        out = np.where(edge != 0, at_edge, out)
    return out


def _is_fitting(camera: Camera, framing: Framing, points: Array) -> bool:
    if camera.view(points)[:, 2].min() < NEAR_M:
        return False
    if float(np.hypot(*(camera.eye - points.mean(0))[:2])) > FAR_M:
        return False
    if framing.cut:
        return True
    low, high = _measure_extent(camera, points)
    return bool((low >= 0).all() and (high <= framing.size).all())


def _is_free(camera: Camera, joints: Array, boxes: Sequence[Box]) -> bool:
    """Returns whether the camera is clear of the boxes and they hide few joints from it."""
    if not boxes:
        return True
    lo, hi = np.array([b.lo for b in boxes]), np.array([b.hi for b in boxes])
    eye = camera.eye
    if ((eye > lo - BOX_MARGIN_M) & (eye < hi + BOX_MARGIN_M)).all(1).any():
        return False
    d = joints[:: max(1, len(joints) // 63), None] - eye
    inverse = 1.0 / np.where(np.abs(d) < 1e-9, 1e-9, d)
    t0, t1 = (lo - eye) * inverse, (hi - eye) * inverse
    enter, leave = np.minimum(t0, t1).max(-1), np.maximum(t0, t1).min(-1)
    hidden = (enter < leave) & (leave > 0) & (enter < _BEFORE)
    return float(hidden.any(1).mean()) <= HIDDEN


def describe_camera(camera: Camera, framing: Framing, points: Array) -> dict[str, object]:
    """Returns a JSON-compatible description of a camera."""
    low, high = _measure_extent(camera, points)
    return {
        "size": list(framing.size),
        "eye_m": [round(float(v), 3) for v in camera.eye],
        "towards": [round(float(v), 4) for v in unit(camera.at - camera.eye)],
        "distance_m": round(float(np.linalg.norm(camera.eye - points.mean(0))), 3),
        "fov_deg": round(framing.fov_deg, 2),
        "off_deg": round(framing.off_deg, 2),
        "roll_deg": round(framing.roll_deg, 2),
        "share": round(float(max((high - low) / framing.size)), 3),
        "cut": framing.cut,
    }
