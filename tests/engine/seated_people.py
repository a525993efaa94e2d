"""Synthetic people at a desk, as the pose model would report them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.posture_values import UprightBaseline
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Surroundings
from formcheck.engine.posture_monitor import PostureMonitor, PostureUpdate
from formcheck.engine.sitter_seat import SeatState
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.video.frames import Rgb
from tests.bodies import Body, Camera, sitting

SIZE = ImageSize(640, 480)
LAPTOP = Camera(distance_m=0.8, size=SIZE)
AT_SIDE = Camera(distance_m=1.8, size=SIZE)

BodyAt = Callable[[float], Body | None]


def upright() -> Body:
    """Returns a person upright in front of a laptop, the head in the upper half of the image."""
    return sitting().moved(y_m=0.55)


def tilted() -> Body:
    """Returns the same person with the head tilted far to the right."""
    return sitting(head_tilt_right_deg=25.0).moved(y_m=0.55)


def from_the_side(lean_deg: float = 0.0) -> Body:
    """Returns a person sitting left side to the camera, leaning forward by ``lean_deg``."""
    return sitting(lean_forward_deg=lean_deg).turned(-90.0).moved(y_m=0.25)


def detect_body(body: Body, camera: Camera = LAPTOP) -> Detection:
    """Returns what a perfect model would detect of the body."""
    pose = body.pose(camera=camera)
    return Detection(pose.image_px, pose.world_m, pose.found.visibility)


def switch_bodies(*parts: tuple[float, Body | None]) -> BodyAt:
    """Returns the body over time: the last of the parts that has begun."""

    def at(t_s: float) -> Body | None:
        return [body for since_s, body in parts if since_s <= t_s + 1e-9][-1]

    return at


@dataclass
class Script:
    """Stands in for the pose model and sitter finder: detects the body that the script gives."""

    body_at: BodyAt
    camera: Camera = LAPTOP
    asked_s: list[float] = field(default_factory=list)
    closed: int = 0
    seat: SeatState = field(default_factory=SeatState)
    people: int = 1
    expected: UprightBaseline | None = None

    def expect(self, upright: UprightBaseline | None) -> None:
        self.expected = upright

    def find(self, image: Rgb, t_s: float) -> Detection | None:
        self.asked_s.append(t_s)
        body = self.body_at(t_s)
        return None if body is None else detect_body(body, self.camera)

    def close(self) -> None:
        self.closed += 1


def make_image(level: int = 200, size: ImageSize = SIZE) -> Rgb:
    """Returns a non-uniform image, or with level 0 a black one."""
    image = np.zeros((size.height_px, size.width_px, 3), dtype=np.uint8)
    image[:, ::2] = level
    image[::16, ::16] = level // 2
    return image


@dataclass
class MonitorRun:
    """A monitor and all its updates."""

    monitor: PostureMonitor
    script: Script
    updates: list[PostureUpdate] = field(default_factory=list)

    def run_until(
        self,
        end_s: float,
        step_s: float | None = None,
        *,
        around: Surroundings = QUIET_ROOM,
        image: Rgb | None = None,
    ) -> PostureUpdate:
        """Analyses frames until ``end_s``, at times the monitor asks for or every ``step_s``."""
        t_s = self.updates[-1].view.t_s if self.updates else None
        while True:
            t_s = 0.0 if t_s is None else t_s + (step_s or self.monitor.next_look_s)
            if t_s > end_s:
                return self.updates[-1]
            self.look_at(t_s, around=around, image=image)

    def look_at(
        self, t_s: float, *, around: Surroundings = QUIET_ROOM, image: Rgb | None = None
    ) -> PostureUpdate:
        """Analyses one frame."""
        self.updates.append(
            self.monitor.look_at(make_image() if image is None else image, t_s, around)
        )
        return self.updates[-1]

    def list_events(self, kind: type) -> list[object]:
        """Returns all events of that type."""
        return [e for sat in self.updates for e in sat.events if isinstance(e, kind)]


def make_run(
    body_at: BodyAt | Body | None,
    calibration: UprightBaseline | None = None,
    rules: Rules | None = None,
    camera: Camera = LAPTOP,
) -> MonitorRun:
    """Returns a monitor of the person in the script."""
    at = body_at if callable(body_at) else lambda _: body_at
    script = Script(at, camera)
    sitter = PostureMonitor(Path(), rules or Rules(), finder=script)
    sitter.use(calibration)
    return MonitorRun(sitter, script)


def save_desk(
    path: Path, body_at: BodyAt, duration_s: float, fps: float = 10.0, camera: Camera = LAPTOP
) -> Path:
    """Saves a recording of the script and returns its path."""
    frames = [_frame(i, i / fps, body_at(i / fps), camera) for i in range(round(duration_s * fps))]
    Recording(camera.size, "desk.mp4", tuple(frames)).save(path)
    return path


def _frame(index: int, t_s: float, body: Body | None, camera: Camera) -> DetectedFrame:
    found: Sequence[Detection] = () if body is None else (detect_body(body, camera),)
    return DetectedFrame(index, t_s, tuple(found))
