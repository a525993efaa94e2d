import asyncio
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dbus_fast import Variant

from formcheck.core.posture.rules import Surroundings
from formcheck.desktop import in_use, linux, surroundings
from formcheck.desktop.in_use import Cameras, find_microphone_use
from formcheck.desktop.linux import LinuxProbe
from formcheck.desktop.macos import MacProbe
from formcheck.desktop.notification_texts import (
    ALL_SEEN,
    BLIND_CAMERA,
    BLIND_DISTURB,
    BLIND_FULL_SCREEN,
    BLIND_LOCKED,
    BLIND_MICROPHONE,
    BLIND_PACTL,
    BLIND_WAYLAND,
)
from formcheck.desktop.surroundings import (
    SurroundingsWatcher,
    SystemState,
    choose_probe,
    report_surroundings,
)
from formcheck.desktop.windows import WindowsProbe, is_going_on
from tests.desktop.desktop import NOTIFICATIONS, Desktop, FakeService
from tests.registry import Registry
from tests.waiting import wait_until

SAVER = "org.freedesktop.ScreenSaver"
LOGIND = "org.freedesktop.login1"
SERVER = f"{NOTIFICATIONS}.GetServerInformation"
SOON_S = 0.05


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_EVERY_S", SOON_S)


@pytest.fixture
def watcher(desktop: Desktop) -> Iterator[SurroundingsWatcher]:
    with SurroundingsWatcher() as watcher:
        assert watcher.wait(10)
        yield watcher


def wait_for_change(true: Callable[[], bool]) -> None:
    wait_until(true, "a change around")


@contextmanager
def run_other_program(code: str, tmp_path: Path) -> Iterator[None]:
    """Runs a Python program that is no child process; yields once it has written its PID."""
    told = tmp_path / "pid"
    told.unlink(missing_ok=True)
    telling = f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(str(os.getpid()))"
    subprocess.run(
        ["setsid", "--fork", sys.executable, "-c",
         f"{code}; {telling}; import time; time.sleep(60)"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: told.is_file() and told.read_text(), "the program")
    pid = int(told.read_text())
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pid}/fd").exists(), "its end")


def make_opener(path: Path) -> str:
    return f"held = open({str(path)!r})"


@contextmanager
def watch_cameras(folder: Path) -> Iterator[Cameras]:
    cameras = Cameras(str(folder / "video*"))
    try:
        yield cameras
    finally:
        cameras.close()


def test_a_camera_that_another_program_has_open_is_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Detected at once, not only by the periodic search."""
    monkeypatch.setattr(in_use, "_EVERY_S", 1000.0)
    camera = tmp_path / "video0"
    with watch_cameras(tmp_path) as cameras:
        assert not cameras.is_used_by_others()
        camera.touch()
        assert not cameras.is_used_by_others()
        for _ in range(2):
            with run_other_program(make_opener(camera), tmp_path):
                assert cameras.is_used_by_others()
                assert cameras.is_used_by_others()
            assert not cameras.is_used_by_others()


def test_a_camera_that_can_t_be_watched_is_found_by_the_periodic_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "video1").symlink_to(tmp_path / "gone")  # inotify refuses it
    camera = tmp_path / "video0"
    camera.touch()
    with watch_cameras(tmp_path) as cameras:
        assert not cameras.is_used_by_others()
        with run_other_program(make_opener(camera), tmp_path):
            assert not cameras.is_used_by_others()
            monkeypatch.setattr(in_use, "_EVERY_S", 0.0)
            assert cameras.is_used_by_others()


def test_as_the_first_process_of_a_container_it_knows_its_own_camera(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert in_use._is_ours(1)


def test_a_camera_is_found_in_use_where_its_opening_is_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "_EVERY_S", 0.0)
    camera = tmp_path / "video0"
    camera.touch()
    with watch_cameras(tmp_path) as cameras:
        monkeypatch.setattr(cameras, "_has_changed", lambda files: False)
        assert not cameras.is_used_by_others()
        with run_other_program(make_opener(camera), tmp_path):
            assert cameras.is_used_by_others()
        assert not cameras.is_used_by_others()


def test_a_camera_under_another_name_is_the_same_camera(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    (tmp_path / "video0").symlink_to(tmp_path / "real")
    with (
        run_other_program(make_opener(tmp_path / "real"), tmp_path),
        watch_cameras(tmp_path) as cameras,
    ):
        assert cameras.is_used_by_others()


def test_our_own_camera_and_our_childrens_are_no_call(tmp_path: Path) -> None:
    camera = tmp_path / "video0"
    camera.touch()
    child = [sys.executable, "-c", f"{make_opener(camera)}; print(flush=True); input()"]
    with (
        camera.open(),
        subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        with watch_cameras(tmp_path) as cameras:
            assert not cameras.is_used_by_others()
        process.communicate(b"\n")


def test_a_call_is_told_and_its_end(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    camera = tmp_path / "video0"
    camera.touch()
    monkeypatch.setattr(linux, "DEVICES", str(camera))
    with SurroundingsWatcher(LinuxProbe) as watcher:
        with run_other_program(make_opener(camera), tmp_path):
            wait_for_change(lambda: watcher.read_latest().call)
        wait_for_change(lambda: not watcher.read_latest().call)
        assert BLIND_CAMERA not in watcher.blind


def test_a_camera_that_a_browser_opens_for_us_says_nothing(desktop: Desktop) -> None:
    with SurroundingsWatcher(lambda: choose_probe(camera_is_ours=False)) as watcher:
        assert watcher.wait(10)
        assert BLIND_CAMERA in watcher.blind


FULL_SCREEN = """\
import sys, cv2, numpy
cv2.namedWindow("film", cv2.WINDOW_NORMAL)
cv2.imshow("film", numpy.full((90, 160, 3), 200, numpy.uint8))
for line in sys.stdin:
    cv2.setWindowProperty("film", cv2.WND_PROP_FULLSCREEN, float(line))
    cv2.imshow("film", numpy.full((90, 160, 3), 200, numpy.uint8))
    for _ in range(20):
        cv2.waitKey(20)
