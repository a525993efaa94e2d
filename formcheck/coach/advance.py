"""The coach as a pure function: plan, memory and a moment in; new memory and events out.

No clock, camera or randomness inside: the same moments give the same events, and 15, 30 or 60
frames a second give the same holds.
"""

from __future__ import annotations

from dataclasses import replace

from formcheck.body import Moment
from formcheck.check import Verdict, judge_all
from formcheck.coach import timing
from formcheck.coach.events import (
    AttemptEnded,
    AttemptStarted,
    Event,
    NeutralTaken,
    PhaseDone,
    ViewChanged,
)
from formcheck.coach.faulting import advance_faults, end_faults, fix_pending
from formcheck.coach.hiding import advance_unseen, end_unseen
from formcheck.coach.holding import advance_hold, end_hold
from formcheck.coach.progress import Progress, RepState, Turn
from formcheck.coach.repeating import advance_reps
from formcheck.coach.tally import OTHER
from formcheck.measure import (
    ASSUMED,
    Figure,
    body_motion,
    calibrate_neutral,
    calibrate_wall,
    figure_of,
    measure,
)
from formcheck.spec import MOTION, Need, Plan

RECENT_S = 1.2
"""How much of the past the motion measures need."""


def advance(plan: Plan, progress: Progress, moment: Moment) -> tuple[Progress, list[Event]]:
    """The coach's memory after ``moment``, and what happened.

    A moment that is not later than the last one changes nothing.
    """
    if progress.t_s is not None and moment.t_s <= progress.t_s:
        return progress, []
    figure = figure_of(moment.pose) if moment.pose is not None else None
    return advance_figure(plan, progress, moment.t_s, figure)


def advance_figure(
    plan: Plan, progress: Progress, t_s: float, figure: Figure | None, other: str = ""
) -> tuple[Progress, list[Event]]:
    """``advance`` for a figure that is already made, so that two sides can share it.

    other is the id of another stretch that the person clearly does now: while there is one the
    hold pauses with reason "other-stretch", and a repetition does not count.
    """
    if progress.t_s is not None and t_s <= progress.t_s:
        return progress, []
    events: list[Event] = []
    now = replace(_read(plan, progress, t_s, figure), other=other)
    now = _neutral(plan, now, t_s, figure, events)
    now = _view(plan, now, t_s, events)
    now = _attempt(plan, now, t_s, events)
    now = _rest(now, t_s)
    now = advance_faults(plan, now, t_s, events)
    now = _phase(plan, now, t_s, figure, events)
    now = advance_unseen(plan, now, t_s, events)
    now = advance_reps(plan, now, t_s, progress.t_s, events)
    good, reason = _form(plan, now)
    now = advance_hold(
        plan,
        now,
        t_s,
        progress.t_s,
        good=good,
        reason=reason,
        restless=reason == "motion" or reason in plan.speeds,
        events=events,
    )
    return replace(now, t_s=t_s), events


def finish(progress: Progress) -> tuple[Progress, list[Event]]:
    """The memory and events when the session stops here: open holds and faults are closed."""
    t_s = progress.t_s
    if t_s is None:
        return progress, []
    events: list[Event] = []
    now = end_unseen(progress, t_s, events)
    if now.attempting:
        now = _end_attempt(now, t_s, t_s, events)
    return now, events


def resume(progress: Progress) -> tuple[Progress, list[Event]]:
    """The memory for a new hold, and the events that close the present one.

    Calibration (but for the wall's) and totals stay; the position must be taken up anew, and a
    camera that stood wrong gets another look, for the person may have turned round since.
    """
    closed, events = finish(progress)
    return replace(closed, view_ok=closed.view_ok or None, view_since_s=None), events


def _read(plan: Plan, progress: Progress, t_s: float, figure: Figure | None) -> Progress:
    recent = tuple(f for f in progress.recent if f.t_s >= t_s - RECENT_S)
    if figure is not None:
        recent = (*recent, figure)
    readings = measure(plan.definitions, figure, progress.baseline or ASSUMED, recent)
    motion = readings[MOTION]
    limit = timing.MOVING_TL_S if progress.settled else timing.STILL_TL_S
    settled = motion.seen and motion.value <= limit
    if motion.seen and not settled and progress.settled and plan.rep is None:
        settled = body_motion(recent) <= limit  # a hidden wrist wanders: see body_motion
    return replace(progress, recent=recent, readings=readings, settled=settled)


