"""The JSON of ``formcheck check``: a stable, versioned contract with a schema."""

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
    """The dose of the stretch: what each side should do."""

    unit: Unit
    """What is counted."""
    words: str
    """The whole dose in words."""
    hold_s: float
    """Seconds of good form in one round; 0 for repetitions."""
    rounds: int
    """Holds, sets or spots for each side."""
    reps: int
    """Repetitions in one round; 0 for other doses."""
    rep_hold_s: float
    """Seconds to hold at the peak of each repetition; 0 for other doses."""
    breaths: int
    """Breaths in one round; 0 for other doses."""
    rest_s: float
    """Seconds of rest between two rounds."""
    at_least: bool
    """The dose is a minimum: more is better."""
    alternate: bool
    """The sides alternate with every repetition."""
    per_day: int
    """Recommended number of times a day."""
    weeks: tuple[int, int] | None
    """Recommended number of weeks, minimum and maximum; null if none is recommended."""

    @classmethod
    def build_for(cls, spec: Spec, **more: Any) -> Self:
        """Returns the part for the stretch, with the fields in ``more`` set as given."""
        dose = build_dose(spec.dose)
        more |= {"unit": dose.unit, "words": describe_dose(spec), "hold_s": dose.round_s}
        return cls.build(spec.dose, rounds=dose.rounds, **more)


class QuestionPart(Part):
    """A question to the person about something that no camera shows."""

    id: str
    """The id of the stretch, a dot and a number."""
    question: str
    """The text of the question."""
    kind: Literal["choice", "pain"]
    """choice: one of several answers; pain: a number from 0 to 10."""
    answer: None = None
    """Always null: a file can't answer."""


class NamedPart(Part):
    """A stretch that a video may show, and how likely that is."""

    stretch: str
    """The id of the stretch."""
    confidence: Rounded
    """Confidence in it, from 0 to 1."""


class VideoResult(VersionedPart):
    """The result of a video or a recording. Times are seconds from its first frame."""

    stretch: str
    """The id of the stretch that the video was judged as."""
    side: SideName
    """The side that was judged; both: one after the other, or both at once."""
    duration_s: Rounded
    """Duration in seconds."""
    frames: int
    """Analysed frames; of a video at most 31 per second."""
    seen_frames: int
    """Analysed frames in which the person was detected."""
    sides: list[SidePart]
    """The result of each side that was judged."""
    completed: bool
    """Whether every side in ``sides`` did the whole dose."""
    warnings: list[str]
    """What to know about the recording, in sentences."""
    class_: Literal["form", "timer"] = Field(alias="class")
    """timer: only a few coarse things were checked, not the whole form."""
    dose: DosePart
    """The dose of the stretch for each side."""
    questions: list[QuestionPart]
    """Questions that only the person can answer, without those asked before the start."""
    named: list[NamedPart] | None = None
    """If no stretch was given: the stretches that it may be, the most likely first; the video was
    judged as the first."""
    model: str = ""
    """The pose model that found the landmarks, and the version of MediaPipe; empty if not known."""


class PhotoFault(Part):
    """A fault in a photo."""

    id: str
    """The id of the fault in the spec."""
    cue: str
    """What is said to correct it."""


class PhotoResult(VersionedPart):
    """The result of a photo."""

    stretch: str
    """The id of the stretch that the photo was judged as."""
    side: SideName
    """The side that was judged; both: both at once, or it is not known which."""
    form: Literal["ok", "faulty", "unseen"]
    """The form as a whole; unseen: too little can be judged."""
    faults: list[PhotoFault]
    """The faults in the photo."""
    unseen: list[str]
    """What the stretch requires but the photo does not show, in words."""
    warnings: list[str]
    """What to know about the photo, in sentences."""
    class_: Literal["form", "timer"] = Field(alias="class")
    """timer: only a few coarse things are checked, not the whole form."""
    lacking: list[ShortfallPart]
    """Measures that are more likely wrong than right, the most certain first."""
    judged: int
    """Number of measures that were judged."""
    not_judged: dict[str, str]
    """Measures that can't be judged, each with the reason."""
    far_end: bool | None
    """Whether the photo shows the peak of a repetition; null for a hold, or if not known."""


class RoutinePart(SpanPart):
    """One stretch of a routine; times in its result are those of the whole video."""

    result: VideoResult
    """The result of the stretch."""


class UnclearPart(SpanPart):
    """A span in which it is not certain which stretch was done."""

    named: list[NamedPart]
    """The stretches that it may be, the most likely first."""


class RoutineResult(VersionedPart):
    """The result of a video with several stretches. Times are seconds from its first frame."""

    duration_s: Rounded
    """Duration in seconds."""
    parts: list[RoutinePart]
    """The stretches in order of time."""
    unclear: list[UnclearPart]
    """Spans in which no stretch was certain, in order of time."""
    left_out: list[str]
    """Stretches that were asked for and not found, repeated for each missing performance."""
    warnings: list[str]
    """What to know about the recording, in sentences."""
    asked: list[str] = Field(default=[])
    """The stretches that were asked for, in order."""
    reordered: bool = False
    """Whether the stretches were done in another order than asked for."""


def build_check_result(
    found: routine.OneStretch | routine.Routine, words: Words = ENGLISH
) -> VideoResult | RoutineResult:
    """Returns the JSON object of a video or recording with one or several stretches."""
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
    """Returns the JSON object of one stretch; named: what was recognised if none was given."""
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
    """Returns the JSON object of a photo."""
    verdict = photo.verdict
    return PhotoResult.build(
        verdict,
        file=photo.file,
        stretch=photo.spec.id,
        unseen=map(str, verdict.unseen),
        far_end=verdict.at_peak,
        warnings=photo.warnings,
        **{"class": photo.spec.class_},
        judged=len(verdict.verdicts) - len(verdict.unjudged),
        not_judged={name: str(why) for name, why in verdict.unjudged.items()},
    )


def _build_named_parts(named: naming.RecognisedPart) -> list[NamedPart]:
    return [NamedPart(stretch=name, confidence=chance) for name, chance in named.names]
