"""``python -m benchmarks.sampled.curves DIR``: the accuracy card of a measuring instrument.

What share of faults is told against how severe they are, and how much of correct form is counted,
over kept films of random people. Sealed films are left out.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.report import drop_empty, table, write_text
from benchmarks.sampled.card import card_json
from benchmarks.sampled.curves_report import (
    SHORT_HEADS,
    Measured,
    Named,
    from_room,
    markdown,
    pool_of,
    short_rows,
    stretching,
)
from benchmarks.sampled.figures import draw_curves, save
from benchmarks.sampled.judge import chosen_seeds, each_film, run
from benchmarks.sampled.judged import judged_in
from benchmarks.sampled.score import VIEWS
from benchmarks.sampled.truth import (
    DamagedFilmError,
    FilmFile,
    film_folders,
    films_in,
    read_film,
)
from formcheck.engine.naming import name_stretches
from formcheck.files.errors import FormcheckError


def measure_films(folder: Path, seeds: Sequence[int], workers: int, console: Console) -> Measured:
    """Judges the films of these seeds; names those of good form and asks what was judged there."""
    done = run(folder, seeds, "model", None, workers, console)
    folders = film_folders(folder)
    films = [film for seed in seeds for film in films_in(folders[seed], seed)]
    named = [one for one in each_film(named_in, films, workers, console) if one is not None]
    judged = [one for one in each_film(judged_in, films, workers, console) if one is not None]
    return Measured(tuple(seeds), done.versions, len(done.skipped), done.scores, named, judged)


def named_in(film: FilmFile) -> Named | None:
    """What a film of good form is named; None for another one, or one that can't be read."""
    try:
        truth, recording = read_film(film)
        if truth.about.stretch is None or truth.about.fault is not None:
            return None
        found = name_stretches(recording.frames, recording.size)
    except (DamagedFilmError, FormcheckError):
        return None
    longest = max(found, key=lambda one: one.end_s - one.start_s, default=None)
    first = "" if longest is None else longest.stretch
    clear = longest is not None and longest.clear
    return Named(truth.about.stretch, first, clear, truth.from_desk)


def draw(done: Measured, path: Path) -> None:
    """Draws the curves, over all and by view, into a file."""
    films = stretching(done.scores)
    by_view = {view: pool_of(one for one in films if one.view == view) for view in VIEWS}
    shown = {view: pool for view, pool in by_view.items() if len(pool.told)}
    save(draw_curves({"all": pool_of(from_room(films)), **shown}), path)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Annotated[
        Path | None,
        typer.Option("--markdown", help="Write the report there, its picture into images/."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="Write what the program tells of each stretch there.")
    ] = None,
) -> None:
    """Judges every kept film and prints what matters. Ends with 2 when none could be judged."""
    console = Console()
    try:
        seeds = chosen_seeds(list(film_folders(folder)), seed or (), sealed=False)
        done = measure_films(folder, seeds, workers, console)
        print(table(*drop_empty(SHORT_HEADS, short_rows(stretching(done.scores)))))
        if report is not None:
            name = f"images/{report.stem}-curves.webp"
            draw(done, report.parent / name)
            write_text(report, markdown(done, name))
        if card is not None:
            day = dt.datetime.now(dt.UTC).date()
            write_text(card, card_json(done.scores, done.judged, day))
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
