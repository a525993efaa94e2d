"""The complete sitting monitor, frame by frame: what it reports and what it withholds."""

from itertools import pairwise
from math import inf, nan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.language import Words
from formcheck.core.posture.breaks import (
    BreakBegun,
    BreakDeclined,
    BreakDue,
    BreakEnded,
    BreakForgotten,
    BreakKind,
    BreakOrder,
    BreakStage,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_texts import (
    BLIND_TO,
    BREAK_WAITS,
    CAMERA_MOVED,
    CUES,
    NO_BASELINE,
    NUDGE_LOWER,
)
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason, Unjudgeable
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Suppression, Surroundings
from formcheck.core.posture.sit import (
    CameraMoved,
    Order,
    Paused,
    PauseOrder,
    Resume,
    SitEvent,
    SitState,
    StateChanged,
    Watching,
    advance_sit,
    finish_sit,
    recalibrate,
)
from formcheck.core.posture.sit_view import build_sit_view, choose_next_look_s
from tests.core.posture.desk import LOOKS, OWN, TILT, Desk, make_look

CALL, LOCKED = Surroundings(call=True), Surroundings(locked=True)
BUSY = [CALL, Surroundings(full_screen=True), Surroundings(do_not_disturb=True)]
NO_BREAKS = Rules(break_every_s=inf)


# Nudges


def test_a_slouch_shows_at_once_and_is_told_after_a_minute() -> None:
    desk = Desk().keep("up", 100).keep("bad", 2)
    assert desk.view.state is PostureState.SLOUCHED
    assert desk.view.why == TILT
    assert desk.view.cue == CUES[SlouchReason.HEAD_TILT]
    assert desk.keep("bad", 50).list_times(Nudged) == []
    (nudged_s,) = desk.keep("bad", 60).list_times(Nudged)
    assert nudged_s == pytest.approx(161.0, abs=2)


def test_who_just_seems_lower_is_asked_about_the_chair_while_that_lasts() -> None:
    desk = Desk().keep("up", 100).keep("lower", 50)
    assert NUDGE_LOWER not in desk.view.notes
    desk.keep("lower", 20)
    assert [event.only_lower for event in desk.events if isinstance(event, Nudged)] == [True]
    assert NUDGE_LOWER in desk.view.notes
    assert NUDGE_LOWER not in desk.keep("up", 10).view.notes


def test_a_mild_one_is_told_after_the_same_minute() -> None:
    desk = Desk().keep("up", 100).keep("mild", 55)
    assert desk.list_times(Nudged) == []
    (nudged_s,) = desk.keep("mild", 100).list_times(Nudged)
    assert nudged_s == pytest.approx(161.0, abs=2)


def test_a_slight_one_is_told_after_five_minutes() -> None:
    desk = Desk().keep("up", 100).keep("slight", 290)
    assert desk.view.state is PostureState.SLOUCHED
    assert desk.list_times(Nudged) == []
    assert desk.keep("slight", 20).list_times(Nudged) == [pytest.approx(401.0, abs=2)]


def test_a_slouch_just_past_good_is_shown_and_never_told() -> None:
    desk = Desk().keep("up", 100).keep("faint", 2000)
    assert desk.view.state is PostureState.SLOUCHED
    assert desk.list_times(Nudged) == []


def test_a_slouch_between_mild_and_plain_is_told_after_the_same_minute() -> None:
    desk = Desk().keep("up", 100)
    for _ in range(10):
        desk.keep("mild", 4).keep("bad", 4)
    assert desk.list_times(Nudged) == [pytest.approx(161.0, abs=2)]


def test_who_merely_moves_is_left_alone() -> None:
    desk = Desk()
    for _ in range(60):
        desk.keep("up", 20).keep("bad", 4).keep("up", 15).keep("turned", 15).keep("mild", 8)
    assert desk.list_times(Nudged) == []


@pytest.mark.parametrize("around", BUSY)
def test_none_comes_while_something_is_in_the_way_and_the_view_says_what(
    around: Surroundings,
) -> None:
    desk = Desk().keep("up", 100).keep("bad", 100, around)
    assert desk.list_times(Nudged) == []
    assert desk.view.holding_back is around.busy
    assert desk.keep("bad", 2).list_times(Nudged) == [201.0]


def test_none_in_the_first_minute_after_the_start() -> None:
    desk = Desk(Rules(onset_s=10)).keep("bad", 55)
    assert desk.list_times(Nudged) == []
    assert desk.view.holding_back is Suppression.STARTING
    assert desk.keep("bad", 10).list_times(Nudged) == [pytest.approx(60.0, abs=1)]


@pytest.mark.parametrize("gone_s", [8, 40, 600])
def test_none_in_the_first_minute_after_coming_back(gone_s: int) -> None:
    desk = Desk(Rules(onset_s=10)).keep("up", 200).keep("nobody", gone_s)
    back_s = desk.t_s
    (nudged_s,) = desk.keep("bad", 80).list_times(Nudged)
    assert nudged_s - back_s == pytest.approx(60.0, abs=2)


@pytest.mark.parametrize("around", [LOCKED, QUIET_ROOM])
def test_none_in_the_first_minute_after_a_short_lock_or_pause(around: Surroundings) -> None:
    orders = () if around is LOCKED else (PauseOrder(0.05),)
    desk = Desk(Rules(onset_s=10)).keep("up", 200).keep("up", 3, around, *orders)
    (nudged_s,) = desk.keep("bad", 80).list_times(Nudged)
    assert nudged_s == pytest.approx(263.0, abs=2)


def test_who_ducks_out_of_the_picture_for_a_moment_does_not_come_back() -> None:
    desk = Desk().keep("up", 100).keep("bad", 40).keep("nobody", 3).keep("bad", 30)
    assert desk.list_times(Nudged) == [pytest.approx(163.0, abs=4)]


def test_a_slouch_from_before_a_long_blindness_is_not_told_at_once() -> None:
    desk = Desk(NO_BREAKS).keep("up", 100).keep("bad", 50).keep("no picture", 600).keep("bad", 30)
    assert desk.list_times(Nudged) == []
    assert len(desk.keep("bad", 60).list_times(Nudged)) == 1


def test_nothing_is_told_of_the_locked_screen() -> None:
    desk = Desk().keep("up", 100).keep("bad", 50).keep("bad", 600, LOCKED)
    assert desk.view.state is PostureState.AWAY
    assert desk.view.watching is Watching.OUT
    assert desk.view.holding_back is Suppression.LOCKED
    assert desk.list_times(Nudged) == []


def test_none_while_a_break_is_due_or_taken() -> None:
    desk = Desk(Rules(break_every_s=120)).keep("up", 100).keep("bad", 200)
    assert desk.list_times(BreakDue) == [120.0]
    assert desk.list_times(Nudged) == []
    assert desk.view.holding_back is Suppression.BREAK


@pytest.mark.parametrize("order", [(), (BreakOrder.DONE,)])
def test_a_break_is_not_followed_by_a_nudge(order: tuple[Order, ...]) -> None:
    """Whatever the posture in the break, the first minute after it brings no nudge either."""
    desk = Desk().keep("up", 600).keep("bad", 58, QUIET_ROOM, BreakOrder.TAKE)
    desk.keep("bad", 40, QUIET_ROOM, *order)
    assert len(desk.list_times(BreakEnded)) == 1
    assert desk.list_times(Nudged) == []
    assert len(desk.keep("bad", 40).list_times(Nudged)) == 1


def test_nudges_may_be_switched_off() -> None:
    rules = Rules(onset_s=inf, break_every_s=inf)
    desk = Desk(rules).keep("bad", 3000)
    assert desk.list_times(Nudged) == []
    assert desk.view.state is PostureState.SLOUCHED


# Pauses


def test_paused_nothing_is_judged_and_the_time_leaves_no_span() -> None:
    desk = Desk().keep("up", 100).keep("bad", 300, QUIET_ROOM, PauseOrder(5))
    assert desk.list_times(Paused) == [101.0]
    assert desk.view.watching is Watching.PAUSED
    assert desk.view.paused_until_s == 401.0
    assert desk.view.open is None
    assert desk.view.holding_back is Suppression.PAUSED
    assert desk.view.state is PostureState.UNSURE
    desk.keep("up", 100)
    assert desk.list_times(Nudged) == []
    assert desk.list_spans() == [(PostureState.UPRIGHT, 0, 101), (PostureState.UPRIGHT, 401, 500)]


def test_it_goes_on_by_order_before_the_pause_is_over() -> None:
    desk = (
        Desk()
        .keep("up", 100)
        .keep("up", 50, QUIET_ROOM, PauseOrder(60))
        .keep("up", 50, QUIET_ROOM, Resume())
    )
    assert desk.list_spans() == [(PostureState.UPRIGHT, 0, 101), (PostureState.UPRIGHT, 151, 200)]
    assert desk.view.paused_until_s is None
    assert desk.view.watching is Watching.WATCHED


def test_a_pause_may_be_made_longer_or_have_no_end() -> None:
    desk = (
        Desk()
        .keep("up", 10)
        .keep("up", 10, QUIET_ROOM, PauseOrder(1))
        .keep("up", 10, QUIET_ROOM, PauseOrder(9))
    )
    assert desk.view.paused_until_s == 21.0 + 540.0
    assert desk.keep("up", 10, QUIET_ROOM, PauseOrder(inf)).view.paused_until_s == inf


@pytest.mark.parametrize("minutes", [0.0, -5.0, nan])
def test_a_pause_of_no_time_is_none(minutes: float) -> None:
    desk = Desk().keep("up", 10).keep("up", 10, QUIET_ROOM, PauseOrder(minutes))
    assert desk.list_times(Paused) == []
    assert desk.view.watching is Watching.WATCHED


def test_an_order_between_two_looks_is_obeyed_at_once() -> None:
    desk = Desk().keep("up", 10).order(PauseOrder(5))
    assert desk.view.watching is Watching.PAUSED
    desk.order(Resume()).keep("up", 1)
    assert desk.view.watching is Watching.WATCHED


def test_a_slouch_does_not_go_on_through_a_pause() -> None:
    desk = Desk().keep("up", 100).keep("bad", 50).keep("bad", 120, QUIET_ROOM, PauseOrder(2))
    assert desk.keep("bad", 50).list_times(Nudged) == []
    assert len(desk.keep("bad", 20).list_times(Nudged)) == 1


def test_sitting_is_not_counted_in_a_pause_and_goes_on_after_it() -> None:
    desk = Desk().keep("up", 600).keep("up", 300, QUIET_ROOM, PauseOrder(5)).keep("up", 101)
    assert desk.view.sat_s == pytest.approx(701.0, abs=2)


def test_a_pause_ends_a_running_break_and_puts_off_a_reminder() -> None:
    desk = Desk().keep("up", 1810)
    assert desk.view.break_stage is BreakStage.DUE
    desk.keep("up", 60, QUIET_ROOM, PauseOrder(1))
    assert desk.view.break_stage is BreakStage.HELD
    desk.keep("up", 5)
    assert desk.view.break_stage is BreakStage.DUE
    desk.keep("up", 5, QUIET_ROOM, BreakOrder.TAKE)
    assert desk.view.break_stage is BreakStage.RUNNING
    assert desk.keep("up", 5, QUIET_ROOM, PauseOrder(1)).view.break_stage is not BreakStage.RUNNING


@pytest.mark.parametrize("coached", [False, True])
@pytest.mark.parametrize("pause_first", [False, True])
def test_a_break_whose_stretches_were_done_counts_though_a_pause_comes_in_the_same_look(
    coached: bool, pause_first: bool
) -> None:
    desk = (
        Desk()
        .keep("up", 1810)
        .keep("up", 20, *(COACHED if coached else (QUIET_ROOM, BreakOrder.TAKE)))
    )
    orders = (PauseOrder(30), BreakOrder.DONE) if pause_first else (BreakOrder.DONE, PauseOrder(30))
    desk.keep("up", 5, QUIET_ROOM, *orders)
    assert [e.kind for e in desk.events if isinstance(e, BreakEnded)] == [BreakKind.TAKEN]
    assert desk.view.sat_s == 0.0


def test_a_break_taken_as_a_pause_begins_does_not_outlast_it() -> None:
    desk = Desk().keep("up", 1810).keep("up", 1, QUIET_ROOM, BreakOrder.TAKE, PauseOrder(30))
    assert [e.kind for e in desk.events if isinstance(e, BreakEnded)] == [BreakKind.POSTPONED]


# Breaks


def test_sitting_half_an_hour_anyhow_brings_a_reminder() -> None:
    desk = Desk().keep("up", 600).keep("mild", 150).keep("turned", 450).keep("up", 590)
    assert desk.view.break_stage is BreakStage.SOON
    assert desk.keep("up", 20).list_times(BreakDue) == [1800.0]


def test_who_turns_away_sits_until_the_head_is_out_of_the_picture() -> None:
    desk = Desk().keep("up", 100).keep("turned", 300).keep("no head", 100)
    assert desk.view.state is PostureState.UNSURE
    assert desk.view.sat_s == pytest.approx(400.0, abs=3)


def test_whoever_gets_up_for_a_minute_has_had_a_break() -> None:
    desk = Desk().keep("up", 1200).keep("nobody", 70).keep("up", 10)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert ended.kind is BreakKind.CREDITED
    assert ended.lasted_s == pytest.approx(70.0, abs=2)
    assert desk.view.sat_s == pytest.approx(10.0, abs=2)


def test_the_reminder_waits_for_the_end_of_a_call() -> None:
    desk = Desk().keep("up", 1700).keep("up", 500, CALL)
    assert desk.view.break_stage is BreakStage.HELD
    assert desk.view.holding_back is Suppression.CALL
    assert BREAK_WAITS in desk.view.notes
    assert desk.list_times(BreakDue) == []
    assert desk.keep("up", 1).list_times(BreakDue) == [2201.0]


def test_a_break_that_waits_for_something_else_is_not_said_to_wait_for_the_end_of_a_call() -> None:
    """After a nudge it waits a minute; of whoever is away, or paused, for their return."""
    nudged = Desk(Rules(break_every_s=170)).keep("up", 100).keep("bad", 80)
    assert nudged.list_times(Nudged)
    away = Desk().keep("up", 1700).keep("up", 150, CALL).keep("nobody", 20, CALL)
    paused = Desk().keep("up", 1700).keep("up", 150, CALL).keep("up", 5, CALL, PauseOrder(5.0))
    for desk in (nudged, away, paused):
        assert desk.view.break_stage is BreakStage.HELD
        assert BREAK_WAITS not in desk.view.notes


def test_a_call_that_takes_the_camera_hides_the_sitting() -> None:
    desk = Desk().keep("up", 1700).keep("no picture", 900, CALL)
    assert desk.view.unclear is Unjudgeable.PICTURE
    assert desk.view.holding_back is Suppression.CALL
    assert desk.view.sat_s == pytest.approx(1700.0, abs=3)
    desk.keep("up", 110)
    assert desk.list_times(BreakDue) == [pytest.approx(2700.0, abs=4)]


def test_a_camera_that_fails_is_named() -> None:
    desk = Desk().keep("up", 100).keep("no picture", 10)
    assert desk.view.state is PostureState.UNSURE
    assert desk.view.unclear is Unjudgeable.PICTURE
    assert desk.view.holding_back is Suppression.NO_PICTURE


def test_time_without_a_picture_is_marked_and_goes_into_no_history() -> None:
    desk = Desk().keep("up", 100).keep("no picture", 60)
    assert desk.view.open == Segment(
        desk.view.since_s, 160.0, PostureState.UNSURE, (), no_picture=True
    )
    desk.keep("turned", 3)
    assert desk.view.open == Segment(160.5, 163.0, PostureState.UNSURE)
    assert desk.view.since_s == 100.5, "it has been unsure all the time"
    desk.keep("turned", 57)
    assert desk.list_spans()[1:] == [
        (PostureState.UNSURE, 100, 160),
        (PostureState.UNSURE, 160, 220),
    ]
    assert [segment.no_picture for segment in desk.list_segments()] == [False, True, False]


def test_orders_about_breaks() -> None:
    desk = Desk().keep("up", 1800)
    desk.keep("up", 10, QUIET_ROOM, BreakOrder.POSTPONE).keep("up", 300)
    assert desk.list_times(BreakDue) == [1800.0, pytest.approx(2101.0, abs=1)]
    desk.keep("up", 10, QUIET_ROOM, BreakOrder.SKIP)
    assert [event for event in desk.events if isinstance(event, BreakDeclined)] == [
        BreakDeclined(1801.0, BreakKind.POSTPONED),
        BreakDeclined(2111.0, BreakKind.SKIPPED),
    ]
    desk.keep("up", 10, QUIET_ROOM, BreakOrder.TAKE)
    assert desk.list_times(BreakBegun) == [2121.0]
    assert desk.view.break_left_s == 51.0
    desk.keep("up", 1, QUIET_ROOM, BreakOrder.DONE)
    assert desk.view.break_left_s is None
    assert desk.view.sat_s == 0.0


def test_the_locked_screen_is_a_break() -> None:
    desk = Desk().keep("up", 1200).keep("nobody", 300, LOCKED).keep("up", 20)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert ended.lasted_s == pytest.approx(300.0, abs=2)
    assert desk.list_spans() == [
        (PostureState.UPRIGHT, 0, 1201),
        (PostureState.AWAY, 1201, 1501),
        (PostureState.UPRIGHT, 1501, 1520),
    ]


def test_quitting_in_a_break_ends_it() -> None:
    desk = Desk().keep("up", 1200).keep("up", 5, QUIET_ROOM, BreakOrder.TAKE).keep("nobody", 40)
    ended = [e for e in finish_sit(desk.rules, desk.progress) if isinstance(e, BreakEnded)]
    assert [e.kind for e in ended] == [BreakKind.TAKEN]


# Gaps


def test_a_machine_that_sleeps_had_nobody_before_it() -> None:
    desk = Desk().keep("bad", 1200).jump(3600).keep("up", 10)
    assert desk.list_spans()[1:] == [
        (PostureState.AWAY, 1200, 4801),
        (PostureState.UPRIGHT, 4801, 4810),
    ]
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.CREDITED, pytest.approx(3601.0, abs=1))
    assert desk.view.sat_s == pytest.approx(10.0, abs=2)


