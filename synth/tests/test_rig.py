"""Commanded against measured angles, contacts, mirror images."""

# ruff: noqa: D103, S101

from dataclasses import replace

import numpy as np
import pytest

from synth.geometry import measure_interior_angle
from synth.pose import Angles, Pinned, Reach, mirror_pose
from synth.rig import measure_elbow_flexion, measure_elevation, measure_plane
from synth.stance import Figure

ARMS = [
    Angles(plane=p, elev=e, rot=r, elbow=f)
    for p in (0, 60, 90, 120)
    for e in (20, 90, 150)
    for r in (-40, 0, 60)
    for f in (0, 40, 120)
]


def test_a_commanded_elbow_is_the_measured_elbow(man: Figure) -> None:
    for arm in ARMS:
        j = man.solve(replace(man.standing(), left_arm=arm)).joints
        assert measure_elbow_flexion(j, "left") == pytest.approx(arm.elbow, abs=1.5)


def test_a_commanded_elevation_and_plane_are_measured_in_the_chest(man: Figure) -> None:
    """Within 8 degrees: the trunk line between joint centres is not quite the chest's axis."""
    for arm in ARMS:
        j = man.solve(replace(man.standing(), left_arm=arm, right_arm=arm)).joints
        assert measure_elevation(j, "left") == pytest.approx(arm.elev, abs=8)
        if arm.elev == 90:
            assert measure_plane(j, "left") == pytest.approx(arm.plane, abs=8)


def test_knees_bend_as_told(man: Figure) -> None:
    for bend in (10.0, 30.0, 60.0):
        j = man.solve(man.standing(knees=bend)).joints
        got = 180 - measure_interior_angle(j["left_hip"], j["left_knee"], j["left_ankle"])
        assert float(got) == pytest.approx(bend, abs=1.5)


def test_a_mirrored_pose_has_mirrored_joints(man: Figure) -> None:
    pose = replace(
        man.standing(back_m=0.1),
        left_arm=Angles(plane=110, elev=80, elbow=30, rot=20),
        right_arm=Reach((0.0, -0.05, -0.05), (-0.7, -0.2, -1.0), "left_elbow"),
        rot=20.0,
        yaw=8.0,
        side=10.0,
        roll=3.0,
        neck_side=12.0,
        left_shrug=9.0,
    )
    a, b = man.solve(pose).joints, man.solve(mirror_pose(pose)).joints
    flip = np.array([-1.0, 1.0, 1.0])
    for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        left, right = a[f"left_{name}"], b[f"right_{name}"]
        np.testing.assert_allclose(left * flip, right, atol=1e-6)


def test_a_hand_that_holds_a_joint_is_at_that_joint(man: Figure) -> None:
    off = (0.0, -0.04, -0.05)
    grip = Reach(off, (-0.7, -0.2, -1.0), "left_elbow")
    arm = Angles(plane=120, elev=80, elbow=8)
    j = man.solve(replace(man.standing(), left_arm=arm, right_arm=grip)).joints
    assert np.linalg.norm(j["right_wrist"] - j["left_elbow"] - off) < 0.005


def test_a_pinned_forearm_stays_while_the_trunk_turns(man: Figure) -> None:
    elbow, hand = (0.28, -0.25, 1.45), (0.28, -0.53, 1.45)
    pose = replace(man.standing(), left_arm=Pinned(elbow, hand))
    first = man.solve(pose).joints
    for turn in (-20.0, 15.0, 35.0):
        j = man.solve(replace(pose, rot=turn)).joints
        for name in ("left_elbow", "left_wrist"):
            assert np.linalg.norm(j[name] - first[name]) < 0.004


def test_planted_feet_stay_while_the_hips_move(man: Figure) -> None:
    a = man.solve(man.standing()).joints
    b = man.solve(man.standing(knees=30.0, back_m=0.2)).joints
    for name in ("left_ankle", "right_ankle"):
        assert np.linalg.norm(a[name] - b[name]) < 0.003
