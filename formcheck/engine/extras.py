"""What stretches need read from the pictures themselves, beside the landmarks."""

from __future__ import annotations

from formcheck.core.stretch import Spec, build_dose
from formcheck.vision.pose.breath import BREATH_NAMES


def extras_of(spec: Spec) -> frozenset[str]:
    """The extras that a session of this stretch takes: a dose in breaths looks at the chest."""
    return BREATH_NAMES if build_dose(spec.dose).is_paced else frozenset()
