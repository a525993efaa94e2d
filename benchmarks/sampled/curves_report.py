"""The accuracy card: scores and errors of sampled films in, Markdown out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import drop_empty, table
from benchmarks.sampled.judged import JudgedFilm, judged_section
from benchmarks.sampled.psychometric import Curve, fit_curve
from benchmarks.sampled.score import DESK, NOBODY, FilmScore, off_word, totals

FEWEST = 20
"""Fewer films give no curve of their own. Chosen here: its 50 % point would be unsure by a
tolerance and more."""
MOST_SEVERE = 3.0
"""Faults are drawn up to this severity; what a curve reaches beyond is not reached."""
BINS = ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, np.inf))
"""Of severity: above the first (the first bin: from it), up to the second."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a film of good form was named when nobody said which stretch it shows.

    first: the likeliest, "" for none; clear: formcheck goes on with it by itself.
    """

    stretch: str
    first: str
    clear: bool
    from_desk: bool = False


@dataclass(frozen=True)
class Measured:
    """All that the report tells: of films of those seeds, judged on the model's landmarks.

    left_out: how many films could not be read.
    """

    seeds: tuple[int, ...]
    versions: Mapping[str, str]
    left_out: int
    scores: Sequence[FilmScore]
    named: Sequence[Named]
    judged: Sequence[JudgedFilm] = ()


@dataclass(frozen=True)
class Pool:
    """Films drawn with a fault: how severe it is in the joints, and whether it was told.

    curve is None with fewer than ``FEWEST`` films, or where all or none were told.
    """

    severity: NDArray[np.float64]
    told: NDArray[np.bool_]
    curve: Curve | None

    def between(self, low: float, high: float) -> tuple[int, int]:
        """How many of how many films were told above the one severity and up to the other."""
        inside = (self.severity <= high) & ((self.severity > low) | (low == 0.0))
        return int(self.told[inside].sum()), int(inside.sum())


def pool_of(scores: Iterable[FilmScore]) -> Pool:
    """The films of these that were drawn with a fault whose quantity has a value."""
    kept = [(one.severity, one.told) for one in scores if one.severity is not None]
    severity = np.array([severity for severity, _ in kept], dtype=np.float64)
    told = np.array([told for _, told in kept], dtype=np.bool_)
    curve = fit_curve(severity, told) if len(kept) >= FEWEST else None
    return Pool(severity, told, curve)


def point_words(pool: Pool, share: float) -> str:
    """The severity at which that share is told, in words; "" with too few films to say."""
    if len(pool.told) < FEWEST:
        return ""
    if pool.told.all():
        return "all told"
    severity = pool.curve.severity_at(share) if pool.curve is not None else np.inf
    if severity > MOST_SEVERE:
        return "not reached"
    return f"{severity:.1f}" if severity > 0.0 else "below 0"


def stretching(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """The films in which somebody stretches."""
    return [one for one in scores if one.stretch != NOBODY]


def from_room(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """The films of a camera that stands two metres away or more."""
    return [one for one in scores if one.view != DESK]


def from_desk(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """The films of a laptop near the person, which sees no hips."""
    return [one for one in scores if one.view == DESK]


GROUPS: Mapping[str, Callable[[FilmScore], str]] = {
    "view": lambda one: one.view,
    "place": lambda one: off_word(one.off_deg),
    "beginning": lambda one: one.begins,
}


def grouped(
    scores: Iterable[FilmScore], key: Callable[[FilmScore], str]
) -> dict[str, list[FilmScore]]:
    """The scores by a word, in order of the words."""
    groups: dict[str, list[FilmScore]] = {}
    for one in scores:
        groups.setdefault(key(one), []).append(one)
    return dict(sorted(groups.items()))


def markdown(done: Measured, picture: str) -> str:
    """The report; picture is the path of its curves from where the report lies."""
    scores = stretching(done.scores)
    parts = (
        _head(done),
        "## In short\n\n" + table(*drop_empty(SHORT_HEADS, short_rows(scores))),
        f"## The card\n\n{_CARD}\n\n" + table(*drop_empty(CARD_HEADS, card_rows(scores))),
        f"## Faults told against severity\n\n{_CURVES}\n\n![Share told against severity, over all "
        f"and by view]({picture})\n\n" + table(CURVE_HEADS, curve_rows(scores)),
        f"## By stretch and fault\n\n{_FAULTS}\n\n"
        + table(*drop_empty(FAULT_HEADS, fault_rows(from_room(scores)))),
        "## Correct performances\n\nFilms of good form, from two metres and more; *desk* is from a "
        "laptop near the person.\n\n" + table(FORM_HEADS, form_rows(scores)),
        judged_section(done.judged),
        _naming(done.named),
        _LIMITS,
    )
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _head(done: Measured) -> str:
    seeds = ", ".join(str(seed) for seed in done.seeds)
    versions = ", ".join(f"{name} {version}" for name, version in done.versions.items())
    good = sum(one.form == "good" for one in stretching(done.scores))
    desk = len(from_desk(done.scores))
    return f"""
