"""Opens the page in the person's browser without showing the key to others on the machine."""

from __future__ import annotations

import os
import threading
import webbrowser
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.files.errors import FormcheckError
from formcheck.files.scratch import Scratch

_SNAPS = Path("/snap")
"""Where it exists the browser may be a snap, which sees no temporary files, but those at home."""


class RedirectFile:
    """A file that sends the browser to an address; only its owner can read it.

    What a browser is started with stands in the list of processes for all to see, so it is
    started with this file and not with the key. A context manager.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._scratch: Scratch | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def open_soon(self) -> None:
        """Writes the file and opens it; does not wait for the browser. Raises FormcheckError."""
        try:
            path = self._write()
        except OSError as error:
            raise FormcheckError(
                f"There is no room for temporary files: {error.strerror}. "
                "With --no-browser formcheck app needs none at first."
            ) from error
        threading.Thread(
            target=webbrowser.open, args=(path.as_uri(),), name="browser", daemon=True
        ).start()

    def remove(self) -> None:
        """Takes the file away: the browser has arrived, or it is all over."""
        with self._lock:
            scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.close()

    def _write(self) -> Path:
        self._scratch = Scratch(Path.home() if _SNAPS.is_dir() else None)
        path = self._scratch.path / "open.html"
        address = escape(self._address)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(
                '<!doctype html><meta charset="utf-8"><title>formcheck</title>'
                f'<meta http-equiv="refresh" content="0; url={address}">'
            )
        return path
