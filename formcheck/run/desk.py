"""Stretches for a break at the desk, each in its turn."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.flow.words import Words
from formcheck.run.catalogue import readable_specs
from formcheck.spec import Spec


@dataclass(frozen=True, slots=True)
class DeskStretch:
    """A stretch that fits a desk: its id, and its title in the person's language."""

    id: str
    title: str


def desk_stretches(words: Words) -> tuple[DeskStretch, ...]:
    """Those that can be done in a chair or beside it: sitting ones first, then by id.

    What is done standing fits when it takes nothing and the upper body is all that the camera has
    to see: whoever sits before a laptop need not rebuild the room.
    """
    specs = [spec for _, spec in readable_specs() if spec is not None and fits_a_desk(spec)]
    specs.sort(key=lambda spec: (spec.position != "sitting", spec.id))
    return tuple(DeskStretch(spec.id, words(spec.title)) for spec in specs)


def fits_a_desk(spec: Spec) -> bool:
    """Whether the stretch can be done where somebody works."""
    if spec.position == "sitting":
        return any("chair" in thing for thing in spec.equipment)
    alone = spec.position == "standing" and not spec.equipment
    return alone and spec.view.framing == "upper"
