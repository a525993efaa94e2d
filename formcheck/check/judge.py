"""Verdicts: a reading against what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from formcheck.measure import Reading
from formcheck.spec.plan import FaultRule, Need


class Verdict(Enum):
    """UNSEEN is neither good nor bad: it pauses the clock and never scolds."""

    OK = "ok"
    LOW = "low"
    HIGH = "high"
    UNSEEN = "unseen"


def judge(need: Need, reading: Reading | None, *, was_inside: bool) -> Verdict:
    """The verdict on one reading; once inside, a band is left only ``slack`` beyond its edge."""
    if reading is None or not reading.seen:
        return Verdict.UNSEEN
    margin = need.slack if was_inside else 0.0
    if reading.value < need.low - margin:
        return Verdict.LOW
    if reading.value > need.high + margin:
        return Verdict.HIGH
    return Verdict.OK


def judge_all(
    needs: tuple[Need, ...], readings: Mapping[str, Reading], inside: frozenset[str]
) -> dict[str, Verdict]:
    """Verdicts by measure name; ``inside`` holds the keys of needs that were OK a moment ago."""
    return {n.measure: judge(n, readings.get(n.measure), was_inside=n.key in inside) for n in needs}


def is_faulty(rule: FaultRule, readings: Mapping[str, Reading], *, was_faulty: bool) -> bool | None:
    """Whether every condition of the fault is true; None when that can't be seen.

    A condition begins past its threshold and ends only its slack back.
    """
    answer: bool | None = True
    for condition in rule.conditions:
        reading = readings.get(condition.measure)
        if reading is None or not reading.seen:
            answer = None if answer is not False else False
            continue
        back = condition.slack if was_faulty else 0.0
        if condition.low + back <= reading.value <= condition.high - back:
            return False
    return answer
