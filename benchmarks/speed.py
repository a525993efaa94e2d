"""``python -m benchmarks.speed``: whole commands against the bare model, and the core's time."""

from __future__ import annotations

import os
import platform
import pty
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from math import isnan, nan
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from benchmarks.bare import write_film
from benchmarks.clips import read_truth
from benchmarks.report import table
from formcheck import __version__
from formcheck.core.body import ImageSize, Pose
from formcheck.core.coach import Progress, advance_figure, build_view
from formcheck.core.kinematics import build_figure
from formcheck.core.stretch import Plan, plan_for
from formcheck.engine.analyse import sides_of
from formcheck.library.catalogue import load_spec
from formcheck.output.report.jobs import CheckOutputs, check_files
from formcheck.vision.pose.follow import Tracks, follow
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.see import SeeState, see
from formcheck.vision.pose.smooth import SmoothState, smooth
from formcheck.vision.video.video import VideoFile

ROOT = Path(__file__).resolve().parent.parent
CLIP = ROOT / "sample_videos" / "overhead-lat-stretch.good.left.mp4"
FILM_S = 60.0
"""A clip lasts seconds, and loading the model is a good part of it; a session lasts minutes."""
REPORT = ROOT / "docs" / "speed.md"
PASSES = 5
"""How often a recording is run through: each picture counts with its median time of these."""
STARTS = 11
OUTPUTS = {"json": "json", "csv": "csv", "video": "mp4"}
"""Options of ``check`` and the endings of the files that they write."""


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process: seconds, processor seconds, most memory, when it first said something."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    first_s: float


@dataclass(frozen=True, slots=True)
class Film:
    """The runs of the three ways to work on one film of that many pictures, round by round."""

    pictures: int
    bare: tuple[Run, ...]
    check: tuple[Run, ...]
    outputs: tuple[Run, ...]
    wanted: tuple[str, str]
    """Least ratios of check, without and with outputs."""


@dataclass(frozen=True, slots=True)
class Core:
    """Milliseconds a picture, one value for each picture of a recording.

    pose: see, smooth and follow. core: measure, check and coach, for all sides of the stretch.
    """

    sides: int
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
    """The three ways in turn, so that a busy machine hits all."""
    python = (sys.executable, "-m")
    bare = (*python, "benchmarks.bare", str(film), str(model_path("full")))
    check = (*python, "formcheck", "check", str(film), "--stretch", stretch)
    ways: tuple[tuple[Run, ...], ...] = ((), (), ())
    with VideoFile(film) as video:
        pictures = sum(1 for _ in video.shots())  # also fills the caches of the file system
    with tempfile.TemporaryDirectory() as name:
        asked = [f"--{kind}={name}/a.{end}" for kind, end in OUTPUTS.items()]
        for number in range(rounds):
            print(f"{pictures} pictures, round {number + 1} of {rounds}", file=sys.stderr)
            done = (run_whole(words) for words in (bare, check, (*check, *asked)))
            ways = tuple((*way, run) for way, run in zip(ways, done, strict=True))
    return Film(pictures, *ways, wanted)


def run_whole(words: Sequence[str]) -> Run:
    """Runs a command as a person does, with a terminal for what it says of its progress. Unix only.

    Raises CalledProcessError where it fails.
    """
    ours, theirs = pty.openpty()
    begun_s = perf_counter()
    first_s, told = nan, b""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT) as process:
        os.close(theirs)
        with suppress(OSError):  # the end, as Linux tells it
            while words_told := os.read(ours, 65536):
                told += words_told
                first_s = perf_counter() - begun_s if isnan(first_s) else first_s
        os.close(ours)
        _, status, used = os.wait4(process.pid, 0)
        wall_s = perf_counter() - begun_s
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, stderr=told)
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, first_s)


def _check(clip: Path, stretch: str, wanted: CheckOutputs) -> None:
    with redirect_stdout(StringIO()):
        check_files([clip], stretch, "auto", wanted, "full")


