"""People at a desk: what counts when, how far the postures differ, who is in the picture."""

# ruff: noqa: D103, S101

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from synth.cast import RESERVED
from synth.geometry import Array
from synth.pose import Pose
from synth.sitting.clip import Passer, SittingClip, View
from synth.sitting.desk import Desk, Furniture
from synth.sitting.film import film_clip
from synth.sitting.held_out import draw_held_out_clips
from synth.sitting.plan import list_clips, list_samples
from synth.sitting.postures import COMFORTABLE, SLOUCHES, reclined
from synth.sitting.stage import Stage
from synth.sitting.timeline import AWAY, SLOUCHED, UPRIGHT, Episode
from synth.sitting.truth import find_spans
from synth.sitting.workday import LAPSE_S, LONG_LAPSE_S, Day, workday_frames
from synth.stance import Figure

SMALL = (160, 120)
WHY = {
    "forward-head",
    "slump",
    "shrugged-shoulders",
    "head-tilt",
    "leaning",
    "too-close",
    "looking-down-phone",
}
FRONT, SIDE = View("front", "left", 0.65), View("side", "left", 1.6)
Joints = dict[str, Array]


def make_stage(*episodes: Episode, view: View = SIDE, passers: tuple[Passer, ...] = ()) -> Stage:
    name = "test-" + view.view
    return Stage(
        SittingClip(
            name, episodes, view, "man", "studio", 4, SMALL, room_shift_m=2.0, passers=passers
        )
    )


@pytest.fixture(scope="module")
def desk(man: Figure) -> Desk:
    return Desk(man, Furniture())


def joints(desk: Desk, pose: Pose) -> Joints:
    return desk.fig.solve(pose).joints


def slouched(desk: Desk, kind: str, strength: float, side: str = "left") -> Joints:
    return joints(desk, SLOUCHES[kind].take(desk, desk.home, strength, side))


def middle(j: Joints, what: str) -> Array:
    out: Array = (j[f"left_{what}"] + j[f"right_{what}"]) / 2
    return out


def ahead_m(desk: Desk, j: Joints, name: str = "nose") -> float:
    return float(desk.joints[name][1] - j[name][1])


def down_m(desk: Desk, j: Joints, name: str = "nose") -> float:
    return float(desk.joints[name][2] - j[name][2])


def lean_deg(j: Joints) -> float:
    d = middle(j, "shoulder") - middle(j, "hip")
    return float(np.degrees(np.arctan2(-d[1], d[2])))


def neck_deg(j: Joints) -> float:
    d = middle(j, "ear") - middle(j, "shoulder")
    return float(np.degrees(np.arctan2(-d[1], d[2])))


def roll_deg(j: Joints) -> float:
    d = j["left_eye"] - j["right_eye"]
    return float(np.degrees(np.arctan2(d[2], d[0])))


def pitch_deg(j: Joints) -> float:
    d = j["nose"] - middle(j, "ear")
    return float(np.degrees(np.arctan2(-d[2], -d[1])))


def test_a_slump_brings_the_head_down_and_ahead_over_a_shorter_trunk(desk: Desk) -> None:
    for kind, ahead in (("slump", (0.06, 0.16)), ("slump-sunk", (-0.01, 0.09))):
        mild, strong = (slouched(desk, kind, k) for k in (0.0, 1.0))
        for j, least in ((mild, 0.04), (strong, 0.07)):
            assert least < down_m(desk, j) < 0.13
            assert ahead[0] < ahead_m(desk, j) < ahead[1]
            trunk = middle(j, "shoulder")[2] - middle(j, "hip")[2]
            full = middle(desk.joints, "shoulder")[2] - middle(desk.joints, "hip")[2]
            assert trunk < 0.95 * full
        assert down_m(desk, strong) > down_m(desk, mild) + 0.02


