"""Base classes and field types of every JSON contract."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from formcheck.core.kinematics import Unknown
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.reasons import describe_reason
from formcheck.files.plain_json import format_json


def _round_to(digits: int) -> BeforeValidator:
    return BeforeValidator(lambda v: round(v, digits) if isinstance(v, float) else v)


def _tell_reason(what: object, info: ValidationInfo) -> object:
    if isinstance(what, Unknown):
        return describe_reason(what, info.context or ENGLISH)
    return "" if what is None else what


Reason = Annotated[str, BeforeValidator(_tell_reason)]
"""Why something can't be judged, in the language of the result; "" without a reason."""
Rounded = Annotated[float, _round_to(3)]
"""Seconds to the millisecond: no frame is timed better; results are the same on all machines."""
Hundredth = Annotated[float, _round_to(2)]
Tenth = Annotated[float, _round_to(1)]


class Built(BaseModel):
    """A part that can be built from any object with attributes of the same names."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    @classmethod
    def build(cls, source: object, words: Words = ENGLISH, /, **more: Any) -> Self:
        """Returns the part with the fields in ``more``, and the others from attributes of source.

        Reasons are in the language of ``words``.
        """
        own = {name: getattr(source, name) for name in cls.model_fields if hasattr(source, name)}
        return cls.model_validate(own | more, context=words)


class Part(Built):
    """A part of a contract; unknown fields are rejected."""

    model_config = ConfigDict(extra="forbid")


class VersionedPart(Part):
    """The outermost part of a contract: the result of an input."""

    version: Literal[1] = 1
    """Increases when a field is removed or changes its meaning, not for additions."""
    file: str
    """The name of the input."""


class SpanPart(Part):
    """A span of time from start_s to end_s."""

    start_s: Rounded
    """When it begins, in seconds."""
    end_s: Rounded
    """When it ends, in seconds."""


def format_results(*results: Part | dict[str, Any], one_line: bool = False) -> str:
    """Formats the results as JSON, indented, or as JSON Lines if ``one_line``."""
    indent = None if one_line else 2
    plain = (
        r.model_dump(mode="json", by_alias=True) if isinstance(r, Part) else r for r in results
    )
    return "".join(f"{format_json(one, indent)}\n" for one in plain)
