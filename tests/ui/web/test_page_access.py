"""What the page tells somebody who hears it, goes by keyboard or lets the system set the colours.

None needs the camera in time, so they run beside other tests.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.ui.web.browsing import (
    CHROMIUM,
    FEW_FPS,
    SAMPLES,
    Shared,
    flags,
    joined_clip,
)
from tests.ui.web.watches import fill_days

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium to open the page in"),
]

PLAIN = flags(None, camera=False)
STRETCH = "cross-body-shoulder-stretch"
TWIST = "seated-twist"
FRIDAY = datetime(2026, 3, 13, 18).astimezone()


@pytest.mark.parametrize("outcome", ["done", "failed"])
def test_what_a_check_came_to_has_the_focus_and_is_read_out(
    tmp_path: Path, shared: Shared, outcome: str
) -> None:
    film = tmp_path / "film.mp4"
    if outcome == "done":
        joined_clip([SAMPLES / f"{TWIST}.shoulders-tilt.right.mp4"], film, 6.0, FEW_FPS)
    else:
        film.write_bytes(b"no video")
    with shared.open(PLAIN, at="videos") as (page, watched):
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
"""Of an element: of its ground, and of its text."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_can_be_told_where_the_system_sets_the_colours(
    tmp_path: Path, shared: Shared, scheme: str
) -> None:
    fill_days(tmp_path / "formcheck" / "history.db", FRIDAY, 7)
    day = f"sitting/day/{FRIDAY.date()}"
    with shared.open(PLAIN, data=tmp_path, at=f"stretch/{STRETCH}") as (page, _):
        page.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
        for at, chosen, other in (
            (f"stretch/{STRETCH}", ".option input:checked + span", ".option:last-of-type span"),
            ("", ".filters .chip[aria-pressed=true]", ".filters .chip[aria-pressed=false]"),
            (day, ".chip-link[aria-current]", ".chip-link:not([aria-current])"),
            (day, ".days .chip[aria-pressed=true]", ".days .chip[aria-pressed=false]"),
        ):
            page.evaluate("(to) => { location.hash = `#/${to}`; }", at)
            page.wait_for_selector(chosen)
            ground, ink = page.evaluate(_COLOURS, chosen)
            assert ground not in {page.evaluate(_COLOURS, other)[0], ink}, chosen


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


def test_what_is_told_by_colour_keeps_it_where_the_system_sets_the_others(shared: Shared) -> None:
    with shared.open(PLAIN, at="settings") as (page, _):
        page.wait_for_selector("#language")
        usual = page.evaluate(_SHOWN_BY_COLOUR)
        page.emulate_media(forced_colors="active")
        assert page.evaluate(_SHOWN_BY_COLOUR) == usual
