"""Runs commands as a user would, in this process or in one of their own."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from formcheck.ui.cli.main import main
from tests.engine.sessions import SHORT, save_recording, session, up_and_down


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs ``formcheck`` with these words, with signals left as they were."""
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def command(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["formcheck", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return command


@pytest.fixture(scope="session")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec file of one's own: arm out to the side for 4 s."""
    path = tmp_path_factory.mktemp("specs") / "arm-out.toml"
    path.write_text(SHORT)
    return path


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of somebody who does it well with the left arm."""
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    return save_recording(tmp_path_factory.mktemp("recordings") / "good.npz", frames)
