"""``python -m benchmarks.accuracy``: formcheck's errors on clips whose truth is known."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.judge import judge_clips
from benchmarks.accuracy.report import Benchmark, list_key_rows, make_page
from benchmarks.accuracy.score import ClipScore
from benchmarks.paths import DOCS, SAMPLES, WIDE
from benchmarks.report import Page, Scores, write_text

REPORT = DOCS / "accuracy-samples.md"


def print_scores(done: Benchmark, console: Console) -> None:
    """Prints a row for each clip, and the totals."""
    table = Table("clip", "side", "hold", "true", "faults", "promise", box=None)
    for one in done.scores:
        table.add_row(
            one.clip,
            one.side_found,
            f"{one.hold_s:.2f}",
            f"{one.hold_true_s:.2f}",
            ", ".join(f"{f.id} {_show_error(f.start_error_s)}" for f in one.faults),
            "kept" if one.kept else f"[red]{'; '.join(one.shortfalls)}[/red]",
        )
    console.print(table)
    for what, figure in list_key_rows(done):
        console.print(f"{what}: [bold]{figure}[/bold]", highlight=False)
    if done.skipped:
        console.print(f"Skipped, without a truth: {', '.join(done.skipped)}")


def _show_error(error_s: float | None) -> str:
    return "(not true)" if error_s is None else f"{error_s:+.2f}"


def format_json(scores: Sequence[ClipScore]) -> str:
    """Returns the scores as JSON, one object per clip."""
    rows = [{**asdict(one), "kept": one.kept} for one in scores]
    return json.dumps(rows, indent=1) + "\n"


def main(
    clips: Annotated[Path, typer.Option(help="A folder of videos, each with its truth.")] = SAMPLES,
    out: Page = REPORT,
    json_file: Scores = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
) -> None:
    """Runs every clip that has a truth, and prints how wrong formcheck is."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    done = judge_clips(clips, workers, console)
    if not done.scores:
        raise typer.BadParameter(f"{clips} has no video with a truth beside it.")
    print_scores(done, console)
    write_text(out, make_page(done))
    if json_file is not None:
        write_text(json_file, format_json(done.scores))


if __name__ == "__main__":
    typer.run(main)
