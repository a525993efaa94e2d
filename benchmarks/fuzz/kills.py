"""Kills formcheck at random moments, repeatedly on the same data, and checks what is lost.

A finding is a loss of more than the last moments, a failure to end or to start again, or anything
left behind after that: a file, a process, or a watch that seems to run.
"""

import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fuzz.broken import HalfWrittenError, expect
from benchmarks.fuzz.commands import LIBRARIES, assert_whole
from benchmarks.fuzz.cores import OwnTime
from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.place import ROOT, Place, wait_for_page
from benchmarks.fuzz.visits import SessionVisit, SittingVisit, UploadVisit, Visit
from benchmarks.killing import end_after, stop_ignoring
from formcheck.files.output_file import check_target
from formcheck.store.cells import read_moment
from formcheck.store.file import format_utc
from formcheck.store.remote_control import RemoteControl

SITTING = ROOT / "sample_videos" / "sitting-front.mp4"
CLIP = ROOT / "sample_videos" / "bridge-reps.good.both.mp4"
SIT = ("sit", "--camera", str(SITTING), "--no-notifications")
APP = ("app", "--no-browser")
STAYS = {"data/formcheck/history.db", "data/formcheck/sit.lock"}
"""What stays after a proper end: the history, and an empty file that is locked while running."""
_OPEN_FILES = {f"data/formcheck/history.db-{name}" for name in ("wal", "shm")}
"""SQLite's files beside the history while it is open."""
_BEGUN = "SELECT started FROM watch WHERE started >= ?"
LOST_S = 1.5
"""What may be lost: the second between two analysed frames, and half a second for the current frame
and its row. Time that the command waited for a core is added."""
_EARLY_SHARE = 0.2
"""Share of the ends that come while the command starts."""
_START_S = 60.0
_END_S = 20.0
_FIRST_S = 10.0
"""By this time a watch has analysed two frames: with the first one it loads another model."""
_GONE_S = 10.0
"""Processes that a command started must end this soon after it."""
_TRY_S = 120.0
_SIGNALS = [signal.SIGKILL] * 12 + [
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
]


@dataclass(frozen=True, slots=True)
class Ending:
    """The signal to end a command with, seconds after its start (early) or after its first work."""

    number: signal.Signals
    after_s: float
    early: bool = False

    def __str__(self) -> str:
        return f"{self.number.name} {self.after_s:.2f} s after {'start' if self.early else 'ready'}"


def end_check(place: Place, ending: Ending) -> None:
    """Ends a check of a film, then checks its outputs and that the next command can start."""
    out = place.folder / "out"
    out.mkdir(exist_ok=True)
    wanted = ("--json", "out.json", "--csv", "out.csv", "--video", "out.mp4",
              "--record", "out.npz")  # fmt: skip
    words = [word if word.startswith("--") else str(out / word) for word in wanted]
    command = [sys.executable, "-m", "formcheck", "check", str(CLIP), "-s", "bridge-reps", *words]
    environment = place.build_environment()
    ended = end_after(command, ending.after_s, ending.number, out, environment)
    expect(ended.code in {0, -ending.number, 128 + ending.number}, (ended.code, ended.err))
    expect("Traceback" not in ended.err, ended.err)
    check_target(out / "next.json", [])  # as the next command does at its start
    assert_whole(out)
    _assert_gone(place)


def end_sit(place: Place, ending: Ending) -> float | None:
    """Ends a watch; returns the seconds of it that are lost, None if it had not begun."""
    before, since = place.list_spans(), datetime.now(UTC)
    with stop_ignoring(ending.number), place.run(*SIT) as watch:
        begun_s = None if ending.early else _wait_for_watch(place, since)
        if begun_s is not None:
            _assert_clean(place, STAYS | _OPEN_FILES)
        work = OwnTime(watch.pid)
        time.sleep(ending.after_s)
        seen = place.list_spans()
        waited_s = work.waited_s
        watch.send_signal(ending.number)
        killed_s = time.time()
        said, _ = watch.communicate(timeout=_END_S)
        expect("Traceback" not in said, said)
    lost_s = _find_lost(place, killed_s, begun_s)
    expect(
        lost_s is None or lost_s <= LOST_S + waited_s, f"{lost_s} s are lost: {place.list_spans()}"
    )
    kept = place.list_spans()
    expect(kept[: len(before)] == before, "the watch changed an earlier one")
    expect(len(kept) >= len(seen), (seen, kept))
    expect(not seen or kept[len(seen) - 1].end_s >= seen[-1].end_s, (seen, kept))
    return lost_s


def end_app(place: Place, ending: Ending, visit: Callable[[], Visit]) -> float | None:
    """Ends the page's server during a visit; returns the seconds of it that are lost."""
    with stop_ignoring(ending.number), place.run(*APP) as server:
        guest = None
        if not ending.early:
            page = wait_for_page(server)
            _assert_clean(place, STAYS | _OPEN_FILES)
            guest = visit()
            guest.begin(page, place)
        work = OwnTime(server.pid)
        time.sleep(ending.after_s)
        waited_s = work.waited_s
        server.send_signal(ending.number)
        killed_s = time.time()
        said, _ = server.communicate(timeout=_END_S)
        expect("Traceback" not in said, said)
        _assert_gone(place)
    lost_s = None if guest is None else guest.end(killed_s, _END_S)
    expect(lost_s is None or lost_s <= LOST_S + waited_s, f"{lost_s} s are lost")
    return lost_s