"""


def test_a_window_that_fills_the_screen_is_seen(
    desktop: Desktop, watcher: SurroundingsWatcher
) -> None:
    assert not watcher.read_latest().full_screen
    film = subprocess.Popen(
        [sys.executable, "-c", FULL_SCREEN], env=desktop.make_env(), text=True,
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert film.stdin is not None
    try:
        for full in (True, False, True):
            print(int(full), file=film.stdin, flush=True)
            wait_for_change(lambda full=full: watcher.read_latest().full_screen is full)  # type: ignore[misc]
    finally:
        film.kill()
        film.communicate()
    wait_for_change(lambda: not watcher.read_latest().full_screen)
    assert not {BLIND_FULL_SCREEN, BLIND_WAYLAND} & set(watcher.blind)


def test_wayland_is_known_to_tell_nothing(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with SurroundingsWatcher() as watcher:
        assert watcher.wait(10)
        assert BLIND_WAYLAND in watcher.blind


def test_do_not_disturb_of_dunst_is_seen(desktop: Desktop, watcher: SurroundingsWatcher) -> None:
    wait_for_change(lambda: BLIND_DISTURB in watcher.blind)
    with desktop.run_dunst():
        wait_for_change(lambda: BLIND_DISTURB not in watcher.blind)
        for quiet in (True, False):
            desktop.run("dunstctl", "set-paused", str(quiet).lower())
            wait_for_change(lambda quiet=quiet: watcher.read_latest().do_not_disturb is quiet)  # type: ignore[misc]


def make_server_answers(name: str) -> dict[str, tuple[str, list[object]]]:
    return {SERVER: ("ssss", [name, "vendor", "1", "1.2"])}


def test_do_not_disturb_of_plasma_is_seen(desktop: Desktop, watcher: SurroundingsWatcher) -> None:
    inhibited = f"{NOTIFICATIONS}.Inhibited"
    with FakeService(
        NOTIFICATIONS, make_server_answers("Plasma"), {inhibited: Variant("b", True)}
    ) as plasma:
        wait_for_change(lambda: watcher.read_latest().do_not_disturb)
        plasma.properties[inhibited] = Variant("b", False)
        wait_for_change(
            lambda: not watcher.read_latest().do_not_disturb and BLIND_DISTURB not in watcher.blind
        )
        plasma.properties.clear()
        wait_for_change(lambda: BLIND_DISTURB in watcher.blind)


def test_do_not_disturb_of_xfce_is_seen(desktop: Desktop, watcher: SurroundingsWatcher) -> None:
    get = "org.xfce.Xfconf.GetProperty"
    with (
        FakeService(NOTIFICATIONS, make_server_answers("Xfce Notify Daemon")),
        FakeService("org.xfce.Xfconf", {get: ("v", [Variant("b", True)])}) as settings,
    ):
        wait_for_change(lambda: watcher.read_latest().do_not_disturb)
        assert settings.asked[-1].body == ["xfce4-notifyd", "/do-not-disturb"]
        del settings.answers[get]  # as before it is first switched on
        wait_for_change(
            lambda: not watcher.read_latest().do_not_disturb and BLIND_DISTURB not in watcher.blind
        )


def test_do_not_disturb_of_gnome_is_seen(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With GNOME's own settings, stored in a file of the test."""
    if shutil.which("gsettings") is None:
        pytest.skip("gsettings is not installed")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")

    def set_banners(on: str) -> None:
        desktop.run("gsettings", "set", "org.gnome.desktop.notifications", "show-banners", on)
        (tmp_path / "dconf").mkdir(exist_ok=True)
        (tmp_path / "dconf" / "user").write_text(on)  # what dconf writes at every change

    with (
        FakeService(NOTIFICATIONS, make_server_answers("gnome-shell")),
        SurroundingsWatcher() as watcher,
    ):
        for on in ("false", "true", "false"):
            set_banners(on)
            wait_for_change(lambda on=on: watcher.read_latest().do_not_disturb is (on == "false"))  # type: ignore[misc]


