"""Repetitions: out to the peak and back, tracked by one measure or the mean of both its sides.

Every movement that passes the try level is kept: counted, or with the reason why not. Times are
interpolated between frames, so that they do not depend on the frame rate; start and peak are left
only beyond their hysteresis, so that no repetition is counted twice.
"""

import math

from formcheck.core.coach import timing
from formcheck.core.coach.events import RepStarted
from formcheck.core.coach.progress import Progress, RepPhase, RepState, RepTimes
from formcheck.core.coach.tally import LEAST_SIGMAS, extend_path, score_rep
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, WRONG, Verdict, is_faulty, judge
from formcheck.core.stretch import FaultRule, Plan, RepRule

LINGER_S = 0.6
"""Seconds within the hysteresis after which the person counts as at rest. Chosen for formcheck."""
_LEAST_HYSTERESIS_RATIO = 0.02
_LEAST_PROGRESS_RATIO = 0.5
"""Start or peak is reached when further progress is less than this share of the hysteresis. Chosen
for formcheck."""


def advance_reps(plan: Plan, rule: RepRule, now: Progress) -> Progress:
    """Returns the progress with its repetitions advanced to this frame.

    They are followed from the first frame near the position, so that a repetition begun at once is
    not lost.
    """
    rep, t_s, dt = now.rep, now.t_s, now.step_s
    near = now.attempting or now.near_since_s is not None
    if not near or now.view_ok is False:
        rep = RepState(last_fault=rep.last_fault, last_fault_s=rep.last_fault_s, tried=rep.tried)
        return replace(now, rep=rep)
    if rep.paused or now.is_gap:
        rep, dt = _leave_out(rep, dt), 0.0 if rep.paused else dt
    is_off = any(verdict in WRONG for verdict in now.verdicts.values())
    rep = replace(rep, off_since_s=min(rep.off_since_s, t_s) if is_off else math.inf)
    read = _read_driver(rule, now)
    if read is None:
        rep = replace(rep, times=_update_times(plan, now, rep, dt, seen=False))
        return replace(now, rep=rep)
    value, sigma = read
    rep = replace(rep, lowest=min(rep.lowest, value), highest=max(rep.highest, value), sigma=sigma)
    if not _is_from_start(plan, rule, now):
        value -= _estimate_bias(rule, rep, sigma)
    rep = _update_zone(rule, rep, t_s, value)
    rep = replace(rep, path=extend_path(rep.path, t_s, value, rule.least_range))
    rep = replace(rep, times=_update_times(plan, now, rep, dt, seen=True))
    now = replace(now, rep=rep)
    if rep.phase is RepPhase.OUT:
        now = _advance_out(plan, rule, now, value)
    elif rep.phase is RepPhase.HOME:
        now = _advance_home(plan, rule, now, value)
    elif value <= rule.low:  # the first repetition can begin
        now = replace(now, rep=_reset_at_home(plan, rep, t_s, value))
    return replace(now, rep=replace(now.rep, seen_s=t_s, value=value))


def _leave_out(rep: RepState, gap_s: float) -> RepState:
    """Returns the repetition with gap_s seconds without tracking left out of its durations."""
    return replace(
        rep,
        seen_s=rep.seen_s + gap_s,
        start_s=rep.start_s + gap_s,
        path=tuple((t_s + gap_s, value) for t_s, value in rep.path),
        dip_s=None if rep.dip_s is None else rep.dip_s + gap_s,
        steady_s=rep.steady_s + gap_s,
        gap_s=rep.gap_s + gap_s,
        paused=False,
    )


def is_at_end(rule: RepRule, rep: RepState) -> bool:
    """Whether the driver is within the hysteresis of its farthest value at this end."""
    return rep.zone != "between" and abs(rep.value - rep.extreme) <= rule.hysteresis


def is_watched(fault: FaultRule, rep: RepState, t_s: float) -> bool:
    """Whether the fault is judged now: in a repetition, or shortly after its return to the start.

    A fault of the start is judged only for as long after arrival there as it takes to confirm, plus
    a lapse of the model. After that, the person is resting or about to leave.
    """
    if fault.zone == "low":
        return t_s - rep.arrived_s <= fault.for_s + timing.CREDITED_LAPSE_S
    return rep.phase is RepPhase.OUT or t_s - rep.home_s <= LINGER_S


def _read_driver(rule: RepRule, now: Progress) -> tuple[float, float] | None:
    """Returns value and sigma of the driver, a weighted mean of both sides; None if unseen."""
    readings = [now.readings[name] for name in rule.measures if now.readings[name].seen]
    weights = [1.0 / max(reading.sigma, 1e-6) ** 2 for reading in readings]
    if not readings:
        return None
    value = sum(w * r.value for w, r in zip(weights, readings, strict=True)) / sum(weights)
    return value, min(reading.sigma for reading in readings)


