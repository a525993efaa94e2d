"""Repetitions recognised from the driver's true values alone."""

import numpy as np
import pytest

from reference.stretches import Repetition
from reference.truth import find_excursions

TURN = Repetition(
    quantity="turn", start=(-5.0, 5.0), peak=(20.0, 40.0), seconds=(2.0, 8.0), hold_s=1.0
)
TOLERANCE = 2.0
FPS = 30.0


def make_swing(*, top: float, move_s: float, far_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Returns rest, movement out, stay, movement back and rest."""
    marks_s = np.cumsum([0.0, 1.0, move_s, far_s, move_s, 1.0])
    times_s = np.arange(0.0, marks_s[-1], 1 / FPS)
    return times_s, np.interp(times_s, marks_s, [0.0, 0.0, top, top, 0.0, 0.0])


@pytest.mark.parametrize(
    ("top", "move_s", "far_s", "is_whole"),
    [
        (30.0, 1.0, 1.2, True),
        (18.5, 1.0, 1.2, True),  # within the peak's tolerance
        (15.0, 1.0, 1.2, False),  # never reaches the peak
        (30.0, 1.0, 0.1, True),  # misses its dose, but is a repetition
        (30.0, 0.2, 1.2, False),  # too fast
        (30.0, 5.0, 1.2, False),  # too slow
    ],
)
def test_a_repetition_reaches_the_far_end_in_its_time(
    top: float, move_s: float, far_s: float, is_whole: bool
) -> None:
    times_s, driver = make_swing(top=top, move_s=move_s, far_s=far_s)
    (found,) = find_excursions(TURN, driver, TOLERANCE, times_s)
    assert found.is_whole == is_whole
    assert found.start_s == pytest.approx(1.0, abs=0.5 * move_s + 0.1)


@pytest.mark.parametrize("hz", [0.15, 0.25, 0.4])
def test_a_repetition_without_rest_lasts_its_period(hz: float) -> None:
    times_s = np.arange(0.0, 3.2 / hz, 1 / FPS)
    found = find_excursions(
        TURN, 15.0 - 20.0 * np.cos(2 * np.pi * hz * times_s), TOLERANCE, times_s
    )
    assert [one.lasted_s for one in found] == pytest.approx([1 / hz] * 3, rel=0.15)


@pytest.mark.parametrize("leg_s", [0.5, 1.0, 2.0])
def test_a_smooth_repetition_lasts_both_legs_and_its_rest(leg_s: float) -> None:
    times_s = np.arange(0.0, 2.0 + 2 * leg_s + 1.2, 1 / FPS)
    out, back = (np.clip((times_s - start) / leg_s, 0.0, 1.0) for start in (1.0, 2.2 + leg_s))
    ease = [10 * x**3 - 15 * x**4 + 6 * x**5 for x in (out, back)]
    (found,) = find_excursions(TURN, 30.0 * (ease[0] - ease[1]), TOLERANCE, times_s)
    assert found.lasted_s == pytest.approx(2 * leg_s + 1.2, rel=0.05, abs=0.1)


def test_a_sway_at_rest_is_none() -> None:
    times_s = np.arange(0.0, 5.0, 1 / FPS)
    assert find_excursions(TURN, 7.4 * np.sin(9.0 * times_s), TOLERANCE, times_s) == ()


def test_what_the_film_cuts_off_is_none() -> None:
    times_s, driver = make_swing(top=30.0, move_s=1.0, far_s=1.2)
    half = len(times_s) // 2
    assert find_excursions(TURN, driver[:half], TOLERANCE, times_s[:half]) == ()
    assert find_excursions(TURN, driver[half:], TOLERANCE, times_s[half:]) == ()
