"""What an attempt showed of each quantity, counted frame by frame.

The same for a video and for a live session, and of the same size after an hour as after a second.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats
from formcheck.core.fast_replace import replace
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import Reading, Unknown
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.stretch import Need

SUSTAINED_S = 0.7
"""What counts for the closest moment is the worst of this long. Chosen here, the same as for
faults."""


@dataclass(frozen=True, slots=True, eq=False)
class AttemptFrame:
    """A frame of an attempt: how many quantities were known, and how far from right they were.

    misfit: the largest sum of squares in sigma of the `SUSTAINED_S` before. readings (needs, 2):
    value and sigma of each quantity. moving: nothing but rest was lacking for a hold.
    """

    t_s: float
    known: int
    misfit: float
    readings: Floats
    moving: bool

    @property
    def rank(self) -> tuple[int, float]:
        """Greater means closer: more is known, or as much is known and it is nearer to right."""
        return self.known, -self.misfit


@dataclass(frozen=True, eq=False)
class AttemptStats:
    """The frames of an attempt: all of them, and those while the clock ran (first axis of arrays).

    counts (2, needs, verdicts). sums (2, needs, 3): of values, of sigmas, and of
    the frames in which both were known. unjudged_frames: in how many frames, while the clock ran or
    not, a quantity was not judged for which reason. recent: time and misfit of the last frames.
    """

    begun_s: float
    counts: NDArray[np.int64]
    sums: Floats
    unjudged_frames: Mapping[tuple[bool, str, Unknown], int] = field(default_factory=dict)
    recent: tuple[tuple[float, float], ...] = ()
    closest: AttemptFrame | None = None


def begin_stats(needs: Sequence[Need], t_s: float) -> AttemptStats:
    """The stats of an attempt that begins at t_s seconds; arrays are (2, needs, ...)."""
    shape = (2, len(needs))
    return AttemptStats(t_s, np.zeros((*shape, len(VERDICTS)), np.int64), np.zeros((*shape, 3)))


def update_stats(
    stats: AttemptStats,
    needs: Sequence[Need],
    t_s: float,
    verdicts: Mapping[str, Verdict],
    readings: Mapping[str, Reading],
    misfit: float,
    *,
    runs: bool,
    moving: bool = False,
) -> AttemptStats:
    """The stats after one more frame; runs says whether the clock ran."""
    read = np.array([(readings[n.measure].value, readings[n.measure].sigma) for n in needs])
    known = np.isfinite(read).all(axis=1)
    columns = [VERDICTS.index(verdicts[need.measure]) for need in needs]
    counts, sums = stats.counts.copy(), stats.sums.copy()
    counts[: 1 + runs, np.arange(len(needs)), columns] += 1
    sums[: 1 + runs, known, :2] += read[known]
    sums[: 1 + runs, known, 2] += 1.0
    unjudged_frames = Counter(stats.unjudged_frames)
    for name in (need.measure for need in needs if verdicts[need.measure] is Verdict.UNJUDGED):
        unjudged_frames[runs, name, readings[name].unknown or VIEW_UNSUITED] += 1
    recent = tuple(one for one in stats.recent if one[0] >= t_s - SUSTAINED_S)
    recent = (*recent, (t_s, misfit if known.any() else math.inf))
    now = AttemptFrame(t_s, int(known.sum()), max(one for _, one in recent), read, moving)
    stats = replace(stats, counts=counts, sums=sums, unjudged_frames=unjudged_frames, recent=recent)
    is_long_enough = t_s - stats.begun_s >= SUSTAINED_S and math.isfinite(now.misfit)
    if is_long_enough and (stats.closest is None or now.rank > stats.closest.rank):
        return replace(stats, closest=now)
    return stats
