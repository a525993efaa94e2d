"""Hours at a desk out of pictures of a sitter: always the same, and counted as they are told."""

from collections import Counter

import pytest

from benchmarks.sitting import days, simulated_desk
from benchmarks.sitting.days import Day, make_page, simulate_day
from formcheck.core.posture.posture_features import measure_posture
from formcheck.core.posture.posture_values import View
from synth.sitting.seated import SeatedStill
from tests.bodies import Body
from tests.core.posture.sitters import BESIDE, LAPTOP, make_front_sitter, make_side_sitter, pose


def _make_still(
    body: Body, view: View, posture: str, why: str = "", severity: float = 0.0
) -> SeatedStill:
    camera = LAPTOP if view is View.FRONT else BESIDE
    seen = pose(body, camera)
    features, severities = measure_posture(seen), {why: severity} if why else {}
    return SeatedStill(seen.found, camera.size, features, view, posture, severities)


SITTERS = {
    View.FRONT: [
        _make_still(make_front_sitter(), View.FRONT, "upright"),
        _make_still(make_front_sitter(head_turn_left_deg=30.0), View.FRONT, "second-screen"),
        _make_still(
            make_front_sitter(head_tilt_right_deg=24.0), View.FRONT, "tilt", "head-tilt", 3.0
        ),
    ],
    View.SIDE: [
        _make_still(make_side_sitter(), View.SIDE, "upright"),
        _make_still(make_side_sitter(lean_forward_deg=30.0), View.SIDE, "lean", "leaning", 2.0),
    ],
}


@pytest.mark.parametrize("view", View)
def test_a_day_of_a_sitter_is_always_the_same_and_their_slouches_are_told(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated_desk, "SLOUCHES_AN_HOUR", 8.0)
    one, again = simulate_day((2, SITTERS[view]), 0.5), simulate_day((2, SITTERS[view]), 0.5)
    assert make_page([one], "here") == make_page([again], "here")
    assert one.recognised == one.due
    assert one.due.total() > 0
    assert one.wrong.total() == 0


def test_who_never_slouches_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_desk, "SLOUCHES_AN_HOUR", 0.0)
    monkeypatch.setattr(days, "CHANGES", ())
    day = simulate_day((3, SITTERS[View.SIDE]), 0.5)
    assert (day.right, day.due.total(), day.wrong.total()) == (0, 0, 0)


def test_the_report_counts_by_view() -> None:
    day = Day(View.FRONT, 4.0, right=3, wrong=Counter({"upright": 1}))
    day.due["slump"], day.recognised["slump"] = 4, 3
    text = make_page([day, day], "sitting-views-0109")
    assert "| front | 2 | 8 | 6 | 2 | 2.00 | 0.75 of 8 |" in text
    assert "upright 2" in text
