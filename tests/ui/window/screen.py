"""A virtual screen and its keyboard: what a user sees and does, from outside the program."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.paths import ROOT
from tests.waiting import wait_until

PROGRAMS = ("Xvfb", "openbox", "xprop", "xdotool")
WAIT_S = 20.0
MOST_PRESSED, FOLLOWS_S = 6, 5.0
_MANAGED = "_NET_SUPPORTING_WM_CHECK"
"""A property that a window manager sets once it is ready."""


def find_missing(programs: Sequence[str] = PROGRAMS) -> str:
    """Returns the first program that is not installed, or ""."""
    return next((name for name in programs if shutil.which(name) is None), "")


@dataclass(frozen=True)
class XScreen:
    """A virtual screen: its display name, and the file that holds its pixels."""

    name: str
    memory: Path

    def make_env(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name, "PYTHONPATH": str(ROOT)}

    def run_xdotool(self, *words: object) -> str:
        """Runs xdotool and returns its output."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            capture_output=True, text=True, env=self.make_env(), check=False,
        )  # fmt: skip
        return done.stdout

    def press(self, *names: str) -> None:
        self.run_xdotool("key", *names)

    def press_until(self, name: str, condition: Callable[[], bool], what: str) -> None:
        """Presses a key until the condition holds: a busy screen sometimes loses one.

        A window manager may take the focus from the window, so it is given back each time.
        """
        for _ in range(MOST_PRESSED):
            self.run_xdotool("windowfocus", "--sync", self.find_window())
            self.press(name)
            with suppress(AssertionError):
                wait_until(condition, what, FOLLOWS_S)
                return
        raise AssertionError(f"{what} does not follow {name}")

    def read_root_property(self, name: str) -> str:
        """Returns a property of the root window, as xprop prints it."""
        done = subprocess.run(
            ["xprop", "-root", name],
            capture_output=True, text=True, env=self.make_env(), check=False,
        )  # fmt: skip
        return done.stdout

    def grab(self) -> NDArray[np.uint8]:
        """Returns the whole screen as red, green, blue."""
        stored = self.memory.read_bytes()
        head = np.frombuffer(stored, ">u4", 25)  # see XWDFile.h
        size, width, height, row, colours = (int(head[at]) for at in (0, 4, 5, 12, 19))
        pixels = np.frombuffer(stored, np.uint8, height * row, size + 12 * colours)
        return np.ascontiguousarray(pixels.reshape(height, row // 4, 4)[:, :width, 2::-1])

    def is_drawn(self) -> bool:
        """Whether a window shows anything: before that, Qt's is black, white and a thin edge."""
        grabbed = self.grab()
        return bool(((grabbed > 0) & (grabbed < 255)).mean() > 0.01)

    def find_window(self) -> str:
        """Returns the ID of the session's window if it is visible, or ""."""
        return self.run_xdotool("search", "--onlyvisible", "--name", "^formcheck$").strip()

    def press_close_button(self, window: str) -> None:
        """Sends what a window manager sends when the close button is pressed."""
        x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.name.encode()))
        protocols = x11.XInternAtom(display, b"WM_PROTOCOLS", False)
        delete = x11.XInternAtom(display, b"WM_DELETE_WINDOW", False)
        event = _ClientMessage(33, 0, True, None, int(window), protocols, 32)
        event.data[0] = delete
        x11.XSendEvent(display, ctypes.c_ulong(int(window)), False, 0, ctypes.byref(event))
        x11.XCloseDisplay(display)


class _ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, padded to the size of an XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_char * 192),
    )


_BARE = """\
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
"""
"""Windows without frames, so that the screen shows only what the program draws."""


@contextmanager
def run_virtual_screen(width: int = 1280, height: int = 720) -> Iterator[XScreen]:
    """Yields an X server, which chooses a free number, with a window manager.

    Without one, Qt's windows sometimes stay black: their first expose event gets lost.
    """
    with tempfile.TemporaryDirectory() as folder:
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
             "-fbdir", folder, "-noreset", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "Xvfb did not start"
            screen = XScreen(f":{number}", Path(folder) / "Xvfb_screen0")
            with _run_window_manager(screen):
                yield screen
        finally:
            server.terminate()
            server.wait(5)


@contextmanager
def _run_window_manager(screen: XScreen) -> Iterator[None]:
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as config:
        config.write(_BARE)
        config.flush()
        manager = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", config.name],
            env=screen.make_env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_until(
                lambda: "window id" in screen.read_root_property(_MANAGED), "the window manager"
            )
            yield
        finally:
            manager.terminate()
            manager.wait(5)


class LiveRun:
    """``formcheck live`` as a separate process on a virtual screen."""

    def __init__(
        self,
        screen: XScreen,
        words: Sequence[object],
        data: Path,
        module: Sequence[str] = (),
    ) -> None:
        """data: the user's data folder, for the history; module: a module that runs the program."""
        self.screen = screen
        self._command = [sys.executable, "-m", *module, "formcheck", "live", *map(str, words)]
        self._env = {**screen.make_env(), "XDG_DATA_HOME": str(data)}
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self._env
        )

    def wait_for_window(self) -> str:
        """Waits until the window is drawn, gives it the focus and returns its ID.

        On a busy X server Qt now and then misses the first expose event of a window and never draws
        it; then the program is started once more.
        """
        try:
            self._wait_until_drawn()
        except AssertionError:
            self.kill()
            self._process = self._start()
            self._wait_until_drawn()
        assert not self.ended, self._process.communicate()
        window = self.screen.find_window()
        self.screen.run_xdotool("windowfocus", "--sync", window)
        return window

    def _wait_until_drawn(self) -> None:
        wait_until(
            lambda: self.ended or (self.screen.find_window() and self.screen.is_drawn()),
            "the window's content",
        )

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def finish(self, timeout_s: float = WAIT_S) -> tuple[int, str, str]:
        """Waits until the program ends by itself; returns its exit code, output and errors."""
        out, err = self._process.communicate(timeout=timeout_s)
        return self._process.returncode, out, err

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        if not self.ended:
            self._process.kill()
            self._process.communicate()
