"""``python -m benchmarks.sitting.films FOLDER``: random sitters in films, and when they are told.

FOLDER is one of ``python -m synth sample --sitting-films N --seed S --out DIR``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer
from rich.console import Console

from benchmarks.parallel import map_jobs
from benchmarks.report import Report, table, write_text
from benchmarks.sitting.days import DUE_S, LATE_S, is_due
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import Look, State, View
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import SitInput, SitState, advance_sit
from formcheck.engine.sit_baseline import SEARCH_S, First, first_seconds
from formcheck.engine.sit_film import look_at_recording
from formcheck.vision.pose.recording import Recording

SLOWED: Final = 20.0
"""Postures last so many times as long as in the film, so that somebody could be told of them."""
POSTURES: Final = (
    "upright", "upright-forearms", "upright-lap", "upright-reclined", "typing", "second-screen",
)  # fmt: skip
"""What is done for long beside slouches; all else lasts as long as in the film."""
ROUNDS: Final = 2
TOLD: Final = ("told, below good's end", "1 to 2 times as far", "farther")


@dataclass(frozen=True, slots=True)
class Span:
    """What is so from start_s to end_s of a film, and from t_s to until_s of the slowed one.

    severity is 0 where nobody slouches, 1 where good ends.
    """

    start_s: float
    end_s: float
    state: State
    episode: str
    severity: float
    t_s: float
    until_s: float


@dataclass(slots=True)
class FilmScore:
    """What came of a film, or that it was left out.

    looks by true and shown state, UNSURE being the truth of a slouch that is still good; due and
    told are slouches of DUE_S by their place in TOLD.
    """

    view: View
    left_out: bool = False
    hours: float = 0.0
    looks: Counter[tuple[State, State]] = field(default_factory=Counter)
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    due: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)


def score_film(path: Path) -> FilmScore:
    """A film that begins upright, judged against its first steady seconds; others are left out."""
    with np.load(path.with_name(path.name.replace(".recording.", ".truth."))) as truth:
        about = json.loads(str(truth["about"]))
    looks = list(look_at_recording(Recording.load(path)))
    first = first_seconds([look for look in looks if look.t_s <= SEARCH_S])
    score = FilmScore(View(about["view"]))
    if about["begins"] != "upright" or not isinstance(first, First):
        score.left_out = True
        return score
    spans = [span for n in range(ROUNDS) for span in _slow_spans(about["spans"], n)]
    state, nudges_s = SitState(first.calibration), []
    for span in spans:
        for look in looks:
            if not span.start_s <= look.t_s < span.end_s:
                continue
            share = (look.t_s - span.start_s) / (span.end_s - span.start_s)
            t_s = span.t_s + share * (span.until_s - span.t_s)
            now = SitInput(Look(t_s, look.features))
            state, events = advance_sit(Rules(break_every_s=math.inf), state, now)
            nudges_s += [event.t_s for event in events if isinstance(event, Nudged)]
            if span.state is not State.AWAY:
                score.looks[_find_truth(span), state.state_now[0]] += 1
    score.hours = spans[-1].until_s / 3600.0
    _score_nudges(score, spans, nudges_s)
    return score


def _slow_spans(told: Sequence[dict[str, Any]], number: int) -> Iterator[Span]:
    """The spans of a film slowed down, once more after it was played so many times."""
    rates = [
        SLOWED if one["state"] == State.SLOUCHED or one["episode"] in POSTURES else 1.0
        for one in told
    ]
    lengths = [
        rate * (one["end_s"] - one["start_s"]) for rate, one in zip(rates, told, strict=True)
    ]
    t_s = number * sum(lengths)
    for one, length_s in zip(told, lengths, strict=True):
        yield Span(
            start_s=one["start_s"],
            end_s=one["end_s"],
            state=State(one["state"]),
            episode=one["episode"],
            severity=one.get("severity", 0.0),
            t_s=t_s,
            until_s=t_s + length_s,
        )
        t_s += length_s


def _find_truth(span: Span) -> State:
    return State.UNSURE if 0.0 < span.severity < 1.0 else span.state


def _score_nudges(score: FilmScore, spans: Sequence[Span], nudges_s: Sequence[float]) -> None:
    slouches = [span for span in spans if span.state is State.SLOUCHED]
    for t_s in nudges_s:
        if any(one.t_s <= t_s <= one.until_s + LATE_S for one in slouches):
            score.right += 1
        else:
            score.wrong[next(s.episode for s in spans if s.t_s <= t_s <= s.until_s)] += 1
    for one in slouches:
        is_told = any(one.t_s <= t_s <= one.until_s for t_s in nudges_s)
        if is_told or is_due(one.t_s, one.until_s, nudges_s):
            how_far = min(int(one.severity), 2)
            score.due[how_far] += 1
            score.told[how_far] += is_told


HEADS = (
    "view", "videos", "hours", "nudges right", "wrong", "wrong in 8 hours", *TOLD,
    "upright shown as slouched", "slouches shown",
)  # fmt: skip


def markdown(scores: Sequence[FilmScore], seeds: str) -> str:
    """The report."""
    used = [score for score in scores if not score.left_out]
    rows = [_row(view, [score for score in used if score.view is view]) for view in View]
    wrong = sum((score.wrong for score in used), Counter[str]())
    during = ", ".join(f"{name} {count}" for name, count in wrong.most_common()) or "none"
    return f"""# Random people at desks

