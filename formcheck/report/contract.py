"""The JSON of ``formcheck check``: a stable contract with a version and a schema."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from formcheck.coach import SideSummary
from formcheck.run.analyse import Analysis
from formcheck.run.photo import PhotoAnalysis

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


class SidePart(Part):
    """What one side came to."""

    side: SideName
    hold_s: float = Field(description="Seconds of good form, over all holds.")
    holds: list[HoldPart]
    reps: int = Field(description="Holds that reached the seconds of the dose.")
    attempts: int = Field(description="How often the position was come near to.")
    phases: list[PhasePart]
    faults: list[FaultPart]
    unseen: list[UnseenPart]
    completed: bool


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


Result = VideoResult | PhotoResult


def video_result(analysis: Analysis) -> VideoResult:
    """The contract's object of a video or recording."""
    return VideoResult(
        file=analysis.file,
        stretch=analysis.spec_id,
        side=analysis.side.value,
        duration_s=rounded(analysis.duration_s),
        frames=analysis.frames,
        seen_frames=analysis.seen_frames,
        sides=[side_part(side) for side in analysis.sides],
        completed=analysis.completed,
        warnings=list(analysis.warnings),
    )


def photo_result(photo: PhotoAnalysis) -> PhotoResult:
    """The contract's object of a photo."""
    verdict = photo.verdict
    return PhotoResult(
        file=photo.file,
        stretch=photo.spec_id,
        side=verdict.side.value,
        form=verdict.form.value,
        faults=[PhotoFault(id=fault.id, cue=fault.cue) for fault in verdict.faults],
        unseen=list(verdict.unseen),
        warnings=list(photo.warnings),
    )


def json_text(result: Result, *, one_line: bool = False) -> str:
    """The object as JSON: indented, or on one line as JSON Lines want it; ends with a newline."""
    text = json.dumps(
        result.model_dump(mode="json"), indent=None if one_line else 2, ensure_ascii=False
    )
    return f"{text}\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of one object of ``formcheck check --json``."""
    adapter: TypeAdapter[Result] = TypeAdapter(Result)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "formcheck check --json",
        **adapter.json_schema(mode="serialization"),
    }


def side_part(side: SideSummary) -> SidePart:
    """The contract's object of one side."""
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
            UnseenPart(start_s=rounded(u.start_s), end_s=rounded(u.end_s), what=u.what)
            for u in side.unseen
        ],
        completed=side.completed,
    )


def rounded(value_s: float) -> float:
    """The time in whole milliseconds: no picture is timed better, and the same on every machine."""
    return round(value_s, _DIGITS)


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2, ensure_ascii=False))  # noqa: T201 - for docs/
