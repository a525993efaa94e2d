"""Labels of films and photos of real people: what they show, judged by eye, in our own words.

The images are not in the repository; a label states where they are published.
``benchmarks/real/README.md`` explains the format.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.core.posture.posture_values import PostureState, SlouchReason
from formcheck.core.stretch.model import Position
from formcheck.files.errors import FormcheckError

LABELS = Path(__file__).parent
"""The folder of the label files."""

Sure = Literal["sure", "likely", "unsure"]
"""How certain the labeller is."""
View = Literal["front", "three-quarter", "side", "behind", "above", "foot-end", "head-end"]
Words = Annotated[str, Field(min_length=3)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Performance(_Strict):
    """A person who does a stretch of the catalogue, or something else if ``stretch`` is null.

    from_s and to_s bound the part of a film, the whole film if they are missing. hold_s is the
    range of counted seconds that is right, repetitions the right count. faults are ids of certain
    faults; arguable ones could be named by a strict teacher, and count as neither right nor false.
    size and fps are those of the film that a table of landmarks was made from.
    """

    kind: Literal["film", "photos", "photo", "landmarks"]
    paths: tuple[str, ...] = Field(min_length=1)
    from_s: float | None = Field(default=None, ge=0.0)
    to_s: float | None = Field(default=None, gt=0.0)
    size: tuple[int, int] | None = None
    fps: float | None = Field(default=None, gt=0.0)
    stretch: str | None = None
    position: Position
    view: View
    side: Literal["left", "right", "both"] | None = None
    form: Literal["good", "fault", "unsure"] | None = None
    faults: tuple[str, ...] = ()
    arguable: tuple[str, ...] = ()
    hold_s: tuple[float, float] | None = None
    repetitions: int | None = Field(default=None, ge=0)
    seen: Words
    sure: Sure

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.stretch is None:
            given = (self.side, self.form, self.hold_s, self.repetitions)
            if any(one is not None for one in given) or self.faults or self.arguable:
                raise ValueError("a label without a stretch has no side, form, faults or amount")
        elif self.form is None or self.side is None:
            raise ValueError("a label of a stretch needs side and form")
        elif (self.kind == "photo") == (self.hold_s is not None or self.repetitions is not None):
            raise ValueError("a label of a stretch needs hold_s or repetitions, but not of a photo")
        if self.hold_s is not None and (
            self.repetitions is not None or self.hold_s[0] > self.hold_s[1]
        ):
            raise ValueError("hold_s is from least to most, and excludes repetitions")
        if (self.from_s or 0.0) >= (self.to_s or float("inf")):
            raise ValueError("from_s must be before to_s")
        if (self.kind == "photos") != (len(self.paths) > 1):
            raise ValueError("kind photos has several paths, all others have one")
        if [self.size is None, self.fps is None] != [self.kind != "landmarks"] * 2:
            raise ValueError("size and fps are given for landmarks, and for them alone")
        return self


class Sitting(_Strict):
    """A photo of a person who sits.

    person names the same person on the same seat in front of the same camera in a repository: an
    upright photo of them can be the baseline for the others. why are the reasons of a slouch.
    """

    kind: Literal["sitting"] = "sitting"
    path: str
    person: Words
    state: Literal[PostureState.UPRIGHT, PostureState.SLOUCHED, PostureState.UNSURE]
    why: tuple[SlouchReason, ...] = ()
    view: View
    seen: Words
    sure: Sure

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.why and self.state is not PostureState.SLOUCHED:
            raise ValueError("only a slouch has reasons")
        return self


Label = Annotated[Performance | Sitting, Field(discriminator="kind")]


class Source(_Strict):
    """The labels of a public repository at one commit; repository is "owner/name"."""

    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    commit: str = Field(pattern=r"^[0-9a-f]{40}$")
    labels: tuple[Label, ...] = Field(min_length=1)


class LabelFile(_Strict):
    """A file of labels."""

    sources: tuple[Source, ...]


def read_labels(folder: Path = LABELS) -> tuple[Source, ...]:
    """Reads every ``*.json`` in the folder, by name. Raises FormcheckError if none or invalid."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise FormcheckError(f"{folder} holds no label file (*.json).")
    return tuple(source for path in files for source in _read(path))


def _read(path: Path) -> Sequence[Source]:
    try:
        return LabelFile.model_validate_json(path.read_text(encoding="utf-8")).sources
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormcheckError(f"{path} is no label file: {where}: {first['msg']}.") from error
    except OSError as error:
        raise FormcheckError(f"{path} cannot be read: {error.strerror}.") from error
