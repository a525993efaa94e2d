"""Calls, full screen and screen lock on macOS, as far as the system reports them."""

import ctypes
import importlib
from typing import Any

from formcheck.desktop import notification_texts as say
from formcheck.desktop.surroundings import Answer, SystemProbe, SystemState

_CORE_AUDIO = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
_SYSTEM_OBJECT = 1
"""kAudioObjectSystemObject."""
_DEFAULT_INPUT, _IS_RUNNING, _GLOBAL = "dIn ", "gone", "glob"
"""kAudioHardwarePropertyDefaultInputDevice, kAudioDevicePropertyDeviceIsRunningSomewhere,
kAudioObjectPropertyScopeGlobal: each is the number that its four letters encode."""


class MacProbe(SystemProbe):
    """Queries CoreAudio and Quartz.

    The system reports camera use only for all programs together, this one included. The Focus
    settings can be read only by programs with full disk access.
    """

    def __init__(self) -> None:
        try:  # pyobjc, which the speech engine brings
            self._quartz: Any = importlib.import_module("Quartz")
        except ImportError:
            self._quartz = None

    async def look(self) -> SystemState:
        """Returns the current state."""
        return SystemState(
            camera=say.BLIND_MAC_CAMERA,
            microphone=_find_microphone_use(),
            full_screen=self._find_full_screen(),
            locked=self._find_lock(),
        )

    def _find_full_screen(self) -> Answer:
        """Whether the frontmost ordinary window covers the main display."""
        if self._quartz is None:
            return say.BLIND_FULL_SCREEN
        quartz = self._quartz
        windows = quartz.CGWindowListCopyWindowInfo(
            quartz.kCGWindowListOptionOnScreenOnly | quartz.kCGWindowListExcludeDesktopElements, 0
        )
        front = next((one for one in windows or () if one.get("kCGWindowLayer") == 0), None)
        if front is None:
            return False
        display = quartz.CGDisplayBounds(quartz.CGMainDisplayID())
        bounds = front.get("kCGWindowBounds") or {}
        fills = [bounds.get(name) for name in ("X", "Y", "Width", "Height")] == [
            display.origin.x,
            display.origin.y,
            display.size.width,
            display.size.height,
        ]
        return say.BLIND_FULL_SCREEN if not fills and _has_notch() else fills

    def _find_lock(self) -> Answer:
        if self._quartz is None:
            return say.BLIND_LOCKED
        session = self._quartz.CGSessionCopyCurrentDictionary()
        return session is None or bool(session.get("CGSSessionScreenIsLocked"))


def _has_notch() -> bool:
    """Whether the screen has a notch: full-screen windows end below it, as do merely large ones."""
    try:
        main = importlib.import_module("AppKit").NSScreen.screens()[0]
        return bool(main.safeAreaInsets().top > 0)
    except (ImportError, AttributeError, IndexError):  # such as macOS 11, older than any notch
        return False


def _find_microphone_use() -> Answer:
    try:
        audio = ctypes.CDLL(_CORE_AUDIO)
        device = _read_number(audio, _SYSTEM_OBJECT, _DEFAULT_INPUT)
        return bool(_read_number(audio, device, _IS_RUNNING)) if device else False
    except (OSError, AttributeError):
        return say.BLIND_MICROPHONE


def _read_number(audio: ctypes.CDLL, thing: int, name: str) -> int:
    """Reads a numeric property from CoreAudio. Raises OSError if that fails."""
    selector, scope = (int.from_bytes(four.encode(), "big") for four in (name, _GLOBAL))
    address = (ctypes.c_uint32 * 3)(selector, scope, 0)  # AudioObjectPropertyAddress
    value, size = ctypes.c_uint32(0), ctypes.c_uint32(ctypes.sizeof(ctypes.c_uint32))
    failed = audio.AudioObjectGetPropertyData(
        ctypes.c_uint32(thing),
        ctypes.byref(address),
        ctypes.c_uint32(0),
        None,
        ctypes.byref(size),
        ctypes.byref(value),
    )
    if failed:
        raise OSError(failed, "CoreAudio does not tell")
    return value.value
