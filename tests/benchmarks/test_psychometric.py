from __future__ import annotations

import numpy as np
import pytest

from benchmarks.sampled.psychometric import STEEPEST, Curve, fit_curve


@pytest.mark.parametrize(("middle", "slope"), [(1.5, 2.0), (2.4, 5.0), (0.5, 1.0)])
def test_a_fit_recovers_the_curve_that_answers_were_drawn_from(middle: float, slope: float) -> None:
    random = np.random.default_rng(7)
    severity = random.uniform(0.0, 3.3, 20_000)
    true = Curve(middle, slope)
    found = fit_curve(severity, random.random(len(severity)) < true.share(severity))
    assert found is not None
    assert found.middle == pytest.approx(middle, abs=0.06)
    assert found.slope == pytest.approx(slope, rel=0.06)
    assert found.severity_at(0.9) == pytest.approx(true.severity_at(0.9), abs=0.12)


def test_no_other_curve_is_likelier() -> None:
    random = np.random.default_rng(3)
    severity = random.uniform(0.0, 3.0, 60)
    told = random.random(60) < Curve(1.4, 2.0).share(severity)
    found = fit_curve(severity, told)
    assert found is not None

    def log_likelihood(curve: Curve) -> float:
        share = curve.share(severity)
        return float(np.log(np.where(told, share, 1.0 - share)).sum())

    best = log_likelihood(found)
    for middle, slope in [(0.02, 0.0), (-0.02, 0.0), (0.0, 0.02), (0.0, -0.02)]:
        assert log_likelihood(Curve(found.middle + middle, found.slope + slope)) < best


def test_answers_that_a_step_parts_give_a_step_between_them() -> None:
    severity = np.linspace(0.0, 3.0, 31)
    found = fit_curve(severity, severity > 1.75)
    assert found is not None
    assert found.slope == pytest.approx(STEEPEST)
    assert 1.7 < found.severity_at(0.5) < 1.8


def test_where_the_told_are_the_milder_ones_no_share_is_reached() -> None:
    severity = np.linspace(0.0, 3.0, 31)
    found = fit_curve(severity, severity < 1.5)
    assert found is not None
    assert found.severity_at(0.5) == float("inf")


def test_one_severity_alone_gives_no_slope() -> None:
    found = fit_curve(np.ones(4), np.array([True, False, True, False]))
    assert found is not None
    assert found.severity_at(0.9) == float("inf")


@pytest.mark.parametrize("told", [True, False])
def test_without_both_answers_there_is_no_curve(told: bool) -> None:
    assert fit_curve(np.linspace(0.0, 3.0, 5), np.full(5, told)) is None
