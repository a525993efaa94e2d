"""``python -m benchmarks.changed FILMS``: compares results for films and their changed copies.

FILMS are films, folders of films, and the output of ``python -m synth sample`` with its images. No
truth is needed: each film is changed in every way of ``benchmarks/changed/changes.py``, and the
result is compared with that for the unchanged film. The stretch is taken from the truth of a
sampled film, else from ``--labels``, else from the name up to its first dot, else from
``--stretch``.

``benchmarks/changed/score.py`` defines when two results are the same.

Detections, never images, are cached in ``--cache``: judging again takes a fraction of a second per
film and change. Each change decodes the film again, a small part of the time, so that memory does
not grow with the film's length.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.changed.changes import (
    CHANGES,
    Change,
)
from benchmarks.changed.compare import Job, compare_film
from benchmarks.changed.films import find_films, read_labels
from benchmarks.changed.report import (
    HEADS,
    STRETCH_HEADS,
    FilmResult,
    list_change_rows,
    list_stretch_rows,
    make_page,
)
from benchmarks.detections import CACHE
from benchmarks.parallel import map_jobs
from benchmarks.paths import WIDE
from benchmarks.report import Report, Scores, exit_with_reason, write_text
from formcheck.core.stretch import SpecError
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec


def choose_changes(names: Sequence[str]) -> tuple[Change, ...]:
    """Returns the changes by name, all without names. Raises FormcheckError for an unknown one."""
    known = {change.name: change for change in CHANGES}
    for name in names:
        if name not in known:
            raise FormcheckError(f'There is no change "{name}": choose from {", ".join(known)}.')
    return tuple(change for change in CHANGES if not names or change.name in names)


def print_tables(done: Sequence[FilmResult], console: Console) -> None:
    """Prints the tables of each world and every difference."""
    for world in dict.fromkeys(film.world for film in done):
        films = [film for film in done if film.world == world]
        console.print(f"[bold]{world}[/bold]: {len(films)} videos")
        for heads, rows in (
            (("change", *HEADS), list_change_rows(films)),
            (("stretch", *STRETCH_HEADS), list_stretch_rows(films)),
        ):
            printed = Table(*heads, box=None)
            for row in rows:
                printed.add_row(*row)
            console.print(printed)
        for film in films:
            for one in film.compared:
                if one.differences:
                    text = f"{film.name}, {one.change}: {'; '.join(one.differences)}"
                    console.print(text, highlight=False, markup=False)


def main(
    paths: Annotated[list[Path], typer.Argument(metavar="VIDEOS", help="Videos, and folders.")],
    stretch: Annotated[
        str | None, typer.Option(help="Only videos of it, and what unnamed videos show.")
    ] = None,
    change: Annotated[list[str] | None, typer.Option(help="A change to try; all.")] = None,
    labels: Annotated[Path | None, typer.Option(help="JSON: file name to stretch.")] = None,
    kept: Annotated[
        Path | None, typer.Option("--cache", help="Keeps what the model saw; the user's cache.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    report: Report = None,
    json_file: Scores = None,
    least_same: Annotated[
        int, typer.Option(min=0, help="It fails when fewer answers than this stay the same.")
    ] = 0,
) -> None:
    """Compares the answers to films and their changes. Ends with 2 when one could not be judged."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    begun_s = time.perf_counter()
    with exit_with_reason():
        left_out = compare_films(
            paths, read_labels(labels), stretch, kept or CACHE / "changed",
            workers=workers, report=report, json_file=json_file, console=console,
            changes=choose_changes(change or ()), least_same=least_same,
        )  # fmt: skip
    console.print(f"Done in {time.perf_counter() - begun_s:.0f} s.", highlight=False)
    if left_out:
        raise typer.Exit(2)


def compare_films(
    paths: Sequence[Path],
    labels: Mapping[str, str],
    stretch: str | None,
    kept: Path,
    *,
    workers: int,
    console: Console,
    report: Path | None = None,
    json_file: Path | None = None,
    changes: tuple[Change, ...] = CHANGES,
    least_same: int = 0,
) -> int:
    """Compares the films, prints and writes the results; returns the number of films left out.

    Raises FormcheckError, also when fewer than least_same results stay the same.
    """
    try:
        for name in {*labels.values(), *([stretch] if stretch else [])}:
            load_spec(name)
        kept.mkdir(parents=True, exist_ok=True)
    except SpecError as error:
        raise FormcheckError(str(error)) from error
    except OSError as error:
        raise FormcheckError(f"{kept} can't be used as a cache: {error.strerror}.") from error
    films, left_out = find_films(paths, labels, stretch)
    jobs = [Job(film, changes, kept) for film in films]
    made = list(map_jobs(compare_film, jobs, workers, "Comparing", console))
    done = [one for one in made if isinstance(one, FilmResult)]
    left_out += [one for one in made if not isinstance(one, FilmResult)]
    print_tables(done, console)
    for name, reason in left_out:
        console.print(f"{name} is left out: {reason.rstrip('.')}.", highlight=False)
    if not done:
        raise FormcheckError("There is no video here that can be judged.")
    if report is not None:
        write_text(report, make_page(done, left_out))
    if json_file is not None:
        write_text(json_file, json.dumps([asdict(film) for film in done], indent=1) + "\n")
    compared = [one for film in done for one in film.compared]
    same = sum(not (one.differences or one.not_applicable) for one in compared)
    if same < least_same:
        raise FormcheckError(f"Only {same} answers stay the same, where {least_same} did.")
    return len(left_out)


if __name__ == "__main__":
    typer.run(main)