def test_a_forward_head_moves_over_a_still_trunk_with_the_chin_level(desk: Desk) -> None:
    for strength, least in ((0.0, 8.0), (1.0, 15.0)):
        j = slouched(desk, "forward-head", strength)
        assert neck_deg(j) - neck_deg(desk.joints) > least
        assert abs(lean_deg(j) - lean_deg(desk.joints)) < 3
        assert abs(pitch_deg(j) - pitch_deg(desk.joints)) < 3


def test_a_shrug_raises_the_shoulders_that_it_names_by_three_to_six_centimetres(
    desk: Desk,
) -> None:
    for strength in (0.0, 1.0):
        both, one = slouched(desk, "shrug", strength), slouched(desk, "shrug-one", strength)
        for j, up in ((both, ("left", "right")), (one, ("left",))):
            for side in up:
                assert 0.025 < -down_m(desk, j, f"{side}_shoulder") < 0.065
        assert abs(down_m(desk, one, "right_shoulder")) < 0.005


def test_a_tilted_head_is_tilted_and_nothing_else(desk: Desk) -> None:
    left, right = (slouched(desk, "head-tilt", 0.7, s) for s in ("left", "right"))
    assert -26 < roll_deg(left) < -15
    assert roll_deg(right) == pytest.approx(-roll_deg(left), abs=0.2)
    assert abs(lean_deg(left) - lean_deg(desk.joints)) < 1


def test_leaning_and_coming_too_close_carry_the_trunk(desk: Desk) -> None:
    aside = slouched(desk, "lean-side", 0.5)
    assert 0.09 < aside["nose"][0] < 0.25
    over = slouched(desk, "lean-forward", 0.5)
    assert 20 < lean_deg(over) - lean_deg(desk.joints) < 35
    close = slouched(desk, "too-close", 0.5)
    assert 0.15 < ahead_m(desk, close) < 0.28
    assert 13 < lean_deg(close) - lean_deg(desk.joints) < 25


def test_a_phone_pulls_the_gaze_down(desk: Desk) -> None:
    for strength in (0.0, 1.0):
        turn = pitch_deg(slouched(desk, "phone", strength)) - pitch_deg(desk.joints)
        assert 30 < turn < 48


def test_comfortable_ways_to_sit_stay_near_upright(desk: Desk) -> None:
    for take in COMFORTABLE.values():
        j = joints(desk, take(desk))
        assert abs(down_m(desk, j)) < 0.01
        assert abs(lean_deg(j) - lean_deg(desk.joints)) < 8
        assert abs(pitch_deg(j) - pitch_deg(desk.joints)) < 2
    assert ahead_m(desk, joints(desk, reclined(desk))) < -0.04


def test_spans_follow_the_script_and_change_half_way_of_the_move() -> None:
    stage = make_stage(
        Episode("upright", 7.0),
        Episode("slump", 9.0, 0.8, move_s=1.2),
        Episode("typing", 6.0, move_s=0.8),
    )
    told = find_spans(stage, 22.0)
    assert [(s.state, s.why) for s in told] == [
        (UPRIGHT, ()),
        (SLOUCHED, ("slump",)),
        (UPRIGHT, ()),
    ]
    assert [s.start_s for s in told] == pytest.approx([0.0, 7.6, 16.4])
    assert told[-1].end_s == pytest.approx(22.0)


def test_the_posture_is_there_when_its_span_has_begun() -> None:
    stage = make_stage(Episode("upright", 6.0), Episode("slump", 9.0), Episode("upright", 6.0))
    before, inside, after = (stage.posed(t).joints["nose"] for t in (4.0, 11.0, 19.0))
    assert before[2] - inside[2] > 0.05
    assert np.linalg.norm(before - after) < 0.03


