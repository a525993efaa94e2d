"""Spec files: their shape, their checks, and the plan made of one for a working side."""

from formcheck.core.stretch.load import parse_spec
from formcheck.core.stretch.model import ZONES, AskTable, DoseTable, Spec
from formcheck.core.stretch.plan import (
    Condition,
    FaultRule,
    Need,
    PhaseRule,
    Plan,
    RepRule,
    plan_for,
    say_side,
)
from formcheck.core.stretch.problems import Problem, SpecError

__all__ = [
    "ZONES",
    "AskTable",
    "Condition",
    "DoseTable",
    "FaultRule",
    "Need",
    "PhaseRule",
    "Plan",
    "Problem",
    "RepRule",
    "Spec",
    "SpecError",
    "parse_spec",
    "plan_for",
    "say_side",
]
