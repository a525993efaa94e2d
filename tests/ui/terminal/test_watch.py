"""When the camera is used and when it is released."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from formcheck.core.language import ENGLISH
from formcheck.core.posture.breaks import BreakEnded, BreakOrder
from formcheck.core.posture.posture_values import PostureState, Unjudgeable, View
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Suppression, Surroundings
from formcheck.core.posture.sit import PauseOrder, Resume, Watching
from formcheck.engine.posture_monitor import PostureMonitor, PostureUpdate
from formcheck.engine.posture_service import PostureService
from formcheck.ui.terminal.monitor_camera import CameraWatch, ManagedCamera
from formcheck.vision.video.camera import CameraState, CameraStatus
from tests.engine.seated_people import Script, make_image, switch_bodies, upright
from tests.vision.video.servers import MjpegCamera, run_camera
from tests.waiting import wait_until


class MonitorRun:
    """A monitor in front of a camera, with changeable surroundings."""

    def __init__(self, source: str, *, yields: bool) -> None:
        self.around = QUIET_ROOM
        self.script = Script(switch_bodies((0.0, upright())))
        self.monitor = PostureMonitor(Path("unused"), Rules(), finder=self.script)
        self.lens = ManagedCamera(source)
        service = PostureService(self.monitor, ENGLISH, history=False)
        self.watch = CameraWatch(service, self.lens, lambda: self.around, yields=yields)
        self.now_s = 100.0

    def look(self) -> PostureUpdate:
        self.now_s += 1.0
        return self.watch.look(self.now_s)

    def look_until(self, true: Callable[[PostureUpdate], object], what: str) -> PostureUpdate:
        """Analyses frames until ``true`` holds for an update, and returns that."""
        sats: list[PostureUpdate] = []

        def is_so() -> object:
            sats.append(self.look())
            return true(sats[-1])

        wait_until(is_so, what)
        return sats[-1]


@pytest.fixture
def server() -> Iterator[MjpegCamera]:
    with run_camera([make_image()], fps=50) as made:
        yield made


@pytest.fixture
def desk(server: MjpegCamera) -> Iterator[MonitorRun]:
    made = MonitorRun(server.url, yields=True)
    yield made
    made.lens.close()


def is_upright_seen(update: PostureUpdate) -> bool:
    return update.view.state is PostureState.UPRIGHT


def test_a_look_sees_the_person(desk: MonitorRun) -> None:
    assert desk.look_until(is_upright_seen, "upright").view.seen_from is View.FRONT


def test_a_pause_lets_the_camera_go_with_the_look_that_begins_it(desk: MonitorRun) -> None:
    desk.look_until(is_upright_seen, "upright")
    desk.monitor.order(PauseOrder(30.0))
    assert desk.look().view.paused_until_s is not None
    assert not desk.lens.is_open
    seen = len(desk.script.asked_s)
    desk.look()
    assert not desk.lens.is_open
    assert len(desk.script.asked_s) == seen
    desk.monitor.order(Resume())
    desk.look()
    desk.look_until(is_upright_seen, "upright again")


def test_in_a_pause_nothing_is_shown_that_nobody_asked_for(desk: MonitorRun) -> None:
    desk.monitor.order(BreakOrder.TAKE)
    assert not desk.look().view.wants_quiet
    desk.monitor.order(PauseOrder(30.0))
    update = desk.look()
    assert any(isinstance(event, BreakEnded) for event in update.events)
    assert update.view.wants_quiet, "so the end of the break is not announced"
    desk.monitor.order(Resume())
    assert not desk.look().view.wants_quiet
    desk.around = Surroundings(do_not_disturb=True)
    assert desk.look().view.wants_quiet


def test_a_locked_screen_lets_the_camera_go_and_is_away(desk: MonitorRun) -> None:
    desk.look_until(is_upright_seen, "upright")
    desk.around = Surroundings(locked=True)
    update = desk.look()
    assert not desk.lens.is_open
    assert (update.view.watching, update.view.state) == (Watching.OUT, PostureState.AWAY)
    desk.around = QUIET_ROOM
    desk.look_until(is_upright_seen, "upright again")


@pytest.mark.parametrize("around", [Surroundings(locked=True), Surroundings(call=True)])
def test_begun_with_the_screen_locked_or_in_a_call_it_opens_no_camera(
    desk: MonitorRun, server: MjpegCamera, around: Surroundings
) -> None:
    desk.around = around
    desk.look()
    desk.look()
    assert server.sent == 0
    desk.around = QUIET_ROOM
    desk.look_until(is_upright_seen, "upright")


def test_a_call_gets_the_camera_of_this_machine(desk: MonitorRun) -> None:
    desk.look_until(is_upright_seen, "upright")
    desk.around = Surroundings(call=True)
    desk.look()
    assert desk.watch.gives_way
    assert not desk.lens.is_open
    desk.around = QUIET_ROOM
    desk.look_until(is_upright_seen, "upright again")
    assert not desk.watch.gives_way


def test_a_camera_that_nobody_else_can_want_goes_on_in_a_call(server: MjpegCamera) -> None:
    desk = MonitorRun(server.url, yields=False)
    desk.around = Surroundings(call=True)
    update = desk.look_until(is_upright_seen, "upright")
    assert update.view.holding_back is Suppression.CALL
    desk.lens.close()
    assert not desk.watch.gives_way


def test_a_camera_in_use_counts_as_a_call_and_is_tried_again(
    desk: MonitorRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = CameraStatus(CameraState.BUSY, "The camera is in use.")
    monkeypatch.setattr(ManagedCamera, "status", property(lambda _: busy))
    monkeypatch.setattr(desk.lens, "picture", lambda _: None)
    update = desk.look_until(
        lambda update: update.view.unclear is Unjudgeable.PICTURE, "no picture"
    )
    assert desk.watch.surroundings.call
    assert update.view.holding_back is Suppression.CALL
    assert desk.lens.is_open
    assert not desk.watch.gives_way
    monkeypatch.undo()
    desk.look_until(is_upright_seen, "upright")


def test_the_camera_is_free_while_another_part_needs_it(desk: MonitorRun) -> None:
    desk.look_until(is_upright_seen, "upright")
    desk.lens.close()
    assert not desk.lens.is_open
    assert not desk.watch.gives_way, "that is for calls"
    desk.look_until(is_upright_seen, "upright again")


def test_no_picture_is_kept_between_looks(desk: MonitorRun) -> None:
    """Only the camera object keeps the last image of its reader."""
    desk.look_until(is_upright_seen, "upright")
    for part in (desk.watch, desk.monitor):
        held = [name for name, value in vars(part).items() if hasattr(value, "shape")]
        assert not held
