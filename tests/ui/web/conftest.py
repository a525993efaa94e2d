from collections.abc import Iterator, Sequence

import pytest

from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.sessions import session, up_and_down
from tests.ui.web.browsing import Shared, sharing
from tests.ui.web.serving import Made, Served, serving


@pytest.fixture(scope="session")
def raised() -> Sequence[DetectedFrame]:
    """Returns a session with the left arm up from 5 s to 14 s."""
    return session(up_and_down(5.0, 14.0, "left"), 17.0)


@pytest.fixture(scope="module")
def made(raised: Sequence[DetectedFrame], tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(raised, tmp_path_factory.mktemp("data") / "history.db")


@pytest.fixture(scope="module")
def served(made: Made) -> Iterator[Served]:
    """Yields a server whose clock the test controls."""
    with serving(made, made.history) as running:
        yield running


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Yields the browsers and programs shared by the tests of one file."""
    player = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sharing(player, tmp_path_factory.mktemp("shared")) as made:
        yield made
