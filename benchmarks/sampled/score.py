"""Scores what formcheck reported of a film drawn from the reference against its true joints.

The rules:

- A frame is *tolerated* when every quantity required in the hold or throughout lies within target
  and tolerance; a quantity without a value passes.
- A hold is right when the counted seconds are at least the tolerated seconds of the phases "hold"
  and at most the tolerated seconds from first arriving to the end of leaving, each give or take 0.3
  s, or 5 % of a hold longer than 6 s. Speed is a mean over the second around a frame, so for the
  upper bound it is enough that a frame within half a second is slow enough.
- A hold is *covered* when it is right, or when the range of seconds that formcheck gives for it
  overlaps the range above, without any leeway.
- Repetitions are right when their number is exact.
- A film of somebody who only walks by is right when nothing was counted.
- A film drawn in good form of which no moment is tolerated is not a correct performance: its form
  is "not as drawn".
- A film is *refused* when nobody was found in it or the camera position was reported as wrong; it
  *counted nothing* when there was something to count and the count is 0. Neither is right.
- ``shown_faults.py`` says which faults are false, told or missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.score import HOLD_WITHIN_S
from benchmarks.clips import has_one_side
from benchmarks.sampled.camera_views import find_view
from benchmarks.sampled.rep_errors import RepErrors, measure_rep_errors
from benchmarks.sampled.shown_faults import find_severity, is_shown_true, is_wanted
from benchmarks.sampled.stops import find_stops
from benchmarks.sampled.truth import FilmTruth
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import Analysis
from reference.truth import Truth

LONG_HOLD_SHARE = 0.05
"""Leeway for a long hold, as a share of its length. Chosen for formcheck."""
SPEED_MEASURE, SPEED_AROUND_S = "speed", 0.5
"""The measure that is a mean over this long before and after a frame (``reference.measures``)."""
NOBODY = "(nobody stretches)"

Outcome = Literal["right", "wrong", "nothing", "refused"]


@dataclass(frozen=True, slots=True)
class FilmScore:
    """The score of one film.

    form is "good" or "fault" as drawn, or "not as drawn" where good form was meant and the joints
    show no moment of it; view, cut and size are words. off_deg: the angle about the person between
    the camera and the requested position. counted, least and most: seconds, or repetitions if
    repetitions is set: the count, and its right range (before any leeway). said: the range of total
    seconds given for the holds, None where none is given. false_faults and unjudged are ids of
    reported faults. fault is what was drawn, severity the tolerances beyond the target that the
    joints show for ``LEAST_FAULT_S``, None where it is required for less; wanted is the fault if
    that is more than 1. told: the fault was reported, and truly so if wanted. side_right is None
    where there is no side to find. stops: see ``benchmarks/sampled/stops.py``; rep_errors: see
    ``rep_errors.py``.
    """

    name: str
    stretch: str
    form: str
    begins: str
    view: str
    off_deg: float
    cut: str
    size: str
    outcome: Outcome
    repetitions: bool
    counted: float
    least: float
    most: float
    side_right: bool | None
    false_faults: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    fault: str | None = None
    severity: float | None = None
    wanted: str | None = None
    told: bool = False
    stops: tuple[str, ...] = ()
    said: tuple[float, float] | None = None
    rep_errors: tuple[RepErrors, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether the count is right, or the given range of seconds overlaps the true one."""
        within = self.said is not None and self.said[0] <= self.most and self.said[1] >= self.least
        return self.outcome == "right" or within

    @property
    def is_hold(self) -> bool:
        """Whether the film is scored by seconds held."""
        return self.stretch != NOBODY and not self.repetitions


def score_film(name: str, film: FilmTruth, spec: Spec, found: Analysis | None) -> FilmScore:
    """Returns the score of a film; found is None if it could not be judged at all."""
    repetitions = film.worked is not None and film.worked.stretch.kind == "repetitions"
    least, most = find_bounds(film)
    sides = found.sides if found is not None else ()
    by_rep = repetitions if film.worked is not None else spec.rep is not None
    counted = float(sum(side.reps if by_rep else side.held_s for side in sides))
    reported = [fault for side in sides for fault in side.faults]
    verdicts = [(fault.id, is_shown_true(film, spec, fault)) for fault in reported]
    about = film.about
    severity = find_severity(film)
    wanted = about.fault if severity is not None and severity > 1.0 else None
    outcome = _find_outcome(film, counted, (least, most), is_refused(found))
    false_faults = tuple(sorted({fault for fault, true in verdicts if true is False}))
    holds = [hold for side in sides for hold in side.holds if hold.least_s is not None]
    excess = counted > most + (0.0 if by_rep else find_leeway_s(most))
    return FilmScore(
        name=name,
        stretch=about.stretch or NOBODY,
        form=_find_form(film, most),
        begins=about.begins,
        view=find_view(film),
        off_deg=abs(about.camera.off_deg),
        cut=film.cut,
        size=f"{about.size[0]}x{about.size[1]}",
        outcome=outcome,
        repetitions=repetitions,
        counted=counted,
        least=least,
        most=most,
        side_right=_is_side_right(film, spec, found),
        false_faults=false_faults,
        unjudged=tuple(sorted({fault for fault, true in verdicts if true is None})),
        fault=about.fault,
        severity=severity,
        wanted=wanted,
        told=any(
            (true or wanted is None) and is_wanted(film, spec, fault) for fault, true in verdicts
        ),
        said=(sum(h.least_s or 0.0 for h in holds), sum(h.most_s or 0.0 for h in holds))
        if holds
        else None,
        stops=()
        if outcome == "right"
        else find_stops(film, found, false_faults=false_faults, excess=excess),
        rep_errors=measure_rep_errors(
            about.phases,
            film.times_s,
            film.driver,
            (rep for side in sides for rep in side.repetitions),
        ),
    )


