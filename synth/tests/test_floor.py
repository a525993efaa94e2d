"""Poses on the floor: contacts, angles of legs, hands, mirror images, blends, breath."""

# ruff: noqa: D103, S101

from dataclasses import replace

import numpy as np
import pytest

from synth.body import JOINTS
from synth.film import load_figure
from synth.floor import MAT_M
from synth.geometry import measure_angle, measure_interior_angle
from synth.life import Breath, Life
from synth.pose import Angles, Foot, Hand, Kneel, Leg, Pose, blend_poses, mirror_pose
from synth.stance import Figure

BASES = (
    "supine",
    "supine_knees_bent",
    "prone",
    "all_fours",
    "kneeling",
    "half_kneeling",
    "side_lying",
    "long_sitting",
    "cross_legged",
    "heel_sitting",
)
TOUCHING = {  # what must lie on the mat, by how the names of bones begin
    "supine": (("head",), ("pelvis",), ("foot.L",), ("foot.R",), ("wrist.L", "finger")),
    "supine_knees_bent": (("head",), ("pelvis",), ("foot.L", "toe"), ("wrist.R", "finger")),
    "prone": (("head",), ("foot.L",), ("foot.R",), ("wrist.L", "finger")),
    "all_fours": (("lowerleg01.L",), ("foot", "toe"), ("wrist.L", "finger"), ("wrist.R",)),
    "kneeling": (("lowerleg01.L",), ("lowerleg01.R",), ("foot", "toe")),
    "half_kneeling": (("lowerleg01.L",), ("foot.R", "toe")),
    "side_lying": (("lowerleg01.R",), ("foot.R",), ("upperarm01.R", "upperarm02.R")),
    "long_sitting": (("spine05", "upperleg01"), ("lowerleg", "foot")),
    "cross_legged": (("spine05", "upperleg01"), ("foot.L",), ("foot.R",)),
    "heel_sitting": (("foot", "toe"),),
}
NAMES = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "big_toe")


@pytest.fixture(params=["man", "woman", "older"])
def fig(request: pytest.FixtureRequest) -> Figure:
    """Each of the sample bodies."""
    return load_figure(request.param)


@pytest.mark.parametrize("name", BASES)
def test_nobody_sinks_into_the_mat_and_what_should_touch_it_does(fig: Figure, name: str) -> None:
    got = fig.solve(getattr(fig, name)())
    assert got.verts[:, 2].min() == pytest.approx(MAT_M, abs=0.002)
    for bones in TOUCHING[name]:
        part = fig.body.group(*bones)
        assert got.verts[part, 2].min() == pytest.approx(MAT_M, abs=0.003), bones


@pytest.mark.parametrize("name", BASES)
def test_the_mirror_image_of_a_floor_pose_has_mirrored_joints(man: Figure, name: str) -> None:
    pose = replace(getattr(man, name)(), spin=12.0, rot=-8.0)
    a, b = man.solve(pose).joints, man.solve(mirror_pose(pose)).joints
    for joint in NAMES:
        left, right = a[f"left_{joint}"], b[f"right_{joint}"]
        np.testing.assert_allclose(left * [-1, 1, 1], right, atol=1e-4)


def test_lying_and_all_fours_point_the_way_the_builders_count_on(man: Figure) -> None:
    def up(pose: Pose) -> np.ndarray:
        j = man.solve(pose).joints
        d = j["left_shoulder"] + j["right_shoulder"] - j["left_hip"] - j["right_hip"]
        out: np.ndarray = d / np.linalg.norm(d)
        return out

    assert up(man.supine())[1] > 0.99
    assert up(man.prone())[1] < -0.97
    assert up(man.all_fours())[1] < -0.95
    assert up(man.side_lying())[0] < -0.95
    for name in ("kneeling", "long_sitting", "cross_legged", "heel_sitting"):
        assert up(getattr(man, name)())[2] > 0.95, name


