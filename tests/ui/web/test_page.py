"""Sessions in a real browser, with a rendered clip as its camera and the real program."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.traced import assert_reached_nothing, trace_server
from tests.ui.web.browsing import (
    CAMERA_FPS,
    HEARD,
    MAY_USE_CAMERA,
    SAMPLES,
    TAKEN,
    THIN_FPS,
    TWO_CAMERAS,
    Browsers,
    build_flags,
    find_video_result,
    joined_clip,
    needs_browser,
    tab_to,
    wait_for,
)

pytestmark = needs_browser

STRETCH = "cross-body-shoulder-stretch"
CARD = f"stretch/{STRETCH}"
FAULTY = SAMPLES / f"{STRETCH}.chest-turned.left.mp4"
FILM = [SAMPLES / f"{STRETCH}.good.{side}.mp4" for side in ("left", "right")]
CORNER = "wall-corner-rhomboid-high"
BENT = SAMPLES / f"{CORNER}.trunk-bent.right.mp4"
CUE = "Stand tall."
LEAD_S = 6.0
"""How long the person of the first clip stands still, until model and session are ready."""

BRIDGE = SAMPLES / "bridge-reps.good.both.mp4"

# A browser with on-device speech recognition: Chromium needs its vendor's files for that.
HEARS_SPEECH = """
window.SpeechRecognition = class extends EventTarget {
  static available = async () => "available";
  get processLocally() { return true; }
  set processLocally(_) {}
  start() {
    window.say = (transcript) => this.onresult({ results: [[{ transcript }]] });
    setTimeout(() => this.onaudiostart());
  }
  abort() {}
};
"""


def begin_session(page: Any, hold_s: int = 3, stretch: str = STRETCH) -> None:
    """Begins that stretch from its card."""
    page.evaluate(f"location.hash = '#/stretch/{stretch}'")
    page.fill("#hold_s", str(hold_s))
    page.press("#hold_s", "Tab")
    page.click(".card button.main")


def wait_stage(page: Any, name: str, timeout_s: float = 20.0) -> None:
    """Waits until the session is at that stage."""
    page.wait_for_selector(f".live[data-stage={name}]", timeout=1000 * timeout_s)


@pytest.mark.skipif(not BRIDGE.exists(), reason="the sample clip is not here")
def test_a_session_of_repetitions_counts_them_aloud_and_on_screen(browsers: Browsers) -> None:
    with browsers.open(browsers.play([BRIDGE], LEAD_S, fps=CAMERA_FPS)) as (page, watched):
        page.click(".tile[href$='bridge-reps']")
        assert page.locator("#hold_s").count() == 0, "there are no seconds of a hold to choose"
        page.click(".card button.main")
        wait_stage(page, "work", 40)
        wait_for(page, "document.querySelector('.ring .goal').textContent === 'of 12'")
        wait_for(
            page, "Number(document.querySelector('.ring .seconds').textContent) >= 2", tries=600
        )
        heard = [text for _, text in page.evaluate("window.heard")]
        page.keyboard.press("Escape")
        wait_stage(page, "questions")
        assert "Did anything hurt?" in page.inner_text(".ask h2")
        page.keyboard.press("p")
        page.wait_for_selector(".ask h2:has-text('How strong is the pain?')")
        page.click(".ask .pass")
        page.wait_for_selector(".ask h2:has-text('Where is the pain?')")
        page.keyboard.press("Escape")
        page.wait_for_selector(".verdict")
        assert "of 12 repetitions" in page.inner_text(".doses")
        assert page.locator(".strip .piece.good").count() >= 2
        page.click("a[href='#/history']")
        page.wait_for_selector(".past a")
        assert "of 12 repetitions" in page.inner_text(".past a")
    assert {"1", "2"} <= set(heard)
    assert not watched.errors
    assert not watched.elsewhere


def test_a_whole_session_without_a_touch(tmp_path: Path, browsers: Browsers) -> None:
    """The same film, uploaded on the page, gives the same result."""
    lead_s = 1.5 * LEAD_S  # the first clip must count, even on a busy machine
    film = joined_clip(FILM, tmp_path / "joined.mp4", fps=THIN_FPS)
    with browsers.open(browsers.play(FILM, lead_s), at=CARD) as (page, watched):
        page.evaluate("localStorage.setItem('formcheck.noted', 'yes')")
        begin_session(page)
        wait_stage(page, "work", 40)
        looks = page.evaluate(
            """() => ["cue", "seconds"].map((name) => {
              const style = getComputedStyle(document.querySelector(`.${name}`));
              return parseFloat(style.fontSize) / innerHeight;
            })"""
        )
        sizes = dict(zip(("cue", "seconds"), looks, strict=True))
        wait_stage(page, "questions", 60)
        heard = page.evaluate("window.heard")
        page.click(".scale button:nth-child(3)")
        page.click(".ask .answers:not(.scale) button:first-child")
        page.wait_for_selector(".verdict")
        result = page.evaluate("JSON.parse(sessionStorage.getItem('formcheck.result'))")
        verdict = page.inner_text(".verdict h1")
        bars = page.locator(".doses .figures").all_inner_texts()
        page.click("a[href='#/history']")
        page.wait_for_selector(".past a")
        page.click(".past a")
        page.wait_for_selector(".verdict")
        assert page.locator(".strip .piece.good").count() >= 2, "the history knows the holds"
        page.click("a[href='#/videos']")
        page.select_option("#stretch", STRETCH)
        page.set_input_files("#video-file", film)
        page.wait_for_selector(".player video", timeout=180_000)
        said = find_video_result(page)

    assert sizes["cue"] >= 0.05
    assert sizes["seconds"] >= 0.08
    assert result["end"] == "completed"
    assert verdict == result["verdict"] == "Both sides held as planned."
    assert [bar.split(" of ")[1].strip() for bar in bars] == ["3 s", "3 s"]
    assert [answer["answer"] for answer in result["answers"]][:1] == ["2"]
    _assert_agree(result["stretches"][0]["sides"], said["sides"])
    assert heard, "the page speaks"
    assert watched.errors == []
    assert watched.elsewhere == []


def test_a_fault_in_a_session_is_said_and_has_its_still(browsers: Browsers) -> None:
    with browsers.open(browsers.play([BENT], LEAD_S), at=f"stretch/{CORNER}") as (page, watched):
        begin_session(page, stretch=CORNER)
        wait_for(page, f"window.heard.some(([, text]) => text.includes('{CUE}'))", tries=600)
        page.wait_for_timeout(500)
        heard = page.evaluate("window.heard")
        page.keyboard.press("Escape")
        wait_stage(page, "questions")
        page.keyboard.press("Escape")
        page.wait_for_selector(".verdict")
        result = page.evaluate("JSON.parse(sessionStorage.getItem('formcheck.result'))")
        stills = page.locator(".events .correct canvas").count()
        pieces = page.locator(".strip .piece.correct").count()
    faults = [f for side in result["stretches"][0]["sides"] for f in side["faults"]]
    assert [fault["id"] for fault in faults] == ["trunk-bent"]
    assert (stills, pieces) == (1, 1), "the fault has its still, and its place in the strip"
    assert sum(CUE in text for _, text in heard) == 1
    assert watched.errors == []


def _assert_agree(live: list[dict[str, Any]], film: list[dict[str, Any]]) -> None:
    """Asserts that the first hold of each side agrees with the uploaded film's within 0.5 s.

    The camera repeats the film until the session is over, so there may be more holds.
    """
    assert [side["side"] for side in live] == [side["side"] for side in film] == ["left", "right"]
    for one, other in zip(live, film, strict=True):
        held_s = other["holds"][0]["held_s"]
        assert one["holds"][0]["held_s"] == pytest.approx(held_s, abs=0.5)
        assert one["faults"] == other["faults"] == []


def test_a_session_obeys_what_is_spoken_and_is_taken_up_again_after_its_line_was_cut(
    browsers: Browsers,
) -> None:
    script = HEARD + HEARS_SPEECH
    with browsers.open(browsers.play([FAULTY]), at=CARD, script=script) as (page, watched):
        begin_session(page, 60)
        page.wait_for_selector(".corner p:has-text('Say “stop” if it hurts.')")
        wait_stage(page, "work")
        page.evaluate("window.say('pause please')")
        page.click("button:has-text('Resume')")
        page.wait_for_selector(".live[data-stage=work][data-halt='']")
        before = page.evaluate("sessionStorage.getItem('formcheck.session')")
        _cut_line(page)
        page.evaluate("delete window.kept.connect; window.kept.socket = window.kept.connect()")
        page.wait_for_selector(".trouble", state="hidden")
        wait_stage(page, "work")
        after = page.evaluate("sessionStorage.getItem('formcheck.session')")
        page.reload()
        wait_stage(page, "work")
        assert page.evaluate("sessionStorage.getItem('formcheck.session')") == before == after
        other = page.context.new_page()
        other.goto(page.url.split("#")[0])
        begin_session(other)
        other.wait_for_selector(".trouble:has-text('another window') button")
        wait_stage(page, "work")
        _cut_line(page)
        page.keyboard.press("p")
        page.evaluate("delete window.kept.connect; window.kept.socket = window.kept.connect()")
        page.wait_for_selector(".live[data-stage=questions][data-end=pain]")
    assert watched.errors == []


def test_a_program_that_has_ended_is_told_and_can_be_left(
    tmp_path: Path, browsers: Browsers
) -> None:
    """Until then it has reached nothing."""
    arguments, log = browsers.play([FAULTY]), tmp_path / "calls"
    module = trace_server(log)
    with (
        ExitStack() as program,
        browsers.open(arguments, data=tmp_path, module=module, at=CARD, program=program) as (
            page,
            _,
        ),
    ):
        begin_session(page, 60)
        wait_stage(page, "work")
        page.evaluate(
            """async () => {
              const { current } = await import("/page/live/session.js");
              [window.track] = current.camera.stream.getVideoTracks();
            }"""
        )
        program.close()
        page.wait_for_selector(".trouble:has-text('Start it again, then open its new address.')")
        assert page.inner_text(".trouble button") == "Back to the stretches"
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
        assert page.evaluate("track.readyState") == "ended", "the camera is let go of"
    assert_reached_nothing(log)


def test_a_program_that_does_not_answer_at_first_is_told_and_can_be_left(
    browsers: Browsers,
) -> None:
    with browsers.open(build_flags(None), at=CARD) as (page, watched):
        page.route_web_socket("**/api/session", lambda _: None)  # it is opened, but never answered
        page.clock.install()
        begin_session(page)
        page.wait_for_selector(".trouble:has-text('Getting ready') button:has-text('Back')")
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
        begin_session(page)
        page.wait_for_selector(".trouble:has-text('Getting ready')")
        page.clock.fast_forward(16_000)
        page.wait_for_selector(".trouble:has-text('The connection is lost.')")
        page.click(".trouble button:has-text('Back to the stretches')")
        page.wait_for_selector(".live", state="detached")
    assert watched.errors == []


def _cut_line(page: Any) -> None:
    """Cuts the session's connection, which then waits to be resumed."""
    page.evaluate(
        """async () => {
          const { current } = await import("/page/live/session.js");
          current.connection.connect = () => {};
          current.connection.socket.close();
          window.kept = current.connection;
        }"""
    )
    page.wait_for_selector(".trouble:not([hidden])")
    assert "connection is lost" in page.inner_text(".trouble")


