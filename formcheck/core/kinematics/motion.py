"""How fast the body moves, and the onset and offset of a movement.

Speeds are in torso lengths a second, from the poses of the last second. A speed over 0.4 s shows
reliably that somebody moves, but late: up to 0.4 s for a small slow movement, at once for a quick
one. So the path of the farthest moving joint dates the movement. A limb sets off and arrives with
about constant acceleration, so its distance from rest grows with the square of the time: where it
is one measure away at t1 and four measures at t2, it set off at t1 - (t2 - t1).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from formcheck.core.kinematics.estimator import MeasuredPose
from formcheck.core.kinematics.geometry import NAN

MOTION_WINDOW_S = 0.4
_LEAST_SHARE = 0.6
"""A window filled less than this is too short to judge. Chosen here."""
_SLACK_S = 1e-6

_BROADEST = 0.8
"""Shoulders over torso length of the broadest people. A torso that looks shorter than that against
its shoulders points at the camera, and its length is taken from the shoulders. Chosen here."""

_WRISTS = (15, 16)
_ELBOWS_AND_TRUNK = (13, 14, 11, 12, 23, 24)


def measure_torso_px(pose: MeasuredPose) -> float:
    """Length of the torso in the picture; where it points at the camera, from the shoulders."""
    (lx, ly), (rx, ry) = pose.image[11], pose.image[12]
    # A shoulder that is not seen is NaN, and max keeps its first argument then.
    return max(pose.torso_px, math.hypot(lx - rx, ly - ry) / _BROADEST)


def measure_motion(recent: Sequence[MeasuredPose], *, wrists: bool = True) -> float:
    """The fastest of elbows, shoulders, hips and maybe wrists in view over 0.4 s, torso lengths/s.

    If the hands lie in the lap, one is hidden, and its wrist was seen to wander at 0.2 to 0.6 torso
    lengths a second while all the rest stayed below 0.1.
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
"""How far back before a lapse the onset of a movement is searched. A slow one is noticed only once
it leaves a band: the second window is for movement that lasted all through the first."""

ARRIVED_WINDOW_S = 0.6
"""How far back the offset of a movement is searched: somebody found at rest for a window of 0.4 s
arrived within it, and half a window before that shows the way in."""

NEAR_TL = 0.02
NEAR_SHARE = 0.06
FAR = 4.0
"""The near crossing, in torso lengths or as a share of the whole way, and how many times farther
the far one is: above the jitter of a landmark at rest, below the 0.12 of a movement when it is
noticed."""

_JOINTS = (0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26)

Way = list[tuple[float, float]]
"""Times (s) and distances from the resting position (torso lengths), from rest to movement."""


def find_departure_s(recent: Sequence[MeasuredPose], noticed_s: float) -> float:
    """Onset of the movement that was noticed at noticed_s; NaN where the body hardly moves."""
    since_s = recent[-1].t_s - noticed_s if recent else 0.0
    edge_s = NAN
    for lasts_s in SET_OFF_WINDOWS_S:
        watched = _select_window(recent, since_s + lasts_s)
        edge_s = _find_edge_s(watched)
        if math.isnan(edge_s) or edge_s > watched[0].t_s:
            break
    return edge_s


def find_arrival_s(recent: Sequence[MeasuredPose]) -> float:
    """Offset of the last movement, for a body at rest now; NaN where it hardly moved before."""
    return _find_edge_s(_select_window(recent, ARRIVED_WINDOW_S)[::-1])


def _select_window(recent: Sequence[MeasuredPose], lasts_s: float) -> list[MeasuredPose]:
    since_s = recent[-1].t_s - lasts_s - _SLACK_S if recent else NAN
    return [pose for pose in recent if pose.t_s >= since_s]


def _find_edge_s(walked: Sequence[MeasuredPose]) -> float:
    """When rest ends or begins; the first pose is at rest, the last one moves."""
    scale_px = measure_torso_px(walked[0]) if walked else NAN
    if not scale_px > 0.0:
        return NAN
    ways = [_measure_way(walked, joint, scale_px) for joint in _JOINTS]
    way = max(ways, key=lambda way: way[-1][1] if way else 0.0)
    near_tl = max(NEAR_TL, NEAR_SHARE * way[-1][1]) if way else NEAR_TL
    near_s, far_s = _find_crossing_s(way, near_tl), _find_crossing_s(way, FAR * near_tl)
    first_s, last_s = sorted((walked[0].t_s, walked[-1].t_s))
    edge_s = 2 * near_s - far_s
    return NAN if math.isnan(edge_s) else min(max(edge_s, first_s), last_s)


def _measure_way(walked: Sequence[MeasuredPose], joint: int, scale_px: float) -> Way:
    """The joint's distance from its resting position, up to the farthest."""
    x, y = walked[0].image[joint]
    way: Way = []
    for pose in walked:
        far = math.hypot(pose.image[joint][0] - x, pose.image[joint][1] - y) / scale_px
        if not math.isnan(far):
            way.append((pose.t_s, far))
    farthest = max(range(len(way)), key=lambda i: way[i][1], default=-1)
    return way[: farthest + 1]


def _find_crossing_s(way: Way, far_tl: float) -> float:
    """When that distance was finally exceeded, between frames; NaN where it was not reached."""
    for (outer_s, outer), (inner_s, inner) in pairwise(reversed(way)):
        if inner <= far_tl < outer:
            return inner_s + (far_tl - inner) / (outer - inner) * (outer_s - inner_s)
    return NAN
