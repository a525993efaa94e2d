"""Measures sound: when something is audible, and at which pitch."""

import wave
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.output.voice.speech import Speech
from formcheck.output.voice.timeline import RATE_HZ

WINDOW_S = 0.02
LOUD = 0.01
"""Root mean square of a window, relative to full scale, that counts as audible (-40 dB)."""
_PAUSE_S = 0.3
"""Shorter silences are part of the same speech."""


def list_voices(language: str) -> tuple[str, ...]:
    """Returns the names of the installed voices for the language, the preferred one first."""
    with Speech(language) as speech:
        speech.start()
        return speech.voices


def list_engines() -> list[int | None]:
    """Returns the process IDs of the running speech engines."""
    return [one.pid for one in active_children() if one.name == "formcheck speech"]


needs_voice = pytest.mark.skipif(not list_voices("en"), reason="no speech engine is installed")


@dataclass(frozen=True)
class SoundSpan:
    """A stretch of sound without a pause."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


def read_wav(path: Path) -> NDArray[np.float64]:
    """Returns the samples of a WAV file, relative to full scale."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, dtype="<i2") / 32768.0


def find_sounds(samples: NDArray[np.float64]) -> list[SoundSpan]:
    """Returns all audible sounds in order of time."""
    size = round(WINDOW_S * RATE_HZ)
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    loud = np.flatnonzero(np.sqrt((windows**2).mean(axis=1)) > LOUD)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) * WINDOW_S > _PAUSE_S)
    firsts, lasts = [loud[0], *loud[breaks + 1]], [*loud[breaks], loud[-1]]
    return [SoundSpan(a * WINDOW_S, (b + 1) * WINDOW_S) for a, b in zip(firsts, lasts, strict=True)]


def measure_pitch_hz(samples: NDArray[np.float64]) -> float:
    """Returns the strongest frequency, to about 1 Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=RATE_HZ))
    return float(np.argmax(spectrum))
