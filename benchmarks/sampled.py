"""``python -m benchmarks.sampled DIR``: formcheck judges kept films drawn from the reference.

DIR is what ``python -m synth sample --films N --seed S --out DIR`` wrote: detections and truth, no
pictures. What is right is said in ``benchmarks/sampled_score.py``. Films of sealed seeds are judged
with ``--sealed`` alone: totals, no names, and a line in ``benchmarks/sealed_looks.csv``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import sampled_log
from benchmarks.report import write_text
from benchmarks.sampled_report import HEADS, Sampled, by_group, by_stretch, markdown, sums
from benchmarks.sampled_score import FilmScore, score_film, totals, unmapped
from benchmarks.sampled_truth import (
    About,
    DamagedFilmError,
    FilmFile,
    Landmarks,
    film_folders,
    films_in,
    read_film,
    read_truth,
)
from formcheck import __version__
from formcheck.core.stretch import SpecError
from formcheck.engine.analyse import analyse, sides_of
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from reference.parts import part_of
from reference.stretches import load_stretches

Asked = TypeVar("Asked")
Made = TypeVar("Made")
WIDE = 180
"""Columns of the table in a file or a pipe, where no line need break."""


@dataclass(frozen=True, slots=True)
class Job:
    """A film to judge; only keeps to the films of one stretch, good_form to those without fault."""

    film: FilmFile
    landmarks: Landmarks
    only: str | None
    good_form: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A film that can't be read; reason is "" for one that was not asked for."""

    name: str
    reason: str


def spec_id(about: About) -> str:
    """The stretch to judge a film as; one in turn for films in which nobody stretches."""
    ids = list(load_stretches())
    return about.stretch or ids[about.number % len(ids)]


def judge(job: Job) -> FilmScore | Skipped:
    """What ``formcheck check`` makes of the film, the side left to be found, against its joints."""
    name = job.film.name
    try:
        if not _is_asked(job):
            return Skipped(name, "")
        truth, recording = read_film(job.film, job.landmarks)
        spec = load_spec(spec_id(truth.about))
    except DamagedFilmError as error:
        return Skipped(name, str(error))
    except (FormcheckError, SpecError) as error:
        return Skipped(name, f"formcheck can't judge its stretch: {error}")
    try:
        found = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
    except FormcheckError:
        return score_film(name, truth, spec, None)
    return score_film(name, truth, spec, found)


def _is_asked(job: Job) -> bool:
    if job.only is None and not job.good_form:
        return True
    about = read_truth(job.film.truth).about
    return job.only in {None, about.stretch} and not (job.good_form and about.fault)


def chosen_seeds(there: Sequence[int], asked: Sequence[int], *, sealed: bool) -> list[int]:
    """The seeds to judge: all of a part that are there, or those asked for.

    Raises FormcheckError for a seed that is sealed (or is not, with ``sealed``) or is not there.
    """
    for seed in asked:
        if seed < 1 or (part_of(seed) == "sealed") != sealed:
            raise FormcheckError(_wrong_part(seed, sealed=sealed))
        if seed not in there:
            raise FormcheckError(f"There are no films of seed {seed} here.")
    fitting = [s for s in sorted(there) if s >= 1 and (part_of(s) == "sealed") == sealed]
    if not fitting:
        raise FormcheckError(
            "No films of sealed seeds lie here."
            if sealed
            else "Only films of sealed seeds lie here: with --sealed they are judged, and the look "
            "is written down."
        )
    return sorted(set(asked)) or fitting


def _wrong_part(seed: int, *, sealed: bool) -> str:
    if seed < 1:
        return f"Seeds begin at 1, so there is no seed {seed}."
    if sealed:
        return f"Seed {seed} is not sealed: judge it without --sealed."
    return f"Seed {seed} is sealed: --sealed judges it, tells totals alone and writes it down."


def run(
    folder: Path,
    seeds: Sequence[int],
    landmarks: Landmarks,
    only: str | None,
    workers: int,
    console: Console,
    *,
    good_form: bool = False,
) -> Sampled:
    """The benchmark of the films of these seeds, or of those in good form alone.

    Raises FormcheckError when none can be judged.
    """
    folders = film_folders(folder)
    jobs = [
        Job(film, landmarks, only, good_form)
        for seed in seeds
        for film in films_in(folders[seed], seed)
    ]
    if not jobs:
        raise FormcheckError(f"{folder} holds no film of seed {', '.join(map(str, seeds))}.")
    made = list(each_film(judge, jobs, workers, console))
    scores = tuple(one for one in made if isinstance(one, FilmScore))
    skipped = tuple((m.name, m.reason) for m in made if isinstance(m, Skipped) and m.reason)
    if not scores:
        raise FormcheckError(
            f"None of {len(jobs)} films could be judged; {len(skipped)} are damaged."
            if skipped
            else f"None of {len(jobs)} films shows {only or 'good form'}."
        )
    stretches = load_stretches()
    return Sampled(
        seeds=tuple(seeds),
        part=", ".join(dict.fromkeys(part_of(seed) for seed in seeds)),
        landmarks=landmarks,
        versions={"formcheck": __version__, "mediapipe": version("mediapipe")},
        scores=scores,
        skipped=skipped,
        unmapped={
            one: unmapped(stretches[one], load_spec(one))
            for one in sorted({score.stretch for score in scores} & set(stretches))
        },
    )