@pytest.mark.parametrize("flex", [0.0, 45.0, 90.0, 115.0])
@pytest.mark.parametrize("knee", [0.0, 30.0, 90.0, 130.0])
def test_commanded_angles_of_a_leg_are_the_measured_ones(
    man: Figure, flex: float, knee: float
) -> None:
    pose = replace(man.supine(), left_foot=Leg(flex=flex, knee=knee))
    j = man.solve(pose).joints
    bend = 180 - float(measure_interior_angle(j["left_hip"], j["left_knee"], j["left_ankle"]))
    assert bend == pytest.approx(knee, abs=2.0)
    thigh = j["left_knee"] - j["left_hip"]
    assert measure_angle(thigh, (0, -1, 0)) == pytest.approx(flex, abs=2.0)
    assert thigh[2] >= -0.01


def test_a_leg_goes_outwards_by_its_abduction_however_much_it_is_bent(man: Figure) -> None:
    for flex in (0.0, 60.0, 90.0):
        straight = man.solve(replace(man.supine(), left_foot=Leg(flex=flex))).joints
        out = man.solve(replace(man.supine(), left_foot=Leg(flex=flex, abd=35.0))).joints
        a = straight["left_knee"] - straight["left_hip"]
        b = out["left_knee"] - out["left_hip"]
        assert measure_angle(a, b) == pytest.approx(35.0, abs=2.0)
        assert b[0] > a[0] + 0.2


def test_a_turned_thigh_takes_the_bent_shin_inwards(man: Figure) -> None:
    leg = Leg(flex=90.0, knee=90.0)
    a = man.solve(replace(man.supine(), left_foot=leg)).joints
    b = man.solve(replace(man.supine(), left_foot=replace(leg, rot=30.0))).joints
    np.testing.assert_allclose(a["left_knee"], b["left_knee"], atol=1e-6)
    assert b["left_ankle"][0] < a["left_ankle"][0] - 0.15


def test_the_foot_stands_to_the_shin_as_told(man: Figure) -> None:
    def toes(leg: Leg) -> float:
        j = man.solve(replace(man.supine(), left_foot=leg)).joints
        return measure_angle(j["left_big_toe"] - j["left_heel"], j["left_ankle"] - j["left_knee"])

    square = toes(Leg())
    assert square == pytest.approx(90.0, abs=12.0)  # from heel to toe the sole rises a little
    for ankle in (20.0, 45.0, 70.0):
        assert square - toes(Leg(ankle=ankle)) == pytest.approx(ankle, abs=2.0)


def test_a_foot_told_by_toes_and_sole_points_there(man: Figure) -> None:
    foot = Foot((0.12, 0.3, 0.2), toes=(0.0, 1.0, 0.0), sole=(0.0, 0.0, 1.0))
    j = man.solve(replace(man.kneeling(), left_foot=foot)).joints
    assert measure_angle(j["left_big_toe"] - j["left_heel"], (0, 1, 0)) < 15.0


def test_a_planted_knee_stays_while_the_hips_sit_back(man: Figure) -> None:
    pose = man.all_fours()
    first = man.solve(pose).joints
    for back in (0.1, 0.2, 0.3):
        x, y, z = pose.pelvis
        j = man.solve(replace(pose, pelvis=(x, y + back, z))).joints
        for name in ("left_knee", "right_knee", "left_ankle"):
            assert np.linalg.norm(j[name] - first[name]) < 0.003
        assert j["left_hip"][2] < first["left_hip"][2]


def test_planted_feet_and_hands_stay_while_the_hips_rise(man: Figure) -> None:
    pose = man.supine_knees_bent()
    up = man.set_down(replace(pose, pitch=-112.0), "clavicle", "shoulder01", "spine01", "head")
    a, b = man.solve(pose).joints, man.solve(up).joints
    assert b["left_hip"][2] > a["left_hip"][2] + 0.1
    for name in ("left_ankle", "right_ankle", "left_heel"):
        assert np.linalg.norm(a[name] - b[name]) < 0.003


def test_on_floor_brings_the_lowest_vertex_to_the_height_asked_for(man: Figure) -> None:
    pose = replace(man.supine(), left_foot=Leg(flex=90, knee=90), right_foot=Leg(flex=90, knee=90))
    lifted = replace(pose, pelvis=(0.0, 0.0, 0.9), left_arm=Angles(), right_arm=Angles())
    for high in (0.0, MAT_M, 0.3):
        low = man.solve(man.set_down(lifted, height_m=high)).verts[:, 2].min()
        assert low == pytest.approx(high, abs=1e-4)


