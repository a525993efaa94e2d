"""The coach: a pure state machine from readings to phases, holds, faults and cues."""

from formcheck.core.coach.advance import (
    LEAST_JUDGED,
    advance,
    advance_figure,
    can_tell_enough,
    finish,
    resume,
)
from formcheck.core.coach.events import Duration, Event, Repetition
from formcheck.core.coach.photo import Form, PhotoVerdict, find_shortfall, judge_photo
from formcheck.core.coach.progress import HoldStatus, Progress
from formcheck.core.coach.summary import (
    Closest,
    FaultSpan,
    Hold,
    Outcome,
    Pause,
    PhaseSpan,
    Shortfall,
    SideSummary,
    Span,
    UnseenSpan,
    count_breaths,
    summarise,
)
from formcheck.core.coach.view import CoachView, Wait, build_view

__all__ = [
    "LEAST_JUDGED",
    "Closest",
    "CoachView",
    "Duration",
    "Event",
    "FaultSpan",
    "Form",
    "Hold",
    "HoldStatus",
    "Outcome",
    "Pause",
    "PhaseSpan",
    "PhotoVerdict",
    "Progress",
    "Repetition",
    "Shortfall",
    "SideSummary",
    "Span",
    "UnseenSpan",
    "Wait",
    "advance",
    "advance_figure",
    "build_view",
    "can_tell_enough",
    "count_breaths",
    "find_shortfall",
    "finish",
    "judge_photo",
    "resume",
    "summarise",
]
