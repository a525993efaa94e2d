"""What the page shows when something else is running, is gone or does not fit."""

import re
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from formcheck.core.session.asking import list_asks, list_closing_asks, list_pain_asks
from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import say_side
from formcheck.library.catalogue import find_bundled_dir, find_own_dir, read_specs
from formcheck.library.languages import load_words
from formcheck.store.profiles import Profiles
from tests.core.posture.sitters import front, make_baseline
from tests.ui.web.browsing import (
    HEARD,
    SAMPLES,
    THIN_FPS,
    TWO_CAMERAS,
    Browsers,
    build_flags,
    fetch_json,
    go_to_view,
    joined_clip,
    needs_browser,
    wait_for,
)

pytestmark = needs_browser

PLAIN = build_flags(None, camera=False)
TWIST = "seated-twist"
PHONE_NAME = "PXL_20241129_105551000_TS_seated_twist.mp4"
VIDEO = {
    "id": "film",
    "name": PHONE_NAME,
    "state": "working",
    "share": 0.3,
    "before": 0,
    "say": "",
    "result": None,
    "accounts": [],
}
_TWO_VOICES = HEARD.replace(
    "default: true }]", 'default: true }, { lang: "de-DE", localService: true }]'
)


def _begin(page: Any) -> None:
    page.evaluate(f"location.hash = '#/stretch/{TWIST}'")
    page.click(".card button.main")
    page.wait_for_selector(".live[data-stage=setup]")


def _leave(page: Any, to: str) -> None:
    page.evaluate("(to) => { location.hash = `#/${to}`; }", to)
    page.wait_for_selector(".live", state="detached")


def test_an_open_session_keeps_its_voice_when_the_page_changes_its_language(
    browsers: Browsers,
) -> None:
    with browsers.open(build_flags(None), script=_TWO_VOICES) as (page, watched):
        _begin(page)
        _leave(page, "settings")
        page.select_option("#language", "de")
        page.wait_for_selector("h1:text-is('Einstellungen')")
        page.evaluate("location.hash = '#/session'")
        page.wait_for_selector(".live[data-stage=setup]")
        voice = page.evaluate(
            """async () => {
              const { current } = await import("/page/live/session.js");
              return current.voice.voice().lang;
            }"""
        )
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
    assert voice == "en-GB", "the program goes on in English"
    assert watched.errors == []


def test_a_session_of_another_tab_is_not_offered_to_be_resumed(browsers: Browsers) -> None:
    with browsers.open(build_flags(None)) as (page, watched):
        _begin(page)
        _leave(page, "")
        page.wait_for_selector(".note:has-text('A session is still open.')")
        other = page.context.new_page()
        other.goto(page.url.split("#")[0])
        _begin(other)
        page.reload()
        page.wait_for_selector(".tile")
        assert page.locator(".note:has-text('still open')").count() == 0
        _leave(other, "")
        other.wait_for_selector(".note:has-text('A session is still open.')")
    assert watched.errors == []


def test_the_browser_keeps_no_id_of_a_session_that_is_over(browsers: Browsers) -> None:
    with browsers.open(build_flags(None)) as (page, watched):
        _begin(page)
        assert page.evaluate("localStorage.getItem('formcheck.open.session')")
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
        assert page.evaluate("localStorage.getItem('formcheck.open.session')") is None
        assert page.evaluate("sessionStorage.getItem('formcheck.session')") is None
    assert watched.errors == []


def test_after_deletion_it_is_told_what_goes_on_and_is_stored(browsers: Browsers) -> None:
    told = {}
    with browsers.open(PLAIN, at="history") as (page, watched):
        for name, change in (("paused", _IN_A_PAUSE), ("session", _WITH_AN_OPEN_SESSION)):
            page.evaluate(change)
            page.evaluate("document.querySelector('h1').id = 'old'")
            page.evaluate("dispatchEvent(new Event('hashchange'))")
            page.wait_for_selector("h1:not(#old):text-is('History')")
            page.click("button:has-text('Delete the history')")
            page.click("dialog[open] button.main")
            page.wait_for_selector(".note[role=status]")
            told[name] = page.locator(".note").all_inner_texts()
    after = "Sitting is watched again after the pause; what comes then is stored."
    assert told["paused"] == [after]
    assert told["session"] == ["The session that is still open is not stored any more.", after]
    assert watched.errors == []