def test_a_hand_told_to_lie_flat_faces_down_with_its_fingers_ahead(man: Figure) -> None:
    got = man.solve(man.all_fours())
    for s, side in (("L", "left"), ("R", "right")):
        roots = [f"finger{i}-1.{s}" for i in range(2, 6)]
        tips = [f"finger{i}-3.{s}" for i in range(2, 6)]
        for bone in (*roots, *tips):
            part = got.verts[man.body.group(bone)]
            assert part[:, 2].min() - MAT_M < 0.012, bone
        ahead = got.verts[man.body.group(*tips)].mean(0) - got.joints[f"{side}_wrist"]
        assert measure_angle((ahead[0], ahead[1], 0.0), (0, -1, 0)) < 12.0


def test_the_way_between_unlike_legs_has_no_jump(man: Figure) -> None:
    """Angles to a planted foot to a planted knee: no joint moves more than a step's share."""
    lying = man.supine_knees_bent()
    hugged = replace(lying, left_foot=Leg(flex=115.0, knee=125.0))
    stood = man.half_kneeling()
    for a, b in ((lying, hugged), (stood, replace(stood, left_foot=stood.right_foot))):
        before = man.solve(a).joints
        for w in np.linspace(0.05, 1.0, 20):
            now = man.solve(blend_poses(a, b, float(w))).joints
            for name in JOINTS:
                assert np.linalg.norm(now[name] - before[name]) < 0.12, (name, w)
            before = now


def test_legs_and_hands_swap_in_a_mirror() -> None:
    pose = Pose(
        (0.1, 0.0, 0.5),
        Leg(flex=20.0),
        Kneel((-0.1, 0.0, 0.07), toes=(0.2, 1.0, 0.0)),
        Angles(lies=Hand((0.3, -1.0, 0.0))),
        spin=10.0,
    )
    twin = mirror_pose(pose)
    assert twin.right_foot == Leg(flex=20.0)
    assert twin.left_foot == Kneel((0.1, 0.0, 0.07), toes=(-0.2, 1.0, 0.0), shin=(-0.0, 1.0, 0.0))
    assert isinstance(twin.right_arm, Angles)
    assert twin.right_arm.lies == Hand((-0.3, -1.0, 0.0), (-0.0, 0.0, -1.0))
    assert twin.spin == -10.0
    assert mirror_pose(twin) == pose


@pytest.mark.parametrize("name", ["sitting", "supine", "all_fours"])
def test_a_commanded_breath_moves_chest_and_shoulders_so_often_and_so_far(
    man: Figure, name: str
) -> None:
    hz, depth_m, base = 0.3, 0.003, getattr(man, name)()
    life = Life(np.random.default_rng(5), seated=True, calm=True, breath=Breath(hz, depth_m))
    t = np.arange(0, 20, 0.25)
    front = man.body.chest > 0.85
    posed = [man.solve(life(base, float(x))) for x in t]
    chest = np.array([p.verts[front].mean(0) for p in posed], np.float64)
    shoulder = np.array([p.joints["left_shoulder"] for p in posed])

    def moves(track: np.ndarray, at_hz: float) -> float:
        """How far to either side it goes at a frequency, along its main direction."""
        wave = np.exp(-2j * np.pi * at_hz * t)[:, None]
        return float(np.linalg.norm(2 * np.abs(((track - track.mean(0)) * wave).mean(0))))

    assert moves(chest, hz) == pytest.approx(depth_m, rel=0.25)
    assert moves(shoulder, hz) == pytest.approx(depth_m, rel=0.5)
    assert moves(chest, 0.2) < 0.4 * depth_m
    assert life.breath_hz == hz


def test_without_a_commanded_breath_the_chest_does_not_swell(man: Figure) -> None:
    life = Life(np.random.default_rng(5), seated=False)
    assert all(life(man.standing(), float(t)).air_m == 0.0 for t in range(5))
