"""``python -m benchmarks.sampled.errors DIR``: errors of measures, and whether sigma fits them.

For each quantity in stored films of random people, compares the reading with the value computed
from true joints, by view, in degrees and in tolerances, and compares the errors with formcheck's
own sigma. Sealed films are left out.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.parallel import map_jobs
from benchmarks.report import (
    Report,
    check_writable,
    exit_with_reason,
    list_skipped,
    table,
    write_text,
)
from benchmarks.sampled.errors_report import Measured, by_kind, markdown, short_rows, spread_of
from benchmarks.sampled.figures import draw_spreads, save
from benchmarks.sampled.judge import chosen_seeds
from benchmarks.sampled.quantity_errors import errors_in
from benchmarks.sampled.score import OFF_BANDS, off_word
from benchmarks.sampled.truth import FilmFile, Landmarks, Skipped, film_folders, films_in
from formcheck.files.errors import FormcheckError

FEWEST_IN_PICTURE = 10
"""Angles read in fewer films than this are left out of the chart."""


def measure_films(
    films: Sequence[FilmFile], landmarks: Landmarks, workers: int, console: Console
) -> Measured:
    """Returns the errors of these films. Raises FormcheckError if none can be measured."""
    work = partial(errors_in, landmarks=landmarks)
    made = list(map_jobs(work, films, workers, "Measuring", console))
    skipped = [(one.name, one.reason) for one in made if isinstance(one, Skipped)]
    errors = [error for one in made if not isinstance(one, Skipped) for error in one]
    if not errors:
        raise FormcheckError(f"None of {len(films)} films shows a stretch that can be measured.")
    return Measured(
        seeds=tuple(sorted({film.seed for film in films})),
        landmarks=landmarks,
        films=sum(bool(one) for one in made if not isinstance(one, Skipped)),
        skipped=skipped,
        errors=errors,
    )


def draw(done: Measured, path: Path) -> None:
    """Saves a chart of the bias and spread of each angle, by how far the camera is off."""
    bands = [off_word(high) for _, high in OFF_BANDS[:2]]
    angles = {
        kind.name: {
            band: spread_of([one for one in made if off_word(one.off_deg) == band])
            for band in bands
        }
        for kind, made in by_kind(done.errors).items()
        if kind.is_angle and spread_of(made).films >= FEWEST_IN_PICTURE
    }
    save(draw_spreads(angles), path)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Only every so many-th film.")] = 1,
    landmarks: Annotated[
        Landmarks, typer.Option(help="The model's landmarks, or true joints.")
    ] = "model",
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Report = None,
) -> None:
    """Measures every kept film and prints what matters. Ends with 2 when none could be."""
    console = Console()
    name = f"images/{report.stem if report else 'measuring'}-errors.webp"
    check_writable(report.parent / name if report else None)
    with exit_with_reason():
        folders = film_folders(folder)
        seeds = chosen_seeds(list(folders), seed or (), sealed=False)
        films = [film for one in seeds for film in films_in(folders[one], one)][::every]
        done = measure_films(films, landmarks, workers, console)
        print(table(("", ""), short_rows(done.errors)))
        print(list_skipped(done.skipped))
        if report is not None:
            draw(done, report.parent / name)
            write_text(report, markdown(done, name))


if __name__ == "__main__":
    typer.run(main)
