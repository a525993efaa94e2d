"""Whether a Linux desktop is set to do not disturb, which each keeps in a place of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Any

from formcheck.desktop.bus import Bus, plain
from formcheck.desktop.freedesktop import PATH, SERVICE
from formcheck.desktop.sentences import BLIND_DISTURB
from formcheck.desktop.values import Answer, Blind

_SLOWEST_S = 2.0


class DoNotDisturb:
    """Asks the notification service that is running, by its kind."""

    def __init__(self, bus: Bus) -> None:
        """The bus is the session's."""
        self._bus = bus
        self._settings = _GnomeSettings()

    async def answer(self, services: Collection[str]) -> Answer:
        """Whether nobody wants to be disturbed; services are the names on the bus."""
        quiet = await self._told(services) if SERVICE in services else None
        return quiet if isinstance(quiet, bool) else Blind(BLIND_DISTURB)

    async def _told(self, services: Collection[str]) -> Any:
        """True or False, or anything else where it is not told."""
        server = await self._bus.ask(SERVICE, PATH, f"{SERVICE}.GetServerInformation")
        match server[0] if server else None:
            case "gnome-shell":
                return self._settings.are_quiet()
            case "dunst":
                return await self._bus.property_of(SERVICE, PATH, "org.dunstproject.cmd0.paused")
            case "Xfce Notify Daemon":
                return await self._xfce(services)
            case _:  # Plasma, and whoever else has it
                return await self._bus.property_of(SERVICE, PATH, f"{SERVICE}.Inhibited")

    async def _xfce(self, services: Collection[str]) -> Any:
        service = "org.xfce.Xfconf"
        if service not in services:
            return None
        where = ("xfce4-notifyd", "/do-not-disturb")
        answer = await self._bus.ask(
            service, "/org/xfce/Xfconf", f"{service}.GetProperty", "ss", where
        )
        return plain(answer[0]) if answer else False  # not kept before it is first switched on


class _GnomeSettings:
    """GNOME's switch. It is read anew only when some setting has changed: that takes a process."""

    def __init__(self) -> None:
        self._read_at: int | None = None
        self._quiet: bool | None = None

    def are_quiet(self) -> bool | None:
        """Whether banners are off; None where that can't be told."""
        changed = _last_change()
        if changed is None or changed != self._read_at:
            self._read_at, self._quiet = changed, _banners_are_off()
        return self._quiet


def _last_change() -> int | None:
    """When the file of all settings was last written, in nanoseconds; None without one."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        return (folder / "dconf" / "user").stat().st_mtime_ns
    except OSError:
        return None


def _banners_are_off() -> bool | None:
    try:
        done = subprocess.run(
            ["gsettings", "get", "org.gnome.desktop.notifications", "show-banners"],  # noqa: S607
            capture_output=True,
            timeout=_SLOWEST_S,
            check=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"true": False, "false": True}.get(done.stdout.strip())
