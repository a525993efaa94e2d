import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from formcheck.core.posture.breaks import (
    BreakDeclined,
    BreakDue,
    BreakEnded,
    BreakKind,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import Paused, SitState
from formcheck.core.posture.sit_view import SitView, build_sit_view
from formcheck.files.errors import FormcheckError
from formcheck.store import file as file_room
from formcheck.store import sitting_store as room
from formcheck.store import writer as writer_room
from formcheck.store.days import count_record_streak, list_last_days
from formcheck.store.history import History
from formcheck.store.sitting_store import SittingPast, SittingWriter, save_look
from tests.paths import ROOT
from tests.store.results import make_result
from tests.waiting import wait_until

NOBODY = 65534
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FOREVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
UPRIGHT, SLOUCHED, AWAY, UNSURE = (
    PostureState.UPRIGHT,
    PostureState.SLOUCHED,
    PostureState.AWAY,
    PostureState.UNSURE,
)

Row = tuple[float, float, PostureState, tuple[SlouchReason, ...]]


@pytest.fixture(autouse=True)
def frequent_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes a hundred times as often, so that no test has to wait."""
    monkeypatch.setattr(writer_room, "_WRITE_EVERY_S", 0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


def open_writer(path: Path) -> SittingWriter:
    return SittingWriter(START, "desk", "HD Webcam", "front", path)


def add_seconds(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def add_span(
    writer: SittingWriter,
    start_s: float,
    end_s: float,
    state: PostureState = UPRIGHT,
    *why: SlouchReason,
) -> None:
    writer.add_span(add_seconds(start_s), add_seconds(end_s), state, why)


def list_spans(path: Path, *between: datetime) -> list[Row]:
    """Returns the spans, in seconds since START."""
    with SittingPast(path) as past:
        found = past.list_spans(*(between or FOREVER))
    since_s = START.timestamp()
    return [
        (round(s.start_s - since_s, 3), round(s.end_s - since_s, 3), s.state, s.why) for s in found
    ]


def test_the_span_that_goes_on_grows(path: Path) -> None:
    with open_writer(path) as writer:
        for second in range(1, 40):
            add_span(writer, 0, second)
            add_span(writer, 0, second + 0.5)
    assert writer.problem == ""
    assert list_spans(path) == [(0, 39.5, UPRIGHT, ())]


def test_a_slouch_is_kept_with_its_reasons_worst_first(path: Path) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 60)
        add_span(writer, 60, 90.25, SLOUCHED, SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD)
        add_span(writer, 90.25, 95, AWAY)
    assert list_spans(path) == [
        (0, 60, UPRIGHT, ()),
        (60, 90.25, SLOUCHED, (SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD)),
        (90.25, 95, AWAY, ()),
    ]


def save_each(path: Path, *told: Row) -> list[Row]:
    """Returns the stored spans when each was saved before the next was added."""
    with open_writer(path) as writer:
        for start_s, end_s, state, why in told:
            add_span(writer, start_s, end_s, state, *why)
            wait_until(lambda: not writer._waiting)
            wait_until(lambda: not writer.problem and list_spans(path))
            time.sleep(0.03)
    return read_disjoint_spans(path)


def save_at_once(path: Path, *told: Row) -> list[Row]:
    """Returns the stored spans when all were added before any could be saved."""
    writer = open_writer(path)
    for start_s, end_s, state, why in told:
        add_span(writer, start_s, end_s, state, *why)
    with writer:
        pass
    return read_disjoint_spans(path)


def read_disjoint_spans(path: Path) -> list[Row]:
    """Returns the stored spans, asserting that they do not overlap in the file."""
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT started, ended FROM span ORDER BY started").fetchall()
    raw.close()
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(found))
    return list_spans(path)


@pytest.mark.parametrize("kept", [save_each, save_at_once])
class TestSaidLast:
    """The latest span for a time wins, whether or not the earlier one was already saved."""

    def test_a_span_that_is_dated_back_cuts_the_one_before(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 70, UPRIGHT, ()), (60, 72, SLOUCHED, (SlouchReason.SLUMP,))
        assert kept(path, *told) == [
            (0, 60, UPRIGHT, ()),
            (60, 72, SLOUCHED, (SlouchReason.SLUMP,)),
        ]

    def test_an_excursion_that_is_taken_back_leaves_nothing(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (
            (0, 70, UPRIGHT, ()),
            (70, 74, SLOUCHED, (SlouchReason.SLUMP,)),
            (74, 75, UPRIGHT, ()),
            (0, 76, UPRIGHT, ()),
        )
        assert kept(path, *told) == [(0, 76, UPRIGHT, ())]

    def test_one_that_covers_several_takes_their_place(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (
            (0, 20, UPRIGHT, ()),
            (20, 30, SLOUCHED, (SlouchReason.SLUMP,)),
            (30, 40, UNSURE, ()),
            (40, 50, UPRIGHT, ()),
            (15, 60, AWAY, ()),
        )
        assert kept(path, *told) == [(0, 15, UPRIGHT, ()), (15, 60, AWAY, ())]

    def test_one_in_the_middle_of_another_leaves_both_ends(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 100, UPRIGHT, ()), (40, 60, AWAY, ())
        assert kept(path, *told) == [
            (0, 40, UPRIGHT, ()),
            (40, 60, AWAY, ()),
            (60, 100, UPRIGHT, ()),
        ]

    def test_one_that_ended_sooner_than_thought_is_shortened(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 50, UPRIGHT, ()), (50, 60, AWAY, ()), (50, 56, AWAY, ())
        assert kept(path, *told) == [(0, 50, UPRIGHT, ()), (50, 56, AWAY, ())]

    def test_the_reasons_told_last_are_those_of_the_span(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (
            (0, 10, SLOUCHED, (SlouchReason.SLUMP,)),
            (0, 11, SLOUCHED, (SlouchReason.SHRUG, SlouchReason.SLUMP)),
        )
        assert kept(path, *told) == [(0, 11, SLOUCHED, (SlouchReason.SHRUG, SlouchReason.SLUMP))]

    def test_alike_spans_that_touch_are_one_also_when_their_beginning_trembles(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 10, UPRIGHT, ()), (0.004, 11, UPRIGHT, ()), (0.002, 12, UPRIGHT, ())
        assert kept(path, *told, (12, 15, UPRIGHT, ())) == [(0, 15, UPRIGHT, ())]

    def test_alike_spans_with_a_gap_between_them_stay_two(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 10, UPRIGHT, ()), (12, 15, UPRIGHT, ())
        assert kept(path, *told) == list(told)

    def test_a_span_without_length_is_not_kept(
        self, path: Path, kept: Callable[..., list[Row]]
    ) -> None:
        told = (0, 10, UPRIGHT, ()), (10, 10, AWAY, ()), (9, 5, AWAY, ())
        assert kept(path, *told) == [(0, 10, UPRIGHT, ())]


def test_nudges_and_breaks_are_kept(path: Path) -> None:
    with open_writer(path) as writer:
        writer.add_nudge(add_seconds(61), [SlouchReason.FORWARD_HEAD])
        writer.add_break(add_seconds(1900), 62.5, BreakKind.TAKEN, ["seated-twist", "neck"])
        writer.add_break(add_seconds(3700), 0.0, BreakKind.SKIPPED)
    with SittingPast(path) as past:
        (nudge,) = past.list_nudges(*FOREVER)
        taken, skipped = past.list_breaks(*FOREVER)
        assert past.list_nudges(add_seconds(61.001), add_seconds(100)) == []
        assert past.list_breaks(add_seconds(0), add_seconds(1900)) == []
        assert past.list_last_stretches() == ("seated-twist", "neck"), "the skipped break held none"
    assert (nudge.t_s, nudge.why) == (add_seconds(61).timestamp(), (SlouchReason.FORWARD_HEAD,))
    assert (taken.at_s, taken.lasted_s, taken.kind, taken.stretches) == (
        add_seconds(1900).timestamp(), 62.5, BreakKind.TAKEN, ("seated-twist", "neck"),
    )  # fmt: skip
    assert (skipped.kind, skipped.stretches) == (BreakKind.SKIPPED, ())


def test_what_is_asked_for_is_cut_at_both_ends(path: Path) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 100)
        add_span(writer, 100, 200, SLOUCHED, SlouchReason.SLUMP)
        add_span(writer, 200, 300)
    assert list_spans(path, add_seconds(50), add_seconds(250)) == [
        (50, 100, UPRIGHT, ()),
        (100, 200, SLOUCHED, (SlouchReason.SLUMP,)),
        (200, 250, UPRIGHT, ()),
    ]
    assert list_spans(path, add_seconds(100), add_seconds(200)) == [
        (100, 200, SLOUCHED, (SlouchReason.SLUMP,))
    ]
    assert list_spans(path, add_seconds(300), add_seconds(400)) == []


def test_a_span_that_began_days_ago_is_found(path: Path) -> None:
    days = 86400.0
    with open_writer(path) as writer:
        add_span(writer, 0, 10)
        add_span(writer, 10, 3 * days, AWAY)
    assert list_spans(path, add_seconds(days), add_seconds(2 * days)) == [
        (days, 2 * days, AWAY, ())
    ]


def test_what_two_monitors_told_of_the_same_time_is_told_once(path: Path) -> None:
    with open_writer(path) as first, open_writer(path) as second:
        add_span(first, 0, 100)
        add_span(second, 40, 60, SLOUCHED, SlouchReason.SLUMP)
        add_span(second, 60, 130)
    assert list_spans(path) == [
        (0, 40, UPRIGHT, ()), (40, 60, SLOUCHED, (SlouchReason.SLUMP,)), (60, 130, UPRIGHT, ()),
    ]  # fmt: skip


def test_looking_makes_no_file(path: Path) -> None:
    assert list_spans(path) == []
    with SittingPast(path) as past:
        assert past.list_nudges(*FOREVER) == past.list_breaks(*FOREVER) == []
        assert past.find_first() is None
    assert not path.parent.exists()


def test_the_first_that_was_watched_is_known(path: Path) -> None:
    with SittingWriter(add_seconds(5000), path=path) as writer:
        add_span(writer, 5000, 5010)
    with open_writer(path) as writer:
        add_span(writer, 3, 10)
    with SittingPast(path) as past:
        assert past.find_first() == add_seconds(3)


def test_times_are_kept_in_utc_to_the_millisecond(path: Path) -> None:
    zone = timezone(timedelta(hours=-5))
    with SittingWriter(START.astimezone(zone), path=path) as writer:
        writer.add_span(
            add_seconds(0.1234).astimezone(zone), add_seconds(1).astimezone(zone), UPRIGHT
        )
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT started, ended, why FROM span").fetchall() == [
        ("2026-11-23T08:00:00.123+00:00", "2026-11-23T08:00:01.000+00:00", "[]")
    ]
    assert raw.execute("SELECT started FROM watch").fetchall() == [
        ("2026-11-23T08:00:00.000+00:00",)
    ]
    raw.close()


def test_a_watch_killed_at_any_moment_loses_a_second_at_most(path: Path) -> None:
    """The real rate: the open span is added every 0.2 s until SIGKILL."""
    code = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.core.posture.posture_values import PostureState, SlouchReason\n"
        "from formcheck.store.sitting_store import SittingWriter\n"
        "started = datetime.now(UTC); print(started.timestamp(), flush=True)\n"
        "with SittingWriter(started, 'desk', path=Path(sys.argv[1])) as writer:\n"
        "    while True:\n"
        "        now = datetime.now(UTC)\n"
        "        writer.add_span(started, now, PostureState.SLOUCHED, [SlouchReason.SLUMP])\n"
        "        print(now.timestamp(), flush=True); time.sleep(0.2)\n"
    )
    for wait_s in (2.05, 2.6):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            started_s = float(process.stdout.readline())
            process.stdout.readline()
            time.sleep(wait_s)
            process.kill()
            told_s = [float(line) for line in process.stdout if line.endswith("\n")]
        with SittingPast(path) as past:
            *_, newest = past.list_spans(*FOREVER)
        assert (newest.state, newest.why) == (SLOUCHED, (SlouchReason.SLUMP,))
        assert newest.start_s == pytest.approx(started_s, abs=0.001)
        assert 0 <= told_s[-1] - newest.end_s < 1.5  # one second, and time to write
    with History(path) as history:
        assert history.list_sessions() == []
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("SELECT COUNT(*) FROM watch").fetchone() == (2,)
    raw.close()


def test_nothing_that_is_told_waits_for_the_file(path: Path) -> None:
    with History(path) as history:
        history.begin(START, [])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with open_writer(path) as writer:
        start_s = time.perf_counter()
        for second in range(1000):
            add_span(writer, 0, second)
        assert time.perf_counter() - start_s < 0.5
        other.execute("ROLLBACK")
        other.close()
    assert list_spans(path) == [(0, 999, UPRIGHT, ())]


def test_a_file_that_is_held_for_long_is_told_and_written_afterwards(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_room, "_BUSY_S", 0.1)
    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        wait_until(lambda: list_spans(path))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        add_span(writer, 0, 9)
        add_span(writer, 9, 20, SLOUCHED, SlouchReason.SHRUG)
        writer.add_nudge(add_seconds(15), [SlouchReason.SHRUG])
        wait_until(lambda: "held by another program" in writer.problem)
        other.execute("ROLLBACK")
        other.close()
        wait_until(lambda: writer.problem == "")
    assert list_spans(path) == [(0, 9, UPRIGHT, ()), (9, 20, SLOUCHED, (SlouchReason.SHRUG,))]
    with SittingPast(path) as past:
        assert len(past.list_nudges(*FOREVER)) == 1


def test_a_full_disk_is_one_sentence_and_what_was_saved_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file = file_room._open_file

    def open_full_disk(path: Path) -> sqlite3.Connection:
        connection = open_file(path)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        wait_until(lambda: list_spans(path))
        with closing(sqlite3.connect(path)) as other:
            pages = other.execute("PRAGMA page_count").fetchone()[0]
        monkeypatch.setattr(file_room, "_open_file", open_full_disk)
        writer._file.close()  # the writer opens the file again
        for second in range(600):
            add_span(writer, second, second + 1, (UPRIGHT, UNSURE)[second % 2])
        wait_until(lambda: writer.problem)
        assert writer.problem == f"The history {path} cannot grow: the disk is full."
        assert list_spans(path) == [(0, 5, UPRIGHT, ())]


def test_a_damaged_file_is_one_sentence_and_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a letter to my aunt " * 500)
    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        wait_until(lambda: writer.problem)
        assert "is damaged: to keep it, end every" in writer.problem
        with SittingPast(path) as past, pytest.raises(FormcheckError, match="is damaged"):
            past.list_spans(*FOREVER)
    assert path.read_bytes().startswith(b"a letter")


@pytest.mark.parametrize(
    "wrong",
    [
        "state = 'lying'", "why = '[\"lazy\"]'", "why = '['", "ended = 'soon'", "why = 7",
        "state = CAST(X'ff' AS TEXT)", "ended = X'ff'", "ended = started", "why = '[[]]'",
        "ended = '9999-12-31T23:59:59.000+00:00'",
    ],
)  # fmt: skip
def test_a_row_that_nobody_understands_is_set_aside_and_counted(
    path: Path, berlin_clock: None, wrong: str
) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        add_span(writer, 5, 9, AWAY)
        add_span(writer, 9, 12)
    execute(path, f"UPDATE span SET {wrong} WHERE state = 'away'")
    with SittingPast(path) as past:
        found, day = past.list_spans(*FOREVER), past.read_day(START.date())
    assert [span.state for span in found] == [UPRIGHT, UPRIGHT]
    assert (found.unreadable, day.unreadable) == (1, 1)


def test_damaged_nudges_and_breaks_are_set_aside_and_counted(
    path: Path, berlin_clock: None
) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        for second in range(3):
            writer.add_nudge(add_seconds(second), [SlouchReason.SLUMP])
            writer.add_break(add_seconds(second), 62.5, BreakKind.TAKEN, ["seated-twist"])
    execute(path, "UPDATE nudge SET why = '{}' WHERE id = 2")
    execute(path, "UPDATE break SET lasted_s = 9e999, stretch = X'ff' WHERE id = 3")
    execute(path, "UPDATE break SET kind = 5 WHERE id = 2")
    with SittingPast(path) as past:
        day = past.read_day(START.date())
        assert (len(day.nudges), len(day.breaks), day.unreadable) == (2, 1, 3)
        assert past.list_last_stretches() == ()


def test_a_watch_goes_on_over_damaged_rows(path: Path) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 5)
        wait_until(lambda: list_spans(path))
        execute(path, "UPDATE span SET ended = X'ff', state = 5, why = CAST(X'ff' AS TEXT)")
        add_span(writer, 5, 20, AWAY)
    assert writer.problem == ""
    assert list_spans(path)[-1] == (5, 20, AWAY, ())


def test_the_first_watch_that_can_be_read_is_the_first(path: Path) -> None:
    for begun in (0, 100, 200):
        with SittingWriter(add_seconds(begun), path=path) as writer:
            add_span(writer, begun, begun + 5)
    execute(path, "UPDATE span SET started = 17 WHERE watch = 1")
    with SittingPast(path) as past:
        assert past.find_first() == add_seconds(100)


def execute(path: Path, statement: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(statement)
    raw.commit()
    raw.close()


def test_a_folder_that_takes_no_file_is_told() -> None:
    """Not as root, who may write anywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "locked"
        folder.mkdir()
        folder.chmod(0o555)
        Path(name).chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            with open_writer(folder / "history.db") as writer:
                add_span(writer, 0, 5)
                wait_until(lambda: writer.problem)
            assert "cannot be opened" in writer.problem
            assert len(writer.problem.splitlines()) == 1
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_after_all_was_forgotten_the_watch_goes_on_and_what_was_before_stays_forgotten(
    path: Path,
) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 50)
        writer.add_nudge(add_seconds(40), [SlouchReason.SLUMP])
        wait_until(lambda: list_spans(path))
        with History(path) as history:
            history.forget()
        add_span(writer, 0, 70)
        wait_until(lambda: list_spans(path))
        with open_writer(
            path
        ) as other:  # would get the forgotten watch's ID if it had begun sooner
            add_span(other, 200, 201)
        add_span(writer, 0, 80)
    assert list_spans(path) == [(50, 80, UPRIGHT, ()), (200, 201, UPRIGHT, ())]
    with SittingPast(path) as past:
        assert past.list_nudges(*FOREVER) == []


