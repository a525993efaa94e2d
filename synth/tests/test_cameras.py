"""Random cameras see the person as promised."""

# ruff: noqa: D103, S101

from collections import Counter

import numpy as np
import pytest

from synth import cameras
from synth.cameras import CUTS, draw_camera, draw_size, find_in_picture
from synth.geometry import Array
from synth.scene import Box, Camera

STANDING = np.array(
    [
        (x, y, z)
        for x, z in ((0.0, 1.7), (0.2, 1.4), (-0.2, 1.4), (0.3, 0.9), (-0.3, 0.9), (0.1, 0.1))
        for y in (0.0, 0.1)
    ]
)
LYING: Array = STANDING[:, (0, 2, 1)] - (0.0, 0.9, 0.0)
COUNT = 400


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Camera, dict[str, object]]]:
    random = np.random.default_rng(1)
    return [draw_camera(random, STANDING, 0.0) for _ in range(COUNT)]


def test_cameras_keep_their_ranges(drawn: list[tuple[Camera, dict[str, object]]]) -> None:
    for camera, told in drawn:
        assert 0.35 <= camera.eye[2] <= 1.7
        assert 35 <= camera.fov_deg <= 75
        assert abs(camera.roll_deg) <= 8
        assert max(camera.width, camera.height) == 320
        direction = np.degrees(np.arctan2(camera.eye[0], 0.05 - camera.eye[1]))
        assert abs(direction) <= 20.01
        assert camera.view(STANDING)[:, 2].min() > 0.5
        assert np.hypot(*(camera.eye - STANDING.mean(0))[:2]) < 6.1
        assert told["size"] == [camera.width, camera.height]


def test_only_cut_pictures_lack_joints(drawn: list[tuple[Camera, dict[str, object]]]) -> None:
    for camera, told in drawn:
        if not told["cut"]:
            assert find_in_picture(camera, STANDING).all()
    cut = [told["cut"] for _, told in drawn if told["cut"]]
    assert 0.07 < len(cut) / COUNT < 0.17
    assert set(cut) == set(CUTS)


def test_people_are_small_to_filling(drawn: list[tuple[Camera, dict[str, object]]]) -> None:
    shares = []
    for camera, told in drawn:
        px = camera.project(cameras.find_outline(STANDING))
        share = np.ptp(px, axis=0) / (camera.width, camera.height)
        shares.append(share.max())
        assert share.max() == pytest.approx(told["share"], abs=0.001)
    assert min(shares) < 0.4
    assert max(shares) > 0.92
    assert 0.6 < np.median(shares) < 0.8


def test_shapes_have_their_shares() -> None:
    random = np.random.default_rng(2)
    counts = Counter(draw_size(random, 640) for _ in range(2000))
    assert set(counts) == {(640, 480), (640, 360), (360, 640)}
    assert counts[640, 480] / 2000 == pytest.approx(0.4, abs=0.04)
    assert counts[360, 640] / 2000 == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("view_deg", [0.0, 90.0, -90.0, 180.0])
def test_the_camera_stands_where_it_is_asked_to(view_deg: float) -> None:
    random = np.random.default_rng(3)
    for _ in range(20):
        camera, told = draw_camera(random, LYING, view_deg, size=(640, 360))
        off = (
            camera.eye
            - (cameras.find_outline(LYING).min(0) + cameras.find_outline(LYING).max(0)) / 2
        )
        towards = np.degrees(np.arctan2(off[0], -off[1]))
        assert abs((towards - view_deg + 180) % 360 - 180) <= 20.01
        assert (camera.width, camera.height) == (640, 360)
        assert told["cut"] or find_in_picture(camera, LYING).all()


def test_the_camera_keeps_off_furniture_and_walls() -> None:
    chair = Box((-0.3, -2.0, 0.0), (0.3, -1.5, 1.0), (0.5, 0.5, 0.5))
    wall = Box((-3.0, -2.8, 0.0), (3.0, -2.6, 2.5), (0.5, 0.5, 0.5))
    random = np.random.default_rng(4)
    for _ in range(40):
        camera, _ = draw_camera(random, STANDING, 0.0, boxes=[chair, wall])
        assert camera.eye[1] > -2.6
        inside = (camera.eye > np.array(chair.lo)) & (camera.eye < np.array(chair.hi))
        assert not inside.all()


def test_the_same_generator_gives_the_same_camera() -> None:
    one, two = (draw_camera(np.random.default_rng(5), STANDING, 30.0) for _ in range(2))
    assert one[1] == two[1]
    assert np.array_equal(one[0].rot, two[0].rot)


def test_points_behind_the_camera_are_not_in_the_picture() -> None:
    camera = Camera((0.0, -2.0, 1.0), (0.0, 0.0, 1.0), 50.0, 320, 240)
    points = np.array([(0.0, 0.0, 1.0), (0.0, -4.0, 1.0), (5.0, 0.0, 1.0)])
    assert find_in_picture(camera, points).tolist() == [True, False, False]


def test_roll_turns_the_picture_the_other_way() -> None:
    level = Camera((0.0, -2.0, 1.0), (0.0, 0.0, 1.0), 50.0, 320, 240)
    rolled = Camera((0.0, -2.0, 1.0), (0.0, 0.0, 1.0), 50.0, 320, 240, roll_deg=5.0)
    above = np.array([0.0, 0.0, 1.5])
    assert level.project(above)[0] == pytest.approx(160.0)
    assert rolled.project(above)[0] < 155.0
