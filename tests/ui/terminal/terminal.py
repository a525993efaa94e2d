"""A terminal and its keyboard: ``formcheck sit`` as its user sees and controls it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from tests.paths import ROOT

WAIT_S = 20.0
_CODE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")
_OF_A_DESKTOP = "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"
_SIZE = "COLUMNS", "LINES"
"""Another terminal's size, which rich would believe."""


def make_env(data: Path) -> dict[str, str]:
    """Returns the environment of a user without a desktop, whose data is in ``data``."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {*_OF_A_DESKTOP, *_SIZE}
    }
    return {
        **kept,
        "XDG_DATA_HOME": str(data),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


class Terminal:
    """A program in its own terminal; as a context manager it kills the program at the end."""

    def __init__(
        self,
        words: Sequence[object],
        data: Path,
        *,
        columns: int = 90,
        rows: int = 30,
        desktop: Mapping[str, str] | None = None,
    ) -> None:
        self._keyboard, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen = screen
        self._size = columns, rows
        self.before = termios.tcgetattr(screen)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.terminal.session", *map(str, words)],
            stdin=screen, stdout=screen, stderr=screen, cwd=ROOT,
            env={**make_env(data), **(desktop or {})}, start_new_session=True,
        )  # fmt: skip
        self.raw = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for side in (self._screen, self._keyboard):
            if side >= 0:
                os.close(side)

    @property
    def attributes(self) -> list[object]:
        """The terminal's current attributes."""
        return list(termios.tcgetattr(self._screen))

    @property
    def is_quiet(self) -> bool:
        """Whether keys are read one by one and not echoed."""
        flags = termios.tcgetattr(self._screen)[3]
        return not flags & (termios.ICANON | termios.ECHO)

    def press(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def read(self) -> str:
        """Returns everything written so far."""
        while select.select([self._keyboard], [], [], 0.0)[0]:
            try:
                piece = os.read(self._keyboard, 65536)
            except OSError:
                break
            if not piece:
                break
            self.raw += piece
        return self.raw.decode("utf-8", "replace")

    @property
    def lines(self) -> list[str]:
        """The visible lines, without colours."""
        return render_lines(self.read(), *self._size)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, what: str, timeout_s: float = WAIT_S) -> str:
        """Waits until the text is visible and returns the whole screen."""
        deadline_s = time.monotonic() + timeout_s
        while what not in self.text:
            over = time.monotonic() > deadline_s or self.process.poll() is not None
            if over and what not in self.text:
                raise AssertionError(f"{what!r} is not to be seen in:\n{self.text}")
            time.sleep(0.02)
        return self.text

    def reset(self) -> None:
        """Restores the terminal's original attributes, as a shell does."""
        termios.tcsetattr(self._screen, termios.TCSANOW, self.before)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Closes the terminal's window."""
        os.close(self._screen)
        os.close(self._keyboard)
        self._screen = self._keyboard = -1

    def wait_exit(self, timeout_s: float = WAIT_S) -> int:
        """Waits until the program ends by itself and returns its exit code."""
        deadline_s = time.monotonic() + timeout_s
        while self.process.poll() is None:
            assert time.monotonic() < deadline_s, f"still runs:\n{self.text}"
            if self._keyboard >= 0:
                self.read()
            time.sleep(0.02)
        return self.process.returncode


@lru_cache(maxsize=1)
def render_lines(written: str, columns: int, rows: int) -> list[str]:
    """Returns the lines of a terminal of that size, those scrolled out of it too.

    Handles wide lines, CR, cursor up and line clearing.
    """
    lines, row, place = [""], 0, 0
    at = 0
    while at < len(written):
        code = _CODE.match(written, at)
        if code:
            top = max(0, len(lines) - rows)
            row, place = _apply_code(lines, row, place, code.group(1), code.group(2), top)
            at = code.end()
            continue
        sign = written[at]
        at += 1
        if sign == "\r":
            place = 0
            continue
        if sign == "\n" or place == columns:
            row, place = row + 1, 0
            if row == len(lines):
                lines.append("")
        if sign != "\n":
            line = lines[row].ljust(place)
            lines[row] = line[:place] + sign + line[place + 1 :]
            place += 1
    return [line.rstrip() for line in lines]


def _apply_code(
    lines: list[str], row: int, place: int, number: str, what: str, top: int
) -> tuple[int, int]:
    if what == "A":
        return max(top, row - int(number or 1)), place
    if what == "K" and number == "2":
        lines[row] = ""
    else:
        assert what in "mhlK", f"a code that is not understood: {number}{what}"
    return row, place


def run_command(words: Sequence[object], data: Path, extra: Mapping[str, str] | None = None) -> str:
    """Runs a command that ends by itself; returns its exit code and output."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={**make_env(data), **(extra or {})}, timeout=60, check=False,
    )  # fmt: skip
    return f"{done.returncode} {done.stdout}{done.stderr}"
