"""Frames without a detection now and then do not change the result."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.coach import Progress, advance, interrupt
from formcheck.core.coach.events import Repetition
from formcheck.core.kinematics import measure_pose
from formcheck.core.session.session_values import Stage
from formcheck.core.stretch import plan_for
from formcheck.engine.analyse import Analysis, analyse
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.live_sessions import make_run
from tests.engine.sessions import SIZE, body_at, session, short_spec, up_and_down
from tests.engine.test_repetitions import ARM_RAISES, make_raises

GOOD = up_and_down(4.0, 9.0, "left")
EVERY = (2, 5)


def miss_pictures(frames: Sequence[DetectedFrame], every: int) -> list[DetectedFrame]:
    """Returns the frames with every ``every``-th one empty."""
    return [
        replace(frame, detections=()) if (number + 1) % every == 0 else frame
        for number, frame in enumerate(frames)
    ]


def judge(frames: Sequence[DetectedFrame], text: str | None = None) -> Analysis:
    spec = short_spec(text) if text else short_spec()
    return analyse(spec, (Side.LEFT,), frames, SIZE)


@pytest.mark.parametrize("fps", [30.0, 24.0])
def test_a_recorded_hold_is_the_same_with_its_range(fps: float) -> None:
    frames = session(GOOD, 11.0, fps)
    (whole,) = judge(frames).sides[0].holds
    for every in EVERY:
        (hold,) = judge(miss_pictures(frames, every)).sides[0].holds
        assert hold.held_s == pytest.approx(whole.held_s, abs=2.1 / fps)
        assert (hold.start_s, hold.end_s) == pytest.approx(
            (whole.start_s, whole.end_s), abs=2.1 / fps
        )
        assert (hold.least_s, hold.most_s) == pytest.approx(
            (whole.least_s, whole.most_s), abs=4.1 / fps
        )


@pytest.mark.parametrize("fps", [30.0, 24.0])
def test_recorded_repetitions_are_the_same(fps: float) -> None:
    frames = session(make_raises(3.0, "left", 2), 12.0, fps)
    whole = judge(frames, ARM_RAISES).sides[0].repetitions
    assert [rep.counted for rep in whole] == [True, True]
    for every in EVERY:
        reps = judge(miss_pictures(frames, every), ARM_RAISES).sides[0].repetitions
        assert [rep.counted for rep in reps] == [True, True]
        ends = [[(rep.start_s, rep.end_s) for rep in found] for found in (reps, whole)]
        assert np.array(ends[0]) == pytest.approx(np.array(ends[1]), abs=2.1 / fps)


@pytest.mark.parametrize("fps", [2.0, 3.0])
def test_a_frame_that_did_not_come_costs_nothing_however_few_there_are(fps: float) -> None:
    """A regression: each took a second or more from the hold, which ended as too short."""
    frames = session(up_and_down(6.0, 26.0, "left"), 30.0, fps)
    (whole,) = judge(frames).sides[0].holds
    (hold,) = judge([f for n, f in enumerate(frames) if (n + 1) % 5]).sides[0].holds
    assert hold.held_s == pytest.approx(whole.held_s, abs=1.1 / fps)


@pytest.mark.parametrize("every", EVERY)
def test_a_live_session_goes_on_and_holds_the_same(every: int) -> None:
    frames = session(GOOD, 11.0, 30.0)
    whole, missing = make_run(short_spec()), make_run(short_spec())
    whole.play(frames)
    missing.play(miss_pictures(frames, every))
    (expected,), (found,) = (one.session.result().stretches for one in (whole, missing))
    assert found.completed
    assert found.sides[0].held_s == pytest.approx(expected.sides[0].held_s, abs=2.1 / 30.0)
    for shown in missing.shown:
        if shown.screen.stage is Stage.SETUP and shown.screen.framing:
            assert next(one.ok for one in shown.screen.framing if one.id == "person")


def test_a_row_of_a_missed_picture_shows_no_readings() -> None:
    analysis = judge(miss_pictures(session(GOOD, 7.0, 24.0), 5))
    values, verdicts = analysis.records.sides[0].list_readings()
    missed = ~analysis.records.poses.in_view
    assert missed.sum() == 33
    assert np.isnan(values[missed]).all()
    assert set(verdicts[missed].ravel()) <= {"", "unseen"}


def test_who_is_gone_for_longer_left_with_the_first_picture_without_them() -> None:
    frames = session(GOOD, 11.0, 30.0)
    gone = [replace(f, detections=()) if 6.0 <= f.t_s < 8.5 else f for f in frames]
    (span,) = judge(gone).sides[0].unseen
    assert (span.start_s, span.end_s) == pytest.approx((6.0, 8.5), abs=0.001)


def test_a_pause_just_after_a_missed_picture_is_no_part_of_a_repetition() -> None:
    plan, keys = plan_for(short_spec(ARM_RAISES), Side.LEFT), make_raises(3.0, "left", 2)
    now, reps, away_s = Progress(), list[Repetition](), 0.0
    for number in range(360):
        t_s = number / 30
        if number == 105:
            now = interrupt(plan, advance(plan, now, t_s, None))
            away_s = 60.0
            continue
        now = advance(plan, now, t_s + away_s, measure_pose(body_at(keys, t_s).pose(t_s + away_s)))
        reps += [event for event in now.events if isinstance(event, Repetition)]
    assert [rep.counted for rep in reps] == [True, True], reps
