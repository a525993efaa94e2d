"""The texts of a spec: in another language, or for one working side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from formcheck.core.body import Side
from formcheck.core.stretch.model import Table

_TEXTS = frozenset({
    "title", "about", "targets", "equipment", "stop", "setup", "unseen", "say", "low", "high",
    "proxy", "cue", "why", "question", "answers", "replies",
})  # fmt: skip
"""Keys whose values are texts for the person."""
_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")

Say = Callable[[str], str]
_T = TypeVar("_T", bound=Table)


def say_side(text: str, side: Side) -> str:
    """The text with {side} and {other_side} replaced by the person's own sides.

    A translation may write {a|b} instead, for languages that bend the word: a when the working
    side is left, b when it is right.
    """
    filled = text.replace("{side}", side.value).replace("{other_side}", side.other.value)
    return _EITHER.sub(lambda found: found[1 if side is Side.LEFT else 2], filled)


def with_texts(table: _T, say: Say) -> _T:
    """The table with every text for the person as ``say`` gives it; ids and numbers stay.

    Names of sources stay as they are.
    """
    return table.model_copy(update={name: _translate(name, value, say) for name, value in table})


def _translate(name: str, value: object, say: Say) -> object:
    match value:
        case Table():
            return with_texts(value, say)
        case tuple():
            return tuple(_translate(name, one, say) for one in value)
        case dict() if name in _TEXTS:
            return {say(key): say(text) for key, text in value.items()}
        case dict():
            return {key: _translate(name, one, say) for key, one in value.items()}
        case str() if value and name in _TEXTS:
            return say(value)
    return value
