"""The two ends of a repetition: no try is lost near its peak, and no fault at its start."""

from __future__ import annotations

import math

import pytest

from tests.core.coach.swings import find_repetitions, plan_of, play_driver, rule_of

CLOSE = "start = [0, 50]\npeak = [80, 180]"
"""Ends so close together, from 60 to 70, that a try lies within one hysteresis of its peak."""


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("top_s", [0.0, 1.0, 5.0])
@pytest.mark.parametrize("top", [64.1, 65.0, 66.0, 68.0, 69.9])
@pytest.mark.parametrize("sigma", [0.1, 4.0])
def test_a_try_that_turns_back_anywhere_before_the_peak_is_kept(
    top: float, top_s: float, fps: float, sigma: float
) -> None:
    """Each goes out in 1.5 s, stays there, and comes back. Read less exactly, it may count."""
    plan = plan_of(CLOSE)
    assert rule_of(plan).try_at == pytest.approx(64.0)
    period_s = 1.5 + top_s + 1.5 + 1.0

    def driver(t_s: float) -> float:
        t_s = (t_s - 1.0) % period_s if 1.0 <= t_s < 1.0 + 3 * period_s else 0.0
        way = min(t_s / 1.5, max(0.0, (3.0 + top_s - t_s) / 1.5), 1.0)
        return top * (1.0 - math.cos(math.pi * way)) / 2.0

    _, events = play_driver(plan, driver, 2.0 + 3 * period_s, fps, sigma=sigma)
    assert len(find_repetitions(events)) == 3
