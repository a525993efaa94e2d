"""The JSON of ``formcheck check``: a stable contract with a version and a schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, TypeAdapter

from formcheck.core.session.words import ENGLISH, Words
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import Analysis
from formcheck.engine.naming import Named
from formcheck.engine.photo import PhotoAnalysis
from formcheck.engine.routine import Routine
from formcheck.files.plain_json import json_text
from formcheck.output.report.parts import (
    DosePart,
    NamedPart,
    Part,
    QuestionPart,
    ShortfallPart,
    SideName,
    SidePart,
    dose_part,
    question_parts,
    rounded,
    shortfall_part,
    side_part,
)


class VideoResult(Part):
    """A video or a recording. Times are seconds from its first picture.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[1] = 1
    file: str
    stretch: str
    side: SideName = Field(description="The side that was judged; both: two of them, or at once.")
    duration_s: float
    frames: int = Field(description="Pictures looked at; at most 31 of a second.")
    seen_frames: int = Field(description="Pictures in which the person was seen.")
    sides: list[SidePart]
    completed: bool = Field(description="Every side in ``sides`` did the whole dose.")
    warnings: list[str]
    class_: Literal["form", "timer"] = Field(
        alias="class", description="timer: only that the person was in position was checked."
    )
    dose: DosePart
    questions: list[QuestionPart] = Field(description="What only the person can answer.")
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
    side: SideName
    form: Literal["ok", "faulty", "unseen"]
    faults: list[PhotoFault]
    unseen: list[str]
    warnings: list[str]
    class_: Literal["form", "timer"] = Field(
        alias="class", description="timer: only that the person is in position is checked."
    )
    lacking: list[ShortfallPart] = Field(
        description="What is likelier wrong than right, the surest first."
    )
    not_judged: dict[str, str] = Field(description="Measures with why they can't be told.")
    far_end: bool | None = Field(
        description="Of repetitions: whether the picture shows the far end; null: can't be told."
    )


class RoutinePart(Part):
    """One stretch of a routine; its result has the times of the whole video."""

    start_s: float
    end_s: float
    result: VideoResult


class UnclearPart(Part):
    """A time in which it could not be told for sure which stretch was done."""

    start_s: float
    end_s: float
    named: list[NamedPart]


class RoutineResult(Part):
    """A video or a recording of several stretches. Times are seconds from its first picture."""

    version: Literal[1] = 1
    file: str
    duration_s: float
    parts: list[RoutinePart] = Field(description="The stretches in order of time.")
    unclear: list[UnclearPart]
    left_out: list[str] = Field(description="Stretches that were asked for and not seen.")
    warnings: list[str]


Result = VideoResult | PhotoResult | RoutineResult


def video_result(
    analysis: Analysis, named: Named | None = None, words: Words = ENGLISH
) -> VideoResult:
    """The contract's object of a video or recording; named is what it was taken for."""
    return VideoResult(
        file=analysis.file,
        stretch=analysis.spec_id,
        side=analysis.side.value,
        duration_s=rounded(analysis.duration_s),
        frames=analysis.frames,
        seen_frames=analysis.seen_frames,
        sides=[side_part(side, words) for side in analysis.sides],
        completed=analysis.completed,
        warnings=list(analysis.warnings),
        **_class_of(analysis.spec),
        dose=dose_part(analysis.spec),
        questions=question_parts(analysis.spec),
        named=None if named is None else named_parts(named),
    )


def routine_result(routine: Routine, words: Words = ENGLISH) -> RoutineResult:
    """The contract's object of a video of several stretches."""
    return RoutineResult(
        file=routine.file,
        duration_s=rounded(routine.duration_s),
        parts=[
            RoutinePart(
                start_s=rounded(part.named.start_s),
                end_s=rounded(part.named.end_s),
                result=video_result(part.analysis, part.named, words),
            )
            for part in routine.parts
        ],
        unclear=[
            UnclearPart(
                start_s=rounded(one.start_s), end_s=rounded(one.end_s), named=named_parts(one)
            )
            for one in routine.unclear
        ],
        left_out=list(routine.left_out),
        warnings=list(routine.unfit),
    )


def named_parts(named: Named) -> list[NamedPart]:
    """The contract's objects of what a span of time was taken for."""
    return [NamedPart(stretch=name, confidence=rounded(chance)) for name, chance in named.names]


def photo_result(photo: PhotoAnalysis) -> PhotoResult:
    """The contract's object of a photo."""
    verdict = photo.verdict
    return PhotoResult(
        file=photo.file,
        stretch=photo.spec_id,
        side=verdict.side.value,
        form=verdict.form.value,
        faults=[PhotoFault(id=fault.id, cue=fault.cue) for fault in verdict.faults],
        unseen=list(map(str, verdict.unseen)),
        warnings=list(photo.warnings),
        **_class_of(photo.spec),
        lacking=[shortfall_part(one) for one in verdict.lacking],
        not_judged={name: str(why) for name, why in verdict.untold.items()},
        far_end=verdict.far_end,
    )


def result_text(result: Result, *, one_line: bool = False) -> str:
    """The object as JSON: indented, or on one line as JSON Lines want it; ends with a newline."""
    return f"{json_text(result.model_dump(mode='json', by_alias=True), None if one_line else 2)}\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of one object of ``formcheck check --json``."""
    adapter: TypeAdapter[Result] = TypeAdapter(Result)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "formcheck check --json",
        **adapter.json_schema(mode="serialization"),
    }


def _class_of(spec: Spec) -> dict[str, Any]:
    """The field whose name is a word of Python."""
    return {"class": spec.class_}


if __name__ == "__main__":
    print(json_text(schema(), indent=2))  # noqa: T201 - for docs/
