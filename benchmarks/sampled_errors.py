"""How far formcheck's quantities are off: from the model's landmarks minus from true joints.

Both go through the same code, so that what a quantity stands for does not count as an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.sampled_score import view_word
from benchmarks.sampled_truth import DamagedFilmError, FilmFile, FilmTruth, read_film
from formcheck.body import Side
from formcheck.errors import FormcheckError
from formcheck.measure import CATALOGUE
from formcheck.pose.recording import Recording
from formcheck.run.analyse import analyse
from formcheck.run.catalogue import load_spec
from formcheck.run.records import Records
from formcheck.spec import Spec, SpecError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QuantityError:
    """The errors of one quantity in one film.

    since: what it is a change from, "" for none. mean and mean_square are over the frames in which
    both have a value, read the share of those in which the true joints have one; NaN without any.
    """

    quantity: str
    since: str
    view: str
    off_deg: float
    mean: float
    mean_square: float
    read: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Bias and standard deviation over films that weigh the same; read: the share with a value."""

    films: int
    bias: float
    sigma: float
    read: float


def spread_of(errors: Sequence[QuantityError]) -> Spread:
    """The spread of some films' errors; NaN where nothing was read."""
    kept = [one for one in errors if one.read > 0.0]
    read = float(np.mean([one.read for one in errors])) if errors else float("nan")
    if not kept:
        return Spread(0, float("nan"), float("nan"), read)
    bias = float(np.mean([one.mean for one in kept]))
    square = float(np.mean([one.mean_square for one in kept]))
    return Spread(len(kept), bias, float(np.sqrt(max(square - bias**2, 0.0))), read)


def errors_in(film: FilmFile) -> list[QuantityError]:
    """The errors of all quantities of the film's spec; none for one that can't be judged."""
    try:
        truth, found = read_film(film)
        if truth.about.stretch is None:
            return []
        spec = load_spec(truth.about.stretch)
        _, true = read_film(film, "true")
        return errors_of(truth, _records(spec, truth, found), _records(spec, truth, true))
    except (DamagedFilmError, FormcheckError, SpecError):
        return []


def _records(spec: Spec, truth: FilmTruth, recording: Recording) -> Records:
    side = Side.BOTH if spec.sides == (Side.BOTH,) else Side(truth.about.side)
    return analyse(spec, (side,), recording, recording.size).records


def errors_of(truth: FilmTruth, found: Records, true: Records) -> list[QuantityError]:
    """The errors of what was found against what is true, from arriving to the end of leaving."""
    rows = truth.frame_at(found.poses.t_s)
    kept = found.poses.in_view & true.poses.in_view[rows] & truth.working[rows]
    values = found.sides[0].rows["values"][kept].astype(np.float64)
    true_values = true.sides[0].rows["values"][rows][kept].astype(np.float64)
    view, off_deg = view_word(truth.view_deg), abs(truth.about.camera.off_deg)
    errors = []
    for column, definition in enumerate(found.sides[0].plan.definitions):
        known = np.isfinite(true_values[:, column])
        if not known.any():
            continue
        error = (values - true_values)[known, column]
        if CATALOGUE[definition.quantity].unit == "deg":
            error = (error + 180.0) % 360.0 - 180.0
        read = np.isfinite(error)
        mean, square = (
            float(error[read].mean() if read.any() else np.nan),
            float((error[read] ** 2).mean() if read.any() else np.nan),
        )
        errors.append(
            QuantityError(
                definition.quantity, definition.since, view, off_deg, mean, square, read.mean()
            )
        )
    return errors
