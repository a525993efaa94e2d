"""Measures of turning, seen from the front, and of people on their side."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Side
from formcheck.measure import Baseline, Figure, calibrate_neutral
from tests.bodies import Arm, Body, Camera, sitting, standing
from tests.measure.figures import SIDES, seen, value

FAR = Camera(distance_m=40.0, horizontal_fov_deg=6.0)
"""So far away that nothing looks larger for being nearer."""


def far(body: Body) -> Figure:
    return seen(body, camera=FAR)


@cache
def neutral() -> Baseline:
    """What standing there, filmed from as far, teaches."""
    return calibrate_neutral([far(standing())], ())


@given(st.floats(-60.0, 60.0))
def test_a_turn_reads_by_how_narrow_the_shoulders_look(turn_deg: float) -> None:
    figure = far(standing(twist_deg=turn_deg, head_turn_left_deg=0.3 * turn_deg))
    for side, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
        read = value("seen_turn_deg", figure, side, neutral())
        assert read == pytest.approx(sign * turn_deg, abs=3.0)


@given(st.floats(20.0, 60.0), st.floats(-8.0, 8.0))
def test_which_way_is_told_although_the_camera_stands_a_little_aside(
    turn_deg: float, aside_deg: float
) -> None:
    figure = far(standing(twist_deg=turn_deg).turned(aside_deg))
    assert value("seen_turn_deg", figure, Side.LEFT, neutral()) > 0.0
    assert value("seen_turn_deg", figure, Side.RIGHT, neutral()) < 0.0


def test_without_a_neutral_position_no_turn_is_read() -> None:
    assert math.isnan(value("seen_turn_deg", far(standing(twist_deg=30.0)), Side.LEFT))
    assert math.isnan(value("hip_width_ratio", far(standing())))


def test_hips_that_turn_along_look_narrower_and_a_chest_alone_leaves_them() -> None:
    alone, along = far(standing(twist_deg=30.0)), far(standing().turned(30.0))
    assert value("hip_width_ratio", alone, None, neutral()) == pytest.approx(1.0, abs=0.02)
    share = math.cos(math.radians(30.0))
    assert value("hip_width_ratio", along, None, neutral()) == pytest.approx(share, abs=0.03)


def test_a_lean_that_shortens_the_trunk_does_not_hide_a_turn() -> None:
    figure = far(standing(twist_deg=35.0, lean_forward_deg=30.0))
    assert value("seen_turn_deg", figure, Side.LEFT, neutral()) > 25.0


def test_hips_that_sink_are_lower_above_the_knees() -> None:
    tall = value("hips_over_knees_ratio", far(standing()))
    sunk = value("hips_over_knees_ratio", far(sitting()))
    assert tall == pytest.approx(0.84, abs=0.03)
    assert sunk == pytest.approx(0.07, abs=0.05)


def test_a_leg_across_the_other_reads_crossed() -> None:
    figure = far(standing())
    assert value("ankle_cross_ratio", figure, Side.LEFT, neutral()) < -0.3
    swapped = replace(figure, image=_swapped(figure, 27, 28))
    assert value("ankle_cross_ratio", swapped, Side.LEFT, neutral()) > 0.3
    assert value("ankle_cross_ratio", swapped, Side.RIGHT, neutral()) > 0.3


def _swapped(figure: Figure, a: int, b: int) -> list[tuple[float, float]]:
    image = list(figure.image)
    image[a], image[b] = image[b], image[a]
    return image


@given(st.floats(15.0, 60.0))
def test_a_chest_that_opens_reads_the_same_either_way(turn_deg: float) -> None:
    left, right = far(standing(twist_deg=turn_deg)), far(standing(twist_deg=-turn_deg))
    assert value("opened_deg", left, None, neutral()) == pytest.approx(turn_deg, abs=3.0)
    assert value("opened_deg", right, None, neutral()) == pytest.approx(turn_deg, abs=3.0)


@given(st.floats(-60.0, 60.0))
def test_a_chest_that_opens_away_reads_its_turn_and_which_way(turn_deg: float) -> None:
    figure = far(standing(twist_deg=turn_deg))
    to_left, to_right = (value("chest_open_deg", figure, side) for side in SIDES)
    assert to_left == pytest.approx(turn_deg, abs=3.0)
    assert to_right == pytest.approx(-to_left)


def test_the_side_that_is_turned_to_the_camera_is_nearer() -> None:
    figure = far(standing().turned(90.0))
    assert value("farther_ratio", figure, Side.RIGHT) < -0.3
    assert value("farther_ratio", figure, Side.LEFT) > 0.3


def test_the_side_that_is_lain_on_is_under_the_other() -> None:
    figure = far(standing())
    image = [(-y, x) for x, y in figure.image]  # the picture turned: the person's left side down
    lying = replace(figure, image=image)
    assert value("under_ratio", lying, Side.LEFT) == pytest.approx(0.56, abs=0.03)
    assert value("under_ratio", lying, Side.RIGHT) == pytest.approx(-0.56, abs=0.03)


def test_a_knee_that_lifts_is_higher_over_its_hip() -> None:
    low, level = far(standing()), far(sitting())
    for side in SIDES:
        assert value("knee_over_hip_ratio", low, side) == pytest.approx(-0.84, abs=0.03)
        assert value("knee_over_hip_ratio", level, side) > -0.15


@pytest.mark.parametrize(("elevation_deg", "over"), [(0.0, 0.46), (90.0, 1.0), (180.0, 1.54)])
def test_an_elbow_that_rises_is_higher_over_the_hips(elevation_deg: float, over: float) -> None:
    figure = far(standing(left_arm=Arm(elevation_deg=elevation_deg)))
    assert value("elbow_over_hips_ratio", figure, Side.LEFT) == pytest.approx(over, abs=0.03)
    assert value("elbow_over_hips_ratio", figure, Side.RIGHT) == pytest.approx(0.46, abs=0.05)


@pytest.mark.parametrize(("side", "turn_deg"), [(Side.LEFT, -90.0), (Side.RIGHT, 90.0)])
@pytest.mark.parametrize("lean_deg", [-40.0, 0.0, 30.0])
def test_who_rolls_leans_back_whichever_side_is_near(
    side: Side, turn_deg: float, lean_deg: float
) -> None:
    figure = far(standing(lean_forward_deg=-lean_deg).turned(turn_deg))
    assert value("roll_back_deg", figure, side) == pytest.approx(lean_deg, abs=3.0)


def test_who_is_upside_down_is_lost_and_no_roll() -> None:
    figure = far(standing().turned(-90.0))
    upside_down = replace(figure, image=[(x, -y) for x, y in figure.image])
    assert math.isnan(value("roll_back_deg", upside_down, Side.LEFT))
