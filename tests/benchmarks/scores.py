"""Scores of made-up clips."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.score import ClipScore

_GOOD = ClipScore(
    clip="seated-twist.good.left",
    stretch="seated-twist",
    view="front",
    side="left",
    side_found="left",
    frames=100,
    seen_frames=100,
    hold_true_s=5.0,
    hold_s=5.0,
    wanted=None,
    hint=False,
    faults=(),
    warnings=(),
    error="",
    shortfalls=(),
    duration_s=10.0,
)


def clip(**changes: Any) -> ClipScore:
    """A clip of good form with a perfect score, but for the changes."""
    return replace(_GOOD, **changes)
