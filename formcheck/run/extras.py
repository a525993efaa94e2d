"""What stretches need read from the pictures themselves, beside the landmarks."""

from __future__ import annotations

from formcheck.pose.breath import BREATH_NAMES
from formcheck.spec import Spec


def extras_of(spec: Spec) -> frozenset[str]:
    """The extras that a session of this stretch takes: a dose in breaths looks at the chest."""
    return BREATH_NAMES if spec.dose.unit == "breath" else frozenset()
