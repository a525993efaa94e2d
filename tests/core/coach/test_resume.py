"""A new hold after one that an external event interrupted."""

from dataclasses import replace

from formcheck.core.coach import Progress, resume, summarise
from formcheck.core.coach.events import Attempt, Hold, NeutralTaken
from formcheck.core.stretch import Plan
from tests.core.coach.stories import DOWN, FPS, OUT, film_arm, play_moments, select

MOMENTS = film_arm([(0, DOWN), (1.9, DOWN), (2, OUT), (10, OUT)])
HALF = 7 * FPS


def test_the_hold_is_closed_and_counted_and_the_next_one_is_new(tiny_plan: Plan) -> None:
    now, events = play_moments(tiny_plan, MOMENTS[:HALF])
    fresh = resume(tiny_plan, now)
    assert [type(event) for event in fresh.events] == [Hold, Attempt]
    assert not fresh.attempting
    assert [hold.held_s for hold in select(fresh.events, Hold)] == [now.hold.held_s]
    assert fresh.attempts == now.attempts
    after, more = play_moments(tiny_plan, MOMENTS[HALF:], fresh)
    summary = summarise(
        tiny_plan, [*events, *fresh.events, *more, *resume(tiny_plan, after).events]
    )
    assert len(summary.holds) == 2
    assert summary.held_s > now.hold.held_s + 2.0


def test_the_start_stays_and_is_not_taken_again(tiny_plan: Plan) -> None:
    now, _ = play_moments(tiny_plan, MOMENTS[:HALF])
    fresh = resume(tiny_plan, now)
    assert fresh.moments["start"] is now.moments["start"]
    after, more = play_moments(tiny_plan, MOMENTS[HALF:], fresh)
    assert after.moments["start"] is now.moments["start"]
    assert select(more, NeutralTaken) == []


def test_what_the_hold_was_compared_with_is_forgotten(tiny_plan: Plan) -> None:
    now, _ = play_moments(tiny_plan, MOMENTS[:HALF])
    assert now.anchors
    fresh = resume(tiny_plan, now)
    assert fresh.anchors == {}
    assert fresh.good_since_s is None


def test_a_camera_that_stood_wrong_is_looked_at_again_and_a_right_one_is_not(
    tiny_plan: Plan,
) -> None:
    now, _ = play_moments(tiny_plan, MOMENTS[:HALF])
    assert resume(tiny_plan, now).view_ok is True
    assert resume(tiny_plan, replace(now, view_ok=False)).view_ok is None


def test_before_the_first_picture_there_is_nothing_to_close(tiny_plan: Plan) -> None:
    assert resume(tiny_plan, Progress()) == Progress()