def test_another_watch_that_has_our_number_after_forgetting_is_left_alone(path: Path) -> None:
    with open_writer(path) as ours:
        add_span(ours, 0, 50)
        wait_until(lambda: list_spans(path))
        with History(path) as history:
            history.forget()
            history.begin(START, [])
        with SittingWriter(add_seconds(51), path=path) as theirs:
            add_span(theirs, 51, 55, AWAY)
        add_span(ours, 0, 70)
    assert list_spans(path) == [(50, 51, UPRIGHT, ()), (51, 55, AWAY, ()), (55, 70, UPRIGHT, ())]
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT COUNT(*) FROM watch").fetchone() == (2,)
    raw.close()


def test_sessions_and_sitting_share_a_file(path: Path) -> None:
    with open_writer(path) as writer, History(path) as history:
        add_span(writer, 0, 10)
        number = history.begin(START, ["Twist"])
        history.save(number, START, make_result())
    with History(path) as history:
        assert history.read_session(number)[1] == make_result()
    assert len(list_spans(path)) == 1


def test_a_watch_of_one_day_costs_next_to_nothing(path: Path) -> None:
    """A generous limit: 0.2 ms of CPU time were measured per second of monitoring."""
    writer = SittingWriter(START, "desk", "", "front", path)
    with writer._file:
        for span in range(500):  # as many as in a whole day
            state = (UPRIGHT, SLOUCHED)[span % 2].value
            writer._save([make_entry(span * 60, span * 60 + 60, state)])
        start_s = time.process_time()
        for second in range(1, 201):
            writer._save([make_entry(30000, 30000 + second, "upright")])
        assert (time.process_time() - start_s) / 200 < 0.01


