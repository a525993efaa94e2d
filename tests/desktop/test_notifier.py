import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from formcheck.desktop import bus, notification_texts
from formcheck.desktop.native import NativeBackend
from formcheck.desktop.notification_texts import NO_BUS, NO_SERVICE, SHOWN
from formcheck.desktop.notifier import (
    ICON,
    DesktopNotification,
    Notifier,
    report_notifications,
)
from tests.desktop.desktop import (
    GNOME_FLASHBACK,
    NOTIFICATIONS,
    PATH,
    Desktop,
    FakeService,
    run_bus,
)
from tests.listing import list_sentences
from tests.ui.window.screen import ROOT
from tests.waiting import wait_until

TITLE, BODY = "Lift your head back", "Your head has crept forward."
CAPABILITIES = f"{NOTIFICATIONS}.GetCapabilities"
NOTIFY = f"{NOTIFICATIONS}.Notify"
INTROSPECTION = f"""
<node><interface name="{NOTIFICATIONS}">
  <method name="Notify">
    <arg type="s"/><arg type="u"/><arg type="s"/><arg type="s"/><arg type="s"/>
    <arg type="as"/><arg type="a{{sv}}"/><arg type="i"/><arg type="u" direction="out"/>
  </method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>
"""
"""The interface description of a notification service; arguments without a direction are inputs."""


def count_changed_pixels(desktop: Desktop, before: np.ndarray) -> int:
    return int(np.any(desktop.grab() != before, axis=-1).sum())


def list_closed(desktop: Desktop) -> list[dict[str, dict[str, object]]]:
    """Returns the notifications that dunst has closed, newest first."""
    found: list[dict[str, dict[str, object]]] = json.loads(desktop.run("dunstctl", "history"))[
        "data"
    ][0]
    return found


def show_note(
    notifier: Notifier,
    title: str,
    body: str = "",
    actions: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
) -> None:
    notifier.show(DesktopNotification(title, body, tuple((actions or {}).items()), timeout_s))


def make_service(capabilities: list[str], number: int = 7) -> FakeService:
    return FakeService(
        NOTIFICATIONS, {CAPABILITIES: ("as", [capabilities]), NOTIFY: ("u", [number])}
    )


def list_notes(service: FakeService) -> list[list[object]]:
    return [message.body for message in service.asked if message.member == "Notify"]


def press_repeatedly(
    service: FakeService, notifier: Notifier, *presses: tuple[int, str]
) -> list[str]:
    """Returns the presses that the notifier reports while the service signals them repeatedly.

    The first signals may come before the notifier knows the number of its notification.
    """
    seen: list[str] = []

    def press() -> list[str]:
        for press in presses:
            service.emit(PATH, f"{NOTIFICATIONS}.ActionInvoked", "us", list(press))
        seen.extend(notifier.take_pressed())
        return seen

    wait_until(press, "the press")
    return seen


def list_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("words", [["dunst"], [GNOME_FLASHBACK]], ids=["dunst", "gnome"])
def test_a_notification_is_seen_on_the_screen_and_goes_away_at_the_end(
    desktop: Desktop, words: list[str]
) -> None:
    with desktop.run_program(words, NOTIFICATIONS):
        before = desktop.grab()
        with Notifier() as notifier:
            show_note(notifier, TITLE, BODY, {"pause": "Pause"})
            wait_until(lambda: count_changed_pixels(desktop, before) > 10_000, "the notification")
            blue = np.all(np.abs(desktop.grab() - np.array([0x33, 0x49, 0x9C])) < 8, axis=-1)
            assert blue.sum() > 500, "the icon is not there"
            assert notifier.problem == ""
        wait_until(
            lambda: count_changed_pixels(desktop, before) == 0, "the end of the notification"
        )


def test_the_service_gets_what_was_to_be_said(desktop: Desktop) -> None:
    with desktop.run_dunst():
        with Notifier() as notifier:
            show_note(notifier, TITLE, BODY)
            wait_until(lambda: desktop.count_shown() == 1, "the notification")
        wait_until(lambda: desktop.count_shown() == 0, "its end")
        [note] = list_closed(desktop)
    assert note["appname"]["data"] == "formcheck"
    assert note["summary"]["data"] == TITLE
    assert note["body"]["data"] == BODY
    assert str(note["icon_path"]["data"]).endswith(str(ICON))


def test_the_next_takes_the_place_of_the_last(desktop: Desktop) -> None:
    with desktop.run_dunst(), Notifier() as notifier:
        show_note(notifier, TITLE, BODY)
        wait_until(lambda: desktop.count_shown() == 1, "the first")
        before = desktop.grab()
        show_note(notifier, "Time to stand", BODY)
        wait_until(lambda: count_changed_pixels(desktop, before) > 100, "the second")
        assert desktop.count_shown() == 1
        notifier.show(None)
        wait_until(lambda: desktop.count_shown() == 0, "nothing")


