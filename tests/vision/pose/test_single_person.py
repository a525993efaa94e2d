"""A single image is analysed twice."""

import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.search import Search
from formcheck.vision.video.frames import Rgb
from tests.vision.pose.pictures import read_picture, shrink_picture


class ScriptedSearch(Search):
    """A search with one answer for the image and one for its mirror image."""

    def __init__(self, *answers: tuple[Detection, ...]) -> None:
        self._answers = list(answers)

    def find_all(self, _image: Rgb) -> tuple[Detection, ...]:
        return self._answers.pop(0)


IMAGE = np.zeros((360, 640, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def person() -> Detection:
    with Landmarker(model_path(), video=False) as model:
        return model.detect(read_picture("lying"), 0.0)[0]


def move_landmark(one: Detection, landmark: int, by_px: float) -> Detection:
    image_px = one.image_px.copy()
    image_px[landmark, 0] += by_px
    return Detection(image_px, one.world_m, one.visibility)


def detect_answers(*answers: tuple[Detection, ...]) -> tuple[Detection, ...]:
    return ScriptedSearch(*answers).detect_photo(IMAGE)


def test_twice_mirrored_is_the_same(person: Detection) -> None:
    again = person.mirror(640).mirror(640)
    np.testing.assert_allclose(again.image_px, person.image_px)
    np.testing.assert_allclose(again.world_m, person.world_m)
    np.testing.assert_array_equal(again.visibility, person.visibility)


def test_what_the_mirror_image_contradicts_is_invisible(person: Detection) -> None:
    (found,) = detect_answers((person,), (move_landmark(person, 25, 40.0).mirror(640),))
    assert found.visibility[25] == 0.0
    others = np.arange(33) != 25
    np.testing.assert_array_equal(found.visibility[others], person.visibility[others])
    np.testing.assert_array_equal(found.image_px, person.image_px)


def test_somebody_the_mirror_image_shows_elsewhere_is_nobody(person: Detection) -> None:
    away = Detection(person.image_px + 1000.0, person.world_m, person.visibility)
    (found,) = detect_answers((person,), (away.mirror(640),))
    assert not found.visibility.any()


def test_a_mirror_image_that_shows_nobody_contradicts_nothing(person: Detection) -> None:
    assert detect_answers((person,), ()) == (person,)


def test_good_pictures_of_people_on_the_floor_are_not_contradicted() -> None:
    near = [11, 13, 15, 23, 25, 27]
    with Search(model_path()) as search:
        for name in ("cat", "cow", "lying"):
            (found,) = search.detect_photo(read_picture(name))
            assert found.visibility[near].min() > 0.5


def test_somebody_too_far_away_is_found_in_a_photo() -> None:
    with Search(model_path()) as search:
        assert len(search.detect_photo(shrink_picture(read_picture("lying")))) == 1
