"""The pieces that the JSON of results is made of."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.core.coach import Closest, Repetition, Shortfall, SideSummary
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.session.reasons import reason_words
from formcheck.core.session.words import ENGLISH, Words
from formcheck.core.stretch import Spec
from formcheck.library.doses import dose_words

_DIGITS = 3

SideName = Literal["left", "right", "both"]


class Part(BaseModel):
    """A piece of a contract: it cannot be changed, and knows no other fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class HoldPart(Part):
    """One hold."""

    start_s: float
    end_s: float
    held_s: float = Field(description="Seconds of good form between start and end.")
    kept: bool = Field(description="Long enough to count: 10 s, or the dose if that is shorter.")


class PhasePart(Part):
    """A phase that was done."""

    id: str
    start_s: float
    end_s: float


class FaultPart(Part):
    """A fault, from when its condition began."""

    id: str
    start_s: float
    end_s: float
    cue: str


class UnseenPart(Part):
    """Something the stretch needs that could not be seen."""

    start_s: float
    end_s: float
    what: str


class RepetitionPart(Part):
    """A repetition that was tried."""

    start_s: float
    end_s: float
    counted: bool
    reason: Literal[
        "", "partial", "return", "fast", "slow", "short", "form", "unseen", "other-stretch"
    ] = Field(
        description="Why it does not count: it turned back before the far end (partial) or short "
        "of the near one (return), was too fast or too slow, in bad form, not seen well enough, or "
        "another stretch; in sessions of before November 2026 also too short at the far end. Empty "
        "when it counts."
    )
    what: str = Field(description="The fault or measure of the reason form; else empty.")
    peak: float = Field(description="How much of the way to the far end was gone, 1 for all of it.")
    top_s: float = Field(description="Seconds at the far end.")
    remark: Literal["", "short"] = Field(
        default="", description="What one that counts lacks: too short at the far end. Else empty."
    )
    nearest: float | None = Field(
        default=None,
        description="What its measure read at the near end, in degrees or as a ratio; null in "
        "sessions of before November 2026, like all that follows.",
    )
    farthest: float | None = Field(default=None, description="The same at the far end.")
    sigma: float | None = Field(
        default=None, description="Standard deviation of the error of both."
    )
    up_s: float | None = Field(default=None, description="Seconds of the way out.")
    down_s: float | None = Field(default=None, description="Seconds of the way back.")
    up_sigma_s: float | None = Field(default=None, description="Of the error of up_s.")
    top_sigma_s: float | None = Field(default=None, description="Of the error of top_s.")
    down_sigma_s: float | None = Field(default=None, description="Of the error of down_s.")


class DosePart(Part):
    """What is wanted of each side: the dose of the stretch."""

    unit: Literal["hold", "rep", "breath", "release"]
    words: str = Field(description="The whole dose in words.")
    hold_s: float = Field(description="Seconds of good form in one round; 0 for repetitions.")
    rounds: int = Field(description="Holds, sets or spots for each side.")
    reps: int = Field(description="Repetitions in one round; else 0.")
    rep_hold_s: float = Field(description="Seconds at the far end of each repetition; else 0.")
    breaths: int = Field(description="Breaths in one round; else 0.")
    rest_s: float
    at_least: bool
    alternate: bool = Field(description="The sides take turns in every repetition.")
    per_day: int
    weeks: tuple[int, int] | None


class QuestionPart(Part):
    """A question to the person about what no camera sees. A file can't answer it."""

    id: str
    question: str
    kind: Literal["choice", "pain", "ready"]
    answer: None = None


class BreathPart(Part):
    """What the camera could tell of the breathing: an estimate, never a fault."""

    per_min: float | None = Field(description="Breaths a minute; null where it was not sure.")
    confidence: float = Field(description="0 to 1, on average over the answers.")
    answered_share: float = Field(description="Part of the time in position with an answer, 0..1.")
    reason: str = Field(description='Why there mostly was none, where there was none; else "".')


class OutcomePart(Part):
    """What came of one quantity that the stretch wants, over the time that counts."""

    measure: str
    outcome: Literal["right", "not sure", "wrong", "not judged"]
    value: float | None = Field(description="The median; null where it was never measured.")
    sigma: float | None = Field(description="Standard deviation of its error, in the same unit.")


class ShortfallPart(Part):
    """What a quantity lacked at the closest moment."""

    measure: str
    by: float = Field(description="Past its target; negative: below it.")
    sigma: float
    chance: float = Field(description="How likely it was outside what is tolerated, 0..1.")


class ClosestPart(Part):
    """When a try that never became good was nearest to it, and what was lacking."""

    t_s: float
    lacking: list[ShortfallPart]


