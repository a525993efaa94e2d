import importlib.metadata
from pathlib import Path

import pytest

from formcheck.desktop.notifier import report_notifications
from formcheck.desktop.surroundings import report_surroundings
from formcheck.engine import doctor
from formcheck.engine.doctor import list_checks
from formcheck.output.voice.speech import report_voice
from formcheck.vision.pose import models, runtime
from formcheck.vision.pose.registry import DEFAULT_VARIANT, VARIANTS

EXTRAS = {
    "voice": lambda: report_voice("en"),
    "notifications": report_notifications,
    "surroundings": report_surroundings,
}


def test_this_machine_passes_every_check() -> None:
    found = list_checks(EXTRAS)
    assert [check.sentence for check in found if check.needed and not check.ok] == []
    assert all(check.sentence.endswith(".") for check in found)
    assert {check.name for check in found if not check.needed} == {"window", "camera", *EXTRAS}


@pytest.mark.parametrize(
    ("providers", "said"),
    [
        ({}, "cv2 is missing: install formcheck again."),
        ({"cv2": ["one", "two"]}, "one and two overwrite each other's cv2: uninstall all of them"),
    ],
)
def test_opencv_that_is_not_there_once_is_told_and_no_camera_is_looked_for(
    providers: dict[str, list[str]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: providers)
    found = list_checks(EXTRAS)
    assert [check.name for check in found if not check.ok] == ["OpenCV"]
    assert next(check for check in found if check.name == "OpenCV").sentence.startswith(said)
    assert "camera" not in {check.name for check in found}


def test_a_damaged_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / VARIANTS[DEFAULT_VARIANT].file_name
    damaged.write_bytes(b"something else")
    monkeypatch.setattr(models, "find_model", lambda _: damaged)
    failed = [check for check in list_checks(EXTRAS) if not check.ok]
    assert [check.name for check in failed] == ["pose model", "pose model runs"]
    assert all("is damaged: delete it and get it" in check.sentence for check in failed)


@pytest.mark.parametrize(
    ("tries", "said", "needed"),
    [(None, "Could not check", False), (3, "The pose model tried to reach another machine", True)],
)
def test_what_the_model_tried_on_the_network_is_told(
    tries: int | None, said: str, needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "count_tries", lambda _: tries)
    (found,) = [check for check in list_checks({}) if check.name == "network"]
    assert (found.ok, found.needed) == (False, needed)
    assert found.sentence.startswith(said)


def test_a_missing_library_is_named_with_its_package() -> None:
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    advice = runtime.advice_for(error)
    assert advice is not None
    assert "apt-get install libgl1`" in advice


def test_libraries_of_one_package_name_it_once() -> None:
    advice = runtime.install_advice(("libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1"))
    assert "install libglib2.0-0 libegl1`" in advice


def test_of_several_missing_libraries_none_is_left_for_the_next_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runtime, "missing_libraries", lambda: ("libGL.so.1", "libxcb.so.1"))
    error = ImportError("libxcb.so.1: cannot open shared object file: No such file or directory")
    assert "apt-get install libxcb1 libgl1`" in (runtime.advice_for(error) or "")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("libzzz.so.7: cannot open shared object file: No such file", "the package that holds it"),
        ("DLL load failed while importing cv2: module not found.", "Visual C++ Redistributable"),
    ],
)
def test_a_missing_library_that_is_not_listed_is_told_too(text: str, advice: str) -> None:
    told = runtime.advice_for(ImportError(text)) or ""
    assert text in told
    assert advice in told


def test_another_error_gets_no_advice_about_libraries() -> None:
    assert runtime.advice_for(ImportError("No module named mediapipe")) is None
