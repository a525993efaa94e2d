"""Faults: confirmed after a delay once the person is in position, and kept until they are gone."""

from collections.abc import Iterable

from formcheck.core import judging
from formcheck.core.coach import timing
from formcheck.core.coach.events import FaultSpan, UnseenSpan
from formcheck.core.coach.progress import FaultState, Progress
from formcheck.core.coach.repeating import is_at_end, is_watched
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, Verdict
from formcheck.core.kinematics import NOBODY, Cause, Unknown
from formcheck.core.stretch import FaultRule, Need, Plan, RepRule


def advance_faults(plan: Plan, now: Progress) -> Progress:
    """Returns the progress with every fault judged, except those of a whole repetition."""
    rules = (rule for rule in plan.faults if not rule.reported_by)
    judged = {rule.id: _advance_fault(plan, rule, now) for rule in rules}
    faults = {name: state for name, (state, _) in judged.items() if state}
    return replace(now, faults=faults).with_events(*(span for _, span in judged.values() if span))


def _judge_condition(plan: Plan, rule: FaultRule, now: Progress, *, was: bool) -> bool | None:
    if not now.attempting or now.view_ok is False:
        return False
    if now.away_since_s is not None or now.other:
        return None  # leaving, or doing something else
    if plan.rep is not None:
        return _judge_in_rep(plan.rep, rule, now, was=was)
    if not was and not _is_in_place(plan, now):
        return False
    if now.start_misfit < MISFIT and now.is_nearer_start:
        return False  # back at the start
    good_s = now.good_since_s
    if rule.moving and not was and (good_s is None or now.t_s < good_s + timing.WATCH_S):
        return None  # its window still includes the way in
    if rule.moving and not now.fits_hold:
        return None  # leaving
    return judging.is_faulty(rule, now.readings, was_faulty=was)


def _judge_in_rep(rep: RepRule, rule: FaultRule, now: Progress, *, was: bool) -> bool | None:
    if rule.zone not in {"", now.rep.zone}:
        return False
    if rule.zone and not is_at_end(rep, now.rep):
        return None
    if not is_watched(rule, now.rep, now.t_s):
        return False  # at rest, or about to leave
    return judging.is_faulty(rule, now.readings, was_faulty=was) if now.rep.tried else False


def _is_in_place(plan: Plan, now: Progress) -> bool:
    """Whether the hold was good once, or the person rests near the position."""
    if not plan.phases[now.phase_index].timed:
        return False
    return now.good_since_s is not None or (now.settled and not now.start_poses)


def _has_arrived(plan: Plan, rule: FaultRule, now: Progress) -> bool:
    """Whether a fault may be reported: after good form, or after a rest with all else right.

    Until then the person is guided into the position.
    """
    if now.good_since_s is not None:
        return True
    if not _is_in_place(plan, now):
        return False
    waits_s = timing.ARRIVED_S if len(plan.phases) == 1 else timing.TURNED_S
    begun_s = max(now.rested_since_s or now.t_s, now.phase_begun_s)
    if now.t_s - begun_s < waits_s:
        return False
    return judging.compute_misfit(_list_others(plan, rule), now.readings) <= MISFIT


def _list_others(plan: Plan, rule: FaultRule) -> list[Need]:
    """Returns the needs that a fault is not about, of the hold or of the set-up before it.

    A fault is about every need of the same body value: a turn the wrong way is also not far enough.
    If a change required after the set-up is missing or goes the wrong way, the person is still at
    the set-up, and the needs of the hold alone do not apply yet.
    """
    own = {need.value for need in rule.needs}
    is_change = any(need.value in own for need, _ in plan.changing_needs)
    phase = plan.phases[0] if is_change else plan.timed_phase
    return [need for need in phase.needs if need.value not in own]