def _is_from_start(plan: Plan, rule: RepRule, now: Progress) -> bool:
    """Whether the driver is a change from a start that was seen: its error near zero is small.

    False if the start lies between the ends, since it may have been taken at one of them.
    """
    known = any(plan.find_definition(name).since in now.moments for name in rule.measures)
    return known and not plan.starts_between_ends


def _estimate_bias(rule: RepRule, rep: RepState, sigma: float) -> float:
    """Returns how much the driver reads too high, judged by the person's own extremes.

    The error for one person in one view is mostly constant, so the range is known better than its
    ends. A person who covers the required range is assumed to reach both ends, if that is likely
    enough, and may then fall short of each by the tolerance.
    """
    lowest = max(rep.lowest, rule.bottom)
    if rep.highest - lowest < rule.least_range:
        return 0.0
    most = math.sqrt(MISFIT) * sigma
    near, far = rule.low - 2 * rule.hysteresis, rule.high + 2 * rule.hysteresis
    bias = max(min(0.0, rep.highest - far), lowest - near)
    return min(max(bias, -most), most)


def _update_zone(rule: RepRule, rep: RepState, t_s: float, value: float) -> RepState:
    """Updates the zone, left only beyond its hysteresis, and since when the value is steady."""
    low = rule.low + (rule.hysteresis if rep.zone == "low" else 0.0)
    high = rule.high - (rule.hysteresis if rep.zone == "high" else 0.0)
    zone = "low" if value <= low else "high" if value >= high else "between"
    gone = (value - rep.extreme) * (1.0 if zone == "high" else -1.0)
    if zone != rep.zone or gone > rule.hysteresis * _LEAST_PROGRESS_RATIO:
        rep = replace(rep, extreme=value, extreme_s=t_s)
    hysteresis = max(rule.hysteresis, _LEAST_HYSTERESIS_RATIO * (rule.high - rule.low))
    if rep.zone and abs(value - rep.steady) <= hysteresis:
        return replace(rep, zone=zone)
    return replace(rep, zone=zone, steady=value, steady_s=t_s)


def _update_times(plan: Plan, now: Progress, rep: RepState, dt: float, *, seen: bool) -> RepTimes:
    times = rep.times
    hidden = not seen or (now.is_gap and dt > 0.0)
    unjudged = hidden or all(v is Verdict.UNJUDGED for v in now.verdicts.values())
    off = [] if unjudged else [name for name, v in now.verdicts.items() if v in WRONG]
    if not unjudged and not off and now.misfit > MISFIT:
        off = [name for name, v in now.verdicts.items() if v is Verdict.UNSURE]
    good = not unjudged and not off
    at_peak = not hidden and rep.zone == "high" and not now.other
    return RepTimes(
        lasted_s=times.lasted_s + dt,
        unjudged_s=times.unjudged_s + dt * unjudged,
        hidden_s=times.hidden_s + dt * hidden,
        met_s=times.met_s + dt * good,
        top_s=times.top_s + dt * at_peak,
        other_s=times.other_s + dt * bool(now.other),
        off_s=times.off_s | {name: times.off_s.get(name, 0.0) + dt for name in off},
        faults=_update_fault_times(plan, now, rep, dt),
    )


def _update_fault_times(
    plan: Plan, now: Progress, rep: RepState, dt: float
) -> dict[str, tuple[float, float]]:
    """Returns, by fault that spoils a repetition, the seconds present and seconds watched."""
    faults = dict(rep.times.faults)
    for rule in plan.faults:
        if rule.reported_by or rule.severity == "hint":
            continue
        if rule.zone == "low" and not is_watched(rule, rep, now.t_s):
            is_home = rep.zone == "low" and rep.phase is not RepPhase.OUT
            if is_home and is_faulty(rule, now.readings, was_faulty=True) is False:
                faults.pop(rule.id, None)  # corrected before the repetition
            continue
        if rule.zone in {"", rep.zone}:
            faulty_s, watched_s = faults.get(rule.id, (0.0, 0.0))
            state = now.faults.get(rule.id)
            present = state is not None and state.clear_s is None
            faults[rule.id] = (faulty_s + dt * present, watched_s + dt)
    return faults


