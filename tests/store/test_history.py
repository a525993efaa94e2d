import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from formcheck.core.language import ENGLISH
from formcheck.core.stretch.dose import Amount
from formcheck.files.errors import FormcheckError
from formcheck.store import file as room
from formcheck.store import store_texts
from formcheck.store.file import find_history_path
from formcheck.store.history import History, SessionRow
from tests.paths import ROOT
from tests.store.results import make_result

STARTED = datetime(2026, 11, 23, 18, 4, 5, tzinfo=timezone(timedelta(hours=1)))
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "formcheck" / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History(path) as one:
        yield one


def list_neighbours(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def fill_history(path: Path, sessions: int = 3) -> None:
    with History(path) as history:
        for day in range(sessions):
            started = STARTED + timedelta(days=day)
            history.save(history.begin(started, ["Twist"]), started, make_result())


def test_what_was_saved_last_is_there(history: History) -> None:
    number = history.begin(STARTED, ["Doorway stretch"])
    for seconds in (1.0, 2.0, 75.5):
        history.save(number, STARTED, make_result(duration_s=seconds))
    history.save(
        number, STARTED, make_result(duration_s=80.25, held_s=30.0, faults=4, end="completed")
    )
    row, kept = history.read_session(number)
    assert kept == make_result(duration_s=80.25, held_s=30.0, faults=4, end="completed")
    assert row == SessionRow(
        id=number,
        started=STARTED,
        ended=STARTED + timedelta(seconds=80.25),
        end="completed",
        titles=("Türrahmen-Dehnung",),
        held_s=33.0,
        planned_s=60.0,
        reps=0,
        planned_reps=0,
        done=(Amount("hold", 33.0, 60.0),),
        faults=1,
    )
    assert history.list_sessions() == [row]


def test_repetitions_are_kept_beside_seconds(history: History) -> None:
    number = history.begin(STARTED, ["Bridge"])
    told = make_result()
    told["stretches"][0] |= {"counted_reps": 9, "planned_reps": 12}
    history.save(number, STARTED, told)
    row, _ = history.read_session(number)
    assert (row.reps, row.planned_reps) == (9, 12)
    assert row.done == (Amount("hold", 15.5, 60.0), Amount("rep", 9, 12))


@pytest.mark.parametrize("wrong", [{}, [1], [{"unit": "year", "count": 1, "planned": 1}],
    [{"unit": "rep", "count": -1, "planned": 1}], [{"unit": "rep", "count": 1}]])  # fmt: skip
def test_amounts_that_nobody_can_read_are_a_damaged_entry(history: History, wrong: object) -> None:
    history.save(history.begin(STARTED, ["Bridge"]), STARTED, make_result() | {"done": wrong})
    assert (history.list_sessions(), history.list_sessions().unreadable) == ([], 1)


def test_times_are_kept_in_utc(history: History, path: Path) -> None:
    history.begin(STARTED, [])
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT started FROM session").fetchone() == (
            "2026-11-23T17:04:05.000+00:00",
        )
    raw.close()
    assert history.list_sessions()[0].started.tzinfo is UTC


def test_the_newest_come_first_and_only_so_many(history: History) -> None:
    numbers = [history.begin(STARTED + timedelta(days=day), []) for day in (0, 2, 1)]
    assert [row.id for row in history.list_sessions()] == [numbers[1], numbers[2], numbers[0]]
    assert [row.id for row in history.list_sessions(2)] == [numbers[1], numbers[2]]


def test_a_session_that_was_begun_and_never_saved_is_told_as_open(history: History) -> None:
    row, kept = history.read_session(history.begin(STARTED, ["Twist"]))
    assert (row.end, row.titles, row.held_s, kept) == ("open", ("Twist",), 0.0, {})


def test_looking_makes_no_file(history: History, path: Path) -> None:
    assert history.list_sessions() == []
    with pytest.raises(FormcheckError, match="There is no session 7 in the history"):
        history.read_session(7)
    assert not path.parent.exists()


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_a_number_that_was_never_given_is_told(history: History, number: int) -> None:
    history.begin(STARTED, [])
    with pytest.raises(FormcheckError, match=f"no session {number} "):
        history.read_session(number)


def test_only_the_user_can_read_it(history: History, path: Path) -> None:
    history.begin(STARTED, [])
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_lies_with_the_user_s_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert find_history_path() == tmp_path / "formcheck" / "history.db"
    assert History().path == find_history_path()


