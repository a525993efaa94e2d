"""Attacks doors in separate processes, so that hangs, crashes and memory bombs are found too."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory

from benchmarks.fuzz.broken import HalfWrittenError
from benchmarks.fuzz.cores import OwnTime
from benchmarks.fuzz.doors import Door, Try, make_random
from formcheck.files.errors import FormcheckError

LET_IN, REFUSED, TRACEBACK, HANG, HALF, CRASH = (
    "let in", "refused", "traceback", "hang", "half-written", "crash",
)  # fmt: skip
_MEMORY_BYTES = 8 << 30
"""Address space of a worker and of each process it starts: a memory bomb ends as an error."""
_READY_S = 120.0
"""Time limit for starting what a door needs, and for ending it."""
_GRACE_S = 2.0
_NO_DELAY_S = 1.0
"""Shorter delays are not checked for waits for a core."""
_WORKER_TRIES = 20_000
"""Tries of one worker, because some memory builds up that formcheck is not to blame for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A try that broke something; ``--door DOOR --seed SEED --try NUMBER`` repeats it."""

    door: str
    seed: int
    number: int
    verdict: str
    words: str
    detail: str


@dataclass(slots=True)
class Score:
    """The results of the tries at a door.

    lost_s: by kind, the seconds that each try lost, where measured. peak_mb: of the largest
    process.
    """

    door: str
    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    lost_s: dict[str, list[float]] = field(default_factory=dict)
    longest_s: float = 0.0
    peak_mb: float = 0.0

    @property
    def tries(self) -> int:
        """The number of tries."""
        return sum(self.verdicts.values())

    def add(self, other: Score) -> None:
        """Adds the results of the other score."""
        self.verdicts += other.verdicts
        self.kinds += other.kinds
        self.findings += other.findings
        for kind, lost_s in other.lost_s.items():
            self.lost_s.setdefault(kind, []).extend(lost_s)
        self.longest_s = max(self.longest_s, other.longest_s)
        self.peak_mb = max(self.peak_mb, other.peak_mb)


@dataclass(frozen=True, slots=True)
class _TryBegun:
    number: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The limits of an attack: its end by time.monotonic(), alike in all processes; least tries."""

    ends_s: float
    least: int

    def allow(self, number: int) -> bool:
        """Returns whether the try with that number is still to be made."""
        return number < self.least or time.monotonic() < self.ends_s


@dataclass(frozen=True, slots=True)
class TryResult:
    """The result of a try. detail: the traceback, if any. lost_s: what the try returned."""

    verdict: str
    detail: str
    lasted_s: float
    lost_s: float | None = None


def attack(door: Door, seed: int, for_s: float, tries: int = sys.maxsize, least: int = 0) -> Score:
    """Makes tries from number 0 up to that time and number, but at least as many as least."""
    score = Score(door.name)
    ends_s = time.monotonic() + for_s
    with ThreadPoolExecutor(door.at_once) as lanes:
        for part in lanes.map(
            lambda lane: _attack_lane(
                door, seed, range(lane, tries, door.at_once), _Bounds(ends_s, least)
            ),
            range(door.at_once),
        ):
            score.add(part)
    return score


def _attack_lane(door: Door, seed: int, numbers: range, bounds: _Bounds) -> Score:
    score, done = Score(door.name), 0
    while done < len(numbers) and bounds.allow(numbers[done]):
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            last = _run_worker(
                door, seed, numbers[done : done + _WORKER_TRIES], bounds, folder, score
            )
            done = numbers.index(last) + 1
    return score


def run_try(one: Try, limit_s: float) -> TryResult:
    """Makes the try; its verdict is a hang if it takes longer than limit_s."""
    own = OwnTime()
    verdict, detail, lost_s = LET_IN, "", None
    try:
        lost_s = one.run()
    except FormcheckError:
        verdict = REFUSED
    except HalfWrittenError:
        verdict, detail = HALF, traceback.format_exc()
    except Exception:  # noqa: BLE001 - any other error is a finding
        verdict, detail = TRACEBACK, traceback.format_exc()
    lasted_s = own.lasted_s
    if lasted_s > limit_s and verdict in (LET_IN, REFUSED):
        verdict, detail = HANG, f"{lasted_s:.1f} s"
    return TryResult(verdict, detail, lasted_s, lost_s)


def _run_worker(
    door: Door, seed: int, numbers: range, bounds: _Bounds, folder: str, score: Score
) -> int:
    """Runs one worker until it ends or is lost; returns the number of its last try."""
    here, there = get_context("spawn").Pipe()
    arguments = (door, seed, numbers, bounds, folder, there)
    worker = get_context("spawn").Process(target=_make_tries, args=arguments)
    worker.start()
    there.close()
    begun, lost, limit_s = _TryBegun(numbers.start, "", ""), "", _READY_S
    try:
        while True:
            if not _wait_for_message(here, worker.pid, limit_s):
                lost = HANG
                break
            match here.recv():
                case _TryBegun() as begun:
                    limit_s = door.limit_s + _GRACE_S
                case TryResult() as ended:
                    _count_result(score, seed, begun, ended)
                    limit_s = _READY_S
                case float(peak_mb):
                    score.peak_mb = max(score.peak_mb, peak_mb)
    except EOFError:
        worker.join(_GRACE_S)
        lost = CRASH if worker.exitcode else ""
    finally:
        with suppress(ProcessLookupError, TypeError):
            os.killpg(worker.pid, signal.SIGKILL)  # type: ignore[arg-type]
        worker.join()
    if lost:
        detail = f"exit code {worker.exitcode}" if lost == CRASH else f"over {limit_s:g} s"
        _count_result(score, seed, begun, TryResult(lost, detail, limit_s))
    return begun.number


def _wait_for_message(here: Connection, worker: int | None, limit_s: float) -> bool:
    """Returns whether the worker sends a message within limit_s, waits for a core excluded."""
    if here.poll(_NO_DELAY_S):
        return True
    own = OwnTime(worker)
    while (left_s := limit_s - _NO_DELAY_S - own.lasted_s) > 0.0:
        if here.poll(left_s + 0.01):
            return True
    return False


def _count_result(score: Score, seed: int, begun: _TryBegun, ended: TryResult) -> None:
    score.verdicts[ended.verdict] += 1
    score.kinds[begun.kind] += 1
    score.longest_s = max(score.longest_s, ended.lasted_s)
    if ended.lost_s is not None:
        score.lost_s.setdefault(begun.kind, []).append(ended.lost_s)
    if ended.verdict not in (LET_IN, REFUSED):
        words, detail = begun.words[:2000], ended.detail[-4000:]
        score.findings.append(Finding(score.door, seed, begun.number, ended.verdict, words, detail))


def _make_tries(
    door: Door, seed: int, numbers: range, bounds: _Bounds, folder: str, parent: Connection
) -> None:
    """Runs the worker, in its own process group. It announces each try before making it."""
    os.setsid()
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    _limit_memory()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)  # decoders print warnings about damage
    try:
        with door.opened() as make_try:
            for number in numbers:
                if not bounds.allow(number):
                    break
                one = make_try(make_random(seed, number))
                parent.send(_TryBegun(number, one.kind, one.words))
                parent.send(run_try(one, door.limit_s))
    except Exception:  # noqa: BLE001 - the door's set-up failed: reported too
        parent.send(TryResult(CRASH, traceback.format_exc(), 0.0))
    parent.send(_read_peak_mb())


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def _read_peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - POSIX only

    whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whom) / 1024
