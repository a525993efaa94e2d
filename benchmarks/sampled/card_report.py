"""Turns scores of sampled films into the accuracy card: a page, and the file formcheck ships."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.report import VERSIONS, drop_empty, group_by, list_skipped, make_table
from benchmarks.sampled.camera_views import DESK, name_band
from benchmarks.sampled.judged_shares import JudgedFilm, find_judged_shares, make_judged_part
from benchmarks.sampled.score import NOBODY, FilmScore, sum_scores
from benchmarks.sampled.truth import describe_seeds

MOST_SEVERE = 3.0
"""The greatest severity that faults are drawn with."""
BINS = {
    "up to 1": (0.0, 1.0),
    "1 to 1.5": (1.0, 1.5),
    "1.5 to 2": (1.5, 2.0),
    "2 to 3": (2.0, 3.0),
    "over 3": (3.0, np.inf),
}
"""Severity bins: lower bound exclusive (inclusive in the first bin), upper bound inclusive."""


@dataclass(frozen=True)
class Measured:
    """The report's contents: films of these seeds; skipped: name and reason of unjudged films."""

    seeds: tuple[int, ...]
    skipped: Sequence[tuple[str, str]]
    scores: Sequence[FilmScore]
    judged: Sequence[JudgedFilm] = ()


def count_told(scores: Iterable[FilmScore], low: float, high: float) -> str:
    """Returns "reported of drawn" for the faults drawn with a severity between the two bounds."""
    told = [
        one.told
        for one in scores
        if one.severity is not None and (low < one.severity <= high or one.severity == low == 0.0)
    ]
    return _show_count(sum(told), len(told))


def _count_bins(scores: Sequence[FilmScore]) -> list[str]:
    return [count_told(scores, *ends) for ends in BINS.values()]


