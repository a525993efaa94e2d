"""Synthetic people: a 33-landmark body from lengths and joint angles, seen by a pinhole camera.

    standing(right_arm=Arm(plane_deg=110, elevation_deg=90)).turned(30).hide("left_elbow").pose()

Body frame, before any turn: metres, x towards the person's left, y down, z away from the camera,
origin between the hips, the person facing the camera. Angles in degrees, with the signs of the
measures: + is to the person's left for turn, twist and lean, + forward for a forward lean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize, Landmark, Pose, Rejection, Side

Floats = NDArray[np.float64]

UP = np.array([0.0, -1.0, 0.0])
LEFT = np.array([1.0, 0.0, 0.0])
FORWARD = np.array([0.0, 0.0, -1.0])

SHOULDERS_M, HIPS_M, TRUNK_M = 0.34, 0.22, 0.50
UPPER_ARM_M, FOREARM_M, HAND_M = 0.27, 0.24, 0.09
THIGH_M, SHANK_M = 0.42, 0.40
EARS_M, EYES_M, NECK_M, FACE_M = 0.15, 0.065, 0.20, 0.10

_SIGN = {Side.LEFT: 1.0, Side.RIGHT: -1.0}
_BENDS = {"forward": FORWARD, "back": -FORWARD, "up": UP, "down": -UP, "left": LEFT, "right": -LEFT}


def make_rotation(axis: Floats, angle_deg: float) -> Floats:
    """The 3 x 3 rotation about a unit axis (right-handed)."""
    x, y, z = axis
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    a = math.radians(angle_deg)
    rotation: Floats = np.eye(3) + math.sin(a) * k + (1 - math.cos(a)) * k @ k
    return rotation


def turn_left(angle_deg: float) -> Floats:
    """The rotation that turns a person facing the camera to their own left."""
    return make_rotation(UP, angle_deg)


@dataclass(frozen=True)
class Arm:
    """An arm in the chest's frame.

    plane_deg: 0 to its own side, 90 forward, over 90 across; elevation_deg: 0 hanging; elbow_deg:
    0 straight. bend: direction in which the forearm moves as the elbow bends: forward, back, up,
    down, left or right of the chest.
    """

    plane_deg: float = 0.0
    elevation_deg: float = 0.0
    elbow_deg: float = 0.0
    bend: str = "forward"


@dataclass(frozen=True)
class Leg:
    """A leg in the pelvis's frame; all angles 0 when standing straight."""

    hip_deg: float = 0.0
    knee_deg: float = 0.0


@dataclass(frozen=True)
class Camera:
    """A level pinhole camera in front of the origin, looking along +z."""

    distance_m: float = 3.0
    horizontal_fov_deg: float = 60.0
    size: ImageSize = field(default_factory=lambda: ImageSize(1280, 720))

    @property
    def focal_px(self) -> float:
        """Focal length, px."""
        return self.size.width_px / 2 / math.tan(math.radians(self.horizontal_fov_deg / 2))

    def project(self, points_m: Floats) -> Floats:
        """Returns the pixels (N, 2) of points (N, 3) in metres."""
        depth = points_m[:, 2:] + self.distance_m
        centre = np.array([self.size.width_px / 2, self.size.height_px / 2])
        pixels: Floats = points_m[:, :2] / depth * self.focal_px + centre
        return pixels


