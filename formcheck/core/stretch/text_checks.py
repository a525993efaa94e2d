"""Checks the side placeholders in a spec's texts: none misspelt, none where no side is known."""

import re
from collections.abc import Iterator

from formcheck.core.body import Side
from formcheck.core.stretch.model import EITHER, Spec
from formcheck.core.stretch.problems import Complaint, list_values

_UNKNOWN = re.compile(r"\{(?!side\}|other_side\}|[^{}|:]*\|[^{}|:]*\})[^{}]*\}?")
_OF_NO_SIDE = {
    ("title",), ("about",), ("aka",), ("targets",), ("equipment",), ("sources",),
    ("reviewed_by",), ("unseen",), ("dose", "source"), ("quantity", "source"),
    ("quantity", "proxy"), ("unseen_fault", "title"), ("unseen_fault", "why"),
    ("ask", "question"), ("ask", "answers"), ("ask", "replies"),
}  # fmt: skip
"""Paths of the texts that are shown where no side is known."""


def check_texts(spec: Spec) -> Iterator[Complaint]:
    """Yields every text with an unknown placeholder, or with a side where none is known."""
    both_work = spec.sides == (Side.BOTH,)
    values = list_values(spec.model_dump(by_alias=True))
    for path, text in ((path, one) for path, one in values if isinstance(one, str)):
        own = tuple(part for part in path if isinstance(part, str))
        keys = own[::2] if own[0] == "quantity" else own[:2]  # without names of quantities, answers
        if unknown := _UNKNOWN.search(text):
            what = f'"{unknown[0]}" is not known: only {{side}}, {{other_side}} or {{a|b}}'
            yield path, f"{what} may stand in braces."
        elif "side}" not in text and not EITHER.search(text):
            continue
        elif both_work:
            yield path, 'Both sides work: leave "{side}", "{other_side}" and "{a|b}" out.'
        elif keys in _OF_NO_SIDE:
            what = "A question" if keys[0] == "ask" else "This text"
            yield path, f'{what} is about both sides: leave out "{{side}}".'
