"""Runs commands as real processes on a system that provides less than they expect."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.fuzz.broken import BrokenError, expect
from benchmarks.fuzz.commands import assert_clean_end, assert_whole, make_command, make_files
from benchmarks.fuzz.cores import OwnTime
from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.place import Place

_LIMIT_S = 20.0
"""Generous: real processes start on a busy machine, and each loads the pose model."""
_DISK_BYTES = 2 << 20
_ODD = (
    {"LANG": "C", "LC_ALL": "C"}, {"LC_ALL": "xx_YY.nonsense"}, {"LC_ALL": "de_DE.UTF-8"},
    {"PYTHONIOENCODING": "ascii"}, {"TZ": "Mars/Olympus"}, {"TZ": ":/nowhere"}, {"COLUMNS": "-5"},
    {"COLUMNS": "1"}, {"TERM": "nonsense", "FORCE_COLOR": ""}, {"PATH": ""}, {"LANGUAGE": "\udcff"},
    {"XDG_DATA_HOME": "/proc/self"}, {"XDG_DATA_HOME": "relative"}, {"TMPDIR": "/nowhere"},
    {"XDG_DATA_HOME": "/nowhere"}, {"XDG_CONFIG_HOME": "/dev/null"}, {"HOME": "/nowhere"},
)  # fmt: skip


@dataclass
class Run:
    """How to run a command: `subprocess.Popen` arguments, and a last preparation (ready)."""

    folder: Path
    env: dict[str, str]
    given: dict[str, Any] = field(default_factory=dict)
    ready: Callable[[], None] = lambda: None


def _remove_home(run: Run, _random: Random) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        del run.env[name]
    run.env["XDG_DATA_HOME"] = str(run.folder / "data")  # never the user's own


def _set_odd_variables(run: Run, random: Random) -> None:
    run.env.update(random.choice(_ODD))


def _close_streams(run: Run, random: Random) -> None:
    chosen = random.sample((0, 1, 2), random.randrange(1, 4))
    run.given["preexec_fn"] = lambda: [os.close(number) for number in chosen]


def _leave_unread(run: Run, _random: Random) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run.given["stdout"] = writing


def _fill_output(run: Run, _random: Random) -> None:
    run.given["stdout"] = os.open("/dev/full", os.O_WRONLY)


def _limit_open_files(run: Run, random: Random) -> None:
    _set_limit(run, "RLIMIT_NOFILE", random.choice((16, 32)))


def _limit_file_size(run: Run, random: Random) -> None:
    _set_limit(run, "RLIMIT_FSIZE", random.choice((0, 100, 5000)))


def _set_limit(run: Run, name: str, most: int) -> None:
    import resource  # noqa: PLC0415 - POSIX only

    run.given["preexec_fn"] = partial(resource.setrlimit, getattr(resource, name), (most, most))


def _fill_disk(run: Run, random: Random) -> None:
    left = random.choice((0, 1000, 4096, 20_000))

    def fill() -> None:
        with suppress(OSError), (run.folder / "filler").open("wb", 0) as filler:
            while filler.write(bytes(4096)):
                pass
        size = max((run.folder / "filler").stat().st_size - left, 0)
        os.truncate(run.folder / "filler", size)

    run.ready = fill


def _make_read_only(run: Run, _random: Random) -> None:
    run.ready = lambda: _mount(run.folder, "remount,ro")


_KINDS = {
    "no home": _remove_home, "odd variables": _set_odd_variables, "closed streams": _close_streams,
    "output nobody reads": _leave_unread, "full output": _fill_output,
    "few open files": _limit_open_files, "small files": _limit_file_size,
    "full disk": _fill_disk, "read-only disk": _make_read_only,
}  # fmt: skip
_OWN_DISK = {"full disk", "read-only disk"}


def _make_try(folder: Path, random: Random) -> Try:
    kind = random.choice(list(_KINDS))
    if kind in _OWN_DISK and not _may_mount():
        kind = "small files"
    words = make_command(random)
    while words[:1] == ["forget"] and kind == "no home":
        words = make_command(random)
    place = Place(folder)

    def run() -> None:
        with _mount_disk(folder, own=kind in _OWN_DISK):
            how = Run(folder, place.build_environment())
            make_files(folder, random)
            _KINDS[kind](how, random)
            how.ready()
            code, out, err = _run_command(words, how)
            if kind in {"closed streams", "output nobody reads", "full output"}:
                expect("Traceback" not in err + out, err[-3000:])
                expect(code in {0, 1, 2}, (code, err[-3000:]))
            else:
                assert_clean_end(code, out, err)
            assert_whole(folder)

    return Try(kind, f"{kind}: {words}"[:1000], run)


def _run_command(words: list[str], how: Run) -> tuple[int, str, str]:
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "formcheck", *(word.replace("\0", "") for word in words)]
    with subprocess.Popen(
        command, cwd=how.folder, env=how.env, **{**streams, **how.given}
    ) as process:
        try:
            out, err = _read_all(process)
        finally:
            process.kill()
            if isinstance(how.given.get("stdout"), int):
                os.close(how.given["stdout"])
    return (
        process.returncode,
        (out or b"").decode(errors="replace"),
        (err or b"").decode(errors="replace"),
    )


def _read_all(process: subprocess.Popen[bytes]) -> tuple[bytes | None, bytes | None]:
    """Returns the output until the process ends. Raises BrokenError if that takes too long."""
    own = OwnTime(process.pid)
    while (left_s := _LIMIT_S - own.lasted_s) > 0.0:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=left_s + 0.01)
    raise BrokenError(f"still running after {_LIMIT_S:g} s")


@contextmanager
def _mount_disk(folder: Path, *, own: bool) -> Iterator[None]:
    """Puts the folder on a small disk of its own if wanted; empties it afterwards."""
    if own:
        _mount(folder, f"size={_DISK_BYTES}")
    try:
        yield
    finally:
        if own:
            subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607
        else:
            subprocess.run(["find", str(folder), "-mindepth", "1", "-delete"], check=True)  # noqa: S607


def _mount(folder: Path, options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


@cache
def _may_mount() -> bool:
    failed = (subprocess.CalledProcessError, OSError)
    with TemporaryDirectory() as name, suppress(*failed), _mount_disk(Path(name), own=True):
        return True
    return False


@contextmanager
def _open_place() -> Iterator[MakeTry]:
    with TemporaryDirectory() as name:
        yield partial(_make_try, Path(name))


ENVIRONMENT = Door("environment", _open_place, limit_s=_LIMIT_S)