def test_who_took_a_break_and_slept_at_home_took_none() -> None:
    desk = Desk().keep("up", 1810).keep("nobody", 20, QUIET_ROOM, BreakOrder.TAKE).jump(14 * 3600)
    desk.keep("up", 10)
    assert [len(desk.list_times(kind)) for kind in (BreakBegun, BreakEnded, BreakForgotten)] == [
        1,
        0,
        1,
    ]
    assert desk.view.break_stage is BreakStage.NONE


@pytest.mark.parametrize("order", [(), (PauseOrder(5),)])
def test_asleep_from_lock_or_pause_to_lock_or_pause_is_one_absence(
    order: tuple[Order, ...],
) -> None:
    desk = Desk().keep("up", 1200).keep("nobody", 10, LOCKED, *order).jump(3600)
    desk.keep("nobody", 10, LOCKED).keep("up", 10)
    absences = [span for span in desk.list_spans() if span[0] is PostureState.AWAY]
    assert absences == [(PostureState.AWAY, 1201, 4821)]


@pytest.mark.parametrize("order", [(), (PauseOrder(120),)])
def test_a_machine_that_did_not_sleep_says_nothing_about_a_time_without_frames(
    order: tuple[Order, ...],
) -> None:
    """The program was suspended, or the page stood still."""
    desk = Desk().keep("up", 1200).keep("no picture", 10, QUIET_ROOM, *order)
    desk.jump(1200, slept_s=0.0).keep("up", 10)
    assert all(span[0] is not PostureState.AWAY for span in desk.list_spans())
    assert sum(s.end_s - s.start_s for s in desk.list_segments()) <= 1220.0
    assert desk.list_times(BreakEnded) == []
    assert desk.view.sat_s == pytest.approx(1210.0, abs=12)