Written by `python -m benchmarks.sitting.films`; not to be edited by hand. {len(scores)} videos of
random rendered people at random desks ({seeds}), seen by the pose model. Left out, since they do
not begin upright or their first seconds show no baseline: {len(scores) - len(used)}. In the others
each posture is made to last {SLOWED:.0f} times as long, so that there is time for a reminder;
drinking, reaching and the like last as long as they do. Each is played {ROUNDS} times on end.

A nudge is **wrong** where nobody slouched, however little, in the {LATE_S:.0f} seconds before it.
Slouches of {DUE_S:.0f} seconds and more are **told** when a nudge comes while they last, those that
a nudge just before keeps back not counted; how far they go is measured on the true joints, 1 being
where good ends.

{table(HEADS, rows)}

Wrong nudges came during: {during}.
"""


def _row(view: View, scores: Sequence[FilmScore]) -> list[str]:
    hours = sum(score.hours for score in scores)
    wrong = sum(score.wrong.total() for score in scores)
    looks = sum((score.looks for score in scores), Counter[tuple[State, State]]())
    return [
        view.value,
        str(len(scores)),
        f"{hours:.1f}",
        str(sum(score.right for score in scores)),
        str(wrong),
        f"{8.0 * wrong / hours:.1f}" if hours else "",
        *(
            f"{sum(s.told[n] for s in scores)} of {sum(s.due[n] for s in scores)}"
            for n in range(len(TOLD))
        ),
        *(_share_slouched(looks, true) for true in (State.UPRIGHT, State.SLOUCHED)),
    ]


def _share_slouched(looks: Counter[tuple[State, State]], true: State) -> str:
    whole = sum(count for (truth, _), count in looks.items() if truth is true)
    return f"{looks[true, State.SLOUCHED] / whole:.3f}" if whole else ""


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of films of sitters.")],
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Report = None,
) -> None:
    """Judges the films and prints what came of them."""
    paths = sorted(path for folder in folders for path in folder.glob("*.recording.npz"))
    if not paths:
        raise typer.BadParameter("No films of sitters are there.")
    scores = list(map_jobs(score_film, paths, workers, "Judging", Console(stderr=True)))
    text = markdown(scores, ", ".join(folder.name for folder in folders))
    print(text)
    if report is not None:
        write_text(report, text)


if __name__ == "__main__":
    typer.run(main)
