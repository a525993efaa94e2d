"""All that a screen needs for one frame. No logic after it."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.body import Side
from formcheck.check import Verdict
from formcheck.coach import timing
from formcheck.coach.progress import Clock, Progress
from formcheck.measure import Reading
from formcheck.spec import Plan


@dataclass(frozen=True, slots=True)
class View:
    """One frame's state in words and numbers.

    cue: the one thing to say now, or "". waiting: why the clock stands still, or "".
    """

    t_s: float
    side: Side
    phase: str
    say: str
    clock: Clock
    held_s: float
    hold_held_s: float
    goal_s: float
    reps: int
    attempting: bool
    cue: str
    waiting: str
    unseen: tuple[str, ...]
    readings: dict[str, Reading]
    verdicts: dict[str, Verdict]
    active_faults: frozenset[str]


def view_of(plan: Plan, now: Progress) -> View:
    """The view of the coach's memory."""
    active = now.active_faults
    fault = next((r for r in plan.faults if r.id in active), None)
    cue = fault.cue if fault else ""
    unseen = tuple(what for what, state in now.unseen.items() if state.told)
    if not cue and now.view_ok is False:
        cue = plan.view_say
    if not cue:
        cue = _need_cue(plan, now)
    phase = plan.phases[now.phase_index]
    return View(
        t_s=now.t_s or 0.0,
        side=plan.side,
        phase=phase.id if now.attempting else "neutral",
        say=phase.say,
        clock=now.hold.clock,
        held_s=now.held_s,
        hold_held_s=now.hold.held_s,
        goal_s=plan.hold_s,
        reps=now.reps,
        attempting=now.attempting,
        cue=cue,
        waiting=_waiting(plan, now, active),
        unseen=unseen,
        readings=now.readings,
        verdicts=now.verdicts,
        active_faults=active,
    )


def _need_cue(plan: Plan, now: Progress) -> str:
    """The text of the first measure outside its band, once the person has arrived.

    Nothing is asked of somebody on the way out.
    """
    if not now.attempting or not now.settled or now.away_since_s is not None:
        return ""
    paused_s = (now.t_s or 0.0) - now.hold.good_until_s
    if now.hold.clock is Clock.LAPSED and paused_s < timing.GRACE_S:
        return ""
    for name, verdict in now.verdicts.items():
        text = plan.texts.get(name)
        if text is not None and verdict is Verdict.LOW and text.low:
            return text.low
        if text is not None and verdict is Verdict.HIGH and text.high:
            return text.high
    return ""


def _waiting(plan: Plan, now: Progress, active: frozenset[str]) -> str:
    """The one thing that the clock waits for, in words; "" while it runs."""
    if now.hold.clock is Clock.RUNNING or not now.attempting:
        return ""
    if now.view_ok is False:
        return plan.view_say
    for rule in plan.faults:
        if rule.id in active and rule.severity != "hint":
            return rule.title
    for name, verdict in now.verdicts.items():
        if verdict is Verdict.UNSEEN:
            return now.readings[name].reason
    if not now.settled:
        return "moving"
    return ""