def _find_form(film: FilmTruth, most: float) -> str:
    if film.about.fault is not None:
        return "fault"
    return "good" if film.worked is None or most > 0.0 else "not as drawn"


def _is_side_right(film: FilmTruth, spec: Spec, found: Analysis | None) -> bool | None:
    """Returns whether the working side was found; None if both or neither side works."""
    if film.worked is None or not has_one_side(spec):
        return None
    return found is not None and found.side.value == film.about.side


def is_refused(found: Analysis | None) -> bool:
    """Returns whether formcheck reported that it can't judge the film."""
    return found is None or bool(found.unfit)


def find_bounds(film: FilmTruth) -> tuple[float, float]:
    """Returns the least and most repetitions or seconds that are right, before any leeway."""
    if film.worked is None:
        return 0.0, 0.0
    if film.worked.stretch.kind == "repetitions":
        count = float(sum(rep.counted for rep in film.about.reps))
        return count, count
    held = film.worked.tolerated() & film.select_phases(("hold",))
    return (
        float(film.durations_s[held].sum()),
        float(film.durations_s[_find_tolerable(film, film.worked) & film.working].sum()),
    )


def _find_tolerable(film: FilmTruth, truth: Truth) -> NDArray[np.bool_]:
    """Returns the tolerated frames, plus those too fast only because of frames nearby."""
    found = np.ones(len(film.times_s), dtype=np.bool_)
    near = np.abs(film.times_s[:, None] - film.times_s[None, :]) <= SPEED_AROUND_S
    for name, quantity in truth.stretch.quantities.items():
        if quantity.at not in {"hold", "throughout"}:
            continue
        passed = ~(truth.severities[name] > 1.0)
        found &= (near & passed).any(axis=1) if quantity.measure == SPEED_MEASURE else passed
    return found


def find_leeway_s(hold_s: float) -> float:
    """Returns the permitted error of a hold of that many seconds."""
    return max(HOLD_WITHIN_S, LONG_HOLD_SHARE * hold_s)


def _find_outcome(
    film: FilmTruth, counted: float, allowed: tuple[float, float], was_refused: bool
) -> Outcome:
    if film.worked is None:
        return "wrong" if counted else "right"
    if was_refused:
        return "refused"
    least, most = allowed
    if film.worked.stretch.kind != "repetitions":
        least, most = least - find_leeway_s(least), most + find_leeway_s(most)
    if least <= counted <= most:
        return "right"
    return "wrong" if counted else "nothing"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over films.

    Seconds are of holds: true_s tolerated in the phases "hold", counted_s counted, at most true_s
    per film, excess_s counted beyond most. covered: right, or the given range overlaps [least,
    most]. side_right counts within sided, where one side works. rep_errors are of all repetitions.
    """

    films: int
    right: int
    covered: int
    wrong: int
    nothing: int
    refused: int
    false_fault_films: int
    told: int
    missed: int
    side_right: int
    sided: int
    counted_s: float
    excess_s: float
    true_s: float
    rep_errors: tuple[RepErrors, ...]


def sum_scores(scores: Sequence[FilmScore]) -> Totals:
    """Returns the sums over these films."""
    holds = [one for one in scores if one.is_hold]
    outcomes = [one.outcome for one in scores]
    sides = [one.side_right for one in scores if one.side_right is not None]
    return Totals(
        films=len(scores),
        right=outcomes.count("right"),
        covered=sum(one.is_covered for one in scores),
        wrong=outcomes.count("wrong"),
        nothing=outcomes.count("nothing"),
        refused=outcomes.count("refused"),
        false_fault_films=sum(bool(one.false_faults) for one in scores),
        told=sum(one.wanted is not None and one.told for one in scores),
        missed=sum(one.wanted is not None and not one.told for one in scores),
        side_right=sum(sides),
        sided=len(sides),
        counted_s=sum(min(one.counted, one.least) for one in holds),
        excess_s=sum(max(0.0, one.counted - one.most) for one in holds),
        true_s=sum(one.least for one in holds),
        rep_errors=tuple(error for one in scores for error in one.rep_errors),
    )
