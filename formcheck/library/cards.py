"""What is explained and not coached: cards beside the specs."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from formcheck.core.stretch.model import Id, Sentence, Table
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import SUFFIX, bundled_dir

_FOLDER = "cards"


class Card(Table):
    """Something that is named among stretches and is none that a camera could coach."""

    id: Id
    title: str
    about: Sentence
    why_not: Sentence
    see: tuple[str, ...] = ()


def cards() -> tuple[Card, ...]:
    """Every card by id. Raises FormcheckError for one that can't be read."""
    return tuple(_read(path) for path in sorted((bundled_dir() / _FOLDER).glob(f"*{SUFFIX}")))


def card_of(name: str) -> Card | None:
    """The card of that id; None when there is none."""
    return next((card for card in cards() if card.id == name), None)


def _read(path: Path) -> Card:
    try:
        return Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise FormcheckError(f"The card {path} cannot be read: {error}.") from error
