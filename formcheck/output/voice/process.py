"""The process in which a speech engine runs, seen from the session."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress

from formcheck.files.scratch import Scratch
from formcheck.output.voice.engine import serve

START_S = 20.0
"""Windows makes files of its own the first time; a loaded machine starts a process slowly."""
SLOWEST_S = 5.0
"""An engine that takes longer over a cue hangs: espeak takes 0.01 s."""


class EngineProcess:
    """An engine in a process of its own. It runs from the start until ``close``."""

    def __init__(self, language: str, driver: str | None) -> None:
        """driver: pyttsx3's name of an engine; None is the one of the operating system."""
        self._scratch = Scratch()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(theirs, str(self._scratch.path), language, driver),
            name="formcheck speech",
            daemon=True,
        )
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self._process.pid

    def voices(self) -> tuple[str, ...] | None:
        """The voices for the language, or None without an engine. To be asked once, first.

        Raises TimeoutError, EOFError or OSError when the process hangs or died.
        """
        if not self._pipe.poll(START_S):
            raise TimeoutError
        names: tuple[str, ...] | None = self._pipe.recv()
        return names

    def spoken(self, text: str) -> bytes:
        """The text as a sound file, b"" where nothing came of it. Raises as ``voices`` does."""
        self._pipe.send(text)
        if not self._pipe.poll(SLOWEST_S):
            raise TimeoutError
        return self._pipe.recv_bytes()

    def kill(self) -> None:
        """Ends the process from any thread; ``close`` is still to be called."""
        with suppress(ValueError):  # it was closed in this very moment
            self._process.kill()

    def close(self) -> None:
        """Ends the process; nothing of it stays behind."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()
        self._scratch.close()
