"""Tones, what sounds when (one after the other on one timeline), and all of it as a file."""

import wave
from collections import deque
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.core.session.screen_values import Tone
from formcheck.files.output_file import replace_file

RATE_HZ = 22050
"""Samples of a second everywhere in this room: what espeak gives, and enough for speech."""

Samples = NDArray[np.int16]
"""Mono sound, shape (n,), RATE_HZ a second."""

PEAK_DB = -12.0
"""The loudest sample of a tone against full scale: under the voice, above a quiet room."""
_ATTACK_S = 0.02
_RELEASE_S = 0.10
_OVERTONE_RATIO = 0.15
"""A little of the octave keeps small laptop speakers from swallowing the tone. Chosen here."""
STALE_S = 3.0
"""A cue that would be said this late is wrong by then, and is dropped."""
SOUND_GAP_S = 0.08
"""Silence between two sounds, so that they are heard apart. Chosen here."""
_CUT_S = 0.01
"""A sound that is cut off fades over this long: without it there is a click."""
_BLOCK = 10 * RATE_HZ
"""Samples written at once: silence of an hour must not lie in memory."""


class ToneNote(NamedTuple):
    """One note of a tone, from when it begins."""

    start_s: float
    length_s: float
    pitch_hz: float


NOTES: dict[Tone, tuple[ToneNote, ...]] = {
    Tone.START: (ToneNote(0.0, 0.18, 523.25), ToneNote(0.16, 0.30, 783.99)),
    Tone.PAUSE: (ToneNote(0.0, 0.35, 392.00),),
    Tone.DONE: (
        ToneNote(0.0, 0.16, 783.99),
        ToneNote(0.14, 0.16, 659.25),
        ToneNote(0.28, 0.36, 523.25),
    ),
}
"""A fifth upwards, one low note, a chord downwards: C5 and G5, G4, G5-E5-C5. Chosen here."""


def render_tone(tone: Tone) -> Samples:
    """The tone, its loudest sample at PEAK_DB. Begins and ends at zero, so that nothing clicks."""
    notes = NOTES[tone]
    total_s = max(note.start_s + note.length_s for note in notes)
    mixed = np.zeros(round(total_s * RATE_HZ) + 1)
    for note in notes:
        sound, first = _render_note(note), round(note.start_s * RATE_HZ)
        mixed[first : first + len(sound)] += sound
    wanted = 10.0 ** (PEAK_DB / 20.0) * np.iinfo(np.int16).max
    level: NDArray[np.float64] = mixed * (wanted / float(np.abs(mixed).max()))
    return np.round(level).astype(np.int16)


def fade_out(samples: Samples, length: int) -> Samples:
    """The samples with the last ``length`` of them going down to zero in a straight line."""
    length = min(length, len(samples))
    faded = samples.astype(np.float64)
    faded[len(samples) - length :] *= np.linspace(1.0, 0.0, length)
    return np.round(faded).astype(np.int16)


def _render_note(note: ToneNote) -> NDArray[np.float64]:
    times_s = np.arange(round(note.length_s * RATE_HZ)) / RATE_HZ
    phase = 2.0 * np.pi * note.pitch_hz * times_s
    wave = np.sin(phase) + _OVERTONE_RATIO * np.sin(2.0 * phase)
    left_s = note.length_s - times_s
    rise, fall = np.clip(times_s / _ATTACK_S, 0.0, 1.0), np.clip(left_s / _RELEASE_S, 0.0, 1.0)
    envelope: NDArray[np.float64] = (0.5 - 0.5 * np.cos(np.pi * np.minimum(rise, fall))) * wave
    return envelope


class Clip(NamedTuple):
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

    def is_stale(self, wanted: int, now: int) -> bool:
        """Whether a sound wanted at ``wanted`` could only begin more than STALE_S after it."""
        return max(now, self._free) - wanted > round(STALE_S * RATE_HZ)

    def add(self, samples: Samples, wanted: int, now: int) -> None:
        """Adds a sound at the wanted time, or as soon after it as the one before has ended."""
        if len(samples):
            clip = Clip(max(wanted, now, self._free), samples)
            self._clips.append(clip)
            self._free = clip.end + round(SOUND_GAP_S * RATE_HZ)

    def cut(self, at: int) -> None:
        """Takes away all that would sound from ``at`` on; what sounds there fades out."""
        while self._clips and self._clips[-1].start >= at:
            self._clips.pop()
        if self._clips and self._clips[-1].end > at:
            clip = self._clips.pop()
            length = round(_CUT_S * RATE_HZ)
            played = clip.samples[: at - clip.start + length]
            self._clips.append(Clip(clip.start, fade_out(played, length)))
        self._free = self.end

    def read(self, start: int, count: int) -> Samples:
        """The sound from ``start`` on, silence where there is none. Shape (count,)."""
        out = np.zeros(count, dtype=np.int16)
        for clip in self._clips:
            first, last = max(clip.start, start), min(clip.end, start + count)
            if first < last:
                heard = clip.samples[first - clip.start : last - clip.start]
                out[first - start : last - start] = heard
        return out

    def forget(self, before: int) -> None:
        """Drops the sounds that ended before that sample."""
        while self._clips and self._clips[0].end <= before:
            self._clips.popleft()

    def write(self, path: Path, least_s: float) -> None:
        """Writes all of it, and silence up to least_s: mono, 16 bit, RATE_HZ.

        The file is written complete or not at all. Raises FormcheckError where it can't be.
        """
        total = max(round(least_s * RATE_HZ), self.end)
        with replace_file(path) as part, part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(np.dtype(np.int16).itemsize)
            file.setframerate(RATE_HZ)
            for start in range(0, total, _BLOCK):
                block = self.read(start, min(_BLOCK, total - start))
                file.writeframesraw(block.astype("<i2").tobytes())
