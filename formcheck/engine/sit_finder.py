"""Finds the sitter in pictures taken at long intervals.

One person is followed; others are only looked for when the followed one is not where the sitter
sits. While somebody else is there, two people are followed, which takes the model longer.
"""

from __future__ import annotations

from pathlib import Path

from formcheck.core.body import Detection, ImageSize
from formcheck.engine.subject import SeatState, advance_seat, find_sitter, is_at_seat
from formcheck.files.closing import Closing
from formcheck.vision.pose.scale import scale_detections
from formcheck.vision.pose.search import Search, ViewFollower
from formcheck.vision.pose.two_people import CompanyFollower
from formcheck.vision.video.frames import Rgb, fit_picture, size_of

LOOK_SIDE_PX = 640
"""Pictures are scaled to this first: the model looks at 256 px of the person, and a sitter fills
half of the picture and more."""
SEARCH_EVERY_S = 3.0
"""How often the whole picture is searched while somebody is elsewhere. Chosen here."""
LOST_EVERY_S = 10.0
"""While nobody is seen, how often to look for somebody farther off: four looks, 0.6 % of a core."""


class SitterFinder(Closing):
    """The sitter in pictures at rising times, however far apart; for one thread at a time."""

    def __init__(self, model_path: Path) -> None:
        """Load the model. Raises FormcheckError when the file or a system library is wrong."""
        self._models = CompanyFollower(model_path)
        self._one = self._models.one
        self._search = Search(model_path)
        self._seat = SeatState()
        self._size: ImageSize | None = None
        self._search_due_s = self._lost_due_s = 0.0
        self._farther: ViewFollower | None = None

    def close(self) -> None:
        """Free the models. Safe to call twice."""
        self._models.close()
        self._search.close()

    def find(self, image: Rgb, t_s: float) -> Detection | None:
        """The sitter, or whoever else is there instead; None when nobody is seen.

        image is (height, width, 3) uint8, of any size; image_px of the answer is in its pixels.
        """
        small = fit_picture(image, LOOK_SIDE_PX)
        size = size_of(small)
        if size != self._size:
            self._size, self._seat, self._farther = size, SeatState(), None
        found = self._pick_sitter(small, t_s, size)
        self._seat = advance_seat(self._seat, found, t_s)
        return None if found is None else scale_detections((found,), size, size_of(image))[0]

    def _pick_sitter(self, image: Rgb, t_s: float, size: ImageSize) -> Detection | None:
        followed = find_sitter(self._follow(image, t_s), self._seat, size)
        if followed is None:
            return self._find_overlooked(image, t_s, size)
        elsewhere = not is_at_seat(self._seat, followed)
        if self._seat.home is not None and not (elsewhere and t_s >= self._search_due_s):
            return followed
        self._search_due_s = t_s + SEARCH_EVERY_S
        everybody = self._search.find_all(image)
        found = find_sitter(everybody, self._seat, size)
        if found is None:
            return followed
        rescued = elsewhere and is_at_seat(self._seat, found)
        if len(everybody) > 1:
            self._models.begin_company(t_s, size, afresh=rescued)
        elif rescued:
            self._farther = None
            self._one.forget(size)
        return found

    def _find_overlooked(self, image: Rgb, t_s: float, size: ImageSize) -> Detection | None:
        """Finds somebody overlooked: from now on people farther off are looked for."""
        if self._farther is not None:
            self._farther = None
            self._one.forget(size)
        if t_s < self._lost_due_s:
            return None
        self._lost_due_s = t_s + LOST_EVERY_S
        found = self._search.find_with_margin(image)
        if found is None:
            return None
        view, sitter = found
        self._farther = ViewFollower(self._one, view, size)
        return sitter

    def _follow(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        if self._farther is not None:
            return self._farther.detect(image, t_s)
        if self._models.has_company:
            return self._models.detect_company(image, t_s)
        return self._one.detect(image, t_s)
