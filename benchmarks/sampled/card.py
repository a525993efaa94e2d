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
    make_table,
    write_text,
)
from benchmarks.sampled.card_report import (
    SHORT_HEADS,
    Measured,
    format_card_json,
    list_key_rows,
    make_page,
    pick_stretching,
)
from benchmarks.sampled.judge import choose_seeds, judge_seeds
from benchmarks.sampled.judged_shares import measure_judged
from benchmarks.sampled.truth import find_folders, list_films


def measure_films(folder: Path, seeds: Sequence[int], workers: int, console: Console) -> Measured:
    """Judges the films of these seeds, and counts what was judged in those of good form."""
    done = judge_seeds(folder, seeds, "model", None, workers, console)
    good = {one.name for one in pick_stretching(done.scores) if one.form == "good"}
    folders = find_folders(folder)
    films = [
        film for seed in seeds for film in list_films(folders[seed], seed) if film.name in good
    ]
    judged = list(map_jobs(measure_judged, films, workers, "Counting what was judged", console))
    return Measured(tuple(seeds), done.skipped, done.scores, judged)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    report: Report = None,
    card: Annotated[
        Path | None,
        typer.Option(
            help="Write what the program says about each stretch there.", callback=check_writable
        ),
    ] = None,
) -> None:
    """Judges every kept film and prints what matters. Ends with 2 when none could be judged."""
    with exit_with_reason():
        seeds = choose_seeds(list(find_folders(folder)), seed or (), sealed=False)
        done = measure_films(folder, seeds, workers, Console())
        print(make_table(*drop_empty(SHORT_HEADS, list_key_rows(pick_stretching(done.scores)))))
        print(list_skipped(done.skipped))
        if report is not None:
            write_text(report, make_page(done))
        if card is not None:
            day = dt.datetime.now(dt.UTC).date()
            write_text(card, format_card_json(done.scores, done.judged, day))


if __name__ == "__main__":
    typer.run(main)