def make_entry(start_s: float, end_s: float, state: str) -> room._Span:
    return room._Span(
        add_seconds(start_s).isoformat(timespec="milliseconds"),
        add_seconds(end_s).isoformat(timespec="milliseconds"),
        state,
        "[]",
    )


def make_open_view(
    start_s: float, end_s: float, state: PostureState, *why: SlouchReason
) -> SitView:
    """Returns the view of a monitor that has just started, except for its open span."""
    view = build_sit_view(Rules(), SitState(None))
    return replace(view, open=Segment(start_s, end_s, state, why))


def test_what_a_watch_tells_is_kept(path: Path) -> None:
    with open_writer(path) as writer:
        save_look(writer, START, make_open_view(0, 70, UPRIGHT), ())
        slouch = make_open_view(60, 72, SLOUCHED, SlouchReason.SLUMP)
        save_look(writer, START, slouch, (Segment(0, 60, UPRIGHT, ()),))
        save_look(writer, START, replace(slouch, open=None), (Nudged(71, (SlouchReason.SLUMP,)),))
        pauses = (BreakEnded(80, 61.5, BreakKind.TAKEN), BreakEnded(90, 70.0, BreakKind.CREDITED))
        save_look(writer, START, replace(slouch, open=None), pauses, stretches=["seated-twist"])
        declined = (
            BreakDeclined(95, BreakKind.POSTPONED),
            BreakDeclined(99, BreakKind.SKIPPED),
        )
        others = (*declined, Paused(99), BreakDue(99, 1800))
        save_look(writer, START, replace(slouch, open=None), others)
    assert list_spans(path) == [(0, 60, UPRIGHT, ()), (60, 72, SLOUCHED, (SlouchReason.SLUMP,))]
    with SittingPast(path) as past:
        assert [(n.t_s - START.timestamp(), n.why) for n in past.list_nudges(*FOREVER)] == [
            (71, (SlouchReason.SLUMP,))
        ]
        assert [
            (b.at_s - START.timestamp(), b.lasted_s, b.kind, b.stretches)
            for b in past.list_breaks(*FOREVER)
        ] == [
            (80, 61.5, BreakKind.TAKEN, ("seated-twist",)),
            (90, 70.0, BreakKind.CREDITED, ()),
            (95, 0.0, BreakKind.POSTPONED, ()),
            (99, 0.0, BreakKind.SKIPPED, ()),
        ]


