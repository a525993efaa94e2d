"""Whether somebody clearly does another stretch than the one they are coached in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

CLEARLY = 0.8
"""Least chance of the other stretch."""
HARDLY = 0.02
"""Most chance of the one that is coached."""
SURE_S = 1.0
"""It must look so for this long before it is told. It is taken back at once: somebody standing
before a stretch looks like others too, and the hold counts from where the stretch begins.
These three: chosen here, checked on films of good form (what is held right stays held)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What it looks like since since_s; other is what it was found to be, "" for nothing else."""

    looks: str = ""
    since_s: float = 0.0
    other: str = ""


def update_doubt(doubt: Doubt, t_s: float, chances: Mapping[str, float], mine: str) -> Doubt:
    """The doubt after one more look at t_s seconds, while the stretch ``mine`` is coached.

    chances: of each stretch, from what the look shows; empty where nobody is seen, which changes
    nothing.
    """
    if not chances:
        return doubt
    looks = _find_other_stretch(chances, mine)
    if looks != doubt.looks:
        return Doubt(looks, t_s)
    if looks != doubt.other and t_s - doubt.since_s >= SURE_S:
        return replace(doubt, other=looks)
    return doubt


def _find_other_stretch(chances: Mapping[str, float], mine: str) -> str:
    """The other stretch that it clearly looks like now, or ""."""
    other = max(chances, key=chances.__getitem__)
    is_clear = chances[other] >= CLEARLY and chances.get(mine, 1.0) <= HARDLY
    return other if is_clear else ""
