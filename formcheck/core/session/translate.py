"""A spec in the person's language, and the list of every sentence that there is to translate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formcheck.core.session import sentences as say
from formcheck.core.session.reasons import reason_sentences
from formcheck.core.session.sentences import flow_sentences
from formcheck.core.session.words import Words
from formcheck.core.stretch import Spec


def translated(spec: Spec, words: Words) -> Spec:
    """The spec with every text for the person in the language; ids and numbers stay.

    Names of sources stay as they are. {side} and {other_side} are still in the texts.
    """
    return spec.model_copy(
        update={
            "title": words(spec.title),
            "about": words(spec.about),
            "targets": _each(spec.targets, words),
            "equipment": _each(spec.equipment, words),
            "stop": words(spec.stop),
            "setup": _each(spec.setup, words),
            "blind": _each(spec.blind, words),
            "view": spec.view.model_copy(update={"say": words(spec.view.say)}),
            "quantity": {
                name: table.model_copy(
                    update={
                        "low": words(table.low) if table.low else None,
                        "high": words(table.high) if table.high else None,
                        "proxy": words(table.proxy),
                    }
                )
                for name, table in spec.quantity.items()
            },
            "phase": tuple(p.model_copy(update={"say": words(p.say)}) for p in spec.phase),
            "fault": tuple(
                f.model_copy(update={"title": words(f.title), "cue": words(f.cue)})
                for f in spec.fault
            ),
            "unseen_fault": tuple(
                f.model_copy(
                    update={"title": words(f.title), "cue": words(f.cue), "why": words(f.why)}
                )
                for f in spec.unseen_fault
            ),
            "ask": tuple(
                a.model_copy(
                    update={
                        "question": words(a.question),
                        "answers": _each((say.YES, say.NO), words)
                        if a.kind == "ready"
                        else _each(a.answers, words),
                        "replies": {words(k): words(v) for k, v in a.replies.items()},
                    }
                )
                for a in spec.ask
            ),
        }
    )


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
    return frozenset(text for text in _texts(spec) if text)


def _texts(spec: Spec) -> Iterator[str]:
    yield from (spec.title, spec.about, spec.stop, spec.view.say)
    for texts in (spec.targets, spec.equipment, spec.setup, spec.blind):
        yield from texts
    for quantity in spec.quantity.values():
        yield from (quantity.low or "", quantity.high or "", quantity.proxy)
    for phase in spec.phase:
        yield phase.say
    for fault in spec.fault:
        yield from (fault.title, fault.cue)
    for unseen in spec.unseen_fault:
        yield from (unseen.title, unseen.cue, unseen.why)
    for ask in spec.ask:
        yield ask.question
        yield from ask.answers
        yield from ask.replies.values()


def _each(texts: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words(text) for text in texts)
