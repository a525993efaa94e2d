import socket
import ssl
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from cv2_enumerate_cameras.camera_info import CameraInfo

from formcheck.files.errors import FormcheckError
from formcheck.library.languages import load_words
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.video import devices, feeds
from formcheck.vision.video.camera import STALLED_S, Camera, CameraState
from formcheck.vision.video.camera_consent import CONSENT
from formcheck.vision.video.devices import (
    Device,
    UnpluggedError,
    cameras,
    check_plugged_in,
    place_of,
)
from formcheck.vision.video.frames import BLACK_S
from formcheck.vision.video.video_texts import IN_USE, NO_PICTURES, NOT_ALLOWED, REFUSED
from tests.registry import Registry
from tests.vision.video.films import make_corner_image, write_film
from tests.vision.video.servers import encode_jpeg, run_camera
from tests.waiting import wait_until

PICTURES = [make_corner_image(96, 64, level) for level in (60, 120, 180)]
BLACK = np.full((64, 96, 3), 5, dtype=np.uint8)


def test_a_network_camera_gives_pictures_in_red_green_blue_with_rising_times() -> None:
    with run_camera(PICTURES) as server, Camera(server.url) as camera:
        first = camera.latest(None, 3.0)
        assert first is not None
        assert camera.status.state is CameraState.RUNNING
        assert camera.status.say == ""
        second = camera.latest(first.t_s, 3.0)
        assert second is not None
        assert second.t_s > first.t_s
        assert second.image.shape == (64, 96, 3)
        assert second.image.flags.c_contiguous
        red, blue = second.image[10, 10], second.image[10, 80]
        assert red[0] > 200
        assert red[2] < 60
        assert blue[2] > 200


class CountedWaits(threading.Event):
    """Counts waits instead of waiting, and is set after the fifth."""

    waited_s: tuple[float, ...] = ()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_s += (timeout or 0.0,)
        return False

    def is_set(self) -> bool:
        return len(self.waited_s) == 5


def test_waits_between_tries_double_from_the_first() -> None:
    with Camera("http://127.0.0.1:9/") as camera:
        pass
    camera._closing = closing = CountedWaits()
    camera._read()
    assert closing.waited_s == (0.5, 1.0, 2.0, 4.0, 4.0)


@pytest.fixture
def tls_context(tmp_path: Path) -> ssl.SSLContext:
    """Returns a TLS context for 127.0.0.1 with a certificate of an unknown authority."""
    trustme = pytest.importorskip("trustme", reason="trustme is not installed")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def yields_images(address: str) -> bool:
    with Camera(address) as camera:
        return camera.latest(None, 3.0) is not None


def test_a_camera_is_reached_while_the_pose_model_is_kept_off_the_network(
    tls_context: ssl.SSLContext,
) -> None:
    with (
        Landmarker(model_path()) as model,
        run_camera(PICTURES) as plain,
        run_camera(PICTURES, context=tls_context) as safe,
    ):
        model.detect(BLACK, 0.0)
        assert yields_images(plain.url)
        assert yields_images(safe.url)
        model.detect(BLACK, 1.0)


