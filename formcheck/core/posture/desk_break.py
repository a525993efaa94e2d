"""Which stretches a break at the desk holds: for what was stiff, and others than last time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from formcheck.core.posture.values import Why

PER_BREAK = 2
"""Stretches in one break: with their sides and the ways in they take one and a half to two and a
half minutes (stretches.md B6: 60 to 120 s). Chosen here."""

HELPS: Mapping[str, frozenset[Why]] = MappingProxyType(
    {
        "cross-body-shoulder-stretch": frozenset({Why.SHRUG, Why.FORWARD_HEAD}),
        "overhead-lat-stretch": frozenset({Why.SLUMP, Why.LEANING, Why.HEAD_TILT}),
        "seated-twist": frozenset({Why.SLUMP, Why.LEANING}),
        "neck-flexion-hands-behind-head": frozenset({Why.FORWARD_HEAD, Why.SHRUG, Why.TOO_CLOSE}),
        "shoulder-blade-squeeze": frozenset({Why.SLUMP, Why.FORWARD_HEAD, Why.PHONE}),
    }
)
"""The stretches of desk breaks, and after which slouch each comes first. Chosen here, by the parts
that a slouch loads: no study compares them."""


def choose_stretches(
    slouched_s: Mapping[Why, float],
    last: Sequence[str],
    offered: Collection[str],
    facing: Collection[str],
) -> tuple[str, ...]:
    """The ids of the stretches for the next break, best first; none of the last break's.

    slouched_s are the seconds of each slouch since then. offered are the ids that there are,
    facing those that need no turning of the chair: they come first where slouches don't decide.
    """

    def rank(name: str) -> tuple[float, bool]:
        return -sum(slouched_s.get(why, 0.0) for why in HELPS[name]), name not in facing

    fresh = [name for name in HELPS if name in offered and name not in last]
    return tuple(sorted(fresh, key=rank)[:PER_BREAK])
