"""Whether the person does something other than the coached stretch."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from statistics import geometric_mean

from formcheck.core.recognition.network import NONE
from formcheck.core.recognition.spans import FLOOR

CLEARLY = 0.8
"""Least probability at which another stretch is named."""
HARDLY = 0.05
"""Most probability of the coached stretch in a mismatch: geometric mean over a second's frames."""
PLAUSIBLE = 0.2
"""A frame that gives the stretch this probability ends a mismatch at once: a person about to begin
a stretch resembles others too, and the hold counts from where the stretch begins."""
MISMATCH_S = 1.0
"""A mismatch must last this long before it is reported. These four: chosen for formcheck,
``PLAUSIBLE`` after results on real people (docs/decisions/012-naming.md)."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The frames of the last second that did not fit the stretch, and what was found instead.

    frames: time in seconds of each, and its probability of the stretch. other: a stretch that was
    clearly shown within the last second, at clear_s; ``NONE`` if there was none; "" while there is
    no mismatch.
    """

    frames: tuple[tuple[float, float], ...] = ()
    other: str = ""
    clear_s: float = -inf


def update_mismatch(
    now: Mismatch, t_s: float, chances: Mapping[str, float], stretch: str
) -> Mismatch:
    """Returns the mismatch after one more frame at t_s seconds, while ``stretch`` is coached.

    chances: probability of each stretch in this frame; empty if nobody is seen, which changes
    nothing. A stretch without a probability never mismatches.
    """
    if not chances:
        return now
    chance = chances.get(stretch, 1.0)
    if chance >= PLAUSIBLE:
        return Mismatch()
    frames = (*now.frames, (t_s, max(chance, FLOOR)))
    begun = [at_s for at_s, _ in frames if at_s <= t_s - MISMATCH_S]
    if not begun:
        return Mismatch(frames)
    frames = tuple(frame for frame in frames if frame[0] >= begun[-1])
    if geometric_mean(one for _, one in frames) > HARDLY:
        return Mismatch(frames)
    if clear := find_clear_stretch(chances):
        return Mismatch(frames, clear, t_s)
    recent = now.other if t_s - now.clear_s < MISMATCH_S else NONE
    return Mismatch(frames, recent, now.clear_s)


def is_unlike(chances: Mapping[str, float], stretch: str) -> bool:
    """Whether the frame very probably shows something else; False for an unknown stretch."""
    return chances.get(stretch, 1.0) <= HARDLY


def find_clear_stretch(chances: Mapping[str, float]) -> str:
    """Returns the stretch that the frame clearly shows, or ""."""
    likeliest = max(chances, key=chances.__getitem__, default="")
    return likeliest if chances.get(likeliest, 0.0) >= CLEARLY else ""
