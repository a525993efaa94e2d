"""``python -m benchmarks.sitting``: how accurately formcheck judges people who sit."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.cost import IdleCost, measure_idle_cost
from benchmarks.parallel import map_jobs
from benchmarks.paths import SAMPLES, WIDE
from benchmarks.report import Report, exit_with_reason, write_text
from benchmarks.sitting.judge import judge_clip, simulate_workday
from benchmarks.sitting.report import (
    HEADINGS,
    Sitting,
    Workday,
    list_key_rows,
    make_page,
    name_set,
)
from benchmarks.sitting.score import SittingScore, find_accuracy
from benchmarks.sitting.truth import list_sitting_clips


def main(
    clips: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of sitting videos, each with its truth. May be repeated."),
    ] = None,
    hours: Annotated[
        float,
        typer.Option(help="Simulate so many hours of ordinary work; half of them from each view."),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Of the simulated work.")] = 1,
    idle: Annotated[
        float, typer.Option(help="Measure the CPU of `formcheck sit` for so many seconds.")
    ] = 0.0,
    report: Report = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
) -> None:
    """Runs every clip that has a truth, and says how right formcheck is about it."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    cost: IdleCost | None = measure_idle_cost(idle) if idle else None
    sets: dict[str, list[SittingScore]] = {}
    days: tuple[Workday, ...] = ()
    for folder in clips or [SAMPLES]:
        paths = [path for path, _ in list_sitting_clips(folder)]
        if not paths:
            raise typer.BadParameter(f"{folder} has no sitting video with a truth beside it.")
        name = name_set([path.stem for path in paths])
        sets[name] = list(map_jobs(judge_clip, paths, workers, folder.name, console))
        _print_scores(console, name, sets[name])
    if hours:
        work = partial(simulate_workday, seed=seed, hours=hours / 2)
        with exit_with_reason():
            days = tuple(map_jobs(work, ("front", "side"), workers, "Working", console))
        for day in days:
            console.print(day)
    if report is not None:
        write_text(report, make_page(Sitting(sets, days, cost)))


def _print_scores(console: Console, name: str, scores: Sequence[SittingScore]) -> None:
    console.print(f"[bold]{name}[/bold]")
    for row in list_key_rows(scores):
        for heading, cell in zip(HEADINGS, row, strict=True):
            console.print(f"  {heading}: [bold]{cell}[/bold]", highlight=False)
    for score in scores:
        wrong = [f"{s.why}->{','.join(s.said) or '-'}" for s in score.slouches if not s.right]
        late = [f"{s.why} +{s.delay_s:.1f}" for s in score.slouches if (s.delay_s or 0) > 2]
        console.print(
            f"  {score.clip}: {find_accuracy(score.tenths):.3f}, baseline {score.baseline}, "
            f"nudges {score.nudges}/{score.nudges_due} false {score.nudges_false} "
            f"wrong {wrong} late {late} false {dict(score.false)}",
            highlight=False,
        )


if __name__ == "__main__":
    typer.run(main)
