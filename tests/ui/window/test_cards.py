from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.coach.summary import Round, summarise
from formcheck.core.language import ENGLISH
from formcheck.core.session import session_texts
from formcheck.core.session.asking import list_asks, list_pain_asks
from formcheck.core.session.programme import make_programme, translate_spec
from formcheck.core.session.session_texts import PAIN_REPLY
from formcheck.core.session.session_values import SessionResult, Stage
from formcheck.core.stretch.plan import plan_for
from formcheck.library.art import read_picture_size_px
from formcheck.library.catalogue import load_spec, read_specs
from formcheck.library.languages import load_words
from formcheck.output.draw.canvas import REGULAR, Canvas, Point, measure_text
from formcheck.output.draw.palette import Colour
from formcheck.ui.window import window_texts
from formcheck.ui.window.cards import (
    _figures,
    draw_aside,
    draw_insets,
    draw_question,
    draw_summary,
)
from tests.core.session.live import play
from tests.engine.sessions import up_and_down
from tests.output.draw.layout import LayoutCanvas
from tests.ui.window.screens import make_screen


def test_each_hold_that_the_session_counted_as_done_is_one_in_the_summary() -> None:
    """In parts of 11 s, none of which is a hold of 15 s by itself."""
    pieces = [key for n in range(4) for key in up_and_down(3 + 16.0 * n, 14 + 16.0 * n, "left")]
    for until_s, of in ((34.0, 1), (66.0, 2)):
        (side,) = play(pieces, until_s, sides="left", hold_s=15.0, sets=2).result.stretches[0].sides
        figures, _ = _figures(side, ENGLISH)
        assert figures.endswith(f"{of} of 2 holds")


def test_the_spots_of_a_release_are_called_spots() -> None:
    plan = plan_for(load_spec("tennis-ball-release"), Side.BOTH)
    rounds = (Round(25.0, done=True), Round(30.0, done=True), Round(0.0, done=False))
    figures, _ = _figures(replace(summarise(plan, ()), rounds=rounds), ENGLISH)
    assert figures.endswith("of 3 spots")


@pytest.mark.parametrize("size", [(1280, 720), (480, 720)])
@pytest.mark.parametrize("stretch", ["bridge-pose", "seated-twist"])
def test_a_picture_of_the_stretch_keeps_its_shape(stretch: str, size: tuple[int, int]) -> None:
    canvas = Canvas(np.full((size[1], size[0], 3), 118, dtype=np.uint8))
    step = make_programme([load_spec(stretch)], "left", None, None, ENGLISH).steps[0]
    draw_insets(canvas, make_screen(Stage.REST, step=step), ENGLISH, 60.0, 600.0)
    drawn = (canvas.image != 118).any(axis=2)
    rows = np.flatnonzero(drawn.any(axis=1))
    first = rows[: np.append(np.diff(rows) > 1, True).argmax() + 1]  # of the start picture alone
    wide = np.flatnonzero(drawn[first].any(axis=0)).size
    width_px, height_px = read_picture_size_px(stretch)
    assert wide / first.size == pytest.approx(width_px / height_px, rel=0.02)


@cache
def play_both_sides(language: str) -> SessionResult:
    """Returns the result of a session of three sets on both sides."""
    keys = [
        key
        for n in range(3)
        for start_s, side in ((3 + 60.0 * n, "left"), (33 + 60.0 * n, "right"))
        for key in up_and_down(start_s, start_s + 21.8, side)
    ]
    return play(keys, 190.0, words=load_words(language), hold_s=20.0, sets=3).result


@pytest.mark.parametrize(
    "size", [(1280, 720), (1366, 768), (1920, 1080), (640, 480), (500, 800)], ids=str
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_text_of_the_summary_lies_on_another_however_much_there_is_to_tell(
    language: str, size: tuple[int, int]
) -> None:
    words, result = load_words(language), play_both_sides(language)
    spec = translate_spec(load_spec("cross-body-shoulder-stretch"), words)
    corrections = [
        words(
            session_texts.FAULT_TIME,
            name=words(session_texts.SIDES[side]), fault=fault.title, n=7, cue=fault.cue,
        )
        for side in (Side.LEFT, Side.RIGHT) for fault in spec.fault
    ]  # fmt: skip
    unjudged = [
        words(
            text,
            name=words(session_texts.SIDES[side]),
            faults=", ".join(fault.title for fault in spec.fault[:3]),
        )
        for side in (Side.LEFT, Side.RIGHT)
        for text in (session_texts.NOT_SURE, session_texts.START_ASSUMED)
    ]
    for to_correct, not_judged in product(range(7), range(len(unjudged) + 1)):
        told = replace(
            result, watch=tuple(corrections[:to_correct]), unjudged=tuple(unjudged[:not_judged])
        )
        canvas = LayoutCanvas(size)
        draw_summary(canvas, told, spec.stop, words)
        assert words(window_texts.SIDES[Side.LEFT]) in canvas.texts
        assert canvas.list_texts_on_texts() == [], (to_correct, not_judged)


class MeasuringCanvas(Canvas):
    """A canvas that asserts that every text lies within the image."""

    def draw_text(
        self, origin: Point, words: str, size_px: float, colour: Colour, weight: int = REGULAR
    ) -> None:
        super().draw_text(origin, words, size_px, colour, weight)
        (left, baseline), right = origin, origin[0] + measure_text(words, size_px, weight)
        assert 0 <= left <= right <= self.width, words
        assert size_px - 1 <= baseline <= self.height, words


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (500, 800)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_question_and_the_stop_rule_below_it_lie_within_the_window(
    language: str, size: tuple[int, int]
) -> None:
    words = load_words(language)
    pains = list_pain_asks(words, words(PAIN_REPLY))
    for _, spec in read_specs():
        assert spec is not None
        stop = words(spec.stop)
        for question in (*pains, *list_asks(translate_spec(spec, words), "choice")):
            image = np.zeros((size[1], size[0], 3), dtype=np.uint8)
            draw_question(MeasuringCanvas(image), question, stop, words, 60.0)
            draw_aside(MeasuringCanvas(image), question, words, 60.0, 0.95 * size[1], right=True)
