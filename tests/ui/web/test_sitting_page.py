"""Sitting in a real browser, with a rendered clip as its camera and the real program."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from formcheck.store.history import History
from tests.ui.web.browsing import (
    HEARD,
    HOLD_FPS,
    SAMPLES,
    TAKEN,
    TWO_CAMERAS,
    Browsers,
    build_flags,
    fetch_json,
    go_to_view,
    needs_browser,
    tab_to,
    wait_for,
    write_camera_film,
)
from tests.ui.web.looking import find_faults_in_themes, find_page_faults
from tests.ui.web.watches import store_days
from tests.waiting import wait_until

pytestmark = needs_browser

CLIP = SAMPLES / "sitting-front.mp4"
STRETCH = "cross-body-shoulder-stretch"
ABOVE_HIPS = (0.25, 0.0, 0.73, 0.47)
"""The part of the clips that a laptop on a desk would see."""
LEAD_S = 8.0
"""How long the person in the clip sits still, until a baseline is taken."""
SITTING_FPS = 5
"""The page analyses one or two frames a second; drawing more than this only takes time."""
_WATCH = """async () => {
  const { watch } = await import("/page/sitting/watch.js");
  window.watch = watch;
}"""


@pytest.fixture(scope="module")
def arguments(browsers: Browsers) -> list[str]:
    """Returns the arguments of the browser with the clip as its camera."""
    return browsers.play([CLIP], LEAD_S, fps=SITTING_FPS)


def begin_watch(page: Any, **wishes: Any) -> None:
    """Opens the sitting page and starts it; ``wishes``: the settings stored in the browser."""
    page.evaluate("(w) => localStorage.setItem('formcheck.sitting', JSON.stringify(w))", wishes)
    page.evaluate("location.hash = '#/sitting'")
    page.reload()
    page.click(".start-watch")
    page.evaluate(_WATCH)
    wait_for(page, "window.watch.screen !== null")


def skip_baseline(page: Any) -> None:
    page.click(".baseline[data-step=intro] button:not(.main)")
    page.wait_for_selector(".plate:visible")


def wait_state(page: Any, name: str, timeout_s: float = 40.0) -> None:
    page.wait_for_selector(f".plate[data-state={name}]", timeout=1000 * timeout_s)


def test_a_while_at_the_desk(tmp_path: Path, browsers: Browsers, arguments: list[str]) -> None:
    """Baseline, upright, slouched with its veil, pause, break with a stretch, and the day."""
    with browsers.open(arguments, data=tmp_path, at="sitting") as (page, watched):
        begin_watch(page, shade="blur")
        page.click(".baseline[data-step=intro] button.main")
        page.wait_for_selector(".baseline[data-step=counting] .seconds")
        page.wait_for_selector(".baseline[data-step=done]", timeout=15_000)
        assert page.locator(".meters li").count() >= 5
        assert not any("{" in text for text in page.locator(".limit").all_inner_texts())
        page.click(".baseline button.main")
        wait_state(page, "upright")
        assert page.title().startswith("Upright")
        wait_state(page, "slouched")
        assert page.inner_text(".plate-cue").endswith(".")
        assert page.inner_text(".plate-why")
        assert page.title().startswith("Slouched")
        page.wait_for_selector(".shade.shown[data-kind=blur]", timeout=10_000)

        page.click("button[data-minutes='15']")
        wait_state(page, "paused")
        left = page.inner_text(".offer:visible")
        assert "15\u00a0min" in left or "14\u00a0min" in left
        assert page.evaluate("watch.video.srcObject") is None, "the camera is off"
        assert page.get_attribute(".watching", "title") == "Paused"
        assert page.locator(".shade.shown").count() == 0
        page.click(".go-on")
        page.wait_for_selector(".plate:not([data-state=paused]):not([data-state=waiting])")
        wait_for(page, "watch.camera.running")

        page.click(".break-now")
        wait_state(page, "break")
        page.click(".do-stretch")
        page.wait_for_selector(".live[data-stage=setup], .live[data-stage=work]")
        assert page.evaluate("watch.video.srcObject") is None, "the session has the camera"
        page.keyboard.press("Escape")
        wait_for(page, "watch.camera.running && !watch.lent")
        page.wait_for_selector(".plate[data-state=upright], .plate[data-state=slouched]")

        page.click(".stop-watch")
        page.wait_for_selector(".start-watch")
        assert page.evaluate("watch.on") is False
        wait_until(lambda: _list_states(page) >= {"upright", "slouched"}, "the day")
        page.click("a[href='#/sitting/day']")
        page.wait_for_selector(".tally")
        for one in ("upright", "slouched"):  # in the hour and in the week, once the plots are drawn
            wait_for(page, f"document.querySelectorAll('rect.bar-{one}').length >= 2", tries=100)
        page.click(".as-table >> nth=0")
        assert page.locator(".as-table table >> nth=0").is_visible()
        page.click("a[href='#/']")
        assert "slouched < 1 min" in page.inner_text(".sit-card").replace("\xa0", " ")
    assert watched.errors == []
    assert watched.elsewhere == []


def _list_states(page: Any) -> set[str]:
    """Returns the stored states of today."""
    return {one["state"] for one in fetch_json(page, "api/sitting/day")["segments"]}


def test_a_desk_break_takes_one_key_from_the_nudge_to_its_end(
    tmp_path: Path, browsers: Browsers
) -> None:
    """The camera sees no hips; one stretch is done on both sides, the other is skipped."""
    clips = [SAMPLES / f"{STRETCH}.good.{side}.mp4" for side in ("left", "right")]
    arguments = build_flags(
        write_camera_film(clips, tmp_path / "camera.y4m", 2.0, ABOVE_HIPS, HOLD_FPS)
    )
    quick = ["tests.ui.web.quick_break"]
    with browsers.open(arguments, data=tmp_path, module=quick, at="sitting") as (page, watched):
        begin_watch(page, break_every_s=300)
        skip_baseline(page)
        page.wait_for_selector(".offer .do-stretch", timeout=60_000)
        assert "Cross-body shoulder stretch, " in page.inner_text(".offer:visible")
        assert find_page_faults(page) == []
        page.keyboard.press("b")
        page.wait_for_selector(".live[data-stage=setup], .live[data-stage=work]")
        page.wait_for_selector(".plate:visible", timeout=120_000)
        assert page.evaluate("location.hash") == "#/sitting", "it comes back by itself"
        page.wait_for_selector(".sit-notes li:has-text('Your sitting time starts again')")
        assert page.locator(".baseline:visible").count() == 0, "it is offered once"
        heard = [text for _, text in page.evaluate("window.heard")]
        wait_until(lambda: fetch_json(page, "api/sitting/day")["taken"], "the break")
        day = fetch_json(page, "api/sitting/day")
        past = fetch_json(page, "api/history")
    assert "Now your right side." in heard
    assert heard[-1] == "That was all.", "it says so when it is over"
    assert not any("Step back" in text or "Stand still" in text for text in heard)
    assert (day["taken"], day["stretches"]) == (1, [STRETCH])
    (rest,) = day["rested"]
    assert rest["stretches"] == [STRETCH]
    assert past["sessions"][0]["end"] == "completed"
    assert watched.errors == []
    assert watched.elsewhere == []


def test_it_goes_on_unseen_elsewhere_and_after_a_reload(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):
        begin_watch(page)
        skip_baseline(page)
        _lose_watch(page)
        known = page.evaluate("sessionStorage.getItem('formcheck.watch')")
        page.click(".hide-picture")
        assert page.locator(".sit-picture video").count() == 0
        _wait_for_looks(page)
        page.click("a[href='#/history']")
        page.wait_for_selector(".watching")
        _wait_for_looks(page)
        page.evaluate(
            """Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));"""
        )
        _wait_for_looks(page)
        assert _count_camera_halts(page) < 4, "a lost camera is told at the pace of the looks"
        page.reload()
        page.click("a[href='#/sitting']")
        page.evaluate(_WATCH)
        wait_for(page, "window.watch.screen !== null")
        assert page.evaluate("sessionStorage.getItem('formcheck.watch')") == known
        assert page.locator(".sit-picture video").count() == 0, "hidden stays hidden"
        page.click(".hide-picture")
        wait_for(page, "document.querySelector('.sit-picture video').videoWidth > 0")
        page.evaluate(f"location.hash = '#/stretch/{STRETCH}'")
        page.click(".card button.main")
        page.wait_for_selector(".live[data-stage=setup], .live[data-stage=work]")
        page.reload()
        page.wait_for_selector(".live[data-stage=setup], .live[data-stage=work]")
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
        page.evaluate(_WATCH)
        wait_for(page, "window.watch.screen !== null")
    assert watched.errors == []


def test_the_keys_go_on_from_the_page_where_what_was_pressed_is_gone(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):

        def press(at: str, until: str) -> None:
            page.wait_for_selector(at)
            page.focus(at)
            page.keyboard.press("Enter")
            page.wait_for_selector(until)
            lost.append(page.evaluate("document.activeElement === document.body"))

        lost: list[bool] = []
        press(".start-watch", ".stop-watch")
        page.wait_for_selector(".baseline[data-step=intro]:visible")
        press(".baseline button:not(.main)", ".plate:visible")
        press("button[data-minutes='15']", ".go-on:visible")
        press(".go-on", ".break-now:visible")
        press(".break-now", ".end-break:visible")
        press(".end-break", ".break-now:visible")
        press(".stop-watch", ".start-watch")
    assert lost == [False] * 7
    assert watched.errors == []


def test_a_running_watch_follows_the_language_of_the_page(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):
        begin_watch(page)
        skip_baseline(page)
        page.wait_for_selector(".sit-notes li:has-text('calibrate')")
        page.click("a[href='#/settings']")
        page.select_option("#language", "de")
        page.click("a[href='#/sitting']")
        page.wait_for_selector(".sit-notes li:has-text('Kalibrier')")
        page.evaluate("localStorage.setItem('formcheck.language', 'en')")  # as another tab does
        page.reload()
        page.wait_for_selector(".sit-notes li:has-text('calibrate')", state="attached")
    assert watched.errors == []


def _wait_for_looks(page: Any) -> None:
    """Waits until two frames with a person at the desk are analysed within three seconds.

    On a busy machine these need not be the first two.
    """
    page.evaluate(
        """() => {
          window.looks = [];
          window.unlook?.();
          const seen = new WeakSet();
          window.unlook = watch.subscribe(() => {
            const { screen } = watch;
            if (!seen.has(screen) && screen.state !== "away") window.looks.push(performance.now());
            seen.add(screen);
          });
        }"""
    )
    wait_for(page, "window.looks.some((at, n) => at - window.looks[n - 1] < 3000)")


def _lose_watch(page: Any) -> None:
    """Makes the program forget the watch; waits until the page begins a new one by itself."""
    page.evaluate(
        """() => {
          window.lost = sessionStorage.getItem("formcheck.watch");
          watch.connection.opening.session = "gone";
          watch.connection.socket.close();
        }"""
    )
    known = "JSON.parse(sessionStorage.getItem('formcheck.watch'))"
    wait_for(page, f"{known} && sessionStorage.getItem('formcheck.watch') !== window.lost")


def _count_camera_halts(page: Any) -> int:
    """Returns how often the page reports a lost camera within two seconds; then gives it back."""
    halts: int = page.evaluate(
        """async () => {
          const { camera, connection } = watch;
          const { open, later } = camera;
          const { halt } = connection;
          let halts = 0;
          camera.open = camera.later = () => {};
          connection.halt = (why) => { halts += 1; halt.call(connection, why); };
          camera.lost(camera.stream);
          await new Promise((go) => setTimeout(go, 2000));
          Object.assign(camera, { open, later }).open();
          connection.halt = halt;
          return watch.refusal || halts;
        }"""
    )
    return halts


@contextmanager
def open_watching_page(
    data: Path, browsers: Browsers, arguments: list[str]
) -> Iterator[tuple[Any, ExitStack]]:
    """Yields a page with a running watch, and its program, to be closed before the page."""
    with (
        ExitStack() as program,
        browsers.open(arguments, data=data, at="sitting", program=program) as (page, _),
    ):
        begin_watch(page)
        skip_baseline(page)
        yield page, program


def test_a_lost_program_is_told_on_every_page(
    tmp_path: Path, browsers: Browsers, arguments: list[str]
) -> None:
    with open_watching_page(tmp_path, browsers, arguments) as (page, program):
        page.click(".break-now")
        wait_for(page, "document.title.startsWith('Break')")
        page.evaluate("location.hash = '#/settings'")
        program.close()
        wait_for(page, "document.title.startsWith('No connection')")
        assert page.get_attribute(".watching", "data-state") == "lost"


def test_a_program_that_is_lost_in_a_pause_is_told(
    tmp_path: Path, browsers: Browsers, arguments: list[str]
) -> None:
    with open_watching_page(tmp_path, browsers, arguments) as (page, program):
        page.click("button[data-minutes='15']")
        wait_state(page, "paused")
        program.close()
        page.wait_for_selector(".plate-cue:has-text('The connection is lost.')")
        assert page.locator(".offer:visible").count() == 0, "nothing says when it resumes"


_DENIED = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.denied = true;
navigator.mediaDevices.getUserMedia = (wish) =>
  window.denied ? Promise.reject(new DOMException("no", "NotAllowedError")) : ask(wish);
"""