def recording_of(clip: Path, stretch: str) -> Recording:
    """The detections of the clip, as ``check --record`` keeps them."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "clip.npz"
        _check(clip, stretch, CheckOutputs(record=path))
        return Recording.load(path)


def core(recording: Recording, stretch: str) -> Core:
    """How long a picture takes before and after its Pose, the pose model left out."""
    spec = load_spec(stretch)
    plans = tuple(plan_for(spec, side) for side in sides_of(spec, "auto"))
    runs = [_one_pass(recording, plans) for _ in range(PASSES)]
    pose_ms, core_ms = (np.median([run[i] for run in runs], axis=0) for i in (0, 1))
    return Core(len(plans), tuple(pose_ms.tolist()), tuple(core_ms.tolist()))


def _one_pass(recording: Recording, plans: tuple[Plan, ...]) -> tuple[list[float], list[float]]:
    seeing, smoothing, tracks = SeeState.new(), SmoothState.new(), Tracks()
    coaches = [Progress() for _ in plans]
    pose_ms: list[float] = []
    core_ms: list[float] = []
    for frame in recording:
        begun_s = perf_counter()
        people, tracks = follow(frame.detections, frame.t_s, tracks)
        pose: Pose | None = None
        if people:
            detection = next(iter(people.values()))
            pose, seeing = see(detection, frame.t_s, recording.size, seeing)
            pose, smoothing = smooth(pose, smoothing)
        posed_s = perf_counter()
        figure = None if pose is None else build_figure(pose)
        for i, plan in enumerate(plans):
            coaches[i], _ = advance_figure(plan, coaches[i], frame.t_s, figure)
            build_view(plan, coaches[i])
        done_s = perf_counter()
        pose_ms.append((posed_s - begun_s) * 1000)
        core_ms.append((done_s - posed_s) * 1000)
    return pose_ms, core_ms


def starts() -> Starts:
    """How long commands and imports take, medians of STARTS fresh interpreters."""
    return Starts(
        python_s=_start_s("-c", "pass"),
        help_s=_start_s("-m", "formcheck", "--help"),
        package_s=_start_s("-c", "import formcheck"),
        check_s=_start_s("-c", "import formcheck.output.report.jobs"),
        mediapipe_s=_start_s("-c", "import mediapipe, mediapipe.tasks.python.vision"),
    )


def _start_s(*words: str) -> float:
    times: list[float] = []
    for _ in range(STARTS):
        start_s = perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
        times.append(perf_counter() - start_s)
    return median(times)


def markdown(clip: str, size: ImageSize, films: Sequence[Film], time: Core, start: Starts) -> str:
    """The report. The machine is told by what matters for the figures, not by name."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"""\
# Speed

Written by `python -m benchmarks.speed`; not to be edited by hand. Ratios are taken within one run,
the ways of working in turn, and their median is told: they hold on other machines, the plain
figures do not.

{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()},
formcheck {__version__}, mediapipe {version("mediapipe")}. Clip: `{clip}`,
{len(time.core_ms)} pictures of {size.width_px}x{size.height_px}, and a minute of it end to end.
{_load(cores or 1)}

## A recorded video

{_film_table(films)}

Each row is a whole process from the shell, from its start to its end. The bare loop
(`benchmarks/bare.py`) is PyAV, the same smaller pictures, and the pose model in VIDEO mode for one
person, with nothing done with what it finds; it loads MediaPipe and the model as they come, with
Matplotlib and the layers for masks, which formcheck leaves out. `check` also looks for further
people and coaches all sides of the stretch. The outputs are annotated video, JSON and CSV. *Work*
is processor seconds of all cores, which a busy machine lengthens less than the clock; where its
ratio is below 1, `check` works more than the loop does, and is quicker all the same because it
works on two cores at once.

## A picture

{_core_table(time)}

Milliseconds, medians of {PASSES} passes over the recording for each picture. The pose model is not
in them.

## Starting

{_start_table(start)}

{_FINDINGS}"""


_FINDINGS = """\
## Where the time goes

A film is cut into segments of 3 s, which two models take in turn; one more segment is decoded
ahead. More models would not fit into 600 MB: each takes 60 MB, and the program without any 110 MB.
Before each segment a model looks at 0.35 s of the one before: 12 % of its work. A clip of 9 s has
three segments, so that one model works on two of them and the other on one.

- The pose model's network has layers that segment the picture, and MediaPipe computes them whether
  or not a mask is asked for. formcheck loads the model without them
  (`formcheck/vision/pose/bundle.py`): a third less time a picture, on film, live and sitting, and
  16 MB less memory a model, with landmarks that are the same to the bit.
- MediaPipe imports Matplotlib for a module that draws. Without it, loading takes a seventh.
- OpenBLAS's threads spin while they wait for each other; the commands have only one. From Python,
  `OPENBLAS_NUM_THREADS=1`, set before numpy is imported, does the same: on a busy machine with two
  cores, coaching then took a tenth of the time.
