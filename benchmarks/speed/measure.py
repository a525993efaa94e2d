"""Times whole commands and the core."""

import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from math import isnan, nan
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.paths import ROOT
from formcheck.core.body import ImageSize, Pose
from formcheck.core.coach import Progress, advance, choose_cue
from formcheck.core.kinematics import measure_pose
from formcheck.core.stretch import Plan, plan_for
from formcheck.engine.analyse import sides_of
from formcheck.library.catalogue import load_spec
from formcheck.ui.jobs import CheckOutputs, check_files
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.smooth import SmoothState, smooth
from formcheck.vision.pose.tracking import Tracks, track_people
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.video import VideoFile

PASSES = 5
"""The number of passes over a recording; each frame counts with its median time."""
STARTS = 11
OUTPUTS = {"json": "json", "csv": "csv", "video": "mp4"}
"""Options of ``check``, and the file name endings of their outputs."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall-clock and processor seconds, peak memory, time of its first output."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    first_s: float


@dataclass(frozen=True, slots=True)
class Film:
    """The runs of the three commands on one film with that many frames, round by round."""

    pictures: int
    bare: tuple[Run, ...]
    check: tuple[Run, ...]
    outputs: tuple[Run, ...]
    wanted: tuple[str, str]
    """The required ratios of check to the bare loop, without and with outputs."""


@dataclass(frozen=True, slots=True)
class Core:
    """Milliseconds per frame of a recording, one value per frame.

    pose: visibility, smoothing, tracking. core: measuring, judging, coaching, for all sides.
    """

    sides: int
    size: ImageSize
    pose_ms: tuple[float, ...]
    core_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds until Python, ``formcheck --help`` and the imports of ``check`` are done."""

    python_s: float
    help_s: float
    package_s: float
    check_s: float
    mediapipe_s: float


def measure_film(film: Path, stretch: str, rounds: int, wanted: tuple[str, str]) -> Film:
    """Runs the three commands in turn, so that a busy machine slows all of them."""
    python = (sys.executable, "-m")
    bare = (*python, "benchmarks.speed.bare", str(film), str(model_path("full")))
    check = (*python, "formcheck", "check", str(film), "--stretch", stretch)
    rounds_done: list[list[Run]] = []
    with VideoFile(film) as video:
        pictures = sum(1 for _ in video.shots())  # also warms the file system cache
    with tempfile.TemporaryDirectory() as name:
        asked = [f"--{kind}={name}/a.{end}" for kind, end in OUTPUTS.items()]
        for number in range(rounds):
            print(f"{pictures} pictures, round {number + 1} of {rounds}", file=sys.stderr)
            rounds_done.append([run_command(words) for words in (bare, check, (*check, *asked))])
    plain, checked, with_outputs = zip(*rounds_done, strict=True)
    return Film(pictures, plain, checked, with_outputs, wanted)


def run_command(words: Sequence[str], allowed: Collection[int] = (0,)) -> Run:
    """Runs a command with a terminal, as a user does. Unix only.

    Raises CalledProcessError if it ends with a status that is not in ``allowed``.
    """
    ours, theirs = pty.openpty()
    begun_s = perf_counter()
    first_s, told = nan, b""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT) as process:
        os.close(theirs)
        with suppress(OSError):  # how Linux signals the end
            while words_told := os.read(ours, 65536):
                told += words_told
                first_s = perf_counter() - begun_s if isnan(first_s) else first_s
        os.close(ours)
        _, status, used = os.wait4(process.pid, 0)
        wall_s = perf_counter() - begun_s
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise subprocess.CalledProcessError(process.returncode, words, stderr=told)
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, first_s)


def _check_clip(clip: Path, stretch: str, wanted: CheckOutputs) -> None:
    with redirect_stdout(StringIO()):
        check_files([clip], stretch, "auto", wanted, "full")


def record_clip(clip: Path, stretch: str) -> Recording:
    """Returns the detections in the clip, as ``check --record`` saves them."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "clip.npz"
        _check_clip(clip, stretch, CheckOutputs(record=str(path)))
        return Recording.load(path)


def time_core(recording: Recording, stretch: str) -> Core:
    """Returns the time per frame before and after its Pose exists, without the pose model."""
    spec = load_spec(stretch)
    plans = tuple(plan_for(spec, side) for side in sides_of(spec, "auto"))
    runs = [_time_pass(recording, plans) for _ in range(PASSES)]
    pose_ms, core_ms = (np.median([run[i] for run in runs], axis=0) for i in (0, 1))
    return Core(len(plans), recording.size, tuple(pose_ms.tolist()), tuple(core_ms.tolist()))


def _time_pass(recording: Recording, plans: tuple[Plan, ...]) -> tuple[list[float], list[float]]:
    seeing, smoothing, tracks = VisibilityState(), SmoothState(), Tracks()
    coaches = [Progress() for _ in plans]
    pose_ms: list[float] = []
    core_ms: list[float] = []
    for frame in recording:
        begun_s = perf_counter()
        tracks, people = track_people(tracks, frame.detections, frame.t_s)
        pose: Pose | None = None
        if people:
            detection = next(iter(people.values()))
            seeing, pose = assess_visibility(seeing, detection, frame.t_s, recording.size)
            smoothing, pose = smooth(smoothing, pose)
        posed_s = perf_counter()
        figure = None if pose is None else measure_pose(pose)
        for i, plan in enumerate(plans):
            coaches[i] = advance(plan, coaches[i], frame.t_s, figure)
            choose_cue(plan, coaches[i])
        done_s = perf_counter()
        pose_ms.append((posed_s - begun_s) * 1000)
        core_ms.append((done_s - posed_s) * 1000)
    return pose_ms, core_ms


def time_starts() -> Starts:
    """Times commands and imports; medians of STARTS fresh interpreters."""
    return Starts(
        python_s=_time_start("-c", "pass"),
        help_s=_time_start("-m", "formcheck", "--help"),
        package_s=_time_start("-c", "import formcheck"),
        check_s=_time_start("-c", "import formcheck.ui.jobs"),
        mediapipe_s=_time_start("-c", "import mediapipe, mediapipe.tasks.python.vision"),
    )


def _time_start(*words: str) -> float:
    times: list[float] = []
    for _ in range(STARTS):
        start_s = perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
        times.append(perf_counter() - start_s)
    return median(times)
