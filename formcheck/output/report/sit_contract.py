"""The JSON of ``formcheck sit``: recordings, photos and days; a stable contract with a schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.posture_values import (
    BaselineKind,
    PostureState,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.output.report.json_part import (
    Hundredth,
    Part,
    Rounded,
    SpanPart,
    Tenth,
    VersionedPart,
)
from formcheck.store.days import DayRecord, count_record_streak

if TYPE_CHECKING:
    from formcheck.engine.sit_video import SitPhoto, SitVideo


class SegmentPart(SpanPart):
    """A stretch of time in one state for the same reasons."""

    state: PostureState
    """How somebody sat."""
    why: list[SlouchReason]
    """Why it is slouched, strongest first; empty for other states."""


class NudgePart(Part):
    """A nudge."""

    t_s: Rounded
    """When it was, in seconds."""
    why: list[SlouchReason]
    """The reasons for it, strongest first."""


class SumPart(Part):
    """How long somebody sat in which way."""

    upright_s: Rounded
    """Seconds upright."""
    slouched_s: Rounded
    """Seconds slouched."""
    unsure_s: Rounded
    """Seconds in which the posture could not be told."""
    away_s: Rounded
    """Seconds in which nobody sat there."""
    why_s: dict[SlouchReason, Rounded]
    """Seconds for each reason; a moment with two reasons counts for both."""


class HourPart(Part):
    """An hour by the clock; where that is set, what stands for it."""

    start_s: float
    """When it begins, in seconds."""
    end_s: float
    """When it ends, in seconds."""
    sum: SumPart
    """How somebody sat in it."""


class LongestPart(Part):
    """The longest time of a kind."""

    start_s: Rounded
    """When it began, in seconds."""
    lasted_s: Rounded
    """How many seconds it lasted; 0 when there was none."""


class BreakPart(Part):
    """A break that ended, or was put off or left out."""

    t_s: Rounded
    """When it ended, or was put off or left out, in seconds."""
    lasted_s: Rounded
    """How many seconds it lasted."""
    kind: BreakKind
    """How it came about, or that it did not."""
    stretches: list[str]
    """The ids of the stretches that were done in it."""


class DayPart(Part):
    """A day in short."""

    date: str
    """ISO 8601, by the local calendar."""
    sum: SumPart
    """How somebody sat that day."""
    breaks: int
    """Taken or credited."""
    nudges: int
    """How many there were."""


class SitDayObject(DayPart):
    """A day from midnight to midnight, local time. All times are seconds since 1970.

    It is that of all profiles together.
    """

    version: Literal[2] = 2
    """Rises when something is taken out or changes its meaning; additions leave it."""
    start_s: float
    """The midnight it begins with, in seconds."""
    end_s: float
    """The midnight it ends with, in seconds."""
    hours: list[HourPart]
    """Its hours, from the first to the last."""
    good: LongestPart
    """The longest stretch upright."""
    sat: LongestPart
    """The longest stretch in the chair."""
    taken: int
    """Breaks after a reminder or by order."""
    credited: int
    """Breaks of the person's own accord."""
    postponed: int
    """Breaks that were put off."""
    skipped: int
    """Breaks that were left out."""
    stretches: list[str]
    """The ids of those done in breaks."""
    nudges_why: dict[SlouchReason, int]
    """How many nudges had each reason."""
    changed_s: Rounded | None
    """Median time from a nudge to the posture's change; null without one."""
    changed_after: int
    """Nudges after which it changed within 10 minutes."""
    segments: list[SegmentPart]
    """How somebody sat; gaps were not watched."""
    nudged: list[NudgePart]
    """The nudges, in order of time."""
    rested: list[BreakPart]
    """The breaks, in order of time."""
    unreadable: int = 0
    """Damaged entries of the day, left out here."""


class SitDaysObject(Part):
    """Several days in short."""

    version: Literal[2] = 2
    """Rises when something is taken out or changes its meaning; additions leave it."""
    days: list[DayPart]
    """The days that are listed, oldest first."""
    streak: int
    """Days with a break in a row, up to the last day. It may have begun before the first day
    listed; days without sitting neither count nor end it."""


class BaselinePart(Part):
    """What the posture was compared with."""

    kind: BaselineKind
    """Where it comes from."""
    name: str
    """The profile or the files; empty for the other kinds."""
    say: str
    """The same in a sentence."""
    quality: str = ""
    """How good the baseline is, in sentences; empty without one."""
    samples: int = 0
    """Pictures that the baseline is from."""
    wavered_mm: Tenth | None = None
    """How far the head moved between them; null for one picture, or where it is not known."""


class SitVideoObject(VersionedPart):
    """A recording. Times are seconds from its first picture."""

    duration_s: Rounded
    """How long it lasts, in seconds."""
    frames: int
    """Pictures looked at."""
    seen_frames: int
    """Pictures in which the person was seen."""
    view: View | None
    """Where the camera stands; null when nobody was seen."""
    baseline: BaselinePart
    """The upright posture that it was compared with."""
    segments: list[SegmentPart]
    """What the posture was, without a gap."""
    nudges: list[NudgePart]
    """When the person would have been told."""
    blind_to: list[SlouchReason]
    """Reasons that can't be told from here."""
    warnings: list[str]
    """What to know about the recording, in sentences."""


class SitPhotoObject(VersionedPart):
    """A photo."""

    state: PostureState
    """How the person sits."""
    why: list[SlouchReason]
    """Why it is slouched, strongest first; empty for other states."""
    view: View | None
    """Where the camera stands; null when nobody was seen."""
    unseen: list[Unjudgeable]
    """What kept it from being judged; empty when judged."""
    baseline: BaselinePart
    """The upright posture that it was compared with."""
    blind_to: list[SlouchReason]
    """Reasons that can't be told from here."""
    warnings: list[str]
    """What to know about the photo, in sentences."""
    chance: Hundredth | None = None
    """How probable a slouch of back or neck is, from 0 to 1; null where it is not seen, and beside
    a baseline, where only the strength of each reason is known."""


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
