"""The coach: a pure state machine from readings to phases, holds, faults and cues."""

from formcheck.core.coach.advance import advance, finish, resume
from formcheck.core.coach.events import Event, Repetition, Span
from formcheck.core.coach.outcomes import with_outcomes
from formcheck.core.coach.photo import Form, PhotoVerdict, find_shortfall, judge_photo
from formcheck.core.coach.progress import HoldStatus, Progress
from formcheck.core.coach.summary import (
    Attempt,
    Closest,
    FaultSpan,
    Hold,
    Outcome,
    PhaseSpan,
    Shortfall,
    SideSummary,
    UnseenSpan,
    summarise,
)
from formcheck.core.coach.view import Wait, choose_cue, find_wait, measure_way
