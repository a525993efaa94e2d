"""Spec files: their shape, their checks, and the plan made of one for a working side."""

from formcheck.core.stretch.dose import (
    BreathDose,
    Dose,
    HoldDose,
    ReleaseDose,
    RepDose,
    build_dose,
    whole_seconds,
)
from formcheck.core.stretch.load import parse_spec
from formcheck.core.stretch.model import ZONES, AskTable, Spec
from formcheck.core.stretch.plan import (
    Condition,
    FaultRule,
    Lack,
    Need,
    PhaseRule,
    Plan,
    RepRule,
    plan_for,
)
from formcheck.core.stretch.problems import Problem, SpecError
from formcheck.core.stretch.texts import say_side, with_texts

__all__ = [
    "ZONES",
    "AskTable",
    "BreathDose",
    "Condition",
    "Dose",
    "FaultRule",
    "HoldDose",
    "Lack",
    "Need",
    "PhaseRule",
    "Plan",
    "Problem",
    "ReleaseDose",
    "RepDose",
    "RepRule",
    "Spec",
    "SpecError",
    "build_dose",
    "parse_spec",
    "plan_for",
    "say_side",
    "whole_seconds",
    "with_texts",
]
