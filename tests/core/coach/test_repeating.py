"""Repetitions: the full range counts once at any frame rate, and nothing else counts."""

import itertools
import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.coach import choose_cue, finish, interrupt, measure_way, resume, summarise
from formcheck.core.coach.events import FaultSpan
from formcheck.core.coach.progress import FaultState, Progress
from formcheck.core.coach.repeating import advance_reps
from formcheck.core.coach.tally import TOP_RATIO
from formcheck.core.judging import MISFIT, Verdict
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Plan, RepShortcoming
from tests.core.coach.swings import (
    SIGMA,
    Driver,
    find_counted,
    find_repetitions,
    get_rep_rule,
    list_missed,
    make_plan,
    make_waves,
    play_driver,
)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("hz", [0.2, 0.35, 0.5])
def test_every_whole_repetition_counts_once_at_any_frame_rate(
    raises_plan: Plan, fps: float, hz: float
) -> None:
    driver, seconds = make_waves(1 / hz, 1.0, 5)
    _, events = play_driver(raises_plan, driver, seconds, fps)
    assert len(find_counted(events)) == 5
    assert not list_missed(events)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("size", [0.6, 0.8, 1.0])
def test_one_a_second_counts_where_the_spec_allows_it_and_only_the_whole_way(
    fps: float, size: float
) -> None:
    driver, seconds = make_waves(1.0, size, 6)
    _, events = play_driver(make_plan("seconds = [0.5, 20]"), driver, seconds, fps)
    assert len(find_counted(events)) == (6 if size == 1.0 else 0)
    assert len(list_missed(events)) == (0 if size == 1.0 else 6)


def test_a_jump_of_the_pose_model_is_no_repetition(raises_plan: Plan) -> None:
    now, events = play_driver(raises_plan, lambda t_s: 80.0 if 2.0 <= t_s < 2.2 else 10.0, 4.0)
    assert now.rep.tried
    assert not find_repetitions(events)


@pytest.mark.parametrize(("dip", "counted", "missed"), [(55.0, 1, ["return"]), (30.0, 2, [])])
def test_a_dip_within_the_upper_half_of_the_own_way_is_no_way_back(
    dip: float, counted: int, missed: list[str]
) -> None:
    """The limits of the spec are close together, as for a person whose values are read too low."""
    plan = make_plan("start = [0, 50]\npeak = [80, 180]")  # the start extends to 60
    keys = [(0.0, 0.0), (1.0, 0.0), (3.0, 78.0), (4.0, 78.0), (4.5, dip), (5.0, 78.0), (6.0, 78.0),
            (8.0, 0.0), (9.0, 0.0)]  # fmt: skip
    times, degrees = zip(*keys, strict=True)
    _, events = play_driver(plan, lambda t_s: float(np.interp(t_s, times, degrees)), 9.0)
    assert len(find_counted(events)) == counted
    assert list_missed(events) == missed


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(("size", "kept"), [(0.4, 0), (0.6, 5), (0.8, 5)])
def test_a_way_cut_short_is_a_try_and_a_small_one_is_none(
    raises_plan: Plan, fps: float, size: float, kept: int
) -> None:
    driver, seconds = make_waves(3.0, size, 5)
    _, events = play_driver(raises_plan, driver, seconds, fps)
    assert len(find_counted(events)) == 0
    assert list_missed(events) == ["partial"] * kept
    told = [e.id for e in events if isinstance(e, FaultSpan)]
    assert told == ["too-low"] * max(kept - 1, 0)  # the first may be the movement into position


