"""Calls, full screen, do-not-disturb and screen lock on Windows."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PureWindowsPath
from typing import Any

from formcheck.desktop import notification_texts as say
from formcheck.desktop.surroundings import Answer, SystemProbe, SystemState
from formcheck.vision.video.camera_consent import CONSENT

_WINDOWS: Any = ctypes
"""As Any, since ``windll`` is missing on other systems."""
_STOPPED = "LastUsedTimeStop"
"""The registry value with the time at which a use stopped; 0 while it is going on."""

_STORE_PYTHON = "pythonsoftwarefoundation.python."
"""How this program's name begins if Python comes from Microsoft's store."""
_LONGEST_PATH = 2**15

_FULL_SCREEN = {2, 3, 4, 7}
"""QUERY_USER_NOTIFICATION_STATE: busy, Direct3D full screen, presentation, full-screen app."""
_QUIET_TIME = 6
"""The same: the hour after a new user's first start."""
_SESSION_INFO_EX = 25
"""WTS_INFO_CLASS.WTSSessionInfoEx."""
_CURRENT_SESSION = 0xFFFFFFFF
_LOCKED, _UNLOCKED = 0, 1
"""WTS_SESSIONSTATE_LOCK and _UNLOCK."""
_FLAGS_AT = 4
"""Position of SessionFlags in WTSINFOEXW, in words of 4 bytes: level, a gap, id, state, flags."""


class WindowsProbe(SystemProbe):
    """Reads the registry and asks the shell."""

    def __init__(self, *, camera_is_ours: bool = True) -> None:
        self._camera_is_ours = camera_is_ours

    async def look(self) -> SystemState:
        """Returns the current state."""
        state = _read_notification_state()
        return SystemState(
            camera=(
                _find_use("webcam", say.BLIND_CAMERA) if self._camera_is_ours else say.BLIND_CAMERA
            ),
            microphone=_find_use("microphone", say.BLIND_MICROPHONE),
            full_screen=say.BLIND_FULL_SCREEN if state is None else state in _FULL_SCREEN,
            do_not_disturb=say.BLIND_WINDOWS_DISTURB if state != _QUIET_TIME else True,
            locked=_find_lock(),
        )


def is_going_on(uses: Iterator[tuple[str, int]], own: frozenset[str]) -> bool:
    """Whether one of the uses, each a program's name and the time it stopped, is going on.

    own: the names of this program in the registry, in lower case.
    """
    programs = (name.lower() for name, stopped in uses if stopped == 0)
    return any(one not in own and not one.startswith(_STORE_PYTHON) for one in programs)


def _find_use(capability: str, blind: str) -> Answer:
    try:
        # A venv's python.exe starts the Python that it was made from.
        programs = {
            sys.executable, getattr(sys, "_base_executable", sys.executable), _find_own_program()
        }  # fmt: skip
        own = frozenset(str(PureWindowsPath(one)).replace("\\", "#").lower() for one in programs)
        return is_going_on(_list_uses(rf"{CONSENT}\{capability}"), own)
    except (OSError, ImportError, AttributeError):
        return blind


def _find_own_program() -> str:
    """Returns the running executable; it differs from ``sys.executable`` if that is an alias."""
    path = ctypes.create_unicode_buffer(_LONGEST_PATH)
    _WINDOWS.windll.kernel32.GetModuleFileNameW(None, path, len(path))
    return path.value


def _list_uses(path: str) -> Iterator[tuple[str, int]]:
    """Yields each program's name and when its last use stopped. Desktop programs have a subkey."""
    import winreg  # noqa: PLC0415 - on Windows only

    registry: Any = winreg
    with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
        names = [registry.EnumKey(key, i) for i in range(registry.QueryInfoKey(key)[0])]
        for name in names:
            if name == "NonPackaged":
                yield from _list_uses(rf"{path}\{name}")
                continue
            try:
                with registry.OpenKey(key, name) as program:
                    yield name, int(registry.QueryValueEx(program, _STOPPED)[0])
            except FileNotFoundError:  # never used
                continue


def _read_notification_state() -> int | None:
    state = ctypes.c_int(0)
    with suppress(AttributeError, OSError):
        if not _WINDOWS.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state)):
            return state.value
    return None


def _find_lock() -> Answer:
    info = ctypes.POINTER(ctypes.c_int32)()
    size = ctypes.c_uint32(0)
    flags = None
    with suppress(AttributeError, OSError):
        sessions = _WINDOWS.windll.wtsapi32
        if sessions.WTSQuerySessionInformationW(
            None, _CURRENT_SESSION, _SESSION_INFO_EX, ctypes.byref(info), ctypes.byref(size)
        ):
            flags = info[_FLAGS_AT]
            sessions.WTSFreeMemory(info)
    return flags == _LOCKED if flags in {_LOCKED, _UNLOCKED} else say.BLIND_LOCKED
