"""``python -m benchmarks.accuracy``: how far off formcheck is on clips whose truth is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.clips import clips_in, read_truth
from benchmarks.report import Benchmark, markdown, summary_rows
from benchmarks.score import ClipScore, failed, score
from formcheck import __version__
from formcheck.engine.analyse import sides_of
from formcheck.engine.files import analyse_video
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.models import model_path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
REPORT = ROOT / "docs" / "accuracy-samples.md"
WIDE = 180
"""Columns of the table in a file or a pipe, where no line need break."""


def judge_clip(path: Path) -> ClipScore:
    """What ``formcheck check`` makes of the clip, side and all, against the truth beside it."""
    truth = read_truth(path.with_suffix(".json"))
    if truth is None:
        raise ValueError(f"{path} shows nobody")
    spec = load_spec(truth.stretch)
    try:
        done = analyse_video(path, spec, sides_of(spec, "auto"), model_path("full"))
    except FormcheckError as error:
        return failed(truth, str(error))
    found = done.analysis
    return score(
        truth,
        # Where the sides take turns both are always told of, whichever worked.
        truth.side.value if spec.dose.alternate else found.side.value,
        found.frames,
        found.seen_frames,
        found.sides,
        found.warnings,
        hint=any(f.id == truth.fault and f.severity == "hint" for f in spec.fault),
    )


def run(clips: Path, workers: int, console: Console) -> Benchmark:
    """The benchmark of every clip in the folder that has a truth."""
    known = list(clips_in(clips))
    paths = [path for path, truth in known if truth is not None]
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        scores = list(
            track(
                pool.map(judge_clip, paths),
                "Judging clips",
                len(paths),
                console=console,
                transient=True,
            )
        )
    return Benchmark(
        held_out=clips.resolve() != SAMPLES,
        versions={"formcheck": __version__, "mediapipe": version("mediapipe")},
        scores=tuple(scores),
        skipped=tuple(path.name for path, truth in known if truth is None),
    )


def show(done: Benchmark, console: Console) -> None:
    """Prints the result: a line a clip, and the sums."""
    table = Table("clip", "side", "hold", "true", "faults", "promise", box=None)
    for one in done.scores:
        table.add_row(
            one.clip,
            one.side_found,
            f"{one.hold_s:.2f}",
            f"{one.hold_true_s:.2f}",
            ", ".join(f"{f.id} {_signed(f.start_error_s)}" for f in one.faults),
            "kept" if one.kept else f"[red]{'; '.join(one.shortfalls)}[/red]",
        )
    console.print(table)
    for what, figure in summary_rows(done):
        console.print(f"{what}: [bold]{figure}[/bold]", highlight=False)
    if done.skipped:
        console.print(f"Skipped, without a truth: {', '.join(done.skipped)}")


def _signed(error_s: float | None) -> str:
    return "(not true)" if error_s is None else f"{error_s:+.2f}"


def scores_json(scores: Sequence[ClipScore]) -> str:
    """The scores as JSON, one object a clip."""
    rows = [{**asdict(one), "kept": one.kept} for one in scores]
    return json.dumps(rows, indent=1) + "\n"


def main(
    clips: Annotated[Path, typer.Option(help="A folder of clips, each with its truth.")] = SAMPLES,
    out: Annotated[Path, typer.Option(help="The report, in Markdown.")] = REPORT,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="The scores of all clips as JSON.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Clips at the same time.")] = 2,
) -> None:
    """Runs every clip that has a truth, and says how far off formcheck is."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    done = run(clips, workers, console)
    if not done.scores:
        raise typer.BadParameter(f"{clips} has no clip with a truth beside it.")
    show(done, console)
    out.write_text(markdown(done), encoding="utf-8")
    if json_file is not None:
        json_file.write_text(scores_json(done.scores), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
