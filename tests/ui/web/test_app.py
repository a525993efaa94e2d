"""``formcheck app`` as a process: what it prints, opens, rejects and leaves behind."""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.ui.web.serve import USUAL_PORT, listen
from tests.paths import ROOT
from tests.ui.cli.conftest import Run, run
from tests.waiting import wait_until

__all__ = ["run"]

COMMAND = [sys.executable, "-m", "formcheck", "app"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=([\w-]{43})$", re.MULTILINE)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")


@dataclass
class RunningApp:
    """The running program, its output up to its address, and its folder of temporary files."""

    process: subprocess.Popen[str]
    said: str
    temp: Path

    @property
    def address(self) -> str:
        found = ADDRESS.search(self.said)
        assert found is not None, self.said
        return found.group()

    def end(self, sent: signal.Signals) -> tuple[int, str]:
        """Ends the program; returns its exit code and further output. Allows for a busy machine."""
        self.process.send_signal(sent)
        out, _ = self.process.communicate(timeout=20)
        return self.process.returncode, out


@contextmanager
def run_app(
    folder: Path, *words: str, before: Sequence[str] = (), **environment: str
) -> Iterator[RunningApp]:
    temp = folder / "temp"
    temp.mkdir()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(temp),
        "XDG_DATA_HOME": str(folder),
        **environment,
    }
    process = subprocess.Popen(
        [*before, *COMMAND, *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env,
        preexec_fn=_restore_signals,  # noqa: PLW1509 - no thread holds a lock here
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said and (line := process.stdout.readline()):
            said += line
        yield RunningApp(process, said, temp)
    finally:
        process.kill()
        process.communicate()


def _restore_signals() -> None:
    """Restores the signals that the program running the tests may ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_it_ends_cleanly_and_leaves_nothing(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    with run_app(tmp_path, "--no-browser") as running:
        address = running.address
        assert running.said.count("token") == 1
        with httpx.Client(trust_env=False) as browser:
            root, token = address.split("?token=")
            headers = {"Origin": root.rstrip("/"), "Authorization": f"Bearer {token}"}
            assert browser.get(f"{root}api/history", headers=headers).status_code == 200
            params = {"stretch": "seated-twist", "name": "a.mp4"}
            sent_in = browser.post(
                f"{root}api/videos", params=params, headers=headers, content=b"x" * 100_000
            )
            assert sent_in.status_code == 201
            assert list(running.temp.iterdir()) != []
            ended, said = running.end(sent)
    assert (ended, said) == (code, "")
    assert list(running.temp.iterdir()) == []


def test_with_nohup_it_outlives_its_terminal(tmp_path: Path) -> None:
    with run_app(tmp_path, "--no-browser", before=["nohup"]) as running:
        running.process.send_signal(signal.SIGHUP)
        with httpx.Client(trust_env=False, follow_redirects=True) as browser:
            assert browser.get(running.address).status_code == 200
        assert running.end(signal.SIGTERM)[0] == 143


def test_a_film_that_is_half_handed_in_ends_without_a_word_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    with run_app(tmp_path, "--no-browser") as running:
        port, token = ADDRESS.findall(running.said)[0]
        host = f"127.0.0.1:{port}"
        head = (
            "POST /api/videos?stretch=seated-twist&name=a.mp4 HTTP/1.1\r\n"
            f"Host: {host}\r\nOrigin: http://{host}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Length: 100000\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", int(port))) as browser:
            browser.sendall(head.encode() + bytes(50_000))
            wait_until(lambda: list(running.temp.rglob("*.mp4")), "the upload")
            assert running.end(signal.SIGTERM) == (143, "")
    assert list(running.temp.iterdir()) == []


def test_the_key_is_in_no_list_of_processes(tmp_path: Path) -> None:
    """The browser is started with a file that redirects, and is deleted once used."""
    seen = tmp_path / "seen"
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}.part; mv {seen}.part {seen}\n')
    browser.chmod(0o755)
    with run_app(tmp_path, BROWSER=f"{browser} %s") as running:
        address = running.address
        wait_until(seen.exists)
        file = Path(seen.read_text().removeprefix("file://"))
        assert running.address.split("=")[1] not in seen.read_text()
        assert file.stat().st_mode & 0o077 == 0
        assert f"url={address}" in file.read_text()
        with httpx.Client(trust_env=False) as arrived:
            arrived.get(address)
        assert not file.exists()
        assert running.end(signal.SIGINT) == (130, "")
    assert list(running.temp.iterdir()) == []


def test_a_file_that_no_browser_opened_goes_at_the_end(tmp_path: Path) -> None:
    with run_app(tmp_path, BROWSER="true %s") as running:
        wait_until(lambda: list(running.temp.glob("*/*.html")))
        running.end(signal.SIGINT)
    assert list(running.temp.iterdir()) == []


def test_no_browser_of_the_terminal_is_opened_in_it(tmp_path: Path) -> None:
    """Over SSH Python would start a browser such as w3m in the terminal that shows the address."""
    browser = tmp_path / "w3m"
    browser.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    browser.chmod(0o755)
    desktop = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "", "TERM": "xterm"}
    with run_app(tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}", **desktop) as running:
        assert running.address
        with httpx.Client(trust_env=False) as arrived:
            arrived.get(running.address)
        assert list(running.temp.iterdir()) == []
        running.end(signal.SIGINT)
    assert not (tmp_path / "opened").exists()


def test_a_port_that_is_taken_is_told_in_a_sentence(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run("app", "--no-browser", "--port", port)
    sentence = f"Port {port} is taken by another program: choose another with --port.\n"
    assert (answer.code, answer.out, answer.err) == (2, "", sentence)


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        (80, "Port 80 needs administrator rights: choose one above 1023 with --port."),
        (9000, "Port 9000 is reserved or taken: choose another with --port."),
    ],
)
def test_a_port_that_the_system_refuses_is_told_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, port: int, sentence: str
) -> None:
    """The answer of Windows for a port that it reserves or that another program has exclusively."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "not permitted")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(FormcheckError) as told:
        listen("127.0.0.1", port)
    assert str(told.value) == sentence


def test_without_a_port_there_is_always_one(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    with run_app(first, "--no-browser") as one, run_app(second, "--no-browser") as two:
        assert one.address.split("/?")[0] != two.address.split("/?")[0]
        sentence = (
            f"Port {USUAL_PORT} is taken by another program, so this page has another address "
            "today.\n"
        )
        for running in (one, two):
            at_usual = ADDRESS.findall(running.said)[0][0] == str(USUAL_PORT)
            assert (sentence in running.said) is not at_usual
        assert sentence in two.said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--host", "no.such.host.invalid"), "is not an address of this machine"),
        (("--host", "192.0.2.1"), "is not an address of this machine"),
        (("--language", "xx"), 'There is no language "xx"'),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    answer = run("app", "--no-browser", *words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert sentence in answer.err


def test_letting_others_in_is_warned_of(tmp_path: Path) -> None:
    with run_app(tmp_path, "--no-browser", "--host", "0.0.0.0") as running:
        warning, *_ = running.said.splitlines()
        assert "others on the network can reach this page" in warning
        root = running.address.split("?")[0]
        with httpx.Client(trust_env=False) as stranger:
            named = {"Host": root.split("/")[2].replace("127.0.0.1", "evil.example")}
            assert stranger.get(running.address, headers=named).status_code == 403


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac answers at 127.0.0.1 only")
def test_an_address_without_a_camera_is_told_with_the_way_to_one(tmp_path: Path) -> None:
    with run_app(tmp_path, "--no-browser", "--host", "127.0.0.2") as running:
        warning, *_ = running.said.splitlines()
        assert "Browsers lend no camera to a page at this address" in warning
        assert "start it without --host, or with --host 0.0.0.0 and open 127.0.0.1" in warning


def test_what_a_killed_one_left_goes_at_the_next_start(tmp_path: Path) -> None:
    with run_app(tmp_path, BROWSER="true %s") as killed:
        wait_until(lambda: list(killed.temp.glob("*/*.html")))
        with httpx.Client(trust_env=False) as browser:
            browser.get(killed.address)
            wait_until(lambda: not list(killed.temp.glob("*/*.html")))
            root, token = killed.address.split("?token=")
            sent = browser.post(
                f"{root}api/videos",
                params={"stretch": "seated-twist", "name": "a.mp4"},
                headers={"Origin": root.rstrip("/"), "Authorization": f"Bearer {token}"},
                content=b"x" * 100_000,
            )
            assert sent.status_code == 201
        killed.process.kill()
        killed.process.wait()
    assert list(killed.temp.glob("*/*/sent/a.mp4"))
    killed.temp.rename(tmp_path / "left")
    with run_app(tmp_path, "--no-browser", TMPDIR=str(tmp_path / "left")) as next_one:
        wait_until(lambda: not list((tmp_path / "left").iterdir()))
        next_one.end(signal.SIGINT)
