"""Speeds: the same at every frame rate, blind to jitter, silent until watched long enough."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.measure import Definition, Of, Reading, measure
from formcheck.measure.figure import figure_of
from tests.bodies import Arm, Body, film, poses, standing
from tests.measure.figures import neutral, seen

BODY = [
    Definition("motion", "motion_tl_s", Of.BODY),
    Definition("unrest", "unrest_tl_s", Of.BODY),
    Definition("hips", "hips_unrest_tl_s", Of.BODY),
]
ARM = [
    Definition("elbow", "elbow_unrest_tl_s", Of.LEFT),
    Definition("wrist", "wrist_unrest_tl_s", Of.LEFT),
]


def watched(
    body_at: Callable[[float], Body], fps: float = 30.0, jitter: float = 0.0
) -> dict[str, Reading]:
    figures = [figure_of(p) for p in poses(film(body_at, 1.2, fps, jitter=jitter))]
    return measure(BODY + ARM, figures[-1], neutral(), figures)


def test_standing_still_is_zero() -> None:
    for reading in watched(lambda _: standing()).values():
        assert reading.value == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=30)
@given(st.floats(8.0, 60.0), st.floats(0.05, 0.5))
def test_walking_sideways_reads_its_speed_at_every_frame_rate(
    fps: float, metres_per_s: float
) -> None:
    readings = watched(lambda t: standing().moved(x_m=metres_per_s * t), fps)
    assert readings["motion"].value == pytest.approx(metres_per_s / 0.50, rel=0.05)
    assert readings["hips"].value == pytest.approx(0.0, abs=0.02)


def test_only_what_moves_is_restless() -> None:
    def wave(t_s: float) -> Body:
        return standing(left_arm=Arm(0.0, 90.0, 45.0 + 40.0 * math.sin(6.0 * t_s), "up"))

    readings = watched(wave)
    assert readings["wrist"].value > 0.5
    assert readings["motion"].value > 0.1
    assert readings["elbow"].value == pytest.approx(0.0, abs=1e-6)
    assert readings["hips"].value == pytest.approx(0.0, abs=1e-6)


def test_a_bounce_shows_and_a_hold_with_jitter_does_not() -> None:
    bouncing = watched(lambda t: standing().moved(y_m=0.02 * math.sin(4 * math.pi * t)))
    holding = watched(lambda _: standing(), jitter=0.003)
    assert bouncing["hips"].value > 0.15
    assert holding["hips"].value < 0.05


def test_a_speed_waits_until_it_has_been_watched() -> None:
    figures = [figure_of(p) for p in poses(film(lambda _: standing(), 0.2))]
    for reading in measure(BODY, figures[-1], neutral(), figures).values():
        assert not reading.seen
        assert reading.reason == "not watched for long enough yet"


def test_a_hidden_elbow_does_not_hide_the_movement_of_the_rest() -> None:
    def walk(t_s: float) -> Body:
        return standing().moved(x_m=0.2 * t_s).hide("left_elbow")

    readings = watched(walk)
    assert readings["motion"].value == pytest.approx(0.4, rel=0.05)
    assert readings["elbow"].reason == "left elbow hidden"


def test_coming_closer_is_measured_in_todays_torso_lengths() -> None:
    near = watched(lambda t: standing(scale=1.5).moved(x_m=0.3 * t))
    far = watched(lambda t: standing(scale=1.0).moved(x_m=0.2 * t))
    assert near["motion"].value == pytest.approx(far["motion"].value, rel=0.1)


def test_one_picture_shows_no_movement() -> None:
    reading = measure(BODY, seen(standing()), neutral(), [seen(standing())])["motion"]
    assert not reading.seen
