"""What the sitting page says, and what it is told in words that are no sentence of the core's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.files.errors import FormcheckError
from formcheck.ui.web.messages import MAX_TEXT_BYTES, StretchId

PICTURES_PER_S = 8
"""A look is due four times a second at most; a second's worth may come at once."""
TEXTS_PER_S = 10

ProfileName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]
CameraName = Annotated[str, Field(max_length=200)]
_Minutes = Annotated[float, Field(ge=1, le=240)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Wishes(_Message):
    """How the person wants to be told."""

    sensitivity: Literal["relaxed", "normal", "strict"] = "normal"
    onset_s: Annotated[float, Field(ge=10, le=900)] = 60.0
    break_every_s: Annotated[float, Field(ge=300, le=14400)] = 1800.0


class Begin(_Message):
    """Watch from now on. take: also when another window watches, which then ends."""

    do: Literal["begin"]
    profile: ProfileName
    camera: CameraName = ""
    wishes: Wishes
    language: Annotated[str, Field(max_length=20)] = "en"
    take: bool = False


class Resume(_Message):
    """The watch of that id goes on in this page."""

    do: Literal["resume"]
    session: Annotated[str, Field(max_length=200)]


class Change(_Message):
    """Other wishes; the sitting goes on."""

    do: Literal["wishes"]
    wishes: Wishes


class Choose(_Message):
    """Another profile or camera: another baseline."""

    do: Literal["profile"]
    profile: ProfileName
    camera: CameraName


class Calibrate(_Message):
    """Take a baseline for the profile, or leave off taking one."""

    do: Literal["calibrate", "leave-calibrating"]


class Rest(_Message):
    """No watching for so long."""

    do: Literal["pause"]
    minutes: _Minutes


class GoOn(_Message):
    """The pause is over."""

    do: Literal["go-on"]


class Break(_Message):
    """What is to become of the break; stretches are those that were done in it."""

    do: Literal["break"]
    what: Literal["take", "postpone", "skip", "end"]
    stretches: Annotated[list[StretchId], Field(max_length=10)] = []


class Blind(_Message):
    """No pictures come for now. It is answered like a picture."""

    do: Literal["halt"]
    why: Literal["camera", "paused"]


class Leave(_Message):
    """The watch is over."""

    do: Literal["end"]


Wanted = Change | Choose | Calibrate | Rest | GoOn | Break
"""What is done with the next look."""
Said = Begin | Resume | Wanted | Blind | Leave
_SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="do")])


def sitting_said(text: str) -> Said:
    """The message in the text. Raises FormcheckError for what the page would not say."""
    if len(text) > MAX_TEXT_BYTES:
        raise FormcheckError("The page sent too long a message: reload the page.")
    try:
        return _SAID.validate_json(text)
    except ValidationError as error:
        raise FormcheckError(
            "The page sent a message that formcheck does not know: reload the page."
        ) from error
