"""The JSON of ``formcheck sit``: recordings, photos and days; a stable contract with a schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, TypeAdapter

from formcheck.core.posture.values import State, Unclear, View, Why
from formcheck.engine.sit_baseline import BaselineKind
from formcheck.engine.sit_film import SitFilm
from formcheck.engine.sit_photo import SitPhoto
from formcheck.files.plain_json import json_text
from formcheck.output.report.day_contract import (
    NudgePart,
    SegmentPart,
    SitDayObject,
    SitDaysObject,
    sit_text,
)
from formcheck.output.report.parts import Part, rounded

__all__ = [
    "SitFilmObject",
    "SitPhotoObject",
    "sit_film_json",
    "sit_photo_json",
    "sit_schema",
    "sit_text",
]


class BaselinePart(Part):
    """What the posture was compared with."""

    kind: BaselineKind
    name: str = Field(description="The profile or the picture; empty for the other kinds.")
    say: str = Field(description="The same in a sentence.")


class SitFilmObject(Part):
    """A recording. Times are seconds from its first picture.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[1] = 1
    file: str
    duration_s: float
    frames: int = Field(description="Pictures looked at.")
    seen_frames: int = Field(description="Pictures in which the person was seen.")
    view: View | None = Field(description="Where the camera stands; null when nobody was seen.")
    baseline: BaselinePart
    segments: list[SegmentPart] = Field(description="What the posture was, without a gap.")
    nudges: list[NudgePart] = Field(description="When the person would have been told.")
    blind_to: list[Why] = Field(description="Reasons that can't be told from here.")
    warnings: list[str]


class SitPhotoObject(Part):
    """A photo."""

    version: Literal[1] = 1
    file: str
    state: State
    why: list[Why]
    view: View | None
    unseen: list[Unclear] = Field(description="What kept it from being judged; empty when judged.")
    baseline: BaselinePart
    blind_to: list[Why]
    warnings: list[str]


SitObject = SitFilmObject | SitPhotoObject | SitDayObject | SitDaysObject


def sit_film_object(film: SitFilm) -> SitFilmObject:
    """The contract's object of a recording."""
    return SitFilmObject(
        file=film.file,
        duration_s=rounded(film.duration_s),
        frames=film.frames,
        seen_frames=film.seen_frames,
        view=film.view,
        baseline=_baseline(film),
        segments=[
            SegmentPart(
                start_s=rounded(segment.start_s),
                end_s=rounded(segment.end_s),
                state=segment.state,
                why=list(segment.why),
            )
            for segment in film.segments
        ],
        nudges=[NudgePart(t_s=rounded(t_s), why=list(why)) for t_s, why in film.nudges],
        blind_to=list(film.blind),
        warnings=list(film.warnings),
    )


def sit_photo_object(photo: SitPhoto) -> SitPhotoObject:
    """The contract's object of a photo."""
    return SitPhotoObject(
        file=photo.file,
        state=photo.state,
        why=list(photo.why),
        view=photo.view,
        unseen=[] if photo.unclear is None else [photo.unclear],
        baseline=_baseline(photo),
        blind_to=list(photo.blind),
        warnings=list(photo.warnings),
    )


def sit_film_json(film: SitFilm) -> dict[str, Any]:
    """The same as plain values, ready for ``json_text``."""
    return sit_film_object(film).model_dump(mode="json")


def sit_photo_json(photo: SitPhoto) -> dict[str, Any]:
    """The same as plain values, ready for ``json_text``."""
    return sit_photo_object(photo).model_dump(mode="json")


def sit_schema() -> dict[str, Any]:
    """The JSON Schema of one object of ``formcheck sit --json``."""
    adapter: TypeAdapter[SitObject] = TypeAdapter(SitObject)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "formcheck sit --json",
        **adapter.json_schema(mode="serialization"),
    }


def _baseline(told: SitFilm | SitPhoto) -> BaselinePart:
    used = told.baseline
    return BaselinePart(kind=used.kind, name=used.name, say=used.say)


if __name__ == "__main__":
    print(json_text(sit_schema(), indent=2))  # noqa: T201 - for docs/
