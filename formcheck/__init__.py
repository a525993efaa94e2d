"""formcheck: says from a camera picture whether a stretch is done in good form.

    import formcheck

    result = formcheck.check("video.mp4", stretch="seated-twist")
    print(result.holds, result.faults, result.unjudged)

What is offered here loads when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.api import (
        Session,
        check,
        check_landmarks,
        check_photo,
        check_posture,
        load_stretch,
        stretches,
    )
    from formcheck.core.session.session_values import Command
    from formcheck.core.stretch.problems import SpecError
    from formcheck.files.errors import FormcheckError
    from formcheck.results import CheckResult, PhotoCheck, PostureResult
    from formcheck.vision.pose.landmarker import Landmarker

__version__ = "0.1.0"
__all__ = [
    "CheckResult",
    "Command",
    "FormcheckError",
    "Landmarker",
    "PhotoCheck",
    "PostureResult",
    "Session",
    "SpecError",
    "check",
    "check_landmarks",
    "check_photo",
    "check_posture",
    "load_stretch",
    "stretches",
]

_ELSEWHERE = {
    "CheckResult": "formcheck.results",
    "Command": "formcheck.core.session.session_values",
    "FormcheckError": "formcheck.files.errors",
    "Landmarker": "formcheck.vision.pose.landmarker",
    "PhotoCheck": "formcheck.results",
    "PostureResult": "formcheck.results",
    "SpecError": "formcheck.core.stretch.problems",
}
"""Modules of what does not stand in ``formcheck.api``."""


if not TYPE_CHECKING:  # it would hide misspelt names from a type checker

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
        return getattr(import_module(_ELSEWHERE.get(name, "formcheck.api")), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
