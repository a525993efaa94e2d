import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.core.posture.posture_values import (
    BaselineKind,
    PostureState,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.core.posture.rules import Rules
from formcheck.engine.sit_baseline import (
    FIRST_SECONDS,
    NO_BASELINE,
    BaselineWanted,
    file_baseline,
)
from formcheck.engine.sit_video import SitPhoto, sit_photo, sit_video
from formcheck.files.errors import FormcheckError
from formcheck.output.report.console import capture_text
from formcheck.output.report.posture_report import show_sit_photo
from formcheck.vision.pose import search
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.video.video import VideoFile
from tests.bodies import Body, Camera, standing
from tests.engine.seated_people import (
    AT_SIDE,
    SIZE,
    detect_body,
    from_the_side,
    make_image,
    save_desk,
    tilted,
    upright,
)

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@pytest.fixture
def seen_people(monkeypatch: pytest.MonkeyPatch) -> list[Detection]:
    """Returns the list of the people that the model will detect in any photo."""
    people: list[Detection] = []

    class ShownPeople:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def close(self) -> None:
            pass

        def detect(self, image: object, t_s: float) -> tuple[Detection, ...]:
            return tuple(people)

    monkeypatch.setattr(search, "Landmarker", ShownPeople)
    return people


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), make_image(size=SIZE))
    return path


