"""The stretches as the page shows them, in its language."""

from __future__ import annotations

from typing import Any

from formcheck.body import Side
from formcheck.flow.translate import translated
from formcheck.flow.words import Words
from formcheck.run.art import START, TARGET, pictures_of
from formcheck.run.catalogue import readable_specs
from formcheck.spec import Spec
from formcheck.spec.plan import say_side


def stretches(words: Words) -> list[dict[str, Any]]:
    """Every stretch whose spec can be read, in the language of ``words``, by title."""
    specs = [spec for _, spec in readable_specs() if spec is not None]
    told = [_stretch(translated(spec, words), spec.targets) for spec in specs]
    return sorted(told, key=lambda stretch: str(stretch["title"]).casefold())


def _stretch(spec: Spec, muscles: tuple[str, ...]) -> dict[str, Any]:
    """A stretch; muscles are its targets in English, by which the page sorts it."""
    pictures = pictures_of(spec.id)
    shown = spec.sides[0]  # the pictures show the left side working, or both
    return {
        "id": spec.id,
        "title": spec.title,
        "about": spec.about,
        "targets": spec.targets,
        "muscles": muscles,
        "position": spec.position,
        "equipment": spec.equipment,
        "sides": [side.value for side in spec.sides],
        "grade": spec.grade,
        "camera": spec.view.camera,
        "framing": spec.view.framing,
        "setup": {side.value: _said(spec.setup, side) for side in spec.sides},
        "stop": spec.stop,
        "pain": spec.pain,
        "blind": spec.blind,
        "dose": {
            "hold_s": spec.dose.hold_s,
            "holds": spec.dose.holds,
            "rest_s": spec.dose.rest_s,
        },
        "faults": [
            {
                "id": fault.id,
                "title": fault.title,
                "cue": say_side(fault.cue, shown),
                "picture": _picture(spec.id, fault.id, pictures),
            }
            for fault in spec.fault
        ],
        "unseen_faults": [
            {
                "id": fault.id,
                "title": fault.title,
                "cue": say_side(fault.cue, shown),
                "why": fault.why,
            }
            for fault in spec.unseen_fault
        ],
        "pictures": {name: _picture(spec.id, name, pictures) for name in (START, TARGET)}
        if {START, TARGET} <= set(pictures)
        else None,
    }


def _said(sentences: tuple[str, ...], side: Side) -> list[str]:
    return [say_side(sentence, side) for sentence in sentences]


def _picture(spec_id: str, name: str, known: tuple[str, ...]) -> str | None:
    return f"/art/{spec_id}/{name}.webp" if name in known else None
