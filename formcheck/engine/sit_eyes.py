"""From a picture to how the sitter holds themselves; the same recorded and live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from formcheck.core.body import Detection, ImageSize, Pose, Unseen
from formcheck.core.posture.features import measure_posture
from formcheck.core.posture.values import Look, PostureFeatures, Unclear
from formcheck.engine.live import light_of
from formcheck.engine.person import Watcher
from formcheck.vision.video.frames import BLACK_MEAN, BLACK_SPREAD, Rgb

FORGET_S = 2.0
"""Somebody not seen for so long is looked at afresh: perhaps somebody else sits there now. As in
``pose.follow``."""

FLAT_SPREAD = 3.0
"""A picture of one shade, whichever, is a covered lens: rooms in dim light spread over more than
10 levels. Chosen here."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look: what is known of the sitter, and the pose in pixels of the picture to draw."""

    look: Look
    pose: Pose | None


class Eyes:
    """What is believed of the sitter, look by look; remembers who they are."""

    def __init__(self) -> None:
        self._size = ImageSize(1, 1)
        self._watcher = Watcher(self._size)
        self._seen_at_s = 0.0

    def look(self, detection: Detection | None, t_s: float, size: ImageSize) -> Seen:
        """What this look comes to; detection is None when nobody is in the picture.

        t_s seconds of the session, rising; size of the picture that the detection's pixels are of.
        """
        if size != self._size:
            self._size, self._watcher = size, Watcher(size)
        if detection is None:
            return Seen(Look(t_s, None), None)
        if t_s - self._seen_at_s > FORGET_S:
            self._watcher.start_afresh()
        self._seen_at_s = t_s
        pose, steady = self._watcher.look(detection, t_s)
        return Seen(Look(t_s, measure_posture(steady)), pose)

    def blind(self, t_s: float) -> Seen:
        """What a look without a picture comes to, or with one that shows nothing."""
        return Seen(Look(t_s, _nothing_seen(t_s, self._size)), None)


def _nothing_seen(t_s: float, size: ImageSize) -> PostureFeatures:
    pose = Pose(
        t_s,
        size,
        image_px=np.full((33, 2), np.nan),
        world_m=np.full((33, 3), np.nan),
        visibility=np.zeros(33),
        why=np.full(33, Unseen.LOW_VISIBILITY, dtype=np.int8),
    )
    return replace(measure_posture(pose), unclear=Unclear.PICTURE)


@cache
def quantities() -> tuple[str, ...]:
    """The names of all features."""
    return tuple(_nothing_seen(0.0, ImageSize(1, 1)).values)


def size_of(image: Rgb) -> ImageSize:
    """The size of the picture."""
    return ImageSize(image.shape[1], image.shape[0])


def is_blind(image: Rgb) -> bool:
    """Whether the picture shows nothing: black, or a covered lens."""
    light = light_of(image)
    return light.contrast < FLAT_SPREAD or (
        light.mean < BLACK_MEAN and light.contrast < BLACK_SPREAD
    )
