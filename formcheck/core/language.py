"""Translates the sentences of a session; the English sentence is the key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Self

from formcheck.core.body import Side
from formcheck.core.stretch import say_side

DECIMAL = "{whole}.{digits}"
"""How a number with decimals is written; a translation may use a decimal comma."""
_FIELD = re.compile(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}")
"""``{n}``: the value of n; ``{n:second|seconds}``: followed by the singular or the plural."""


class Number(str):
    """A number in English notation; `Words.say` writes it as the language does."""

    __slots__ = ()


class Sentence(str):
    """English text that `Words.say` can translate.

    template has ``{name}`` where a value of that name belongs; a tuple of values becomes a list.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str | tuple[str, ...]]

    def __new__(cls, template: str, **values: str | tuple[str, ...]) -> Self:
        """Creates the text with its values inserted."""
        said = {name: _join(value) for name, value in values.items()}
        sentence = super().__new__(cls, ENGLISH(template, **said))
        sentence.template, sentence.values = template, values
        return sentence


def format_clock(t_s: float) -> str:
    """Returns a time as a player shows it: 0:07, 12:30, 1:02:03."""
    minutes, seconds = divmod(int(t_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def is_made_from(text: str, template: str) -> bool:
    """Whether text, a `Sentence` read back from JSON, is the template with any values."""
    words = re.split(r"\{[^{}]*\}", template)
    return re.fullmatch(".+".join(map(re.escape, words)), text, re.DOTALL) is not None


def _join(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


@dataclass(frozen=True, slots=True)
class Words:
    """A language: its code, such as "de", and its translations by English sentence, where known."""

    language: str
    table: Mapping[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """Returns the sentence in this language, with each ``{name}`` replaced by its value.

        ``{name:second|seconds}`` becomes "1 second" or "2 seconds".
        """
        return _FIELD.sub(partial(_fill, values), self.table.get(text, text))

    def say(self, text: str) -> str:
        """Returns a text in this language: a `Sentence` with its values, or a `Number`."""
        if not isinstance(text, Sentence):
            integer, point, digits = text.partition(".")
            if isinstance(text, Number) and point:
                return self(DECIMAL, whole=integer, digits=digits)
            return self.table.get(text, text)
        translated = {
            name: self.say(value) if isinstance(value, str) else _join(tuple(map(self.say, value)))
            for name, value in text.values.items()
        }
        return self(text.template, **translated)

    def sided(self, text: str, side: Side, **values: object) -> str:
        """Returns the sentence with ``{side}``, ``{other_side}`` and ``{a|b}`` filled in."""
        return ENGLISH(say_side(self(text), side), **values)


def _fill(values: Mapping[str, object], found: re.Match[str]) -> str:
    name, one, many = found.groups()
    value = str(values.get(name, found[0]))
    if one is None or name not in values:
        return value
    return f"{value} {one if value == '1' else many}"


ENGLISH = Words("en", {})
"""English as it is written in specs and code."""
