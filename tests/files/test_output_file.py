import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from formcheck.files import output_file
from formcheck.files.errors import FormcheckError
from formcheck.files.output_file import check_target, replace_file, write_text


def test_the_file_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with replace_file(path) as part:
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
        with replace_file(path) as part:
            part.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(FormcheckError, match="could not be written: No space left"),
        replace_file(tmp_path / "out.txt"),
    ):
        raise OSError(28, os.strerror(28))


def test_what_is_written_can_be_read_by_others_as_the_umask_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without changing the umask, which other threads create files by."""
    umask = os.umask
    before = umask(0o022)
    try:
        monkeypatch.delattr(os, "umask")
        write_text(tmp_path / "out.txt", "x")
    finally:
        umask(before)
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


def test_an_earlier_output_beside_the_input_may_be_overwritten(tmp_path: Path) -> None:
    source, output = tmp_path / "in.mp4", tmp_path / "out.json"
    for path in (source, output):
        path.write_bytes(b"x")
    check_target(output, [source])


def test_an_input_that_can_t_be_looked_for_is_no_fault_of_the_output(tmp_path: Path) -> None:
    write_text(tmp_path / "out.json", "{}")
    check_target(tmp_path / "out.json", [tmp_path / ("n" * 300)])


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


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@posix
def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "out.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    for text in ("made", "replaced"):
        check_target(link, [])
        write_text(link, text)
        assert (link.is_symlink(), target.read_text()) == (True, text)
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["out.txt"]


@posix
def test_a_link_that_leads_round_in_a_ring_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    link = tmp_path / "ring.txt"
    link.symlink_to(link)
    for write in (lambda: check_target(link, []), lambda: write_text(link, "x")):
        with pytest.raises(FormcheckError, match="symbolic links"):
            write()
    assert link.is_symlink()


@posix
def test_mode_and_owner_of_what_is_replaced_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 1235)
    before = path.stat()
    write_text(path, "new")
    after = path.stat()
    assert (path.read_text(), stat.S_IMODE(after.st_mode)) == ("new", 0o640)
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


@posix
def test_what_replaces_a_file_is_not_readable_by_others_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "out.txt").touch(0o600)
    with replace_file(tmp_path / "out.txt") as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600


def find_device(folder: Path, name: str) -> Path:
    """Returns a system device; for root a copy of it, which a failing test may safely overwrite."""
    real = Path("/dev") / name
    if not real.exists():
        pytest.skip(f"there is no {real} here")
    if os.geteuid() != 0:
        return real
    try:
        os.mknod(folder / name, stat.S_IFCHR | 0o666, real.stat().st_rdev)
        (folder / name).write_bytes(b"")
    except OSError:
        pytest.skip("devices can't be made here")
    return folder / name


@posix
def test_a_full_device_is_told_and_stays_one(tmp_path: Path) -> None:
    full = find_device(tmp_path, "full")
    check_target(full, [])
    with pytest.raises(FormcheckError, match="full could not be written: No space left"):
        write_text(full, "x")
    assert stat.S_ISCHR(full.stat().st_mode)


@posix
def test_a_device_takes_several_outputs_and_stays_one(tmp_path: Path) -> None:
    null = find_device(tmp_path, "null")
    check_target(null, [null])
    write_text(null, "x")
    assert stat.S_ISCHR(null.stat().st_mode)


@contextmanager
def open_fifo(path: Path) -> Iterator[list[bytes]]:
    """Yields what a reader receives from a named pipe until it is closed."""
    os.mkfifo(path)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()))
    reader.start()
    yield got
    reader.join(10.0)
    assert not reader.is_alive()


@posix
def test_a_pipe_gets_all_of_it_once_it_is_there_and_stays_one(tmp_path: Path) -> None:
    """Written out of order, as a video is."""
    path = tmp_path / "pipe"
    with open_fifo(path) as got:
        check_target(path, [])
        with replace_file(path) as part, part.open("wb") as file:
            file.write(b"....half")
            file.seek(0)
            file.write(b"head")
            assert got == []
    assert got == [b"headhalf"]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_looking_at_a_pipe_does_not_open_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    check_target(tmp_path / "pipe", [])  # opening it would wait for a reader


@posix
def test_a_reader_that_goes_away_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: os.close(os.open(path, os.O_RDONLY)))
    reader.start()
    with pytest.raises(FormcheckError, match="could not be written: Broken pipe"):
        write_text(path, "x" * 10_000_000)
    reader.join()
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_standard_output_kept_in_a_file_is_written_on_and_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    code = (
        "from pathlib import Path\n"
        "from formcheck.files.output_file import write_text\n"
        "print('before'); write_text(Path('/dev/fd/1'), 'written\\n'); print('after')"
    )
    with out.open("w") as stream:
        subprocess.run([sys.executable, "-c", code], stdout=stream, check=True)
    assert out.read_text() == "before\nwritten\nafter\n"


def test_nul_of_windows_is_not_taken_for_standard_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Windows, device and inode of NUL, a pipe and a console are all 0."""
    unknown = os.stat_result((stat.S_IFCHR | 0o666, *[0] * 9))
    monkeypatch.setattr(os, "fstat", lambda _: unknown)
    assert output_file._find_output(unknown) is None


