"""``kill -9`` at a moment nobody chose: nothing is lost but that moment, nothing stays behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys

import pytest

from benchmarks.fuzz.kills import end_app, end_sit
from formcheck.vision.pose.models import find_model

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]
RNG = random.Random(18)


NO_SOUND = """
import ctypes.util, sys
def look(name):
    raise AssertionError(f"{name} is looked for, with a temporary file")
ctypes.util.find_library = look
from formcheck.vision.pose.models import find_model
from formcheck.vision.pose.runtime import create_pose_landmarker
create_pose_landmarker(find_model("full"), video=True)
"""


def test_loading_the_model_makes_no_temporary_file_that_a_kill_could_leave() -> None:
    subprocess.run([sys.executable, "-c", NO_SOUND], check=True)


def test_a_killed_watch_loses_its_last_moment_at_most() -> None:
    end_sit(RNG.uniform(4.0, 6.0), signal.SIGKILL)


def test_a_killed_page_leaves_nothing_after_the_next_start() -> None:
    end_app(RNG.uniform(0.1, 0.6), 0.5, signal.SIGKILL)