def test_a_locked_screen_is_seen(desktop: Desktop, watcher: SurroundingsWatcher) -> None:
    wait_for_change(lambda: BLIND_LOCKED in watcher.blind)
    with FakeService(SAVER, {f"{SAVER}.GetActive": ("b", [True])}) as saver:
        wait_for_change(lambda: watcher.read_latest().locked)
        assert BLIND_LOCKED not in watcher.blind
        saver.answers[f"{SAVER}.GetActive"] = ("b", [False])
        wait_for_change(lambda: not watcher.read_latest().locked)
        assert BLIND_LOCKED not in watcher.blind


def test_a_lock_that_logind_knows_of_is_seen(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", desktop.bus)
    hint = f"{LOGIND}.Session.LockedHint"
    with (
        FakeService(LOGIND, {}, {hint: Variant("b", True)}) as logind,
        SurroundingsWatcher() as watcher,
    ):
        wait_for_change(lambda: watcher.read_latest().locked)
        logind.properties[hint] = Variant("b", False)
        wait_for_change(
            lambda: not watcher.read_latest().locked and BLIND_LOCKED not in watcher.blind
        )


@contextmanager
def run_sound_server(folder: Path) -> Iterator[dict[str, str]]:
    """Yields the environment for a sound server with a silent microphone."""
    environment = {
        **os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }  # fmt: skip
    process = subprocess.Popen(
        ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
         "--load=module-native-protocol-unix", "--load=module-null-sink",
         "--load=module-null-source source_name=microphone"],
        env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until((folder / "pulse" / "native").exists, "the sound server")
        yield environment
    finally:
        process.kill()
        process.wait()


@contextmanager
def record_sound(source: str, environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(
        ["parec", f"--device={source}"], env=environment, stdout=subprocess.PIPE
    ) as recorder:
        try:
            assert recorder.stdout is not None
            recorder.stdout.read(1)
            yield
        finally:
            recorder.kill()


def test_a_microphone_that_somebody_listens_to_is_a_call(
    sound_programs: None, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with SurroundingsWatcher() as watcher:
        wait_for_change(lambda: BLIND_MICROPHONE in watcher.blind)
        with run_sound_server(tmp_path) as environment:
            wait_for_change(lambda: BLIND_MICROPHONE not in watcher.blind)
            assert not watcher.read_latest().call
            with record_sound("microphone", environment):
                wait_for_change(lambda: watcher.read_latest().call)
            wait_for_change(lambda: not watcher.read_latest().call)


def test_recording_the_loudspeaker_is_no_call(
    sound_programs: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with (
        run_sound_server(tmp_path) as environment,
        record_sound("@DEFAULT_MONITOR@", environment),
    ):
        assert find_microphone_use() is False


def test_a_sound_server_that_can_t_be_asked_leaves_the_microphone_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_microphone_use() == BLIND_PACTL
    tool = tmp_path / "pactl"
    for answer in ("exit 1", "echo nonsense", "echo '{}'"):
        tool.write_text(f"#!/bin/sh\n{answer}\n")
        tool.chmod(0o755)
        assert find_microphone_use() == BLIND_MICROPHONE, answer


@pytest.mark.parametrize(
    ("recording", "is_call"),
    [
        ({}, True),
        ({"corked": True}, False),
        ({"resample_method": "peaks"}, False),
        ({"resample_method": "speex-float-1"}, True),
        ({"properties": {"stream.monitor": "true"}}, False),
    ],
)
def test_a_paused_recording_and_a_level_meter_are_no_call(
    recording: dict[str, Any], is_call: bool
) -> None:
    assert in_use._is_recording(recording) is is_call


def test_where_nothing_can_be_known_nothing_goes_on_and_it_is_said(no_desktop: None) -> None:
    with SurroundingsWatcher() as watcher:
        assert watcher.wait(10)
        assert watcher.read_latest() == Surroundings()
        assert set(watcher.blind) == {
            BLIND_MICROPHONE, BLIND_FULL_SCREEN, BLIND_DISTURB, BLIND_LOCKED,
        }  # fmt: skip
    ok, said = report_surroundings()
    assert not ok
    assert BLIND_LOCKED in said


def test_the_report_of_a_desktop_that_tells_all(
    sound_programs: None, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with (
        desktop.run_dunst(),
        run_sound_server(tmp_path),
        FakeService(SAVER, {f"{SAVER}.GetActive": ("b", [False])}),
    ):
        assert report_surroundings() == (True, ALL_SEEN)


def test_a_service_that_hangs_holds_up_nothing(
    desktop: Desktop, watcher: SurroundingsWatcher
) -> None:
    with desktop.run_dunst() as process:
        wait_for_change(lambda: BLIND_DISTURB not in watcher.blind)
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(3 * SOON_S)
        began_s = time.monotonic()
        assert watcher.read_latest() == Surroundings()
        assert time.monotonic() - began_s < SOON_S
        watcher.close()
        assert time.monotonic() - began_s < 4.0
        assert "surroundings" not in {thread.name for thread in threading.enumerate()}


class Probe:
    """A system probe that returns prepared states, and raises once none is left."""

    def __init__(self, *states: SystemState) -> None:
        self.left = list(states)

    async def look(self) -> SystemState:
        return self.left.pop(0)

    async def close(self) -> None:
        pass


ALL_ON = SystemState(True, True, True, True, True)


def test_a_probe_that_fails_sees_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with SurroundingsWatcher(lambda: Probe(ALL_ON)) as watcher:
        wait_for_change(lambda: watcher.read_latest() == Surroundings(True, True, True, True))
        wait_for_change(lambda: watcher.read_latest() == Surroundings())
    assert capfd.readouterr() == ("", "")


def test_the_report_of_a_system_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe fails, takes too long, or its library does not load."""

    async def hang(self: Probe) -> SystemState:
        await asyncio.sleep(60)
        return ALL_ON

    def fail() -> Probe:
        raise ImportError

    nothing = [BLIND_CAMERA, BLIND_MICROPHONE, BLIND_FULL_SCREEN, BLIND_DISTURB, BLIND_LOCKED]
    monkeypatch.setattr(surroundings, "_REPORT_S", SOON_S)
    for probe in (Probe, fail, type("Hanging", (Probe,), {"look": hang})):
        with monkeypatch.context() as system:
            system.setattr(SurroundingsWatcher.__init__, "__defaults__", (probe,))
            ok, said = report_surroundings()
        assert not ok
        assert said == " ".join(nothing)


def test_either_a_camera_or_a_microphone_makes_a_call() -> None:
    unknown = BLIND_CAMERA
    for camera, microphone in ((True, False), (unknown, True)):
        state = SystemState(camera, microphone, False, False, unknown)
        with SurroundingsWatcher(lambda state=state: Probe(state)) as watcher:  # type: ignore[misc]
            wait_for_change(lambda: watcher.read_latest().call)


def test_windows_camera_is_in_use_while_its_last_use_has_no_end() -> None:
    own = frozenset({"c:#python#python.exe"})
    assert not is_going_on(iter([("Zoom.exe", 133_000), ("C:#Python#python.exe", 0)]), own)
    assert is_going_on(iter([("Zoom.exe", 0)]), own)


@pytest.mark.parametrize(
    ("bounds", "notch_pt", "seen"),
    [
        ((0, 0, 1440, 900), 0, True),
        ((0, 25, 1440, 875), 0, False),
        ((0, 25, 1440, 875), None, False),
        ((0, 32, 1440, 868), 32, BLIND_FULL_SCREEN),
        ((100, 100, 640, 480), 32, BLIND_FULL_SCREEN),
        ((0, 0, 1440, 900), 32, True),
    ],
    ids=["full", "large", "macOS 11", "below the notch", "small beside a notch", "over the notch"],
)
def test_full_screen_of_a_mac_is_not_told_from_a_large_window_where_there_is_a_notch(
    monkeypatch: pytest.MonkeyPatch,
    bounds: tuple[int, ...],
    notch_pt: int | None,
    seen: bool | str,
) -> None:
    front = {"kCGWindowLayer": 0, "kCGWindowBounds": dict(zip(MAC_RECT, bounds, strict=True))}
    quartz = SimpleNamespace(
        kCGWindowListOptionOnScreenOnly=1,
        kCGWindowListExcludeDesktopElements=16,
        CGWindowListCopyWindowInfo=lambda options, window: [{"kCGWindowLayer": 25}, front],
        CGMainDisplayID=lambda: 1,
        CGDisplayBounds=lambda display: SimpleNamespace(
            origin=SimpleNamespace(x=0, y=0), size=SimpleNamespace(width=1440, height=900)
        ),
        CGSessionCopyCurrentDictionary=dict,
    )
    insets = SimpleNamespace(top=notch_pt)
    main = SimpleNamespace(safeAreaInsets=lambda: insets) if notch_pt is not None else object()
    screens = SimpleNamespace(screens=lambda: [main])
    monkeypatch.setitem(sys.modules, "Quartz", quartz)
    monkeypatch.setitem(sys.modules, "AppKit", SimpleNamespace(NSScreen=screens))
    assert asyncio.run(MacProbe().look()).full_screen == seen


MAC_RECT = ("X", "Y", "Width", "Height")
CONSENT = r"HKCU\Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
STORE_PYTHON = "PythonSoftwareFoundation.Python.3.13_qbz5n2kfra8p0"
STORE_IMAGE = (
    r"C:\Program Files\WindowsApps"
    r"\PythonSoftwareFoundation.Python.3.13_3.13.2544.0_x64__qbz5n2kfra8p0\python3.13.exe"
)


@pytest.mark.parametrize(
    ("program", "call"),
    [
        (STORE_PYTHON, False),
        (rf"NonPackaged\{STORE_IMAGE.replace(chr(92), '#')}", False),
        (r"NonPackaged\C:#Zoom#Zoom.exe", True),
        ("Microsoft.SkypeApp_kzf8qxf38zg5c", True),
    ],
)
def test_windows_camera_of_a_python_from_the_store_is_our_own(
    program: str, call: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs from another file than sys.executable, and is recorded by its package name."""

    def tell_image(module: None, path: Any, size: int) -> None:
        path.value = STORE_IMAGE

    kernel = SimpleNamespace(GetModuleFileNameW=tell_image)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    ended = rf"{CONSENT}\webcam\NonPackaged\C:#OBS#obs64.exe"
    uses = {
        ended: {"LastUsedTimeStop": 133_000},
        rf"{CONSENT}\webcam\{program}": {"LastUsedTimeStop": 0},
    }
    monkeypatch.setitem(sys.modules, "winreg", Registry(uses))
    assert asyncio.run(WindowsProbe().look()).camera is call


class SessionLevel1(ctypes.Structure):
    """WTSINFOEX_LEVEL1_W from wtsapi32.h, up to its first times."""

    _fields_ = (
        ("session", ctypes.c_uint32), ("state", ctypes.c_int32), ("flags", ctypes.c_int32),
        ("station", ctypes.c_uint16 * 33), ("user", ctypes.c_uint16 * 21),
        ("domain", ctypes.c_uint16 * 18), ("times", ctypes.c_int64 * 5),
    )  # fmt: skip


class SessionInfo(ctypes.Structure):
    """WTSINFOEXW: the compiler pads after the level, because of the 64-bit times that follow."""

    _fields_ = (("level", ctypes.c_uint32), ("data", SessionLevel1))


@pytest.mark.parametrize(("flags", "locked"), [(0, True), (1, False), (-1, BLIND_LOCKED)])
def test_windows_lock_is_read_from_its_session_info(
    flags: int, locked: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = SessionInfo(1, SessionLevel1(session=3, state=0, flags=flags))

    def tell_session(server: None, session: int, kind: int, info: Any, size: Any) -> int:
        info._obj.contents = ctypes.c_int32.from_buffer(kept)
        return 1

    sessions = SimpleNamespace(
        WTSQuerySessionInformationW=tell_session, WTSFreeMemory=lambda info: None
    )
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(wtsapi32=sessions), raising=False)
    assert asyncio.run(WindowsProbe().look()).locked == locked


def test_a_switch_that_could_not_be_read_once_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([None, "false"])
    monkeypatch.setattr(linux, "run_program", lambda *_: next(answers))
    linux._read_banners_off.cache_clear()
    with pytest.raises(KeyError):
        linux._read_banners_off(5)
    assert [linux._read_banners_off(5) for _ in range(2)] == [True, True]
