"""A reading: a value with its sigma, now, since a moment or per second; or why it is missing."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Landmark, Rejection, Side
from formcheck.core.kinematics import (
    MEASURES,
    NO_MOMENTS,
    NOBODY,
    Cause,
    Definition,
    MeasuredPose,
    Reading,
    ReadingKind,
    Unknown,
    load_usual_start,
    measure,
    measure_pose,
)
from formcheck.core.kinematics.moments import ReferenceMoments
from formcheck.core.kinematics.readings import (
    MEAN_OVER_S,
    RAISED_DEG,
    RATE_OVER_S,
    RATE_PER_SIGMA,
    SPEED_OVER_S,
    VIEW_UNSUITED,
    WAY_SIGMA,
    list_landmarks,
)
from tests.bodies import (
    FOREARM_M,
    SHANK_M,
    TRUNK_M,
    Arm,
    Body,
    Leg,
    list_poses,
    make_film,
    standing,
)
from tests.core.kinematics.figures import (
    get_value,
    list_definitions,
    measure_body,
    measure_rest,
    read,
)
from tests.unknowns import WRIST_HIDDEN

FEW = settings(max_examples=20)
NEAR_DEG = 8.0
"""Accuracy for synthetic bodies, whose joints are not quite those of real people."""
ELEVATION = Definition("raise", "shoulder_elevation", Side.LEFT)
HANGING = standing(left_arm=Arm(elevation_deg=10))


def define_change(measure_id: str, of: Side = Side.LEFT, change: str = "difference") -> Definition:
    return Definition("x", measure_id, of, since="start", change=change)  # type: ignore[arg-type]


def read_change(definition: Definition, body: Body, start: Body = HANGING) -> Reading:
    figure = measure_body(body)
    return measure([definition], figure, {"start": measure_rest(start)}, [figure])["x"]


def read_film(
    definitions: list[Definition],
    body_at: Callable[[float], Body],
    lasts_s: float = 1.3,
    fps: float = 30.0,
    moments: ReferenceMoments = NO_MOMENTS,
) -> dict[str, Reading]:
    figures = [measure_pose(p) for p in list_poses(make_film(body_at, lasts_s, fps))]
    return measure(definitions, figures[-1], moments, figures)


# Of one frame.


def test_what_is_wholly_outside_the_picture_is_not_told_by_the_rest() -> None:
    knee = Definition("x", "knee_flexion", Side.LEFT)
    leg = ["left_hip", "left_knee", "left_ankle"]
    cut = measure_body(standing().hide(*leg, why=Rejection.OUT_OF_FRAME))
    found = measure([knee], cut, NO_MOMENTS, [cut])["x"]
    assert not found.seen
    assert str(found.unknown) == "left hip outside the picture"
    for partly in (standing().hide(*leg[1:], why=Rejection.OUT_OF_FRAME), standing().hide(*leg)):
        figure = measure_body(partly)
        assert measure([knee], figure, NO_MOMENTS, [figure])["x"].seen


@pytest.mark.parametrize("definition", list_definitions(), ids=lambda one: str(one.name))
def test_each_landmark_that_is_hidden_is_named_by_what_is_about_it_and_by_nothing_else(
    definition: Definition,
) -> None:
    about = list_landmarks(definition.measure, definition.of)
    for landmark in Landmark:
        figure = measure_body(standing().hide(landmark.name.lower()))
        unknown = measure([definition], figure, {"start": measure_rest()}, [figure])[
            definition.name
        ].unknown
        hidden = unknown is not None and unknown.cause is Cause.HIDDEN
        assert hidden == (landmark in about)
        assert not hidden or unknown == Unknown(Cause.HIDDEN, landmark)


def test_a_trunk_is_told_without_hips() -> None:
    cut = measure_body(standing().hide("left_hip", "right_hip", why=Rejection.OUT_OF_FRAME))
    assert measure([Definition("x", "trunk_incl", Side.BOTH)], cut, NO_MOMENTS, [cut])["x"].seen


def test_every_definition_is_read_of_somebody_who_is_there() -> None:
    figure = measure_body(standing())
    definitions = list_definitions()
    readings = measure(definitions, figure, {"start": measure_rest()}, [figure])
    assert readings.keys() == {definition.name for definition in definitions}
    for definition in definitions:
        reading = readings[definition.name]
        if definition.is_moving or definition.measure == "horizontal_adduction":
            assert not reading.seen
        else:
            assert reading.seen
            assert math.isfinite(reading.value)
            assert reading.sigma > 0.0
            assert reading.unknown is None


def test_nobody_reads_nothing_and_says_so() -> None:
    definitions = list_definitions()
    readings = measure(definitions, None, {"start": measure_rest()}, [])
    assert readings.keys() == {definition.name for definition in definitions}
    for reading in readings.values():
        assert (reading.seen, reading.unknown) == (False, NOBODY)
        assert math.isnan(reading.value)
        assert math.isnan(reading.sigma)


@pytest.mark.parametrize(
    ("why", "says"),
    [
        (Rejection.LOW_VISIBILITY, "left elbow hidden"),
        (Rejection.OUT_OF_FRAME, "left elbow outside the picture"),
        (Rejection.BONE_LENGTH, "left elbow uncertain"),
        (Rejection.SIDES_SWAPPED, "left elbow uncertain, left and right look swapped"),
    ],
)
def test_a_joint_that_is_not_believed_is_named_and_the_rest_tells_the_value(
    why: Rejection, says: str
) -> None:
    figure = measure_body(standing(left_arm=Arm(0, 60)).hide("left_elbow", why=why))
    reading = read("shoulder_elevation", figure, Side.LEFT)
    assert reading.seen
    assert str(reading.unknown) == says
    assert reading.value == pytest.approx(60.0, abs=2.0 * NEAR_DEG)
    assert read("shoulder_elevation", figure, Side.RIGHT).unknown is None


@pytest.mark.parametrize(("raised_deg", "told"), [(10, False), (90, True), (165, False)])
def test_an_arm_that_is_not_raised_points_nowhere_around_the_trunk(
    raised_deg: float, *, told: bool
) -> None:
    low, high = RAISED_DEG
    assert (low < raised_deg < high) == told
    reading = read(
        "horizontal_adduction", measure_body(standing(left_arm=Arm(60, raised_deg))), Side.LEFT
    )
    assert reading.seen is told
    assert reading.unknown == (None if told else VIEW_UNSUITED)


def test_a_turn_is_towards_the_side_that_is_asked() -> None:
    figure = measure_body(standing(twist_deg=30))
    left, right = (read("trunk_twist", figure, of) for of in (Side.LEFT, Side.RIGHT))
    assert left.value == -right.value
    assert left.sigma == right.sigma
    assert left.value == pytest.approx(30.0, abs=NEAR_DEG)
    assert get_value("trunk_twist", figure) == left.value


def test_a_size_has_no_sign_and_a_sign_turns_it() -> None:
    figure = measure_body(standing(twist_deg=-30))
    twist = Definition("twist", "trunk_twist", Side.BOTH)
    definitions = [
        twist,
        replace(twist, name="size", size=True),
        replace(twist, name="turned", sign=-1.0),
        replace(twist, name="both", size=True, sign=-1.0),
    ]
    found = measure(definitions, figure, NO_MOMENTS, [figure])
    plain = found["twist"].value
    assert plain < 0.0
    assert found["size"].value == found["turned"].value == -plain
    assert found["both"].value == plain
    assert len({reading.sigma for reading in found.values()}) == 1


def test_the_pictures_of_a_quarter_second_are_averaged() -> None:
    """At 20 frames a second these are five or six."""
    figures = [measure_body(standing(left_arm=Arm(0, 10.0 * i)), i / 20) for i in range(8)]
    last = [f for f in figures if f.t_s >= figures[-1].t_s - MEAN_OVER_S]
    alone = [get_value("shoulder_elevation", figure, Side.LEFT) for figure in last]
    found = measure([ELEVATION], figures[-1], NO_MOMENTS, figures)["raise"]
    assert found.value == pytest.approx(sum(alone) / len(alone))
    assert 5 <= len(last) <= 6


# Since a moment.


@FEW
@given(st.floats(0.0, 150.0), st.floats(0.0, 30.0))
def test_a_change_since_the_start_is_the_difference_of_both(to: float, start: float) -> None:
    before, after = (standing(left_arm=Arm(elevation_deg=deg)) for deg in (start, to))
    read_of = {
        body: get_value("shoulder_elevation", measure_body(body), Side.LEFT)
        for body in (before, after)
    }
    found = read_change(define_change("shoulder_elevation"), after, before)
    assert found.value == pytest.approx(read_of[after] - read_of[before], abs=1e-6)


def test_a_ratio_is_to_the_length_at_the_start() -> None:
    apart = standing(left_arm=Arm(0, 90), right_arm=Arm(0, 90))
    wide, narrow = (get_value("wrist_gap", measure_body(body)) for body in (apart, HANGING))
    found = read_change(define_change("wrist_gap", Side.BOTH, "ratio"), apart)
    assert found.value == pytest.approx(wide / narrow)
    assert read_change(
        define_change("wrist_gap", Side.BOTH, "ratio"), HANGING
    ).value == pytest.approx(1.0)


def test_sitting_back_from_the_hands_is_a_share_of_the_distance_at_the_start() -> None:
    on_hands = standing(left_arm=Arm(90, 80), right_arm=Arm(90, 80))
    away = standing(left_arm=Arm(90, 150), right_arm=Arm(90, 150))
    found = read_change(Definition("x", "sit_back", Side.BOTH, since="start"), away, on_hands)
    assert found.value > 0.1
    still = read_change(Definition("x", "sit_back", Side.BOTH, since="start"), on_hands, on_hands)
    assert still.value == pytest.approx(0.0, abs=1e-9)


@FEW
@given(st.floats(0.0, 150.0))
def test_a_small_change_is_surer_than_a_large_one(to: float) -> None:
    """The error of one person in one view is mostly constant."""
    after = standing(left_arm=Arm(elevation_deg=to))
    figure, start = measure_body(after), measure_rest(HANGING)
    now = measure([ELEVATION], figure, NO_MOMENTS, [figure])["raise"].sigma
    then = get_value("shoulder_elevation", measure_body(HANGING), Side.LEFT)
    independent = math.hypot(
        now, read("shoulder_elevation", measure_body(HANGING), Side.LEFT).sigma
    )
    found = measure([define_change("shoulder_elevation")], figure, {"start": start}, [figure])["x"]
    assert 0.0 < found.sigma <= independent
    if abs(found.value) < 1.0:
        assert found.sigma < 0.5 * independent
    assert then == pytest.approx(10.0, abs=NEAR_DEG)


def test_a_moment_that_was_not_seen_is_named() -> None:
    figure = measure_body(standing())
    for moment, says in (
        ("start", "no start position yet"),
        ("set-up", "the set-up was not seen"),
    ):
        definition = replace(define_change("trunk_incl", Side.BOTH), since=moment)
        reading = measure([definition], figure, NO_MOMENTS, [figure])["x"]
        assert (reading.seen, str(reading.unknown)) == (False, says)


def test_the_usual_start_stands_in_for_one_that_was_not_seen() -> None:
    """The usual start is less certain, as people differ, and never replaces a set-up."""
    figure = measure_body(standing(left_arm=Arm(0, 90)))
    usual = load_usual_start("standing")
    definition = define_change("shoulder_elevation")
    stood_in = measure([definition], figure, usual, [figure])["x"]
    known = {**usual, "start": measure_rest(HANGING)}
    own = measure([definition], figure, known, [figure])["x"]
    assert stood_in.value == pytest.approx(90.0 - 5.0, abs=20.0)
    assert own.value == pytest.approx(80.0, abs=NEAR_DEG)
    assert stood_in.sigma > own.sigma
    from_set_up = replace(definition, since="set-up")
    assert not measure([from_set_up], figure, usual, [figure])["x"].seen


def test_nobody_usually_starts_turned_to_one_direction() -> None:
    """Any change from the usual start can be read, except a turn."""
    figure, usual = measure_body(standing()), load_usual_start("standing")
    for definition in list_definitions():
        if definition.since == "start" and not definition.is_moving:
            reading = measure([definition], figure, usual, [figure])[definition.name]
            assert reading.seen == math.isfinite(reading.value)
    turn = define_change("pelvis_yaw", Side.BOTH)
    told = measure([turn], figure, usual, [figure])["x"]
    assert (told.seen, str(told.unknown)) == (False, "no start position yet")


def test_a_set_up_is_another_moment_than_the_start() -> None:
    figure = measure_body(standing(left_arm=Arm(0, 120)))
    moments = {
        "start": measure_rest(HANGING),
        "set-up": measure_rest(standing(left_arm=Arm(0, 90))),
    }
    for moment, wanted in (("start", 110.0), ("set-up", 30.0)):
        definition = replace(define_change("shoulder_elevation"), since=moment)
        found = measure([definition], figure, moments, [figure])["x"]
        assert found.value == pytest.approx(wanted, abs=NEAR_DEG)


# Distances.


@pytest.mark.parametrize("far_m", [0.05, 0.1, 0.3])
def test_a_way_is_counted_in_bones(far_m: float) -> None:
    """When a person steps aside, all joints travel as far as the body."""
    start = {"start": measure_rest()}
    aside = measure_body(standing().moved(x_m=far_m))
    for name, bone_m in (
        ("wrist_drift", FOREARM_M),
        ("elbow_drift", FOREARM_M),
        ("knee_drift", SHANK_M),
        ("ankle_drift", SHANK_M),
    ):
        found = read_way(name, aside, start)
        assert found.value == pytest.approx(far_m / bone_m, rel=0.15)
        assert found.sigma > WAY_SIGMA


def read_way(name: str, figure: MeasuredPose, moments: ReferenceMoments) -> Reading:
    definition = Definition("x", name, Side.LEFT, since="start")
    return measure([definition], figure, moments, [figure])["x"]


def test_what_stays_where_it_was_has_no_way() -> None:
    raised = standing(left_arm=Arm(0, 90), right_leg=Leg(30, 30))
    start = {"start": measure_rest(raised)}
    bent = measure_body(replace(raised, left_arm=Arm(0, 90, 60, "up")))
    assert read_way("elbow_drift", bent, start).value == pytest.approx(0.0, abs=1e-6)
    assert read_way("wrist_drift", bent, start).value > 0.5


def test_a_hidden_joint_has_no_way_and_is_named() -> None:
    start = {"start": measure_rest()}
    found = read_way("wrist_drift", measure_body(standing().hide("left_wrist")), start)
    assert (found.seen, found.unknown) == (False, WRIST_HIDDEN)


def test_from_the_usual_start_there_is_no_way() -> None:
    assert not read_way("wrist_drift", measure_body(standing()), load_usual_start("standing")).seen


# Movement.


def define_rate(measure_id: str, of: Side) -> Definition:
    return Definition("x", measure_id, of, change="rate")


@pytest.mark.parametrize("fps", [2, 3.2, 4, 7, 15, 30, 60])
@pytest.mark.parametrize("deg_per_s", [-30.0, 20.0, 60.0])
def test_a_rate_is_the_change_a_second_at_any_frame_rate(fps: float, deg_per_s: float) -> None:
    def raising(t_s: float) -> Body:
        return standing(left_arm=Arm(0, 60.0 + deg_per_s * (t_s - 1.0)))

    found = read_film([define_rate("shoulder_elevation", Side.LEFT)], raising, fps=fps)["x"]
    assert found.value == pytest.approx(deg_per_s, rel=0.3, abs=3.0)
    alone = read("shoulder_elevation", measure_body(raising(1.3)), Side.LEFT).sigma
    assert found.sigma == pytest.approx(RATE_PER_SIGMA * alone, rel=0.3)


def test_who_rests_has_no_rate_and_no_speed() -> None:
    speed = Definition("speed", "speed", Side.BOTH)
    readings = read_film([define_rate("trunk_incl", Side.BOTH), speed], lambda _: standing())
    for reading in readings.values():
        assert reading.seen
        assert reading.value == pytest.approx(0.0, abs=1e-6)
        assert reading.sigma > 0.0


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("metres_per_s", [0.1, 0.3, 0.6])
def test_speed_is_that_of_the_body_at_any_frame_rate(fps: float, metres_per_s: float) -> None:
    """In trunk lengths a second, allowing for unseen movement in depth."""
    speed = Definition("x", "speed", Side.BOTH)
    found = read_film([speed], lambda t_s: standing().moved(x_m=metres_per_s * t_s), fps=fps)["x"]
    assert found.value == pytest.approx(metres_per_s / TRUNK_M, rel=0.3)


def test_what_is_about_movement_waits_until_it_was_watched() -> None:
    definitions = [
        define_rate("trunk_incl", Side.BOTH),
        Definition("speed", "speed", Side.BOTH),
    ]
    for lasts_s, told in ((0.2, False), (max(RATE_OVER_S, SPEED_OVER_S / 2) + 0.2, True)):
        readings = read_film(definitions, lambda _: standing(), lasts_s)
        assert all(reading.seen is told for reading in readings.values())
        if not told:
            assert {str(reading.unknown) for reading in readings.values()} == {
                "not watched for long enough yet"
            }


def test_of_a_body_that_is_not_in_view_there_is_no_speed() -> None:
    parts = [
        f"{side}_{part}"
        for side in ("left", "right")
        for part in ("shoulder", "elbow", "wrist", "hip")
    ]
    speed = Definition("x", "speed", Side.BOTH)
    hidden = read_film([speed], lambda _: standing().hide(*parts))["x"]
    assert not hidden.seen
    assert hidden.unknown is not None


def test_only_rates_and_speeds_need_more_than_one_picture() -> None:
    figure = measure_body(standing(left_arm=Arm(0, 90), right_arm=Arm(0, 90)))
    definitions = list_definitions()
    readings = measure(definitions, figure, {"start": measure_rest()}, [figure])
    unseen = {d.measure for d in definitions if not readings[d.name].seen}
    assert unseen == {name for name, known in MEASURES.items() if known.kind is ReadingKind.SPEED}