def test_a_machine_that_fell_asleep_while_a_frame_was_analysed_slept_after_it() -> None:
    desk = Desk().keep("up", 1199).jump(0.0, slept_s=3600.0).keep("up", 1)
    desk.jump(3600, slept_s=0.0).keep("up", 10)
    assert (PostureState.AWAY, 1200, 4801) in desk.list_spans()
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert ended.kind is BreakKind.CREDITED
    assert desk.view.sat_s == pytest.approx(10.0, abs=2)


COACHED = (QUIET_ROOM, BreakOrder.COACH)


@pytest.mark.parametrize(
    ("slept_s", "kind"), [(600.0, BreakKind.TAKEN), (10.0, BreakKind.POSTPONED)]
)
def test_a_coached_break_in_which_the_machine_slept_for_long_counts(
    slept_s: float, kind: BreakKind
) -> None:
    desk = Desk().keep("up", 1810).keep("no picture", 20, *COACHED).jump(640, slept_s)
    desk.keep("no picture", 5, QUIET_ROOM, BreakOrder.END).keep("up", 10)
    assert [e.kind for e in desk.events if isinstance(e, BreakEnded)] == [kind]


@pytest.mark.parametrize("order", [BreakOrder.END, BreakOrder.DONE])
@pytest.mark.parametrize(("slept_s", "lasted_s"), [(9 * 3600.0, 140.0), (None, 19.0)])
def test_a_coached_break_does_not_last_the_night_in_which_the_machine_slept(
    order: BreakOrder, slept_s: float | None, lasted_s: float
) -> None:
    """Where nothing tells sleep from waking, all of so long a time was sleep."""
    desk = Desk().keep("up", 1810).keep("no picture", 20, *COACHED).jump(9 * 3600 + 120, slept_s)
    desk.keep("up", 10, QUIET_ROOM, order)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.TAKEN, lasted_s)
    assert desk.view.sat_s == pytest.approx(10.0, abs=1)


