"""The JSON of ``formcheck sit``: recordings, photos and days; a stable contract with a schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.posture_values import (
    BaselineKind,
    PostureState,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.output.report.json_part import Hundredth, Part, Rounded, SpanPart, Tenth
from formcheck.store.days import DayRecord, count_record_streak

if TYPE_CHECKING:
    from formcheck.engine.sit_video import SitPhoto, SitVideo


class SegmentPart(SpanPart):
    """A stretch of time in one state for the same reasons."""

    state: PostureState
    why: list[SlouchReason] = Field(
        description="Why it is slouched, strongest first; empty for other states."
    )


class NudgePart(Part):
    """A nudge and its reasons, strongest first."""

    t_s: Rounded
    why: list[SlouchReason]


class SumPart(Part):
    """Seconds in each state, and for each reason; a moment with two reasons counts for both."""

    upright_s: Rounded
    slouched_s: Rounded
    unsure_s: Rounded
    away_s: Rounded
    why_s: dict[SlouchReason, Rounded]


class HourPart(Part):
    """An hour by the clock; where that is set, what stands for it."""

    start_s: float
    end_s: float
    sum: SumPart


class LongestPart(Part):
    """A stretch of time; 0 long when there was none."""

    start_s: Rounded
    lasted_s: Rounded


class BreakPart(Part):
    """A break that ended, or was put off or left out."""

    t_s: Rounded
    lasted_s: Rounded
    kind: BreakKind
    stretches: list[str] = Field(description="The ids of the stretches that were done in it.")


class DayPart(Part):
    """A day in short."""

    date: str = Field(description="ISO 8601, by the local calendar.")
    sum: SumPart
    breaks: int = Field(description="Taken or credited.")
    nudges: int


class SitDayObject(DayPart):
    """A day from midnight to midnight, local time. All times are seconds since 1970.

    It is that of all profiles together. version rises when something is taken out or changes its
    meaning; additions leave it.
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
    nudges_why: dict[SlouchReason, int]
    changed_s: Rounded | None = Field(
        description="Median time from a nudge to the posture's change; null without one."
    )
    changed_after: int = Field(description="Nudges after which it changed within 10 minutes.")
    segments: list[SegmentPart] = Field(description="How somebody sat; gaps were not watched.")
    nudged: list[NudgePart]
    rested: list[BreakPart]
    unreadable: int = Field(default=0, description="Damaged entries of the day, left out here.")


class SitDaysObject(Part):
    """Several days in short, oldest first.

    streak is of days with a break, up to the last day. It may have begun before the first day
    listed; days without sitting neither count nor end it.
    """

    version: Literal[2] = 2
    days: list[DayPart]
    streak: int


class BaselinePart(Part):
    """What the posture was compared with."""

    kind: BaselineKind
    name: str = Field(description="The profile or the picture; empty for the other kinds.")
    say: str = Field(description="The same in a sentence.")
    quality: str = Field(
        default="", description="How good the baseline is, in sentences; empty without one."
    )
    samples: int = Field(default=0, description="Pictures that the baseline is from.")
    wavered_mm: Tenth | None = Field(
        default=None,
        description="How far the head moved between them; null for one picture, or where it is not "
        "known.",
    )


class SitVideoObject(Part):
    """A recording. Times are seconds from its first picture.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[1] = 1
    file: str
    duration_s: Rounded
    frames: int = Field(description="Pictures looked at.")
    seen_frames: int = Field(description="Pictures in which the person was seen.")
    view: View | None = Field(description="Where the camera stands; null when nobody was seen.")
    baseline: BaselinePart
    segments: list[SegmentPart] = Field(description="What the posture was, without a gap.")
    nudges: list[NudgePart] = Field(description="When the person would have been told.")
    blind_to: list[SlouchReason] = Field(description="Reasons that can't be told from here.")
    warnings: list[str]


class SitPhotoObject(Part):
    """A photo."""

    version: Literal[1] = 1
    file: str
    state: PostureState
    why: list[SlouchReason]
    view: View | None
    unseen: list[Unjudgeable] = Field(
        description="What kept it from being judged; empty when judged."
    )
    baseline: BaselinePart
    blind_to: list[SlouchReason]
    warnings: list[str]
    chance: Hundredth | None = Field(
        default=None,
        description="How probable a slouch of back or neck is, from 0 to 1; null where it is not "
        "seen, and beside a baseline, where only the strength of each reason is known.",
    )


def build_sit_video(video: SitVideo) -> SitVideoObject:
    """The contract's object of a recording."""
    nudges = [NudgePart(t_s=t_s, why=list(why)) for t_s, why in video.nudges]
    return SitVideoObject.build(video, nudges=nudges, blind_to=video.blind)


def build_sit_photo(photo: SitPhoto) -> SitPhotoObject:
    """The contract's object of a photo."""
    unseen = [] if photo.unclear is None else [photo.unclear]
    return SitPhotoObject.build(photo, unseen=unseen, blind_to=photo.blind)


def dump_day(record: DayRecord) -> dict[str, Any]:
    """The contract's object of a day as plain values, ready for ``format_json``."""
    return SitDayObject.build(
        record.day,
        date=record.date.isoformat(),
        segments=record.spans,
        nudged=record.nudges,
        rested=[BreakPart.build(one, t_s=one.at_s) for one in record.breaks],
        unreadable=record.unreadable,
    ).model_dump(mode="json")


def dump_days(records: Sequence[DayRecord], before: Sequence[bool | None]) -> dict[str, Any]:
    """The contract's object of several days, oldest first, as plain values.

    before: earlier days, which count for a row of days but are not listed.
    """
    return SitDaysObject(
        days=[DayPart.build(one.day, date=one.date.isoformat()) for one in records],
        streak=count_record_streak(records, before),
    ).model_dump(mode="json")
