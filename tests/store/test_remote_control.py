import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread, Timer

import pytest
from filelock import FileLock

from formcheck.store.remote_control import RemoteControl, WatchLock
from tests.paths import ROOT
from tests.waiting import wait_until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def remote(path: Path) -> Iterator[RemoteControl]:
    with RemoteControl(path) as one:
        yield one


def get_now() -> datetime:
    return datetime.now(UTC)


def execute(path: Path, statement: str, *values: object) -> None:
    raw = sqlite3.connect(path)
    raw.execute(statement, values)
    raw.commit()
    raw.close()


def test_who_asked_not_to_be_watched_is_not_watched_after_everything_is_deleted(
    remote: RemoteControl,
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=30)
    remote.pause_until(until)
    remote.forget()
    assert remote.paused_until == until


def test_looking_makes_no_file(remote: RemoteControl, path: Path) -> None:
    assert not remote.is_watched()
    assert remote.paused_until is None
    assert list(path.parent.iterdir()) == []


def test_a_pause_is_seen_by_another_program_until_it_is_over(path: Path) -> None:
    with RemoteControl(path) as ours, RemoteControl(path) as theirs:
        until = (get_now() + timedelta(minutes=20)).replace(microsecond=0)
        ours.pause_until(until)
        assert theirs.paused_until == until
        ours.pause_until(get_now() - timedelta(seconds=1))
        assert theirs.paused_until is None
        ours.pause_until(until)
        theirs.pause_until(None)
        assert ours.paused_until is None


def test_a_monitor_is_seen_while_it_runs_and_not_afterwards(
    remote: RemoteControl, path: Path
) -> None:
    with WatchLock(path.parent):
        assert remote.is_watched()
    assert not remote.is_watched()


def test_a_monitor_that_was_killed_has_gone_at_once(remote: RemoteControl, path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from formcheck.store.remote_control import WatchLock\n"
        "with WatchLock(Path(sys.argv[1])): time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path.parent)], cwd=ROOT) as process:
        wait_until(remote.is_watched)
        process.kill()
        process.wait()
    assert not remote.is_watched()


def test_who_looks_whether_somebody_watches_keeps_no_watch_from_starting(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    look = FileLock(path.parent / "sit.lock", thread_local=False)
    look.acquire()
    ending = Timer(0.05, look.release)
    ending.start()
    with WatchLock(path.parent):
        ending.join()


def test_two_who_look_at_once_see_no_watch(remote: RemoteControl, path: Path) -> None:
    with WatchLock(path.parent):
        pass
    looks = 300
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda _: remote.is_watched(), range(looks)))
    assert not any(seen)


def test_a_watch_that_is_cut_off_by_another_thread_lets_the_next_one_in(path: Path) -> None:
    held = ExitStack()
    opening = Thread(target=lambda: held.enter_context(WatchLock(path.parent)))
    opening.start()
    opening.join()
    held.close()
    with WatchLock(path.parent):
        pass


@pytest.mark.parametrize("wrong", ["X'ff'", "CAST(X'ff' AS TEXT)", "'soon'", "9e999", "7"])
def test_a_damaged_pause_is_none(remote: RemoteControl, path: Path, wrong: str) -> None:
    remote.pause_until(get_now() + timedelta(hours=1))
    execute(path, f"UPDATE steering SET paused_until = {wrong}")
    assert remote.paused_until is None
