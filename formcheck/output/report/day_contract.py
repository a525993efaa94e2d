"""The JSON of a day of sitting and of the days before it, by the same rules as other results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import Field

from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.day import Longest, Sum, streaks
from formcheck.core.posture.values import State, Why
from formcheck.files.plain_json import json_text
from formcheck.output.report.parts import Part, rounded
from formcheck.store.days import DayRecord


class SegmentPart(Part):
    """A stretch of time in one state for the same reasons."""

    start_s: float
    end_s: float
    state: State
    why: list[Why] = Field(description="Why it is slouched, worst first; empty for other states.")


class NudgePart(Part):
    """A nudge and its reasons, worst first."""

    t_s: float
    why: list[Why]


class SumPart(Part):
    """Seconds in each state, and for each reason; a moment with two reasons counts for both."""

    upright_s: float
    slouched_s: float
    unsure_s: float
    away_s: float
    why_s: dict[Why, float]


class HourPart(Part):
    """An hour by the clock; where that is set, what stands for it."""

    start_s: float
    end_s: float
    sum: SumPart


class LongestPart(Part):
    """A stretch of time; 0 long when there was none."""

    start_s: float
    lasted_s: float


class BreakPart(Part):
    """A break that ended, or was put off or left out."""

    t_s: float
    lasted_s: float
    kind: BreakKind
    stretches: list[str] = Field(description="The ids of the stretches that were done in it.")


class StreaksPart(Part):
    """Days in a row; those without sitting neither count nor end it."""

    breaks: int = Field(description="With a break, up to the last day.")
    breaks_longest: int
    good: int = Field(description="Mostly upright, up to the last day.")
    good_longest: int


class DayPart(Part):
    """A day in short."""

    date: str = Field(description="ISO 8601, by the local calendar.")
    sum: SumPart
    breaks: int = Field(description="Taken or credited.")
    nudges: int


class SitDayObject(DayPart):
    """A day from midnight to midnight, local time. All times are seconds since 1970.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[2] = 2
    start_s: float
    end_s: float
    hours: list[HourPart]
    good: LongestPart = Field(description="The longest stretch upright.")
    sat: LongestPart = Field(description="The longest stretch in the chair.")
    taken: int = Field(description="Breaks after a reminder or by order.")
    credited: int = Field(description="Breaks of the person's own accord.")
    postponed: int
    skipped: int
    stretches: list[str] = Field(description="The ids of those done in breaks.")
    nudges_why: dict[Why, int]
    changed_s: float | None = Field(
        description="Median time from a nudge to the posture's change; null without one."
    )
    changed_after: int = Field(description="Nudges after which it changed within 10 minutes.")
    segments: list[SegmentPart] = Field(description="How somebody sat; gaps were not watched.")
    nudged: list[NudgePart]
    rested: list[BreakPart]
    unreadable: int = Field(default=0, description="Damaged entries of the day, left out here.")


class SitDaysObject(Part):
    """Several days in short, oldest first."""

    version: Literal[1] = 1
    days: list[DayPart]
    streaks: StreaksPart


def day_json(record: DayRecord) -> dict[str, Any]:
    """The contract's object of a day as plain values, ready for ``json_text``."""
    day = record.day
    return SitDayObject(
        **dict(_part(record)),
        start_s=day.start_s,
        end_s=day.end_s,
        hours=[HourPart(start_s=h.start_s, end_s=h.end_s, sum=_sum(h.sum)) for h in day.hours],
        good=_longest(day.good),
        sat=_longest(day.sat),
        taken=day.taken,
        credited=day.credited,
        postponed=day.postponed,
        skipped=day.skipped,
        stretches=list(day.stretches),
        nudges_why=dict(day.nudges_why),
        changed_s=None if day.changed_s is None else rounded(day.changed_s),
        changed_after=day.changed_after,
        segments=[
            SegmentPart(
                start_s=rounded(span.start_s),
                end_s=rounded(span.end_s),
                state=span.state,
                why=list(span.why),
            )
            for span in record.spans
        ],
        nudged=[NudgePart(t_s=rounded(one.at_s), why=list(one.why)) for one in record.nudges],
        rested=[
            BreakPart(
                t_s=rounded(one.at_s),
                lasted_s=rounded(one.lasted_s),
                kind=BreakKind(one.kind),
                stretches=list(one.stretches),
            )
            for one in record.breaks
        ],
        unreadable=record.unreadable,
    ).model_dump(mode="json")


def days_json(records: Sequence[DayRecord]) -> dict[str, Any]:
    """The contract's object of several days, oldest first, as plain values."""
    rows = streaks([record.day for record in records])
    return SitDaysObject(
        days=[_part(record) for record in records],
        streaks=StreaksPart(
            breaks=rows.breaks,
            breaks_longest=rows.breaks_longest,
            good=rows.good,
            good_longest=rows.good_longest,
        ),
    ).model_dump(mode="json")


def sit_text(told: Iterable[dict[str, Any]], *, one_line: bool = False) -> str:
    """The objects as JSON: indented, or one a line as JSON Lines want them; ends with a newline."""
    indent = None if one_line else 2
    return "".join(f"{json_text(one, indent)}\n" for one in told)


def _part(record: DayRecord) -> DayPart:
    day = record.day
    return DayPart(
        date=record.date.isoformat(), sum=_sum(day.sum), breaks=day.breaks, nudges=day.nudges
    )


def _sum(total: Sum) -> SumPart:
    return SumPart(
        upright_s=rounded(total.upright_s),
        slouched_s=rounded(total.slouched_s),
        unsure_s=rounded(total.unsure_s),
        away_s=rounded(total.away_s),
        why_s={why: rounded(lasted_s) for why, lasted_s in total.why_s.items()},
    )


def _longest(longest: Longest) -> LongestPart:
    return LongestPart(start_s=rounded(longest.start_s), lasted_s=rounded(longest.lasted_s))
