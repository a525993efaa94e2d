"""Properties of a whole process: its imports, signals and streams."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import av
import pytest

from benchmarks.killing import stop_ignoring
from formcheck.vision.pose.models import find_model
from tests.paths import ROOT
from tests.ui.cli.conftest import Run
from tests.waiting import wait_until

COMMAND = [sys.executable, "-m", "formcheck"]
NO_PICTURE = ("mediapipe", "cv2", "av")
"""Modules that only images and videos need."""

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


def make_env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(
    ("words", "light_of", "told"),
    [
        (["--help"], (*NO_PICTURE, "numpy", "pydantic"), "check"),
        (["live", "--help"], (*NO_PICTURE, "numpy", "miniaudio"), "space pauses"),
        (["sit", "--help"], (*NO_PICTURE, "numpy", "miniaudio"), "not during a call"),
        (["history"], NO_PICTURE, "No session yet."),
        (["sit", "today"], NO_PICTURE, "Nothing was watched."),
    ],
)
def test_what_shows_no_picture_loads_nothing_heavy(
    words: list[str], light_of: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    code = (
        f"import sys; sys.argv = ['formcheck', *{words}]\n"
        "from formcheck.ui.cli.main import main\n"
        "try: main()\n"
        f"finally: print([m for m in {light_of} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        env={**make_env(), "XDG_DATA_HOME": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert told in done.stdout
    assert done.stderr == "[]\n"


def test_a_signal_in_a_callback_whose_errors_python_ignores_ends_it_all_the_same() -> None:
    code = (
        "import os, signal, time, weakref\n"
        "from formcheck.ui.cli import main as cli\n"
        "class Thing: pass\n"
        "def lose():\n"
        "    thing = Thing()\n"
        "    seen = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))\n"
        "    del thing\n"
        "    print('goes on', flush=True)\n"
        "    time.sleep(600)\n"
        "cli.app = lose\n"
        "cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False,
        capture_output=True, text=True, env=make_env(), timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (143, "goes on\n", "")


def test_an_exit_that_hangs_is_ended_by_a_further_signal() -> None:
    code = (
        "import atexit, os, signal, sys, time\n"
        "from formcheck.ui.cli import main as cli\n"
        "def hang():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    cli._PATIENCE_S = 0.0\n"
        "    print('exits', flush=True)\n"
        "    time.sleep(600)\n"
        "def load():\n"
        "    atexit.register(hang)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "cli.app = load\n"
        "cli.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=make_env()
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "exits\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 143


def test_a_reader_who_has_had_enough_is_no_error() -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m formcheck spec measures | head -1",
        shell=True, capture_output=True, text=True, env=make_env(), check=True,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_what_goes_to_files_is_written_though_standard_output_fails(
    recording: Path, spec: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.npz"
    shutil.copy(recording, other)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "check", recording, other, "-s", spec,
             "--json", tmp_path / "r.jsonl", "--csv", tmp_path / "tables"],
            stdout=full, stderr=subprocess.PIPE, text=True, env=make_env(), check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Standard output could not be written: No space left on device.\n"
    lines = (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(recording), str(other)]
    assert len(list((tmp_path / "tables").iterdir())) == 2


@needs_model
def test_a_clip_gives_json_on_stdout_and_nothing_on_stderr(
    run: Run, thin_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    source, out = thin_sample("cable-doorway-rhomboid-stretch.good.both"), tmp_path / "out.mp4"
    done = subprocess.run(
        [*COMMAND, "check", source, "-s", "cable-doorway-rhomboid-stretch",
         "--json", "-", "--video", out, "--csv", tmp_path / "o.csv",
         "--record", tmp_path / "o.npz"],
        capture_output=True, text=True, env=make_env(), check=True,
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert done.stderr == ""
    with av.open(str(source)) as before, av.open(str(out)) as after:
        times = [[f.time for f in video.decode(video=0)] for video in (before, after)]
    assert result["frames"] == len(times[0])
    assert times[1] == pytest.approx(times[0], abs=0.001)
    assert (tmp_path / "o.csv").read_text().count("\n") == result["frames"] + 1
    again = run("check", tmp_path / "o.npz", "-s", "cable-doorway-rhomboid-stretch", "--json", "-")
    replayed = json.loads(again.out)
    assert replayed["sides"][0]["hold_s"] == pytest.approx(result["sides"][0]["hold_s"], abs=0.1)


def test_json_is_utf_8_wherever_standard_output_is_not(
    recording: Path, spec: Path, tmp_path: Path
) -> None:
    """As in a pipe on Windows."""
    file = tmp_path / "Übung.npz"
    shutil.copy(recording, file)
    done = subprocess.run(
        [*COMMAND, "check", file, "--stretch", spec, "--json", "-"],
        capture_output=True, env={**make_env(), "PYTHONIOENCODING": "cp1252"}, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["file"] == str(file)


@pytest.mark.parametrize("lacks", ["dask", "cryptography"])
def test_what_a_batch_lacks_is_told_with_a_command_that_any_shell_takes(
    tmp_path: Path, lacks: str
) -> None:
    code = (
        "import sys; sys.argv = ['formcheck', 'batch', '.', '--out', 'results']\n"
        f"sys.modules['{lacks}'] = None\n"
        "from formcheck.ui.cli.main import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, env=make_env(), cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f'batch needs {lacks}: install it with `pip install ".[cluster]"`.\n'


@pytest.mark.parametrize("text", ["kubernetes: [clinic\n", "- clinic\n"])
def test_a_broken_configuration_of_dask_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    broken = tmp_path / "kubernetes.yaml"
    broken.write_text(text)
    done = subprocess.run(
        [*COMMAND, "batch", ".", "--out", "results"], capture_output=True, text=True,
        env={**make_env(), "DASK_CONFIG": str(tmp_path)}, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Dask's configuration can't be read: A dask config file at ")
    assert str(broken) in done.stderr
    assert done.stderr.count("\n") == 1


@needs_model
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["doctor"], "voice"),
        (["batch", ".", "-s", "arm-out.toml", "--out", "../out", "--workers", "1"], "1 file, 1"),
    ],
    ids=["doctor", "batch"],
)
def test_no_module_in_the_current_folder_is_run(
    tmp_path: Path, recording: Path, spec: Path, command: list[str], told: str
) -> None:
    """As with the installed command, which puts only its own folder in front of Python's."""
    program, folder = tmp_path / "bin" / "formcheck", tmp_path / "videos of somebody else"
    program.parent.mkdir()
    program.write_text(
        "from formcheck.__main__ import main\nif __name__ == '__main__':\n    main()\n"
    )
    folder.mkdir()
    shutil.copy(recording, folder)
    shutil.copy(spec, folder)
    for module in ("multiprocessing", "distributed", "formcheck"):
        (folder / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a')\n")
    done = subprocess.run(
        [sys.executable, program, *command], capture_output=True, text=True,
        env=make_env(), cwd=folder, check=False, timeout=120,
    )  # fmt: skip
    assert not (tmp_path / "ran").exists()
    assert told in done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="which reads no TZ")
