"""The errors of formcheck's readings of a film against its true joints, and whether sigma fits.

The reading is that of the true side's coach, frame by frame; the true value is what the reference
computes from the joints. Only frames in which a quantity is required are used. A reading of a
movement is compared with the true value at the middle of its time window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.sampled.camera_views import find_view
from benchmarks.sampled.truth import (
    DamagedFilmError,
    FilmFile,
    FilmTruth,
    Landmarks,
    Skipped,
    build_skipped,
    read_film,
)
from formcheck.core.body import Side
from formcheck.core.judging import compute_chances
from formcheck.core.kinematics import MEASURES, Reading, ReadingKind, load_usual_start, measure
from formcheck.core.kinematics.readings import MEAN_OVER_S, RATE_OVER_S, SPEED_OVER_S
from formcheck.core.stretch import Need, Plan, Spec, SpecError, plan_for
from formcheck.engine.person import Person, SideCoach
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.tracking import Tracks, track_people

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NOTHING = Reading(np.nan, np.nan, False)


class Kind(NamedTuple):
    """A kind of reading: a measure and, for a change, the moment and kind of the change."""

    measure: str
    since: str
    change: str

    @property
    def name(self) -> str:
        """The name used in tables and charts."""
        if self.change == "rate":
            return f"{self.measure} a second"
        ratio = ", ratio" if self.change == "ratio" else ""
        return f"{self.measure} since {self.since}{ratio}" if self.since else self.measure

    @property
    def unit(self) -> str:
        """The unit of the reading."""
        unit = "ratio" if self.change == "ratio" else MEASURES[self.measure].unit
        return f"{unit}/s" if self.change == "rate" else unit

    @property
    def lag_s(self) -> float:
        """Seconds from the middle of a movement's time window to its reading."""
        if self.change == "rate":
            return (RATE_OVER_S + MEAN_OVER_S) / 2
        return SPEED_OVER_S / 2 if MEASURES[self.measure].kind is ReadingKind.SPEED else 0.0

    @property
    def is_angle(self) -> bool:
        """Whether the reading is an angle in degrees."""
        return self.unit == "deg"


@dataclass(frozen=True, slots=True)
class Instant:
    """The readings of all definitions at t_s: of the single frame, and as the coach judges them.

    In a hold the coach uses more than one frame: see ``formcheck/core/coach/holding.py``.
    """

    t_s: float
    of_frame: Mapping[str, Reading]
    judged: Mapping[str, Reading]


@dataclass(frozen=True, slots=True, eq=False)
class QuantityErrors:
    """One quantity of one film: an entry for each frame and each side that must meet it.

    error is the reading minus the true value, sigma its estimate; chance and chance_judged are the
    estimated probabilities of being out of tolerance, by single frame and as judged. All are NaN
    where nothing was read. is_out: the true value was out. is_repeat: an earlier quantity of the
    film uses the same reading at the same time, with another requirement.
    """

    stretch: str
    quantity: str
    kind: Kind
    view: str
    off_deg: float
    tolerance: float
    error: Floats
    sigma: Floats
    chance: Floats
    chance_judged: Floats
    is_out: Flags
    is_repeat: bool = False


def measure_errors(
    film: FilmFile, landmarks: Landmarks = "model"
) -> list[QuantityErrors] | Skipped:
    """Returns the errors of all quantities of a film's stretch."""
    try:
        truth, recording = read_film(film, landmarks)
        if truth.about.stretch is None:
            return []
        spec = load_spec(truth.about.stretch)
    except (DamagedFilmError, FormcheckError, SpecError) as error:
        return build_skipped(film.name, error)
    plan = plan_for(spec, Side.BOTH if spec.sides == (Side.BOTH,) else Side(truth.about.side))
    return compare_readings(truth, spec, plan, read_quantities(plan, recording))


def read_quantities(plan: Plan, recording: Recording) -> list[Instant]:
    """Returns what the plan's coach reads of the first tracked person, where anybody is found.

    As in ``formcheck.engine.analyse``, a start seen later in the film is used from the beginning.
    """
    found, coaching = _read_from(plan, recording, None)
    if coaching.start is not None and coaching.has_begun_without:
        found, _ = _read_from(plan, recording, coaching)
    return found


