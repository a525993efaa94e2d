"""The hold clock: it counts only good form, bridges short lapses and never resets silently."""

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formcheck.core.body import Side
from formcheck.core.coach import timing
from formcheck.core.coach.events import (
    Event,
    Hold,
    HoldPaused,
    HoldStarted,
    HoldStop,
    Pause,
    StopCause,
)
from formcheck.core.coach.holding import advance_hold, end_hold
from formcheck.core.coach.progress import HoldStatus, Progress
from formcheck.core.kinematics import NOBODY, Reading, measure_pose
from formcheck.core.kinematics.motion import SET_OFF_WINDOWS_S
from formcheck.core.stretch import Plan, parse_spec, plan_for
from tests.bodies import Moment
from tests.core.coach.stories import DOWN, OUT, Key, film_arm, play_moments, sum_held_s
from tests.core.stretch.tiny import TINY

LOW = HoldStop(StopCause.FAULT, "elbow-low")
MOVING = HoldStop(StopCause.MOTION)
UNREAD = Reading(math.nan, math.nan, False, NOBODY)

Story = list[tuple[float, bool]]
"""Segments of (seconds, good form)."""


def play_story(
    plan: Plan,
    story: Story,
    fps: float,
    stop: HoldStop = LOW,
    start_misfits: Iterable[float] = repeat(math.inf),
) -> tuple[Progress, list[Event]]:
    now, t = Progress(view_ok=True), 0.0
    end = 0.0
    for (seconds, good), start_misfit in zip(story, start_misfits, strict=False):
        now = replace(now, start_misfit=start_misfit)
        end += seconds
        while t < end - 1e-9:
            now = replace(now.with_time(t), stop=None if good else stop)
            now, t = advance_hold(plan, now), t + 1 / fps
    return now, list(now.events)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_good_hold_is_counted_from_its_first_good_moment(tiny_plan: Plan, fps: float) -> None:
    now, events = play_story(tiny_plan, [(1.0, False), (5.0, True), (3.0, False)], fps)
    assert sum_held_s(now, now.events) == pytest.approx(5.0, abs=1.5 / fps)
    assert [type(e) for e in events] == [HoldStarted, HoldPaused]


def test_passing_through_is_not_a_hold(tiny_plan: Plan) -> None:
    now, events = play_story(tiny_plan, [(timing.CONFIRM_HOLD_S * 0.8, True), (2.0, False)], 30)
    assert sum_held_s(now, now.events) == 0.0
    assert events == []


def test_a_blink_is_credited_and_a_slip_is_not(tiny_plan: Plan) -> None:
    blink, _ = play_story(tiny_plan, [(2.0, True), (0.2, False), (2.0, True)], 30)
    slip, events = play_story(tiny_plan, [(2.0, True), (0.6, False), (2.0, True)], 30)
    assert sum_held_s(blink, blink.events) == pytest.approx(4.2, abs=0.05)
    assert sum_held_s(slip, slip.events) == pytest.approx(4.0, abs=0.1)
    assert not any(isinstance(e, HoldPaused) for e in events)


def test_a_long_lapse_pauses_and_keeps_what_was_held(tiny_plan: Plan) -> None:
    now, events = play_story(tiny_plan, [(2.0, True), (4.0, False), (2.0, True)], 30)
    assert sum_held_s(now, now.events) == pytest.approx(4.0, abs=0.1)
    resumed = next(e for e in events if isinstance(e, Pause))
    assert resumed.start_s == pytest.approx(2.0, abs=0.05)
    assert resumed.end_s == pytest.approx(6.0, abs=0.05)


def test_an_unseen_joint_is_given_more_patience_than_bad_form(tiny_plan: Plan) -> None:
    _, events = play_story(
        tiny_plan, [(2.0, True), (1.2, False), (1.0, True)], 30, stop=HoldStop(StopCause.UNSEEN)
    )
    assert not any(isinstance(e, HoldPaused) for e in events)