@settings(max_examples=25)
@given(
    period_s=st.floats(1.6, 8.0),
    size=st.sampled_from([0.4, 0.6, 0.8, 1.0, 1.2]),
    count=st.integers(1, 4),
)
def test_the_frame_rate_changes_neither_number_nor_times(
    raises_plan: Plan, period_s: float, size: float, count: int
) -> None:
    driver, seconds = make_waves(period_s, size, count)
    all_ends = []
    for fps in (15, 30, 60):
        _, events = play_driver(raises_plan, driver, seconds, fps)
        all_ends.append([(e.start_s, e.end_s) for e in find_counted(events)])
    assert {len(ends) for ends in all_ends} == {count if size >= 1.0 else 0}
    for ends in all_ends[1:]:
        for (start_s, end_s), (start2_s, end2_s) in zip(all_ends[0], ends, strict=True):
            assert start_s == pytest.approx(start2_s, abs=0.05)
            assert end_s == pytest.approx(end2_s, abs=0.05)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_too_fast_and_too_slow_do_not_count(fps: float) -> None:
    plan = make_plan("seconds = [1.5, 4]")
    for period_s, why in ((1.0, "fast"), (12.0, "slow")):
        driver, seconds = make_waves(period_s, 1.0, 3)
        _, events = play_driver(plan, driver, seconds, fps)
        assert len(find_counted(events)) == 0
        assert list_missed(events) == [why] * 3


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("period_s", [0.9, 3.0])
def test_a_way_cut_short_is_that_however_fast_it_was(fps: float, period_s: float) -> None:
    driver, seconds = make_waves(period_s, 0.8, 3)
    _, events = play_driver(make_plan("seconds = [1.5, 20]"), driver, seconds, fps)
    assert list_missed(events) == ["partial"] * 3


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), size=st.floats(0.5, 4.0), fps=st.sampled_from([15, 30, 60]))
def test_noise_at_rest_counts_nothing(
    raises_plan: Plan, seed: int, size: float, fps: float
) -> None:
    """A random walk within a few degrees of where it began, at either end."""
    noise = random.Random(seed)
    for rest in (20.0, 30.0, 50.0, 80.0):
        value = [rest]

        def driver(_t: float, value: list[float] = value, rest: float = rest) -> float:
            value[0] = min(max(value[0] + noise.gauss(0, size), rest - 9), rest + 9)
            return value[0]

        _, events = play_driver(raises_plan, driver, 10.0, fps)
        assert len(find_counted(events)) == 0
        assert not list_missed(events)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), fps=st.sampled_from([15, 30, 60]))
def test_trembling_never_counts_one_twice(raises_plan: Plan, seed: int, fps: float) -> None:
    noise = random.Random(seed)
    driver, seconds = make_waves(3.0, 1.1, 4)
    _, events = play_driver(raises_plan, lambda t: driver(t) + noise.gauss(0, 1.5), seconds, fps)
    assert len(find_counted(events)) == 4
    reps = summarise(raises_plan, events).repetitions
    ends = [(rep.start_s, rep.end_s) for rep in reps if rep.counted]
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(ends))


@settings(max_examples=25)
@given(
    hidden_s=st.floats(0.1, 2.5),
    at_s=st.floats(1.0, 13.0),
    fps=st.sampled_from([15, 30, 60]),
)
def test_what_is_hidden_never_adds_a_repetition(
    raises_plan: Plan, hidden_s: float, at_s: float, fps: float
) -> None:
    driver, seconds = make_waves(3.0, 1.0, 4)

    def hide_part(t_s: float) -> float:
        return math.nan if at_s <= t_s < at_s + hidden_s else driver(t_s)

    _, events = play_driver(raises_plan, hide_part, seconds, fps)
    assert len(find_counted(events)) + len(list_missed(events)) <= 4
    assert len(find_counted(events)) >= (4 if hidden_s < 0.5 else 2)


def test_a_repetition_half_unseen_does_not_count_and_says_so(raises_plan: Plan) -> None:
    driver, seconds = make_waves(4.0, 1.0, 2)

    def hide_part(t_s: float) -> float:
        return math.nan if 2.0 < t_s < 3.8 else driver(t_s)

    _, events = play_driver(raises_plan, hide_part, seconds)
    assert len(find_counted(events)) == 1
    assert list_missed(events) == ["unseen"]
    assert not any(isinstance(e, FaultSpan) for e in events)