def pick_stretching(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """Returns the films in which somebody stretches."""
    return [one for one in scores if one.stretch != NOBODY]


def pick_room(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """Returns the films whose camera is two metres or more away."""
    return [one for one in scores if one.view != DESK]


def pick_desk(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """Returns the films from a laptop near the person, which does not see the hips."""
    return [one for one in scores if one.view == DESK]


GROUPS: Mapping[str, Callable[[FilmScore], str]] = {
    "view": lambda one: one.view,
    "place": lambda one: name_band(one.off_deg),
    "beginning": lambda one: one.begins,
}


def make_page(done: Measured) -> str:
    """Returns the report."""
    scores = pick_stretching(done.scores)
    parts = (
        _make_head(done),
        "## In short\n\n" + make_table(*drop_empty(SHORT_HEADS, list_key_rows(scores))),
        f"## The card\n\n{_CARD}\n\n" + make_table(*drop_empty(CARD_HEADS, list_card_rows(scores))),
        f"## Faults reported by severity\n\n{_SEVERITY}\n\n"
        + make_table(("", *BINS), list_severity_rows(scores)),
        f"## By stretch and fault\n\n{_FAULTS}\n\n"
        + make_table(*drop_empty(FAULT_HEADS, list_fault_rows(pick_room(scores)))),
        "## Correct performances\n\nVideos of good form, from two metres and more; *desk* is from "
        "a laptop near the person.\n\n" + make_table(FORM_HEADS, list_form_rows(scores)),
        make_judged_part(done.judged),
        list_skipped(done.skipped),
        _LIMITS,
    )
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _make_head(done: Measured) -> str:
    good = sum(one.form == "good" for one in pick_stretching(done.scores))
    desk = len(pick_desk(done.scores))
    return f"""
# Accuracy

Written by `python -m benchmarks.sampled.card`; not to be edited by hand. {len(done.scores)} videos
of random people in rendered rooms, drawn from [the reference](reference/README.md)
({describe_seeds(done.seeds)}): {good} in good form, the others with a fault of up to
{MOST_SEVERE:.0f} tolerances beyond the target, with somebody who only walks by, or meant as good
form that the joints never show. {desk} were filmed by a laptop near the person, which sees no hips.
{len(done.skipped)} more were left out. The videos were judged on the pose model's landmarks,
without giving the side. `benchmarks/sampled/score.py` defines *right*. See also
[measuring.md](measuring.md) for the errors of measures, [error-budget.md](error-budget.md) for the
causes of losses, [sampled.md](sampled.md) for groups of videos, and
[accuracy-samples.md](accuracy-samples.md) for our own posed people. {VERSIONS}.
"""


SHORT_HEADS = ("", "from two metres", "from a desk")


def list_key_rows(scores: Sequence[FilmScore]) -> list[tuple[str, str, str]]:
    """Returns the key figures, a row each: from two metres, and from a desk if there are films."""
    room, desk = _make_column(pick_room(scores)), _make_column(pick_desk(scores))
    return [(name, words, desk[name]) for name, words in room.items()]


def _make_column(scores: Sequence[FilmScore]) -> dict[str, str]:
    good = [one for one in scores if one.form == "good"]
    made = sum_scores(good)
    return {
        "Correct performances right": _show_count(made.right, made.films),
        "Right, or within the seconds that are given": _show_count(made.covered, made.films),
        "Seconds that a hold leaves open, median": _find_open_s(good),
        "Correct seconds counted": _show_seconds(made.counted_s, made.true_s),
        "Correct performances with a false fault": _show_count(made.false_fault_films, made.films),
        "Faults reported at a tolerated severity (up to 1)": count_told(scores, 0.0, 1.0),
        "Faults reported beyond the tolerance": count_told(scores, 1.0, np.inf),
        "Working side found": _show_count(made.side_right, made.sided),
    }


def _find_open_s(scores: Sequence[FilmScore]) -> str:
    open_s = [one.said[1] - one.said[0] for one in scores if one.said is not None]
    return f"{np.median(open_s):.1f} s" if open_s else ""


CARD_HEADS = (
    "", "correct performances right", "correct seconds counted", "false fault reported",
    "faults reported up to 1", "1 to 2", "2 and more",
)  # fmt: skip


def list_card_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """Returns a row per stretch and one for all, then the same for films from a desk."""
    groups: dict[str, list[FilmScore]] = {}
    for view, films in {"": pick_room(scores), ", from a desk": pick_desk(scores)}.items():
        if films:
            by_stretch = group_by(films, lambda one: one.stretch)
            groups |= {f"{name}{view}": made for name, made in by_stretch.items()}
            groups[f"all{view}"] = films
    severities = ((0.0, 1.0), (1.0, 2.0), (2.0, np.inf))
    return [
        (
            name,
            *_list_cells([one for one in films if one.form == "good"]),
            *(count_told(films, *ends) for ends in severities),
        )
        for name, films in groups.items()
    ]


def list_severity_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """Returns the rows for all films with a fault, each group of GROUPS, and the desk."""
    rows = [(name, *_count_bins(films)) for name, films in _group_films(scores).items()]
    return [row for row in rows if any(row[1:])]


def _group_films(scores: Sequence[FilmScore]) -> dict[str, Sequence[FilmScore]]:
    """Returns all films from two metres, the same split by GROUPS, and those from a desk."""
    room, desk = pick_room(scores), pick_desk(scores)
    groups: dict[str, Sequence[FilmScore]] = {"all": room}
    for key in GROUPS.values():
        groups |= group_by(room, key)
    return groups | ({DESK: desk} if desk else {})


FAULT_HEADS = ("stretch", "fault", *BINS, "false in good form")


def list_fault_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """Returns a row for each fault that was drawn or falsely reported in good form."""
    rows = []
    for stretch, films in group_by(scores, lambda one: one.stretch).items():
        good = [one for one in films if one.form == "good"]
        named = {one.fault for one in films if one.severity is not None and one.fault}
        named |= {fault for one in good for fault in one.false_faults}
        for fault in sorted(named):
            counts = _count_bins([one for one in films if one.fault == fault])
            false = sum(fault in one.false_faults for one in good)
            rows.append((stretch, f"`{fault}`", *counts, _show_count(false, len(good))))
    return rows


FORM_HEADS = ("", "videos", "right", "correct seconds counted", "false fault reported")


def list_form_rows(scores: Sequence[FilmScore]) -> list[tuple[str, ...]]:
    """Returns a row for each group of films of good form; those from a desk come last."""
    groups = _group_films([one for one in scores if one.form == "good"])
    return [(name, str(len(films)), *_list_cells(films)) for name, films in groups.items()]


def _list_cells(good: Sequence[FilmScore]) -> tuple[str, str, str]:
    """Returns three cells for films of good form: right, correct seconds, false faults."""
    made = sum_scores(good)
    return (
        _show_count(made.right, made.films),
        _show_seconds(made.counted_s, made.true_s),
        _show_count(made.false_fault_films, made.films),
    )


def _show_count(count: int, whole: int) -> str:
    return f"{count} of {whole}" if whole else ""


def _show_seconds(counted_s: float, whole_s: float) -> str:
    return f"{counted_s / whole_s:.0%} of {whole_s:.0f} s" if whole_s else ""


_CARD = """\
The first three columns are for videos of good form, drawn from the whole of target and tolerance;
*false fault reported* means that a fault was reported that the joints do not show. The others are
for videos with a fault, by its severity: tolerances beyond the target, as the joints show it
for a second. Up to 1 is tolerated, so a fault reported there is false. *From a desk* is the view of
a laptop near the person, without hips; everything else is from two metres and more."""

_SEVERITY = """\
In how many of the videos with a fault it was reported; *all* and the rows below it are from
two metres and more, *desk* is from a laptop near the person."""

_FAULTS = """\
From two metres and more: videos in which the fault was reported, of those with it, by
severity; and videos in good form of that stretch in which it was reported falsely."""

_LIMITS = """
## What these figures do not show

- The people are rendered, although no two are alike. [real-people.md](real-people.md) has the
  results on real photos and videos.
- Twelve stretches are timers, which check only coarse things: no form is drawn for them, except
  for thread-the-needle.
- The camera stands still and at most 20 degrees off the requested position, a laptop 25.
- From a desk only two or three people do each stretch well, so a share of them says little.
- What no joint shows (tension, a tucked pelvis, the shape of the back) is in no video: it is never
  reported, and the specs say so.
- Whether the stretch does any good is not measured here, and no camera can measure it.
"""


def format_card_json(
    scores: Iterable[FilmScore], judged: Sequence[JudgedFilm], day: dt.date
) -> str:
    """Returns the file's JSON: figures of each stretch, from two metres and from a desk apart."""
    films: dict[str, dict[str, list[FilmScore]]] = {}
    for one in sorted(scores, key=lambda score: (score.stretch, score.view == DESK)):
        if one.stretch != NOBODY:
            view = "desk" if one.view == DESK else "two metres"
            films.setdefault(one.stretch, {}).setdefault(view, []).append(one)
    stretches: dict[str, dict[str, object]] = {}
    for name, by_view in films.items():
        for view, made in by_view.items():
            if any(one.form == "good" for one in made):
                own = [j for j in judged if j.stretch == name and j.from_desk == (view == "desk")]
                stretches.setdefault(name, {})[view] = _build_figures(made, own)
    raw = {"measured": day.isoformat(), "stretches": stretches}
    return json.dumps(raw, indent=1) + "\n"


def _build_figures(films: Sequence[FilmScore], judged: Sequence[JudgedFilm]) -> dict[str, object]:
    good = sum_scores([one for one in films if one.form == "good"])
    faults = sum_scores([one for one in films if one.wanted is not None])
    return {
        "videos": good.films,
        "right": good.right,
        "false": good.false_fault_films,
        "counted_s": round(good.counted_s, 1),
        "true_s": round(good.true_s, 1),
        "faults": faults.films,
        "told": faults.told,
        "judged": {name: round(share, 2) for name, share in find_judged_shares(judged).items()},
    }