@pytest.mark.parametrize("clip", list_clips() + list_samples(), ids=lambda c: c.name)
def test_every_clip_has_spans_without_gaps(clip: SittingClip) -> None:
    stage = Stage(clip)
    told = stage.timeline.spans()
    assert told[0].start_s == 0.0
    assert told[-1].end_s == pytest.approx(stage.timeline.duration_s)
    for a, b in pairwise(told):
        assert a.end_s == b.start_s
    for s in told:
        assert (s.state == SLOUCHED) == bool(s.why)
        assert {*s.why, *s.also} <= WHY
        assert not set(s.why) & set(s.also)
    assert (told[0].state == SLOUCHED) == ("starts" in clip.name)
    if told[0].state == UPRIGHT:
        assert told[0].end_s >= 6.0


def test_every_posture_is_filmed_in_each_view_that_can_show_it() -> None:
    for view in ("front", "side"):
        mine = {e.kind for c in list_clips() if c.view.view == view for e in c.episodes}
        assert {k for k, s in SLOUCHES.items() if getattr(s, view)} - {"shrug-one"} <= mine


def test_reserved_bodies_appear_in_held_out_clips_only() -> None:
    assert not {c.body for c in list_clips() + list_samples()} & set(RESERVED)
    picked = draw_held_out_clips(1, 10) + draw_held_out_clips(2, 10)
    assert {c.body for c in picked} == set(RESERVED)
    assert draw_held_out_clips(3, 6) == draw_held_out_clips(3, 6)
    assert draw_held_out_clips(3, 6) != draw_held_out_clips(4, 6)


@pytest.mark.parametrize("view", [SIDE, FRONT], ids=["side", "front"])
def test_the_camera_sees_head_and_shoulders_and_from_before_no_hips(view: View) -> None:
    stage = make_stage(Episode("upright", 3.0), view=view)
    j = stage.posed(1.0).joints
    names = ["nose", "left_ear", "left_shoulder"]
    if view.view == "front":
        names += ["right_ear", "right_shoulder"]
    px = stage.cam.project(np.array([j[n] for n in names]))
    assert (px > 0).all()
    assert (px < SMALL).all()
    hips = stage.cam.project(np.array([j["left_hip"], j["right_hip"]]))
    assert (hips[:, 1] < SMALL[1]).all() == (view.view == "side")


AWAY_AND_BACK = (
    Episode("upright", 6.0),
    Episode("leaving", 0.0),
    Episode("empty-desk", 8.0),
    Episode("coming-back", 0.0),
    Episode("upright", 4.0),
)


@pytest.mark.parametrize("view", [SIDE, FRONT], ids=["side", "front"])
def test_an_empty_desk_shows_nobody(view: View) -> None:
    stage = make_stage(*AWAY_AND_BACK, view=view)
    told = find_spans(stage, stage.timeline.duration_s)
    kinds = [s.episode for s in told]
    assert kinds == ["upright", "leaving", "empty-desk", "coming-back", "upright"]
    assert [s.state for s in told[1:4]] == [AWAY] * 3
    empty = told[2]
    assert empty.end_s - empty.start_s > 8.0
    for t in np.linspace(empty.start_s + 0.1, empty.end_s - 0.2, 9):
        assert stage.draw(float(t)).joints is None
    assert stage.draw(2.0).joints is not None
    stage.draw(empty.start_s + 4.0)
    people = len(stage.figure.body.faces)
    assert not ((stage.renderer.tri >= 0) & (stage.renderer.tri < people)).any()


@pytest.mark.parametrize("view", [SIDE, FRONT], ids=["side", "front"])
def test_another_may_pass_while_the_chair_is_empty_and_the_desk_stays_away(view: View) -> None:
    stage = make_stage(*AWAY_AND_BACK, view=view, passers=(Passer("woman", 11.0),))
    told = find_spans(stage, stage.timeline.duration_s)
    empty = next(s for s in told if s.episode == "empty-desk")
    passing = stage.passing[0]
    sitter = len(stage.figure.body.faces)
    other = sitter + len(passing.fig.body.faces)
    seen = 0
    for t in np.arange(11.0, 11.0 + passing.walk.seconds, 0.5):
        stage.draw(float(t))
        tri = stage.renderer.tri
        seen += bool(((tri >= sitter) & (tri < other)).any())
    assert seen >= 2
    assert empty.start_s < 11.0 + passing.walk.seconds
    assert empty.state == AWAY


