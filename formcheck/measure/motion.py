"""How fast the body moves, in torso lengths per second, from the figures of the last second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN
from formcheck.measure.joints import ELBOW, WRIST

MOTION_WINDOW_S = 0.4
UNREST_WINDOW_S = 1.0
UNREST_STEP_S = 0.15
"""Paths are walked in steps this long, so that a landmark's jitter between two pictures does not
count as movement at any frame rate. A bounce at 2 Hz still shows three quarters of its way."""
_LEAST_SHARE = 0.6
"""A window filled less than this is too short to judge. Chosen here."""
_SLACK_S = 1e-6

_BROADEST = 0.8
"""Shoulders over torso length of the broadest people: a torso that looks shorter than this against
its shoulders points at the camera, and its length is told by the shoulders. Chosen here."""

_TRUNK = (11, 12, 23, 24)
_ELBOWS = (13, 14)
_ARMS = (*_ELBOWS, 15, 16)
_HEAD = (0, 7, 8)


def _before(recent: Sequence[Figure], t_s: float) -> int:
    """Index of the last figure at t_s or earlier, 0 where all are later."""
    found = 0
    for i, figure in enumerate(recent):
        if figure.t_s > t_s + _SLACK_S:
            break
        found = i
    return found


def motion(recent: Sequence[Figure]) -> float:
    """Fastest of wrists, elbows, shoulders and hips that are seen, over the last 0.4 s."""
    return _speed(recent, _TRUNK + _ARMS)


def body_motion(recent: Sequence[Figure]) -> float:
    """Fastest of elbows, shoulders and hips that are seen, over the last 0.4 s.

    Without the wrists: of hands laid into each other in the lap one is hidden, and its wrist was
    seen to wander at 0.2 to 0.6 torso lengths a second while all the rest stayed below 0.1.
    """
    return _speed(recent, _TRUNK + _ELBOWS)


def hips_motion(recent: Sequence[Figure]) -> float:
    """Speed of the faster hip over the last 0.4 s."""
    return _speed(recent, (23, 24))


def knees_motion(recent: Sequence[Figure]) -> float:
    """Speed of the faster knee over the last 0.4 s."""
    return _speed(recent, (25, 26))


def torso_length_px(figure: Figure) -> float:
    """Length of the torso in the picture; where it points at the camera, from the shoulders."""
    (lx, ly), (rx, ry) = figure.image[11], figure.image[12]
    # A shoulder that is not seen is NaN, and max keeps its first argument then.
    return max(figure.torso_px, math.hypot(lx - rx, ly - ry) / _BROADEST)


def _speed(recent: Sequence[Figure], joints: Sequence[int]) -> float:
    if not recent:
        return NAN
    now = recent[-1]
    then = recent[_before(recent, now.t_s - MOTION_WINDOW_S)]
    return _fastest(then, now, joints, _LEAST_SHARE * MOTION_WINDOW_S)


def _fastest(then: Figure, now: Figure, joints: Sequence[int], least_s: float) -> float:
    lasted_s = now.t_s - then.t_s
    torso_px = torso_length_px(now)
    if lasted_s < least_s - _SLACK_S or not torso_px > 0.0:
        return NAN
    best = -1.0
    for i in joints:
        (ax, ay), (bx, by) = then.image[i], now.image[i]
        # A joint not seen at both times is NaN, and max keeps its first argument then.
        best = max(best, math.hypot(bx - ax, by - ay))
    return best / (lasted_s * torso_px) if best >= 0.0 else NAN


def _unrest(recent: Sequence[Figure], joints: Sequence[int]) -> float:
    """Way gone to and fro in the last second: the most restless joint's path less what it got on.

    Going somewhere is no unrest, so a move into a position does not read as a bounce.
    """
    torso_px = torso_length_px(recent[-1]) if recent else NAN
    if not torso_px > 0.0:
        return NAN
    watched = recent[_before(recent, recent[-1].t_s - UNREST_WINDOW_S) :]
    ways = [_to_and_fro(watched, joint) for joint in joints]
    seen = [way for way in ways if not math.isnan(way)]
    return max(seen) / torso_px if seen else NAN


def _to_and_fro(watched: Sequence[Figure], joint: int) -> float:
    """Path less progress of one joint, px per second, over the pictures in which it is seen.

    Walked backwards from the newest picture, so that it does not flicker from picture to picture.
    """
    stops: list[tuple[float, float, float]] = []
    for figure in reversed(watched):
        x, y = figure.image[joint]
        late = not stops or figure.t_s <= stops[-1][0] - UNREST_STEP_S + _SLACK_S
        if late and not math.isnan(x):
            stops.append((figure.t_s, x, y))
    if len(stops) < 2:
        return NAN
    lasted_s = stops[0][0] - stops[-1][0]
    if lasted_s < _LEAST_SHARE * UNREST_WINDOW_S - _SLACK_S:
        return NAN
    path = sum(math.dist(a[1:], b[1:]) for a, b in pairwise(stops))
    return (path - math.dist(stops[0][1:], stops[-1][1:])) / lasted_s


def unrest(recent: Sequence[Figure]) -> float:
    """To and fro of the most restless of elbows, shoulders and hips over the last second."""
    return _unrest(recent, (11, 12, 13, 14, 23, 24))


def hips_unrest(recent: Sequence[Figure]) -> float:
    """To and fro of the hips over the last second."""
    return _unrest(recent, (23, 24))


def elbow_unrest(recent: Sequence[Figure], side: Side) -> float:
    """To and fro of this elbow over the last second."""
    return _unrest(recent, (ELBOW[side],))


def wrist_unrest(recent: Sequence[Figure], side: Side) -> float:
    """To and fro of this wrist over the last second."""
    return _unrest(recent, (WRIST[side],))


def head_unrest(recent: Sequence[Figure]) -> float:
    """To and fro of nose and ears over the last second."""
    return _unrest(recent, _HEAD)


def head_speed(recent: Sequence[Figure]) -> float:
    """Fastest of nose and ears that are seen, over the last 0.4 s."""
    return _speed(recent, _HEAD)


def rise(recent: Sequence[Figure]) -> float:
    """How fast mid-shoulder comes up in the picture, over the last 0.4 s; - going down."""
    if not recent:
        return NAN
    now = recent[-1]
    then = recent[_before(recent, now.t_s - MOTION_WINDOW_S)]
    lasted_s = now.t_s - then.t_s
    if lasted_s < _LEAST_SHARE * MOTION_WINDOW_S - _SLACK_S or not now.torso_px > 0.0:
        return NAN
    up_px = then.trunk.mid_shoulder_px[1] - now.trunk.mid_shoulder_px[1]
    return up_px / (lasted_s * now.torso_px)
