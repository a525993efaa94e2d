"""Pose to readings: named quantities of the body, the person's scale, what cannot be judged.

Knows ``body`` only. Everything here is a pure function of figures and a baseline.
"""

from formcheck.measure.baseline import (
    ASSUMED,
    Baseline,
    WallLine,
    calibrate_neutral,
    calibrate_wall,
)
from formcheck.measure.catalogue import CATALOGUE, Definition, Of, Quantity, Space
from formcheck.measure.figure import Figure, figure_of
from formcheck.measure.readings import Reading, measure

__all__ = [
    "ASSUMED",
    "CATALOGUE",
    "Baseline",
    "Definition",
    "Figure",
    "Of",
    "Quantity",
    "Reading",
    "Space",
    "WallLine",
    "calibrate_neutral",
    "calibrate_wall",
    "figure_of",
    "measure",
]
