"""What a neutral pose and a wall line teach, and changes since them."""

from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.measure import (
    ASSUMED,
    Definition,
    Of,
    calibrate_neutral,
    calibrate_wall,
    measure,
)
from tests.bodies import Arm, standing
from tests.measure.figures import neutral, seen, value

ON_WALL = Arm(60.0, 85.0, 20.0, "up")


def test_a_neutral_pose_teaches_the_persons_own_proportions() -> None:
    own = neutral()
    assert not own.assumed
    assert own.values["shoulder_width"] == pytest.approx(0.34 / 0.50, abs=0.02)
    assert own.values["upper_arm"] == pytest.approx(0.27 / 0.50, abs=0.02)
    assert own.values["forearm"] == pytest.approx(0.24 / 0.50, abs=0.02)


def test_an_average_adult_stands_in_until_then() -> None:
    assert ASSUMED.assumed
    assert value("wrist_gap_ratio", seen(standing())) > 0.5


def test_one_bad_picture_does_not_spoil_a_neutral_pose() -> None:
    figures = [seen(standing(), i / 15) for i in range(15)]
    figures[7] = seen(standing(left_arm=Arm(0.0, 170.0), shrug_left_m=0.1), 7 / 15)
    spoiled = calibrate_neutral(figures, [])
    for name, usual in neutral().values.items():
        assert spoiled.values[name] == pytest.approx(usual, rel=1e-6, abs=1e-6)


def test_forearms_that_point_at_the_camera_do_not_make_them_short() -> None:
    towards = Arm(0.0, 10.0, 95.0, "forward")
    figures = [seen(standing(left_arm=towards, right_arm=towards)) for _ in range(5)]
    hidden_depth = [
        seen(standing(left_arm=towards, right_arm=towards).hide("left_wrist", "right_wrist"))
    ]
    assert (
        calibrate_neutral(figures, []).values["forearm"] > 0.75 * ASSUMED.values["forearm"] - 1e-9
    )
    assert calibrate_neutral(hidden_depth, []).values["forearm"] == ASSUMED.values["forearm"]


def test_a_change_since_neutral_starts_at_zero() -> None:
    definitions = [
        Definition("lean", "lean_to_side_deg", Of.LEFT, "neutral"),
        Definition("turn", "facing_deg", Of.BODY, "neutral"),
    ]
    own = neutral(standing(lean_left_deg=4.0).turned(10.0), tuple(definitions))
    here = measure(definitions, seen(standing(lean_left_deg=4.0).turned(10.0)), own, [])
    assert [r.value for r in here.values()] == pytest.approx([0.0, 0.0], abs=1e-6)
    there = measure(definitions, seen(standing(lean_left_deg=14.0).turned(25.0)), own, [])
    assert there["lean"].value == pytest.approx(10.0, abs=1.5)
    assert there["turn"].value == pytest.approx(15.0, abs=1.5)


def test_a_change_of_direction_goes_the_short_way_round() -> None:
    definition = Definition("turn", "facing_deg", Of.BODY, "neutral")
    own = neutral(standing().turned(170.0), (definition,))
    reading = measure([definition], seen(standing().turned(-170.0)), own, [])["turn"]
    assert reading.value == pytest.approx(20.0, abs=2.0)


def test_each_side_changes_from_its_own_neutral() -> None:
    definitions = [
        Definition("most", "elbow_height_ratio", Of.MAX, "neutral"),
        Definition("least", "elbow_height_ratio", Of.MIN, "neutral"),
        Definition("mean", "elbow_height_ratio", Of.MEAN, "neutral"),
    ]
    crooked = standing(left_arm=Arm(0.0, 60.0))
    own = neutral(crooked, tuple(definitions))
    raised = standing(left_arm=Arm(0.0, 60.0), right_arm=Arm(0.0, 60.0))
    readings = measure(definitions, seen(raised), own, [])
    assert readings["least"].value == pytest.approx(0.0, abs=0.02)
    assert readings["most"].value > 0.2
    assert readings["mean"].value == pytest.approx(readings["most"].value / 2, abs=0.02)


def test_without_the_calibration_a_change_is_unseen() -> None:
    definition = Definition("lean", "lean_to_side_deg", Of.LEFT, "neutral")
    reading = measure([definition], seen(standing()), ASSUMED, [])["lean"]
    assert not reading.seen
    assert reading.reason == "no neutral pose yet"
    at_wall = Definition("turn", "chest_turn_deg", Of.LEFT, "wall")
    assert measure([at_wall], seen(standing()), neutral(), [])["turn"].reason == "no wall line yet"


def test_a_forearm_left_on_the_wall_has_not_moved() -> None:
    body = standing(left_arm=ON_WALL).turned(-30.0)
    own = calibrate_wall(neutral(), [seen(body)] * 10, [], Side.LEFT)
    for quantity in ("wall_elbow_ratio", "wall_wrist_ratio", "elbow_drift_ratio"):
        assert value(quantity, seen(body), Side.LEFT, own) == pytest.approx(0.0, abs=1e-6)
    assert value("wall_angle_deg", seen(body), Side.LEFT, own) == pytest.approx(0.0, abs=1e-4)


def test_sliding_along_the_wall_drifts_but_stays_on_the_line() -> None:
    body = standing(left_arm=Arm(0.0, 90.0))
    own = calibrate_wall(neutral(), [seen(body)] * 10, [], Side.LEFT)
    slid = seen(body.moved(x_m=0.12))
    assert value("wall_elbow_ratio", slid, Side.LEFT, own) < 0.02
    assert value("elbow_drift_ratio", slid, Side.LEFT, own) == pytest.approx(0.5, abs=0.05)
    assert value("wrist_drift_ratio", slid, Side.LEFT, own) == pytest.approx(0.5, abs=0.05)


def test_lifting_off_the_wall_is_a_distance_in_forearms() -> None:
    body = standing(left_arm=Arm(0.0, 90.0))
    own = calibrate_wall(neutral(), [seen(body)] * 10, [], Side.LEFT)
    lifted = seen(body.moved(y_m=0.06))
    assert value("wall_elbow_ratio", lifted, Side.LEFT, own) == pytest.approx(0.25, abs=0.03)
    bent = seen(standing(left_arm=Arm(0.0, 90.0, 30.0, "up")))
    assert value("wall_angle_deg", bent, Side.LEFT, own) == pytest.approx(30.0, abs=2.0)
    assert value("wall_elbow_ratio", bent, Side.LEFT, own) < 0.02


def test_a_change_since_the_wall_counts_from_the_wall() -> None:
    definition = Definition("turn", "chest_turn_deg", Of.LEFT, "wall")
    body = standing(left_arm=ON_WALL).turned(-20.0)
    own = calibrate_wall(neutral(), [seen(body)] * 10, [definition], Side.LEFT)
    reading = measure([definition], seen(body.turned(35.0)), own, [])["turn"]
    assert reading.value == pytest.approx(35.0, abs=3.0)


def test_a_wall_calibration_keeps_what_neutral_taught() -> None:
    definition = Definition("lean", "lean_to_side_deg", Of.LEFT, "neutral")
    own = neutral(definitions=(definition,))
    with_wall = calibrate_wall(own, [seen(standing(left_arm=ON_WALL))], [definition], Side.LEFT)
    assert with_wall.wall is not None
    for name, kept in own.values.items():
        assert with_wall.values[name] == kept


def test_a_hidden_forearm_gives_no_wall_line() -> None:
    hidden = seen(standing(left_arm=ON_WALL).hide("left_wrist"))
    assert calibrate_wall(neutral(), [hidden] * 5, [], Side.LEFT).wall is None
