from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.coach import FaultSpan, Hold, PhaseSpan, SideSummary, Span
from formcheck.core.coach.events import Repetition, UnseenSpan
from formcheck.core.stretch import plan_for
from formcheck.engine.records import NOT_ASKED, SideRecorder
from formcheck.engine.session_warnings import wrong_views
from formcheck.engine.side_choice import SideRun, choose_sides
from tests.engine.sessions import short_spec
from tests.unknowns import WRIST_HIDDEN

T_S = np.arange(0.0, 60.0, 0.1)
SPEC = short_spec()


def make_run(
    side: Side, attempts: list[tuple[float, float, float]], misfit: float = 0.0
) -> SideRun:
    """Returns a side with attempts (start, end, held seconds) and a constant misfit."""
    plan = plan_for(SPEC, side)
    summary = SideSummary(
        plan=plan,
        held_s=sum(held for *_, held in attempts),
        holds=tuple(Hold(a, b, held, counted=True) for a, b, held in attempts if held),
        reps=sum(held >= plan.dose.round_s for *_, held in attempts),
        attempts=tuple(Span(a, b) for a, b, _ in attempts),
        phases=tuple(PhaseSpan(a, b, "hold") for a, b, held in attempts if held),
        faults=tuple(FaultSpan(a, b, "elbow-bent", a, "Cue.") for a, b, _ in attempts),
        unseen=(UnseenSpan(0.0, 59.0, WRIST_HIDDEN),),
        pauses=tuple(Span(a + 1.0, a + 2.0) for a, *_ in attempts),
        neutral_assumed=False,
        wrong_view=False,
        completed=False,
    )
    records = SideRecorder(plan).records(len(T_S))
    records.rows["misfit"] = misfit
    return SideRun(summary, records)


def list_chosen_sides(*runs: SideRun) -> list[Side]:
    return [run.summary.side for run in choose_sides(runs, T_S)[0]]


def test_of_two_attempts_at_once_the_one_with_more_hold_wins() -> None:
    left, right = make_run(Side.LEFT, [(10, 30, 2.0)]), make_run(Side.RIGHT, [(11, 30, 15.0)])
    assert list_chosen_sides(left, right) == [Side.RIGHT]


def test_without_any_hold_the_side_that_is_nearer_to_its_needs_wins() -> None:
    left = make_run(Side.LEFT, [(10, 30, 0.0)], misfit=4.0)
    right = make_run(Side.RIGHT, [(10, 30, 0.0)], misfit=50.0)
    assert list_chosen_sides(left, right) == [Side.LEFT]
    assert list_chosen_sides(right, left) == [Side.LEFT]


def test_attempts_that_only_touch_are_both_real() -> None:
    left, right = make_run(Side.LEFT, [(5, 21, 12.0)]), make_run(Side.RIGHT, [(20, 40, 15.0)])
    assert list_chosen_sides(left, right) == [Side.LEFT, Side.RIGHT]


def test_a_short_try_of_a_side_that_never_held_is_not_believed_beside_a_hold() -> None:
    left, right = make_run(Side.LEFT, [(10, 30, 15.0)]), make_run(Side.RIGHT, [(3, 6, 0.0)])
    assert list_chosen_sides(left, right) == [Side.LEFT]


def test_a_long_try_without_hold_is_reported_beside_a_hold() -> None:
    left, right = make_run(Side.LEFT, [(10, 30, 15.0)]), make_run(Side.RIGHT, [(35, 50, 0.0)])
    assert list_chosen_sides(left, right) == [Side.LEFT, Side.RIGHT]


def test_what_happened_in_a_lost_attempt_is_taken_out() -> None:
    left = make_run(Side.LEFT, [(5, 15, 8.0), (30, 40, 1.0)])
    right = make_run(Side.RIGHT, [(30, 40, 9.0)])
    kept, other = (run.summary for run in choose_sides([left, right], T_S)[0])
    assert kept.attempts == (Span(5, 15),)
    assert len(kept.holds) == len(kept.faults) == len(kept.phases) == len(kept.pauses) == 1
    assert kept.held_s == pytest.approx(8.0)
    assert kept.completed
    assert other.held_s == pytest.approx(9.0)


def test_a_set_up_goes_with_the_attempt_after_it() -> None:
    left = make_run(Side.LEFT, [(5, 15, 8.0), (30, 40, 1.0)])
    set_ups = (PhaseSpan(3, 4, "reach"), PhaseSpan(28, 29, "reach"))
    left = replace(left, summary=replace(left.summary, phases=set_ups))
    right = make_run(Side.RIGHT, [(30, 40, 9.0)])
    (kept, _), _ = choose_sides([left, right], T_S)
    assert kept.summary.phases == set_ups[:1]


def test_what_is_unseen_counts_only_on_a_side_s_own_turn() -> None:
    left, right = make_run(Side.LEFT, [(5, 20, 12.0)]), make_run(Side.RIGHT, [(30, 50, 15.0)])
    runs, shown = choose_sides([left, right], T_S)
    (first,) = runs[0].summary.unseen
    (second,) = runs[1].summary.unseen
    assert (first.start_s, first.end_s) == pytest.approx((0.0, 20.0), abs=0.11)
    assert (second.start_s, second.end_s) == pytest.approx((20.0, 59.0), abs=0.11)
    assert shown[np.searchsorted(T_S, 25.0)] == 1


@pytest.mark.parametrize(
    ("held_s", "reps", "is_unfit"), [(15.0, 0, False), (0.0, 1, False), (0.0, 0, True)]
)
def test_a_camera_position_that_shows_too_little_costs_nothing_that_was_seen(
    held_s: float, reps: int, is_unfit: bool
) -> None:
    run = make_run(Side.LEFT, [(10, 30, held_s)])
    tried = (Repetition(10.0, 13.0),) * reps
    summary = replace(run.summary, repetitions=tried, wrong_view=True)
    assert bool(wrong_views([replace(run, summary=summary)])) is is_unfit


def test_pictures_before_a_person_came_ask_for_nothing() -> None:
    records = SideRecorder(plan_for(SPEC, Side.LEFT)).records(5)
    assert (records.rows["verdicts"] == NOT_ASKED).all()
    assert records.verdict_at(0, 0) is None
    assert np.isnan(records.rows["values"]).all()
