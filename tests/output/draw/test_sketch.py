import json
import math
from dataclasses import asdict
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.core.body import ImageSize, Landmark, Side
from formcheck.core.coach import HoldStatus, Progress, judge_photo
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import Definition, Reading
from formcheck.core.session.session_values import Stage
from formcheck.core.stretch import parse_spec, plan_for
from formcheck.output.draw.marks import (
    Mark,
    MarkTone,
    build_idle_marks,
    build_live_marks,
    build_marks,
    rank_tone,
)
from formcheck.output.draw.sketch import Arc, build_sketch
from tests.bodies import Arm, Camera, standing
from tests.core.stretch.tiny import make_curls
from tests.engine.sessions import short_spec
from tests.ui.window.screens import make_screen

SIZE = ImageSize(854, 480)
BEND = Definition("bend", "elbow_flexion", Side.LEFT)
LEAN = Definition("lean", "trunk_incl", Side.BOTH)
SIDEWAYS = Definition("aside", "trunk_incl_frontal", Side.LEFT)
PLAN = plan_for(short_spec(), Side.LEFT)


def compute_body_px(bend_deg: float = 0.0) -> NDArray[np.float64]:
    body = standing(left_arm=Arm(0.0, 90.0, bend_deg, bend="up"))
    return body.pose(camera=Camera(size=SIZE)).image_px


def compute_leaning_px(lean_deg: float) -> NDArray[np.float64]:
    """Returns a trunk alone, leaning to the right in the image."""
    points = np.full((33, 2), np.nan)
    shift = 100 * math.tan(math.radians(lean_deg))
    for name, x, y in (("HIP", 0.0, 300.0), ("SHOULDER", shift, 200.0)):
        points[Landmark[f"LEFT_{name}"]] = (430 + x, y)
        points[Landmark[f"RIGHT_{name}"]] = (400 + x, y)
    return points


def find_only_arc(points: NDArray[np.float64], mark: Mark) -> Arc:
    (arc,) = build_sketch(points, (mark,), 4.8).arcs
    return arc


def test_what_the_stretch_does_not_look_at_is_faint_and_has_no_joints() -> None:
    sketch = build_sketch(compute_body_px(), (Mark(BEND, 0.0, MarkTone.GOOD),), 4.8)
    tones = [bone.tone for bone in sketch.bones]
    assert tones.count(MarkTone.GOOD) == 2
    assert set(tones) == {MarkTone.FAINT, MarkTone.GOOD}
    assert tones == sorted(tones, key=[MarkTone.FAINT, MarkTone.GOOD].index)
    assert {joint.tone for joint in sketch.joints} == {MarkTone.GOOD}


def test_of_two_values_that_would_cover_each_other_one_is_told() -> None:
    points = np.full((33, 2), np.nan)
    for side, x in (("LEFT", 300.0), ("RIGHT", 300.0)):
        for name, at in (("SHOULDER", (x - 100, 200)), ("ELBOW", (x, 200)), ("WRIST", (x, 300))):
            points[Landmark[f"{side}_{name}"]] = at
    marks = tuple(
        Mark(Definition("bend", "elbow_flexion", side), 90.0, MarkTone.GOOD)
        for side in (Side.LEFT, Side.RIGHT)
    )
    for apart_px, told in ((0, 1), (30, 1), (60, 2)):
        moved = points.copy()
        moved[[Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST], 0] += apart_px
        arcs = build_sketch(moved, marks, 4.8).arcs
        assert [arc.labelled for arc in arcs].count(True) == told, apart_px


def test_a_sketch_is_plain_numbers_and_names() -> None:
    mark = Mark(BEND, 40.0, MarkTone.CORRECT, 0.0, 20.0)
    told = json.loads(json.dumps(asdict(build_sketch(compute_body_px(40), (mark,), 4.8))))
    assert told["bones"][-1]["tone"] == "correct"
    assert told["arcs"][0]["value_deg"] == 40


def test_nothing_is_drawn_of_what_is_not_seen() -> None:
    sketch = build_sketch(np.full((33, 2), np.nan), (Mark(BEND, 40.0, MarkTone.CORRECT),), 4.8)
    assert (sketch.bones, sketch.joints, sketch.arcs) == ((), (), ())


