import shutil
from pathlib import Path

import pytest

from formcheck.core.posture.rules import Rules
from formcheck.files.errors import FormcheckError
from formcheck.store.remote_control import WatchLock
from formcheck.ui.terminal.sit_watch import run_monitor
from tests.paths import ROOT

SITTING = ROOT / "sample_videos" / "sitting-front.mp4"


def assert_refused(folder: Path) -> None:
    with (
        pytest.raises(FormcheckError, match="already being watched"),
        WatchLock(folder),
    ):
        raise AssertionError("it was let in")


def test_a_second_one_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "for it"
    with WatchLock(folder):
        assert_refused(folder)
    with WatchLock(folder):
        pass


def test_one_whose_folder_was_deleted_keeps_others_out_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with WatchLock(folder) as lock:
        for _ in range(2):
            shutil.rmtree(folder)
            lock.renew()
            assert_refused(folder)
    with WatchLock(folder):
        pass


def test_one_whose_lock_another_took_meanwhile_leaves_it_to_that(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with WatchLock(folder) as lock:
        shutil.rmtree(folder)
        with WatchLock(folder):
            lock.renew()
        lock.renew()
        with pytest.raises(FormcheckError), WatchLock(folder):
            raise AssertionError("it was let in")


def test_an_error_inside_lets_the_next_one_in(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), WatchLock(tmp_path):
        raise ZeroDivisionError
    with WatchLock(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    history = tmp_path / "file" / "folder" / "history.db"
    monkeypatch.setattr("formcheck.ui.terminal.sit_watch.find_history_path", lambda: history)
    with pytest.raises(FormcheckError, match=r"The folder .*folder cannot be written"):
        run_monitor(
            str(SITTING), "desk", Rules(), "en", calibrate=False, notifications=False, tone=False,
            voice=False, history=True, coach=None,
        )  # fmt: skip
