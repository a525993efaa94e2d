"""Runs whole commands on damaged files and arguments, and checks their outputs."""

import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import av
import numpy as np

from benchmarks.fuzz.broken import HalfWrittenError, expect
from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.films import damage_film, damage_photo, make_film, make_photo
from benchmarks.fuzz.mutate import damage_bytes, damage_text
from benchmarks.fuzz.place import Place
from benchmarks.fuzz.recordings import damage_recording, make_recording
from benchmarks.fuzz.stores import make_store
from formcheck.library.catalogue import find_bundled_dir
from formcheck.ui.cli.main import main

_VALID_SHARE = 0.4
"""Share of undamaged files: only these get far into a command."""
_STRANGE_SHARE = 0.3
_STRANGE = (
    "", "-", "--", "---", "--json", "--version", "-s", "nan", "-1", "1e300", "9" * 5000, "..", "/",
    "\x1b[2J\x1b]0;x\x07", "\udcff", "\u202egnp.", "a" * 300, "[red]", "no-such", "seated-twist,",
    "seated-twist,cat-cow", "profile:desk", "profile:", "first", "2026-11-23", "0001-01-01", "ü",
    "film.mp4/x", "%s%n", "$(true)", "out.json", "C:\\x",
)  # fmt: skip
_STRETCHES = ("seated-twist", "cat-cow", "own.toml", "seated-twist,cat-cow", "bridge-reps")
_OLD = b"old"
LIBRARIES = ("home/.cache", "home/.config", "config/matplotlib")
"""Folders in which libraries cache files, such as a list of fonts."""
_EXIT_CODES = {0, 1, 2}
"""Exit code 1: the output is closed early, or a question is answered with no."""


