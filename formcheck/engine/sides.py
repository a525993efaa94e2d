"""What both ways of settling the sides share: a side's run, and spans held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import SideSummary, Span, UnseenSpan
from formcheck.engine.records import SideRecords

Times = NDArray[np.float64]

RIVAL_RATIO = 0.5
"""Attempts of two sides compete when they share this much of the shorter one. Chosen here: a person
who changes sides overlaps for a second or two, a mirror image for nearly all of it."""
LONE_S = 5.0
"""When the other side has hold time, a side without any is only believed to have been tried if it
was for this long. Chosen here: getting into and out of a position takes less."""


class Timed(Protocol):
    """Anything with a start and an end."""

    @property
    def start_s(self) -> float:
        """When it begins."""
        ...

    @property
    def end_s(self) -> float:
        """When it ends."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class SideRun:
    """What one side came to before it is settled which side worked."""

    summary: SideSummary
    records: SideRecords


def met_share(records: SideRecords, rows: NDArray[np.bool_]) -> float:
    """How well what the stretch wants was met in those rows on average, 0..1; unseen is not met."""
    if not rows.any():
        return 0.0
    return float(np.nan_to_num(1.0 / (1.0 + records.rows["misfit"][rows]), nan=0.0).mean())


def rivals(one: Timed, other: Timed) -> bool:
    """Whether they are so much at the same time that only one of them can be real."""
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return shared > 0 and shared >= RIVAL_RATIO * shorter


def within(part: Timed, spans: Sequence[Span]) -> bool:
    """Whether the middle of the part lies in one of the spans."""
    middle_s = (part.start_s + part.end_s) / 2
    return any(span.start_s <= middle_s <= span.end_s for span in spans)


def on_turn(span: UnseenSpan, own: NDArray[np.bool_], t_s: Times) -> list[UnseenSpan]:
    """The pieces of the span that lie in pictures of this side."""
    mine = (own & (t_s >= span.start_s) & (t_s <= span.end_s)).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mine, [0]))))
    return [
        UnseenSpan(float(t_s[first]), float(t_s[last - 1]), span.what)
        for first, last in edges.reshape(-1, 2)
        if last - first > 1
    ]
