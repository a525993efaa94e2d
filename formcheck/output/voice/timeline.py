"""What sounds when: one sound after the other on one line of time. Pure, in samples."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from formcheck.output.voice.tones import RATE_HZ, Samples, faded_out

STALE_S = 3.0
"""A cue that would be said so much too late is wrong by then, and is dropped."""
GAP_S = 0.08
"""Silence between two sounds, so that they are told apart. Chosen here."""
_CUT_S = 0.01
"""A sound that is cut off fades over so long: without it there is a click."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound on the line: start is in samples from its beginning."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        """The sample after its last one."""
        return self.start + len(self.samples)


class Timeline:
    """Sounds in the order in which they are to be heard; none overlaps another.

    Times are in samples. Used by one thread at a time.
    """

    def __init__(self) -> None:
        self._clips: deque[Clip] = deque()
        self._free = 0

    @property
    def end(self) -> int:
        """Where the last sound ends."""
        return self._clips[-1].end if self._clips else 0

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The sounds that are still kept, in order of time."""
        return tuple(self._clips)

    def is_stale(self, wanted: int, now: int) -> bool:
        """Whether a sound wanted at ``wanted`` could only begin more than STALE_S after it."""
        return max(now, self._free) - wanted > round(STALE_S * RATE_HZ)

    def add(self, samples: Samples, wanted: int, now: int) -> None:
        """Puts a sound where it is wanted, or as soon after it as the one before has ended."""
        if len(samples):
            clip = Clip(max(wanted, now, self._free), samples)
            self._clips.append(clip)
            self._free = clip.end + round(GAP_S * RATE_HZ)

    def cut(self, at: int) -> None:
        """Takes away all that would sound from ``at`` on; what sounds there fades out."""
        while self._clips and self._clips[-1].start >= at:
            self._clips.pop()
        if self._clips and self._clips[-1].end > at:
            clip = self._clips.pop()
            length = round(_CUT_S * RATE_HZ)
            kept = clip.samples[: at - clip.start + length]
            self._clips.append(Clip(clip.start, faded_out(kept, length)))
        self._free = self.end

    def read(self, start: int, count: int) -> Samples:
        """The sound from ``start`` on, silence where there is none. Shape (count,)."""
        out = np.zeros(count, dtype=np.int16)
        for clip in self._clips:
            first, last = max(clip.start, start), min(clip.end, start + count)
            if first < last:
                out[first - start : last - start] = clip.samples[
                    first - clip.start : last - clip.start
                ]
        return out

    def forget(self, before: int) -> None:
        """Drops the sounds that ended before that sample."""
        while self._clips and self._clips[0].end <= before:
            self._clips.popleft()