def end_well(place: Place, words: tuple[str, ...]) -> None:
    """Starts the command again and ends it as a user would; nothing may be left behind."""
    since = datetime.now(UTC)
    with place.run(*words) as process:
        if words == SIT:
            _wait_for_watch(place, since)
        else:
            wait_for_page(process)
        process.terminate()
        said, _ = process.communicate(timeout=_END_S)
        code = 0 if words == SIT else 128 + signal.SIGTERM
        expect(process.returncode == code, (process.returncode, said))
        expect("Traceback" not in said, said)
    _assert_gone(place)
    place.list_spans()  # reading the history merges SQLite's log into it, as the page does
    _assert_clean(place, STAYS)


def _find_lost(place: Place, killed_s: float, begun_s: float | None) -> float | None:
    """Returns the seconds of the watch lost at its end; None if nothing had been saved yet."""
    with RemoteControl(place.history) as steering:
        expect(not steering.is_watched(), "an ended watch seems to run")
    if begun_s is None:
        return None
    kept = [span.end_s for span in place.list_spans() if span.end_s > begun_s]
    if not kept:
        expect(killed_s - begun_s < _FIRST_S, "nothing is kept")
        return None
    return max(0.0, killed_s - max(kept))


def _wait_for_watch(place: Place, since: datetime) -> float:
    """Waits for a watch that began after since; returns its start in unix seconds."""
    ends_s = time.monotonic() + _START_S
    while time.monotonic() < ends_s:
        with RemoteControl(place.history) as steering:
            if steering.is_watched() and steering.has_file():
                with steering.transact(write=False) as connection:
                    found = connection.execute(_BEGUN, (format_utc(since),)).fetchone()
                if found is not None:
                    return read_moment(found[0]).timestamp()
        time.sleep(0.05)
    raise HalfWrittenError("it does not start again")


def _assert_clean(place: Place, stays: set[str]) -> None:
    stray = {path for path in place.list_files() - stays if not path.startswith(LIBRARIES)}
    expect(not stray, sorted(stray), HalfWrittenError)


def _assert_gone(place: Place) -> None:
    ends_s = time.monotonic() + _GONE_S
    while processes := place.list_processes():
        expect(time.monotonic() < ends_s, f"processes {processes} go on", HalfWrittenError)
        time.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Victim:
    """A command to end: ``end`` starts it in a place, and returns the seconds that were lost."""

    name: str
    end: Callable[[Place, Ending], float | None]
    words: tuple[str, ...]
    start_s: float
    works_s: float
    """Seconds to start, and to do the work under test, on two free cores."""


VICTIMS = (
    Victim("check", end_check, (), 0.0, 6.0),
    Victim("sit", end_sit, SIT, 3.0, 4.0),
    Victim("app, a film", partial(end_app, visit=UploadVisit), APP, 2.0, 3.0),
    Victim("app, a session", partial(end_app, visit=SessionVisit), APP, 2.0, 10.0),
    Victim("app, sitting", partial(end_app, visit=SittingVisit), APP, 2.0, 9.0),
)
_WEIGHTS = (3, 3, 1, 1, 1)
"""Weights of the victims, so that each command is ended equally often."""


class Chain:
    """Ends one victim again and again in the same place, so that each start follows an end."""

    def __init__(self, victim: Victim, folder: Path) -> None:
        self._victim = victim
        self._folder = folder
        self._place: Place | None = None
        self._places = 0

    def end(self, ending: Ending) -> float | None:
        """Starts and ends the victim; returns the seconds lost. Never reuses a broken place."""
        if self._place is None:
            self._places += 1
            self._place = Place(self._folder / f"{self._victim.name} {self._places}")
            self._place.folder.mkdir()
        place, self._place = self._place, None
        lost_s = self._victim.end(place, ending)
        self._place = place
        return lost_s

    def close(self) -> None:
        """Starts the victim once more, ends it properly and checks what it leaves behind."""
        if self._place is not None and self._victim.words:
            end_well(self._place, self._victim.words)


@contextmanager
def _open_chains() -> Iterator[MakeTry]:
    with TemporaryDirectory() as name:
        chains = [(victim, Chain(victim, Path(name))) for victim in VICTIMS]
        yield partial(_make_try, chains)
        for _, chain in chains:
            chain.close()


def _make_try(chains: list[tuple[Victim, Chain]], rng: random.Random) -> Try:
    victim, chain = rng.choices(chains, _WEIGHTS)[0]
    early = victim.start_s > 0 and rng.random() < _EARLY_SHARE
    after_s = rng.uniform(0.0, victim.start_s if early else victim.works_s)
    ending = Ending(rng.choice(_SIGNALS), after_s, early)
    kind = f"{victim.name}, {ending.number.name}"
    return Try(kind, f"{victim.name}: {ending}", partial(chain.end, ending))


SIGNALS = Door("signals", _open_chains, limit_s=_TRY_S, at_once=6)