def test_what_cannot_be_judged_stops_no_repetition_and_hides_no_fault(raises_plan: Plan) -> None:
    for size, missed in ((0.7, ["partial"]), (1.0, [])):
        driver, seconds = make_waves(3.0, size, 1)
        _, events = play_driver(raises_plan, driver, seconds, judge_bend=lambda _: Verdict.UNJUDGED)
        assert list_missed(events) == missed
        assert len(find_counted(events)) == 1 - len(missed)


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize("until_s", [2.4, 2.8, 3.4])
def test_what_the_end_cuts_off_is_told_and_does_not_count(
    raises_plan: Plan, fps: float, until_s: float
) -> None:
    """On the way out, at the peak, and on the way back."""
    driver, _ = make_waves(4.0, 1.0, 2)
    now, events = play_driver(raises_plan, driver, 4.0 + until_s, fps)
    assert len(find_counted(events)) == 1
    done = finish(raises_plan, now)
    (cut,) = find_repetitions(list(done.events))
    assert (cut.reason, cut.start_s) == (RepShortcoming.CUT_OFF, pytest.approx(5.0, abs=0.15))
    assert cut.end_s == now.t_s
    assert not any(isinstance(e, FaultSpan) for e in done.events)


def test_the_end_cuts_nothing_off_that_was_no_repetition(raises_plan: Plan) -> None:
    driver, seconds = make_waves(4.0, 1.0, 1)
    whole, _ = play_driver(raises_plan, driver, seconds)
    small, _ = play_driver(raises_plan, make_waves(4.0, 0.3, 1)[0], 3.0)
    other, _ = play_driver(raises_plan, driver, 3.0, other=lambda _: "seated-twist")
    noisy, _ = play_driver(raises_plan, driver, 3.0, sigma=60.0)
    out, _ = play_driver(raises_plan, driver, 3.0)
    leaving = replace(out, away_since_s=out.t_s)
    for now in (whole, small, other, noisy, leaving):
        assert find_repetitions(list(finish(raises_plan, now).events)) == []
    assert find_repetitions(list(resume(raises_plan, out).events)) == []  # nothing has ended


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize(("at_s", "lasts_s"), [(5.9, 1.0), (7.0, 1.0), (8.1, 1.0), (7.0, 30.0)])
def test_the_time_of_a_pause_is_no_part_of_a_repetition(
    at_s: float, lasts_s: float, paused: bool
) -> None:
    """On the way out, at the peak or on the way back: a pause, or a gap in the recording."""
    plan = make_plan("seconds = [0.8, 4]")
    driver, seconds = make_waves(4.0, 1.0, 2)
    whole = find_repetitions(play_driver(plan, driver, seconds)[1])[-1]
    before, _ = play_driver(plan, driver, at_s)
    now = interrupt(plan, before) if paused else before
    for i in range(round((seconds - at_s) * 30)):
        reading = {"raise": Reading(driver(at_s + i / 30), SIGMA, True)}
        t_s = at_s + lasts_s + i / 30
        now = replace(now.with_time(t_s), readings=reading)
        now = advance_reps(plan, get_rep_rule(plan), now)
    rep = find_repetitions(list(now.events))[-1]
    unseen = lasts_s > 4.0 and not paused
    assert rep.reason is (RepShortcoming.UNSEEN if unseen else None)
    assert rep.start_s == pytest.approx(whole.start_s, abs=0.05)
    assert rep.end_s == pytest.approx(whole.end_s + lasts_s, abs=0.05)
    times = [rep.up.s, rep.top.s, rep.down.s]
    assert times == pytest.approx([whole.up.s, whole.top.s, whole.down.s], abs=0.15)


