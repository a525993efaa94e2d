"""The coach as a pure function: from plan, progress and frame to new progress with its events.

It uses no clock, camera or randomness: the same frames give the same events, and 15, 30 or 60
frames a second give the same holds.
"""

import math

from formcheck.core import judging, kinematics
from formcheck.core.coach import events, faulting, holding, timing
from formcheck.core.coach.attempt_stats import update_stats
from formcheck.core.coach.events import HoldStop, StopCause
from formcheck.core.coach.progress import HoldStatus, Progress, RepState
from formcheck.core.coach.repeating import advance_reps
from formcheck.core.coach.tally import note_cut_off
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics import MeasuredPose, motion
from formcheck.core.kinematics.moments import ReferenceMoment, is_usual, replace_with_usual
from formcheck.core.stretch import Plan

RECENT_S = 1.2
"""Seconds of past poses that the motion measures need."""


def advance(
    plan: Plan, progress: Progress, t_s: float, pose: MeasuredPose | None, other: str = ""
) -> Progress:
    """Returns the coach's progress after the frame at t_s; its events are those of this frame.

    pose is None when the person is not in view; up to `timing.CREDITED_LAPSE_S` of that changes
    nothing. A time not later than the last one changes nothing either. other is what the person
    does instead of the stretch, "" for nothing else: meanwhile the hold pauses and repetitions do
    not count.
    """
    if t_s <= progress.t_s:
        return replace(progress, events=()) if progress.events else progress
    lapse_s = t_s - progress.recent[-1].t_s if progress.recent else math.inf
    missed_s = progress.missed_s
    if pose is None and lapse_s <= timing.CREDITED_LAPSE_S:
        return replace(progress, events=(), missed_s=t_s if missed_s is None else missed_s)
    before = replace(progress, events=(), missed_s=None)
    if missed_s is None or (pose is not None and lapse_s <= timing.FRAME_GAP_S):
        return _advance_moment(plan, before, t_s, pose, other)
    gone = _advance_moment(plan, before, missed_s, None, "")
    now = _advance_moment(plan, replace(gone, events=()), t_s, pose, other)
    return replace(now, events=(*gone.events, *now.events))


def _advance_moment(
    plan: Plan, progress: Progress, t_s: float, pose: MeasuredPose | None, other: str
) -> Progress:
    now = progress
    if now.has_gap_before(t_s):
        now = _close_spans(plan, now)  # no span may outlast a gap between frames
    reported = now.reported_unseen
    now = _take_readings(plan, replace(now.with_time(t_s), other=other), pose)
    now = _take_start(plan, now, pose)
    now = _advance_attempt(plan, now)
    is_new_rest = now.settled and now.rested_since_s is None
    if is_new_rest and now.attempting and now.near_since_s is not None:
        now = replace(now, rested_since_s=t_s)
    needs = plan.timed_phase.needs
    misfit, contrast_misfit = (
        judging.compute_misfit(wanted, now.readings) for wanted in (needs, plan.contrast_needs)
    )
    start_misfit = now.start_misfit + judging.compute_misfit(plan.unchanged_needs, now.readings)
    now = replace(
        now,
        verdicts=judging.judge_all(needs, now.readings),
        misfit=misfit,
        is_nearer_start=start_misfit < contrast_misfit,
    )
    now = _judge_view(plan, now, pose)
    now = _advance_set_up(plan, now, pose)
    now = faulting.advance_faults(plan, now)
    now = faulting.advance_unseen(now, reported)
    now = replace(now, stop=_find_stop(plan, now))
    if plan.rep is not None:
        now = advance_reps(plan, plan.rep, now)
    else:
        now = _advance_anchors(plan, holding.advance_hold(plan, now))
    return _count_picture(plan, now)


def finish(plan: Plan, progress: Progress) -> Progress:
    """Ends a recording or session; the events of the new progress close open holds and faults.

    A repetition under way is reported as cut off.
    """
    now = replace(progress, events=())
    return _close(plan, now if plan.rep is None else note_cut_off(plan.rep, now))


def interrupt(plan: Plan, progress: Progress) -> Progress:
    """Closes faults and hidden landmarks before a period in which nobody is tracked.

    They would otherwise last for all of it. The hold and the attempt stay open, and so does a
    repetition, whose durations leave the period out.
    """
    rep = replace(progress.rep, paused=True)
    return _close_spans(plan, replace(progress, events=(), missed_s=None, rep=rep))


def _close_spans(plan: Plan, now: Progress) -> Progress:
    return faulting.end_unseen(faulting.end_faults(plan, now, now.t_s))


