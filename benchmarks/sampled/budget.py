"""``python -m benchmarks.sampled.budget DIR``: where accuracy is lost between joints and verdict.

Judges the same films of good form five times: with true joints seen from the requested camera
position, with true joints seen from the actual one, with only the image or only the world positions
replaced by the true ones, and with the pose model's landmarks. Sealed films are left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from rich.console import Console

from benchmarks.report import (
    Report,
    check_writable,
    exit_with_reason,
    group_by,
    make_table,
    write_text,
)
from benchmarks.sampled.figures import draw_shares, save_figure
from benchmarks.sampled.judge import choose_seeds, judge_seeds
from benchmarks.sampled.report import SOURCES
from benchmarks.sampled.score import NOBODY, FilmScore
from benchmarks.sampled.stops import STOPS
from benchmarks.sampled.truth import Landmarks, describe_seeds, find_folders

Cause = Literal["rule", "rule, no neutral start", "view", "depth", "landmarks"]
Scores = Mapping[Landmarks, Sequence[FilmScore]]

OFF_DEG = 10.0
"""A camera more than this many degrees from the requested position counts as off."""
CAUSES: Mapping[Cause, str] = {
    "rule": "wrong with true joints too, even from the requested camera position; the video begins "
    "in neutral",
    "rule, no neutral start": "the same for a video that begins in position or with somebody who "
    "walks in",
    "view": "wrong with true joints from where the camera stood, right from the requested position",
    "depth": "right with true joints; wrong with their true places in the image and the model's "
    "own depth and visibility",
    "landmarks": "right with the true places in the image; wrong with the model's own",
}
COLOURS: Mapping[str, str] = {
    "right": "#cfe3d6",
    "landmarks": "#a9c7e8",
    "depth": "#4f86c0",
    "view": "#f0bd55",
    "rule": "#d9764f",
    "rule, no neutral start": "#96341f",
}


def find_cause(name: str, begins: str, right: Mapping[Landmarks, set[str]]) -> Cause | None:
    """Returns why the film is not right, None if it is; right: right films' names by landmarks."""
    if name in right["model"]:
        return None
    if name in right["true"]:
        return "landmarks" if name in right["true-image"] else "depth"
    if name in right["true-placed"]:
        return "view"
    return "rule" if begins == "neutral" else "rule, no neutral start"


def pick_good(scores: Iterable[FilmScore]) -> list[FilmScore]:
    """Returns the films in which a stretch is performed in good form."""
    return [one for one in scores if one.form == "good" and one.stretch != NOBODY]


def find_right_names(scores: Scores) -> dict[Landmarks, set[str]]:
    """Returns the names of the films that are right with each kind of landmarks."""
    return {
        kind: {one.name for one in made if one.outcome == "right"} for kind, made in scores.items()
    }


def count_causes(scores: Scores) -> dict[str, Counter[str]]:
    """Returns, by stretch, how many films of good form are "right" or lost to each cause."""
    right = find_right_names(scores)
    films = group_by(pick_good(scores["model"]), lambda one: one.stretch)
    return {
        name: Counter(find_cause(one.name, one.begins, right) or "right" for one in made)
        for name, made in films.items()
    }


def make_page(scores: Scores, seeds: Sequence[int], picture: str) -> str:
    """Returns the report; picture is the path of its image relative to the report."""
    kinds = "\n".join(f"- *{kind}*: {SOURCES[kind]}" for kind in scores)
    causes = "\n".join(f"- *{cause}*: {words}" for cause, words in CAUSES.items())
    stops = "\n".join(f"- *{stop}*: {words}" for stop, words in STOPS.items())
    return f"""# The error budget

Written by `python -m benchmarks.sampled.budget`; not to be edited by hand. Videos of random people
in good form in rendered rooms ({describe_seeds(seeds)}), drawn from the reference, judged by the
same build with {len(scores)} kinds of landmarks. *Right* is what `benchmarks/sampled/score.py`
says.

{kinds}

## What is lost, by cause

Every video that is not right with the model's landmarks has one cause:

{causes}

![Videos by stretch: right, or lost by which cause]({picture})

{_show_causes(scores)}

"Right by luck" are videos that are right with the model's landmarks and wrong with true joints.

## View and neutral beginning

Videos that are right with each kind of landmarks. *Off* is how far the camera stands from the
requested position, as an angle about the person.

{_show_views(scores)}

## By stretch: what stops it

What formcheck said of the videos that are not right; a video may have several.

{stops}

{_show_stop_totals(scores)}

With true joints, so that everything is due to the rules:

{_show_stops(scores, "true")}

With the model's landmarks, for videos that are right with true joints:

{_show_stops(scores, "model")}
"""


