"""The development clips of people at a desk, determined by their names."""

from dataclasses import replace
from zlib import crc32

import numpy as np

from synth.cast import SAMPLE
from synth.rooms import SAMPLE_ROOMS

from .clip import Passer, SittingClip, View
from .desk import Furniture
from .timeline import Episode

E = Episode
SIZES = ((640, 480), (640, 480), (854, 480), (480, 360))
FPS = (4, 5, 6, 8)
QUICK_FPS = {"sit-side-short": 15, "sit-front-starts-tilted": 24}
DESKS = ((0.42, 0.30, 0.19), (0.62, 0.60, 0.56), (0.22, 0.15, 0.10), (0.36, 0.38, 0.40))
CHAIRS = ((0.09, 0.10, 0.11), (0.30, 0.10, 0.10), (0.12, 0.18, 0.28), (0.40, 0.38, 0.34))


def draw_clip_view(view: str, near: str, rng: np.random.Generator) -> View:
    """Draws a camera for a view, within the limits that the docs set for users."""
    turn = float(rng.uniform(-12, 12))
    if view == "front":
        far = float(rng.uniform(0.55, 0.78))
        return View(view, near, far, turn, float(rng.uniform(-0.24, 0.06)), rng.uniform(45, 52))
    return View(view, near, float(rng.uniform(1.35, 1.95)), turn, float(rng.uniform(-0.06, 0.14)))


def draw_furniture(rng: np.random.Generator) -> Furniture:
    """Draws a random workplace."""
    return Furniture(
        desk_rise_m=float(rng.uniform(-0.035, 0.03)),
        back_m=float(rng.uniform(0.24, 0.46)),
        laptop=bool(rng.random() < 0.6),
        desk=DESKS[int(rng.integers(len(DESKS)))],
        chair=CHAIRS[int(rng.integers(len(CHAIRS)))],
    )


