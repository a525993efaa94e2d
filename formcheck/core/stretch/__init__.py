"""Spec files: their structure, their checks, and the plan made from one for a working side."""

from formcheck.core.stretch.dose import Dose, build_dose, format_held, whole_seconds
from formcheck.core.stretch.load import parse_spec
from formcheck.core.stretch.model import Spec, say_side
from formcheck.core.stretch.plan import FaultRule, Need, Plan, RepRule, RepShortcoming, plan_for
from formcheck.core.stretch.problems import SpecError
