"""What the long fuzzing run reports of a faulty program."""

import os
import signal
import sys
import time
from collections.abc import Callable
from random import Random

import pytest

from benchmarks.fuzz.attack import CRASH, HALF, HANG, LET_IN, REFUSED, TRACEBACK, attack
from benchmarks.fuzz.broken import HalfWrittenError
from benchmarks.fuzz.cores import OwnTime
from benchmarks.fuzz.doors import Door, Try, make_plain_door, make_random
from benchmarks.fuzz.tables import format_lost, make_page
from formcheck.files.errors import FormcheckError


def refuse() -> None:
    raise FormcheckError("That is no film.")


def leave_half() -> None:
    raise HalfWrittenError("half")


BEHAVIOURS: tuple[tuple[str, Callable[[], object]], ...] = (
    (LET_IN, lambda: None),
    (REFUSED, refuse),
    (TRACEBACK, lambda: 1 // 0),
    (TRACEBACK, lambda: bytearray(1 << 40)),
    (HALF, leave_half),
    (HANG, lambda: time.sleep(60)),
    (CRASH, lambda: os.kill(os.getpid(), signal.SIGSEGV)),
)


def behave(random: Random) -> Try:
    verdict, run = random.choice(BEHAVIOURS)
    return Try(verdict, verdict, lambda: run() and None)


@pytest.mark.skipif(sys.platform == "win32", reason="workers end as POSIX has it")
def test_whatever_a_try_does_is_counted_and_can_be_done_again() -> None:
    door = Door("toy", make_plain_door("toy", behave).opened, limit_s=0.2)
    seed = 7
    expected = [behave(make_random(seed, number)).kind for number in range(9)]
    assert set(expected) == {LET_IN, REFUSED, TRACEBACK, HALF, HANG, CRASH}
    score = attack(door, seed, 60.0, tries=9)
    assert score.tries == 9
    assert all(f"--try {one.number}`" in make_page([score], seed, (), "") for one in score.findings)
    assert {one.number: one.verdict for one in score.findings} == {
        number: verdict
        for number, verdict in enumerate(expected)
        if verdict not in {LET_IN, REFUSED}
    }


def count_lost(random: Random) -> Try:
    lost_s = random.choice((0.25, 0.5, None))
    return Try("ended", str(lost_s), lambda: lost_s)


@pytest.mark.skipif(sys.platform == "win32", reason="workers end as POSIX has it")
def test_tries_side_by_side_are_all_made_though_the_time_is_over_and_what_they_lose_is_told() -> (
    None
):
    door = Door("toy", make_plain_door("toy", count_lost).opened, at_once=2)
    seed = 7
    told = [float(words) for n in range(9)
            if (words := count_lost(make_random(seed, n)).words) != "None"]  # fmt: skip
    score = attack(door, seed, 0.0, least=9)
    assert score.tries == 9
    assert sorted(score.lost_s["ended"]) == sorted(told)
    assert f"| ended | {len(told)} |" in format_lost([score])


def test_time_asleep_is_a_process_s_own_and_a_process_that_is_gone_does_not_wait() -> None:
    here, gone = OwnTime(), OwnTime(2**30)
    begun_s = time.monotonic()
    time.sleep(0.2)
    lasted_s = time.monotonic() - begun_s
    assert here.lasted_s >= 0.2 - here.waited_s
    assert gone.lasted_s >= lasted_s
    assert gone.waited_s == 0.0