def make_files(folder: Path, random: Random) -> None:
    """Writes the files that the commands of this module use, some of them damaged."""

    def draw(sound: Callable[[], bytes], damaged: Callable[[Random], bytes]) -> bytes:
        return sound() if random.random() < _VALID_SHARE else damaged(random)

    spec = (find_bundled_dir() / "seated-twist.toml").read_text()
    for name, data in (
        ("session.npz", draw(make_recording, damage_recording)),
        ("film.mp4", draw(make_film, damage_film)),
        ("photo.jpg", draw(make_photo, damage_photo)),
        ("own.toml", draw(spec.encode, lambda random: damage_text(spec, random).encode())),
        ("data/formcheck/history.db", draw(make_store, lambda r: damage_bytes(make_store(), r))),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name in ("out.json", "out.csv"):
        if random.random() < 0.5:
            (folder / name).write_bytes(_OLD)


def make_command(random: Random) -> list[str]:
    """Returns a command line that uses files of `make_files`, at times with a strange word."""
    words = random.choice(_COMMANDS)(random)
    if words[:2] != ["models", "get"] and random.random() < _STRANGE_SHARE:
        at = random.randrange(1, len(words) + 1)
        gone = random.randrange(2) if words[0] != "sit" else 0  # without a file it never ends
        words[at : at + gone] = [random.choice(_STRANGE)]
    return words


def _make_check(random: Random) -> list[str]:
    files = random.choices(("session.npz", "session.npz", "film.mp4", "photo.jpg"), k=_few(random))
    outputs = (("--json", "out.json"), ("--json", "-"), ("--csv", "out.csv"), ("--csv", "tables"),
               ("--video", "out.mp4"), ("--video", "out.png"), ("--record", "out.npz"),
               ("--side", random.choice(("left", "both", "auto"))))  # fmt: skip
    words = ["check", *files, *_draw_options(random, outputs)]
    if random.random() < 0.8:
        words += ["--stretch", random.choice(_STRETCHES)]
    return words


def _make_sit_check(random: Random) -> list[str]:
    files = random.choices(("session.npz", "session.npz", "film.mp4", "photo.jpg"), k=_few(random))
    baseline = random.choice(("first", "none", "photo.jpg", "profile:desk", "profile:x"))
    outputs = (("--json", "out.json"), ("--json", "-"), ("--csv", "out.csv"),
               ("--baseline", baseline), ("--onset", "1"), ("--sensitivity", "strict"))  # fmt: skip
    return ["sit", "check", *files, *_draw_options(random, outputs)]


def _make_day(random: Random) -> list[str]:
    outputs = (("--json", "out.json"), ("--csv", "out.csv"), ("--hours-csv", "hours.csv"))
    asked = (["today"], ["day", "2026-11-23"], ["profiles"], ["resume"], ["pause", "5"],
             ["forget", "desk"])  # fmt: skip
    return ["sit", *random.choice(asked), *_draw_options(random, outputs)]


def _make_other(random: Random) -> list[str]:
    return random.choice(
        (
            ["show", random.choice(_STRETCHES)],
            ["spec", "check", "own.toml"],
            ["spec", "new", "mine", "--dir", "."],
            ["spec", "schema"],
            ["spec", "measures"],
            ["stretches"],
            ["models", "list"],
            ["models", "get", "lite", "--from", "film.mp4"],
            ["history"],
            ["history", "1"],
            ["history", "--json", "out.json"],
            ["history", "--last", "2"],
            ["forget", "--yes"],
            ["forget"],
            ["live", "-s", "own.toml", "--camera", "film.mp4", "--json", "out.json"],
            ["live", "--cameras"],
            ["app", "--port", "0"],
        )
    )


_COMMANDS = (_make_check, _make_check, _make_sit_check, _make_day, _make_other)


def _few(random: Random) -> int:
    return random.choice((1, 1, 1, 2, 3))


def _draw_options(random: Random, pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [word for pair in random.sample(pairs, random.randrange(4)) for word in pair]


def assert_whole(folder: Path) -> None:
    """Raises HalfWrittenError if an output is neither complete nor as before."""
    libraries = {folder / name for name in LIBRARIES}
    for path in folder.rglob("*"):
        if libraries.intersection(path.parents):
            continue
        if path.suffix == ".part":
            raise HalfWrittenError(f"{path.name} stays")
        if not path.is_file() or path.name in {"session.npz", "film.mp4"}:
            continue
        data = path.read_bytes()
        if data == _OLD:
            continue
        try:
            _read_output(path, data)
        except (ValueError, OSError, KeyError, av.FFmpegError) as error:
            raise HalfWrittenError(f"{path.name}, {len(data)} bytes: {error!r}") from error


def _read_output(path: Path, data: bytes) -> None:
    match path.suffix:
        case ".json":
            for line in [data] if data.startswith(b"{\n") else data.splitlines():
                json.loads(line)
        case ".csv":
            rows = data.decode().splitlines()
            expect(data.endswith(b"\n"), data[-80:], HalfWrittenError)
            expect(len({row.count(",") for row in rows if '"' not in row}) <= 1, rows[-1])
        case ".npz":
            with np.load(path) as arrays:
                dict(arrays)
        case ".mp4":
            with av.open(str(path)) as film:
                expect(sum(1 for _ in film.decode(video=0)), "no pictures", HalfWrittenError)


def assert_clean_end(code: object, out: str, err: str) -> None:
    """Raises BrokenError for a traceback, a wrong exit code, or escape sequences in the output."""
    expect("Traceback" not in err + out, err[-3000:])
    expect(code in _EXIT_CODES, (code, err[-3000:]))
    expect(code == 0 or err.strip() or out.strip(), f"{code} without a word")
    expect("\x1b" not in out + err, (out[-1000:], err[-1000:]))


@contextmanager
def _open_place() -> Iterator[MakeTry]:
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        with (
            patch.dict(os.environ, place.build_environment(), clear=True),
            patch.object(tempfile, "tempdir", str(place.folder / "temp")),
            patch("signal.signal"),  # the command must not change this process's handlers
            chdir(place.folder),
        ):
            yield lambda random: _make_try(place.folder, random)


def _make_try(folder: Path, random: Random) -> Try:
    words = make_command(random)

    def run() -> None:
        _clear_folder(folder)
        make_files(folder, random)
        assert_clean_end(*run_command(words, random.choice(("utf-8", "utf-8", "ascii"))))
        assert_whole(folder)

    return Try(words[0], str(words)[:1000], run)


def _clear_folder(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in {"home", "config", "temp"}:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


def run_command(words: Sequence[str], encoding: str = "utf-8") -> tuple[object, str, str]:
    """Runs the command in this process; returns its exit code, stdout and stderr."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, "replace") for _ in range(2)]
    code: object = 0
    with (
        patch.object(sys, "argv", ["formcheck", *words]),
        patch.object(sys, "stdin", io.StringIO("n\n")),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode(encoding, "replace"))
    return code, said[0], said[1]


COMMANDS = Door("commands", _open_place)
