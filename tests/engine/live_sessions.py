"""Live sessions without a camera: detections come from a list, pictures are plain grey."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from formcheck.core.body import Detection
from formcheck.core.language import ENGLISH
from formcheck.core.session.programme import make_programme
from formcheck.core.session.session_values import Programme, SessionResult
from formcheck.core.stretch import Spec
from formcheck.engine.live_session import LivePicture, LiveSession
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.video.frames import Rgb
from tests.engine.sessions import SIZE


def picture(grey: int = 128) -> Rgb:
    """A picture of the size of the made-up sessions, light and with something in it."""
    image = np.full((SIZE.height_px, SIZE.width_px, 3), grey, dtype=np.uint8)
    image[:, ::2] //= 2
    return image


@dataclass
class Scripted:
    """A detector that gives the detections it is told, picture by picture."""

    frames: Iterator[DetectedFrame]
    asked_s: list[float] = field(default_factory=list)

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        self.asked_s.append(t_s)
        return next(self.frames).detections


@dataclass
class Played:
    """A session and everything that it showed and gave away to be saved."""

    session: LiveSession
    detector: Scripted
    shown: list[LivePicture]
    saved: list[SessionResult]

    def play(self, frames: Sequence[DetectedFrame], shift_s: float = 0.0) -> None:
        """All those pictures, at their own times."""
        self.detector.frames = iter(frames)
        image = picture()
        for frame in frames:
            self.shown.append(self.session.look_at(image, frame.t_s + shift_s))


def programme(spec: Spec, sides: str = "left", hold_s: float | None = None) -> Programme:
    """One hold of each of the sides."""
    return make_programme([spec], sides, hold_s, 1, ENGLISH)


def live(spec: Spec, sides: str = "left", hold_s: float | None = None) -> Played:
    """A session that has not begun."""
    detector = Scripted(iter(()))
    saved: list[SessionResult] = []
    session = LiveSession(programme(spec, sides, hold_s), detector.detect, on_saved=saved.append)
    return Played(session, detector, [], saved)
