"""``python -m benchmarks.accuracy``: how far off formcheck is on clips whose truth is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.clips import Truth, clips_in, read_truth
from benchmarks.errors import MeasureErrors, errors_of
from benchmarks.report import Benchmark, markdown, summary_rows
from benchmarks.score import ClipScore, failed, score
from formcheck import __version__
from formcheck.errors import FormcheckError
from formcheck.pose.models import model_path
from formcheck.pose.recording import Recording
from formcheck.run.analyse import Analysis, analyse, sides_of
from formcheck.run.catalogue import load_spec
from formcheck.run.files import analyse_video
from formcheck.run.records import SideRecords
from formcheck.spec import Spec

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
REPORT = ROOT / "docs" / "accuracy-samples.md"
WIDE = 180
"""Columns of the table in a file or a pipe, where no line need break."""


@dataclass(frozen=True, slots=True, eq=False)
class ClipResult:
    """The score of a clip and the errors of its measures."""

    score: ClipScore
    errors: tuple[MeasureErrors, ...]


def judge_clip(path: Path) -> ClipResult:
    """What ``formcheck check`` makes of the clip, side and all, against the truth beside it."""
    truth = read_truth(path.with_suffix(".json"))
    if truth is None:
        raise ValueError(f"{path} shows nobody")
    spec = load_spec(truth.stretch)
    try:
        done = analyse_video(path, spec, sides_of(spec, "auto"), model_path("full"), keep=True)
    except FormcheckError as error:
        return ClipResult(failed(truth, str(error)), ())
    assert done.recording is not None  # noqa: S101 - it was asked for
    return result_of(truth, spec, done.analysis, done.recording)


def result_of(truth: Truth, spec: Spec, found: Analysis, recording: Recording) -> ClipResult:
    """What was found in a clip against the truth of it."""
    # Where the sides take turns both are always told of, whichever worked.
    side_found = truth.side.value if spec.dose.alternate else found.side.value
    scored = score(
        truth,
        side_found,
        found.frames,
        found.seen_frames,
        found.sides,
        found.warnings,
        hint=any(f.id == truth.fault and f.severity == "hint" for f in spec.fault),
    )
    records = _records(truth, spec, found, recording)
    return ClipResult(scored, tuple(errors_of(truth, records, found.records.poses.t_s)))


def _records(truth: Truth, spec: Spec, found: Analysis, recording: Recording) -> SideRecords:
    """The records of the true side; where another one was reported, judged again for that side."""
    sides = [s for s in found.records.sides if s.plan.side is truth.side]
    if sides or truth.side not in spec.sides:
        return sides[0] if sides else found.records.sides[0]
    return analyse(spec, (truth.side,), recording, recording.size).records.sides[0]


def run(clips: Path, workers: int, console: Console) -> Benchmark:
    """The benchmark of every clip in the folder that has a truth."""
    known = list(clips_in(clips))
    paths = [path for path, truth in known if truth is not None]
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        results = list(
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
        scores=tuple(result.score for result in results),
        errors=tuple(error for result in results for error in result.errors),
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
