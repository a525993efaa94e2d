import pytest

from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_values import CalibrationRefusal, UprightBaseline
from formcheck.engine.observer import PostureObserver
from formcheck.engine.sitter_seat import (
    KEPT_S,
    MOVED_S,
    SEAT_WIDTHS,
    SeatState,
    advance_seat,
    find_seat,
    find_sitter,
    locate_sitter,
)
from formcheck.engine.subject import find_distance
from tests.bodies import Body, Camera, standing
from tests.engine.seated_people import AT_SIDE, LAPTOP, SIZE, detect_body, from_the_side, upright


def is_at_seat(seat: SeatState, detection: Detection) -> bool:
    """Whether this is where the sitter sits; always true while no sitter is known."""
    return advance_seat(seat, detection, seat.at_s).elsewhere_since_s is None


def settle_in_seat() -> SeatState:
    return advance_seat(SeatState(), detect_body(upright()), 0.0)


def test_the_first_one_seen_has_the_seat() -> None:
    assert is_at_seat(SeatState(), detect_body(standing()))
    assert is_at_seat(settle_in_seat(), detect_body(upright()))


@pytest.mark.parametrize("x_m", [-0.25, 0.25])
def test_leaning_over_is_still_in_the_seat(x_m: float) -> None:
    assert is_at_seat(settle_in_seat(), detect_body(upright().moved(x_m=x_m, z_m=-0.1)))


def test_a_passer_by_behind_is_not_in_the_seat() -> None:
    passer = standing().moved(x_m=0.3, z_m=1.2)
    assert not is_at_seat(settle_in_seat(), detect_body(passer))


def test_of_two_the_one_in_the_seat_is_the_sitter_in_any_order() -> None:
    sitter, passer = detect_body(upright()), detect_body(standing().moved(x_m=0.4, z_m=0.5))
    for both in ([sitter, passer], [passer, sitter]):
        assert find_sitter(both, settle_in_seat(), SIZE) is sitter


def test_where_no_seat_is_known_the_largest_in_the_middle_sits() -> None:
    near, far = detect_body(upright()), detect_body(upright().moved(x_m=-0.5, z_m=1.0))
    assert find_sitter([far, near], SeatState(), SIZE) is near
    assert find_sitter([], SeatState(), SIZE) is None


def test_the_seat_goes_slowly_with_the_chair() -> None:
    seat = settle_in_seat()
    for t_s in range(1, 121):
        shift_m = 0.6 * t_s / 120
        seat = advance_seat(seat, detect_body(upright().moved(x_m=shift_m)), float(t_s))
    there = detect_body(upright().moved(x_m=0.6))
    assert is_at_seat(seat, there)
    assert not is_at_seat(settle_in_seat(), there)


def stay_alone(body: Body, until_s: float) -> SeatState:
    """Returns the seat after this body was the only one visible until ``until_s``."""
    seat = settle_in_seat()
    for t_s in range(1, int(until_s) + 1):
        seat = advance_seat(seat, detect_body(body), float(t_s))
    return seat


def test_who_stays_elsewhere_for_a_minute_has_moved_the_chair() -> None:
    there = upright().moved(x_m=0.8)
    assert not is_at_seat(stay_alone(there, MOVED_S), detect_body(there))
    assert is_at_seat(stay_alone(there, MOVED_S + 1.0), detect_body(there))


def test_a_pause_is_no_time_spent_elsewhere() -> None:
    there = upright().moved(x_m=0.8)
    seat = advance_seat(stay_alone(there, 2.0), detect_body(there), 1800.0)
    assert not is_at_seat(seat, detect_body(there))


def test_who_stands_behind_the_empty_chair_never_gets_the_seat() -> None:
    behind = standing().moved(x_m=0.3, z_m=1.2)
    seat = stay_alone(behind, 3 * MOVED_S)
    assert not is_at_seat(seat, detect_body(behind))
    assert is_at_seat(seat, detect_body(upright()))


def test_the_seat_is_kept_for_who_comes_back() -> None:
    seat = advance_seat(stay_alone(upright().moved(x_m=0.8), 30.0), None, 31.0)
    assert is_at_seat(seat, detect_body(upright()))
    assert seat.elsewhere_since_s is None


def test_distance_counts_in_widths_of_the_shoulders_at_any_size_of_picture() -> None:
    small = ImageSize(320, 240)
    moved = upright().moved(x_m=0.3)
    full = find_distance(locate_sitter(detect_body(upright())), locate_sitter(detect_body(moved)))
    camera = type(LAPTOP)(distance_m=LAPTOP.distance_m, size=small)
    half = find_distance(
        locate_sitter(detect_body(upright(), camera)),
        locate_sitter(detect_body(moved, camera)),
    )
    assert full == pytest.approx(half)
    assert 0.5 < full < SEAT_WIDTHS


def calibrate_photo(body: Body, camera: Camera = LAPTOP) -> UprightBaseline:
    """Returns the baseline from one image of this person."""
    features = PostureObserver().look(detect_body(body, camera), 0.0, camera.size).features
    found = calibrate([features], pictures=True)
    assert not isinstance(found, CalibrationRefusal)
    return found


