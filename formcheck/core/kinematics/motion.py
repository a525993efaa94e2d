"""How fast the body moves, in torso lengths per second, from the figures of the last second."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from formcheck.core.kinematics.figure import Figure
from formcheck.core.kinematics.geometry import NAN

MOTION_WINDOW_S = 0.4
_LEAST_SHARE = 0.6
"""A window filled less than this is too short to judge. Chosen here."""
_SLACK_S = 1e-6

_BROADEST = 0.8
"""Shoulders over torso length of the broadest people: a torso that looks shorter than this against
its shoulders points at the camera, and its length is told by the shoulders. Chosen here."""

_TRUNK = (11, 12, 23, 24)
_ELBOWS = (13, 14)
_ARMS = (*_ELBOWS, 15, 16)


def measure_motion(recent: Sequence[Figure]) -> float:
    """Fastest of wrists, elbows, shoulders and hips that are seen, over the last 0.4 s."""
    return _measure_speed(recent, _TRUNK + _ARMS)


def measure_body_motion(recent: Sequence[Figure]) -> float:
    """Fastest of elbows, shoulders and hips that are seen, over the last 0.4 s.

    Without the wrists: of hands laid into each other in the lap one is hidden, and its wrist was
    seen to wander at 0.2 to 0.6 torso lengths a second while all the rest stayed below 0.1.
    """
    return _measure_speed(recent, _TRUNK + _ELBOWS)


def measure_torso_px(figure: Figure) -> float:
    """Length of the torso in the picture; where it points at the camera, from the shoulders."""
    (lx, ly), (rx, ry) = figure.image[11], figure.image[12]
    # A shoulder that is not seen is NaN, and max keeps its first argument then.
    return max(figure.torso_px, math.hypot(lx - rx, ly - ry) / _BROADEST)


def _measure_speed(recent: Sequence[Figure], joints: Sequence[int]) -> float:
    if not recent:
        return NAN
    now = recent[-1]
    since_s = now.t_s - MOTION_WINDOW_S + _SLACK_S
    later = bisect_right(recent, since_s, key=lambda figure: figure.t_s)
    then = recent[max(0, later - 1)]
    lasted_s = now.t_s - then.t_s
    torso_px = measure_torso_px(now)
    if lasted_s < _LEAST_SHARE * MOTION_WINDOW_S - _SLACK_S or not torso_px > 0.0:
        return NAN
    best = -1.0
    for i in joints:
        (ax, ay), (bx, by) = then.image[i], now.image[i]
        # A joint not seen at both times is NaN, and max keeps its first argument then.
        best = max(best, math.hypot(bx - ax, by - ay))
    return best / (lasted_s * torso_px) if best >= 0.0 else NAN
