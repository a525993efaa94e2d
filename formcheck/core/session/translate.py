"""A spec in the person's language, and the list of every sentence that there is to translate."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.core.session import sentences as say
from formcheck.core.session.reasons import reason_sentences
from formcheck.core.session.sentences import flow_sentences
from formcheck.core.session.words import Words
from formcheck.core.stretch import Spec, with_texts


def translated(spec: Spec, words: Words) -> Spec:
    """The spec with every text for the person in the language; ids and numbers stay.

    {side} and {other_side} are still in the texts.
    """
    said = with_texts(spec, words)
    yes_no = {"answers": (words(say.YES), words(say.NO))}
    asks = (ask.model_copy(update=yes_no) if ask.kind == "ready" else ask for ask in said.ask)
    return said.model_copy(update={"ask": tuple(asks)})


def every_sentence(specs: Iterable[Spec]) -> frozenset[str]:
    """Every English sentence that a session of these specs can show or say.

    The keys that a complete translation has. The specs are those in English.
    """
    found = set(flow_sentences() | reason_sentences())
    for spec in specs:
        found.update(spec_sentences(spec))
    return frozenset(found)


def spec_sentences(spec: Spec) -> frozenset[str]:
    """Every text of the spec that ``translated`` looks up."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_texts(spec, note)
    return frozenset(found)