def _reset_at_home(plan: Plan, rep: RepState, start_s: float, value: float) -> RepState:
    """Returns the state of a new repetition, at its start from start_s on.

    Faults of the start belong to the repetition that begins there, from when the person arrived.
    """
    was_out = rep.phase is RepPhase.OUT
    goes_on = rep.extreme_s >= start_s and start_s - rep.arrived_s <= LINGER_S
    arrives = was_out or goes_on
    known = {} if arrives else rep.times.faults
    return replace(
        rep,
        phase=RepPhase.HOME,
        start_s=start_s,
        home_s=start_s if was_out else rep.home_s,
        arrived_s=start_s if arrives else rep.arrived_s,
        times=RepTimes(faults={n: s for n, s in known.items() if plan.find_fault(n).zone == "low"}),
        home=min(rep.home, value) if rep.phase is RepPhase.HOME else value,
        least=value,
        most=value,
        is_short=False,
        path=tuple(p for p in rep.path if p[0] >= start_s or rep.phase is RepPhase.HOME),
        dip_s=None,
        gap_s=0.0,
    )


def _advance_home(plan: Plan, rule: RepRule, now: Progress, value: float) -> Progress:
    rep, t_s = now.rep, now.t_s
    if value <= rule.low:
        return replace(now, rep=_reset_at_home(plan, rep, t_s, value))
    if rep.value <= rule.low:
        rep = replace(rep, start_s=_find_crossing_s(rep, t_s, value, rule.low))
    inside = value < rule.try_at
    if inside and t_s - rep.steady_s >= LINGER_S:
        rep = replace(rep, path=((t_s, value),))
        return replace(now, rep=_reset_at_home(plan, rep, t_s, value))
    rep = _update_range(rule, now, rep, value)
    if inside:
        return replace(now, rep=rep)
    now = replace(now, rep=replace(rep, phase=RepPhase.OUT, dip_s=None, tried=True))
    return now.with_events(RepStarted())


def _advance_out(plan: Plan, rule: RepRule, now: Progress, value: float) -> Progress:
    rep, t_s = now.rep, now.t_s
    if value > rep.most:  # steadiness up to the farthest point is not rest on the way back
        rep = replace(rep, steady=value, steady_s=t_s)
    rep = _update_range(rule, now, rep, value)
    half_way = (max(rep.home, rule.bottom) + rep.most) / 2.0  # of the person's own range
    home = min(rule.low, half_way)
    if value <= home:
        end_s = _find_crossing_s(rep, t_s, value, home)
        now = score_rep(plan, rule, replace(now, rep=rep), end_s, returned=True, moves_on=True)
        return replace(now, rep=_reset_at_home(plan, now.rep, t_s, value))
    may_be_back = _may_be_back(rule, rep, value, half_way)
    if value < rule.try_at - rule.hysteresis or may_be_back:
        if t_s - rep.steady_s >= LINGER_S:  # come to rest on the way back
            now = replace(now, rep=rep)
            now = score_rep(plan, rule, now, rep.steady_s, returned=may_be_back)
            return replace(now, rep=_reset_at_home(plan, now.rep, t_s, value))
        if rep.dip_s is None or value < rep.dip:
            rep = replace(rep, dip_s=t_s, dip=value, is_back=may_be_back)
    elif rep.dip_s is not None and value > rule.try_at + rule.hysteresis:
        now = score_rep(plan, rule, replace(now, rep=rep), rep.dip_s, returned=rep.is_back)
        now = now.with_events(RepStarted())  # perhaps without having come back
        rep = _reset_at_home(plan, now.rep, rep.dip_s, rep.dip)
        rep = _update_range(rule, now, rep, value)
        rep = replace(rep, phase=RepPhase.OUT)
    return replace(now, rep=rep)


def _may_be_back(rule: RepRule, rep: RepState, value: float, half_way: float) -> bool:
    """Whether, after a peak, the start may have been reached, given the error of the reading."""
    has_come_back = value < min(half_way, rep.most - LEAST_SIGMAS * rep.sigma)
    within_error = value <= rule.low + math.sqrt(MISFIT) * rep.sigma
    return rep.most >= rule.high and has_come_back and within_error


def _update_range(rule: RepRule, now: Progress, rep: RepState, value: float) -> RepState:
    if value <= rep.most:
        return replace(rep, least=min(rep.least, value))
    verdicts = (judge(need, now.readings[need.measure]) for need in rule.peak_needs)
    is_short = len(rule.measures) > 1 and any(verdict in WRONG for verdict in verdicts)
    return replace(rep, most=value, is_short=is_short)


def _find_crossing_s(rep: RepState, t_s: float, value: float, level: float) -> float:
    """Returns when the measure crossed the level, interpolated from the last frame to this one."""
    way = value - rep.value
    share = (level - rep.value) / way if way else 1.0
    return rep.seen_s + min(max(share, 0.0), 1.0) * (t_s - rep.seen_s)
