"""The accuracy card of the catalogue: figures in, Markdown out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.grading import (
    ANGLE_OF_A_DEG,
    EXACT_SHARE,
    F1_OF_A,
    FALSE_OF_A_PER_10_MIN,
    FEWEST,
    Figures,
)
from benchmarks.report import table
from benchmarks.score import FAULT_WITHIN_S, HOLD_WITHIN_S, ClipScore

LASTING_S = 1.0
"""Another stretch that counted less than this is not worth a line."""


@dataclass(frozen=True, slots=True)
class StretchCard:
    """One stretch: its class, grade and figures, also by view."""

    stretch: str
    kind: str
    grade: str | None
    whole: Figures
    views: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Counted:
    """What another stretch would have counted in a clip of good form of ``stretch``."""

    clip: str
    stretch: str
    other: str
    hold_s: float
    reps: int


@dataclass(frozen=True, slots=True)
class Named:
    """What a clip of good form of ``stretch`` was named when nobody said which stretch it shows.

    names are the likeliest, best first; clear says that formcheck goes on with the first by itself.
    """

    clip: str
    stretch: str
    names: tuple[str, ...]
    clear: bool

    @property
    def right(self) -> bool:
        """Whether the first name is the true one."""
        return self.names[:1] == (self.stretch,)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All that the report tells. all, ab and a are figures over the stretches of those grades."""

    versions: Mapping[str, str]
    variants: int
    cards: tuple[StretchCard, ...]
    scores: tuple[ClipScore, ...]
    all_figures: Figures
    ab_figures: Figures
    a_figures: Figures
    confused: tuple[Counted, ...]
    confused_clips: int
    named: tuple[Named, ...]


def markdown(done: Catalogue) -> str:
    """The report as a Markdown file."""
    told = (_head(done), _short(done), _card(done), _naming(done), _confusion(done), _wrong(done))
    parts = (*told, _LIMITS)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _head(done: Catalogue) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in done.versions.items())
    return f"""
# Accuracy

Written by `python -m benchmarks.catalogue`; not to be edited by hand.
{len(done.scores)} rendered clips with exactly known joints, holds, repetitions and faults, in
{done.variants} variants (bodies, rooms, light, cameras, speeds and clothes other than those that
bands were set on), went through the same code as `formcheck check CLIP --stretch ID`, the side left
to be found. What was looked at and mended on the way stands in
[decision 008](decisions/008-catalogue.md). The clips in `sample_videos/`, which the bands were set
on, and the error of every measure are in [accuracy-samples.md](accuracy-samples.md). {versions}.
"""


def _short(done: Catalogue) -> str:
    a, ab, whole = done.a_figures, done.ab_figures, done.all_figures
    grades = Counter(card.grade or "none" for card in done.cards)
    held = [s for s in done.scores if s.wanted is None and s.reps_true is None]
    rows = [
        ("Stretches graded A, B, C", ", ".join(str(grades[g]) for g in "ABC")),
        (
            f"Holds of good form within {HOLD_WITHIN_S} s",
            f"{sum(s.exact for s in held)} of {len(held)}",
        ),
        ("Repetitions exact, of all clips with repetitions", _percent(whole.reps_exact)),
        ("Fault F1, grades A and B", _plain(ab.fault_f1)),
        ("Fault F1, all", _plain(whole.fault_f1)),
        ("False faults in 10 minutes of good form, A and B", _plain(ab.false_per_10_min)),
        ("False faults in 10 minutes of good form, all", _plain(whole.false_per_10_min)),
        ("Angles of grade A, median of mean errors", _degrees(a.angle_mae_deg)),
        ("Angles of all, median of mean errors", _degrees(whole.angle_mae_deg)),
        (
            "Working side found",
            f"{sum(s.side == s.side_found for s in done.scores)} of {len(done.scores)}",
        ),
    ]
    return "## In short\n\n" + table(("", ""), rows)


