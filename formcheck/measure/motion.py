"""How fast the body moves, in torso lengths per second, from the figures of the last second."""

from __future__ import annotations

import math
from collections.abc import Sequence

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN
from formcheck.measure.joints import ELBOW, WRIST

MOTION_WINDOW_S = 0.4
UNREST_WINDOW_S = 1.0
UNREST_STEP_S = 0.2
"""Speeds are taken over this long, so that a landmark's jitter between two pictures does not
count as movement at any frame rate. A bounce at 2 Hz still shows three quarters of its speed."""
_LEAST_SHARE = 0.6
"""A window filled less than this is too short to judge. Chosen here."""
_SLACK_S = 1e-6

_TRUNK = (11, 12, 23, 24)
_ARMS = (13, 14, 15, 16)


def _before(recent: Sequence[Figure], t_s: float) -> int:
    """Index of the last figure at t_s or earlier, 0 where all are later."""
    found = 0
    for i, figure in enumerate(recent):
        if figure.t_s > t_s + _SLACK_S:
            break
        found = i
    return found


def motion(recent: Sequence[Figure], side: Side | None) -> float:
    """Fastest of wrists, elbows, shoulders and hips that are seen, over the last 0.4 s."""
    if not recent:
        return NAN
    now = recent[-1]
    then = recent[_before(recent, now.t_s - MOTION_WINDOW_S)]
    return _fastest(then, now, _TRUNK + _ARMS, _LEAST_SHARE * MOTION_WINDOW_S)


def _fastest(then: Figure, now: Figure, joints: Sequence[int], least_s: float) -> float:
    lasted_s = now.t_s - then.t_s
    if lasted_s < least_s - _SLACK_S or not now.torso_px > 0.0:
        return NAN
    best = -1.0
    for i in joints:
        (ax, ay), (bx, by) = then.image[i], now.image[i]
        moved = math.hypot(bx - ax, by - ay)
        if moved > best:  # false for NaN: a joint not seen at both times is left out
            best = moved
    return best / (lasted_s * now.torso_px) if best >= 0.0 else NAN


def _unrest(recent: Sequence[Figure], joints: Sequence[int]) -> float:
    """RMS speed of joints over the last second, each speed taken over 0.2 s."""
    if not recent:
        return NAN
    now = recent[-1]
    first = _before(recent, now.t_s - UNREST_WINDOW_S)
    if now.t_s - recent[first].t_s < _LEAST_SHARE * UNREST_WINDOW_S - _SLACK_S:
        return NAN
    if not now.torso_px > 0.0:
        return NAN
    total, count, start = 0.0, 0, first
    for end in range(first + 1, len(recent)):
        later = recent[end]
        while start + 1 < end and recent[start + 1].t_s <= later.t_s - UNREST_STEP_S + _SLACK_S:
            start += 1
        lasted_s = later.t_s - recent[start].t_s
        if lasted_s < UNREST_STEP_S - _SLACK_S:
            continue
        for i in joints:
            (ax, ay), (bx, by) = recent[start].image[i], later.image[i]
            square = ((bx - ax) ** 2 + (by - ay) ** 2) / (lasted_s * lasted_s)
            if square >= 0.0:  # false for NaN
                total += square
                count += 1
    return math.sqrt(total / count) / now.torso_px if count else NAN


def unrest(recent: Sequence[Figure], side: Side | None) -> float:
    """RMS speed of elbows, shoulders and hips over the last second."""
    return _unrest(recent, (11, 12, 13, 14, 23, 24))


def hips_unrest(recent: Sequence[Figure], side: Side | None) -> float:
    """RMS speed of the hips over the last second."""
    return _unrest(recent, (23, 24))


def arm_unrest(joints: dict[Side, int], recent: Sequence[Figure], side: Side | None) -> float:
    """RMS speed of one joint of this side over the last second."""
    return _unrest(recent, (joints[side],)) if side is not None else NAN


def elbow_unrest(recent: Sequence[Figure], side: Side | None) -> float:
    """RMS speed of this elbow over the last second."""
    return arm_unrest(ELBOW, recent, side)


def wrist_unrest(recent: Sequence[Figure], side: Side | None) -> float:
    """RMS speed of this wrist over the last second."""
    return arm_unrest(WRIST, recent, side)
