"""``kill -9`` at a random moment loses only that moment and leaves nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz.kills import LOST_S, VICTIMS, Chain, Ending, Victim
from formcheck.vision.pose.models import find_model

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]
CHECK, SIT, HANDING_IN, STRETCHING, _ = VICTIMS


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


@pytest.mark.parametrize(
    ("victim", "afters_s"),
    [(CHECK, (1.5, 3.0)), (SIT, (2.4, 0.7)), (HANDING_IN, (0.6, 1.6)), (STRETCHING, (8.5,))],
    ids=lambda value: getattr(value, "name", ""),
)
def test_kills_in_a_row_lose_the_last_moment_and_leave_nothing(
    victim: Victim, afters_s: tuple[float, ...], tmp_path: Path
) -> None:
    chain = Chain(victim, tmp_path)
    for after_s in afters_s:
        lost_s = chain.end(Ending(signal.SIGKILL, after_s))
        assert lost_s is None or lost_s <= LOST_S
    chain.close()
