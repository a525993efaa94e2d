"""From detections to a filtered pose of one person: shared by stretches and sitting."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from formcheck.core.body import Detection, ImageSize, Pose
from formcheck.core.coach import Span
from formcheck.core.kinematics.breathing import (
    Breathing,
    BreathState,
    BreathSummary,
    advance_breath,
    read_chest_place,
    summarise_breaths,
)
from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture.posture_features import QUANTITIES, measure_posture
from formcheck.core.posture.posture_values import Look, PostureFeatures, Unclear
from formcheck.core.session.session_values import Light
from formcheck.vision.pose.see import SeeState, see
from formcheck.vision.pose.smooth import SmoothState, smooth
from formcheck.vision.video.frames import BLACK_MEAN, BLACK_SPREAD, Rgb

T = TypeVar("T")

RESTART_S = 1.0
"""A time that falls back by more than this is a new count (a page loaded again), not a picture that
came late. Chosen here."""
_RESTART_STEP_S = 0.05  # chosen here: about one picture
FORGET_S = 2.0
"""Somebody not seen for so long is looked at afresh: perhaps somebody else sits there now. As in
``pose.follow``."""

FLAT_SPREAD = 3.0
"""A picture of one shade, whichever, is a covered lens: rooms in dim light spread over more than
10 levels. Chosen here."""
_LIGHT_STEP_PX = 8
"""Every eighth pixel each way tells the light of a picture as well as all of them."""
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


class SessionClock:
    """Seconds since the first picture; never falls."""

    def __init__(self) -> None:
        self._zero_s: float | None = None
        self._last_s = -1.0

    def tell_time(self, t_s: float) -> tuple[float, bool]:
        """The session's time, and whether it is later than the one before."""
        if self._zero_s is None:
            self._zero_s = t_s
        now_s = t_s - self._zero_s
        if now_s < self._last_s - RESTART_S:
            now_s = self._last_s + _RESTART_STEP_S
            self._zero_s = t_s - now_s
        rises = now_s > self._last_s
        self._last_s = max(self._last_s, now_s)
        return self._last_s, rises


def drain(waiting: deque[T]) -> tuple[T, ...]:
    """All that waits, oldest first; it waits no longer. Any thread may append meanwhile."""
    return tuple(waiting.popleft() for _ in range(len(waiting)))


class PoseFilter:
    """Filters the pose of one person, picture by picture; the same for recordings and live."""

    def __init__(self, size: ImageSize) -> None:
        self._size = size
        self.start_afresh()

    def start_afresh(self) -> None:
        """Forget how the person looked: they were lost, and perhaps came back elsewhere."""
        self._see = SeeState()
        self._smooth = SmoothState()

    def look(self, detection: Detection, t_s: float) -> tuple[Pose, Pose]:
        """The pose as it is seen, for drawing, and steadied, for measuring."""
        pose, self._see = see(detection, t_s, self._size, self._see)
        steady, self._smooth = smooth(pose, self._smooth)
        return pose, steady


class PersonFilter:
    """Filters the pose of the one person in live pictures, for stretches and sitting.

    Begun afresh with somebody else, with pictures of another size, and after `FORGET_S` away.
    """

    def __init__(self) -> None:
        self._size = ImageSize(1, 1)
        self._number: int | None = None
        self._filter = PoseFilter(self._size)
        self._seen_s = 0.0

    def look(
        self, detection: Detection | None, t_s: float, size: ImageSize, number: int | None = None
    ) -> tuple[Pose, Pose] | None:
        """The pose as seen and the steadied one; None when the person is not in the picture.

        detection is in pixels of a picture of that size, number tells the person from others.
        """
        if size != self._size or number != self._number:
            self._size, self._number, self._filter = size, number, PoseFilter(size)
        if detection is None:
            return None
        if t_s - self._seen_s > FORGET_S:
            self._filter.start_afresh()
        self._seen_s = t_s
        return self._filter.look(detection, t_s)


class BreathLog:
    """Collects the estimates. Keeps one entry for every change of the estimate, about one a second.

    Where no picture holds a place of the chest, because nobody asked for it, it stays empty.
    """

    def __init__(self) -> None:
        self._state = BreathState()
        self._asked = False
        self._changes: list[tuple[float, Breathing]] = []

    def advance(self, t_s: float, detection: Detection | None) -> None:
        """One more picture; detection is None when the person is not in it."""
        place = None if detection is None else read_chest_place(detection.extras)
        self._asked = self._asked or place is not None
        if not self._asked:
            return
        self._state = advance_breath(self._state, t_s, place)
        if not self._changes or self._changes[-1][1] != self._state.breathing:
            self._changes.append((t_s, self._state.breathing))

    @property
    def breathing(self) -> Breathing | None:
        """The newest estimate; None where nobody asked for one."""
        return self._state.breathing if self._asked else None

    def summary(self, spans: Sequence[Span]) -> BreathSummary | None:
        """The summary of the estimates within those spans; None where the chest was never seen."""
        ends = [t_s for t_s, _ in self._changes[1:]] + [float("inf")]
        pieces = [
            (breathing, min(end_s, span.end_s) - max(start_s, span.start_s))
            for span in spans
            for (start_s, breathing), end_s in zip(self._changes, ends, strict=False)
        ]
        return summarise_breaths((b, lasts_s) for b, lasts_s in pieces if lasts_s > 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look: what is known of the sitter, and the pose in pixels of the picture to draw."""

    look: Look
    pose: Pose | None


class PostureObserver:
    """Turns detections of the sitter into features, look by look; remembers who they are."""

    def __init__(self) -> None:
        self._size = ImageSize(1, 1)
        self._filter = PersonFilter()

    def look(self, detection: Detection | None, t_s: float, size: ImageSize) -> Seen:
        """What this look comes to; detection is None when nobody is in the picture.

        t_s seconds of the session, rising; size of the picture that the detection's pixels are of.
        """
        self._size = size
        poses = self._filter.look(detection, t_s, size)
        if poses is None:
            return Seen(Look(t_s, None), None)
        pose, steady = poses
        return Seen(Look(t_s, measure_posture(steady)), pose)

    def look_blind(self, t_s: float) -> Seen:
        """The result of a look without a picture, or with one that shows nothing."""
        unknown = dict.fromkeys(QUANTITIES, NAN)
        features = PostureFeatures(self._size, None, None, unknown, Unclear.PICTURE)
        return Seen(Look(t_s, features), None)


def is_blind(image: Rgb) -> bool:
    """Whether the picture shows nothing: black, or a covered lens."""
    light = measure_light(image)
    return light.contrast < FLAT_SPREAD or (
        light.mean < BLACK_MEAN and light.contrast < BLACK_SPREAD
    )


def measure_light(image: Rgb) -> Light:
    """How light the picture is: mean and standard deviation of its grey values."""
    grey = image[::_LIGHT_STEP_PX, ::_LIGHT_STEP_PX] @ _LUMA
    return Light(float(grey.mean()), float(grey.std()))