def test_bad_form_for_most_of_it_names_the_measure(raises_plan: Plan) -> None:
    driver, seconds = make_waves(3.0, 1.0, 2)

    def judge_bend(t_s: float) -> Verdict:
        return Verdict.HIGH if 1.0 <= t_s < 4.0 else Verdict.OK

    _, events = play_driver(raises_plan, driver, seconds, judge_bend=judge_bend)
    assert len(find_counted(events)) == 1
    (miss,) = [rep for rep in find_repetitions(events) if not rep.counted]
    assert (miss.reason, miss.what) == (RepShortcoming.FORM, "bend")


def test_of_two_that_are_wrong_the_longer_one_is_named(raises_plan: Plan) -> None:
    driver, seconds = make_waves(4.0, 1.0, 1)
    _, events = play_driver(
        raises_plan,
        driver,
        seconds,
        judge_bend=lambda t_s: Verdict.HIGH if 1.0 <= t_s < 3.0 else Verdict.OK,
        judge_trunk=lambda t_s: {"level": Verdict.HIGH if 1.5 <= t_s < 4.0 else Verdict.OK},
    )
    assert len(find_counted(events)) == 0
    assert [rep.what for rep in find_repetitions(events)] == ["level"]


def test_a_fault_that_spoils_a_repetition_is_named_by_itself(raises_plan: Plan) -> None:
    """And not by its measure, which has no name for the person."""
    driver, seconds = make_waves(4.0, 1.0, 1)
    bent = {"elbow-bent": FaultState(since_s=1.0)}
    _, events = play_driver(
        raises_plan, driver, seconds, judge_bend=lambda _: Verdict.HIGH, faults=bent
    )
    assert len(find_counted(events)) == 0
    assert [rep.what for rep in find_repetitions(events)] == ["elbow-bent"]


@pytest.mark.parametrize(("misfit", "missed"), [(MISFIT, []), (MISFIT + 0.1, ["form"])])
def test_what_is_unsure_counts_while_the_form_as_a_whole_may_be_right(
    raises_plan: Plan, misfit: float, missed: list[str]
) -> None:
    """As it does for the clock of a hold."""
    driver, seconds = make_waves(3.0, 1.0, 1)
    _, events = play_driver(
        raises_plan,
        driver,
        seconds,
        judge_bend=lambda _: Verdict.UNSURE,
        judge_trunk=lambda _: {"level": Verdict.UNSURE},
        misfit=misfit,
    )
    assert list_missed(events) == missed


def test_another_stretch_meanwhile_does_not_count(raises_plan: Plan) -> None:
    driver, seconds = make_waves(3.0, 1.0, 2)
    _, events = play_driver(
        raises_plan, driver, seconds, other=lambda t: "seated-twist" if t < 4.0 else ""
    )
    assert len(find_counted(events)) == 1
    assert list_missed(events) == ["other-stretch"]


SHORT = """
[[fault]]
id = "let-go"
title = "Let go too soon"
cue = "Stay up for two."
rep = "short"
priority = 3
"""


def make_top_holds(top_s: float, count: int = 3) -> tuple[Driver, float]:
    """Returns a driver that rises in 1 s, holds 90 degrees and falls in 1 s, and its duration."""
    period_s = top_s + 3.0

    def at(t_s: float) -> float:
        t_s -= 1.0
        if not 0.0 <= t_s < count * period_s:
            return 10.0
        t_s %= period_s
        return 10.0 + 80.0 * min(1.0, t_s, max(0.0, top_s + 2.0 - t_s))

    return at, count * period_s + 2.0


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(("top_s", "good"), [(0.5, False), (2.0, True), (3.0, True)])
def test_a_repetition_that_is_not_held_long_enough_counts_with_that_remark(
    fps: float, top_s: float, good: bool
) -> None:
    plan = make_plan(dose="reps = 3\nrep_hold_s = 2", faults=SHORT)
    driver, seconds = make_top_holds(top_s)
    _, events = play_driver(plan, driver, seconds, fps)
    assert (len(find_counted(events)), list_missed(events)) == (3, [])
    assert [rep.remark for rep in find_counted(events)] == [
        None if good else RepShortcoming.SHORT
    ] * 3
    told = [e.id for e in events if isinstance(e, FaultSpan)]
    assert told == ([] if good else ["let-go"] * 3)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("top_s", [0.5, 2.0, 4.0])
