"""A person on the floor who is lost is found again, and nobody else is."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.core.body import Detection, ImageSize
from formcheck.vision.pose import parallel
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import detect_video
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.pose.search import Search, SearchCrop, ViewFollower, agree
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile
from tests.vision.pose.pictures import read_picture, shrink_picture

SIZE = ImageSize(640, 360)
SCALE, LEFT_PX, TOP_PX = 0.3, 224, 126
"""Where shrink_picture puts an image of that size."""


@pytest.fixture(scope="module")
def model() -> Iterator[Landmarker]:
    with Landmarker(model_path(), video=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def search() -> Iterator[Search]:
    with Search(model_path()) as opened:
        yield opened


@pytest.fixture(scope="module")
def lying() -> Rgb:
    return read_picture("lying")


@pytest.fixture(scope="module")
def true_detection(model: Landmarker, lying: Rgb) -> Detection:
    """Returns where a person far away is, from the full-size image."""
    (near,) = model.detect(lying, 0.0)
    return Detection(near.image_px * SCALE + (LEFT_PX, TOP_PX), near.world_m, near.visibility)


def test_somebody_too_far_away_is_found(
    search: Search, lying: Rgb, true_detection: Detection
) -> None:
    image = shrink_picture(lying)
    assert search.find_all(image) == ()
    found = search.find_again(image, None)
    assert found is not None
    view, person = found
    assert agree(person, true_detection)
    assert view.size.width_px < SIZE.width_px


def test_nobody_is_found_in_an_empty_room(search: Search, samples: Path) -> None:
    with VideoFile(samples / "nobody.mp4", max_side_px=640) as video:
        room = next(iter(video.frames())).image
    assert search.find_again(room, None) is None
    gone = Detection(np.full((33, 2), 700.0), np.zeros((33, 3)), np.ones(33))
    assert search.find_again(room, gone) is None


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_picture_shows_the_same_person(model: Landmarker, lying: Rgb, turns: int) -> None:
    """Near wrist, hip, knee and ankle; mapping back is exact, the model's own result nearly so."""
    near = [15, 23, 25, 27]
    (straight,) = model.detect(lying, 0.0)
    view = SearchCrop(0, 0, SIZE, turns)
    (turned,) = (view.back(one) for one in model.detect(view.picture(lying), 0.0))
    assert np.abs(turned.image_px[near] - straight.image_px[near]).max() < 12.0
    assert np.abs(turned.world_m[near] - straight.world_m[near]).max() < 0.12


def test_who_nears_the_edge_of_the_part_stays_in_it(lying: Rgb) -> None:
    with Landmarker(model_path()) as following:
        nearby = ViewFollower(following, SearchCrop(60, 0, ImageSize(560, 360)))
        for number in range(12):
            moved = np.roll(lying, 6 * number, axis=1)
            assert len(nearby.detect(moved, number / 10)) == 1


def write_images(path: Path, images: list[Rgb]) -> Path:
    with av.open(path, "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"preset": "ultrafast", "crf": "12"})
        stream.width, stream.height = SIZE.width_px, SIZE.height_px
        stream.pix_fmt = "yuv420p"
        for image in images:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def detect_film(path: Path) -> list[DetectedFrame]:
    with VideoFile(path, max_side_px=640) as video:
        return list(detect_video(video, model_path()))


def test_a_video_of_somebody_too_far_away_is_followed(
    tmp_path: Path, lying: Rgb, true_detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_images(tmp_path / "far.mp4", [shrink_picture(lying)] * 12)
    found = detect_film(path)
    assert [len(frame.detections) for frame in found] == [1] * 12
    assert all(agree(frame.detections[0], true_detection) for frame in found)
    again = detect_film(path)
    for one, other in zip(found, again, strict=True):
        np.testing.assert_array_equal(one.detections[0].image_px, other.detections[0].image_px)
    monkeypatch.setattr(parallel, "LOST_S", 99.0)
    assert sum(len(frame.detections) for frame in detect_film(path)) == 0


def test_a_video_finds_somebody_again_where_they_were_in_an_earlier_segment(
    tmp_path: Path, lying: Rgb
) -> None:
    """Small and at the top, where no other search looks; the second segment begins untracked."""
    near, far = (shrink_picture(lying, scale, at=(0.3, 0.0)) for scale in (0.5, SCALE))
    found = detect_film(write_images(tmp_path / "lost.mp4", [near] * 20 + [far] * 30))
    assert len(found) / 10 > parallel.SEGMENT_S + 1.0
    assert [len(frame.detections) for frame in found] == [1] * 50


@pytest.mark.parametrize("cut_px", [0, 40], ids=["the same size", "another size"])
def test_live_the_whole_picture_is_seen_again_once_somebody_far_away_is_lost(
    lying: Rgb, cut_px: int
) -> None:
    image, gone = shrink_picture(lying), np.zeros_like(lying)[:, cut_px:]
    with LiveDetector(model_path()) as detector:
        for number in range(20):
            detector.detect(image, number / 10)
            if detector._lost.under_way is not None:
                detector._lost.under_way.result(timeout=60.0)
        assert detector._nearby is not None
        assert [detector.detect(gone, 2.0 + number / 10) for number in range(5)] == [()] * 5
        assert detector._nearby is None
        near = [detector.detect(lying[:, cut_px:], 3.0 + number / 10) for number in range(5)]
        assert [len(people) for people in near] == [1] * 5


def test_live_somebody_too_far_away_is_followed_within_two_seconds(
    lying: Rgb, true_detection: Detection
) -> None:
    image = shrink_picture(lying)
    found = []
    with LiveDetector(model_path()) as detector:
        for number in range(20):
            found.append(detector.detect(image, number / 10))
            under_way = detector._lost.under_way
            if under_way is not None:
                under_way.result(timeout=60.0)
        assert all(len(people) == 1 for people in found[-10:])
        assert agree(found[-1][0], true_detection)
        nearer = read_picture("lying")
        back = [detector.detect(nearer, 2.0 + number / 10) for number in range(20)]
        assert all(len(people) == 1 for people in back[-5:])