def _read_from(
    plan: Plan, recording: Recording, earlier: SideCoach | None
) -> tuple[list[Instant], SideCoach]:
    person, tracks = Person((plan,), recording.size), Tracks()
    coaching = SideCoach(plan, earlier)
    person.coachings = (coaching,)
    usual = load_usual_start(plan.spec.position)
    found = []
    for frame in recording:
        tracks, people = track_people(tracks, frame.detections, frame.t_s)
        person.advance(frame.t_s, next(iter(people.values()), None))
        if not people:
            continue
        now = coaching.progress
        of_frame = measure(plan.definitions, now.recent[-1], {**usual, **now.moments}, now.recent)
        found.append(Instant(frame.t_s, of_frame, now.readings))
    return found, coaching


def compare_readings(
    film: FilmTruth, spec: Spec, plan: Plan, read: Sequence[Instant]
) -> list[QuantityErrors]:
    """Returns the errors of a film's readings, by quantity of its stretch."""
    if film.truth is None or not read:
        return []
    times_s = np.array([one.t_s for one in read])
    found: list[QuantityErrors] = []
    known: set[tuple[str, ...]] = set()
    for name, table in spec.quantity.items():
        values = film.truth.values.get(name)
        if values is None:
            continue
        kind = Kind(table.measure, table.since, table.change)
        frames = film.find_frames(times_s - kind.lag_s)
        wanted = film.select_wanted(table.at)[frames] & (times_s >= film.times_s[0] + kind.lag_s)
        rows = np.flatnonzero(wanted & np.isfinite(values[frames]).any(axis=1)).tolist()
        if rows:
            instants = [read[row] for row in rows]
            made = _compare_quantity(name, kind, film, spec, plan, instants, values[frames[rows]])
            what = (*kind, table.of, table.at)
            found.append(replace(made, is_repeat=what in known))
            known.add(what)
    return found


def _compare_quantity(
    name: str,
    kind: Kind,
    film: FilmTruth,
    spec: Spec,
    plan: Plan,
    read: Sequence[Instant],
    values: Floats,
) -> QuantityErrors:
    """Returns one quantity's errors; read and true values (n, 1 or 2) are of the same frames."""
    table = spec.quantity[name]
    need = Need(name, *table.target, table.tolerance)
    columns = []
    for place, definition in enumerate(d for d in plan.definitions if _belongs_to(d.name, name)):
        true = values[:, place]
        of_frame = [_apply_sign(one.of_frame, definition.name, definition.sign) for one in read]
        judged = [_apply_sign(one.judged, definition.name, definition.sign) for one in read]
        error = np.array([one.value for one in of_frame]) - true
        if kind.is_angle:
            error = (error + 180.0) % 360.0 - 180.0
        known = np.isfinite(true)
        columns.append(
            (
                error[known],
                np.array([one.sigma for one in of_frame])[known],
                np.array([_compute_chance(need, one) for one in of_frame])[known],
                np.array([_compute_chance(need, one) for one in judged])[known],
                (np.maximum(need.low - true, true - need.high) > need.tolerance)[known],
            )
        )
    error, sigma, chance, chance_judged, is_out = (
        np.concatenate(parts) for parts in zip(*columns, strict=True)
    )
    return QuantityErrors(
        stretch=spec.id,
        quantity=name,
        kind=kind,
        view=find_view(film),
        off_deg=abs(film.about.camera.off_deg),
        tolerance=table.tolerance,
        error=error,
        sigma=sigma,
        chance=chance,
        chance_judged=chance_judged,
        is_out=is_out.astype(np.bool_),
    )


def _belongs_to(definition: str, quantity: str) -> bool:
    return definition in {quantity, f"{quantity}.left", f"{quantity}.right"}


def _apply_sign(readings: Mapping[str, Reading], name: str, sign: float) -> Reading:
    """Returns a reading in the spec's sign: a falling driver is read with its sign inverted."""
    found = readings.get(name, NOTHING)
    return Reading(sign * found.value, found.sigma, found.seen) if found.seen else NOTHING


def _compute_chance(need: Need, reading: Reading) -> float:
    return sum(compute_chances(need, reading)) if reading.seen else np.nan
