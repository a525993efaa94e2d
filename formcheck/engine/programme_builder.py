"""Builds a programme from the names of stretches."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from formcheck.core.language import Words
from formcheck.core.session.programme import make_desk_break, make_programme
from formcheck.core.session.session_values import Programme
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import sides_of
from formcheck.engine.desk import faces_a_laptop, needs_no_hips
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec


def is_paced(programme: Programme) -> bool:
    """Whether any step is counted in breaths, so that the chest must be tracked."""
    return any(step.plan.dose.is_paced for step in programme.steps)


def build_programme(
    stretches: Sequence[str | Path | Spec],
    words: Words,
    *,
    sides: str = "both",
    hold_s: float | None = None,
    sets: int | None = None,
    at_desk: bool = False,
) -> Programme:
    """Returns the programme of these stretches, by id or path of a spec, in their order.

    sides is both, left or right; hold_s and sets replace the dose of every stretch that has holds
    or sets. at_desk: a short desk break, which sets all three itself. Raises FormcheckError for an
    unknown stretch or side and a dose that can't be done, SpecError for a broken spec.
    """
    specs = [load_spec(name) for name in stretches]
    if sides not in ("both", "left", "right"):
        raise FormcheckError(f"There is no side {sides!r}: choose one of both, left, right.")
    for spec in specs:
        sides_of(spec, sides, "both")
    try:
        if at_desk:
            turned = [spec.id for spec in specs if not faces_a_laptop(spec)]
            return make_desk_break(specs, words, turned)
        programme = make_programme(specs, sides, hold_s, sets, words)
    except ValueError as error:
        raise FormcheckError(f"That cannot be done: {error}.") from error
    return replace(programme, desk_stretches=frozenset(s.id for s in specs if needs_no_hips(s)))
