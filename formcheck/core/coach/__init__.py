"""The coach: a pure state machine from readings to phases, holds, faults and cues."""

from formcheck.core.coach.advance import advance, finish, interrupt, resume
from formcheck.core.coach.cue_choice import choose_cue, measure_way
from formcheck.core.coach.events import Event, FaultSpan, Hold, PhaseSpan, Repetition, Span
from formcheck.core.coach.photo import Form, PhotoVerdict, judge_photo
from formcheck.core.coach.progress import HoldStatus, Progress
from formcheck.core.coach.summary import Round, Shortfall, SideSummary, summarise, with_outcomes