@pytest.mark.parametrize("sigma", [0.1, 4.0])
def test_range_and_times_are_what_they_were(fps: float, top_s: float, sigma: float) -> None:
    """From 10 to 90 degrees linearly in 1 s. A sine-shaped movement over the same middle part is
    taken to last longer, also beyond the moment the peak is reached."""
    plan = make_plan(dose="reps = 3\nrep_hold_s = 2")
    driver, seconds = make_top_holds(top_s)
    _, events = play_driver(plan, driver, seconds, fps, sigma=sigma)
    for rep in find_counted(events):
        assert (rep.nearest, rep.farthest) == pytest.approx((10.0, 90.0), abs=80.0 / fps)
        assert rep.sigma == sigma
        assert [rep.up.s, rep.down.s] == pytest.approx([1.3, 1.3], abs=0.15)
        assert rep.top.s == pytest.approx(top_s - 0.36, abs=0.05 + 2.0 / fps)
        assert rep.top.sigma_s == pytest.approx(TOP_RATIO * sigma * 2.7 / 80.0, rel=0.15)


@pytest.mark.parametrize("fps", [10, 30])
@pytest.mark.parametrize("period_s", [2.0, 5.0, 12.0])
def test_each_way_of_a_swing_lasts_half_of_it(
    raises_plan: Plan, fps: float, period_s: float
) -> None:
    driver, seconds = make_waves(period_s, 1.1, 1)
    _, events = play_driver(raises_plan, driver, seconds, fps)
    (rep,) = find_repetitions(events)
    assert rep.up.s == pytest.approx(period_s / 2, rel=0.08)
    assert rep.down.s == pytest.approx(period_s / 2, rel=0.08)


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize("top_s", [0.0, 0.5, 3.0])
def test_the_times_of_a_repetition_add_up_to_the_whole_of_it(fps: float, top_s: float) -> None:
    period_s = 1.5 + top_s + 2.0 + 1.0

    def driver(t_s: float) -> float:
        t_s = (t_s - 1.0) % period_s if t_s >= 1.0 else 0.0
        way = min(t_s / 1.5, max(0.0, (3.5 + top_s - t_s) / 2.0), 1.0)
        return 10.0 + 80.0 * (1.0 - math.cos(math.pi * way)) / 2.0

    _, events = play_driver(make_plan(), driver, 1.0 + 2 * period_s, fps)
    for rep in find_counted(events):
        times = [rep.up.s, rep.top.s, rep.down.s]
        assert times == pytest.approx([1.5, top_s, 2.0], abs=0.15)
        assert sum(times) == pytest.approx(3.5 + top_s, abs=0.15)


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize("after", ["up", "top", "down"])
@pytest.mark.parametrize("share", [0.5, 0.6, 0.7])
def test_a_pause_lengthens_only_the_part_of_the_repetition_that_it_is_in(
    fps: float, after: str, share: float
) -> None:
    """Out and back in 2 s each with 1 s at the peak, and a pause of 3 s in one part."""
    begin_s = {"up": 2.0 * share, "top": 2.0 + share, "down": 3.0 + 2.0 * (1.0 - share)}[after]

    def swing(t_s: float) -> float:
        way = min(t_s / 2.0, max(0.0, (5.0 - t_s) / 2.0), 1.0)
        return 10.0 + 80.0 * (1.0 - math.cos(math.pi * way)) / 2.0

    def driver(t_s: float) -> float:
        t_s = max(t_s - 1.0, 0.0)
        return swing(t_s if t_s < begin_s else max(begin_s, t_s - 3.0))

    (rep,) = find_counted(play_driver(make_plan(), driver, 11.0, fps)[1])
    wanted = {"up": 2.0, "top": 1.0, "down": 2.0}
    wanted[after] += 3.0
    assert [rep.up.s, rep.top.s, rep.down.s] == pytest.approx([*wanted.values()], abs=0.3)
    assert (rep.start_s, rep.end_s) == pytest.approx((1.0, 9.0), abs=0.3)


