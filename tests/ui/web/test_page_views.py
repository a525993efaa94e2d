"""Every view of the page in a real browser, with the real program.

No test here needs real-time video, so they run beside others; sessions are in test_page.py.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.clips import read_truth
from formcheck.core.language import format_clock
from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.posture_values import PostureState
from formcheck.store.history import History
from formcheck.store.profiles import Profiles
from formcheck.store.sitting_store import SittingWriter
from tests.core.posture.sitters import front, make_baseline
from tests.store.results import make_result
from tests.traced import assert_reached_nothing, trace_server
from tests.ui.web.browsing import (
    FEW_FPS,
    SAMPLES,
    Browsers,
    PageWatcher,
    build_flags,
    find_video_result,
    go_to_view,
    needs_browser,
    wait_for,
)
from tests.ui.web.looking import find_faults_in_themes

pytestmark = needs_browser

PLAIN = build_flags(None, camera=False)
STRETCH = "cross-body-shoulder-stretch"
TILTED = SAMPLES / "seated-twist.shoulders-tilt.right.mp4"
FILM = SAMPLES / f"{STRETCH}.good.left.mp4"


Loaded = Callable[..., Any]


@pytest.fixture(scope="module")
def loaded(browsers: Browsers) -> Iterator[Loaded]:
    """Returns the page in a language, for tests that only call its functions."""
    pages: dict[str, tuple[Any, PageWatcher]] = {}
    with ExitStack() as until:

        def find(language: str = "en") -> Any:
            if language not in pages:
                opened = browsers.open(PLAIN, language=language, at="settings")
                pages[language] = until.enter_context(opened)
            return pages[language][0]

        yield find
        assert [watched.errors for _, watched in pages.values() if watched.errors] == []


def test_a_film_is_checked_and_its_timeline_leads_into_it(
    tmp_path: Path, browsers: Browsers, thin_sample: Callable[..., Path]
) -> None:
    """The program reaches nothing outside."""
    film, log = thin_sample(TILTED.stem, FEW_FPS), tmp_path / "calls"
    truth = read_truth(TILTED.with_suffix(".json"))
    assert truth is not None
    module = trace_server(log)
    with browsers.open(PLAIN, data=tmp_path, module=module, at="videos") as (page, watched):
        page.select_option("#stretch", "seated-twist")
        page.set_input_files("#video-file", film)
        page.wait_for_selector(".player video", timeout=180_000)
        box = page.locator(".strip .piece.correct").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2 - 11, box["y"] + box["height"] / 2)
        wait_for(page, "document.querySelector('.player video').currentTime > 0")
        at_s = page.evaluate("document.querySelector('.player video').currentTime")
        result = find_video_result(page)
        held = page.inner_text(".doses li")
        verdict = page.inner_text(".verdict h1")
        columns = page.locator(".columns").inner_text()
    fault = result["sides"][0]["faults"][0]
    assert at_s == pytest.approx(fault["start_s"], abs=0.1)
    assert at_s == pytest.approx(truth.faults[0].start_s, abs=1.0)
    held_s = int(result["sides"][0]["hold_s"])
    assert held_s == pytest.approx(truth.hold_s, abs=1.0)
    assert f"{held_s} of 60 s" in held
    assert verdict == f"Right side held {held_s} of 60 seconds, too short to count."
    assert "For next time" in columns
    assert "Right side: Shoulders not level" in columns
    assert watched.errors == []
    assert watched.elsewhere == []
    assert_reached_nothing(log)


def test_a_film_without_a_stretch_is_named_and_a_result_without_its_video_says_why(
    browsers: Browsers, thin_sample: Callable[..., Path]
) -> None:
    film = thin_sample(FILM.stem, FEW_FPS)
    undrawn = "The annotated video could not be saved: No space left on device."

    def answer(route: Any) -> None:
        told = route.fetch().json()
        route.fulfill(json=told | {"say": undrawn})

    with browsers.open(build_flags(None)) as (page, watched):
        page.click(f".tile[href$='{STRETCH}']")
        page.click("a[href^='#/videos/of/']")
        wait_for(page, f"document.querySelector('#stretch')?.value === '{STRETCH}'")
        page.click("a[href='#/videos']")
        wait_for(page, "document.querySelector('#stretch')?.value === ''")
        assert not page.is_visible("#side")
        page.set_input_files("#video-file", film)
        page.wait_for_selector(".player video", timeout=180_000)
        verdict = page.inner_text(".verdict")
        taken = page.inner_text(".taken")
        page.route(re.compile(r"/api/videos/[^/]+$"), answer)
        page.reload()
        page.wait_for_selector(f".player [role=alert]:text-is('{undrawn}')")
        assert page.locator(".strip .piece").count() > 0
        assert page.locator("video, .strip button, .events button").count() == 0
        page.click("a[href='#/videos']")
        listed = page.locator(".past a").last.inner_text()
    assert "Left side held 4 of " in verdict
    assert "Cross-body shoulder stretch" in verdict
    assert taken.startswith("Looks like: Cross-body shoulder stretch (")
    assert "Cross-body shoulder stretch" in listed
    assert watched.errors == []
    assert watched.elsewhere == []


def test_a_video_may_be_checked_for_a_programme(
    browsers: Browsers, thin_sample: Callable[..., Path]
) -> None:
    film = thin_sample(FILM.stem, FEW_FPS)
    with browsers.open(PLAIN, at="videos") as (page, watched):
        page.select_option("#stretch", "childs-pose")
        assert page.is_visible("#side")
        page.get_by_label("Stretch 2").select_option("cat-cow")
        page.get_by_label("Stretch 3").select_option(STRETCH)
        page.get_by_label("Stretch 4").select_option("cat-cow")
        page.select_option("#stretch", "")
        chosen = page.locator(".fields select:not(#side)")
        values = chosen.evaluate_all("all => all.map((one) => one.value)")
        assert values == ["cat-cow", STRETCH, "cat-cow", ""]
        assert page.is_hidden("#side")
        assert find_faults_in_themes(page) == []
        page.set_input_files("#video-file", film)
        page.wait_for_selector(".player video", timeout=180_000)
        assert page.get_by_text("Left out: Cat-cow (2 of 2 times)").count() == 1
        assert page.get_by_text("another order").count() == 0
        page.click("a[href='#/videos']")
        listed = page.locator(".past a").last.inner_text()
    assert "Cross-body shoulder stretch" in listed
    assert watched.errors == []


def test_every_page_can_be_read_and_reached(browsers: Browsers) -> None:
    sizes = (320, 640), (593, 700)  # as narrow as the header is above the page
    with browsers.open(build_flags(None), language="de") as (page, _):
        found = {}

        def look(place: str) -> None:
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                found[place, width] = find_faults_in_themes(page)

        for route in ("", f"stretch/{STRETCH}", "videos", "history", "settings", "summary"):
            go_to_view(page, route)
            look(route)
        page.evaluate(f"location.hash = '#/stretch/{STRETCH}'")
        page.click(".card button.main")
        page.wait_for_selector(".live[data-stage=setup] .guide-title:not(:empty)")
        look("session")
    assert found == {place: [] for place in found}


def test_what_fails_is_told_and_can_be_done_again(tmp_path: Path, browsers: Browsers) -> None:
    (tmp_path / "formcheck").mkdir()
    with History(tmp_path / "formcheck" / "history.db") as history:
        started = datetime.now(UTC)
        history.save(history.begin(started, ["Twist"]), started, make_result(end="completed"))
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film")
    silent = "formcheck is not responding"
    with browsers.open(build_flags(None), data=tmp_path, at="history") as (page, _):
        sent: list[str] = []

        def refuse(route: Any) -> None:
            sent.append(route.request.method)
            route.abort()

        assert "Partly done." in page.inner_text(".past a")
        page.click("button.text")
        page.route("**/api/**", refuse)
        page.click("dialog button.main")
        page.wait_for_selector(f"dialog[open] .told:has-text('{silent}')")
        page.unroute("**/api/**")
        page.click("dialog button.main")
        page.wait_for_selector(".page > .quiet:has-text('Nothing yet')")

        page.evaluate("location.hash = '#/videos'")
        page.wait_for_selector("#video-file", state="attached")
        page.route("**/api/**", refuse)
        page.route("**/api/proof", lambda route: route.continue_())
        for n in (1, 2):
            page.set_input_files("#video-file", film)
            page.wait_for_selector(".told:has-text('could not be uploaded')")
            page.wait_for_selector(".drop:not(.busy)")
            assert sent.count("POST") == n, "the same file, once more"
        page.evaluate("location.hash = '#/videos/nobody'")
        page.wait_for_selector(f"[role=status]:has-text('{silent}')")
        page.unroute("**/api/**")
        page.wait_for_selector(".page p:has-text('This video is no longer here.')")


def test_a_video_that_fails_can_be_deleted_and_an_upload_ended(
    tmp_path: Path, browsers: Browsers
) -> None:
    film = tmp_path / "torn.mp4"
    film.write_bytes(b"no film" * 100_000)
    with browsers.open(PLAIN, at="videos") as (page, _):
        page.set_input_files("#video-file", film)
        page.click("button:has-text('Delete this video')")
        page.wait_for_selector("#video-file", state="attached")
        page.wait_for_selector("h1:text-is('Check a video')")
        assert page.locator(".past a:has-text('torn.mp4')").count() == 0
        page.route("**/api/videos?*", lambda _: None)  # the upload never ends
        page.set_input_files("#video-file", film)
        page.wait_for_selector(".drop.busy")
        assert page.is_disabled("#video-file"), "one at a time"
        page.focus(".upload button")
        page.keyboard.press("Enter")
        page.wait_for_selector(".drop:not(.busy)")
        assert page.locator(".upload progress").count() == 0
        assert page.inner_text(".told") == ""
        assert page.evaluate("document.activeElement.id") == "video-file"
        asked: list[Any] = []
        page.route("**/api/proof", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright wants one
        with page.expect_request("**/api/proof"):
            page.set_input_files("#video-file", film)
        page.click(".upload button")  # cancelled before it begins
        asked[0].continue_()
        page.wait_for_selector(".drop:not(.busy)")


def test_a_file_dropped_beside_its_place_is_not_opened_instead_of_the_page(
    browsers: Browsers,
) -> None:
    with browsers.open(PLAIN, at="videos") as (page, _):
        page.wait_for_selector(".drop")
        kept = page.evaluate(
            """() => ["film", ""].map((file) => ["dragover", "drop"].map((kind) => {
              const dataTransfer = new DataTransfer();
              if (file) dataTransfer.items.add(new File([file], "film.mp4"));
              else dataTransfer.setData("text/plain", "a word");
              const wish = { dataTransfer, bubbles: true, cancelable: true };
              return !document.querySelector("h1").dispatchEvent(new DragEvent(kind, wish));
            }))"""
        )
    assert kept == [[True, True], [False, False]]


def test_the_stages_of_a_video_are_read_out_but_not_each_percent(browsers: Browsers) -> None:
    video = {"id": "film", "state": "waiting", "share": 0.0, "before": 0, "say": ""}
    with browsers.open(PLAIN) as (page, _):
        page.route("**/api/videos/film", lambda route: route.fulfill(json=video))
        page.evaluate("location.hash = '#/videos/film'")
        page.wait_for_selector("[role=status]:text-is('Getting ready…')")
        video |= {"state": "working", "share": 0.37}
        page.wait_for_selector("[role=status]:text-is('Being checked:')")
        for share in (0.37, 0.5):
            video["share"] = share
            page.wait_for_selector(f".figures:text-is('{100 * share:.0f} %')")
            assert page.inner_text("main [role=status]") == "Being checked:"


def test_what_has_the_focus_is_above_the_bars(browsers: Browsers) -> None:
    with browsers.open(PLAIN) as (page, _):
        page.evaluate(
            """async () => {
              const { queue } = await import("/page/shared/programme.js");
              queue(["seated-twist", "cross-body-shoulder-stretch"]);
              dispatchEvent(new Event("hashchange"));
            }"""
        )
        page.wait_for_selector(".programme button")
        hidden = []
        for width, height in ((360, 740), (512, 300)):
            page.set_viewport_size({"width": width, "height": height})
            page.focus("#top a")
            for _ in range(70):
                page.keyboard.press("Tab")
                hidden += page.evaluate(_BELOW_A_BAR)
    assert hidden == []


_BELOW_A_BAR = """() => {
  const at = document.activeElement;
  const { top, bottom, height } = at.getBoundingClientRect();
  return ["#top nav", ".programme"].filter((name) => {
    const room = document.querySelector(name).getBoundingClientRect().top;
    // Of a tile higher than the room the upper part is to be seen.
    return at.matches(".tile") && (height < room - 20 ? bottom > room + 1 : top > room / 2);
  }).map((name) => `${at.textContent} below ${name}`);
}"""


def test_a_session_that_is_not_in_the_history_is_told_and_leads_back(browsers: Browsers) -> None:
    with browsers.open(PLAIN, language="de", at="history/99") as (page, _):
        page.wait_for_selector("h1:text('keine Einheit mit dieser Nummer')")
        assert page.locator("button.main").count() == 0
        page.click(".back")
        page.wait_for_selector("h1:text-is('Verlauf')")


def test_a_day_is_typed_in_peace(browsers: Browsers) -> None:
    with browsers.open(build_flags(None), at="sitting/day") as (page, watched):
        page.focus("input[type=date]")
        page.keyboard.press("ArrowUp")
        page.keyboard.type("03142024", delay=20)
        assert page.evaluate("document.activeElement.type") == "date"
        assert page.evaluate("location.hash") == "#/sitting/day"
        page.keyboard.press("Enter")
        wait_for(page, "location.hash === '#/sitting/day/2024-03-14'")
        page.wait_for_selector("h2:text('2024')")
        page.fill("input[type=date]", "9000-01-01")
        page.press("input[type=date]", "Tab")
        assert page.evaluate("location.hash") == "#/sitting/day/2024-03-14", "it is yet to come"
    assert watched.errors == []


def test_a_view_that_is_slow_to_load_is_told_to_be_loading(browsers: Browsers) -> None:
    held: list[Any] = []
    with browsers.open(PLAIN, at="history") as (page, watched):
        page.wait_for_selector("h1:text-is('History')")
        page.route("**/api/sitting/day", lambda route: held.append(route))  # noqa: PLW0108
        page.evaluate("location.hash = '#/sitting/day'")
        page.wait_for_selector("main[aria-busy=true] h1:text-is('History')")
        held.pop().continue_()
        page.wait_for_selector("main:not([aria-busy]) h1:text-is('Sitting')")
    assert watched.errors == []


def test_time_away_makes_no_day_of_sitting_a_break_alone_shows_it_and_what_was_unsure_is_told(
    tmp_path: Path, browsers: Browsers
) -> None:
    rested, away, sat = (datetime(2026, 3, day).astimezone() for day in (12, 13, 14))
    upright, unsure = (datetime(2026, 4, day, 12).astimezone() for day in (14, 15))
    with SittingWriter(rested, path=tmp_path / "formcheck" / "history.db") as writer:
        writer.add_break(rested + timedelta(minutes=1), 90.0, BreakKind.TAKEN)
        for midnight, hours in ((away, 0), (sat, 1)):
            noon = midnight + timedelta(hours=12)
            writer.add_span(midnight, midnight + timedelta(hours=24), PostureState.AWAY)
            writer.add_span(noon, noon + timedelta(hours=hours), PostureState.UPRIGHT)
        for noon, state in ((upright, PostureState.UPRIGHT), (unsure, PostureState.UNSURE)):
            writer.add_span(noon, noon + timedelta(hours=1), state)
    with browsers.open(PLAIN, data=tmp_path) as (page, watched):

        def show(midnight: datetime) -> str:
            page.evaluate(f"location.hash = '#/sitting/day/{midnight.date()}'")
            shown = "document.querySelector('input[type=date]')?.value"
            wait_for(page, f"{shown} === '{midnight.date()}'")
            page.wait_for_selector(".days p, .days table", state="attached")
            return str(page.inner_text(".page"))

        for midnight, rows in ((away, 0), (sat, 6)):
            assert ("There is no data for this day." in show(midnight)) == (rows == 0)
            hours = page.locator("table:has(caption:text-is('By the hour')) tbody tr").count()
            assert hours == rows, "as few as are ever shown"
        assert "There is no data" not in show(rested)
        assert page.inner_text(".tally > div:has(dt:text-is('Breaks')) dd") == "1"
        rows_of_days = page.locator(".days tbody tr").all()
        cells = [row.locator("td").all_text_contents() for row in rows_of_days]
        for noon, said in (
            (upright, "No slouching was noticed on this day."),
            (unsure, "How you sat could not be judged."),
        ):
            show(noon)
            assert said in page.locator(".page > p.quiet").all_text_contents()
    assert cells[-1][-2] == "1"
    assert cells[0] == ["-"] * 4, "a day that was not watched"
    assert watched.errors == []


def test_a_break_at_the_desk_that_is_over_leads_back_to_sitting(browsers: Browsers) -> None:
    """The page may be reloaded while its last words are being spoken."""
    with browsers.open(PLAIN) as (page, _):
        page.evaluate(
            """async () => {
              const { begin } = await import("/page/shared/programme.js");
              const { sameTab } = await import("/page/shared/store.js");
              begin({ stretches: ["seated-twist"], at_desk: true });
              sameTab.set("due", false);
            }"""
        )
        page.reload()
        wait_for(page, "location.hash === '#/sitting'")


_WHOLE_PICTURES = """[...document.querySelectorAll(".pair img")].filter((image) =>
  Math.abs(image.width / image.height - image.naturalWidth / image.naturalHeight) < 0.02
  && image.naturalWidth > image.naturalHeight).length === 2"""


@pytest.mark.parametrize(
    ("language", "judged", "only_far", "too_little"),
    [
        (
            "en",
            "Judged from a desk and from two metres: ",
            "Judged only from two metres: ",
            "From a desk too little of you is seen.",
        ),
        (
            "de",
            "Vom Schreibtisch und aus zwei Metern beurteilt: ",
            "Nur aus zwei Metern beurteilt: ",
            "Vom Schreibtisch aus ist zu wenig von dir zu sehen.",
        ),
    ],
)
def test_a_card_says_what_is_judged_from_a_desk(
    browsers: Browsers, language: str, judged: str, only_far: str, too_little: str
) -> None:
    at = "stretch/seated-twist"
    with browsers.open(build_flags(None), (900, 900), language, at=at) as (page, watched):
        page.wait_for_selector(".plain-list li")
        twist = page.inner_text(".page")
        page.evaluate("location.hash = '#/stretch/cobra-pose'")
        wait_for(page, f"!document.body.innerText.includes('{only_far.strip()}')")
        cobra = page.inner_text(".page")
        wait_for(page, _WHOLE_PICTURES)
    lines = {line.split(": ")[0]: line for line in twist.splitlines()}
    hand = {
        "en": "hand-to-opposite-knee gap (other side)",
        "de": "Abstand von Hand und anderem Knie (andere Seite)",
    }
    assert hand[language] in lines[only_far.strip(": ")]
    assert hand[language] not in lines[judged.strip(": ")]
    assert judged not in cobra
    assert too_little in cobra.splitlines()
    assert too_little not in twist
    assert watched.errors == []


_SPOKEN = """async (listed) => {
  const { Voice } = await import("/page/live/voice.js");
  const voices = listed.map((localService) => ({ lang: "en-GB", localService, default: true }));
  const said = [];
  speechSynthesis.getVoices = () => voices;
  speechSynthesis.speak = ({ text }) => said.push(text);
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  new Voice().speak("Lower your shoulder.", false);
  return said;
}"""


def test_only_a_voice_of_this_machine_speaks(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="settings") as (page, _):
        for listed, is_spoken in (([], False), ([False], False), ([False, True], True)):
            assert bool(page.evaluate(_SPOKEN, listed)) is is_spoken


_LISTENED = """async () => {
  const { Voice } = await import("/page/live/voice.js");
  const { Listener } = await import("/page/live/listen.js");
  let now = 1000;
  let speaking = false;
  performance.now = () => now;
  Object.defineProperty(speechSynthesis, "speaking", { get: () => speaking });
  let words = null;
  speechSynthesis.speak = (spoken) => (words = spoken);
  const voice = new Voice();
  const done = [];
  const listener = new Listener((command) => done.push([now, command]), () => voice.talking);
  listener.recognition = { start() {}, abort() {} };
  const hear = (...said) => listener.take({ results: said.map((transcript) => [{ transcript }]) });
  const say = () => {
    voice.speak("Did anything hurt? Pain from 0, no pain, to 10.", false);
    speaking = true;
  };
  const end = (type) => {
    speaking = false;
    words[type]?.();
  };
  say();
  now = 5000;
  end("onend");
  now = 5500;
  hear("no pain");
  now = 6500;
  hear("no pain to ten");
  now = 7000;
  hear("no pain to ten", "next");
  say();
  now = 8000;
  hear("no pain to ten", "next", "did anything");
  end("onerror");
  now = 8500;
  hear("no pain to ten", "next", "did anything", "no pain");
  listener.listen();
  now = 9500;
  hear("pause");
  return done;
}"""


def test_the_page_takes_no_command_from_its_own_speech(browsers: Browsers) -> None:
    """Recognition may be late, and later results repeat what it heard."""
    with browsers.open(PLAIN) as (page, watched):
        assert page.evaluate(_LISTENED) == [[7000, "next"], [9500, "pause"]]
    assert watched.errors == []


_STARTED = """async (events) => {
  let begun = 0;
  window.SpeechRecognition = class {
    static available = async () => "available";
    get processLocally() { return true; }
    set processLocally(_) {}
    abort() {}
    start() {
      begun += 1;
      const tell = ([name, error]) => this[`on${name}`]?.({ error });
      setTimeout(() => begun === 1 && events.forEach(tell));
    }
  };
  const { Listener } = await import("/page/live/listen.js");
  const started = await new Listener(() => {}, () => false).start();
  await new Promise((go) => setTimeout(go, 50));
  return [started, begun];
}"""


def test_only_who_is_heard_is_told_what_can_be_spoken(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="settings") as (page, watched):
        for events, started in (
            ([["start"], ["audiostart"], ["error", "no-speech"], ["end"]], [True, 2]),
            ([["start"], ["error", "audio-capture"], ["end"]], [False, 1]),  # no microphone
            ([["error", "not-allowed"], ["end"]], [False, 1]),
        ):
            assert page.evaluate(_STARTED, events) == started
    assert watched.errors == []


_DONE = """async (sides) => {
  const { outcome } = await import("/page/views/outcome.js");
  return sides.map(([done, completed]) => {
    const side = { side: "both", completed, done, holds: [], faults: [], unseen: [] };
    const results = [{ stretch: "one", title: "One", sides: [side] }];
    const shown = document.createElement("div");
    const parts = outcome({ results, duration_s: null }).flat(Infinity);
    shown.append(...parts.filter(Boolean));
    const row = shown.querySelector(".doses .figures");
    return row && [row.textContent.trim(), row.querySelector("svg") !== null];
  });
}"""


@pytest.mark.parametrize(("language", "nearly"), [("en", "3.9 of 4 s"), ("de", "3,9 von 4 s")])
def test_what_was_done_stands_beside_what_was_planned(
    loaded: Loaded, language: str, nearly: str
) -> None:
    sides = [
        ({"unit": "hold", "count": 3.9, "planned": 4}, True),
        ({"unit": "release", "count": 2, "planned": 3}, False),
        ({"unit": "rep", "count": 9, "planned": 12}, False),
        ({"unit": "breath", "count": 5, "planned": 5}, True),
        (None, True),  # stored by an older formcheck
    ]
    told = loaded(language).evaluate(_DONE, sides)
    assert told[0] == [nearly, True]
    if language == "en":
        assert told[1:] == [
            ["2 of 3 spots", False],
            ["9 of 12 repetitions", False],
            ["5 of 5 breaths", True],
            None,
        ]


_SHORTCOMINGS = """async () => {
  const { outcome } = await import("/page/views/outcome.js");
  const show = (side, kind) => {
    const done = { unit: "hold", count: 0, planned: 4 };
    const sides = [{ side: "both", reps: 0, hold_s: 0, done,
      completed: false, holds: [], repetitions: [], faults: [], unseen: [], ...side }];
    const results = [{ stretch: "one", title: "One", is_timer: kind === "timer", sides }];
    const shown = document.createElement("div");
    const parts = outcome({ results, duration_s: 9 }).flat(Infinity);
    shown.append(...parts.filter(Boolean));
    const legend = shown.querySelector(".key.good").textContent;
    const events = [...shown.querySelectorAll(".events > li")];
    const title = shown.querySelector(".doses h2").textContent;
    return [title, legend, ...events.map((one) => one.className)];
  };
  const held = (start_s, held_s, kept) => ({ start_s, end_s: start_s + held_s, held_s, kept });
  const rep = (start_s, remark) => ({ start_s, end_s: start_s + 3, counted: true, remark });
  return [
    show({ holds: [held(0, 2, false), held(5, 3, true)] }, "form"),
    show({ reps: 2, repetitions: [rep(0, "short"), rep(5, "")] }, "form"),
    show({ holds: [held(5, 3, true)] }, "timer"),
  ];
}"""


def test_only_what_is_in_good_form_is_called_so(loaded: Loaded) -> None:
    assert loaded().evaluate(_SHORTCOMINGS) == [
        ["In good form", "in good form", "missed", "good"],
        ["Counted", "in good form", "correct", "good"],
        ["In position", "in position", "good"],
    ]


_SEVERAL = """async (titles) => {
  const { outcome } = await import("/page/views/outcome.js");
  const hold = { start_s: 1, end_s: 5, held_s: 4, kept: true };
  const side = { side: "left", done: null, completed: true, holds: [hold], faults: [], unseen: [] };
  const results = titles.map((title) => ({ stretch: title.toLowerCase(), title, sides: [side] }));
  const shown = document.createElement("div");
  const parts = outcome({ results, duration_s: 9 }).flat(9);
  shown.append(...parts.filter(Boolean));
  return [...shown.querySelectorAll(".events span:nth-child(3)")].map((one) => one.textContent);
}"""


def test_of_several_stretches_each_event_names_its_own(loaded: Loaded) -> None:
    one, two = (loaded().evaluate(_SEVERAL, titles) for titles in (["First"], ["First", "Second"]))
    assert one == ["Held 4\xa0s"]
    assert two == ["First: Held 4\xa0s", "Second: Held 4\xa0s"]


# The page of stretches with this history. This tab has a session, running or over by now.
_PAST = """async ([sessions, running]) => {
  sessionStorage.setItem("formcheck.session", '"a"');
  localStorage.setItem("formcheck.open.session", "a");
  const { fetch } = window;
  window.fetch = (path, ...more) => path === "/api/history"
    ? Promise.resolve(Response.json({ sessions, unreadable: 0, running })) : fetch(path, ...more);
  const { today } = await import("/page/views/today.js");
  const page = document.createElement("div");
  await today(page);
  window.fetch = fetch;
  const last = page.querySelector("h1 + .quiet");
  return [last?.textContent ?? null, page.textContent.includes("still open")];
}"""


_LISTED = """async (older) => {
  const counts = { done: [{ unit: "hold", count: 12, planned: 20 }], faults: 0 };
  const sessions = [{ id: 1, started: "2026-11-01T10:00:00", ended: "", end: "stopped",
    titles: ["First"], ...counts }];
  const { fetch } = window;
  window.fetch = (path, ...more) => path === "/api/history"
    ? Promise.resolve(Response.json({ sessions, unreadable: 0, running: false, older }))
    : fetch(path, ...more);
  const { history } = await import("/page/views/history.js");
  const page = document.createElement("div");
  await history(page);
  window.fetch = fetch;
  return page.textContent;
}"""


def test_older_sessions_that_are_not_listed_are_told_of(loaded: Loaded) -> None:
    texts = [loaded("de").evaluate(_LISTED, older) for older in (True, False)]
    assert ["Es gibt noch ältere" in text for text in texts] == [True, False]


def test_what_is_deleted_goes_from_every_tab_and_so_does_an_upright_posture_alone(
    tmp_path: Path, browsers: Browsers
) -> None:
    store = tmp_path / "formcheck" / "history.db"
    noon = datetime(2026, 3, 14, 12).astimezone()
    with History(store) as history:
        history.save(history.begin(noon, ["Twist"]), noon, make_result(end="completed"))
    with SittingWriter(noon, path=store) as writer:
        writer.add_span(noon, noon + timedelta(hours=1), PostureState.UPRIGHT)
    tabs = {"": "Last time: ", "history": "Partly done.", "sitting/day/2026-03-14": "1 h"}
    with browsers.open(PLAIN, data=tmp_path, at="history") as (page, watched):

        def delete() -> None:
            page.click("button:has-text('Delete the history')")
            page.click("dialog button.main")
            page.wait_for_selector("dialog[open]", state="detached")

        others = {at: page.context.new_page() for at in tabs}
        for at, other in others.items():
            other.goto(f"{page.url.split('#')[0]}#/{at}")
            other.wait_for_selector(f"#main:has-text('{tabs[at]}')")
        delete()
        for at, other in others.items():
            other.wait_for_selector(f"#main .page:not(:has-text('{tabs[at]}'))")
            assert other.evaluate("location.hash") == f"#/{at}"
        with Profiles(store) as profiles:
            profiles.save("desk", "HD Webcam", make_baseline(front()), datetime.now(UTC))
            page.reload()
            delete()
            assert profiles.list_all() == []
    assert watched.errors == []


_CLOCK = """async (times) => {
  const { clockTime } = await import("/page/shared/words.js");
  return times.map(clockTime);
}"""


def test_times_are_shown_as_the_terminal_shows_them(loaded: Loaded) -> None:
    times = [0, 7.4, 59.999, 60, 754, 3599.9, 3600, 3723, 10887, 36000, 360000]
    assert loaded().evaluate(_CLOCK, times) == [format_clock(t_s) for t_s in times]


_WHEN = """async () => {
  const { when } = await import("/page/shared/words.js");
  const year = new Date().getFullYear();
  const soon = new Date();
  soon.setDate(soon.getDate() - 3);
  return [year, when(`${year - 1}-02-15T12:00:00`), soon.getFullYear(), when(soon.toISOString())];
}"""


def test_a_day_of_another_year_has_its_year(loaded: Loaded) -> None:
    year, before, soon_year, soon = loaded().evaluate(_WHEN)
    assert str(year - 1) in before
    assert (str(soon_year) in soon) == (soon_year != year)


def test_last_time_is_the_last_session_that_is_over(browsers: Browsers) -> None:
    def row(title: str, end: str) -> dict[str, Any]:
        counts = {"done": [{"unit": "hold", "count": 12.0, "planned": 20}], "faults": 0}
        return {"id": 1, "started": "2026-11-01T10:00:00+00:00", "ended": "", "end": end,
                "titles": [title], **counts}  # fmt: skip

    open_one, before = row("Second", "open"), row("First", "stopped")
    with browsers.open(PLAIN, at="settings") as (page, watched):
        told = [
            page.evaluate(_PAST, [sessions, running])
            for sessions, running in (
                ([open_one, before], True),
                ([open_one, before], False),  # interrupted when the program was ended
                ([before], True),  # nothing is done yet in the running session
                ([open_one], True),
                ([], False),
            )
        ]
    assert [(said and said.split(",")[0], still_open) for said, still_open in told] == [
        ("Last time: First", True),
        ("Last time: Second", False),
        ("Last time: First", True),
        (None, True),
        (None, False),
    ]
    assert watched.errors == []


_CAME_TO = """async (done) => {
  const { doneOf } = await import("/page/shared/words.js");
  return doneOf({ done }).replaceAll("\u00a0", " ");
}"""


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([("hold", 12.4, 20)], "12 s held"),
        ([("rep", 4, 4)], "4 of 4 repetitions"),
        ([("hold", 0.0, 5), ("rep", 4, 4)], "0 s held · 4 of 4 repetitions"),
        ([("breath", 3, 5), ("release", 0, 1)], "3 of 5 breaths · 0 of 1 spot"),
    ],
)
def test_last_time_tells_each_amount_in_its_unit_as_the_history_does(
    loaded: Loaded, amounts: list[tuple[str, float, int]], told: str
) -> None:
    done = [{"unit": unit, "count": n, "planned": of} for unit, n, of in amounts]
    page = loaded()
    assert page.evaluate(_CAME_TO, done) == told
    row = {"id": 1, "started": "2026-11-01T10:00:00", "ended": "", "end": "completed",
           "titles": ["First"], "faults": 0, "completed": True, "done": done}  # fmt: skip
    said, _ = page.evaluate(_PAST, [[row], False])
    assert said.replace("\xa0", " ").endswith(f", {told}.")


_PLACES = """async (stages) => {
  const { Panels } = await import("/page/live/panels.js");
  const panels = new Panels({ command() {}, answer() {}, mute() {}, full() {}, choose() {} }, true);
  const step = { spec_id: "x", side: "left", set_number: 1, sets: 1, unit: "rep", title: "X",
    number: 1 };
  const screen = { halt: "", end: "", headline: "", mood: "plain", detail: "", instruction: "",
    reply: "", unseen: [], framing: [], question: null, sounds: [], step, pace: null, breath: "",
    ring: { number: 0, of: "", share: 0, still: true, turns: ["Left 0 of 4", "Right 0 of 4"] },
    seconds_left: null };
  return stages.map((stage) => {
    panels.show({ ...screen, stage });
    return [...panels.place.children].map((line) => line.textContent);
  });
}"""


def test_sides_that_take_turns_are_told_in_every_stage(loaded: Loaded) -> None:
    stages = ["setup", "countdown", "work", "release", "rest"]
    found = loaded().evaluate(_PLACES, stages)
    assert found == [["Left 0 of 4", "Right 0 of 4", "X"]] * len(stages)


_COUNTED = """async (n) => {
  const { shortDose, wholeDose } = await import("/page/shared/dose.js");
  const { outcome } = await import("/page/views/outcome.js");
  const words = await import("/page/shared/words.js");
  const dose = { rounds: 1, reps: 0, breaths: 0, hold_s: 20, per_day: 1, weeks: null };
  const of = (more) => ({ sides: ["both"], dose: { ...dose, ...more } });
  const done = (unit) => {
    const done = { unit, count: n, planned: n };
    const sides = [{ side: "both", holds: [], faults: [], unseen: [], done }];
    const results = [{ stretch: "", title: "", sides }];
    const [[[rows]]] = outcome({ results, duration_s: null });
    return rows.querySelector(".figures").textContent;
  };
  return [
    shortDose(of({ reps: n })), shortDose(of({ breaths: n })), wholeDose(of({ weeks: [n, n] })),
    done("rep"), done("breath"), words.countedOf({ unit: "rep", count: 0, planned: n }),
    words.t("{n:day|days}", { n }),
  ];
}"""
_ONE_AND_TWO = {
    ("en", 1): "1 repetition, 1 breath, 20 s · for 1 week, "
    "1 of 1 repetition, 1 of 1 breath, 0 of 1 repetition, 1 day",
    ("en", 2): "2 repetitions, 2 breaths, 20 s · for 2 weeks, "
    "2 of 2 repetitions, 2 of 2 breaths, 0 of 2 repetitions, 2 days",
    ("de", 1): "1 Wiederholung, 1 Atemzug, 20 s · 1 Woche lang, "
    "1 von 1 Wiederholung, 1 von 1 Atemzug, 0 von 1 Wiederholung, 1 day",
    ("de", 2): "2 Wiederholungen, 2 Atemzüge, 20 s · 2 Wochen lang, "
    "2 von 2 Wiederholungen, 2 von 2 Atemzügen, 0 von 2 Wiederholungen, 2 days",
}


@pytest.mark.parametrize(
    ("sides", "told"),
    [(["left", "right"], "20 s each side"), (["left"], "20 s"), (["both"], "20 s")],
)
def test_a_dose_is_told_of_each_side_only_where_there_are_two(
    loaded: Loaded, sides: list[str], told: str
) -> None:
    dose = {"rounds": 1, "reps": 0, "breaths": 0, "hold_s": 20}
    tell = 'async (of) => (await import("/page/shared/dose.js")).shortDose(of)'
    shown = loaded().evaluate(tell, {"sides": sides, "dose": dose})
    assert shown.replace("\xa0", " ") == told


@pytest.mark.parametrize("language", ["en", "de"])
def test_one_is_not_told_as_many(loaded: Loaded, language: str) -> None:
    for n in (1, 2):
        told = ", ".join(loaded(language).evaluate(_COUNTED, n)).replace("\xa0", " ")
        assert told == _ONE_AND_TWO[language, n]
