"""Renders tones, schedules sounds one after the other on a timeline, and writes it to a file."""

import wave
from collections import deque
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.core.session.screen_values import Tone
from formcheck.files.output_file import replace_file

RATE_HZ = 22050
"""Sample rate throughout this package: that of espeak, and enough for speech."""

Samples = NDArray[np.int16]
"""Mono sound, shape (n,), at RATE_HZ."""

PEAK_DB = -12.0
"""Peak of a tone relative to full scale: quieter than the voice, audible in a quiet room."""
_ATTACK_S = 0.02
_RELEASE_S = 0.10
_OVERTONE_RATIO = 0.15
"""Amplitude of the octave: keeps tones audible on laptop speakers. Chosen for formcheck."""
STALE_S = 3.0
"""A cue this late is no longer true and is dropped."""
SOUND_GAP_S = 0.08
"""Silence between two sounds, so that they are heard separately. Chosen for formcheck."""
_CUT_S = 0.01
"""Fade-out of a sound that is cut off, which avoids a click."""
_BLOCK = 10 * RATE_HZ
"""Samples written at once, so that an hour of silence is not held in memory."""


class ToneNote(NamedTuple):
    """One note of a tone; start_s is relative to the tone."""

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
"""A rising fifth C5-G5, a low G4, a falling chord G5-E5-C5. Chosen for formcheck."""


def render_tone(tone: Tone) -> Samples:
    """Renders the tone with its peak at PEAK_DB. It begins and ends at zero, to avoid clicks."""
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
    """Returns the samples with the last ``length`` of them faded linearly to zero."""
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
    """A sound on the timeline; start is in samples from the beginning of the timeline."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        """The sample after the last one of the sound."""
        return self.start + len(self.samples)


class Timeline:
    """Sounds in the order in which they play, without overlap.

    Times are in samples. Not thread-safe.
    """

    def __init__(self) -> None:
        self._clips: deque[Clip] = deque()
        self._free = 0

    @property
    def end(self) -> int:
        """The end of the last sound."""
        return self._clips[-1].end if self._clips else 0

    def is_stale(self, wanted: int, now: int) -> bool:
        """Whether a sound for the time ``wanted`` could only begin more than STALE_S later."""
        return max(now, self._free) - wanted > round(STALE_S * RATE_HZ)

    def add(self, samples: Samples, wanted: int, now: int) -> None:
        """Adds a sound at the wanted time, or as soon after it as the previous one has ended."""
        if len(samples):
            clip = Clip(max(wanted, now, self._free), samples)
            self._clips.append(clip)
            self._free = clip.end + round(SOUND_GAP_S * RATE_HZ)

    def cut(self, at: int) -> None:
        """Removes all sounds that begin at ``at`` or later; one that is playing then fades out."""
        while self._clips and self._clips[-1].start >= at:
            self._clips.pop()
        if self._clips and self._clips[-1].end > at:
            clip = self._clips.pop()
            length = round(_CUT_S * RATE_HZ)
            played = clip.samples[: at - clip.start + length]
            self._clips.append(Clip(clip.start, fade_out(played, length)))
        self._free = self.end

    def read(self, start: int, count: int) -> Samples:
        """Returns the samples (count,) from ``start`` on, with silence where there is no sound."""
        out = np.zeros(count, dtype=np.int16)
        for clip in self._clips:
            first, last = max(clip.start, start), min(clip.end, start + count)
            if first < last:
                heard = clip.samples[first - clip.start : last - clip.start]
                out[first - start : last - start] = heard
        return out

    def forget(self, before: int) -> None:
        """Drops the sounds that ended before the sample ``before``."""
        while self._clips and self._clips[0].end <= before:
            self._clips.popleft()

    def write(self, path: Path, least_s: float) -> None:
        """Writes the timeline as WAV, padded with silence to least_s: mono, 16 bit, RATE_HZ.

        The file is written completely or not at all. Raises FormcheckError if it can't be written.
        """
        total = max(round(least_s * RATE_HZ), self.end)
        with replace_file(path) as part, part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(np.dtype(np.int16).itemsize)
            file.setframerate(RATE_HZ)
            for start in range(0, total, _BLOCK):
                block = self.read(start, min(_BLOCK, total - start))
                file.writeframesraw(block.astype("<i2").tobytes())
