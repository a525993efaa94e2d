"""The engine of the posture monitor, the same for terminal and page: pictures in, states out.

Whoever has the pictures feeds it one now and then; ``Sitter.next_look_s`` says when the next is
wanted. It keeps no picture.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.core.body import Pose
from formcheck.core.posture.calibration import CALIBRATION_S, Refusal, calibrate
from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.core.posture.sit import SitInput, SitState, advance_sit, finish_sit, recalibrate
from formcheck.core.posture.sit_events import Order, SitEvent
from formcheck.core.posture.sit_view import CALIBRATION_LOOK_S, SitView, next_look_s, show_sit
from formcheck.core.posture.values import Calibration, PostureFeatures
from formcheck.engine.observer import PostureObserver, Seen, SessionClock, drain, is_blind
from formcheck.engine.sit_finder import Finder, SitterFinder
from formcheck.vision.video.frames import Rgb, size_of


@dataclass(frozen=True, slots=True, eq=False)
class Calibrating:
    """A baseline being taken: how long it still takes, and in the last look what came of it.

    Either taken or refused (an English sentence) is there once left_s is 0, told in one ``Sat``.
    """

    left_s: float
    taken: Calibration | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sat:
    """What one look came to. t_s counts from the first call; pose is in pixels of the picture."""

    t_s: float
    view: SitView
    events: tuple[SitEvent, ...]
    pose: Pose | None
    features: PostureFeatures | None
    calibrating: Calibrating | None


class Sitter:
    """One person at a desk, watched look by look. A context manager.

    ``see`` and ``wait`` belong to one thread; ``order`` and ``begin_calibration`` may be called
    from any. finder is closed with the sitter.
    """

    def __init__(
        self,
        model_path: Path,
        rules: Rules,
        calibration: Calibration | None = None,
        *,
        finder: Finder | None = None,
    ) -> None:
        """Begin a watch; loads the model unless a finder is given. Raises FormcheckError."""
        self._finder = finder or SitterFinder(model_path)
        self._rules = rules
        self._calibration = calibration
        self._state = SitState(calibration)
        self._clock = SessionClock()
        self._observer = PostureObserver()
        self._changes: deque[_Change] = deque()
        self._orders: deque[Order] = deque()
        self._taking: _Taking | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the models. Safe to call twice."""
        self._finder.close()

    @property
    def calibration(self) -> Calibration | None:
        """The baseline that is judged by; None without one."""
        return self._calibration

    @property
    def next_look_s(self) -> float:
        """Seconds until the next look is wanted."""
        if self._taking is not None:
            return CALIBRATION_LOOK_S
        return next_look_s(self._rules, self._state.posture)

    def see(self, image: Rgb, t_s: float, surroundings: Surroundings) -> Sat:
        """What a picture taken at t_s seconds, on any clock that rises, comes to.

        image is (height, width, 3) uint8, of any size, and not mirrored. A picture that is not
        later than the one before is not looked at, nor is any while the watch is paused or the
        screen locked.
        """
        now_s, rises = self._clock.at(t_s)
        if not rises:
            return self._unchanged(now_s)
        if surroundings.locked or self._is_paused(now_s) or is_blind(image):
            return self._advanced(self._observer.blind(now_s), surroundings)
        found = self._finder.find(image, now_s)
        return self._advanced(self._observer.look(found, now_s, size_of(image)), surroundings)

    def wait(self, t_s: float, surroundings: Surroundings) -> Sat:
        """What time alone comes to, while there is no picture: the camera is lost or let go."""
        now_s, rises = self._clock.at(t_s)
        return (
            self._advanced(self._observer.blind(now_s), surroundings)
            if rises
            else (self._unchanged(now_s))
        )

    def order(self, order: Order) -> None:
        """Ask for something; it happens with the next look."""
        self._orders.append(order)

    def begin_calibration(self) -> None:
        """Take a new baseline, from the next look on; one under way begins anew."""
        self._changes.append(lambda now_s: self._take(_Taking(now_s)))

    def stop_calibrating(self) -> None:
        """Give up a baseline that is being taken; the one there was stays."""
        self._changes.append(lambda _: self._take(None))

    def use(self, calibration: Calibration | None) -> None:
        """Judge by this baseline from the next look on; by none with None."""
        self._changes.append(lambda _: self._use(calibration))

    def change(self, rules: Rules) -> None:
        """Go by these rules from the next look on; what was counted so far is kept."""
        self._changes.append(lambda _: self._obey(rules))

    def finish(self) -> tuple[SitEvent, ...]:
        """The events that close the watch: what was still open ends with the last look."""
        return finish_sit(self._rules, self._state)

    def _advanced(self, seen: Seen, surroundings: Surroundings) -> Sat:
        now_s = seen.look.t_s
        orders = drain(self._orders)
        for change in drain(self._changes):
            change(now_s)
        self._state, events = advance_sit(
            self._rules, self._state, SitInput(seen.look, surroundings, orders)
        )
        calibrating = self._calibrated(seen)
        view = show_sit(self._rules, self._state)
        return Sat(now_s, view, events, seen.pose, seen.look.features, calibrating)

    def _take(self, taking: _Taking | None) -> None:
        self._taking = taking

    def _use(self, calibration: Calibration | None) -> None:
        self._calibration = calibration
        self._state = recalibrate(self._state, calibration)

    def _obey(self, rules: Rules) -> None:
        self._rules = rules

    def _is_paused(self, now_s: float) -> bool:
        until_s = self._state.paused_until_s
        return until_s is not None and now_s < until_s

    def _unchanged(self, now_s: float) -> Sat:
        view = show_sit(self._rules, self._state)
        return Sat(now_s, view, (), None, None, None)

    def _calibrated(self, seen: Seen) -> Calibrating | None:
        if self._taking is None:
            return None
        state = self._taking.add(seen)
        if state.left_s <= 0.0:
            self._taking = None
        if state.taken is not None:
            self._use(state.taken)
        return state


class _Taking:
    """A baseline being taken: the features since it began."""

    def __init__(self, begun_s: float) -> None:
        self._until_s = begun_s + CALIBRATION_S
        self._samples: list[PostureFeatures] = []

    def add(self, seen: Seen) -> Calibrating:
        """One look more; at the end the baseline, or why there is none."""
        if seen.look.features is not None:
            self._samples.append(seen.look.features)
        left_s = self._until_s - seen.look.t_s
        if left_s > 0.0:
            return Calibrating(left_s)
        found = calibrate(self._samples)
        if isinstance(found, Refusal):
            return Calibrating(0.0, refused=found.reason)
        return Calibrating(0.0, taken=found)


_Change = Callable[[float], None]
"""Something to change in the sitter's own thread, told the time of the look."""
