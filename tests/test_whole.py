from __future__ import annotations

import os
from pathlib import Path

import pytest

from formcheck.errors import FormcheckError
from formcheck.whole import check_target, write_text, written_whole


def test_the_file_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with written_whole(path) as part:
        part.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def fail() -> None:
        with written_whole(path) as part:
            part.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(FormcheckError, match="could not be written: No space left"),
        written_whole(tmp_path / "out.txt"),
    ):
        raise OSError(28, os.strerror(28))


def test_what_is_written_can_be_read_by_others_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_text(tmp_path / "out.txt", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o644


def test_a_good_target_passes_and_leaves_no_trace(tmp_path: Path) -> None:
    check_target(tmp_path / "out.json", [tmp_path / "in.mp4"])
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_never_a_target_by_whatever_name(tmp_path: Path) -> None:
    source = tmp_path / "in.mp4"
    source.write_bytes(b"x")
    (tmp_path / "same.mp4").symlink_to(source)
    (tmp_path / "hard.mp4").hardlink_to(source)
    for name in ("in.mp4", "same.mp4", "hard.mp4", "../" + tmp_path.name + "/in.mp4"):
        with pytest.raises(FormcheckError, match="is an input or another output too"):
            check_target(tmp_path / name, [source])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match=r"there is no folder .*missing"):
        check_target(tmp_path / "missing" / "out.json", [])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match="is a folder"):
        check_target(tmp_path, [])


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write to")
def test_a_folder_that_takes_no_files_is_refused() -> None:
    with pytest.raises(FormcheckError, match="cannot be written"):
        check_target(Path("/proc/self/out.json"), [])
