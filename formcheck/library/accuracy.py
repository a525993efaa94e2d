"""How accurately each stretch was judged in the benchmark, if it was measured."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from formcheck.core.stretch import Spec
from formcheck.core.stretch.dose import format_count
from formcheck.library.catalogue import find_bundled_id

_FILE = Path(__file__).resolve().parent / "accuracy.json"

JUDGED_SHARE = 0.5
"""A quantity judged in this share of its frames or more counts as judged in a view. Chosen for
formcheck."""
View = Literal["two metres", "desk"]
"""The camera position: two metres away or more, or like a laptop, which sees no hips."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The result of judging videos of rendered people.

    measured: the date, ISO 8601. videos: how many videos of correct form were judged; right: those
    in which the hold or the repetitions were right; false: those with a reported fault that was not
    there. counted_s: how many of their true_s correct seconds were counted (0 of 0 for
    repetitions). faults: videos with a fault that should be reported; told: those in which it was.
    judged: by quantity, the share of frames in which it was judged, of those that need it.
    """

    measured: str
    videos: int
    right: int
    false: int
    counted_s: float
    true_s: float
    faults: int
    told: int
    judged: Mapping[str, float]

    def is_mostly_judged(self, quantity: str) -> bool:
        """Whether the quantity is mostly judged; False where it was not measured."""
        return self.judged.get(quantity, 0.0) >= JUDGED_SHARE


def find_accuracy(spec: Spec, view: View = "two metres") -> Accuracy | None:
    """Returns the accuracy of a stretch in that view; None if not measured or not bundled."""
    return _load_measured(_FILE).get((find_bundled_id(spec), view))


def describe_accuracy(found: Accuracy | None) -> str:
    """Returns the accuracy in a sentence."""
    if found is None:
        return "not measured"
    counted = f"{found.counted_s / found.true_s:.0%}" if found.true_s else ""
    seconds = f", {counted} of their seconds counted" if counted else ""
    there = format_count(found.faults, "fault")
    faults = f"; {found.told} of {there} reported" if found.faults else ""
    return (
        f"{found.right} of {found.videos} correct performances judged correctly{seconds}; "
        f"{found.false} reported a fault that was not there{faults} "
        f"(rendered people, {found.measured})"
    )


@cache
def _load_measured(path: Path) -> dict[tuple[str, View], Accuracy]:
    """Returns the file's content, by stretch and view."""
    if not path.is_file():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {
        (name, view): Accuracy(measured=raw["measured"], **one)
        for name, views in raw["stretches"].items()
        for view, one in views.items()
    }
