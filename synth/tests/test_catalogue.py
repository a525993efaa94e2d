"""Repetitions and what a clip's truth says of them; the catalogue's clips; rooms and things."""

# ruff: noqa: D103, S101

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synth.cast import SAMPLE, SHAPES, UNSEEN, WEAR
from synth.catalogue import VARIANTS, find_clip, list_catalogue
from synth.film import Stage, build_setup, film_clip, find_quarter, load_figure, place_camera
from synth.moves import BOTH_SIDES, BUILDERS, FAULTS, Setup
from synth.plan import Clip
from synth.pose import Pose
from synth.rooms import ROOMS, SIDE_X, turn_room
from synth.scene import Box
from synth.script import Rep, hold_well, repeat
from synth.stance import Figure
from synth.things import make_cylinder, make_stick
from synth.truth import name_view

SMALL = (320, 180)
STRETCH = "test-bridge"


def _bridge(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    start = fig.supine_knees_bent()
    far = fig.set_down(replace(start, pitch=-112.0), "clavicle", "shoulder01", "spine01", "head")
    one = Rep(((0.5, far, "out"), (0.4, far, "far"), (0.6, start, "back"), (0.3, start, "near")))
    bad = replace(one, counted=False, reason="fast")
    script = repeat(start, [one, bad] if fault else [one, one], fault, 1, paced=fault is not None)
    return Setup(script, (), 90.0, 2.9, -0.1, 0.8, eye_m=(0.4, 0.6), wide_m=2.2, still=True)


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch) -> Clip:
    """A clip of a stretch made up for the test."""
    monkeypatch.setitem(BUILDERS, STRETCH, _bridge)
    name = f"{STRETCH}.good.both"
    return Clip(name, STRETCH, None, "both", "man", "studio", 5, 1.0, SMALL, breathes=True)


def test_repetitions_go_from_the_first_move_to_the_end_of_the_way_back(man: Figure) -> None:
    script = _bridge(man, "too-fast", 0.0).script
    first, second = script.reps
    assert (first.start_s, first.end_s) == pytest.approx((1.8, 3.3))
    assert (second.start_s, second.end_s) == pytest.approx((3.6, 5.1))
    assert [r.counted for r in script.reps] == [True, False]
    assert [r.reason for r in script.reps] == ["", "fast"]
    (fault,) = script.faults()
    assert fault.start_s == pytest.approx(3.6 + 0.25)
    assert fault.end_s == pytest.approx(5.4)


def test_a_tempo_moves_the_repetitions_along_but_not_where_the_times_are_the_point(
    man: Figure,
) -> None:
    script = _bridge(man, None, 0.0).script
    quick = script.change_tempo(2.0)
    first, second = quick.reps
    assert first.end_s - first.start_s == pytest.approx(0.25 + 0.4 + 0.3)
    assert second.start_s == pytest.approx(first.end_s + 0.3)
    paced = _bridge(man, "too-fast", 0.0).script
    assert paced.change_tempo(2.0) is paced


def test_a_repetition_through_another_pose_keeps_its_times(man: Figure) -> None:
    start, far = man.supine(), man.supine_knees_bent()
    entered = repeat(start, [Rep(((1.0, start, "back"),))], enter=[(1.0, far, "enter")])
    via: Pose = replace(start, pitch=-80.0)
    assert entered.insert_waypoint(via).reps == entered.reps
    assert entered.reps[0].start_s == pytest.approx(2.8)


def test_the_truth_tells_repetitions_view_and_breath(bridge: Clip, tmp_path: Path) -> None:
    film_clip(replace(bridge, breath_hz=0.22), tmp_path)
    told = json.loads((tmp_path / f"{bridge.name}.json").read_text())
    assert told["view"] == "side"
    assert told["breath_hz"] == 0.22
    assert [set(r) for r in told["reps"]] == [{"start_s", "end_s", "counted", "reason"}] * 2
    assert told["reps"][0] == {"start_s": 1.8, "end_s": 3.3, "counted": True, "reason": ""}


def test_all_joints_are_in_the_picture_of_a_lying_person_from_every_end(bridge: Clip) -> None:
    made = build_setup(bridge)
    script = made.script
    fig = load_figure("man")
    poses = [script.start, *(s.to for s in script.segments)]
    joints = np.array([j for p in poses for j in fig.solve(p).joints.values()])
    for view in (0.0, 45.0, 90.0, 180.0, -90.0):
        cam = place_camera(bridge, replace(made, view_deg=view, distance_m=2.2), joints)
        px = cam.project(joints)
        assert px.min() > 4
        assert (px < np.array(SMALL) - 4).all()


