"""Whole films through the coach: poses in, holds and faults out."""

import math
from collections.abc import Sequence

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import Progress, advance, choose_cue, summarise, timing
from formcheck.core.coach.events import (
    Attempt,
    AttemptStarted,
    Event,
    FaultSpan,
    Hold,
    HoldPaused,
    HoldStarted,
    HoldStop,
    NeutralTaken,
    Pause,
    PhaseSpan,
    StopCause,
    UnseenSpan,
    ViewChanged,
)
from formcheck.core.judging import can_tell_enough
from formcheck.core.kinematics import Reading, measure_pose
from formcheck.core.kinematics.estimator import OUTPUTS
from formcheck.core.recognition import MISMATCH_S
from formcheck.core.stretch import Plan, parse_spec, plan_for
from tests.bodies import Arm, Body, Moment
from tests.core.coach.stories import (
    BENT,
    DOWN,
    FPS,
    GOOD,
    LOW,
    OUT,
    Key,
    film_arm,
    play_moments,
    select,
    sum_held_s,
    summarize_moments,
)
from tests.core.stretch.tiny import DRIFT, SET_UP, TINY
from tests.unknowns import ELBOW_HIDDEN, NO_SET_UP, NO_START

STEP_S = 1 / FPS
HIGHER = """
[quantity.higher]
measure = "shoulder_elevation"
of = "work"
since = "set-up"
change = "difference"
target = [20, 40]
tolerance = 5
at = "hold"
source = "made for the tests"
confidence = "low"
"""
"""The arm must rise by 20 to 40 degrees after the set-up."""
VIEW_UNSUITED = 0.001
"""A tolerance so small that the quantity is never judged."""


def make_plan(text: str) -> Plan:
    return plan_for(parse_spec(text, "x.toml"), Side.LEFT)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_good_hold_is_measured_true_at_any_frame_rate(tiny_plan: Plan, fps: float) -> None:
    summary, _ = summarize_moments(tiny_plan, film_arm(GOOD, fps=fps))
    assert summary.held_s == pytest.approx(5.0, abs=0.25)
    assert summary.faults == ()
    assert summary.reps == 1
    assert summary.completed
    assert not summary.neutral_assumed
    assert len(summary.attempts) == 1


def test_the_same_moments_give_the_same_events(tiny_plan: Plan) -> None:
    moments = film_arm(GOOD, jitter=0.004)
    assert summarize_moments(tiny_plan, moments)[1] == summarize_moments(tiny_plan, moments)[1]


ALSO_AT_START = TINY.replace("[0, 30]", "[0, 55]").replace("[70, 110]", "[45, 110]")
"""An arm at 50 degrees fits both the start and the hold."""
HALF = Arm(plane_deg=5, elevation_deg=50, elbow_deg=5)


@pytest.mark.parametrize(
    ("rest_s", "counted"),
    [(2.0, ("hold",)), (4.0, ("hold",)), (7.0, ("rest", "hold"))],
    ids=["a rest before it", "a long rest", "a hold that goes deeper"],
)
def test_who_goes_clearly_farther_had_rested_at_the_start(
    rest_s: float, counted: tuple[str, ...]
) -> None:
    up_s, down_s = rest_s + 0.6, rest_s + 3.6
    keys = [(0.0, HALF), (rest_s, HALF), (up_s, OUT), (down_s, OUT)]
    summary, _ = summarize_moments(
        make_plan(ALSO_AT_START.replace("hold_s = 4", "hold_s = 20")), film_arm(keys)
    )
    seconds = {"rest": rest_s + 0.6, "hold": 3.0}
    assert summary.held_s == pytest.approx(sum(seconds[one] for one in counted), abs=0.35)