def test_what_closes_a_watch_holds_against_what_was_still_open(path: Path) -> None:
    with open_writer(path) as writer:
        closed = Segment(0, 90, UPRIGHT, ()), Segment(90, 99, AWAY, ())
        save_look(writer, START, make_open_view(0, 99, UPRIGHT), closed)
    assert list_spans(path) == [(0, 90, UPRIGHT, ()), (90, 99, AWAY, ())]


def sit_for_days(path: Path, *backs: int, breaks: bool = True) -> None:
    """Stores an hour at the desk, with a break, so many days before START each."""
    for back in backs:
        began = START - timedelta(days=back)
        with SittingWriter(began, path=path) as writer:
            writer.add_span(began, began + timedelta(hours=1), UPRIGHT)
            if breaks:
                writer.add_break(began + timedelta(hours=1), 60.0, BreakKind.TAKEN)


def count_streak(path: Path, days: int) -> tuple[int, tuple[bool | None, ...]]:
    """Returns the streak of days with a break up to START, and the breaks of the days before."""
    with SittingPast(path) as past:
        shown = past.read_days(START.date(), days)
        before = past.read_before(shown)
    assert [one.date for one in shown] == list(list_last_days(START.date(), days))
    return count_record_streak(shown, before), before


def test_a_row_of_days_is_counted_back_to_its_beginning(path: Path) -> None:
    sit_for_days(path, *range(10), *range(20, 50))
    assert count_streak(path, 7)[0] == count_streak(path, 30)[0] == count_streak(path, 1)[0] == 40


