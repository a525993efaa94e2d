"""Chooses the cue that the person is given about the progress."""

from collections.abc import Mapping

from formcheck.core.coach import timing
from formcheck.core.coach.progress import HoldStatus, Progress
from formcheck.core.judging import WRONG, Verdict
from formcheck.core.stretch import FaultRule, Plan


def choose_cue(plan: Plan, now: Progress) -> str:
    """Returns the one thing to say now, or ""."""
    if fault := find_told_fault(plan, now):
        return fault.cue
    return plan.spec.view.say if now.view_ok is False else choose_need_cue(plan, now)


def find_told_fault(plan: Plan, now: Progress) -> FaultRule | None:
    """Returns the fault that the cue is about: an active one or, briefly, the last repetition's."""
    for rule in plan.faults:
        if rule.id in now.active_faults:
            return rule
    if now.view_ok is False or now.away_since_s is not None or not now.rep.last_fault:
        return None
    since_s = now.t_s - now.rep.last_fault_s
    return plan.find_fault(now.rep.last_fault) if since_s < timing.TELL_REP_S else None


def measure_way(plan: Plan, now: Progress) -> float:
    """Returns how much of the way to the peak the current repetition has covered, 0 to 1."""
    rule, rep = plan.rep, now.rep
    if rule is None or not now.attempting or not rep.zone:
        return 0.0
    return min(max(rule.compute_share(rep.value), 0.0), 1.0)


def choose_need_cue(plan: Plan, now: Progress) -> str:
    """Returns the cue of the first measure that is wrong, between arriving and leaving; or ""."""
    if not now.attempting or now.away_since_s is not None:
        return ""
    if plan.dose.is_movement:
        if now.t_s - now.rep.off_since_s < timing.GRACE_S:
            return ""
    elif not now.settled:
        return ""
    paused_s = now.t_s - now.hold.good_until_s
    if now.hold.clock is HoldStatus.LAPSED and paused_s < timing.GRACE_S:
        return ""
    return next(iter(list_need_cues(plan, now.verdicts)), "")


def list_need_cues(plan: Plan, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Returns the spec's cues for the measures that are too low or too high."""
    wrong = ((name, verdict) for name, verdict in verdicts.items() if verdict in WRONG)
    cues = (plan.find_cue(name, is_high=verdict is Verdict.HIGH) for name, verdict in wrong)
    return [cue for cue in cues if cue]


def find_likely_cue(plan: Plan, measure: str, value: float) -> str:
    """Returns what to do about a value outside the target of the hold; "" within it."""
    need = next((one for one in plan.timed_phase.needs if one.measure == measure), None)
    if need is None or need.low <= value <= need.high:
        return ""
    return plan.find_cue(measure, is_high=value > need.high)
