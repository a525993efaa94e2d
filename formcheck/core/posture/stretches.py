"""Stretches of time under one state, and when what came of them can no longer be taken back.

Short ones go to their neighbours: what somebody does for a moment leaves no segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Final

from formcheck.core.posture.values import Segment, State, Why

FIRM_S: Final = 5.0
"""How long a state lasts before it becomes a segment of its own; B4 gives 5 s for nobody there."""

LEAVE_S: Final = 3.0
"""The same for upright after a slouch: B4 has one left after 3 s."""

MIXED_S: Final = 9.0
"""The same for a slouch whose reason keeps changing: a reach and then a glance are none. Chosen
here."""

CLOSING_S: Final = 2.5
"""The same for the last state before the watch ends."""

UNSETTLED_S: Final = 15.0
"""How long states may change faster than that before the commonest is taken. Chosen here."""

PASSING_S: Final = 2.0
"""For how long a slouch may show reasons that are not its own while it begins or ends. Chosen
here."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A stretch of time under one label, up to where the next begins.

    counted: seconds in which each reason counted.
    """

    start_s: float
    state: State
    chief: Why | None
    counted: Mapping[Why, float] = field(default_factory=dict)

    @property
    def label(self) -> tuple[State, Why | None]:
        """What makes it one stretch."""
        return (self.state, self.chief)


def sure(firm: Stretch | None, pending: tuple[Stretch, ...], t_s: float) -> int:
    """From which pending stretch on it is certain what it is: their number if none.

    The last, once it has lasted; or, after a longer time, all at the end that are of one state for
    different reasons, where it is another state than the one before.
    """
    last = len(pending) - 1
    if t_s - pending[last].start_s >= firm_s(firm, pending[last]):
        return last
    first = last
    while first > 0 and pending[first - 1].state is pending[last].state:
        first -= 1
    new = firm is None or firm.state is not pending[last].state
    return first if new and t_s - pending[first].start_s >= MIXED_S else len(pending)


def firm_s(firm: Stretch | None, new: Stretch) -> float:
    """How long a new stretch lasts before it becomes a segment of its own."""
    back = firm is not None and firm.state is State.SLOUCHED and new.state is State.UPRIGHT
    return LEAVE_S if back else FIRM_S


def firmed(
    firm: Stretch | None, middle: tuple[Stretch, ...], last: Stretch
) -> tuple[tuple[Segment, ...], Stretch]:
    """What is closed, and the new firm stretch, once ``last`` is certain.

    The short stretches in the middle go to the one before or the one after, whichever they are
    like (``_like``); to the one before where they are like neither, but to an absence that follows.
    """
    if firm is None:
        start_s = middle[0].start_s if middle else last.start_s
        return (), replace(last, start_s=start_s)
    if firm.label == last.label:
        counted = {
            why: firm.counted.get(why, 0.0) + last.counted.get(why, 0.0)
            for why in firm.counted.keys() | last.counted.keys()
        }
        return (), replace(firm, counted=counted)
    starts = [*(s.start_s for s in middle), last.start_s]
    lengths = [b - a for a, b in pairwise(starts)]
    short = tuple(zip(lengths, middle, _together_s(lengths, middle), strict=True))
    best_s, best = last.start_s, -1.0
    for k in range(len(starts)):
        fit = sum(n * _like(firm, s, whole_s) for n, s, whole_s in short[:k])
        fit += sum(n * _like(last, s, whole_s) for n, s, whole_s in short[k:])
        if fit > best or (fit == best and last.state is not State.AWAY):
            best_s, best = starts[k], fit
    return (segment(firm, best_s),), replace(last, start_s=best_s)


def _together_s(lengths: Sequence[float], stretches: Sequence[Stretch]) -> Iterator[float]:
    """How long each stretch lasts together with those of the same state next to it."""
    for _, group in groupby(zip(lengths, stretches, strict=True), lambda one: one[1].state):
        parts = [n for n, _ in group]
        yield from [sum(parts)] * len(parts)


def _like(one: Stretch, short: Stretch, whole_s: float) -> float:
    """How like a short stretch is to the one beside it; whole_s: together with its neighbours.

    A slouch on its way shows other reasons for a moment. For longer, and with none of its own, it
    was something else: a reach before a slouch is no part of it.
    """
    if one.label == short.label:
        return 1.0
    if one.state is not short.state:
        return 0.0
    other = one.state is State.SLOUCHED and not one.counted.keys() & short.counted.keys()
    return 0.0 if other and whole_s >= PASSING_S else 0.5


def commonest(stretches: tuple[Stretch, ...], end_s: float) -> Stretch:
    """One stretch for all: of the commonest state, and in it of the commonest reason."""
    starts = [*(s.start_s for s in stretches), end_s]
    by_state: dict[State, float] = {}
    by_chief: dict[tuple[State, Why | None], float] = {}
    counted: dict[Why, float] = {}
    for stretch, (a, b) in zip(stretches, pairwise(starts), strict=True):
        by_state[stretch.state] = by_state.get(stretch.state, 0.0) + b - a
        by_chief[stretch.label] = by_chief.get(stretch.label, 0.0) + b - a
        for why, s in stretch.counted.items():
            counted[why] = counted.get(why, 0.0) + s
    state = max(by_state, key=lambda s: by_state[s])
    chief = max((c for c in by_chief if c[0] is state), key=lambda c: by_chief[c])[1]
    return Stretch(stretches[0].start_s, state, chief, counted)


def segment(stretch: Stretch, end_s: float) -> Segment:
    """The segment of a stretch: the chief reason first, then those that counted half of it."""
    why: tuple[Why, ...] = ()
    if stretch.chief is not None:
        half = (end_s - stretch.start_s) / 2
        others = [w for w, s in stretch.counted.items() if s >= half and w is not stretch.chief]
        why = (stretch.chief, *sorted(others, key=lambda w: (-stretch.counted[w], w.value)))
    return Segment(stretch.start_s, end_s, stretch.state, why)