def test_a_denied_camera_is_told_in_a_sentence_and_allowing_it_is_enough(
    browsers: Browsers,
) -> None:
    arguments = [flag for flag in build_flags(None) if flag != MAY_USE_CAMERA]
    with browsers.open(arguments, at=CARD) as (page, watched):
        begin_session(page)
        page.wait_for_selector(".trouble:not([hidden])")
        assert "not allowed to use the camera" in page.inner_text(".trouble")
        page.context.grant_permissions(["camera"])
        wait_stage(page, "setup")
    assert watched.errors == []


def test_a_camera_that_goes_and_comes_back_keeps_the_session(browsers: Browsers) -> None:
    with browsers.open(TWO_CAMERAS, at=CARD) as (page, _):
        begin_session(page)
        wait_stage(page, "setup")
        cameras = page.locator(".guide select option")
        assert cameras.count() == 2, "there is a choice of cameras"
        assert page.evaluate(_PICKER_STAYS)
        page.select_option(".guide select", index=1)
        page.wait_for_selector(".trouble", state="hidden")
        in_use = page.evaluate(
            """async () => {
              const { current } = await import("/page/live/session.js");
              while (!current.camera.running) await new Promise((go) => setTimeout(go, 20));
              const [track] = current.camera.stream.getVideoTracks();
              track.stop();
              track.dispatchEvent(new Event("ended"));
              return track.getSettings().deviceId;
            }"""
        )
        assert in_use == cameras.nth(1).get_attribute("value")
        page.wait_for_selector(".trouble:not([hidden])")
        assert "camera is gone. Plug it in again, or close" in page.inner_text(".trouble")
        page.wait_for_selector(".live[data-halt=camera]")
        page.wait_for_selector(".trouble", state="hidden")
        page.wait_for_selector(".live:not([data-halt=camera])")
        _hide(page, hidden=True)
        page.wait_for_selector(".live[data-halt=hidden]")
        _hide(page, hidden=False)
        page.wait_for_selector(".live:not([data-halt=hidden])")