def test_a_coached_break_in_which_nothing_was_done_does_not_count() -> None:
    desk = Desk().keep("up", 1810).keep("no picture", 1, *COACHED).jump(240)
    desk.keep("up", 10, QUIET_ROOM, BreakOrder.END)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.POSTPONED, 241.0)
    assert desk.view.sat_s == pytest.approx(1820.0, abs=3), "the sitting goes on"
    assert desk.view.break_in_s == pytest.approx(290.0, abs=3)


@pytest.mark.parametrize("gap_s", [40, 240])
def test_a_coached_break_counts_by_its_stretch_and_its_time_leaves_no_span(gap_s: int) -> None:
    desk = Desk().keep("up", 1810).keep("no picture", 30, *COACHED).jump(gap_s)
    desk.keep("up", 10, QUIET_ROOM, BreakOrder.DONE)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.TAKEN, gap_s + 30.0)
    assert desk.view.sat_s == 9.0
    assert [span for span in desk.list_spans() if span[0] is not PostureState.UNSURE] == [
        (PostureState.UPRIGHT, 0, 1810),
        (PostureState.UPRIGHT, 1841 + gap_s, 1850 + gap_s),
    ]
    assert sum(s.end_s - s.start_s for s in desk.list_segments()) == pytest.approx(1850.0, abs=1.0)