def test_days_before_the_row_began_are_not_read(path: Path) -> None:
    sit_for_days(path, *range(10), *range(13, 50))
    with SittingWriter(START - timedelta(days=9000), path=path) as writer:
        began = START - timedelta(days=12)
        writer.add_span(began, began + timedelta(hours=1), SLOUCHED, (SlouchReason.SLUMP,))
    assert count_streak(path, 7) == (10, (False, True, True, True)), "the row is over with that day"


@pytest.mark.parametrize("seed", range(12))
def test_a_row_is_as_long_as_when_every_day_is_read_whole(
    path: Path, seed: int, berlin_clock: None
) -> None:
    """Days with and without breaks, short and long ones, gaps, nights, and damaged entries."""
    chosen = random.Random(seed)
    with SittingWriter(START - timedelta(days=90), path=path) as writer:
        for back in range(80, -1, -1):
            if chosen.random() < 0.3:
                continue
            began = START - timedelta(days=back, hours=chosen.randint(0, 12))
            ended = began + timedelta(minutes=chosen.choice([10, 29, 30, 31, 300]))
            state = chosen.choice([UPRIGHT, UPRIGHT, SLOUCHED, UNSURE, AWAY])
            writer.add_span(began, ended, state)
            kinds = [BreakKind.TAKEN, BreakKind.CREDITED, BreakKind.SKIPPED]
            if chosen.random() < 0.97:
                writer.add_break(ended, 60.0, chosen.choices(kinds, [8, 8, 1])[0])
    raw = sqlite3.connect(path)
    raw.execute("UPDATE break SET lasted_s = 'long' WHERE id % 23 = ?", (seed,))
    raw.execute("UPDATE span SET state = 'lying' WHERE substr(started, 9, 2) = ?", (f"{seed:02}",))
    raw.commit()
    raw.close()
    with SittingPast(path) as past:
        for until in (START.date() - timedelta(days=back) for back in range(0, 20, 4)):
            shown = past.read_days(until, 3)
            row = count_record_streak(shown, past.read_before(shown))
            assert row == count_record_streak(past.read_days(until, 95)), until


