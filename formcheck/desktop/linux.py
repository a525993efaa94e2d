"""What a Linux desktop tells of what goes on around."""

from __future__ import annotations

import os

from dbus_fast import BusType

from formcheck.desktop.bus import Bus
from formcheck.desktop.camera import DEVICES, Cameras
from formcheck.desktop.disturb import DoNotDisturb
from formcheck.desktop.lock import is_locked
from formcheck.desktop.microphone import someone_listens
from formcheck.desktop.sentences import (
    BLIND_CAMERA,
    BLIND_FULL_SCREEN,
    BLIND_WAYLAND,
)
from formcheck.desktop.values import Answer, Blind, Glance
from formcheck.desktop.xscreen import NoScreenError, XScreen


class LinuxEyes:
    """Looks through /proc, D-Bus, the X server and the sound server."""

    def __init__(self, *, camera_is_ours: bool = True, cameras: str = DEVICES) -> None:
        """camera_is_ours: this program opens the camera itself, not a browser for it.

        cameras is a pattern of the cameras' files.
        """
        self._cameras = Cameras(cameras) if camera_is_ours else None
        self._session = Bus()
        self._system = Bus(BusType.SYSTEM)
        self._screen: XScreen | None = None
        self._quiet = DoNotDisturb(self._session)

    async def look(self) -> Glance:
        """What goes on now."""
        services = await self._session.services()
        return Glance(
            camera=self._camera(),
            microphone=someone_listens(),
            full_screen=self._full_screen(),
            do_not_disturb=await self._quiet.answer(services),
            locked=await is_locked(self._session, services, self._system),
        )

    async def close(self) -> None:
        """Lets go of the buses, the cameras' files and the X server."""
        if self._cameras is not None:
            self._cameras.close()
        self._session.close()
        self._system.close()
        if self._screen is not None:
            self._screen.close()
            self._screen = None

    def _camera(self) -> Answer:
        return Blind(BLIND_CAMERA) if self._cameras is None else self._cameras.others_use_one()

    def _full_screen(self) -> Answer:
        if os.environ.get("WAYLAND_DISPLAY"):
            return Blind(BLIND_WAYLAND)
        try:
            self._screen = self._screen or XScreen()
            return self._screen.full_screen()
        except NoScreenError:
            if self._screen is not None:
                self._screen.close()
                self._screen = None
            return Blind(BLIND_FULL_SCREEN)
