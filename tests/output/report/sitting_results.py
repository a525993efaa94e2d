"""A film, a photo and a week of sitting, by the system's clock, for the report tests."""

from datetime import date, datetime, time, timedelta

from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.day import BreakAt, summarise_day
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import (
    BaselineKind,
    PostureState,
    Segment,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.engine.sit_baseline import BaselineUsed
from formcheck.engine.sit_video import SitPhoto, SitVideo
from formcheck.store.days import DayRecord, compute_hour_bounds

MONDAY = date(2026, 11, 23)
UPRIGHT, SLOUCHED, AWAY, UNSURE = (
    PostureState.UPRIGHT,
    PostureState.SLOUCHED,
    PostureState.AWAY,
    PostureState.UNSURE,
)
FIRST = BaselineUsed(
    BaselineKind.FIRST,
    "",
    "Compared with how you sat from 0 to 5 s.",
    "The baseline is the median of 16 pictures, between which your head moved by 3 mm.",
    16,
    3.14,
)
NONE = BaselineUsed(BaselineKind.NONE, "", "Only what is plain for anybody counts.")


def make_film() -> SitVideo:
    """Returns 13 minutes from the front: two slouches, one with a nudge, and one absence."""
    return SitVideo(
        file="videos/desk.mp4",
        duration_s=800.0004,
        frames=2400,
        seen_frames=2280,
        view=View.FRONT,
        baseline=FIRST,
        segments=(
            Segment(0.0, 120.0, UPRIGHT, ()),
            Segment(120.0, 130.0, UNSURE, ()),
            Segment(130.0, 300.0, UPRIGHT, ()),
            Segment(300.0, 390.25, SLOUCHED, (SlouchReason.FORWARD_HEAD,)),
            Segment(390.25, 430.0, SLOUCHED, (SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD)),
            Segment(430.0, 600.0, UPRIGHT, ()),
            Segment(600.0, 640.0, AWAY, ()),
            Segment(640.0, 750.0, UPRIGHT, ()),
            Segment(750.0, 760.0, SLOUCHED, (SlouchReason.HEAD_TILT,)),
            Segment(760.0, 800.0004, UPRIGHT, ()),
        ),
        nudges=((360.1234, (SlouchReason.FORWARD_HEAD,)),),
        blind=(SlouchReason.PHONE,),
        warnings=("The camera or the chair seems to have been moved at 5:00.",),
    )


def make_photo() -> SitPhoto:
    """Returns a person too close to the screen, without a baseline."""
    return SitPhoto(
        file="photos/desk.jpg",
        state=SLOUCHED,
        why=(SlouchReason.TOO_CLOSE, SlouchReason.SHRUG),
        view=View.FRONT,
        unclear=None,
        baseline=NONE,
        blind=(SlouchReason.SLUMP, SlouchReason.LEANING),
        warnings=(NONE.say,),
    )


def make_unclear_photo() -> SitPhoto:
    """Returns a person whose head is outside the photo."""
    return SitPhoto("photos/legs.jpg", UNSURE, (), None, Unjudgeable.HEAD, NONE, (), (NONE.say,))


def make_record(day: date = MONDAY, *, slouch_min: float = 12.0, empty: bool = False) -> DayRecord:
    """Returns a working morning: upright, with slouches, nudges and breaks."""
    hours = [bound.timestamp() for bound in compute_hour_bounds(day)]
    if empty:
        return DayRecord(day, summarise_day((), (), (), hours), (), (), ())
    nine_s = datetime.combine(day, time(8, 40)).timestamp()

    def at(minutes: float) -> float:
        return nine_s + 60.0 * minutes

    spans = (
        Segment(at(0), at(45), UPRIGHT),
        Segment(at(45), at(45 + slouch_min), SLOUCHED, (SlouchReason.FORWARD_HEAD,)),
        Segment(at(45 + slouch_min), at(75), UPRIGHT),
        Segment(at(75), at(81), AWAY),
        Segment(at(81), at(110), UPRIGHT),
        Segment(at(110), at(115), SLOUCHED, (SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD)),
        Segment(at(115), at(117), UNSURE),
        Segment(at(117), at(170), UPRIGHT),
        Segment(at(230), at(260), UPRIGHT),
    )
    nudges = (Nudged(at(46), (SlouchReason.FORWARD_HEAD,)), Nudged(at(111), (SlouchReason.SLUMP,)))
    breaks = (
        BreakAt(at(81), 360.0, BreakKind.CREDITED),
        BreakAt(at(140), 0.0, BreakKind.POSTPONED),
        BreakAt(at(150), 90.0, BreakKind.TAKEN, ("seated-twist", "overhead-lat-stretch")),
    )
    return DayRecord(day, summarise_day(spans, nudges, breaks, hours), spans, nudges, breaks)


def make_week() -> tuple[DayRecord, ...]:
    """Returns seven days up to Monday; nothing was monitored at the weekend."""
    days = [MONDAY - timedelta(days=back) for back in range(6, -1, -1)]
    return tuple(
        make_record(day, slouch_min=4.0 + 3 * place, empty=day.weekday() >= 5)
        for place, day in enumerate(days)
    )
