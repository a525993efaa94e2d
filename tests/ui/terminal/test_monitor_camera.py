import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cv2_enumerate_cameras.camera_info import CameraInfo

from formcheck.files.errors import FormcheckError
from formcheck.store.profiles import Profiles
from formcheck.ui.terminal.monitor_camera import ManagedCamera, camera_name, is_shared
from formcheck.vision.video import devices
from formcheck.vision.video.camera import CameraState
from formcheck.vision.video.devices import check_plugged_in
from tests.core.posture.sitters import front, make_baseline
from tests.engine.seated_people import make_image
from tests.vision.video.films import write_film
from tests.vision.video.servers import encode_jpeg, run_camera
from tests.vision.video.test_on_demand import conversion_times
from tests.waiting import wait_until

__all__ = ["conversion_times"]


@pytest.fixture
def known_cameras(monkeypatch: pytest.MonkeyPatch) -> list[CameraInfo]:
    """Returns the list of this machine's cameras, which the test may change."""
    there = [CameraInfo(0, "Desk Camera", "/dev/video0", None, None, 0)]
    monkeypatch.setattr(devices, "enumerate_cameras", lambda _: there)
    return there


def test_a_baseline_is_kept_under_the_name_that_the_camera_has_itself(
    known_cameras: list[CameraInfo],
) -> None:
    assert known_cameras
    assert camera_name("0") == camera_name("desk") == "Desk Camera"
    assert camera_name("3") == "Camera 3"


def test_the_password_of_a_network_camera_is_not_kept() -> None:
    assert camera_name("http://me:secret@cam:81/video") == "http://cam:81/video"
    asked = "http://cam/v.cgi?channel=2&user=admin&pwd=secret"
    assert camera_name(asked) == "http://cam/v.cgi?channel=2"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (
            "rtsp://10.0.0.5:554/user=admin&password=hunter2&channel=1&stream=0.sdp",
            "rtsp://10.0.0.5:554?channel=1&stream=0",
        ),
        (
            "rtsp://10.0.0.5/user=admin_password=hunter2_channel=3_stream=0.sdp?real_stream",
            "rtsp://10.0.0.5?channel=3&stream=0",
        ),
        ("rtsp://10.0.0.5/user%3Dme%26password%3Dhun%2Fter2/x", "rtsp://10.0.0.5"),
        ("http://cam/v.cgi?USER=me&PassWord=hunter2&Channel=2", "http://cam/v.cgi?channel=2"),
        ("http://cam/live?loginuse=me&loginpas=hunter2", "http://cam/live"),
        ("http://cam/live/admin:hunter2/main", "http://cam/live"),
        ("http://cam/live?hunter2#hunter2", "http://cam/live"),
        ("http://cam/api/stream.mp4?src=rtsp://me:hunter2@x", "http://cam/api/stream.mp4"),
        ("http://cam/api/stream.mp4?src=front_door", "http://cam/api/stream.mp4?src=front_door"),
        ("http://cam:8080/?action=stream_1", "http://cam:8080/?action=stream_1"),
        ("rtsp://cam/Streaming/Channels/101", "rtsp://cam/Streaming/Channels/101"),
    ],
)
def test_of_the_address_only_what_tells_cameras_apart_is_kept(address: str, name: str) -> None:
    assert camera_name(address) == name


def test_a_video_is_known_by_where_it_lies(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mp4", [0, 100])
    assert camera_name(str(path)) == str(path.resolve())


def test_a_video_whose_name_is_not_utf8_has_a_name_that_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    try:
        path.touch()
    except OSError:
        pytest.skip("this disk has no such names")
    with Profiles(tmp_path / "history.db") as profiles:
        profiles.save("desk", camera_name(str(path)), make_baseline(front()), datetime.now(UTC))
        (kept,) = profiles.list_all()
    assert kept.camera == rf"{tmp_path.resolve()}/caf\udce9.mp4"


def test_only_cameras_of_this_machine_are_shared_with_calls(
    known_cameras: list[CameraInfo],
) -> None:
    assert known_cameras
    assert is_shared("0")
    assert not is_shared("rtsp://cam/live")


def test_a_camera_is_not_opened_before_it_is_taken() -> None:
    with run_camera([make_image()], fps=50) as server, ManagedCamera(server.url) as lens:
        assert lens.picture(0.3) is None
        assert not lens.is_open
        assert lens.status.state is CameraState.OPENING
        assert server.sent == 0


def test_a_file_that_is_no_video_is_an_error_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("No video.", encoding="utf-8")
    with pytest.raises(FormcheckError, match="words"):
        ManagedCamera(str(tmp_path / "words.mp4"))


def test_a_camera_that_is_let_go_of_sends_to_nobody_and_comes_back() -> None:
    with run_camera([make_image()], fps=50) as server, ManagedCamera(server.url) as lens:
        lens.take()
        wait_until(lambda: lens.picture(0.2) is not None, "a picture")
        lens.close()
        assert not lens.is_open
        assert lens.picture(0.0) is None
        time.sleep(0.1)
        sent = server.sent
        time.sleep(0.3)
        assert server.sent == sent
        lens.take()
        wait_until(lambda: lens.picture(0.2) is not None, "a picture")
        assert lens.status.state is CameraState.RUNNING


def test_a_picture_shows_the_present() -> None:
    with run_camera([make_image(80)], fps=50) as server, ManagedCamera(server.url) as lens:
        lens.take()
        wait_until(lambda: lens.picture(0.2) is not None, "a picture")
        server.pictures = [encode_jpeg(make_image(250))]
        sent = server.sent
        wait_until(lambda: server.sent > sent + 40, "pictures of .8 s: the one kept is old now")
        seen = lens.picture(0.5)
        assert seen is not None
        assert seen.mean() > 90


def test_a_camera_that_was_unplugged_meanwhile_is_told_and_sought_now_and_then(
    known_cameras: list[CameraInfo], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ManagedCamera("desk") as lens:
        lens.close()
        unplugged = known_cameras.pop()
        lens.take()
        assert lens.status.state is CameraState.ABSENT
        assert "Cameras of this machine: none" in lens.status.say
        assert lens.picture(0.0) is None
        known_cameras.append(unplugged)
        lens.take()
        assert not lens.is_open
        monkeypatch.setattr("formcheck.ui.terminal.monitor_camera._AGAIN_S", 0.0)
        lens.take()
        assert lens.is_open


def test_a_number_without_a_camera_is_told_with_the_cameras_there_are(
    known_cameras: list[CameraInfo],
) -> None:
    check_plugged_in("0")
    check_plugged_in("http://cam:81/video")
    with pytest.raises(FormcheckError, match="Cameras of this machine: 0 Desk Camera"):
        check_plugged_in("3")
    known_cameras.clear()
    with pytest.raises(FormcheckError, match="No camera was found: plug one in"):
        check_plugged_in("0")


def test_no_camera_at_all_is_an_error_from_the_start() -> None:
    with pytest.raises(FormcheckError, match="No camera or video file"):
        ManagedCamera("no such camera")


def test_between_looks_no_picture_is_made(conversion_times: list[float]) -> None:
    with run_camera([make_image()], fps=100) as server, ManagedCamera(server.url) as camera:
        camera.take()
        wait_until(lambda: server.sent > 20, "frames")
        assert not conversion_times
