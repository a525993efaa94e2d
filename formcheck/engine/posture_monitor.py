"""The posture monitor engine, shared by the terminal and the web page: images in, states out.

The caller owns the camera and passes an image from time to time; ``PostureMonitor.next_look_s``
says when the next is due. The monitor keeps no image.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from formcheck.core.fast_replace import replace
from formcheck.core.posture import sit, sit_view
from formcheck.core.posture.calibration import CALIBRATION_S, calibrate
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    Look,
    UprightBaseline,
)
from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.engine.observer import PostureObserver, SessionClock, drain
from formcheck.engine.sit_finder import SitterFinder
from formcheck.files.closing import Closing
from formcheck.vision.video.frames import Rgb


@dataclass(frozen=True, slots=True, eq=False)
class Calibrating:
    """Progress of a baseline being recorded: the seconds left and, at the end, the outcome.

    The outcome is either taken or refused; it is reported in one ``PostureUpdate``, with left_s 0.
    """

    left_s: float
    taken: UprightBaseline | None = None
    refused: CalibrationRefusal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PostureUpdate:
    """The result of one image. Times are seconds since the first call."""

    view: sit_view.SitView
    events: tuple[sit.SitEvent, ...] = ()
    calibrating: Calibrating | None = None


class PostureMonitor(Closing):
    """Monitors one person at a desk, image by image. A context manager.

    For one thread, but orders may come from any; they take effect with the next image. finder is
    closed with the monitor.
    """

    def __init__(
        self, model_path: Path, rules: Rules, *, finder: SitterFinder | None = None
    ) -> None:
        """Loads the model unless a finder is given. Raises FormcheckError."""
        self._finder = finder or SitterFinder(model_path)
        self._rules = rules
        self._state = sit.SitState(None)
        self._clock = SessionClock()
        self._observer = PostureObserver()
        self._orders: deque[sit.Order] = deque()
        self._samples: list[Look] | None = None

    def close(self) -> None:
        """Frees the models. Safe to call twice."""
        self._finder.close()

    @property
    def next_look_s(self) -> float:
        """Seconds until the next image is due."""
        if self._samples:
            return sit_view.CALIBRATION_LOOK_S
        return sit_view.choose_next_look_s(self._rules, self._state.posture)

    def look_at(
        self,
        image: Rgb | None,
        t_s: float,
        surroundings: Surroundings,
        slept_s: float | None = None,
    ) -> PostureUpdate:
        """Returns the result for an image taken at t_s seconds, on any increasing clock.

        image is (height, width, 3) uint8, of any size, and not mirrored; None while the camera is
        lost or released. An image no later than the previous one is not analysed, nor is any while
        the monitor is paused or the screen locked. slept_s: how long the machine slept since the
        previous call, None if unknown.
        """
        now_s, rises = self._clock.tell_time(t_s)
        if not rises:
            return PostureUpdate(sit_view.build_sit_view(self._rules, self._state))
        paused_s = self._state.paused_until_s
        if surroundings.locked or (paused_s is not None and now_s < paused_s):
            image = None
        look = replace(self._observer.look_at(image, now_s, self._finder), slept_s=slept_s)
        calibrating = self._calibrate(look, image)
        orders = drain(self._orders)
        self._state, events = sit.advance_sit(self._rules, self._state, look, surroundings, orders)
        view = sit_view.build_sit_view(self._rules, self._state)
        return PostureUpdate(view, events, calibrating)

    @property
    def has_orders(self) -> bool:
        """Whether an order still waits for the next image."""
        return bool(self._orders)

    def order(self, order: sit.Order) -> None:
        """Queues an order; a pause cancels a baseline being recorded."""
        if isinstance(order, sit.PauseOrder):
            self.stop_calibrating()
        self._orders.append(order)

    def begin_calibration(self) -> None:
        """Starts recording a new baseline; one in progress starts again."""
        self._samples = []

    def stop_calibrating(self) -> None:
        """Cancels a baseline being recorded; the previous one stays."""
        self._samples = None

    def use(self, upright: UprightBaseline | None) -> None:
        """Compares the person sitting where ``upright`` was taken with it; None: no baseline."""
        self._finder.expect(upright)
        self._state = sit.recalibrate(self._state, upright)

    def change_sitter(self) -> None:
        """Counts sitting only from when the person now present arrived."""
        self._state = sit.change_sitter(self._state)

    def change(self, rules: Rules) -> None:
        """Applies new rules; what was counted so far is kept."""
        self._rules = rules

    def finish(self) -> tuple[sit.SitEvent, ...]:
        """Returns the closing events: whatever is still open ends with the last image."""
        return sit.finish_sit(self._rules, self._state)

    def _calibrate(self, look: Look, image: Rgb | None) -> Calibrating | None:
        """Adds the look to the baseline being recorded, if any; returns its progress or outcome."""
        if self._samples is None:
            return None
        self._samples.append(look)
        left_s = self._samples[0].t_s + CALIBRATION_S - look.t_s
        if left_s > 0.0:
            return Calibrating(left_s)
        found = calibrate([sample.features for sample in self._samples])
        self.stop_calibrating()
        if isinstance(found, CalibrationRefusal):
            if found is CalibrationRefusal.NO_PICTURE and image is None:
                found = CalibrationRefusal.NO_FRAMES
            return Calibrating(0.0, refused=found)
        self.use(found)
        return Calibrating(0.0, taken=found)
