"""The intervals in which a hold began and ended: near the true times, wider for slow movements."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.core.body import Side
from formcheck.core.coach import Hold, Span, summarise
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.stretch import plan_for
from formcheck.engine.analyse import analyse
from formcheck.engine.hold_ends import REST_S, date_holds
from formcheck.engine.records import SideRecorder, SideRecords
from formcheck.output.draw.overlay import build_timeline
from tests.engine.sessions import SHORT, SIZE, session, short_spec, up_and_down

PLAN = plan_for(short_spec(SHORT), Side.LEFT)
TIMES_S = np.arange(0, 400) / 20.0
SIGMA = 5.0
Margins = NDArray[np.float64]


def build_records(margins: Margins, verdict: Verdict = Verdict.OK) -> SideRecords:
    """Returns records with the first need ``margins`` sigmas inside its upper limit, the rest 4."""
    records = SideRecorder(PLAN).records(len(margins))
    for place, need in enumerate(PLAN.timed_phase.needs):
        column = records.measures.index(need.measure)
        inside = margins if place == 0 else np.full(len(margins), 4.0)
        records.rows["values"][:, column] = need.high + need.tolerance - SIGMA * inside
        records.rows["sigmas"][:, column] = SIGMA
        records.rows["verdicts"][:, column] = VERDICTS.index(verdict)
    return records


def date_hold(
    margins: Margins,
    verdict: Verdict = Verdict.OK,
    held_s: float = 10.0,
    pauses: tuple[Span, ...] = (),
) -> Hold:
    """Returns a hold from 5 to 15 s with these margins."""
    hold = Hold(5.0, 15.0, held_s, counted=True)
    summary = replace(summarise(PLAN, ()), holds=(hold,), pauses=pauses)
    (dated,) = date_holds(build_records(margins, verdict), summary, TIMES_S)
    return dated


def make_margins(lasting_s: float, most: float = 3.0) -> Margins:
    """Returns margins from -most to most and back, in sigmas, that cross 0 at 5 s and at 15 s."""
    half_s = lasting_s / 2
    times_s = [5 - half_s, 5 + half_s, 15 - half_s, 15 + half_s]
    return np.interp(TIMES_S, times_s, [-most, most, most, -most])


def measure_length_s(span: Span | None) -> float:
    assert span is not None
    return span.end_s - span.start_s


@given(st.floats(0.1, 4.0), st.floats(1.5, 4.0))
def test_the_spans_hold_the_ends_and_the_seconds_what_they_leave_open(
    lasting_s: float, most: float
) -> None:
    hold = date_hold(make_margins(lasting_s, most))
    assert hold.start_within is not None
    assert hold.end_within is not None
    assert hold.start_within.start_s <= hold.start_s <= hold.start_within.end_s
    assert hold.end_within.start_s <= hold.end_s <= hold.end_within.end_s
    assert hold.least_s is not None
    assert hold.most_s is not None
    assert hold.least_s < hold.held_s < hold.most_s
    assert 2 * REST_S <= measure_length_s(hold.start_within) <= lasting_s + 2 * REST_S + 0.1


def test_who_goes_in_slowly_leaves_more_open() -> None:
    quick, slow = date_hold(make_margins(0.5)), date_hold(make_margins(4.0))
    assert measure_length_s(slow.start_within) > measure_length_s(quick.start_within) + 0.5
    assert measure_length_s(slow.end_within) > measure_length_s(quick.end_within) + 0.5


def test_one_error_in_ten_moves_an_end_out_of_its_span() -> None:
    """Compared with many random errors, each constant over all frames."""
    margins = make_margins(4.0)
    hold = date_hold(margins)
    assert hold.start_within is not None
    errors = np.random.default_rng(1).normal(size=4000)
    starts = [TIMES_S[np.argmax(margins > e)] for e in errors if margins.max() > e]
    early = np.mean(np.array(starts) < hold.start_within.start_s + REST_S)
    late = np.mean(np.array(starts) > hold.start_within.end_s - REST_S)
    assert abs(early - 0.1) < 0.03
    assert abs(late - 0.1) < 0.03


def test_a_lapse_that_may_have_been_good_form_counts_towards_the_most() -> None:
    dipped = np.where((TIMES_S > 9) & (TIMES_S < 11), -1.0, make_margins(0.5))
    left = np.where((TIMES_S > 9) & (TIMES_S < 11), -3.0, make_margins(0.5))
    maybe, surely_not = date_hold(dipped, held_s=8.0), date_hold(left, held_s=8.0)
    assert maybe.most_s is not None
    assert surely_not.most_s is not None
    assert maybe.most_s > surely_not.most_s + 1.5


def test_a_pause_longer_than_what_was_held_is_not_taken_for_good_form() -> None:
    margins = make_margins(0.4)
    margins[(TIMES_S > 7.0) & (TIMES_S < 13.0)] = -3.0
    hold = date_hold(margins, held_s=4.0, pauses=(Span(7.0, 13.0),))
    assert hold.most_s is not None
    assert hold.most_s < 5.5


def test_the_spans_lie_within_the_recording() -> None:
    dated = date_hold(np.full(len(TIMES_S), 3.0))
    assert dated.start_within is not None
    assert dated.end_within is not None
    assert (dated.start_within.start_s, dated.end_within.end_s) == (TIMES_S[0], TIMES_S[-1])


def test_a_pause_is_not_deducted_from_what_was_held_at_least() -> None:
    """Certainly good only after the pause: the 2 s before are uncertain and deducted, it is not."""
    margins = make_margins(0.5)
    margins[(TIMES_S >= 5.0) & (TIMES_S < 12.0)] = 1.0
    dated = date_hold(margins, held_s=5.0, pauses=(Span(7.0, 12.0),))
    assert dated.least_s == pytest.approx(5.0 - 2.0 - 2 * REST_S, abs=0.2)


def test_where_nothing_was_judged_nothing_is_said_of_the_ends() -> None:
    assert date_hold(make_margins(1.0), Verdict.UNJUDGED) == Hold(5.0, 15.0, 10.0, counted=True)


@pytest.mark.parametrize(("gap_s", "count"), [(20.0, 1), (300.0, 2)])
def test_no_second_without_pictures_may_have_been_held(gap_s: float, count: int) -> None:
    frames = session(up_and_down(3.0, 15.0, "left"), 17.0)
    frames = [f if f.t_s < 9.0 else replace(f, t_s=f.t_s + gap_s) for f in frames]
    (side,) = analyse(short_spec(SHORT), (Side.LEFT,), frames, SIZE).sides
    assert side.held_s == pytest.approx(12.0, abs=0.5)
    assert len(side.holds) == count
    most_s = [hold.most_s for hold in side.holds]
    assert sum(filter(None, most_s)) < 15.0
    watched_s = sum(span.lasts_s for span in build_timeline([side], 17.0 + gap_s).good)
    assert watched_s == pytest.approx(12.0, abs=0.5)


def test_the_ends_of_a_hold_of_a_session_lie_where_they_were() -> None:
    frames = session(up_and_down(3.0, 10.0, "left"), 12.0)
    (side,) = analyse(short_spec(SHORT), (Side.LEFT,), frames, SIZE).sides
    (hold,) = side.holds
    assert hold.start_within is not None
    assert hold.end_within is not None
    assert hold.start_within.start_s <= 3.0 <= hold.start_within.end_s
    assert hold.end_within.start_s <= 10.0 <= hold.end_within.end_s
