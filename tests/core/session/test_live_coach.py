"""One side coached live, and which part of it counts."""

from formcheck.core.body import Side
from formcheck.core.kinematics import measure_pose
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.stretch import plan_for
from tests.engine.sessions import LEAN, Key, body_at, short_spec
from tests.engine.test_repetitions import ARM_RAISES, make_raises


def test_a_start_that_is_forgotten_was_never_seen() -> None:
    coach = LiveCoach(plan_for(short_spec(LEAN), Side.LEFT))
    keys = [Key(0.0), Key(5.0)]
    for i in range(50):
        coach = coach.advance(i / 10, measure_pose(body_at(keys, i / 10).pose(i / 10)))
    assert not coach.summary().neutral_assumed
    forgotten = coach.forget_start()
    assert forgotten.summary().neutral_assumed
    assert forgotten.progress.start_seen_s is None
    later = forgotten.advance(5.0, measure_pose(body_at(keys, 5.0).pose(5.0)))
    assert later.summary().neutral_assumed, "of the new rest only a moment was seen"


def test_repetitions_of_an_attempt_that_was_not_meant_are_not_in_the_result() -> None:
    keys = make_raises(3.0, "left", 3)
    coach = LiveCoach(plan_for(short_spec(ARM_RAISES), Side.LEFT)).note_work(0.0, works=True)
    for i in range(160):
        t_s = i / 10
        coach = coach.advance(t_s, measure_pose(body_at(keys, t_s).pose(t_s)))
        if t_s == 10.5:
            coach = coach.resume()
        coach = coach.count(counts=t_s > 10.5)
    summary = coach.summary()
    assert summary.reps == len(summary.repetitions) == 1
