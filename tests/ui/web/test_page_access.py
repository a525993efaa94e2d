"""The page for people who use a screen reader, the keyboard or the system's colours.

No test here needs real-time video, so they run beside others.
"""

from datetime import datetime
from pathlib import Path

import pytest

from tests.ui.web.browsing import (
    HEARD,
    SAMPLES,
    THIN_FPS,
    TWO_CAMERAS,
    Browsers,
    build_flags,
    joined_clip,
    needs_browser,
    wait_for,
)
from tests.ui.web.watches import store_days

pytestmark = needs_browser

PLAIN = build_flags(None, camera=False)
STRETCH = "cross-body-shoulder-stretch"
TWIST = "seated-twist"
FRIDAY = datetime(2026, 3, 13, 18).astimezone()
NO_VOICE = "No voice is installed here: sounds and text only."
_SILENT = HEARD.replace(
    '[{ lang: "en-GB", localService: true, default: true }]',
    '[{ lang: "sv-SE", localService: true, default: true }]',
)

# What a screen reader announces: changes in a live region that already existed.
_LISTEN = """
window.readOut = [];
window.listen = () => {
  const regions = new Map();
  for (const one of document.querySelectorAll("[role=status], [role=alert]")) {
    if (one.checkVisibility({ visibilityProperty: true })) regions.set(one, one.textContent);
  }
  return () => [...regions].flatMap(([region, before]) => {
    const now = region.textContent;
    regions.set(region, now);
    return region.isConnected && now && now !== before ? [now] : [];
  });
};
"""


@pytest.mark.parametrize("outcome", ["done", "failed"])
def test_what_a_check_came_to_has_the_focus_and_is_read_out(
    tmp_path: Path, browsers: Browsers, outcome: str
) -> None:
    film = tmp_path / "film.mp4"
    if outcome == "done":
        joined_clip([SAMPLES / f"{TWIST}.shoulders-tilt.right.mp4"], film, 6.0, THIN_FPS)
    else:
        film.write_bytes(b"no video")
    with browsers.open(PLAIN, at="videos") as (page, watched):
        page.select_option("#stretch", TWIST)
        page.set_input_files("#video-file", film)
        page.wait_for_selector("h1:text-is('Checking the video')")
        page.focus(".page a.main")
        page.wait_for_selector("h1:not(:text-is('Checking the video'))", timeout=120_000)
        heading, at = page.evaluate(
            "[document.querySelector('h1').textContent, document.activeElement.textContent]"
        )
        assert (heading == "The video could not be checked.") is (outcome == "failed")
        assert page.title() == f"{heading} · formcheck"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.page') !== null")
    assert at == heading
    assert watched.errors == []


_COLOURS = """(selector) => {
  const { backgroundColor, color } = getComputedStyle(document.querySelector(selector));
  const clear = backgroundColor.endsWith(", 0)") && backgroundColor.startsWith("rgba");
  return [clear ? getComputedStyle(document.body).backgroundColor : backgroundColor, color];
}"""
"""The colours of an element's background and text."""


def test_what_is_chosen_can_be_told_where_the_system_sets_the_colours(
    tmp_path: Path, browsers: Browsers
) -> None:
    store_days(tmp_path / "formcheck" / "history.db", FRIDAY, 7)
    day = f"sitting/day/{FRIDAY.date()}"
    with browsers.open(PLAIN, data=tmp_path, at=f"stretch/{STRETCH}") as (page, _):
        for at, chosen, other in (
            (f"stretch/{STRETCH}", ".option input:checked + span", ".option:last-of-type span"),
            ("", ".filters .chip[aria-pressed=true]", ".filters .chip[aria-pressed=false]"),
            (day, ".subpages a[aria-current]", ".subpages a:not([aria-current])"),
            (day, ".days .chip[aria-pressed=true]", ".days .chip[aria-pressed=false]"),
        ):
            page.evaluate("(to) => { location.hash = `#/${to}`; }", at)
            page.wait_for_selector(chosen)
            for scheme in ("light", "dark"):
                page.emulate_media(
                    forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
                )
                ground, ink = page.evaluate(_COLOURS, chosen)
                assert ground not in {page.evaluate(_COLOURS, other)[0], ink}, (chosen, scheme)


_SHOWN_BY_COLOUR = """() => {
  const main = document.getElementById("main");
  main.innerHTML = `
    <div class="doses"><span class="bar"><span class="fill"></span></span></div>
    <span class="key good"></span><span class="key correct"></span><span class="key unseen"></span>
    <span class="swatch upright"></span><span class="swatch slouched"></span>
    <span class="piece good"></span><span class="piece correct"></span><span class="cursor"></span>
    <span class="meter"><span class="meter-fill"></span></span>
    <span class="watching" data-state="upright"></span>`;
  const ground = (at, part) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(main.querySelector(at), part);
    return `${backgroundColor} ${backgroundImage}`;
  };
  const of = (part, all) => Object.fromEntries(all.map((at) => [at, ground(at, part)]));
  return {
    ...of(null, [".fill", ".piece.good", ".piece.correct", ".meter-fill", ".cursor", ".watching"]),
    ...of("::before", [".key.good", ".key.correct", ".key.unseen"]),
    ...of("::before", [".swatch.upright", ".swatch.slouched"]),
  };
}"""


