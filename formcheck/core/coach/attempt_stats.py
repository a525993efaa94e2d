"""Statistics of each quantity over an attempt, updated frame by frame.

They are the same for a video and a live session, and do not grow with time.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats
from formcheck.core.fast_replace import replace
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import Reading, Unknown
from formcheck.core.kinematics.readings import VIEW_UNSUITED

SUSTAINED_S = 0.7
"""The closest moment is rated by the worst frame of this many seconds. Chosen for formcheck, the
same as for faults."""


@dataclass(frozen=True, slots=True, eq=False)
class AttemptFrame:
    """A frame of an attempt: how many quantities were known, and how far from right they were.

    misfit: largest sum of squares in sigma over the last `SUSTAINED_S`. readings (needs, 2): value
    and sigma of each quantity. moving: only rest was missing for a hold.
    """

    t_s: float
    known: int
    misfit: float
    readings: Floats
    moving: bool

    @property
    def rank(self) -> tuple[int, float]:
        """Greater means closer: more is known, or as much is known and the misfit is smaller."""
        return self.known, -self.misfit


@dataclass(frozen=True, eq=False)
class AttemptStats:
    """Statistics of an attempt over all its frames, and over those in which the clock ran (axis 0).

    counts (2, needs, verdicts): frames with each verdict. sums (2, needs, 3): of the values, of the
    sigmas, and of the frames in which both were known. unjudged_frames: number of frames by whether
    the clock ran, quantity not judged, and reason. recent: time and misfit of the last frames.
    """

    begun_s: float
    counts: NDArray[np.int64]
    sums: Floats
    unjudged_frames: Mapping[tuple[bool, str, Unknown], int] = field(default_factory=dict)
    recent: tuple[tuple[float, float], ...] = ()
    closest: AttemptFrame | None = None


def update_stats(
    stats: AttemptStats | None,
    t_s: float,
    verdicts: Mapping[str, Verdict],
    readings: Mapping[str, Reading],
    misfit: float,
    *,
    runs: bool,
    moving: bool = False,
) -> AttemptStats:
    """Returns the stats after one more frame; stats: None before the first frame of the attempt.

    verdicts: by need. runs: whether the clock ran.
    """
    if stats is None:
        counts = np.zeros((2, len(verdicts), len(VERDICTS)), np.int64)
        stats = AttemptStats(t_s, counts, np.zeros((2, len(verdicts), 3)))
    read = np.array([(readings[name].value, readings[name].sigma) for name in verdicts])
    known = np.isfinite(read).all(axis=1)
    columns = [VERDICTS.index(verdict) for verdict in verdicts.values()]
    counts, sums = stats.counts.copy(), stats.sums.copy()
    counts[: 1 + runs, np.arange(len(columns)), columns] += 1
    sums[: 1 + runs, known, :2] += read[known]
    sums[: 1 + runs, known, 2] += 1.0
    unjudged_frames = Counter(stats.unjudged_frames)
    for name in (name for name, verdict in verdicts.items() if verdict is Verdict.UNJUDGED):
        unjudged_frames[runs, name, readings[name].unknown or VIEW_UNSUITED] += 1
    recent = tuple(one for one in stats.recent if one[0] >= t_s - SUSTAINED_S)
    recent = (*recent, (t_s, misfit if known.any() else math.inf))
    now = AttemptFrame(t_s, int(known.sum()), max(one for _, one in recent), read, moving)
    stats = replace(stats, counts=counts, sums=sums, unjudged_frames=unjudged_frames, recent=recent)
    is_long_enough = t_s - stats.begun_s >= SUSTAINED_S and math.isfinite(now.misfit)
    if is_long_enough and (stats.closest is None or now.rank > stats.closest.rank):
        return replace(stats, closest=now)
    return stats
