"""Doses, classes and repetitions in plain words, the same in every output."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from formcheck.core.body import Side
from formcheck.core.coach import Repetition, SideSummary
from formcheck.core.stretch import DoseTable, Plan, Spec
from formcheck.library.words import clock_words, unit_words

_MOST_TIMES = 4
_TIMES = {2: "twice", 3: "three times", 4: "four times"}
TOO_SHORT = "too short at the far end"
WHY_MISSED = {
    "partial": "turned back too early",
    "return": "did not come all the way back",
    "fast": "too fast",
    "slow": "too slow",
    "short": TOO_SHORT,
    "form": "not in good form",
    "unseen": "not seen well enough",
    "other-stretch": "looked like another stretch",
}
"""Why repetitions do not count, by reason, so that "2 ..." reads on."""


def dose_words(spec: Spec) -> str:
    """The dose in words: "5 sets of 5 breaths, twice a day, for 2-4 weeks"."""
    dose = spec.dose
    amount = f"{'at least ' * dose.at_least}{_amount(dose)}"
    if not dose.alternate and spec.sides != (Side.BOTH,):
        amount += " on each side"
    turns = ["the sides in turn"] if dose.alternate else []
    return ", ".join([amount, *turns, *_detail(dose), *_often(dose)])


def short_dose(dose: DoseTable) -> str:
    """The dose as short as a table wants it: "3 x 20 s", "2 x 10 reps", "5 breaths"."""
    if dose.release is not None:
        return "until it eases"
    times = f"{dose.rounds} x " if dose.rounds > 1 else ""
    if dose.reps:
        return f"{times}{dose.reps} reps"
    return f"{times}{dose.breaths} breaths" if dose.breaths else f"{times}{dose.hold_s:g} s"


def _amount(dose: DoseTable) -> str:
    if dose.release is not None:
        return f"{dose.rounds} spot{'s' * (dose.rounds != 1)}"
    sets = f"{dose.sets} sets of " if dose.sets > 1 else ""
    if dose.unit == "hold":
        return f"{sets}{dose.holds} x {dose.hold_s:g} s"
    count, what = (dose.reps, "repetition") if dose.reps else (dose.breaths, "breath")
    return f"{sets}{count} {what}{'s' * (count != 1)}"


def _detail(dose: DoseTable) -> list[str]:
    if dose.rep_hold_s:
        return [f"{dose.rep_hold_s:g} s at the far end of each"]
    if dose.release is None:
        return []
    low, high = dose.release.start
    start = f"{low}" if low == high else f"{low} to {high}"
    return [
        f"until pain of {start} out of 10 has eased to {dose.release.goal}",
        f"{dose.release.least_s:g} to {dose.release.most_s:g} s each",
    ]


def _often(dose: DoseTable) -> list[str]:
    found: list[str] = []
    if dose.progress is not None:
        found.append(f"from {dose.progress.start:g}, building up to {dose.progress.to:g}")
    if dose.per_day > 1:
        found.append(f"{_TIMES.get(dose.per_day, f'{dose.per_day} times')} a day")
    if dose.weeks is not None:
        low, high = dose.weeks
        span = f"{low}" if low == high else f"{low}-{high}"
        found.append(f"for {span} week{'s' * (high != 1)}")
    return found


def goal_words(plan: Plan) -> str:
    """What is wanted of a side: "3 holds of 20 s", "12 repetitions", "2 sets of 5 breaths"."""
    if plan.rep is not None:
        return f"{plan.goal} repetition{'s' * (plan.goal != 1)}"
    if plan.cycle_s:
        count = round(plan.hold_s / plan.cycle_s)
        sets = f"{plan.holds} sets of " if plan.holds > 1 else ""
        return f"{sets}{count} breath{'s' * (count != 1)}"
    if plan.holds == 1:
        return f"{plan.hold_s:g} s"
    return f"{plan.holds} holds of {plan.hold_s:g} s"


def repetition_words(side: SideSummary, plan: Plan) -> str:
    """What became of the repetitions, in a sentence.

    "8 of 12 repetitions counted, 2 of them too short at the far end at 0:30 and 0:38; 2 turned back
    too early at 0:12 and 0:17."
    """
    short = [one for one in side.repetitions if one.remark]
    remark = f", {len(short)} of them {TOO_SHORT} {_when(short)}" if short else ""
    parts = [f"{side.reps} of {goal_words(plan)} counted{remark}"]
    for reason, tries in _missed(side.repetitions).items():
        why = WHY_MISSED[reason]
        named = {plan.fault(t.what).title.lower() for t in tries if _is_fault(plan, t.what)}
        because = f" ({', '.join(sorted(named))})" if named else ""
        parts.append(f"{len(tries)} {why}{because} {_when(tries)}")
    return f"{'; '.join(parts)}."


def range_words(side: SideSummary, plan: Plan) -> str:
    """How far and how fast the repetitions that count went, by their medians; "" without any.

    "4 to 63 degrees, give or take 6; 1.2 s out, 5.1 s there, 1.4 s back".
    """
    reps = [one for one in side.repetitions if one.counted]
    if plan.rep is None or not reps:
        return ""
    driver = plan.definition(plan.rep.measures[0])
    unit = unit_words(driver.measure, driver.change)
    digits = 0 if unit else 2
    near, far, error = (
        f"{median(values):.{digits}f}"
        for values in zip(*((r.nearest, r.farthest, r.sigma) for r in reps), strict=True)
    )
    out, there, back = (
        f"{median(values):.1f} s"
        for values in zip(*((r.up.s, r.top.s, r.down.s) for r in reps), strict=True)
    )
    return f"{near} to {far}{unit}, give or take {error}; {out} out, {there} there, {back} back"


def _missed(tries: Sequence[Repetition]) -> dict[str, list[Repetition]]:
    found: dict[str, list[Repetition]] = {}
    for one in tries:
        if not one.counted:
            found.setdefault(one.reason, []).append(one)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _is_fault(plan: Plan, name: str) -> bool:
    return any(rule.id == name for rule in plan.faults)


def _when(tries: Sequence[Repetition]) -> str:
    times = [clock_words(one.start_s) for one in tries]
    if len(times) == 1:
        return f"at {times[0]}"
    if len(times) > _MOST_TIMES:
        return f"between {times[0]} and {times[-1]}"
    return f"at {', '.join(times[:-1])} and {times[-1]}"
