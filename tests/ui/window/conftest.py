from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.ui.window.screen import LiveRun, XScreen, find_missing, run_virtual_screen


@pytest.fixture(scope="module")
def screen() -> Iterator[XScreen]:
    """Yields a virtual screen of 1280x720 for the tests of one file."""
    if missing := find_missing():
        pytest.skip(f"{missing} is not installed")
    with run_virtual_screen() as made:
        yield made


@pytest.fixture
def live(screen: XScreen, tmp_path: Path) -> Iterator[Callable[..., LiveRun]]:
    """Starts ``formcheck live`` runs, and ends them after the test."""
    runs: list[LiveRun] = []

    def start(*words: object, module: Sequence[str] = ()) -> LiveRun:
        runs.append(LiveRun(screen, words, tmp_path, module))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()