def test_whoever_chose_a_camera_that_does_not_open_can_choose_another(browsers: Browsers) -> None:
    with browsers.open(TWO_CAMERAS, at=CARD, script=HEARD + TAKEN) as (page, watched):
        page.context.grant_permissions(["camera"])
        begin_session(page)
        wait_stage(page, "setup")
        taken = page.locator(".guide select option").nth(1).get_attribute("value")
        page.evaluate("(id) => localStorage.setItem('taken', id)", taken)
        page.select_option(".guide select", taken)
        page.wait_for_selector(".trouble:has-text('Another program is using the camera.')")
        assert page.is_visible(".trouble select")
        page.reload()
        page.wait_for_selector(".trouble select")
        assert page.input_value(".trouble select") == taken
        page.select_option(".trouble select", index=0)
        page.wait_for_selector(".trouble", state="hidden")
        wait_stage(page, "setup")
    assert watched.errors == []


# The list of cameras is not redrawn with each frame: the browser would close it.
_PICKER_STAYS = """new Promise((tell) => {
  const { lastChild } = document.querySelector(".guide select");
  setTimeout(() => tell(lastChild.isConnected), 500);
})"""


def _hide(page: Any, *, hidden: bool) -> None:
    """Acts as if another tab were selected: a headless browser has no other."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_everything_can_be_done_by_keyboard_alone(browsers: Browsers) -> None:
    with browsers.open(browsers.play([FAULTY])) as (page, watched):
        tab_to(page, ".note button")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", "the keys go on from here"
        tab_to(page, f".tile[href$='{STRETCH}']")
        page.keyboard.press("Enter")
        page.wait_for_selector(".card")
        tab_to(page, ".card button.main")
        page.keyboard.press("Enter")
        wait_stage(page, "setup")
        page.keyboard.press("m")
        assert "Sound on" in page.inner_text(".tools")
        page.keyboard.press(" ")
        page.wait_for_selector(".live[data-halt=user]")
        page.keyboard.press(" ")
        page.wait_for_selector(".live[data-halt='']")
        page.evaluate("window.heard = []")
        page.keyboard.press("s")
        page.wait_for_selector(".place :text('Right side')")
        assert page.evaluate("window.heard") == [], "muted is muted"
        page.keyboard.press("p")
        wait_stage(page, "questions")
        assert "pain" in page.inner_text(".ask h2").lower()
        page.keyboard.press("Escape")
        page.wait_for_selector(".verdict")
        assert "hurt" in page.inner_text("h1")
        page.go_back()
        page.wait_for_selector(".card")
        page.evaluate("location.hash = '#/session'")  # nothing begins unasked
        page.wait_for_selector(f".tile[href$='{STRETCH}']")
    assert watched.errors == []