def test_who_was_up_before_the_coach_came_has_had_a_break() -> None:
    desk = Desk().keep("up", 1810).keep("nobody", 40, QUIET_ROOM, BreakOrder.TAKE)
    desk.keep("no picture", 1, *COACHED).jump(30).keep("up", 10, QUIET_ROOM, BreakOrder.END)
    assert [e.kind for e in desk.events if isinstance(e, BreakEnded)] == [BreakKind.TAKEN]


@pytest.mark.parametrize("first", ["nobody", "no picture"])
def test_who_walks_off_from_the_coach_has_one_break_until_they_come_back(first: str) -> None:
    desk = Desk().keep("up", 1810).keep("up", 1, *COACHED).jump(25)
    desk.keep(first, 1, QUIET_ROOM, BreakOrder.END).keep("nobody", 600)
    assert desk.view.break_stage is BreakStage.RUNNING
    assert desk.list_times(BreakEnded) == []
    desk.keep("up", 20)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.TAKEN, pytest.approx(628.0, abs=2))
    assert desk.view.sat_s == pytest.approx(20.0, abs=2)


@pytest.mark.parametrize("first", ["up", "no picture", "nobody"])
def test_who_leaves_the_coach_and_sits_on_has_no_break(first: str) -> None:
    desk = Desk().keep("up", 1810).keep("up", 1, *COACHED).jump(25)
    desk.keep(first, 2, QUIET_ROOM, BreakOrder.END).keep("up", 3)
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s) == (BreakKind.POSTPONED, pytest.approx(27.0, abs=2))
    assert desk.view.break_stage is BreakStage.NONE


