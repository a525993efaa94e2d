"""Draws lines, dots, text and plates on an image, in sizes relative to it.

Images are (height, width, 3) uint8 RGB and are drawn on in place. Points are in pixels, x right
and y down, and may be fractional.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import product
from math import ceil, cos, dist, floor, sin

import cv2
import numpy as np

from formcheck.output.draw.palette import INK, Colour
from formcheck.vision.video.frames import Rgb

Point = tuple[float, float]

REGULAR, BOLD = 450, 650
CAPITAL_RATIO = 0.7
"""Height of capitals and digits relative to the font size."""
_SHAPES_KEPT = 256
_SHIFT = 4
_SUBPIXEL = 1 << _SHIFT


@cache
def _load_font() -> cv2.FontFace:
    """Returns the sans-serif font built into OpenCV 5; cached, as it keeps its rendered glyphs."""
    return cv2.FontFace("sans")


class Canvas:
    """An image to draw on; ``unit`` is 1/100 of its shorter side, in pixels."""

    def __init__(self, image: Rgb) -> None:
        self.image = image
        self.height: int = image.shape[0]
        self.width: int = image.shape[1]
        self.unit: float = min(self.height, self.width) / 100.0

    def draw_line(self, start: Point, end: Point, colour: Colour, thick_px: float) -> None:
        """Draws a solid line with rounded ends."""
        begin, stop = _scale_point(start), _scale_point(end)
        cv2.line(self.image, begin, stop, colour, _round_px(thick_px), cv2.LINE_AA, _SHIFT)

    def draw_dashes(self, start: Point, end: Point, colour: Colour, thick_px: float) -> None:
        """Draws a dashed line; dashes and gaps are each about three line widths long."""
        count = max(1, round(dist(start, end) / max(6.0, 6.0 * thick_px)))
        (x0, y0), (x1, y1) = start, end
        for i in range(count):
            begin, stop = (
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
                for share in ((i + 0.2) / count, (i + 0.7) / count)
            )
            self.draw_line(begin, stop, colour, thick_px)

    def draw_path(self, points: list[Point], colour: Colour, thick_px: float) -> None:
        """Draws a polyline through the points."""
        path = np.array([_scale_point(p) for p in points], dtype=np.int32)
        cv2.polylines(self.image, [path], False, colour, _round_px(thick_px), cv2.LINE_AA, _SHIFT)

    def draw_faint_lines(
        self, lines: list[tuple[Point, Point]], colour: Colour, thick_px: float, opacity: float
    ) -> None:
        """Draws translucent lines, which are no more opaque where they overlap."""
        points = [point for line in lines for point in line]
        with self._blend_part(points, thick_px, opacity) as (drawn, (x0, y0)):
            part = Canvas(drawn)
            for (ax, ay), (bx, by) in lines:
                part.draw_line((ax - x0, ay - y0), (bx - x0, by - y0), colour, thick_px)

    def fill_polygons(
        self, polygons: Sequence[Sequence[Point]], colour: Colour, opacity: float
    ) -> None:
        """Fills translucent polygons; a polygon inside another is a hole."""
        points = [point for polygon in polygons for point in polygon]
        with self._blend_part(points, 0.0, opacity) as (drawn, (x0, y0)):
            shapes = [
                np.array([_scale_point((x - x0, y - y0)) for x, y in one], np.int32)
                for one in polygons
            ]
            cv2.fillPoly(drawn, shapes, colour, cv2.LINE_AA, _SHIFT)

    @contextmanager
    def _blend_part(
        self, points: list[Point], margin_px: float, opacity: float
    ) -> Iterator[tuple[Rgb, tuple[int, int]]]:
        """Yields a copy of the points' bounding box and its top left corner; blends it in on exit.

        Anything outside the image is not drawn.
        """
        margin = ceil(margin_px) + 2
        xs, ys = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
        left, top = floor(min(xs)) - margin, floor(min(ys)) - margin
        part = self._cut_part(left, top, ceil(max(xs)) + margin, ceil(max(ys)) + margin)
        if not points or not part.size:
            yield np.empty((1, 1, 3), np.uint8), (0, 0)
            return
        drawn = part.copy()
        yield drawn, (max(0, left), max(0, top))
        cv2.addWeighted(drawn, opacity, part, 1 - opacity, 0, dst=part)

    def _cut_part(self, left: float, top: float, right: float, bottom: float) -> Rgb:
        """Returns a writable view of the image within these edges, clipped to the image."""
        x0, y0, x1, y1 = (max(0, round(edge)) for edge in (left, top, right, bottom))
        return self.image[y0:y1, x0:x1]

    def draw_circle(
        self, centre: Point, radius_px: float, colour: Colour, thick_px: float | None = None
    ) -> None:
        """Draws a circle, filled if no thickness is given."""
        radius = round(radius_px * _SUBPIXEL)
        thick = -1 if thick_px is None else _round_px(thick_px)
        cv2.circle(self.image, _scale_point(centre), radius, colour, thick, cv2.LINE_AA, _SHIFT)

    def draw_plate(self, top: float, bottom: float, opacity: float) -> None:
        """Draws a dark translucent band across the whole image width, clipped to the image."""
        part = self._cut_part(0, top, self.width, bottom)
        if part.size:
            part[:] = cv2.LUT(part, _build_dark_table(opacity))

    def draw_block(
        self, left: float, top: float, right: float, bottom: float, colour: Colour
    ) -> None:
        """Draws a solid rectangle, clipped to the image."""
        self._cut_part(left, top, right, bottom)[:] = colour

    def draw_rounded_plate(
        self, left: float, top: float, right: float, bottom: float, opacity: float, radius: float
    ) -> None:
        """Draws a dark translucent rectangle with rounded corners, clipped to the image."""
        part = self._cut_part(floor(left), floor(top), ceil(right), ceil(bottom))
        if part.size:
            high, wide = part.shape[:2]
            keep, ink = _build_rounded_shade(wide, high, round(radius), opacity)
            part[:] = cv2.add(cv2.multiply(part, keep, scale=1 / 255), ink)

    def draw_disc_plate(self, centre: Point, radius_px: float, opacity: float) -> None:
        """Draws a dark translucent disc."""
        x, y = centre
        self.draw_rounded_plate(
            x - radius_px, y - radius_px, x + radius_px, y + radius_px, opacity, radius_px
        )

    def draw_text(
        self, origin: Point, words: str, size_px: float, colour: Colour, weight: int = REGULAR
    ) -> None:
        """Draws text whose baseline begins at ``origin``."""
        at, size = (round(origin[0]), round(origin[1])), round(size_px)
        cv2.putText(self.image, _replace_zeros(words), at, colour, _load_font(), size, weight)

    def draw_cased_text(self, centre: Point, words: str, size_px: float, colour: Colour) -> None:
        """Draws digits or capitals centred on a dark plate, legible on any background."""
        (x, y), pad = centre, size_px * 0.3
        half_width = measure_text(words, size_px, BOLD) / 2
        half_height = CAPITAL_RATIO * size_px / 2
        left, right, top, bottom = x - half_width, x + half_width, y - half_height, y + half_height
        self.draw_rounded_plate(left - pad, top - pad, right + pad, bottom + pad, 0.62, pad)
        self.draw_text((left, bottom), words, size_px, colour, BOLD)

    def draw_digits(self, centre: Point, words: str, size_px: float, colour: Colour) -> None:
        """Draws digits centred in cells of equal width, so that changing digits do not shift."""
        cell = measure_digit(size_px)
        left = centre[0] - cell * len(words) / 2
        y = centre[1] + CAPITAL_RATIO * size_px / 2
        for i, digit in enumerate(words):
            x = left + cell * i + (cell - measure_text(digit, size_px, BOLD)) / 2
            self.draw_text((x, y), digit, size_px, colour, BOLD)


@lru_cache(maxsize=_SHAPES_KEPT)
def measure_text(words: str, size_px: float, weight: int = REGULAR) -> int:
    """Returns the width of the text in pixels."""
    left, _, width, _ = cv2.getTextSize(
        (0, 0), _replace_zeros(words), (0, 0), _load_font(), round(size_px), weight
    )
    return int(left + width)


@lru_cache(maxsize=_SHAPES_KEPT)
def measure_digit(size_px: float) -> int:
    """Returns the cell width in pixels that fits every bold digit: the widest one, set tight."""
    widest = max(measure_text(d * 3, size_px, BOLD) for d in "0123456789")
    return round(widest / 3 * 0.96)


def wrap_text(words: str, size_px: float, weight: int, width_px: float) -> list[str]:
    """Wraps the text to the width; a single word that is too wide is not broken."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(longer, size_px, weight) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _build_dark_table(opacity: float) -> Rgb:
    """Returns the lookup table (1, 256, 3) uint8 from image levels to levels under a plate."""
    levels = np.arange(256)[None, :, None] * (1 - opacity) + np.array(INK) * opacity
    return np.asarray(levels + 0.5, dtype=np.uint8)