def test_years_of_days_with_a_break_are_counted_soon(path: Path) -> None:
    """A generous limit: 0.01 s of CPU time were measured, and 0.6 s when reading each day whole."""
    with SittingWriter(START - timedelta(days=1001), path=path) as writer:
        for back in range(1000, -1, -1):
            began = START - timedelta(days=back)
            writer.add_span(began, began + timedelta(hours=1), UPRIGHT)
            writer.add_break(began + timedelta(hours=1), 60.0, BreakKind.TAKEN)
    with SittingPast(path) as past:
        shown = past.read_days(START.date(), 7)
        start_s = time.process_time()
        assert count_record_streak(shown, past.read_before(shown)) == 1001
        assert time.process_time() - start_s < 0.2


def test_a_watch_of_which_nothing_is_told_leaves_nothing(path: Path) -> None:
    with open_writer(path):
        pass
    with open_writer(path) as writer:
        add_span(writer, 0, 10)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT COUNT(*) FROM watch").fetchone() == (1,)
    raw.close()


@pytest.mark.parametrize("statement", [room._NUDGES, room._BREAKS])
def test_what_was_said_on_a_day_is_found_without_reading_that_of_all_days(
    path: Path, statement: str
) -> None:
    with open_writer(path) as writer:
        add_span(writer, 0, 10)
    raw = sqlite3.connect(path)
    (plan,) = raw.execute(f"EXPLAIN QUERY PLAN {statement}", ("", "")).fetchall()
    assert "USING INDEX" in plan[-1]
    raw.close()