@given(st.floats(12, 140), st.floats(0, 80), st.floats(5, 60))
def test_the_limb_stands_in_the_shaded_band_when_the_value_does(
    value: float, low: float, width: float
) -> None:
    """Whatever angle the image shows: 30 degrees here, for any measured value."""
    high = low + width
    assume(min(abs(value - low), abs(value - high)) > 0.5)
    arc = find_only_arc(compute_body_px(30.0), Mark(BEND, value, MarkTone.CORRECT, low, high))
    into_band = math.remainder(arc.start_rad + arc.sweep_rad - arc.band_start_rad, math.tau)
    sign = math.copysign(1.0, arc.band_sweep_rad) if arc.band_sweep_rad else 1.0
    inside = -1e-6 <= sign * into_band <= abs(arc.band_sweep_rad) + 1e-6
    assert inside == (low <= value <= high)


def test_a_band_that_begins_at_straight_is_drawn_from_the_straight_line() -> None:
    arc = find_only_arc(compute_body_px(50.0), Mark(BEND, 40.0, MarkTone.CORRECT, 0.0, 20.0))
    assert arc.band_start_rad == pytest.approx(arc.start_rad)
    assert 0 < abs(arc.band_sweep_rad) < abs(arc.sweep_rad)
    assert math.copysign(1, arc.band_sweep_rad) == math.copysign(1, arc.sweep_rad)


def test_without_a_wanted_band_nothing_is_shaded() -> None:
    assert (
        find_only_arc(compute_body_px(40.0), Mark(BEND, 40.0, MarkTone.CORRECT)).band_sweep_rad
        == 0.0
    )


@pytest.mark.parametrize("value", [20.0, -20.0])
def test_a_lean_has_its_band_around_the_vertical_to_both_sides(value: float) -> None:
    arc = find_only_arc(
        compute_leaning_px(20.0), Mark(SIDEWAYS, value, MarkTone.CORRECT, -10.0, 10.0)
    )
    ends = (arc.band_start_rad, arc.band_start_rad + arc.band_sweep_rad)
    degrees = sorted(round(math.degrees(end + math.pi / 2)) for end in ends)
    assert degrees == [-10, 10]


def test_an_open_band_ends_where_the_quantity_does() -> None:
    arc = find_only_arc(compute_leaning_px(30.0), Mark(LEAN, 30.0, MarkTone.CORRECT, -inf, 12.0))
    assert arc.band_start_rad == pytest.approx(-math.pi / 2)
    assert math.degrees(abs(arc.band_sweep_rad)) == pytest.approx(12.0, abs=0.1)


@given(st.floats(15, 140))
def test_mirrored_landmarks_give_the_mirrored_sketch(bend_deg: float) -> None:
    mark = Mark(BEND, bend_deg, MarkTone.CORRECT, 0.0, 10.0)
    points = compute_body_px(bend_deg)
    arc = find_only_arc(points, mark)
    mirrored = find_only_arc(points * (-1, 1) + (SIZE.width_px, 0), mark)
    assert mirrored.centre[0] == pytest.approx(SIZE.width_px - arc.centre[0])
    assert mirrored.sweep_rad == pytest.approx(-arc.sweep_rad)
    assert mirrored.band_sweep_rad == pytest.approx(-arc.band_sweep_rad)
    assert mirrored.value_deg == arc.value_deg


def test_the_strongest_tone_wins() -> None:
    tones = (MarkTone.GOOD, MarkTone.PLAIN, MarkTone.CORRECT, MarkTone.FAINT)
    assert max(tones, key=rank_tone) is MarkTone.CORRECT


def test_before_the_position_is_taken_nothing_is_judged() -> None:
    measures = [need.measure for need in PLAN.timed_phase.needs]
    now = Progress(
        attempting=False,
        phase_index=PLAN.phases.index(PLAN.timed_phase),
        readings={measure: Reading(1.0, 1.0, seen=True) for measure in measures},
        verdicts=dict.fromkeys(measures, Verdict.OK),
    )
    marks = build_live_marks(PLAN, make_screen(Stage.WORK, progress=now))
    assert {mark.tone for mark in marks} == {MarkTone.PLAIN}
    assert len(marks) == len(PLAN.definitions)


def test_what_falls_to_its_peak_is_drawn_as_it_is_measured() -> None:
    """It is read with its sign reversed; see ``Definition``."""
    plan = plan_for(parse_spec(make_curls(), "x.toml"), Side.LEFT)
    verdict = judge_photo(plan, standing(left_arm=Arm(0.0, 90.0, 65.0, bend="up")).pose())
    values = {name: reading.value for name, reading in verdict.readings.items()}
    marks = build_marks(plan, "hold", values, verdict.verdicts, ["elbow-bent"], None)
    (bend,) = (mark for mark in marks if mark.definition.name == "bend")
    assert bend.value == pytest.approx(-values["bend"])
    assert bend.value > 50
    assert (bend.tone, bend.low, bend.high) == (MarkTone.CORRECT, -inf, 50.0)
    arc = find_only_arc(compute_body_px(65.0), bend)
    assert arc.value_deg > 0
    share = arc.band_sweep_rad / arc.sweep_rad
    assert share == pytest.approx(50.0 / bend.value, abs=0.15)