def test_a_pause_without_end_ends_the_hold_and_says_so(tiny_plan: Plan) -> None:
    now, events = play_story(tiny_plan, [(3.0, True), (timing.GIVE_UP_S + 2, False)], 15)
    ended = next(e for e in events if isinstance(e, Hold))
    assert ended.held_s == pytest.approx(3.0, abs=0.1)
    assert ended.end_s == pytest.approx(3.0, abs=0.1)
    assert sum_held_s(now, now.events) == ended.held_s


def test_a_gap_in_time_credits_nothing(tiny_plan: Plan) -> None:
    now, _ = play_story(tiny_plan, [(2.0, True)], 30)
    before = sum_held_s(now, now.events)
    now = advance_hold(tiny_plan, now.with_time(9.0))
    assert sum_held_s(now, now.events) == before


@pytest.mark.parametrize(("fps", "missing", "is_gap"), [
    (30, 13, False), (30, 15, True), (3, 1, False), (3, 2, True), (2, 1, False), (2, 2, True),
    (1.5, 0, True),
])  # fmt: skip
def test_one_missing_frame_is_no_gap_while_frames_come_often_enough(
    fps: float, missing: int, is_gap: bool
) -> None:
    film = film_arm([(0.0, DOWN), (1.2, DOWN)], fps=fps)
    poses = tuple(measure_pose(one.pose) for one in film if one.pose is not None)
    now = Progress(t_s=film[-1].t_s, recent=poses)
    assert now.with_time(now.t_s + (missing + 1) / fps).is_gap is is_gap


def play_gap(plan: Plan, gap_s: float) -> Progress:
    """Plays two seconds of good form, a gap of ``gap_s`` without frames, and two more seconds."""
    now, _ = play_story(plan, [(2.0, True)], 30)
    for frame in range(60):
        now = replace(now.with_time(2.0 + gap_s + frame / 30), stop=None)
        now = advance_hold(plan, now)
    return now


def test_a_gap_longer_than_a_slip_is_a_pause(tiny_plan: Plan) -> None:
    now = play_gap(tiny_plan, 20.0)
    assert [type(event) for event in now.events] == [HoldStarted, HoldPaused, Pause]
    (pause,) = [event for event in now.events if isinstance(event, Pause)]
    assert (pause.start_s, pause.end_s) == pytest.approx((2.0, 22.0), abs=0.1)
    assert now.hold.held_s == pytest.approx(4.0, abs=0.15)


def test_a_gap_longer_than_any_pause_ends_the_hold_where_it_was_last_seen(tiny_plan: Plan) -> None:
    now = play_gap(tiny_plan, 300.0)
    (hold,) = [event for event in now.events if isinstance(event, Hold)]
    assert (hold.end_s, hold.held_s) == pytest.approx((2.0, 2.0), abs=0.1)
    assert now.hold.start_s == pytest.approx(302.0, abs=0.1)
    assert now.hold.held_s == pytest.approx(2.0, abs=0.1)


def test_a_gap_in_a_restless_moment_credits_nothing(tiny_plan: Plan) -> None:
    now, _ = play_story(tiny_plan, [(10.0, True)], 30)
    now = replace(now, stop=HoldStop(StopCause.MOTION))
    now = advance_hold(tiny_plan, now.with_time(10.0))
    before = sum_held_s(now, now.events)
    now = advance_hold(tiny_plan, now.with_time(70.0))
    assert sum_held_s(now, now.events) == pytest.approx(before, abs=0.1)


stories = st.lists(st.tuples(st.floats(0.05, 4.0), st.booleans()), min_size=1, max_size=8)


@given(stories, st.sampled_from([10.0, 15.0, 24.0, 30.0, 60.0]))
def test_never_more_is_credited_than_good_time_and_blinks(
    tiny_plan: Plan, story: Story, fps: float
) -> None:
    now, _ = play_story(tiny_plan, story, fps)
    good = sum(s for s, ok in story if ok)
    blinks = sum(s for s, ok in story if not ok and s <= timing.CREDITED_LAPSE_S + 2 / fps)
    assert sum_held_s(now, now.events) <= good + blinks + (len(story) + 1) / fps


