"""A canvas that records positions instead of drawing, so that many layouts are checked quickly."""

from itertools import combinations
from typing import Any

import numpy as np

from formcheck.output.draw.canvas import CAPITAL_RATIO, REGULAR, Canvas, Point, measure_text
from formcheck.output.draw.palette import Colour

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class LayoutCanvas(Canvas):
    """Records texts and plates with their positions; pasted pictures are drawn in ``image``."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(np.zeros((size[1], size[0], 3), dtype=np.uint8))
        self.texts: list[str] = []
        self.places: list[Edges] = []
        self.plates: list[Edges] = []

    def draw_text(
        self, origin: Point, words: str, size_px: float, colour: Colour, weight: int = REGULAR
    ) -> None:
        (left, baseline), right = origin, origin[0] + measure_text(words, size_px, weight)
        assert 0 <= left <= right <= self.width, words
        assert size_px - 1 <= baseline <= self.height, words
        self.texts.append(words)
        self.places.append((left, baseline - CAPITAL_RATIO * size_px, right, baseline))

    def draw_rounded_plate(
        self, left: float, top: float, right: float, bottom: float, opacity: float, radius: float
    ) -> None:
        self.plates.append((left, top, right, bottom))

    def _skip(self, *_: Any, **__: Any) -> None:
        """Draws nothing."""

    draw_line = draw_path = draw_circle = draw_plate = draw_block = fill_polygons = _skip

    @property
    def written(self) -> str:
        """All texts in drawing order."""
        return " ".join(self.texts)

    def list_texts_on_texts(self) -> list[tuple[str, str]]:
        """Returns the pairs of overlapping texts."""
        return [
            (self.texts[a], self.texts[b])
            for a, b in combinations(range(len(self.texts)), 2)
            if _overlap(self.places[a], self.places[b])
        ]

    def list_clashes(self) -> list[tuple[Edges, ...]]:
        """Returns overlapping plates, and plates that lie partly on a picture."""
        pairs: list[tuple[Edges, ...]] = [
            (a, b) for a, b in combinations(self.plates, 2) if _overlap(a, b)
        ]
        for plate in self.plates:
            left, top, right, bottom = (max(0, round(edge)) for edge in plate)
            under = self.image[top:bottom, left:right].any(axis=2)
            if under.any() and not under.all():
                pairs.append((plate,))
        return pairs


def _overlap(a: Edges, b: Edges) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