def _judge(now: Progress, needs: tuple[Need, ...]) -> tuple[Progress, dict[str, Verdict]]:
    verdicts = judge_all(needs, now.readings, now.inside)
    keys = {n.key for n in needs}
    inside = (now.inside - keys) | {n.key for n in needs if verdicts[n.measure] is Verdict.OK}
    return replace(now, inside=inside), verdicts


def _all_ok(verdicts: dict[str, Verdict]) -> bool:
    return all(v is Verdict.OK for v in verdicts.values())


def _neutral(
    plan: Plan, now: Progress, t_s: float, figure: Figure | None, events: list[Event]
) -> Progress:
    known = now.baseline is not None and not (plan.rep is not None and now.baseline.assumed)
    if known or figure is None:
        return now
    now, verdicts = _judge(now, plan.neutral_needs)
    if not _all_ok(verdicts) or _restless(plan, now):
        if _all_ok(verdicts) and _twitched(plan, now, t_s):
            return now
        return replace(now, neutral_since_s=None, neutral_figures=())
    since = t_s if now.neutral_since_s is None else now.neutral_since_s
    figures = (*now.neutral_figures, figure)
    if t_s - since < plan.neutral_for_s:
        return replace(now, neutral_since_s=since, neutral_figures=figures)
    events.append(NeutralTaken(t_s, since, assumed=False))
    baseline = calibrate_neutral(figures, plan.definitions)
    return replace(now, baseline=baseline, neutral_since_s=since, neutral_figures=())


def _restless(plan: Plan, now: Progress) -> bool:
    """Whether somebody in the neutral position still moves; before a hold, more than a hand."""
    motion = now.readings[MOTION]
    if not motion.seen or motion.value <= timing.STILL_TL_S:
        return False
    return plan.rep is not None or body_motion(now.recent) > timing.STILL_TL_S


def _twitched(plan: Plan, now: Progress, t_s: float) -> bool:
    """Whether it is only for a moment that somebody about to do repetitions is not at rest."""
    if plan.rep is None or not now.neutral_figures:
        return False
    return t_s - now.neutral_figures[-1].t_s <= timing.TWITCH_S


def _view(plan: Plan, now: Progress, t_s: float, events: list[Event]) -> Progress:
    """Judges the camera's place while the person stands neutral, or comes near without having."""
    if now.attempting and now.view_ok is not None:
        return now
    now, verdicts = _judge(now, plan.view_needs)
    if not now.attempting:
        now, neutral = _judge(now, plan.neutral_needs)
        if not _all_ok(neutral) or not now.settled:
            return replace(now, view_since_s=None)
    if Verdict.UNSEEN in verdicts.values():
        return replace(now, view_since_s=None)
    ok = _all_ok(verdicts)
    if ok == now.view_ok:
        return replace(now, view_since_s=None)
    since = t_s if now.view_since_s is None else now.view_since_s
    if t_s - since < (timing.VIEW_S if not ok else 0.0):
        return replace(now, view_since_s=since)
    events.append(ViewChanged(t_s, ok=ok))
    return replace(now, view_ok=ok, view_since_s=None)


def _attempt(plan: Plan, now: Progress, t_s: float, events: list[Event]) -> Progress:
    now, verdicts = _judge(now, plan.near_needs)
    if Verdict.UNSEEN in verdicts.values():
        since = t_s if now.hidden_since_s is None else now.hidden_since_s
        if now.attempting and t_s - since > timing.GIVE_UP_S:
            return _end_attempt(now, t_s, since, events)
        return replace(now, near_since_s=None, hidden_since_s=since)
    now = replace(now, hidden_since_s=None)
    if _all_ok(verdicts):
        since = t_s if now.near_since_s is None else now.near_since_s
        now = replace(now, near_since_s=since, away_since_s=None)
        if now.attempting or t_s - since < plan.near_for_s or _awaits(plan, now, t_s - since):
            return now
        events.append(AttemptStarted(t_s, since))
        if now.baseline is None:
            events.append(NeutralTaken(t_s, t_s, assumed=True))
            now = replace(now, baseline=ASSUMED)
        return replace(now, attempting=True, attempts=now.attempts + 1, phase_begun_s=since)
    if not now.attempting:
        return replace(now, near_since_s=None)
    since = t_s if now.away_since_s is None else now.away_since_s
    if t_s - since >= timing.LEAVE_S:
        return _end_attempt(now, t_s, since, events)
    return replace(now, near_since_s=None, away_since_s=since)