def test_what_the_start_says_nothing_about_does_not_make_it_fit_better() -> None:
    """The arm is just outside the start's band and in the hold's; the elbow may be bent too far."""
    plan = make_plan(TINY.replace("[0, 30]", "[0, 58]"))
    arm = Arm(plane_deg=5, elevation_deg=62, elbow_deg=54, bend="up")
    now, _ = play_moments(plan, film_arm([(0.0, DOWN), (1.5, DOWN), (2.1, arm), (6.0, arm)]))
    assert 0.0 < now.start_misfit < now.misfit
    assert not now.is_nearer_start
    assert now.hold.held_s == pytest.approx(3.8, abs=0.3)


def test_who_is_back_at_the_start_holds_no_longer() -> None:
    keys = [(0.0, HALF), (2.0, HALF), (2.6, OUT), (5.6, OUT), (6.2, HALF), (10.0, HALF)]
    summary, _ = summarize_moments(make_plan(ALSO_AT_START), film_arm(keys))
    assert summary.held_s == pytest.approx(3.0, abs=0.35)
    assert summary.holds[0].end_s == pytest.approx(5.6, abs=0.3)


def test_a_moment_that_is_no_later_changes_nothing(tiny_plan: Plan) -> None:
    moments = film_arm(GOOD)[:60]
    now, _ = play_moments(tiny_plan, moments)
    again, events = play_moments(tiny_plan, moments, now)
    assert again is now
    assert events == []


def play_other(plan: Plan, from_s: float, to_s: float) -> tuple[Progress, list[Event]]:
    """Plays good form that is recognised as another stretch from ``from_s`` to ``to_s``."""
    now, events = Progress(), []
    for moment in film_arm(GOOD):
        other = "seated-twist" if from_s <= moment.t_s < to_s else ""
        figure = measure_pose(moment.pose) if moment.pose is not None else None
        now = advance(plan, now, moment.t_s, figure, other)
        events += now.events
    return now, events


def test_another_stretch_pauses_the_clock_a_second_before_it_is_told(tiny_plan: Plan) -> None:
    now, events = play_other(tiny_plan, 4.0, 6.0)
    pause = select(events, Pause)[0]
    assert pause.start_s == pytest.approx(4.0 - MISMATCH_S, abs=0.1)
    assert sum_held_s(now, events) == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize(("own_s", "kept"), [(-0.1, 0), (0.5, 0), (0.7, 1)])
def test_what_remains_of_a_hold_without_another_stretch_must_be_long_enough_for_one(
    tiny_plan: Plan, own_s: float, kept: int
) -> None:
    begun = select(play_other(tiny_plan, math.inf, math.inf)[1], Hold)[0]
    now, events = play_other(tiny_plan, begun.start_s + MISMATCH_S + own_s, math.inf)
    assert select(events, HoldStarted)
    assert len(select(events, Hold)) == kept
    assert sum_held_s(now, events) == pytest.approx(own_s * kept, abs=0.05)


def test_the_other_arm_is_not_this_side(tiny_plan: Plan) -> None:
    summary, _ = summarize_moments(tiny_plan, film_arm(GOOD, lambda _, body: body.mirrored()))
    assert summary.held_s == 0
    assert summary.attempts == ()
    assert summary.faults == ()


def test_the_other_arm_is_the_other_side(tiny_plan: Plan) -> None:
    plan = plan_for(parse_spec(TINY, "x.toml"), Side.RIGHT)
    mirrored, _ = summarize_moments(plan, film_arm(GOOD, lambda _, body: body.mirrored()))
    plain, _ = summarize_moments(tiny_plan, film_arm(GOOD))
    assert mirrored.held_s == pytest.approx(plain.held_s, abs=1e-6)


def test_a_fault_pauses_the_clock_and_mending_it_resumes(tiny_plan: Plan) -> None:
    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (5.8, OUT), (6.2, BENT), (9.2, BENT), (9.6, OUT),
            (12.6, OUT), (13.4, DOWN), (15, DOWN)]  # fmt: skip
    summary, _ = summarize_moments(tiny_plan, film_arm(keys))
    assert [f.id for f in summary.faults] == ["elbow-bent"]
    fault = summary.faults[0]
    assert fault.start_s == pytest.approx(6.0, abs=0.4)
    assert fault.end_s == pytest.approx(9.4, abs=0.4)
    assert fault.cue == "Straighten your arm."
    assert summary.held_s == pytest.approx(6.0, abs=0.5)
    assert len(summary.holds) == 1


