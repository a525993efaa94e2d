"""Runs ``formcheck check`` on films drawn from the reference, in parallel."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.parallel import map_jobs
from benchmarks.sampled.report import Sampled
from benchmarks.sampled.score import FilmScore, score_film
from benchmarks.sampled.shown_faults import find_unmapped
from benchmarks.sampled.truth import (
    About,
    DamagedFilmError,
    FilmFile,
    Landmarks,
    Skipped,
    build_skipped,
    find_folders,
    list_films,
    read_film,
    read_truth,
)
from formcheck.core.stretch import SpecError
from formcheck.engine.analyse import analyse, sides_of
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from reference.parts import part_of
from reference.stretches import load_stretches


@dataclass(frozen=True, slots=True)
class Job:
    """A film to judge; skipped if ``only`` names another stretch, or if good_form and faulty."""

    film: FilmFile
    landmarks: Landmarks
    only: str | None
    good_form: bool = False


def choose_spec_id(about: About) -> str:
    """Returns the stretch to judge a film as; in rotation if nobody stretches in it."""
    ids = list(load_stretches())
    return about.stretch or ids[about.number % len(ids)]


def judge_film(job: Job) -> FilmScore | Skipped:
    """Judges the film as ``formcheck check`` does, side not given, and scores it by its joints."""
    name = job.film.name
    try:
        if not _is_requested(job):
            return Skipped(name, "")
        truth, recording = read_film(job.film, job.landmarks)
        spec = load_spec(choose_spec_id(truth.about))
    except (DamagedFilmError, FormcheckError, SpecError) as error:
        return build_skipped(name, error)
    try:
        found = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
    except FormcheckError:
        return score_film(name, truth, spec, None)
    return score_film(name, truth, spec, found)


def _is_requested(job: Job) -> bool:
    if job.only is None and not job.good_form:
        return True
    about = read_truth(job.film.truth).about
    return job.only in {None, about.stretch} and not (job.good_form and about.fault)


def choose_seeds(there: Sequence[int], asked: Sequence[int], *, sealed: bool) -> list[int]:
    """Returns the seeds to judge: those asked for, or all sealed or open ones among there.

    Raises FormcheckError for a seed that is missing or whose sealing does not match ``sealed``.
    """
    for seed in asked:
        if seed < 1 or (part_of(seed) == "sealed") != sealed:
            raise FormcheckError(_explain_part(seed, sealed=sealed))
        if seed not in there:
            raise FormcheckError(f"There are no videos of seed {seed} here.")
    fitting = [s for s in sorted(there) if s >= 1 and (part_of(s) == "sealed") == sealed]
    if not fitting:
        raise FormcheckError(
            "No videos of sealed seeds lie here."
            if sealed
            else "Only videos of sealed seeds lie here: with --sealed they are judged, and "
            "the look is logged."
        )
    return sorted(set(asked)) or fitting


def _explain_part(seed: int, *, sealed: bool) -> str:
    if seed < 1:
        return f"Seeds begin at 1, so there is no seed {seed}."
    if sealed:
        return f"Seed {seed} is not sealed: judge it without --sealed."
    return f"Seed {seed} is sealed: --sealed judges it, shows only totals and logs the look."


def judge_seeds(
    folder: Path,
    seeds: Sequence[int],
    landmarks: Landmarks,
    only: str | None,
    workers: int,
    console: Console,
    *,
    good_form: bool = False,
) -> Sampled:
    """Judges the films of these seeds. Raises FormcheckError if none can be judged."""
    folders = find_folders(folder)
    jobs = [
        Job(film, landmarks, only, good_form)
        for seed in seeds
        for film in list_films(folders[seed], seed)
    ]
    if not jobs:
        raise FormcheckError(f"{folder} holds no video of seed {', '.join(map(str, seeds))}.")
    made = list(map_jobs(judge_film, jobs, workers, "Judging", console))
    scores = tuple(one for one in made if isinstance(one, FilmScore))
    skipped = tuple((m.name, m.reason) for m in made if isinstance(m, Skipped) and m.reason)
    if not scores:
        raise FormcheckError(
            f"None of {len(jobs)} videos could be judged; {len(skipped)} are damaged."
            if skipped
            else f"None of {len(jobs)} videos shows {only or 'good form'}."
        )
    stretches = load_stretches()
    return Sampled(
        seeds=tuple(seeds),
        landmarks=landmarks,
        scores=scores,
        skipped=skipped,
        unmapped={
            one: find_unmapped(stretches[one], load_spec(one))
            for one in sorted({score.stretch for score in scores} & set(stretches))
        },
    )
