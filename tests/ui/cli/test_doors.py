"""What all commands share: their words, outputs, use of the terminal, and termination."""

import ast
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer

from benchmarks.killing import end_after
from formcheck.files.output_file import check_target
from formcheck.store.profiles import Profiles
from formcheck.ui.cli.main import app
from formcheck.vision.pose.models import find_model
from tests.ui.cli.conftest import Run
from tests.ui.cli.test_process import COMMAND, ROOT, make_env

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b1A\u202egnp\nAll in good form.[)"
"""A window title, a cleared screen, a moved cursor, reversed letters, a forged line, and a closing
markup tag without an opening one."""


def list_commands(group: Any = None, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yields every command with its words."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from list_commands(command, *path, name)
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield (*path, name), command


def list_numeric_options() -> list[tuple[tuple[str, ...], str]]:
    """Returns every command that takes a number, with the option's name ("" for an argument)."""
    return [
        (words, param.opts[0] if param.opts[0].startswith("-") else "")
        for words, command in list_commands()
        for param in command.params
        if param.type_descriptor.annotation in {int, float}
    ]


NUMERIC = list_numeric_options()
NEEDED = {
    ("live",): ["-s", "cat-cow", "--camera", "none.mp4"],
    ("batch",): ["none.mp4", "--out", "none"],
}
"""Further arguments that these commands need."""


def test_the_numbers_of_every_command_are_found() -> None:
    options = {option for _, option in NUMERIC}
    assert {"--port", "--hold", "--sets", "--last", "--onset", "--break-every", ""} <= options


@pytest.mark.parametrize(("words", "option"), NUMERIC, ids="".join)
def test_no_number_is_taken_that_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], option: str
) -> None:
    monkeypatch.setattr("formcheck.store.file.find_history_path", lambda: tmp_path / "history.db")
    for text in ("nan", "inf", "-inf", "1e300", "-1", "9" * 5000, "99999999999999999999"):
        given = [f"{option}={text}"] if option else ["--", text]
        rest = NEEDED.get(words, [])
        answer = run(*words, *rest, *given)
        assert (answer.code, answer.out) == (2, ""), text[:20]
        assert "Invalid value" in answer.err or "There is no session" in answer.err, text[:20]


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31", "3000-01-01"])
def test_a_day_that_nothing_can_be_kept_of_is_refused_in_a_sentence(run: Run, day: str) -> None:
    answer = run("sit", "day", day)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"Nothing is kept of {day}: give a day from 2000 to 2999.\n"


