"""``python -m benchmarks.sampled DIR``: scores formcheck on stored films drawn from the reference.

DIR is the output of ``python -m synth sample --films N --seed S --out DIR``: detections and ground
truth, no images. ``benchmarks/sampled/score.py`` defines when a film is right. Sealed seeds need
``--sealed``, which prints only totals and adds a row to ``benchmarks/sampled/sealed_looks.csv``.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.paths import WIDE
from benchmarks.report import Report, Scores, exit_with_reason, write_text
from benchmarks.sampled import sealed_log
from benchmarks.sampled.judge import choose_seeds, judge_seeds
from benchmarks.sampled.report import (
    HEADS,
    Sampled,
    list_stretch_rows,
    list_totals,
    make_group_tables,
    make_page,
)
from benchmarks.sampled.score import sum_scores
from benchmarks.sampled.truth import (
    Landmarks,
    find_folders,
)
from formcheck.files.errors import FormcheckError
from reference.stretches import load_stretches


def print_tables(done: Sampled, console: Console) -> None:
    """Prints the tables and the totals."""
    tables = {"Stretch": list_stretch_rows(done.scores), **make_group_tables(done.scores)}
    for title, rows in tables.items():
        printed = Table(title, *HEADS[1:], box=None)
        for row in rows:
            printed.add_row(*row)
        console.print(printed)
        console.print()
    print_totals(done, console)


def print_totals(done: Sampled, console: Console) -> None:
    """Prints only the totals."""
    for what, figure in list_totals(sum_scores(done.scores)):
        console.print(f"{what}: [bold]{figure}[/bold]", highlight=False)


def list_figures(done: Sampled) -> dict[str, object]:
    """Returns the figures that may be reported for sealed films, by column of the log."""
    made = sum_scores(done.scores)
    return {
        "landmarks": done.landmarks,
        "films": made.films,
        "skipped": len(done.skipped),
        "right": made.right,
        "wrong": made.wrong,
        "nothing": made.nothing,
        "refused": made.refused,
        "false_fault_films": made.false_fault_films,
        "faults_told": made.told,
        "faults_missed": made.missed,
        "counted_s": f"{made.counted_s:.1f}",
        "excess_s": f"{made.excess_s:.1f}",
        "true_s": f"{made.true_s:.1f}",
    }


def judge_films(
    folder: Path,
    *,
    seed: Sequence[int] = (),
    stretch: str | None = None,
    landmarks: Landmarks = "model",
    sealed: bool = False,
    workers: int = 2,
    report: Path | None = None,
    json_file: Path | None = None,
    least_right: int = 0,
    log: Path = sealed_log.LOG,
) -> int:
    """Judges the films and prints the tables; returns the number of films left out.

    Raises FormcheckError, also when fewer than least_right films are right.
    """
    if sealed and any(option is not None for option in (stretch, report, json_file)):
        raise FormcheckError(
            "Of sealed videos only totals are shown: without --stretch, --markdown and --json."
        )
    if stretch is not None and stretch not in load_stretches():
        raise FormcheckError(f'The reference has no stretch "{stretch}".')
    seeds = choose_seeds(list(find_folders(folder)), seed, sealed=sealed)
    commit = ""
    if sealed:
        sealed_log.check_log(log)
        commit = sealed_log.find_commit(log=log)
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    begun_s = time.perf_counter()
    done = judge_seeds(folder, seeds, landmarks, stretch, workers, console)
    took_s = time.perf_counter() - begun_s
    if sealed:
        sealed_log.log_evaluation("sampled", commit, done.seeds, list_figures(done), log)
        print_totals(done, console)
    else:
        print_tables(done, console)
        for name, reason in done.skipped:
            console.print(f"{name} is left out: {reason}.", highlight=False)
    if done.skipped:
        console.print(f"Left out: {len(done.skipped)} of {len(done.scores) + len(done.skipped)}.")
    console.print(f"Judged in {took_s:.0f} s.", highlight=False)
    if report is not None:
        write_text(report, make_page(done))
    if json_file is not None:
        rows = [asdict(one) for one in done.scores]
        write_text(json_file, json.dumps(rows, indent=1) + "\n")
    if (right := sum_scores(done.scores).right) < least_right:
        raise FormcheckError(f"Only {right} videos are right, where {least_right} were.")
    return len(done.skipped)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    stretch: Annotated[str | None, typer.Option(help="Only videos of this stretch.")] = None,
    landmarks: Annotated[
        Landmarks, typer.Option(help="The model's landmarks, or true joints.")
    ] = "model",
    sealed: Annotated[bool, typer.Option("--sealed", help="Sealed: totals only, logged.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    report: Report = None,
    json_file: Scores = None,
    least_right: Annotated[
        int, typer.Option(min=0, help="It fails when fewer videos than this are right.")
    ] = 0,
) -> None:
    """Judges every kept film. Ends with 0 when all were judged, 2 when one could not be."""
    with exit_with_reason():
        left_out = judge_films(
            folder,
            seed=seed or (),
            stretch=stretch,
            landmarks=landmarks,
            sealed=sealed,
            workers=workers,
            report=report,
            json_file=json_file,
            least_right=least_right,
        )
    if left_out:
        raise typer.Exit(2)


if __name__ == "__main__":
    typer.run(main)
