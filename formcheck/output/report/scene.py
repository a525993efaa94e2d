"""From records or a photo's verdict to the scene that the overlay draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Side
from formcheck.core.coach import Form, HoldStatus, Wait
from formcheck.core.coach.events import HoldStop, StopCause
from formcheck.core.session.session_values import ProgressRing
from formcheck.core.stretch import Plan, whole_seconds
from formcheck.engine.photo_check import PhotoAnalysis
from formcheck.engine.records import CLOCKS, PoseRecords, Records, SideRecords
from formcheck.output.draw.marks import Mark, build_idle_marks, build_marks
from formcheck.output.draw.overlay import Scene, TimelineStrip
from formcheck.output.draw.sketch import Landmarks

_SIDE_WORDS = {Side.LEFT: "Left side", Side.RIGHT: "Right side", Side.BOTH: "Both sides"}
_FORM_WORDS = {
    Form.OK: "Good form",
    Form.FAULTY: "To correct",
    Form.UNSEEN: "Can't tell from here",
}
_WEIGHTS = np.array([1, 2, 3, 2, 1], dtype=np.float32)
"""How much a record and its neighbours count where the body is drawn. Chosen here: 2 pictures to
either side take out the tremble of the model and round no corner by more than a few pixels."""
_TAKEN_BACK_S = 3.0
"""A stop is dated back by less than this. Chosen here: 1.3 s in the bundled clips."""
BETWEEN_S = 0.1
"""Between two records closer than this the body is interpolated."""


def build_scene(
    records: Records, index: int, t_s: float, scale: tuple[float, float], timeline: TimelineStrip
) -> Scene:
    """The scene of the frame of that index and time; scale converts record pixels to its pixels."""
    row = records.poses.row_at(index)
    side = records.sides[int(records.shown[row])]
    plan, now = side.plan, side.rows[row]
    cue = side.texts[int(now["cue"])]
    waiting = _wait_words(plan, side.waits[int(now["waiting"])])
    unseen = side.texts[int(now["unseen"])]
    return Scene(
        image_px=_interpolate_landmarks(records, row, t_s) * np.array(scale, dtype=np.float32),
        marks=_build_marks(side, row),
        cue=cue,
        side=_SIDE_WORDS[plan.side],
        count=plan.dose.describe_progress(int(now["reps"])),
        unseen=unseen,
        dial=_build_dial(side, row, records.poses.t_s),
        waiting="" if waiting in {cue, *unseen.split(", ")} else _describe_wait(side, row, waiting),
        timeline=timeline,
        t_s=t_s,
    )


def build_photo_scene(photo: PhotoAnalysis) -> Scene:
    """The scene of a photo."""
    verdict, plan = photo.verdict, photo.plan
    marks = build_marks(
        plan,
        plan.timed_phase.id,
        {name: reading.value for name, reading in verdict.readings.items()},
        verdict.verdicts,
        [fault.id for fault in verdict.faults],
        cue=None,
    )
    return Scene(
        image_px=None if photo.pose is None else photo.pose.image_px,
        marks=marks if verdict.attempted else build_idle_marks(plan),
        cue=next((f.cue for f in verdict.faults), ""),
        side=_SIDE_WORDS[verdict.side],
        count=_FORM_WORDS[verdict.form],
        unseen=", ".join(map(str, verdict.unseen)),
    )


def _interpolate_landmarks(records: Records, row: int, t_s: float) -> Landmarks:
    """The landmarks at t_s; between two records for a frame that was not looked at."""
    here = _smooth_landmarks(records.poses, row)
    if row + 1 >= len(records):
        return here
    start_s, end_s = (float(t) for t in records.poses.t_s[row : row + 2])
    share = (t_s - start_s) / (end_s - start_s)
    if end_s - start_s > BETWEEN_S or not 0.0 < share < 1.0:
        return here
    following = _smooth_landmarks(records.poses, row + 1)
    between: Landmarks = here + (following - here) * np.float32(share)
    return np.where(np.isnan(following), here, between)


def _smooth_landmarks(poses: PoseRecords, row: int) -> Landmarks:
    """The landmarks of a row averaged with those just before and after it: steady, without lag."""
    reach = len(_WEIGHTS) // 2
    first, last = max(0, row - reach), min(len(poses.t_s), row + reach + 1)
    around = poses.image_px[first:last]
    weights = _WEIGHTS[first - row + reach : last - row + reach, None, None]
    weights = np.where(np.isnan(around), 0, weights)
    total = weights.sum(axis=0)
    mean = np.nansum(around * weights, axis=0) / np.where(total > 0, total, 1)
    steadied: Landmarks = np.where(np.isnan(poses.image_px[row]), np.nan, mean)
    return steadied


def _build_marks(side: SideRecords, row: int) -> tuple[Mark, ...]:
    plan, now = side.plan, side.rows[row]
    if not now["attempting"]:
        return build_idle_marks(plan)
    names = [definition.name for definition in plan.definitions]
    verdicts = {name: side.verdict_at(row, i) for i, name in enumerate(names)}
    return build_marks(
        plan,
        side.phases[int(now["phase"])],
        dict(zip(names, map(float, now["values"]), strict=True)),
        {name: verdict for name, verdict in verdicts.items() if verdict is not None},
        side.faults_at(row),
        side.texts[int(now["cue"])],
    )


def _build_dial(side: SideRecords, row: int, t_s: NDArray[np.float64]) -> ProgressRing | None:
    """The ring: of the hold, or of the peak of a repetition where that is held."""
    now = side.rows[row]
    if side.plan.rep is not None:
        top_s, wanted_s = float(now["top_s"]), side.plan.rep.hold_s
        return _fill_ring(top_s, wanted_s) if wanted_s else None
    still = CLOCKS[int(now["clock"])] in {HoldStatus.PAUSED, HoldStatus.LAPSED}
    return _fill_ring(_find_kept_s(side, row, t_s), side.plan.dose.round_s, still)


def _find_kept_s(side: SideRecords, row: int, t_s: NDArray[np.float64]) -> float:
    """The seconds held, less what a stop soon after takes back: the ring never counts down."""
    ahead = side.rows["hold_held_s"][row : np.searchsorted(t_s, t_s[row] + _TAKEN_BACK_S)]
    ended = np.flatnonzero(ahead == 0.0)
    return float(min(ahead[: ended[0]] if len(ended) else ahead, default=0.0))


def _fill_ring(held_s: float, goal_s: float, still: bool = False) -> ProgressRing:
    share = min(1.0, held_s / goal_s) if goal_s > 0 else 0.0
    return ProgressRing(whole_seconds(held_s), "", share, still)


def _wait_words(plan: Plan, wait: Wait) -> str:
    match wait:
        case None:
            return ""
        case HoldStop(cause=StopCause.VIEW):
            return plan.spec.view.say
        case HoldStop(cause=StopCause.FAULT, name=fault):
            return plan.find_fault(fault).title
        case HoldStop(cause=StopCause.OTHER_STRETCH):
            return "looks like something else"
        case HoldStop():
            return "hold still"
    return str(wait)


def _describe_wait(side: SideRecords, row: int, waiting: str) -> str:
    """Why the clock of a hold stands still; a lapse that may be noise is not mentioned."""
    clock = CLOCKS[int(side.rows[row]["clock"])]
    goes_on = {HoldStatus.LAPSED, HoldStatus.RUNNING, HoldStatus.ENTERING}
    if not waiting or side.plan.rep is not None or clock in goes_on:
        return ""
    begin = "Paused" if clock is HoldStatus.PAUSED else "Waiting"
    return f"{begin}: {waiting}"
