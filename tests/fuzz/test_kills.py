"""``kill -9`` at a moment nobody chose: nothing is lost but that moment, nothing stays behind."""

from __future__ import annotations

import random
import sys

import pytest

from benchmarks.fuzz.kills import kill_app, kill_sit
from formcheck.pose.models import find_model

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]
RNG = random.Random(18)


def test_a_killed_watch_loses_its_last_moment_at_most() -> None:
    kill_sit(RNG.uniform(4.0, 6.0))


def test_a_killed_page_leaves_nothing_after_the_next_start() -> None:
    kill_app(RNG.uniform(0.1, 0.6), share=0.5)
