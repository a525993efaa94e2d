"""Hands and objects of the pictures: gripping hands, a plain wall, door frame and chair."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from .geometry import Array, ry, vec
from .pose import Arm, Pinned, Pose, Reach, Vec
from .scene import F32, Box
from .stance import make_vec
from .things import make_block, make_mat, make_pillow

WALL, CHAIR, FRAME = (0.66, 0.585, 0.50), (0.60, 0.46, 0.33), (0.58, 0.47, 0.36)
MAT, MAT_EDGE_M, MAT_LEAST_M = (0.20, 0.29, 0.26), 0.09, 0.31
KEPT = (make_block(0.0, 0.0).colour, make_pillow(0.0, 0.0, 0.1).colour)
GRIP_M = (0.085, 0.005)  # from the wrist to the middle of the post held by the hand
POST_M, FRAME_M = 0.024, 2.3
HALF_DOOR_M = 0.46
LINTEL_M = 0.035  # above the wrist, where the palm of a raised hand lies


def put_hands_on(pose: Pose, flat: bool = False) -> Pose:
    """Returns the pose with hands that touch what they hold: in clips they are only near it.

    At the size of a picture the gap would show. flat: lays the hand on the face of the wall.
    """
    if flat and isinstance(pose.left_arm, Pinned):
        return replace(pose, left_arm=replace(pose.left_arm, pron=-85.0, wrist=-6.0, curl=4.0))
    lean = ry(pose.side + pose.roll)
    left = _put_hand_on(pose.left_arm, "left", 1.0, lean)
    return replace(pose, left_arm=left, right_arm=_put_hand_on(pose.right_arm, "right", -1.0, lean))


def _put_hand_on(arm: Arm, side: str, sign: float, lean: Array) -> Arm:
    if isinstance(arm, Pinned):  # round the corner of the wall, palm against its end
        steep = arm.elbow[2] - arm.hand[2] > 0.1
        pron, wrist = (-60.0, 50.0) if steep else (-85.0, 48.0)
        return replace(arm, pron=pron, wrist=wrist, curl=14.0)
    if not isinstance(arm, Reach):
        return arm
    if arm.on == f"{side}_knee":  # flat on the thigh
        at = (sign * 0.05, 0.12, 0.11)
        return replace(arm, at=at, pron=-30.0, wrist=-50.0, curl=8.0)
    if arm.on == "left_elbow" and arm.at[2] > 0.0:  # over the raised elbow
        at = make_vec(lean @ vec((-0.10, 0.02, 0.035)))
        return replace(arm, at=at, pron=40.0, wrist=40.0, curl=30.0)
    return arm


def make_plain(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    """Returns a clip's walls, chairs and cushions in light colours without texture."""
    return tuple(replace(b, colour=_choose_colour(b), look="plain") for b in boxes)


def _choose_colour(box: Box) -> Vec:
    if box.look == "wall":
        return WALL
    return box.colour if box.colour in KEPT else CHAIR


def make_mat_under(verts: Sequence[Array | F32]) -> Box:
    """Returns a plain mat under all of these vertices, aligned with them."""
    low, high = (f([f(v[:, :2], 0) for v in verts], 0) for f in (np.min, np.max))
    middle, half = (low + high) / 2, (high - low) / 2 + MAT_EDGE_M
    half = np.maximum(half, MAT_LEAST_M)
    (x0, y0), (x1, y1) = middle - half, middle + half
    return replace(make_mat(x0, x1, y0, y1), colour=MAT)


def make_door_frame(joints: Mapping[str, Array], above: bool) -> tuple[Box, ...]:
    """Returns a door frame held by these joints' hands: its posts, or the beam above."""
    left, right = joints["left_wrist"], joints["right_wrist"]
    y = float(left[1] + right[1]) / 2 + GRIP_M[1]
    if above:
        z = float(left[2] + right[2]) / 2 + LINTEL_M
        posts = [
            _make_bar((s * HALF_DOOR_M, y, 0.0), (s * HALF_DOOR_M, y, z + 0.1)) for s in (-1, 1)
        ]
        return (_make_bar((-HALF_DOOR_M, y, z), (HALF_DOOR_M, y, z + 0.1)), *posts)
    ends = [abs(float(w[0])) + GRIP_M[0] for w in (left, right)]
    x = sum(ends) / 2
    return tuple(_make_bar((s * x, y, 0.0), (s * x, y, FRAME_M)) for s in (-1, 1))


def _make_bar(a: Vec, b: Vec) -> Box:
    m = POST_M
    return Box((a[0] - m, a[1] - m, a[2]), (b[0] + m, b[1] + m, b[2]), FRAME)
