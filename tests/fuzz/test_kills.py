"""``kill -9`` at a moment nobody chose: nothing is lost but that moment, nothing stays behind."""

from __future__ import annotations

import random
import signal
import sys

import pytest

from benchmarks.fuzz.kills import end_app, end_sit
from formcheck.pose.models import find_model

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]
RNG = random.Random(18)


def test_a_killed_watch_loses_its_last_moment_at_most() -> None:
    end_sit(RNG.uniform(4.0, 6.0), signal.SIGKILL)


def test_a_killed_page_leaves_nothing_after_the_next_start() -> None:
    end_app(RNG.uniform(0.1, 0.6), 0.5, signal.SIGKILL)
