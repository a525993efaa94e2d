"""The recorded part of ``formcheck sit``: inputs in, outputs written, what it came to told."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from formcheck.core.posture.rules import Rules
from formcheck.engine.files import Kind
from formcheck.engine.sit_baseline import BaselineWanted, image_baseline
from formcheck.engine.sit_film import SitFilm, sit_film, sit_recording
from formcheck.engine.sit_photo import sit_photo
from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say_wrong
from formcheck.output.report.jobs import STDOUT, Job, Wanted, emit, jobs_of
from formcheck.output.report.progress import seconds_bar
from formcheck.output.report.sit_contract import sit_film_json, sit_photo_json, sit_text
from formcheck.output.report.sit_table import look_table
from formcheck.output.report.sitting import (
    show_sit_film,
    show_sit_photo,
)
from formcheck.output.report.terminal import stdout_console
from formcheck.vision.pose.models import model_path


def sit_files(
    files: Sequence[Path], baseline: BaselineWanted | Path, rules: Rules, wanted: Wanted
) -> bool:
    """Tells the posture in the files one after the other; False when one can't be trusted whole.

    baseline is a picture's path, or ready. Everything that can be known to fail is looked at before
    the first file is opened. Raises FormcheckError for that, and for the only input there is.
    """
    jobs = jobs_of(files, wanted)
    model = Path()
    if isinstance(baseline, Path) or any(job.kind is not Kind.RECORDING for job in jobs):
        model = model_path("full")
    if isinstance(baseline, Path):
        baseline = image_baseline(baseline, model)
    results: list[dict[str, Any]] = []
    unfits: list[str] = []
    for job in jobs:
        try:
            result, unfit = _run(job, baseline, rules, model, quiet=wanted.json == STDOUT)
            results.append(result)
            unfits += unfit
        except FormcheckError as error:
            if len(jobs) == 1:
                raise
            say_wrong(str(error))  # the others are still to be done
    emit(sit_text(results, one_line=len(jobs) > 1), wanted.json)
    if wanted.json == STDOUT and unfits:
        say_wrong("\n".join(unfits))
    return len(results) == len(jobs) and not unfits


def _run(
    job: Job, baseline: BaselineWanted, rules: Rules, model: Path, *, quiet: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The result, and why the input can't be trusted as a whole, if so."""
    if job.kind is Kind.PHOTO:
        photo = sit_photo(job.source, baseline, rules, model)
        if not quiet:
            show_sit_photo(stdout_console(), photo)
        return sit_photo_json(photo), ()
    film = _film(job, baseline, rules, model)
    if not quiet:
        show_sit_film(stdout_console(), film)
    return sit_film_json(film), film.unfit


def _film(job: Job, baseline: BaselineWanted, rules: Rules, model: Path) -> SitFilm:
    with ExitStack() as stack:
        on_look = None if job.csv is None else stack.enter_context(look_table(job.csv))
        if job.kind is Kind.RECORDING:
            return sit_recording(job.source, baseline, rules, on_look=on_look)
        told = stack.enter_context(seconds_bar(f"Looking at {job.source.name}"))
        return sit_film(job.source, baseline, rules, model, on_progress=told, on_look=on_look)