@lru_cache(maxsize=_SHAPES_KEPT)
def _build_rounded_shade(width: int, height: int, radius: int, opacity: float) -> tuple[Rgb, Rgb]:
    """Returns the anti-aliased multiplier (in 1/255) and the summand that blend in a rounded plate.

    Both are (height, width, 3) uint8, so that a plate takes two fast passes.
    """
    big = np.zeros((height * 4, width * 4), dtype=np.uint8)
    r = min(radius * 4, width * 2, height * 2)
    cv2.rectangle(big, (r, 0), (width * 4 - 1 - r, height * 4 - 1), 255, -1)
    cv2.rectangle(big, (0, r), (width * 4 - 1, height * 4 - 1 - r), 255, -1)
    for corner in product((r, width * 4 - 1 - r), (r, height * 4 - 1 - r)):
        cv2.circle(big, corner, r, 255, -1)
    small = cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA)
    share = small[:, :, None].astype(np.float32) * (opacity / 255)
    keep = np.repeat(255 * (1 - share), 3, axis=2) + 0.5
    return keep.astype(np.uint8), (np.array(INK) * share + 0.5).astype(np.uint8)


def find_point_at(centre: Point, radius: float, angle_rad: float) -> Point:
    """Returns the point on a circle at an angle from the x axis towards the y axis."""
    return centre[0] + radius * cos(angle_rad), centre[1] + radius * sin(angle_rad)


def _replace_zeros(words: str) -> str:
    """Replaces 0 by O: the font's slashed zero looks like an 8 from a distance."""
    return words.replace("0", "O")


def _scale_point(point: Point) -> tuple[int, int]:
    return round(point[0] * _SUBPIXEL), round(point[1] * _SUBPIXEL)


def _round_px(thick_px: float) -> int:
    return max(1, round(thick_px))
