"""Follows one person in frames as they come, and two while somebody else is there."""

from __future__ import annotations

from pathlib import Path

from formcheck.core.body import Detection, ImageSize
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.video.frames import Rgb, size_of

ALONE_AFTER_S = 5.0
"""After this long without anybody else in the picture, one person is followed again: it takes half
the time. Chosen here: longer than a person is hidden by another who passes."""


class CompanyFollower:
    """The model that follows one person, and the one for two, loaded when first needed."""

    def __init__(self, model_path: Path) -> None:
        """Load the first. Raises FormcheckError when the file or a system library is wrong."""
        self.one = Landmarker(model_path)
        self._model_path = model_path
        self._pair: Landmarker | None = None
        self._company_until_s: float | None = None

    @property
    def has_company(self) -> bool:
        """Whether two people are followed."""
        return self._company_until_s is not None

    def load_pair(self) -> Landmarker:
        """The model that follows two people; any thread may be the first to need it."""
        if self._pair is None:
            self._pair = Landmarker(self._model_path, persons=2)
        return self._pair

    def begin_company(self, t_s: float, size: ImageSize, *, afresh: bool = True) -> None:
        """Follows two people from now on.

        Those followed before as two are forgotten, unless they are still followed and afresh is
        false.
        """
        pair = self.load_pair()
        if afresh or not self.has_company:
            pair.forget(size)
        self._company_until_s = t_s + ALONE_AFTER_S

    def detect_company(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """The two people, in pixels of the frame; once one is alone, only one is followed again."""
        found = self.load_pair().detect(image, t_s)
        if len(found) > 1:
            self._company_until_s = t_s + ALONE_AFTER_S
        elif self._company_until_s is None or t_s >= self._company_until_s:
            self._company_until_s = None
            self.one.forget(size_of(image))
        return found

    def close(self) -> None:
        """Free the models. Safe to call twice."""
        self.one.close()
        if self._pair is not None:
            self._pair.close()
