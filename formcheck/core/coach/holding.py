"""The hold clock: counts good form, pauses on a fault, restarts after a stop on the way in."""

import math
from collections.abc import Iterable, Mapping

from formcheck.core.coach import events, timing
from formcheck.core.coach.events import Event, HoldStop, StopCause
from formcheck.core.coach.progress import HoldState, HoldStatus, Progress
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, SURE_SIGMAS, estimate_inside, measure_distance_sigmas
from formcheck.core.kinematics import Reading
from formcheck.core.kinematics.motion import find_arrival_s, find_departure_s
from formcheck.core.recognition import MISMATCH_S
from formcheck.core.stretch import Need, Plan

CHANGE_SHARE = 0.45
"""Sigma of a small change over sigma of the value: the spread of the error within a hold over that
between holds, on 206 sampled videos of the seeds to develop on (100 to 199)."""

ON_THE_WAY_SHARE = 0.65
"""If the misfit with the start was below this share of the present one (.8 in sigma), the person
was still on the way in. Set on 96 sampled videos of good form of seed 101: 0.5 and 0.65 give the
same."""

_NOT_LEAVING = {StopCause.GAP, StopCause.OTHER_STRETCH}
"""Reasons to stop the clock that need no movement of the person."""


def advance_hold(plan: Plan, now: Progress) -> Progress:
    """Returns the progress with the hold clock advanced to this frame."""
    if now.step_s > timing.GIVE_UP_S:
        now = end_hold(plan, now, now.hold.good_until_s)
    if now.is_gap:
        now = replace(now, stop=HoldStop(StopCause.GAP))
    hold, event = _tick(plan, now.hold, now)
    rests = hold.clock is HoldStatus.PAUSED and not now.fits_hold and is_back_at_start(now)
    since_s = now.t_s if hold.at_start_since_s is None else hold.at_start_since_s
    hold = replace(hold, at_start_since_s=since_s if rests else None)
    now = replace(now, hold=hold).with_events(*([event] if event else []))
    rested_s = now.t_s - since_s if rests else 0.0
    paused_s = now.t_s - hold.good_until_s if hold.clock is HoldStatus.PAUSED else 0.0
    if rested_s > timing.LEAVE_S or paused_s > timing.GIVE_UP_S:
        return end_hold(plan, now, hold.good_until_s)
    return now


def _is_restless(stop: HoldStop | None) -> bool:
    """Whether form is good except for movement."""
    return stop is not None and stop.cause is StopCause.MOTION


def _estimate_arrival_s(now: Progress) -> float:
    """Returns when the person, who is at rest now, arrived."""
    rest_s, known_s = now.t_s - timing.SETTLE_S, find_arrival_s(now.recent)
    return rest_s if math.isnan(known_s) else min(rest_s, known_s)


def _measure_changes(plan: Plan, now: Progress) -> dict[str, tuple[float, float]]:
    """Returns, for each required change, how far it is and how much more is clearly farther."""
    return {
        measure: (
            abs(reading.value - now.anchors.get(measure, 0.0) - none),
            max(SURE_SIGMAS * reading.base_sigma, need.tolerance),
        )
        for need, none in plan.changing_needs
        if (reading := now.readings[measure := need.measure]).seen
    }


def _tick(plan: Plan, hold: HoldState, now: Progress) -> tuple[HoldState, Event | None]:
    begun = hold.clock not in {HoldStatus.IDLE, HoldStatus.ENTERING}
    if begun and now.stop is None and _was_on_the_way(plan, hold, now):
        was_told = hold.clock is not HoldStatus.PAUSED
        start_s = _estimate_arrival_s(now)
        event = None if was_told else events.HoldStarted()
        return _start_running(plan, start_s, now), event
    match hold.clock:
        case HoldStatus.IDLE:
            return _tick_idle(hold, now), None
        case HoldStatus.ENTERING:
            return _tick_entering(plan, hold, now)
        case HoldStatus.RUNNING if now.stop is None:
            return _run_on(hold, now, hold.held_s + now.step_s), None
        case HoldStatus.RUNNING if now.is_gap:
            return _tick_lapsed(_begin_lapse(hold, now), now)
        case HoldStatus.RUNNING:
            return _begin_lapse(hold, now), None
        case HoldStatus.LAPSED:
            return _tick_lapsed(hold, now)
        case HoldStatus.PAUSED:
            return _tick_paused(hold, now)


