import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from benchmarks.changed import compare
from benchmarks.changed.__main__ import compare_films, main
from benchmarks.changed.changes import (
    CHANGES,
    Change,
    NotApplicableError,
    crop,
    cut_recording,
    find_laptop_part,
    find_portrait_part,
    resample,
)
from benchmarks.changed.films import OTHER, POSED, find_films
from benchmarks.changed.report import (
    Comparison,
    FilmResult,
    list_change_rows,
    list_stretch_rows,
    make_page,
)
from benchmarks.changed.score import Answer, SideAnswer, build_answer, find_differences, find_held_s
from benchmarks.paths import SAMPLES
from formcheck.core.body import Detection, ImageSize, Landmark, Side
from formcheck.core.coach import Hold, Span
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.video.frames import Rgb
from tests.benchmarks.sampled_films import write_film

CLIP = "seated-twist.good.left"
APP = typer.Typer()
APP.command()(main)
BY_NAME = {change.name: change for change in CHANGES}
OF_PICTURES = [change for change in CHANGES if change.picture is not None]


@pytest.fixture
def image() -> Rgb:
    """A picture with some of everything: 120 high, 160 wide."""
    rough = np.random.default_rng(1).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(rough, (160, 120), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def changed_picture(name: str, image: Rgb) -> Rgb:
    picture = BY_NAME[name].picture
    assert picture is not None
    return picture(image)


def standing(width: int = 640, height: int = 360, seconds: float = 6.0) -> Recording:
    """Somebody who stands still in the middle, hips at 0.6 of the height, 10 pictures a second."""
    where = np.full((33, 2), (0.5, 0.3)) * (width, height)
    where[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1] = 0.6 * height
    where[Landmark.LEFT_ANKLE :, 1] = 0.9 * height
    where[Landmark.LEFT_WRIST, 0] += 0.1 * height
    person = Detection(where, np.zeros((33, 3)), np.ones(33), {})
    frames = [DetectedFrame(i, i / 10, (person,)) for i in range(round(seconds * 10) + 1)]
    return Recording(ImageSize(width, height), "standing.mp4", tuple(frames))


def move_person(
    film: Recording, landmarks: list[Landmark], by_px: tuple[float, float]
) -> Recording:
    frames = []
    for frame in film.frames:
        where = frame.detections[0].image_px.copy()
        where[landmarks] += by_px
        frames.append(
            replace(frame, detections=(replace(frame.detections[0], image_px=where),))
        )  # fmt: skip
    return replace(film, frames=tuple(frames))


@pytest.mark.parametrize("change", OF_PICTURES, ids=lambda one: one.name)
def test_a_change_gives_a_new_picture_and_the_same_one_each_time(
    change: Change, image: Rgb
) -> None:
    assert change.picture is not None
    before = image.copy()
    made = change.picture(image)
    assert made.dtype == np.uint8
    assert made.ndim == 3
    assert made.shape[2] == 3
    assert np.array_equal(made, change.picture(image))
    assert np.array_equal(image, before)
    assert made.shape != image.shape or not np.array_equal(made, image)


def test_mirroring_twice_gives_the_picture_back(image: Rgb) -> None:
    once = changed_picture("mirrored", image)
    assert np.array_equal(once[:, 0], image[:, -1])
    assert np.array_equal(changed_picture("mirrored", once), image)


def test_darker_is_darker_and_overexposed_loses_what_was_bright(image: Rgb) -> None:
    assert np.all(changed_picture("darker", image) <= image)
    brighter = changed_picture("overexposed", image)
    assert np.all(brighter >= image)
    assert np.all(brighter[image > 142] == 255)


def test_noise_has_its_spread_and_no_bias_and_differs_from_picture_to_picture() -> None:
    even = np.full((120, 160, 3), 128, dtype=np.uint8)
    apart = changed_picture("noise", even).astype(float) - 128
    assert apart.std() == pytest.approx(25, rel=0.05)
    assert abs(apart.mean()) < 1
    other = changed_picture("noise", even + np.uint8(1)).astype(float) - 129
    assert np.corrcoef(apart.ravel(), other.ravel())[0, 1] < 0.1


@pytest.mark.parametrize("name", ["blurred", "compressed"])
def test_blurring_and_compressing_lose_detail_and_keep_the_light(name: str) -> None:
    fine = np.random.default_rng(1).integers(100, 156, (240, 320, 3), dtype=np.uint8)
    made = changed_picture(name, fine).astype(float)
    assert made.mean() == pytest.approx(fine.mean(), abs=2)
    assert np.abs(np.diff(made, axis=1)).mean() < np.abs(np.diff(fine.astype(float), axis=1)).mean()


def test_grey_has_no_colour(image: Rgb) -> None:
    made = changed_picture("grey", image)
    assert np.array_equal(made[:, :, 0], made[:, :, 1])
    assert np.array_equal(made[:, :, 0], made[:, :, 2])


def test_half_the_size_is_half_and_a_person_half_as_big_stays_in_the_middle(image: Rgb) -> None:
    half = changed_picture("half the size", image)
    assert half.shape == (60, 80, 3)
    made = changed_picture("person half as big", image)
    assert made.shape == image.shape
    assert np.array_equal(made[30:90, 40:120], half)
    assert np.array_equal(made[0, 40:120], half[0])


@pytest.mark.parametrize("deg", [5, 10, -10])
def test_turning_turns_counter_clockwise_about_the_middle(deg: int) -> None:
    dark = np.zeros((201, 201, 3), dtype=np.uint8)
    cv2.circle(dark, (160, 100), 4, (255, 255, 255), -1)
    down, across = np.argwhere(changed_picture(f"turned by {deg} degrees", dark)[:, :, 0]).mean(0)
    assert across == pytest.approx(100 + 60 * np.cos(np.radians(deg)), abs=0.5)
    assert down == pytest.approx(100 - 60 * np.sin(np.radians(deg)), abs=0.5)


@pytest.mark.parametrize(("fps", "count"), [(10.0, 21), (60.0, 121)])
def test_another_rate_has_even_steps_and_shows_what_was_last_shown(fps: float, count: int) -> None:
    timed = [(i / 24, i) for i in range(49)]
    made = list(resample(timed, fps))
    assert len(made) == count
    assert np.allclose(np.diff([t_s for t_s, _ in made]), 1 / fps)
    assert all(0 <= t_s - number / 24 < 1 / 24 + 1e-5 for t_s, number in made)


def test_a_portrait_holds_the_person() -> None:
    film = move_person(standing(), list(Landmark), (200.0, 0.0))
    part = find_portrait_part(film)
    image = np.zeros((360, 640, 3), dtype=np.uint8)
    assert crop(image, part).shape == (360, 202, 3)
    x = film.frames[0].detections[0].image_px[:, 0]
    assert part.left * 640 <= x.min()
    assert x.max() <= part.right * 640 <= 640


def test_who_does_not_fit_into_a_portrait_and_what_is_one_is_not_cropped() -> None:
    with pytest.raises(NotApplicableError, match="does not fit"):
        find_portrait_part(move_person(standing(), [Landmark.LEFT_WRIST], (220.0, 0.0)))
    with pytest.raises(NotApplicableError, match="upright already"):
        find_portrait_part(standing(360, 640))


def test_a_laptop_sees_the_shoulders_and_not_the_hips() -> None:
    part = find_laptop_part(standing())
    assert part.top == 0.0
    assert 0.3 < part.bottom < 0.6
    width, height = (part.right - part.left) * 640, part.bottom * 360
    assert width / height == pytest.approx(16 / 9)


def test_a_laptop_does_not_see_who_lies_nor_who_is_cut_off_already_nor_nobody() -> None:
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    with pytest.raises(NotApplicableError, match="not upright"):
        find_laptop_part(move_person(standing(), hips, (200.0, -100.0)))
    with pytest.raises(NotApplicableError, match="above the hips"):
        find_laptop_part(move_person(standing(), hips, (0.0, 150.0)))
    nobody = tuple(replace(frame, detections=()) for frame in standing().frames)
    with pytest.raises(NotApplicableError, match="nobody"):
        find_laptop_part(replace(standing(), frames=nobody))


def test_a_cut_film_counts_from_0_and_lacks_its_end_alone() -> None:
    film = standing()
    later = cut_recording(film, BY_NAME["first 1.5 s cut off"])
    assert later.t_s == pytest.approx(film.t_s[:-15])
    assert later.frames[0].detections is film.frames[15].detections
    sooner = cut_recording(film, BY_NAME["last 1.5 s cut off"])
    assert sooner.t_s == film.t_s[:-15]
    with pytest.raises(NotApplicableError, match="less than 2 s"):
        cut_recording(standing(seconds=3.0), BY_NAME["first 1.5 s cut off"])


def test_a_hold_is_counted_within_the_span_without_its_pauses() -> None:
    hold = Hold(2.0, 10.0, 6.0, counted=True)
    pauses = [Span(4.0, 5.0), Span(8.0, 9.0), Span(20.0, 30.0)]
    assert find_held_s(hold, pauses, (0.0, 50.0)) == pytest.approx(6.0)
    assert find_held_s(hold, pauses, (4.5, 50.0)) == pytest.approx(4.0)
    assert find_held_s(hold, pauses, (0.0, 4.5)) == pytest.approx(2.0)
    assert find_held_s(hold, pauses, (11.0, 12.0)) == 0.0
    assert find_held_s(Hold(2.0, 2.0, 0.0, counted=False), [], (0.0, 9.0)) == 0.0


def answer(side: Side, count: float, *faults: str, repetitions: bool = False) -> Answer:
    told = frozenset(faults)
    return Answer(
        seen=True,
        refused=False,
        repetitions=repetitions,
        sides={side: SideAnswer(count, count, told, told)},
    )


@pytest.mark.parametrize(
    ("wanted", "got", "words"),
    [
        (answer(Side.LEFT, 4.0), answer(Side.LEFT, 4.29), ()),
        (answer(Side.LEFT, 4.0), answer(Side.LEFT, 4.4), ("4.4 s instead of 4.0 s",)),
        (answer(Side.LEFT, 20.0), answer(Side.LEFT, 20.9), ()),
        (answer(Side.LEFT, 20.0), answer(Side.LEFT, 21.1), ("21.1 s instead of 20.0 s",)),
        (answer(Side.LEFT, 4.0), answer(Side.RIGHT, 4.0), ("right instead of left",)),
        (
            answer(Side.LEFT, 4.0, "lean"),
            answer(Side.LEFT, 4.0, "shrug"),
            ("no longer reported: lean", "now reported: shrug"),
        ),
        (
            answer(Side.BOTH, 3, repetitions=True),
            answer(Side.BOTH, 1, repetitions=True),
            ("1 repetition instead of 3 repetitions",),
        ),
        (answer(Side.LEFT, 4.0), Answer(False, True, False, {}), ("nobody is seen any more",)),
        (
            answer(Side.LEFT, 4.0),
            Answer(True, True, False, {}),
            ("refused", "0.0 s instead of 4.0 s"),
        ),
        (Answer(True, False, False, {}), Answer(True, False, False, {}), ()),
    ],
)
def test_differences_are_told_in_words(wanted: Answer, got: Answer, words: tuple[str, ...]) -> None:
    assert find_differences(wanted, got) == words


def test_what_the_cut_goes_through_may_count_or_not() -> None:
    wanted = Answer(
        seen=True,
        refused=False,
        repetitions=True,
        sides={Side.LEFT: SideAnswer(2, 3, frozenset({"fast"}), frozenset({"fast", "lean"}))},
    )
    for count in (2, 3):
        assert not find_differences(wanted, answer(Side.LEFT, count, "fast", repetitions=True))
    assert find_differences(wanted, answer(Side.LEFT, 4, "fast", "lean", repetitions=True))
    assert find_differences(wanted, answer(Side.LEFT, 2, "lean", repetitions=True))


def test_a_film_without_truth_is_known_by_label_name_or_option(tmp_path: Path) -> None:
    for name in ("cat-cow.mine.mp4", "a.mov", "b.mp4", "notes.txt"):
        (tmp_path / name).touch()
    films, damaged = find_films([tmp_path], {"a.mov": "cobra-pose"}, None)
    assert [(film.name, film.stretch, film.world) for film in films] == [
        ("a", "cobra-pose", OTHER),
        ("cat-cow.mine", "cat-cow", OTHER),
    ]
    assert [name for name, _ in damaged] == ["b.mp4"]
    films, damaged = find_films([tmp_path], {"a.mov": "cobra-pose"}, "cat-cow")
    assert [film.name for film in films] == ["b", "cat-cow.mine"]
    assert not damaged


def test_of_sample_clips_in_a_folder_those_of_good_form_are_taken() -> None:
    films, _ = find_films([SAMPLES], {}, "seated-twist")
    assert [(film.name, film.world) for film in films] == [(CLIP, POSED)]


def test_films_of_sealed_seeds_are_refused(tmp_path: Path) -> None:
    write_film(tmp_path, CLIP, 200, 0)
    (tmp_path / "films-0200" / "000000.mp4").touch()
    with pytest.raises(FormcheckError, match="sealed"):
        find_films([tmp_path], {}, None)


def test_a_clip_is_compared_end_to_end_and_the_second_time_from_the_cache(
    thin_sample: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("mirrored", "last 1.5 s cut off")
    changes = (Change("only copied", np.copy), *(BY_NAME[name] for name in names))
    json_file = tmp_path / "out.json"

    def run_compare(least_same: int = 0) -> None:
        compare_films(
            [thin_sample(CLIP)], {}, None, tmp_path / "cache", workers=1,
            console=Console(quiet=True), report=tmp_path / "out.md", json_file=json_file,
            changes=changes, least_same=least_same,
        )  # fmt: skip

    run_compare()
    first = json.loads(json_file.read_text())
    assert [one["change"] for one in first[0]["compared"]] == [change.name for change in changes]
    assert first[0]["answer"].startswith("left ")
    assert first[0]["compared"][0]["differences"] == []
    assert len(list((tmp_path / "cache").glob("*.npz"))) == 3
    assert "| only copied | 1 | 1 | 1 | 1 | 0 |" in (tmp_path / "out.md").read_text()
    monkeypatch.setattr(compare, "detect", None)
    json_file.unlink()
    with pytest.raises(FormcheckError, match="where 4 did"):
        run_compare(least_same=4)
    assert json.loads(json_file.read_text()) == first


def test_tables_count_the_films_a_change_fits_and_those_that_were_answered() -> None:
    silent = FilmResult("a", "cat-cow", OTHER, "nothing", False, (Comparison("grey"),))
    films = [
        silent,
        replace(silent, name="b", answered=True, compared=(Comparison("grey", ("0 s",)),)),
        replace(silent, name="c", answered=True, compared=(Comparison("grey", (), "why"),)),
    ]
    counts = ("2", "1", "1", "0", "1")
    assert list_change_rows(films) == [("grey", *counts), ("all", *counts)]
    assert list_stretch_rows(films) == [("cat-cow", *counts), ("all", *counts)]
    assert "| b | grey | 0 s |" in make_page(films, [("d.mp4", "why")])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["missing.mp4"], "There is no file or folder missing.mp4"),
        (["."], "no video here that can be judged"),
        ([".", "--stretch", "no-such"], "no-such"),
        ([".", "--change", "upside down"], 'There is no change "upside down"'),
        ([".", "--labels", "labels.json"], "must be JSON such as"),
        ([".", "--labels", "gone.json"], "gone.json can't be read"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.json").write_text("[1]")
    done = CliRunner().invoke(APP, [*words, "--cache", str(tmp_path / "cache")])
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_a_film_that_cannot_be_read_is_left_out_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "cat-cow.mine.mp4").write_bytes(b"no film")
    done = CliRunner().invoke(
        APP, [str(tmp_path), "--workers", "1", "--cache", str(tmp_path / "cache")]
    )
    assert done.exit_code == 2
    assert "cat-cow.mine is left out" in done.stdout


def test_the_answer_to_a_film_that_shows_nobody_is_nobody() -> None:
    spec = load_spec("cat-cow")
    assert not build_answer(None, spec, mirrored=False).seen
