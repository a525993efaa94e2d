"""Desk breaks: chooses the stretches of the next one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from formcheck.core.judging import LEAST_JUDGED
from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakEnded, BreakKind
from formcheck.core.posture.day import cut_spans, sum_spans
from formcheck.core.posture.posture_values import Segment, SlouchReason, View
from formcheck.core.stretch import Spec
from formcheck.library.accuracy import Accuracy, find_accuracy
from formcheck.library.catalogue import read_specs

if TYPE_CHECKING:
    from formcheck.engine.posture_monitor import PostureUpdate

PER_BREAK = 2
"""Stretches in one break: with both sides and moving into position they take one and a half to two
and a half minutes, up to half a minute more than coaching.md#breaks gives a break. Chosen for
formcheck."""

HELPS: Final[Mapping[str, frozenset[SlouchReason]]] = {
    "cross-body-shoulder-stretch": frozenset({SlouchReason.SHRUG, SlouchReason.FORWARD_HEAD}),
    "overhead-lat-stretch": frozenset(
        {SlouchReason.SLUMP, SlouchReason.LEANING, SlouchReason.HEAD_TILT}
    ),
    "seated-twist": frozenset({SlouchReason.SLUMP, SlouchReason.LEANING}),
    "neck-flexion-hands-behind-head": frozenset(
        {SlouchReason.FORWARD_HEAD, SlouchReason.SHRUG, SlouchReason.TOO_CLOSE}
    ),
    "shoulder-blade-squeeze": frozenset(
        {SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD, SlouchReason.PHONE}
    ),
}
"""The stretches of desk breaks, and the slouches after which each is preferred. Chosen for
formcheck, by the body parts that a slouch loads: no study compares them."""


def choose_stretches(
    slouched_s: Mapping[SlouchReason, float],
    last: Sequence[str],
    offered: Collection[str],
    facing: Collection[str],
) -> tuple[str, ...]:
    """Returns the ids of the stretches for the next break, best first, without the last break's.

    slouched_s: seconds of each slouch since then. offered: the available ids; facing: those for
    which the chair need not be turned, which come first if the slouches don't decide.
    """

    def rank(name: str) -> tuple[float, bool]:
        return -sum(slouched_s.get(why, 0.0) for why in HELPS[name]), name not in facing

    fresh = [name for name in HELPS if name in offered and name not in last]
    return tuple(sorted(fresh, key=rank)[:PER_BREAK])


class DeskBreaks:
    """Chooses the stretches of the next break by how the person has sat since the last one."""

    def __init__(self, words: Words, last: Sequence[str] = ()) -> None:
        """last: the ids of the last break's stretches."""
        specs = [spec for _, spec in read_specs() if spec is not None and spec.id in HELPS]
        self._titles = {spec.id: words(spec.title) for spec in specs}
        self._facing = {
            View.FRONT: [spec.id for spec in specs if faces_a_laptop(spec)],
            View.SIDE: [spec.id for spec in specs if spec.view.camera == "side"],
        }
        self._last = tuple(last)
        self._slouched_s: Mapping[SlouchReason, float] = {}
        self._open: Sequence[Segment] = ()
        self._since_s = 0.0
        self._view = View.FRONT

    def follow(
        self, update: PostureUpdate, done: Sequence[str], still: Sequence[Segment] = ()
    ) -> None:
        """Takes in one update; done: the stretches of a break that ends with it.

        still: the spans that are not closed yet, up to this update.
        """
        self._view = update.view.seen_from or View.FRONT
        for event in update.events:
            if isinstance(event, Segment):
                self._slouched_s = self._add_slouches([event])
            elif isinstance(event, BreakEnded) and event.kind is not BreakKind.POSTPONED:
                self.restart(event.t_s)
        self._open = still
        if done:
            self._last = tuple(done)

    def restart(self, t_s: float) -> None:
        """From now on, chooses only by slouches after t_s."""
        self._slouched_s = {}
        self._since_s = t_s

    @property
    def stretches(self) -> dict[str, str]:
        """The ids of the next break's stretches with their titles in the person's language.

        Best first; empty when none is available.
        """
        facing = self._facing[self._view]
        slouched_s = self._add_slouches(self._open)
        chosen = choose_stretches(slouched_s, self._last, self._titles, facing)
        return {name: self._titles[name] for name in chosen}

    def _add_slouches(self, spans: Sequence[Segment]) -> Mapping[SlouchReason, float]:
        """Returns the slouched seconds by reason since the last break, including these spans."""
        more_s = sum_spans(cut_spans(spans, self._since_s, inf)).why_s
        known_s = self._slouched_s
        return {why: known_s.get(why, 0.0) + more_s.get(why, 0.0) for why in SlouchReason}


def faces_a_laptop(spec: Spec) -> bool:
    """Whether a laptop in front sees enough of the stretch, by its view or by measurement."""
    return spec.view.camera != "side" or _is_judged_enough(find_accuracy(spec, "desk"), spec)


def needs_no_hips(spec: Spec) -> bool:
    """Whether the stretch can be done at a desk with only head and shoulders in view.

    Decided by measurement or, if not measured, by whether it needs no legs in the frame.
    """
    found = find_accuracy(spec, "desk")
    wants_no_legs = spec.view.framing == "upper"
    enough = wants_no_legs if found is None else _is_judged_enough(found, spec)
    return enough and fits_a_desk(spec)


def _is_judged_enough(found: Accuracy | None, spec: Spec) -> bool:
    judged = 0 if found is None else sum(found.is_mostly_judged(name) for name in spec.quantity)
    return judged >= LEAST_JUDGED * len(spec.quantity)


def fits_a_desk(spec: Spec) -> bool:
    """Whether the stretch can be done at a workplace."""
    if spec.position == "sitting":
        return any("chair" in thing for thing in spec.equipment)
    alone = spec.position == "standing" and not spec.equipment
    return alone and spec.view.framing == "upper"
