"""The page's appearance: text and plots at every size, contrast, and in print."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.ui.web.browsing import Browsers, build_flags, needs_browser, wait_for
from tests.ui.web.looking import list_printed_fills
from tests.ui.web.watches import store_days

pytestmark = needs_browser

PLAIN = build_flags(None, camera=False)
LARGE_PRINT = [*PLAIN, "--blink-settings=defaultFontSize=32"]
"""A browser whose user has doubled the font size."""
FRIDAY = datetime(2026, 3, 13, 18).astimezone()
DAY = f"sitting/day/{FRIDAY.date()}"
THEMES = ("light", "dark")

_ROOT_PX = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
_PLOTS_SHOWN = "document.querySelectorAll('.plot .bar-upright, .whys .bar-slouched').length > 9"


def show_theme(page: Any, theme: str) -> None:
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)


def test_a_page_at_200_percent_has_letters_of_about_twice_the_size(browsers: Browsers) -> None:
    """At 200 % zoom a page is half as wide, and each of its pixels twice as large."""
    with browsers.open(PLAIN, at="settings") as (page, _):
        for width in (1280, 1920, 2560, 3840):
            page.set_viewport_size({"width": width, "height": 1000})
            plain = page.evaluate(_ROOT_PX)
            page.set_viewport_size({"width": width // 2, "height": 500})
            enlarged = 2 * page.evaluate(_ROOT_PX)
            assert plain >= 16
            assert enlarged / plain >= 1.7


def test_the_size_of_letters_that_the_browser_is_set_to_is_that_of_the_page(
    browsers: Browsers,
) -> None:
    with browsers.open(PLAIN, at="settings") as (page, _):
        plain = page.evaluate(_ROOT_PX)
    with browsers.open(LARGE_PRINT, at="settings") as (page, _):
        large = page.evaluate(_ROOT_PX)
    assert large / plain >= 1.9


_PLOTS = """() => [...document.querySelectorAll(".plot")].flatMap((plot) => {
  const boxes = (what) =>
    [...plot.querySelectorAll(what)].map((one) => one.getBoundingClientRect());
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const [own, texts] = [plot.getBoundingClientRect(), boxes("text")];
  const bars = boxes(".bar-upright, .bar-slouched, .bar-unsure");
  const isUpon = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const isCut = ({ left, right }) => left < own.left - 1 || right > own.right + 1;
  const crosses = ({ top, bottom }) => ({ top: y }) => top < y - 1 && bottom > y + 1;
  return [
    texts.some(isCut) && "text cut off",
    bars.some((bar) => texts.some((text) => isUpon(bar, text))) && "text upon a bar",
    texts.some((a, i) => texts.slice(i + 1).some((b) => isUpon(a, b))) && "text upon text",
    texts.some((text) => boxes(".plot-base").some(crosses(text))) && "text upon the base line",
    bars.some((bar) => bar.width < rem) && "thin bars",
  ].filter(Boolean);
})"""


# By WCAG 2.2 (1.4.11): 3 for what a plot shows by its shape.
_EDGES = r"""() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((v) => {
      const part = v / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return ["upright", "slouched", "unsure"].map((state) => {
    const { stroke } = getComputedStyle(document.querySelector(`.bar-${state}`));
    if (stroke === "none") return 0;
    const [a, b] = [light(stroke), paper].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
}"""


def test_the_plots_of_a_day_grow_with_the_text_and_stand_out_from_the_paper(
    tmp_path: Path, browsers: Browsers
) -> None:
    store_days(tmp_path / "formcheck" / "history.db", FRIDAY, 7)
    for arguments, sizes in ((PLAIN, ((1280, 900), (3840, 2000))), (LARGE_PRINT, ((2560, 1800),))):
        with browsers.open(arguments, sizes[0], data=tmp_path, at=DAY) as (page, watched):
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                page.reload()
                wait_for(page, _PLOTS_SHOWN)
                assert page.evaluate(_PLOTS) == []
            for theme in THEMES:
                show_theme(page, theme)
                assert min(page.evaluate(_EDGES)) >= 3, theme
        assert watched.errors == []


_RESULT = """async () => {
  const { outcome } = await import("/page/views/outcome.js");
  const held = { start_s: 0, end_s: 4, held_s: 4, kept: true };
  const rep = (start_s) => ({ start_s, end_s: start_s + 3, counted: true, remark: "",
    up_s: 1, top_s: 1, down_s: 1 });
  const side = { side: "left", reps: 4, hold_s: 4, completed: true, holds: [held], faults: [],
    repetitions: [5, 9, 13].map(rep), unseen: [], done: { unit: "hold", count: 4, planned: 4 } };
  const results = [{ stretch: "one", title: "One", sides: [side] }];
  const parts = outcome({ results, duration_s: 20 }).flat(Infinity);
  document.querySelector(".page").replaceChildren(...parts.filter(Boolean));
}"""
_ROOM = """() => [...document.querySelectorAll(".event")].map((row) => {
  const text = document.createRange();
  text.selectNodeContents(row.children[2]);
  const [own, line] = [row, text].map((box) => box.getBoundingClientRect());
  return [text.getClientRects().length, Math.min(line.top - own.top, own.bottom - line.bottom)];
})"""


def test_lines_of_what_happened_that_wrap_stay_apart(browsers: Browsers) -> None:
    with browsers.open(PLAIN, (320, 640), "de") as (page, watched):
        page.evaluate(_RESULT)
        rows = page.evaluate(_ROOM)
    wrapped = [room_px for lines, room_px in rows if lines > 1]
    assert wrapped
    assert min(wrapped) >= 5
    assert watched.errors == []


def test_a_result_is_printed_with_its_bars(browsers: Browsers) -> None:
    filled = "getComputedStyle(document.querySelector('.fill')).backgroundColor"
    with browsers.open(PLAIN, at="settings") as (page, _):
        page.evaluate(_RESULT)
        for theme in THEMES:
            show_theme(page, theme)
            bars = tuple(map(int, re.findall(r"\d+", page.evaluate(filled))))
            assert bars in list_printed_fills(page.pdf()), theme
