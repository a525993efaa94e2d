"""Looks again for somebody the model does not find: nearer, and with the picture turned.

Once found, a person who lies is followed as well in the picture as it is as in a turned one; it is
the finding that fails, mostly where the person is small or the light is poor. What two looks agree
on is believed; one alone was wrong in a third of the cases.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre
from formcheck.vision.pose.views import Margin, View, around, whole
from formcheck.vision.video.frames import Rgb

NEARER = 2.0
"""Size of the part looked at over that of the person. Of rendered people who fill a third of the
picture's width the whole picture finds 60 to 85 %, twice finds all and 1.5 times fewer."""
AGREE_TORSOS = 0.25
"""Two looks agree when their joints lie this close, half of them at least. Chosen here: good looks
lie 0.1 apart, and those that are wrong more than 0.5."""

EDGE = 0.03
"""Nearer than this to an edge of the view (in sides of it) a joint may be cut off. Chosen here."""

_JOINTS = np.array(
    [*range(Landmark.LEFT_SHOULDER, Landmark.LEFT_PINKY),
     *range(Landmark.LEFT_HIP, Landmark.LEFT_HEEL)]
)  # fmt: skip
"""Shoulders, elbows, wrists, hips, knees and ankles."""
_HEAD_AND_SHOULDERS = np.arange(Landmark.LEFT_ELBOW)
"""Head and shoulders, which is what a desk leaves to be seen."""

MARGINS = (0.5, 0.2, 0.35)
"""Margins about a picture that it is looked at with, in its own sides. Of 40 random people at desks
who were overlooked, two of the looks agree on 27, 25 of them where they are, and on nobody in 57
pieces of their rooms."""


def search(model: Landmarker, image: Rgb, last: Detection | None) -> tuple[View, Detection] | None:
    """A view somebody is found in, and where, in the image's pixels; None when nobody is.

    model looks at single pictures. last is where the one who was lost was, in the same pixels.
    Takes up to nine looks.
    """
    size = ImageSize(image.shape[1], image.shape[0])
    for view in _views(size, last):
        found = _look(model, image, view)
        if found is None:
            continue
        nearer = around(found.image_px, size, NEARER, (view.quarter_turns + 1) % 4)
        again = _look(model, image, nearer)
        if again is not None and agree(found, again):
            return around(again.image_px, size, NEARER, view.quarter_turns), again
    return None


def look_farther(model: Landmarker, image: Rgb) -> tuple[Margin, Detection] | None:
    """Whom two looks from farther off agree on, and the margin of the later; None for nobody.

    The detection is in the image's pixels; model looks at single pictures. It overlooks people at a
    desk who fill the picture or whose legs it does not see, mostly in poor light; with a dark
    margin about the picture it finds them.
    """
    seen: list[Detection] = []
    for share in MARGINS:
        margin = Margin.of(image, share)
        for found in model.detect(margin.picture(image), 0.0)[:1]:
            one = margin.back(found)
            if any(agree(one, other, _HEAD_AND_SHOULDERS) for other in seen):
                return margin, one
            seen.append(one)
    return None


class Nearby:
    """Follows one person through a view, which moves along where they near its edge."""

    def __init__(self, model: Landmarker, view: View, size: ImageSize) -> None:
        """Model follows from picture to picture; it forgets whom it followed. size is the image's.

        The model's pictures afterwards must have rising times, as it had before.
        """
        self._model = model
        self._size = size
        self._look_at(view)

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """The person in the image, in its pixels; empty when lost."""
        found = self._model.detect(self._view.picture(image), t_s)
        here = tuple(self._view.back(one) for one in found)
        if here and self._view.cuts(here[0].image_px[_JOINTS], self._size, EDGE):
            self._look_at(around(here[0].image_px, self._size, NEARER, self._view.quarter_turns))
        return here

    def _look_at(self, view: View) -> None:
        self._view = view
        self._model.forget(view.shown)


def _look(model: Landmarker, image: Rgb, view: View) -> Detection | None:
    return next((view.back(found) for found in model.detect(view.picture(image), 0.0)), None)


def _views(size: ImageSize, last: Detection | None) -> Iterator[View]:
    if last is not None:
        yield around(last.image_px, size, NEARER)
    part = ImageSize(size.width_px * 3 // 5, size.height_px * 3 // 4)
    top_px = size.height_px - part.height_px  # who lies, lies low in the picture
    for fifth in (1, 0, 2):
        yield View(size.width_px * fifth // 5, top_px, part)
    for turns in (1, 3, 2):
        yield whole(size, turns)


def agree(one: Detection, other: Detection, joints: NDArray[np.intp] = _JOINTS) -> bool:
    """Whether two detections are of one person in one posture, by these joints."""
    everything = np.ones(len(one.visibility), dtype=np.bool_)
    torso_px = TORSO_M * pixels_per_metre(one.image_px, one.world_m, everything)
    apart_px = np.linalg.norm(one.image_px[joints] - other.image_px[joints], axis=1)
    return bool(np.median(apart_px) < AGREE_TORSOS * torso_px)