@dataclass(frozen=True)
class Body:
    """A person in one pose. Methods that change it return a copy."""

    left_arm: Arm = Arm()
    right_arm: Arm = Arm()
    left_leg: Leg = Leg()
    right_leg: Leg = Leg()
    turn_deg: float = 0.0
    twist_deg: float = 0.0
    lean_left_deg: float = 0.0
    lean_forward_deg: float = 0.0
    shrug_left_m: float = 0.0
    shrug_right_m: float = 0.0
    head_tilt_right_deg: float = 0.0
    head_turn_left_deg: float = 0.0
    head_down_deg: float = 0.0
    at_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: float = 1.0
    hidden: frozenset[Landmark] = frozenset()
    why: Rejection = Rejection.LOW_VISIBILITY
    flipped: bool = False

    def with_arm(self, side: Side, arm: Arm) -> Body:
        """Returns the body with one arm replaced."""
        if side is Side.LEFT:
            return replace(self, left_arm=arm)
        return replace(self, right_arm=arm)

    def turned(self, angle_deg: float) -> Body:
        """Returns the body turned as a whole, + to the person's left."""
        return replace(self, turn_deg=self.turn_deg + angle_deg)

    def moved(self, x_m: float = 0.0, y_m: float = 0.0, z_m: float = 0.0) -> Body:
        """Returns the body moved along the image axes: right, down, away from the camera."""
        x, y, z = self.at_m
        return replace(self, at_m=(x + x_m, y + y_m, z + z_m))

    def mirrored(self) -> Body:
        """Returns the mirror image: left and right swapped."""
        return replace(self, flipped=not self.flipped)

    def hide(self, *names: str, why: Rejection = Rejection.LOW_VISIBILITY) -> Body:
        """Returns the body with these landmarks hidden, e.g. ``hide("left_elbow")``."""
        found = frozenset(Landmark[name.upper()] for name in names)
        return replace(self, hidden=self.hidden | found, why=why)

    def points(self) -> Floats:
        """Returns (33, 3) landmarks in metres, in image axes, from the point the camera aims at."""
        points = _build_landmarks(self) * self.scale @ turn_left(self.turn_deg).T
        if self.flipped:
            points = points[_SWAPPED] * np.array([-1.0, 1.0, 1.0])
        return points + np.array(self.at_m)

    def pose(self, t_s: float = 0.0, camera: Camera | None = None) -> Pose:
        """Returns the pose that a perfect model would report; NaN for hidden landmarks."""
        return replace(_compute_pose(self, camera or Camera()), t_s=t_s)


