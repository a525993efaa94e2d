"""Random people at a desk: they fit it, truth comes from joints, films and stills are kept."""

# ruff: noqa: D103, S101

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.posture.posture_values import View
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.severity import REASONS
from formcheck.engine.sit_baseline import FIRST_SECONDS
from formcheck.engine.sit_video import sit_video
from formcheck.vision.pose.recording import Recording
from synth import severity as fitting
from synth.body import JOINTS
from synth.cameras import CannotPlaceCameraError, find_in_picture
from synth.geometry import Array, vec
from synth.people import draw_person
from synth.pose import Pose, blend_poses
from synth.sitting import sampled
from synth.sitting.course import BEGINS, draw_course
from synth.sitting.numbers import LIMITS, measure_posture, measure_severity
from synth.sitting.postures import COMFORTABLE, SLOUCHES
from synth.sitting.sampled import draw_film, get_joints, make_sitting_film, solve_own_upright
from synth.sitting.sampled_stills import (
    FIRST_UPRIGHT,
    OF_ONE_CAMERA,
    make_sitting_stills,
    make_sitting_views,
)
from synth.sitting.seated import compare_stills, read_seated
from synth.sitting.views import KINDS, draw_view
from synth.sitting.workplace import RandomDesk, draw_habit, draw_workplace
from synth.stance import Figure

SEED = 1


def made(seed: int) -> RandomDesk:
    random = np.random.default_rng(seed)
    person = draw_person(random)
    return RandomDesk(Figure(person.body), draw_workplace(random), draw_habit(random))