_IN_A_PAUSE = """async () => {
  const { watch } = await import("/page/sitting/watch.js");
  Object.defineProperty(watch, "on", { value: true });
  watch.screen = { paused_left_s: 60 };
}"""
_WITH_AN_OPEN_SESSION = """() => {
  const { fetch } = window;
  const counts = { done: [{ unit: "hold", count: 12, planned: 20 }], faults: 0 };
  const row = { id: 1, started: "2026-11-01T10:00:00", ended: "", end: "open", titles: ["First"] };
  const sessions = [{ ...row, ...counts }];
  const answer = { sessions, unreadable: 0, running: true, older: false };
  window.fetch = (path, ...more) => path === "/api/history" && !more[0]?.method
    ? Promise.resolve(Response.json(answer)) : fetch(path, ...more);
}"""


def test_a_video_that_fails_is_told_in_the_title_and_aloud(browsers: Browsers) -> None:
    video = dict(VIDEO)
    with browsers.open(PLAIN, (360, 640)) as (page, _):
        page.route("**/api/videos/film", lambda route: route.fulfill(json=video))
        page.evaluate("location.hash = '#/videos/film'")
        page.wait_for_selector("button:has-text('Delete this video')")
        video |= {"state": "failed", "say": f"{PHONE_NAME} is no video."}
        page.wait_for_selector("[role=alert]:has-text('is no video.')")
        assert page.title() == "The video could not be checked. · formcheck"
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_list_of_videos_follows_what_becomes_of_them(browsers: Browsers) -> None:
    video = {"id": "film", "name": PHONE_NAME, "state": "working", "stretches": [], "unclear": True}
    with browsers.open(PLAIN, (360, 640)) as (page, _):
        page.route("**/api/videos", lambda route: route.fulfill(json={"videos": [video]}))
        page.evaluate("location.hash = '#/videos'")
        page.wait_for_selector(".past a:has-text('being checked')")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.focus(".past a")
        video |= {"state": "failed"}
        page.wait_for_selector(".past a:has-text('could not be checked')")
        assert page.evaluate("document.activeElement.closest('.past') !== null")
        assert "certain" not in page.inner_text(".past a")
        video |= {"state": "done"}
        page.reload()
        page.wait_for_selector(".past a:has-text('It is not certain which stretch this is.')")


def test_a_video_that_is_being_checked_can_be_deleted(tmp_path: Path, browsers: Browsers) -> None:
    clip = SAMPLES / f"{TWIST}.shoulders-tilt.right.mp4"
    film = joined_clip([clip], tmp_path / "film.mp4", fps=THIN_FPS)
    with browsers.open(PLAIN, at="videos") as (page, watched):
        page.set_input_files("#video-file", film)
        page.click(".page:has(progress) button:has-text('Delete this video')")
        page.wait_for_selector("#video-file", state="attached")
        assert fetch_json(page, "api/videos") == {"videos": []}
    # The page may have just asked for the progress.
    assert [error for error in watched.errors if "404 (Not Found)" not in error] == []


def test_of_several_dropped_videos_none_is_taken_and_it_is_told(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="videos") as (page, watched):
        page.wait_for_selector(".drop")
        page.evaluate(
            """() => {
              const dataTransfer = new DataTransfer();
              for (const name of ["a.mp4", "b.mp4"]) {
                dataTransfer.items.add(new File(["film"], name));
              }
              document.querySelector(".drop").dispatchEvent(
                new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
            }"""
        )
        assert page.inner_text(".told") == "One video at a time, please."
        assert page.locator(".upload progress").count() == 0
    assert watched.errors == []


def test_a_card_says_that_a_programme_has_the_usual_dose(browsers: Browsers) -> None:
    at = f"stretch/{TWIST}"
    with browsers.open(PLAIN, at=at) as (page, _):
        page.wait_for_selector(".card p:text-is('In a programme the usual dose applies.')")


def test_a_programme_begins_without_a_stretch_that_has_gone(browsers: Browsers) -> None:
    with browsers.open(build_flags(None, camera=False)) as (page, _):
        page.evaluate(
            """async (ids) => (await import("/page/shared/programme.js")).queue(ids)""",
            [TWIST, "my-old-stretch"],
        )
        page.reload()
        page.click(".programme button.main")
        begun = page.evaluate("JSON.parse(sessionStorage.getItem('formcheck.begin')).stretches")
        assert begun == [TWIST]


