from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.vision.pose import parallel
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import LEAD_IN_S, MAX_FPS, MAX_SIDE_PX, SEGMENT_S, detect_video
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile

CLIP = "cable-doorway-rhomboid-stretch.good.both"


@pytest.fixture(scope="module")
def clip(sample: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns 4 s of a sample at half size and a low frame rate: a segment and a third."""
    path = tmp_path_factory.mktemp("clip") / "four.mp4"
    with VideoFile(sample(CLIP), max_side_px=480, max_fps=8) as video:
        images = [frame.image for frame in takewhile(lambda f: f.t_s <= 4.0, video.frames())]
    return write_pictures(path, images, 8)


def write_pictures(path: Path, images: Sequence[Rgb], fps: int) -> Path:
    """Writes a film of these images, cropped to even sides."""
    height, width = (side // 2 * 2 for side in images[0].shape[:2])
    with av.open(path, "w") as out:
        stream = out.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for image in images:
            even = np.ascontiguousarray(image[:height, :width])
            out.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def detect_film(path: Path, **limits: float) -> list[DetectedFrame]:
    side = int(limits.get("side", MAX_SIDE_PX))
    with VideoFile(path, max_side_px=side, max_fps=MAX_FPS) as video:
        return list(detect_video(video, model_path()))


@pytest.fixture(scope="module")
def found(clip: Path) -> list[DetectedFrame]:
    return detect_film(clip)


def test_every_picture_is_answered_in_order_and_twice_the_same(
    clip: Path, found: list[DetectedFrame]
) -> None:
    with VideoFile(clip) as video:
        times = [frame.t_s for frame in video.frames()]
    once, again = found, detect_film(clip)
    assert [frame.t_s for frame in once] == times
    assert [frame.index for frame in once] == list(range(len(times)))
    for one, other in zip(once, again, strict=True):
        assert len(one.detections) == len(other.detections) == 1
        np.testing.assert_array_equal(one.detections[0].image_px, other.detections[0].image_px)


def test_cutting_into_segments_does_not_move_the_landmarks(
    clip: Path, found: list[DetectedFrame]
) -> None:
    with VideoFile(clip) as video, Landmarker(model_path()) as model:
        shots = list(video.shots())
        backwards = [shot for shot in shots[1:] if shot.t_s <= LEAD_IN_S][::-1]
        begin_s = backwards[0].t_s
        for shot in backwards:
            model.detect(shot.image(), begin_s - shot.t_s)
        uncut = [model.detect(shot.image(), begin_s + shot.t_s)[0].image_px for shot in shots]
    cut = [frame.detections[0].image_px for frame in found]
    apart_px = np.linalg.norm(np.array(uncut) - np.array(cut), axis=2)
    assert np.median(apart_px, axis=1).max() < 1.0
    before_the_cut = [frame.t_s < SEGMENT_S for frame in found]
    assert apart_px[before_the_cut].max() == 0.0


def test_the_first_landmarks_of_a_film_are_as_settled_as_the_later_ones(
    clip: Path, tmp_path: Path
) -> None:
    with VideoFile(clip) as video:
        first = next(video.shots()).image()
    path = write_pictures(tmp_path / "still.mp4", [first] * 45, 30)
    found_px = np.array([frame.detections[0].image_px for frame in detect_film(path)])
    apart_px = np.linalg.norm(found_px - found_px[-1], axis=2)
    assert len(found_px) == 45
    assert np.median(apart_px, axis=1).max() < 0.5


def test_pixels_are_those_of_the_full_size_picture(clip: Path, found: list[DetectedFrame]) -> None:
    small = detect_film(clip, side=320)
    one, other = found[10].detections[0].image_px, small[10].detections[0].image_px
    assert np.median(np.linalg.norm(one - other, axis=1)) < 4.0


def test_progress_reaches_the_end_and_memory_holds_few_segments(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "SEGMENT_S", 1.0)
    told: list[float] = []
    with VideoFile(clip, max_side_px=240) as video:
        frames = list(
            detect_video(video, model_path(), on_progress=lambda done_s, _: told.append(done_s))
        )
    assert told == sorted(told)
    assert len(told) == pytest.approx(4, abs=1)
    assert told[-1] == frames[-1].t_s


def test_whoever_is_hidden_for_a_while_is_found_again_and_nobody_meanwhile(
    clip: Path, tmp_path: Path
) -> None:
    with VideoFile(clip) as video:
        images = [frame.image for frame in takewhile(lambda f: f.t_s < 2.5, video.frames())]
    images[8:14] = [np.zeros_like(images[0])] * 6
    found = [
        bool(one.detections) for one in detect_film(write_pictures(tmp_path / "x.mp4", images, 8))
    ]
    assert found == [True] * 8 + [False] * 6 + [True] * 6


def test_stopping_early_ends_the_work(clip: Path) -> None:
    with VideoFile(clip) as video:
        frames = detect_video(video, model_path())
        next(frames)
        frames.close()


@pytest.fixture(scope="module")
def pair(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a film with two copies of the clip's middle half, side by side."""
    path = tmp_path_factory.mktemp("pair") / "pair.mp4"
    with VideoFile(clip, max_fps=8) as video:
        quarter_px = video.size.width_px // 4
        middles = [
            frame.image[:, quarter_px : 3 * quarter_px]
            for frame in takewhile(lambda f: f.t_s <= 2.0, video.frames())
        ]
    return write_pictures(path, [np.hstack([middle, middle]) for middle in middles], 8)


def test_a_second_person_is_found_and_reported(pair: Path) -> None:
    counts = [len(frame.detections) for frame in detect_film(pair)]
    assert np.mean(np.array(counts) == 2) > 0.8


@pytest.mark.parametrize("film", ["clip", "pair"])
def test_a_model_loaded_ahead_forgets_like_one_loaded_when_it_is_needed(
    film: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path: Path = request.getfixturevalue(film)
    monkeypatch.setattr(parallel, "SEGMENT_S", 0.5 if film == "pair" else 1.0)
    ahead = detect_film(path)
    monkeypatch.setattr(parallel._Lane, "load", lambda lane: None)
    for one, other in zip(ahead, detect_film(path), strict=True):
        for here, there in zip(one.detections, other.detections, strict=True):
            np.testing.assert_array_equal(here.world_m, there.world_m)