def test_sitting_over_midnight_belongs_to_the_row(path: Path, berlin_clock: None) -> None:
    sit_for_days(path, 0)
    began = datetime(2026, 11, 13, 23, 55, tzinfo=BERLIN)
    with SittingWriter(began, path=path) as writer:
        writer.add_span(began, began + timedelta(hours=2), UPRIGHT)
        writer.add_break(began + timedelta(hours=2), 60.0, BreakKind.TAKEN)
    assert count_streak(path, 7) == (2, (None, True))


def test_a_break_that_put_nothing_off_is_not_kept(path: Path) -> None:
    with open_writer(path) as writer:
        for at_s, unasked in ((60.0, True), (90.0, False)):
            ended = BreakEnded(at_s, 2.0, BreakKind.POSTPONED, unasked=unasked)
            save_look(writer, START, make_open_view(0, at_s, UPRIGHT), (ended,))
    with SittingPast(path) as past:
        (kept,) = past.list_breaks(*FOREVER)
    assert kept.at_s == add_seconds(90.0).timestamp()


def test_time_without_a_picture_is_not_kept(path: Path) -> None:
    with open_writer(path) as writer:
        dark = Segment(60, 90, PostureState.UNSURE, (), no_picture=True)
        closed = Segment(0, 60, UPRIGHT), replace(dark, end_s=80)
        save_look(writer, START, replace(make_open_view(0, 0, UPRIGHT), open=dark), closed)
    assert list_spans(path) == [(0, 60, UPRIGHT, ())]