def test_of_a_hint_the_quantity_stops_the_clock_and_not_the_fault() -> None:
    plan = make_plan(TINY.replace('beyond = "high"', 'beyond = "high"\nseverity = "hint"'))
    out: list[Key] = [(0, DOWN), (2, DOWN), (2.8, OUT), (6.8, OUT), (7.2, BENT), (11, BENT)]
    now, events = play_moments(plan, film_arm(out))
    assert "elbow-bent" in now.active_faults
    assert now.stop == HoldStop(StopCause.QUANTITY, "bend")
    assert select(events, HoldPaused)


def test_who_rests_in_bad_form_is_told_though_nothing_is_held(tiny_plan: Plan) -> None:
    keys = [(0, DOWN), (2, DOWN), (2.8, BENT), (8, BENT), (8.8, DOWN), (10, DOWN)]
    summary, _ = summarize_moments(tiny_plan, film_arm(keys))
    assert [f.id for f in summary.faults] == ["elbow-bent"]
    fault = summary.faults[0]
    assert 2.8 <= fault.start_s <= 2.8 + 0.5
    assert 2.8 + timing.ARRIVED_S <= fault.reported_s <= 2.8 + timing.ARRIVED_S + 0.5
    assert summary.held_s == 0


def test_what_is_gone_through_on_the_way_in_is_no_fault(tiny_plan: Plan) -> None:
    stop_s = timing.ARRIVED_S - 0.5
    keys = [(0, DOWN), (2, DOWN), (2.6, BENT), (2.6 + stop_s, BENT), (3.2 + stop_s, OUT),
            (8.2 + stop_s, OUT), (9 + stop_s, DOWN), (10 + stop_s, DOWN)]  # fmt: skip
    summary, _ = summarize_moments(tiny_plan, film_arm(keys))
    assert summary.faults == ()
    assert summary.held_s == pytest.approx(5.0, abs=0.4)


def test_while_something_else_is_wrong_the_way_in_is_not_over(tiny_plan: Plan) -> None:
    low = Arm(plane_deg=5, elevation_deg=45, elbow_deg=65, bend="up")
    keys = [(0, DOWN), (2, DOWN), (2.8, low), (4 + timing.ARRIVED_S, low)]
    now, events = play_moments(tiny_plan, film_arm(keys))
    assert now.attempting
    assert select(events, FaultSpan) == []
    assert all(state.reported_s is None for state in now.faults.values())


def find_unseen_report_s(plan: Plan, moments: Sequence[Moment]) -> float:
    """Returns the time at which something was first reported as hidden."""
    now = Progress()
    for moment in moments:
        figure = measure_pose(moment.pose) if moment.pose is not None else None
        now = advance(plan, now, moment.t_s, figure)
        if now.reported_unseen:
            break
    return now.t_s


def test_nobody_in_view_pauses_and_coming_back_resumes(tiny_plan: Plan) -> None:
    def leave_view(t_s: float, body: Body) -> Body | None:
        return None if 5 < t_s < 10 else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (12.8, OUT), (13.6, DOWN), (15, DOWN)]
    summary, events = summarize_moments(tiny_plan, film_arm(keys, leave_view))
    assert summary.held_s == pytest.approx(5.0, abs=0.5)
    assert len(summary.holds) == 1
    (pause,) = summary.pauses
    assert pause.start_s == pytest.approx(5.0, abs=0.1)
    assert pause.end_s == pytest.approx(10.0, abs=0.5)
    told = select(events, UnseenSpan)
    assert [str(span.what) for span in told] == ["nobody in the picture"]
    assert find_unseen_report_s(tiny_plan, film_arm(keys, leave_view)) - 5 == pytest.approx(
        timing.UNSEEN_TELL_S, abs=0.2
    )


