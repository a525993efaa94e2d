"""The JSON of ``formcheck check``: a stable contract with a version and a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from formcheck.core.coach import Repetition, SideSummary
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.account import SideRecap
from formcheck.core.stretch import Plan, RepShortcoming, Spec, build_dose
from formcheck.core.stretch.dose import Unit
from formcheck.library.words import describe_dose, describe_range
from formcheck.output.report.json_part import Hundredth, Part, Reason, Rounded, SpanPart, Tenth

if TYPE_CHECKING:
    from formcheck.engine import analyse, naming, photo_check, routine

SideName = Literal["left", "right", "both"]
ShortcomingName = Literal[
    "", "partial", "return", "fast", "slow", "short", "form", "unseen", "other-stretch", "cut-off"
]


class HoldPart(SpanPart):
    """One hold. What the camera leaves open holds in four of five cases; null: it is not known."""

    held_s: Rounded = Field(description="Seconds of good form between start and end.")
    kept: bool = Field(
        description="Long enough to count: 10 s, or the dose if that is shorter; in a session also "
        "one that was interrupted, where its side is done."
    )
    start_within: SpanPart | None = Field(
        default=None, description="Where the camera leaves open when it began: from when to when."
    )
    end_within: SpanPart | None = Field(
        default=None, description="Where the camera leaves open when it ended: from when to when."
    )
    least_s: Rounded | None = Field(default=None, description="held_s may be as few as these.")
    most_s: Rounded | None = Field(default=None, description="held_s may be as many as these.")


class PhasePart(Part):
    """A phase that was done."""

    id: str
    start_s: Rounded
    end_s: Rounded


class FaultPart(Part):
    """A fault, from when its condition began."""

    id: str
    start_s: Rounded
    end_s: Rounded
    cue: str


class UnseenPart(SpanPart):
    """Something the stretch needs that could not be seen."""

    what: Reason


def _name_shortcoming(lack: object) -> object:
    return "" if lack is None else lack.value if isinstance(lack, RepShortcoming) else lack


class RepetitionPart(SpanPart):
    """A repetition that was tried."""

    start_s: Rounded = Field(description="When it began: up_s before its peak was reached.")
    end_s: Rounded = Field(description="When it was over: down_s after its peak was left.")
    counted: bool
    reason: Annotated[ShortcomingName, BeforeValidator(_name_shortcoming)] = Field(
        description="Why it does not count: it turned back before its peak (partial) or before its "
        "start (return), was too fast or too slow, in bad form, not seen well enough, "
        "another stretch, or cut off by the end of the recording or session; in sessions of "
        "an older formcheck also too short at the peak. Empty when it counts."
    )
    what: str = Field(description="The fault or measure of the reason form; else empty.")
    peak: Hundredth = Field(description="How much of the way to the peak was gone, 1 for all.")
    top_s: Rounded = Field(description="Seconds at the peak, without the two ways.")
    remark: Annotated[Literal["", "short"], BeforeValidator(_name_shortcoming)] = Field(
        default="", description="What one that counts lacks: too short at the peak. Else empty."
    )
    nearest: Rounded | None = Field(
        default=None,
        description="What its measure read at its start, in degrees or as a ratio; null in "
        "sessions of an older formcheck, like all that follows.",
    )
    farthest: Rounded | None = Field(default=None, description="The same at its peak.")
    sigma: Rounded | None = Field(default=None, description="Standard deviation of both errors.")
    range: str | None = Field(default=None, description="These three in words, with their unit.")
    up_s: Rounded | None = Field(default=None, description="Seconds of the way out.")
    down_s: Rounded | None = Field(default=None, description="Seconds of the way back.")
    up_sigma_s: Rounded | None = Field(default=None, description="Of the error of up_s.")
    top_sigma_s: Rounded | None = Field(default=None, description="Of the error of top_s.")
    down_sigma_s: Rounded | None = Field(default=None, description="Of the error of down_s.")


class DosePart(Part):
    """What each side is asked to do: the dose of the stretch."""

    unit: Unit
    words: str = Field(description="The whole dose in words.")
    hold_s: float = Field(description="Seconds of good form in one round; 0 for repetitions.")
    rounds: int = Field(description="Holds, sets or spots for each side.")
    reps: int = Field(description="Repetitions in one round; else 0.")
    rep_hold_s: float = Field(description="Seconds at the peak of each repetition; else 0.")
    breaths: int = Field(description="Breaths in one round; else 0.")
    rest_s: float
    at_least: bool
    alternate: bool = Field(description="The sides take turns in every repetition.")
    per_day: int
    weeks: tuple[int, int] | None

    @classmethod
    def build_for(cls, spec: Spec, **more: Any) -> Self:
        """The part for that stretch, with the fields in ``more``."""
        dose = build_dose(spec.dose)
        words, hold_s = describe_dose(spec), dose.round_s
        return cls.build(
            spec.dose, unit=dose.unit, words=words, hold_s=hold_s, rounds=dose.rounds, **more
        )


class QuestionPart(Part):
    """A question to the person about what no camera sees. A file can't answer it."""

    id: str
    question: str
    kind: Literal["choice", "pain"]
    answer: None = None


