"""Pose to readings: measures of the body in anatomy, each with how sure it is.

Knows ``body`` only. Everything here is a pure function of figures and baselines.
"""

from formcheck.core.kinematics.edges import came_to_rest_s, set_off_s
from formcheck.core.kinematics.figure import Figure, figure_of
from formcheck.core.kinematics.measures import MEASURES, Definition, Measure, Of, ReadingKind
from formcheck.core.kinematics.moments import (
    NO_BASELINES,
    Baseline,
    Baselines,
    is_usual,
    take_baseline,
    usual_start,
)
from formcheck.core.kinematics.motion import body_motion, motion
from formcheck.core.kinematics.readings import Reading, measure
from formcheck.core.kinematics.unknown import NOBODY, UNTOLD, Cause, Unknown

__all__ = [
    "MEASURES",
    "NOBODY",
    "NO_BASELINES",
    "UNTOLD",
    "Baseline",
    "Baselines",
    "Cause",
    "Definition",
    "Figure",
    "Measure",
    "Of",
    "Reading",
    "ReadingKind",
    "Unknown",
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
