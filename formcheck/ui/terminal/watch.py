"""A look at the person, with what goes on around them; and when there is to be none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from formcheck.core.posture.rules import QUIET_ROOM, Surroundings
from formcheck.engine.posture_service import PostureService
from formcheck.engine.sitter import PostureUpdate
from formcheck.ui.terminal.lens import ManagedCamera
from formcheck.vision.video.camera import CameraState
from formcheck.vision.video.frames import Rgb

_PICTURE_S = 0.5
"""How long a picture is waited for; a camera in the dark sends five in a second. Chosen here."""


class LensWatch:
    """Looks when asked to, and lets the camera go while nobody is to be looked at."""

    def __init__(
        self,
        service: PostureService,
        lens: ManagedCamera,
        around: Callable[[], Surroundings],
        *,
        yields: bool,
    ) -> None:
        """yields: whether a call gets the camera, which serves one program only."""
        self._service = service
        self._lens = lens
        self._around = around
        self._yields = yields
        self._paused = False
        self.surroundings = QUIET_ROOM

    @property
    def trouble(self) -> str:
        """Why there is no picture, in a sentence; "" while all is well or none is wanted."""
        return self._lens.status.say

    @property
    def camera_is_busy(self) -> bool:
        """Whether another program has the camera."""
        return self._lens.status.state is CameraState.BUSY

    @property
    def gives_way(self) -> bool:
        """Whether the camera is let go of for a call."""
        return self._yields and self.surroundings.call and not self._lens.is_open

    @property
    def ended(self) -> bool:
        """Whether the camera was a video, and it is over."""
        return self._lens.status.state is CameraState.ENDED

    def look(self, now_s: float) -> PostureUpdate:
        """What the look at that time came to; the picture is gone with it."""
        around = self._around()
        self.surroundings = replace(around, call=around.call or self.camera_is_busy)
        picture = self._picture()
        update = self._service.look(picture, now_s, self.surroundings)
        self._paused = update.view.paused_until_s is not None
        if self._paused:
            self._lens.close()
        return update

    def release_camera(self) -> None:
        """Lets go of the camera until the next look: another part of formcheck needs it."""
        self._lens.close()

    def _picture(self) -> Rgb | None:
        """A picture, unless there is none or is to be none."""
        around = self.surroundings
        call = self._yields and around.call and not self.camera_is_busy
        if self._paused or around.locked or call:
            self._lens.close()
            return None
        self._lens.take()
        return self._lens.picture(_PICTURE_S)
