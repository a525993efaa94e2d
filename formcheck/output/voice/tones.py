"""The three tones: short, soft, different in pitch and rhythm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.core.session.values import Tone

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


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a tone, from when it begins."""

    start_s: float
    length_s: float
    pitch_hz: float


NOTES: dict[Tone, tuple[Note, ...]] = {
    Tone.START: (Note(0.0, 0.18, 523.25), Note(0.16, 0.30, 783.99)),
    Tone.PAUSE: (Note(0.0, 0.35, 392.00),),
    Tone.DONE: (Note(0.0, 0.16, 783.99), Note(0.14, 0.16, 659.25), Note(0.28, 0.36, 523.25)),
}
"""A fifth upwards, one low note, a chord downwards: C5 and G5, G4, G5-E5-C5. Chosen here."""


def tone_samples(tone: Tone) -> Samples:
    """The tone, its loudest sample at PEAK_DB. Begins and ends at zero, so that nothing clicks."""
    notes = NOTES[tone]
    total_s = max(note.start_s + note.length_s for note in notes)
    mixed = np.zeros(round(total_s * RATE_HZ) + 1)
    for note in notes:
        wave = _note_wave(note)
        first = round(note.start_s * RATE_HZ)
        mixed[first : first + len(wave)] += wave
    wanted = 10.0 ** (PEAK_DB / 20.0) * np.iinfo(np.int16).max
    level: NDArray[np.float64] = mixed * (wanted / float(np.abs(mixed).max()))
    return np.round(level).astype(np.int16)


def faded_out(samples: Samples, length: int) -> Samples:
    """The samples with the last ``length`` of them going down to zero in a straight line."""
    length = min(length, len(samples))
    faded = samples.astype(np.float64)
    faded[len(samples) - length :] *= np.linspace(1.0, 0.0, length)
    return np.round(faded).astype(np.int16)


def _note_wave(note: Note) -> NDArray[np.float64]:
    times_s = np.arange(round(note.length_s * RATE_HZ)) / RATE_HZ
    phase = 2.0 * np.pi * note.pitch_hz * times_s
    wave = np.sin(phase) + _OVERTONE_RATIO * np.sin(2.0 * phase)
    left_s = note.length_s - times_s
    rise, fall = np.clip(times_s / _ATTACK_S, 0.0, 1.0), np.clip(left_s / _RELEASE_S, 0.0, 1.0)
    envelope: NDArray[np.float64] = (0.5 - 0.5 * np.cos(np.pi * np.minimum(rise, fall))) * wave
    return envelope