NOWHERE = [
    ("--version >/dev/full", 2), ("--version >&-", 2), ("--help >/dev/full", 2),
    ("stretches >/dev/full", 2), ("history --json - >&-", 2), ("no-such 2>/dev/full", 2),
    ("--version 2>&-", 0), ("forget <&- >&- 2>&-", 2),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(("words", "code"), NOWHERE)
def test_outputs_that_take_nothing_are_told_where_anybody_hears(
    tmp_path: Path, words: str, code: int
) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m formcheck {words}", shell=True, capture_output=True, text=True,
        env={**make_env(), "XDG_DATA_HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert done.returncode == code
    if "2>" in words:
        assert done.stderr == ""
    else:
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("Standard output could not be written: ")


@pytest.fixture
def terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Yields a function that runs a command in a terminal with colours and returns its output."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = pty.openpty()
    got = bytearray()

    def read() -> None:
        with suppress(OSError):  # on Linux this means that the other end is closed
            while more := os.read(ours, 4096):
                got.extend(more)

    reader = threading.Thread(target=read)
    reader.start()
    with open(theirs, "w", encoding="utf-8") as stream:  # noqa: PTH123 - it has no name

        def run_and_read(*words: object) -> str:
            before = len(got)
            monkeypatch.setattr(sys, "stdout", stream)
            monkeypatch.setattr(sys, "stderr", stream)
            run(*words)
            stream.write("<END>")
            stream.flush()
            while not got[before:].endswith(b"<END>"):
                time.sleep(0.01)
            return got[before:-5].decode()

        yield run_and_read
        monkeypatch.undo()
    reader.join()
    os.close(ours)


def test_a_hostile_name_does_not_lead_the_terminal(
    terminal: Callable[..., str], recording: Path, spec: Path, tmp_path: Path
) -> None:
    film, wrong = tmp_path / f"{HOSTILE}.npz", tmp_path / f"{HOSTILE}.toml"
    film.write_bytes(recording.read_bytes())
    wrong.write_text('title = "\\u001b[2J"\n[[')
    for words in (
        ["check", film, "-s", spec],
        ["check", f"{film}no", "-s", spec],
        ["check", film, "-s", wrong],
        ["spec", "check", wrong],
        ["spec", "new", "my-own", "--dir", tmp_path / HOSTILE],
        ["spec", "new", HOSTILE],
        ["check", film, "--model", HOSTILE],
        [f"--{HOSTILE}"],
        [HOSTILE],
        ["sit", "forget", HOSTILE],
        ["sit", "check", film, "--baseline", "none"],
    ):
        text = terminal(*words)
        assert "\x1b]" not in text
        assert "\x1b[2J" not in text
        assert not set("\x07\x9b\u202e") & set(text)
        assert "\nAll in good" not in text.replace("\r", ""), words
        assert "u001b" in text or "x1b" in text, "it is told all the same"


def test_a_name_that_is_no_utf_8_is_read_told_and_written(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"o\xfe")
    folder.mkdir()
    film = folder / os.fsdecode(b"\xff.npz")
    film.write_bytes(recording.read_bytes())
    answer = run("check", film, "-s", spec, "--json", folder / "o.json", "--csv", folder / "o.csv")
    assert (answer.code, answer.err) == (0, "")
    assert "\\udcff.npz" in answer.out
    kept = (folder / "o.json").read_bytes().decode()
    assert os.fsencode(json.loads(kept)["file"]) == os.fsencode(film)
    assert run("check", film, "-s", spec, "--json", "-").out == kept
    assert "\\udcff.npzno" in run("check", f"{film}no").err


@pytest.mark.parametrize("name", [os.fsdecode(b"\xff"), "\x1b[2J", "", "  "])
@pytest.mark.parametrize(
    "words",
    [["forget", "{}"], ["--profile", "{}"], ["check", "x.npz", "--baseline", "profile:{}"]],
)
def test_what_is_no_text_is_no_name_for_a_profile(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], name: str
) -> None:
    monkeypatch.setattr("formcheck.store.file.find_history_path", lambda: tmp_path / "history.db")
    with Profiles(tmp_path / "history.db") as kept:
        assert not kept.remove("any")
    answer = run("sit", *(word.format(name) for word in words))
    assert (answer.code, answer.out) == (2, "")
    assert "is not a profile name" in answer.err


@pytest.mark.parametrize("host", [os.fsdecode(b"\xff"), "a..b", "a" * 300])
def test_a_host_that_can_t_be_one_is_refused_in_a_sentence(run: Run, host: str) -> None:
    answer = run("app", "--no-browser", "--host", host)
    assert (answer.code, answer.out) == (2, "")
    assert "is not an address of this machine" in answer.err


DOOR = {"formcheck/files/streams.py", "formcheck/output/report/terminal.py"}
SELF_PRINTING = {
    "formcheck/ui/batch/batch_contract.py",
    "formcheck/output/report/contract.py",
    "formcheck/output/report/sit_contract.py",
    "formcheck/output/report/session_contract.py",
    "formcheck/vision/pose/network_check.py",
}

PRINTING = {"print", "typer.echo", "typer.secho", "Console", "sys.stdout.write",
            "sys.stderr.write", "sys.stdout.writelines", "sys.stderr.writelines"}  # fmt: skip


def test_there_is_one_way_to_the_terminal() -> None:
    """No module prints by itself, except those run on their own, for docs or as a probe."""
    found = [
        f"{name}:{node.lineno}"
        for path in sorted((ROOT / "formcheck").rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in DOOR | SELF_PRINTING
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PRINTING
    ]
    assert found == []


def test_there_is_one_way_out_to_the_disk() -> None:
    """No other module replaces a file by a temporary one."""
    found = [
        path.name
        for path in sorted((ROOT / "formcheck").rglob("*.py"))
        if "os.replace(" in path.read_text(encoding="utf-8")
    ]
    assert found == ["output_file.py"]


@needs_model
def test_whenever_it_is_ended_no_output_is_half_written(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    """For SIGKILL see tests/fuzz/test_kills.py."""
    outputs = {f"--{name}": tmp_path / f"o.{end}" for name, end in
               (("json", "json"), ("csv", "csv"), ("video", "mp4"), ("record", "npz"))}  # fmt: skip
    for path in outputs.values():
        path.write_bytes(b"old")
    command = [*COMMAND, "check", sample("bridge-reps.good.both"), "-s", "bridge-reps",
               *(word for pair in outputs.items() for word in map(str, pair))]  # fmt: skip
    ended = end_after(command, 2.5, signal.SIGTERM, tmp_path, make_env())
    assert ended.code in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
    assert "Traceback" not in ended.err
    assert not any(name.startswith(".") for name in ended.left)
    assert all(p.read_bytes() == b"old" or p.stat().st_size > 100 for p in outputs.values())
    check_target(tmp_path / "next.json", [])
    assert set(tmp_path.iterdir()) == set(outputs.values())
