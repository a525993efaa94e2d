from __future__ import annotations

import pytest

from formcheck.core.body import ImageSize
from formcheck.engine.subject import (
    MOVED_S,
    SEAT_WIDTHS,
    SeatState,
    advance_seat,
    find_distance,
    find_sitter,
    is_at_seat,
    locate_sitter,
)
from tests.bodies import Body, standing
from tests.engine.sitters import LAPTOP, SIZE, detection_of, upright


def settle_in_seat() -> SeatState:
    return advance_seat(SeatState(), detection_of(upright()), 0.0)


def test_the_first_one_seen_has_the_seat() -> None:
    assert is_at_seat(SeatState(), detection_of(standing()))
    assert is_at_seat(settle_in_seat(), detection_of(upright()))


@pytest.mark.parametrize("x_m", [-0.25, 0.25])
def test_leaning_over_is_still_in_the_seat(x_m: float) -> None:
    assert is_at_seat(settle_in_seat(), detection_of(upright().moved(x_m=x_m, z_m=-0.1)))


def test_a_passer_by_behind_is_not_in_the_seat() -> None:
    passer = standing().moved(x_m=0.3, z_m=1.2)
    assert not is_at_seat(settle_in_seat(), detection_of(passer))


def test_of_two_the_one_in_the_seat_is_the_sitter_in_any_order() -> None:
    sitter, passer = detection_of(upright()), detection_of(standing().moved(x_m=0.4, z_m=0.5))
    for both in ([sitter, passer], [passer, sitter]):
        assert find_sitter(both, settle_in_seat(), SIZE) is sitter


def test_where_no_seat_is_known_the_largest_in_the_middle_sits() -> None:
    near, far = detection_of(upright()), detection_of(upright().moved(x_m=-0.5, z_m=1.0))
    assert find_sitter([far, near], SeatState(), SIZE) is near
    assert find_sitter([], SeatState(), SIZE) is None


def test_the_seat_goes_slowly_with_the_chair() -> None:
    seat = settle_in_seat()
    for t_s in range(1, 121):
        shift_m = 0.6 * t_s / 120
        seat = advance_seat(seat, detection_of(upright().moved(x_m=shift_m)), float(t_s))
    there = detection_of(upright().moved(x_m=0.6))
    assert is_at_seat(seat, there)
    assert not is_at_seat(settle_in_seat(), there)


def stay_alone(body: Body, until_s: float) -> SeatState:
    """The seat after this one was the only one to be seen for so long."""
    seat = settle_in_seat()
    for t_s in range(1, int(until_s) + 1):
        seat = advance_seat(seat, detection_of(body), float(t_s))
    return seat


def test_who_stays_elsewhere_for_a_minute_has_moved_the_chair() -> None:
    there = upright().moved(x_m=0.8)
    assert not is_at_seat(stay_alone(there, MOVED_S), detection_of(there))
    assert is_at_seat(stay_alone(there, MOVED_S + 1.0), detection_of(there))


def test_a_pause_is_no_time_spent_elsewhere() -> None:
    there = upright().moved(x_m=0.8)
    seat = advance_seat(stay_alone(there, 2.0), detection_of(there), 1800.0)
    assert not is_at_seat(seat, detection_of(there))


def test_who_stands_behind_the_empty_chair_never_gets_the_seat() -> None:
    behind = standing().moved(x_m=0.3, z_m=1.2)
    seat = stay_alone(behind, 3 * MOVED_S)
    assert not is_at_seat(seat, detection_of(behind))
    assert is_at_seat(seat, detection_of(upright()))


def test_the_seat_is_kept_for_who_comes_back() -> None:
    seat = advance_seat(stay_alone(upright().moved(x_m=0.8), 30.0), None, 31.0)
    assert is_at_seat(seat, detection_of(upright()))
    assert seat.elsewhere_since_s is None


def test_distance_counts_in_widths_of_the_shoulders_at_any_size_of_picture() -> None:
    small = ImageSize(320, 240)
    moved = upright().moved(x_m=0.3)
    full = find_distance(locate_sitter(detection_of(upright())), locate_sitter(detection_of(moved)))
    camera = type(LAPTOP)(distance_m=LAPTOP.distance_m, size=small)
    half = find_distance(
        locate_sitter(detection_of(upright(), camera)),
        locate_sitter(detection_of(moved, camera)),
    )
    assert full == pytest.approx(half)
    assert 0.5 < full < SEAT_WIDTHS
