"""``python -m benchmarks.real FOLDER``: scores formcheck on real people, labelled by eye.

FOLDER holds clones of the repositories that ``benchmarks/real/*.json`` names; nothing is fetched.
``benchmarks/real/score.py`` defines what is right.
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

from benchmarks.detections import CACHE
from benchmarks.parallel import map_jobs
from benchmarks.paths import WIDE
from benchmarks.real.judge import Job, Missing, judge_file, list_jobs
from benchmarks.real.labels import LABELS, read_labels
from benchmarks.real.report import (
    HEADS,
    Real,
    list_totals,
    make_page,
    make_tables,
    say_amount,
    say_verdict,
)
from benchmarks.real.score import Score
from benchmarks.real.sitting import report_sitting
from benchmarks.report import Report, Scores, exit_with_reason, write_text
from formcheck.files.errors import FormcheckError


def judge_jobs(jobs: Sequence[Job], workers: int, console: Console) -> Real:
    """Judges the labels. Raises FormcheckError without labels, or if none can be judged."""
    if not jobs:
        raise FormcheckError("No label is of this stretch.")
    files: dict[object, list[Job]] = {}
    for job in jobs:  # by file, so that no two workers process the same one
        key = (job.source.repository, job.label.kind, job.label.paths)
        files.setdefault(key, []).append(job)
    judged = map_jobs(judge_file, list(files.values()), workers, "Judging", console)
    made = [one for of_file in judged for one in of_file]
    missing = tuple(one for one in made if isinstance(one, Missing))
    if len(missing) == len(made):
        raise FormcheckError(
            f"None of the files of {len(jobs)} labels could be read in {jobs[0].folder}: name "
            "the folder in which the clones lie, each named owner+name."
        )
    return Real(
        scores=tuple(one for one in made if isinstance(one, Score)),
        negatives=tuple(n for one in made if isinstance(one, tuple) for n in one),
        missing=missing,
    )


def print_tables(done: Real, console: Console) -> None:
    """Prints every performance, the tables and the totals."""
    printed = Table("Performance", "stretch", "form", "formcheck", "right?", box=None)
    for one in done.scores:
        label = one.label
        counted = "refused" if one.said.refused else say_amount(label, one.said.counted)
        printed.add_row(one.where, label.stretch, label.form, counted, say_verdict(one))
    console.print(printed, markup=False)
    for title, rows in make_tables(done.scores).items():
        counts = Table(title, *HEADS[1:], box=None)
        for row in rows:
            counts.add_row(*row)
        console.print()
        console.print(counts)
    console.print()
    for lacking in done.missing:
        if lacking.reason:
            console.print(f"{lacking.where} is left out: {lacking.reason}", highlight=False)
    for what, figure in list_totals(done):
        console.print(f"{what}: [bold]{figure}[/bold]", highlight=False)


def judge_people(
    folder: Path,
    *,
    labels: Path = LABELS,
    stretch: str | None = None,
    workers: int = 2,
    cache: Path | None = None,
    report: Path | None = None,
    json_file: Path | None = None,
) -> None:
    """Judges all labels, prints the tables and writes the files. Raises FormcheckError."""
    if not folder.is_dir():
        raise FormcheckError(f"There is no folder {folder}.")
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    kept = cache or CACHE / "real"
    begun_s = time.perf_counter()
    sources = read_labels(labels)
    done = judge_jobs(list_jobs(sources, folder, kept, stretch), workers, console)
    sitting = "" if stretch else report_sitting(sources, folder, kept)
    print_tables(done, console)
    if sitting:
        console.print(sitting, markup=False, highlight=False)
    console.print(f"Judged in {time.perf_counter() - begun_s:.0f} s.", highlight=False)
    if report is not None:
        write_text(report, make_page(done, sitting))
    if json_file is not None:
        write_text(json_file, format_json(done))


def format_json(done: Real) -> str:
    """Returns every score as JSON, labels included."""
    rows = {
        "performances": [
            {**asdict(one), "label": one.label.model_dump(exclude_defaults=True)}
            for one in done.scores
        ],
        "negatives": [
            {"where": n.where, "stretch": n.stretch, "counted": n.counted} for n in done.negatives
        ],
        "missing": [asdict(one) for one in done.missing],
    }
    return json.dumps(rows, indent=1) + "\n"


def main(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the clones lie.")],
    stretch: Annotated[str | None, typer.Option(help="Only labels of this stretch.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    cache: Annotated[
        Path | None, typer.Option(help="Where to keep what the pose model saw.")
    ] = None,
    report: Report = None,
    json_file: Scores = None,
) -> None:
    """Judges films and photos of real people. Ends with 0, or 2 when none could be judged."""
    with exit_with_reason():
        judge_people(
            folder,
            stretch=stretch,
            workers=workers,
            cache=cache,
            report=report,
            json_file=json_file,
        )


if __name__ == "__main__":
    typer.run(main)
