"""All that is heard in a session as one WAV file, at its session time."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from formcheck.files.whole import check_target, written_whole
from formcheck.output.voice.timeline import Timeline
from formcheck.output.voice.tones import RATE_HZ

_BLOCK = 10 * RATE_HZ
"""Samples written at once: silence of an hour must not lie in memory."""


class WavSink:
    """Keeps the sounds of a session and writes them at the end: mono, 16 bit, RATE_HZ.

    The file is written complete or not at all; what lay there before stays until then.
    ``timeline`` is in samples of session time.
    """

    def __init__(self, path: Path) -> None:
        """Raises FormcheckError when the file can't be written there."""
        self.path = path
        self.timeline = Timeline()
        self._length = 0
        check_target(path, [])

    def lasts(self, t_s: float) -> None:
        """Makes the file at least that long: the session came as far as that."""
        self._length = max(self._length, round(t_s * RATE_HZ))

    def close(self) -> None:
        """Writes the file. Raises FormcheckError when the folder or the disk does not take it."""
        with written_whole(self.path) as part:
            self._write(part)

    def _write(self, part: Path) -> None:
        total = max(self._length, self.timeline.end)
        with part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(np.dtype(np.int16).itemsize)
            file.setframerate(RATE_HZ)
            for start in range(0, total, _BLOCK):
                block = self.timeline.read(start, min(_BLOCK, total - start))
                file.writeframesraw(block.astype("<i2").tobytes())
