"""Nothing is guessed: what a measure needs and does not see makes it unseen, with the reason."""

from __future__ import annotations

import math

import pytest

from formcheck.body import LANDMARK_NAMES, Landmark, Side, Unseen
from formcheck.measure import (
    ASSUMED,
    CATALOGUE,
    Baseline,
    Definition,
    Of,
    Quantity,
    calibrate_wall,
    measure,
)
from formcheck.measure.readings import landmarks_of
from tests.bodies import Arm, standing
from tests.measure.figures import SIDES, every_definition, neutral, seen

POSED = standing(
    left_arm=Arm(10.0, 80.0, 30.0, "up"), right_arm=Arm(-10.0, 80.0, 30.0, "up")
).turned(25.0)
STILL = [q for q in CATALOGUE.values() if q.moving is None and not q.extras]
"""Those of landmarks alone, of one moment."""
EITHER_EAR = {"shrug_ratio", "neck_length_ratio"}
ONE_IS_ENOUGH = {"left ear", "right ear"}
"""These are measured to whichever ear is seen."""
EITHER_KNEE = {"shoulder_over_knee_ratio"}
"""Measured to the nearer knee, whichever that is."""


def _own(side: Side) -> Baseline:
    return calibrate_wall(neutral(), [seen(POSED)] * 5, [], side)


@pytest.mark.parametrize("quantity", STILL, ids=lambda q: q.id)
def test_hiding_a_joint_it_uses_makes_a_measure_unseen_and_names_the_joint(
    quantity: Quantity,
) -> None:
    for side in SIDES if quantity.paired else (None,):
        of = Of.BODY if side is None else Of(side.value)
        definition = Definition("it", quantity.id, of)
        own = _own(side or Side.LEFT)
        assert measure([definition], seen(POSED), own, [])["it"].seen
        for landmark in landmarks_of(quantity, side):
            name = LANDMARK_NAMES[landmark]
            if quantity.id in EITHER_EAR and name in ONE_IS_ENOUGH:
                continue
            hidden = seen(POSED.hide(landmark.name))
            reading = measure([definition], hidden, own, [])["it"]
            assert not reading.seen
            assert math.isnan(reading.value)
            assert reading.reason == f"{name} hidden"


@pytest.mark.parametrize("quantity", STILL, ids=lambda q: q.id)
def test_hiding_any_other_joint_leaves_a_measure_as_it_was(quantity: Quantity) -> None:
    for side in SIDES if quantity.paired else (None,):
        own = _own(side or Side.LEFT)
        expected = quantity.compute(seen(POSED), own, side)
        uses = set(landmarks_of(quantity, side))
        for landmark in set(Landmark) - uses:
            if landmark in (Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT):
                continue  # a tilted head is told by the eyes alone then
            if quantity.id in EITHER_KNEE and landmark.name.endswith("_KNEE"):
                continue
            hidden = seen(POSED.hide(landmark.name))
            within = 4.0 if quantity.unit == "deg" else 0.08
            assert quantity.compute(hidden, own, side) == pytest.approx(expected, abs=within)


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        (Unseen.LOW_VISIBILITY, "left wrist hidden"),
        (Unseen.OUT_OF_FRAME, "left wrist outside the picture"),
        (Unseen.BONE_LENGTH, "left wrist uncertain"),
        (Unseen.SIDES_SWAPPED, "left wrist uncertain, left and right look swapped"),
    ],
)
def test_the_reason_says_why_the_joint_is_not_believed(why: Unseen, reason: str) -> None:
    definition = Definition("height", "wrist_height_ratio", Of.LEFT)
    figure = seen(POSED.hide("left_wrist", why=why))
    assert measure([definition], figure, ASSUMED, [])["height"].reason == reason


def test_nobody_in_view_is_a_reason_of_its_own() -> None:
    for reading in measure(every_definition(), None, ASSUMED, []).values():
        assert not reading.seen
        assert reading.reason == "nobody in view"


def test_one_hidden_side_hides_the_larger_of_the_two() -> None:
    definition = Definition("height", "wrist_height_ratio", Of.MAX)
    reading = measure([definition], seen(POSED.hide("right_wrist")), ASSUMED, [])["height"]
    assert not reading.seen
    assert reading.reason == "right wrist hidden"


def test_an_arm_at_the_camera_says_which_bone() -> None:
    body = standing(left_arm=Arm(0.0, 20.0, 70.0, "forward"))
    definition = Definition("elbow", "elbow_flexion_deg", Of.LEFT)
    reading = measure([definition], seen(body), neutral(), [])["elbow"]
    assert reading.reason == "left forearm points at the camera"


def test_a_low_arm_says_that_it_is_too_low() -> None:
    definition = Definition("across", "horizontal_adduction_deg", Of.RIGHT)
    reading = measure([definition], seen(standing()), ASSUMED, [])["across"]
    assert reading.reason == "right arm is too low to tell"


def test_what_needs_a_neutral_pose_waits_for_it() -> None:
    for quantity in CATALOGUE.values():
        if quantity.needs != "neutral":
            continue
        of = Of.LEFT if quantity.paired else Of.BODY
        reading = measure([Definition("it", quantity.id, of)], seen(POSED), ASSUMED, [])["it"]
        assert not reading.seen
        assert reading.reason == "no neutral pose yet"


def test_what_needs_the_wall_waits_for_the_wall_of_its_side() -> None:
    own = _own(Side.LEFT)
    here = Definition("here", "wall_elbow_ratio", Of.LEFT)
    there = Definition("there", "wall_elbow_ratio", Of.RIGHT)
    assert measure([here], seen(POSED), neutral(), [])["here"].reason == "no wall line yet"
    readings = measure([here, there], seen(POSED), own, [])
    assert readings["here"].seen
    assert readings["there"].reason == "no wall line yet"


def test_without_hips_the_arms_are_still_judged() -> None:
    body = standing(left_arm=Arm(0.0, 60.0, 50.0, "up")).hide("left_hip", "right_hip")
    definition = Definition("elbow", "elbow_flexion_deg", Of.LEFT)
    reading = measure([definition], seen(body), ASSUMED, [])["elbow"]
    assert reading.value == pytest.approx(50.0, abs=2.0)


@pytest.mark.parametrize("ear", ["left_ear", "right_ear"])
def test_a_shrug_is_seen_with_one_ear_hidden(ear: str) -> None:
    definition = Definition("shrug", "shrug_ratio", Of.LEFT)
    body = standing(shrug_left_m=0.05)
    both = measure([definition], seen(body), neutral(), [])["shrug"].value
    one = measure([definition], seen(body.hide(ear)), neutral(), [])["shrug"].value
    assert both > 0.15
    assert one == pytest.approx(both, abs=0.02)
