from formcheck.desktop.notifier import report_notifications
from formcheck.desktop.surroundings import report_surroundings
from formcheck.engine.doctor import list_checks
from formcheck.output.voice.speech import report_voice
from formcheck.vision.pose import runtime

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


def test_a_missing_library_is_named_with_its_package() -> None:
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    advice = runtime.advice_for(error)
    assert advice is not None
    assert "apt-get install libgl1`" in advice


def test_libraries_of_one_package_name_it_once() -> None:
    advice = runtime.install_advice(("libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1"))
    assert "install libglib2.0-0 libegl1`" in advice


def test_another_error_gets_no_advice_about_libraries() -> None:
    assert runtime.advice_for(ImportError("No module named mediapipe")) is None