def test_forgetting_removes_every_file_and_a_new_history_can_begin(path: Path) -> None:
    fill_history(path)
    with History(path) as history:
        assert len(history.list_sessions()) == 3
        assert len(list_neighbours(path)) == 3  # including the write-ahead log and its index
        history.forget()
        assert list_neighbours(path) == []
        assert history.list_sessions() == []
        history.begin(STARTED, [])
        assert len(history.list_sessions()) == 1


@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged"])
def test_forgetting_overwrites_a_file_and_what_a_link_leads_to(path: Path, damaged: bool) -> None:
    real = path.parent / "synced" / "history.db"
    real.parent.mkdir(parents=True)
    path.symlink_to(real)
    fill_history(path)
    kept = real.parent / "copy that shows what became of its bytes"
    kept.hardlink_to(real)
    assert b"Elbow up." in kept.read_bytes()
    if damaged:
        with real.open("r+b") as file:
            file.write(b"x" * 100)
    with History(path) as history:
        history.forget()
    assert b"Elbow up." not in kept.read_bytes()
    assert list_neighbours(path) == ["synced"]
    assert list_neighbours(real) == [kept.name]


@pytest.mark.skipif(os.name != "posix", reason="needs pipes with names")
def test_forgetting_removes_a_link_to_what_is_no_file_and_leaves_that(path: Path) -> None:
    path.parent.mkdir(parents=True)
    pipe, folder = path.parent / "pipe", path.parent / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    for target in (pipe, folder):
        path.symlink_to(target)
        with History(path) as history:
            history.forget()
        assert list_neighbours(path) == ["folder", "pipe"]


def test_forgetting_a_damaged_history_leaves_what_a_link_beside_it_leads_to(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 100)
    other = path.with_name("mine.txt")
    other.write_text("mine", encoding="utf-8")
    path.with_name(f"{path.name}-journal").symlink_to(other)
    with History(path) as history:
        history.forget()
    assert other.read_text(encoding="utf-8") == "mine"
    assert list_neighbours(path) == [other.name]


def test_what_is_forgotten_is_not_in_the_bytes_of_the_file_either(path: Path) -> None:
    """As where the system keeps a file that another program has open."""
    fill_history(path)
    with History(path) as history, History(path) as other:
        assert len(other.list_sessions()) == 3
        assert history._overwrite_rows()
        assert b"Elbow up." not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_session_that_was_forgotten_by_another_program_stays_forgotten(path: Path) -> None:
    with History(path) as ours, History(path) as theirs:
        number = ours.begin(STARTED, ["Ours"])
        ours.save(number, STARTED, make_result())
        theirs.forget()
        ours.save(number, STARTED, make_result())
        assert ours.list_sessions() == []
        assert theirs.begin(STARTED + timedelta(hours=1), ["Theirs"]) == number
        ours.save(number, STARTED, make_result())
        assert [row.titles for row in theirs.list_sessions()] == [("Theirs",)]


def test_after_another_program_forgot_all_new_sessions_are_kept_in_the_new_file(
    path: Path,
) -> None:
    with History(path) as ours, History(path) as theirs:
        ours.begin(STARTED, ["Before"])
        theirs.forget()
        ours.begin(STARTED, ["After"])
        assert [row.titles for row in theirs.list_sessions()] == [("After",)]


def test_a_session_killed_at_any_moment_is_there_as_it_was_saved_last(path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.store.history import History; from tests.store.results import make_result\n"
        "history = History(Path(sys.argv[1])); now = datetime.now(UTC)\n"
        "number = history.begin(now, [])\n"
        "done = 0\n"
        "while True:\n"
        "    done += 1; history.save(number, now, make_result(duration_s=done))\n"
        "    print(done, flush=True)\n"
    )
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(40)]
            process.kill()
            lines += process.stdout.readlines()
        told = int([line for line in lines if line.endswith("\n")][-1])
        with History(path) as history:
            (newest, *_) = history.list_sessions()
            _, kept = history.read_session(newest.id)
        assert kept["duration_s"] in {told, told + 1}
        assert newest.ended == newest.started + timedelta(seconds=kept["duration_s"])


def test_a_history_moved_as_is_told_keeps_what_was_saved_last(path: Path, tmp_path: Path) -> None:
    told = re.search(r"begin with (\S+)\.$", store_texts.NEWER)
    assert told is not None
    with History(path) as history:
        history.begin(STARTED, ["Twist"])
        for file in path.parent.glob(f"{told[1]}*"):  # as a killed program leaves them
            shutil.copy(file, tmp_path)
    with History(tmp_path / path.name) as moved:
        assert [row.titles for row in moved.list_sessions()] == [("Twist",)]