def _card(done: Catalogue) -> str:
    rows = []
    for card in done.cards:
        for view, made in card.views.items():
            rows.append(
                (
                    f"`{card.stretch}`",
                    view,
                    card.kind,
                    f"**{card.grade}**" if card.grade else "none",
                    str(made.clips),
                    _percent(made.exact),
                    "" if made.hold_error_s is None else f"{made.hold_error_s:.2f} s",
                    _percent(made.reps_exact),
                    _plain(made.fault_f1),
                    _plain(made.false_per_10_min),
                    _degrees(made.angle_mae_deg),
                )
            )
    heads = (
        "stretch", "view", "class", "grade", "clips", "good clips exact", "hold error",
        "reps exact", "fault F1", "false per 10 min", "angles",
    )  # fmt: skip
    return f"## The card\n\n{_GRADES}\n\n{table(heads, rows)}"


def _naming(done: Catalogue) -> str:
    clear = [n for n in done.named if n.clear]
    within = sum(n.stretch in n.names for n in done.named)
    text = (
        f"Without `--stretch`, {len(clear)} of {len(done.named)} clips of good form were named "
        f"clearly, {sum(n.right for n in clear)} of those rightly. The right name came first in "
        f"{sum(n.right for n in done.named)} clips and was among the three that are shown in "
        f"{within}. Where another came first:"
    )
    rows = [
        (f"`{n.clip}`", ", ".join(f"`{name}`" for name in n.names) or "none", "yes" * n.clear)
        for n in done.named
        if not n.right
    ]
    heads = ("what was done", "named, likeliest first", "clear")
    return f"## Naming\n\n{text}\n\n{table(heads, rows)}" if rows else f"## Naming\n\n{text}"


def _confusion(done: Catalogue) -> str:
    lasting = [c for c in done.confused if c.hold_s >= LASTING_S or c.reps]
    rows = [
        (f"`{c.stretch}`", f"`{c.other}`", f"{c.hold_s:.1f} s" * (c.hold_s > 0), str(c.reps or ""))
        for c in sorted(lasting, key=lambda c: (c.stretch, c.other))
    ]
    clips = {c.clip for c in lasting}
    text = (
        f"Each of {done.confused_clips} good clips was also given to every other stretch of the "
        f"catalogue; in {done.confused_clips - len(clips)} of them none of the others counted a "
        f"repetition or {LASTING_S:g} s of hold."
    )
    if not rows:
        return f"## Look-alikes\n\n{text}"
    heads = ("what was done", "counted as", "hold", "repetitions")
    return f"## Look-alikes\n\n{text}\n\n{table(heads, rows)}"


def _wrong(done: Catalogue) -> str:
    short = [s for s in done.scores if not s.kept]
    if not short:
        return "## What went wrong\n\nNothing: every clip kept the promise."
    lines = [f"- `{s.clip}`: {'; '.join(s.shortfalls)}" for s in short]
    kept = len(done.scores) - len(short)
    text = (
        f"{kept} of {len(done.scores)} clips kept the whole promise: hold within {HOLD_WITHIN_S} s "
        f"or repetitions exact, the fault found and dated within {FAULT_WITHIN_S} s, no other "
        "fault, side right. The others:"
    )
    return f"## What went wrong\n\n{text}\n\n" + "\n".join(lines)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}°"


_GRADES = f"""
**A** (trust it): at least {EXACT_SHARE:.0%} of the clips of good form have their hold within
{HOLD_WITHIN_S} s or their repetitions exact, fault F1 is {F1_OF_A} or more, at most
{FALSE_OF_A_PER_10_MIN:g} false fault in 10 minutes of good form, and the median error of the angles
in use is {ANGLE_OF_A_DEG:g} degrees or less. **B** (trust the hold and the repetitions): the first
of these. **C** (a timer): less, or a stretch of which only the position is checked. Fewer than
{FEWEST} clips of good form give no grade; with so few clips of a stretch a grade is coarse.
`formcheck show ID` prints it.
""".strip()

_LIMITS = """
## What these figures do not show

- The people are rendered: a handful of bodies, tight clothes, even light, tidy rooms. Loose
  clothes, long hair over the ears, poor light, mirrors and clutter are not in them. What was right
  and wrong on real photos and films stands in [real-people.md](real-people.md).
- The camera stands still, near the place that the spec asks for, and all that is needed is in the
  picture.
- Each clip lasts seconds and has one fault at most, clearly past its threshold. How a fault just
  short of its threshold is judged is a question of the bands; no figure here answers it.
- A fault that no camera could tell in measurement is not in the figures: it stands in its spec as
  an unseen fault, with the reason, and is never raised.
- Whether the stretch does any good is not measured here, and no camera can measure it.
"""
