import weakref
from threading import Thread

import pytest

from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import (
    BaselineKind,
    CalibrationRefusal,
    PostureState,
    Segment,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
)
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Surroundings
from formcheck.core.posture.sit import Paused, PauseOrder, Resume, StateChanged
from formcheck.engine.observer import PostureObserver
from formcheck.engine.posture_monitor import Calibrating
from formcheck.engine.sit_baseline import BaselineWanted
from formcheck.engine.sit_video import sit_looks
from formcheck.engine.sitter_seat import SeatState
from tests.bodies import Body
from tests.engine.seated_people import (
    SIZE,
    MonitorRun,
    detect_body,
    make_image,
    make_run,
    switch_bodies,
    tilted,
    upright,
)

CALL = Surroundings(call=True)


@pytest.fixture(scope="module")
def own() -> UprightBaseline:
    """Returns the baseline of the person at the laptop."""
    found = make_run(upright())
    return take_baseline(found)


def take_baseline(found: MonitorRun) -> UprightBaseline:
    """Takes a baseline and asserts that it is accepted."""
    now_s = found.updates[-1].view.t_s if found.updates else 0.0
    found.monitor.begin_calibration()
    found.run_until(now_s + 8.0)
    assert found.monitor._state.baseline is not None
    return found.monitor._state.baseline


def list_calibrations(found: MonitorRun) -> list[Calibrating]:
    return [sat.calibrating for sat in found.updates if sat.calibrating is not None]


def list_spans(found: MonitorRun) -> list[tuple[float, float, PostureState]]:
    segments = [e for e in found.list_events(Segment) if isinstance(e, Segment)]
    closing = [e for e in found.monitor.finish() if isinstance(e, Segment)]
    return [(s.start_s, s.end_s, s.state) for s in [*segments, *closing]]


def test_a_slouch_shows_within_two_seconds_at_the_usual_rate(own: UprightBaseline) -> None:
    found = make_run(switch_bodies((0.0, upright()), (20.0, tilted())), own)
    found.run_until(30.0)
    changes = [e for e in found.list_events(StateChanged) if isinstance(e, StateChanged)]
    slouch = next(e for e in changes if e.state is PostureState.SLOUCHED)
    assert 20.0 < slouch.t_s <= 22.0
    assert SlouchReason.HEAD_TILT in slouch.why
    assert found.updates[-1].view.cue