@pytest.mark.parametrize(
    ("body", "camera"),
    [
        (upright(), LAPTOP),
        (upright().moved(x_m=-0.2), LAPTOP),
        (upright().moved(z_m=0.6), LAPTOP),
        (from_the_side(), AT_SIDE),
        (from_the_side().moved(x_m=0.3), AT_SIDE),
        (from_the_side().mirrored(), AT_SIDE),
    ],
    ids=["front", "aside", "farther", "left side", "left side, aside", "right side"],
)
def test_the_seat_of_a_baseline_is_where_it_was_taken(body: Body, camera: Camera) -> None:
    place = find_seat(calibrate_photo(body, camera), camera.size).home
    assert place is not None
    assert find_distance(place, locate_sitter(detect_body(body, camera))) < 0.4
    half = Camera(camera.distance_m, size=ImageSize(320, 240))
    small = find_seat(calibrate_photo(body, camera), half.size).home
    assert small is not None
    assert find_distance(small, locate_sitter(detect_body(body, half))) < 0.4


def test_without_a_baseline_no_seat_is_known() -> None:
    assert find_seat(None, SIZE) == SeatState()


def test_of_two_the_one_whose_baseline_it_is_sits_there_however_prominent_the_other() -> None:
    own, other = upright().moved(x_m=-0.4, z_m=0.3), detect_body(upright().moved(x_m=0.1))
    sitter, seat = detect_body(own), find_seat(calibrate_photo(own), SIZE)
    assert find_sitter([other, sitter], SeatState(), SIZE) is other
    assert find_sitter([other, sitter], seat, SIZE) is sitter
    assert find_sitter([other], seat, SIZE) is other
    assert not is_at_seat(seat, other)


def keep_seat() -> SeatState:
    """Returns the seat after the sitter has been in it for a while, alone."""
    seat = settle_in_seat()
    for t_s in range(1, 2 * int(KEPT_S)):
        seat = advance_seat(seat, detect_body(upright()), float(t_s))
    return seat


def test_who_comes_back_to_the_seat_has_it_though_another_was_thought_to_have_moved_there() -> None:
    sitter, other = detect_body(upright()), detect_body(upright().moved(x_m=0.8))
    seat = keep_seat()
    for t_s in range(20, 90):
        seat = advance_seat(seat, other, float(t_s), [other])
    assert is_at_seat(seat, other)
    assert find_sitter([other, sitter], seat, SIZE) is sitter
    seat = advance_seat(seat, sitter, 90.0, [other, sitter])
    assert is_at_seat(seat, sitter)
    assert not is_at_seat(seat, other)


def test_who_was_seen_beside_the_sitter_never_gets_the_seat() -> None:
    sitter, other = detect_body(upright()), detect_body(upright().moved(x_m=0.8))
    seat = keep_seat()
    for t_s in range(20, 30):
        seat = advance_seat(seat, sitter, float(t_s), [sitter, other])
    for t_s in range(30, 230):
        seat = advance_seat(seat, other, float(t_s), [other])
        assert seat.is_left
    assert not is_at_seat(seat, other)


def test_who_left_long_ago_does_not_keep_the_sitter_from_moving_there() -> None:
    sitter, there = detect_body(upright()), detect_body(upright().moved(x_m=0.8))
    seat = advance_seat(keep_seat(), sitter, 20.0, [sitter, there])
    for t_s in range(21, 90):
        seat = advance_seat(seat, sitter, float(t_s), [sitter])
    for t_s in range(90, 160):
        seat = advance_seat(seat, there, float(t_s), [there])
    assert is_at_seat(seat, there)


def test_a_seat_is_left_once_it_was_kept_and_only_who_was_seen_beside_it_is_there() -> None:
    sitter, there = detect_body(upright()), detect_body(upright().moved(x_m=0.8))
    both = [sitter, there]
    seat = advance_seat(keep_seat(), sitter, 20.0, both)
    assert not seat.is_left
    left = advance_seat(seat, there, 21.0, [there])
    assert left.is_left
    assert not advance_seat(left, sitter, 22.0, [sitter]).is_left
    assert not advance_seat(left, None, 22.0).is_left
    assert not advance_seat(advance_seat(settle_in_seat(), sitter, 1.0, both), there, 2.0).is_left


@pytest.mark.parametrize(
    "there", [upright().moved(x_m=0.8), upright().moved(z_m=0.7)], ids=["aside", "back"]
)
def test_who_is_alone_has_left_no_seat_wherever_they_move(there: Body) -> None:
    seat = keep_seat()
    for t_s in range(20, 200):
        seat = advance_seat(seat, detect_body(there), float(t_s), [detect_body(there)])
        assert not seat.is_left


def test_who_is_alone_and_larger_than_who_had_the_seat_gets_it_though_seen_beside() -> None:
    sitter, behind = detect_body(upright()), detect_body(upright().moved(x_m=0.5, z_m=1.2))
    seat = advance_seat(SeatState(), behind, 0.0, [behind])
    for t_s in range(1, 30):
        seat = advance_seat(seat, behind, float(t_s), [behind, sitter])
    for t_s in range(30, 100):
        seat = advance_seat(seat, sitter, float(t_s), [sitter])
        assert not seat.is_left
    assert is_at_seat(seat, sitter)


def test_who_is_at_the_former_seat_for_one_look_does_not_shut_out_the_sitter() -> None:
    moved, visitor = detect_body(upright().moved(x_m=0.8)), detect_body(upright())
    seat = keep_seat()
    for t_s in range(20, 90):
        seat = advance_seat(seat, moved, float(t_s), [moved])
    assert seat.former is not None
    seat = advance_seat(seat, visitor, 90.0, [moved, visitor])
    for t_s in range(91, 160):
        seat = advance_seat(seat, moved, float(t_s), [moved])
        assert not seat.is_left
    assert is_at_seat(seat, moved)
