"""``python -m benchmarks.sitting``: how right formcheck is about sitting people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from benchmarks.cost import Idle, idle_cost
from benchmarks.paths import DOCS, SAMPLES
from benchmarks.sitting.judge import judge_clip, work_day
from benchmarks.sitting.report import (
    HEADINGS,
    Sitting,
    Workday,
    markdown,
    summary_rows,
)
from benchmarks.sitting.score import SittingScore, accuracy
from benchmarks.sitting.truth import sitting_clips_in
from formcheck import __version__

REPORT = DOCS / "sitting.md"


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