def test_who_is_lost_for_a_second_is_told_of_no_pause(tiny_plan: Plan) -> None:
    def leave_view(t_s: float, body: Body) -> Body | None:
        return None if 5.0 < t_s < 6.1 else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (9.8, OUT), (10.6, DOWN), (12, DOWN)]
    moments = film_arm(keys, leave_view)
    summary, _ = summarize_moments(tiny_plan, moments)
    assert select(play_moments(tiny_plan, moments[: 9 * FPS])[1], HoldPaused) == []
    assert summary.held_s == pytest.approx(6.0, abs=0.3)


@pytest.mark.parametrize("bad_s", [(7.0, 37.0), (6.0, 38.0)])
def test_a_gap_in_the_pictures_is_no_time_with_a_fault(
    tiny_plan: Plan, bad_s: tuple[float, float]
) -> None:
    """A bent elbow before and after a gap in the frames: too brief or long enough for a fault."""
    since_s, until_s = bad_s
    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (since_s - 0.3, OUT), (since_s, BENT)]
    keys += [(until_s, BENT), (until_s + 0.3, OUT), (42, OUT)]
    moments = [m for m in film_arm(keys) if not 7.1 < m.t_s < 36.9]
    summary, _ = summarize_moments(tiny_plan, moments)
    assert all(fault.end_s - fault.start_s < 3.0 for fault in summary.faults)
    assert bool(summary.faults) is (until_s - since_s > 31.0)


@pytest.mark.parametrize("back_s", [9.5, 15.0, math.inf])
def test_a_fault_is_none_while_nobody_is_seen(tiny_plan: Plan, back_s: float) -> None:
    """A fault ends as the person leaves, unless they are back, still in bad form, after 0.5 s."""

    def leave_view(t_s: float, body: Body) -> Body | None:
        return None if 9.0 < t_s < back_s else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (5.8, OUT), (6.2, BENT), (10, BENT), (14, OUT)]
    keys += [(20, OUT)]
    summary, _ = summarize_moments(tiny_plan, film_arm(keys, leave_view))
    (fault,) = [fault for fault in summary.faults if fault.end_s > 7.0][:1]
    until_s = pytest.approx(9.0, abs=0.1)
    if back_s > 10.0:
        assert fault.end_s == until_s
    else:
        assert fault.end_s > 9.5  # a gap of half a second does not end it
    assert (summary.attempts[-1].end_s == until_s) is (back_s == math.inf)


@pytest.mark.parametrize("gone_s", [2.2 + i / 10 for i in range(13)])
def test_an_empty_picture_says_nothing_about_the_camera(tiny_plan: Plan, gone_s: float) -> None:
    def leave_view(t_s: float, body: Body) -> Body | None:
        return None if t_s > gone_s else body

    _, events = play_moments(
        tiny_plan, film_arm([(0, DOWN), (2, DOWN), (2.8, OUT), (8, OUT)], leave_view)
    )
    assert [event for event in select(events, ViewChanged) if not event.ok] == []


def test_a_pause_in_which_a_hold_was_given_up_is_none_of_the_next_hold(tiny_plan: Plan) -> None:
    lets_go_s = 8 + timing.GIVE_UP_S + 5
    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (7, OUT), (8, BENT), (lets_go_s, BENT)]
    keys += [(lets_go_s + 1, OUT), (lets_go_s + 9, OUT)]
    summary, _ = summarize_moments(tiny_plan, film_arm(keys))
    assert len(summary.holds) == 2
    assert summary.pauses == ()


def test_short_dropouts_cost_nothing(tiny_plan: Plan) -> None:
    def drop_out(t_s: float, body: Body) -> Body | None:
        return None if 3.5 < t_s < 3.7 or 5 < t_s < 5.2 else body

    summary, _ = summarize_moments(tiny_plan, film_arm(GOOD, drop_out, fps=30))
    assert summary.held_s == pytest.approx(5.0, abs=0.3)