def test_what_is_told_by_colour_keeps_it_where_the_system_sets_the_others(
    browsers: Browsers,
) -> None:
    with browsers.open(PLAIN, at="settings") as (page, _):
        page.wait_for_selector("#language")
        usual = page.evaluate(_SHOWN_BY_COLOUR)
        page.emulate_media(forced_colors="active")
        assert page.evaluate(_SHOWN_BY_COLOUR) == usual


_NOW = """async () => {
  const { Now } = await import("/page/sitting/now.js");
  const screen = {
    state: "upright", why: [], cue: "", needs: "", since_s: 0, sat_s: 0, break: "none",
    break_in_s: 60, break_left_s: null, paused_left_s: null, holding_back: "", notes: [],
    problem: "", stretches: [],
  };
  const watch = { on: true, state: "upright", connection: { open: true }, camera: null };
  const now = new Now(watch, () => "");
  document.getElementById("main").replaceChildren(now.root);
  now.show(screen, "", "");
  const heard = window.listen();
  const told = (changed, said = "") => {
    now.show({ ...screen, ...changed }, "", said);
    return heard();
  };
  const due = told({ break: "due", sat_s: 2099, since_s: 2099 });
  const sentence = now.breakBox.textContent;
  return {
    due, sentence,
    over: told({}, "Your sitting time starts again."),
    moved: told({ notes: ["Record your upright posture again."] }),
  };
}"""


def test_what_became_of_a_break_is_read_out_once(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="settings", script=HEARD + _LISTEN) as (page, watched):
        page.wait_for_selector("#language")
        told = page.evaluate(_NOW)
    assert told["due"] == [], "the page says it, whatever it shows"
    assert "You have been sitting for 34\u00a0min." in told["sentence"]
    assert told["over"] == ["Your sitting time starts again."]
    assert told["moved"] == ["Record your upright posture again."]
    assert watched.errors == []


_DUE = """async () => {
  const { watch } = await import("/page/sitting/watch.js");
  const screen = {
    state: "upright", why: [], cue: "", needs: "", since_s: 0, sat_s: 0, break: "none", events: [],
    break_in_s: 60, break_left_s: null, paused_left_s: null, holding_back: "", notes: [], signs: {},
    problem: "", stretches: [], calibrating_left_s: null, baseline_taken: "2026-03-13T18:00:00Z",
    limits: {}, refusal: "", next_look_s: 1,
  };
  watch.connection = { open: true, trouble: "" };
  watch.pictured = true;
  const heard = window.listen();
  const told = (changed) => {
    watch.answer({ ...screen, ...changed });
    return heard();
  };
  const due = (n) => told({ break: "due", sat_s: 1800 + n, since_s: 1800 + n });
  const all = () => [...Array(300).keys()].flatMap(due);
  const found = { once: all(), over: told({}), again: all(), paused: told({ paused_left_s: 60 }) };
  watch.connection = watch.screen = null;
  watch.notifySubscribers();
  return found;
}"""


def test_a_break_that_is_due_is_read_out_once_whatever_the_page_shows(browsers: Browsers) -> None:
    due = ["Time to move"]
    with browsers.open(PLAIN, at="settings", script=_LISTEN) as (page, watched):
        for at, shown in (
            ("sitting", ".start-watch"),
            ("sitting/day", "input[type=date]"),
            ("settings", "#language"),
            ("videos", "#video-file"),
        ):
            page.evaluate("(to) => { location.hash = `#/${to}`; }", at)
            page.wait_for_selector(shown, state="attached")
            told = page.evaluate(_DUE)
            assert told == {"once": due, "over": [], "again": due, "paused": []}, at
    assert watched.errors == []


_BREAK_OVER = """async () => {
  window.notices = [];
  window.Notification = class {
    static permission = "granted";
    constructor(_, { body }) { window.notices.push(body); }
    close() { window.notices.push("closed"); }
  };
  document.hasFocus = () => false;
  const { watch } = await import("/page/sitting/watch.js");
  const { wishes } = await import("/page/sitting/wishes.js");
  const { Voice } = await import("/page/live/voice.js");
  Object.assign(wishes, { sound: true, voice: true, notify: true });
  const tones = [];
  watch.voice = new Voice();
  watch.voice.sound = (name) => tones.push(name);
  const screen = { state: "upright", break: "none", paused_left_s: null, next_look_s: 1 };
  const tell = (say) => {
    const events = say ? [{ is: "break-over", say, more: "" }] : [];
    watch.answer({ ...screen, events });
  };
  tell("That was too short.");
  tell("");
  const { now } = performance;
  performance.now = () => now.call(performance) + 60_000;
  tell("");
  return { tones, heard: window.heard.map(([, text]) => text), notices: window.notices };
}"""


