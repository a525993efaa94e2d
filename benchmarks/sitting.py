"""``python -m benchmarks.sitting``: how right formcheck is about sitting people."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from benchmarks.cost import Idle, idle_cost, rss_mb
from benchmarks.sitting_report import (
    HEADINGS,
    Sitting,
    Workday,
    markdown,
    summary_rows,
)
from benchmarks.sitting_score import SittingScore, accuracy, score_clip, state_at
from benchmarks.sitting_truth import TrueSpan, read_sitting_truth, sitting_clips_in
from formcheck import __version__
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import Segment, State, Why
from formcheck.core.posture.rules import QUIET_ROOM, Rules
from formcheck.core.posture.sit_events import SegmentClosed, SitEvent
from formcheck.engine.sit_baseline import FIRST_SECONDS
from formcheck.engine.sit_film import sit_film
from formcheck.engine.sitter import PostureMonitor
from formcheck.vision.pose.models import default_model_path
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
REPORT = ROOT / "docs" / "sitting.md"
DAY_SIZE = (320, 240)
DAY_FPS = 1.0
"""The monitor asks for a look a second; that the model sees as well at this size is in synth's
README."""
MEMORY_EVERY_S = 1800.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What a live watch gave; states are (seconds, state) at each look, cpu_s for all of them."""

    states: tuple[tuple[float, State], ...]
    segments: tuple[Segment, ...]
    nudges_s: tuple[float, ...]
    memory_mb: tuple[float, ...]
    cpu_s: float


def watch(pictures: Iterable[tuple[float, Rgb]], rules: Rules) -> Watched:
    """The pictures before a live watch, looked at when it asks for a look.

    The baseline is taken in the first seconds, as a person would.
    """
    states: list[tuple[float, State]] = []
    events: list[SitEvent] = []
    memory: list[float] = []
    due_s = cpu_s = 0.0
    with PostureMonitor(default_model_path(), rules) as sitter:
        sitter.begin_calibration()
        for t_s, image in pictures:
            if t_s < due_s:
                continue
            begun_s = time.process_time()
            sat = sitter.look_at(image, t_s, QUIET_ROOM)
            cpu_s += time.process_time() - begun_s
            due_s = t_s + sitter.next_look_s - 1e-6
            states.append((t_s, sat.view.state))
            events += (e for e in sat.events if isinstance(e, SegmentClosed | Nudged))
            if t_s >= MEMORY_EVERY_S * (len(memory) + 1):
                memory.append(rss_mb())
        events += sitter.finish()
    return Watched(
        states=tuple(states),
        segments=tuple(e.segment for e in events if isinstance(e, SegmentClosed)),
        nudges_s=tuple(e.t_s for e in events if isinstance(e, Nudged)),
        memory_mb=tuple(memory),
        cpu_s=cpu_s,
    )


def judge_clip(path: Path) -> SittingScore:
    """What ``formcheck sit`` makes of the clip, and a live watch, against the truth beside it."""
    truth = read_sitting_truth(path.with_suffix(".json"))
    rules = Rules()
    film = sit_film(path, FIRST_SECONDS, rules, default_model_path())
    with VideoFile(path) as video:
        live = watch(((frame.t_s, frame.image) for frame in video.frames()), rules)
    nudges_s = [t_s for t_s, _ in film.nudges]
    return score_clip(truth, film.baseline.kind, film.segments, nudges_s, live.states)


