from __future__ import annotations

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.language import ENGLISH
from formcheck.library.art import read_picture_size_px
from formcheck.output.draw.canvas import Canvas
from formcheck.ui.window.cards import _figures, draw_insets
from tests.core.session.live import play
from tests.engine.sessions import up_and_down


def test_each_hold_that_the_session_counted_as_done_is_one_in_the_summary() -> None:
    """In pieces of 11 s: none of them is a hold of 15 s by itself."""
    pieces = [key for n in range(4) for key in up_and_down(3 + 16.0 * n, 14 + 16.0 * n, "left")]
    for until_s, of in ((34.0, 1), (66.0, 2)):
        (side,) = play(pieces, until_s, sides="left", hold_s=15.0, sets=2).result.stretches[0].sides
        figures, _ = _figures(side, ENGLISH)
        assert figures.endswith(f"{of} of 2 holds")


@pytest.mark.parametrize("size", [(1280, 720), (480, 720)])
@pytest.mark.parametrize("stretch", ["bridge-pose", "seated-twist"])
def test_a_picture_of_the_stretch_keeps_its_shape(stretch: str, size: tuple[int, int]) -> None:
    canvas = Canvas(np.full((size[1], size[0], 3), 118, dtype=np.uint8))
    draw_insets(canvas, stretch, Side.LEFT, "target", ENGLISH, 60.0, 600.0)
    drawn = (canvas.image != 118).any(axis=2)
    rows = np.flatnonzero(drawn.any(axis=1))
    first = rows[: np.append(np.diff(rows) > 1, True).argmax() + 1]  # that of the start alone
    wide = np.flatnonzero(drawn[first].any(axis=0)).size
    width_px, height_px = read_picture_size_px(stretch)
    assert wide / first.size == pytest.approx(width_px / height_px, rel=0.02)
