from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.clips import Truth, read_truth
from benchmarks.errors import between, errors_of, tally, true_values, used_measures
from formcheck.measure import CATALOGUE
from formcheck.run.catalogue import load_spec
from formcheck.run.records import SideRecords
from formcheck.spec import MOTION, Plan, plan_for

CORNER = "wall-corner-rhomboid-chest"


def known(path: Path) -> Truth:
    truth = read_truth(path.with_suffix(".json"))
    assert truth is not None
    return truth


def plan_of(truth: Truth) -> Plan:
    return plan_for(load_spec(truth.stretch), truth.side)


def test_a_tally_leaves_out_what_was_not_judged_and_counts_it() -> None:
    got = tally(np.array([1.0, -3.0, np.nan, 2.0]))
    assert got.pictures == 4
    assert got.judged_ratio == 0.75
    assert got.mean == pytest.approx(2.0)
    assert got.bias == pytest.approx(0.0)
    assert got.p95 == pytest.approx(2.9)


def test_a_tally_of_nothing_judged_has_no_mean() -> None:
    got = tally(np.array([np.nan, np.nan]))
    assert got.judged_ratio == 0.0
    assert np.isnan(got.mean)
    assert tally(np.zeros(0)).pictures == 0


def test_between_meets_the_knots_and_follows_steady_movement() -> None:
    knots_s = np.arange(0.0, 2.0, 0.125)
    points = np.stack([3.0 * knots_s, np.sin(knots_s)], axis=1)
    assert between(knots_s, points, knots_s) == pytest.approx(points)
    t_s = np.linspace(0.2, 1.7, 40)
    assert between(knots_s, points, t_s)[:, 0] == pytest.approx(3.0 * t_s)
    assert between(knots_s, points, t_s)[:, 1] == pytest.approx(np.sin(t_s), abs=1e-4)


def test_nobody_has_no_truth(tmp_path: Path) -> None:
    empty = tmp_path / "nobody.json"
    empty.write_text("{}")
    assert read_truth(empty) is None


def test_a_truth_of_another_format_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "clip.json"
    foreign.write_text('{"format": 2}')
    with pytest.raises(ValueError, match="format 2"):
        read_truth(foreign)


def test_the_truth_of_a_good_clip_lies_in_its_specs_bands(
    sample: Callable[[str], Path],
) -> None:
    """Truth, spec and measures mean the same by a number, or no figure of the benchmark counts."""
    truth = known(sample("overhead-lat-stretch.good.left"))
    plan = plan_of(truth)
    t_s = np.arange(0.0, truth.duration_s, 1 / 24)
    values = true_values(truth, plan, t_s)
    (hold,) = truth.holds
    held = (t_s > hold.start_s + 0.2) & (t_s < hold.end_s - 0.2)
    for need in plan.timed_phase.needs:
        inside = values[need.measure][held]
        assert np.all(inside >= need.low - need.slack), need
        assert np.all(inside <= need.high + need.slack), need


def test_a_change_since_the_wall_is_nothing_while_the_arm_is_laid_on(
    sample: Callable[[str], Path],
) -> None:
    truth = known(sample(f"{CORNER}.good.left"))
    plan = plan_of(truth)
    values = true_values(truth, plan, np.arange(0.0, truth.duration_s, 1 / 24))
    t_s = np.arange(0.0, truth.duration_s, 1 / 24)
    reach = next(p for p in truth.phases if p.id == "reach")
    laid = (t_s > reach.start_s + 0.2) & (t_s < reach.end_s - 0.1)
    names = [d.name for d in plan.definitions if d.since == "wall"]
    assert names
    for name in names:
        unit = CATALOGUE[next(d.quantity for d in plan.definitions if d.name == name)].unit
        assert np.abs(values[name][laid]).max() < (4.0 if unit == "deg" else 0.05)


def records_of(plan: Plan, values: dict[str, np.ndarray]) -> SideRecords:
    names = tuple(d.name for d in plan.definitions)
    rows = np.zeros(len(values[MOTION]), dtype=[("values", "f4", (len(names),))])
    rows["values"] = np.stack([values[name] for name in names], axis=1)
    return SideRecords(plan, names, (), (), rows)


def test_errors_are_what_was_read_less_what_is_true(sample: Callable[[str], Path]) -> None:
    truth = known(sample("cross-body-shoulder-stretch.good.right"))
    plan = plan_of(truth)
    t_s = np.arange(0.0, truth.duration_s, 1 / 24)
    values = true_values(truth, plan, t_s)
    name = next(d.name for d in plan.definitions if d.quantity == "shoulder_elevation_deg")
    read = {**values, name: values[name] + 357.0}
    found = {e.quantity: e for e in errors_of(truth, records_of(plan, read), t_s)}
    errors = errors_of(truth, records_of(plan, read), t_s)
    place = [d.name for d in plan.definitions].index(name)
    assert tally(errors[place].error).bias == pytest.approx(-3.0, abs=1e-3)
    assert tally(found[MOTION].error).mean == pytest.approx(0.0, abs=1e-6)


def test_a_measure_is_in_use_only_where_the_spec_asks_for_it(
    sample: Callable[[str], Path],
) -> None:
    truth = known(sample(f"{CORNER}.good.left"))
    used = used_measures(truth, plan_of(truth))
    assert "turn_deg" in used["hold"]
    assert "turn_deg" not in used["reach"]
    assert "open_deg" in used["neutral"]
    assert "enter" not in used