def test_whether_a_break_counted_is_heard_and_notified_as_wished(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="settings") as (page, watched):
        page.wait_for_selector("#language")
        told = page.evaluate(_BREAK_OVER)
    assert told == {
        "tones": ["done"],
        "heard": ["That was too short."],
        "notices": ["That was too short.", "closed"],
    }
    assert watched.errors == []


_ASKED = """async () => {
  const { Panels } = await import("/page/live/panels.js");
  const act = { command() {}, answer() {}, mute() {}, full() {}, choose() {} };
  const panels = new Panels(act, true);
  document.getElementById("main").replaceChildren(panels.root);
  const step = { spec_id: "x", side: "both", set_number: 1, sets: 1, unit: "hold", title: "X",
    number: 1 };
  const screen = { stage: "work", halt: "", end: "", headline: "", mood: "plain", detail: "",
    instruction: "Hold still.", reply: "", unseen: [], framing: [], question: null, sounds: [],
    step, ring: { number: 0, of: "", share: 0, still: true, turns: [] }, pace: null, breath: "",
    seconds_left: null };
  panels.show(screen);
  const heard = window.listen();
  const told = (changed) => {
    panels.show({ ...screen, ...changed });
    return heard();
  };
  const question = (id, text) => ({ question: { id, text, answers: ["yes", "no"] } });
  const asked = "Is the ball beside your spine?";
  const found = {
    before: [told(question("a", asked)), told({}), told(question("b", asked))],
    waiting: told({ detail: "The clock waits until you are still." }),
    running: told({}),
  };
  panels.show({ ...screen, ...question("c", "Did anything hurt?"), stage: "questions" });
  const at = document.activeElement;
  const name = document.getElementById(at.getAttribute("aria-labelledby"))?.textContent;
  const within = at.querySelectorAll("[role], [aria-labelledby]").length - 1; // the reply's
  return { ...found, after: [at.className, at.getAttribute("role"), name], within };
}"""


def test_a_question_and_why_the_clock_waits_are_read_out(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="settings", script=HEARD + _LISTEN) as (page, watched):
        page.wait_for_selector("#language")
        told = page.evaluate(_ASKED)
    asked = "Is the ball beside your spine?"
    assert told["before"] == [[asked], [], [asked]]
    assert told["waiting"] == ["The clock waits until you are still."]
    assert told["running"] == []
    assert told["after"] == ["ask", "group", "Did anything hurt?"]
    assert told["within"] == 0, "its name is read out once"
    assert watched.errors == []


def test_without_a_voice_a_session_says_so_also_to_a_screen_reader(browsers: Browsers) -> None:
    with browsers.open(build_flags(None), at=f"stretch/{STRETCH}", script=_SILENT) as (
        page,
        watched,
    ):
        page.click(".card button.main")
        page.wait_for_selector(f".live [role=status]:text-is('{NO_VOICE}')", state="attached")
    assert watched.errors == []


@pytest.mark.parametrize(("key", "left"), [("p", "[data-stage=questions]"), ("Escape", "")])
def test_the_keys_go_on_in_a_session_after_a_camera_was_chosen(
    browsers: Browsers, key: str, left: str
) -> None:
    with browsers.open(TWO_CAMERAS, at=f"stretch/{STRETCH}") as (page, watched):
        page.context.grant_permissions(["camera"])
        page.click(".card button.main")
        page.wait_for_selector(".live[data-stage=setup] .guide-tools select:visible")
        wait_for(page, "document.querySelector('.guide-tools select').options.length === 2")
        page.focus(".guide-tools select")
        if key == "p":
            page.select_option(".guide-tools select", index=1)
        page.keyboard.press(key)
        if left:
            page.wait_for_selector(f".live{left}")
        else:
            page.wait_for_selector(".live", state="detached")
    assert watched.errors == []


@pytest.mark.parametrize(("script", "noted"), [(_SILENT, NO_VOICE), (HEARD, "")])
def test_who_wishes_to_be_told_aloud_is_told_where_there_is_no_voice(
    browsers: Browsers, script: str, noted: str
) -> None:
    with browsers.open(PLAIN, at="sitting", script=script) as (page, watched):
        note = ".sit-side > [role=status]"
        page.wait_for_selector(note, state="attached")
        page.click(".wishes summary")
        page.check("#wish-voice")
        assert page.inner_text(note) == noted
        page.uncheck("#wish-voice")
        assert page.inner_text(note) == ""
        if noted:
            page.check("#wish-voice")
            page.reload()
            page.wait_for_selector(f"{note}:text-is('{noted}')", state="attached")
    assert watched.errors == []
