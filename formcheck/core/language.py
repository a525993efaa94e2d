"""The words of a session in the person's language; the English sentence is the key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Self

from formcheck.core.body import Side
from formcheck.core.stretch import say_side

DECIMAL = "{whole}.{digits}"
"""How a number with decimals is written; a language may have a decimal comma."""
COUNTED = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
"""``{n:second|seconds}``: the value of n, and the word for one or for any other number of them."""


class Number(str):
    """A number written in English; `Words.say` writes it as the language does."""

    __slots__ = ()


class Sentence(str):
    """English text that `Words.say` can say in another language.

    template has ``{name}`` where a value of that name belongs; a tuple of values is a list of them.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str | tuple[str, ...]]

    def __new__(cls, template: str, **values: str | tuple[str, ...]) -> Self:
        """The text with its values inserted."""
        said = {name: _join(value) for name, value in values.items()}
        sentence = super().__new__(cls, ENGLISH(template, **said))
        sentence.template, sentence.values = template, values
        return sentence


def format_clock(t_s: float) -> str:
    """A time as a player shows it: 0:07, 12:30, 1:02:03."""
    minutes, seconds = divmod(int(t_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def is_made_from(text: str, template: str) -> bool:
    """Whether the text, once a `Sentence` and kept as JSON, is the template with any values."""
    words = re.split(r"\{[^{}]*\}", template)
    return re.fullmatch(".+".join(map(re.escape, words)), text, re.DOTALL) is not None


def _join(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


@dataclass(frozen=True, slots=True)
class Words:
    """A language: its code, such as "de", and its sentences by the English ones, where known."""

    language: str
    table: Mapping[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """The sentence in this language, ``{name}`` in it replaced by the value of that name.

        ``{name:second|seconds}`` becomes "1 second" or "2 seconds".
        """
        said = COUNTED.sub(partial(_count, values), self.table.get(text, text))
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return said

    def say(self, text: str) -> str:
        """A text of the program in this language: a sentence with its values, or a number."""
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
        """The sentence with ``{side}``, ``{other_side}`` and ``{a|b}`` filled in for that side."""
        return Words("", {})(say_side(self(text), side), **values)


def _count(values: Mapping[str, object], found: re.Match[str]) -> str:
    name, one, many = found.groups()
    if name not in values:
        return found[0]
    value = str(values[name])
    return f"{value} {one if value == '1' else many}"


ENGLISH = Words("en", {})
"""English as it is written in specs and code."""