def test_a_pressed_button_is_told_once(desktop: Desktop) -> None:
    with desktop.run_dunst(), Notifier() as notifier:
        show_note(notifier, TITLE, BODY, {"pause": "Pause 30 min"})
        wait_until(lambda: desktop.count_shown() == 1, "the notification")
        desktop.run("dunstctl", "action")
        seen: list[str] = []
        wait_until(lambda: seen.extend(notifier.take_pressed()) or seen, "the press")
        assert seen == ["pause"]
        assert notifier.take_pressed() == []


def test_a_click_on_the_notification_presses_its_only_button(desktop: Desktop) -> None:
    with desktop.run_dunst(), Notifier() as notifier:
        before = desktop.grab()
        show_note(notifier, TITLE, BODY, {"now": "Stand up now"})
        wait_until(lambda: count_changed_pixels(desktop, before) > 10_000, "the notification")
        rows, columns = np.nonzero(np.any(desktop.grab() != before, axis=-1))
        desktop.screen.run_xdotool(
            "mousemove", int(np.mean(columns)), int(np.mean(rows)), "click", 1
        )
        seen: list[str] = []
        wait_until(lambda: seen.extend(notifier.take_pressed()) or seen, "the press")
        assert seen == ["now"]


def test_of_several_buttons_the_pressed_one_is_told(desktop: Desktop) -> None:
    with make_service(["actions", "body"]) as service, Notifier() as notifier:
        show_note(notifier, TITLE, BODY, {"now": "Now", "later": "In 5 min", "skip": "Skip"})
        wait_until(lambda: list_notes(service), "the notification")
        assert list_notes(service)[0][5] == ["now", "Now", "later", "In 5 min", "skip", "Skip"]
        assert set(press_repeatedly(service, notifier, (8, "someone else's"), (7, "later"))) == {
            "later"
        }


def test_a_row_of_buttons_is_not_longer_than_services_show(desktop: Desktop) -> None:
    with make_service(["actions"]) as service, Notifier() as notifier:
        show_note(notifier, TITLE, BODY, {name: name for name in "abcd"})
        wait_until(lambda: list_notes(service), "the notification")
        assert list_notes(service)[0][5] == ["a", "a", "b", "b", "c", "c"]


def test_a_press_on_what_is_gone_is_not_told(desktop: Desktop) -> None:
    with make_service(["actions", "body"]) as service, Notifier() as notifier:
        show_note(notifier, TITLE, BODY, {"now": "Now"})
        wait_until(lambda: list_notes(service), "the notification")

        def is_shown_again() -> bool:
            service.emit(PATH, f"{NOTIFICATIONS}.NotificationClosed", "uu", [7, 1])
            show_note(notifier, TITLE)
            return any(note[1] == 0 for note in list_notes(service)[1:])

        wait_until(is_shown_again, "a notification that replaces none")
        service.answers[NOTIFY] = ("u", [8])
        show_note(notifier, TITLE, BODY, {"later": "Later"})
        assert press_repeatedly(service, notifier, (8, "later")), "from here on 8 is known"
        assert set(press_repeatedly(service, notifier, (7, "now"), (8, "later"))) == {"later"}


@pytest.mark.parametrize(
    ("can", "wanted"), [(["body-markup"], "a &lt;b&gt; &amp; c"), ([], "a <b> & c")]
)
def test_what_looks_like_markup_is_shown_as_it_is(
    desktop: Desktop, can: list[str], wanted: str
) -> None:
    with make_service(can) as service, Notifier() as notifier:
        show_note(notifier, "a <b> & c", "a <b> & c", timeout_s=12.5)
        wait_until(lambda: list_notes(service), "the notification")
        [note] = list_notes(service)
    assert note[3:5] == ["a <b> & c", wanted]
    assert note[5] == [], "a service without buttons is given none"
    assert note[6]["urgency"].value == 1  # type: ignore[index]
    assert note[7] == 12_500


def test_without_a_service_the_problem_is_told_until_one_comes(desktop: Desktop) -> None:
    with Notifier() as notifier:
        assert notifier.wait(5)
        assert notifier.problem == NO_SERVICE
        show_note(notifier, TITLE)
        with desktop.run_dunst():
            show_note(notifier, TITLE)
            wait_until(lambda: desktop.count_shown() == 1, "the notification")
            assert notifier.problem == ""


def test_a_service_that_was_started_anew_shows_the_next_one(desktop: Desktop) -> None:
    with Notifier() as notifier:
        for _ in range(2):
            with desktop.run_dunst():
                show_note(notifier, TITLE, BODY, {"pause": "Pause"})
                wait_until(lambda: desktop.count_shown() == 1, "the notification")
                desktop.run("dunstctl", "action")
                wait_until(notifier.take_pressed, "the press")


def test_a_service_that_has_gone_is_told_with_the_next_notification(desktop: Desktop) -> None:
    with Notifier() as notifier:
        with desktop.run_dunst():
            show_note(notifier, TITLE)
            wait_until(lambda: desktop.count_shown() == 1, "the notification")
        assert notifier.problem == ""
        show_note(notifier, TITLE)
        wait_until(lambda: notifier.problem == NO_SERVICE, "the problem")


