"""The timing errors of counted repetitions: their start, their end and their phases.

The truth is the film's scripted movement (out, peak, back), as far as the joints follow it: a
repetition is left out where they are early or late. Among the first 269 films of seed 101 that is
every kneeling thoracic twist (the trunk has turned before half of the time out) and 18 of 20
quadruped trunk rotations (the trunk hardly turns, then jumps), but only 8 of 82 others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from benchmarks.sampled.truth import Phase
from formcheck.core.coach import Repetition
from formcheck.core.coach.events import Duration
from reference.skeleton import Floats
from synth.geometry import smoothstep

_PHASES = ("out", "far", "back")
CLOSE_S = 0.3
"""A start or end this close to the truth is right, as for a hold; joints this close to the script
follow it."""
_SHARES = 0.1, 0.9
"""Shares of the way at which the joints are compared with the script, as in ``reference/truth.py``:
where a movement begins and ends nobody can say."""


@dataclass(frozen=True, slots=True)
class RepErrors:
    """Timing errors of one repetition in seconds, + late or too long; durations with sigma."""

    start_s: float
    end_s: float
    up: Duration
    top: Duration
    down: Duration


def measure_rep_errors(
    phases: Sequence[Phase],
    times_s: Floats,
    driver: Floats | None,
    repetitions: Iterable[Repetition],
) -> tuple[RepErrors, ...]:
    """Returns the errors of counted repetitions against the movement around their middle.

    driver (n,) is the true value, at times_s (n,), of the quantity that moves; None where none is
    meant to.
    """
    true = [
        (out, far, back)
        for (out, far), (_, back) in pairwise(pairwise(phases))
        if (out.id, far.id, back.id) == _PHASES
        and driver is not None
        and all(_is_followed(way, times_s, driver) for way in (out, back))
    ]
    return tuple(
        RepErrors(
            one.start_s - ways[0].start_s,
            one.end_s - ways[-1].end_s,
            *(
                Duration(found.s - (way.end_s - way.start_s), found.sigma_s)
                for found, way in zip((one.up, one.top, one.down), ways, strict=True)
            ),
        )
        for one in repetitions
        for ways in true
        if one.counted and ways[0].start_s <= one.middle_s < ways[-1].end_s
    )


def _is_followed(way: Phase, times_s: Floats, driver: Floats) -> bool:
    """Returns whether the driver moves when the script does, which eases in and out."""
    during = (times_s >= way.start_s) & (times_s < way.end_s)
    if np.count_nonzero(during) < 2:
        return False
    t_s, moved = times_s[during], driver[during] - driver[during][0]
    scripted = np.array([smoothstep(w) for w in (t_s - way.start_s) / (way.end_s - way.start_s)])
    off_s = [
        t_s[np.argmax(moved * np.sign(moved[-1]) >= share * abs(moved[-1]))]
        - t_s[np.argmax(scripted >= share)]
        for share in _SHARES
    ]
    return max(map(abs, off_s)) <= CLOSE_S


def describe_rep_errors(errors: Sequence[RepErrors]) -> list[tuple[str, str]]:
    """Returns table rows: errors of start and end, and how well sigma covers durations."""
    if not errors:
        return []
    ways = [way for one in errors for way in (one.up, one.down)]
    return [
        ("Start of a repetition", _describe_ends([one.start_s for one in errors])),
        ("End of a repetition", _describe_ends([one.end_s for one in errors])),
        ("Times out and back within one sigma (68 % if sigma is right)", _describe_cover(ways)),
        ("Time at the peak within one sigma", _describe_cover([one.top for one in errors])),
    ]


def _describe_ends(off_s: Sequence[float]) -> str:
    near = sum(abs(off) <= CLOSE_S for off in off_s)
    return (
        f"{median(off_s):+.2f} s off (median); within {CLOSE_S} s: {near} of {len(off_s)} "
        f"({near / len(off_s):.0%})"
    )


def _describe_cover(errors: Sequence[Duration]) -> str:
    within = sum(abs(one.s) <= one.sigma_s for one in errors)
    return f"{within} of {len(errors)} ({within / len(errors):.0%})"