def _tick_idle(hold: HoldState, now: Progress) -> HoldState:
    """Advances the clock before a hold; back_since_s: since when only rest has been missing."""
    in_place_s = now.t_s if hold.back_since_s is None else hold.back_since_s
    if now.stop is not None:
        return HoldState(back_since_s=in_place_s) if _is_restless(now.stop) else HoldState()
    start_s = max(in_place_s, _estimate_arrival_s(now))
    return HoldState(HoldStatus.ENTERING, start_s=start_s, good_until_s=now.t_s)


def _tick_entering(plan: Plan, hold: HoldState, now: Progress) -> tuple[HoldState, Event | None]:
    if now.stop is not None:
        return hold if now.t_s - hold.good_until_s <= timing.CREDITED_LAPSE_S else HoldState(), None
    held_s = now.t_s - hold.start_s
    if held_s < timing.CONFIRM_HOLD_S or not now.view_ok:
        return replace(hold, good_until_s=now.t_s), None
    return _start_running(plan, hold.start_s, now), events.HoldStarted()


def _start_running(plan: Plan, start_s: float, now: Progress) -> HoldState:
    return HoldState(
        HoldStatus.RUNNING,
        start_s,
        resumed_s=start_s,
        held_s=now.t_s - start_s,
        good_until_s=now.t_s,
        start_misfit=now.start_misfit,
        changes=_measure_changes(plan, now),
    )


def _run_on(hold: HoldState, now: Progress, held_s: float) -> HoldState:
    hold = replace(hold, held_s=held_s, good_until_s=now.t_s)
    return replace(hold, clock=HoldStatus.RUNNING, back_since_s=None)


def _begin_lapse(hold: HoldState, now: Progress) -> HoldState:
    """Begins a lapse; one due to another stretch is dated back to when that stretch began."""
    left_s = hold.good_until_s
    if now.stop is not None and now.stop.cause is StopCause.OTHER_STRETCH:
        left_s = max(left_s - MISMATCH_S, hold.resumed_s)
    return replace(hold, clock=HoldStatus.LAPSED, left_s=left_s, restless=_is_restless(now.stop))


def _tick_lapsed(hold: HoldState, now: Progress) -> tuple[HoldState, Event | None]:
    lapse_s = now.t_s - hold.good_until_s
    if now.stop is None:
        noise_s = max(timing.CREDITED_LAPSE_S, timing.MISSED_RATIO * now.step_s)
        if hold.restless or lapse_s <= noise_s:
            return _run_on(hold, now, hold.held_s + lapse_s), None
        return _resume(_remove_lapse(hold), now, now.t_s), None
    if hold.restless and not _is_restless(now.stop):  # only restless until now, leaving from now on
        until_s = now.t_s - now.step_s if now.stop.cause is StopCause.GAP else now.t_s
        held_s = hold.held_s + until_s - hold.good_until_s
        hold = _begin_lapse(replace(hold, held_s=held_s, good_until_s=until_s), now)
        lapse_s = now.t_s - until_s
    if lapse_s <= timing.CREDITED_LAPSE_S:
        hold = replace(hold, left_s=_find_departure_s(hold, now))
    unseen = now.stop.cause is StopCause.UNSEEN
    if lapse_s <= (timing.GRACE_UNSEEN_S if unseen else timing.GRACE_S):
        return hold, None
    paused = replace(_remove_lapse(hold), clock=HoldStatus.PAUSED, back_since_s=None)
    return paused, events.HoldPaused()


def _was_on_the_way(plan: Plan, hold: HoldState, now: Progress) -> bool:
    """Whether a hold that had just begun was only a stop on the way in, or the start itself.

    If so, the person has since moved on, clearly farther from the start, with good form there too.
    """
    start_misfit, lasted_s = now.start_misfit, hold.good_until_s - hold.start_s
    if hold.held_s >= plan.dose.round_s:
        return False
    if lasted_s <= timing.ON_THE_WAY_S and any(
        change - hold.changes[measure][0] >= hold.changes[measure][1]
        for measure, (change, _) in _measure_changes(plan, now).items()
        if measure in hold.changes
    ):
        return True  # a required change has clearly grown since the clock began to run
    if not MISFIT < start_misfit < math.inf:
        return False
    if hold.start_misfit <= MISFIT and lasted_s <= timing.AT_START_S:
        is_farther = _is_farther(start_misfit, hold.start_misfit)
        return is_farther and find_arrival_s(now.recent) > hold.start_s
    is_restless = hold.clock is HoldStatus.LAPSED and hold.restless
    is_clear = hold.start_misfit < ON_THE_WAY_SHARE * start_misfit
    return is_restless and lasted_s <= timing.ON_THE_WAY_S and is_clear


