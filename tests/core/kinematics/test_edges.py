"""A movement is dated by its path, from rest to rest, whatever its size."""

from dataclasses import replace

import pytest

from formcheck.core.kinematics import MeasuredPose, measure_pose
from formcheck.core.kinematics.motion import find_arrival_s, find_departure_s
from tests.bodies import standing

FPS = 30


def place_wrist(figure: MeasuredPose, t_s: float, way_tl: float) -> MeasuredPose:
    image = list(figure.image)
    x, y = image[16]
    image[16] = (x + way_tl * figure.torso_px, y)
    return replace(figure, t_s=t_s, image=image)


def move_wrist_out(
    figure: MeasuredPose, size_tl: float, seconds: float, start_s: float
) -> list[MeasuredPose]:
    """Returns a right wrist moving out from ``start_s`` with a smooth start and end."""
    out = []
    for i in range(2 * FPS):
        u = min(max((i / FPS - start_s) / seconds, 0.0), 1.0)
        out.append(place_wrist(figure, i / FPS, size_tl * u * u * (3 - 2 * u)))
    return out


@pytest.fixture(name="still")
def _still() -> MeasuredPose:
    return measure_pose(standing().pose())


@pytest.mark.parametrize(("size_tl", "seconds"), [(0.3, 0.8), (0.4, 1.0), (1.0, 0.9), (2.0, 0.7)])
def test_both_ends_of_a_movement_are_dated(
    still: MeasuredPose, size_tl: float, seconds: float
) -> None:
    walked = move_wrist_out(still, size_tl, seconds, 0.6)
    on_the_way = [f for f in walked if f.t_s <= 0.6 + 0.5 * seconds]
    arrived = [f for f in walked if f.t_s <= 0.6 + seconds + 0.3]
    assert find_departure_s(on_the_way, on_the_way[-1].t_s) == pytest.approx(0.6, abs=0.12)
    assert find_arrival_s(arrived) == pytest.approx(0.6 + seconds, abs=0.12)


def test_who_hardly_moves_has_no_edge(still: MeasuredPose) -> None:
    walked = move_wrist_out(still, 0.03, 0.8, 0.6)
    assert find_departure_s(walked, walked[-1].t_s) != find_departure_s(walked, walked[-1].t_s)
    assert find_arrival_s([]) != find_arrival_s([])


def test_a_slow_movement_noticed_late_is_dated_as_well(still: MeasuredPose) -> None:
    walked = [f for f in move_wrist_out(still, 0.5, 1.3, 0.4) if f.t_s <= 1.1]
    assert find_departure_s(walked, 1.0) == pytest.approx(0.4, abs=0.15)