def test_a_photo_alone_is_judged_by_what_is_plain(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people.append(detect_body(tilted()))
    found = sit_photo(photo, FIRST_SECONDS, Rules(), Path())
    assert (found.state, found.view) == (PostureState.SLOUCHED, View.FRONT)
    assert SlouchReason.HEAD_TILT in found.why
    assert found.baseline.kind is BaselineKind.NONE
    assert found.baseline.say in found.warnings
    assert SlouchReason.SLUMP in found.blind
    assert found.file == str(photo)


def test_a_photo_of_the_same_person_upright_is_compared_with(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people.append(detect_body(upright()))
    baseline = file_baseline([photo], Path())
    assert (baseline.kind, baseline.name) == (BaselineKind.IMAGE, str(photo))
    assert sit_photo(photo, baseline, Rules(), Path()).state is PostureState.UPRIGHT
    seen_people[:] = [detect_body(upright().moved(z_m=-0.25))]
    found = sit_photo(photo, baseline, Rules(), Path())
    assert (found.state, found.baseline.kind) == (PostureState.SLOUCHED, BaselineKind.IMAGE)
    assert found.baseline.say == f"Compared with {photo}."
    assert SlouchReason.TOO_CLOSE in found.why
    assert found.warnings == ()


@needs_model
def test_a_baseline_cut_out_of_a_picture_calls_no_slouch_upright(tmp_path: Path) -> None:
    upright_path, *paths = (tmp_path / f"{n}.png" for n in range(3))
    whole, *others = (_read_sample("side", at_s) for at_s in (3.0, 24.0, 54.0))
    cv2.imwrite(str(upright_path), whole[:330])
    for path, image in zip(paths, others, strict=True):
        cv2.imwrite(str(path), image)
    baseline = file_baseline([upright_path], model_path())
    states = [sit_photo(path, baseline, Rules(), model_path()).state for path in paths]
    assert states == [PostureState.SLOUCHED, PostureState.UPRIGHT]


@needs_model
def test_photos_and_a_video_together_are_a_baseline_that_says_how_good_it_is(
    tmp_path: Path,
) -> None:
    sample = Path("sample_videos/sitting-front.mp4")
    paths = [tmp_path / f"{n}.png" for n in range(3)]
    for path, at_s in zip(paths, (1.0, 3.0, 5.0), strict=True):
        cv2.imwrite(str(path), _read_sample("front", at_s))
    one = file_baseline(paths[:1], model_path())
    two = file_baseline(paths[:2], model_path())
    more = file_baseline([paths[0], sample], model_path())
    assert two.name == f"{paths[0]}, {paths[1]}"
    samples = [wanted.upright.samples for wanted in (one, two, more) if wanted.upright]
    assert samples[:2] == [1, 2]
    assert samples[2] > 10
    alone = sit_photo(paths[2], one, Rules(), model_path()).baseline
    beside = sit_photo(paths[2], two, Rules(), model_path()).baseline
    assert (alone.samples, alone.wavered_mm) == (1, None)
    expected = "The baseline is one picture, so a slouch must go 1.3 times as far to count."
    assert alone.quality == expected
    assert beside.wavered_mm is not None
    assert 0.0 < beside.wavered_mm < 20.0
    assert beside.quality == (
        "The baseline is the median of 2 pictures, between which your head moved by "
        f"{beside.wavered_mm:.0f} mm."
    )


@needs_model
def test_a_photo_without_one_shoulder_is_a_baseline_of_the_face(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.png", tmp_path / "cut.png"
    image = _read_sample("front", 3.0)
    cv2.imwrite(str(whole), image)
    cv2.imwrite(str(cut), image[:, 270:])
    baseline = file_baseline([cut], model_path())
    assert baseline.upright is not None
    assert baseline.upright.is_face_only
    for path in (whole, cut):
        found = sit_photo(path, baseline, Rules(), model_path())
        assert found.state is not PostureState.SLOUCHED
        assert found.baseline.quality.endswith("so only your face is compared.")
        if found.state is PostureState.UPRIGHT:
            assert found.blind == (SlouchReason.SLUMP, SlouchReason.SHRUG)


def _read_sample(name: str, at_s: float) -> np.ndarray:
    with VideoFile(Path(f"sample_videos/sitting-{name}.mp4")) as video:
        image = next(f.image for f in video.frames() if f.t_s >= at_s)
    return cv2.cvtColor(image, cv2.COLOR_RGB2BGR)


@needs_model
@pytest.mark.parametrize("width", [240, 320, 400])
def test_somebody_small_in_a_photo_is_found(tmp_path: Path, width: int) -> None:
    noise = np.random.default_rng(0).integers(60, 120, (1080, 1920, 3))
    small = cv2.resize(_read_sample("front", 3.0), (width, width * 3 // 4))
    room = noise.astype(np.uint8)
    room[500 : 500 + len(small), 900 : 900 + width] = small
    path = tmp_path / "far.png"
    cv2.imwrite(str(path), room)
    assert sit_photo(path, NO_BASELINE, Rules(), model_path()).state is not PostureState.AWAY


@needs_model
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photo_is_judged_as_the_same_photo_upright(tmp_path: Path, turns: int) -> None:
    for name, at_s in (("front", 3.0), ("side", 24.0)):
        image, found = _read_sample(name, at_s), []
        for quarter in (0, turns):
            path = tmp_path / f"{quarter}.png"
            cv2.imwrite(str(path), np.rot90(image, quarter))
            found.append(sit_photo(path, NO_BASELINE, Rules(), model_path()))
        assert (found[0].state, found[0].why) == (found[1].state, found[1].why)


@needs_model
def test_without_a_baseline_a_photo_says_how_probable_a_slouch_is(tmp_path: Path) -> None:
    chances = []
    for at_s in (3.0, 24.0):
        path = tmp_path / f"{at_s}.png"
        cv2.imwrite(str(path), _read_sample("side", at_s))
        alone = sit_photo(path, NO_BASELINE, Rules(), model_path())
        chances.append(alone.chance)
        assert alone.chance is not None
        assert f"{alone.chance:.0%}" in capture_text(lambda to, one=alone: show_sit_photo(to, one))
    own = file_baseline([tmp_path / "3.0.png"], model_path())
    assert sit_photo(path, own, Rules(), model_path()).chance is None
    upright_chance, slumped_chance = chances
    assert upright_chance < 1 / 3 < 2 / 3 < slumped_chance


def test_reasons_come_strongest_first(seen_people: list[Detection], photo: Path) -> None:
    seen_people.append(detect_body(upright()))
    baseline = file_baseline([photo], Path())
    seen_people[:] = [detect_body(upright().moved(z_m=-0.25))]
    mild = sit_photo(photo, baseline, Rules(), Path())
    seen_people[:] = [detect_body(tilted().moved(z_m=-0.12))]
    both = sit_photo(photo, baseline, Rules(), Path())
    assert mild.why[0] is SlouchReason.TOO_CLOSE
    assert both.why[0] in {SlouchReason.HEAD_TILT, SlouchReason.LEANING}


def test_a_photo_of_nobody_is_away(seen_people: list[Detection], photo: Path) -> None:
    found = sit_photo(photo, FIRST_SECONDS, Rules(), Path())
    assert (found.state, found.view, found.unclear) == (PostureState.AWAY, None, None)
    assert found.warnings == ("Nobody was seen.",)


def test_a_hidden_head_is_unsure_and_says_so(seen_people: list[Detection], photo: Path) -> None:
    gone = detect_body(upright())
    visibility = gone.visibility.copy()
    visibility[:11] = 0.0
    seen_people.append(Detection(gone.image_px, gone.world_m, visibility))
    found = sit_photo(photo, FIRST_SECONDS, Rules(), Path())
    assert (found.state, found.why, found.unclear) == (PostureState.UNSURE, (), Unjudgeable.HEAD)


def test_of_several_the_most_prominent_is_judged_and_it_is_said(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people += [detect_body(upright().moved(x_m=-0.6, z_m=1.5)), detect_body(tilted())]
    found = sit_photo(photo, NO_BASELINE, Rules(), Path())
    assert found.state is PostureState.SLOUCHED
    assert found.warnings[0].startswith("2 people")


def test_with_a_baseline_the_one_who_sits_where_it_was_taken_is_judged(
    seen_people: list[Detection], photo: Path
) -> None:
    sitter = detect_body(upright().moved(x_m=-0.4, z_m=0.3))
    seen_people.append(sitter)
    baseline = file_baseline([photo], Path())
    seen_people[:] = [detect_body(tilted().moved(x_m=0.3)), sitter]
    found = sit_photo(photo, baseline, Rules(), Path())
    assert found.state is PostureState.UPRIGHT
    (several,) = found.warnings
    assert several.startswith("2 people are in the picture: the one nearest to where the baseline")


def test_a_baseline_photo_with_several_people_is_warned_of(
    seen_people: list[Detection], photo: Path, tmp_path: Path
) -> None:
    seen_people += [detect_body(upright().moved(x_m=-0.6, z_m=1.5)), detect_body(upright())]
    baseline = file_baseline([photo], Path())
    said = f"2 people are in {photo}: the most prominent is the baseline."
    assert said in sit_video(save_upright_recording(tmp_path), baseline, Rules(), Path()).warnings
    seen_people[:] = [detect_body(upright())]
    found = sit_photo(photo, baseline, Rules(), Path())
    assert (found.state, found.warnings) == (PostureState.UPRIGHT, (said,))


def save_upright_recording(folder: Path) -> Path:
    """Saves a recording of a person who sits upright for half a minute."""
    return save_desk(folder / "upright.npz", lambda _: upright(), 30.0)


def test_a_black_photo_is_unsure(seen_people: list[Detection], tmp_path: Path) -> None:
    path = tmp_path / "black.png"
    cv2.imwrite(str(path), np.zeros((48, 64, 3), dtype=np.uint8))
    found = sit_photo(path, NO_BASELINE, Rules(), Path())
    assert (found.state, found.unclear) == (PostureState.UNSURE, Unjudgeable.PICTURE)
    assert "black or of one shade" in capture_text(lambda to: show_sit_photo(to, found))


@pytest.mark.parametrize(
    ("body", "unclear", "said"),
    [
        (from_the_side().turned(180.0), Unjudgeable.OTHER_VIEW, "take a baseline from the same"),
        (from_the_side().moved(x_m=0.6), Unjudgeable.NOT_SEATED, "take both from the same place"),
        (from_the_side().moved(z_m=3.0), Unjudgeable.NOT_SEATED, "or of another size in the"),
    ],
    ids=["turned round", "elsewhere", "smaller"],
)
def test_a_photo_that_can_t_be_compared_says_what_differs(
    seen_people: list[Detection], photo: Path, body: Body, unclear: Unjudgeable, said: str
) -> None:
    seen_people.append(detect_body(from_the_side(), AT_SIDE))
    baseline = file_baseline([photo], Path())
    seen_people[:] = [detect_body(body, AT_SIDE)]
    found = sit_photo(photo, baseline, Rules(), Path())
    assert found.unclear is unclear
    text = print_photo(found)
    assert said in text
    assert not {"calibrate", "nobody", "camera"} & set(re.findall(r"\w+", text))


def test_a_side_view_beside_a_baseline_from_the_front_says_so_and_no_more(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people.append(detect_body(upright()))
    baseline = file_baseline([photo], Path())
    seen_people[:] = [detect_body(upright().turned(75.0))]
    found = sit_photo(photo, baseline, Rules(), Path())
    assert (found.state, found.unclear) == (PostureState.UNSURE, Unjudgeable.TURNED)
    assert found.blind == ()
    text = print_photo(found)
    assert "turned away, and in the baseline they are not: take both from the same side." in text
    assert "can't be judged from here" not in text


def test_a_photo_that_needs_a_baseline_asks_for_one(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people.append(detect_body(from_the_side(14.0), AT_SIDE))
    found = sit_photo(photo, NO_BASELINE, Rules(), Path())
    assert found.unclear is Unjudgeable.BASELINE
    text = print_photo(found)
    assert "give --baseline a photo of them sitting upright" in text
    assert "calibrate" not in text


def test_who_stands_in_a_photo_without_a_baseline_is_not_said_to_be_elsewhere(
    seen_people: list[Detection], photo: Path
) -> None:
    seen_people.append(detect_body(standing(), Camera(distance_m=3.0, size=SIZE)))
    found = sit_photo(photo, NO_BASELINE, Rules(), Path())
    assert found.unclear is Unjudgeable.NOT_SEATED
    assert "I see nobody sitting" in print_photo(found)


def print_photo(found: SitPhoto) -> str:
    """Returns the report on one line."""
    return " ".join(capture_text(lambda to: show_sit_photo(to, found)).split())


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([], "nobody was in the picture"),
        ([detect_body(from_the_side(30.0), AT_SIDE)], "leaning forward"),
        ([detect_body(tilted())], "head is tilted"),
    ],
    ids=["nobody", "leaning", "tilted"],
)
def test_what_can_t_be_a_baseline_is_refused_in_a_sentence(
    seen_people: list[Detection], photo: Path, people: list[Detection], said: str
) -> None:
    seen_people += people
    with pytest.raises(FormcheckError, match=said) as error:
        file_baseline([photo], Path())
    assert str(error.value).startswith(f"{photo} can't be the baseline: ")


@needs_model
def test_a_real_picture_is_looked_at(sample: Callable[[str], Path], tmp_path: Path) -> None:
    with VideoFile(sample("seated-twist.good.left")) as video:
        image = next(video.frames()).image
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    baseline = file_baseline([path], model_path())
    found = sit_photo(path, baseline, Rules(), model_path())
    assert (found.state, found.view) == (PostureState.UPRIGHT, View.FRONT)
    none = BaselineWanted(BaselineKind.NONE)
    assert sit_photo(path, none, Rules(), model_path()).view is View.FRONT


@needs_model
def test_a_broken_photo_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "none.jpg").write_bytes(b"\xff\xd8\xff but no photo")
    with pytest.raises(FormcheckError, match="not a JPEG"):
        sit_photo(tmp_path / "none.jpg", NO_BASELINE, Rules(), model_path())