def test_what_cannot_be_told_so_exactly_never_stops_the_clock_and_is_no_fault() -> None:
    bend = "target = [0, 40]\ntolerance = 10\n"
    plan = make_plan(TINY.replace(bend, f"target = [-90, 90]\ntolerance = {VIEW_UNSUITED}\n"))
    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (5.8, OUT), (6.6, DOWN), (8, DOWN)]
    summary, events = summarize_moments(plan, film_arm(keys))
    assert summary.held_s == pytest.approx(3.0, abs=0.4)
    assert summary.faults == ()
    assert not any("elbow" in str(event.what) for event in select(events, UnseenSpan))


def test_a_hidden_elbow_is_asked_for_where_its_measure_cannot_be_told() -> None:
    bend = "target = [0, 40]\ntolerance = 10\n"
    plan = make_plan(TINY.replace(bend, f"target = [-90, 90]\ntolerance = {VIEW_UNSUITED}\n"))

    def hide_elbow(t_s: float, body: Body) -> Body:
        return body.hide("left_elbow") if 4 < t_s < 7 else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (9, OUT)]
    _, events = summarize_moments(plan, film_arm(keys, hide_elbow))
    (ended,) = select(events, UnseenSpan)
    assert ended.what == ELBOW_HIDDEN
    assert ended.start_s == pytest.approx(4.0, abs=0.1)
    assert find_unseen_report_s(plan, film_arm(keys, hide_elbow)) - 4 == pytest.approx(
        timing.UNSEEN_TELL_S, abs=0.2
    )
    assert ended.end_s == pytest.approx(7.0, abs=0.1)


def add_unjudged_quantities(count: int) -> str:
    """Returns the spec with ``count`` more quantities that are never judged."""
    more = "".join(
        f"""
[quantity.untold-{number}]
measure = "{measure}"
target = [-170, 170]
tolerance = {VIEW_UNSUITED}
at = "hold"
source = "made for the tests"
confidence = "low"
"""
        for number, measure in enumerate(("trunk_incl", "head_pitch", "neck_to_trunk", "body_incl",
                                          "head_to_trunk")[:count])
    )  # fmt: skip
    head, rest = TINY.split("[[fault]]", 1)
    return f"{head}{more}\n[[fault]]{rest}"


def test_where_too_little_can_be_told_the_person_is_asked_to_turn_and_the_clock_stops() -> None:
    summary, events = summarize_moments(make_plan(add_unjudged_quantities(5)), film_arm(GOOD))
    assert summary.wrong_view
    assert summary.held_s < timing.VIEW_S + 0.5  # until the fault was certain
    assert not any(hold.counted for hold in summary.holds)
    assert summary.faults == ()
    assert [event.ok for event in select(events, ViewChanged)] == [False]


def test_where_a_third_can_be_told_the_view_is_right() -> None:
    summary, events = summarize_moments(make_plan(add_unjudged_quantities(4)), film_arm(GOOD))
    assert not summary.wrong_view
    assert summary.held_s == pytest.approx(5.0, abs=0.3)
    assert [event.ok for event in select(events, ViewChanged)] == [True]


@pytest.mark.parametrize(
    ("right_from_s", "counted", "wrong"),
    [(13.6, False, True), (12.5, False, False), (13.6, True, False)],
)
def test_a_view_that_was_wrong_until_just_before_the_end_is_told_where_nothing_counts(
    tiny_plan: Plan, right_from_s: float, counted: bool, wrong: bool
) -> None:
    log = [
        ViewChanged(10.0, ok=False),
        ViewChanged(right_from_s, ok=True),
        Hold(13.0, 13.8, 0.8, counted=counted),
        Attempt(9.0, 13.8, rested=True),
    ]
    assert summarise(tiny_plan, log).wrong_view is wrong