def test_a_language_is_kept_when_the_program_is_gone(tmp_path: Path, browsers: Browsers) -> None:
    with (
        ExitStack() as program,
        browsers.open(PLAIN, data=tmp_path, at="settings", program=program) as (page, _),
    ):
        page.wait_for_selector("#language")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        program.close()
        page.select_option("#language", "de")
        page.wait_for_selector(".told:has-text('formcheck is not responding.')")
        assert page.input_value("#language") == "en"
        assert page.evaluate("localStorage.getItem('formcheck.language')") is None
        assert errors == []


def test_without_a_connection_old_figures_are_not_shown(tmp_path: Path, browsers: Browsers) -> None:
    with (
        ExitStack() as program,
        browsers.open(build_flags(None), data=tmp_path, at="sitting", program=program) as (page, _),
    ):
        page.click(".start-watch")
        page.click(".baseline[data-step=intro] button:not(.main)")
        page.wait_for_selector(".facts:visible")
        program.close()
        page.wait_for_selector(".plate-cue:has-text('The connection is lost.')")
        wait_for(page, "document.querySelector('.facts').hidden")
        assert page.locator(".sit-main button:visible").all_inner_texts() == ["Stop watching"]


def test_a_narrow_window_shows_the_stop_rule_and_where_there_is_room_the_tools(
    browsers: Browsers,
) -> None:
    with browsers.open(TWO_CAMERAS, (768, 1024)) as (page, watched):
        page.context.grant_permissions(["camera"])
        _begin(page)
        wait_for(page, "!document.querySelector('.guide-tools select').hidden")
        for size, tools in (((768, 1024), True), ((390, 844), True), ((360, 640), False)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.wait_for_selector(".guide-stop:visible")
            for tool in ("select", "button"):
                assert page.is_visible(f".guide-tools {tool}") is tools
            picture = page.locator(".stage").bounding_box()
            assert picture["height"] > 0.2 * size[1], "the picture has room"
    assert watched.errors == []


_GUIDED = """async () => {
  const { current } = await import("/page/live/session.js");
  const { loadStretches } = await import("/page/shared/stretches.js");
  const { panels, connection } = current;
  const screen = await new Promise((go) => (connection.on.screen = go));
  current.changed = () => {};
  panels.noted(["Hier ist keine Stimme eingerichtet: nur Töne und Text."]);
  const box = (name) => document.querySelector(`.live ${name}`).getBoundingClientRect();
  const found = [];
  for (const stretch of (await loadStretches()).stretches) {
    const side = stretch.sides[0];
    const { id, title, setup } = stretch;
    const step = { ...screen.step, spec_id: id, title, side };
    const told = { stage: "setup", instruction: setup[side][0], step };
    panels.show({ ...screen, sounds: [], ...told }, stretch);
    const [stage, note, stop, guide] = [".stage", ".corner p", ".guide-stop", ".guide"].map(box);
    if (stage.height < 0.2 * innerHeight) found.push(`${id}: ${Math.round(stage.height)} px`);
    if (note.top < stage.bottom - 1) found.push(`${id}: a note upon the picture`);
    if (stop.bottom > guide.bottom + 1) found.push(`${id}: the stop rule is cut off`);
  }
  return found;
}"""


def test_on_a_small_phone_set_up_leaves_the_picture_its_room(browsers: Browsers) -> None:
    with browsers.open(build_flags(None), (320, 640), "de") as (page, watched):
        _begin(page)
        found = {}
        for width, height in ((320, 640), (360, 640), (390, 844), (600, 600)):
            page.set_viewport_size({"width": width, "height": height})
            found[width] = page.evaluate(_GUIDED)
    assert found == {width: [] for width in found}
    assert watched.errors == []


_TOLD_ON_A_PHONE = """async ([cues, questions]) => {
  const { current } = await import("/page/live/session.js");
  const { panels, connection } = current;
  const shown = await new Promise((go) => (connection.on.screen = go));
  const screen = { ...shown, sounds: [], mood: "correct" };
  current.changed = () => {};
  panels.troubled("");
  const top = () => document.querySelector(".live .stage").getBoundingClientRect().top;
  const found = [];
  panels.show({ ...screen, stage: "work", headline: "" });
  const place = top();
  for (const headline of cues) {
    panels.show({ ...screen, stage: "work", headline });
    if (top() !== place) found.push(`the picture moves: ${headline}`);
  }
  for (const [stage, question, reply] of questions) {
    panels.show({ ...screen, stage, headline: "Das war alles.", question, reply });
    const over = panels.ask.scrollHeight - panels.ask.clientHeight;
    const { height } = panels.stage.getBoundingClientRect();
    if (height < 0.1 * innerHeight) found.push(`no room for the picture: ${question.text}`);
    if (over > 0) found.push(`${over} px of the question are hidden: ${question.text}`);
  }
  return found;
}"""


def test_on_a_phone_no_cue_moves_the_picture_and_each_question_is_seen_whole(
    browsers: Browsers,
) -> None:
    german = load_words("de")
    english = [spec for _, spec in read_specs() if spec is not None]
    specs = [translate_spec(spec, german) for spec in english]
    cues = [
        say_side(fault.cue, side)
        for spec in (*english, *specs)
        for fault in spec.fault
        for side in spec.sides
    ]
    account = "Beide Seiten wie geplant gehalten, eines ist zu verbessern."
    asked = [
        *(("questions", ask, "") for spec in specs for ask in list_asks(spec, "choice")),
        *(("questions", ask, "") for ask in list_pain_asks(german, "")),
        *(("questions", ask, account) for ask in list_closing_asks(tuple(specs), german, "")[:1]),
        *(("setup", ask, "") for spec in specs for ask in list_asks(spec, "ready")),
        *(("release", ask, "") for spec in specs for ask in list_asks(spec, "pain")),
    ]
    questions = [(stage, asdict(question), reply) for stage, question, reply in asked]
    with browsers.open(build_flags(None), (320, 640), "de") as (page, watched):
        _begin(page)
        found = {}
        for width, height in ((320, 640), (360, 640), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            found[width] = page.evaluate(_TOLD_ON_A_PHONE, [cues, questions])
    assert found == {width: [] for width in found}
    assert watched.errors == []


_LISTED_PROFILES = """() => [...document.querySelectorAll("#profile option")]
  .map((one) => [one.value, one.textContent, one.selected])"""


def _choose_profile(page: Any, typed: str, chosen: str) -> None:
    """Types a profile's name; exactly that one is selected, and all shown names differ."""
    page.select_option("#profile", "+")
    page.fill("#new-profile", typed)
    page.press("#new-profile", "Enter")
    wait_for(page, f"document.querySelector('#profile').value === '{chosen}'")
    listed = page.evaluate(_LISTED_PROFILES)
    assert [value for value, _, is_chosen in listed if is_chosen] == [chosen]
    assert len({shown for _, shown, _ in listed}) == len(listed)


def test_a_profile_is_listed_once_by_the_name_that_is_typed(
    tmp_path: Path, browsers: Browsers
) -> None:
    with Profiles(tmp_path / "formcheck" / "history.db") as kept:
        kept.save("Zo\u00eb", "HD Webcam", make_baseline(front()), datetime.now(UTC))
        with browsers.open(PLAIN, data=tmp_path, at="sitting") as (page, watched):
            page.wait_for_selector("#profile option[value='Zo\u00eb']", state="attached")
            _choose_profile(page, "Sofa", "sofa")
            _choose_profile(page, "Zoe\u0308", "Zo\u00eb")
            _choose_profile(page, "constructor", "constructor")
            kept.save("Sofa", "HD Webcam", make_baseline(front()), datetime.now(UTC))
            page.reload()
            page.wait_for_selector("#profile option[value=Sofa]", state="attached")
            listed = {value: shown for value, shown, _ in page.evaluate(_LISTED_PROFILES)}
    assert (listed["desk"], listed["sofa"], listed["Sofa"]) == ("Desk", "sofa", "Sofa")
    assert watched.errors == []


def test_a_profile_is_found_by_its_name_in_the_language_of_the_page(browsers: Browsers) -> None:
    with browsers.open(PLAIN, language="de", at="sitting") as (page, watched):
        page.wait_for_selector("#profile option[value=desk]", state="attached")
        page.select_option("#profile", "sofa")
        _choose_profile(page, "Schreibtisch ", "desk")
    assert watched.errors == []


@pytest.mark.parametrize(
    ("languages", "told"),
    [
        (["en-US", "en"], ["Saturday March 14 2026", "14:05", "3/14"]),
        (["de-DE", "en-GB", "en"], ["Saturday 14 March 2026", "14:05", "14/03"]),
        (["en-US@posix"], ["Saturday March 14 2026", "14:05", "3/14"]),
    ],
)
def test_days_and_times_are_written_as_the_browser_does_in_24_hours(
    browsers: Browsers, languages: list[str], told: list[str]
) -> None:
    script = f"Object.defineProperty(navigator, 'languages', {{ value: {languages} }});"
    with browsers.open(PLAIN, at="sitting/day/2026-03-14", script=script) as (page, watched):
        assert page.inner_text(".day-choice h2").replace(",", "") == told[0]
        written = page.evaluate(
            """async () => {
              const { writeTime } = await import("/page/shared/words.js");
              const then = new Date(2026, 2, 14, 14, 5);
              return [
                writeTime(then, { hour: "2-digit", minute: "2-digit" }),
                writeTime(then, { day: "numeric", month: "numeric" }),
              ];
            }"""
        )
    assert written == told[1:]
    assert watched.errors == []


_BEGUN = "() => JSON.parse(sessionStorage.getItem('formcheck.begin'))"


def test_a_stretch_of_ones_own_is_told_and_begun_as_its_file_says(
    browsers: Browsers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Specs with only a right side, with the right side first, with many holds, and with twelve."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    bundled = (find_bundled_dir() / "cross-body-shoulder-stretch.toml").read_text()
    bundled = bundled.replace('id = "cross-body-shoulder-stretch"', 'id = "NAME"')
    both, dose = 'sides = ["left", "right"]', re.search(r"hold_s = .*\nholds = .*\n", bundled)
    assert dose is not None
    assert both in bundled
    own = {
        "right-only": bundled.replace(both, 'sides = ["right"]'),
        "right-first": bundled.replace(both, 'sides = ["right", "left"]'),
        "many": bundled.replace(dose[0], "hold_s = 600\nholds = 7\nsets = 3\n"),
        "twelve": bundled.replace(dose[0], "hold_s = 1\nholds = 12\n"),
    }
    find_own_dir().mkdir(parents=True)
    for name, text in own.items():
        (find_own_dir() / f"{name}.toml").write_text(text.replace("NAME", name))
    with browsers.open(build_flags(None), data=tmp_path, at="settings") as (page, watched):

        def show(name: str) -> str:
            page.evaluate("(name) => { location.hash = `#/stretch/${name}`; }", name)
            page.wait_for_selector(".card")
            wait_for(page, "document.querySelectorAll('.steps li').length > 1")
            return str(page.inner_text(".steps"))

        assert "your right arm" in show("right-only")
        assert page.inner_text(".stop-rule")
        assert page.locator(".faults li").count() > 1
        assert page.locator("input[name=side]").count() == 0
        assert "your right arm" in show("right-first")
        page.check("input[name=side][value=left]")
        assert "your left arm" in page.inner_text(".steps")
        show("twelve")
        page.click("[aria-label='Sets: more']")
        page.click("[aria-label='Hold, seconds: less']")
        chosen = page.input_value("#sets"), page.input_value("#hold_s")
        page.click("[aria-label='Sets: less']")
        show("many")
        page.click("[aria-label='Hold, seconds: more']")
        assert page.input_value("#hold_s") == "600"
        page.click(".card button.main")
        page.wait_for_selector(".live[data-stage=setup]")
        begun = page.evaluate(_BEGUN)
        page.keyboard.press("Escape")
        page.wait_for_selector(".live", state="detached")
    assert chosen == ("12", "1")
    assert (begun["hold_s"], begun["sets"]) == (None, None)
    assert watched.errors == []


def test_a_file_that_is_edited_meanwhile_is_told_as_it_is_now(
    browsers: Browsers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    bundled = (find_bundled_dir() / f"{TWIST}.toml").read_text()
    own = find_own_dir() / f"{TWIST}.toml"
    own.parent.mkdir(parents=True)
    told = []
    with browsers.open(PLAIN, data=tmp_path) as (page, watched):
        for hold_s in (35, 45):
            own.write_text(re.sub(r"hold_s = .*", f"hold_s = {hold_s}", bundled, count=1))
            go_to_view(page, f"stretch/{TWIST}")
            told.append(page.input_value("#hold_s"))
            go_to_view(page, "")
            told.append(page.inner_text(f".tile[href$='{TWIST}'] .figures"))
    assert told == ["35", "3 \u00d7 35 s each side", "45", "3 \u00d7 45 s each side"]
    assert watched.errors == []
