"""Whether somebody clearly does another stretch than the one they are coached in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formcheck.likeness.compare import NEAR, Likeness

CLEAR_RATIO = 2.0
"""The other stretch is this many times nearer than the one that is coached."""
UNLIKE = 1.5 * NEAR
"""And the one that is coached is at least this far off."""
SURE_S = 1.0
"""It must look so this long before it is said. It is taken back at once: somebody who stands there
before a stretch looks like others too, and the hold counts from where the stretch begins.
These three: chosen here, checked on rendered clips of good form (what is held right stays held)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What it looks like since since_s; other is what it was found to be, "" for nothing else."""

    looks: str = ""
    since_s: float = 0.0
    other: str = ""


def doubted(doubt: Doubt, t_s: float, likeness: Likeness, mine: str) -> Doubt:
    """The doubt after one more look at t_s seconds, while the stretch ``mine`` is coached.

    A moment in which nobody is seen changes nothing.
    """
    if not likeness.far:
        return doubt
    looks = _looks(likeness, mine)
    if looks != doubt.looks:
        return Doubt(looks, t_s)
    if looks != doubt.other and t_s - doubt.since_s >= SURE_S:
        return replace(doubt, other=looks)
    return doubt


def _looks(likeness: Likeness, mine: str) -> str:
    """The other stretch that it clearly looks like now, or ""."""
    other = likeness.nearest
    own = likeness.far.get(mine)
    if own is None or other == mine:
        return ""
    far = likeness.far[other]
    return other if far <= NEAR and own >= max(UNLIKE, CLEAR_RATIO * far) else ""
