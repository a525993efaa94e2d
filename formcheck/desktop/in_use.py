"""Whether other programs use a camera or the microphone, on Linux."""

import ctypes
import glob
import json
import os
import shutil
import subprocess
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

from formcheck.desktop.notification_texts import BLIND_MICROPHONE, BLIND_PACTL
from formcheck.desktop.surroundings import Answer

DEVICES = "/dev/video*"
_EVERY_S = 20.0
"""Seconds between scans of all programs if inotify reports nothing, in case it misses something. A
scan takes 0.05 s of a core with 350 programs of 45 open files, measured."""
_OPEN, _CLOSE_WRITE, _CLOSE_NOWRITE = 0x20, 0x8, 0x10
_NONBLOCK, _CLOEXEC = 0x800, 0x80000
"""IN_OPEN, IN_CLOSE_WRITE, IN_CLOSE_NOWRITE, IN_NONBLOCK and IN_CLOEXEC of inotify(7)."""
_EVENTS_BYTES = 65536
_SLOWEST_S = 2.0


class Cameras:
    """The cameras of this machine. Used by one thread; ``close`` ends it.

    inotify takes one system call to report that a camera was opened or closed; scanning all
    programs takes thousands. If the system has no watches left, inotify reports nothing.
    """

    def __init__(self, devices: str) -> None:
        """devices: the glob pattern of the cameras' files."""
        self._devices = devices
        self._used = False
        self._looked_at_s = -_EVERY_S
        self._watched: frozenset[str] = frozenset()
        self._watch = -1

    def is_used_by_others(self) -> bool:
        """Whether a program other than this one and its children has a camera open.

        Programs of other users can't be inspected, and count as having none open.
        """
        # os and glob instead of pathlib here and below: this runs every few seconds.
        files = frozenset(os.path.realpath(path) for path in glob.glob(self._devices))  # noqa: PTH207
        now_s = time.monotonic()
        if self._has_changed(files) or now_s - self._looked_at_s >= _EVERY_S:
            self._looked_at_s = now_s
            self._used = bool(files) and _is_held_by_others(files)
        return self._used

    def close(self) -> None:
        """Stops watching the cameras' files."""
        if self._watch >= 0:
            os.close(self._watch)
        self._watch = -1

    def _has_changed(self, files: frozenset[str]) -> bool:
        """Whether a file was opened or closed since the last call, or the set of files changed."""
        if files != self._watched:
            self._begin_watch(files)
            return True
        with suppress(BlockingIOError):  # nothing happened
            return self._watch >= 0 and bool(os.read(self._watch, _EVENTS_BYTES))
        return False

    def _begin_watch(self, files: frozenset[str]) -> None:
        self.close()
        libc = ctypes.CDLL(None, use_errno=True)
        self._watched = files
        self._watch = libc.inotify_init1(_NONBLOCK | _CLOEXEC)
        events = _OPEN | _CLOSE_WRITE | _CLOSE_NOWRITE
        for file in files:
            name = ctypes.c_char_p(os.fsencode(file))
            if self._watch >= 0 and libc.inotify_add_watch(self._watch, name, events) < 0:
                self.close()


def _is_held_by_others(files: Collection[str]) -> bool:
    programs = (int(entry) for entry in os.listdir("/proc") if entry.isdecimal())  # noqa: PTH208
    return any(_has_open(pid, files) and not _is_ours(pid) for pid in programs)


def _has_open(pid: int, files: Collection[str]) -> bool:
    with suppress(OSError):  # another user's, or ended just now
        for handle in os.listdir(f"/proc/{pid}/fd"):  # noqa: PTH208
            with suppress(FileNotFoundError):  # closed just now
                if os.readlink(f"/proc/{pid}/fd/{handle}") in files:  # noqa: PTH115
                    return True
    return False


def _is_ours(pid: int) -> bool:
    """Whether the process is this program or was started by it, directly or not."""
    while pid > 1 and pid != os.getpid():  # in a container it may be 1 itself
        try:
            status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            pid = int(status.rpartition(")")[2].split()[1])  # after the name, the state
        except (OSError, IndexError):  # it has just ended
            return False
    return pid == os.getpid()


def find_microphone_use() -> Answer:
    """Whether a program records from a microphone, by PulseAudio or PipeWire in its place.

    Recordings that only measure loudness for a volume control, or that record the loudspeaker, do
    not count.
    """
    if not _has_sound_server():  # pactl would start one
        return BLIND_MICROPHONE
    if shutil.which("pactl") is None:
        return BLIND_PACTL
    recordings = _list_sound("source-outputs")
    if recordings is None:
        return BLIND_MICROPHONE
    used = {one.get("source") for one in recordings if _is_recording(one)}
    if not used:
        return False
    sources = _list_sound("sources") or []
    return any(
        one.get("index") in used and one.get("properties", {}).get("device.class") != "monitor"
        for one in sources
    )


def _has_sound_server() -> bool:
    if os.environ.get("PULSE_SERVER"):
        return True
    folder = os.environ.get("PULSE_RUNTIME_PATH") or f"{os.environ.get('XDG_RUNTIME_DIR')}/pulse"
    return (Path(folder) / "native").exists()


def _is_recording(recording: dict[str, Any]) -> bool:
    properties = recording.get("properties", {})
    only_measures = (
        recording.get("resample_method") == "peaks"  # PulseAudio's word for it
        or properties.get("stream.monitor") == "true"  # PipeWire's
    )
    return not recording.get("corked") and not only_measures


def _list_sound(what: str) -> list[dict[str, Any]] | None:
    """Returns what pactl lists, or None if it fails."""
    try:
        listed = json.loads(run_program("pactl", "--format=json", "list", what) or "")
    except ValueError:
        return None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else None


def run_program(*words: str) -> str | None:
    """Returns what the program prints, or None if it fails or hangs."""
    try:
        return subprocess.run(
            words,
            capture_output=True,
            timeout=_SLOWEST_S,
            check=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},  # other languages write fractions with a comma
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