class SidePart(Part):
    """What one side came to."""

    side: SideName
    hold_s: float = Field(description="Seconds of good form, over all holds.")
    holds: list[HoldPart]
    reps: int = Field(
        description="Holds that reached the seconds of the dose, or repetitions that count."
    )
    attempts: int = Field(description="How often the position was come near to.")
    phases: list[PhasePart]
    faults: list[FaultPart]
    unseen: list[UnseenPart]
    completed: bool
    repetitions: list[RepetitionPart] = Field(
        default=[], description="All that were tried, in order."
    )
    breaths: int = Field(default=0, description="Whole breaths of the pacer in good form; else 0.")
    breath: BreathPart | None = Field(
        default=None, description="Null where the dose is not in breaths or no chest was seen."
    )
    outcomes: list[OutcomePart] = Field(
        default=[], description="What was judged, what was not sure and what could not be judged."
    )
    closest: ClosestPart | None = Field(
        default=None, description="Null where something was held or repeated, or nothing tried."
    )


class NamedPart(Part):
    """A stretch that a video was taken for, and how sure that is, from 0 to 1."""

    stretch: str
    confidence: float


def dose_part(spec: Spec) -> DosePart:
    """The contract's object of the dose."""
    dose = spec.dose
    return DosePart(
        unit=dose.unit,
        words=dose_words(spec),
        hold_s=dose.round_s,
        rounds=dose.rounds,
        reps=dose.reps,
        rep_hold_s=dose.rep_hold_s,
        breaths=dose.breaths,
        rest_s=dose.rest_s,
        at_least=dose.at_least,
        alternate=dose.alternate,
        per_day=dose.per_day,
        weeks=dose.weeks,
    )


def question_parts(spec: Spec) -> list[QuestionPart]:
    """The contract's objects of the questions, with the ids that live sessions give them."""
    return [
        QuestionPart(id=f"{spec.id}.{number}", question=ask.question, kind=ask.kind)
        for number, ask in enumerate(spec.ask, 1)
    ]


def _repetition(rep: Repetition) -> dict[str, Any]:
    return {
        "start_s": rounded(rep.start_s),
        "end_s": rounded(rep.end_s),
        "counted": rep.counted,
        "reason": rep.reason,
        "what": rep.what,
        "peak": round(rep.peak, 2),
        "top_s": rounded(rep.top.s),
        "remark": rep.remark,
        "nearest": rounded(rep.nearest),
        "farthest": rounded(rep.farthest),
        "sigma": rounded(rep.sigma),
        "up_s": rounded(rep.up.s),
        "down_s": rounded(rep.down.s),
        "up_sigma_s": rounded(rep.up.sigma_s),
        "top_sigma_s": rounded(rep.top.sigma_s),
        "down_sigma_s": rounded(rep.down.sigma_s),
    }


def side_part(side: SideSummary, words: Words = ENGLISH) -> SidePart:
    """The contract's object of one side, what was not seen in the language of words."""
    return SidePart(
        side=side.side.value,
        hold_s=rounded(side.hold_s),
        holds=[
            HoldPart(
                start_s=rounded(hold.start_s),
                end_s=rounded(hold.end_s),
                held_s=rounded(hold.held_s),
                kept=hold.kept,
            )
            for hold in side.holds
        ],
        reps=side.reps,
        attempts=len(side.attempts),
        phases=[
            PhasePart(id=p.id, start_s=rounded(p.start_s), end_s=rounded(p.end_s))
            for p in side.phases
        ],
        faults=[
            FaultPart(id=f.id, start_s=rounded(f.start_s), end_s=rounded(f.end_s), cue=f.cue)
            for f in side.faults
        ],
        unseen=[
            UnseenPart(
                start_s=rounded(u.start_s),
                end_s=rounded(u.end_s),
                what=reason_words(u.what, words),
            )
            for u in side.unseen
        ],
        completed=side.completed,
        repetitions=[RepetitionPart.model_validate(_repetition(r)) for r in side.repetitions],
        breaths=side.breaths,
        breath=None if side.breath is None else _breath(side.breath),
        outcomes=[
            OutcomePart(
                measure=one.measure,
                outcome=one.state,
                value=None if one.value is None else rounded(one.value),
                sigma=None if one.sigma is None else rounded(one.sigma),
            )
            for one in side.outcomes
        ],
        closest=None if side.closest is None else _closest(side.closest),
    )


def _closest(closest: Closest) -> ClosestPart:
    lacking = [shortfall_part(one) for one in closest.lacking]
    return ClosestPart(t_s=rounded(closest.t_s), lacking=lacking)


def shortfall_part(one: Shortfall) -> ShortfallPart:
    """The contract's object of what one quantity lacked."""
    return ShortfallPart(
        measure=one.measure,
        by=rounded(one.by),
        sigma=rounded(one.sigma),
        chance=round(one.chance, 2),
    )


def _breath(breath: BreathSummary) -> BreathPart:
    per_min = None if breath.per_min is None else round(breath.per_min, 1)
    return BreathPart(
        per_min=per_min,
        confidence=round(breath.confidence, 2),
        answered_share=round(breath.answered_share, 2),
        reason=breath.reason,
    )


def rounded(value_s: float) -> float:
    """The time in whole milliseconds: no picture is timed better, and the same on every machine."""
    return round(value_s, _DIGITS)
