"""A run deletes its temporary files, and the next run deletes those of a killed one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.files.scratch import Scratch, clear_leftovers
from tests.paths import ROOT
from tests.ui.cli.conftest import Run, run

__all__ = ["run"]

HOLD = (
    "import sys; from formcheck.files.scratch import Scratch\n"
    "scratch = Scratch(); (scratch.path / 'film.mp4').write_text('x')\n"
    "print(scratch.path, flush=True); sys.stdin.read()\n"
)


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(temp: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Yields another process that holds a scratch folder, and the folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_folder_is_its_owner_s_alone_and_goes_when_it_is_closed(temp: Path) -> None:
    scratch = Scratch()
    assert scratch.path.parent == temp
    assert scratch.path.stat().st_mode & 0o077 == 0
    (scratch.path / "deep").mkdir()
    scratch.close()
    scratch.close()
    assert list(temp.iterdir()) == []


def test_the_folder_of_a_run_that_goes_on_stays_and_that_of_a_killed_one_goes(
    temp: Path, other: tuple[subprocess.Popen[str], Path]
) -> None:
    process, folder = other
    assert clear_leftovers() == 0
    mine = Scratch()
    assert (folder / "film.mp4").exists()
    process.kill()
    process.wait()
    assert (folder / "film.mp4").exists()
    Scratch().close()
    assert list(temp.iterdir()) == [mine.path]
    mine.close()


def test_nothing_that_is_not_ours_is_removed(temp: Path) -> None:
    target = temp / "photos"
    target.mkdir()
    (target / "one.jpg").touch()
    (target / "lock").touch()
    (temp / "formcheck-run-link").symlink_to(target)
    (temp / "formcheck-run-file").touch()
    (temp / "formcheck-spec").mkdir()
    before = sorted(temp.rglob("*"))
    assert clear_leftovers() == 0
    if os.geteuid() == 0:
        (temp / "formcheck-run-theirs").mkdir()
        (temp / "formcheck-run-theirs" / "lock").touch()
        os.chown(temp / "formcheck-run-theirs", 65534, 65534)
        assert clear_leftovers() == 0
        shutil.rmtree(temp / "formcheck-run-theirs")
    assert sorted(temp.rglob("*")) == before


def test_a_folder_of_that_name_without_a_lock_is_the_user_s(temp: Path) -> None:
    """It may also belong to a run that has just created it and not locked it yet."""
    (temp / "formcheck-run-new").mkdir()
    monday = temp / "formcheck-run-monday"
    monday.mkdir()
    (monday / "table.csv").write_text("x")
    assert clear_leftovers() == 0
    Scratch().close()
    assert sorted(path.name for path in temp.rglob("*")) == [
        "formcheck-run-monday", "formcheck-run-new", "table.csv"
    ]  # fmt: skip


DIE = (
    "import os, sys; from formcheck.files.scratch import Scratch\n"
    "scratch, left = Scratch(), int(sys.argv[1])\n"
    "for name in 'abc': (scratch.path / f'{name}.mp4').write_text('x')\n"
    "(scratch.path / 'deep').mkdir(); (scratch.path / 'deep' / 'd.mp4').write_text('x')\n"
    "def die(event, _):\n"
    "    global left\n"
    "    left -= event in {'os.remove', 'os.rmdir'}\n"
    "    if left == 0: os._exit(9)\n"
    "sys.addaudithook(die); scratch.close()\n"
)
"""A program that is killed before it removes its n-th file or folder."""


def test_what_a_run_leaves_that_is_killed_while_it_removes_its_folder_goes_too(temp: Path) -> None:
    for number in range(1, 10):
        code = subprocess.run(
            [sys.executable, "-c", DIE, str(number)], cwd=ROOT, check=False
        ).returncode
        clear_leftovers()
        assert not [path for path in temp.rglob("*") if path.is_file()], number
        if code == 0:
            break
    assert (code, number > 4) == (0, True)


def test_runs_that_begin_at_once_take_nothing_from_each_other(temp: Path) -> None:
    code = (
        "from formcheck.files.scratch import Scratch\n"
        "for _ in range(60):\n"
        "    scratch = Scratch(); (scratch.path / 'film').write_text('x')\n"
        "    assert (scratch.path / 'film').read_text() == 'x'; scratch.close()\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, cwd=ROOT)
        for _ in range(3)
    ]
    assert [run.communicate()[1] for run in runs] == [b"", b"", b""]
    assert list(temp.iterdir()) == []


def test_forgetting_deletes_what_a_killed_run_left(
    temp: Path,
    other: tuple[subprocess.Popen[str], Path],
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(temp / "data"))
    process, folder = other
    assert run("forget", "-y").out == "There is no history: nothing to delete.\n"
    process.kill()
    process.wait()
    assert run("forget", "-y").out == (
        "Temporary files that a formcheck left when it was killed are deleted.\n"
        "There is no history: nothing to delete.\n"
    )
    assert not folder.exists()
