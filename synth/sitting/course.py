"""Random activity at a desk during a film: how it begins, slouches, work, absences.

All shares and durations are chosen for this project.
"""

from dataclasses import dataclass, replace

import numpy as np

from .held_out import WORK, draw_comfortable, draw_work
from .postures import SLOUCHES
from .timeline import Episode

BEGINS = {
    "upright": 0.42, "work": 0.1, "slouched": 0.2, "never-upright": 0.1, "absent": 0.08,
    "no-slouch": 0.1,
}  # fmt: skip
FILM_S = (40.0, 90.0)
AMOUNT = (0.15, 1.6)
"""How far a slouch goes: 1 is a full mild one, less is a share of it, 1.6 a strong one."""
SLOUCH_S, LONG_S, LONG_SHARE = (6.0, 22.0), (30.0, 50.0), 0.1
UPRIGHT_S = (5.0, 14.0)
CHIN_S = (5.0, 20.0)  # a hand may rest at the chin for a long time
AWAY_S, AWAY_SHARE = (5.0, 14.0), 0.2
WALK_S = 5.0  # approximate duration of leaving or coming back
NEXT = {"slouch": 0.45, "work": 0.33, "upright": 0.22}
STRAIGHT_ON = 0.2  # share of slouches directly followed by another


@dataclass(frozen=True, slots=True)
class Course:
    """A film's episodes; begins is a key of BEGINS."""

    begins: str
    episodes: tuple[Episode, ...]


def draw_course(random: np.random.Generator, view: str, near: str) -> Course:
    """Draws a film's activity; view: "front" or "side"; near: the side nearer to the camera."""
    begins = str(random.choice(list(BEGINS), p=list(BEGINS.values())))
    total = float(random.uniform(*FILM_S))
    out = _draw_beginning(random, begins, view, near)
    away = random.random() < AWAY_SHARE and begins != "never-upright"
    away_s = float(random.uniform(0.3, 0.7)) * total
    while (done := sum(e.seconds or WALK_S for e in out)) < total:
        if begins == "never-upright":
            out.append(draw_slouch(random, view, near))
        elif away and done > away_s:
            away = False
            out += [Episode("leaving", 0.0), *_draw_return(random)]
        else:
            out += _draw_next(random, begins != "no-slouch", view, near)
    return Course(begins, tuple(out))


def _draw_beginning(
    random: np.random.Generator, begins: str, view: str, near: str
) -> list[Episode]:
    if begins in {"slouched", "never-upright"}:
        return [draw_slouch(random, view, near)]
    if begins == "absent":
        return _draw_return(random)
    if begins == "work":
        return [replace(_draw_upright(random), seconds=0.5), _draw_work(random)]
    return [_draw_upright(random)]


def _draw_next(random: np.random.Generator, slouches: bool, view: str, near: str) -> list[Episode]:
    kind = str(random.choice(list(NEXT), p=list(NEXT.values())))
    if kind == "slouch" and slouches:
        more = [] if random.random() < STRAIGHT_ON else [_draw_upright(random)]
        return [draw_slouch(random, view, near), *more]
    return [_draw_work(random)] if kind == "work" else [_draw_upright(random)]


def _draw_return(random: np.random.Generator) -> list[Episode]:
    gone = Episode("empty-desk", float(random.uniform(*AWAY_S)))
    return [gone, Episode("coming-back", 0.0), _draw_upright(random)]


def _draw_upright(random: np.random.Generator) -> Episode:
    return draw_comfortable(random, float(random.uniform(*UPRIGHT_S)))


def _draw_work(random: np.random.Generator) -> Episode:
    e = draw_work(random, str(random.choice(WORK)))
    if e.kind == "scratching" and e.deg > 0:
        return replace(e, seconds=float(random.uniform(*CHIN_S)))
    return e


def draw_slouch(random: np.random.Generator, view: str, near: str, kind: str = "") -> Episode:
    """Draws a slouch of any size that the view can show; an empty `kind` means any."""
    kinds = [k for k, s in SLOUCHES.items() if getattr(s, view)]
    kind = kind or str(random.choice(kinds))
    amount = float(random.uniform(*AMOUNT))
    side = near if view == "side" else str(random.choice(["left", "right"]))
    long = random.random() < LONG_SHARE
    seconds = float(random.uniform(*(LONG_S if long else SLOUCH_S)))
    strength = max(0.0, (amount - 1.0) / (AMOUNT[1] - 1.0))
    move = float(random.uniform(0.5, 2.0))
    return Episode(kind, seconds, strength, side, 0.0, move, share=min(1.0, amount))