def test_who_says_twice_that_the_break_is_over_need_not_be_seen() -> None:
    desk = Desk().keep("up", 1810).keep("up", 1, *COACHED).jump(25)
    desk.keep("no picture", 1, QUIET_ROOM, BreakOrder.END)
    assert desk.list_times(BreakEnded) == []
    desk.keep("no picture", 1, QUIET_ROOM, BreakOrder.END)
    assert len(desk.list_times(BreakEnded)) == 1


@pytest.mark.parametrize("sleeps", [False, True])
def test_where_nothing_tells_who_is_there_after_the_coach_the_break_ends(sleeps: bool) -> None:
    """A call takes the camera, or the machine sleeps, before the person is seen again."""
    desk = Desk().keep("up", 1810).keep("up", 1, *COACHED).jump(25)
    desk.keep("no picture", 1, QUIET_ROOM, BreakOrder.END)
    if sleeps:
        desk.jump(3600)
    desk.keep("no picture", 60)
    assert desk.view.break_stage is not BreakStage.RUNNING
    (ended,) = (e for e in desk.events if isinstance(e, BreakEnded))
    assert (ended.kind, ended.lasted_s < 60.0) == (BreakKind.POSTPONED, True)


def test_a_machine_that_sleeps_after_the_coach_had_nobody_before_it() -> None:
    desk = Desk().keep("up", 1810).keep("up", 1, *COACHED).keep("up", 5).jump(3600).keep("up", 10)
    assert (PostureState.AWAY, 1816, 5417) in desk.list_spans()


def test_a_slouch_does_not_go_on_through_sleep() -> None:
    desk = Desk(NO_BREAKS).keep("up", 100).keep("bad", 50).jump(300).keep("bad", 50)
    assert desk.list_times(Nudged) == []


def test_a_hiccup_of_half_a_minute_is_neither_sitting_nor_absence() -> None:
    desk = Desk().keep("up", 600).jump(30).keep("up", 61)
    assert desk.view.sat_s == pytest.approx(660.0, abs=12)
    assert desk.list_times(BreakEnded) == []
    assert all(span[0] is not PostureState.AWAY for span in desk.list_spans())


def test_a_slouch_is_not_counted_through_a_hiccup() -> None:
    desk = Desk().keep("up", 100).keep("bad", 40).jump(50).keep("bad", 30)
    assert desk.list_times(Nudged) == []