def is_back_at_start(now: Progress) -> bool:
    """Whether the person rests at the start, having begun the hold clearly farther from it."""
    fits = now.settled and now.start_misfit <= MISFIT
    return fits and _is_farther(now.hold.start_misfit, now.start_misfit)


def _is_farther(one: float, other: float) -> bool:
    """Whether one misfit with the start exceeds the other by what only one error in 20 explains."""
    return one < math.inf and math.sqrt(one) - math.sqrt(other) >= math.sqrt(MISFIT)


def _find_departure_s(hold: HoldState, now: Progress) -> float:
    """Returns when a person leaving good form set off; if nobody moves, the last good moment.

    Estimated again while the lapse may be noise: the farther the person moves, the surer it is.
    """
    moved_s = math.nan
    if now.stop is None or now.stop.cause not in _NOT_LEAVING:
        moved_s = find_departure_s(now.recent, hold.good_until_s)
    if math.isnan(moved_s):
        return hold.left_s
    return min(max(moved_s, hold.resumed_s), hold.good_until_s)


def _remove_lapse(hold: HoldState) -> HoldState:
    held_s = max(hold.held_s - (hold.good_until_s - hold.left_s), 0.0)
    return replace(hold, held_s=held_s, good_until_s=hold.left_s)


def _tick_paused(hold: HoldState, now: Progress) -> tuple[HoldState, Event | None]:
    if now.stop is not None:
        return replace(hold, back_since_s=None), None
    since_s = now.t_s if hold.back_since_s is None else hold.back_since_s
    if now.t_s - since_s < timing.RESUME_S:
        return replace(hold, back_since_s=since_s), None
    return _resume(hold, now, since_s), events.Pause(hold.left_s, since_s)


def _resume(hold: HoldState, now: Progress, since_s: float) -> HoldState:
    """Runs the clock again from since_s on, after a lapse or pause that is not credited."""
    return _run_on(replace(hold, resumed_s=since_s), now, hold.held_s + now.t_s - since_s)


def end_hold(plan: Plan, now: Progress, end_s: float) -> Progress:
    """Returns the progress with the current hold closed."""
    hold = now.hold
    if hold.clock in {HoldStatus.IDLE, HoldStatus.ENTERING}:
        return replace(now, hold=HoldState())
    if hold.clock is HoldStatus.LAPSED:
        hold = _remove_lapse(hold)
    end_s = hold.good_until_s if hold.clock is HoldStatus.RUNNING else min(end_s, hold.good_until_s)
    now = replace(now, hold=HoldState())
    if hold.held_s < timing.CONFIRM_HOLD_S:  # mostly on the way in or out, or another stretch
        return now
    counted = hold.held_s >= plan.dose.shortest_s
    return now.with_events(events.Hold(hold.start_s, end_s, hold.held_s, counted))


def take_anchors(needs: Iterable[Need], readings: Mapping[str, Reading]) -> dict[str, float]:
    """Returns, by measure, what to add to each reading from now on; a faulty one has no anchor.

    The error for one person in one view is mostly constant, and good form now rules out errors that
    would put the true value outside the tolerance.
    """
    return {
        need.measure: estimate_inside(need, reading) - reading.value
        for need in needs
        if (reading := readings[need.measure]).seen and not measure_distance_sigmas(need, reading)
    }


def apply_anchors(
    readings: Mapping[str, Reading], anchors: Mapping[str, float]
) -> dict[str, Reading]:
    """Returns the readings, with those that have an anchor converted to changes from it."""
    return dict(readings) | {
        measure: reading.as_change(added, CHANGE_SHARE)
        for measure, added in anchors.items()
        if (reading := readings[measure]).seen
    }
