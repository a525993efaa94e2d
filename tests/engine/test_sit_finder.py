"""Finding the sitter with the real model: the person in the seat, whoever passes by."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_values import CalibrationRefusal, UprightBaseline
from formcheck.engine.observer import PostureObserver
from formcheck.engine.sit_finder import LOOK_SIDE_PX, SitterFinder
from formcheck.vision.pose.landmarker import Landmarker, overlap_ratio
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.search import Search
from formcheck.vision.pose.tracking import Track
from formcheck.vision.video.frames import Frame, Rgb, fit_picture, size_of
from formcheck.vision.video.video import VideoFile
from tests.engine.walker import Cutout, cut_out_person, enlarge_person, paste_person

pytestmark = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@pytest.fixture(scope="module")
def seat(samples: Path) -> list[Frame]:
    """Returns one frame a second of a seated person seen from the front."""
    with VideoFile(samples / "seated-twist.good.left.mp4", LOOK_SIDE_PX, max_fps=1.0) as video:
        return list(video.frames())


@pytest.fixture(scope="module")
def passer(samples: Path) -> Cutout:
    """Returns a standing person to be pasted into images."""
    return enlarge_person(
        cut_out_person(samples / "cross-body-shoulder-stretch.good.left.mp4"), 1.1
    )


@pytest.fixture
def finder() -> Iterator[SitterFinder]:
    with SitterFinder(model_path()) as found:
        yield found


def detect_alone(image: Rgb) -> Detection:
    with Landmarker(model_path(), video=False) as model:
        return model.detect(image, 0.0)[0]


def is_same(one: Detection | None, other: Detection) -> bool:
    return one is not None and overlap_ratio(one, other) > 0.5


def paste_passer(frame: Frame, passer: Cutout, share: float) -> Rgb:
    """Returns the image with the passer at ``share`` of the width from the left edge."""
    height, width = frame.image.shape[:2]
    return paste_person(frame.image, passer, share * width, height * 0.99)


def test_the_sitter_is_found_in_pixels_of_the_picture(
    finder: SitterFinder, sample: Callable[[str], Path]
) -> None:
    with VideoFile(sample("seated-twist.good.left")) as video:
        image = next(video.frames()).image
    found = finder.find(image, 0.0)
    assert found is not None
    np.testing.assert_allclose(
        found.image_px[Landmark.NOSE], detect_alone(image).image_px[Landmark.NOSE], atol=6.0
    )


def test_the_sitter_is_kept_while_somebody_passes(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    sitter = detect_alone(seat[0].image)
    for number in range(4):
        assert is_same(finder.find(seat[0].image, float(number)), sitter)
    for number, share in enumerate((0.1, 0.2, 0.8, 0.9)):
        found = finder.find(paste_passer(seat[0], passer, share), 4.0 + number)
        assert is_same(found, sitter), share
    for number in range(8, 16):
        assert is_same(finder.find(seat[0].image, float(number)), sitter)


def test_the_sitter_who_is_back_is_taken_and_not_the_one_who_stands_beside(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    """The sitter leaves, another person is followed; then the sitter comes back next to them."""
    sitter = detect_alone(seat[0].image)
    empty = np.full_like(seat[0].image, 128)
    for number in range(3):
        finder.find(seat[0].image, float(number))
    height, width = empty.shape[:2]
    other = paste_person(empty, passer, 0.88 * width, height * 0.99)
    for number in range(3, 6):
        assert not is_same(finder.find(other, float(number)), sitter)
    both = paste_person(seat[0].image, passer, 0.88 * width, height * 0.99)
    found = [finder.find(both, float(number)) for number in range(6, 11)]
    assert is_same(found[-1], sitter)


def take_baseline(found: Detection, size: ImageSize) -> UprightBaseline:
    """Returns the baseline from one image."""
    taken = calibrate([PostureObserver().look(found, 0.0, size).features], pictures=True)
    assert not isinstance(taken, CalibrationRefusal)
    return taken


def test_the_sitter_of_the_baseline_is_found_beside_somebody_more_prominent(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    height, width = seat[0].image.shape[:2]
    aside = np.roll(seat[0].image, -width // 4, axis=1)
    sitter = detect_alone(aside)
    both = paste_person(aside, enlarge_person(passer, 1.3), 0.6 * width, height * 1.25)
    assert not is_same(finder.find(both, 0.0), sitter)
    finder.expect(take_baseline(sitter, size_of(aside)))
    found = [finder.find(both, float(t_s)) for t_s in range(1, 6)]
    assert [is_same(one, sitter) for one in found[1:]] == [True] * 4
    finder.expect(None)
    assert not is_same(finder.find(both, 6.0), sitter)


def test_the_sitter_is_found_again_after_another_was_alone_there_for_minutes(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    sitter = detect_alone(seat[0].image)
    height, width = seat[0].image.shape[:2]
    empty = np.full_like(seat[0].image, 128)
    other = paste_person(empty, passer, 0.88 * width, height * 0.99)
    both = paste_person(seat[0].image, passer, 0.88 * width, height * 0.99)
    for t_s in range(15):
        finder.find(seat[0].image, float(t_s))
    for t_s in range(15, 120, 5):
        assert not is_same(finder.find(other, float(t_s)), sitter)
    assert finder.seat.former is not None
    found = [finder.find(both, float(t_s)) for t_s in range(120, 128)]
    assert [is_same(one, sitter) for one in found[4:]] == [True] * 4
    assert finder.seat.former is None


def test_who_sits_down_beside_the_sitter_is_counted_until_a_search_finds_them_gone(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    alone_s, both_s, after_s = (0, 1, 2, 3), (10, 20, 30, 31, 32, 33, 40, 50), (60, 61, 62)
    height, width = seat[0].image.shape[:2]
    both = paste_person(seat[0].image, passer, 0.88 * width, height * 0.99)
    counts = {}
    for t_s in (*alone_s, *both_s, *after_s):
        finder.find(both if t_s in both_s else seat[0].image, float(t_s))
        counts[t_s] = finder.people
    assert {t_s for t_s, people in counts.items() if people > 1} == {30, 31, 32, 33, 40, 50}


def test_an_empty_room_has_nobody(finder: SitterFinder, sample: Callable[[str], Path]) -> None:
    with VideoFile(sample("nobody"), LOOK_SIDE_PX, max_fps=1.0) as video:
        for frame in video.frames():
            assert finder.find(frame.image, frame.t_s) is None


def test_one_model_does_while_nobody_else_is_there(
    finder: SitterFinder, seat: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    finder.find(seat[0].image, 0.0)
    searched: list[Rgb] = []
    everybody = Search.find_all
    monkeypatch.setattr(
        Search, "find_all", lambda self, image: searched.append(image) or everybody(self, image)
    )
    for frame in seat[1:]:
        assert finder.find(frame.image, frame.t_s) is not None
    assert searched == []


@pytest.mark.parametrize(("kept_s", "often"), [(60.0, True), (400.0, False)])
def test_a_place_the_chair_was_moved_to_is_searched_around_like_the_first_after_minutes(
    finder: SitterFinder,
    seat: list[Frame],
    monkeypatch: pytest.MonkeyPatch,
    kept_s: float,
    often: bool,
) -> None:
    finder.find(seat[0].image, 0.0)
    finder.seat = replace(finder.seat, former=Track(-900.0, 100.0, 100.0), kept_s=kept_s)
    searched: list[Rgb] = []
    everybody = Search.find_all
    monkeypatch.setattr(
        Search, "find_all", lambda self, image: searched.append(image) or everybody(self, image)
    )
    for t_s in range(1, 32):
        assert finder.find(seat[0].image, float(t_s)) is not None
    assert len(searched) == (10 if often else 1)


def test_in_company_everybody_is_looked_at_until_they_are_gone(
    finder: SitterFinder, seat: list[Frame], passer: Cutout
) -> None:
    finder.find(paste_passer(seat[0], passer, 0.15), 0.0)
    assert finder._models.has_company
    for number in range(1, 8):
        finder.find(seat[0].image, float(number))
    assert not finder._models.has_company
    assert is_same(finder.find(seat[0].image, 8.0), detect_alone(seat[0].image))


def test_pictures_are_made_small_before_anything_else() -> None:
    assert fit_picture(np.zeros((720, 1280, 3), dtype=np.uint8), LOOK_SIDE_PX).shape == (
        360,
        640,
        3,
    )
    small = np.zeros((360, 480, 3), dtype=np.uint8)
    assert fit_picture(small, LOOK_SIDE_PX) is small


@pytest.fixture(scope="module")
def dim_image(seat: list[Frame]) -> Rgb:
    """Returns the seated person as a cheap camera nearby would show them in the evening."""
    found = detect_alone(seat[0].image).image_px
    shoulders = found[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    unit = float(np.linalg.norm(shoulders[0] - shoulders[1])) + 40.0
    x, y = shoulders.mean(axis=0)
    top = found[: Landmark.LEFT_SHOULDER, 1].min() - 0.06 * unit
    part = seat[0].image[int(top) : int(y + unit), int(x - 1.1 * unit) : int(x + 1.1 * unit)]
    noise = np.random.default_rng(0).normal(0.0, 10.0, part.shape)
    return np.ascontiguousarray((part * 0.25 + noise).clip(0, 255).astype(np.uint8))


def test_a_sitter_whom_the_model_overlooks_is_found_from_farther_off_and_followed(
    finder: SitterFinder, dim_image: Rgb
) -> None:
    with Landmarker(model_path(), persons=3, video=False) as model:
        assert model.detect(dim_image, 0.0) == ()
    found = [finder.find(dim_image, float(t_s)) for t_s in range(5)]
    assert all(one is not None and is_same(one, found[0]) for one in found)
    nose = found[0].image_px[Landmark.NOSE]
    assert 0.0 < nose[0] < dim_image.shape[1]
    assert 0.0 < nose[1] < dim_image.shape[0]


@pytest.mark.parametrize(
    ("seen", "people"), [(["other"], 2), (["sitter"], 1), (["other", "sitter"], 2)]
)
def test_who_joins_a_sitter_followed_from_farther_off_is_counted(
    finder: SitterFinder,
    dim_image: Rgb,
    monkeypatch: pytest.MonkeyPatch,
    seen: list[str],
    people: int,
) -> None:
    """Whether or not the search of the whole image sees the sitter, too."""
    sitter = finder.find(dim_image, 0.0)
    assert sitter is not None
    other = replace(sitter, image_px=sitter.image_px + np.array([3.0 * dim_image.shape[1], 0.0]))
    shown = {"sitter": sitter, "other": other}
    monkeypatch.setattr(Search, "find_all", lambda *_: tuple(shown[name] for name in seen))
    counts = []
    for t_s in range(1, 40):
        found = finder.find(dim_image, float(t_s))
        assert found is not None
        assert found.image_px[Landmark.NOSE, 0] < dim_image.shape[1]
        counts.append(finder.people)
    assert counts == [1] * 29 + [people] * 10


def test_nobody_is_found_where_nobody_is(finder: SitterFinder, dim_image: Rgb) -> None:
    empty = np.random.default_rng(1).integers(0, 60, dim_image.shape).astype(np.uint8)
    assert finder.find(dim_image, 0.0) is not None
    assert [finder.find(empty, float(t_s)) for t_s in range(1, 15)] == [None] * 14
    assert any(finder.find(dim_image, float(t_s)) is not None for t_s in range(15, 28))