def make_development_clip(
    name: str, view: str, near: str, episodes: tuple[Episode, ...], number: int
) -> SittingClip:
    """Returns a development clip with body, room, camera and light from its name and number."""
    rng = np.random.default_rng(crc32(name.encode()) + 7)
    return SittingClip(
        name=name,
        episodes=episodes,
        view=draw_clip_view(view, near, rng),
        body=SAMPLE[number % 3],
        room=SAMPLE_ROOMS[(number // 2) % 3],
        fps=FPS[int(rng.integers(len(FPS)))],
        size=SIZES[int(rng.integers(len(SIZES)))],
        furniture=draw_furniture(rng),
        light=(float(rng.uniform(-40, 40)), float(rng.uniform(0.9, 1.35))),
        room_shift_m=2.0 if view == "side" else float(rng.uniform(0.1, 1.0)),
        dye=int(rng.integers(1, 1 << 30)) if number >= 3 else 0,
        handed="right" if rng.random() < 0.7 else "left",
    )


def _list_plans() -> list[tuple[str, str, str, tuple[Episode, ...]]]:
    """Returns the name, view, near side and episodes of every clip."""
    up, lap, rec = E("upright", 7.0), E("upright-lap", 7.0), E("upright-reclined", 7.0)
    fore = E("upright-forearms", 7.0)
    back = E("upright", 10.0)
    return [
        # Each posture in each view.
        ("sit-side-slump", "side", "left", (up, E("typing", 8), E("slump", 16, 0.9), back,
            E("slump", 14, 0.3))),
        ("sit-front-slump", "front", "left", (up, E("typing", 8), E("slump", 16, 0.9), back,
            E("slump", 14, 0.3))),
        ("sit-side-forward-head", "side", "right", (up, E("forward-head", 14, 0.9), E("typing", 9),
            E("reaching", 4, side="left", deg=1), back, E("forward-head", 13, 0.5))),
        ("sit-front-close-tilt", "front", "right", (up, E("too-close", 14, 0.7), E("typing", 9),
            E("head-tilt", 13, 0.7, "left"), back, E("head-tilt", 9, 0.3, "right"))),
        ("sit-side-shrug-phone", "side", "left", (up, E("shrug", 14, 0.8), E("typing", 9),
            E("phone", 15, 0.6, "left"), back)),
        ("sit-front-shrug-phone", "front", "left", (up, E("shrug", 14, 0.8), E("typing", 9),
            E("phone", 15, 0.6, "right"), back, E("shrug-one", 11, 0.8, "left"))),
        ("sit-side-lean-forward", "side", "right", (up, E("lean-forward", 15, 0.6), E("typing", 9),
            E("drinking", 6), back, E("too-close", 10, 0.5))),
        ("sit-front-lean-head", "front", "right", (up, E("lean-side", 14, 0.6, "right"),
            E("typing", 9), E("forward-head", 14, 1.0), back, E("lean-side", 9, 0.2, "left"))),
        # Ordinary work, which must not count as slouching.
        ("sit-side-work", "side", "left", (up, E("typing", 8), E("drinking", 6),
            E("glancing", 4), E("reaching", 3.6, side="right"), fore, E("turning", 8, side="left"),
            E("scratching", 4.5, side="left"), E("shifting", 6), E("nodding", 5), rec,
            E("laughing", 4), E("typing", 6))),
        ("sit-front-work", "front", "left", (up, E("typing", 8), E("drinking", 6),
            E("glancing", 4), E("reaching", 3.6, side="right"), fore, E("turning", 8, side="left"),
            E("second-screen", 7, side="right"), E("scratching", 4.5, side="right"),
            E("shifting", 6), E("nodding", 5), rec, E("laughing", 4), E("typing", 6))),
        ("sit-side-talk", "side", "right", (rec, E("turning", 14, side="right", deg=55),
            E("typing", 7), E("second-screen", 8, side="left"), lap, E("drinking", 5),
            E("scratching", 5, deg=1), E("reaching", 4, deg=1), E("glancing", 4.5, deg=30), up)),
        ("sit-front-talk", "front", "right", (rec, E("turning", 14, side="right", deg=55),
            E("typing", 7), E("second-screen", 8, side="left"), lap, E("drinking", 5),
            E("scratching", 5, deg=1), E("reaching", 4, deg=1), E("glancing", 4.5, deg=30), up)),
        # Absences, and other people walking by.
        ("sit-side-away", "side", "left", (up, E("typing", 7), E("leaving", 0),
            E("empty-desk", 14), E("coming-back", 0), E("upright", 8), E("slump", 12, 0.8))),
        ("sit-front-away", "front", "right", (up, E("typing", 7), E("leaving", 0),
            E("empty-desk", 14), E("coming-back", 0), E("upright", 8), E("head-tilt", 12, 0.7))),
        ("sit-side-passers", "side", "right", (up, E("typing", 12), E("slump", 16, 0.8), back,
            E("typing", 8))),
        ("sit-front-passers", "front", "left", (up, E("typing", 12), E("slump", 16, 0.8), back,
            E("typing", 8))),
        # Long enough for a reminder.
        ("sit-side-long-slump", "side", "left", (up, E("typing", 6), E("slump", 90, 0.7),
            E("upright", 12))),
        ("sit-front-long-close", "front", "right", (up, E("typing", 6), E("too-close", 85, 0.6),
            E("upright", 12))),
        ("sit-side-sunk", "side", "right", (rec, E("typing", 8), E("slump-sunk", 16, 0.9), back,
            E("slump-sunk", 12, 0.3))),
        ("sit-front-sunk", "front", "left", (rec, E("typing", 8), E("slump-sunk", 16, 0.9), back,
            E("slump-sunk", 12, 0.3))),
        ("sit-front-long-tilt", "front", "left", (up, E("typing", 6),
            E("head-tilt", 82, 0.6, "left"), E("upright", 12))),
        # Mild and short slouches.
        ("sit-side-mild", "side", "right", (lap, up, E("slump", 14, 0.0), E("typing", 8),
            E("forward-head", 14, 0.15), back, E("shrug", 12, 0.1))),
        ("sit-front-mild", "front", "right", (lap, up, E("slump", 14, 0.0), E("typing", 8),
            E("forward-head", 14, 0.3), back, E("shrug", 12, 0.2), E("too-close", 12, 0.0))),
        ("sit-side-short", "side", "left", (up, E("slump", 5, 0.8), E("typing", 7),
            E("forward-head", 4.5, 0.9), E("typing", 7), E("phone", 6, 0.6, "right"), back)),
        # Starting slouched, which must not be taken for the upright baseline.
        ("sit-side-starts-slumped", "side", "right", (E("slump", 15, 0.9), E("upright", 14),
            E("forward-head", 12, 0.8))),
        ("sit-front-starts-shrugged", "front", "left", (E("shrug-one", 15, 1.0, "left"),
            E("upright", 14), E("slump", 12, 0.8))),
        ("sit-front-starts-tilted", "front", "right", (E("head-tilt", 15, 0.8, "right"),
            E("upright", 14), E("too-close", 12, 0.6))),
    ]  # fmt: skip


def list_clips() -> list[SittingClip]:
    """All development clips."""
    out = [make_development_clip(*plan, number=i) for i, plan in enumerate(_list_plans())]
    out = [replace(c, fps=QUICK_FPS.get(c.name, c.fps)) for c in out]
    return [_with_others(c) for c in out]


def _with_others(clip: SittingClip) -> SittingClip:
    """Adds the people who walk by."""
    others = [b for b in SAMPLE if b != clip.body]
    if clip.name.endswith("-passers"):
        return replace(
            clip, passers=(Passer(others[0], 9.0), Passer(others[1], 27.0, from_left=False))
        )
    if clip.name.endswith("-away"):
        return replace(clip, passers=(Passer(others[1], 22.0, from_left=False),))
    return clip


def list_samples() -> list[SittingClip]:
    """Returns the clips that come with formcheck: one from the side, one from a laptop's camera."""
    still = Furniture(back_m=0.34)
    return [
        SittingClip(
            "sitting-side",
            (E("upright", 8.0), E("typing", 7.0), E("slump", 12.0, 0.85), E("upright", 8.0),
             E("reaching", 4.0, side="left", deg=1.0), E("forward-head", 11.0, 0.9),
             E("upright", 5.0)),
            View("side", "left", 1.6, 4.0, 0.06),
            "man", "studio", 10, (640, 480), still, room_shift_m=2.0,
        ),
        SittingClip(
            "sitting-front",
            (E("upright", 8.0), E("head-tilt", 10.0, 0.7, "left"), E("typing", 7.0),
             E("too-close", 10.0, 0.6), E("upright", 4.0), E("slump", 10.0, 0.9),
             E("drinking", 6.0), E("upright", 4.0)),
            View("front", "right", 0.68, -4.0, -0.14, 48.0),
            "woman", "living-room", 10, (640, 480), still, room_shift_m=0.7,
        ),
    ]  # fmt: skip
