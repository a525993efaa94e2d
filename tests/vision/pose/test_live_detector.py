import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from formcheck.core.body import Detection, ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.search import SearchCrop
from formcheck.vision.video.frames import Frame, Rgb
from formcheck.vision.video.video import VideoFile

ALONE = "cable-doorway-rhomboid-stretch.good.both"
TWO = "overhead-lat-stretch.two-people.right"


@pytest.fixture(scope="module")
def alone(sample: Callable[[str], Path]) -> list[Frame]:
    """Returns two seconds of one person, 854x480."""
    return read_frames(sample(ALONE), 2.0)


@pytest.fixture(scope="module")
def two(sample: Callable[[str], Path]) -> list[Frame]:
    """Returns two seconds of two people."""
    return read_frames(sample(TWO), 2.0)


@pytest.fixture
def detector() -> Iterator[LiveDetector]:
    with LiveDetector(model_path()) as opened:
        yield opened


def read_frames(clip: Path, until_s: float) -> list[Frame]:
    with VideoFile(clip, max_fps=12) as video:
        return [frame for frame in video.frames() if frame.t_s < until_s]


def finish_search(detector: LiveDetector) -> None:
    """Waits for a running search to end, as it does between two live frames."""
    under_way = detector._others.under_way
    if under_way is not None:
        under_way.result(timeout=30.0)


def detect_in_each(
    detector: LiveDetector, pictures: list[Frame], from_s: float = 0.0
) -> list[tuple[Detection, ...]]:
    found = []
    for picture in pictures:
        found.append(detector.detect(picture.image, from_s + picture.t_s))
        finish_search(detector)
    return found


def test_one_person_is_seen_as_the_model_sees_them_in_pixels_of_the_picture_given(
    detector: LiveDetector, alone: list[Frame]
) -> None:
    found = detect_in_each(detector, alone)
    assert all(len(people) == 1 for people in found)
    with Landmarker(model_path()) as model:
        whole = [model.detect(frame.image, frame.t_s)[0] for frame in alone]
    apart_px = [
        np.linalg.norm(people[0].image_px - one.image_px, axis=1)
        for people, one in zip(found, whole, strict=True)
    ]
    assert alone[0].image.shape == (480, 854, 3)
    assert np.median(apart_px) < 1.5


def test_a_second_person_is_found_within_a_second(detector: LiveDetector, two: list[Frame]) -> None:
    counts = [len(people) for people in detect_in_each(detector, two)]
    assert counts[0] == 1
    assert all(count == 2 for count in counts[len(counts) // 2 :])


def test_who_comes_later_is_found_within_two_seconds(
    detector: LiveDetector, alone: list[Frame], two: list[Frame]
) -> None:
    assert all(len(people) == 1 for people in detect_in_each(detector, alone))
    counts = [len(people) for people in detect_in_each(detector, two, from_s=2.0)]
    assert 2 in counts
    assert set(counts[counts.index(2) :]) == {2}


def test_one_is_followed_again_once_the_other_was_gone_for_long_enough(
    detector: LiveDetector, alone: list[Frame], two: list[Frame]
) -> None:
    detect_in_each(detector, two)
    for round_number in range(1, 4):
        assert detector._models.has_company
        detect_in_each(detector, alone, from_s=2.0 * round_number)
    assert not detector._models.has_company
    found = detect_in_each(detector, alone, from_s=8.0)
    assert all(len(people) == 1 for people in found)


def test_a_search_never_makes_the_caller_wait(
    detector: LiveDetector, alone: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    search = detector._is_somebody_else

    def slow(image: Rgb, known: tuple[Detection, ...]) -> bool:
        begun.set()
        return go_on.wait(timeout=60.0) and search(image, known)

    monkeypatch.setattr(detector._others, "_search", slow)
    try:
        found = [detector.detect(frame.image, frame.t_s) for frame in alone]
        assert begun.wait(timeout=60.0)
        assert all(len(people) == 1 for people in found)
        under_way = detector._others.under_way
        assert under_way is not None
        assert not under_way.done()
    finally:
        go_on.set()


def test_black_and_empty_pictures_show_nobody_and_do_no_harm(
    detector: LiveDetector, alone: list[Frame]
) -> None:
    black = np.zeros_like(alone[0].image)
    for number in range(5):
        assert detector.detect(black, number / 10) == ()
    assert len(detector.detect(alone[0].image, 1.0)) == 1
    assert detector.detect(black[:7, :5], 1.1) == ()


def test_a_picture_that_turns_while_somebody_lost_is_searched_for_does_no_harm(
    detector: LiveDetector, alone: list[Frame]
) -> None:
    wide = alone[0].image
    tall = np.zeros((854, 480, 3), np.uint8)
    (person,) = detector.detect(wide, 0.0)
    detector._lost.under_way = Future()
    detector._lost.under_way.set_result((SearchCrop(600, 100, ImageSize(200, 300)), person))
    assert detector.detect(tall, 1.0) == ()
    assert len(detector.detect(wide, 2.0)) == 1


def test_a_small_and_a_tall_picture_are_taken_as_they_are(
    detector: LiveDetector, alone: list[Frame]
) -> None:
    tall = np.ascontiguousarray(alone[0].image[:, 287:567])
    (person,) = detector.detect(tall, 0.0)
    assert np.all(person.image_px[:23, 0] > 0)
    assert np.all(person.image_px[:23, 0] < 280)


def test_a_search_that_cannot_load_its_model_is_told(alone: list[Frame], tmp_path: Path) -> None:
    model = tmp_path / "model.task"
    shutil.copyfile(model_path(), model)
    with LiveDetector(model) as detector:
        model.unlink()
        with pytest.raises(FormcheckError, match="is not there"):
            detect_in_each(detector, alone)


def test_it_can_be_closed_twice_and_while_a_search_is_under_way(alone: list[Frame]) -> None:
    detector = LiveDetector(model_path())
    detector.detect(alone[0].image, 0.0)
    detector.close()
    detector.close()


def test_searches_are_a_second_apart(detector: LiveDetector, alone: list[Frame]) -> None:
    begun_s: list[float] = []
    for number in range(2):
        for frame in alone:
            before = detector._search_due_s
            detector.detect(frame.image, 2.0 * number + frame.t_s)
            finish_search(detector)
            if detector._search_due_s > before:
                begun_s.append(2.0 * number + frame.t_s)
    assert begun_s == pytest.approx([0.0, 1.0, 2.0, 3.0], abs=0.2)
