"""``python -m benchmarks.sampled_budget DIR``: what the rules lose, and what the landmarks.

The same judge looks at the same films of good form four times: with the pose model's landmarks,
with their true places in the image, with those in the world, and with true joints, all visible.
What is not right with true joints is the rules' own loss. Sealed films are left out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from benchmarks.report import table
from benchmarks.sampled import chosen_seeds, run
from benchmarks.sampled_report import WHOSE
from benchmarks.sampled_score import NOBODY, FilmScore
from benchmarks.sampled_truth import Landmarks, film_folders
from formcheck.errors import FormcheckError

HEADS = ("", "films", *get_args(Landmarks), "right only with the model's", "never right")


def markdown(scores: Mapping[Landmarks, Sequence[FilmScore]], seeds: Sequence[int]) -> str:
    """The report: by stretch, films of good form that are right with each kind of landmarks."""
    right: dict[Landmarks, Counter[str]] = {}
    names = {
        kind: {one.name for one in made if one.outcome == "right"} for kind, made in scores.items()
    }
    good = [one for one in scores["model"] if one.form == "good" and one.stretch != NOBODY]
    films = Counter(one.stretch for one in good)
    for kind in scores:
        right[kind] = Counter(one.stretch for one in good if one.name in names[kind])
    lost = Counter(one.stretch for one in good if one.name in names["model"] - names["true"])
    never = Counter(
        one.stretch for one in good if not any(one.name in told for told in names.values())
    )
    counts = [films, *right.values(), lost, never]
    rows = [(name, *(str(count[name]) for count in counts)) for name in sorted(films)]
    rows.append(("all", *(str(count.total()) for count in counts)))
    words = "\n".join(f"- *{kind}*: {WHOSE[kind]}" for kind in scores)
    told = ", ".join(str(seed) for seed in seeds)
    return f"""# What the rules lose, and what the landmarks

Written by `python -m benchmarks.sampled_budget`; not to be edited by hand. Films of random people
in good form in rendered rooms (seeds {told}), drawn from the reference, judged four times by the
same build. A column counts the films that are right (`benchmarks/sampled_score.py`) with

{words}

What is wrong with true joints is the rules' own loss.

{table(HEADS, rows)}
"""


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where films-SSSS lie.")],
    seed: Annotated[list[int] | None, typer.Option(help="A seed; all there are.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Annotated[
        Path | None, typer.Option("--markdown", help="Write the report there.")
    ] = None,
) -> None:
    """Judges every kept film of good form four times. Ends with 2 when none could be."""
    console = Console()
    try:
        seeds = chosen_seeds(list(film_folders(folder)), seed or (), sealed=False)
        scores = {
            kind: run(folder, seeds, kind, None, workers, console).scores
            for kind in get_args(Landmarks)
        }
        text = markdown(scores, seeds)
        print(text)
        if report is not None:
            report.write_text(text, encoding="utf-8")
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    except OSError as error:
        print(f"{report} could not be written: {error.strerror}.", file=sys.stderr)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
