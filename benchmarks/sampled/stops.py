"""The stops of a film: the reasons why it is not right, taken from formcheck's own output.

A stop is one of ``STOPS``, most with a detail after a colon: "false fault: leaning".
"""

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.sampled.truth import FilmTruth
from formcheck.core.coach import SideSummary
from formcheck.core.judging import MISFIT
from formcheck.core.stretch.plan import Need
from formcheck.engine.analyse import Analysis
from formcheck.engine.records import PoseRecords, SideRecords

STOPS = {
    "nobody seen": "no person was found in the video",
    "view refused": "the camera position was called wrong",
    "no start": "no start was seen, so changes were counted from the usual start",
    "no set-up": "a change from the set-up was required, and none had been seen",
    "misfit": "in most of the correct frames all quantities together were read too far outside",
    "band": "a quantity was read beyond its tolerance in most of the correct frames",
    "false fault": "a fault was reported that the joints do not show",
    "repetition": "an attempted repetition was not counted, for that reason",
    "not seen": "something was called hidden or out of the picture",
    "counted too much": "the clock ran on the way in or out, or beyond the tolerance",
    "unexplained": "none of these",
}
"""The meaning of each stop, the likeliest root cause first."""
MOST_OUTSIDE = 0.5
"""A band is not met if more of the correct frames are outside it. Chosen for formcheck."""


def find_stops(
    film: FilmTruth, found: Analysis | None, *, false_faults: Collection[str], excess: bool
) -> tuple[str, ...]:
    """Returns the stops of a film that is not right; found: None if nobody is seen in it.

    excess: more was counted than is right.
    """
    if found is None:
        return ("nobody seen",)
    stops = [stop for side in found.sides for stop in _list_reported(side)]
    for side, records in zip(found.sides, found.records.sides, strict=False):
        if side.neutral_assumed and any(d.since == "start" for d in records.plan.definitions):
            stops.append("no start")
        changes = [d.name for d in records.plan.definitions if d.since == "set-up"]
        if changes and not any(np.isfinite(_read_values(records, name)).any() for name in changes):
            stops.append("no set-up")
        stops += _find_unmet(film, records, found.records.poses)
    stops += [f"false fault: {name}" for name in false_faults]
    stops += ["counted too much"] * excess
    return tuple(dict.fromkeys(stops)) or ("unexplained",)


def _list_reported(side: SideSummary) -> Iterator[str]:
    if side.wrong_view:
        yield "view refused"
    for span in side.unseen:
        yield f"not seen: {span.what}"
    for one in side.repetitions:
        if one.reason is not None:
            yield f"repetition: {one.reason.value}"


def _find_unmet(film: FilmTruth, records: SideRecords, poses: PoseRecords) -> Iterator[str]:
    """Yields the conditions not met in most correct frames; unknown values are ignored."""
    plan = records.plan
    rows = _find_correct_rows(film, poses)
    if plan.rep is not None:
        for name in plan.rep.measures:
            driver = _read_values(records, name)[rows]
            if len(driver) and not (driver >= plan.rep.high).any() and np.isfinite(driver).any():
                yield f"band: {name} short"
        return
    misfits = records.rows["misfit"][rows]
    if len(misfits) and (misfits > MISFIT).mean() > MOST_OUTSIDE:
        yield "misfit"
    for need in plan.timed_phase.needs:
        way = _find_deviation(need, _read_values(records, need.measure)[rows])
        if way:
            yield f"band: {need.measure} {way}"


def _read_values(records: SideRecords, measure: str) -> NDArray[np.float64]:
    column = records.measures.index(measure)
    return records.rows["values"][:, column].astype(np.float64)


def _find_deviation(need: Need, values: NDArray[np.float64]) -> str:
    """Returns "low" or "high" if most values are beyond a need's tolerance, else ""."""
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    if (known < need.low - need.tolerance).mean() > MOST_OUTSIDE:
        return "low"
    return "high" if (known > need.high + need.tolerance).mean() > MOST_OUTSIDE else ""


def _find_correct_rows(film: FilmTruth, poses: PoseRecords) -> NDArray[np.bool_]:
    """Returns the rows of frames in which the person is in view and the true joints are right."""
    if film.worked is None:
        return np.zeros(len(poses.t_s), dtype=np.bool_)
    if film.worked.stretch.kind == "repetitions":
        right = film.select_wanted("rep-peak")
    else:
        right = film.worked.tolerated() & film.select_phases(("hold",))
    return right[film.find_frames(poses.t_s)] & poses.in_view
