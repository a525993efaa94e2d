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
        check_routine,
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
    from formcheck.results import CheckResult, PhotoCheck, PostureResult, RoutineCheck
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
    "RoutineCheck",
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
    "check_routine",
    "load_stretch",
    "stretches",
]

_ELSEWHERE = {
    "Answer": "formcheck.core.session.session_values",
    "CheckResult": "formcheck.results",
    "Command": "formcheck.core.session.session_values",
    "Detection": "formcheck.core.body",
    "Duration": "formcheck.core.coach.events",
    "End": "formcheck.core.session.session_values",
    "FaultSpan": "formcheck.core.coach.events",
    "FormcheckError": "formcheck.files.errors",
    "Halt": "formcheck.core.session.session_values",
    "Hold": "formcheck.core.coach.events",
    "Landmarker": "formcheck.vision.pose.landmarker",
    "PhotoCheck": "formcheck.results",
    "PostureResult": "formcheck.results",
    "Question": "formcheck.core.session.screen_values",
    "Repetition": "formcheck.core.coach.events",
    "RoutineCheck": "formcheck.results",
    "Screen": "formcheck.core.session.screen_values",
    "Segment": "formcheck.core.posture.posture_values",
    "SessionResult": "formcheck.core.session.session_values",
    "SideSummary": "formcheck.core.coach.summary",
    "Sound": "formcheck.core.session.screen_values",
    "Spec": "formcheck.core.stretch.model",
    "SpecError": "formcheck.core.stretch.problems",
    "Stage": "formcheck.core.session.session_values",
    "StretchResult": "formcheck.core.session.session_values",
}
"""Modules of the public names that are not in ``formcheck.api``."""


if not TYPE_CHECKING:  # it would hide misspelt names from a type checker

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
        return getattr(import_module(_ELSEWHERE.get(name, "formcheck.api")), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
