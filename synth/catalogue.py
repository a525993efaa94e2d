"""Clips of every stretch: one set for development, the others with people not used for tuning."""

from zlib import crc32

import numpy as np

from .cast import SAMPLE, UNSEEN
from .moves import BOTH_SIDES, FAULTS, ON_FEET
from .plan import Clip
from .rooms import ROOMS, SAMPLE_ROOMS

SIZE, UNSEEN_SIZE = (640, 360), (480, 270)
VARIANTS = 8
FLOOR_FPS, UPRIGHT_FPS = (12, 15), (12, 15, 20)


def _choose_sides(stretch: str, fault: str | None, number: int) -> list[str]:
    """Returns the sides to film: both for good form, one for a fault."""
    if stretch in BOTH_SIDES:
        return ["both"]
    sides = ["left", "right"]
    return sides if fault is None else [sides[number % 2]]


def _make_development_clip(stretch: str, fault: str | None, side: str, number: int) -> Clip:
    name = f"{stretch}.{fault or 'good'}.{side}"
    at = crc32(stretch.encode()) + number
    return Clip(
        name=name,
        stretch=stretch,
        fault=fault,
        side=side,
        body=SAMPLE[at % len(SAMPLE)],
        room=SAMPLE_ROOMS[(at // 2) % len(SAMPLE_ROOMS)],
        fps=(12, 15)[at % 2],
        size=SIZE,
        breathes=True,
    )


def _make_unseen_clip(
    stretch: str, fault: str | None, side: str, number: int, variant: int
) -> Clip:
    name = f"{stretch}.{fault or 'good'}.{side}.v{variant}"
    rng = np.random.default_rng(crc32(name.encode()))
    body = UNSEEN[(crc32(stretch.encode()) + number + variant) % len(UNSEEN)]
    return Clip(
        name=name,
        stretch=stretch,
        fault=fault,
        side=side,
        body=body,
        room=str(rng.choice(list(ROOMS))),
        fps=int(rng.choice(UPRIGHT_FPS if stretch in ON_FEET else FLOOR_FPS)),
        hold_s=float(rng.uniform(4.0, 5.6)),
        size=UNSEEN_SIZE,
        far=float(rng.uniform(0.9, 1.15)),
        turn_deg=float(rng.uniform(-6, 6)),
        tempo=float(rng.uniform(0.8, 1.25)),
        dye=int(rng.integers(1, 1 << 30)),
        light=float(rng.uniform(0.8, 1.12)),
        breathes=True,
    )


def list_catalogue(variant: int = 0) -> list[Clip]:
    """Returns the clips of a variant: every stretch in good form and with each fault.

    Variant 0 shows the people and rooms of the samples; the others show other people in other
    conditions. Variants 1 to 3 are for inspecting failures, 4 to 7 for the benchmark alone.
    """
    if not 0 <= variant < VARIANTS:
        raise SystemExit(f"There is no variant {variant}, only 0 to {VARIANTS - 1}.")
    out: list[Clip] = []
    for stretch, faults in FAULTS.items():
        number = 0
        for fault in (None, *faults):
            for side in _choose_sides(stretch, fault, number):
                if variant:
                    out.append(_make_unseen_clip(stretch, fault, side, number, variant))
                else:
                    out.append(_make_development_clip(stretch, fault, side, number))
                number += 1
    return out


def find_clip(name: str) -> Clip | None:
    """Returns the catalogue's clip of this name, or None."""
    tail = name.rsplit(".", maxsplit=1)[-1]
    told = tail[0:1] == "v" and tail[1:].isdigit()
    variant = int(tail[1:]) if told else 0
    return next((c for c in list_catalogue(variant) if c.name == name), None)
