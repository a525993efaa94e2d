"""Pose to readings: measures of the body in anatomy, each with how sure it is.

Knows ``body`` only. Everything here is a pure function of figures and baselines.
"""

from formcheck.measure.edges import came_to_rest_s, set_off_s
from formcheck.measure.figure import Figure, figure_of
from formcheck.measure.measures import MEASURES, Definition, Kind, Measure, Of
from formcheck.measure.moments import (
    NO_BASELINES,
    Baseline,
    Baselines,
    is_usual,
    take_baseline,
    usual_start,
)
from formcheck.measure.motion import body_motion, motion
from formcheck.measure.readings import UNTOLD, Reading, measure

__all__ = [
    "MEASURES",
    "NO_BASELINES",
    "UNTOLD",
    "Baseline",
    "Baselines",
    "Definition",
    "Figure",
    "Kind",
    "Measure",
    "Of",
    "Reading",
    "body_motion",
    "came_to_rest_s",
    "figure_of",
    "is_usual",
    "measure",
    "motion",
    "set_off_s",
    "take_baseline",
    "usual_start",
]
