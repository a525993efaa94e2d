"""The result of one working side in the JSON of ``check`` and of live sessions."""

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
    """One hold. Its ranges contain the true value in four of five cases; null: not known."""

    held_s: Rounded
    """Seconds of good form between start and end."""
    kept: bool
    """Long enough to count: 10 s, or the dose if shorter; in a session also a hold that was
    interrupted and whose side is done."""
    start_within: SpanPart | None = None
    """The range in which it began, if the camera leaves that open."""
    end_within: SpanPart | None = None
    """The range in which it ended, if the camera leaves that open."""
    least_s: Rounded | None = None
    """Lower end of the range of held_s."""
    most_s: Rounded | None = None
    """Upper end of the range of held_s."""


class PhasePart(Part):
    """A phase that was done."""

    id: str
    """The id of the phase in the spec."""
    start_s: Rounded
    """When it began, in seconds."""
    end_s: Rounded
    """When it ended, in seconds."""


class FaultPart(Part):
    """A fault that was reported."""

    id: str
    """The id of the fault in the spec."""
    start_s: Rounded
    """When its condition began, in seconds."""
    end_s: Rounded
    """When its condition ended, in seconds."""
    cue: str
    """What is said to correct it."""


class UnseenPart(SpanPart):
    """A span in which something that the stretch requires was not visible."""

    what: Reason
    """What was not visible and why, in words."""


def _name_shortcoming(lack: object) -> object:
    return "" if lack is None else lack.value if isinstance(lack, RepShortcoming) else lack


class RepetitionPart(SpanPart):
    """An attempted repetition."""

    start_s: Rounded
    """When it began: up_s before the peak was reached."""
    end_s: Rounded
    """When it ended: down_s after the peak was left."""
    counted: bool
    """Whether it counts."""
    reason: Annotated[ShortcomingName, BeforeValidator(_name_shortcoming)]
    """Why it does not count: it turned back before its peak (partial) or before its start (return),
    was too fast or too slow, in bad form, not visible enough, another stretch, or cut off by the
    end of the recording or session; in sessions of an older formcheck also too short at the peak.
    Empty if it counts."""
    what: str
    """The fault or measure if the reason is form; else empty."""
    peak: Hundredth
    """Share of the travel to the peak that was covered, 1 for all of it."""
    top_s: Rounded
    """Seconds at the peak, without the movements there and back."""
    remark: Annotated[Literal["", "short"], BeforeValidator(_name_shortcoming)] = ""
    """short: it counts, but was too short at the peak; else empty."""
    nearest: Rounded | None = None
    """The reading of its measure at its start, in degrees or as a ratio. This field and those below
    are null in sessions of an older formcheck."""
    farthest: Rounded | None = None
    """The reading of its measure at its peak."""
    sigma: Rounded | None = None
    """Standard deviation of the error of nearest and of farthest."""
    range: str | None = None
    """nearest, farthest and sigma in words, with their unit."""
    up_s: Rounded | None = None
    """Seconds of the movement to the peak."""
    down_s: Rounded | None = None
    """Seconds of the movement back."""
    up_sigma_s: Rounded | None = None
    """Standard deviation of the error of up_s."""
    top_sigma_s: Rounded | None = None
    """Standard deviation of the error of top_s."""
    down_sigma_s: Rounded | None = None
    """Standard deviation of the error of down_s."""


class BreathPart(Part):
    """The breathing as seen by the camera: an estimate, never a fault."""

    per_min: Tenth | None
    """Breaths per minute, median of the estimates; null without one."""
    confidence: Hundredth
    """Mean confidence of the estimates, 0 to 1."""
    answered_share: Hundredth
    """Share of the time in position with an estimate, 0 to 1."""
    reason: str
    """The most frequent reason why there was no estimate; "" if there always was one."""


class OutcomePart(Part):
    """The result of one quantity of the stretch over the time that counts."""

    measure: str
    """The name of the quantity."""
    outcome: Literal["right", "not sure", "wrong", "not judged"]
    """Whether the quantity was right."""
    value: Rounded | None
    """The mean; if nothing was held or repeated, the value at the closest moment; null if it was
    never measured."""
    sigma: Rounded | None
    """Standard deviation of the error of value, in the same unit."""
    chance_right: Hundredth | None = None
    """Probability, given value and sigma, that it was within the tolerance, 0 to 1; null if it was
    never measured, and in results of an older formcheck."""
    why: Reason = ""
    """Why it was not judged; else empty."""


class ShortfallPart(Part):
    """How far a quantity was from its target at the closest moment."""

    measure: str
    """The name of the quantity."""
    by: Rounded
    """How far it was above its target; negative: below it."""
    sigma: Rounded
    """Standard deviation of the error of by, in the same unit."""
    chance: Hundredth
    """Probability that it was outside the tolerance, 0 to 1."""


class ClosestPart(Part):
    """The moment at which an attempt that never became good was closest to good form."""

    t_s: Rounded
    """Time of that moment, in seconds."""
    lacking: list[ShortfallPart]
    """What was lacking at that moment, the most certain first."""


class AmountPart(Part):
    """How much of what was planned counts."""

    unit: Unit
    """What is counted."""
    count: Rounded
    """Seconds, repetitions, breaths or spots to report."""
    planned: int
    """What was planned, in the same unit."""


class DonePart(AmountPart):
    """How much of what was planned for a side counts."""

    too_short: bool = False
    """No hold was long enough to count: count is that of the longest one."""


class SidePart(Part):
    """The result of one side."""

    side: SideName
    """The working side; both: both sides at once."""
    hold_s: Rounded
    """Seconds of good form, over all holds."""
    holds: list[HoldPart]
    """All holds, in order of time."""
    reps: int
    """Number of holds that reached the dose, or of repetitions that count."""
    attempts: int
    """Number of attempts: how often the person came close to the position."""
    phases: list[PhasePart]
    """The phases of the stretch that were done, in order of time."""
    faults: list[FaultPart]
    """The faults that were reported, in order of time."""
    unseen: list[UnseenPart]
    """What was not visible, and when."""
    completed: bool
    """Whether this side did the whole dose; in a session, everything planned for it."""
    repetitions: list[RepetitionPart] = Field(default=[])
    """All attempted repetitions, in order of time."""
    breaths: int = 0
    """Whole breaths of the pacer in good form; 0 without a pacer."""
    breath: BreathPart | None = None
    """The breathing; null if the dose is not in breaths or the chest was never seen."""
    outcomes: list[OutcomePart] = Field(default=[])
    """The result of each quantity, whether judged, uncertain or not judged."""
    closest: ClosestPart | None = None
    """The closest moment; null if something was held or repeated, or nothing attempted."""
    done: DonePart | None = None
    """What counts; null if nothing could be timed, and in older sessions."""


def build_side_part(side: SideSummary, words: Words = ENGLISH, *, timed: bool = True) -> SidePart:
    """Returns the JSON object of one side, with reasons in the language of ``words``."""
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
