"""A watch whose page is reloaded, or that is begun in a pause."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from formcheck.store.remote_control import RemoteControl
from tests.ui.web.browsing import HEARD, SAMPLES, Browsers, fetch_json, needs_browser

pytestmark = needs_browser

CLIP = SAMPLES / "sitting-front.mp4"
LEAD_S = 60.0
"""How long the person sits still: longer than the tests take."""

# Counts the requests for the camera, and rejects them when the test says so.
_ASKED = """
window.asked = 0;
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  window.asked += 1;
  if (localStorage.getItem("taken")) throw new DOMException("taken", "NotReadableError");
  return open(wish);
};
"""


@pytest.fixture(scope="module")
def arguments(browsers: Browsers) -> list[str]:
    """Returns the arguments of the browser with a motionless sitter as its camera."""
    return browsers.play([CLIP], LEAD_S, fps=5)


def _count_pictures(page: Any) -> list[int]:
    """Returns the list of sizes of images sent on connections opened from now on."""
    sent: list[int] = []

    def note(frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            sent.append(len(frame))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def test_a_pause_goes_on_without_the_camera_after_a_reload(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting", script=HEARD + _ASKED) as (page, watched):
        page.click(".start-watch")
        page.click(".baseline[data-step=intro] button:not(.main)")
        page.click("button[data-minutes='15']")
        page.wait_for_selector(".go-on:visible")
        page.evaluate("localStorage.setItem('taken', 'yes')")
        pictures = _count_pictures(page)
        page.reload()
        page.wait_for_selector(".go-on:visible")
        page.wait_for_timeout(500)
        assert page.get_attribute(".plate", "data-state") == "paused"
        assert page.evaluate("asked") == 0, "the camera stays off"
        assert pictures == []
        page.evaluate("localStorage.setItem('taken', '')")
        page.click(".go-on")
        page.wait_for_selector(".baseline[data-step=intro]:visible")
        assert page.evaluate("asked") == 1
    assert watched.errors == []


def test_a_watch_that_is_begun_in_a_pause_leaves_the_camera_off(
    tmp_path: Path, browsers: Browsers, arguments: list[str]
) -> None:
    with RemoteControl(tmp_path / "formcheck" / "history.db") as remote:
        remote.pause_until(datetime.now(UTC) + timedelta(minutes=30))
    script = HEARD + _ASKED
    with browsers.open(arguments, data=tmp_path, at="sitting", script=script) as (page, watched):
        page.click(".start-watch")
        page.wait_for_selector(".go-on:visible")
        page.wait_for_timeout(500)
        assert page.evaluate("asked") == 0
        page.click(".go-on")
        page.wait_for_selector(".baseline[data-step=intro]:visible")
        assert page.evaluate("asked") == 1
    assert watched.errors == []


def test_without_a_connection_only_stop_can_be_pressed_and_the_last_words_arrive_in_order(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, _):
        page.route_web_socket("**/api/sitting", lambda _: None)  # nobody answers
        page.click(".start-watch")
        page.wait_for_selector(".stop-watch:visible")
        assert page.locator(".sit-main button:visible").all_inner_texts() == ["Stop watching"]
        told = page.evaluate(
            """async () => {
              const { watch } = await import("/page/sitting/watch.js");
              while (!watch.connection) await new Promise(requestAnimationFrame);
              for (const profile of ["home", "train", "home"]) watch.change("profile", profile);
              const told = [...watch.connection.unsent].map((text) => JSON.parse(text));
              return told.flatMap(({ profile }) => profile ?? []);
            }"""
        )
    assert told == ["train", "home"]


def test_an_upright_posture_that_is_being_recorded_goes_on_after_a_reload(
    tmp_path: Path, browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, data=tmp_path, at="sitting") as (page, watched):
        page.click(".start-watch")
        for is_first in (True, False):
            if not is_first:
                page.click(".take-baseline")
            taken = _read_profiles(page)
            page.click(".baseline[data-step=intro] button.main")
            page.wait_for_selector(".baseline[data-step=counting]")
            page.reload()
            page.wait_for_selector(".baseline[data-step=counting]:visible")
            page.wait_for_selector(".baseline[data-step=done]:visible", timeout=20_000)
            assert _read_profiles(page) != taken
            page.click(".baseline button.main")
            page.wait_for_timeout(1500)
            assert not page.is_visible(".baseline"), "it isn't asked for again"
    assert watched.errors == []


def _read_profiles(page: Any) -> str:
    """Returns the stored profiles as JSON, with the times of their baselines."""
    return json.dumps(fetch_json(page, "api/sitting/profiles")["profiles"])
