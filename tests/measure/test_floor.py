"""Measures of people on all fours, kneeling and prone, seen from the side at floor height."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Landmark, Side
from formcheck.measure import ASSUMED, Figure
from formcheck.measure.figure import trunk_of
from formcheck.measure.floor import (
    arm_long,
    back_height,
    ear_over_knee,
    elbow_rise,
    head_hang,
    hip_over_ankle,
    hip_to_heel,
    neck_hang,
    neck_length,
    shoulder_over_knee,
    shoulder_rise,
    thigh_lean,
    wrist_ahead,
)
from tests.bodies import standing
from tests.measure.figures import seen

PAIRS = {
    "shoulder": (300.0, 200.0),
    "hip": (500.0, 200.0),
    "knee": (500.0, 400.0),
    "ankle": (680.0, 400.0),
    "heel": (700.0, 380.0),
    "elbow": (300.0, 300.0),
    "wrist": (300.0, 400.0),
    "ear": (240.0, 180.0),
}
"""All fours in the picture, head to the left: a trunk of 200 px, thighs and arms upright."""
NOSE = (240.0, 230.0)


def on_all_fours(flipped: bool = False, **moved: tuple[float, float]) -> Figure:
    """The figure with both sides in one place, some joints moved; flipped: head to the right."""
    figure = seen(standing())
    image = list(figure.image)
    places = {**PAIRS, **{k: v for k, v in moved.items() if k != "nose"}}
    for joint, (x, y) in places.items():
        for side in (Side.LEFT, Side.RIGHT):
            image[side.landmark(joint)] = (1280.0 - x if flipped else x, y)
    x, y = moved.get("nose", NOSE)
    image[Landmark.NOSE] = (1280.0 - x if flipped else x, y)
    lifted = [(x, y, 0.0) for x, y in image]
    trunk = trunk_of(image, lifted)
    return replace(figure, image=image, lifted=lifted, trunk=trunk, torso_px=200.0)


@pytest.mark.parametrize("flipped", [False, True])
def test_all_fours_reads_the_same_whichever_way_the_head_points(flipped: bool) -> None:
    figure = on_all_fours(flipped)
    assert thigh_lean(figure, Side.LEFT) == pytest.approx(0.0)
    assert wrist_ahead(figure, Side.LEFT) == pytest.approx(0.0)
    assert head_hang(figure, Side.LEFT) == pytest.approx(90.0)
    assert neck_hang(figure, Side.LEFT) == pytest.approx(-18.4, abs=0.1)
    assert ear_over_knee(figure, Side.LEFT) == pytest.approx(1.1)
    assert hip_over_ankle(figure, Side.LEFT) == pytest.approx(1.0)
    assert shoulder_over_knee(figure, Side.RIGHT) == pytest.approx(1.0)


@pytest.mark.parametrize("flipped", [False, True])
def test_hips_that_go_back_lean_the_thigh_and_near_the_heel(flipped: bool) -> None:
    before = on_all_fours(flipped)
    after = on_all_fours(flipped, hip=(680.0, 320.0))
    assert thigh_lean(after, Side.LEFT) == pytest.approx(66.0, abs=0.1)
    assert hip_to_heel(after, Side.LEFT) < 0.5 < hip_to_heel(before, Side.LEFT)


def test_somebody_prone_has_level_thighs_before_the_knees() -> None:
    flat = on_all_fours(shoulder=(300.0, 380.0), hip=(500.0, 385.0), knee=(700.0, 390.0))
    assert thigh_lean(flat, Side.LEFT) == pytest.approx(-88.6, abs=0.1)


@given(st.floats(-0.9, 1.5))
def test_the_hand_ahead_is_told_in_torso_lengths(ahead: float) -> None:
    figure = on_all_fours(wrist=(300.0 - 200.0 * ahead, 400.0))
    assert wrist_ahead(figure, Side.LEFT) == pytest.approx(ahead)


def test_a_lifted_face_hangs_less_and_a_dropped_one_more() -> None:
    plain = head_hang(on_all_fours(), Side.LEFT)
    assert head_hang(on_all_fours(nose=(195.0, 190.0)), Side.LEFT) < plain - 40.0
    assert head_hang(on_all_fours(nose=(275.0, 215.0)), Side.LEFT) > plain + 20.0


def test_a_bent_arm_is_shorter_than_at_neutral_whatever_its_elbow_does() -> None:
    own = replace(ASSUMED, values={**ASSUMED.values, "torso_px": 200.0})
    length_px = (ASSUMED.values["upper_arm"] + ASSUMED.values["forearm"]) * 200.0
    long = on_all_fours(wrist=(300.0 - length_px, 200.0))
    bent = on_all_fours(wrist=(300.0 - 0.6 * length_px, 200.0), elbow=(250.0, 120.0))
    assert arm_long(long, own, Side.LEFT) == pytest.approx(1.0)
    assert arm_long(bent, own, Side.LEFT) == pytest.approx(0.6)
    assert np.isnan(arm_long(long, ASSUMED, Side.LEFT))


def test_pulled_up_shoulders_shorten_the_neck() -> None:
    low = neck_length(on_all_fours(), Side.LEFT)
    assert neck_length(on_all_fours(shoulder=(280.0, 200.0)), Side.LEFT) < low


def test_the_higher_shoulder_and_elbow_rise() -> None:
    figure = on_all_fours()
    lifted = list(figure.lifted)
    lifted[Landmark.LEFT_SHOULDER] = (350.0, 120.0, 0.0)
    lifted[Landmark.RIGHT_SHOULDER] = (300.0, 220.0, 0.0)
    lifted[Landmark.LEFT_ELBOW] = (350.0, 20.0, 0.0)
    figure = replace(figure, lifted=lifted, exact=True)
    assert shoulder_rise(figure, Side.LEFT) == pytest.approx(63.4, abs=0.1)
    assert shoulder_rise(figure, Side.RIGHT) == pytest.approx(-63.4, abs=0.1)
    assert elbow_rise(figure, Side.LEFT) == pytest.approx(90.0)


def test_the_back_is_unseen_without_its_outline() -> None:
    figure = on_all_fours()
    assert np.isnan(back_height(figure))
    assert back_height(replace(figure, extras={"back_height_ratio": 0.3})) == 0.3
