"""An analysed session for the report tests."""

import pytest

from formcheck.engine.analyse import Analysis, analyse
from tests.engine.sessions import SIZE, session, short_spec, up_and_down

KEYS = [*up_and_down(3.0, 9.0, "left"), *up_and_down(12.0, 16.0, "left", bend_deg=70.0)]


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """Returns a left arm held out well for 6 s, then again with a bent elbow. 1280x720."""
    spec = short_spec()
    return analyse(spec, spec.sides, session(KEYS, 18.0), SIZE, "session.mp4")
