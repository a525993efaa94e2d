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
from formcheck.measure.edges import came_to_rest_s, set_off_s
from formcheck.measure.figure import Figure, figure_of
from formcheck.measure.motion import body_motion
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
    "body_motion",
    "calibrate_neutral",
    "calibrate_wall",
    "came_to_rest_s",
    "figure_of",
    "measure",
    "set_off_s",
]
