from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.coach import Form
from formcheck.pose.see import SeeState, see
from formcheck.run.catalogue import load_spec
from formcheck.run.photo import PhotoAnalysis, judge_poses
from formcheck.spec import Spec
from tests.bodies import Arm, Body, standing
from tests.run.sessions import EITHER_ARM, SIZE, detection, short_spec

UP = Arm(0.0, 90.0)


def judged(*bodies: Body, spec: Spec | None = None) -> PhotoAnalysis:
    spec = spec or short_spec()
    poses = [see(detection(body), 0.0, SIZE, SeeState.new())[0] for body in bodies]
    return judge_poses(poses, spec, spec.sides, SIZE, "photo.jpg")


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_side_that_does_the_stretch_is_judged(side: Side) -> None:
    photo = judged(standing().with_arm(side, UP), spec=short_spec(EITHER_ARM))
    assert photo.verdict.side is side
    assert photo.verdict.form is Form.OK
    assert photo.warnings == ()


def test_a_fault_makes_it_faulty() -> None:
    photo = judged(standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up")))
    assert photo.verdict.form is Form.FAULTY
    assert [fault.id for fault in photo.verdict.faults] == ["elbow-bent"]


def test_a_hidden_wrist_is_unseen_and_not_a_fault() -> None:
    photo = judged(standing(left_arm=UP).hide("left_wrist"))
    assert photo.verdict.form is Form.UNSEEN
    assert photo.verdict.unseen == ("left wrist hidden",)
    assert photo.verdict.faults == ()


def test_nobody_in_the_picture_is_unseen() -> None:
    photo = judged()
    assert photo.pose is None
    assert photo.verdict.form is Form.UNSEEN


def test_of_two_people_the_one_in_the_position_is_judged_and_told() -> None:
    photo = judged(standing().moved(x_m=-1.0), standing(left_arm=UP).moved(x_m=0.7))
    assert photo.verdict.form is Form.OK
    assert photo.warnings[0].startswith("2 people")


def test_somebody_who_only_stands_there_is_told() -> None:
    assert "not near the position" in judged(standing()).warnings[0]


@pytest.mark.parametrize("hidden", [Side.LEFT, Side.RIGHT])
def test_of_two_raised_arms_the_one_whose_hand_is_behind_the_head_is_stretched(
    hidden: Side,
) -> None:
    up = Arm(plane_deg=60, elevation_deg=160, elbow_deg=20, bend="back")
    body = standing(left_arm=up, right_arm=up).hide(f"{hidden.value}_wrist")
    spec = load_spec("overhead-lat-stretch")
    analysis = judge_poses([body.pose()], spec, (Side.LEFT, Side.RIGHT), SIZE, "photo.jpg")
    assert analysis.verdict.attempted
    assert analysis.plan.side is hidden
