"""Every text of every stretch fits and is readable in windows of any shape."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.core.coach import HoldStatus
from formcheck.core.language import Words
from formcheck.core.session import session_texts
from formcheck.core.session.asking import list_asks
from formcheck.core.session.programme import make_programme
from formcheck.core.session.screen_values import FramingCheck
from formcheck.core.session.session_values import Stage, Step
from formcheck.library.catalogue import read_specs
from formcheck.library.languages import load_words
from formcheck.output.draw.palette import QUIET
from formcheck.ui.window.paint import Showing, _draw_keys, _draw_shown, paint
from tests.output.draw.layout import Edges, LayoutCanvas
from tests.ui.window.screens import make_image, make_showing

SIZES = [(1280, 720), (640, 480), (1280, 1024), (600, 1000), (720, 1280), (500, 800)]


def list_showings(words: Words) -> Iterator[tuple[Step, Showing]]:
    """Yields every stretch, side by side, in set-up, countdown, work and the rest before it."""
    checks = tuple(
        FramingCheck(name, words(title), name != "near", "")
        for name, title in (*session_texts.CHECKS.items(), ("", session_texts.STILLNESS["lying"]))
    )
    for _, spec in read_specs():
        assert spec is not None
        programme = make_programme([spec], "both", None, None, words)
        for step in {step.side: step for step in programme.steps}.values():
            first, *others = step.plan.spec.setup
            hidden = (words("{part} hidden", part=words("left wrist")),)
            faults = [fault.title for fault in step.plan.faults]
            why = words(session_texts.FAULT_SEEN, what=max(faults, key=len, default="."))
            for view in (
                make_showing(
                    Stage.SETUP, headline=words(session_texts.BACK), framing=checks,
                    instruction=first, step=step,
                ),
                make_showing(
                    Stage.COUNTDOWN, headline=words(session_texts.GET_READY), seconds_left=3,
                    instruction=(*others, first)[0], step=step,
                ),
                make_showing(
                    Stage.WORK, detail=why, clock=HoldStatus.PAUSED, unseen=hidden, step=step
                ),
                make_showing(
                    Stage.REST, headline=words(session_texts.REST), seconds_left=12,
                    instruction=step.plan.timed_phase.say, step=step,
                ),
            ):  # fmt: skip
                yield step, replace(view, words=words)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", ["en", "de"])
def test_stop_rule_and_instruction_are_whole_and_no_text_lies_on_another_or_on_a_picture(
    language: str, size: tuple[int, int]
) -> None:
    for step, view in list_showings(load_words(language)):
        assert view.shown is not None
        screen = view.shown.screen
        canvas = LayoutCanvas(size)
        _draw_shown(canvas, view, view.shown, None)
        _draw_keys(canvas, view)
        spec = step.plan.spec
        if screen.stage is Stage.SETUP:
            assert spec.stop in canvas.written
        if screen.stage is not Stage.WORK:
            assert screen.instruction in canvas.written
        assert canvas.list_clashes() == [], (spec.id, screen.stage)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_question_in_the_set_up_hides_neither_the_stop_rule_nor_the_instruction(
    language: str, size: tuple[int, int]
) -> None:
    words = load_words(language)
    asked = 0
    for step, view in list_showings(words):
        assert view.shown is not None
        spec, screen = step.plan.spec, view.shown.screen
        for question in list_asks(spec, "ready") if screen.stage is Stage.SETUP else ():
            shown = replace(view.shown, screen=replace(screen, question=question))
            canvas = LayoutCanvas(size)
            _draw_shown(canvas, view, shown, None)
            for text in (question.text, spec.stop):
                assert text in canvas.written
            assert size[0] > size[1] or screen.instruction in canvas.written
            for pair in canvas.list_clashes():
                assert len(pair) == 2, spec.id
                assert is_within(*pair), spec.id
            asked += 1
    assert asked


def is_within(outer: Edges, inner: Edges) -> bool:
    """Whether the inner plate lies in the outer, as an answer's key does on its card."""
    begins = inner[0] >= outer[0] and inner[1] >= outer[1]
    return begins and inner[2] <= outer[2] and inner[3] <= outer[3]


def test_grey_words_beside_the_keys_can_be_read_on_the_brightest_picture() -> None:
    """WCAG's contrast, at least 4.5."""
    view = replace(
        make_showing(Stage.WORK), picture=np.full_like(make_image(), 255), silence="Muted"
    )
    strip = paint((1280, 720), view)[-20:]
    under, words = (measure_luminance(colour) for colour in (strip[0, -2], np.array(QUIET)))
    assert (strip == QUIET).all(axis=2).any()
    assert (words + 0.05) / (under + 0.05) >= 4.5


def measure_luminance(colour: NDArray[np.uint8]) -> float:
    shares = colour / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("size", [(320, 240), (160, 120), (120, 300)], ids=str)
def test_the_smallest_windows_are_painted_too(size: tuple[int, int]) -> None:
    for _, view in list_showings(load_words("de")):
        assert paint(size, view).shape == (size[1], size[0], 3)
