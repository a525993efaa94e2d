"""How fast the body moves, and the onset and offset of a movement.

Speeds are in torso lengths a second, from the poses of the last second. A speed over 0.4 s shows
reliably that a person moves, but late: up to 0.4 s for a small slow movement, at once for a quick
one. So movements are dated by the path of the joint that moves farthest. A limb sets off and
arrives with about constant acceleration, so its distance from rest grows with the square of the
time: if it is d away at t1 and 4 d at t2, it set off at t1 - (t2 - t1).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from formcheck.core.kinematics.estimator import MeasuredPose
from formcheck.core.kinematics.geometry import NAN

MOTION_WINDOW_S = 0.4
_LEAST_SHARE = 0.6
"""A window filled to less than this share is too short to judge. Chosen for formcheck."""
_SLACK_S = 1e-6

_BROADEST = 0.8
"""Shoulder width over torso length of the broadest people. A torso that looks shorter against its
shoulders points at the camera, and its length is taken from the shoulders. Chosen for formcheck."""

_WRISTS = (15, 16)
_ELBOWS_AND_TRUNK = (13, 14, 11, 12, 23, 24)


def measure_torso_px(pose: MeasuredPose) -> float:
    """Returns the torso length in the image, from the shoulders if it points at the camera."""
    (lx, ly), (rx, ry) = pose.image[11], pose.image[12]
    # A shoulder that is not seen is NaN, and max keeps its first argument then.
    return max(pose.torso_px, math.hypot(lx - rx, ly - ry) / _BROADEST)


def measure_motion(recent: Sequence[MeasuredPose], *, wrists: bool = True) -> float:
    """Returns the speed over 0.4 s of the fastest elbow, shoulder, hip or (if asked) wrist in view.

    In torso lengths a second; NaN if unknown. With the hands in the lap one wrist is hidden, and
    was seen to wander at 0.2 to 0.6 while everything else stayed below 0.1.
    """
    if not recent:
        return NAN
    now = recent[-1]
    since_s = now.t_s - MOTION_WINDOW_S + _SLACK_S
    later = bisect_right(recent, since_s, key=lambda pose: pose.t_s)
    then = recent[max(0, later - 1)]
    lasted_s = now.t_s - then.t_s
    torso_px = measure_torso_px(now)
    if lasted_s < _LEAST_SHARE * MOTION_WINDOW_S - _SLACK_S or not torso_px > 0.0:
        return NAN
    best = -1.0
    for i in (*_ELBOWS_AND_TRUNK, *(_WRISTS if wrists else ())):
        (ax, ay), (bx, by) = then.image[i], now.image[i]
        # A joint not seen at both times is NaN, and max keeps its first argument then.
        best = max(best, math.hypot(bx - ax, by - ay))
    return best / (lasted_s * torso_px) if best >= 0.0 else NAN


SET_OFF_WINDOWS_S = (MOTION_WINDOW_S, 2 * MOTION_WINDOW_S)
"""How far back before a lapse the onset of a movement is searched for. A slow one is noticed only
once it leaves a band: the second window is for movement that lasted all through the first."""

ARRIVED_WINDOW_S = 0.6
"""How far back the offset of a movement is searched for: a person at rest over a window of 0.4 s
arrived within it, and half a window before that shows the way in."""

NEAR_TL = 0.02
NEAR_SHARE = 0.06
FAR = 4.0
"""The near crossing, in torso lengths or as a share of the whole distance, and how many times
farther the far one is: above the jitter of a landmark at rest, below the 0.12 of a movement when
noticed."""

_JOINTS = (0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26)

Displacements = list[tuple[float, float]]
"""Times (s) and distances from the resting position (torso lengths), from rest to movement."""


def find_departure_s(recent: Sequence[MeasuredPose], noticed_s: float) -> float:
    """Returns the onset of the movement noticed at noticed_s; NaN if the body hardly moves."""
    since_s = recent[-1].t_s - noticed_s if recent else 0.0
    edge_s = NAN
    for lasts_s in SET_OFF_WINDOWS_S:
        watched = _select_window(recent, since_s + lasts_s)
        edge_s = _find_edge_s(watched)
        if math.isnan(edge_s) or edge_s > watched[0].t_s:
            break
    return edge_s


def find_arrival_s(recent: Sequence[MeasuredPose]) -> float:
    """Returns the offset of the last movement of a body now at rest; NaN if it hardly moved."""
    return _find_edge_s(_select_window(recent, ARRIVED_WINDOW_S)[::-1])


def _select_window(recent: Sequence[MeasuredPose], lasts_s: float) -> list[MeasuredPose]:
    since_s = recent[-1].t_s - lasts_s - _SLACK_S if recent else NAN
    return [pose for pose in recent if pose.t_s >= since_s]


def _find_edge_s(walked: Sequence[MeasuredPose]) -> float:
    """Returns when rest ends (begins, if poses run backwards); the first pose is at rest."""
    scale_px = measure_torso_px(walked[0]) if walked else NAN
    if not scale_px > 0.0:
        return NAN
    paths = [_measure_path(walked, joint, scale_px) for joint in _JOINTS]
    path = max(paths, key=lambda one: one[-1][1] if one else 0.0)
    near_tl = max(NEAR_TL, NEAR_SHARE * path[-1][1]) if path else NEAR_TL
    near_s, far_s = _find_crossing_s(path, near_tl), _find_crossing_s(path, FAR * near_tl)
    first_s, last_s = sorted((walked[0].t_s, walked[-1].t_s))
    edge_s = 2 * near_s - far_s
    return NAN if math.isnan(edge_s) else min(max(edge_s, first_s), last_s)


def _measure_path(walked: Sequence[MeasuredPose], joint: int, scale_px: float) -> Displacements:
    """Returns the joint's distances from its resting position, up to the farthest."""
    x, y = walked[0].image[joint]
    path: Displacements = []
    for pose in walked:
        far = math.hypot(pose.image[joint][0] - x, pose.image[joint][1] - y) / scale_px
        if not math.isnan(far):
            path.append((pose.t_s, far))
    farthest = max(range(len(path)), key=lambda i: path[i][1], default=-1)
    return path[: farthest + 1]


def _find_crossing_s(path: Displacements, far_tl: float) -> float:
    """Returns when far_tl was exceeded for good, interpolated; NaN if it was not reached."""
    for (outer_s, outer), (inner_s, inner) in pairwise(reversed(path)):
        if inner <= far_tl < outer:
            return inner_s + (far_tl - inner) / (outer - inner) * (outer_s - inner_s)
    return NAN