class BreathPart(Part):
    """What the camera could tell of the breathing: an estimate, never a fault."""

    per_min: Tenth | None = Field(description="Breaths a minute; null where it was not sure.")
    confidence: Hundredth = Field(description="0 to 1, on average over the answers.")
    answered_share: Hundredth = Field(
        description="Part of the time in position with an answer, 0..1."
    )
    reason: str = Field(description='Why there mostly was none, where there was none; else "".')


class OutcomePart(Part):
    """The result of one quantity that the stretch wants, over the time that counts."""

    measure: str
    outcome: Literal["right", "not sure", "wrong", "not judged"]
    value: Rounded | None = Field(
        description="The mean, of a try that never counted the value at its closest moment; "
        "null where it was never measured."
    )
    sigma: Rounded | None = Field(description="Standard deviation of its error, in the same unit.")
    why: Reason = Field(default="", description="Why it was not judged, if so.")


class ShortfallPart(Part):
    """What a quantity lacked at the closest moment."""

    measure: str
    by: Rounded = Field(description="Past its target; negative: below it.")
    sigma: Rounded
    chance: Hundredth = Field(description="How likely it was outside what is tolerated, 0..1.")


class ClosestPart(Part):
    """When a try that never became good was nearest to it, and what was lacking."""

    t_s: Rounded
    lacking: list[ShortfallPart]


class DonePart(Part):
    """How much of the plan for one side was done and counts."""

    unit: Unit
    count: float = Field(description="Seconds, repetitions, breaths or spots, as it is told.")
    planned: int = Field(description="The same of what was planned.")
    too_short: bool = Field(default=False, description="None counts: it is the longest hold.")


class SidePart(Part):
    """What one side came to."""

    side: SideName
    hold_s: Rounded = Field(description="Seconds of good form, over all holds.")
    holds: list[HoldPart]
    reps: int = Field(
        description="Holds that reached the seconds of the dose, or repetitions that count."
    )
    attempts: int = Field(description="How often the person came close to the position.")
    phases: list[PhasePart]
    faults: list[FaultPart]
    unseen: list[UnseenPart]
    completed: bool = Field(
        description="This side did the whole dose; in a session, all that was planned for it."
    )
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
    done: DonePart | None = Field(
        default=None, description="Null where nothing could be timed, and in older sessions."
    )


class NamedPart(Part):
    """A stretch that a video was taken for, and how sure that is, from 0 to 1."""

    stretch: str
    confidence: Rounded