def _show_causes(scores: Scores) -> str:
    counts = count_causes(scores)
    right = find_right_names(scores)
    lucky = Counter(
        one.stretch
        for one in pick_good(scores["model"])
        if one.name in right["model"] - right["true"]
    )
    whole = sum(counts.values(), Counter[str]())
    rows = [
        (
            name,
            *(str(n) for n in (count.total(), count["right"], *(count[c] for c in CAUSES))),
            str(luck),
        )
        for name, count, luck in (
            *((name, count, lucky[name]) for name, count in counts.items()),
            ("all", whole, lucky.total()),
        )
    ]
    return make_table(("", "videos", "right", *CAUSES, "right by luck"), rows)


def _show_views(scores: Scores) -> str:
    right = find_right_names(scores)
    films = pick_good(scores["model"])
    begins = {True: "begins in neutral", False: "no neutral beginning"}
    places = {False: f"up to {OFF_DEG:.0f}° off", True: f"more than {OFF_DEG:.0f}° off"}
    rows = []
    for group in product(begins, places):
        names = {o.name for o in films if (o.begins == "neutral", o.off_deg > OFF_DEG) == group}
        counts = (
            f"{len(names & told)}{_show_share(names & told, names)}" for told in right.values()
        )
        rows.append((f"{begins[group[0]]}, {places[group[1]]}", str(len(names)), *counts))
    return make_table(("", "videos", *scores), rows)


def _show_share(some: set[str], whole: set[str]) -> str:
    return f" ({len(some) / len(whole):.0%})" if whole else ""


def _pick_lost(scores: Scores, kind: Landmarks) -> list[FilmScore]:
    """Returns the films lost; with the model's landmarks, only those right with true joints."""
    spared = set() if kind == "true" else find_right_names(scores)["true"]
    return [
        one
        for one in pick_good(scores[kind])
        if one.outcome != "right" and (kind == "true" or one.name in spared)
    ]


def _show_stop_totals(scores: Scores) -> str:
    rows = []
    for stop in STOPS:
        films = (
            sum(
                any(_get_kind(told) == stop for told in one.stops)
                for one in _pick_lost(scores, kind)
            )
            for kind in ("true", "model")
        )
        rows.append((stop, *(str(count) for count in films)))
    lost = (str(len(_pick_lost(scores, kind))) for kind in ("true", "model"))
    rows.append(("videos", *lost))
    return make_table(("", "true joints", "the model's, where true joints are right"), rows)


def _show_stops(scores: Scores, kind: Landmarks) -> str:
    films = Counter(one.stretch for one in pick_good(scores[kind]))
    rows = [
        (name, f"{len(lost)} of {films[name]}", describe_stops(one.stops for one in lost))
        for name, lost in group_by(_pick_lost(scores, kind), lambda one: one.stretch).items()
    ]
    return make_table(("", "not right", "what stops them"), rows)


def describe_stops(stops: Iterable[Sequence[str]]) -> str:
    """Returns one line with the number of films per stop; stops holds the stops of each film."""
    films = Counter[str]()
    details = Counter[str]()
    for told in stops:
        films.update({_get_kind(stop) for stop in told})
        details.update(set(told))
    return "; ".join(
        f"**{stop}** {films[stop]}{_list_details(stop, details)}" for stop in STOPS if films[stop]
    )


def _list_details(stop: str, counts: Counter[str]) -> str:
    words = [
        f"{told.partition(': ')[2]} {count}"
        for told, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if told.startswith(f"{stop}: ")
    ]
    return f" ({', '.join(words)})" if words else ""


def _get_kind(stop: str) -> str:
    return stop.partition(":")[0]


def save_chart(scores: Scores, path: Path) -> None:
    """Saves a bar chart of the films by stretch and cause."""
    counts = count_causes(scores)
    order = sorted(counts, key=lambda name: (-counts[name]["right"] / counts[name].total(), name))
    save_figure(
        draw_shares(
            {name: counts[name] for name in order},
            COLOURS,
            title="Videos of good form: right, or lost by which cause",
        ),
        path,
    )


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Videos at the same time.")] = 2,
    report: Report = None,
) -> None:
    """Judges every kept film of good form five times. Ends with 2 when none could be."""
    console = Console()
    name = f"images/{report.stem if report else 'error-budget'}.webp"
    check_writable(report.parent / name if report else None)
    with exit_with_reason():
        seeds = choose_seeds(list(find_folders(folder)), seed or (), sealed=False)
        scores = {
            kind: judge_seeds(folder, seeds, kind, None, workers, console, good_form=True).scores
            for kind in get_args(Landmarks)
        }
        text = make_page(scores, seeds, name)
        print(text)
        if report is not None:
            save_chart(scores, report.parent / name)
            write_text(report, text)


if __name__ == "__main__":
    typer.run(main)
