"""Scores of made-up sampled films."""

from dataclasses import replace
from typing import Any

from benchmarks.sampled.score import FilmScore

_RIGHT = FilmScore(
    name="films-0101/000000",
    stretch="seated-twist",
    form="good",
    begins="neutral",
    view="front",
    off_deg=3.0,
    cut="whole",
    size="640x480",
    outcome="right",
    repetitions=False,
    counted=5.0,
    least=5.0,
    most=6.0,
    side_right=True,
)


def film_score(**changes: Any) -> FilmScore:
    """A film of good form that is right, but for the changes."""
    return replace(_RIGHT, **changes)