@pytest.mark.parametrize("back_s", [0.0, 5.0, 90.0])
def test_a_time_that_does_not_rise_changes_nothing(back_s: float) -> None:
    desk = Desk().keep("up", 100)
    before, desk.t_s = desk.view, 100 - back_s
    desk.show("bad")
    assert desk.view == before


# The view


def test_without_a_baseline_the_view_says_so_and_what_it_is_blind_to() -> None:
    first, blind = Desk(baseline=None).keep("up", 5).view.notes
    assert first == NO_BASELINE
    rest = "close to the screen, shoulders drawn up."
    assert blind == f"From here these can't be judged: slumped, {rest}"
    german = Words("de", {BLIND_TO: "Unklar: {what}.", "slumped": "krumm"})
    assert german.say(blind) == f"Unklar: krumm, {rest}"
    assert Desk().keep("up", 5).view.notes == ()


def test_a_moved_camera_is_told_once_and_noted_until_it_is_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk().keep("up", 10)
    with monkeypatch.context() as patched:
        patched.setattr("formcheck.core.posture.segments.MOVED_S", 0.0)
        patched.setattr("formcheck.core.posture.segments.is_shifted", lambda *_: True)
        desk.keep("up", 30)
    assert desk.list_times(CameraMoved) == [11.0]
    assert desk.view.notes == (CAMERA_MOVED,)
    desk.progress = recalibrate(desk.progress, OWN)
    assert desk.view.notes == ()


def test_a_new_baseline_closes_what_the_old_one_said() -> None:
    desk = Desk(baseline=None).keep("bad", 100)
    desk.progress = recalibrate(desk.progress, OWN)
    assert desk.view.open is None
    desk.keep("up", 50)
    assert desk.list_spans() == [
        (PostureState.UPRIGHT, 0, 0) if False else span for span in desk.list_spans()
    ]
    assert desk.list_spans()[-1] == (PostureState.UPRIGHT, 101, 150)
    assert desk.progress.baseline is OWN


def test_the_open_span_goes_on_with_the_view() -> None:
    desk = Desk().keep("up", 100).keep("bad", 30)
    span = desk.view.open
    assert span is not None
    assert (span.state, span.why, span.end_s) == (PostureState.SLOUCHED, TILT, 130.0)
    assert span.start_s == pytest.approx(100.5, abs=1)


def test_a_change_is_told_when_it_shows_and_not_again() -> None:
    desk = Desk().keep("up", 100).keep("bad", 100).keep("up", 100)
    changes = [(e.state, e.t_s) for e in desk.events if isinstance(e, StateChanged)]
    assert [state for state, _ in changes[-3:]] == [
        PostureState.UPRIGHT,
        PostureState.SLOUCHED,
        PostureState.UPRIGHT,
    ]
    assert changes[-2][1] == pytest.approx(102, abs=1)
    assert changes[-1][1] == pytest.approx(202, abs=1)


# Whatever happens


Script = list[tuple[str, float, Surroundings, tuple[Order, ...]]]
ORDERS = [
    PauseOrder(2),
    PauseOrder(0.5),
    Resume(),
    BreakOrder.TAKE,
    BreakOrder.POSTPONE,
    BreakOrder.SKIP,
    BreakOrder.END,
    BreakOrder.DONE,
]
AROUNDS = [QUIET_ROOM, QUIET_ROOM, QUIET_ROOM, LOCKED, *BUSY]
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(LOOKS)),
        st.one_of(st.floats(0.25, 3.0), st.floats(0.25, 200.0)),
        st.sampled_from(AROUNDS),
        st.lists(st.sampled_from(ORDERS), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=25,
)
SHORT = Rules(onset_s=20, nudge_gap_s=60, settle_in_s=20, break_every_s=120, postpone_s=40)


def play_script(script: Script, rules: Rules, jumps: bool, step_s: float = 1.0) -> list[SitEvent]:
    """Plays a script and returns all events; with ``jumps`` each part is a single frame."""
    progress, told, t_s = SitState(OWN), [], 0.0
    for kind, for_s, around, orders in script:
        steps = 1 if jumps else max(1, round(for_s / step_s))
        for i in range(steps):
            t_s += for_s / steps
            now = () if i else orders
            progress, events = advance_sit(rules, progress, make_look(kind, t_s), around, now)
            told += events
            view = build_sit_view(rules, progress)
            for event in events:
                if isinstance(event, Nudged):
                    assert around.busy is None
                    assert view.watching is Watching.WATCHED
                    assert view.state is PostureState.SLOUCHED
                    assert event.why == view.why
                    assert t_s >= rules.settle_in_s
                if isinstance(event, BreakDue):
                    assert around.busy is None
                    assert view.watching is Watching.WATCHED
            assert 0.0 <= view.sat_s <= t_s
            assert (view.open is None) <= (view.watching is not Watching.OUT)
    return told


