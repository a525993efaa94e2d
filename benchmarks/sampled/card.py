"""``python -m benchmarks.sampled.card DIR``: the accuracy card, like a measuring instrument's.

It shows the share of faults reported by severity, how much correct form is counted, and what is
judged from a desk, over stored films of random people. Sealed films are left out.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.parallel import map_jobs
from benchmarks.report import (
    Report,
    check_writable,
    drop_empty,
    exit_with_reason,
    list_skipped,
    table,
    write_text,
)
from benchmarks.sampled.card_report import (
    SHORT_HEADS,
    Measured,
    card_json,
    markdown,
    short_rows,
    stretching,
)
from benchmarks.sampled.judge import chosen_seeds, run
from benchmarks.sampled.judged_shares import judged_in
from benchmarks.sampled.truth import film_folders, films_in


def measure_films(folder: Path, seeds: Sequence[int], workers: int, console: Console) -> Measured:
    """Judges the films of these seeds, and counts what was judged in those of good form."""
    done = run(folder, seeds, "model", None, workers, console)
    good = {one.name for one in stretching(done.scores) if one.form == "good"}
    folders = film_folders(folder)
    films = [film for seed in seeds for film in films_in(folders[seed], seed) if film.name in good]
    judged = list(map_jobs(judged_in, films, workers, "Counting what was judged", console))
    return Measured(tuple(seeds), done.skipped, done.scores, judged)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Report = None,
    card: Annotated[
        Path | None,
        typer.Option(
            help="Write what the program tells of each stretch there.", callback=check_writable
        ),
    ] = None,
) -> None:
    """Judges every kept film and prints what matters. Ends with 2 when none could be judged."""
    with exit_with_reason():
        seeds = chosen_seeds(list(film_folders(folder)), seed or (), sealed=False)
        done = measure_films(folder, seeds, workers, Console())
        print(table(*drop_empty(SHORT_HEADS, short_rows(stretching(done.scores)))))
        print(list_skipped(done.skipped))
        if report is not None:
            write_text(report, markdown(done))
        if card is not None:
            day = dt.datetime.now(dt.UTC).date()
            write_text(card, card_json(done.scores, done.judged, day))


if __name__ == "__main__":
    typer.run(main)
