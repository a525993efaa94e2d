"""Finds the sitter in images taken at long intervals.

One person is tracked. Others are searched for at first; often while the tracked person is not in
the sitter's seat, or in the first minutes after the chair was moved; and seldom otherwise. While
another person is there from the start or in place of the sitter, two people are tracked, which
takes the model longer. The number of people is kept from one search to the next.
"""

from math import inf
from pathlib import Path

from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.posture_values import UprightBaseline
from formcheck.engine.sitter_seat import (
    SeatState,
    add_missing,
    advance_seat,
    find_seat,
    find_sitter,
    rank_place,
)
from formcheck.files.closing import Closing
from formcheck.vision.pose.landmarker import CompanyFollower
from formcheck.vision.pose.scale import scale_detections
from formcheck.vision.pose.search import Search, ViewFollower
from formcheck.vision.video.frames import Rgb, fit_picture, size_of

LOOK_SIDE_PX = 640
"""Images are scaled down to this first: the model uses a 256 px crop of the person, and a sitter
fills half of the image and more."""
SEARCH_EVERY_S = 3.0
"""Interval between searches of the whole image while the person is elsewhere. Chosen for
formcheck."""
OTHERS_EVERY_S = 30.0
"""Interval between searches for others while the sitter is in the seat. Chosen for formcheck:
others are remembered for a minute, and one search in so long is little work."""
MOVED_FOR_S = 300.0
"""After this long where the chair was moved to, the sitter is as likely there as in a first seat.
Chosen for formcheck: the person who seems to have moved it may be another, who seldom stays so
long."""
LOST_EVERY_S = 10.0
"""Search interval for people farther off while nobody is seen: four runs, 0.6 % of a core."""


class SitterFinder(Closing):
    """Finds the sitter in images at increasing times, however far apart; not thread-safe."""

    def __init__(self, model_path: Path, others_every_s: float = OTHERS_EVERY_S) -> None:
        """Loads the model. Raises FormcheckError if the file or a system library is unusable.

        others_every_s: interval between searches for others while the sitter is in the seat.
        """
        self._models = CompanyFollower(model_path)
        self._search = Search(model_path)
        self.seat = SeatState()
        """The sitter's seat, as of the last image."""
        self.people = 0
        """The number of people, as of the last search for everybody."""
        self._others_every_s = others_every_s
        self._upright: UprightBaseline | None = None
        self._size: ImageSize | None = None
        self._is_seat_due = True
        self._searched_s, self._lost_due_s = -inf, 0.0
        self._farther: ViewFollower | None = None

    def close(self) -> None:
        """Frees the models. Safe to call twice."""
        self._models.close()
        self._search.close()

    def expect(self, upright: UprightBaseline | None) -> None:
        """From now on, looks for the person who sits where that baseline was taken.

        None: for the most prominent person in the next image.
        """
        self._upright, self._is_seat_due = upright, True

    def find(self, image: Rgb, t_s: float) -> Detection | None:
        """Returns the sitter, or another person who is there instead; None if nobody is seen.

        image is (height, width, 3) uint8, of any size; image_px of the result is in its pixels.
        """
        small = fit_picture(image, LOOK_SIDE_PX)
        size = size_of(small)
        if size != self._size:
            self._size, self._farther, self._is_seat_due = size, None, True
        if self._is_seat_due:
            self.seat = find_seat(self._upright, size, t_s)
            self._is_seat_due, self._searched_s = False, -inf
        sees_others = self._models.has_company and self._farther is None
        found, people = self._pick_sitter(small, t_s, size)
        if found is None or sees_others or self._searched_s == t_s:
            self.people = len(people)
        self.seat = advance_seat(self.seat, found, t_s, people)
        return None if found is None else scale_detections((found,), size, size_of(image))[0]

    def _pick_sitter(
        self, image: Rgb, t_s: float, size: ImageSize
    ) -> tuple[Detection | None, tuple[Detection, ...]]:
        """Returns the sitter, and everybody who was seen."""
        people = self._follow(image, t_s)
        followed = find_sitter(people, self.seat, size)
        if followed is None:
            found = self._find_overlooked(image, t_s)
            return found, () if found is None else (found,)
        rank = rank_place(self.seat, followed)
        is_moved = rank == 1 and self.seat.former is not None
        is_seated = rank == 0 or (is_moved and self.seat.kept_s >= MOVED_FOR_S)
        if t_s - self._searched_s < (self._others_every_s if is_seated else SEARCH_EVERY_S):
            return followed, people
        is_settled = is_seated and self._searched_s > -inf
        self._searched_s = t_s
        everybody = self._search.find_all(image)
        if self._farther is not None:  # the whole image may not show who is seen with a margin
            everybody = add_missing(everybody, followed)
        found = find_sitter(everybody, self.seat, size)
        if found is None:
            return followed, people
        rescued = rank_place(self.seat, found) < rank
        if rescued:
            self._farther = None
        if len(everybody) > 1 and (rescued or not is_settled):
            self._models.begin_company(t_s, afresh=rescued)
        elif rescued:
            self._models.one.forget()
        is_better = rescued or self.seat.home is None
        return found if is_better else followed, everybody

    def _find_overlooked(self, image: Rgb, t_s: float) -> Detection | None:
        """Searches with a margin for a person the tracker missed; if found, tracks them there."""
        if self._farther is not None:
            self._farther = None
            self._models.one.forget()
        if t_s < self._lost_due_s:
            return None
        self._lost_due_s = t_s + LOST_EVERY_S
        found = self._search.find_with_margin(image)
        if found is None:
            return None
        self._searched_s = t_s
        view, sitter = found
        self._farther = ViewFollower(self._models.one, view)
        return sitter

    def _follow(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        if self._farther is not None:
            return self._farther.detect(image, t_s)
        return self._models.detect(image, t_s)
