"""Truths of films that were never made: every quantity right, but for what a test changes."""

from typing import Any

import numpy as np

from benchmarks.sampled.truth import About, FilmTruth
from reference.skeleton import Floats
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth

TIMES_S = np.arange(0.0, 10.0, 0.1)
PHASES = [("neutral", 0.0, 2.0), ("turn", 2.0, 3.0), ("hold", 3.0, 8.0), ("leave", 8.0, 10.0)]


def values_of(stretch: Stretch, **changed: Floats) -> dict[str, Floats]:
    """Every quantity in the middle of its target at all times, but for some."""
    made = {}
    for name, quantity in stretch.quantities.items():
        low, high = np.clip(quantity.target, -1000.0, 1000.0)
        width = 2 if quantity.of == "each" else 1
        made[name] = np.full((len(TIMES_S), width), (low + high) / 2)
    for name, values in changed.items():
        made[name][:] = np.asarray(values)[:, None]
    return made


def film(
    stretch: str | None = "seated-twist",
    phases: list[tuple[str, float, float]] = PHASES,
    reps: list[tuple[float, float, bool]] = [],  # noqa: B006 - only read
    fault: str | None = None,
    **changed: Floats,
) -> FilmTruth:
    about: dict[str, Any] = {
        "format": 1,
        "seed": 101,
        "number": 3,
        "stretch": stretch,
        "side": "left",
        "fault": fault,
        "severity": None,
        "view_deg": 10.0,
        "size": (640, 480),
        "begins": "neutral",
        "ends": "neutral",
        "phases": [{"id": i, "start_s": s, "end_s": e} for i, s, e in phases],
        "reps": [{"start_s": s, "end_s": e, "counted": c} for s, e, c in reps],
    }
    pixels = np.full((len(TIMES_S), 21, 2), 100.0)
    known = load_stretches()[stretch] if stretch else None
    truth = Truth(known, values_of(known, **changed)) if known else None
    camera_m = np.zeros((len(TIMES_S), 21, 3))
    return FilmTruth(About.model_validate(about), TIMES_S, camera_m, camera_m, pixels, truth)


def make_step(start_s: float, end_s: float, inside: float, outside: float) -> Floats:
    """Values over time: one within a span, another elsewhere."""
    return np.where((start_s <= TIMES_S) & (end_s > TIMES_S), inside, outside)