def test_a_denied_camera_can_be_tried_again(browsers: Browsers, arguments: list[str]) -> None:
    with browsers.open(arguments, at="sitting", script=HEARD + _DENIED) as (page, _):
        page.click(".start-watch")
        page.wait_for_selector(".plate-cue:has-text('not allowed to use the camera')")
        page.evaluate("window.denied = false")
        page.click(".plate button:has-text('Try again')")
        page.evaluate(_WATCH)
        wait_for(page, "window.watch.screen !== null")
        assert page.locator(".plate button:visible").count() == 0


# Ends the camera's video, and gives the reason why no other can be opened.
_LOSE = """([why, message]) => {
  const { mediaDevices } = navigator;
  window.givenBack = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async () => { throw new DOMException(message, why); };
  const [track] = window.watch.camera.stream.getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
_GIVE_BACK = "() => { navigator.mediaDevices.getUserMedia = window.givenBack; }"
_TELL_CHANGE = "navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
"""As when a device is plugged in: the page checks at once."""


_FACTS_WHEN_HELD = """() => {
  watch.answer({ ...watch.screen, break: "held", break_in_s: 0, events: [] });
  return document.querySelector(".facts").textContent;
}"""


def test_a_lost_camera_is_told_a_baseline_given_up_is_offered_again_and_the_watch_goes_on(
    browsers: Browsers, arguments: list[str]
) -> None:
    """A break that waits is not announced, and an image that stands still counts as none."""
    with browsers.open(arguments) as (page, watched):
        begin_watch(page)
        for elsewhere in (
            "watch.change('profile', 'sofa')",
            "watch.take = true; watch.connection.take({ is: 'refused', say: '', code: 'gone' })",
        ):
            page.click(".baseline[data-step=intro] button.main")
            page.wait_for_selector(".baseline[data-step=counting]")
            page.evaluate(elsewhere)
            page.wait_for_selector(".baseline[data-step=intro]:visible", timeout=10_000)
        page.evaluate(_LOSE, ["NotFoundError", "lost"])
        page.wait_for_selector(".plate-cue:has-text('The camera is gone')")
        assert not page.is_visible(".baseline")
        page.evaluate(_GIVE_BACK)
        page.wait_for_selector(".baseline[data-step=intro]:visible")
        skip_baseline(page)
        page.wait_for_selector(".sit-picture video")
        denied = "Permission denied"
        for why, message, told in (
            ("NotFoundError", "lost", "No camera was found. Plug one in"),
            ("NotReadableError", "lost", "Another program is using the camera. Close that program"),
            ("NotAllowedError", f"{denied} by system", "allow it in the system"),
            ("NotAllowedError", denied, "Allow it next to the address bar, then try again."),
        ):
            page.evaluate(_LOSE, [why, message])
            assert "The camera is gone" in page.inner_text(".plate-cue")
            page.evaluate(_TELL_CHANGE)
            page.wait_for_selector(f".plate-cue:has-text('{told}')")
            assert page.inner_text(".sit-veil") == "No picture"
            assert page.title() == "No picture · Sitting · formcheck"
            wrong = find_page_faults(page)
            page.evaluate(_GIVE_BACK)
            if message == denied:  # after a refusal the page does not ask again by itself
                page.click(".plate button:has-text('Try again')")
            if message == "lost":
                page.evaluate(_TELL_CHANGE)
            page.wait_for_selector(".sit-picture video")
            assert "No picture" not in page.title()
            assert wrong == []
        wait_for(page, "window.watch.screen !== null")
        assert "Next breakdue" in page.evaluate(_FACTS_WHEN_HELD)
        page.evaluate("window.watch.video.pause()")
        page.wait_for_selector(".plate-cue:has-text('The camera sends no picture.')")
        page.evaluate("window.watch.video.play()")
        page.wait_for_selector(".sit-picture video")
    assert watched.errors == []


def test_whoever_chose_a_camera_that_does_not_open_can_choose_another(browsers: Browsers) -> None:
    with browsers.open(TWO_CAMERAS, at="sitting", script=HEARD + TAKEN) as (page, watched):
        page.context.grant_permissions(["camera"])
        begin_watch(page)
        taken = page.locator(f"{_CAMERAS} option").nth(1).get_attribute("value")
        page.evaluate("(id) => localStorage.setItem('taken', id)", taken)
        page.select_option(_CAMERAS, taken)
        page.wait_for_selector(".plate-cue:has-text('Another program is using the camera.')")
        page.reload()
        page.wait_for_selector(_CAMERAS)
        assert page.input_value(_CAMERAS) == taken
        page.select_option(_CAMERAS, index=0)
        page.evaluate(_WATCH)
        wait_for(page, "window.watch.camera.running")
    assert watched.errors == []


def test_of_several_cameras_the_one_chosen_last_is_used_and_told(browsers: Browsers) -> None:
    with browsers.open(TWO_CAMERAS, at="sitting") as (page, watched):
        begin_watch(page)
        first, second = (
            page.locator(f"{_CAMERAS} option").nth(n).get_attribute("value") for n in (0, 1)
        )
        page.evaluate("(ids) => ids.forEach((id) => watch.camera.choose(id))", [second, first])
        wait_for(page, f"watch.camera.running && watch.camera.id === '{first}'")
        sent = _list_sent(page)
        page.evaluate(_CUT_LINE)
        page.select_option(_CAMERAS, second)
        wait_for(page, f"watch.camera.running && watch.camera.id === '{second}'")
        label = page.evaluate("watch.camera.label")
        page.evaluate(_JOIN_LINE)
        told = {"do": "profile", "profile": "desk", "camera": label}
        wait_until(lambda: page.wait_for_timeout(20) or told in sent, "the camera's name")
    assert watched.errors == []


def _list_sent(page: Any) -> list[dict[str, Any]]:
    """Returns the list of messages that the page sends on connections opened from now on."""
    sent: list[dict[str, Any]] = []

    def note(frame: str | bytes) -> None:
        if isinstance(frame, str):
            sent.append(json.loads(frame))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


_CAMERAS = ".sit-side select[aria-label=Camera]"
_CUT_LINE = """() => {
  watch.connection.connect = () => {};
  watch.connection.socket.close();
}"""
_JOIN_LINE = """() => {
  delete watch.connection.connect;
  watch.connection.socket = watch.connection.connect();
}"""


def test_a_second_window_is_told_and_may_take_over(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):
        begin_watch(page)
        other = page.context.new_page()
        watched.watch(other)
        other.goto(page.url.split("#")[0] + "#/sitting")
        other.click(".start-watch")
        other.wait_for_selector(".sit-welcome [role=alert]")
        assert "another window" in other.inner_text(".sit-welcome [role=alert]")
        other.click(".start-watch")
        other.wait_for_selector(".baseline[data-step=intro]:visible")
        page.wait_for_selector(".sit-welcome [role=alert]")
        assert not page.is_visible(".baseline"), "nothing can be recorded here any more"
        assert "another window" in page.inner_text(".sit-welcome [role=alert]")
        assert page.evaluate("watch.on") is False
    assert watched.errors == []


def test_being_told_is_heard_said_and_shown_as_wished(
    browsers: Browsers, arguments: list[str]
) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):
        page.add_init_script(
            """window.notices = [];
            window.Notification = class {
              static permission = "granted";
              static requestPermission = async () => "granted";
              constructor(title, { body }) { window.notices.push(body); }
              close() { window.notices.push("closed"); }
            };
            document.hasFocus = () => false;"""
        )
        begin_watch(page, voice=True)
        skip_baseline(page)
        page.evaluate("document.querySelector('.wishes').open = true")
        page.check("#wish-notify")
        noticed = page.evaluate(
            """() => {
              window.tones = [];
              watch.voice.sound = (name) => window.tones.push(name);
              watch.ticker.terminate();
              const told = { ...watch.screen, next_look_s: 60 };
              const nudge = { is: "nudge", say: "Sit up tall.", more: "" };
              const slouched = { state: "slouched", why: ["slump"], cue: "Sit up tall." };
              watch.answer({ ...told, ...slouched, events: [nudge] });
              watch.answer({ ...told, ...slouched, events: [] });
              return [...window.notices];  // a look under way may be answered right after
            }"""
        )
        assert page.evaluate("tones") == ["nudge"]
        assert [words for _, words in page.evaluate("heard")] == ["Sit up tall."]
        assert noticed == ["Sit up tall."]
        page.evaluate("watch.answer({ ...watch.screen, state: 'upright', events: [] })")
        assert page.evaluate("notices") == ["Sit up tall.", "closed"]
        page.evaluate("document.querySelector('.wishes').open = true")
        page.uncheck("#wish-voice")
        page.uncheck("#wish-sound")
        page.uncheck("#wish-notify")
        page.evaluate(
            """watch.answer({ ...watch.screen, events: [{ is: "nudge", say: "No.", more: "" }] })"""
        )
        assert page.evaluate("tones.length") == 1
        assert page.evaluate("heard.length") == 1
        assert page.evaluate("notices.length") == 2
    assert watched.errors == []


_CHANGED_ELSEWHERE = """() => {
  const wishes = JSON.parse(localStorage.getItem("formcheck.sitting"));
  const others = { ...wishes, profile: "Kitchen", sensitivity: "strict" };
  localStorage.setItem("formcheck.sitting", JSON.stringify(others));
}"""
"""As another tab of the page does."""


def test_a_name_of_ones_own_is_a_profile(browsers: Browsers, arguments: list[str]) -> None:
    with browsers.open(arguments, at="sitting") as (page, watched):
        begin_watch(page)
        page.select_option("#profile", "+")
        page.fill("#new-profile", "Kitchen")
        page.press("#new-profile", "Enter")
        page.click(".take-baseline")
        page.click(".baseline[data-step=intro] button.main")
        page.wait_for_selector(".baseline[data-step=done]", timeout=20_000)
        page.evaluate(_WATCH)
        taken = page.evaluate("window.watch.screen.baseline_taken")
        assert taken
        page.reload()
        wait_for(page, "document.querySelector('#profile')?.value === 'Kitchen'")
        page.evaluate(_WATCH)
        wait_for(page, f"window.watch.screen?.baseline_taken === '{taken}'")
        page.select_option("#profile", "sofa")
        wait_for(page, "window.watch.screen.baseline_taken === null")
        page.evaluate(_CHANGED_ELSEWHERE)
        page.click(".hide-picture")
        sent = _list_sent(page)
        page.reload()
        page.evaluate(_WATCH)
        wait_for(page, "window.watch.screen?.baseline_taken")
        assert page.input_value("#profile") == "Kitchen"
        assert [one["wishes"]["sensitivity"] for one in sent if "wishes" in one] == ["strict"]
        page.click("a[href='#/history']")
        page.click("button:has-text('Delete the history')")
        page.click("dialog button.main")
        page.wait_for_selector(".note:has-text('Sitting is still being watched')")
        wait_for(page, "window.watch.screen.baseline_taken === null")
    assert watched.errors == []


def test_sitting_can_be_read_and_reached(
    tmp_path: Path, browsers: Browsers, arguments: list[str]
) -> None:
    history = tmp_path / "formcheck" / "history.db"
    store_days(history, datetime.now().astimezone(), 9)
    add_unreadable_rows(history)
    with browsers.open(arguments, (320, 640), "de", data=tmp_path) as (page, _):
        found = {}
        for route in ("", "sitting", "sitting/day", "sitting/day/2001-01-01", "history"):
            go_to_view(page, route)
            if route.startswith("sitting/day"):
                page.wait_for_selector(".days p, .days table", state="attached")
            found[route] = find_faults_in_themes(page)
            if route in {"sitting/day", "history"}:
                assert "hier fehlen: 1." in page.inner_text(".note")
        begin_watch(page)
        page.wait_for_selector(".baseline[data-step=intro] button.main:focus")
        found["baseline"] = find_faults_in_themes(page)
        page.keyboard.press("Enter")  # the next step has the focus
        page.wait_for_selector(".baseline[data-step=counting]")
        page.wait_for_selector(".baseline[data-step=done]", timeout=20_000)
        found["self-check"] = find_faults_in_themes(page)
        page.keyboard.press("Enter")
        page.wait_for_selector(".plate:visible")
        page.evaluate("document.querySelector('.wishes').open = true")
        found["plate"] = find_faults_in_themes(page)
        page.set_viewport_size({"width": 593, "height": 700})
        found["beside the mark in the header"] = find_faults_in_themes(page)
        page.set_viewport_size({"width": 320, "height": 640})
        for at in (".hide-picture", "#profile", "button[data-minutes='30']", ".stop-watch"):
            tab_to(page, at)
    assert found == {place: [] for place in found}


def add_unreadable_rows(path: Path) -> None:
    """Adds an unreadable session and an unreadable nudge of today."""
    with History(path) as history:
        history.begin(datetime.now(UTC), ["Twist"])
    raw = sqlite3.connect(path)
    raw.execute("UPDATE session SET titles = 'Twist'")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    raw.execute("INSERT INTO nudge (watch, at, why) VALUES (1, ?, '[')", (now,))
    raw.commit()
    raw.close()
