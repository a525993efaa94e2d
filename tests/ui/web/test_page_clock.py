from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.ui.web.picture import CaptureClock
from formcheck.ui.web.socket_handler import Rate

PAGE = st.floats(-1e9, 1e9)
STEPS = st.lists(st.tuples(st.floats(0.0, 100.0), PAGE), min_size=2, max_size=50)


@given(STEPS)
def test_whatever_a_page_claims_time_rises_and_never_runs_ahead(
    steps: list[tuple[float, float]],
) -> None:
    now_s, last_s = 50.0, -1.0
    clock = CaptureClock(now_s)
    for count, (step_s, page_s) in enumerate(steps):
        now_s += step_s
        t_s = clock.convert_capture_s(page_s, now_s)
        assert last_s < t_s <= now_s - 50.0 + 0.001 * (count + 1)
        last_s = t_s


def test_uneven_ways_here_do_not_shake_the_time() -> None:
    clock = CaptureClock(0.0)
    late_s = [0.01, 0.2, 0.05, 0.4, 0.01, 0.3, 0.02]
    times = [
        clock.convert_capture_s(1000.0 + i * 0.1, i * 0.1 + late) for i, late in enumerate(late_s)
    ]
    steps = [b - a for a, b in pairwise(times)]
    assert steps == pytest.approx([0.1] * 6, abs=0.001)


@pytest.mark.parametrize("jump_s", [-3600.0, -5.0, 0.3, 5.0, 3600.0])
def test_a_jump_of_the_pages_clock_is_no_time(jump_s: float) -> None:
    clock = CaptureClock(0.0)
    times = [
        clock.convert_capture_s(i * 0.1 + (jump_s if i >= 20 else 0.0), i * 0.1 + 0.02)
        for i in range(60)
    ]
    steps = [b - a for a, b in pairwise(times)]
    assert max(steps) < 0.13
    assert times[-1] - times[0] == pytest.approx(5.9, abs=0.03)


@pytest.mark.parametrize("rate", [1 - 1e-4, 1 + 1e-4])
def test_an_hour_on_two_clocks_is_an_hour(rate: float) -> None:
    clock = CaptureClock(0.0)
    times = [clock.convert_capture_s(i * rate, i + 0.02) for i in range(3601)]
    assert times[-1] - times[0] == pytest.approx(3600.0, abs=0.05)


def test_another_page_goes_on_where_the_time_is() -> None:
    clock = CaptureClock(0.0)
    clock.convert_capture_s(500.0, 1.0)
    clock.restart()
    assert clock.convert_capture_s(499.0, 3.0) == pytest.approx(3.0)
    assert clock.convert_now_s(4.0) == pytest.approx(4.0)


def test_a_second_holds_as_many_messages_as_are_allowed() -> None:
    rate = Rate(20)
    assert [rate.is_allowed(5.0) for _ in range(21)] == [True] * 20 + [False]
    assert rate.is_allowed(5.06)
    assert not rate.is_allowed(5.06)


def test_as_many_as_are_allowed_go_on_for_ever() -> None:
    rate = Rate(20)
    assert all(rate.is_allowed(i / 20) for i in range(2000))