@pytest.mark.parametrize("fps", [10, 30])
@pytest.mark.parametrize("rest_s", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("top_s", [0.0, 1.5])
def test_a_repetition_begins_and_ends_where_the_movement_does(
    fps: float, rest_s: float, top_s: float
) -> None:
    """Not where it crosses the limits of its start; and its three times add up to its duration."""
    period_s = 1.2 + top_s + 1.8 + rest_s

    def driver(t_s: float) -> float:
        t_s = (t_s - 1.0) % period_s if t_s >= 1.0 else 0.0
        way = min(t_s / 1.2, max(0.0, (3.0 + top_s - t_s) / 1.8), 1.0)
        return 10.0 + 80.0 * (1.0 - math.cos(math.pi * way)) / 2.0

    plan = make_plan()
    reps = summarise(plan, play_driver(plan, driver, 2.0 + 3 * period_s, fps)[1]).repetitions
    assert all(rep.counted for rep in reps)
    for number, rep in enumerate(reps):
        start_s = 1.0 + number * period_s
        ends = (start_s, start_s + 3.0 + top_s)
        assert (rep.start_s, rep.end_s) == pytest.approx(ends, abs=0.15)
        assert rep.up.s + rep.top.s + rep.down.s == pytest.approx(rep.end_s - rep.start_s)
    assert len(reps) == 3
    assert all(one.end_s <= next_one.start_s for one, next_one in itertools.pairwise(reps))


def test_no_repetition_begins_before_the_recording_or_ends_after_it(raises_plan: Plan) -> None:
    """The recording begins and ends while the arm is moving, half way through the start band."""
    wave, _ = make_waves(4.0, 1.0, 1)
    now, events = play_driver(raises_plan, lambda t_s: wave(t_s + 1.5), 3.1)
    events = [*events, *finish(raises_plan, now).events]
    (rep,) = summarise(raises_plan, events, now.t_s).repetitions
    assert (rep.counted, rep.start_s, rep.end_s) == (True, 0.0, now.t_s)
    assert rep.up.s + rep.top.s + rep.down.s == pytest.approx(rep.end_s - rep.start_s)


def test_a_pause_short_of_the_peak_is_in_neither_way(raises_plan: Plan) -> None:
    """One second out to 60 % of the range, five seconds there, one second back."""

    def driver(t_s: float) -> float:
        way = min(max(t_s - 1.0, 0.0), max(8.0 - t_s, 0.0), 1.0)
        return 10.0 + 48.0 * (1.0 - math.cos(math.pi * way)) / 2.0

    (miss,) = find_repetitions(play_driver(raises_plan, driver, 10.0)[1])
    times = (miss.up.s, miss.top.s, miss.down.s)
    assert miss.reason is RepShortcoming.PARTIAL
    assert times == pytest.approx((1.0, 5.0, 1.0), abs=0.5)


def test_a_try_that_turns_back_tells_how_far_it_got(raises_plan: Plan) -> None:
    driver, seconds = make_waves(3.0, 0.7, 1)
    _, events = play_driver(raises_plan, driver, seconds)
    (miss,) = find_repetitions(events)
    assert miss.reason is RepShortcoming.PARTIAL
    assert miss.top.s == pytest.approx(0.0, abs=0.15)
    assert miss.farthest == pytest.approx(max(driver(t / 100) for t in range(300)), abs=0.5)
    assert miss.up.s == pytest.approx(miss.down.s, abs=0.1)


def test_a_recording_that_begins_at_the_peak_leaves_the_times_of_the_first_repetition_alone(
    raises_plan: Plan,
) -> None:
    wave, seconds = make_waves(3.0, 1.0, 2)
    _, whole = play_driver(raises_plan, wave, seconds)
    _, cut = play_driver(raises_plan, lambda t_s: wave(t_s + 2.5), seconds - 2.5)
    before, after = find_counted(whole)[-1], find_counted(cut)[0]
    times = [after.up.s, after.top.s, after.down.s]
    assert times == pytest.approx([before.up.s, before.top.s, before.down.s], abs=0.1)


DROP = """
[[fault]]
id = "dropped"
title = "Dropped"
cue = "Lower it slowly."
rep = "drop"
within_s = 0.5
severity = "hint"
priority = 3
"""


@pytest.mark.parametrize("severity", ["hint", "fix"])
@pytest.mark.parametrize(("down_s", "told"), [(0.4, 2), (0.7, 0), (1.5, 0)])
def test_a_way_back_that_is_dropped_is_told_and_still_counts(
    down_s: float, told: int, severity: str
) -> None:
    """The reported time is that of the whole way back, not only of its middle part."""
    plan = make_plan(faults=DROP.replace("hint", severity))
    period_s = 2.0 + down_s + 1.0

    def driver(t_s: float) -> float:
        t_s = (t_s - 1.0) % period_s if t_s >= 1.0 else 0.0
        back = min(max((t_s - 2.0) / down_s, 0.0), 1.0)
        return 10.0 + 75.0 * min(t_s / 1.5, (1.0 + math.cos(math.pi * back)) / 2.0)

    _, events = play_driver(plan, driver, 1.0 + 2 * period_s)
    assert len(find_counted(events)) == 2
    assert [rep.down.s for rep in find_counted(events)] == pytest.approx([down_s] * 2, abs=0.05)
    assert len([e for e in events if isinstance(e, FaultSpan)]) == told


@pytest.mark.parametrize(
    ("sigma", "missed"), [(0.1, ["return", "return"]), (10.0, []), (60.0, ["return", "return"])]
)
def test_who_plainly_does_not_come_all_the_way_back_has_done_no_whole_repetition(
    raises_plan: Plan, sigma: float, missed: list[str]
) -> None:
    """Within the error they may have returned; below twice the error they did not turn back."""

    def driver(t_s: float) -> float:
        if t_s < 1.0 or t_s > 9.0:
            return 10.0
        dips = 62.0 + 24.0 * math.cos(2 * math.pi * (t_s - 2.0) / 3.0)
        return min(10.0 + (t_s - 1.0) * 90.0, dips)

    _, events = play_driver(raises_plan, driver, 12.0, sigma=sigma)
    assert list_missed(events) == missed
    assert len(find_counted(events)) == 3 - len(missed)


def test_who_waits_a_little_above_the_near_end_has_not_set_off_yet(raises_plan: Plan) -> None:
    wave, _ = make_waves(3.0, 1.0, 1, rest_s=0.0)

    def driver(t_s: float) -> float:
        return 10.0 if t_s < 1.0 else 36.0 if t_s < 15.0 else max(36.0, wave(t_s - 15.0)) if (
            t_s < 17.0
        ) else wave(t_s - 15.0)  # fmt: skip

    _, events = play_driver(raises_plan, driver, 20.0)
    (done,) = find_counted(events)
    assert done.start_s > 14.0


def test_nothing_counts_outside_the_position_or_from_a_wrong_view(raises_plan: Plan) -> None:
    driver, seconds = make_waves(3.0, 1.0, 3)
    for state in (Progress(attempting=False), Progress(attempting=True, view_ok=False)):
        now = state
        for i in range(round(seconds * 30)):
            reading = {"raise": Reading(driver(i / 30), SIGMA, True)}
            now = replace(now.with_time(i / 30), readings=reading)
            now = advance_reps(raises_plan, get_rep_rule(raises_plan), now)
        assert now.events == ()


def test_what_the_last_one_lacked_is_shown_for_a_moment_and_then_no_more(raises_plan: Plan) -> None:
    driver, seconds = make_waves(3.0, 0.7, 2, rest_s=1.0)
    now, _ = play_driver(raises_plan, driver, seconds)
    assert choose_cue(raises_plan, now) == "Raise it higher."
    later, _ = play_driver(raises_plan, driver, seconds + 6.0)
    assert choose_cue(raises_plan, later) == ""


def test_it_is_known_where_the_repetition_is(raises_plan: Plan) -> None:
    driver, _ = make_waves(4.0, 1.0, 1)
    zones, ways = [], []
    for until_s in (0.9, 2.0, 3.0, 4.0):
        now = play_driver(raises_plan, driver, until_s)[0]
        zones.append(now.rep.zone if now.attempting else "")
        ways.append(measure_way(raises_plan, now))
    assert zones == ["low", "between", "high", "between"]
    assert ways[0] == 0.0
    assert ways[2] == 1.0
    assert 0.2 < ways[1] < 0.8


@pytest.mark.parametrize("size", [1.0, 1.5])
@pytest.mark.parametrize(("least_s", "most_s", "lacks"), [
    (0.5, 20.0, None), (2.9, 20.0, None), (4.4, 20.0, "fast"), (0.5, 2.7, None),
    (0.5, 2.0, "slow"),
])  # fmt: skip
def test_a_repetition_lasts_its_whole_movement_however_far_it_goes(
    size: float, least_s: float, most_s: float, lacks: str | None
) -> None:
    """Three seconds each; times are known to about 0.1 s, and reported only well beyond a limit."""
    driver, seconds = make_waves(3.0, size, 3)
    _, events = play_driver(make_plan(f"seconds = [{least_s}, {most_s}]"), driver, seconds)
    assert list_missed(events) == ([] if lacks is None else [lacks] * 3)


@pytest.mark.parametrize("power", [1, 3])
def test_a_repetition_is_too_fast_or_too_slow_by_the_times_reported_for_it(power: int) -> None:
    """Movements that are no swing: at an even speed, and slowing down towards the peak."""
    plan, found = make_plan("seconds = [3, 6]"), set()
    for period_s in (1.8, 2.0, 2.2, 5.5, 6.0, 6.5):

        def driver(t_s: float, period_s: float = period_s) -> float:
            to_peak = abs(2.0 * ((t_s - 1.0) / period_s % 1.0) - 1.0)
            return 10.0 + 70.0 * (1.0 - to_peak**power) * (1.0 <= t_s <= 1.0 + 2.0 * period_s)

        _, events = play_driver(plan, driver, 2.0 + 2.0 * period_s)
        for rep in find_repetitions(events):
            lasted_s = rep.up.s + rep.top.s + rep.down.s
            reason = "fast" if lasted_s < 2.4 else "slow" if lasted_s > 7.2 else None
            assert (rep.reason.value if rep.reason else None) == reason
            found.add(reason)
    assert found == {"fast", "slow", None}


def test_ends_that_lie_close_together_on_the_way_do_not_tell_that_it_was_too_fast() -> None:
    """From -100 to 146 and back in 3 s: the limits, 30 and 70, are passed in a seventh of a leg."""
    swing, seconds = make_waves(3.0, 1.0, 3)

    def driver(t_s: float) -> float:
        return -100.0 + (swing(t_s) - 10.0) / 63.0 * 246.0

    for least_s, far in ((6.0, "[80, 180]"), (6.0, "[160, 180]")):
        plan = make_plan(f"seconds = [{least_s}, 20]\npeak = {far}")
        _, events = play_driver(plan, driver, seconds)
        assert list_missed(events) == ([] if far == "[80, 180]" else ["partial"] * 3)
