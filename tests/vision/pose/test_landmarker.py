import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.core.body import Detection, Landmark
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.landmarker import Landmarker, overlap_ratio, without_duplicates
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.video import VideoFile

CLIP = "cable-doorway-rhomboid-stretch.good.both"


@pytest.fixture(scope="module")
def pictures(sample: Callable[[str], Path]) -> list[NDArray[np.uint8]]:
    with VideoFile(sample(CLIP), max_side_px=640, max_fps=31) as video:
        return [frame.image for frame, _ in zip(video.frames(), range(30), strict=False)]


def make_box(left: float, top: float, width: float, height: float) -> Detection:
    spread = np.linspace(0.0, 1.0, 33)
    return Detection(
        image_px=np.column_stack([left + width * spread, top + height * spread]),
        world_m=np.zeros((33, 3)),
        visibility=np.ones(33),
    )


def test_landmarks_come_in_pixels_and_left_is_the_persons_own(
    pictures: list[NDArray[np.uint8]],
) -> None:
    with Landmarker(model_path(), video=False) as model:
        (person,) = model.detect(pictures[0], 0.0)
    height, width = pictures[0].shape[:2]
    assert person.image_px.shape == (33, 2)
    assert person.world_m.shape == (33, 3)
    assert np.all((person.visibility >= 0) & (person.visibility <= 1))
    assert 0 < person.image_px[Landmark.LEFT_SHOULDER, 0] < width
    assert 1 < person.image_px[Landmark.LEFT_SHOULDER, 1] < height
    nose, ankle = person.image_px[Landmark.NOSE], person.image_px[Landmark.LEFT_ANKLE]
    assert nose[1] < ankle[1]


def test_what_is_no_picture_is_refused_and_the_model_goes_on(
    pictures: list[NDArray[np.uint8]],
) -> None:
    whole = pictures[0]
    wrong = [whole[:, :, 0], np.dstack([whole, whole[:, :, :1]]), whole[:0], whole / 255, [1], None]
    with Landmarker(model_path(), video=False) as model:
        for picture in wrong:
            with pytest.raises(FormcheckError, match="A picture must be uint8"):
                model.detect(picture, 0.0)  # type: ignore[arg-type]
        with pytest.raises(FormcheckError, match="32766 pixels a side"):
            model.detect(np.zeros((1, 40_000, 3), dtype=np.uint8), 0.0)
        with pytest.raises(FormcheckError, match="finite number of seconds"):
            model.detect(whole, np.nan)
        with pytest.raises(FormcheckError, match="too large for the time of a frame"):
            model.detect(whole, 1e20)
        assert len(model.detect(whole, 0.0)) == 1
    with pytest.raises(FormcheckError, match="closed"):
        model.detect(whole, 0.0)
    with pytest.raises(FormcheckError, match="persons must be 1 or more"):
        Landmarker(persons=0)


def test_a_picture_with_padded_rows_gives_the_same_answer(
    pictures: list[NDArray[np.uint8]],
) -> None:
    whole = pictures[0]
    padded = np.zeros((whole.shape[0], whole.shape[1] + 13, 3), dtype=np.uint8)
    padded[:, : whole.shape[1]] = whole
    view = padded[:, : whole.shape[1]]
    assert not view.flags.c_contiguous
    with Landmarker(model_path(), video=False) as model:
        (one,), (other,) = model.detect(whole, 0.0), model.detect(view, 0.0)
    np.testing.assert_array_equal(one.image_px, other.image_px)


def test_two_pictures_in_one_millisecond_are_taken(pictures: list[NDArray[np.uint8]]) -> None:
    with Landmarker(model_path()) as model:
        found = [model.detect(picture, 0.0101) for picture in pictures[:3]]
    assert [len(people) for people in found] == [1, 1, 1]


def test_nobody_is_found_in_an_empty_room() -> None:
    with Landmarker(model_path()) as model:
        assert model.detect(np.full((240, 320, 3), 90, dtype=np.uint8), 0.0) == ()


def test_a_model_that_forgot_answers_like_a_new_one(pictures: list[NDArray[np.uint8]]) -> None:
    with Landmarker(model_path()) as used, Landmarker(model_path()) as new:
        for number, picture in enumerate(pictures):
            used.detect(picture, number / 30)
        used.forget()
        for number, picture in enumerate(pictures[:4]):
            (one,), (other,) = (model.detect(picture, number / 30) for model in (used, new))
            assert np.abs(one.image_px - other.image_px).max() < 0.5


def test_a_file_that_is_no_model_gets_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.task").write_bytes(b"not a model")
    for name in ("wrong.task", "absent.task"):
        with pytest.raises(FormcheckError, match=name):
            Landmarker(tmp_path / name)


def test_the_terminal_stays_clean_and_the_interpreter_ends_well() -> None:
    script = (
        "import numpy as np\n"
        "from formcheck.vision.pose.landmarker import Landmarker\n"
        "from formcheck.vision.pose.models import model_path\n"
        "with Landmarker(model_path()) as model:\n"
        "    for n in range(3): model.detect(np.zeros((240, 320, 3), np.uint8), n / 30)\n"
        "with Landmarker(model_path()) as model: pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_two_skeletons_on_one_person_count_once() -> None:
    person, twin, other = (
        make_box(0, 0, 100, 200),
        make_box(5, 5, 100, 200),
        make_box(80, 0, 100, 200),
    )
    assert without_duplicates([person, twin, other]) == (person, other)
    assert overlap_ratio(person, person) == pytest.approx(1.0)
    assert overlap_ratio(person, make_box(300, 0, 9, 9)) == 0.0
