"""How long the two ways of a repetition took, from where its measure was when."""

from __future__ import annotations

import math
from itertools import pairwise

Path = tuple[tuple[float, float], ...]
"""Times in seconds and what the measure read then, thinned out."""

_STEPS = 24
"""A way is kept in about so many pieces. Chosen here: finer than the readings are."""
_MOST_KEPT = 200
_LOW_SHARE, _MOST_LOW_SHARE, _HIGH_SHARE = 0.1, 0.7, 0.9
"""A way is timed from the first share of it, or where its path begins but no later than the second,
up to the third: where it begins and ends nobody can say. As in the reference; 0.7 chosen here."""


def extend_path(path: Path, t_s: float, value: float, way: float) -> Path:
    """The path with one more reading; way is about how far a whole repetition goes.

    A reading close to the one before the last takes the place of the last: rest stays short.
    """
    if len(path) > 1 and abs(value - path[-2][1]) < way / _STEPS:
        return (*path[:-1], (t_s, value))
    if len(path) < _MOST_KEPT:
        return (*path, (t_s, value))
    return (*path[:-1:2], path[-1], (t_s, value))


def time_ways(path: Path, home: float, most: float) -> tuple[float, float]:
    """Seconds of the way out and of the way back between the values home and most.

    The path may stop on the way back: what lacks of it is taken to go on as a swing does.
    """
    back = tuple((-t_s, value) for t_s, value in reversed(path))
    return _time_way(path, home, most), _time_way(back, home, most)


def _time_way(path: Path, home: float, most: float) -> float:
    """Seconds of a way out; the path may begin after it."""
    size = most - home
    if size <= 0.0:
        return 0.0
    low = min(max((path[0][1] - home) / size, _LOW_SHARE), _MOST_LOW_SHARE)
    high_s = _first_at(path, home + _HIGH_SHARE * size)
    low_s = _last_below(path, home + low * size, high_s)
    return (high_s - low_s) / (share_of_time(_HIGH_SHARE) - share_of_time(low))


def share_of_time(way: float) -> float:
    """The share of its time after which a swing has gone that share of its way."""
    return math.acos(1.0 - 2.0 * min(max(way, 0.0), 1.0)) / math.pi


def _first_at(path: Path, level: float) -> float:
    """When the path first reached the level; the time of its highest point if it never did."""
    for (before_s, before), (t_s, value) in pairwise(path):
        if value >= level:
            share = (level - before) / (value - before) if value > before else 1.0
            return before_s + max(share, 0.0) * (t_s - before_s)
    return max(path, key=lambda point: point[1])[0]


def _last_below(path: Path, level: float, until_s: float) -> float:
    """When, until then, the path last rose above the level; its first moment if it never did."""
    found_s = path[0][0]
    for (before_s, before), (t_s, value) in pairwise(path):
        if before_s >= until_s:
            break
        if before <= level < value:
            found_s = before_s + (level - before) / (value - before) * (t_s - before_s)
    return found_s
