"""Breaks from continuous sitting: when they are due, how they end, and what resets the count."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from formcheck.core.posture.breaks import (
    APART_S,
    DAY_OVER_S,
    TOLD_AFTER_S,
    BreakBegun,
    BreakDeclined,
    BreakDue,
    BreakEnded,
    BreakEvent,
    BreakKind,
    BreakOrder,
    BreakStage,
    BreakState,
    Presence,
    advance_breaks,
    apply_break_order,
    compute_break_in_s,
    compute_break_left_s,
    count_from,
    find_break_stage,
    find_presence,
)
from formcheck.core.posture.posture_values import Unjudgeable
from formcheck.core.posture.rules import Rules, Suppression
from tests.core.posture.postures import away, slouched, unsure, upright

SITTING, GONE, UNKNOWN = Presence.SITTING, Presence.GONE, Presence.UNKNOWN


@dataclass
class Sitter:
    """A person at a desk, advanced second by second."""

    rules: Rules = field(default_factory=Rules)
    state: BreakState = field(default_factory=BreakState)
    events: list[BreakEvent] = field(default_factory=list)
    nudged_s: float = -inf

    def keep(
        self,
        presence: Presence,
        for_s: float,
        *,
        moving: bool = False,
        wait: Suppression | None = None,
        step_s: float = 1.0,
        seen_late_s: float = 0.0,
    ) -> Sitter:
        """Keeps this presence for ``for_s``; it is noticed ``seen_late_s`` late and backdated."""
        begun_s = self.state.t_s
        shown = self.state.presence
        for i in range(1, round(for_s / step_s) + 1):
            t_s = begun_s + i * step_s
            if t_s - begun_s > seen_late_s:
                shown = presence
            self.state, events = advance_breaks(
                self.rules, self.state, t_s, shown, begun_s,
                moving=moving, wait=wait, nudged_s=self.nudged_s,
            )  # fmt: skip
            self.events += events
        return self

    def sit(self, minutes: float, **kwargs: object) -> Sitter:
        return self.keep(SITTING, 60 * minutes, **kwargs)  # type: ignore[arg-type]

    def leave(self, seconds: float, **kwargs: object) -> Sitter:
        return self.keep(GONE, seconds, **kwargs)  # type: ignore[arg-type]

    def take(self) -> Sitter:
        self.state, events = apply_break_order(self.rules, self.state, BreakOrder.TAKE)
        self.events += events
        return self

    def end(self, *, done_item: bool = False) -> Sitter:
        self.state, events = apply_break_order(
            self.rules, self.state, BreakOrder.DONE if done_item else BreakOrder.END
        )
        self.events += events
        return self

    def postpone(self) -> Sitter:
        self.state, events = apply_break_order(self.rules, self.state, BreakOrder.POSTPONE)
        self.events += events
        return self

    def skip(self) -> Sitter:
        self.state, events = apply_break_order(self.rules, self.state, BreakOrder.SKIP)
        self.events += events
        return self

    @property
    def list_kinds(self) -> list[str]:
        """Returns each event with its minute, e.g. "due 30"."""
        words: list[str] = []
        for event in self.events:
            match event:
                case BreakDue():
                    word = "due"
                case BreakBegun():
                    word = "begun"
                case BreakDeclined(kind=BreakKind.POSTPONED):
                    word = "put off"
                case _:
                    word = event.kind
            words.append(f"{word} {event.t_s / 60:g}")
        return words

    @property
    def stage(self) -> BreakStage:
        return find_break_stage(self.rules, self.state)


def test_a_break_is_due_after_half_an_hour_of_sitting() -> None:
    desk = Sitter().sit(29.9)
    assert desk.events == []
    assert desk.sit(0.2).events == [BreakDue(1800.0, 1800.0)]


@pytest.mark.parametrize("minutes", [20, 30, 45, 60])
def test_the_interval_may_be_chosen(minutes: int) -> None:
    assert Sitter(Rules(break_every_s=60 * minutes)).sit(minutes + 1).list_kinds == [
        f"due {minutes}"
    ]


def test_with_breaks_off_there_is_none_but_standing_up_is_still_seen() -> None:
    desk = Sitter(Rules(break_every_s=inf)).sit(180)
    assert desk.events == []
    assert desk.stage is BreakStage.NONE
    assert compute_break_in_s(desk.rules, desk.state) is None
    assert desk.leave(90).sit(1).list_kinds == ["credited 181.517"]


def test_with_breaks_off_one_that_did_not_count_is_not_asked_for_again() -> None:
    desk = Sitter(Rules(break_every_s=inf)).sit(2).take().sit(60)
    assert desk.list_kinds == ["begun 2", "postponed 3"]


def test_only_sitting_counts_and_not_the_clock() -> None:
    """Half a minute away now and then is no break, but is not counted as sitting either."""
    desk = Sitter()
    for _ in range(10):
        desk.sit(2).leave(30)
    assert desk.state.sat_s == 1200.0
    assert desk.events == []


@pytest.mark.parametrize("late_s", [0.0, 5.0, 8.0])
def test_leaving_counts_from_when_they_left(late_s: float) -> None:
    desk = Sitter().sit(10).leave(30, seen_late_s=late_s)
    assert desk.state.sat_s == 600.0
    assert desk.sit(1, seen_late_s=2.0).state.sat_s == 660.0


def test_leaving_for_as_long_as_a_break_is_one() -> None:
    desk = Sitter().sit(20).leave(59).sit(1)
    assert desk.events == []
    assert desk.state.sat_s == 21 * 60
    desk = Sitter().sit(20).leave(60)
    assert desk.state.sat_s == 0.0
    desk.leave(60).sit(1)
    assert desk.events == [BreakEnded(20 * 60 + 121.0, 120.0, BreakKind.CREDITED)]
    assert desk.state.sat_s == 60.0


def test_a_break_may_be_longer() -> None:
    assert Sitter(Rules(break_s=120)).sit(20).leave(100).sit(1).events == []


def test_getting_up_after_a_moment_of_sitting_is_not_told_as_a_break() -> None:
    desk = Sitter().sit(TOLD_AFTER_S / 60 - 1).leave(90).sit(1)
    assert desk.events == []
    assert desk.state.sat_s == 60.0


def test_who_went_home_took_no_break() -> None:
    desk = Sitter().sit(20).leave(DAY_OVER_S + 60, step_s=2.0).sit(1)
    assert desk.events == []
    assert desk.state.sat_s == 60.0


@pytest.mark.parametrize("gone_s", [DAY_OVER_S - 60.0, DAY_OVER_S + 60.0, 14 * 3600.0])
@pytest.mark.parametrize("is_asleep", [False, True])
def test_who_took_a_break_and_went_home_took_none(gone_s: float, is_asleep: bool) -> None:
    desk = (
        Sitter().sit(31).take().sit(0.25).leave(gone_s, step_s=gone_s if is_asleep else 60.0).sit(1)
    )
    ended = [event for event in desk.events if isinstance(event, BreakEnded)]
    assert len(ended) == (gone_s < DAY_OVER_S)
    assert desk.state.busy is False
    assert desk.state.sat_s == pytest.approx(60.0, abs=1.0)


def test_getting_up_after_the_reminder_is_a_break_taken() -> None:
    desk = Sitter().sit(31).leave(120).sit(1)
    assert [event for event in desk.list_kinds if "taken" in event]
    assert desk.stage is BreakStage.NONE


def test_moving_on_the_chair_does_not_end_sitting() -> None:
    assert Sitter().sit(31, moving=True).list_kinds == ["due 30"]


def test_one_minute_before_the_view_says_so() -> None:
    desk = Sitter().sit(28.9)
    assert desk.stage is BreakStage.NONE
    assert desk.sit(0.2).stage is BreakStage.SOON
    assert compute_break_in_s(desk.rules, desk.state) == 54.0


def test_postponed_it_comes_again_after_five_minutes_of_sitting() -> None:
    desk = Sitter().sit(31).postpone().sit(4.9)
    assert desk.list_kinds == ["due 30", "put off 31"]
    assert desk.leave(30).sit(0.2).list_kinds[-1] == "due 36.5"


def test_postponed_before_it_is_due_it_is_put_off_all_the_same() -> None:
    assert Sitter().sit(29.5).postpone().sit(6).list_kinds == ["put off 29.5", "due 34.5"]


def test_skipped_it_comes_after_a_whole_interval_and_sitting_goes_on() -> None:
    desk = Sitter().sit(31).skip()
    assert desk.state.sat_s == 31 * 60
    assert desk.sit(31).list_kinds == ["due 30", "skipped 31", "due 61"]
    assert desk.events[-1] == BreakDue(61 * 60.0, 61 * 60.0)


@pytest.mark.parametrize("order", ["skip", "postpone", "end"])
def test_there_is_nothing_to_put_off_long_before(order: str) -> None:
    desk = Sitter().sit(10)
    before = desk.state
    getattr(desk, order)()
    assert desk.state == before
    assert desk.events == []


def test_a_reminder_nobody_answers_is_let_pass_and_does_not_nag() -> None:
    assert Sitter().sit(66).list_kinds == ["due 30", "skipped 35", "due 65"]


@pytest.mark.parametrize(
    "held", [Suppression.CALL, Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB]
)
def test_it_waits_for_the_end_of_a_call_and_comes_then(held: Suppression) -> None:
    desk = Sitter().sit(29).sit(20, wait=held)
    assert desk.events == []
    assert desk.stage is BreakStage.HELD
    assert desk.sit(1).events == [BreakDue(49 * 60 + 1.0, 49 * 60 + 1.0)]


def test_a_call_that_begins_after_the_reminder_makes_it_come_again() -> None:
    desk = Sitter().sit(31).sit(10, wait=Suppression.CALL)
    assert desk.stage is BreakStage.HELD
    assert desk.sit(1).list_kinds == ["due 30", f"due {41 + 1 / 60:g}"]


def test_it_never_comes_together_with_a_nudge() -> None:
    desk = Sitter(nudged_s=1790.0).sit(32)
    assert desk.events == [BreakDue(1790.0 + APART_S, 1790.0 + APART_S)]


def test_a_break_taken_is_over_after_its_time_and_counts_with_moving() -> None:
    desk = Sitter().sit(31).take()
    assert desk.stage is BreakStage.RUNNING
    desk.sit(2, moving=True)
    assert desk.list_kinds == ["due 30", "begun 31", "taken 32"]
    assert desk.state.sat_s == 60.0


def test_a_break_taken_sitting_still_does_not_count_and_is_asked_for_again() -> None:
    desk = Sitter().sit(31).take().sit(6.1)
    assert desk.list_kinds == ["due 30", "begun 31", "postponed 32", "due 37"]
    assert desk.state.sat_s == 37.1 * 60


def test_half_a_break_of_moving_is_enough() -> None:
    desk = Sitter().sit(31).take().sit(0.5, moving=True).sit(0.5)
    assert desk.list_kinds[-1] == "taken 32"


def test_who_leaves_in_a_break_has_it_until_they_come_back() -> None:
    desk = Sitter().sit(31).take().sit(0.25).leave(300)
    assert desk.stage is BreakStage.RUNNING
    desk.sit(1)
    ended = desk.events[-1]
    assert ended == BreakEnded(31 * 60 + 316.0, 316.0, BreakKind.TAKEN)
    assert len(desk.events) == 3


def test_who_gets_up_late_in_a_break_is_told_how_long_it_takes_to_count() -> None:
    desk = Sitter().sit(31).take().sit(50 / 60)
    assert compute_break_left_s(desk.rules, desk.state) == 10.0
    desk.leave(15)
    assert compute_break_left_s(desk.rules, desk.state) == 15.0
    desk.leave(15)
    assert compute_break_left_s(desk.rules, desk.state) == 0.0
    assert desk.end().list_kinds[-1].startswith("taken")
    assert compute_break_left_s(desk.rules, desk.state) is None


def test_a_finished_stretch_ends_the_break_at_once_and_counts() -> None:
    desk = Sitter().sit(31).take().sit(0.4).end(done_item=True)
    assert desk.events[-1] == BreakEnded(31 * 60 + 24.0, 24.0, BreakKind.TAKEN)
    assert desk.state.sat_s == 0.0


def test_ended_early_without_moving_it_does_not_count() -> None:
    assert Sitter().sit(31).take().sit(0.25).end().list_kinds[-1] == "postponed 31.25"


def test_moving_in_an_earlier_break_proves_nothing_of_the_next() -> None:
    desk = Sitter().sit(31).take().keep(SITTING, 20, moving=True).end()
    desk.take().keep(SITTING, 20, moving=True).keep(SITTING, 41)
    assert [kind.split()[0] for kind in desk.list_kinds[1:]] == ["begun", "postponed"] * 2


def test_a_break_that_was_not_due_and_is_left_at_once_changes_nothing() -> None:
    before = Sitter().sit(3)
    after = Sitter().sit(3).take().end()
    assert after.events[-1] == BreakEnded(180.0, 0.0, BreakKind.POSTPONED, unasked=True)
    assert compute_break_in_s(Rules(), after.state) == compute_break_in_s(Rules(), before.state)
    assert after.sit(28).list_kinds[-1] == "due 30"


def test_a_short_wait_for_a_break_goes_on_after_one_that_was_left_at_once() -> None:
    desk = Sitter().sit(31).postpone().sit(2).take().end()
    assert desk.sit(4).list_kinds[-1] == "due 36"


def test_a_break_that_becomes_due_meanwhile_is_asked_for_when_it_was_left() -> None:
    desk = Sitter().sit(28.9).take().end()
    assert desk.state.busy is False
    assert desk.sit(1.2).list_kinds[-1] == "due 30"


@pytest.mark.parametrize("minutes", [29.5, 31])
def test_a_break_that_was_asked_for_and_is_left_at_once_is_put_off(minutes: float) -> None:
    ended = Sitter().sit(minutes).take().end().events[-1]
    assert isinstance(ended, BreakEnded)
    assert (ended.kind, ended.unasked) == (BreakKind.POSTPONED, False)


def test_a_break_may_be_taken_at_any_time() -> None:
    assert Sitter().sit(3).take().sit(1, moving=True).list_kinds == ["begun 3", "taken 4"]


def test_who_is_away_already_and_takes_a_break_has_one_and_not_two() -> None:
    desk = Sitter().sit(20).leave(70).take().leave(100).sit(2)
    assert [kind.split()[0] for kind in desk.list_kinds] == ["begun", "taken"]


def test_what_nobody_can_tell_neither_adds_to_sitting_nor_ends_it() -> None:
    desk = Sitter().sit(20).keep(UNKNOWN, 600)
    assert desk.state.sat_s == 1200.0
    assert desk.sit(11).list_kinds == ["due 40"]


def test_after_a_whole_interval_nobody_knows_it_is_one_sitting() -> None:
    desk = Sitter().sit(20).keep(UNKNOWN, 1800).sit(1)
    assert desk.state.sat_s == 60.0
    assert desk.events == []


def test_with_breaks_off_hours_in_which_nobody_can_tell_end_the_sitting_too() -> None:
    desk = Sitter(Rules(break_every_s=inf)).sit(30).keep(UNKNOWN, DAY_OVER_S).sit(1)
    assert desk.state.sat_s == 60.0


def test_a_break_that_is_due_is_so_no_more_by_a_longer_interval() -> None:
    desk = Sitter(Rules(break_every_s=1200)).sit(20.5)
    assert desk.stage is BreakStage.DUE
    desk.rules = Rules(break_every_s=3600)
    assert desk.sit(0.5).stage is BreakStage.NONE
    assert compute_break_in_s(desk.rules, desk.state) == 39 * 60.0
    assert desk.sit(40).list_kinds == ["due 20", "due 60"]


def test_a_break_that_is_due_is_so_no_more_with_breaks_off() -> None:
    desk = Sitter().sit(30.5)
    desk.rules = Rules(break_every_s=inf)
    assert desk.sit(60).list_kinds == ["due 30"]
    assert desk.stage is BreakStage.NONE


def test_what_nobody_can_tell_adds_up_until_they_sit_again() -> None:
    desk = Sitter().sit(20).keep(UNKNOWN, 1000).leave(20).keep(UNKNOWN, 900).sit(1)
    assert desk.state.sat_s == 60.0


def test_only_what_was_sat_since_they_came_counts_as_theirs() -> None:
    desk = Sitter().sit(25).leave(15.0).sit(2)
    desk.state = count_from(desk.state, desk.state.since_s)
    assert desk.state.sat_s == 120.0
    desk.sit(27.9)
    assert desk.events == []
    desk.sit(0.2)
    assert [event.sat_s for event in desk.events if isinstance(event, BreakDue)] == [1800.0]


def test_nothing_counts_as_sat_by_who_comes_while_nobody_is_there() -> None:
    desk = Sitter().sit(25).leave(15.0)
    assert count_from(desk.state, desk.state.t_s).sat_s == 0.0


def test_a_break_that_is_due_to_who_sat_there_before_is_not_due_to_the_next() -> None:
    desk = Sitter().sit(31).leave(15.0).sit(1)
    assert desk.stage is BreakStage.DUE
    desk.state = count_from(desk.state, desk.state.since_s)
    assert desk.stage is BreakStage.NONE


def test_a_break_that_was_put_off_by_who_sat_there_before_is_not_put_off_by_the_next() -> None:
    desk = Sitter().sit(31).postpone().sit(1)
    new = count_from(desk.state, desk.state.t_s)
    assert compute_break_in_s(desk.rules, new) == 1800.0


def test_what_was_skipped_stays_so_for_who_sat_all_along() -> None:
    desk = Sitter().sit(31).skip().sit(1)
    state = desk.state
    assert count_from(state, 0.0) == state
    assert compute_break_in_s(desk.rules, state) == pytest.approx(1740.0, abs=1.0)


def test_a_presence_is_not_dated_back_into_the_one_before_the_last() -> None:
    """Upright since 0 after a moment away: backdated to the start of that moment, no further."""
    desk = Sitter().sit(10).leave(20)
    for t_s in (621.0, 622.0):
        desk.state, _ = advance_breaks(desk.rules, desk.state, t_s, SITTING, 0.0)
    assert desk.state.sat_s == 622.0
    assert desk.state.since_s == 600.0


def test_getting_up_past_the_camera_is_one_absence() -> None:
    """On the way out the head leaves the frame for a moment, and presence is unknown."""
    desk = Sitter().sit(20).leave(40).keep(UNKNOWN, 5).leave(40).sit(1)
    assert isinstance(desk.events[0], BreakEnded)
    assert desk.events[0].lasted_s == 80.0


@pytest.mark.parametrize(
    ("posture", "presence"),
    [
        (upright(1.0), SITTING),
        (slouched(1.0), SITTING),
        (unsure(1.0, Unjudgeable.TURNED), SITTING),
        (unsure(1.0, Unjudgeable.SHOULDERS), SITTING),
        (unsure(1.0, Unjudgeable.OTHER_VIEW), SITTING),
        (unsure(1.0, Unjudgeable.HEAD), UNKNOWN),
        (unsure(1.0, Unjudgeable.PICTURE), UNKNOWN),
        (unsure(1.0, Unjudgeable.NOT_SEATED), GONE),
        (away(1.0), GONE),
    ],
)
def test_who_sits(posture: object, presence: Presence) -> None:
    for before in Presence:
        assert find_presence(posture, before) is presence  # type: ignore[arg-type]


def test_every_way_of_being_unsure_is_decided() -> None:
    assert {find_presence(unsure(0.0, unclear), GONE) for unclear in Unjudgeable} == set(Presence)


@pytest.mark.parametrize("before", Presence)
def test_unsure_for_no_reason_yet_says_nothing_new(before: Presence) -> None:
    assert find_presence(unsure(1.0, None), before) is before


@settings(max_examples=50)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(Presence), st.floats(1.0, 500.0), st.floats(0.25, 3.0)),
        min_size=1,
        max_size=20,
    )
)
def test_sitting_is_conserved_at_any_cadence(
    parts: list[tuple[Presence, float, float]],
) -> None:
    """Without breaks and forgetting, it is the sum of all seconds of sitting."""
    rules = Rules(break_every_s=inf, break_s=1e9)
    desk, sat_s = Sitter(rules), 0.0
    for presence, for_s, step_s in parts:
        before_s = desk.state.t_s
        desk.keep(presence, for_s, step_s=step_s)
        if presence is SITTING:
            sat_s += desk.state.t_s - before_s
    assert desk.state.sat_s == pytest.approx(sat_s)


class BreakMachine(RuleBasedStateMachine):
    """Any actions in any order, with an independent count of the sitting time."""

    @initialize(
        every_s=st.sampled_from([120.0, 600.0, 1800.0]), break_s=st.sampled_from([20.0, 60.0])
    )
    def sit_down(self, every_s: float, break_s: float) -> None:
        rules = Rules(break_every_s=every_s, break_s=break_s, postpone_s=60.0, pre_notice_s=20.0)
        self.desk = Sitter(rules)
        self.sat_s = self.gone_s = 0.0
        self.reminded = 0

    @rule(
        for_s=st.integers(1, 900),
        moving=st.booleans(),
        held=st.sampled_from([None, Suppression.CALL]),
    )
    def sit(self, for_s: int, moving: bool, held: Suppression | None) -> None:
        known = len(self.desk.events)
        self.desk.keep(SITTING, for_s, moving=moving, wait=held)
        new = self.desk.events[known:]
        if held is not None:
            assert not any(isinstance(event, BreakDue) for event in new)
        self.sat_s, self.gone_s = self.sat_s + for_s, 0.0
        self.reset(new)

    @rule(for_s=st.integers(1, 200))
    def go(self, for_s: int) -> None:
        known = len(self.desk.events)
        self.desk.keep(GONE, for_s)
        assert self.desk.events[known:] == []
        self.gone_s += for_s
        if self.gone_s >= self.desk.rules.break_s and self.desk.state.begun_s is None:
            self.sat_s = 0.0

    @rule()
    def take(self) -> None:
        self.desk.take()
        assert self.desk.stage is BreakStage.RUNNING

    @rule(done=st.booleans())
    def end(self, done: bool) -> None:
        known = len(self.desk.events)
        self.desk.end(done_item=done)
        assert self.desk.stage is not BreakStage.RUNNING
        self.reset(self.desk.events[known:])

    @rule(share=st.floats(0.0, 1.0))
    def change_sitter(self, share: float) -> None:
        t_s = self.desk.state.t_s
        self.desk.state = count_from(self.desk.state, share * t_s)
        self.sat_s = min(self.sat_s, t_s - share * t_s)

    @rule()
    def skip(self) -> None:
        self.desk.skip()
        assert self.desk.stage in {BreakStage.NONE, BreakStage.RUNNING}

    @precondition(lambda self: self.desk.stage is not BreakStage.RUNNING)
    @rule()
    def postpone(self) -> None:
        self.sit(1, moving=False, held=None)
        left_s = compute_break_in_s(self.desk.rules, self.desk.state)
        assert left_s is not None
        self.sit(ceil(left_s) + 1, moving=False, held=None)
        self.desk.postpone()
        assert compute_break_in_s(self.desk.rules, self.desk.state) == pytest.approx(60.0)

    def reset(self, events: list[BreakEvent]) -> None:
        """Resets the count at a break that counts and is not the end of an absence."""
        for event in events:
            if isinstance(event, BreakEnded) and event.kind is BreakKind.TAKEN:
                self.sat_s = min(self.sat_s, self.desk.state.t_s - event.t_s)

    @invariant()
    def sitting_is_never_more_than_was_sat(self) -> None:
        if hasattr(self, "desk"):
            assert 0.0 <= self.desk.state.sat_s <= self.sat_s + 1.0

    @invariant()
    def every_break_that_ends_had_begun_or_was_an_absence(self) -> None:
        if not hasattr(self, "desk"):
            return
        running = False
        for event in self.desk.events:
            if isinstance(event, BreakBegun):
                assert not running
                running = True
            elif isinstance(event, BreakEnded):
                if event.kind is BreakKind.CREDITED:
                    assert not running
                running = False
            else:
                assert not running
        assert running == (self.desk.stage is BreakStage.RUNNING)

    @invariant()
    def reminders_are_apart(self) -> None:
        if hasattr(self, "desk"):
            due = [e.sat_s for e in self.desk.events if isinstance(e, BreakDue)]
            assert all(sat_s >= 60.0 for sat_s in due)


TestBreaks = BreakMachine.TestCase
TestBreaks.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
