"""Judges a single photo as one moment: the form, the faults, and what can't be judged."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, nan

from formcheck.core import judging, kinematics
from formcheck.core.body import Pose, Side
from formcheck.core.coach.summary import Shortfall, find_shortfall
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, WRONG, Verdict
from formcheck.core.kinematics import NO_MOMENTS, NOBODY, Cause, Reading, Unknown
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.stretch import FaultRule, Need, Plan

ONE_PICTURE = Unknown(Cause.ONE_PICTURE)
"""Why a movement, or a change since the start or the set-up, can't be judged from a photo."""


class Form(StrEnum):
    """OK: all that the photo shows is right. UNJUDGED: too little is visible to judge."""

    OK = "ok"
    FAULTY = "faulty"
    UNJUDGED = "unseen"


@dataclass(frozen=True, slots=True)
class PhotoVerdict:
    """What one photo shows of one side.

    attempted: whether the person is near the position. verdicts: by measure with a target; empty if
    nobody is there. at_peak: whether the peak of a repetition is reached; None for a hold, or if
    unknown. begins: whether the person is at the start. misfit: how far the readings lie outside
    their tolerance, as a sum of squares in sigma. lacking: what is more likely wrong than right,
    most certain first.
    """

    side: Side
    form: Form
    attempted: bool
    faults: tuple[FaultRule, ...]
    verdicts: dict[str, Verdict]
    readings: dict[str, Reading]
    at_peak: bool | None = None
    begins: bool = False
    misfit: float = inf
    lacking: tuple[Shortfall, ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether the photo seems to show something other than the stretch."""
        return self.form is Form.FAULTY and not self.attempted

    @property
    def unseen(self) -> tuple[Unknown, ...]:
        """The reasons why something could not be judged."""
        return tuple(dict.fromkeys(self.unjudged.values())) if self.readings else (NOBODY,)

    @property
    def unjudged(self) -> dict[str, Unknown]:
        """The measures that could not be judged, each with the reason."""
        names = (name for name, verdict in self.verdicts.items() if verdict is Verdict.UNJUDGED)
        return {name: self.readings[name].unknown or VIEW_UNSUITED for name in names}


def judge_photo(plan: Plan, pose: Pose | None) -> PhotoVerdict:
    """Returns the verdict on one photo.

    Movement, and changes since an earlier moment, are not judged but listed with the reason.
    """
    if pose is None:
        return PhotoVerdict(plan.side, Form.UNJUDGED, False, (), {}, {})
    measured = kinematics.measure_pose(pose)
    readings = kinematics.measure(plan.definitions, measured, NO_MOMENTS, (measured,))
    unknown = Reading(nan, nan, False, ONE_PICTURE)
    readings |= {d.name: unknown for d in plan.definitions if d.since or d.is_moving}
    peak = plan.rep.peak_needs if plan.rep else ()
    ends = {judging.judge(need, readings[need.measure]) for need in peak} - {Verdict.UNJUDGED}
    begins = judging.compute_start_misfit(plan.start_needs, readings) <= MISFIT
    is_start = not ends and _shows_start(plan, readings, begins=begins)
    others = () if plan.rep is None else plan.rep.at_start if is_start else plan.rep.at_peak
    needs = (*plan.timed_phase.needs, *peak, *others)
    verdicts = judging.judge_all(needs, readings)
    is_short = is_start or bool(ends & WRONG)  # it then shows another moment of the repetition
    attempted = judging.is_near(plan.timed_phase.needs if is_short else needs, readings)
    reached = attempted and ends == {Verdict.OK}
    at_peak = False if is_short else reached or None
    can_tell = any(verdict is not Verdict.UNJUDGED for verdict in verdicts.values())
    off = judging.compute_misfit(needs, readings)
    faults: tuple[FaultRule, ...] = ()
    if not can_tell or (attempted and not judging.can_tell_enough(needs, readings)):
        form, at_peak = Form.UNJUDGED, None
    else:
        faults = _find_faults(plan, readings, at_peak) if attempted else ()
        sure = any(verdict in WRONG for verdict in verdicts.values())
        form = Form.FAULTY if sure or faults or not attempted or off > MISFIT else Form.OK
    lacking = (
        _find_lacking(plan, need, readings[need.measure], at_peak=need in peak) for need in needs
    )
    return PhotoVerdict(
        side=plan.side,
        form=form,
        attempted=attempted,
        faults=faults,
        verdicts=verdicts,
        readings=readings,
        at_peak=at_peak,
        begins=begins,
        misfit=off,
        lacking=tuple(sorted(filter(None, lacking), key=lambda one: -one.chance)),
    )


def _shows_start(plan: Plan, readings: dict[str, Reading], *, begins: bool) -> bool:
    """Whether the person is surely wrong for the peak but right for the start.

    True if the start requires what is wrong at the peak, as for the ears in cat-cow, or if the
    person is still where the stretch begins, as with the hips down. Otherwise a need that is met at
    the start proves nothing: the feet, for example, stay where they are.
    """
    rep = plan.rep
    if rep is None:
        return False
    wrong = {one.value for one in rep.at_peak if judging.judge(one, readings[one.measure]) in WRONG}
    return (bool(wrong) and begins and not plan.starts_between_ends) or any(
        one.value in wrong and judging.judge(one, readings[one.measure]) is Verdict.OK
        for one in rep.at_start
    )


def _find_lacking(plan: Plan, need: Need, reading: Reading, *, at_peak: bool) -> Shortfall | None:
    """Returns how far a quantity is off its target; at_peak: off the peak of the spec itself."""
    sign = plan.find_definition(need.measure).sign
    found = find_shortfall(need, reading, sign)
    if found is None or plan.rep is None or not at_peak:
        return found
    return replace(found, by=found.by - sign * 2.0 * plan.rep.hysteresis)


def _find_faults(
    plan: Plan, readings: dict[str, Reading], at_peak: bool | None
) -> tuple[FaultRule, ...]:
    """Returns the faults that are surely present; those of the peak only if it may be shown."""
    zones = {""} if at_peak is False else {"", "high"}
    return tuple(
        rule
        for rule in plan.faults
        if not (rule.moving or rule.reported_by)
        and rule.zone in zones
        and judging.is_faulty(rule, readings, was_faulty=False)
    )
