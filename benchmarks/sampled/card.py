"""What the program tells of how well each stretch is judged: `formcheck/library/accuracy.json`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence

from benchmarks.sampled.judged import JudgedFilm, judged_shares
from benchmarks.sampled.score import DESK, NOBODY, FilmScore, totals
from formcheck.library.accuracy import FORMAT


def card_json(scores: Iterable[FilmScore], judged: Sequence[JudgedFilm], day: dt.date) -> str:
    """The file: of each stretch, and from two metres and from a desk apart, what came of it."""
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
                stretches.setdefault(name, {})[view] = _figures(made, own)
    raw = {"format": FORMAT, "measured": day.isoformat(), "stretches": stretches}
    return json.dumps(raw, indent=1) + "\n"


def _figures(films: Sequence[FilmScore], judged: Sequence[JudgedFilm]) -> dict[str, object]:
    good = totals([one for one in films if one.form == "good"])
    faults = totals([one for one in films if one.wanted is not None])
    return {
        "films": good.films,
        "right": good.right,
        "false": good.false_fault_films,
        "counted_s": round(good.counted_s, 1),
        "true_s": round(good.true_s, 1),
        "faults": faults.films,
        "told": faults.told,
        "judged": {name: round(share, 2) for name, share in judged_shares(judged).items()},
    }