def _awaits(plan: Plan, now: Progress, near_s: float) -> bool:
    """Whether the neutral position, where repetitions begin, may still be taken first."""
    if plan.rep is None or now.baseline is not None or near_s >= timing.NEUTRAL_WAIT_S:
        return False
    if now.rep.turn is Turn.OUT:
        return False
    return all(need.key in now.inside for need in plan.neutral_needs)


def _rest(now: Progress, t_s: float) -> Progress:
    """Notes when the person first came to rest in the position, in this attempt."""
    in_position = now.attempting and now.near_since_s is not None
    if in_position and now.settled and now.rested_since_s is None:
        return replace(now, rested_since_s=t_s)
    return now


def _end_attempt(now: Progress, t_s: float, end_s: float, events: list[Event]) -> Progress:
    now = end_faults(now, t_s, end_s, events)
    now = end_hold(now, t_s, end_s, events)
    rested = now.rested_since_s is not None or now.rep.tried
    events.append(AttemptEnded(t_s, end_s, rested=rested))
    baseline = now.baseline
    if baseline is not None:  # average proportions were for this attempt: neutral may still come
        baseline = None if baseline.assumed else replace(baseline, wall=None)
    return replace(
        now,
        attempting=False,
        near_since_s=None,
        away_since_s=None,
        hidden_since_s=None,
        rested_since_s=None,
        rep=RepState(),
        phase_index=0,
        phase_since_s=None,
        phase_figures=(),
        baseline=baseline,
        neutral_since_s=None,
        neutral_figures=(),
    )


def _phase(
    plan: Plan, now: Progress, t_s: float, figure: Figure | None, events: list[Event]
) -> Progress:
    """Judges the present phase; goes on to the next when it was held long enough."""
    phase = plan.phases[now.phase_index]
    now, verdicts = _judge(now, phase.needs)
    verdicts = {k: v for k, v in verdicts.items() if _judgeable(plan, now, k)}
    now = replace(now, verdicts=verdicts)
    if phase.timed or not now.attempting or now.view_ok is False:
        return now
    if not _all_ok(verdicts) or not now.settled or fix_pending(plan, now) or figure is None:
        return replace(now, phase_since_s=None, phase_figures=())
    since = t_s if now.phase_since_s is None else now.phase_since_s
    figures = (*now.phase_figures, figure)
    if t_s - since < phase.for_s:
        return replace(now, phase_since_s=since, phase_figures=figures)
    events.append(PhaseDone(t_s, phase.id, since))
    baseline = now.baseline or ASSUMED
    if phase.calibrate == "wall":
        baseline = calibrate_wall(baseline, figures, plan.definitions, plan.side)
    return replace(
        now,
        baseline=baseline,
        phase_index=now.phase_index + 1,
        phase_begun_s=t_s,
        phase_since_s=None,
        phase_figures=(),
    )


def _judgeable(plan: Plan, now: Progress, name: str) -> bool:
    """What needs the neutral position can't be judged when there was none: it is left out."""
    if now.baseline is None or not now.baseline.assumed:
        return True
    return not any(d.name == name and d.calibration == "neutral" for d in plan.definitions)


def _form(plan: Plan, now: Progress) -> tuple[bool, str]:
    """Whether this moment is good form for the clock, and if not, the one reason to tell."""
    if not now.attempting:
        return False, "away"
    if now.view_ok is False:
        return False, "view"
    if now.other:
        return False, OTHER
    if not plan.phases[now.phase_index].timed:
        return False, plan.phases[now.phase_index].id
    if fault := fix_pending(plan, now):
        return False, fault
    # What is no speed comes first, so that a speed is the reason where only rest is lacking.
    for name, verdict in sorted(now.verdicts.items(), key=lambda one: one[0] in plan.speeds):
        if verdict is Verdict.UNSEEN:
            return False, "unseen"
        if verdict is not Verdict.OK:
            return False, name
    if not now.settled:
        return False, "motion"
    return True, ""