def resume(plan: Plan, progress: Progress) -> Progress:
    """Closes the current hold, with events in the new progress, so that a new one can start.

    The start is kept. The person must take up the position again, and a view that was wrong is
    judged again, since the person may have turned.
    """
    closed = _close(plan, replace(progress, events=()))
    return replace(closed, view_ok=closed.view_ok or None, view_since_s=None)


def _close(plan: Plan, now: Progress) -> Progress:
    now = faulting.end_unseen(now)
    end_s = now.t_s if now.hidden_since_s is None else now.hidden_since_s
    return _end_attempt(plan, now, end_s) if now.attempting else now


def _take_readings(plan: Plan, now: Progress, pose: MeasuredPose | None) -> Progress:
    recent = tuple(f for f in now.recent if f.t_s >= now.t_s - RECENT_S)
    if pose is not None:
        recent = (*recent, pose)
    moments = {**kinematics.load_usual_start(plan.spec.position), **now.moments}
    readings = kinematics.measure(plan.definitions, pose, moments, recent)
    readings = holding.apply_anchors(readings, now.anchors)
    speed = motion.measure_motion(recent) if pose is not None else float("nan")
    limit = timing.MOVING_TL_PER_S if now.settled else timing.STILL_TL_PER_S
    settled = not speed > limit  # NaN, where no landmark can be followed, counts as settled
    if not settled and now.settled and not plan.dose.is_movement:
        # The landmark of a hidden wrist wanders: see measure_motion.
        settled = motion.measure_motion(recent, wrists=False) <= limit
    return replace(now, recent=recent, readings=readings, settled=settled)


def _take_start(plan: Plan, now: Progress, pose: MeasuredPose | None) -> Progress:
    """Takes the start that changes are measured from, over the whole first rest in its position."""
    if pose is None:
        return now
    now = replace(now, start_misfit=judging.compute_start_misfit(plan.start_needs, now.readings))
    if now.good_since_s is not None or now.rep.tried:
        return now
    # A pose that also fits the hold is not taken as the start.
    is_elsewhere = now.start_misfit > judging.MISFIT or now.hold.clock is HoldStatus.ENTERING
    if is_elsewhere or motion.measure_motion(now.recent, wrists=False) > timing.STILL_TL_PER_S:
        return replace(now, start_poses=())
    poses = now.start_poses or (pose,)
    if len(poses) == 2 * timing.START_POSES:
        poses = poses[::2]
    since, lasted_s = poses[0].t_s, now.t_s - poses[0].t_s
    if now.start_poses and now.t_s - poses[-1].t_s >= lasted_s / (2 * timing.START_POSES):
        poses = (*poses, pose)
    now = replace(now, start_poses=poses)
    is_known = "start" in now.moments
    if is_known and (now.start_seen_s != since or len(poses) % timing.START_AGAIN_POSES):
        return now
    if lasted_s < plan.spec.start.for_s or poses[-1] is not pose:
        return now
    taken = kinematics.measure_moment(poses)
    if not is_usual(plan.definitions, taken, plan.spec.position):
        return now
    taken = _correct_start_at_end(plan, now, taken)
    if now.start_seen_s != since:
        # An attempt that began before the first start still has its set-up to come.
        now = _forget_set_up(now) if now.start_seen_s is None else now
        now = now.with_events(events.NeutralTaken(since, now.t_s))
    return replace(now, moments={**now.moments, "start": taken}, start_seen_s=since)


def _correct_start_at_end(plan: Plan, now: Progress, taken: ReferenceMoment) -> ReferenceMoment:
    """Returns the start; if taken at an end of the movement, with the driver's usual value."""
    if plan.rep is None or not plan.starts_between_ends or now.rep.zone not in ("low", "high"):
        return taken
    drivers = [plan.find_definition(name) for name in plan.rep.measures]
    return replace_with_usual(taken, drivers, plan.spec.position)


def _advance_attempt(plan: Plan, now: Progress) -> Progress:
    needs, t_s = plan.timed_phase.needs, now.t_s
    if not any(now.readings[need.measure].seen for need in needs):
        since = t_s if now.hidden_since_s is None else now.hidden_since_s
        if now.attempting and t_s - since > timing.GIVE_UP_S:
            return _end_attempt(plan, now, since)
        if t_s - since > timing.FRAME_GAP_S:
            now = faulting.end_faults(plan, now, since)
        return replace(now, near_since_s=None, hidden_since_s=since)
    if judging.is_near(needs, now.readings) or _stays_in_set_up(plan, now):
        since = t_s if now.near_since_s is None else now.near_since_s
        now = replace(now, near_since_s=since, away_since_s=None, hidden_since_s=None)
        if now.attempting or t_s - since < timing.NEAR_S:
            return now
        now = replace(now, attempting=True, attempts=now.attempts + 1, attempt_s=since)
        return replace(now, phase_begun_s=since).with_events(events.AttemptStarted())
    if not now.attempting:
        return replace(now, near_since_s=None, hidden_since_s=None)
    since = t_s if now.away_since_s is None else now.away_since_s
    if t_s - since >= timing.LEAVE_S:
        return _end_attempt(plan, now, since)
    return replace(now, near_since_s=None, away_since_s=since, hidden_since_s=None)


