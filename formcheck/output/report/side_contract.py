"""What one working side came to, as the JSON of ``check`` and of live sessions has it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from formcheck.core.coach import Repetition, SideSummary
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.account import SideRecap
from formcheck.core.stretch import Plan, RepShortcoming
from formcheck.core.stretch.dose import Unit
from formcheck.library.words import describe_range
from formcheck.output.report.json_part import Hundredth, Part, Reason, Rounded, SpanPart, Tenth

SideName = Literal["left", "right", "both"]
ShortcomingName = Literal[
    "", "partial", "return", "fast", "slow", "short", "form", "unseen", "other-stretch", "cut-off"
]


class HoldPart(SpanPart):
    """One hold. What the camera leaves open holds in four of five cases; null: it is not known."""

    held_s: Rounded
    """Seconds of good form between start and end."""
    kept: bool
    """Long enough to count: 10 s, or the dose if that is shorter; in a session also one that was
    interrupted, where its side is done."""
    start_within: SpanPart | None = None
    """Where the camera leaves open when it began: from when to when."""
    end_within: SpanPart | None = None
    """Where the camera leaves open when it ended: from when to when."""
    least_s: Rounded | None = None
    """held_s may be as few as these."""
    most_s: Rounded | None = None
    """held_s may be as many as these."""


class PhasePart(Part):
    """A phase that was done."""

    id: str
    """The id of the phase in the spec."""
    start_s: Rounded
    """When it began, in seconds."""
    end_s: Rounded
    """When it ended, in seconds."""


class FaultPart(Part):
    """A fault, from when its condition began."""

    id: str
    """The id of the fault in the spec."""
    start_s: Rounded
    """When its condition began, in seconds."""
    end_s: Rounded
    """When its condition ended, in seconds."""
    cue: str
    """What is said to correct it."""


class UnseenPart(SpanPart):
    """Something the stretch needs that could not be seen."""

    what: Reason
    """What it was and why it could not be seen, in words."""


def _name_shortcoming(lack: object) -> object:
    return "" if lack is None else lack.value if isinstance(lack, RepShortcoming) else lack


class RepetitionPart(SpanPart):
    """A repetition that was tried."""

    start_s: Rounded
    """When it began: up_s before its peak was reached."""
    end_s: Rounded
    """When it was over: down_s after its peak was left."""
    counted: bool
    """Whether it counts."""
    reason: Annotated[ShortcomingName, BeforeValidator(_name_shortcoming)]
    """Why it does not count: it turned back before its peak (partial) or before its start (return),
    was too fast or too slow, in bad form, not seen well enough, another stretch, or cut off by the
    end of the recording or session; in sessions of an older formcheck also too short at the peak.
    Empty when it counts."""
    what: str
    """The fault or measure of the reason form; else empty."""
    peak: Hundredth
    """How much of the way to the peak was gone, 1 for all of it."""
    top_s: Rounded
    """Seconds at the peak, without the two ways."""
    remark: Annotated[Literal["", "short"], BeforeValidator(_name_shortcoming)] = ""
    """What one that counts lacks: too short at the peak. Else empty."""
    nearest: Rounded | None = None
    """What its measure read at its start, in degrees or as a ratio; null in sessions of an older
    formcheck, like all that follows."""
    farthest: Rounded | None = None
    """The same at its peak."""
    sigma: Rounded | None = None
    """Standard deviation of the error of both."""
    range: str | None = None
    """These three in words, with their unit."""
    up_s: Rounded | None = None
    """Seconds of the way out."""
    down_s: Rounded | None = None
    """Seconds of the way back."""
    up_sigma_s: Rounded | None = None
    """Of the error of up_s."""
    top_sigma_s: Rounded | None = None
    """Of the error of top_s."""
    down_sigma_s: Rounded | None = None
    """Of the error of down_s."""


class BreathPart(Part):
    """What the camera could tell of the breathing: an estimate, never a fault."""

    per_min: Tenth | None
    """Breaths a minute; null where it was not sure."""
    confidence: Hundredth
    """0 to 1, on average over the answers."""
    answered_share: Hundredth
    """Part of the time in position with an answer, 0..1."""
    reason: str
    """Why there mostly was none, where there was none; else ""."""


class OutcomePart(Part):
    """What came of one quantity that the stretch wants, over the time that counts."""

    measure: str
    """The quantity's name."""
    outcome: Literal["right", "not sure", "wrong", "not judged"]
    """How it was found to be."""
    value: Rounded | None
    """The mean, of a try that never counted the value at its closest moment; null where it was
    never measured."""
    sigma: Rounded | None
    """Standard deviation of its error, in the same unit."""
    why: Reason = ""
    """Why it was not judged, if so."""


class ShortfallPart(Part):
    """What a quantity lacked at the closest moment."""

    measure: str
    """The quantity's name."""
    by: Rounded
    """Past its target; negative: below it."""
    sigma: Rounded
    """Standard deviation of the error of by, in the same unit."""
    chance: Hundredth
    """How likely it was outside what is tolerated, 0..1."""


class ClosestPart(Part):
    """When a try that never became good was nearest to it, and what was lacking."""

    t_s: Rounded
    """When that was, in seconds."""
    lacking: list[ShortfallPart]
    """What was lacking then, the surest first."""


class DonePart(Part):
    """How much of what was planned for a side counts."""

    unit: Unit
    """What is counted."""
    count: float
    """Seconds, repetitions, breaths or spots, as it is told."""
    planned: int
    """The same of what was planned."""
    too_short: bool = False
    """None counts: it is the longest hold."""


class SidePart(Part):
    """What one side came to."""

    side: SideName
    """The working side; both: both at once."""
    hold_s: Rounded
    """Seconds of good form, over all holds."""
    holds: list[HoldPart]
    """All of them, in order of time."""
    reps: int
    """Holds that reached the seconds of the dose, or repetitions that count."""
    attempts: int
    """How often the person came close to the position."""
    phases: list[PhasePart]
    """Those of the stretch that were done, in order of time."""
    faults: list[FaultPart]
    """Those that were reported, in order of time."""
    unseen: list[UnseenPart]
    """What could not be seen, and when."""
    completed: bool
    """This side did the whole dose; in a session, all that was planned for it."""
    repetitions: list[RepetitionPart] = Field(default=[])
    """All that were tried, in order."""
    breaths: int = 0
    """Whole breaths of the pacer in good form; else 0."""
    breath: BreathPart | None = None
    """Null where the dose is not in breaths or no chest was seen."""
    outcomes: list[OutcomePart] = Field(default=[])
    """What was judged, what was not sure and what could not be judged."""
    closest: ClosestPart | None = None
    """Null where something was held or repeated, or nothing tried."""
    done: DonePart | None = None
    """Null where nothing could be timed, and in older sessions."""


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