- Two ways to look less were measured and left, for some clips were then answered otherwise. A still
  picture passed over (no cell of an 80th of the picture's width changed by 5 of 255 levels since
  the last look, three in a row at most) saves 38 % of the looks; of 18 clips one got a hold of
  0.65 s, and one a fault. Segments of 4.4 s, as many for each model, move the landmarks by 0.1 px
  of 640 (99 %: 2 px); of 50 clips one got a hold of 0.93 s, and in six the held time changed
  by 0.2 to 1.3 s.
- 0.6 kB of memory a picture are kept for the report: 65 MB for an hour. It is more with `--record`
  and without `--stretch`, which keep the landmarks (2 kB a picture), and where somebody tries the
  stretch before they were seen at rest (7 kB).
"""


def _load(cores: int) -> str:
    """How busy the machine was, and what that means for the figures."""
    if not hasattr(os, "getloadavg"):
        return ""
    load = os.getloadavg()[2]
    told = f"While this was measured {load:.0f} processes on average wanted a core"
    if load <= 2 * cores:
        return f"{told}."
    return (
        f"{told}:\nwhat is told by the clock then says little, and hardest hit is what begins and "
        "ends\non one core. It is to be measured again on a machine that has nothing else to do."
    )


def _film_table(films: Sequence[Film]) -> str:
    rows = []
    for film in films:
        names = ("bare loop", "`check`, no outputs", "`check` with outputs")
        ways = (film.bare, film.check, film.outputs)
        for what, way, wanted in zip(names, ways, ("", *film.wanted), strict=True):
            pairs = list(zip(film.bare, way, strict=True))
            ratios = [bare.wall_s / one.wall_s for bare, one in pairs]
            work = [bare.cpu_s / one.cpu_s for bare, one in pairs]
            rows.append(
                (
                    f"{film.pictures}",
                    what,
                    f"{median(one.wall_s for one in way):.1f} s",
                    f"{median(ratios):.2f}",
                    f"{min(ratios):.2f} to {max(ratios):.2f}",
                    f"{median(one.cpu_s for one in way):.1f} s",
                    f"{median(work):.2f}",
                    f"{max(one.peak_mb for one in way):.0f} MB",
                    f"{median(one.first_s for one in way):.1f} s",
                    wanted,
                )
            )
    rounds = f"over {len(films[0].bare)} rounds"
    heads = ("pictures", "", "time", "ratio", rounds, "work", "ratio of work", "memory at most")
    return table((*heads, "first word after", "ratio wanted at least"), rows)


def _core_table(time: Core) -> str:
    rows = [
        (what, f"{median(values):.3f}", f"{np.percentile(values, 99):.3f}", wanted)
        for what, values, wanted in (
            ("see, smooth, follow", time.pose_ms, ""),
            (f"measure, check, coach; sides: {time.sides}", time.core_ms, "0.3"),
        )
    ]
    return table(("", "median", "99 %", "wanted median at most"), rows)


def _start_table(start: Starts) -> str:
    rows = [
        ("Python, doing nothing", f"{start.python_s:.2f} s", ""),
        ("`import formcheck`", f"{start.package_s:.2f} s", ""),
        ("`formcheck --help`", f"{start.help_s:.2f} s", "0.3 s"),
        ("imports of `check`, without the pose model's", f"{start.check_s:.2f} s", ""),
        ("imports of the pose model's runtime", f"{start.mediapipe_s:.2f} s", ""),
    ]
    return table(("whole process", f"median of {STARTS}", "wanted at most"), rows)


def main(
    clip: Annotated[Path, typer.Argument(help="A sample clip, its truth beside it.")] = CLIP,
    rounds: Annotated[int, typer.Option(min=1, help="How often each way is run.")] = 5,
    out: Annotated[Path, typer.Option(help="The report, in Markdown.")] = REPORT,
) -> None:
    """Measures how fast formcheck is, and writes it down."""
    truth = read_truth(clip.with_suffix(".json"))
    if truth is None:
        raise typer.BadParameter(f"{clip} shows nobody.")
    with tempfile.TemporaryDirectory() as name:
        film = Path(name) / "film.mp4"
        write_film(clip, FILM_S, film)
        films = [
            measure_film(one, truth.stretch, rounds, wanted)
            for one, wanted in ((film, ("1.7", "1.3")), (clip, ("1.0", "")))
        ]
    recording = recording_of(clip, truth.stretch)
    text = markdown(clip.name, recording.size, films, core(recording, truth.stretch), starts())
    out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
