"""Finds people in an image; tracks one person or, while there is another, two.

mediapipe has no types, so each result is converted to our own values here, at once.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.files.quiet_stderr import quiet_stderr
from formcheck.vision.pose import models
from formcheck.vision.pose.runtime import create_pose_landmarker, mediapipe_image
from formcheck.vision.video.frames import Rgb, check_picture, check_time, size_of

DUPLICATE_OVERLAP_RATIO = 0.6
"""Two detections are one person when their boxes have a larger intersection over union than this.
Chosen for formcheck: the model's own suppression lets through two skeletons on one person when the
two searches that found them differ in size."""

ALONE_AFTER_S = 5.0
"""After this long without another person in the frame, only one is tracked again: it takes half the
time. Chosen for formcheck: longer than a passer-by hides a person."""
_BLACK = np.zeros((64, 64, 3), np.uint8)  # of any size: the results after it are the same
_BLACK_STEP_MS = 33


class Landmarker(Closing):
    """The pose model. A context manager: an unclosed one breaks the interpreter's exit.

    video=True tracks people from frame to frame and needs frames in time order; video=False treats
    each image on its own. persons is the most people it reports. Not to be used by two threads at
    once; two landmarkers may run in two threads.
    """

    def __init__(
        self, model_path: str | Path | None = None, persons: int = 1, video: bool = True
    ) -> None:
        """model_path: None for the bundled one.

        Raises FormcheckError if it can't be loaded, or for persons below 1.
        """
        model_path = Path(model_path or models.model_path())
        if persons < 1:
            raise FormcheckError(f"persons must be 1 or more, not {persons}.")
        if not model_path.is_file():
            raise FormcheckError(f"The pose model {model_path} is not there.")
        self.persons = persons
        self._video = video
        self._last_ms = -1
        self._zero_ms = 0
        self._has_logged = False  # the first frame and the first person make the model log
        with quiet_stderr:
            self._model: Any = create_pose_landmarker(model_path, video=video, persons=persons)

    def close(self) -> None:
        """Frees the model. Safe to call twice."""
        model, self._model = self._model, None
        if model is not None:
            with quiet_stderr:
                model.close()

    def detect(self, image_rgb: NDArray[Any], t_s: float) -> tuple[Detection, ...]:
        """Returns the people in the image, at most ``persons``; empty if nobody is found.

        image_rgb is (height, width, 3) uint8; image_px of the result is in its pixels. t_s is only
        used with video=True; two frames in the same millisecond are kept apart. Raises
        FormcheckError for any other image, a time that is not finite, and once closed.
        """
        check_picture(image_rgb)
        check_time(t_s)
        if self._model is None:
            raise FormcheckError("This landmarker is closed: open a new one.")
        picture = mediapipe_image(image_rgb)
        with nullcontext() if self._has_logged else quiet_stderr:
            result = self._run(picture, t_s)
        self._has_logged = self._has_logged or bool(result.pose_landmarks)
        size = size_of(image_rgb)
        return without_duplicates(
            _detection(image, world, size)
            for image, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        )

    def forget(self) -> None:
        """Resets tracking, so that the next frame, at any t_s, is treated as the first.

        Measured at 30 frames a second: the first result is that of a new model, the next ten differ
        from it by up to 0.1 px, for the model's own smoothing remembers a little. Loading a new one
        for each cut costs six frames' time and memory that is not given back.
        """
        if self._last_ms < 0:
            return  # it has seen no frame
        self.detect(_BLACK, (self._last_ms - self._zero_ms + _BLACK_STEP_MS) / 1000)
        self._zero_ms = self._last_ms + _BLACK_STEP_MS

    def _run(self, picture: Any, t_s: float) -> Any:
        if not self._video:
            return self._model.detect(picture)
        self._last_ms = max(self._zero_ms + round(t_s * 1000), self._last_ms + 1)
        return self._model.detect_for_video(picture, self._last_ms)


class CompanyFollower:
    """The model that tracks one person, and the one for two, loaded when first needed."""

    def __init__(self, model_path: Path) -> None:
        self.one = Landmarker(model_path)
        self.has_company = False
        """Whether two people are being tracked."""
        self._model_path = model_path
        self._pair: Landmarker | None = None
        self._company_until_s = 0.0

    def load_pair(self) -> Landmarker:
        """Returns the model that tracks two people; any thread may be the first to load it."""
        if self._pair is None:
            self._pair = Landmarker(self._model_path, persons=2)
        return self._pair

    def begin_company(self, t_s: float, *, afresh: bool = True) -> None:
        """Tracks two people from now on.

        The model for two is reset, unless two people are already tracked and afresh is false.
        """
        pair = self.load_pair()
        if afresh or not self.has_company:
            pair.forget()
        self.has_company = True
        self._company_until_s = t_s + ALONE_AFTER_S

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """Returns the people in frame pixels; tracks only one again after ALONE_AFTER_S alone."""
        if not self.has_company:
            return self.one.detect(image, t_s)
        found = self.load_pair().detect(image, t_s)
        if len(found) > 1:
            self._company_until_s = t_s + ALONE_AFTER_S
        elif t_s >= self._company_until_s:
            self.has_company = False
            self.one.forget()
        return found

    def close(self) -> None:
        """Frees the models. Safe to call twice."""
        self.one.close()
        if self._pair is not None:
            self._pair.close()


def without_duplicates(detections: Iterable[Detection]) -> tuple[Detection, ...]:
    """Returns the detections, in order, without those that lie on top of an earlier one."""
    kept: list[Detection] = []
    for detection in detections:
        if all(overlap_ratio(detection, other) <= DUPLICATE_OVERLAP_RATIO for other in kept):
            kept.append(detection)
    return tuple(kept)


def overlap_ratio(one: Detection, other: Detection) -> float:
    """Returns the intersection over union of the two landmark boxes, 0..1."""
    low_one, high_one = one.image_px.min(axis=0), one.image_px.max(axis=0)
    low_other, high_other = other.image_px.min(axis=0), other.image_px.max(axis=0)
    common = np.prod(
        np.clip(np.minimum(high_one, high_other) - np.maximum(low_one, low_other), 0.0, None)
    )
    both = np.prod(high_one - low_one) + np.prod(high_other - low_other) - common
    return float(common / both) if both > 0 else 0.0


def _detection(image: Any, world: Any, size: ImageSize) -> Detection:
    return Detection(
        # The model's x and y are fractions of the image; pixels keep angles true.
        image_px=np.array([(mark.x * size.width_px, mark.y * size.height_px) for mark in image]),
        world_m=np.array([(mark.x, mark.y, mark.z) for mark in world]),
        visibility=np.array([mark.visibility or 0.0 for mark in image]),
    )
