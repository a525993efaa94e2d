"""A person at a desk in front of a laptop camera, observed by the complete sitting monitor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from formcheck.core.posture.posture_features import measure_posture
from formcheck.core.posture.posture_values import (
    Look,
    PostureFeatures,
    PostureState,
    Segment,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Surroundings
from formcheck.core.posture.sit import Order, SitEvent, SitState, advance_sit, finish_sit
from formcheck.core.posture.sit_view import SitView, build_sit_view
from tests.bodies import Camera, sitting

_CAMERA = Camera(distance_m=1.2)


def _make_features(**changes: object) -> PostureFeatures:
    return measure_posture(sitting(**changes).moved(y_m=0.2).pose(0.0, _CAMERA))


def _tilt_head(angle_deg: float) -> PostureFeatures:
    """Returns the upright features with only the head tilted."""
    return replace(UP, values={**UP.values, "head_roll_deg": angle_deg})


UP = _make_features()
LOOKS: dict[str, PostureFeatures | None] = {
    "up": UP,
    "bad": _tilt_head(-25.0),
    "mild": _tilt_head(-12.0),
    "slight": _tilt_head(-10.0),
    "faint": _tilt_head(-8.7),
    "lower": measure_posture(sitting().moved(y_m=0.285).pose(0.0, _CAMERA)),
    "turned": _make_features(turn_deg=75.0),
    "no head": replace(UP, unclear=Unjudgeable.HEAD),
    "no picture": replace(UP, unclear=Unjudgeable.PICTURE),
    "nobody": None,
}
"""What a frame may show: upright; head tilted far, moderately, slightly or hardly; and so on."""

OWN = UprightBaseline(View.FRONT, None, UP.values, 20)
"""The baseline of ``UP``."""


def make_look(kind: str, t_s: float) -> Look:
    return Look(t_s, LOOKS[kind])


@dataclass
class Desk:
    """A running sitting monitor and all events that it reported."""

    rules: Rules = field(default_factory=Rules)
    baseline: UprightBaseline | None = OWN
    step_s: float = 1.0
    t_s: float = 0.0
    events: list[SitEvent] = field(default_factory=list)
    slept_s: float | None = None

    def __post_init__(self) -> None:
        self.progress: SitState = SitState(self.baseline)
        self.show("up")

    def show(self, kind: str, around: Surroundings = QUIET_ROOM, *orders: Order) -> Desk:
        """Analyses one frame at the current time."""
        look = replace(make_look(kind, self.t_s), slept_s=self.slept_s)
        self.progress, events = advance_sit(self.rules, self.progress, look, around, orders)
        self.events, self.slept_s = self.events + list(events), None
        return self

    def keep(
        self,
        kind: str,
        for_s: float,
        around: Surroundings = QUIET_ROOM,
        *orders: Order,
        step_s: float | None = None,
    ) -> Desk:
        """Keeps this posture for ``for_s`` seconds; the orders come with the first frame."""
        end_s, step_s = self.t_s + for_s, step_s or self.step_s
        while self.t_s + step_s <= end_s + 1e-9:
            self.t_s += step_s
            self.show(kind, around, *orders)
            orders = ()
        return self

    def order(self, *orders: Order) -> Desk:
        """Gives orders between two frames."""
        return self.show("nobody", QUIET_ROOM, *orders)

    def jump(self, for_s: float, slept_s: float | None = None) -> Desk:
        """Skips ``for_s`` seconds without frames.

        slept_s: for how long of it the machine slept; None if nobody knows.
        """
        self.t_s += for_s
        self.slept_s = slept_s
        return self

    @property
    def view(self) -> SitView:
        return build_sit_view(self.rules, self.progress)

    def list_times(self, kind: type) -> list[float]:
        """Returns the times of all events of this type."""
        return [event.t_s for event in self.events if isinstance(event, kind)]  # type: ignore[attr-defined]

    def list_segments(self) -> list[Segment]:
        """Returns all segments, including the one open at the end."""
        events = [*self.events, *finish_sit(self.rules, self.progress)]
        return [event for event in events if isinstance(event, Segment)]

    def list_spans(self) -> list[tuple[PostureState, float, float]]:
        """Returns (state, start, end) of all segments, in whole seconds."""
        return [(s.state, round(s.start_s), round(s.end_s)) for s in self.list_segments()]


TILT = (SlouchReason.HEAD_TILT,)
