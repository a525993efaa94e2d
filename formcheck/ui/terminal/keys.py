"""Reads single key presses from the terminal, which is restored at the end."""

import os
import re
import select
import sys
import time
from contextlib import suppress
from typing import Self

_STEP_S = 0.1
"""How often keys are polled on Windows."""
_MOST = 64
_ODD_KEY = re.compile(r"\x1b[\[O]?[0-9;]*.?")
"""Arrow keys and the like send several characters; all are ignored."""


class Keys:
    """Reads key presses; a context manager. This base class reads none: input is no terminal."""

    are_read = False
    """Whether keys can be read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def key(self, wait_s: float) -> str:
        """Returns the key pressed within the time as a lower-case character, or ""."""
        time.sleep(wait_s)
        return ""


def terminal_keys() -> Keys:
    """Returns a reader of the terminal at standard input; without keys if it is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty() or not in_foreground(sys.stdin.fileno()):
        return Keys()
    if sys.platform == "win32":
        keys: Keys = _WindowsKeys()
    else:
        keys = _PosixKeys()
    return keys


def in_foreground(terminal: int) -> bool:
    """Whether this process may read from the terminal and draw on it.

    A background job would be stopped for doing so. Always true on Windows, which has no such jobs.
    """
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    class _WindowsKeys(Keys):
        are_read = True

        def key(self, wait_s: float) -> str:
            until_s = time.monotonic() + wait_s
            while not msvcrt.kbhit():
                left_s = until_s - time.monotonic()
                if left_s <= 0:
                    return ""
                time.sleep(min(left_s, _STEP_S))
            pressed = msvcrt.getwch()
            if pressed in {"\x00", "\xe0"}:  # an arrow key or the like sends two characters
                msvcrt.getwch()
                return ""
            return pressed.lower()

else:
    import termios
    import tty

    class _PosixKeys(Keys):
        """Reads characters at once, without echo; Ctrl-C and Ctrl-Z keep their meaning."""

        are_read = True

        def __init__(self) -> None:
            self._input = sys.stdin.fileno()
            self._typed = ""
            self._was = termios.tcgetattr(self._input)

        def __enter__(self) -> Self:
            self._quieten()
            return self

        def __exit__(self, *error: object) -> None:
            if not in_foreground(self._input):
                return  # the shell has its own settings, and would stop this process for the change
            with suppress(termios.error):  # the terminal was closed
                termios.tcsetattr(self._input, termios.TCSAFLUSH, self._was)

        def key(self, wait_s: float) -> str:
            if not self._typed:
                text = self._read(wait_s).decode("ascii", "ignore")
                self._typed = _ODD_KEY.sub("", text).lower()
            key, self._typed = self._typed[:1], self._typed[1:]
            return key

        def _read(self, wait_s: float) -> bytes:
            """Returns what was typed; in the background keys belong to another program."""
            if in_foreground(self._input):
                self._quieten()  # after Ctrl-Z and fg the shell's own settings hold
                with suppress(OSError):
                    if not select.select([self._input], [], [], wait_s)[0]:
                        return b""
                    # During the wait, Ctrl-Z and bg may have made this a background job.
                    if in_foreground(self._input) and (read := os.read(self._input, _MOST)):
                        return read
            # In the background, or the terminal was closed, which a signal reports.
            time.sleep(wait_s)
            return b""

        def _quieten(self) -> None:
            with suppress(termios.error):  # the terminal was closed
                tty.setcbreak(self._input, termios.TCSANOW)
