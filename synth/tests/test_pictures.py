"""The pictures of the stretches: framing, hands, marks, ghost."""

# ruff: noqa: D103, S101

import json
from pathlib import Path

import numpy as np
import pytest

from synth import studio
from synth.marks import MARKS, place
from synth.moves import FAULTS
from synth.pictures import OWN_WINDOW, Shot, draw, model, shots_of, windows_of, write_ghost
from synth.props import with_hands
from synth.studio import SIZE, WALL_RGB

UPPER = "cross-body-shoulder-stretch"


@pytest.fixture(scope="module", params=list(FAULTS))
def stretch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shots(stretch: str) -> list[Shot]:
    return shots_of(stretch)


def test_start_target_and_every_fault_are_drawn_and_every_fault_is_marked(
    stretch: str, shots: list[Shot]
) -> None:
    assert [s.name for s in shots] == ["start", "target", *FAULTS[stretch]]
    assert set(MARKS[stretch]) == set(FAULTS[stretch])


def test_all_pictures_of_a_stretch_but_the_widest_share_one_window(
    stretch: str, shots: list[Shot]
) -> None:
    windows = windows_of(stretch, shots)
    assert {windows[s.name] for s in shots if s.name not in OWN_WINDOW} == {windows["start"]}


def test_heads_arms_and_marks_are_within_the_picture(stretch: str, shots: list[Shot]) -> None:
    windows = windows_of(stretch, shots)
    for shot in shots:
        cam = windows[shot.name].camera()
        px = cam.project(shot.posed.verts)
        assert px.min(0)[0] >= 0, shot.name
        assert px.min(0)[1] >= 0, shot.name
        assert px[:, 0].max() <= SIZE[0], shot.name
        mark = MARKS[stretch].get(shot.name)
        for name in mark.at if mark else ():
            x, y = cam.project(place(shot.posed.joints, name))
            assert 20 < x < SIZE[0] - 20, shot.name
            assert 10 < y < SIZE[1] - 20, shot.name


def test_hands_that_hold_leave_elbows_and_trunk_where_the_clip_has_them(
    shots: list[Shot],
) -> None:
    for shot in shots:
        again = model().solve(with_hands(shot.posed.pose))
        for joint in ("left_shoulder", "right_shoulder", "left_elbow", "left_hip", "right_hip"):
            moved = np.linalg.norm(again.joints[joint] - shot.posed.joints[joint])
            assert moved < 0.01, (shot.name, joint)


def test_a_ghost_has_few_points_about_the_middle_of_the_shoulders(
    stretch: str, shots: list[Shot], tmp_path: Path
) -> None:
    write_ghost(stretch, shots, tmp_path)
    made = json.loads((tmp_path / "ghost.json").read_text())
    assert (made["torso_per_shoulder"] is None) == stretch.startswith("wall")
    for which in ("start", "target"):
        points = np.concatenate([np.array(p) for p in made[which]["outline"]])
        assert 60 < len(points) <= 150
        joints = made[which]["joints"]
        assert len(joints) == 33
        middle = (np.array(joints[11]) + joints[12]) / 2
        assert middle == pytest.approx([0.0, 0.04], abs=0.01)


def test_a_picture_is_the_person_on_a_plain_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "OVER", 1)
    shots = shots_of(UPPER)[:2]
    (_, start), (_, target) = draw(UPPER, shots)
    assert start.shape == (SIZE[1], SIZE[0], 3)
    for corner in (start[0, 0], start[0, -1], target[0, 0]):
        assert corner * 255 == pytest.approx(np.array(WALL_RGB), abs=2)
    assert np.abs(start - target).max() > 0.3