def test_a_file_that_another_program_keeps_open_is_told_before_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On Windows such a file cannot be replaced either."""
    (tmp_path / "out.csv").touch()

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, "The file is used by another process")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FormcheckError, match=r"out\.csv cannot be written: The file is used"):
        check_target(tmp_path / "out.csv", [])


@posix
def test_what_is_neither_file_nor_pipe_is_refused(tmp_path: Path) -> None:
    import socket  # noqa: PLC0415 - Windows has no such sockets

    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        with pytest.raises(FormcheckError, match="is not a file, pipe"):
            check_target(path, [])
        with pytest.raises(FormcheckError, match="is not a file, pipe"):
            write_text(path, "x")
    assert stat.S_ISSOCK(path.stat().st_mode)


MAY_NOT = """
import os, sys
from pathlib import Path
from formcheck.files.errors import FormcheckError
from formcheck.files.output_file import check_target, write_text
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)  # root may write all
write_text(path.with_name("other.txt"), "x")
for write in (lambda: check_target(path, []), lambda: write_text(path, "x")):
    try:
        write()
    except FormcheckError as error:
        print(error)
"""


@posix
def test_a_file_that_may_not_be_written_is_not_replaced() -> None:
    with TemporaryDirectory() as folder:  # accessible to every user, unlike pytest's own
        path = Path(folder) / "out.txt"
        path.write_text("old")
        path.chmod(0o444)
        path.parent.chmod(0o777)
        command = [sys.executable, "-c", MAY_NOT, path]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert told.count("Permission denied") == 2
        assert {one.name for one in path.parent.iterdir()} == {"out.txt", "other.txt"}
        assert path.read_text() == "old"


HOLDS_A_PART = """
import sys, time
from pathlib import Path
from formcheck.files.output_file import replace_file
with replace_file(Path(sys.argv[1])) as part:
    part.write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


@posix
def test_what_a_killed_process_left_goes_with_the_next_write_and_a_living_one_s_stays(
    tmp_path: Path,
) -> None:
    def begin(name: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDS_A_PART, tmp_path / name],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def parts() -> set[str]:
        return {path.name for path in tmp_path.glob(".*.part")}

    with begin("out.txt") as killed:
        (left,) = parts()
        killed.send_signal(signal.SIGKILL)
    with begin("other.txt") as living:
        (alive,) = parts()
        assert alive != left
        write_text(tmp_path / "out.txt", "done")
        assert parts() == {alive}
        living.kill()
    check_target(tmp_path / "third.txt", [])
    assert {path.name for path in tmp_path.iterdir()} == {"out.txt"}


def test_a_name_as_long_as_the_disk_takes_it_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    check_target(path, [])
    write_text(path, "x")
    assert path.read_text() == "x"


@posix
def test_a_name_that_is_no_utf_8_is_written_as_json_escapes_it(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.json")
    write_text(path, f'"{path.name}"')
    assert path.read_text() == '"\\udcff.json"'
