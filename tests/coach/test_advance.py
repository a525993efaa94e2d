"""Whole stories through the coach: skeletons in, holds and faults out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from formcheck.body import Moment, Side
from formcheck.coach import (
    Event,
    Progress,
    SideSummary,
    advance,
    advance_figure,
    finish,
    summarise,
    view_of,
)
from formcheck.coach.events import HoldEnded, HoldPaused, NeutralTaken, UnseenStarted
from formcheck.measure import figure_of
from formcheck.spec import Plan
from tests.bodies import Arm, Body, film, standing

DOWN = Arm(plane_deg=0, elevation_deg=8)
OUT = Arm(plane_deg=5, elevation_deg=90, elbow_deg=5)
BENT = Arm(plane_deg=5, elevation_deg=90, elbow_deg=80, bend="up")
Key = tuple[float, Arm]


def moving(
    keys: Sequence[Key], change: Callable[[float, Body], Body | None] | None = None
) -> Callable[[float], Body | None]:
    """The left arm eased between key poses; ``change`` may hide, turn or remove the person."""

    def at(t_s: float) -> Body | None:
        arm = keys[-1][1]
        for (t0, a), (t1, b) in itertools.pairwise(keys):
            if t_s < t1:
                w = min(max((t_s - t0) / (t1 - t0), 0.0), 1.0)
                w = w * w * (3 - 2 * w)
                arm = Arm(
                    plane_deg=a.plane_deg + w * (b.plane_deg - a.plane_deg),
                    elevation_deg=a.elevation_deg + w * (b.elevation_deg - a.elevation_deg),
                    elbow_deg=a.elbow_deg + w * (b.elbow_deg - a.elbow_deg),
                    bend="up" if max(a.elbow_deg, b.elbow_deg) > 20 else "forward",
                )
                break
        body = standing(left_arm=arm)
        return change(t_s, body) if change else body

    return at


def tell(plan: Plan, moments: Sequence[Moment]) -> tuple[SideSummary, list[Event]]:
    now, events = Progress(), []
    for moment in moments:
        now, new = advance(plan, now, moment)
        events += new
    now, new = finish(now)
    events += new
    return summarise(plan, events), events


GOOD: list[Key] = [(0, DOWN), (2, DOWN), (2.8, OUT), (7.8, OUT), (8.6, DOWN), (10.5, DOWN)]


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_good_hold_is_measured_true_at_any_frame_rate(tiny_plan: Plan, fps: float) -> None:
    summary, _ = tell(tiny_plan, film(moving(GOOD), 10.5, fps))
    assert summary.hold_s == pytest.approx(5.0, abs=0.25)
    assert summary.faults == ()
    assert summary.reps == 1
    assert summary.completed
    assert not summary.neutral_assumed
    assert len(summary.attempts) == 1


def test_the_same_moments_give_the_same_events(tiny_plan: Plan) -> None:
    moments = film(moving(GOOD), 10.5, 30, jitter=0.004)
    assert tell(tiny_plan, moments)[1] == tell(tiny_plan, moments)[1]


def test_another_stretch_pauses_the_clock_and_says_why(tiny_plan: Plan) -> None:
    now, events = Progress(), []
    for moment in film(moving(GOOD), 10.5, 30):
        other = "seated-twist" if 4.0 <= moment.t_s < 6.0 else ""
        figure = figure_of(moment.pose) if moment.pose is not None else None
        now, new = advance_figure(tiny_plan, now, moment.t_s, figure, other)
        events += new
    pause = next(e for e in events if isinstance(e, HoldPaused))
    assert pause.reason == "other-stretch"
    assert pause.since_s == pytest.approx(4.0, abs=0.1)
    assert now.held_s == pytest.approx(3.0, abs=0.3)


def test_the_other_arm_is_not_this_side(tiny_plan: Plan) -> None:
    def mirrored(_t: float, body: Body) -> Body:
        return body.mirrored()

    summary, _ = tell(tiny_plan, film(moving(GOOD, mirrored), 10.5, 30))
    assert summary.hold_s == 0
    assert summary.attempts == ()
    assert summary.faults == ()


def test_a_fault_pauses_the_clock_and_mending_it_resumes(tiny_plan: Plan) -> None:
    keys = [
        (0, DOWN),
        (2, DOWN),
        (2.8, OUT),
        (5.8, OUT),
        (6.2, BENT),
        (9.2, BENT),
        (9.6, OUT),
        (12.6, OUT),
        (13.4, DOWN),
        (15, DOWN),
    ]
    summary, _ = tell(tiny_plan, film(moving(keys), 15, 30))
    assert [f.id for f in summary.faults] == ["elbow-bent"]
    fault = summary.faults[0]
    assert fault.start_s == pytest.approx(6.0, abs=0.4)
    assert fault.end_s == pytest.approx(9.4, abs=0.4)
    assert fault.cue == "Straighten your arm."
    assert summary.hold_s == pytest.approx(6.0, abs=0.5)
    assert len(summary.holds) == 1


def test_bad_form_from_the_start_is_told_though_nothing_is_held(tiny_plan: Plan) -> None:
    keys = [(0, DOWN), (2, DOWN), (2.8, BENT), (6.8, BENT), (7.6, DOWN), (9, DOWN)]
    summary, _ = tell(tiny_plan, film(moving(keys), 9, 30))
    assert [f.id for f in summary.faults] == ["elbow-bent"]
    assert summary.faults[0].start_s == pytest.approx(2.8, abs=0.5)
    assert summary.hold_s == 0


def test_a_hidden_elbow_pauses_the_clock_and_is_asked_for(tiny_plan: Plan) -> None:
    def hide(t_s: float, body: Body) -> Body:
        return body.hide("left_elbow") if 5 < t_s < 9 else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (11.8, OUT), (12.6, DOWN), (14, DOWN)]
    summary, events = tell(tiny_plan, film(moving(keys, hide), 14, 30))
    assert summary.faults == ()
    assert summary.hold_s == pytest.approx(5.0, abs=0.4)
    told = [e for e in events if isinstance(e, UnseenStarted)]
    assert told
    assert all("left elbow" in e.what for e in told)
    assert told[0].t_s - 5 < 3
    assert [u.what for u in summary.unseen] == [e.what for e in told]


def test_nobody_in_view_pauses_and_coming_back_resumes(tiny_plan: Plan) -> None:
    def gone(t_s: float, body: Body) -> Body | None:
        return None if 5 < t_s < 10 else body

    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (12.8, OUT), (13.6, DOWN), (15, DOWN)]
    summary, events = tell(tiny_plan, film(moving(keys, gone), 15, 30))
    assert summary.hold_s == pytest.approx(5.0, abs=0.5)
    assert len(summary.holds) == 1
    assert any(isinstance(e, HoldPaused) and e.reason == "unseen" for e in events)


def test_short_dropouts_cost_nothing(tiny_plan: Plan) -> None:
    def blink(t_s: float, body: Body) -> Body | None:
        return None if 3.5 < t_s < 3.7 or 5 < t_s < 5.2 else body

    summary, _ = tell(tiny_plan, film(moving(GOOD, blink), 10.5, 30))
    assert summary.hold_s == pytest.approx(5.0, abs=0.3)


def test_a_clip_without_a_neutral_start_is_judged_with_average_proportions(tiny_plan: Plan) -> None:
    summary, events = tell(tiny_plan, film(moving([(0, OUT), (5, OUT)]), 5, 30))
    assert summary.neutral_assumed
    assert summary.hold_s == pytest.approx(5.0, abs=0.7)
    assert [e.assumed for e in events if isinstance(e, NeutralTaken)] == [True]


def test_a_person_seen_from_the_side_is_told_to_turn_and_nothing_counts(tiny_plan: Plan) -> None:
    def turn(_t: float, body: Body) -> Body:
        return body.turned(70)

    summary, _ = tell(tiny_plan, film(moving(GOOD, turn), 10.5, 30))
    assert summary.wrong_view
    assert summary.hold_s == 0
    assert summary.faults == ()


def test_jitter_at_the_edge_of_a_band_does_not_flicker(tiny_plan: Plan) -> None:
    edge = Arm(plane_deg=5, elevation_deg=103, elbow_deg=5)  # reads about 109
    keys = [(0, DOWN), (2, DOWN), (2.8, edge), (32.8, edge), (33.6, DOWN), (35, DOWN)]
    summary, events = tell(tiny_plan, film(moving(keys), 35, 30, jitter=0.01))
    changes = [e for e in events if isinstance(e, HoldPaused | HoldEnded)]
    assert len(changes) <= 2
    assert summary.hold_s == pytest.approx(30.0, abs=1.0)


def test_the_view_names_the_one_thing_that_the_clock_waits_for(tiny_plan: Plan) -> None:
    low = Arm(plane_deg=5, elevation_deg=55, elbow_deg=5)
    now = Progress()
    for moment in film(moving([(0, DOWN), (2, DOWN), (2.8, low), (6, low)]), 6, 30):
        now, _ = advance(tiny_plan, now, moment)
    view = view_of(tiny_plan, now)
    assert view.attempting
    assert view.cue == "Raise your left arm."
    assert tiny_plan.side is Side.LEFT


def test_average_proportions_are_only_for_the_attempt_that_began_without_a_neutral_pose(
    tiny_plan: Plan,
) -> None:
    """Someone walks in with an arm raised, stands a while, and then does the stretch."""
    keys = [(0, OUT), (1.0, OUT), (1.8, DOWN), (6, DOWN), (6.8, OUT), (11.8, OUT), (12.6, DOWN)]
    summary, events = tell(tiny_plan, film(moving(keys), 14.5, 30))
    assert [e.assumed for e in events if isinstance(e, NeutralTaken)] == [True, False]
    assert not summary.neutral_assumed
    assert summary.holds[-1].held_s == pytest.approx(5.0, abs=0.3)