def test_two_programs_write_at_once_and_nothing_is_lost(path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.store.history import History; from tests.store.results import make_result\n"
        "with History(Path(sys.argv[1])) as history:\n"
        "    for _ in range(20):\n"
        "        now = datetime.now(UTC)\n"
        "        number = history.begin(now, [])\n"
        "        for n in range(5): history.save(number, now, make_result(duration_s=n))\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE, cwd=ROOT)
        for _ in range(2)
    ]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    with History(path) as history:
        rows = history.list_sessions()
    assert len({row.id for row in rows}) == 40
    assert all(row.ended - row.started == timedelta(seconds=4) for row in rows)


def test_several_threads_may_use_one_history(history: History) -> None:
    def work() -> None:
        for _ in range(10):
            history.save(history.begin(STARTED, []), STARTED, make_result())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.id for row in history.list_sessions()}) == 40


def test_a_result_that_is_none_leaves_what_was_there(history: History) -> None:
    number = history.begin(STARTED, [])
    history.save(number, STARTED, make_result())
    with pytest.raises(KeyError):
        history.save(number, STARTED, {"end": "open"})
    assert history.read_session(number)[1] == make_result()


def test_a_file_that_another_program_holds_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_BUSY_S", 0.2)
    fill_history(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with History(path) as history:
        with pytest.raises(FormcheckError, match="is held by another program"):
            history.begin(STARTED, [])
        assert len(history.list_sessions()) == 3  # reading still works
        other.execute("ROLLBACK")
        assert history.begin(STARTED, []) == 4
    other.close()


def test_what_is_wrong_in_a_folder_whose_name_is_no_utf8_can_be_sent_to_the_page(
    tmp_path: Path,
) -> None:
    folder = tmp_path / os.fsdecode(b"m\xfcller")
    try:
        folder.mkdir()
    except OSError as error:  # such as on a Mac
        pytest.skip(f"this file system takes no such name: {error}")
    path = folder / "history.db"
    path.write_bytes(b"a letter to my aunt " * 500)
    with History(path) as history, pytest.raises(FormcheckError) as caught:
        history.list_sessions()
    assert ENGLISH.say(caught.value.sentence).encode() == str(caught.value).encode()


def test_a_file_that_is_no_history_is_told_and_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a letter to my aunt " * 500)
    with History(path) as history:
        with pytest.raises(FormcheckError, match="is damaged: to keep it, end every"):
            history.list_sessions()
        assert path.read_bytes().startswith(b"a letter")
        history.forget()
        assert list_neighbours(path) == []


@pytest.mark.parametrize("keep", [0.3, 0.7])
def test_a_file_that_was_cut_off_or_overwritten_is_told_or_read(path: Path, keep: float) -> None:
    fill_history(path, sessions=60)
    raw = path.read_bytes()
    kept = int(len(raw) * keep)
    path.write_bytes(raw[:kept] + b"\xa5" * (len(raw) - kept))
    with History(path) as history:
        try:
            rows = history.list_sessions()
            assert len(rows) <= 60
            for row in rows:
                history.read_session(row.id)
        except FormcheckError as error:
            assert "is damaged" in str(error)  # noqa: PT017 - either is right, nothing else is
        else:
            pytest.fail("half of the file is gone, and nobody noticed")


def test_a_full_disk_is_told_and_what_was_saved_stays(history: History) -> None:
    number = history.begin(STARTED, [])
    history.save(number, STARTED, make_result(duration_s=5.0))
    assert history._connection is not None
    pages = history._connection.execute("PRAGMA page_count").fetchone()[0]
    history._connection.execute(f"PRAGMA max_page_count = {pages}")
    large = make_result() | {"good": ["word " * 20_000]}
    with pytest.raises(FormcheckError, match="the disk is full"):
        history.save(number, STARTED, large)
    assert history.read_session(number)[1]["duration_s"] == 5.0
    history.save(number, STARTED, large)


def test_a_folder_that_takes_no_file_is_told() -> None:
    """Not as root, who may write anywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "locked"
        folder.mkdir()
        fill_history(folder / "history.db")
        for place in (Path(name), folder, folder / "history.db"):
            place.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            for path in (folder / "history.db", folder / "other" / "history.db"):
                with (
                    History(path) as history,
                    pytest.raises(FormcheckError, match=r"cannot be (opened|used)"),
                ):
                    history.begin(STARTED, [])
            with (
                History(folder / "history.db") as history,
                pytest.raises(FormcheckError, match="cannot be opened"),
            ):
                history.forget()
        finally:
            if root:
                os.seteuid(0)
            Path(name).chmod(0o755)
            folder.chmod(0o755)


def test_a_name_that_is_a_folder_is_told(tmp_path: Path) -> None:
    with (
        History(tmp_path) as history,
        pytest.raises(FormcheckError, match="cannot be opened"),
    ):
        history.list_sessions()


def test_a_save_is_quick_beside_a_picture(history: History) -> None:
    """A generous limit: the measured median was 0.3 ms, and a save happens once a second."""
    number = history.begin(STARTED, [])
    value = make_result(faults=50)
    times_s = []
    for _ in range(50):
        start_s = time.perf_counter()
        history.save(number, STARTED, value)
        times_s.append(time.perf_counter() - start_s)
    assert sorted(times_s)[25] < 0.05


WRONG = (
    None, b"\xff\x00", "", "soon", "\ud7ff", -1, 2**62, 9e999, -9e999, 1e300, "9" * 5000, "[",
    "[" * 3000, '["\\ud800"]', '{"a": NaN}', '{"a": 1e999}', "[1]", "{}", "[]", "null",
    "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-11-23",
)  # fmt: skip
"""Possible cell contents after a disk error, another program's write or a manual edit."""
COLUMNS = (
    "started", "ended", "outcome", "titles", "held_s", "planned_s", "faults", "result", "reps",
    "planned_reps",
)  # fmt: skip


def write_cell(path: Path, column: str, wrong: object, number: int) -> None:
    """Writes a value into a cell that the column does not allow."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET sql = REPLACE(sql, 'NOT NULL', '')")
    raw.commit()
    raw.close()
    raw = sqlite3.connect(path)
    value = "CAST(? AS TEXT)" if isinstance(wrong, bytes) else "?"  # a text that is not valid UTF-8
    raw.execute(f"UPDATE session SET {column} = {value} WHERE id = ?", (wrong, number))
    raw.commit()
    raw.close()


@pytest.mark.parametrize("column", COLUMNS)
def test_one_damaged_cell_costs_one_entry_at_most(path: Path, column: str) -> None:
    fill_history(path)
    for wrong in WRONG:
        write_cell(path, column, wrong, 2)
        with History(path) as history:
            rows = history.list_sessions()
            assert {1, 3} <= {row.id for row in rows}
            assert len(rows) + rows.unreadable == 3
            with suppress(FormcheckError):
                row, kept = history.read_session(2)
                assert (row.id, type(kept)) == (2, dict)


def test_entries_that_cannot_be_read_are_counted_and_told_one_by_one(path: Path) -> None:
    fill_history(path, sessions=5)
    write_cell(path, "ended", room.format_utc(STARTED - timedelta(seconds=1)), 1)
    write_cell(path, "started", b"\xff\x00", 2)
    write_cell(path, "held_s", "many", 4)
    write_cell(path, "result", "[" * 3000, 5)
    with History(path) as history:
        rows = history.list_sessions(2)
        assert ([row.id for row in rows], rows.unreadable) == ([5, 3], 3)
        for number in (1, 2, 4, 5):
            with pytest.raises(FormcheckError, match=f"Session {number} in the history is damaged"):
                history.read_session(number)


@pytest.mark.parametrize("wrong", ["DROP TABLE session", "ALTER TABLE session DROP COLUMN faults"])
def test_a_file_without_a_table_or_column_is_one_sentence(path: Path, wrong: str) -> None:
    fill_history(path)
    raw = sqlite3.connect(path)
    raw.execute(wrong)
    raw.close()
    with History(path) as history, pytest.raises(FormcheckError, match=r"is damaged \(no such"):
        history.list_sessions()


def test_a_file_that_sqlite_quotes_as_no_text_is_damaged(path: Path) -> None:
    fill_history(path)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute(
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) "
        "VALUES ('table', CAST(X'FFFE' AS TEXT), 'x', 0, 'no statement')"
    )
    raw.commit()
    raw.close()
    with History(path) as history, pytest.raises(FormcheckError, match="is damaged: to keep it"):
        history.list_sessions()


def test_a_path_that_the_system_refuses_is_told(tmp_path: Path) -> None:
    too_long = tmp_path / ("n" * 300) / "history.db"
    with History(too_long) as history, pytest.raises(FormcheckError, match="cannot be opened"):
        history.list_sessions()


def test_a_number_below_all_that_a_file_can_hold_is_told(history: History) -> None:
    history.begin(STARTED, [])
    with pytest.raises(FormcheckError, match="There is no session -1000"):
        history.read_session(-(10**30))