def test_a_camera_is_reached_through_the_proxy_that_the_user_has_set(
    tls_context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with run_camera(PICTURES) as proxy, run_camera(PICTURES, context=tls_context) as safe:
        assert not yields_images("http://camera.invalid/video")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        assert yields_images("http://camera.invalid/video")
        assert yields_images(safe.url)
        assert proxy.lines == 1
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert yields_images(safe.url)
        monkeypatch.delenv("no_proxy")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # FFmpeg does not know this one by itself
        assert yields_images(safe.url.replace("//", "//admin:secret@"))
        assert proxy.lines == 1


def test_who_looks_seldom_sees_the_newest_picture_and_no_old_ones() -> None:
    with run_camera(PICTURES, fps=100) as server, Camera(server.url) as camera:
        first = camera.latest(None, 3.0)
        assert first is not None
        sent = server.sent
        wait_until(lambda: server.sent > sent + 20, "pictures that nobody asks for")
        late = camera.latest(first.t_s, 1.0)
        assert late is not None
        assert late.index > first.index + 5
        assert time.monotonic() - late.t_s < 0.2


def test_without_a_newer_picture_it_says_so_in_time() -> None:
    with run_camera(PICTURES) as server, Camera(server.url) as camera:
        assert camera.latest(None, 3.0) is not None
        begun_s = time.monotonic()
        assert camera.latest(begun_s + 100, 0.1) is None
        assert 0.1 <= time.monotonic() - begun_s < 0.5


def test_a_stream_that_breaks_off_is_told_and_comes_back_by_itself() -> None:
    with run_camera(PICTURES) as server, Camera(server.url) as camera:
        assert camera.latest(None, 3.0) is not None
        port = server.port
        server.dies.set()
        wait_until(lambda: camera.status.state is CameraState.LOST)
        assert camera.status.say == "The connection to the camera was lost."
        lost_s = time.monotonic()
        server.dies.clear()
        back = camera.latest(lost_s, 5.0)
        assert back is not None
        assert back.t_s > lost_s
        assert camera.status.state is CameraState.RUNNING
        assert server.port == port


def test_a_damaged_picture_is_left_out_and_the_stream_goes_on() -> None:
    with run_camera(PICTURES, fps=60) as server, Camera(server.url) as camera:
        frame = camera.latest(None, 3.0)
        assert frame is not None
        server.pictures = [b"\xff\xd8 damaged \xff\xd9", *server.pictures]
        for _ in range(12):
            frame = camera.latest(frame.t_s, 0.4)
            assert frame is not None
            assert camera.status.state is CameraState.RUNNING


def test_a_stream_that_stalls_is_lost_until_it_goes_on() -> None:
    with run_camera(PICTURES) as server, Camera(server.url) as camera:
        assert camera.latest(None, 3.0) is not None
        server.stalls.set()
        wait_until(lambda: camera.status.state is CameraState.LOST, timeout_s=STALLED_S + 1.5)
        assert "No pictures" in camera.status.say
        stalled_s = time.monotonic()
        server.stalls.clear()
        assert camera.latest(stalled_s, 8.0) is not None
        assert camera.status.state is CameraState.RUNNING


def test_a_black_picture_is_told_after_a_moment_and_only_while_it_is_black() -> None:
    with run_camera([BLACK]) as server, Camera(server.url) as camera:
        first = camera.latest(None, 3.0)
        assert first is not None
        assert camera.status.state is CameraState.RUNNING
        wait_until(lambda: camera.status.state is CameraState.BLACK, timeout_s=BLACK_S + 1.0)
        assert time.monotonic() - first.t_s >= BLACK_S
        assert "uncover" in camera.status.say
        server.pictures = [encode_jpeg(image) for image in PICTURES]
        wait_until(lambda: camera.status.state is CameraState.RUNNING)


@pytest.mark.parametrize(
    ("address", "state", "said"),
    [
        ("http://127.0.0.1:9/video", CameraState.ABSENT, "can't be reached"),
        ("http://no-such-host.invalid/video", CameraState.ABSENT, "can't be reached"),
        ("rtsp://127.0.0.1:9/video", CameraState.ABSENT, "can't be reached"),
    ],
    ids=["nobody listens", "wrong host", "rtsp"],
)
def test_an_address_where_no_camera_is_is_a_sentence(
    address: str, state: CameraState, said: str
) -> None:
    with Camera(address) as camera:
        wait_until(lambda: camera.status.state is state)
        assert said in camera.status.say
        assert camera.latest(None, 0.0) is None


def test_an_address_whose_kind_of_video_is_unknown_sends_no_pictures(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mkv", range(0, 2000, 40))
    film.write_bytes(film.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/ZZZ"))
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with Camera(f"http://127.0.0.1:{server.server_port}/film.mkv") as camera:
            wait_until(lambda: camera.status.state is CameraState.ABSENT, timeout_s=10.0)
            assert camera.status.say == NO_PICTURES
        server.shutdown()


def test_a_camera_that_wants_a_password_says_so() -> None:
    with (
        run_camera(PICTURES) as server,
        Camera(server.url.replace("/video", "/secret")) as camera,
    ):
        wait_until(lambda: camera.status.state is CameraState.DENIED)
        assert "password" in camera.status.say


def test_a_camera_that_refuses_the_password_says_so_and_is_seldom_asked_again() -> None:
    """Some cameras lock an account after a few wrong passwords."""
    with run_camera(PICTURES) as server:
        address = server.url.replace("//", "//me:wrong@").replace("/video", "/secret")
        with Camera(address) as camera:
            wait_until(lambda: camera.status.state is CameraState.DENIED)
            assert camera.status.say == REFUSED
            camera.close()
            camera._closing = closing = CountedWaits()
            camera._read()
        assert closing.waited_s == (60.0,) * 5


def test_a_camera_that_answers_nothing_does_not_keep_the_program_from_closing() -> None:
    """A server that accepts a connection and stays silent: what a hung driver looks like."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        camera = Camera(f"http://127.0.0.1:{silent.getsockname()[1]}/video")
        time.sleep(0.1)
        begun_s = time.monotonic()
        camera.close()
        assert time.monotonic() - begun_s < 2.0


def test_closing_ends_the_reader_and_wakes_whoever_waits() -> None:
    with run_camera(PICTURES) as server:
        camera = Camera(server.url)
        frame = camera.latest(None, 3.0)
        assert frame is not None
        ended: list[object] = []
        waiting = threading.Thread(target=lambda: ended.append(camera.latest(frame.t_s + 99, 30)))
        waiting.start()
        camera.close()
        waiting.join(1.0)
        assert ended == [None]
        assert not camera._reader.is_alive()


def test_a_video_stands_until_it_is_played_and_then_keeps_its_own_times(tmp_path: Path) -> None:
    times_ms = [0, 100, 150, 400, 500]
    path = write_film(tmp_path / "film.mp4", times_ms)
    taken: list[float] = []
    with Camera(str(path)) as camera:
        standing = [camera.latest(None, 1.0), camera.latest(time.monotonic(), 1.0)]
        assert all(frame is not None and frame.image[50, 50, 0] < 5 for frame in standing)
        camera.play()
        last = begun_s = time.monotonic()
        while (frame := camera.latest(last, 1.0)) is not None:
            last = frame.t_s
            taken.append(frame.t_s)
        assert 0.5 <= time.monotonic() - begun_s < 3.0
        assert camera.status.state is CameraState.ENDED
        assert camera.status.say == "The video has ended."
    before_last = {500 - round((taken[-1] - t_s) * 1000) for t_s in taken}
    assert before_last <= set(times_ms)
    assert len(before_last) > 2


def test_a_large_picture_is_scaled_down() -> None:
    large = np.full((1080, 1920, 3), 90, dtype=np.uint8)
    with run_camera([large], fps=10) as server, Camera(server.url) as camera:
        frame = camera.latest(None, 5.0)
        assert frame is not None
        assert frame.image.shape == (720, 1280, 3)


KNOWN = [
    CameraInfo(2, "USB Camera", "/dev/video2", None, None, 0),
    CameraInfo(0, "Built-in Webcam", "/dev/video0", None, None, 0),
]


@pytest.fixture
def known_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "enumerate_cameras", lambda _: KNOWN)


@pytest.mark.usefixtures("known_cameras")
def test_cameras_are_listed_by_number() -> None:
    assert cameras() == (Device(0, "Built-in Webcam"), Device(2, "USB Camera"))


@pytest.mark.usefixtures("known_cameras")
def test_a_source_is_a_number_an_address_a_file_or_part_of_a_name(tmp_path: Path) -> None:
    film = tmp_path / "clip.mp4"
    film.write_bytes(b"x")
    assert place_of("1") == Device(1, "Camera 1")
    assert place_of("/dev/video2") == Device(2, "/dev/video2")
    assert place_of("rtsp://phone.local/live") == "rtsp://phone.local/live"
    assert place_of(str(film)) == film
    assert place_of("usb") == Device(2, "USB Camera")


@pytest.mark.usefixtures("known_cameras")
def test_a_name_that_no_camera_has_is_an_error_that_lists_those_there_are() -> None:
    for name in ("facetime", "1" * 30, "1" * 5000):
        with pytest.raises(FormcheckError, match="0 Built-in Webcam; 2 USB Camera"):
            Camera(name)


@pytest.mark.usefixtures("known_cameras")
@pytest.mark.parametrize("name", ["front", "n" * 300])
def test_a_device_that_is_not_there_is_unplugged(name: str) -> None:
    with pytest.raises(UnpluggedError, match="0 Built-in Webcam; 2 USB Camera"):
        place_of(f"/dev/{name}")


def test_a_camera_that_is_plugged_in_again_is_found_by_its_name_under_a_new_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = KNOWN[:1]

    class Plugged:
        """Stands in for OpenCV's camera; sends images while a camera of that number exists."""

        set = release = lambda *_: True

        def __init__(self, number: int, backend: int) -> None:
            self.number = number

        def grab(self) -> bool:
            time.sleep(0.01)
            return self.number in {one.index for one in there}

        isOpened = grab  # noqa: N815 - the name of OpenCV

        def retrieve(self) -> tuple[bool, np.ndarray]:
            return True, PICTURES[0]

    monkeypatch.setattr(devices, "enumerate_cameras", lambda _: there)
    monkeypatch.setattr(feeds, "_look_at_node", lambda _: None)
    monkeypatch.setattr(cv2, "VideoCapture", Plugged)
    with Camera("usb") as camera:
        assert camera.latest(None, 3.0) is not None
        there[:] = KNOWN[1:]
        wait_until(lambda: camera.status.state is CameraState.ABSENT)
        assert camera.status.say.startswith("There is no camera usb: plug it in, or choose one")
        there.append(CameraInfo(4, "USB Camera", "/dev/video4", None, None, 0))
        assert camera.latest(time.monotonic(), 8.0) is not None


def test_a_file_that_is_no_video_is_refused_at_once(tmp_path: Path) -> None:
    film = tmp_path / "clip.mp4"
    film.write_bytes(b"no film")
    with pytest.raises(FormcheckError, match="is not a video that can be read"):
        Camera(str(film))


@pytest.mark.skipif(Path("/dev/video7").exists(), reason="this machine has that camera")
def test_a_number_without_a_camera_is_a_status_and_tried_again() -> None:
    with Camera("7") as camera:
        wait_until(lambda: camera.status.state is CameraState.ABSENT)
        assert camera.status.say == "There is no camera: plug one in."
        assert camera._reader.is_alive()


@pytest.mark.usefixtures("known_cameras")
def test_a_permanent_path_without_a_camera_is_a_status_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(devices, "_DEVICE_DIR", str(tmp_path))
    path = tmp_path / "usb-Maker_Camera-index0"
    with Camera(str(path)) as camera:
        wait_until(lambda: camera.status.state is CameraState.ABSENT)
        assert camera.status.say.startswith(f"There is no camera {path}: plug it in, or choose")
        (tmp_path / "video77").touch()
        path.symlink_to("video77")
        wait_until(lambda: "There is no camera 77: plug it in" in camera.status.say)
    with pytest.raises(FormcheckError, match=r"There is no camera .*absent: plug it in"):
        check_plugged_in(str(tmp_path / "absent"))
    (tmp_path / "sound").touch()
    with pytest.raises(FormcheckError, match="is no camera"):
        Camera(str(tmp_path / "sound"))


@pytest.mark.skipif(Path("/dev/video7").exists(), reason="this machine has that camera")
@pytest.mark.usefixtures("known_cameras")
def test_a_number_without_a_camera_is_told_with_those_there_are() -> None:
    with Camera("7") as camera:
        wait_until(lambda: camera.status.state is CameraState.ABSENT)
        there = "plug it in, or choose one of these: 0 Built-in Webcam; 2 USB Camera."
        assert camera.status.say == f"There is no camera 7: {there}"
        assert load_words("de").say(camera.status.say).startswith("Es gibt keine Kamera 7: ")


@pytest.mark.skipif(Path("/dev/video7").exists(), reason="this machine has that camera")
@pytest.mark.usefixtures("known_cameras")
@pytest.mark.parametrize(
    ("error", "state"),
    [(PermissionError(), CameraState.DENIED), (OSError(16, "busy"), CameraState.BUSY)],
    ids=["denied", "busy"],
)
def test_a_camera_that_may_not_be_opened_says_why(
    monkeypatch: pytest.MonkeyPatch, error: OSError, state: CameraState
) -> None:
    def refused(*_: object) -> int:
        raise error

    monkeypatch.setattr(feeds.sys, "platform", "linux")
    monkeypatch.setattr(feeds.os, "open", refused)
    with Camera("2") as camera:
        wait_until(lambda: camera.status.state is state)
        assert camera.status.say


@pytest.mark.skipif(Path("/dev/video7").exists(), reason="this machine has that camera")
@pytest.mark.usefixtures("known_cameras")
@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({r"HKCU\webcam\NonPackaged": "Deny"}, CameraState.DENIED),
        ({r"HKCU\webcam": "Deny", r"HKCU\webcam\NonPackaged": "Allow"}, CameraState.DENIED),
        ({r"HKLM\webcam": "Deny", r"HKCU\webcam": "Allow"}, CameraState.DENIED),
        ({r"HKLM\webcam": "Allow", r"HKCU\webcam": "Allow"}, CameraState.BUSY),
        ({}, CameraState.BUSY),
    ],
    ids=["desktop programs", "user", "machine", "allowed", "never set"],
)
def test_windows_says_whether_a_camera_is_switched_off_or_in_use(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], state: CameraState
) -> None:
    values = {
        path.replace("\\webcam", rf"\{CONSENT}\webcam"): {"Value": value}
        for path, value in settings.items()
    }
    monkeypatch.setitem(sys.modules, "winreg", Registry(values))
    monkeypatch.setattr(feeds.sys, "platform", "win32")
    said = {CameraState.DENIED: NOT_ALLOWED, CameraState.BUSY: IN_USE}[state]
    with Camera("2") as camera:
        wait_until(lambda: (camera.status.state, camera.status.say) == (state, said))


def test_a_video_that_cannot_be_played_is_told_in_the_language_of_the_person(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    with pytest.raises(feeds.CameraError) as told:
        next(feeds.pictures_of(broken, lambda _: False, threading.Event(), None))
    assert told.value.state is CameraState.ABSENT
    assert load_words("de").say(told.value.sentence) != told.value.sentence
