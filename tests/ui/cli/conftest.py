"""Fixtures that run commands as a user would, in this process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from formcheck.ui.cli.main import main
from tests.engine.sessions import SHORT, save_recording, session, up_and_down


@dataclass(frozen=True)
class CommandResult:
    """A command's exit code and outputs."""

    code: int
    out: str
    err: str


Run = Callable[..., CommandResult]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Returns the function that runs ``formcheck`` with these words, without signal handlers."""
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def command(*words: object) -> CommandResult:
        monkeypatch.setattr(sys, "argv", ["formcheck", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return CommandResult(code, out, err)

    return command


@pytest.fixture(scope="session")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a user's spec file: arm out to the side for 4 s."""
    path = tmp_path_factory.mktemp("specs") / "arm-out.toml"
    path.write_text(SHORT)
    return path


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a recording of the stretch done well with the left arm."""
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    return save_recording(tmp_path_factory.mktemp("recordings") / "good.npz", frames)