def test_the_cameras_name_follows_from_how_the_person_lies(bridge: Clip) -> None:
    fig, made = load_figure("man"), build_setup(bridge)

    def seen(pose: Pose, view_deg: float) -> str:
        setup = replace(made, view_deg=view_deg)
        return name_view(setup, fig.solve(pose).joints, place_camera(bridge, setup))

    assert seen(fig.supine(), 90.0) == "side"
    assert seen(fig.supine(), 0.0) == "foot-end"
    assert seen(fig.supine(), 180.0) == "head-end"
    assert seen(fig.prone(), 180.0) == "foot-end"
    assert seen(fig.side_lying(), 0.0) == "front"
    assert seen(fig.standing(), 0.0) == "front"
    assert seen(fig.kneeling(), 45.0) == "three-quarter"
    assert seen(fig.sitting(), -90.0) == "side"


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_no_wall_of_the_room_stands_before_the_camera(bridge: Clip, room: str) -> None:
    made = build_setup(bridge)
    for view in range(-180, 181, 15):
        setup = replace(made, view_deg=float(view), distance_m=3.6)
        cam = place_camera(replace(bridge, far=1.15, turn_deg=6.0), setup)
        for box in turn_room(ROOMS[room](), find_quarter(setup.view_deg)):
            for share in np.linspace(0.0, 1.0, 40):
                p = cam.eye + share * (cam.at - cam.eye)
                assert not _inside(p, box), (view, box)


def _inside(p: np.ndarray, box: Box) -> bool:
    return bool((p > np.array(box.lo)).all() and (p < np.array(box.hi)).all())


def test_a_room_turned_four_times_is_the_room() -> None:
    room = ROOMS["living-room"]()
    assert turn_room(room, 4) == room
    once = turn_room([Box((1.0, 2.0, 0.0), (2.0, 4.0, 1.0), (0, 0, 0))], 1)[0]
    assert (once.lo, once.hi) == ((-4.0, 1.0, 0.0), (-2.0, 2.0, 1.0))
    assert SIDE_X > 2.0


def test_a_mat_lies_under_all_that_the_person_does(bridge: Clip) -> None:
    stage = Stage(bridge)
    box = stage.mat()
    joints = stage.reach
    assert (joints[:, :2] > np.array(box.lo)[:2] + 0.05).all()
    assert (joints[:, :2] < np.array(box.hi)[:2] - 0.05).all()
    assert box.hi[2] == pytest.approx(0.012)


def test_a_stick_goes_through_both_hands(man: Figure) -> None:
    bar = make_stick(1.2)
    posed = man.solve(man.all_fours())
    verts = bar.verts(man.body, posed)
    hands = [posed.joints[f"{s}_wrist"] for s in ("left", "right")]
    assert np.ptp(verts[:, 0]) == pytest.approx(1.2, abs=0.05)
    axis = verts[:, 1:].mean(0)
    for wrist in hands:
        assert 0.05 < np.linalg.norm(wrist[1:] - axis) < 0.2  # a hand's breadth ahead of the wrist


def test_a_bar_is_closed_and_faces_outwards() -> None:
    bar = make_cylinder("bar", 0.1, 0.5, (0.5, 0.5, 0.5))
    a, b, c = (bar.verts[bar.faces[:, i]].astype(float) for i in range(3))
    outwards = (np.cross(b - a, c - a) * (a + b + c)).sum(1)
    assert (outwards > 0).all()
    volume = (a * np.cross(b, c)).sum() / 6
    assert volume == pytest.approx(np.pi * 0.1**2 * 0.5, rel=0.03)


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_every_stretch_is_shown_well_done_and_with_each_fault(variant: int) -> None:
    clips = list_catalogue(variant)
    names = [c.name for c in clips]
    assert len(set(names)) == len(names)
    for stretch, faults in FAULTS.items():
        mine = [c for c in clips if c.stretch == stretch]
        assert {c.fault for c in mine} == {None, *faults}
        assert {c.side for c in mine if c.fault is None} == (
            {"both"} if stretch in BOTH_SIDES else {"left", "right"}
        )
    assert all(find_clip(c.name) == c for c in clips[::17])


def test_what_is_developed_with_and_what_is_unseen_share_no_body() -> None:
    assert not set(SAMPLE) & set(UNSEEN)
    assert {c.body for c in list_catalogue(0)} <= set(SAMPLE)
    for variant in range(1, VARIANTS):
        assert {c.body for c in list_catalogue(variant)} <= set(UNSEEN)
    assert set(UNSEEN) <= set(SHAPES) & set(WEAR)


def test_a_clip_without_repetitions_has_none(man: Figure) -> None:
    neutral = man.standing()
    assert hold_well(neutral, replace(neutral, rot=10.0), 2.0).reps == []
