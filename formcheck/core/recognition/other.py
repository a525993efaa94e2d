"""Whether somebody does something else than the stretch they are coached in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.core.recognition.network import NONE
from formcheck.core.recognition.spans import FLOOR

CLEARLY = 0.8
"""Least chance of another stretch that is named."""
LIKELY = 0.2
"""A look that gives the stretch this chance ends the doubt at once: whoever stands before a stretch
looks like others too, and the hold counts from where the stretch begins."""
HARDLY = 0.05
"""Most chance of the stretch that is coached, by the geometric mean of the looks."""
SURE_S = 1.0
"""It must look so for this long before it is told. These four: chosen here. Of 118 holds and
repetitions of random people in good form (seeds 101 and 121) one is less likely than ``HARDLY``,
and was not right; ``LIKELY`` was chosen with real people in view (docs/decisions/012-naming.md)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when no look was like the stretch, and what was found instead.

    looks and log_chance: how many there were since, and the sum of the logarithms of the chances
    they gave to the stretch. other is a stretch, ``NONE`` for no clear one, "" as long as nothing
    was found.
    """

    since_s: float = math.inf
    looks: int = 0
    log_chance: float = 0.0
    other: str = ""


def update_doubt(doubt: Doubt, t_s: float, chances: Mapping[str, float], mine: str) -> Doubt:
    """The doubt after one more look at t_s seconds, while the stretch ``mine`` is coached.

    chances: of each stretch, from what the look shows; empty where nobody is seen, which changes
    nothing. A stretch without a chance is never doubted.
    """
    if not chances:
        return doubt
    chance = chances.get(mine, 1.0)
    if chance >= LIKELY:
        return Doubt()
    since_s, looks = min(doubt.since_s, t_s), doubt.looks + 1
    log_chance = doubt.log_chance + math.log(max(chance, FLOOR))
    other = ""
    if t_s - since_s >= SURE_S and log_chance <= looks * math.log(HARDLY):
        other = find_clear_stretch(chances) or doubt.other or NONE
    return Doubt(since_s, looks, log_chance, other)


def is_unlike(chances: Mapping[str, float], mine: str) -> bool:
    """Whether what is seen can hardly be that stretch. One without a chance is like anything."""
    return chances.get(mine, 1.0) <= HARDLY


def find_clear_stretch(chances: Mapping[str, float]) -> str:
    """The stretch that it clearly looks like, or ""."""
    likeliest = max(chances, key=chances.__getitem__, default="")
    return likeliest if chances.get(likeliest, 0.0) >= CLEARLY else ""
