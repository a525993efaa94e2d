"""Random clips of people and workplaces that the development clips do not show."""

from dataclasses import replace

import numpy as np

from synth.cast import RESERVED, SAMPLE
from synth.rooms import ROOMS

from .clip import Passer, SittingClip
from .plan import CHAIRS, DESKS, draw_clip_view, draw_furniture
from .postures import COMFORTABLE, SLOUCHES
from .timeline import Episode

SIZES = ((480, 360), (480, 360), (640, 480))
FPS = (4, 4, 5)
SLUMPED_START_SHARE = 0.1
AWAY_SHARE = 0.2
PASSER_SHARE = 0.2
LONG_SHARE = 0.1
COMFORT = tuple(COMFORTABLE)
WORK = (
    *("typing", "typing", "drinking", "glancing", "reaching", "turning", "second-screen"),
    *("scratching", "shifting", "nodding", "laughing"),
)


def draw_held_out_clips(seed: int, count: int) -> list[SittingClip]:
    """Returns clips that depend only on the seed: views and slouches in turn, all else random."""
    rng = np.random.default_rng(seed)
    order = {v: [k for k, s in SLOUCHES.items() if getattr(s, v)] for v in ("front", "side")}
    for kinds in order.values():
        rng.shuffle(kinds)
    out = []
    for i in range(count):
        view = ("side", "front")[i % 2]
        n = i // 2
        two = [order[view][(2 * n + k) % len(order[view])] for k in range(2)]
        out.append(_draw_clip(rng, view, two, f"sit-{view}.held-out-{seed}-{i:02d}"))
    return out


def draw_lasting_slouch(
    rng: np.random.Generator, kind: str, seconds: float, view: str, near: str
) -> Episode:
    """Draws a slouch of random strength and side; from the side, one that the camera can see."""
    side = str(rng.choice(["left", "right"]))
    side = near if view == "side" else side
    return Episode(kind, seconds, float(rng.uniform(0.15, 1.0)), side, 0.0, _draw_move_s(rng))


def _draw_move_s(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.6, 1.5))


def draw_work(rng: np.random.Generator, kind: str) -> Episode:
    """Draws an activity at work with its typical duration."""
    side, move = str(rng.choice(["left", "right"])), _draw_move_s(rng)
    low, high = {
        "typing": (6, 12),
        "drinking": (4.5, 6.5),
        "glancing": (2.6, 4.5),
        "reaching": (3.0, 4.5),
        "turning": (4.5, 15),
        "second-screen": (5, 12),
        "scratching": (3.5, 6),
        "shifting": (2.5, 5),
        "nodding": (3, 5),
        "laughing": (3, 5),
    }[kind]
    deg = {
        "glancing": rng.uniform(18, 30),
        "reaching": float(rng.integers(2)),
        "turning": rng.uniform(40, 60),
        "second-screen": rng.uniform(22, 30),
        "scratching": float(rng.integers(2)),
    }.get(kind, 0.0)
    return Episode(kind, float(rng.uniform(low, high)), 0.0, side, float(deg), move)


def draw_comfortable(rng: np.random.Generator, seconds: float) -> Episode:
    """Draws an episode of one of the good ways to sit."""
    return Episode(str(rng.choice(COMFORT)), seconds, 0.0, "right", 0.0, _draw_move_s(rng))


def _draw_episodes(
    rng: np.random.Generator, kinds: list[str], view: str, near: str
) -> tuple[Episode, ...]:
    slumped = rng.random() < SLUMPED_START_SHARE
    out = [] if slumped else [draw_comfortable(rng, float(rng.uniform(6.5, 9)))]
    for n, kind in enumerate(kinds):
        if n or not slumped:
            picked = rng.choice(WORK, int(rng.integers(1, 3)), replace=False)
            out += [draw_work(rng, str(k)) for k in picked]
            out.append(Episode("upright", float(rng.uniform(4, 7)), move_s=_draw_move_s(rng)))
        long = n == 1 and rng.random() < LONG_SHARE
        seconds = float(rng.uniform(70, 85) if long else rng.uniform(9, 16))
        out.append(draw_lasting_slouch(rng, kind, seconds, view, near))
        out.append(Episode("upright", float(rng.uniform(7, 11)), move_s=_draw_move_s(rng)))
    if rng.random() < AWAY_SHARE:
        away = Episode("empty-desk", float(rng.uniform(8, 16)))
        out += [Episode("leaving", 0), away, Episode("coming-back", 0), Episode("upright", 7.0)]
    return tuple(out)


def _draw_clip(rng: np.random.Generator, view: str, kinds: list[str], name: str) -> SittingClip:
    body = str(rng.choice(RESERVED))
    near = str(rng.choice(["left", "right"]))
    episodes = _draw_episodes(rng, kinds, view, near)
    others = [b for b in (*SAMPLE, *RESERVED) if b != body]
    passers: tuple[Passer, ...] = ()
    if rng.random() < PASSER_SHARE:
        left = bool(rng.random() < 0.5)
        passers = (Passer(str(rng.choice(others)), float(rng.uniform(8, 30)), left),)
    clip = SittingClip(
        name=name,
        episodes=episodes,
        view=draw_clip_view(view, near, rng),
        body=body,
        room=str(rng.choice(list(ROOMS))),
        fps=int(rng.choice(FPS)),
        size=SIZES[int(rng.integers(len(SIZES)))],
        light=(float(rng.uniform(-50, 50)), float(rng.uniform(0.8, 1.45))),
        room_shift_m=2.0 if view == "side" else float(rng.uniform(0.1, 1.0)),
        dye=int(rng.integers(1, 1 << 30)),
        passers=passers,
        handed="right" if rng.random() < 0.7 else "left",
    )
    desk = DESKS[int(rng.integers(len(DESKS)))]
    chair = CHAIRS[int(rng.integers(len(CHAIRS)))]
    return replace(clip, furniture=replace(draw_furniture(rng), desk=desk, chair=chair))