def _advance_fault(
    plan: Plan, rule: FaultRule, now: Progress
) -> tuple[FaultState | None, FaultSpan | None]:
    """Returns the fault's state, None if there is none or it is over, and its span once over.

    A fault is dated back to when its condition began. It is confirmed only at rest, since a pose
    passed through on the way in or out is no fault. In repetitions the movement itself is judged.
    """
    state, t_s = now.faults.get(rule.id), now.t_s
    if state is not None and rule.zone and state.reported_s is None:
        state = None if state.since_s < now.rep.extreme_s else state  # on the way to the end
    true = _judge_condition(plan, rule, now, was=state is not None)
    if true:
        state = state or FaultState(since_s=t_s)
        still_s = t_s if state.still_s is None else state.still_s
        still = now.settled or rule.moving
        off_sigmas = max(
            judging.measure_distance_sigmas(n, now.readings[n.measure]) for n in rule.needs
        )
        state = replace(
            state,
            clear_s=None,
            still_s=still_s if still else None,
            off_sigmas=state.off_sigmas + off_sigmas,
            frames=state.frames + 1,
        )
        rests = still and t_s - still_s >= timing.REST_S
        arrived = plan.dose.is_movement or (rests and _has_arrived(plan, rule, now))
        lasts = t_s - state.since_s >= rule.for_s and state.is_sure
        if arrived and lasts and state.reported_s is None:
            state = replace(state, reported_s=t_s)
        return state, None
    if state is None:
        return None, None
    if true is None and state.reported_s is not None:
        return state, None  # unjudged: neither better nor worse
    clear_s = t_s if state.clear_s is None else state.clear_s
    if t_s - clear_s < timing.CLEAR_S:
        return replace(state, clear_s=clear_s), None
    return None, _close_fault(rule, state, clear_s)


def _close_fault(rule: FaultRule, state: FaultState, end_s: float) -> FaultSpan | None:
    """Returns the fault's span; None if it was never reported or, as a whole, is not sure."""
    if state.reported_s is None or not state.is_sure:
        return None
    return FaultSpan(state.since_s, max(end_s, state.since_s), rule.id, state.reported_s, rule.cue)


def end_faults(plan: Plan, now: Progress, end_s: float) -> Progress:
    """Returns the progress with every open fault closed at end_s."""
    ended = (_close_fault(plan.find_fault(name), one, end_s) for name, one in now.faults.items())
    return replace(now, faults={}).with_events(*filter(None, ended))


def find_pending_fault(plan: Plan, now: Progress) -> str:
    """Returns the id of the first fault that stops the clock, confirmed or in its delay; or ""."""
    for rule in plan.faults:
        state = now.faults.get(rule.id)
        if rule.severity != "hint" and state is not None and state.clear_s is None:
            return rule.id
    return ""


def advance_unseen(now: Progress, reported: Iterable[Unknown]) -> Progress:
    """Updates in the progress what is required but hidden, by reason; reported: until now."""
    hidden = _list_unseen(now)
    still = {what: since_s for what, since_s in now.unseen.items() if what in hidden}
    unseen = still | {what: now.t_s for what in hidden if what not in still}
    ended = (UnseenSpan(now.unseen[what], now.t_s, what) for what in reported if what not in hidden)
    return replace(now, unseen=unseen).with_events(*ended)


def end_unseen(now: Progress) -> Progress:
    """Returns the progress with every reported hidden quantity closed."""
    ended = (UnseenSpan(now.unseen[what], now.t_s, what) for what in now.reported_unseen)
    return replace(now, unseen={}).with_events(*ended)


def _list_unseen(now: Progress) -> list[Unknown]:
    """Returns why required quantities can't be read now; only ``NOBODY`` when nobody is there.

    Before an attempt, reasons are given only if nothing can be read and some of it is out of frame.
    """
    readings = now.readings.values()
    is_blind = not any(reading.seen for reading in readings)
    if is_blind and not any(r.unknown and r.unknown.cause is Cause.OUTSIDE for r in readings):
        return [NOBODY]
    if not is_blind and not now.attempting:
        return []
    names = [name for name, verdict in now.verdicts.items() if verdict is Verdict.UNJUDGED]
    unknown = (now.readings[name].unknown for name in names)
    return list(dict.fromkeys(one for one in unknown if one and one.cause is not Cause.NO_SET_UP))
