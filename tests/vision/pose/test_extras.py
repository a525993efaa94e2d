"""Values read from the frames are stored in the detections, in order of time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.vision.pose import live_detector, parallel
from formcheck.vision.pose.breath import ChestMotion, add_chest
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import detect_video
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frames import Grey
from formcheck.vision.video.video import VideoFile

CLIP = "cable-doorway-rhomboid-stretch.good.both"


class FrameCounter(ChestMotion):
    """Counts its frames and returns their brightness."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def look(self, grey: Grey, found: Detection | None, t_s: float) -> Mapping[str, float]:
        assert grey.ndim == 2
        assert found is None or found.image_px[:, 0].max() < grey.shape[1] * 1.5
        self._count += 1
        return {"count_n": self._count, "brightness_ratio": float(grey.mean()) / 255}


@pytest.fixture
def frame_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (live_detector, parallel):
        monkeypatch.setattr(module, "ChestMotion", FrameCounter)


def make_person(width_px: float) -> Detection:
    across = np.linspace(0.0, width_px, 33)
    return Detection(np.stack([across, across], axis=1), np.zeros((33, 3)), np.ones(33))


def test_only_the_biggest_person_is_read_and_keeps_what_was_there() -> None:
    chest = FrameCounter()
    small = make_person(10.0)
    big = replace(make_person(50.0), extras={"old_ratio": 1.0})
    grey = np.full((40, 60), 51, dtype=np.uint8)
    found = add_chest(chest, grey, (small, big), 0.0)
    assert found[0] is small
    assert found[1].extras == {"old_ratio": 1.0, "count_n": 1, "brightness_ratio": 0.2}
    assert add_chest(chest, grey, (), 0.1) == ()
    assert add_chest(chest, grey, (big,), 0.2)[0].extras["count_n"] == 3


@pytest.mark.usefixtures("frame_counter")
def test_nothing_is_read_that_nobody_asked_for(sample: Callable[[str], Path]) -> None:
    with VideoFile(sample(CLIP), max_side_px=320, max_fps=5) as video:
        frame = next(detect_video(video, model_path()))
        picture = next(video.frames()).image
    with LiveDetector(model_path()) as detector:
        live = detector.detect(picture, 0.0)
    assert [one.extras for one in (*frame.detections, *live)] == [{}, {}]


@pytest.mark.usefixtures("frame_counter")
def test_a_video_is_read_in_order_and_a_recording_keeps_it(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    """Across the end of a segment, where another model takes over."""
    with VideoFile(sample(CLIP), max_side_px=320, max_fps=5) as video:
        size = video.info.size
        frames = tuple(detect_video(video, model_path(), breath=True))
        pictures = [frame.image.mean() / 255 for frame in video.frames()]
    read = [frame.detections[0].extras for frame in frames]
    assert frames[-1].t_s > 3.0
    assert [one["count_n"] for one in read] == list(range(1, len(frames) + 1))
    assert [one["brightness_ratio"] for one in read] == pytest.approx(pictures, abs=0.05)
    Recording(size, "x", frames).save(tmp_path / "x.npz")
    kept = [frame.detections[0].extras for frame in Recording.load(tmp_path / "x.npz")]
    for before, after in zip(read, kept, strict=True):
        assert after == pytest.approx(dict(before), rel=1e-6, nan_ok=True)


@pytest.mark.usefixtures("frame_counter")
def test_live_every_picture_is_read(sample: Callable[[str], Path]) -> None:
    with (
        VideoFile(sample(CLIP), max_fps=5) as video,
        LiveDetector(model_path(), breath=True) as detector,
    ):
        found = [
            detector.detect(frame.image, frame.t_s)
            for frame, _ in zip(video.frames(), range(4), strict=False)
        ]
    assert [people[0].extras["count_n"] for people in found] == [1, 2, 3, 4]
