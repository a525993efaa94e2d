"""Turns detections into a filtered pose of one person: shared by stretches and sitting."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from formcheck.core.body import Detection, ImageSize, Pose
from formcheck.core.coach import Span
from formcheck.core.kinematics import breathing as breath
from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture.posture_features import QUANTITIES, measure_posture
from formcheck.core.posture.posture_values import Look, PostureFeatures, Unjudgeable
from formcheck.core.session.session_values import Light
from formcheck.engine.sitter_seat import SeatState, count_sitting
from formcheck.vision.pose.search import count_quarter_turns
from formcheck.vision.pose.smooth import SmoothState, smooth
from formcheck.vision.pose.tracking import LOST_AFTER_S
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.frames import BLACK_MEAN, BLACK_SPREAD, Rgb, size_of

if TYPE_CHECKING:
    from formcheck.engine.sit_finder import SitterFinder

T = TypeVar("T")

RESTART_S = 1.0
"""A time that falls back by more than this means a restarted clock (a reloaded page), not a late
frame. Chosen for formcheck."""
_RESTART_STEP_S = 0.05  # chosen for formcheck: about one frame

FLAT_SPREAD = 3.0
"""Standard deviation of grey levels below which the lens is covered, whatever the brightness: in
dimly lit rooms it exceeds 10. Chosen for formcheck."""
_LIGHT_STEP_PX = 8
"""Every eighth pixel in both directions measures the light as well as all pixels do."""
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


class SessionClock:
    """Session time: seconds since the first frame, never decreasing."""

    def __init__(self) -> None:
        self._zero_s: float | None = None
        self._last_s = -1.0

    def tell_time(self, t_s: float) -> tuple[float, bool]:
        """Returns the session time, and whether it is later than the previous one."""
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
    """Removes and returns all items, oldest first. Other threads may append meanwhile."""
    return tuple(waiting.popleft() for _ in range(len(waiting)))


class PersonFilter:
    """Filters the pose of one person frame by frame: in recordings, live, and of a sitter.

    Restarts for another person, for frames of another size, and after an absence of `LOST_AFTER_S`,
    when it may be another person.
    """

    def __init__(self) -> None:
        self._followed: tuple[ImageSize, int | None] | None = None
        self._seen_s = 0.0

    def look(
        self, detection: Detection | None, t_s: float, size: ImageSize, number: int | None = None
    ) -> tuple[Pose, Pose] | None:
        """Returns the pose unsmoothed, to draw, and smoothed, to measure; None if not in the frame.

        detection: in pixels of a frame of that size; number: a different one means another person.
        """
        afresh = self._followed != (size, number)
        self._followed = size, number
        if detection is not None:
            afresh = afresh or t_s - self._seen_s > LOST_AFTER_S
            self._seen_s = t_s
        if afresh:
            self._see, self._smooth = VisibilityState(), SmoothState()
        if detection is None:
            return None
        self._see, pose = assess_visibility(self._see, detection, t_s, size)
        self._smooth, steady = smooth(self._smooth, pose)
        return pose, steady


class BreathLog:
    """Collects breathing estimates: one entry per change of the estimate, about one a second.

    Stays empty if no frame has a chest position, which is measured only on request.
    """

    def __init__(self) -> None:
        self._state = breath.BreathState()
        self._changes: list[tuple[float, breath.Breathing]] = []

    def advance(self, t_s: float, detection: Detection | None) -> None:
        """Takes in one more frame; detection is None when the person is not in it."""
        place = None if detection is None else breath.read_chest_place(detection.extras)
        if place is None and not self._changes:
            return
        self._state = breath.advance_breath(self._state, t_s, place)
        if not self._changes or self._changes[-1][1] != self._state.breathing:
            self._changes.append((t_s, self._state.breathing))

    @property
    def breathing(self) -> breath.Breathing | None:
        """The latest estimate; None if no frame had a chest position."""
        return self._changes[-1][1] if self._changes else None

    def summary(self, spans: Sequence[Span]) -> breath.BreathSummary | None:
        """Returns the summary of the estimates in those spans; None if the chest was never seen."""
        ends = [t_s for t_s, _ in self._changes[1:]] + [float("inf")]
        pieces = [
            (breathing, min(end_s, span.end_s) - max(start_s, span.start_s))
            for span in spans
            for (start_s, breathing), end_s in zip(self._changes, ends, strict=False)
        ]
        return breath.summarise_breaths((b, lasts_s) for b, lasts_s in pieces if lasts_s > 0.0)


class PostureObserver:
    """Turns detections of the sitter into posture features; keeps their filter between frames."""

    def __init__(self) -> None:
        self._filter = PersonFilter()

    def look(
        self,
        detection: Detection | None,
        t_s: float,
        size: ImageSize,
        seat: SeatState = SeatState(),  # noqa: B008 - a value that can't be changed
        people: int = 1,
    ) -> Look:
        """Returns the ``Look`` for a detection of the sitter (None: nobody is in the frame).

        t_s: seconds of the session, increasing; size: of the frame whose pixels the detection is
        in; seat: its state after this frame; people: how many are in the frame.
        """
        poses = self._filter.look(detection, t_s, size)
        if poses is None:
            return Look(t_s, None, people=0)
        features = replace(measure_posture(poses[1]), elsewhere=seat.is_left)
        if detection is not None and count_quarter_turns(detection):
            features = replace(features, unclear=Unjudgeable.TURNED)
        return Look(t_s, features, people=max(people, 1))

    def look_at(self, image: Rgb | None, t_s: float, finder: SitterFinder) -> Look:
        """Returns the ``Look`` for an image, in which finder finds the sitter; None: no image."""
        if image is None or is_blind(image):
            return self.look_blind(t_s)
        before, found = finder.seat, finder.find(image, t_s)
        look = self.look(found, t_s, size_of(image), finder.seat, finder.people)
        finder.seat = count_sitting(before, finder.seat, look)
        return look

    def look_blind(self, t_s: float) -> Look:
        """Returns the ``Look`` for a missing image, or for one that shows nothing."""
        unknown = dict.fromkeys(QUANTITIES, NAN)
        return Look(t_s, PostureFeatures(None, None, unknown, Unjudgeable.PICTURE))


def is_blind(image: Rgb) -> bool:
    """Whether the image shows nothing: it is black, or the lens is covered."""
    light = measure_light(image)
    return light.contrast < FLAT_SPREAD or (
        light.mean < BLACK_MEAN and light.contrast < BLACK_SPREAD
    )


def measure_light(image: Rgb) -> Light:
    """Returns how light the image is: mean and standard deviation of its grey values."""
    grey = image[::_LIGHT_STEP_PX, ::_LIGHT_STEP_PX] @ _LUMA
    return Light(float(grey.mean()), float(grey.std()))
