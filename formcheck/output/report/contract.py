"""The JSON of ``formcheck check``: a stable contract with a version and a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field

from formcheck.core.language import ENGLISH, Words
from formcheck.core.stretch import Spec, build_dose
from formcheck.core.stretch.dose import Unit
from formcheck.library.words import describe_dose
from formcheck.output.report.json_part import Part, Rounded, SpanPart, VersionedPart
from formcheck.output.report.side_contract import ShortfallPart, SideName, SidePart, build_side_part

if TYPE_CHECKING:
    from formcheck.engine import analyse, naming, photo_check, routine


class DosePart(Part):
    """What each side is asked to do: the dose of the stretch."""

    unit: Unit
    """What is counted."""
    words: str
    """The whole dose in words."""
    hold_s: float
    """Seconds of good form in one round; 0 for repetitions."""
    rounds: int
    """Holds, sets or spots for each side."""
    reps: int
    """Repetitions in one round; else 0."""
    rep_hold_s: float
    """Seconds at the peak of each repetition; else 0."""
    breaths: int
    """Breaths in one round; else 0."""
    rest_s: float
    """Seconds of rest between two rounds."""
    at_least: bool
    """More is better than the dose, which is the least."""
    alternate: bool
    """The sides take turns in every repetition."""
    per_day: int
    """How often a day it should be done."""
    weeks: tuple[int, int] | None
    """For how many weeks, from and to; null where nothing is advised."""

    @classmethod
    def build_for(cls, spec: Spec, **more: Any) -> Self:
        """The part for that stretch, with the fields in ``more``."""
        dose = build_dose(spec.dose)
        more |= {"unit": dose.unit, "words": describe_dose(spec), "hold_s": dose.round_s}
        return cls.build(spec.dose, rounds=dose.rounds, **more)


class QuestionPart(Part):
    """A question to the person about what no camera sees. A file can't answer it."""

    id: str
    """The stretch and a number."""
    question: str
    """What is asked, in words."""
    kind: Literal["choice", "pain"]
    """choice: one of several answers; pain: a number from 0 to 10."""
    answer: None = None
    """Always null: a file can't answer."""


class NamedPart(Part):
    """A stretch that a video was taken for, and how sure that is, from 0 to 1."""

    stretch: str
    """The id of the stretch."""
    confidence: Rounded
    """How sure it is, from 0 to 1."""


class VideoResult(VersionedPart):
    """A video or a recording. Times are seconds from its first picture."""

    stretch: str
    """The id of the stretch it was judged by."""
    side: SideName
    """The side that was judged; both: two of them, or at once."""
    duration_s: Rounded
    """How long it lasts, in seconds."""
    frames: int
    """Pictures looked at; of a video at most 31 of a second."""
    seen_frames: int
    """Pictures in which the person was seen."""
    sides: list[SidePart]
    """What each side that was judged came to."""
    completed: bool
    """Every side in ``sides`` did the whole dose."""
    warnings: list[str]
    """What to know about the recording, in sentences."""
    class_: Literal["form", "timer"] = Field(alias="class")
    """timer: only a few coarse things were checked."""
    dose: DosePart
    """What the stretch wants of each side."""
    questions: list[QuestionPart]
    """What only the person can answer, without what is asked before the start."""
    named: list[NamedPart] | None = None
    """Where no stretch was given: what it looks like, the likeliest first, which is the one that
    was judged."""


class PhotoFault(Part):
    """A fault that a photo shows."""

    id: str
    """The id of the fault in the spec."""
    cue: str
    """What is said to correct it."""


class PhotoResult(VersionedPart):
    """A photo."""

    stretch: str
    """The id of the stretch it was judged by."""
    side: SideName
    """The side that was judged; both: at once, or it isn't told."""
    form: Literal["ok", "faulty", "unseen"]
    """The form as a whole; unseen: too little can be judged."""
    faults: list[PhotoFault]
    """The faults it shows."""
    unseen: list[str]
    """What the stretch needs and the photo does not show, in words."""
    warnings: list[str]
    """What to know about the photo, in sentences."""
    class_: Literal["form", "timer"] = Field(alias="class")
    """timer: only a few coarse things are checked."""
    lacking: list[ShortfallPart]
    """What is likelier wrong than right, the surest first."""
    judged: int
    """How many measures can be told."""
    not_judged: dict[str, str]
    """Measures with why they can't be told."""
    far_end: bool | None
    """Of repetitions: whether the picture shows its peak; null: can't be told."""


class RoutinePart(SpanPart):
    """One stretch of a routine; its result has the times of the whole video."""

    result: VideoResult
    """What it came to."""


class UnclearPart(SpanPart):
    """A time in which it could not be told for sure which stretch was done."""

    named: list[NamedPart]
    """What it looks like, the likeliest first."""


class RoutineResult(VersionedPart):
    """A video or a recording of several stretches. Times are seconds from its first picture."""

    duration_s: Rounded
    """How long it lasts, in seconds."""
    parts: list[RoutinePart]
    """The stretches in order of time."""
    unclear: list[UnclearPart]
    """Times in which no stretch was clear, in order."""
    left_out: list[str]
    """Stretches that were asked for and not seen, once for each time."""
    warnings: list[str]
    """What to know about the recording, in sentences."""
    asked: list[str] = Field(default=[])
    """The stretches that were asked for, in order."""
    reordered: bool = False
    """They were done in another order."""


Result = VideoResult | PhotoResult | RoutineResult


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