def each_film(
    work: Callable[[Asked], Made], jobs: Sequence[Asked], workers: int, console: Console
) -> Iterable[Made]:
    """What the work makes of each job, in order, while a bar tells how far it is."""
    if workers == 1:
        yield from track(map(work, jobs), "Judging", len(jobs), console=console, transient=True)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        done = pool.map(work, jobs, chunksize=4)
        yield from track(done, "Judging", len(jobs), console=console, transient=True)


def show(done: Sampled, console: Console) -> None:
    """Prints the tables."""
    tables = {"Stretch": by_stretch(done.scores), **by_group(done.scores)}
    for title, rows in tables.items():
        printed = Table(title, *HEADS[1:], box=None)
        for row in rows:
            printed.add_row(*row)
        console.print(printed)
        console.print()
    show_sums(done, console)


def show_sums(done: Sampled, console: Console) -> None:
    """Prints the totals alone."""
    for what, figure in sums(totals(done.scores)):
        console.print(f"{what}: [bold]{figure}[/bold]", highlight=False)


def log_look(done: Sampled, commit: str, day: dt.date, log: Path) -> None:
    """Writes a look at sealed films down."""
    made = totals(done.scores)
    skipped = len(done.skipped)
    line = sampled_log.look(day, commit, done.landmarks, done.seeds, made, skipped)
    sampled_log.append_look(line, log)


def judge_films(
    folder: Path,
    *,
    seed: Sequence[int] = (),
    stretch: str | None = None,
    landmarks: Landmarks = "model",
    sealed: bool = False,
    workers: int = 2,
    report: Path | None = None,
    json_file: Path | None = None,
    least_right: int = 0,
    log: Path = sampled_log.LOG,
) -> int:
    """Judges films, prints tables; returns the number left out.

    Raises FormcheckError, also when fewer than least_right are right.
    """
    if sealed and any(option is not None for option in (stretch, report, json_file)):
        raise FormcheckError(
            "Of sealed films totals alone are told: without --stretch, --markdown and --json."
        )
    if stretch is not None and stretch not in load_stretches():
        raise FormcheckError(f'The reference has no stretch "{stretch}".')
    seeds = chosen_seeds(list(film_folders(folder)), seed, sealed=sealed)
    commit = ""
    if sealed:
        sampled_log.check_log(log)
        commit = sampled_log.commit_of(log=log)
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    begun_s = time.perf_counter()
    done = run(folder, seeds, landmarks, stretch, workers, console)
    took_s = time.perf_counter() - begun_s
    if sealed:
        log_look(done, commit, dt.datetime.now(dt.UTC).date(), log)
        show_sums(done, console)
    else:
        show(done, console)
        for name, reason in done.skipped:
            console.print(f"{name} is left out: {reason}.", highlight=False)
    if done.skipped:
        console.print(f"Left out: {len(done.skipped)} of {len(done.scores) + len(done.skipped)}.")
    console.print(f"Judged in {took_s:.0f} s.", highlight=False)
    if report is not None:
        write_text(report, markdown(done))
    if json_file is not None:
        rows = [asdict(one) for one in done.scores]
        write_text(json_file, json.dumps(rows, indent=1) + "\n")
    if (right := totals(done.scores).right) < least_right:
        raise FormcheckError(f"Only {right} films are right, where {least_right} were.")
    return len(done.skipped)


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    stretch: Annotated[str | None, typer.Option(help="Only films of this stretch.")] = None,
    landmarks: Annotated[
        Landmarks, typer.Option(help="The model's landmarks, or true joints.")
    ] = "model",
    sealed: Annotated[bool, typer.Option("--sealed", help="Sealed films: totals, logged.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Annotated[
        Path | None, typer.Option("--markdown", help="Write the report there.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the scores of all films as JSON.")
    ] = None,
    least_right: Annotated[
        int, typer.Option(min=0, help="It fails when fewer films than this are right.")
    ] = 0,
) -> None:
    """Judges every kept film. Ends with 0 when all were judged, 2 when one could not be."""
    try:
        left_out = judge_films(
            folder,
            seed=seed or (),
            stretch=stretch,
            landmarks=landmarks,
            sealed=sealed,
            workers=workers,
            report=report,
            json_file=json_file,
            least_right=least_right,
        )
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    if left_out:
        raise typer.Exit(2)


if __name__ == "__main__":
    typer.run(main)
