import errno
import io
import json
import os
import sys

import pytest

from formcheck.files.escapes import escape_line, escape_styled, escape_text
from formcheck.files.streams import OutputError, protect_streams, say, write_json


def test_what_a_terminal_would_obey_is_written_out() -> None:
    given = "a\x1b[2J\x07\x9b\u202eb\tc\nd\udcff"
    shown = "a\\u001b[2J\\u0007\\u009b\\u202eb"
    assert escape_text(given) == f"{shown}\tc\nd\\udcff"
    assert escape_line(given) == f"{shown}\\tc\\nd\\udcff"


def test_ordinary_text_of_any_script_stays_as_it_is() -> None:
    text = "Übung, 伸展, تمدد, नमस्ते, 🧘\u200d♀️, é"
    assert escape_line(text) == text


def test_colours_and_the_place_on_the_screen_are_let_through() -> None:
    assert escape_styled("\x1b[1;32mgood\x1b[0m\r\x1b[2K") == "\x1b[1;32mgood\x1b[0m\r\x1b[2K"
    assert escape_styled("\x1b]0;title\x07") == "\\u001b]0;title\\u0007"


def test_every_way_to_write_to_a_stream_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    with protect_streams():
        sys.stdout.write("a\x07")
        sys.stdout.writelines(["b\x07", "c"])
    assert shown.getvalue() == "a\\u0007b\\u0007c"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_json_is_json_in_every_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    text = "Übung \udcff 🙂 \x7f\u202e"
    with protect_streams():
        write_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(raw.getvalue().decode(encoding)) == text
    assert json.loads(raw.getvalue().decode("utf-8")) == text


@pytest.mark.parametrize(
    ("system", "number", "unread"),
    [
        ("linux", errno.EPIPE, True),
        ("linux", errno.EINVAL, False),
        ("win32", errno.EPIPE, True),
        ("win32", errno.EINVAL, True),  # how Windows reports a pipe without a reader
        ("win32", errno.ENOSPC, False),
    ],
)
def test_a_pipe_that_nobody_reads_is_known_by_its_error(
    monkeypatch: pytest.MonkeyPatch, system: str, number: int, unread: bool
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert OutputError(OSError(number, os.strerror(number))).unread is unread


def test_other_streams_are_as_they_were_afterwards() -> None:
    before = (sys.stdout, sys.stderr)
    with protect_streams():
        assert sys.stdout is not before[0]
        say("said")
    assert (sys.stdout, sys.stderr) == before
