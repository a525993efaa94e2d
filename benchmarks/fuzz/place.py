"""Isolated folders for a real ``formcheck`` process: history, temporary files and home."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from benchmarks.fuzz.broken import BrokenError, expect
from formcheck.core.posture.posture_values import Segment
from formcheck.store.sitting_store import SittingPast

ROOT = Path(__file__).parents[2]
_PROCESSES = Path("/proc")
_ADDRESS = re.compile(r":(\d+)/\?token=(\S+)")


@dataclass(frozen=True)
class Place:
    """A folder for everything that a run writes: its history, temporary files and home."""

    folder: Path

    @property
    def history(self) -> Path:
        """The path of the history."""
        return self.folder / "data" / "formcheck" / "history.db"

    def make_variables(self) -> dict[str, str]:
        """Returns the variables that make a command use this place; creates the folders."""
        for name in ("data", "config", "temp", "home"):
            (self.folder / name).mkdir(exist_ok=True)
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "TMPDIR": str(self.folder / "temp"),
            "HOME": str(self.folder / "home"),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }

    def build_environment(self) -> dict[str, str]:
        """Returns the full environment of a process in this place, without a display."""
        kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        return {**kept, **self.make_variables()}

    @contextmanager
    def run(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Runs the command in this place; kills it at the end if it still runs."""
        with subprocess.Popen(
            [sys.executable, "-m", "formcheck", *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd=self.folder, env=self.build_environment(),
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    def list_files(self) -> set[str]:
        """Returns the paths of all files in the place, relative to its folder."""
        files = (path for path in self.folder.rglob("*") if not path.is_dir())
        return {path.relative_to(self.folder).as_posix() for path in files}

    def list_processes(self) -> list[int]:
        """Returns the ids of the processes that run in this place; empty without ``/proc``."""
        here = f"TMPDIR={self.folder / 'temp'}".encode()
        return [int(path.parent.name) for path in _PROCESSES.glob("[0-9]*/environ")
                if here in _read_environment(path).split(b"\0")]  # fmt: skip

    def list_spans(self) -> tuple[Segment, ...]:
        """Returns the recorded sitting spans of the last hour."""
        now = datetime.now(UTC)
        with SittingPast(self.history) as past:
            return tuple(past.list_spans(now - timedelta(hours=1), now + timedelta(hours=1)))


def _read_environment(path: Path) -> bytes:
    """Returns the environment of a process; b"" if it is gone or belongs to another user."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@dataclass(frozen=True)
class Page:
    """The port of the page and its key."""

    port: int
    key: str


def wait_for_page(server: subprocess.Popen[str]) -> Page:
    """Waits for the address of a starting server. Raises BrokenError if none comes."""
    said = ""
    for line in server.stdout or ():
        said += line
        if found := _ADDRESS.search(line):
            port, key = found.groups()
            return Page(int(port), key)
    raise BrokenError(f"formcheck app gave no address: {said}")


@dataclass
class RunningServer:
    """A running server; anything it prints after its address is an error."""

    page: Page
    process: subprocess.Popen[str]
    said: list[str]

    def check(self) -> None:
        """Raises BrokenError if it has ended, or printed anything since the last check."""
        said, self.said[:] = "".join(self.said), []
        expect(self.process.poll() is None, f"the server ended: {said}")
        expect(not said, said)


@contextmanager
def run_server() -> Iterator[RunningServer]:
    """Runs a real ``formcheck app`` in a place of its own."""
    with (
        TemporaryDirectory() as name,
        Place(Path(name)).run("app", "--no-browser", "--language", "en") as process,
    ):
        running = RunningServer(wait_for_page(process), process, [])

        def listen() -> None:
            for line in process.stdout or ():
                if line.strip() != "Ctrl-C ends it.":
                    running.said.append(line)

        listening = Thread(target=listen, daemon=True)
        listening.start()
        yield running
        running.check()
        process.terminate()
        listening.join(20)