@given(st.lists(st.tuples(st.floats(1.0, 4.0), st.booleans()), min_size=1, max_size=6))
def test_the_frame_rate_changes_nothing(tiny_plan: Plan, story: Story) -> None:
    """Segments of at least a second: shorter ones may cross a threshold at one rate only."""
    totals = [sum_held_s(*play_story(tiny_plan, story, fps)) for fps in (15, 30, 60)]
    assert max(totals) - min(totals) <= 0.08 * (len(story) + 1)


STILL = """
[quantity.still]
measure = "shoulder_elevation"
of = "work"
change = "rate"
absolute = true
target = [0, 5]
tolerance = 3
at = "hold"
source = "made for the tests"
confidence = "low"
[[fault]]
id = "bounce"
title = "Bouncing"
cue = "Hold still."
quantity = "still"
beyond = "high"
for_s = 2
priority = 2
"""
MOST_TAKEN_BACK_S = max(SET_OFF_WINDOWS_S) + timing.CREDITED_LAPSE_S
"""Most that a lapse is backdated: these windows, and as long as it may still be noise."""
Bounces = list[tuple[float, float, float]]
"""Amplitude of an arm that goes up and down, degrees; seconds for that; seconds of rest after."""


def film_bounces(bounces: Bounces) -> list[Moment]:
    """Returns the moments of an arm held out for four seconds, which then bounces."""
    keys: list[Key] = [(0.0, DOWN), (1.5, DOWN), (2.3, OUT), (6.3, OUT)]
    for far_deg, period_s, rest_s in bounces:
        for raised_deg in (OUT.elevation_deg + far_deg, OUT.elevation_deg - far_deg):
            arm = replace(OUT, elevation_deg=raised_deg)
            keys.append((keys[-1][0] + period_s / 2, arm))
        keys.append((keys[-1][0] + rest_s, arm))
    return film_arm([*keys, (keys[-1][0] + 0.2, OUT)])


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.floats(3.0, 14.0), st.floats(0.5, 1.6), st.floats(0.0, 1.0)),
        min_size=4,
        max_size=8,
    )
)
@example([(8.0, 1.0, 0.0)] * 8)
def test_a_lapse_takes_back_nothing_from_before_the_clock_last_resumed(bounces: Bounces) -> None:
    plan = plan_for(parse_spec(TINY + STILL, "arm-out.toml"), Side.LEFT)
    now, kept_s = Progress(), 0.0
    for moment in film_bounces(bounces):
        before, (now, _) = now.hold, play_moments(plan, [moment], now)
        hold = now.hold
        if hold.start_s != before.start_s:
            kept_s = 0.0
            continue
        resumes = hold.clock is HoldStatus.RUNNING and before.clock is not HoldStatus.RUNNING
        if resumes and (hold.held_s < before.held_s or before.clock is HoldStatus.PAUSED):
            kept_s = min(hold.held_s, before.held_s)
        assert hold.held_s >= kept_s - 1e-9
        assert hold.held_s >= before.held_s - MOST_TAKEN_BACK_S


@pytest.mark.parametrize("period_s", [0.6, 1.0, 1.4])
def test_who_bounces_keeps_what_was_held_at_rest_before(period_s: float) -> None:
    plan = plan_for(parse_spec(TINY + STILL, "arm-out.toml"), Side.LEFT)
    now, events = play_moments(plan, film_bounces([(8.0, period_s, 0.0)] * 12))
    assert sum_held_s(now, events) >= 4.0 - 0.3


@given(stories)
def test_every_pause_is_ended_once(tiny_plan: Plan, story: Story) -> None:
    now, _ = play_story(tiny_plan, story, 30)
    now = end_hold(tiny_plan, now, now.hold.good_until_s)
    paused = False
    for event in now.events:
        if isinstance(event, HoldPaused):
            assert not paused
            paused = True
        elif isinstance(event, Pause):
            assert paused
            paused = False


