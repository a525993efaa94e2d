from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.vision.video.frame_times import FrameSampler, RisingClock

stored_times = st.lists(
    st.none() | st.floats(min_value=-100, max_value=1e5, allow_nan=False), min_size=1, max_size=50
)


@given(stored_times)
def test_times_strictly_rise_whatever_the_file_says(stored: list[float | None]) -> None:
    clock = RisingClock(origin_s=stored[0] or 0.0, step_s=1 / 30)
    times = [clock.tick(time) for time in stored]
    assert times[0] == pytest.approx(0.0)
    assert all(round(b * 1e6) >= round(a * 1e6) + 999 for a, b in pairwise(times))


def test_sound_times_pass_unchanged() -> None:
    clock = RisingClock(origin_s=5.0, step_s=1 / 30)
    assert [clock.tick(t) for t in (5.0, 5.04, 5.5)] == pytest.approx([0.0, 0.04, 0.5])


def test_a_missing_time_takes_the_usual_step() -> None:
    clock = RisingClock(origin_s=0.0, step_s=0.1)
    assert [clock.tick(t) for t in (0.0, None, 0.2)] == pytest.approx([0.0, 0.1, 0.2])


def test_joined_films_go_on_instead_of_starting_again() -> None:
    clock = RisingClock(origin_s=0.0, step_s=0.1)
    assert [clock.tick(t) for t in (0.0, 4.0, 0.0, 0.5)] == pytest.approx([0.0, 4.0, 4.1, 4.6])


def test_a_damaged_time_that_leaps_ahead_is_taken_as_the_next_one() -> None:
    clock = RisingClock(origin_s=0.0, step_s=0.1)
    assert [clock.tick(t) for t in (0.0, 1e14, 0.2)] == pytest.approx([0.0, 0.1, 0.2])


def list_kept(fps: float, max_fps: float | None, jitter_s: float = 0.0) -> list[float]:
    thinner = FrameSampler(max_fps)
    times = [n / fps + jitter_s * (n % 2) for n in range(int(fps * 4))]
    return [t for t in times if thinner.keeps(t)]


@pytest.mark.parametrize(("fps", "expected"), [(60, 30), (50, 25), (30, 30), (24, 24)])
def test_fast_videos_are_thinned_evenly_to_about_30(fps: int, expected: int) -> None:
    times = list_kept(fps, 31)
    assert len(times) / 4 == pytest.approx(expected, abs=0.3)
    gaps = {round(b - a, 6) for a, b in pairwise(times)}
    assert len(gaps) == 1


def test_jitter_of_a_phone_loses_no_picture() -> None:
    assert len(list_kept(30, 31, jitter_s=0.004)) == 120


def test_without_a_limit_every_picture_passes() -> None:
    assert len(list_kept(240, None)) == 960


@pytest.mark.parametrize("fps", [90, 120, 240])
def test_never_more_than_the_limit_passes(fps: int) -> None:
    assert 28 * 4 <= len(list_kept(fps, 31)) <= 31 * 4 + 1
