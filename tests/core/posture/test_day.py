"""Summary of a day: every second has one state, split at full hours, for any input."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.posture.day import (
    CHANGED_WITHIN_S,
    BreakAt,
    Day,
    Longest,
    count_streak,
    cut_spans,
    resolve_overlaps,
    summarise_day,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason

UP, SLOUCH, UNSURE, AWAY = (
    PostureState.UPRIGHT,
    PostureState.SLOUCHED,
    PostureState.UNSURE,
    PostureState.AWAY,
)
MIDNIGHT = 1_762_902_000.0
HOUR = 3600.0
HOURS = [MIDNIGHT + h * HOUR for h in range(25)]


def at_hour(hour: float) -> float:
    return MIDNIGHT + hour * HOUR


def make_span(
    start_h: float, end_h: float, state: PostureState = UP, *why: SlouchReason
) -> Segment:
    return Segment(at_hour(start_h), at_hour(end_h), state, why)


def build_day(*spans: Segment, hours: list[float] | None = None) -> Day:
    bounds = hours or HOURS
    cut = cut_spans(resolve_overlaps(spans), bounds[0], bounds[-1])
    return summarise_day(cut, (), (), bounds)


def test_a_day_without_anything_is_all_zero() -> None:
    day = build_day()
    assert (day.sum.upright_s, day.sum.judged_s, day.sum.share) == (0, 0, None)
    assert (day.good.lasted_s, day.sat.lasted_s, day.breaks, day.nudges) == (0, 0, 0, 0)
    assert day.changed_s is None
    assert len(day.hours) == 24


def test_time_away_was_not_watched() -> None:
    day = build_day(
        make_span(9, 10),
        make_span(10, 10.5, SLOUCH),
        make_span(10.5, 11, UNSURE),
        make_span(11, 24, AWAY),
    )
    assert day.sum.watched_s == 2 * HOUR


def test_time_by_state_and_the_share_of_what_was_judged() -> None:
    day = build_day(
        make_span(9, 10),
        make_span(10, 10.5, SLOUCH, SlouchReason.SLUMP),
        make_span(10.5, 11, UNSURE),
        make_span(11, 13, AWAY),
    )
    assert day.sum.upright_s == HOUR
    assert day.sum.slouched_s == day.sum.unsure_s == HOUR / 2
    assert day.sum.away_s == 2 * HOUR
    assert day.sum.share == pytest.approx(2 / 3)


def test_two_reasons_count_each_but_the_time_counts_once() -> None:
    day = build_day(
        make_span(9, 10, SLOUCH, SlouchReason.SLUMP, SlouchReason.LEANING),
        make_span(10, 10.5, SLOUCH, SlouchReason.SLUMP),
    )
    assert day.sum.slouched_s == 1.5 * HOUR
    assert day.sum.why_s == {SlouchReason.SLUMP: 1.5 * HOUR, SlouchReason.LEANING: HOUR}


def test_spans_are_cut_where_the_hour_ends() -> None:
    day = build_day(make_span(9.5, 11.25, SLOUCH, SlouchReason.SHRUG))
    found = {i: hour.sum.why_s for i, hour in enumerate(day.hours) if hour.sum.why_s}
    assert found == {
        9: {SlouchReason.SHRUG: HOUR / 2},
        10: {SlouchReason.SHRUG: HOUR},
        11: {SlouchReason.SHRUG: HOUR / 4},
    }


def test_what_is_before_or_after_the_day_belongs_to_others() -> None:
    day = build_day(make_span(-1, 0.5), make_span(23, 26))
    assert day.sum.upright_s == 1.5 * HOUR


@pytest.mark.parametrize("count", [23, 24, 25])
def test_a_day_may_have_any_number_of_hours(count: int) -> None:
    hours = HOURS[: count + 1] if count < 25 else [*HOURS, at_hour(25)]
    day = build_day(make_span(0, count), hours=hours)
    assert len(day.hours) == count
    assert day.sum.upright_s == count * HOUR


def test_where_two_overlap_the_later_beginning_one_holds() -> None:
    assert resolve_overlaps([make_span(9, 12), make_span(10, 11, SLOUCH)]) == (
        make_span(9, 10),
        make_span(10, 11, SLOUCH),
        make_span(11, 12),
    )
    assert resolve_overlaps([make_span(10, 12, SLOUCH), make_span(9, 11)]) == (
        make_span(9, 10),
        make_span(10, 12, SLOUCH),
    )
    nested = [make_span(9, 20), make_span(10, 15, SLOUCH), make_span(11, 12, AWAY)]
    assert [(s.state, (s.end_s - s.start_s) / HOUR) for s in resolve_overlaps(nested)] == [
        (UP, 1),
        (SLOUCH, 1),
        (AWAY, 1),
        (SLOUCH, 3),
        (UP, 5),
    ]


def test_the_longest_good_stretch_outlasts_a_moment_of_something_else() -> None:
    moment = 4.9 / HOUR
    day = build_day(
        make_span(9, 9.5),
        make_span(9.5, 9.5 + moment, SLOUCH),
        make_span(9.5 + moment, 10),
        make_span(10, 10 + 5.1 / HOUR, SLOUCH),
        make_span(10 + 5.1 / HOUR, 10.9),
    )
    assert day.good == Longest(at_hour(9), HOUR)


def test_two_moments_one_after_the_other_are_no_moment() -> None:
    day = build_day(
        make_span(9, 10),
        make_span(10, 10 + 4 / HOUR, SLOUCH),
        make_span(10 + 4 / HOUR, 10 + 8 / HOUR, UNSURE),
        make_span(10 + 8 / HOUR, 11),
    )
    assert day.good == Longest(at_hour(9), HOUR)


def test_the_longest_sitting_goes_on_through_states_but_not_through_absence() -> None:
    day = build_day(
        make_span(9, 10),
        make_span(10, 10.5, SLOUCH),
        make_span(10.5, 10.5 + 200 / HOUR, UNSURE),
        make_span(10.5 + 200 / HOUR, 11),
        make_span(11, 11 + 6 / HOUR, AWAY),
        make_span(11 + 6 / HOUR, 12),
    )
    assert day.sat == Longest(at_hour(9), 2 * HOUR)


def test_nobody_knows_whether_a_long_unsure_time_was_sitting() -> None:
    assert build_day(
        make_span(9, 10), make_span(10, 10.2, UNSURE), make_span(10.2, 11)
    ).sat == Longest(at_hour(9), HOUR)


def test_an_unsure_time_at_either_end_was_not_sitting() -> None:
    short = 200 / HOUR
    day = build_day(
        make_span(9, 9 + short, UNSURE), make_span(9 + short, 10), make_span(10, 10 + short, UNSURE)
    )
    assert day.sat == Longest(at_hour(9 + short), pytest.approx(HOUR - 200.0))
    alone = build_day(make_span(9, 9 + short, UNSURE), make_span(9 + short, 10, AWAY))
    assert alone.sat.lasted_s == 0


def test_breaks_are_counted_by_what_became_of_them() -> None:
    kinds = ["taken", "taken", "credited", "postponed", "skipped", "skipped", "skipped"]
    rests = [BreakAt(at_hour(9 + i), 60.0, kind) for i, kind in enumerate(kinds)]
    rests.append(BreakAt(at_hour(20), 45.0, "taken", ("seated_twist", "neck")))
    day = summarise_day((), (), rests, HOURS)
    assert (day.taken, day.credited, day.postponed, day.skipped) == (3, 1, 1, 3)
    assert day.breaks == 4
    assert day.stretches == ("seated_twist", "neck")


def test_how_soon_the_posture_changed_after_a_nudge() -> None:
    spans = [
        make_span(9, 9.5, SLOUCH),
        make_span(9.5, 10),
        make_span(10, 10.5, SLOUCH),
        make_span(10.5, 11, AWAY),
        make_span(11, 15, SLOUCH),
    ]
    nudges = [
        Nudged(at_hour(9.5) - 10, (SlouchReason.SLUMP,)),
        Nudged(at_hour(10.5) - 30, (SlouchReason.SLUMP, SlouchReason.LEANING)),
        Nudged(at_hour(12), (SlouchReason.LEANING,)),
    ]
    day = summarise_day(spans, nudges, (), HOURS)
    assert (day.changed_s, day.changed_after) == (20.0, 2)
    assert day.nudges == 3
    assert day.nudges_why == {SlouchReason.SLUMP: 2, SlouchReason.LEANING: 2}


def test_a_change_long_after_the_nudge_was_another_matter() -> None:
    spans = [make_span(9, 10, SLOUCH), make_span(10, 11)]
    late = summarise_day(spans, [Nudged(at_hour(10) - CHANGED_WITHIN_S - 1)], (), HOURS)
    assert (late.changed_s, late.changed_after) == (None, 0)


def make_day(share: float, breaks: int = 0, sat_h: float = 8.0) -> Day:
    split = 9 + share * sat_h
    spans = [make_span(9, split), make_span(split, 9 + sat_h, SLOUCH)]
    return summarise_day(spans, (), [BreakAt(at_hour(12), 60.0, "credited")] * breaks, HOURS)


def count_days_in_row(*days: Day, over: bool = False) -> int:
    return count_streak([day.in_row for day in days], last_is_over=over)


def test_days_in_a_row_up_to_the_last() -> None:
    days = [
        make_day(0.9, 1),
        make_day(0.5, 1),
        make_day(0.8, 0),
        make_day(0.7, 2),
        make_day(0.9, 3),
    ]
    assert count_days_in_row(*days) == 2


def test_a_day_without_sitting_neither_counts_nor_ends_a_row() -> None:
    weekend = [build_day(), make_day(0.0, 0, sat_h=0.4)]
    assert count_days_in_row(make_day(0.9, 1), make_day(0.9, 1), *weekend, make_day(0.9, 1)) == 3


def test_a_day_with_a_break_counts_however_little_was_judged() -> None:
    assert count_days_in_row(make_day(0.9, 1), make_day(0.9, 1, sat_h=0.4), make_day(0.9, 1)) == 3


def test_a_day_that_is_not_over_can_add_to_a_row_but_not_end_it() -> None:
    assert count_days_in_row(make_day(0.9, 1), make_day(0.9, 1), make_day(0.2, 0)) == 2


def test_a_last_day_that_is_over_can_end_a_row() -> None:
    assert count_days_in_row(make_day(0.9, 1), make_day(0.9, 1), make_day(0.2, 0), over=True) == 0


def test_yesterday_ends_a_row_though_today_has_not_begun() -> None:
    assert count_days_in_row(make_day(0.9, 1), make_day(0.2, 0), build_day()) == 0


def test_without_days_there_is_no_row() -> None:
    assert count_days_in_row() == 0
    assert count_days_in_row(build_day()) == 0


SPANS = st.lists(
    st.builds(
        lambda start, lasted, state, why: Segment(start, start + lasted, state, tuple(why)),
        st.integers(-5000, 90000).map(lambda s: MIDNIGHT + s),
        st.integers(0, 9000).map(float),
        st.sampled_from(PostureState),
        st.lists(st.sampled_from(SlouchReason), max_size=3, unique=True),
    ),
    max_size=30,
)


@given(SPANS)
def test_tidied_spans_are_apart_and_cover_the_same_time(spans: list[Segment]) -> None:
    tidy = resolve_overlaps(spans)
    assert all(a.end_s <= b.start_s for a, b in pairwise(tidy))
    assert all(s.end_s > s.start_s for s in tidy)
    covered = {t for s in spans for t in range(int(s.start_s), int(s.end_s), 97)}
    for t in covered:
        (now,) = [s for s in tidy if s.start_s <= t < s.end_s]
        there = [s for s in spans if s.start_s <= t < s.end_s]
        latest = max(s.start_s for s in there)
        assert now.state in {s.state for s in there if s.start_s == latest}
    assert sum(s.end_s - s.start_s for s in tidy) <= sum(s.end_s - s.start_s for s in spans)
    assert resolve_overlaps(tidy) == tidy
    assert resolve_overlaps(reversed(tidy)) == tidy


@given(SPANS)
def test_the_day_is_the_sum_of_its_spans_and_of_its_hours(spans: list[Segment]) -> None:
    day = build_day(*spans)
    inside = [(max(s.start_s, HOURS[0]), min(s.end_s, HOURS[-1])) for s in resolve_overlaps(spans)]
    total = day.sum.judged_s + day.sum.unsure_s + day.sum.away_s
    assert total == pytest.approx(sum(max(0.0, b - a) for a, b in inside))
    for name in ("upright_s", "slouched_s", "unsure_s", "away_s"):
        by_hour = sum(getattr(hour.sum, name) for hour in day.hours)
        assert by_hour == pytest.approx(getattr(day.sum, name))
    for why in SlouchReason:
        by_hour = sum(hour.sum.why_s.get(why, 0.0) for hour in day.hours)
        assert by_hour == pytest.approx(day.sum.why_s.get(why, 0.0))
        assert by_hour <= sum(s.end_s - s.start_s for s in spans if why in s.why) + 1e-6
    assert day.good.lasted_s <= day.end_s - day.start_s
    assert day.sat.lasted_s <= total + 5 * len(spans) + 1e-6