@pytest.mark.parametrize(("lapse_s", "held_s"), [(0.5, 4.5), (1.2, 4.0)])
def test_who_is_only_restless_has_not_left(tiny_plan: Plan, lapse_s: float, held_s: float) -> None:
    story = [(2.0, True), (lapse_s, False), (2.0, True)]
    now, _ = play_story(tiny_plan, story, 30, MOVING)
    assert sum_held_s(now, now.events) == pytest.approx(held_s, abs=0.1)


def play_move_on(plan: Plan, stop_s: float, moved_on_to: float) -> Progress:
    """Plays rest with a misfit of 5 with the start, .6 s of movement, and 3 s of rest elsewhere."""
    story = [(stop_s, True), (0.6, False), (3.0, True)]
    return play_story(plan, story, 30, MOVING, (5.0, moved_on_to, moved_on_to))[0]


@pytest.mark.parametrize(
    ("stop_s", "moved_on_to", "held_s"),
    [(1.2, 30.0, 3.0), (1.2, 6.0, 4.8), (2.5, 30.0, 6.1)],
    ids=["a stop halfway", "a shift in place", "a hold that went deeper"],
)
def test_a_stop_on_the_way_in_is_no_hold(
    tiny_plan: Plan, stop_s: float, moved_on_to: float, held_s: float
) -> None:
    now = play_move_on(tiny_plan, stop_s, moved_on_to)
    assert sum_held_s(now, now.events) == pytest.approx(held_s, abs=0.2)


def test_a_hold_that_was_done_is_no_stop_on_the_way() -> None:
    plan = plan_for(parse_spec(TINY.replace("hold_s = 4", "hold_s = 1"), "arm-out.toml"), Side.LEFT)
    assert plan.dose.round_s == 1.0
    now = play_move_on(plan, 1.2, 30.0)
    assert sum_held_s(now, now.events) == pytest.approx(4.8, abs=0.2)


def test_a_hold_with_a_pause_did_not_just_begin(tiny_plan: Plan) -> None:
    story = [(0.8, True), (1.0, False), (0.6, True), (0.4, False), (3.0, True)]
    now, _ = play_story(tiny_plan, story, 30, MOVING, (5.0, 5.0, 5.0, 30.0, 30.0))
    assert sum_held_s(now, now.events) == pytest.approx(0.8 + 0.6 + 0.4 + 3.0, abs=0.2)


TURN = """
[quantity.turn]
measure = "thorax_yaw"
of = "work"
since = "start"
change = "difference"
target = [20, 60]
tolerance = 8
at = "hold"
source = "made for the tests"
confidence = "high"
"""


@pytest.mark.parametrize(
    ("further_deg", "base_sigma", "held_s"),
    [(12.0, 3.0, 3.2), (6.0, 3.0, 5.0), (12.0, 10.0, 5.0), (-12.0, 3.0, 5.0)],
    ids=["turning on", "less than a tolerance", "less than its error", "turning back"],
)
def test_a_change_that_goes_on_has_not_been_made(
    further_deg: float, base_sigma: float, held_s: float
) -> None:
    """A rest of 1 s, a turn too slow to be detected for 1 s, and 3 s of rest."""
    plan = plan_for(parse_spec(TINY + TURN, "arm-out.toml"), Side.LEFT)
    now = Progress(view_ok=True)
    for frame in range(150):
        t_s = frame / 30
        turn_deg = 30.0 + further_deg * min(max(t_s - 1.0, 0.0), 1.0)
        read = Reading(turn_deg, base_sigma, True, None, base_sigma)
        unread = dict.fromkeys((need.measure for need in plan.timed_phase.needs), UNREAD)
        now = replace(now.with_time(t_s), readings={**unread, "turn": read})
        now = advance_hold(plan, now)
    assert sum_held_s(now, now.events) == pytest.approx(held_s, abs=0.25)


def test_two_moments_of_good_form_in_a_pause_are_not_one(tiny_plan: Plan) -> None:
    story = [(2.0, True), (1.0, False), (0.2, True), (2.0, False), (2.0, True)]
    now, _ = play_story(tiny_plan, story, 30)
    assert sum_held_s(now, now.events) == pytest.approx(4.0, abs=0.1)