class VideoResult(Part):
    """A video or a recording. Times are seconds from its first picture.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[1] = 1
    file: str
    stretch: str
    side: SideName = Field(description="The side that was judged; both: two of them, or at once.")
    duration_s: Rounded
    frames: int = Field(description="Pictures looked at; of a video at most 31 of a second.")
    seen_frames: int = Field(description="Pictures in which the person was seen.")
    sides: list[SidePart]
    completed: bool = Field(description="Every side in ``sides`` did the whole dose.")
    warnings: list[str]
    class_: Literal["form", "timer"] = Field(
        alias="class", description="timer: only a few coarse things were checked."
    )
    dose: DosePart
    questions: list[QuestionPart] = Field(
        description="What only the person can answer, without what is asked before the start."
    )
    named: list[NamedPart] | None = Field(
        default=None,
        description="Where no stretch was given: what it looks like, the likeliest first, which "
        "is the one that was judged.",
    )


class PhotoFault(Part):
    """A fault that a photo shows."""

    id: str
    cue: str


class PhotoResult(Part):
    """A photo."""

    version: Literal[1] = 1
    file: str
    stretch: str
    side: SideName = Field(description="The side that was judged; both: at once, or it isn't told.")
    form: Literal["ok", "faulty", "unseen"]
    faults: list[PhotoFault]
    unseen: list[str]
    warnings: list[str]
    class_: Literal["form", "timer"] = Field(
        alias="class", description="timer: only a few coarse things are checked."
    )
    lacking: list[ShortfallPart] = Field(
        description="What is likelier wrong than right, the surest first."
    )
    judged: int = Field(description="How many measures can be told.")
    not_judged: dict[str, str] = Field(description="Measures with why they can't be told.")
    far_end: bool | None = Field(
        description="Of repetitions: whether the picture shows its peak; null: can't be told."
    )


class RoutinePart(SpanPart):
    """One stretch of a routine; its result has the times of the whole video."""

    result: VideoResult


class UnclearPart(SpanPart):
    """A time in which it could not be told for sure which stretch was done."""

    named: list[NamedPart]


class RoutineResult(Part):
    """A video or a recording of several stretches. Times are seconds from its first picture."""

    version: Literal[1] = 1
    file: str
    duration_s: Rounded
    parts: list[RoutinePart] = Field(description="The stretches in order of time.")
    unclear: list[UnclearPart]
    left_out: list[str] = Field(description="Stretches asked for and not seen, once for each time.")
    warnings: list[str]
    asked: list[str] = Field(default=[], description="The stretches asked for, in order.")
    reordered: bool = Field(default=False, description="They were done in another order.")


Result = VideoResult | PhotoResult | RoutineResult


def build_side_part(side: SideSummary, words: Words = ENGLISH, *, timed: bool = True) -> SidePart:
    """The contract's object of one side, what was not seen in the language of words."""
    recap, dose = SideRecap.of_summary(side), side.plan.dose
    return SidePart.build(
        side,
        words,
        hold_s=side.held_s,
        attempts=len(side.attempts),
        holds=[HoldPart.build(hold, kept=hold in recap.counting_holds) for hold in side.holds],
        done=DonePart.build(recap, unit=dose.unit, planned=dose.planned) if timed else None,
        repetitions=[_build_repetition_part(side.plan, one, words) for one in side.repetitions],
        outcomes=[OutcomePart.build(one, words, outcome=one.state) for one in side.outcomes],
    )


def _build_repetition_part(plan: Plan, rep: Repetition, words: Words) -> RepetitionPart:
    ways = {"up": rep.up, "top": rep.top, "down": rep.down}
    seconds = {f"{name}_s": way.s for name, way in ways.items()}
    errors = {f"{name}_sigma_s": way.sigma_s for name, way in ways.items()}
    went = words.say(describe_range(plan, rep))
    return RepetitionPart.build(rep, range=went, **seconds, **errors)


def build_check_result(
    found: routine.OneStretch | routine.Routine, words: Words = ENGLISH
) -> VideoResult | RoutineResult:
    """The contract's object of a video or recording, of one stretch or of several."""
    from formcheck.engine.routine import OneStretch  # noqa: PLC0415 - not for history

    if isinstance(found, OneStretch):
        return build_video_result(found.analysis, found.named, words)
    return RoutineResult.build(
        found,
        parts=[
            RoutinePart.build(named, result=build_video_result(analysis, named, words))
            for named, analysis in found.parts
        ],
        unclear=[UnclearPart.build(one, named=_build_named_parts(one)) for one in found.unclear],
        warnings=list(map(words.say, found.warnings)),
    )


def build_video_result(
    analysis: analyse.Analysis, named: naming.RecognisedPart | None = None, words: Words = ENGLISH
) -> VideoResult:
    """The contract's object of a video or recording; named is what it was taken for."""
    spec = analysis.spec
    return VideoResult.build(
        analysis,
        stretch=spec.id,
        sides=[build_side_part(side, words, timed=analysis.timed) for side in analysis.sides],
        warnings=list(map(words.say, analysis.warnings)),
        **{"class": spec.class_},
        dose=DosePart.build_for(spec),
        questions=[QuestionPart.build(ask, id=name) for name, ask in analysis.questions.items()],
        named=None if named is None else _build_named_parts(named),
    )


def build_photo_result(photo: photo_check.PhotoAnalysis) -> PhotoResult:
    """The contract's object of a photo."""
    verdict = photo.verdict
    return PhotoResult.build(
        verdict,
        file=photo.file,
        stretch=photo.spec.id,
        form=verdict.form.value,
        unseen=map(str, verdict.unseen),
        far_end=verdict.at_peak,
        warnings=photo.warnings,
        **{"class": photo.spec.class_},
        judged=len(verdict.verdicts) - len(verdict.unjudged),
        not_judged={name: str(why) for name, why in verdict.unjudged.items()},
    )


def _build_named_parts(named: naming.RecognisedPart) -> list[NamedPart]:
    return [NamedPart(stretch=name, confidence=chance) for name, chance in named.names]