def test_a_set_up_that_was_not_seen_does_not_make_the_view_wrong() -> None:
    plan = make_plan(add_unjudged_quantities(5))
    now, _ = play_moments(plan, film_arm(GOOD)[: 6 * FPS])
    assert not can_tell_enough(plan.timed_phase.needs, now.readings)
    lost = Reading(math.nan, math.nan, False, NO_SET_UP)
    assert can_tell_enough(plan.timed_phase.needs, {**now.readings, "untold-0": lost})


def test_a_start_that_was_not_seen_does_not_make_the_view_wrong() -> None:
    text = f"{add_unjudged_quantities(4)}{DRIFT.replace('set-up', 'start')}"
    now, events = play_moments(make_plan(text), film_arm([(0, OUT), (6, OUT)]))
    assert now.readings["drift"].unknown == NO_START
    assert [event.ok for event in select(events, ViewChanged)] == [True]


def test_of_a_quantity_of_both_sides_one_is_enough() -> None:
    elbow = 'measure = "elbow_flexion"\nof = '
    text = add_unjudged_quantities(4).replace(f'{elbow}"work"', f'{elbow}"each"')
    plan = make_plan(text)
    now, _ = play_moments(plan, film_arm(GOOD)[: 6 * FPS])
    hidden = Reading(math.nan, math.nan, False, ELBOW_HIDDEN)
    assert can_tell_enough(plan.timed_phase.needs, {**now.readings, "bend.right": hidden})


def test_the_words_of_a_wrong_view_are_shown() -> None:
    plan = make_plan(add_unjudged_quantities(5))
    now, _ = play_moments(plan, film_arm(GOOD)[: 6 * FPS])
    assert choose_cue(plan, now) == plan.spec.view.say
    assert now.stop == HoldStop(StopCause.VIEW)


def test_jitter_at_the_edge_of_a_target_does_not_flicker(tiny_plan: Plan) -> None:
    edge = Arm(plane_deg=5, elevation_deg=115, elbow_deg=5)
    keys = [(0, DOWN), (2, DOWN), (2.8, edge), (32.8, edge), (33.6, DOWN), (35, DOWN)]
    summary, events = summarize_moments(tiny_plan, film_arm(keys, jitter=0.01))
    assert len(select(events, HoldPaused) + select(events, Hold)) <= 2
    assert summary.held_s == pytest.approx(30.0, abs=1.0)


def test_the_view_names_the_one_thing_that_is_lacking(tiny_plan: Plan) -> None:
    now, _ = play_moments(tiny_plan, film_arm([(0, DOWN), (2, DOWN), (2.8, LOW), (5, LOW)]))
    assert now.attempting
    assert choose_cue(tiny_plan, now) == "Raise your left arm."
    assert now.misfit > 0


def test_the_start_is_taken_where_somebody_rests_in_it(tiny_plan: Plan) -> None:
    """An attempt that may still continue delays the start."""
    keys = [(0, OUT), (2, OUT), (2.8, DOWN), (5, DOWN), (5.8, OUT), (8, OUT)]
    _, events = summarize_moments(tiny_plan, film_arm(keys))
    (taken,) = select(events, NeutralTaken)
    assert 2.8 < taken.start_s < 2.8 + timing.LEAVE_S
    assert taken.lasts_s == pytest.approx(tiny_plan.spec.start.for_s, abs=2 * STEP_S)


def test_the_start_is_the_whole_rest_and_not_its_first_moment(tiny_plan: Plan) -> None:
    """The arm hangs a little to the side at first, then straight down for four seconds."""
    aside = Arm(plane_deg=0, elevation_deg=25)
    settled = [(0, aside), (0.6, aside), (3.0, DOWN), (7.0, DOWN)]
    now, events = play_moments(tiny_plan, film_arm(settled))
    straight, _ = play_moments(tiny_plan, film_arm([(0, DOWN), (3.0, DOWN)]))
    (taken,) = select(events, NeutralTaken)
    assert taken.end_s < 0.8
    place = OUTPUTS["shoulder_elevation.left"]
    found, wanted = (one.moments["start"].estimate.values[place] for one in (now, straight))
    assert found == pytest.approx(wanted, abs=2.0)


