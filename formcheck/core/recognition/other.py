"""Whether somebody does something else than the stretch they are coached in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.core.recognition.network import NONE

CLEARLY = 0.8
"""Least chance of another stretch that is named."""
HARDLY = 0.02
"""Most chance of the stretch that is coached."""
SURE_S = 1.0
"""It must look so for this long before it is told. It is taken back at once: somebody standing
before a stretch looks like others too, and the hold counts from where the stretch begins.
These three: chosen here, checked on films of good form (what is held right stays held)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when it hardly is the stretch, and what was found instead.

    other is a stretch, ``NONE`` for no clear one, "" as long as nothing was found.
    """

    since_s: float | None = None
    other: str = ""


def update_doubt(doubt: Doubt, t_s: float, chances: Mapping[str, float], mine: str) -> Doubt:
    """The doubt after one more look at t_s seconds, while the stretch ``mine`` is coached.

    chances: of each stretch, from what the look shows; empty where nobody is seen, which changes
    nothing.
    """
    if not chances:
        return doubt
    if not is_unlike(chances, mine):
        return Doubt()
    since_s = t_s if doubt.since_s is None else doubt.since_s
    if t_s - since_s < SURE_S:
        return Doubt(since_s)
    return Doubt(since_s, find_clear_stretch(chances) or doubt.other or NONE)


def is_unlike(chances: Mapping[str, float], mine: str) -> bool:
    """Whether what is seen can hardly be that stretch. One without a chance is like anything."""
    return chances.get(mine, 1.0) <= HARDLY


def find_clear_stretch(chances: Mapping[str, float]) -> str:
    """The stretch that it clearly looks like, or ""."""
    likeliest = max(chances, key=chances.__getitem__, default="")
    return likeliest if chances.get(likeliest, 0.0) >= CLEARLY else ""