@lru_cache(1024)  # most films show a person at rest
def _compute_pose(body: Body, camera: Camera) -> Pose:
    points = body.points()
    world = points - (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
    image = camera.project(points)
    why = np.zeros(33, dtype=np.int8)
    visibility = np.ones(33)
    for landmark in body.hidden:
        why[landmark] = body.why
        visibility[landmark] = 0.1
    found = Detection(image, world, visibility)
    pose = drop_rejected_landmarks(Pose(0.0, camera.size, image, world, why, found))
    for array in (image, world, visibility, why, pose.image_px, pose.world_m):
        array.setflags(write=False)  # shared by the cache
    return pose


_SWAPPED = np.array(
    [
        Landmark[m.name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")]
        for m in Landmark
    ]
)


def standing(**changes: object) -> Body:
    """Returns a person standing square to the camera, arms hanging; ``changes`` replaces fields."""
    return replace(Body(), **changes)  # type: ignore[arg-type]


def sitting(**changes: object) -> Body:
    """Returns a person sitting upright, thighs forward; ``changes`` replaces fields."""
    legs = {"left_leg": Leg(85.0, 85.0), "right_leg": Leg(85.0, 85.0)}
    return replace(Body(), **{**legs, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A frame's time and the pose of the person in it; None for an empty frame."""

    t_s: float
    pose: Pose | None


def make_film(
    body_at: Callable[[float], Body | None],
    duration_s: float,
    fps: float = 30.0,
    camera: Camera | None = None,
    jitter: float = 0.0,
    seed: int = 0,
) -> list[Moment]:
    """Returns the moments of a film of ``body_at``, which gives the body, or None, at each time.

    jitter: standard deviation of the landmarks, as a share of the trunk's length.
    """
    noise = np.random.default_rng(seed)
    moments = []
    for i in range(round(duration_s * fps)):
        t_s = i / fps
        body = body_at(t_s)
        if body is None:
            moments.append(Moment(t_s, None))
            continue
        pose = body.pose(t_s, camera)
        if jitter:
            trunk_px = np.linalg.norm(
                pose.image_px[[11, 12]].mean(axis=0) - pose.image_px[[23, 24]].mean(axis=0)
            )
            found = replace(
                pose.found,
                image_px=pose.found.image_px + noise.normal(0, jitter * trunk_px, (33, 2)),
                world_m=pose.found.world_m + noise.normal(0, jitter * TRUNK_M, (33, 3)),
            )
            pose = drop_rejected_landmarks(replace(pose, found=found))
        moments.append(Moment(t_s, pose))
    return moments


def cut_off(body: Body, *names: str) -> Pose:
    """Returns the pose of a body of which these landmarks are outside the picture."""
    return body.hide(*names, why=Rejection.OUT_OF_FRAME).pose()


def drop_rejected_landmarks(pose: Pose) -> Pose:
    """Returns the pose with its detection's landmarks, NaN for the rejected ones."""
    unseen = pose.why[:, None] != Rejection.NONE
    return replace(
        pose,
        image_px=np.where(unseen, np.nan, pose.found.image_px),
        world_m=np.where(unseen, np.nan, pose.found.world_m),
    )


def list_poses(moments: Sequence[Moment]) -> list[Pose]:
    """Returns the poses of a film, without the moments at which nobody is visible."""
    return [m.pose for m in moments if m.pose is not None]


def _build_landmarks(body: Body) -> Floats:
    """Returns (33, 3) landmarks before turning: pelvis facing the camera, hips at the origin."""
    points = np.zeros((33, 3))
    trunk = make_rotation(LEFT, body.lean_forward_deg) @ make_rotation(FORWARD, -body.lean_left_deg)
    chest = trunk @ turn_left(body.twist_deg)
    neck = trunk @ UP * TRUNK_M
    rise = {Side.LEFT: body.shrug_left_m, Side.RIGHT: body.shrug_right_m}
    for side, arm, leg in (
        (Side.LEFT, body.left_arm, body.left_leg),
        (Side.RIGHT, body.right_arm, body.right_leg),
    ):
        sign = _SIGN[side]
        hip = sign * HIPS_M / 2 * LEFT
        shoulder = neck + chest @ (sign * SHOULDERS_M / 2 * LEFT + rise[side] * UP)
        points[side.landmark("hip")] = hip
        points[side.landmark("shoulder")] = shoulder
        _put_arm(points, side, shoulder, chest, arm)
        _put_leg(points, side, hip, leg)
    _put_head(points, neck, chest, body)
    return points


def _put_arm(points: Floats, side: Side, shoulder: Floats, chest: Floats, arm: Arm) -> None:
    plane, raised = math.radians(arm.plane_deg), math.radians(arm.elevation_deg)
    level = math.cos(plane) * _SIGN[side] * LEFT + math.sin(plane) * FORWARD
    upper = -math.cos(raised) * UP + math.sin(raised) * level
    towards = _BENDS[arm.bend] - (_BENDS[arm.bend] @ upper) * upper
    size = float(np.linalg.norm(towards))
    if size < 1e-6 and arm.elbow_deg:
        raise ValueError(f"an arm along {arm.bend} cannot bend {arm.bend}")
    bent = math.radians(arm.elbow_deg)
    fore = math.cos(bent) * upper + (math.sin(bent) * towards / size if size > 1e-6 else 0.0)
    elbow = shoulder + chest @ upper * UPPER_ARM_M
    wrist = elbow + chest @ fore * FOREARM_M
    points[side.landmark("elbow")] = elbow
    points[side.landmark("wrist")] = wrist
    for finger in ("pinky", "index", "thumb"):
        points[side.landmark(finger)] = wrist + chest @ fore * HAND_M


def _put_leg(points: Floats, side: Side, hip: Floats, leg: Leg) -> None:
    thigh = make_rotation(LEFT, -leg.hip_deg) @ -UP
    shank = make_rotation(LEFT, -leg.hip_deg + leg.knee_deg) @ -UP
    knee = hip + thigh * THIGH_M
    ankle = knee + shank * SHANK_M
    points[side.landmark("knee")] = knee
    points[side.landmark("ankle")] = ankle
    points[side.landmark("heel")] = ankle + np.array([0.0, 0.06, 0.05])
    points[side.landmark("foot")] = ankle + np.array([0.0, 0.07, -0.15])


def _put_head(points: Floats, neck: Floats, chest: Floats, body: Body) -> None:
    turn = turn_left(body.head_turn_left_deg)
    tilt = make_rotation(FORWARD, body.head_tilt_right_deg)
    head = chest @ tilt @ turn @ make_rotation(LEFT, body.head_down_deg)
    base = neck + chest @ tilt @ UP * NECK_M
    points[Landmark.NOSE] = base + head @ FORWARD * FACE_M
    for side in (Side.LEFT, Side.RIGHT):
        out = _SIGN[side] * LEFT
        eye = base + head @ (0.8 * FACE_M * FORWARD + 0.035 * UP)
        points[side.landmark("ear")] = base + head @ out * EARS_M / 2
        points[side.landmark("eye")] = eye + head @ out * EYES_M / 2
        points[side.landmark("eye_inner")] = eye + head @ out * EYES_M / 4
        points[side.landmark("eye_outer")] = eye + head @ out * EYES_M * 0.75
        mouth = Landmark[f"MOUTH_{side.name}"]
        points[mouth] = base + head @ (0.85 * FACE_M * FORWARD - 0.05 * UP + out * 0.025)