def test_whoever_never_stops_has_no_start(tiny_plan: Plan) -> None:
    """The arm keeps swinging through the start position."""
    swings: list[Key] = [(i * 0.4, DOWN if i % 2 else LOW) for i in range(10)]
    now, events = play_moments(tiny_plan, film_arm(swings))
    assert select(events, NeutralTaken) == []
    assert "start" not in now.moments


def test_whoever_is_in_position_from_the_first_picture_is_judged_as_well(tiny_plan: Plan) -> None:
    summary, events = summarize_moments(tiny_plan, film_arm([(0, OUT), (5, OUT)]))
    assert summary.neutral_assumed
    assert select(events, NeutralTaken) == []
    assert summary.held_s == pytest.approx(5.0, abs=0.7)


def make_spec_from_start() -> str:
    """Returns the spec with the raise measured as a change from the start."""
    old = 'measure = "shoulder_elevation"\nof = "work"\n'
    text = TINY.replace(old, f'{old}since = "start"\nchange = "difference"\n')
    return text.replace("target = [70, 110]", "target = [60, 110]")


def test_a_change_from_the_start_is_judged_from_the_start_that_was_seen() -> None:
    """The raise is 82 degrees from a start at 8 degrees, and 17 less from a start at 25."""
    plan = make_plan(make_spec_from_start())
    high = Arm(plane_deg=0, elevation_deg=25)
    raised = Arm(plane_deg=5, elevation_deg=90, elbow_deg=5)
    for start, lacks in ((DOWN, 0.0), (high, 17.0)):
        now, _ = play_moments(plan, film_arm([(0, start), (2, start), (2.8, raised), (6, raised)]))
        assert now.readings["raise"].value == pytest.approx(82.0 - lacks, abs=6.0)
        assert now.hold.held_s > 2.0


def add_set_up(quantity: str = DRIFT, set_up: str = SET_UP) -> str:
    """Returns the spec with a set-up and a quantity measured as a change from it."""
    head, rest = TINY.split("[[phase]]", 1)
    return f"{head}{set_up}\n[[phase]]{rest}{quantity}"


def test_a_set_up_is_taken_once_it_is_reached_and_the_hold_follows() -> None:
    plan = make_plan(add_set_up())
    summary, events = summarize_moments(plan, film_arm(GOOD))
    (done,) = select(events, PhaseSpan)
    assert done.id == "reach"
    assert done.start_s == pytest.approx(2.8, abs=0.5)
    assert summary.held_s == pytest.approx(5.0, abs=1.0)


def test_a_later_rest_in_the_set_up_takes_its_place_until_the_stretch_is_gone_into() -> None:
    """The arm is held out, moved elsewhere, and only then raised into the stretch."""
    plan = make_plan(add_set_up(HIGHER))
    out, elsewhere, up = (Arm(plane_deg=5, elevation_deg=deg) for deg in (70, 78, 108))
    keys = [(0, DOWN), (2, DOWN), (2.8, out), (3.8, out), (4.4, elsewhere), (6, elsewhere)]
    before, _ = play_moments(plan, film_arm(keys))
    assert abs(before.readings["higher"].value) < 3.0
    now, events = play_moments(plan, film_arm([*keys, (7, up), (9, up)]))
    assert now.readings["higher"].value == pytest.approx(30.0, abs=5.0)
    assert len(select(events, PhaseSpan)) == 1


