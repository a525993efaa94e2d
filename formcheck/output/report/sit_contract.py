"""The JSON of ``formcheck sit`` for recordings, photos and days: a stable contract."""

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
    """A span of time in one state for the same reasons."""

    state: PostureState
    """The posture of the person."""
    why: list[SlouchReason]
    """Reasons for the slouch, strongest first; empty for other states."""


class NudgePart(Part):
    """A nudge: a reminder to sit upright."""

    t_s: Rounded
    """Time of the nudge, in seconds."""
    why: list[SlouchReason]
    """The reasons for it, strongest first."""


class SumPart(Part):
    """Total time in each posture."""

    upright_s: Rounded
    """Seconds upright."""
    slouched_s: Rounded
    """Seconds slouched."""
    unsure_s: Rounded
    """Seconds in which the posture was uncertain."""
    away_s: Rounded
    """Seconds in which nobody was there."""
    why_s: dict[SlouchReason, Rounded]
    """Seconds for each reason; a moment with two reasons counts for both."""


class HourPart(Part):
    """One hour of the local clock; possibly shorter or longer where the clock changes."""

    start_s: float
    """When it begins, in seconds."""
    end_s: float
    """When it ends, in seconds."""
    sum: SumPart
    """Total time in each posture in this hour."""


class LongestPart(Part):
    """The longest span of a kind."""

    start_s: Rounded
    """When it began, in seconds."""
    lasted_s: Rounded
    """How many seconds it lasted; 0 if there was none."""


class BreakPart(Part):
    """A break that ended, or was postponed or skipped."""

    t_s: Rounded
    """When it ended, or was postponed or skipped, in seconds."""
    lasted_s: Rounded
    """How many seconds it lasted."""
    kind: BreakKind
    """What became of the break."""
    stretches: list[str]
    """The ids of the stretches done in it."""


class DayPart(Part):
    """Summary of a day."""

    date: str
    """Local date, ISO 8601."""
    sum: SumPart
    """Total time in each posture that day."""
    breaks: int
    """Number of breaks taken or credited."""
    nudges: int
    """Number of nudges."""


class SitDayObject(DayPart):
    """A day from midnight to midnight, local time, of all profiles together.

    All times are Unix time in seconds.
    """

    version: Literal[2] = 2
    """Increases when a field is removed or changes its meaning, not for additions."""
    start_s: float
    """The midnight at its start, in seconds."""
    end_s: float
    """The midnight at its end, in seconds."""
    hours: list[HourPart]
    """The hours of the day, in order."""
    good: LongestPart
    """The longest span upright."""
    sat: LongestPart
    """The longest span in the chair."""
    taken: int
    """Number of breaks taken after a reminder or on request."""
    credited: int
    """Number of times the person got up unprompted for as long as a break."""
    postponed: int
    """Number of breaks postponed."""
    skipped: int
    """Number of breaks skipped."""
    stretches: list[str]
    """The ids of the stretches done in breaks."""
    nudges_why: dict[SlouchReason, int]
    """Number of nudges for each reason."""
    changed_s: Rounded | None
    """Median seconds from a nudge to a change of posture; null without one."""
    changed_after: int
    """Number of nudges after which the posture changed within 10 minutes."""
    segments: list[SegmentPart]
    """The posture over time; gaps were not watched."""
    nudged: list[NudgePart]
    """The nudges, in order of time."""
    rested: list[BreakPart]
    """The breaks, in order of time."""
    unreadable: int = 0
    """Number of damaged entries of the day, left out here."""


class SitDaysObject(Part):
    """Summaries of several days."""

    version: Literal[2] = 2
    """Increases when a field is removed or changes its meaning, not for additions."""
    days: list[DayPart]
    """The listed days, oldest first."""
    streak: int
    """Number of consecutive days with a break, up to the last day. The streak may have begun before
    the first day listed; days without sitting neither count nor end it."""


class BaselinePart(Part):
    """The baseline that the posture was compared with."""

    kind: BaselineKind
    """Where the baseline comes from."""
    name: str
    """The name of the profile or of the files; empty for the other kinds."""
    say: str
    """A sentence that names the baseline."""
    quality: str = ""
    """How good the baseline is, in sentences; empty without one."""
    samples: int = 0
    """Number of frames or photos that the baseline was computed from."""
    wavered_mm: Tenth | None = None
    """How far the head moved between these; null for a single one, or if not known."""


class SitVideoObject(VersionedPart):
    """The result of a recording. Times are seconds from its first frame."""

    duration_s: Rounded
    """Duration in seconds."""
    frames: int
    """Number of analysed frames."""
    seen_frames: int
    """Analysed frames in which the person was detected."""
    view: View | None
    """Where the camera is; null if no posture could be judged."""
    baseline: BaselinePart
    """The upright posture that the video was compared with."""
    segments: list[SegmentPart]
    """The posture over time, without gaps."""
    nudges: list[NudgePart]
    """When a live watch would have reminded the person."""
    blind_to: list[SlouchReason]
    """Reasons that can't be judged from this view."""
    warnings: list[str]
    """What to know about the recording, in sentences."""


class SitPhotoObject(VersionedPart):
    """The result of a photo."""

    state: PostureState
    """The posture of the person."""
    why: list[SlouchReason]
    """Reasons for the slouch, strongest first; empty for other states."""
    view: View | None
    """Where the camera is; null if nobody was seen or the view is not known."""
    unseen: list[Unjudgeable]
    """What prevented judging; empty if judged."""
    baseline: BaselinePart
    """The upright posture that the photo was compared with."""
    blind_to: list[SlouchReason]
    """Reasons that can't be judged from this view."""
    warnings: list[str]
    """What to know about the photo, in sentences."""
    chance: Hundredth | None = None
    """Probability of a slouch of back or neck, from 0 to 1; null if not visible, and with a
    baseline, for which only the strength of each reason is known."""


def build_sit_video(video: SitVideo) -> SitVideoObject:
    """Returns the JSON object of a recording."""
    nudges = [NudgePart(t_s=t_s, why=list(why)) for t_s, why in video.nudges]
    return SitVideoObject.build(video, nudges=nudges, blind_to=video.blind)


def build_sit_photo(photo: SitPhoto) -> SitPhotoObject:
    """Returns the JSON object of a photo."""
    unseen = [] if photo.unclear is None else [photo.unclear]
    return SitPhotoObject.build(photo, unseen=unseen, blind_to=photo.blind)


def dump_day(record: DayRecord) -> dict[str, Any]:
    """Returns the JSON object of a day as plain values, ready for ``format_json``."""
    return SitDayObject.build(
        record.day,
        date=record.date.isoformat(),
        segments=record.spans,
        nudged=record.nudges,
        rested=[BreakPart.build(one, t_s=one.at_s) for one in record.breaks],
        unreadable=record.unreadable,
    ).model_dump(mode="json")


def dump_days(records: Sequence[DayRecord], before: Sequence[bool | None]) -> dict[str, Any]:
    """Returns the JSON object of several days, oldest first, as plain values.

    before: ``Day.in_row`` of earlier days, which count for the streak but are not listed.
    """
    return SitDaysObject(
        days=[DayPart.build(one.day, date=one.date.isoformat()) for one in records],
        streak=count_record_streak(records, before),
    ).model_dump(mode="json")
