import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from formcheck.files.quiet_stderr import quiet_stderr

NOISE = (
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"
    b"WARNING: Logging before InitGoogle() is written to STDERR\n"
    b"W0000 00:00:1795165545.137191 12552 some.cc:121] Feedback manager requires\n"
)


def test_only_the_log_lines_of_the_model_are_dropped(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    error = b"E0000 00:00:1795165545.137191 12552 some.cc:121] Out of memory\n"
    bar = b"\r\x1b[2K 50% WARNING: mine\r"
    with quiet_stderr:
        os.write(2, bar + b"\n" + NOISE + error)
    assert capfdbinary.readouterr().err == bar + b"\n" + error


def test_what_others_write_meanwhile_arrives(capfd: pytest.CaptureFixture[str]) -> None:
    def write(text: bytes) -> None:
        with quiet_stderr:
            os.write(2, NOISE)
            os.write(2, text)

    threads = [threading.Thread(target=write, args=(b"line %d\n" % n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after\n")
    assert sorted(capfd.readouterr().err.splitlines()) == [
        "after",
        *(f"line {n}" for n in range(8)),
    ]


def test_an_error_inside_does_not_leave_standard_error_turned_away(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="inside"), quiet_stderr:
        raise ValueError("inside")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


def test_without_a_folder_for_temporary_files_the_log_shows_and_all_goes_on(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with quiet_stderr:
        os.write(2, NOISE)
    assert capfd.readouterr().err == NOISE.decode()
    monkeypatch.undo()
    with quiet_stderr:
        os.write(2, NOISE)
    assert capfd.readouterr().err == ""


def test_a_process_without_standard_error_still_works() -> None:
    script = (
        "import os, sys; sys.path.insert(0, os.getcwd()); os.close(2)\n"
        "from formcheck.files.quiet_stderr import quiet_stderr\n"
        "with quiet_stderr: print('fine')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "fine\n"