def _stays_in_set_up(plan: Plan, now: Progress) -> bool:
    """Whether only changes since the set-up are far off in an attempt, and the set-up still fits.

    A movement the wrong way, however far, does not end it: the set-up would be taken again there.
    """
    if not now.attempting or "set-up" not in now.moments:
        return False
    if judging.compute_misfit(plan.phases[0].needs, now.readings) > judging.MISFIT:
        return False
    since = {definition.name: definition.since for definition in plan.definitions}
    changed = {need.value for need, _ in plan.changing_needs if since[need.measure] == "set-up"}
    others = (need for need in plan.timed_phase.needs if need.value not in changed)
    return judging.is_near(others, now.readings)


def _end_attempt(plan: Plan, now: Progress, end_s: float) -> Progress:
    now = holding.end_hold(plan, faulting.end_faults(plan, now, end_s), end_s)
    rested = now.rested_since_s is not None or now.rep.tried
    now = now.with_events(events.Attempt(now.attempt_s, end_s, rested, now.stats))
    return replace(
        _forget_set_up(now),
        attempting=False,
        stats=None,
        near_since_s=None,
        away_since_s=None,
        hidden_since_s=None,
        rested_since_s=None,
        good_since_s=None,
        anchors={},
        rep=RepState(),
        start_poses=(),
    )


def _judge_view(plan: Plan, now: Progress, pose: MeasuredPose | None) -> Progress:
    """Judges whether this view shows enough, while the person rests in the attempt."""
    if pose is None or not now.attempting or not now.settled or now.view_ok:
        return now if now.view_since_s is None else replace(now, view_since_s=None)
    ok = judging.can_tell_enough(plan.timed_phase.needs, now.readings)
    if ok == now.view_ok:
        return replace(now, view_since_s=None)
    since = now.t_s if now.view_since_s is None else now.view_since_s
    if not ok and now.t_s - since < timing.VIEW_S:
        return replace(now, view_since_s=since)
    changed = events.ViewChanged(now.t_s, ok=ok)
    return replace(now, view_ok=ok, view_since_s=None).with_events(changed)


def _advance_set_up(plan: Plan, now: Progress, pose: MeasuredPose | None) -> Progress:
    """Moves on to the hold once the set-up is reached: at rest, or after a second without rest.

    Before an attempt only rest counts, since the person may still be on the way. The moment is
    taken again at each later rest until the stretch itself begins, and is dropped when the person
    is back at the start. Without a start there is no set-up, and changes from it are not judged.
    """
    phase = plan.phases[now.phase_index]
    if pose is None or not plan.phases[0].set_up:
        return now
    if not _has_started(now):
        return replace(now, phase_index=now.phase_index + phase.set_up) if now.attempting else now
    if not now.attempting and now.start_misfit <= judging.MISFIT:
        return _forget_set_up(now)
    if phase.timed and (now.good_since_s is not None or _has_gone_in(plan, now)):
        return now
    set_up = plan.phases[0] if phase.timed else phase
    is_on_the_way = not now.attempting and not now.settled
    if is_on_the_way or judging.compute_misfit(set_up.needs, now.readings) > judging.MISFIT:
        return replace(now, phase_poses=())
    poses = (*now.phase_poses, pose)
    lasted_s = now.t_s - poses[0].t_s
    most_s = math.inf if phase.timed else timing.SET_UP_MOST_S
    if lasted_s < timing.SET_UP_S or (not now.settled and lasted_s < most_s):
        return replace(now, phase_poses=poses)
    taken = kinematics.measure_moment([f for f in poses if f.t_s >= now.t_s - timing.SET_UP_S])
    now = replace(now, moments={**now.moments, "set-up": taken}, phase_poses=())
    if phase.timed:
        return now
    now = replace(now, phase_index=now.phase_index + 1, phase_begun_s=now.t_s)
    return now.with_events(events.PhaseSpan(poses[0].t_s, now.t_s, phase.id))