def test_a_slow_movement_the_wrong_way_does_not_take_the_set_up_along() -> None:
    """The arm sinks in two seconds, and is then raised from its set-up as far as it should be.

    At least 3 degrees are required, as of a turn at a wall.
    """
    plan = make_plan(add_set_up(HIGHER.replace("[20, 40]", "[8, 40]")))
    out, low, up = (Arm(plane_deg=5, elevation_deg=deg) for deg in (80, 70, 110))
    ready = [(0, DOWN), (2, DOWN), (2.8, out), (3.8, out), (5.8, low), (8, low)]
    before, _ = play_moments(plan, film_arm(ready))
    assert before.readings["higher"].value == pytest.approx(-10.0, abs=3.0)
    now, _ = play_moments(plan, film_arm([*ready, (9, up), (11, up)]))
    assert now.readings["higher"].value == pytest.approx(30.0, abs=5.0)


def test_a_movement_so_far_the_wrong_way_that_it_is_no_longer_near_keeps_the_set_up() -> None:
    """A regression: the arm sinks by 30 degrees and comes back, which counted as raised by 30."""
    text = add_set_up(HIGHER.replace("[20, 40]", "[8, 40]")).replace("[70, 110]", "[40, 110]")
    out, low = (Arm(plane_deg=5, elevation_deg=deg) for deg in (80, 50))
    keys = [(0, DOWN), (2, DOWN), (2.8, out), (3.8, out), (5, low), (8, low), (9, out), (14, out)]
    now, events = play_moments(make_plan(text), film_arm(keys))
    assert abs(now.readings["higher"].value) < 3.0
    assert sum_held_s(now, events) == 0.0


def test_a_set_up_far_from_the_hold_counts_until_the_person_is_back_at_the_start() -> None:
    """The arm comes out bent, which is no attempt; then it is straightened and raised."""
    plan = make_plan(add_set_up(HIGHER, f'{SET_UP}right = ["raise"]'))
    bent = Arm(plane_deg=5, elevation_deg=75, elbow_deg=120)
    up = Arm(plane_deg=5, elevation_deg=105, elbow_deg=5)
    ready = [(0, DOWN), (2, DOWN), (2.8, bent), (4.5, bent)]
    before, _ = play_moments(plan, film_arm(ready))
    assert not before.attempting
    assert "set-up" in before.moments
    now, _ = play_moments(plan, film_arm([*ready, (5.3, up), (8, up)]))
    assert now.readings["higher"].value == pytest.approx(30.0, abs=5.0)
    assert now.hold.held_s > 2.0
    back, _ = play_moments(plan, film_arm([*ready, (5.3, DOWN), (7, DOWN)]))
    assert "set-up" not in back.moments


def test_who_was_not_seen_to_start_has_no_set_up_and_holds_all_the_same() -> None:
    plan = make_plan(add_set_up())
    now, events = play_moments(plan, film_arm([(0, OUT), (5, OUT)]))
    assert select(events, PhaseSpan) == []
    assert "set-up" not in now.moments
    assert now.hold.held_s == pytest.approx(5.0, abs=0.7)
    assert now.readings["drift"].unknown == NO_SET_UP


def test_a_set_up_follows_a_start_that_is_taken_after_the_attempt_began() -> None:
    """The start is so near the position that an attempt begins before the start is registered."""
    plan = make_plan(add_set_up().replace("tolerance = 10", "tolerance = 25", 1))
    now, events = play_moments(plan, film_arm(GOOD)[: 6 * FPS])
    first = next(event for event in events if isinstance(event, AttemptStarted | NeutralTaken))
    assert isinstance(first, AttemptStarted)
    assert [span.id for span in select(events, PhaseSpan)] == ["reach"]
    assert now.readings["drift"].seen


def test_after_a_set_up_that_was_left_the_next_try_has_its_own() -> None:
    plan = make_plan(add_set_up())
    again = [(t_s + 10.5, arm) for t_s, arm in GOOD]
    _, events = summarize_moments(plan, film_arm([*GOOD, *again[1:]]))
    assert len(select(events, PhaseSpan)) == len(select(events, AttemptStarted)) == 2