@settings(max_examples=80, deadline=None)
@given(SCRIPTS, st.booleans())
def test_nothing_is_told_while_forbidden_nudges_keep_their_gap_and_spans_their_order(
    script: Script, jumps: bool
) -> None:
    told = play_script(script, SHORT, jumps)
    nudges = [event.t_s for event in told if isinstance(event, Nudged)]
    assert all(b - a >= SHORT.nudge_gap_s for a, b in pairwise(nudges))
    spans = [event for event in told if isinstance(event, Segment)]
    assert all(span.start_s < span.end_s for span in spans)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(spans))


@settings(max_examples=40, deadline=None)
@given(SCRIPTS, st.booleans())
def test_the_same_looks_tell_the_same(script: Script, jumps: bool) -> None:
    assert play_script(script, SHORT, jumps) == play_script(script, SHORT, jumps)


@settings(max_examples=15, deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["up", "bad", "nobody", "turned"]), st.integers(20, 200)),
        min_size=1,
        max_size=6,
    ),
    step_s=st.floats(0.25, 3.0),
)
def test_at_any_cadence_the_results_agree_within_a_look(
    parts: list[tuple[str, int]], step_s: float
) -> None:
    seconds, other = Desk(NO_BREAKS), Desk(NO_BREAKS)
    for kind, for_s in parts:
        seconds.keep(kind, for_s)
        while other.t_s + step_s <= seconds.t_s + 1e-9:
            other.t_s += step_s
            other.show(kind)
    a, b = seconds.list_times(Nudged), other.list_times(Nudged)
    assert len(a) == len(b)
    assert all(abs(x - y) <= 2 * step_s + 2 for x, y in zip(a, b, strict=True))
    for state in PostureState:
        at_a = sum(s.end_s - s.start_s for s in seconds.list_segments() if s.state is state)
        at_b = sum(s.end_s - s.start_s for s in other.list_segments() if s.state is state)
        assert at_a == pytest.approx(at_b, abs=(step_s + 1) * (len(parts) + 1))
    allowed_s = (step_s + 1) * (len(parts) + 1)
    assert seconds.view.sat_s == pytest.approx(other.view.sat_s, abs=allowed_s)


def test_its_own_cadence_misses_nothing_and_looks_about_once_a_second() -> None:
    day = make_working_day(hours=2)
    seconds, own, looks = Desk(), Desk(), 0
    for kind, around in day[1:]:
        seconds.keep(kind, 1, around)
    while True:
        progress = own.progress
        own.t_s += choose_next_look_s(own.rules, progress.posture)
        if own.t_s >= len(day):
            break
        own.show(*day[int(own.t_s)])
        looks += 1
    assert 0.8 < looks / len(day) < 1.3
    a, b = seconds.list_times(Nudged), own.list_times(Nudged)
    assert len(a) == len(b) >= 2
    assert all(abs(x - y) < 5 for x, y in zip(a, b, strict=True))
    assert seconds.list_times(BreakDue) == [
        pytest.approx(t, abs=30) for t in own.list_times(BreakDue)
    ]


def make_working_day(seed: int = 3, hours: int = 8) -> list[tuple[str, Surroundings]]:
    """Returns a day of one frame a second: mostly upright, with slouches, calls and absences."""
    random, looks = Random(seed), []
    while len(looks) < hours * 3600:
        kind = random.choices(["up", "bad", "mild", "turned", "nobody"], [60, 15, 10, 8, 7], k=1)[0]
        around = random.choices([QUIET_ROOM, CALL, LOCKED], [90, 8, 2], k=1)[0]
        looks += [(kind, around)] * random.randint(3, 400)
    return looks[: hours * 3600]


def test_half_a_day_of_looks_takes_no_more_memory_at_its_end() -> None:
    rules, progress, sizes, told = Rules(), SitState(OWN), [], []
    for t, (kind, around) in enumerate(make_working_day(hours=4)):
        progress, events = advance_sit(rules, progress, make_look(kind, float(t)), around)
        told += events
        if t % 600 == 599:
            sizes.append(len(repr(progress)))
    assert max(sizes[12:]) < 1.2 * max(sizes[:12])
    nudges = [event.t_s for event in told if isinstance(event, Nudged)]
    assert nudges
    assert all(b - a >= 300 for a, b in pairwise(nudges))