def test_a_quiet_person_is_looked_at_once_a_second(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(120.0)
    assert len([t for t in found.script.asked_s if 20.0 < t <= 120.0]) == pytest.approx(100, abs=2)


def test_the_nudge_comes_after_a_minute_of_it_and_not_again(own: UprightBaseline) -> None:
    found = make_run(switch_bodies((0.0, upright()), (90.0, tilted())), own)
    found.run_until(300.0)
    (nudge,) = found.list_events(Nudged)
    assert isinstance(nudge, Nudged)
    assert nudge.t_s == pytest.approx(150.0, abs=3.0)
    assert SlouchReason.HEAD_TILT in nudge.why


def test_nobody_is_told_anything_during_a_call(own: UprightBaseline) -> None:
    found = make_run(switch_bodies((0.0, upright()), (90.0, tilted())), own)
    found.run_until(300.0, around=CALL)
    assert not found.list_events(Nudged)
    found.run_until(330.0)
    assert len(found.list_events(Nudged)) == 1


def test_whoever_leaves_is_away_and_back_when_they_are_back(own: UprightBaseline) -> None:
    found = make_run(switch_bodies((0.0, upright()), (20.0, None), (60.0, upright())), own)
    assert found.run_until(19.0).view.state is PostureState.UPRIGHT
    assert found.run_until(27.0).view.state is PostureState.AWAY
    assert found.run_until(65.0).view.state is PostureState.UPRIGHT
    (left, gone, back) = list_spans(found)
    assert gone == (pytest.approx(20.0, abs=1.5), pytest.approx(60.0, abs=2.5), PostureState.AWAY)
    assert left[1], back[0] == (gone[0], gone[1])


@pytest.mark.parametrize("level", [0, 6])
def test_a_covered_lens_is_unsure_and_not_away(own: UprightBaseline, level: int) -> None:
    found = make_run(upright(), own)
    found.run_until(20.0)
    asked = len(found.script.asked_s)
    found.run_until(40.0, image=make_image(level))
    assert found.updates[-1].view.state is PostureState.UNSURE
    assert found.updates[-1].view.unclear is Unjudgeable.PICTURE
    assert len(found.script.asked_s) == asked
    found.run_until(45.0)
    assert found.updates[-1].view.state is PostureState.UPRIGHT


def test_time_without_a_picture_is_unsure_and_nothing_is_looked_at(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(20.0)
    asked = len(found.script.asked_s)
    for t_s in range(21, 41):
        sat = found.monitor.look_at(None, float(t_s), QUIET_ROOM)
    assert sat.view.state is PostureState.UNSURE
    assert sat.view.t_s == 40.0
    assert len(found.script.asked_s) == asked


def test_a_baseline_takes_five_seconds_and_is_told_once() -> None:
    found = make_run(upright())
    found.run_until(3.0)
    assert list_calibrations(found) == []
    take_baseline(found)
    states = list_calibrations(found)
    assert states[0].left_s == pytest.approx(5.0, abs=0.01)
    lefts_s = [state.left_s for state in states]
    assert lefts_s == sorted(lefts_s, reverse=True)
    assert [state.taken is not None for state in states] == [False] * (len(states) - 1) + [True]
    assert states[-1].left_s == 0.0
    assert states[-1].taken is found.monitor._state.baseline
    assert found.monitor.next_look_s > 0.25
    assert 15 <= len(states) <= 30


def test_the_new_baseline_is_judged_by() -> None:
    crooked = Body.moved(upright(), x_m=0.05)
    found = make_run(switch_bodies((0.0, crooked), (30.0, tilted())))
    assert found.run_until(5.0).view.notes
    take_baseline(found)
    taken = next(sat for sat in found.updates if sat.calibrating and sat.calibrating.taken)
    assert max(taken.view.strength.values()) < 1.0
    found.run_until(25.0)
    assert not found.updates[-1].view.notes
    assert found.run_until(35.0).view.state is PostureState.SLOUCHED


def test_whoever_sits_where_the_baseline_was_taken_is_looked_for(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    assert found.script.expected is own
    found.monitor.use(None)
    assert found.script.expected is None
    taken = take_baseline(found)
    assert found.script.expected is taken


def test_without_a_baseline_who_was_seen_beside_the_sitter_is_not_judged(
    own: UprightBaseline,
) -> None:
    found = make_run(upright())
    assert found.run_until(10.0).view.state is PostureState.UPRIGHT
    found.script.seat = SeatState(is_other=True, kept_s=10.0)
    assert found.run_until(20.0).view.state is PostureState.AWAY
    taken = take_baseline(found)
    assert taken.values == pytest.approx(own.values, nan_ok=True)
    assert found.run_until(40.0).view.state is PostureState.UPRIGHT


def test_a_restless_person_gets_a_sentence_and_keeps_the_old_baseline(own: UprightBaseline) -> None:
    def restless(t_s: float) -> Body:
        return upright().moved(x_m=0.15 * (int(t_s * 2) % 2))

    found = make_run(restless, own)
    found.run_until(3.0)
    found.monitor.begin_calibration()
    found.run_until(12.0)
    last = list_calibrations(found)[-1]
    assert (last.refused, last.taken) == (CalibrationRefusal.UNSTEADY, None)
    assert found.monitor._state.baseline is own
    assert found.updates[-1].calibrating is None


def test_nobody_there_gives_no_baseline() -> None:
    found = make_run(None)
    found.monitor.begin_calibration()
    found.run_until(8.0)
    assert list_calibrations(found)[-1].refused is CalibrationRefusal.NOBODY


def test_two_of_the_five_seconds_are_no_baseline() -> None:
    found = make_run(switch_bodies((0.0, upright()), (3.0, None)))
    found.run_until(1.0)
    found.monitor.begin_calibration()
    found.run_until(9.0)
    assert (list_calibrations(found)[-1].refused, list_calibrations(found)[-1].taken) == (
        CalibrationRefusal.TOO_FEW,
        None,
    )


def test_a_covered_lens_and_a_camera_that_another_has_are_told_apart() -> None:
    found = make_run(upright())
    found.monitor.begin_calibration()
    found.run_until(8.0, image=make_image(0))
    assert list_calibrations(found)[-1].refused is CalibrationRefusal.NO_PICTURE
    found.monitor.begin_calibration()
    without = [found.monitor.look_at(None, 9.0 + 0.25 * n, CALL) for n in range(24)]
    refused = [sat.calibrating.refused for sat in without if sat.calibrating is not None]
    assert refused[-1] is CalibrationRefusal.NO_FRAMES
    assert "another program" in CalibrationRefusal.NO_FRAMES


def test_taking_a_baseline_can_be_given_up(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.monitor.begin_calibration()
    assert found.run_until(2.0).calibrating is not None
    found.monitor.stop_calibrating()
    found.run_until(12.0)
    assert found.updates[-1].calibrating is None
    assert found.monitor._state.baseline is own


def test_another_profile_and_other_rules_hold_from_the_next_look(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(10.0)
    found.monitor.use(None)
    found.monitor.change(Rules(sensitivity=Sensitivity.STRICT, look_every_s=2.0))
    found.run_until(20.0)
    assert found.monitor._state.baseline is None
    assert found.updates[-1].view.notes
    found.run_until(40.0)
    assert found.updates[-1].view.t_s - found.updates[-2].view.t_s == pytest.approx(2.0)


def test_orders_from_any_thread_are_taken_with_the_next_look(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(10.0)
    other = Thread(target=found.monitor.order, args=(PauseOrder(minutes=5.0),))
    other.start()
    other.join()
    assert not found.list_events(Paused)
    found.run_until(12.0)
    assert len(found.list_events(Paused)) == 1
    assert found.updates[-1].view.paused_until_s == pytest.approx(311.0, abs=2.0)
    found.monitor.order(Resume())
    found.run_until(14.0)
    assert found.updates[-1].view.paused_until_s is None


def test_nobody_is_looked_at_while_it_is_paused_or_locked(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(10.0)
    found.monitor.order(PauseOrder(minutes=1.0))
    found.run_until(12.0)
    asked = len(found.script.asked_s)
    found.run_until(60.0)
    assert len(found.script.asked_s) == asked
    found.run_until(80.0)
    assert len(found.script.asked_s) > asked + 3
    asked = len(found.script.asked_s)
    found.run_until(100.0, around=Surroundings(locked=True))
    assert len(found.script.asked_s) == asked
    assert found.updates[-1].view.state is PostureState.AWAY


def test_what_nobody_watched_counts_for_nothing(own: UprightBaseline) -> None:
    """The machine slept for an hour while the person slouched."""
    found = make_run(switch_bodies((0.0, upright()), (20.0, tilted())), own)
    found.run_until(30.0)
    found.look_at(3630.0)
    found.run_until(3650.0)
    slouched_s = sum(
        end - start for start, end, state in list_spans(found) if state is PostureState.SLOUCHED
    )
    assert slouched_s == pytest.approx(10.0 + 20.0, abs=3.0)
    assert not found.list_events(Nudged)


def test_a_picture_that_is_not_later_is_not_looked_at(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    found.run_until(5.0)
    asked = len(found.script.asked_s)
    found.monitor.order(PauseOrder(minutes=1.0))
    for t_s in (5.0, 4.5):
        sat = found.look_at(t_s)
        assert (sat.view.t_s, sat.events) == (5.0, ())
    assert len(found.script.asked_s) == asked
    assert found.run_until(7.0).view.paused_until_s is not None


def test_times_count_from_the_first_look_whatever_the_clock(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    assert found.look_at(98765.4).view.t_s == 0.0
    assert found.look_at(98766.4).view.t_s == pytest.approx(1.0)
    assert found.look_at(2.0).view.t_s == pytest.approx(1.05)  # a page that was reloaded


def test_no_picture_is_kept(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    image = make_image()
    gone = weakref.ref(image)
    found.look_at(0.0, image=image)
    del image
    assert gone() is None


def test_the_models_are_let_go_of(own: UprightBaseline) -> None:
    found = make_run(upright(), own)
    with found.monitor:
        found.look_at(0.0)
    assert found.script.closed == 1


def test_the_same_looks_come_to_the_same(own: UprightBaseline) -> None:
    at = switch_bodies((0.0, upright()), (30.0, tilted()), (110.0, None), (140.0, upright()))
    one, other = make_run(at, own), make_run(at, own)
    one.run_until(200.0)
    other.run_until(200.0)
    assert [sat.view for sat in one.updates] == [sat.view for sat in other.updates]
    assert [sat.events for sat in one.updates] == [sat.events for sat in other.updates]


def test_live_comes_to_what_a_recording_of_it_comes_to(own: UprightBaseline) -> None:
    at = switch_bodies((0.0, upright()), (30.0, tilted()), (110.0, None), (140.0, upright()))
    live = make_run(at, own)
    live.run_until(180.0, 1.0)
    eyes = PostureObserver()
    looks = [
        eyes.look(None if (body := at(t)) is None else detect_body(body), t, SIZE)
        for t in map(float, range(181))
    ]
    profile = BaselineWanted(BaselineKind.PROFILE, "desk", own)
    film = sit_looks(looks, profile, Rules())
    assert list_spans(live) == [(s.start_s, s.end_s, s.state) for s in film.segments]
    nudges = [(e.t_s, e.why) for e in live.list_events(Nudged) if isinstance(e, Nudged)]
    assert nudges == list(film.nudges)
    assert len(nudges) == 1


def test_two_and_ten_looks_a_second_agree_within_a_look(own: UprightBaseline) -> None:
    at = switch_bodies((0.0, upright()), (30.2, tilted()), (60.7, upright()), (90.3, None))
    slow, fast = make_run(at, own), make_run(at, own)
    slow.run_until(120.0, 0.5)
    fast.run_until(120.0, 0.1)
    for one, other in zip(list_spans(slow), list_spans(fast), strict=True):
        assert one[2] is other[2]
        assert one[:2] == pytest.approx(other[:2], abs=0.5)