def test_a_mark_carries_the_band_of_its_phase_and_else_that_of_its_fault() -> None:
    phase = PLAN.timed_phase
    need = phase.needs[0]
    marks = build_marks(PLAN, phase.id, {need.measure: 1.0}, {need.measure: Verdict.OK}, (), "")
    by_name = {mark.definition.name: mark for mark in marks}
    assert (by_name[need.measure].low, by_name[need.measure].high) == (need.low, need.high)
    rule = PLAN.faults[0]
    broken = rule.needs[0]
    marks = build_marks(PLAN, "neutral", {}, {}, (rule.id,), "")
    by_name = {mark.definition.name: mark for mark in marks}
    mark = by_name[broken.measure]
    assert (mark.low, mark.high, mark.tone) == (*broken.limits, MarkTone.CORRECT)


@pytest.mark.parametrize(
    ("verdict", "cue", "tone"),
    [
        (Verdict.OK, "", MarkTone.GOOD),
        (Verdict.UNSURE, "", MarkTone.PLAIN),
        (Verdict.UNJUDGED, "", MarkTone.UNJUDGED),
        (Verdict.LOW, "Raise your left arm.", MarkTone.CORRECT),
        (Verdict.LOW, "", MarkTone.PLAIN),
    ],
)
def test_what_may_be_wrong_is_not_marked_as_wrong_before_it_is_told(
    verdict: Verdict, cue: str, tone: MarkTone
) -> None:
    marks = build_marks(PLAN, PLAN.timed_phase.id, {"raise": 60.0}, {"raise": verdict}, (), cue)
    assert {mark.definition.name: mark.tone for mark in marks}["raise"] is tone


@pytest.mark.parametrize(
    ("stage", "clock", "judged"),
    [
        (Stage.WORK, HoldStatus.PAUSED, True),
        (Stage.LET_GO, HoldStatus.RUNNING, True),
        (Stage.LET_GO, HoldStatus.IDLE, False),
        (Stage.SETUP, HoldStatus.RUNNING, False),
        (Stage.REST, HoldStatus.RUNNING, False),
    ],
)
def test_only_the_stretch_itself_is_judged(stage: Stage, clock: HoldStatus, judged: bool) -> None:
    measure = PLAN.timed_phase.needs[0].measure
    seen = Progress(
        attempting=True,
        phase_index=len(PLAN.phases) - 1,
        readings={measure: Reading(1.0, 1.0, True)},
        verdicts={measure: Verdict.OK},
    )
    now = make_screen(stage, clock=clock, progress=seen)
    tones = {mark.tone for mark in build_live_marks(PLAN, now)}
    assert (MarkTone.GOOD in tones) is judged
    if not judged:
        assert repr(build_live_marks(PLAN, now)) == repr(build_idle_marks(PLAN))  # values are NaN


@pytest.mark.parametrize("tone", list(MarkTone))
def test_the_face_stays_free_but_for_what_is_to_be_corrected(tone: MarkTone) -> None:
    points = compute_body_px()
    mark = Mark(Definition("tilt", "head_roll", Side.BOTH), 20.0, tone)
    joints = {joint.at for joint in build_sketch(points, (mark,), 4.8).joints}
    eyes = {tuple(points[eye]) for eye in (Landmark.LEFT_EYE, Landmark.RIGHT_EYE)}
    assert (eyes <= joints) is (tone is MarkTone.CORRECT)


def test_a_joint_on_the_face_is_smaller_than_the_others() -> None:
    tilt = Mark(Definition("tilt", "head_roll", Side.BOTH), 20.0, MarkTone.CORRECT)
    bend = Mark(BEND, 40.0, MarkTone.CORRECT)
    joints = build_sketch(compute_body_px(40.0), (tilt, bend), 4.8).joints
    eye = tuple(compute_body_px(40.0)[Landmark.LEFT_EYE])
    radii = {joint.at == eye: joint.radius_px for joint in joints}
    assert radii[True] < 0.6 * radii[False]
