"""A single picture judged as one moment: form now, faults, what is unseen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from formcheck.body import Pose, Side
from formcheck.check import Verdict, is_faulty, judge_all
from formcheck.measure import ASSUMED, Reading, figure_of, measure
from formcheck.spec import MOTION, FaultRule, Need, Plan

WRONG_VIEW = "seen from the wrong place"
"""What is unseen of a picture that the camera took from elsewhere than the stretch needs."""


class Form(StrEnum):
    """ok: all that a single picture shows is right. unseen: too little shows to say."""

    OK = "ok"
    FAULTY = "faulty"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class PhotoVerdict:
    """What one picture shows of one side.

    attempted: the person is near the position at all. unseen: what could not be judged, in words.
    verdicts: on each measure that the hold wants something of; empty when nobody is there. Of
    repetitions the far end is judged: far_end says whether it was reached, None where that can't
    be told, as for a hold.
    """

    side: Side
    form: Form
    attempted: bool
    faults: tuple[FaultRule, ...]
    verdicts: dict[str, Verdict]
    unseen: tuple[str, ...]
    readings: dict[str, Reading]
    far_end: bool | None = None

    @property
    def off(self) -> dict[str, Verdict]:
        """The measures outside what the hold wants."""
        return {n: v for n, v in self.verdicts.items() if v in {Verdict.LOW, Verdict.HIGH}}


def judge_photo(plan: Plan, pose: Pose | None) -> PhotoVerdict:
    """The verdict on one picture, with the proportions of an average adult as calibration.

    Changes since a calibration and everything about movement are left out and named as unseen.
    From the wrong place nothing is judged.
    """
    if pose is None:
        return PhotoVerdict(plan.side, Form.UNSEEN, False, (), {}, ("nobody in the picture",), {})
    figure = figure_of(pose)
    readings = measure(plan.definitions, figure, ASSUMED, (figure,))
    view = judge_all(plan.view_needs, readings, frozenset())
    if any(v in {Verdict.LOW, Verdict.HIGH} for v in view.values()):
        return PhotoVerdict(plan.side, Form.UNSEEN, False, (), {}, (WRONG_VIEW,), readings)
    near = judge_all(plan.near_needs, readings, frozenset())
    attempted = all(v is Verdict.OK for v in near.values())
    needs = (*plan.timed_phase.needs, *_far_end(plan))
    verdicts = judge_all(needs, readings, frozenset())
    far_end = None if plan.rep is None else verdicts[plan.rep.measure]
    uncalibrated = {d.name for d in plan.definitions if d.calibration}
    off = any(v in {Verdict.LOW, Verdict.HIGH} for v in verdicts.values())
    faults = _faults(plan, readings) if attempted else ()
    hidden = [n for n, v in verdicts.items() if v is Verdict.UNSEEN]
    unseen = tuple(dict.fromkeys(readings[n].reason for n in hidden if n != MOTION))
    blocking = [n for n in hidden if n not in uncalibrated]
    if any(f.severity != "hint" for f in faults) or (attempted and off):
        form = Form.FAULTY
    elif not attempted:
        form = Form.UNSEEN if Verdict.UNSEEN in near.values() else Form.FAULTY
    elif blocking:
        form = Form.UNSEEN
    else:
        form = Form.FAULTY if faults else Form.OK
    reached = None if far_end in {None, Verdict.UNSEEN} else far_end is Verdict.OK
    return PhotoVerdict(plan.side, form, attempted, faults, verdicts, unseen, readings, reached)


def _far_end(plan: Plan) -> tuple[Need, ...]:
    """What the far end of a repetition wants of its measure; nothing for a hold."""
    rule = plan.rep
    if rule is None:
        return ()
    return (Need("rep", rule.measure, rule.high, inf, rule.slack),)


def _faults(plan: Plan, readings: dict[str, Reading]) -> tuple[FaultRule, ...]:
    found: list[FaultRule] = []
    here = {p.id for p in plan.phases} | {"high"}
    for rule in plan.faults:
        if rule.moving or rule.rep or rule.unless & {f.id for f in found}:
            continue
        if rule.during and not rule.during & here:
            continue
        if is_faulty(rule, readings, was_faulty=False):
            found.append(rule)
    return tuple(found)