def work_day(view: str, seed: int, hours: float) -> Workday:
    """Hours of ordinary work, rendered picture by picture, before a live watch."""
    from synth.sitting.workday import Day, workday_frames  # noqa: PLC0415 - the generator's own needs

    day = Day(seed, hours, fps=DAY_FPS, size=DAY_SIZE, view=view)
    frames = workday_frames(seed=seed, hours=hours, fps=DAY_FPS, size=DAY_SIZE, view=view)
    seen = watch(frames, Rules())
    spans = [_span(one) for one in day.spans()]
    seconds: Counter[tuple[State, State]] = Counter()
    false: Counter[str] = Counter()
    place = 0
    said = iter(_each_second(seen.segments, hours))
    for second, state in enumerate(said):
        t_s = second + 0.5
        while place + 1 < len(spans) and spans[place].end_s <= t_s:
            place += 1
        true = spans[place]
        seconds[true.state, state] += 1
        if state is State.SLOUCHED and true.state is not State.SLOUCHED:
            false[true.episode] += 1
    slouched_s = sum(s.end_s - s.start_s for s in seen.segments if s.state is State.SLOUCHED)
    return Workday(
        view=view,
        hours=hours,
        looks=len(seen.states),
        nudges=len(seen.nudges_s),
        slouched_s=slouched_s,
        seconds=seconds,
        false=false,
        memory_mb=seen.memory_mb,
        cpu_ms=1000 * seen.cpu_s / len(seen.states),
    )


def _span(one: object) -> TrueSpan:
    """A span of the generator as the benchmark's own value."""
    why = tuple(Why(w) for w in one.why)  # type: ignore[attr-defined]
    return TrueSpan(one.start_s, one.end_s, State(one.state), why, (), one.episode)  # type: ignore[attr-defined]


def _each_second(segments: Sequence[Segment], hours: float) -> Iterator[State]:
    """The state in the middle of each second; segments are in order."""
    place = 0
    for second in range(int(hours * 3600)):
        t_s = second + 0.5
        while place < len(segments) and segments[place].end_s <= t_s:
            place += 1
        yield state_at(segments[place : place + 1], t_s)


def main(
    clips: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of sitting clips, each with its truth. May be repeated."),
    ] = None,
    hours: Annotated[
        float,
        typer.Option(help="Simulate so many hours of ordinary work; half of them from each view."),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Of the simulated work.")] = 1,
    idle: Annotated[
        float, typer.Option(help="Measure the CPU of `formcheck sit` for so many seconds.")
    ] = 0.0,
    out: Annotated[Path | None, typer.Option(help="The report, in Markdown.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Clips at the same time.")] = 2,
) -> None:
    """Runs every clip that has a truth, and says how right formcheck is about it."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    cost: Idle | None = idle_cost(idle) if idle else None
    sets: dict[str, list[SittingScore]] = {}
    days: tuple[Workday, ...] = ()
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for folder in clips or [SAMPLES]:
            paths = [path for path, _ in sitting_clips_in(folder)]
            if not paths:
                raise typer.BadParameter(f"{folder} has no sitting clip with a truth beside it.")
            judged = pool.map(judge_clip, paths)
            name = "The sample clips" if folder.resolve() == SAMPLES else f"Clips in {folder.name}"
            bar = track(judged, folder.name, len(paths), console=console, transient=True)
            sets[name] = list(bar)
            _show(console, name, sets[name])
        if hours:
            work = partial(work_day, seed=seed, hours=hours / 2)
            days = tuple(pool.map(work, ("front", "side")))
            for day in days:
                console.print(day)
    done = Sitting({"formcheck": __version__, "mediapipe": version("mediapipe")}, sets, days, cost)
    if out is not None:
        out.write_text(markdown(done), encoding="utf-8")


def _show(console: Console, name: str, scores: Sequence[SittingScore]) -> None:
    console.print(f"[bold]{name}[/bold]")
    for row in summary_rows(scores):
        for heading, cell in zip(HEADINGS, row, strict=True):
            console.print(f"  {heading}: [bold]{cell}[/bold]", highlight=False)
    for score in scores:
        wrong = [f"{s.why}->{','.join(s.said) or '-'}" for s in score.slouches if not s.right]
        late = [f"{s.why} +{s.delay_s:.1f}" for s in score.slouches if (s.delay_s or 0) > 2]
        console.print(
            f"  {score.clip}: {accuracy(score.tenths):.3f}, baseline {score.baseline}, "
            f"nudges {score.nudges}/{score.nudges_due} false {score.nudges_false} "
            f"wrong {wrong} late {late} false {dict(score.false)}",
            highlight=False,
        )


if __name__ == "__main__":
    typer.run(main)
