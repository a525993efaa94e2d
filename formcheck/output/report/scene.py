"""Builds the scene that the overlay draws from records or from a photo's verdict."""

from collections.abc import Iterable

import numpy as np

from formcheck.core.coach import HoldStatus
from formcheck.core.coach.cue_choice import find_likely_cue
from formcheck.core.coach.events import StopCause
from formcheck.core.coach.summary import MOSTLY
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import NOBODY, Unknown
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.measure_names import describe_measure
from formcheck.core.session.reasons import describe_reason
from formcheck.core.session.screen_values import ProgressRing
from formcheck.core.session.session_texts import SIDES
from formcheck.core.stretch import whole_seconds
from formcheck.engine.photo_check import PhotoAnalysis
from formcheck.engine.records import CLOCKS, PoseRecords, Records, SideRecords
from formcheck.output.draw.marks import Mark, build_idle_marks, build_marks
from formcheck.output.draw.overlay import Scene, TimelineStrip
from formcheck.output.draw.sketch import Landmarks
from formcheck.output.report.terminal import describe_form

NOT_SEEN, NOT_JUDGED = "Not seen: {what}", "Not judged: {what}"
PAUSED, WAITING = "Paused: {why}", "Waiting: {why}"
HOLD_STILL, OTHER_STRETCH = "hold still", "looks like something else"
_AROUND_S = 0.1
"""Half width of the triangular window that smooths the drawn landmarks. Chosen for formcheck: at 30
frames per second, 2 frames on either side remove the model's jitter and cut no corner by more than
a few pixels."""
_STEADY_S = 0.5
"""A quantity is named as not judged if it is unjudged in most frames within this time before and
after. Chosen for formcheck, so that names do not flicker."""
BETWEEN_S = 0.1
"""The body is interpolated between two records at most this far apart."""


def build_scene(
    records: Records,
    index: int,
    t_s: float,
    scale: tuple[float, float],
    timeline: TimelineStrip,
    words: Words = ENGLISH,
) -> Scene:
    """Returns the scene of a frame; scale converts pixels of the records to pixels of the frame."""
    row = records.poses.row_at(index)
    side = records.sides[int(records.shown[row])]
    plan, now = side.plan, side.rows[row]
    unseen = side.unseen[int(now["unseen"])]
    notes = _describe_unseen(unseen, words), _describe_unjudged(records, row, words)
    return Scene(
        image_px=_interpolate_landmarks(records, row, t_s) * np.array(scale, dtype=np.float32),
        marks=_build_marks(side, row),
        cue=side.cues[int(now["cue"])],
        side=words(SIDES[plan.side]),
        count=plan.dose.describe_progress(int(now["reps"]), words),
        unseen="; ".join(filter(None, notes)),
        ring=_build_ring(side, row),
        waiting=_describe_wait(side, row, words),
        timeline=timeline,
        t_s=t_s,
    )


def build_photo_scene(photo: PhotoAnalysis) -> Scene:
    """Returns the scene of a photo.

    Its unseen line names only hidden parts, not what no single photo can show.
    """
    verdict, plan = photo.verdict, photo.plan
    _, words = describe_form(photo)
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
        side=SIDES[plan.side] if verdict.side is plan.side else "",
        count="To correct" if verdict.faults and not verdict.is_other else words.rstrip("."),
        unseen=_describe_unseen(
            (one for one in verdict.unseen if one == NOBODY or one.landmark is not None), ENGLISH
        ),
    )


def _describe_unseen(unseen: Iterable[Unknown], words: Words) -> str:
    what = ", ".join(describe_reason(one, words) for one in unseen)
    return words(NOT_SEEN, what=what) if what else ""


def _describe_unjudged(records: Records, row: int, words: Words) -> str:
    """Names the required quantities that are mostly unjudged around this row; "" if none."""
    side, t_s = records.sides[int(records.shown[row])], records.poses.t_s
    if not side.rows[row]["attempting"]:
        return ""
    first, last = np.searchsorted(t_s, [t_s[row] - _STEADY_S, t_s[row] + _STEADY_S])
    unjudged = side.rows["verdicts"][first:last] == VERDICTS.index(Verdict.UNJUDGED)
    names = (
        words.say(describe_measure(definition))
        for definition, is_unjudged in zip(
            side.plan.definitions, unjudged.mean(axis=0) > MOSTLY, strict=True
        )
        if is_unjudged
    )
    what = ", ".join(dict.fromkeys(names))
    return words(NOT_JUDGED, what=what) if what else ""


def _interpolate_landmarks(records: Records, row: int, t_s: float) -> Landmarks:
    """Returns the landmarks at t_s, interpolated for a frame that was not analysed."""
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
    """Returns a row's landmarks averaged with those just before and after: no jitter, no lag."""
    t_s = poses.t_s[row]
    first, last = np.searchsorted(poses.t_s, [t_s - _AROUND_S, t_s + _AROUND_S])
    around = poses.image_px[first:last]
    weights = 1.0 - np.abs(poses.t_s[first:last, None, None] - t_s) / _AROUND_S
    weights = np.where(np.isnan(around), 0, weights)
    total = weights.sum(axis=0)
    mean = np.nansum(around * weights, axis=0) / np.where(total > 0, total, 1)
    return np.where(np.isnan(poses.image_px[row]), np.nan, mean)


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
        side.cues[int(now["cue"])],
    )


def _build_ring(side: SideRecords, row: int) -> ProgressRing | None:
    """Returns the ring of the hold, or of the peak of a repetition if that is held; else None."""
    now, rep = side.rows[row], side.plan.rep
    held_s = float(now["hold_held_s"] if rep is None else now["top_s"])
    goal_s = side.plan.dose.round_s if rep is None else rep.hold_s
    still = rep is None and CLOCKS[int(now["clock"])] in {HoldStatus.PAUSED, HoldStatus.LAPSED}
    if not goal_s:
        return None
    return ProgressRing(whole_seconds(held_s), "", min(1.0, held_s / goal_s), still)


def _describe_wait(side: SideRecords, row: int, words: Words) -> str:
    """Describes why the clock of a hold waits; "" if that may be noise or is shown already."""
    now, plan = side.rows[row], side.plan
    clock, wait = CLOCKS[int(now["clock"])], side.waits[int(now["waiting"])]
    goes_on = {HoldStatus.LAPSED, HoldStatus.RUNNING, HoldStatus.ENTERING}
    if wait is None or plan.rep is not None or clock in goes_on:
        return ""
    why = ""
    match wait.cause:
        case StopCause.VIEW:
            why = plan.spec.view.say
        case StopCause.OTHER_STRETCH:
            why = words(OTHER_STRETCH)
        case StopCause.SET_UP:
            why = next(phase.say for phase in plan.phases if phase.id == wait.name)
        case StopCause.FAULT:
            why = plan.find_fault(wait.name).title
        case StopCause.UNSEEN if wait.unknown and wait.unknown not in side.unseen[now["unseen"]]:
            why = describe_reason(wait.unknown, words)
        case StopCause.QUANTITY:
            value = float(now["values"][side.measures.index(wait.name)])
            why = find_likely_cue(plan, wait.name, value)
        case StopCause.MOTION:
            why = words(HOLD_STILL)
    if why in {"", side.cues[int(now["cue"])]}:
        return ""
    return words(PAUSED if clock is HoldStatus.PAUSED else WAITING, why=why)
