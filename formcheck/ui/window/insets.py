"""The stretch's own pictures, start and target, as small pictures in the window."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from formcheck.core.body import Side
from formcheck.core.session.words import Words
from formcheck.library.art import PICTURE_SIZE_PX, picture_file
from formcheck.output.draw.canvas import INK, PLAIN, Canvas, Rgb, text_width
from formcheck.output.draw.parts import small_px
from formcheck.ui.window.sentences import START, TARGET

_NAMES = {"start": START, "target": TARGET}
_HIGH_RATIO, _NARROW_HIGH_RATIO = 0.27, 0.2
"""Height of one against the window's: where it is wide, and where it is higher than wide."""
_KEPT = 8


def draw_insets(
    canvas: Canvas, spec_id: str, side: Side, first: str, words: Words, ceiling: float, floor: float
) -> float:
    """Start and target at the right edge, mirrored as the person sees themselves.

    Below each other under ``ceiling`` where the window is wide; else only the one that comes
    ``first``, above ``floor``. Gives the new floor of the right corner.
    """
    column = canvas.width >= canvas.height
    high = round((_HIGH_RATIO if column else _NARROW_HIGH_RATIO) * canvas.height)
    wide = round(high * PICTURE_SIZE_PX[0] / PICTURE_SIZE_PX[1])
    gap = round(1.2 * canvas.unit)
    left = round(canvas.width - 2.5 * canvas.unit) - wide
    names = tuple(_NAMES) if column else (first,)
    top = round(ceiling) + gap if column else round(floor) - high
    drawn = False
    for name in names:
        picture = _picture(spec_id, name, side, wide, high)
        if picture is not None:
            _draw_one(canvas, picture, words(_NAMES[name]), left, top)
            top += high + gap
            drawn = True
    return floor - high - gap if drawn and not column else floor


def _draw_one(canvas: Canvas, picture: Rgb, title: str, left: int, top: int) -> None:
    high, wide = picture.shape[:2]
    area = canvas.image[max(0, top) : top + high, max(0, left) : left + wide]
    area[:] = picture[max(0, -top) :, max(0, -left) :][: area.shape[0], : area.shape[1]]
    size = round(0.62 * small_px(canvas))
    pad = 0.45 * size
    canvas.rounded_plate(
        left + pad,
        top + high - 2.6 * pad - size,
        left + 3 * pad + text_width(title, size),
        top + high - pad,
        0.72,
        pad,
    )
    canvas.text((left + 2 * pad, top + high - 2.3 * pad), title, size, PLAIN)


@lru_cache(maxsize=_KEPT)
def _picture(spec_id: str, name: str, side: Side, wide: int, high: int) -> Rgb | None:
    """The picture as in a mirror, with a dark edge; None when the stretch has none."""
    path = picture_file(spec_id, name)
    read = None if path is None else cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if read is None:
        return None
    small = cv2.resize(read, (wide, high), interpolation=cv2.INTER_AREA)
    if side is not Side.RIGHT:  # the files show the left side as a camera sees it
        small = cv2.flip(small, 1)
    cv2.rectangle(small, (0, 0), (wide - 1, high - 1), INK, 2)
    return np.asarray(small, dtype=np.uint8)
