"""The hold clock: counts only good form, pauses on a fault, never resets silently."""

from __future__ import annotations

from dataclasses import replace

from formcheck.coach import timing
from formcheck.coach.events import Event, HoldEnded, HoldPaused, HoldResumed, HoldStarted, RepDone
from formcheck.coach.progress import Clock, HoldState, Progress
from formcheck.spec import Plan


def advance_hold(
    plan: Plan,
    now: Progress,
    t_s: float,
    last_s: float | None,
    *,
    good: bool,
    reason: str,
    events: list[Event],
) -> Progress:
    """The memory with the clock moved from last_s to t_s; the same for repetitions."""
    if plan.rep is not None:
        return now
    dt = 0.0 if last_s is None else t_s - last_s
    if dt > timing.GAP_S:
        good, reason = False, "gap"
    hold = _tick(now.hold, t_s, dt, good=good, reason=reason, events=events)
    if hold.clock is Clock.PAUSED and t_s - hold.good_until_s > timing.GIVE_UP_S:
        return end_hold(replace(now, hold=hold), t_s, hold.good_until_s, events)
    if not hold.rep_done and hold.held_s >= plan.hold_s:
        events.append(RepDone(t_s, now.reps + 1, hold.start_s, t_s))
        return replace(now, hold=replace(hold, rep_done=True), reps=now.reps + 1)
    return replace(now, hold=hold)


def _tick(
    hold: HoldState, t_s: float, dt: float, *, good: bool, reason: str, events: list[Event]
) -> HoldState:
    match hold.clock:
        case Clock.IDLE:
            return _idle(hold, t_s, good=good, reason=reason)
        case Clock.ENTERING:
            return _entering(hold, t_s, good=good, events=events)
        case Clock.RUNNING if good:
            return replace(hold, held_s=hold.held_s + dt, good_until_s=t_s)
        case Clock.RUNNING:
            return replace(hold, clock=Clock.LAPSED, reason=reason)
        case Clock.LAPSED:
            return _lapsed(hold, t_s, dt, good=good, reason=reason, events=events)
        case Clock.PAUSED:
            return _paused(hold, t_s, good=good, reason=reason, events=events)


def _idle(hold: HoldState, t_s: float, *, good: bool, reason: str) -> HoldState:
    """back_since_s of IDLE: since when nothing but rest is lacking."""
    if not good:
        if reason != "motion":
            return HoldState()
        since_s = t_s if hold.back_since_s is None else hold.back_since_s
        return HoldState(back_since_s=since_s)
    in_place_s = t_s if hold.back_since_s is None else hold.back_since_s
    return HoldState(
        Clock.ENTERING, start_s=max(in_place_s, t_s - timing.SETTLE_S), good_until_s=t_s
    )


def _entering(hold: HoldState, t_s: float, *, good: bool, events: list[Event]) -> HoldState:
    if not good:
        return hold if t_s - hold.good_until_s <= timing.BLINK_S else HoldState()
    held_s = t_s - hold.start_s
    if held_s < timing.CONFIRM_S:
        return replace(hold, good_until_s=t_s)
    events.append(HoldStarted(t_s, hold.start_s))
    return HoldState(Clock.RUNNING, hold.start_s, held_s, good_until_s=t_s)


def _lapsed(
    hold: HoldState, t_s: float, dt: float, *, good: bool, reason: str, events: list[Event]
) -> HoldState:
    lapse_s = t_s - hold.good_until_s
    if good:
        noise = lapse_s <= max(timing.BLINK_S, 2 * dt)
        held_s = hold.held_s + (lapse_s if noise else 0.0)
        return replace(hold, clock=Clock.RUNNING, held_s=held_s, good_until_s=t_s, reason="")
    grace_s = timing.GRACE_UNSEEN_S if reason == "unseen" else timing.GRACE_S
    if lapse_s <= grace_s:
        return replace(hold, reason=reason)
    events.append(HoldPaused(t_s, hold.good_until_s, reason))
    return replace(hold, clock=Clock.PAUSED, back_since_s=None, reason=reason)


def _paused(
    hold: HoldState, t_s: float, *, good: bool, reason: str, events: list[Event]
) -> HoldState:
    if not good:
        return replace(hold, back_since_s=None, reason=reason)
    since_s = t_s if hold.back_since_s is None else hold.back_since_s
    if t_s - since_s < timing.RESUME_S:
        return replace(hold, back_since_s=since_s)
    events.append(HoldResumed(t_s, since_s))
    return replace(
        hold,
        clock=Clock.RUNNING,
        held_s=hold.held_s + t_s - since_s,
        good_until_s=t_s,
        back_since_s=None,
        reason="",
    )


def end_hold(now: Progress, t_s: float, end_s: float, events: list[Event]) -> Progress:
    """The memory with the present hold closed and its seconds added to the total."""
    hold = now.hold
    if hold.clock in {Clock.IDLE, Clock.ENTERING}:
        return replace(now, hold=HoldState())
    end_s = hold.good_until_s if hold.clock is Clock.RUNNING else min(end_s, hold.good_until_s)
    events.append(HoldEnded(t_s, hold.start_s, end_s, hold.held_s))
    return replace(now, hold=HoldState(), total_held_s=now.total_held_s + hold.held_s)
