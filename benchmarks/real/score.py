"""Scores what formcheck reported of real people against labels made by eye.

The rules:

- A hold is right when the counted seconds are at most a second outside the label's range, unless
  nothing was counted although there is a hold; repetitions when their number is exact; a photo when
  its form is the labelled one.
- A film is *refused* when nobody was found in it or the camera position was reported as wrong; it
  *counted nothing* when there was something to count. Neither is right.
- A reported fault is *false* when the label neither names it nor calls it arguable. A labelled
  fault that was not reported is *missed*.
- Correct form is *recognised* when the amount and the side are right and no fault is false.
- Where the label is unsure of the form nothing is scored; what was reported is listed.
- Where no stretch is done nothing may be counted, whatever stretch is checked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.real.labels import Performance

HOLD_WITHIN_S = 1.0
"""By eye, the start and the end of a hold can be determined to about half a second each."""

Outcome = Literal["right", "wrong", "nothing", "refused"]


@dataclass(frozen=True, slots=True)
class Said:
    """What formcheck reported: seconds or repetitions counted, or whether a photo's form is good.

    counted is 1 for a photo in good form, else 0. side is "" if there is none to find.
    """

    counted: float
    faults: tuple[str, ...] = ()
    side: str = ""
    refused: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One performance: its location, label, what formcheck reported, and how the two compare."""

    where: str
    label: Performance
    said: Said
    outcome: Outcome
    side_right: bool
    false_faults: tuple[str, ...]
    told: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def recognised(self) -> bool:
        """Whether the amount and the side are right and no fault is false."""
        return self.outcome == "right" and self.side_right and not self.false_faults


@dataclass(frozen=True, slots=True)
class Negative:
    """A person who does no stretch, checked for one; counted is formcheck's count."""

    where: str
    label: Performance
    stretch: str
    counted: float


def score_performance(where: str, label: Performance, said: Said) -> Score:
    """Scores what formcheck reported of a performance against its label."""
    known = {*label.faults, *label.arguable}
    return Score(
        where=where,
        label=label,
        said=said,
        outcome=find_outcome(label, said),
        side_right=not said.side or label.side == said.side,
        false_faults=tuple(sorted(set(said.faults) - known)),
        told=tuple(sorted(set(said.faults) & set(label.faults))),
        missed=tuple(sorted(set(label.faults) - set(said.faults))),
    )


def find_outcome(label: Performance, said: Said) -> Outcome:
    """Returns whether the amount is right."""
    least, most = find_allowed(label)
    if said.refused:
        return "refused"
    if not said.counted and label.hold_s is not None and label.hold_s[0] > 0:
        return "nothing"
    if least <= said.counted <= most:
        return "right"
    return "wrong" if said.counted else "nothing"


def find_allowed(label: Performance) -> tuple[float, float]:
    """Returns the least and greatest amount that is right, leeway included."""
    if label.kind == "photo":
        good = float(label.form == "good")
        return good, good
    if label.hold_s is not None:
        return max(0.0, label.hold_s[0] - HOLD_WITHIN_S), label.hold_s[1] + HOLD_WITHIN_S
    count = float(label.repetitions or 0)
    return count, count


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over performances; nothing, refused and false_fault are numbers of performances."""

    performances: int
    right: int
    nothing: int
    refused: int
    false_fault: int
    recognised: int
    told: int
    labelled_faults: int


def sum_scores(scores: Sequence[Score]) -> Totals:
    """Returns the sums over these performances."""
    outcomes = [one.outcome for one in scores]
    return Totals(
        performances=len(scores),
        right=outcomes.count("right"),
        nothing=outcomes.count("nothing"),
        refused=outcomes.count("refused"),
        false_fault=sum(bool(one.false_faults) for one in scores),
        recognised=sum(one.recognised for one in scores),
        told=sum(len(one.told) for one in scores),
        labelled_faults=sum(len(one.label.faults) for one in scores),
    )
