"""Checks whether this computer has what formcheck needs. Prints nothing itself."""

import importlib.metadata
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.network_check import count_tries
from formcheck.vision.pose.registry import DEFAULT_VARIANT
from formcheck.vision.pose.runtime import (
    WINDOW_LIBRARIES,
    advice_for,
    install_advice,
    missing_libraries,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it passed, and a sentence with the finding or what to do.

    formcheck's main work is still possible if a check fails that is not ``needed``.
    """

    name: str
    ok: bool
    sentence: str
    needed: bool = True


Report = Callable[[], tuple[bool, str]]
"""Returns whether something works here, and a sentence with the finding or what to do."""


def list_checks(extras: Mapping[str, Report]) -> list[Check]:
    """Returns the result of every check, in the order in which to fix them. Loads the pose model.

    extras: reports on optional features, by name.
    """
    reports: dict[str, Report] = {
        "Python": lambda: (True, f"Python {platform.python_version()}."),
        "system libraries": _report_libraries,
        "OpenCV": _report_cv2,
        "pose model": _report_model_file,
        "pose model runs": _report_model_loading,
    }
    needed = [Check(name, *report()) for name, report in reports.items()]
    if not all(one.ok for one in needed):
        return needed
    others = {"window": _report_window, "camera": _report_cameras, **extras}
    reported = [Check(name, *report(), needed=False) for name, report in others.items()]
    return [*needed, _check_network(), *reported]


def _report_libraries() -> tuple[bool, str]:
    missing = missing_libraries()
    return not missing, install_advice(missing) if missing else "All system libraries are there."


def _report_window() -> tuple[bool, str]:
    missing = missing_libraries(WINDOW_LIBRARIES)
    return not missing, install_advice(missing) if missing else "The window's libraries are there."


def _report_cv2() -> tuple[bool, str]:
    providers = sorted(set(importlib.metadata.packages_distributions().get("cv2", [])))
    if not providers:
        return False, "cv2 is missing: install formcheck again."
    if len(providers) == 1:
        return True, f"cv2 comes from {providers[0]} alone."
    return False, (
        f"{' and '.join(providers)} overwrite each other's cv2: uninstall all of them, then "
        "run `pip install opencv-contrib-python`."
    )


def _report_model_file() -> tuple[bool, str]:
    try:
        model_path()
    except FormcheckError as error:
        return False, str(error)
    return True, f"The pose model {DEFAULT_VARIANT!r} is there and intact."


def _report_model_loading() -> tuple[bool, str]:
    try:
        from formcheck.vision.pose.landmarker import Landmarker  # noqa: PLC0415 - loads cv2

        with Landmarker():
            return True, "The pose model loads."
    except ImportError as error:
        return False, (
            advice_for(error) or f"OpenCV could not be loaded ({error}): install it again."
        )
    except FormcheckError as error:
        return False, str(error)


def _check_network() -> Check:
    tries = count_tries(model_path())
    if tries is None:
        sentence = (
            "Could not check that nothing leaves this machine: this system gives no network "
            "namespace to check it in (docs/privacy.md)."
        )
    elif tries:
        sentence = (
            f"The pose model tried to reach another machine ({tries} tries): install formcheck "
            "again, so that it gets the version of mediapipe it was tested with."
        )
    else:
        sentence = "Nothing leaves this machine: checked while the pose model ran."
    return Check("network", tries == 0, sentence, needed=tries is not None)


def _report_cameras() -> tuple[bool, str]:
    from formcheck.vision.video.devices import cameras  # noqa: PLC0415 - loads cv2

    found = ", ".join(camera.name for camera in cameras())
    missing = "No camera was found: plug one in for live coaching, or use a phone camera's address."
    return bool(found), f"Found {found}." if found else missing
