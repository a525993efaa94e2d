"""Turns live frames into detections: tracks one person, and watches for others."""

import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

import cv2
import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.files.closing import Closing
from formcheck.vision.pose.breath import ChestMotion, add_chest
from formcheck.vision.pose.landmarker import CompanyFollower
from formcheck.vision.pose.parallel import LOST_S, MAX_SIDE_PX
from formcheck.vision.pose.scale import scale_detections
from formcheck.vision.pose.search import Search, ViewFollower, is_elsewhere
from formcheck.vision.video.frames import Rgb, fit_picture, size_of

Known = TypeVar("Known")
Found = TypeVar("Found")

SEARCH_EVERY_S = 1.0
"""Interval between searches for another person. Chosen for formcheck: walking from the edge of the
frame to its middle takes two seconds or more, so a newcomer is tracked before they pass in
front."""


class LiveDetector(Closing):
    """Detects the people in live frames. A context manager, for one thread at a time.

    While one person is in the frame, only that one is tracked. A search for others runs in a
    separate thread and never blocks the caller; while there is another person, two people are
    tracked, which takes the model longer. A lost person is also searched for in that thread, in
    enlarged and rotated crops, and tracked in the crop until lost again.
    """

    def __init__(self, model_path: Path, *, breath: bool = False) -> None:
        """Loads the model. Raises FormcheckError if the file or a system library is unusable.

        breath: whether the detections include the position of the chest (``pose.breath``).
        """
        self._chest = ChestMotion() if breath else None
        self._models = CompanyFollower(model_path)
        self._search = Search(model_path)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="others")
        self._others = _BackgroundSearch(self._worker, self._is_somebody_else)
        self._lost = _BackgroundSearch(self._worker, self._search.find_again)
        self._nearby: ViewFollower | None = None
        self._known: Detection | None = None
        self._known_s = -math.inf
        self._size: ImageSize | None = None
        self._search_due_s = 0.0

    def close(self) -> None:
        """Frees the models, after any search in progress. Safe to call twice."""
        self._worker.shutdown(cancel_futures=True)
        self._search.close()
        self._models.close()

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """Returns the people in the frame, in its pixels; empty if nobody is found.

        image is (height, width, 3) uint8, of any size; t_s is later than that of the previous
        frame. Raises FormcheckError if the search cannot load its model.
        """
        small = fit_picture(image, MAX_SIDE_PX)
        found = self._followed(small, t_s)
        if self._chest is not None:
            grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
            found = add_chest(self._chest, grey, found, t_s)
        return scale_detections(found, size_of(small), size_of(image))

    def _followed(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        if not self._models.has_company and self._others.take_result():
            self._models.begin_company(t_s)
            self._nearby = None
        if self._models.has_company:
            return self._models.detect(image, t_s)
        found = self._alone(image, t_s)
        if found:
            self._known, self._known_s = found[0], t_s
        # While nobody is tracked, the tracker itself searches the whole of each frame.
        if found and t_s >= self._search_due_s and self._others.begin(image, found):
            self._search_due_s = t_s + SEARCH_EVERY_S
        return found

    def _alone(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """Returns the single person, tracked in the whole frame or, once lost there, in a crop."""
        size = size_of(image)
        if size != self._size:
            if self._nearby is not None:
                self._models.one.forget()
            self._size, self._nearby, self._known = size, None, None
            self._lost.under_way = None
        if self._nearby is None:
            found = self._models.detect(image, t_s)
            again = self._lost.take_result()
            if found or again is None:
                is_lost = not found and t_s - self._known_s >= LOST_S
                if is_lost and t_s >= self._search_due_s:
                    self._lost.begin(image, self._known)
                    self._search_due_s = t_s + SEARCH_EVERY_S
                return found
            self._nearby = ViewFollower(self._models.one, again[0])
        found = self._nearby.detect(image, t_s)
        if not found and t_s - self._known_s >= LOST_S:
            self._nearby = None
            self._models.one.forget()
        return found

    def _is_somebody_else(self, image: Rgb, known: tuple[Detection, ...]) -> bool:
        """Whether there is anybody but those known; if so, loads the model for two."""
        found = self._search.find_all(image)
        if len(found) < 2 and not is_elsewhere(found, known):
            return False
        self._models.load_pair()
        return True


class _BackgroundSearch(Generic[Known, Found]):
    """A search in a separate thread, one at a time."""

    def __init__(self, worker: ThreadPoolExecutor, search: Callable[[Rgb, Known], Found]) -> None:
        self.under_way: Future[Found] | None = None
        self._worker = worker
        self._search = search

    def begin(self, image: Rgb, known: Known) -> bool:
        """Starts to search the frame; False while another search is running."""
        if self.under_way is not None:
            return False
        self.under_way = self._worker.submit(self._search, image.copy(), known)
        return True

    def take_result(self) -> Found | None:
        """Returns the result of a finished search, once; None without one. Raises its error."""
        if self.under_way is None or not self.under_way.done():
            return None
        ended, self.under_way = self.under_way, None
        return ended.result()