def test_a_bus_that_goes_away_is_told_and_ends_nothing(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_bus() as (address, daemon):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with make_service([]) as service, Notifier() as notifier:
            show_note(notifier, TITLE)
            wait_until(lambda: list_notes(service), "the notification")
            daemon.kill()
            daemon.wait()
            show_note(notifier, TITLE)
            wait_until(lambda: notifier.problem == NO_BUS, "the problem")


def test_a_bus_that_was_started_anew_tells_presses_too(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    with Notifier() as notifier:
        for _ in range(2):
            with run_bus(tmp_path / "bus"), make_service(["actions"]) as service:
                show_note(notifier, TITLE, BODY, {"now": "Now"})
                wait_until(lambda service=service: list_notes(service), "the notification")  # type: ignore[misc]
                assert "now" in press_repeatedly(service, notifier, (7, "now"))


def test_a_service_that_hangs_holds_up_nothing(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "_SLOWEST_S", 0.3)
    with desktop.run_dunst() as process:
        os.kill(process.pid, signal.SIGSTOP)
        began_s = time.monotonic()
        with Notifier() as notifier:
            show_note(notifier, TITLE)
            assert notifier.take_pressed() == []
            assert time.monotonic() - began_s < 0.2
            wait_until(lambda: notifier.problem == NO_SERVICE, "the problem")
        assert time.monotonic() - began_s < 5.0
        assert "notify" not in list_threads()


def test_without_a_desktop_nothing_is_printed_and_nothing_left_behind(
    no_desktop: None, tmp_path: Path
) -> None:
    code = (
        "import sys, threading\n"
        "from formcheck.desktop.notifier import DesktopNotification, Notifier\n"
        "with Notifier() as n:\n"
        "    n.show(DesktopNotification('a', 'b', (('c', 'd'),)))\n"
        "    assert n.wait(9) and n.take_pressed() == []\n"
        "    print(n.problem)\n"
        "n.show(DesktopNotification('too late'))\n"
        "n.close()\n"
        "assert threading.active_count() == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.strip() == NO_BUS
    assert done.stderr == ""


def test_a_desk_that_does_not_load_is_a_problem_and_no_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(pressed: object) -> NativeBackend:
        raise ImportError

    with Notifier(fail) as notifier:
        assert notifier.wait(5)
        show_note(notifier, TITLE)
        assert notifier.problem
    assert capfd.readouterr() == ("", "")


def test_the_report_says_what_is_there(desktop: Desktop) -> None:
    assert report_notifications() == (False, NO_SERVICE)
    with desktop.run_dunst():
        assert report_notifications() == (True, SHOWN)


def test_what_windows_and_macos_use_shows_replaces_and_tells_presses(desktop: Desktop) -> None:
    """desktop-notifier's interface is the same on every system; here it uses a real service."""
    with desktop.run_dunst(), Notifier(NativeBackend) as notifier:
        show_note(notifier, TITLE, BODY)
        wait_until(lambda: desktop.count_shown() == 1, "the notification")
        before = desktop.grab()
        show_note(notifier, "Time to stand", BODY, {"pause": "Pause"})
        wait_until(lambda: count_changed_pixels(desktop, before) > 100, "the second")
        wait_until(lambda: desktop.count_shown() == 1, "one notification")
        desktop.run("dunstctl", "close-all")
        show_note(notifier, TITLE, BODY, {"pause": "Pause"})
        wait_until(lambda: desktop.count_shown() == 1, "the third")
        notifier.show(None)
        wait_until(lambda: desktop.count_shown() == 0, "nothing")
        assert notifier.problem == ""


def test_what_windows_and_macos_use_says_that_there_is_nothing(
    no_desktop: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with Notifier(NativeBackend) as notifier:
        assert notifier.wait(10)
        show_note(notifier, TITLE)
        assert notifier.problem in list_sentences(vars(notification_texts))
    assert capfd.readouterr() == ("", "")


def test_what_windows_and_macos_use_tells_which_button(desktop: Desktop) -> None:
    answers = {
        CAPABILITIES: ("as", [["actions", "body"]]),
        f"{NOTIFICATIONS}.GetServerInformation": ("ssss", ["test", "test", "1", "1.2"]),
        NOTIFY: ("u", [7]),
        "org.freedesktop.DBus.Introspectable.Introspect": ("s", [INTROSPECTION]),
    }
    with FakeService(NOTIFICATIONS, answers) as service, Notifier(NativeBackend) as notifier:
        show_note(notifier, TITLE, BODY, {"now": "Now", "skip": "Skip"})
        wait_until(lambda: list_notes(service), "the notification")
        assert list_notes(service)[0][5][-4:] == ["now", "Now", "skip", "Skip"]
        assert set(press_repeatedly(service, notifier, (7, "skip"))) == {"skip"}
