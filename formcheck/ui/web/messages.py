"""What the page says, and how much of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.files.errors import FormcheckError

MAX_TEXT_BYTES = 64 * 1024
PICTURES_PER_S = 60
TEXTS_PER_S = 20

_Id = Annotated[str, Field(max_length=200)]
StretchId = Annotated[str, Field(max_length=100, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
"""Only an id, and no path: the page reads no files."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Begin(_Message):
    """A new session. at_desk: a short break there, which sets sides, hold_s and sets itself."""

    do: Literal["begin"]
    stretches: Annotated[list[StretchId], Field(min_length=1, max_length=50)]
    side: Literal["both", "left", "right"] = "both"
    hold_s: Annotated[float, Field(ge=1, le=600)] | None = None
    sets: Annotated[int, Field(ge=1, le=20)] | None = None
    language: Annotated[str, Field(max_length=20)] = "en"
    at_desk: bool = False


class Resume(_Message):
    """The session of that id goes on in this page."""

    do: Literal["resume"]
    session: _Id


class Order(_Message):
    """A command by key, button or voice."""

    do: Literal["command"]
    command: Literal["pause", "side", "next", "pain", "quit"]


class Reply(_Message):
    """An answer to a question."""

    do: Literal["answer"]
    question: _Id
    answer: Annotated[str, Field(max_length=500)]


class Stop(_Message):
    """No pictures come for now."""

    do: Literal["halt"]
    why: Literal["hidden", "camera"]


Said = Begin | Resume | Order | Reply | Stop
_SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="do")])


def said_of(text: str) -> Said:
    """The message in the text. Raises FormcheckError for what the page would not say."""
    if len(text) > MAX_TEXT_BYTES:
        raise FormcheckError("The page sent too long a message: reload the page.")
    try:
        return _SAID.validate_json(text)
    except ValidationError as error:
        raise FormcheckError(
            "The page sent a message that formcheck does not know: reload the page."
        ) from error


class Rate:
    """How many messages may come in a second; a second's worth may come at once."""

    def __init__(self, per_s: int) -> None:
        self._per_s = per_s
        self._left = float(per_s)
        self._at_s: float | None = None

    def allows(self, now_s: float) -> bool:
        """Whether one more may come now; it is counted."""
        if self._at_s is not None:
            self._left = min(self._per_s, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
