from __future__ import annotations

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.language import ENGLISH
from formcheck.library.art import read_picture_size_px
from formcheck.output.draw.canvas import Canvas
from formcheck.ui.window.cards import draw_insets


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
