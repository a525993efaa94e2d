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
    make_table,
    write_text,
)
from benchmarks.sampled.camera_views import OFF_BANDS, name_band
from benchmarks.sampled.errors_report import (
    Measured,
    find_spread,
    group_by_kind,
    list_key_rows,
    make_page,
)
from benchmarks.sampled.figures import draw_spreads, save_figure
from benchmarks.sampled.judge import choose_seeds
from benchmarks.sampled.quantity_errors import measure_errors
from benchmarks.sampled.truth import FilmFile, Landmarks, Skipped, find_folders, list_films
from formcheck.files.errors import FormcheckError

FEWEST_IN_PICTURE = 10
"""Angles read in fewer films than this are left out of the chart."""


def measure_films(
    films: Sequence[FilmFile], landmarks: Landmarks, workers: int, console: Console
) -> Measured:
    """Returns the errors of these films. Raises FormcheckError if none can be measured."""
    work = partial(measure_errors, landmarks=landmarks)
    made = list(map_jobs(work, films, workers, "Measuring", console))
    skipped = [(one.name, one.reason) for one in made if isinstance(one, Skipped)]
    errors = [error for one in made if not isinstance(one, Skipped) for error in one]
    if not errors:
        raise FormcheckError(f"None of {len(films)} videos shows a stretch that can be measured.")
    return Measured(
        seeds=tuple(sorted({film.seed for film in films})),
        landmarks=landmarks,
        films=sum(bool(one) for one in made if not isinstance(one, Skipped)),
        skipped=skipped,
        errors=errors,
    )


def save_chart(done: Measured, path: Path) -> None:
    """Saves a chart of the bias and spread of each angle, by how far the camera is off."""
    bands = [name_band(high) for _, high in OFF_BANDS[:2]]
    angles = {
        kind.name: {
            band: find_spread([one for one in made if name_band(one.off_deg) == band])
            for band in bands
        }
        for kind, made in group_by_kind(done.errors).items()
        if kind.is_angle and find_spread(made).films >= FEWEST_IN_PICTURE
    }
    save_figure(draw_spreads(angles), path)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Only every so many-th video.")] = 1,
    landmarks: Annotated[
        Landmarks, typer.Option(help="The model's landmarks, or true joints.")
    ] = "model",
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    report: Report = None,
) -> None:
    """Measures every kept film and prints what matters. Ends with 2 when none could be."""
    console = Console()
    name = f"images/{report.stem if report else 'measuring'}-errors.webp"
    check_writable(report.parent / name if report else None)
    with exit_with_reason():
        folders = find_folders(folder)
        seeds = choose_seeds(list(folders), seed or (), sealed=False)
        films = [film for one in seeds for film in list_films(folders[one], one)][::every]
        done = measure_films(films, landmarks, workers, console)
        print(make_table(("", ""), list_key_rows(done.errors)))
        print(list_skipped(done.skipped))
        if report is not None:
            save_chart(done, report.parent / name)
            write_text(report, make_page(done, name))


if __name__ == "__main__":
    typer.run(main)
