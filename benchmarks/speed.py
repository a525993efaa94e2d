"""``python -m benchmarks.speed``: pictures a second against the bare model, and the core's time."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from benchmarks.bare import bare_loop, write_film
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

ROOT = Path(__file__).resolve().parent.parent
CLIP = ROOT / "sample_videos" / "overhead-lat-stretch.good.left.mp4"
FILM_S = 60.0
"""A clip lasts seconds, and loading the model is a good part of it; a session lasts minutes."""
REPORT = ROOT / "docs" / "speed.md"
PASSES = 5
"""How often a recording is run through: each picture counts with its median time of these."""
STARTS = 11


@dataclass(frozen=True, slots=True)
class Rates:
    """Pictures a second in each round, of the three ways to work on one film of that many."""

    pictures: int
    bare: tuple[float, ...]
    check: tuple[float, ...]
    outputs: tuple[float, ...]


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


def rates(clip: Path, stretch: str, rounds: int) -> Rates:
    """The rates of the bare loop and ``check``, taken in turn so that a busy machine hits all."""
    model = model_path("full")
    found: tuple[list[float], ...] = ([], [], [])
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        everything = CheckOutputs(
            json=str(out / "a.json"), csv=out / "a.csv", video=out / "a.mp4", record=None
        )
        count = bare_loop(clip, model)  # also fills the caches of the file system
        ways: tuple[Callable[[], object], ...] = (
            lambda: bare_loop(clip, model),
            lambda: _check(clip, stretch, CheckOutputs()),
            lambda: _check(clip, stretch, everything),
        )
        for number in range(rounds):
            print(f"{count} pictures, round {number + 1} of {rounds}", file=sys.stderr)
            for way, kept in zip(ways, found, strict=True):
                start_s = perf_counter()
                way()
                kept.append(count / (perf_counter() - start_s))
    bare, check, outputs = found
    return Rates(count, tuple(bare), tuple(check), tuple(outputs))


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


def markdown(clip: str, size: ImageSize, films: Sequence[Rates], time: Core, start: Starts) -> str:
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

## A recorded video

{_rate_table(films)}

The bare loop is PyAV, the same smaller pictures, and the pose model in VIDEO mode for one person,
with nothing done with what it finds. `check` also looks for further people, coaches all sides of
the stretch, and loads three models where the loop loads one, anew each time as a command does: of a
few seconds of film that is a good part. Python's own imports are left out.

## A picture

{_core_table(time)}

Milliseconds, medians of {PASSES} passes over the recording for each picture. The pose model is not
in them.

## Starting

{_start_table(start)}
"""


def _rate_table(films: Sequence[Rates]) -> str:
    rows = []
    for film in films:
        for what, way, wanted in (
            ("bare loop", film.bare, ""),
            ("`check`, no outputs", film.check, "1.5"),
            ("`check` with annotated video, JSON and CSV", film.outputs, "1.0"),
        ):
            ratios = [one / bare for one, bare in zip(way, film.bare, strict=True)]
            span = f"{min(ratios):.2f} to {max(ratios):.2f}"
            rates = f"{median(way):.1f}", f"{median(ratios):.2f}", span, wanted
            rows.append((f"{film.pictures}", what, *rates))
    rounds = f"over {len(films[0].bare)} rounds"
    return table(("pictures", "", "pictures/s", "ratio", rounds, "wanted at least"), rows)


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
        films = [rates(one, truth.stretch, rounds) for one in (film, clip)]
    recording = recording_of(clip, truth.stretch)
    text = markdown(clip.name, recording.size, films, core(recording, truth.stretch), starts())
    out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
