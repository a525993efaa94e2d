"""The programme that names of stretches mean."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.errors import FormcheckError
from formcheck.flow.programme import programme_of
from formcheck.flow.values import Programme
from formcheck.flow.words import Words
from formcheck.run.analyse import sides_of
from formcheck.run.catalogue import load_spec


def programme_for(
    stretches: Sequence[str],
    words: Words,
    *,
    sides: str = "both",
    hold_s: float | None = None,
    sets: int | None = None,
) -> Programme:
    """The programme of these stretches, by id or path of a spec, in their order.

    sides is both, left or right; hold_s and sets stand in for the dose of every stretch. Raises
    FormcheckError for a stretch or a side that is not there and for a dose that can't be done,
    SpecError for a spec with problems.
    """
    specs = [load_spec(name) for name in stretches]
    if sides != "both":
        for spec in specs:
            sides_of(spec, sides)
    try:
        return programme_of(specs, sides, hold_s, sets, words)
    except ValueError as error:
        raise FormcheckError(f"That cannot be done: {error}.") from error
