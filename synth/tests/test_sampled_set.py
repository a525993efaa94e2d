"""Sampled films and stills: kept by seed, made once, true by their joints."""

# ruff: noqa: D103, S101

import json
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from formcheck.vision.pose.recording import Recording
from reference.skeleton import JOINTS as REFERENCE_JOINTS
from synth.body import JOINTS
from synth.cameras import DESK_EYE_M, DESK_FAR_M
from synth.people import draw_person
from synth.sampled.cli import KINDS, run
from synth.sampled.exercises import EXERCISES
from synth.sampled.film import BY_DESK, PLAIN, Film, FilmJob, draw_take, make_film
from synth.sampled.stills import StillsJob, make_stills
from synth.stance import Figure

SEED = 1


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure(draw_person(np.random.default_rng(SEED)).body)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    make_film(FilmJob(SEED, 0, folder))
    return folder


def test_a_film_keeps_what_was_seen_and_what_is_true(folder: Path) -> None:
    recording = Recording.load(folder / "000000.recording.npz")
    truth = np.load(folder / "000000.truth.npz")
    about = json.loads(str(truth["about"]))
    assert about["stretch"] == "bridge-pose"
    assert about["fault"] is None
    assert truth["joints"].shape == (len(truth["times_s"]), len(JOINTS), 3)
    assert abs(recording.t_s[-1] - truth["times_s"][-1]) < 0.5
    assert {f"severity/{name}" for name in ("hips-up", "lift")} <= set(truth.files)
    assert not list(folder.glob("*.mp4"))


def test_landmarks_lie_on_the_true_joints(folder: Path) -> None:
    recording = Recording.load(folder / "000000.recording.npz")
    truth = np.load(folder / "000000.truth.npz")
    hip = [JOINTS.index(f"{side}_hip") for side in ("left", "right")]
    shoulder = [JOINTS.index(f"{side}_shoulder") for side in ("left", "right")]
    off, trunk = [], []
    for frame in recording:
        at = int(np.argmin(np.abs(truth["times_s"] - frame.t_s)))
        true = truth["pixels"][at]
        for one in frame.detections[:1]:
            off.append(np.linalg.norm(one.image_px[23:25].mean(0) - true[hip].mean(0)))
            trunk.append(np.linalg.norm(true[shoulder].mean(0) - true[hip].mean(0)))
    assert np.median(off) < 0.35 * np.median(trunk)


def test_the_same_seed_and_number_are_the_same_film(folder: Path) -> None:
    truth = np.load(folder / "000000.truth.npz")
    job = FilmJob(SEED, 0, folder)
    random = np.random.default_rng([job.seed, job.number, *b"film"])
    film = Film(job, draw_take(job, random), random)
    assert np.array_equal(film.times_s, truth["times_s"])
    about = json.loads(str(truth["about"]))
    assert film.shot.told["camera"] == about["camera"]
    assert film.person.numbers == about["person"]


def test_what_is_there_is_not_made_again(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    there = tmp_path / f"films-{SEED:04d}"
    there.symlink_to(folder)
    before = (folder / "000000.truth.npz").stat().st_mtime_ns
    run(_make_arguments(films=1, out=tmp_path))
    assert (folder / "000000.truth.npz").stat().st_mtime_ns == before
    assert "1 of 1 are there" in capsys.readouterr().out


def test_a_chunk_of_stills(tmp_path: Path) -> None:
    job = StillsJob(SEED, 0, 5, tmp_path, pictures=True)
    make_stills(job)
    stills = np.load(job.target)
    assert stills["joints"].shape == (5, len(JOINTS), 3)
    assert stills["found"].mean() > 0.5
    assert len(list((tmp_path / "000000").glob("*.webp"))) == 5
    told = [json.loads(str(about)) for about in stills["about"]]
    assert {about["stretch"] for about in told} == {"bridge-pose"}
    assert len({str(about["camera"]) for about in told}) == 5


def test_a_laptop_sees_shoulders_and_no_hips(tmp_path: Path) -> None:
    job = StillsJob(SEED, 0, 4, tmp_path, desk=True)
    make_stills(job)
    stills = np.load(job.target)
    told = [json.loads(str(about)) for about in stills["about"]]
    assert {about["stretch"] for about in told} <= BY_DESK
    for about, pixels in zip(told, stills["pixels"], strict=True):
        width, height = about["size"]
        places = dict(zip(JOINTS, pixels, strict=True))
        for side in ("left", "right"):
            x, y = places[f"{side}_shoulder"]
            assert 0 <= x < width
            assert 0 <= y < height
            assert places[f"{side}_hip"][1] >= height
        assert DESK_FAR_M[0] <= about["camera"]["distance_m"] <= DESK_FAR_M[1] + DESK_EYE_M[1]


def test_joints_have_the_names_of_the_reference() -> None:
    assert REFERENCE_JOINTS == JOINTS


def test_stills_of_other_exercises_are_of_no_stretch(tmp_path: Path) -> None:
    job = StillsJob(SEED, 0, 4, tmp_path, other=True)
    make_stills(job)
    stills = np.load(job.target)
    told = [json.loads(str(about)) for about in stills["about"]]
    assert [about["stretch"] for about in told] == [None] * 4
    assert {about["exercise"] for about in told} == {"squat"}
    assert np.isnan(stills["before"]).all()


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_stands_on_the_floor_and_its_ends_differ(figure: Figure, name: str) -> None:
    first, second = (figure.solve(figure.set_down(end)) for end in EXERCISES[name])
    for posed in (first, second):
        assert figure.find_lowest(posed) == pytest.approx(0.0, abs=0.03)
    moved = [np.linalg.norm(first.joints[joint] - second.joints[joint]) for joint in JOINTS]
    assert max(moved) > 0.08


def test_a_plain_fault_is_the_same_one_taken_farther(tmp_path: Path) -> None:
    for number in range(1, 40, 2):
        usual, plain = (
            draw_take(FilmJob(SEED, number, tmp_path, plain=plain), np.random.default_rng(number))
            for plain in (False, True)
        )
        assert (plain.stretch, plain.fault, plain.side) == (usual.stretch, usual.fault, usual.side)
        assert plain.fault is None or PLAIN[0] <= plain.severity <= PLAIN[1]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"films": 1, "seed": 0}, "seeds begin at 1"),
        ({"films": 1, "seed": 200, "pictures": True}, "seed 200 is sealed"),
        ({"films": 0}, "at least 1"),
        ({"sitting_stills": 5, "good": True}, "--good goes with --films"),
        ({"stills": 240, "plain": True}, "--plain goes with --films"),
        ({"films": 2, "good": True, "plain": True}, "leave no film"),
        ({"sitting_films": 1, "desk": True}, "--desk goes with --films or --stills"),
        ({"films": 1, "other": True}, "--other goes with --stills alone"),
    ],
)
def test_bad_wishes_get_a_sentence(asked: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=told):
        run(_make_arguments(out=tmp_path, **asked))


def _make_arguments(**told: object) -> Namespace:
    nothing = dict.fromkeys(KINDS)
    wanted = {**nothing, "seed": SEED, "good": False, "pictures": False, "desk": False}
    wanted |= {"other": False, "plain": False}
    return Namespace(**(wanted | {"workers": 1} | told))