def test_somebody_passing_behind_changes_no_span() -> None:
    script = (Episode("upright", 7.0), Episode("shrug", 9.0, 0.8), Episode("upright", 5.0))
    alone = make_stage(*script)
    not_alone = make_stage(*script, passers=(Passer("older", 3.0),))
    assert find_spans(alone, 21.0) == find_spans(not_alone, 21.0)


def test_the_cup_goes_to_the_mouth_and_comes_back() -> None:
    stage = make_stage(Episode("upright", 6.0), Episode("drinking", 6.0), Episode("upright", 4.0))

    def cup_to_nose(t_s: float) -> float:
        m = stage.timeline.at(t_s)
        posed = stage.posed(t_s)
        at = stage._thing(stage.things[0], posed, m.holds, m.side).mean(0)  # noqa: SLF001
        return float(np.linalg.norm(at - posed.joints["nose"]))

    assert cup_to_nose(3.0) > 0.4
    assert cup_to_nose(9.0) < 0.14
    assert cup_to_nose(14.0) > 0.4


def test_a_file_and_its_truth_agree(tmp_path: Path) -> None:
    clip = SittingClip(
        "tiny",
        (Episode("upright", 1.0), Episode("slump", 1.6, 0.5, move_s=0.4)),
        FRONT,
        "woman",
        "studio",
        5,
        SMALL,
    )
    film_clip(clip, tmp_path)
    told = json.loads((tmp_path / "tiny.json").read_text())
    with av.open(str(tmp_path / "tiny.mp4")) as box:
        frames = sum(1 for _ in box.decode(video=0))
    assert frames == told["frames"] == 13
    assert [s["why"] for s in told["spans"]] == [[], ["slump"]]
    assert told["spans"][1]["start_s"] == pytest.approx(1.2)
    assert "forward-head" in told["spans"][1]["also"]
    assert len(told["joints"]["t_s"]) == len(told["joints"]["camera_mm"]) == 13
    assert told["view"] == "front"
    assert told["camera"]["f_px"] > 0


def test_a_working_day_has_no_slouch_that_lasts() -> None:
    told = Day(3, 1.5).spans()
    assert told[-1].end_s == pytest.approx(1.5 * 3600)
    for a, b in pairwise(told):
        assert a.end_s == pytest.approx(b.start_s)
    lapses = [s for s in told if s.state == SLOUCHED]
    assert lapses
    assert max(s.end_s - s.start_s for s in lapses) < LONG_LAPSE_S[1] + 1.0
    assert LAPSE_S[1] < LONG_LAPSE_S[0]
    for a, b in pairwise(lapses):
        assert b.start_s - a.end_s > 20.0
    assert {s.state for s in told} == {UPRIGHT, SLOUCHED, AWAY}
    assert told[0].state == UPRIGHT
    assert told[0].end_s > 9.0


def test_a_working_day_streams_the_same_pictures_each_time() -> None:
    def draw_start() -> list[tuple[float, Array]]:
        out = []
        for t_s, picture in workday_frames(4, 0.003, size=SMALL):
            out.append((t_s, picture.astype(float)))
        return out

    one, two = draw_start(), draw_start()
    assert [t for t, _ in one] == [float(i) for i in range(11)]
    assert all((a[1] == b[1]).all() for a, b in zip(one, two, strict=True))


def test_without_baked_bodies_a_command_with_workers_says_so_and_ends(tmp_path: Path) -> None:
    asked = ["--seed", "1", "--count", "2", "--workers", "2", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "synth", "sitting-held-out", *asked],
        env={**os.environ, "SYNTH_BODIES": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120.0,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("No body ")
    assert line.endswith("Run: python -m synth bake")