@pytest.mark.parametrize("words", [["sit", "today"], ["sit", "pause", "3"], ["history"]])
def test_a_zone_that_is_none_is_told_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    done = subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, check=False,
        env={**make_env(), "TZ": "XYZ-24", "XDG_DATA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The time zone in TZ is a day or more from UTC")
    assert (done.stderr.count("\n"), list(tmp_path.iterdir())) == (1, [])


def test_debug_tells_more_of_wrong_input_and_ends_with_the_same_code() -> None:
    done = subprocess.run(
        [*COMMAND, "show", "no-such-stretch", "--debug"],
        capture_output=True, text=True, env=make_env(), check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert 'FormcheckError: There is no stretch "no-such-stretch"' in done.stderr.splitlines()[-1]
    assert done.stderr.count("Traceback") == 1


def test_ctrl_c_while_it_loads_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\n")
    env = {**make_env(), "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    with stop_ignoring(signal.SIGINT):
        done = subprocess.run(
            [*COMMAND, "--version"], capture_output=True, text=True, env=env, check=False
        )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("command", [["doctor"], ["check", "film.mp4"]], ids=["doctor", "check"])
def test_a_missing_library_of_opencv_is_named_with_what_to_install(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "cv2.py").write_text(
        'raise ImportError("libGL.so.1: cannot open shared object file: No such file")\n'
    )
    env = {**make_env(), "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [*COMMAND, *command], capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 2
    assert "This machine lacks libGL.so.1: install the package" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@needs_model
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["interrupt", "end"]
)
def test_a_stop_on_the_way_leaves_no_half_output(
    thin_sample: Callable[[str], Path], tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    source = thin_sample("cable-doorway-rhomboid-stretch.good.both")
    with stop_ignoring(sent):
        process = subprocess.Popen(
            [*COMMAND, "check", source, "-s", "cable-doorway-rhomboid-stretch",
             "--video", tmp_path / "out.mp4"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=make_env(),
        )  # fmt: skip

    def is_writing() -> bool:
        assert process.poll() is None, process.communicate()
        with suppress(FileNotFoundError):  # the file that probes the folder is gone
            return any(part.stat().st_size for part in tmp_path.glob(".*.part"))
        return False

    wait_until(is_writing, "the annotated video", timeout_s=90.0)
    while process.poll() is None:  # pressed again and again, up to Python's last moments
        process.send_signal(sent)
        time.sleep(0.001)
    assert (process.returncode, *process.communicate()) == (code, "", "")
    assert list(tmp_path.iterdir()) == []
