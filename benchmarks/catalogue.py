"""``python -m benchmarks.catalogue CLIPS``: every stretch on unseen clips, and its grade.

CLIPS holds a folder for each variant, made by ``python -m synth catalogue --variant N --out
CLIPS/N``. Detections are kept beside the clips, so that a second run only judges.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy import ROOT, WIDE, ClipResult, result_of, scores_json
from benchmarks.catalogue_report import Catalogue, Counted, Named, StretchCard, markdown
from benchmarks.clips import clips_in
from benchmarks.grading import Figures, by_stretch_and_view, figures, grade, rounded
from benchmarks.score import failed
from formcheck import __version__
from formcheck.errors import FormcheckError
from formcheck.pose.models import model_path
from formcheck.pose.recording import Recording
from formcheck.run.analyse import analyse, sides_of
from formcheck.run.catalogue import load_spec, spec_files
from formcheck.run.files import detect_all
from formcheck.run.naming import name_stretch

REPORT = ROOT / "docs" / "accuracy.md"
GRADES = ROOT / "formcheck" / "accuracy.json"


@dataclass(frozen=True, slots=True)
class Job:
    """A clip to judge; fresh says that earlier detections are not to be used."""

    path: Path
    fresh: bool


def recording_of(path: Path, *, fresh: bool = False) -> Recording:
    """The detections of a clip, made once and kept in ``rec/`` beside it."""
    kept = path.parent / "rec" / f"{path.stem}.npz"
    if not fresh and kept.is_file() and kept.stat().st_mtime >= path.stat().st_mtime:
        return Recording.load(kept)
    kept.parent.mkdir(exist_ok=True)
    detect_all(path, model_path("full")).recording.save(kept)
    return Recording.load(kept)


def judge(job: Job) -> ClipResult:
    """What ``formcheck check`` makes of the clip, side and all, against the truth beside it."""
    truth = next(truth for path, truth in clips_in(job.path.parent) if path == job.path)
    assert truth is not None  # noqa: S101 - only clips with a truth are handed out
    spec = load_spec(truth.stretch)
    try:
        recording = recording_of(job.path, fresh=job.fresh)
        found = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
    except FormcheckError as error:
        return ClipResult(failed(truth, str(error)), ())
    return result_of(truth, spec, found, recording)


def counted_as(job: Job) -> list[Counted]:
    """What every other stretch of the catalogue would have counted in this clip of good form."""
    recording = recording_of(job.path)
    truth_id = job.path.name.split(".", 1)[0]
    found: list[Counted] = []
    for file in spec_files():
        if file.id == truth_id:
            continue
        spec = load_spec(file.id)
        try:
            done = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
        except FormcheckError:
            continue
        held_s = sum(side.hold_s for side in done.sides)
        reps = sum(side.reps for side in done.sides) if spec.rep is not None else 0
        if held_s > 0 or reps:
            found.append(Counted(job.path.stem, truth_id, file.id, held_s, reps))
    return found


def named(job: Job) -> Named:
    """What ``formcheck check`` takes the clip for when nobody says."""
    recording = recording_of(job.path)
    found = name_stretch(tuple(recording), recording.size)
    names = tuple(candidate.stretch for candidate in found.candidates)
    return Named(job.path.stem, job.path.name.split(".", 1)[0], names, found.clear)


def run(
    folders: Sequence[Path], workers: int, console: Console, *, fresh: bool = False
) -> Catalogue:
    """The benchmark of every clip with a truth in the folders."""
    known = [(path, truth) for folder in folders for path, truth in clips_in(folder)]
    paths = [path for path, truth in known if truth is not None]
    good = [path for path, truth in known if truth is not None and truth.fault is None]
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [Job(path, fresh) for path in paths]
        results = list(_tracked("Judging clips", pool.map(judge, jobs), len(jobs), console))
        others = [Job(path, False) for path in good if path.parent == folders[0]]
        counted = _tracked("Confusing", pool.map(counted_as, others), len(others), console)
        goods = [Job(path, False) for path in good]
        names = tuple(_tracked("Naming", pool.map(named, goods), len(goods), console))
        confused = [one for some in counted for one in some]
    cards = tuple(_cards(results))
    return Catalogue(
        versions={"formcheck": __version__, "mediapipe": version("mediapipe")},
        variants=len(folders),
        cards=cards,
        scores=tuple(result.score for result in results),
        all_figures=figures([r.score for r in results], _errors(results)),
        ab_figures=_of_grades(results, cards),
        a_figures=_of_grades(results, cards, "A"),
        confused=tuple(confused),
        confused_clips=len(others),
        named=names,
    )


def _tracked(what: str, items: Iterable, count: int, console: Console) -> Iterable:
    return track(items, what, count, console=console, transient=True)


def _errors(results: Iterable[ClipResult]) -> list:
    return [error for result in results for error in result.errors]


def _of_grades(
    results: Sequence[ClipResult], cards: Sequence[StretchCard], only: str = "AB"
) -> Figures:
    ids = {card.stretch for card in cards if card.grade is not None and card.grade in only}
    mine = [r for r in results if r.score.stretch in ids]
    return figures([r.score for r in mine], _errors(mine))


def _cards(results: Sequence[ClipResult]) -> Iterable[StretchCard]:
    for stretch, views in by_stretch_and_view(r.score for r in results).items():
        mine = [r for r in results if r.score.stretch == stretch]
        whole = figures([r.score for r in mine], _errors(mine))
        kind = load_spec(stretch).class_
        yield StretchCard(
            stretch=stretch,
            kind=kind,
            grade=grade(whole, kind),
            whole=whole,
            views={
                view: figures(scores, _errors(r for r in mine if r.score.view == view))
                for view, scores in views.items()
            },
        )


def grades_json(done: Catalogue, day: dt.date) -> str:
    """The grades as the program reads them (``formcheck/accuracy.json``)."""
    stretches = {
        card.stretch: {
            "grade": card.grade,
            "views": {
                view: {
                    "clips": made.clips,
                    "hold_error_s": rounded(made.hold_error_s),
                    "reps_exact": rounded(made.reps_exact),
                    "fault_f1": rounded(made.fault_f1),
                    "angle_mae_deg": rounded(made.angle_mae_deg, 1),
                }
                for view, made in card.views.items()
            },
        }
        for card in done.cards
        if card.grade is not None
    }
    raw = {"format": 1, "measured": day.isoformat(), "stretches": stretches}
    return json.dumps(raw, indent=1) + "\n"


def show(done: Catalogue, console: Console) -> None:
    """Prints the grades, and every clip that broke the promise."""
    table = Table("stretch", "grade", "good exact", "F1", "false/10 min", "angles", box=None)
    for card in done.cards:
        made = card.whole
        cells = (made.exact, made.fault_f1, made.false_per_10_min, made.angle_mae_deg)
        table.add_row(
            card.stretch, card.grade or "-", *("" if c is None else f"{c:.2f}" for c in cells)
        )
    console.print(table)
    for one in done.scores:
        if not one.kept:
            console.print(f"{one.clip}: [red]{'; '.join(one.shortfalls)}[/red]", highlight=False)


def main(
    clips: Annotated[Path, typer.Argument(help="A folder with a folder of clips a variant.")],
    out: Annotated[Path, typer.Option(help="The report, in Markdown.")] = REPORT,
    grades: Annotated[Path, typer.Option(help="The grades that the program shows.")] = GRADES,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="The scores of all clips as JSON.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Clips at the same time.")] = 2,
    fresh: Annotated[bool, typer.Option(help="Detect anew.")] = False,
) -> None:
    """Judges every clip, grades every stretch, and says which are taken for another."""
    folders = sorted(f for f in clips.iterdir() if f.is_dir() and any(f.glob("[!.]*.mp4")))
    if not folders:
        raise typer.BadParameter(f"{clips} has no folder with clips: see synth/README.md.")
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    done = run(folders, workers, console, fresh=fresh)
    show(done, console)
    out.write_text(markdown(done), encoding="utf-8")
    grades.write_text(grades_json(done, dt.datetime.now(dt.UTC).date()), encoding="utf-8")
    if json_file is not None:
        json_file.write_text(scores_json(done.scores), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
