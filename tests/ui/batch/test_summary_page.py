"""The summary page of a batch in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formcheck.output.draw.palette import LIGHT
from formcheck.ui.batch.batch_contract import MadeBy
from formcheck.ui.batch.summary_page import Attention, Summary, build_page
from tests.ui.web.browsing import CHROMIUM, build_flags, needs_browser
from tests.ui.web.looking import list_printed_fills

player = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = needs_browser


def summarise_one(level: Attention, number: int) -> Summary:
    name = f"{level.name.lower()}-{number}"
    return Summary(
        f"{name}.mp4", name, "seated-twist", "left", level, "Held 4 s.", (), None, None, True
    )


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """Yields the opened summary of forty files in each group."""
    by = MadeBy(formcheck="0.1.0", model="full", model_sha256="0" * 64, specs_sha256="0" * 64)
    files = [summarise_one(level, number) for level in Attention for number in range(40)]
    shown = tmp_path / "summary.html"
    shown.write_text(build_page(files, by), encoding="utf-8")
    with player.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=build_flags(None, camera=False)
        )
        opened = browser.new_page(viewport={"width": 1280, "height": 720})
        opened.goto(shown.as_uri())
        yield opened
        browser.close()


def test_a_group_that_the_legend_leads_to_is_open_and_in_sight(page: Any) -> None:
    for n, level in enumerate(Attention):
        page.click(f".legend li:nth-child({n + 1}) a")
        group = page.locator("details").nth(n)
        assert group.get_attribute("open") is not None, level.name
        (box, first) = (group.locator(what).first.bounding_box() for what in ("summary", "li"))
        assert 0 <= box["y"] < first["y"] < 720, level.name
        page.evaluate("scrollTo(0, 0)")


def test_every_group_is_printed_open_or_not(page: Any) -> None:
    seen = "ol => ol.querySelector('li').checkVisibility()"
    assert not page.locator("#NONE").evaluate(seen)
    page.emulate_media(media="print")
    assert [page.locator(f"#{level.name}").evaluate(seen) for level in Attention] == [True] * 7
    label = "one => getComputedStyle(one, '::after').content"
    assert {one.evaluate(label) for one in page.locator("summary").all()} == {"none"}


def test_the_summary_is_printed_with_its_bar(page: Any) -> None:
    green = LIGHT["good-fill"].lstrip("#")
    wanted = tuple(int(green[at : at + 2], 16) for at in (0, 2, 4))
    assert wanted in list_printed_fills(page.pdf())
