"""Calls, full screen, do-not-disturb and screen lock on Linux."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbus_fast import BusType, unpack_variants

from formcheck.desktop import notification_texts as say
from formcheck.desktop.bus import Bus
from formcheck.desktop.freedesktop import PATH, SERVICE
from formcheck.desktop.in_use import DEVICES, Cameras, find_microphone_use, run_program
from formcheck.desktop.surroundings import Answer, SystemProbe, SystemState

if TYPE_CHECKING:
    from formcheck.desktop.xscreen import XScreen

_SAVERS = ("freedesktop", "gnome", "cinnamon", "mate", "xfce")
"""Desktops whose screen savers report whether they hide the screen: locked or not, it is unseen."""
_LOGIND = "org.freedesktop.login1"
_OWN_SESSION = "/org/freedesktop/login1/session/auto"
_XFCONF = "org.xfce.Xfconf"


class LinuxProbe(SystemProbe):
    """Queries /proc, D-Bus, the X server and the sound server."""

    def __init__(self, *, camera_is_ours: bool = True) -> None:
        self._cameras = Cameras(DEVICES) if camera_is_ours else None
        self._session = Bus()
        self._system = Bus(BusType.SYSTEM)
        self._screen: XScreen | None = None

    async def look(self) -> SystemState:
        """Returns the current state."""
        services = await self._session.list_services()
        quiet = await self._ask_whether_quiet(services) if SERVICE in services else None
        cameras = self._cameras
        return SystemState(
            camera=say.BLIND_CAMERA if cameras is None else cameras.is_used_by_others(),
            microphone=find_microphone_use(),
            full_screen=self._find_full_screen(),
            do_not_disturb=quiet if isinstance(quiet, bool) else say.BLIND_DISTURB,
            locked=await self._ask_whether_locked(services),
        )

    async def close(self) -> None:
        """Disconnects from the buses, the cameras' files and the X server."""
        if self._cameras is not None:
            self._cameras.close()
        self._session.close()
        self._system.close()
        self._close_screen()

    def _find_full_screen(self) -> Answer:
        if os.environ.get("WAYLAND_DISPLAY"):
            return say.BLIND_WAYLAND
        try:
            if self._screen is None:
                from formcheck.desktop.xscreen import XScreen  # noqa: PLC0415 - needs libxcb

                self._screen = XScreen()
            return self._screen.find_full_screen()
        except OSError:
            self._close_screen()
            return say.BLIND_FULL_SCREEN

    def _close_screen(self) -> None:
        if self._screen is not None:
            self._screen.close()
            self._screen = None

    async def _ask_whether_locked(self, services: Collection[str]) -> Answer:
        """Whether a screen saver of the desktop is on, or logind reports a lock."""
        answers: list[bool] = []
        for name in _SAVERS:
            if (service := f"org.{name}.ScreenSaver") in services:
                path = f"/org/{name}/ScreenSaver"
                answer = await self._session.ask(service, path, f"{service}.GetActive")
                answers += [] if answer is None else [bool(answer[0])]
        hint = await self._system.read_property(
            _LOGIND, _OWN_SESSION, f"{_LOGIND}.Session.LockedHint"
        )
        answers += [hint] if isinstance(hint, bool) else []
        return any(answers) if answers else say.BLIND_LOCKED

    async def _ask_whether_quiet(self, services: Collection[str]) -> Any:
        """Whether do-not-disturb is on, by each desktop's own setting; no bool if unknown."""
        session = self._session
        server = await session.ask(SERVICE, PATH, f"{SERVICE}.GetServerInformation")
        match server[0] if server else None:
            case "gnome-shell":
                with suppress(KeyError):
                    return _read_banners_off(_read_settings_time() or time.monotonic_ns())
                return None
            case "dunst":
                return await session.read_property(SERVICE, PATH, "org.dunstproject.cmd0.paused")
            case "Xfce Notify Daemon":
                if _XFCONF not in services:
                    return None
                where = ("xfce4-notifyd", "/do-not-disturb")
                answer = await session.ask(
                    _XFCONF, "/org/xfce/Xfconf", f"{_XFCONF}.GetProperty", "ss", where
                )
                # The setting does not exist until it is first switched.
                return unpack_variants(answer[0]) if answer else False
            case _:  # Plasma, and others that have it
                return await session.read_property(SERVICE, PATH, f"{SERVICE}.Inhibited")


def _read_settings_time() -> int | None:
    """Returns when the file of all GNOME settings was last written, in nanoseconds, or None."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        return (folder / "dconf" / "user").stat().st_mtime_ns
    except OSError:
        return None


@lru_cache(maxsize=1)
def _read_banners_off(_changed_at: int) -> bool:
    """Whether GNOME's banners are off. Cached until some setting changes: it takes a process.

    Raises KeyError if it can't be read, which is not cached.
    """
    printed = run_program("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
    return {"true": False, "false": True}[(printed or "").strip()]
