"""A camera read only now and then, which does almost nothing in between."""

import time
from collections import deque
from pathlib import Path
from threading import Event
from typing import cast

import cv2
import numpy as np
import pytest

from formcheck.vision.video import feeds
from formcheck.vision.video.camera import STALLED_S, Camera, CameraState
from formcheck.vision.video.video_texts import UNPLUGGED
from tests.vision.video.films import write_film
from tests.vision.video.servers import encode_jpeg, run_camera
from tests.vision.video.test_camera import PICTURES
from tests.waiting import wait_until

GREY, WHITE = (np.full((64, 96, 3), level, dtype=np.uint8) for level in (90, 230))
FRESH_S = 0.2


@pytest.fixture
def conversion_times(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Returns the list of times at which a frame was converted to an array."""
    seen: list[float] = []
    real = feeds._make_rgb

    def counting(*given: object) -> object:
        seen.append(time.monotonic())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(feeds, "_make_rgb", counting)
    return seen


def test_no_picture_is_made_unless_it_is_asked_for(conversion_times: list[float]) -> None:
    with (
        run_camera(PICTURES, fps=100) as server,
        Camera(server.url, on_demand=True) as camera,
    ):
        wait_until(lambda: server.sent > 20)
        assert not conversion_times
        assert camera.latest(None, 3.0) is not None
        sent = server.sent
        wait_until(lambda: server.sent > sent + 50)
        assert len(conversion_times) == 1


def test_the_picture_is_one_of_now_though_others_went_by_unseen() -> None:
    with (
        run_camera([GREY], fps=50) as server,
        Camera(server.url, on_demand=True) as camera,
    ):
        first = camera.latest(None, 3.0)
        assert first is not None
        assert abs(int(first.image.mean()) - 90) < 5
        server.pictures = [encode_jpeg(WHITE)]
        sent = server.sent
        wait_until(lambda: server.sent > sent + 20, "pictures that nobody asks for")
        second = camera.latest(time.monotonic() - FRESH_S, 1.0)
        assert second is not None
        assert abs(int(second.image.mean()) - 230) < 5
        assert second.index > first.index + 10


def test_a_picture_that_comes_too_late_is_there_for_the_next_time() -> None:
    with (
        run_camera(PICTURES, fps=4) as server,
        Camera(server.url, on_demand=True) as camera,
    ):
        first = camera.latest(None, 3.0)
        assert first is not None
        assert camera.latest(first.t_s, 0.0) is None
        wait_until(lambda: camera.latest(first.t_s, 0.0) is not None, timeout_s=2.0)


def test_silence_counts_from_when_a_picture_was_asked_for() -> None:
    with (
        run_camera(PICTURES) as server,
        Camera(server.url, on_demand=True) as camera,
    ):
        assert camera.latest(None, 3.0) is not None
        time.sleep(STALLED_S + 0.2)
        assert camera.status.state is CameraState.RUNNING
        server.stalls.set()
        time.sleep(0.2)
        asked_s = time.monotonic()
        assert camera.latest(asked_s, 0.1) is None
        assert camera.status.state is CameraState.RUNNING
        wait_until(lambda: camera.status.state is CameraState.LOST, timeout_s=STALLED_S + 1.5)
        server.stalls.clear()
        assert camera.latest(asked_s, 8.0) is not None
        assert camera.status.state is CameraState.RUNNING


def test_a_stream_that_breaks_off_is_told_without_being_asked_and_comes_back() -> None:
    with (
        run_camera(PICTURES) as server,
        Camera(server.url, on_demand=True) as camera,
    ):
        assert camera.latest(None, 3.0) is not None
        server.dies.set()
        wait_until(lambda: camera.status.state is CameraState.LOST)
        server.dies.clear()
        assert camera.latest(time.monotonic(), 5.0) is not None
        assert camera.status.state is CameraState.RUNNING


def test_a_video_goes_on_in_its_own_time_while_nobody_looks(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mp4", list(range(0, 2000, 50)))
    with Camera(str(path), on_demand=True) as camera:
        first = camera.latest(None, 3.0)
        assert first is not None
        camera.play()
        begun_s = time.monotonic()
        time.sleep(1.0)
        later = camera.latest(time.monotonic() - FRESH_S, 1.0)
        assert later is not None
        assert 150 < int(later.image[50, 50, 0]) < 250, "about the twentieth picture"
        wait_until(lambda: camera.status.state is CameraState.ENDED)
        assert 1.8 < time.monotonic() - begun_s < 3.0


def test_a_video_in_which_pictures_build_on_each_other_is_decoded_right(tmp_path: Path) -> None:
    """Only frames that no other depends on are skipped."""
    path = write_film(tmp_path / "film.mp4", list(range(0, 3000, 40)))
    with Camera(str(path), on_demand=True) as camera:
        camera.play()
        frame = camera.latest(None, 3.0)
        last_s = 0.0
        while frame is not None:
            corner = frame.image[10, 10]
            assert corner[0] > 200
            assert corner[2] < 60
            last_s = frame.t_s
            frame = camera.latest(last_s, 1.0)


def test_closing_does_not_wait_for_somebody_to_ask() -> None:
    with run_camera(PICTURES) as server:
        camera = Camera(server.url, on_demand=True)
        assert camera.latest(None, 3.0) is not None
        begun_s = time.monotonic()
        camera.close()
        assert time.monotonic() - begun_s < 0.5
        assert not camera._reader.is_alive()


class Driver:
    """Acts as a driver: it buffers some old frames, and blocks until the next one."""

    def __init__(self, waiting: int) -> None:
        self.waiting = deque(f"old {number}" for number in range(waiting))
        self.newest = ""
        self.gone = False

    def grab(self) -> bool:
        if self.gone:
            return False
        if self.waiting:
            self.newest = self.waiting.popleft()
        else:
            time.sleep(0.02)
            self.newest = "new"
        return True


def grab_due(driver: Driver, due: Event | None, *, stops: bool = False) -> bool:
    return feeds._grab(cast("cv2.VideoCapture", driver), lambda _: stops, due)


@pytest.mark.parametrize("waiting", [0, 1, 4])
def test_what_a_driver_kept_waiting_is_passed_over(waiting: int) -> None:
    driver, due = Driver(waiting), Event()
    due.set()
    assert grab_due(driver, due)
    assert driver.newest == "new"


def test_a_driver_that_never_makes_one_wait_is_asked_a_few_times_only() -> None:
    driver, due = Driver(10_000), Event()
    due.set()
    assert grab_due(driver, due)
    assert len(driver.waiting) > 9_900


def test_nothing_is_grabbed_from_a_camera_before_a_picture_is_due() -> None:
    driver, due = Driver(4), Event()
    assert not grab_due(driver, due, stops=True)
    assert len(driver.waiting) == 4


def test_a_camera_that_was_unplugged_in_between_is_noticed_with_the_next_picture() -> None:
    driver, due = Driver(0), Event()
    driver.gone = True
    due.set()
    assert not grab_due(driver, due)


class RecordingDriver(Driver):
    """A driver that records its settings."""

    def __init__(self) -> None:
        super().__init__(0)
        self.asked: dict[int, float] = {}

    def set(self, what: int, value: float) -> bool:
        self.asked[what] = value
        return True


def test_a_camera_looked_at_once_in_a_while_is_asked_for_few_and_small_pictures() -> None:
    seldom, always = RecordingDriver(), RecordingDriver()
    feeds._ask_for_pictures(cast("cv2.VideoCapture", seldom), on_demand=True)
    feeds._ask_for_pictures(cast("cv2.VideoCapture", always), on_demand=False)
    assert seldom.asked[cv2.CAP_PROP_FPS] < 15
    assert cv2.CAP_PROP_FPS not in always.asked
    assert seldom.asked[cv2.CAP_PROP_FRAME_WIDTH] < always.asked[cv2.CAP_PROP_FRAME_WIDTH]


class UnreadableDriver(Driver):
    """A driver whose frames can't be read, as DirectShow behaves after a camera is unplugged."""

    isOpened = set = release = lambda *_: True  # noqa: N815 - the names of OpenCV

    def retrieve(self) -> tuple[bool, None]:
        return False, None


@pytest.fixture
def unreadable_camera(monkeypatch: pytest.MonkeyPatch) -> list[UnreadableDriver]:
    """Returns the list of opened cameras, one for each attempt."""
    opened: list[UnreadableDriver] = []

    def open_one(*_: object) -> UnreadableDriver:
        opened.append(UnreadableDriver(0))
        return opened[-1]

    monkeypatch.setattr(feeds, "_look_at_node", lambda _: None)
    monkeypatch.setattr(cv2, "VideoCapture", open_one)
    return opened


def test_a_camera_whose_pictures_can_no_longer_be_read_is_opened_again(
    unreadable_camera: list[UnreadableDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_READ_S", 0.2)
    with Camera("0") as camera:
        wait_until(lambda: camera.status.state is CameraState.LOST)
        assert camera.status.say == UNPLUGGED
        wait_until(lambda: len(unreadable_camera) > 1)


@pytest.mark.usefixtures("unreadable_camera")
def test_a_camera_whose_pictures_can_never_be_read_can_be_closed() -> None:
    camera = Camera("0")
    assert camera.latest(None, 0.2) is None
    camera.close()
    assert not camera._reader.is_alive()


def test_who_wants_every_picture_gets_the_old_ones_too() -> None:
    driver = Driver(2)
    assert grab_due(driver, None)
    assert driver.newest == "old 0"
