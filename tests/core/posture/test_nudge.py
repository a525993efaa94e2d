"""When a slouch leads to a nudge, and when it does not."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.posture.nudge import (
    TIMES,
    Nudged,
    NudgeState,
    advance_nudges,
    find_own_reason,
    is_nudge_due,
)
from formcheck.core.posture.posture_values import Posture, SlouchReason, Unjudgeable
from formcheck.core.posture.rules import Rules, Suppression
from tests.core.posture.postures import away, slouched, unsure, upright

RULES = Rules()
Held = list[tuple[float, Suppression]]


def play_postures(
    postures: Iterable[Posture],
    held: dict[int, Suppression | None] | None = None,
    here_s: float = -1000.0,
    rules: Rules = RULES,
) -> tuple[list[Nudged], Held]:
    """Returns the nudges of these postures, and from when on which reason held a due one back.

    held: what suppresses nudges from a second on.
    """
    state, now, reason = NudgeState(), None, None
    nudges: list[Nudged] = []
    holds: Held = []
    for posture in postures:
        now = (held or {}).get(int(posture.t_s), now)
        state, nudge = advance_nudges(rules, state, posture, here_s, now)
        if nudge is not None:
            nudges.append(nudge)
        elif not is_nudge_due(rules, posture, here_s):
            reason = None
        elif reason is not (reason := now or find_own_reason(rules, state, posture, here_s)):
            assert reason is not None
            holds.append((posture.t_s, reason))
    return nudges, holds


def list_nudge_times(played: tuple[list[Nudged], Held]) -> list[float]:
    return [nudge.t_s for nudge in played[0]]


def make_slouch(until_s: int, from_s: int = 0, *, mild: bool = False) -> list[Posture]:
    return [slouched(t, from_s, mild=mild) for t in range(from_s, until_s)]


def test_a_plain_slouch_is_told_after_a_minute_of_it_and_not_before() -> None:
    assert list_nudge_times(play_postures(make_slouch(80, 20))) == []
    assert list_nudge_times(play_postures(make_slouch(100, 20))) == [80.0]


def test_a_mild_one_is_told_after_five_minutes() -> None:
    assert list_nudge_times(play_postures(make_slouch(500, 20, mild=True))) == [320.0]


def test_a_shrug_is_told_only_while_it_is_plain() -> None:
    mild = [
        slouched(t, 20, SlouchReason.SHRUG, SlouchReason.SLUMP, mild=True) for t in range(20, 1000)
    ]
    assert list_nudge_times(play_postures(mild)) == []
    assert list_nudge_times(
        play_postures([slouched(t, 20, SlouchReason.SHRUG) for t in range(20, 100)])
    ) == [80.0]
    second = [
        slouched(t, 20, SlouchReason.SLUMP, SlouchReason.SHRUG, mild=True) for t in range(20, 400)
    ]
    assert list_nudge_times(play_postures(second)) == [320.0]


def test_a_mild_one_that_gets_worse_counts_from_then() -> None:
    worse = [
        *make_slouch(30, mild=True),
        *(replace(slouched(t, 0), clear_for_s=t - 30.0) for t in range(30, 200)),
    ]
    assert list_nudge_times(play_postures(worse)) == [90.0]


def test_the_nudge_has_the_reasons_of_its_moment_worst_first() -> None:
    why = (SlouchReason.FORWARD_HEAD, SlouchReason.LEANING)
    assert play_postures([slouched(t, 0, *why) for t in range(61)]) == ([Nudged(60, why)], [])


@pytest.mark.parametrize(("tilted_s", "is_recent"), [(5, True), (25, True), (35, False)])
def test_a_reason_that_joined_late_is_not_said_to_have_been_there_all_the_time(
    tilted_s: int, is_recent: bool
) -> None:
    close, tilt = SlouchReason.TOO_CLOSE, SlouchReason.HEAD_TILT
    slouch = [
        *(slouched(t, 0, close) for t in range(60 - tilted_s)),
        *(slouched(t, 0, tilt) for t in range(60 - tilted_s, 61)),
    ]
    assert play_postures(slouch)[0] == [Nudged(60, (tilt,), recent=is_recent)]


@pytest.mark.parametrize(("lower_s", "asks"), [(20, False), (40, True), (61, True)])
def test_a_slouch_that_was_mostly_a_lower_place_may_be_the_chair(lower_s: int, asks: bool) -> None:
    slouch = [replace(slouched(t, 0), only_lower=t < lower_s) for t in range(61)]
    (nudge,) = play_postures(slouch)[0]
    assert nudge == Nudged(60, (SlouchReason.SLUMP,), only_lower=asks)


def test_after_three_that_changed_nothing_a_new_baseline_is_asked_for() -> None:
    assert list_nudge_times(play_postures(make_slouch(3600))) == [60.0, 360.0, 660.0]
    assert play_postures(make_slouch(3600))[1] == [
        (61.0, Suppression.GAP),
        (960.0, Suppression.BASELINE),
    ]


def test_who_sat_up_between_is_told_anew() -> None:
    day = [*make_slouch(1500), *(upright(t) for t in range(1500, 2200)), *make_slouch(2400, 2200)]
    assert list_nudge_times(play_postures(day)) == [60.0, 360.0, 660.0, 2260.0]


def test_what_was_told_and_is_nearly_always_there_asks_for_a_new_baseline_instead() -> None:
    day = make_slouch(1500)
    for start in range(1500, 9000, 300):  # as when the camera was tilted
        day += [
            *(upright(t) for t in range(start, start + 20)),
            *make_slouch(start + 300, start + 20),
        ]
    played = play_postures(day)
    assert list_nudge_times(played) == [60.0, 360.0, 660.0]
    assert (1580.0, Suppression.BASELINE) in played[1]


def test_what_is_nearly_always_there_keeps_back_no_other_reason() -> None:
    day = [
        *(slouched(t, 0, SlouchReason.SHRUG) for t in range(1500)),
        *(upright(t) for t in range(1500, 1510)),
        *(slouched(t, 1510, SlouchReason.PHONE) for t in range(1510, 1600)),
    ]
    assert list_nudge_times(play_postures(day))[-1] == 1570.0


@pytest.mark.parametrize(
    "held", [Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB, Suppression.BREAK]
)
def test_a_slouch_long_held_back_is_not_taken_for_one_that_is_nearly_always_there(
    held: Suppression,
) -> None:
    reminded = [*make_slouch(90), *(upright(t) for t in range(90, 7300))]
    day = [*reminded, *make_slouch(8500, 7300)]
    played = play_postures(day, {7300: held, 7900: None})
    assert list_nudge_times(played) == [60.0, 7900.0, 8200.0]
    assert Suppression.BASELINE not in [reason for _, reason in played[1]]


@pytest.mark.parametrize(("onset_s", "mild"), [(420.0, False), (900.0, False), (90.0, True)])
def test_a_late_onset_reminds_of_the_second_slouch_as_of_the_first(
    onset_s: float, mild: bool
) -> None:
    day = [*make_slouch(1000, mild=mild), *(upright(t) for t in range(1000, 4600))]
    second = make_slouch(5600, 4600, mild=mild)
    played = play_postures([*day, *second], rules=Rules(onset_s=onset_s))
    first_s = 5 * onset_s if mild else onset_s
    assert {first_s, 4600 + first_s} <= set(list_nudge_times(played))


def test_the_time_in_which_nobody_was_there_counts_for_no_reason() -> None:
    state = NudgeState()
    before = [*make_slouch(90), *(upright(t) for t in range(90, 700))]
    for posture in before:
        state, _ = advance_nudges(RULES, state, posture, -1000.0, None)
    back_s = 700 + 900
    told = []
    for posture in make_slouch(back_s + 120, back_s):
        state, nudge = advance_nudges(RULES, state, posture, float(back_s), None)
        told += [nudge.t_s] if nudge else []
    assert told == [back_s + 60.0]


def test_a_doubt_that_has_gone_holds_no_slouch_back() -> None:
    """Even if a moment in between was mistaken for the same slouch."""
    slump = frozenset({SlouchReason.SLUMP})
    state = NudgeState(t_s=0.0, lasted_s=1.0, nudged_reasons=slump, doubted_then=slump)
    told = []
    for posture in make_slouch(120, 2):
        state, nudge = advance_nudges(RULES, state, posture, -1000.0, None)
        told += [nudge.t_s] if nudge else []
    assert told == [62.0]


def test_after_a_new_baseline_it_is_told_again() -> None:
    state = NudgeState()
    for posture in make_slouch(1500):
        state, _ = advance_nudges(RULES, state, posture, -1000.0, None)
    assert state.doubted == {SlouchReason.SLUMP}


def test_a_new_slouch_soon_after_a_nudge_still_waits_for_the_gap() -> None:
    day = [*make_slouch(70), *(upright(t) for t in range(70, 80)), *make_slouch(600, 80)]
    assert list_nudge_times(play_postures(day)) == [60.0, 360.0]


@pytest.mark.parametrize(
    "reason",
    [Suppression.CALL, Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB, Suppression.BREAK],
)
def test_a_nudge_held_back_comes_when_the_reason_ends_if_the_slouch_lasts(
    reason: Suppression,
) -> None:
    played = play_postures(make_slouch(400), {0: reason, 200: None})
    assert list_nudge_times(played) == [200.0]
    assert played[1] == [(60.0, reason), (201.0, Suppression.GAP)]


def test_a_nudge_held_back_does_not_come_when_the_slouch_is_over() -> None:
    day = [*make_slouch(100), *(upright(t) for t in range(100, 300))]
    played = play_postures(day, {0: Suppression.CALL, 150: None})
    assert played == ([], [(60.0, Suppression.CALL)])


def test_none_in_the_first_minute_after_coming_back() -> None:
    played = play_postures([slouched(t, 0) for t in range(200)], here_s=90.0)
    assert list_nudge_times(played) == [150.0]


def test_a_short_onset_still_leaves_the_first_minute_alone() -> None:
    played = play_postures(make_slouch(100), here_s=0.0, rules=Rules(onset_s=10))
    assert played[1][0] == (10.0, Suppression.STARTING)
    assert list_nudge_times(played) == [60.0]


def test_a_posture_does_not_count_from_before_somebody_was_there() -> None:
    day = [slouched(t, 0) for t in range(470, 600)]
    assert list_nudge_times(play_postures(day, here_s=470.0)) == [530.0]
    alone = [slouched(1000.0)]
    assert play_postures(alone, here_s=930.0, rules=Rules(onset_s=120.0)) == ([], [])


@pytest.mark.parametrize("other", [upright, away, lambda t: unsure(t, Unjudgeable.HEAD)])
def test_only_a_slouch_is_told(other: object) -> None:
    assert play_postures([other(t) for t in range(500)]) == ([], [])  # type: ignore[operator]


def test_a_count_that_flickers_is_still_the_same_slouch() -> None:
    """The share beyond the limit may fall below what counts and rise again."""
    day = [slouched(t, 0, lasted_s=0.0 if t % 7 == 0 else t) for t in range(2000)]
    assert len(list_nudge_times(play_postures(day))) == TIMES


@given(
    moments=st.lists(
        st.tuples(
            st.integers(1, 200),
            st.sampled_from(["bad", "mild", "up", "unsure"]),
            st.sampled_from([None, Suppression.CALL, Suppression.BREAK, Suppression.LOCKED]),
        ),
        max_size=20,
    ),
    onset_s=st.floats(5, 60),
    gap_s=st.floats(10, 300),
)
def test_never_closer_than_the_gap_never_while_held_never_before_the_onset(
    moments: list[tuple[int, str, Suppression | None]], onset_s: float, gap_s: float
) -> None:
    rules = Rules(onset_s=onset_s, nudge_gap_s=gap_s, settle_in_s=20)
    state, t_s, began_s, found = NudgeState(), 0.0, 0.0, []
    for kind, held in [(kind, held) for times, kind, held in moments for _ in range(times)]:
        t_s += 1.0
        if kind in {"up", "unsure"}:
            began_s = t_s
        posture = {
            "bad": slouched(t_s, began_s),
            "mild": slouched(t_s, began_s, mild=True),
            "up": upright(t_s),
            "unsure": unsure(t_s, Unjudgeable.HEAD),
        }[kind]
        state, nudge = advance_nudges(rules, state, posture, 0.0, held)
        if nudge is not None:
            assert held is None
            assert t_s - began_s >= onset_s - 1e-6
            assert t_s >= rules.settle_in_s
            found.append(t_s)
    assert all(b - a >= gap_s for a, b in pairwise(found))
