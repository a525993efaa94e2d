"""``python -m benchmarks.real FOLDER``: formcheck judges real people against labels by eye.

FOLDER holds clones of the repositories that ``benchmarks/real/*.json`` names; nothing is fetched.
What is right is said in ``benchmarks/real/score.py``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.real.judge import Job, Judged, Missing, judge_file
from benchmarks.real.labels import LABELS, Performance, Source, read_labels
from benchmarks.real.report import HEADS, Real, amount, markdown, sums, tables, verdict
from benchmarks.real.score import Score
from benchmarks.real.sitting import report_sitting
from benchmarks.report import write_text
from formcheck import __version__
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import default_model_path

WIDE = 200
"""Columns of the table in a file or a pipe, where no line need break."""


def jobs_of(sources: Sequence[Source], folder: Path, cache: Path, stretch: str | None) -> list[Job]:
    """A job for every label about stretches; with ``stretch`` for those of that one alone."""
    model = default_model_path()
    return [
        Job(source, label, folder, cache, model)
        for source in sources
        for label in source.labels
        if isinstance(label, Performance) and stretch in {None, label.stretch}
    ]


def run(jobs: Sequence[Job], workers: int, console: Console) -> Real:
    """The benchmark of these labels. Raises FormcheckError without any, or any file of theirs."""
    if not jobs:
        raise FormcheckError("No label is of this stretch.")
    made = _judged(jobs, workers, console)
    missing = tuple(one for one in made if isinstance(one, Missing))
    if len(missing) == len(made):
        raise FormcheckError(
            f"None of the files of {len(jobs)} labels could be read in {jobs[0].folder}: name "
            "the folder in which the clones lie, each named owner+name."
        )
    return Real(
        versions={"formcheck": __version__, "mediapipe": version("mediapipe")},
        scores=tuple(one for one in made if isinstance(one, Score)),
        negatives=tuple(n for one in made if isinstance(one, tuple) for n in one),
        missing=missing,
    )


def _judged(jobs: Sequence[Job], workers: int, console: Console) -> list[Judged]:
    """What was made of the labels, file by file, so that no two workers look at the same one."""
    files: dict[object, list[Job]] = {}
    for job in jobs:
        key = (job.source.repository, job.label.kind, job.label.paths)
        files.setdefault(key, []).append(job)

    def followed(done: Iterable[list[Judged]]) -> list[Judged]:
        told = track(done, "Judging", len(files), console=console, transient=True)
        return [one for made in told for one in made]

    if workers == 1:
        return followed(map(judge_file, files.values()))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return followed(pool.map(judge_file, files.values()))


def show(done: Real, console: Console) -> None:
    """Prints every performance, the tables and the totals."""
    printed = Table("Performance", "stretch", "form", "formcheck", "right?", box=None)
    for one in done.scores:
        label = one.label
        counted = "refused" if one.said.refused else amount(label, one.said.counted)
        printed.add_row(one.where, label.stretch, label.form, counted, verdict(one))
    console.print(printed, markup=False)
    for title, rows in tables(done.scores).items():
        counts = Table(title, *HEADS[1:], box=None)
        for row in rows:
            counts.add_row(*row)
        console.print()
        console.print(counts)
    console.print()
    for lacking in done.missing:
        if lacking.reason:
            console.print(f"{lacking.where} is left out: {lacking.reason}", highlight=False)
    for what, figure in sums(done):
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
    """Judges all that is labelled, prints tables, writes files. Raises FormcheckError."""
    if not folder.is_dir():
        raise FormcheckError(f"There is no folder {folder}.")
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    kept = cache or Path(platformdirs.user_cache_dir("formcheck", appauthor=False)) / "real"
    begun_s = time.perf_counter()
    sources = read_labels(labels)
    done = run(jobs_of(sources, folder, kept, stretch), workers, console)
    sitting = "" if stretch else report_sitting(sources, folder, kept, default_model_path())
    show(done, console)
    if sitting:
        console.print(sitting, markup=False, highlight=False)
    console.print(f"Judged in {time.perf_counter() - begun_s:.0f} s.", highlight=False)
    if report is not None:
        write_text(report, markdown(done, sitting))
    if json_file is not None:
        write_text(json_file, json_text(done))


def json_text(done: Real) -> str:
    """Every score as JSON, labels included."""
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
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    cache: Annotated[
        Path | None, typer.Option(help="Where to keep what the pose model saw.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--markdown", help="Write the report there.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all scores as JSON.")
    ] = None,
) -> None:
    """Judges films and photos of real people. Ends with 0, or 2 when none could be judged."""
    try:
        judge_people(
            folder,
            stretch=stretch,
            workers=workers,
            cache=cache,
            report=report,
            json_file=json_file,
        )
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
