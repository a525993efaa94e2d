"""Whether a repetition that has come to its end counts, and if not, why."""

from __future__ import annotations

import math
from dataclasses import replace

from formcheck.core.coach.events import (
    Duration,
    Event,
    FaultEnded,
    FaultStarted,
    RepEnded,
    Repetition,
)
from formcheck.core.coach.legs import share_of_time, time_ways
from formcheck.core.coach.progress import Ledger, Progress, RepState
from formcheck.core.stretch import FaultRule, Plan, RepRule

OTHER = "other-stretch"
"""The reason when another stretch was done meanwhile."""

SHORT = "short"
"""What a repetition that was not held long enough at the far end lacks: its dose, and it counts."""
SHORT_RATIO = 0.9
"""The far end counts as held from this share of its seconds on: people count them in their head.
Chosen here."""
GATE_RATIO = 0.6
"""The gate must hold for this share of what was seen of a repetition (stretches.md C7)."""
UNSEEN_RATIO = 0.3
"""No repetition is counted of which more than this share was unseen (stretches.md C7)."""
FAULT_RATIO = 0.5
"""A fault that lasts for this share of its part of a repetition spoils it. Chosen here."""
TIME_SHARE = 0.2
"""A repetition is told too fast or too slow beyond so large a share of its limit: its time is known
to about a tenth. Chosen here."""
LEAST_SHARE = 0.2
"""Ends that lie closer together on the way (in its time) do not tell how fast it was:
nobody is told off for that."""
WAYS_IN = frozenset({"partial", "return"})
"""What the first movement of a try lacks is no fault yet: it may be the way into position."""
TOLD_SIGMAS = 2.0
"""A way of fewer sigma may be an error of reading: nobody is told how it went. Chosen here."""
TIMED_SHARE = 0.2
"""The standard error of a way's time, of that time: measured on the four bundled clips of
repetitions that do not alternate, none of whose ways was more than 0.26 wrong."""
GLITCH_S = 0.4
"""What comes and goes quicker is a jump of the model's and no movement. Chosen here."""


def tallied(
    plan: Plan,
    rule: RepRule,
    now: Progress,
    end_s: float,
    t_s: float,
    *,
    returned: bool,
) -> Progress:
    """The memory with the repetition that ended at end_s told; returned: it came back home."""
    rep = now.rep
    lasted_s = end_s - rep.start_s
    if lasted_s < GLITCH_S:
        return now
    lacks = _lacks(rule, rep, whole_s(rule, rep, lasted_s), returned=returned)
    told = _told(plan, now, lacks, end_s)
    faults: list[Event] = []
    for fault in told:
        faults += [FaultStarted(t_s, fault.id, rep.start_s), FaultEnded(t_s, fault.id, end_s)]
    reason, what = _verdict(plan, rep, lacks, told)
    count = now.reps + (not reason)
    remark = SHORT if SHORT in lacks and not reason else ""
    ended = RepEnded(t_s, count, _measured(rule, rep, end_s, reason, what, remark))
    cue = told[0].id if told else ""
    rep = replace(rep, tallied=rep.tallied + 1, told=cue, told_s=t_s)
    return replace(now, reps=count, rep=rep).with_news(*faults, ended)


def _measured(
    rule: RepRule, rep: RepState, end_s: float, reason: str, what: str, remark: str
) -> Repetition:
    """How far it went and how long it took.

    When the far end was reached and left is known as well as the measure, over its mean speed.
    """
    home = min(rep.home, rep.least)
    way = max(rep.most - home, rule.slack)
    out_s, back_s = time_ways(rep.path, home, rep.most)
    return Repetition(
        rep.start_s,
        end_s,
        reason,
        what,
        remark,
        rule.share(rep.most),
        home,
        rep.most,
        rep.sigma,
        Duration(out_s, TIMED_SHARE * out_s),
        Duration(rep.ledger.top_s, rep.sigma * (out_s + back_s) / way),
        Duration(back_s, TIMED_SHARE * back_s),
    )