BERLIN = ZoneInfo("Europe/Berlin")


def test_a_watch_over_midnight_belongs_to_both_days(path: Path, berlin_clock: None) -> None:
    start = datetime(2026, 11, 23, 23, 30, tzinfo=BERLIN)
    with SittingWriter(start, path=path) as writer:
        writer.add_span(start, start + timedelta(hours=1), UPRIGHT)
        writer.add_nudge(start + timedelta(minutes=29), [SlouchReason.SLUMP])
        writer.add_break(start + timedelta(minutes=31), 60.0, BreakKind.TAKEN)
    with SittingPast(path) as past:
        monday, tuesday = past.read_days(date(2026, 11, 24), 2)
    assert (monday.date, tuesday.date) == (date(2026, 11, 23), date(2026, 11, 24))
    assert (monday.day.sum.upright_s, tuesday.day.sum.upright_s) == (1800.0, 1800.0)
    assert (monday.day.nudges, tuesday.day.nudges) == (1, 0)
    assert (monday.day.breaks, tuesday.day.breaks) == (0, 1)
    assert monday.spans[0].end_s == tuesday.spans[0].start_s == tuesday.day.start_s


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clocks_are_set_is_whole(
    path: Path, berlin_clock: None, day: date, hours: int
) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    with SittingWriter(midnight, path=path) as writer:
        writer.add_span(midnight - timedelta(hours=3), midnight + timedelta(hours=30), UPRIGHT)
    with SittingPast(path) as past:
        record = past.read_day(day)
    assert record.day.sum.upright_s == hours * 3600.0
    assert [hour.sum.upright_s for hour in record.day.hours] == [3600.0] * hours
