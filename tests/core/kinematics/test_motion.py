"""Speeds: independent of the frame rate and of jitter, and unknown until observed long enough."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Rejection
from formcheck.core.kinematics import MeasuredPose, measure_pose
from formcheck.core.kinematics.motion import measure_motion, measure_torso_px
from tests.bodies import TRUNK_M, Arm, Body, list_poses, make_film, standing
from tests.core.kinematics.figures import measure_body


def watch_figures(
    body_at: Callable[[float], Body],
    fps: float = 30.0,
    jitter: float = 0.0,
    lasts_s: float = 1.2,
) -> list[MeasuredPose]:
    return [measure_pose(p) for p in list_poses(make_film(body_at, lasts_s, fps, jitter=jitter))]


def test_standing_still_is_zero() -> None:
    figures = watch_figures(lambda _: standing())
    assert measure_motion(figures) == measure_motion(figures, wrists=False) == 0.0


@settings(max_examples=15)
@given(st.floats(8.0, 60.0), st.floats(0.05, 0.5))
def test_walking_sideways_reads_its_speed_at_every_frame_rate(
    fps: float, metres_per_s: float
) -> None:
    figures = watch_figures(lambda t: standing().moved(x_m=metres_per_s * t), fps)
    assert measure_motion(figures) == pytest.approx(metres_per_s / TRUNK_M, rel=0.05)
    assert measure_motion(figures, wrists=False) == pytest.approx(metres_per_s / TRUNK_M, rel=0.05)


def test_a_wrist_alone_moves_somebody_and_not_their_body() -> None:
    def wave(t_s: float) -> Body:
        return standing(left_arm=Arm(0.0, 90.0, 45.0 + 40.0 * math.sin(6.0 * t_s), "up"))

    figures = watch_figures(wave)
    assert measure_motion(figures) > 0.3
    assert measure_motion(figures, wrists=False) == pytest.approx(0.0, abs=1e-6)


def test_the_fastest_joint_counts() -> None:
    """A swinging arm is faster at the wrist than at the elbow."""

    def swing(t_s: float) -> Body:
        return standing(right_arm=Arm(0.0, 30.0 + 40.0 * t_s))

    figures = watch_figures(swing)
    assert measure_motion(figures) > 1.5 * measure_motion(figures, wrists=False) > 0.0


def test_jitter_is_hardly_any_movement() -> None:
    assert measure_motion(watch_figures(lambda _: standing(), jitter=0.003)) < 0.05


@pytest.mark.parametrize(
    "figures", [[], [measure_body(standing())]], ids=["no picture", "one picture"]
)
def test_without_two_pictures_nothing_is_known(figures: list[MeasuredPose]) -> None:
    assert math.isnan(measure_motion(figures))
    assert math.isnan(measure_motion(figures, wrists=False))


def test_a_speed_waits_until_it_has_been_watched() -> None:
    assert math.isnan(measure_motion(watch_figures(lambda _: standing(), lasts_s=0.2)))
    assert measure_motion(watch_figures(lambda _: standing(), lasts_s=0.4)) == 0.0


def test_a_hidden_joint_does_not_hide_the_movement_of_the_rest() -> None:
    figures = watch_figures(lambda t: standing().moved(x_m=0.2 * t).hide("left_elbow"))
    assert measure_motion(figures) == pytest.approx(0.4, rel=0.05)


def test_hips_below_the_picture_do_not_hide_the_movement_of_the_rest() -> None:
    def sit(t_s: float) -> Body:
        body = standing().moved(x_m=0.2 * t_s)
        return body.hide("left_hip", "right_hip", why=Rejection.OUT_OF_FRAME)

    assert measure_motion(watch_figures(sit)) == pytest.approx(0.4, rel=0.05)


def test_where_nothing_is_seen_nothing_moves_for_all_we_know() -> None:
    everything = [
        f"{side}_{part}"
        for side in ("left", "right")
        for part in ("shoulder", "elbow", "wrist", "hip")
    ]
    assert math.isnan(
        measure_motion(watch_figures(lambda t: standing().moved(x_m=0.2 * t).hide(*everything)))
    )


def test_coming_closer_is_measured_in_todays_torso_lengths() -> None:
    near = watch_figures(lambda t: standing(scale=1.5).moved(x_m=0.3 * t))
    far = watch_figures(lambda t: standing(scale=1.0).moved(x_m=0.2 * t))
    assert measure_motion(near) == pytest.approx(measure_motion(far), rel=0.1)


def test_a_torso_that_points_at_the_camera_is_measured_by_its_shoulders() -> None:
    upright, bowed = measure_body(standing()), measure_body(standing(lean_forward_deg=85))
    assert bowed.torso_px < 0.5 * upright.torso_px
    assert measure_torso_px(bowed) > 0.7 * measure_torso_px(upright)
