"""Readings of an arm that goes up and down, and the repetitions that the coach counts."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from formcheck.core.body import Side
from formcheck.core.coach.events import Event, Repetition
from formcheck.core.coach.progress import FaultState, Progress
from formcheck.core.coach.repeating import advance_reps
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NO_MOMENTS, Reading
from formcheck.core.kinematics.moments import ReferenceMoments
from formcheck.core.stretch import Plan, RepRule, parse_spec, plan_for
from tests.core.stretch.tiny import make_raises
from tests.unknowns import ELBOW_HIDDEN

HIGH = 70.0
"""Lower limit of the peak: its target begins at 80, minus a tolerance of 10. Start ends at 30."""
SIGMA = 0.1
HIDDEN = Reading(math.nan, math.nan, False, ELBOW_HIDDEN)
Driver = Callable[[float], float]
"""The value of the measure over time; NaN while it is hidden."""


def make_plan(rep: str = "", dose: str = "reps = 4", faults: str = "") -> Plan:
    return plan_for(parse_spec(make_raises(rep, dose, faults), "arm-raises.toml"), Side.LEFT)


def play_driver(
    plan: Plan,
    driver: Driver,
    seconds: float,
    fps: float = 30,
    judge_bend: Callable[[float], Verdict] = lambda _: Verdict.OK,
    judge_trunk: Callable[[float], dict[str, Verdict]] = lambda _: {},
    misfit: float = 0.0,
    faults: Mapping[str, FaultState] = MappingProxyType({}),
    other: Callable[[float], str] = lambda _: "",
    sigma: float = SIGMA,
    moments: ReferenceMoments = NO_MOMENTS,
) -> tuple[Progress, list[Event]]:
    now = Progress(attempting=True, moments=moments, faults=dict(faults))
    for i in range(round(seconds * fps)):
        t_s = i / fps
        value = driver(t_s)
        reading = HIDDEN if math.isnan(value) else Reading(value, sigma, True)
        now = replace(
            now.with_time(t_s),
            readings={"raise": reading},
            verdicts={"bend": judge_bend(t_s), **judge_trunk(t_s)},
            misfit=misfit,
            other=other(t_s),
        )
        now = advance_reps(plan, get_rep_rule(plan), now)
    return now, list(now.events)


def get_rep_rule(plan: Plan) -> RepRule:
    assert plan.rep is not None
    return plan.rep


def make_waves(
    period_s: float, size: float, count: int, rest_s: float = 1.0
) -> tuple[Driver, float]:
    """Returns ``count`` waves from 10 to ``size`` of the way to HIGH + 3, and their duration."""
    top = 10.0 + size * (HIGH + 3.0 - 10.0)

    def at(t_s: float) -> float:
        t_s -= rest_s
        if not 0.0 <= t_s <= count * period_s:
            return 10.0
        return 10.0 + (top - 10.0) * (1 - math.cos(2 * math.pi * t_s / period_s)) / 2

    return at, count * period_s + 2 * rest_s


def find_repetitions(events: list[Event]) -> list[Repetition]:
    return [e for e in events if isinstance(e, Repetition)]


def find_counted(events: list[Event]) -> list[Repetition]:
    return [rep for rep in find_repetitions(events) if rep.counted]


def list_missed(events: list[Event]) -> list[str]:
    return [rep.reason.value for rep in find_repetitions(events) if rep.reason is not None]
