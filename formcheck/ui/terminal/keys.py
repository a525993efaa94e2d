"""Single keys of the terminal, as they are pressed. The terminal is restored at the end."""

import os
import re
import select
import sys
import time
from contextlib import suppress
from typing import Self

_STEP_S = 0.1
"""How often Windows is asked for a key."""
_MOST = 64
_ODD_KEY = re.compile(r"\x1b[\[O]?[0-9;]*.?")
"""Arrow keys and the like are several characters; none of them is used."""


class Keys:
    """The pressed keys. A context manager. Here are none: input is a file, or nothing."""

    are_read = False
    """Whether anybody can press one."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def key(self, wait_s: float) -> str:
        """The key that is pressed within the time, as a lower-case character, or ""."""
        time.sleep(max(0.0, wait_s))
        return ""


def terminal_keys() -> Keys:
    """The keys of the terminal at standard input; none if it is not a terminal."""
    if sys.stdin is None or not sys.stdin.isatty() or not in_foreground(sys.stdin.fileno()):
        return Keys()
    if sys.platform == "win32":
        return _WindowsKeys()
    return _PosixKeys()


def in_foreground(terminal: int) -> bool:
    """Whether the terminal is ours to read and to draw on.

    A job in the background would be stopped for it. True where there are no such jobs.
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
            if pressed in {"\x00", "\xe0"}:  # an arrow or its like, in two parts
                msvcrt.getwch()
                return ""
            return pressed.lower()

else:
    import signal
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
            self._woken = signal.signal(signal.SIGCONT, self._quieten)  # after Ctrl-Z and fg
            self._quieten()
            return self

        def __exit__(self, *error: object) -> None:
            signal.signal(signal.SIGCONT, self._woken)
            with suppress(termios.error):  # the terminal was closed
                termios.tcsetattr(self._input, termios.TCSAFLUSH, self._was)

        def key(self, wait_s: float) -> str:
            if not self._typed:
                text = self._read(max(0.0, wait_s)).decode("ascii", "ignore")
                self._typed = _ODD_KEY.sub("", text).lower()
            key, self._typed = self._typed[:1], self._typed[1:]
            return key

        def _read(self, wait_s: float) -> bytes:
            """What was typed. In the background the keys belong to another program."""
            if in_foreground(self._input):
                with suppress(OSError):
                    if not select.select([self._input], [], [], wait_s)[0]:
                        return b""
                    if read := os.read(self._input, _MOST):
                        return read
            # Or the terminal was closed: the signal that says so comes on its own.
            time.sleep(wait_s)
            return b""

        def _quieten(self, *_: object) -> None:
            if in_foreground(self._input):
                with suppress(termios.error):  # the terminal was closed
                    tty.setcbreak(self._input, termios.TCSADRAIN)
