"""A new hold after one that was broken off from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formcheck.body import Moment
from formcheck.coach import Progress, advance, resume, summarise
from formcheck.coach.events import AttemptEnded, Event, HoldEnded
from formcheck.spec import Plan
from tests.bodies import Arm, film, standing

DOWN, OUT = Arm(0, 8), Arm(5, 90, 5)


MOMENTS = film(lambda t_s: standing(left_arm=DOWN if t_s < 2 else OUT), 10, 15)
HALF = 7 * 15


def held(plan: Plan, moments: Sequence[Moment], now: Progress) -> tuple[Progress, list[Event]]:
    """The coach's memory after those moments, and what happened."""
    events = []
    for moment in moments:
        now, new = advance(plan, now, moment)
        events += new
    return now, events


def test_the_hold_is_closed_and_counted_and_the_next_one_is_new(tiny_plan: Plan) -> None:
    now, events = held(tiny_plan, MOMENTS[:HALF], Progress())
    fresh, closing = resume(now)
    assert [type(event) for event in closing] == [HoldEnded, AttemptEnded]
    assert not fresh.attempting
    assert fresh.held_s == now.held_s
    assert (fresh.reps, fresh.attempts, fresh.baseline) == (now.reps, now.attempts, now.baseline)
    after, more = held(tiny_plan, MOMENTS[HALF:], fresh)
    summary = summarise(tiny_plan, [*events, *closing, *more, *resume(after)[1]])
    assert len(summary.holds) == 2
    assert summary.hold_s > now.held_s + 2.0


def test_a_camera_that_stood_wrong_is_looked_at_again_and_a_right_one_is_not(
    tiny_plan: Plan,
) -> None:
    now, _ = held(tiny_plan, MOMENTS[:HALF], Progress())
    assert resume(now)[0].view_ok is True
    assert resume(replace(now, view_ok=False))[0].view_ok is None


def test_before_the_first_picture_there_is_nothing_to_close() -> None:
    assert resume(Progress()) == (Progress(), [])
