"""What stretches need read from the pictures themselves, beside the landmarks."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.measure import CATALOGUE
from formcheck.pose.breath import BREATH_NAMES
from formcheck.spec import Spec


def extras_wanted(quantities: Iterable[str]) -> frozenset[str]:
    """The extras (see ``pose.extras``) that the quantities of these ids are made of."""
    return frozenset(name for quantity in quantities for name in CATALOGUE[quantity].extras)


def every_extra() -> frozenset[str]:
    """The extras that any stretch may take."""
    return extras_wanted(CATALOGUE) | BREATH_NAMES


def extras_of(spec: Spec) -> frozenset[str]:
    """The extras that a session of this stretch takes: a dose in breaths looks at the chest too."""
    wanted = extras_wanted(measure.quantity for measure in spec.measure.values())
    return wanted | BREATH_NAMES if spec.dose.unit == "breath" else wanted
