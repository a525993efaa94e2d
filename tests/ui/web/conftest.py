from collections.abc import Iterator, Sequence

import pytest

from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.sessions import session, up_and_down
from tests.ui.web.browsing import Browsers, share_browsers
from tests.ui.web.serving import PageServer, SessionFactory, run_server


@pytest.fixture(scope="session")
def raised() -> Sequence[DetectedFrame]:
    """Returns a session with the left arm up from 5 s to 14 s."""
    return session(up_and_down(5.0, 14.0, "left"), 17.0)


@pytest.fixture(scope="module")
def sessions(
    raised: Sequence[DetectedFrame], tmp_path_factory: pytest.TempPathFactory
) -> SessionFactory:
    return SessionFactory(raised, tmp_path_factory.mktemp("data") / "history.db")


@pytest.fixture(scope="module")
def server(sessions: SessionFactory) -> Iterator[PageServer]:
    """Yields a server whose clock the test controls."""
    with run_server(sessions, sessions.history) as running:
        yield running


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """Yields the browsers and programs shared by the tests of one file."""
    player = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with share_browsers(player, tmp_path_factory.mktemp("shared")) as made:
        yield made