# Accuracy

Written by `python -m benchmarks.sampled.curves`; not to be edited by hand. {len(done.scores)} films
of random people in rendered rooms, drawn from [the reference](reference/README.md) (seeds {seeds}):
{good} in good form, the others with a fault of up to {MOST_SEVERE:.0f} tolerances beyond the
target, of somebody who only walks by, or meant as good form that the joints never show; {desk} were
filmed by a laptop near the person, which sees no hips; {done.left_out} more could not be read.
Judged on the pose model's landmarks, the side left to be found. What is *right* is said in
`benchmarks/sampled/score.py`; how far measures are off stands in [measuring.md](measuring.md), what
causes the losses in [error-budget.md](error-budget.md), the films one group at a time in
[sampled.md](sampled.md), and the figures of our own posed people in
[accuracy-samples.md](accuracy-samples.md). {versions}.
"""


SHORT_HEADS = ("", "from two metres", "from a desk")


def short_rows(scores: Sequence[FilmScore]) -> list[tuple[str, str, str]]:
    """What matters most, in a few lines: from two metres, and from a desk if there are films."""
    room, desk = _short_column(from_room(scores)), _short_column(from_desk(scores))
    return [(name, words, desk[name]) for name, words in room.items()]


def _short_column(scores: Sequence[FilmScore]) -> dict[str, str]:
    good = [one for one in scores if one.form == "good"]
    made, pool = totals(good), pool_of(scores)
    low, low_of = pool.between(*BINS[0])
    return {
        "Correct performances right": _of(made.right, made.films),
        "Correct seconds counted": _of_seconds(made.counted_s, made.true_s),
        "Correct performances told something false": _of(made.false_fault_films, made.films),
        "Drawn faults told at a tolerated severity (up to 1)": _of(low, low_of),
        "Severity at which 50 % of the faults are told": point_words(pool, 0.5),
        "Severity at which 90 % of the faults are told": point_words(pool, 0.9),
        "Working side found": _of(made.side_right, made.sided),
    }


CARD_HEADS = (
    "", "correct performances right", "correct seconds counted", "told something false",
    "faults told up to 1", "1 to 2", "2 and more", "50 %",
)  # fmt: skip


def card_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """A line a stretch, then all; those from a desk come after."""
    groups = {}
    for view, films in {"": from_room(scores), ", from a desk": from_desk(scores)}.items():
        if films:
            by_stretch = grouped(films, lambda one: one.stretch)
            groups |= {f"{name}{view}": made for name, made in by_stretch.items()}
            groups[f"all{view}"] = films
    rows: list[tuple[str, ...]] = []
    for name, films in groups.items():
        good = [one for one in films if one.form == "good"]
        made, pool = totals(good), pool_of(films)
        rows.append(
            (
                name,
                _of(made.right, made.films),
                _of_seconds(made.counted_s, made.true_s),
                _of(made.false_fault_films, made.films),
                _of(*pool.between(*BINS[0])),
                _of(*pool.between(*BINS[1])),
                _of(*pool.between(2.0, np.inf)),
                point_words(pool, 0.5),
            )
        )
    return rows


_FINER: tuple[Callable[[FilmScore], str], ...] = (
    lambda one: one.stretch,
    lambda one: f"`{one.fault}`",
    lambda one: f"{one.stretch}, `{one.fault}`",
    lambda one: f"{one.stretch}, `{one.fault}`, {one.view}",
)
CURVE_HEADS = ("", "films", "up to 1", "1 to 2", "2 to 3", "over 3", "50 %", "90 %")


def curve_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """The curves of all faults and of each pool that has films enough for one."""
    room = from_room(scores)
    pools = {"all": pool_of(room)}
    for key in (*GROUPS.values(), *_FINER):
        pools |= {name: pool_of(films) for name, films in grouped(room, key).items()}
    pools[DESK] = pool_of(from_desk(scores))
    return [
        (
            name,
            str(len(pool.told)),
            *(_of(*pool.between(*one)) for one in BINS),
            *(point_words(pool, share) for share in (0.5, 0.9)),
        )
        for name, pool in pools.items()
        if len(pool.told) >= FEWEST
    ]


FAULT_HEADS = ("stretch", "fault", *CURVE_HEADS[2:6], "50 %", "90 %", "false in good form")


def fault_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """A line for each fault that was drawn, or told in good form though it is not there."""
    rows = []
    for stretch, films in grouped(scores, lambda one: one.stretch).items():
        good = [one for one in films if one.form == "good"]
        named = {one.fault for one in films if one.severity is not None and one.fault}
        named |= {fault for one in good for fault in one.false_faults}
        for fault in sorted(named):
            pool = pool_of(one for one in films if one.fault == fault)
            false = sum(fault in one.false_faults for one in good)
            points = [point_words(pool, share) for share in (0.5, 0.9)]
            counts = (_of(*pool.between(*one)) for one in BINS)
            rows.append((stretch, f"`{fault}`", *counts, *points, _of(false, len(good))))
    return rows


FORM_HEADS = ("", "films", "right", "correct seconds counted", "told something false")


def form_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """Films of good form by view, place of the camera and beginning; then those from a desk."""
    good = from_room(one for one in scores if one.form == "good")
    groups = {"all": good}
    for key in GROUPS.values():
        groups |= grouped(good, key)
    desk = from_desk(one for one in scores if one.form == "good")
    groups |= {DESK: desk} if desk else {}
    rows: list[tuple[str, ...]] = []
    for name, films in groups.items():
        made = totals(films)
        rows.append(
            (
                name,
                str(made.films),
                _of(made.right, made.films),
                _of_seconds(made.counted_s, made.true_s),
                _of(made.false_fault_films, made.films),
            )
        )
    return rows


def _naming(named: Sequence[Named]) -> str:
    room = [one for one in named if not one.from_desk]
    desk = [one for one in named if one.from_desk]
    parts = [_named("two metres", room), *([_named("a desk", desk)] if desk else [])]
    return "## Naming\n\n" + "\n\n".join(parts)


def _named(place: str, named: Sequence[Named]) -> str:
    clear = [one for one in named if one.clear]
    right = [one for one in named if one.first == one.stretch]
    others = Counter((one.stretch, one.first or "none") for one in named if one not in right)
    text = (
        f"Without `--stretch`, of {len(named)} films drawn in good form from {place} "
        f"{len(clear)} were named clearly, {sum(one in right for one in clear)} of those rightly; "
        f"the right name came first in {len(right)}."
    )
    rows = [(*pair, str(count)) for pair, count in sorted(others.items())]
    listed = f"\n\n{table(('what was done', 'named instead', 'films'), rows)}" if rows else ""
    return f"{text}{listed}"


def _of(count: int, whole: int) -> str:
    return f"{count} of {whole}" if whole else ""


def _of_seconds(counted_s: float, whole_s: float) -> str:
    return f"{counted_s / whole_s:.0%} of {whole_s:.0f} s" if whole_s else ""


_CARD = f"""\
The first three columns are of films of good form, drawn from the whole of target and tolerance;
*told something false* says that a fault was reported that the joints do not show. The others are of
films drawn with a fault, by its severity: tolerances beyond the target, as the joints show it for a
second. Up to 1 is tolerated, so being told there is false. 50 % is the severity at which half of
the faults are told, where there are {FEWEST} films to say. *From a desk* is what a laptop near the
person sees, without hips; all else is from two metres and more."""

_CURVES = f"""\
A logistic curve of two parameters, by maximum likelihood, over all films drawn with a fault; *all*
is from two metres and more, *desk* is from a laptop near the person.
*Not reached*: the curve is not there by a severity of {MOST_SEVERE:.0f}. There is one for all
films, for each view, place, beginning, stretch, fault, fault of a stretch and view of that, if it
has {FEWEST} films; the counts of the others stand in the tables above and below."""

_FAULTS = """\
From two metres and more: films in which the fault was told, of those drawn with it, by severity;
and of the films in good form of that stretch those in which it was told falsely."""

_LIMITS = """
## What these figures do not show

- The people are rendered, though each is another one. What was right and wrong on real photos and
  films stands in [real-people.md](real-people.md).
- Eleven stretches are timers, which check the position alone: no form of theirs is drawn.
- The camera stands still and at most 20 degrees off the place asked for, a laptop 25.
- From a desk two or three people do each stretch well: a share of theirs says little by itself.
- What no joint shows (tension, a tucked pelvis, the shape of the back) is in no film: it is never
  told, and the specs say so.
- Whether the stretch does any good is not measured here, and no camera can measure it.
"""