def whole_s(rule: RepRule, rep: RepState, lasted_s: float) -> float:
    """Seconds of the whole movement of a repetition that was past its near end for lasted_s.

    Nobody can say when a movement begins, and the near end is often left only half way. From the
    times past the near and the far end: see `share_of_time`.
    """
    way = rep.most - min(rep.home, rule.low)
    if rep.most < rule.high or way <= 0.0:
        return lasted_s
    low, high = ((end - rep.home) / way for end in (rule.low, rule.high))
    before, until = share_of_time(low), share_of_time(high)
    legs_s = (lasted_s - rep.ledger.top_s) / max(until - before, LEAST_SHARE)
    whole = lasted_s + before * max(legs_s, 0.0)
    untold = until - before < LEAST_SHARE and way >= TOLD_SIGMAS * rep.sigma
    return max(whole, rule.min_s) if untold else whole


def _lacks(rule: RepRule, rep: RepState, lasted_s: float, *, returned: bool) -> list[str]:
    """What a repetition lacks by itself; only that when it did not reach its ends."""
    if rep.most < rule.high:
        return ["partial"]
    lacks = [] if returned else ["return"]
    moving_s = lasted_s - min(rep.ledger.top_s, rule.hold_s)
    if moving_s < (1.0 - TIME_SHARE) * (rule.min_s - rule.hold_s):
        lacks.append("fast")
    if lasted_s > (1.0 + TIME_SHARE) * rule.max_s:
        lacks.append("slow")
    if rule.hold_s and rep.ledger.top_s < SHORT_RATIO * rule.hold_s:
        lacks.append(SHORT)
    return lacks


def _told(plan: Plan, now: Progress, lacks: list[str], end_s: float) -> list[FaultRule]:
    """The faults that the repetition tells, without those that another explains."""
    rep = now.rep
    left_s = None if "partial" in lacks else rep.left_s
    way_back_s = math.inf if left_s is None else end_s - left_s
    lost = _mostly(rep.ledger, rep.ledger.lost_s)
    if rep.most - rep.home < TOLD_SIGMAS * rep.sigma:
        return []
    found: list[FaultRule] = []
    for rule in plan.faults:
        if rule.rep in WAYS_IN and not rep.tallied:
            continue
        dropped = rule.rep == "drop" and way_back_s < rule.within_s
        if not rule.rep or lost or now.other or not (rule.rep in lacks or dropped):
            continue
        found.append(rule)
    return found


def _verdict(plan: Plan, rep: RepState, lacks: list[str], told: list[FaultRule]) -> tuple[str, str]:
    """Why it does not count, and of "form" what was wrong; "" when it counts.

    How far and how long it went is known while its own measure is seen, whatever else is hidden.
    """
    ledger = rep.ledger
    if _mostly(ledger, ledger.lost_s):
        return "unseen", ""
    if ledger.other_s > FAULT_RATIO * ledger.lasted_s:
        return OTHER, ""
    if spoilt := [lack for lack in lacks if lack != SHORT]:
        return spoilt[0], ""
    if _mostly(ledger, ledger.unseen_s):
        return "unseen", ""
    seen_s = ledger.lasted_s - ledger.unseen_s
    if ledger.gate_s < GATE_RATIO * seen_s:
        return "form", max(ledger.off_s, key=lambda name: ledger.off_s[name])
    for name, (faulty_s, watched_s) in ledger.faults.items():
        if watched_s and faulty_s >= FAULT_RATIO * watched_s and _lasts(plan, name, faulty_s):
            return "form", name
    dropped = next((f.id for f in told if f.severity != "hint" and f.rep != SHORT), "")
    return ("form", dropped) if dropped else ("", "")


def _lasts(plan: Plan, fault: str, faulty_s: float) -> bool:
    """Whether that was long enough for the fault to count at all."""
    return faulty_s >= plan.fault(fault).for_s


def _mostly(ledger: Ledger, hidden_s: float) -> bool:
    """Whether so much was hidden that nothing can be said."""
    return hidden_s > UNSEEN_RATIO * ledger.lasted_s
