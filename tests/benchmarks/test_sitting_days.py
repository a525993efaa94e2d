"""Days at a desk out of numbers: the same for a seed, and counted as they are told."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.sitting import days, simulated_desk
from benchmarks.sitting.days import Day, live_day, markdown
from formcheck.core.posture.posture_values import View


@pytest.mark.parametrize(("seed", "view"), [(2, View.FRONT), (4, View.SIDE)])
def test_the_time_of_a_seed_is_always_the_same_and_its_slouches_are_told(
    seed: int, view: View
) -> None:
    one, again = live_day((seed, view), 0.3), live_day((seed, view), 0.3)
    assert markdown([one]) == markdown([again])
    assert one.told == one.due
    assert (one.right, one.due.total(), one.wrong.total()) == (1, 1, 0)


def test_who_never_slouches_is_seldom_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_desk, "SLOUCHES_AN_HOUR", 0.0)
    monkeypatch.setattr(days, "CHANGES", ())
    day = live_day((3, View.SIDE), 0.3)
    assert (day.right, day.due.total()) == (0, 0)
    assert day.wrong.total() <= 1


def test_the_report_counts_by_view() -> None:
    day = Day(View.FRONT, 4.0, right=3, wrong=Counter({"typing": 1}))
    day.due["slump"], day.told["slump"] = 4, 3
    text = markdown([day, day])
    assert "| front | 2 | 8 | 6 | 2 | 2.00 | 0.75 of 8 |" in text
    assert "typing 2" in text
