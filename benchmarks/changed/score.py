"""Compares formcheck's results, called answers, for a film and a changed copy.

Two answers are the same when all of this holds:

- somebody is found in both films or in neither, and the camera is refused in both or in neither;
- the same sides were worked (in a mirrored film the opposite ones), where anything was counted or
  reported;
- the same number of repetitions counts; for a held stretch, the seconds counted are within 0.3 s,
  or 5 % of more than 6 s;
- the same faults are reported.

If the beginning or end of a film is cut off, only the part of the whole film's answer that is about
the rest is expected: the seconds of its holds there, the repetitions completely within (one that is
cut may count or not), and the faults reported there (one that is cut may be reported or not). The
other changes keep the whole duration, so the whole answer is expected. In a laptop's view the hips
are outside the image: what can't be judged without them shows as a difference.

A film is *answered* when anything was counted or reported in it unchanged. For the others it is
easy to give the same answer, so answered films are also counted separately.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.sampled.score import find_leeway_s, is_refused
from formcheck.core.body import Side
from formcheck.core.coach import Hold, SideSummary, Span
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import Analysis

ALWAYS = (float("-inf"), float("inf"))


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """The range counted for one side (s or repetitions); faults that must or may be reported."""

    least: float = 0.0
    most: float = 0.0
    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()

    @property
    def says_something(self) -> bool:
        """Whether anything was counted or reported."""
        return bool(self.most or self.may)


@dataclass(frozen=True, slots=True)
class Answer:
    """An actual or expected answer, with the sides for which anything was counted or reported.

    seen: whether anybody was found; refused: whether formcheck refused to judge the film.
    """

    seen: bool
    refused: bool
    repetitions: bool
    sides: Mapping[Side, SideAnswer]

    @property
    def says_something(self) -> bool:
        """Whether anything was counted or reported."""
        return bool(self.sides)


def build_answer(
    found: Analysis | None, spec: Spec, span_s: tuple[float, float] = ALWAYS, *, mirrored: bool
) -> Answer:
    """Returns the answer within a time span; None shows nobody, mirrored swaps the sides."""
    by_rep = spec.rep is not None
    sides = {
        one.side.other if mirrored else one.side: _sum_side(one, span_s, by_rep=by_rep)
        for one in (found.sides if found is not None else ())
    }
    told = {side: one for side, one in sides.items() if one.says_something}
    return Answer(found is not None, is_refused(found), by_rep, told)


def _sum_side(side: SideSummary, span_s: tuple[float, float], *, by_rep: bool) -> SideAnswer:
    since_s, until_s = span_s
    least: float
    most: float
    if by_rep:
        tried = [rep for rep in side.repetitions if rep.counted]
        least = sum(rep.start_s >= since_s and rep.end_s <= until_s for rep in tried)
        most = sum(rep.end_s > since_s and rep.start_s < until_s for rep in tried)
    else:
        least = most = sum(find_held_s(hold, side.pauses, span_s) for hold in side.holds)
    return SideAnswer(
        least,
        most,
        frozenset(f.id for f in side.faults if f.start_s >= since_s and f.reported_s <= until_s),
        frozenset(f.id for f in side.faults if f.end_s > since_s and f.start_s < until_s),
    )


def find_held_s(hold: Hold, pauses: Iterable[Span], span_s: tuple[float, float]) -> float:
    """Returns the seconds of a hold that lie in the span, without its pauses."""
    whole_s = _find_running_s(hold, pauses, ALWAYS)
    return hold.held_s * _find_running_s(hold, pauses, span_s) / whole_s if whole_s > 0 else 0.0


def _find_running_s(hold: Hold, pauses: Iterable[Span], span_s: tuple[float, float]) -> float:
    since_s, until_s = max(hold.start_s, span_s[0]), min(hold.end_s, span_s[1])
    paused_s = sum(
        max(0.0, min(pause.end_s, until_s) - max(pause.start_s, since_s)) for pause in pauses
    )
    return max(0.0, until_s - since_s - paused_s)


def find_differences(wanted: Answer, got: Answer) -> tuple[str, ...]:
    """Returns the differences in words; empty for the same answer."""
    if wanted.seen and not got.seen:
        return ("nobody is seen any more",)
    if got.seen and not wanted.seen:
        return ("somebody is seen",)
    found: list[str] = []
    if got.refused != wanted.refused:
        found.append("refused" if got.refused else "not refused any more")
    one, other = list(wanted.sides), list(got.sides)
    if len(one) == len(other) == 1 and one != other:
        found.append(f"{other[0].value} instead of {one[0].value}")
        pairs = [("", wanted.sides[one[0]], got.sides[other[0]])]
    else:
        sides = sorted({*one, *other})
        pairs = [
            (
                f"{side.value}: " if len(sides) > 1 else "",
                wanted.sides.get(side, SideAnswer()),
                got.sides.get(side, SideAnswer()),
            )
            for side in sides
        ]
    for name, before, after in pairs:
        found.extend(f"{name}{text}" for text in _compare(before, after, wanted.repetitions))
    return tuple(found)


def _compare(wanted: SideAnswer, got: SideAnswer, repetitions: bool) -> list[str]:
    found = []
    slack = 0.0 if repetitions else find_leeway_s(wanted.least)
    if not wanted.least - slack <= got.most <= wanted.most + slack:
        found.append(f"{_format(got, repetitions)} instead of {_format(wanted, repetitions)}")
    if lost := sorted(wanted.must - got.may):
        found.append(f"no longer reported: {', '.join(lost)}")
    if new := sorted(got.may - wanted.may):
        found.append(f"now reported: {', '.join(new)}")
    return found


def _format(one: SideAnswer, repetitions: bool) -> str:
    if not repetitions:
        return f"{one.most:.1f} s"
    word = "repetition" if one.most == 1 else "repetitions"
    return (
        f"{one.most:.0f} {word}"
        if one.least == one.most
        else (f"{one.least:.0f} to {one.most:.0f} {word}")
    )


def say_answer(answer: Answer) -> str:
    """Returns an answer in words."""
    if not answer.seen:
        return "nobody seen"
    told = []
    for side, one in sorted(answer.sides.items()):
        faults = f" with {', '.join(sorted(one.may))}" if one.may else ""
        told.append(f"{side.value} {_format(one, answer.repetitions)}{faults}")
    said = "; ".join(told) or "nothing counted, nothing reported"
    return f"refused ({said})" if answer.refused else said
