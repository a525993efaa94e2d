"""The stretches as the page shows them, in its language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from formcheck.core.body import Side
from formcheck.core.session.programme import translated
from formcheck.core.session.words import Words
from formcheck.core.stretch import Spec, dose_of, say_side
from formcheck.core.stretch.model import ReleaseTable
from formcheck.engine.desk import fits_a_desk
from formcheck.engine.judged import Judged, find_judged
from formcheck.library.accuracy import Accuracy, accuracy_of
from formcheck.library.art import START, TARGET, pictures_of
from formcheck.library.catalogue import readable_specs


def stretches(words: Words) -> list[dict[str, Any]]:
    """Every stretch whose spec can be read, in the language of ``words``, by title."""
    specs = [spec for _, spec in readable_specs() if spec is not None]
    told = [
        _stretch(translated(spec, words), spec.targets, find_judged(spec, words)) for spec in specs
    ]
    return sorted(told, key=lambda stretch: str(stretch["title"]).casefold())


def _stretch(spec: Spec, muscles: tuple[str, ...], judged: Judged | None) -> dict[str, Any]:
    """A stretch; muscles are its targets in English, by which the page sorts it."""
    pictures = pictures_of(spec.id)
    dose = dose_of(spec.dose)
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
        "class": spec.class_,
        "accuracy": {
            "two_metres": _accuracy(accuracy_of(spec.id)),
            "desk": _accuracy(accuracy_of(spec.id, "desk")),
        },
        "judged": None if judged is None else asdict(judged),
        "fits_a_desk": fits_a_desk(spec),
        "camera": spec.view.camera,
        "height": spec.view.height,
        "framing": spec.view.framing,
        "setup": {side.value: _said(spec.setup, side) for side in spec.sides},
        "stop": spec.stop,
        "pain": spec.pain,
        "blind": spec.blind,
        "dose": {
            "unit": dose.unit,
            "hold_s": dose.round_s,
            "holds": dose.rounds,
            "rest_s": spec.dose.rest_s,
            "reps": spec.dose.reps,
            "rep_hold_s": spec.dose.rep_hold_s,
            "breaths": spec.dose.breaths,
            "cycle_s": dose.cycle_s or 0,
            "release": spec.dose.release and _release(spec.dose.release),
            "alternate": spec.dose.alternate,
            "at_least": spec.dose.at_least,
            "per_day": spec.dose.per_day,
            "weeks": spec.dose.weeks,
            "goal": dose.planned_reps,
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


def _accuracy(found: Accuracy | None) -> dict[str, int] | None:
    return None if found is None else {"films": found.films, "right": found.right}


def _release(release: ReleaseTable) -> dict[str, Any]:
    return {
        "start": release.start,
        "goal": release.goal,
        "least_s": release.least_s,
        "most_s": release.most_s,
    }


def _said(sentences: tuple[str, ...], side: Side) -> list[str]:
    return [say_side(sentence, side) for sentence in sentences]


def _picture(spec_id: str, name: str, known: tuple[str, ...]) -> str | None:
    return f"/art/{spec_id}/{name}.webp" if name in known else None
