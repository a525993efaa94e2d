"""All that is heard in a session as one WAV file, at its session time."""

from __future__ import annotations

import os
import tempfile
import wave
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.voice.timeline import Timeline
from formcheck.voice.tones import RATE_HZ

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
        if path.is_dir():
            raise FormcheckError(f"{path} is a folder: name a file in it.")
        try:
            _part_beside(path).unlink()
        except OSError as error:
            raise _not_written(path, error) from error

    def lasts(self, t_s: float) -> None:
        """Makes the file at least that long: the session came as far as that."""
        self._length = max(self._length, round(t_s * RATE_HZ))

    def close(self) -> None:
        """Writes the file. Raises FormcheckError when the folder or the disk does not take it."""
        try:
            part = _part_beside(self.path)
            try:
                self._write(part)
                os.replace(part, self.path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise _not_written(self.path, error) from error

    def _write(self, part: Path) -> None:
        total = max(self._length, self.timeline.end)
        with part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(np.dtype(np.int16).itemsize)
            file.setframerate(RATE_HZ)
            for start in range(0, total, _BLOCK):
                block = self.timeline.read(start, min(_BLOCK, total - start))
                file.writeframesraw(block.astype("<i2").tobytes())


def _part_beside(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    return Path(name)


def _not_written(path: Path, error: OSError) -> FormcheckError:
    return FormcheckError(f"{path} cannot be written: {error.strerror or error}.")