@pytest.fixture(scope="module")
def desks() -> list[RandomDesk]:
    return [made(seed) for seed in range(6)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sitting")
    make_sitting_film(SEED, 2, out)
    return out


def severity(desk: RandomDesk, pose: Pose, why: str) -> float:
    joints = get_joints(desk.fig.solve(pose))[None]
    screen = desk.eyes + vec((0.0, -0.65, 0.0))
    return float(
        measure_severity(measure_posture(joints, solve_own_upright(desk), screen, screen))[why][0]
    )


def test_everybody_reaches_the_keys_and_no_belly_is_in_the_desk(desks: list[RandomDesk]) -> None:
    for desk in desks:
        posed = desk.fig.solve(desk.home)
        for side in ("left", "right"):
            arm = getattr(desk.home, f"{side}_arm")
            assert np.linalg.norm(posed.joints[f"{side}_wrist"] - vec(arm.at)) < 0.015
        body = desk.fig.body
        verts = posed.verts[body.group("root", "pelvis", "spine", "breast", "upperleg")]
        inside = (verts[:, 1] < desk.edge_y - 0.03) & (np.abs(verts[:, 2] - desk.top_m) < 0.02)
        assert inside.sum() < 5


def test_numbers_of_the_own_upright_are_none(desks: list[RandomDesk]) -> None:
    for desk in desks:
        upright = solve_own_upright(desk)
        numbers = measure_posture(upright[None], upright, desk.eyes - 0.6, desk.eyes - 0.6)
        for name, values in numbers.items():
            assert values[0] == pytest.approx(1.0 if name.endswith("scale") else 0.0, abs=1e-9)


def test_a_slouch_shows_in_the_number_that_names_it_and_grows(desks: list[RandomDesk]) -> None:
    for desk in desks:
        for slouch in SLOUCHES.values():
            full = desk.keep_clear(slouch.take(desk, desk.home, 1.0, "left"))
            told = [
                severity(desk, blend_poses(desk.home, full, share), slouch.why)
                for share in (0.15, 0.5, 1.0)
            ]
            assert told == sorted(told)
            assert told[0] < 1.0
            assert told[2] > 0.7


def test_comfortable_ways_to_sit_are_within_all_limits(desks: list[RandomDesk]) -> None:
    for desk in desks:
        for take in COMFORTABLE.values():
            assert max(severity(desk, take(desk), why) for why in LIMITS) < 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_cameras_see_the_face(desks: list[RandomDesk], kind: str) -> None:
    random = np.random.default_rng(3)
    names = ["nose", "left_eye", "right_eye"]
    for desk in desks:
        viewed = draw_view(random, desk, 320, kind)
        face = np.array([desk.joints[name] for name in names])
        assert find_in_picture(viewed.camera, face).sum() >= (3 if viewed.view == "front" else 2)
        assert viewed.camera.eye[2] > 0.2


def test_films_begin_in_every_way() -> None:
    random = np.random.default_rng(4)
    courses = [draw_course(random, "front", "left") for _ in range(80)]
    assert {c.begins for c in courses} == set(BEGINS)
    for course in courses:
        slouches = [e for e in course.episodes if e.kind in SLOUCHES]
        if course.begins == "never-upright":
            assert slouches == list(course.episodes)
        if course.begins == "no-slouch":
            assert not slouches


def test_a_film_keeps_what_was_seen_and_what_is_true(folder: Path) -> None:
    recording = Recording.load(folder / "000002.recording.npz")
    truth = np.load(folder / "000002.truth.npz")
    about = json.loads(str(truth["about"]))
    times_s: Array = truth["times_s"]
    assert truth["joints"].shape == (len(times_s), len(JOINTS), 3)
    assert np.allclose(recording.t_s, times_s, atol=1e-3)
    assert {f"severity/{why}" for why in LIMITS} <= set(truth.files)
    assert truth["posture/neck"].shape == times_s.shape
    assert about["spans"][0]["start_s"] == 0.0
    assert about["spans"][-1]["end_s"] > times_s[-1]
    assert np.mean([bool(f.detections) for f in recording]) > 0.8
    assert not list(folder.glob("*.mp4"))


def test_landmarks_lie_on_the_true_joints(folder: Path) -> None:
    recording = Recording.load(folder / "000002.recording.npz")
    truth = np.load(folder / "000002.truth.npz")
    at = [JOINTS.index(f"{side}_shoulder") for side in ("left", "right")]
    off = []
    for frame, true in zip(recording, truth["pixels"], strict=True):
        wide = np.linalg.norm(true[at[0]] - true[at[1]])
        for one in frame.detections:
            gap = one.image_px[11:13].mean(0) - true[at].mean(0)
            off.append(np.linalg.norm(gap) / wide)
    assert np.median(off) < 0.3


def test_formcheck_can_judge_the_recording(folder: Path) -> None:
    film = sit_video(folder / "000002.recording.npz", FIRST_SECONDS, Rules(), Path())
    assert film.seen_frames > 0.8 * film.frames


def test_the_same_seed_and_number_are_the_same_film(folder: Path) -> None:
    truth = np.load(folder / "000002.truth.npz")
    about = json.loads(str(truth["about"]))
    film = draw_film(np.random.default_rng([SEED, 2, *b"sitting"]))
    assert np.array_equal(film.times_s, truth["times_s"])
    assert film.viewed.describe(film.stage.desk.eyes) == about["camera"]
    joints = get_joints(film.stage.posed(float(film.times_s[5])))
    assert np.allclose(joints, truth["joints"][5], atol=1e-5)


def test_a_film_without_a_place_for_its_camera_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(random: np.random.Generator) -> None:
        del random
        raise CannotPlaceCameraError

    monkeypatch.setattr(sampled, "draw_film", fails)
    assert make_sitting_film(SEED, 3, tmp_path) == "none"
    assert json.loads((tmp_path / "000003.none.json").read_text())["reasons"]


def test_a_chunk_of_stills(tmp_path: Path) -> None:
    assert make_sitting_stills(SEED, 0, 10, tmp_path, pictures=True) == "10 stills"
    stills = np.load(tmp_path / "000000.npz")
    assert stills["joints"].shape == stills["upright"].shape == (10, len(JOINTS), 3)
    assert stills["found"].mean() > 0.5
    assert stills["posture/trunk"].shape == (10,)
    told = [json.loads(str(about)) for about in stills["about"]]
    assert len({str(about["person"]) for about in told}) == 2
    assert len(list((tmp_path / "000000").glob("*.webp"))) == 10


def test_networks_learn_severities_from_stills_and_say_where_a_reason_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sitting-views-0001"
    folder.mkdir()
    make_sitting_views(SEED, 1, folder)  # of odd number: from the side
    (person,) = read_seated(folder)
    monkeypatch.setattr(fitting, "SCHEDULE", replace(fitting.SCHEDULE, epochs=2, batch=64))
    people = [person] * fitting.NETWORKS
    arrays = fitting.fit_view(np.random.default_rng(0), people, View.SIDE)
    again = fitting.fit_view(np.random.default_rng(0), people, View.SIDE)
    reasons = len(REASONS[View.SIDE])
    assert arrays["limits"].shape == (reasons, 2)
    assert (arrays["limits"][:, 0] <= arrays["limits"][:, 1]).all()
    assert arrays["weights2"].shape[::2] == (fitting.NETWORKS, reasons)
    assert (arrays["usual"] == again["usual"]).all()
    with pytest.raises(ValueError, match="nobody is seen from the front"):
        fitting.fit_severity([folder], tmp_path / "severity.npz")
    with pytest.raises(ValueError, match="is not of a seed to fit on"):
        fitting.fit_severity([tmp_path / "sitting-views-0108"], tmp_path / "severity.npz")


def test_stills_of_one_person_before_one_camera(tmp_path: Path) -> None:
    assert make_sitting_views(SEED, 0, tmp_path) == f"{OF_ONE_CAMERA} stills"
    told = [json.loads(str(about)) for about in np.load(tmp_path / "000000.npz")["about"]]
    assert all(len({str(about[name]) for about in told}) == 1 for name in ("person", "camera"))
    (person,) = read_seated(tmp_path)
    assert all(still.is_upright for still in person[:FIRST_UPRIGHT])
    assert any(still.why and still.severity > 0 for still in person)
    for still, features, baseline in compare_stills(person):
        assert still in person
        assert features.values.keys() == baseline.values.keys()
