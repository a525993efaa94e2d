"""The timing errors of counted repetitions: their start, their end and their phases.

The truth is the film's scripted movement (out, peak, back), which the joints follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from benchmarks.sampled.truth import Phase
from formcheck.core.coach import Repetition
from formcheck.core.coach.events import Duration

_PHASES = ("out", "far", "back")
CLOSE_S = 0.3
"""A start or end this close to the truth is right, as for a hold."""


@dataclass(frozen=True, slots=True)
class RepErrors:
    """Timing errors of one repetition in seconds, + late or too long; durations with sigma."""

    start_s: float
    end_s: float
    up: Duration
    top: Duration
    down: Duration


def measure_rep_errors(
    phases: Sequence[Phase], repetitions: Iterable[Repetition]
) -> tuple[RepErrors, ...]:
    """Returns the errors of counted repetitions against the movement around their middle."""
    true = [
        (out, far, back)
        for (out, far), (_, back) in pairwise(pairwise(phases))
        if (out.id, far.id, back.id) == _PHASES
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
