"""Live sessions without a camera: detections come from a list, and images are plain grey."""

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


def make_image(grey: int = 128) -> Rgb:
    """Returns an image of the synthetic sessions' size, bright and not uniform."""
    image = np.full((SIZE.height_px, SIZE.width_px, 3), grey, dtype=np.uint8)
    image[:, ::2] //= 2
    return image


@dataclass
class ScriptedDetector:
    """A detector that returns prepared detections, frame by frame."""

    frames: Iterator[DetectedFrame]
    asked_s: list[float] = field(default_factory=list)

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        self.asked_s.append(t_s)
        return next(self.frames).detections


@dataclass
class SessionRun:
    """A live session, all that it showed, and the results that it passed on to be saved."""

    session: LiveSession
    detector: ScriptedDetector
    shown: list[LivePicture]
    saved: list[SessionResult]

    def play(self, frames: Sequence[DetectedFrame], shift_s: float = 0.0) -> None:
        """Feeds all those frames at their own times plus ``shift_s``."""
        self.detector.frames = iter(frames)
        image = make_image()
        for frame in frames:
            self.shown.append(self.session.look_at(image, frame.t_s + shift_s))


def make_single(spec: Spec, sides: str = "left", hold_s: float | None = None) -> Programme:
    """Returns a programme of one hold on each of the sides."""
    return make_programme([spec], sides, hold_s, 1, ENGLISH)


def make_run(spec: Spec, sides: str = "left", hold_s: float | None = None) -> SessionRun:
    """Returns a session that has not begun."""
    detector = ScriptedDetector(iter(()))
    saved: list[SessionResult] = []
    session = LiveSession(make_single(spec, sides, hold_s), detector.detect, on_saved=saved.append)
    return SessionRun(session, detector, [], saved)