def _forget_set_up(now: Progress) -> Progress:
    """Returns the progress reset to before the set-up: of the moments, only the start is kept."""
    known = {moment: taken for moment, taken in now.moments.items() if moment == "start"}
    return replace(now, moments=known, phase_index=0, phase_poses=())


def _find_stop(plan: Plan, now: Progress) -> HoldStop | None:
    """Returns why this frame is not good form for the clock; None if it is."""
    if now.near_since_s is None or holding.is_back_at_start(now):
        is_lost = now.hidden_since_s is not None and now.away_since_s is None
        return _explain_unseen(now) if is_lost else HoldStop(StopCause.AWAY)
    if now.view_ok is False:
        return HoldStop(StopCause.VIEW)
    if now.other and now.fits_hold:
        return HoldStop(StopCause.OTHER_STRETCH, now.other)
    if waiting := _find_missing_set_up(plan, now):
        return waiting
    if fault := faulting.find_pending_fault(plan, now):
        return HoldStop(StopCause.FAULT, fault)
    phase = plan.phases[now.phase_index]
    if not any(now.readings[need.measure].seen for need in phase.needs):
        return _explain_unseen(now)
    if not now.fits_hold:
        worst = max(
            phase.needs, key=lambda n: judging.measure_distance_sigmas(n, now.readings[n.measure])
        )
        return HoldStop(StopCause.QUANTITY, worst.measure)
    for need, none in plan.changing_needs:
        reading = now.readings[need.measure]  # closer to no change than to the required change?
        if reading.seen and abs(reading.value - none) < judging.measure_overshoot(need, reading):
            return HoldStop(StopCause.QUANTITY, need.measure)
    return None if now.settled else HoldStop(StopCause.MOTION)


def _explain_unseen(now: Progress) -> HoldStop:
    reasons = (now.readings[name].unknown for name in now.verdicts)
    return HoldStop(StopCause.UNSEEN, unknown=next(reasons, None))


def _has_started(now: Progress) -> bool:
    return now.start_seen_s is not None and now.start_seen_s <= now.t_s


def _find_missing_set_up(plan: Plan, now: Progress) -> HoldStop | None:
    """Returns the stop for a set-up still to come or still without rest; None if there is none."""
    phase = plan.phases[now.phase_index]
    if _has_started(now):
        if phase.timed:
            return None
        is_reached = bool(now.phase_poses)
        return HoldStop(StopCause.MOTION) if is_reached else HoldStop(StopCause.SET_UP, phase.id)
    if "start" in now.moments or len(plan.phases) == 1 or not now.start_poses:
        return None
    if now.start_poses[-1].t_s - now.start_poses[0].t_s >= plan.spec.start.for_s:
        return None
    return HoldStop(StopCause.SET_UP, plan.phases[0].id)  # the start is about to be taken


def _has_gone_in(plan: Plan, now: Progress) -> bool:
    """Whether any quantity that must change from the set-up has; True if none can be read.

    Half of the required change is enough, also the wrong way: or else a slow movement the wrong way
    would take the set-up along.
    """
    unchanged = [
        abs(reading.value - none) < max(need.limits[0] - none, none - need.limits[1]) / 2.0
        for need, none in plan.changing_needs
        if plan.find_definition(need.measure).since == "set-up"
        and (reading := now.readings[need.measure]).seen
    ]
    return not unchanged or not all(unchanged)


def _count_picture(plan: Plan, now: Progress) -> Progress:
    """Adds the frame to the attempt's statistics, unless the person may be leaving the position."""
    if not now.attempting or now.near_since_s is None:
        return now
    runs = now.hold.clock is HoldStatus.RUNNING
    moving = plan.rep is None and (now.stop is None or now.stop.cause is StopCause.MOTION)
    stats = update_stats(
        now.stats,
        now.t_s,
        now.verdicts,
        now.readings,
        now.misfit,
        runs=runs,
        moving=moving,
    )
    return replace(now, stats=stats)


def _advance_anchors(plan: Plan, now: Progress) -> Progress:
    """Records when form was first good, and takes the anchors after `ANCHOR_S` of a hold."""
    if now.hold.clock is HoldStatus.RUNNING and now.good_since_s is None:
        now = replace(now, good_since_s=now.t_s)
    if now.hold.held_s < timing.ANCHOR_S:
        return replace(now, anchors={}) if now.anchors else now
    if now.hold.clock is HoldStatus.RUNNING and not now.anchors:
        return replace(now, anchors=holding.take_anchors(plan.timed_phase.needs, now.readings))
    return now
