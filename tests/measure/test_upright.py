"""Measures of people standing or sitting from either side: forward is where the chest faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Landmark, Side
from formcheck.measure import Definition, Figure, Of, figure_of, measure
from tests.bodies import Arm, Body, Camera, Leg, film, poses, sitting, standing
from tests.measure.figures import neutral, seen, value

FAR = Camera(distance_m=40.0, horizontal_fov_deg=6.0)
"""So far away that nothing looks larger for being nearer."""

either_side = pytest.mark.parametrize("turn_deg", [90.0, -90.0])
HEAD = [
    Definition("unrest", "head_unrest_tl_s", Of.BODY),
    Definition("speed", "head_speed_tl_s", Of.BODY),
    Definition("rise", "rise_tl_s", Of.BODY),
]


def beside(body: Body, turn_deg: float) -> tuple[Figure, Side]:
    """The figure seen from the side, and which of its sides is the nearer one."""
    return seen(body.turned(turn_deg), camera=FAR), Side.RIGHT if turn_deg > 0 else Side.LEFT


@given(st.floats(-20.0, 70.0), st.sampled_from([90.0, -90.0]))
def test_a_nod_reads_its_own_angle(down_deg: float, turn_deg: float) -> None:
    figure, near = beside(standing(head_down_deg=down_deg), turn_deg)
    assert value("head_pitch_deg", figure, near) == pytest.approx(down_deg, abs=1.0)


@given(st.floats(-20.0, 110.0), st.sampled_from([90.0, -90.0]))
def test_a_lean_reads_its_own_angle_also_past_the_level(lean_deg: float, turn_deg: float) -> None:
    figure, near = beside(sitting(lean_forward_deg=lean_deg), turn_deg)
    assert value("trunk_lean_deg", figure, near) == pytest.approx(lean_deg, abs=1.0)
    assert value("neck_lean_deg", figure, near) == pytest.approx(lean_deg, abs=1.0)
    assert value("neck_to_trunk_deg", figure, near) == pytest.approx(0.0, abs=1.0)


@either_side
def test_hips_that_stick_out_behind_bend_the_body_forward(turn_deg: float) -> None:
    straight, near = beside(standing(), turn_deg)
    bent, _ = beside(standing(lean_forward_deg=30.0, left_leg=Leg(), right_leg=Leg()), turn_deg)
    assert value("body_bend_deg", straight, near) == pytest.approx(0.0, abs=1.0)
    assert value("body_bend_deg", bent, near) == pytest.approx(30.0, abs=1.0)
    assert 10.0 < value("body_lean_deg", bent, near) < 25.0


@either_side
def test_an_elbow_drawn_back_reads_positive_and_a_hand_held_out_ahead(turn_deg: float) -> None:
    back = Arm(-90.0, 40.0, 90.0, "forward")
    ahead = Arm(90.0, 90.0)
    drawn, near = beside(standing(left_arm=back, right_arm=back), turn_deg)
    held, _ = beside(standing(left_arm=ahead, right_arm=ahead), turn_deg)
    assert value("elbow_back_ratio", drawn, near, neutral()) == pytest.approx(0.64, abs=0.06)
    assert value("elbow_back_ratio", held, near, neutral()) == pytest.approx(-1.0, abs=0.08)
    assert value("hand_ahead_ratio", held, near) == pytest.approx(1.02, abs=0.05)


@given(st.floats(-30.0, 30.0), st.sampled_from([90.0, -90.0]))
def test_leaning_takes_nothing_from_an_elbow_drawn_back(lean_deg: float, turn_deg: float) -> None:
    back = Arm(-90.0, 40.0, 90.0, "forward")
    body = sitting(left_arm=back, right_arm=back, lean_forward_deg=lean_deg)
    figure, near = beside(body, turn_deg)
    read = value("elbow_back_ratio", figure, near, neutral())
    assert read == pytest.approx(0.64, abs=0.08)


@either_side
def test_a_forearm_upright_on_a_wall_leans_nowhere(turn_deg: float) -> None:
    up = Arm(90.0, 60.0, 120.0, "up")
    figure, near = beside(standing(left_arm=up, right_arm=up), turn_deg)
    assert value("forearm_lean_deg", figure, near) == pytest.approx(0.0, abs=2.0)


@pytest.mark.parametrize(
    ("quantity", "hidden"),
    [
        ("head_pitch_deg", "left_ear"),
        ("neck_lean_deg", "left_shoulder"),
        ("trunk_lean_deg", "left_hip"),
        ("body_bend_deg", "left_ankle"),
        ("forearm_lean_deg", "left_wrist"),
        ("hand_ahead_ratio", "left_wrist"),
        ("elbow_back_ratio", "left_elbow"),
    ],
)
def test_a_joint_that_is_not_seen_gives_no_value(quantity: str, hidden: str) -> None:
    figure = seen(standing().turned(-90.0).hide(hidden), camera=FAR)
    assert not measure([Definition("it", quantity, Of.LEFT)], figure, neutral(), [figure])[
        "it"
    ].seen


def last(body_at: Callable[[float], Body]) -> dict[str, float]:
    figures = [figure_of(p) for p in poses(film(body_at, 1.2, 30.0, FAR))]
    return {k: r.value for k, r in measure(HEAD, figures[-1], neutral(), figures).items()}


def test_a_still_head_is_at_rest_and_a_slow_nod_is_no_to_and_fro() -> None:
    still = last(lambda _: standing().turned(90.0))
    nod = last(lambda t: standing(head_down_deg=30.0 * t).turned(90.0))
    assert still == pytest.approx({"unrest": 0.0, "speed": 0.0, "rise": 0.0}, abs=1e-6)
    assert nod["speed"] > 0.05
    assert nod["unrest"] < 0.01


def test_nodding_to_and_fro_is_unrest() -> None:
    def jerk(t_s: float) -> Body:
        return standing(head_down_deg=40.0 if int(t_s * 3.0) % 2 else 10.0).turned(90.0)

    assert last(jerk)["unrest"] > 0.1


def test_coming_up_reads_its_speed_and_going_down_is_negative() -> None:
    up = last(lambda t: standing().moved(y_m=-0.25 * t))
    down = last(lambda t: standing().moved(y_m=0.25 * t))
    assert up["rise"] == pytest.approx(0.5, rel=0.05)
    assert down["rise"] == pytest.approx(-0.5, rel=0.05)


def test_the_nose_and_not_the_chest_tells_the_nod() -> None:
    """A trunk that folds takes the head along: its pitch grows by as much."""
    figure, near = beside(replace(sitting(lean_forward_deg=80.0), head_down_deg=0.0), 90.0)
    nose, ear = figure.image[Landmark.NOSE], figure.image[near.landmark("ear")]
    assert nose[1] > ear[1]
    assert value("head_pitch_deg", figure, near) == pytest.approx(80.0, abs=1.5)
