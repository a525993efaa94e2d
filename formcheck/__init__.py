"""formcheck: judges from camera images whether a stretch is done in good form.

    import formcheck

    result = formcheck.check("video.mp4", stretch="seated-twist")
    print(result.holds, result.faults, result.unjudged)

Public names are loaded on first use.
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
    from formcheck.core.body import Detection
    from formcheck.core.coach.events import Duration, FaultSpan, Hold, Repetition
    from formcheck.core.coach.summary import SideSummary
    from formcheck.core.posture.posture_values import Segment
    from formcheck.core.session.screen_values import Question, Screen, Sound
    from formcheck.core.session.session_values import (
        Answer,
        Command,
        End,
        Halt,
        SessionResult,
        Stage,
        StretchResult,
    )
    from formcheck.core.stretch.model import Spec
    from formcheck.core.stretch.problems import SpecError
    from formcheck.files.errors import FormcheckError
    from formcheck.results import CheckResult, PhotoCheck, PostureResult
    from formcheck.vision.pose.landmarker import Landmarker

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "CheckResult",
    "Command",
    "Detection",
    "Duration",
    "End",
    "FaultSpan",
    "FormcheckError",
    "Halt",
    "Hold",
    "Landmarker",
    "PhotoCheck",
    "PostureResult",
    "Question",
    "Repetition",
    "Screen",
    "Segment",
    "Session",
    "SessionResult",
    "SideSummary",
    "Sound",
    "Spec",
    "SpecError",
    "Stage",
    "StretchResult",
    "check",
    "check_landmarks",
    "check_photo",
    "check_posture",
    "load_stretch",
    "stretches",
]

_MODULES = (
    "formcheck.files.errors",
    "formcheck.core.body",
    "formcheck.core.stretch.problems",
    "formcheck.core.stretch.model",
    "formcheck.core.posture.posture_values",
    "formcheck.core.session.session_values",
    "formcheck.core.session.screen_values",
    "formcheck.core.coach.events",
    "formcheck.core.coach.summary",
    "formcheck.vision.pose.landmarker",
    "formcheck.results",
    "formcheck.api",
)
"""Modules of the public names, the quickest to import first."""


if not TYPE_CHECKING:  # it would hide misspelt names from a type checker

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
        module = next(m for m in map(import_module, _MODULES) if hasattr(m, name))
        return getattr(module, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
