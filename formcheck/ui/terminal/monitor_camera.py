"""The monitor's camera, open only while frames are needed, and the analysis of a frame."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from formcheck.core.posture.rules import QUIET_ROOM, Surroundings
from formcheck.engine.posture_monitor import PostureUpdate
from formcheck.engine.posture_service import PostureService
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_unencodable
from formcheck.vision.video.camera import Camera, CameraState, CameraStatus, find_place
from formcheck.vision.video.devices import Device, cameras, place_of
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video_texts import OPENING

_FRESH_S = 0.5
"""Maximum age of a frame. Chosen for formcheck: a slow camera sends five frames per second."""
_PICTURE_S = 0.5
"""How long to wait for a frame. Chosen for formcheck: in the dark, cameras send five per second."""
_WHICH = re.compile(
    r"(?<![a-z\d])(camera|cam|channel|chn|ch|stream|subtype|profile|action|src)=(\w{1,32})(?=[&._]|$)",
    re.IGNORECASE,
)
"""Parameters by which addresses of network cameras select one of several; any other named value may
be a login."""
_NAMED = re.compile("[=&:@]")
"""A path segment with one of these is more than a location, and may be a login."""
_AGAIN_S = 5.0
"""How often to search by name for a camera that was unplugged while released."""


def camera_name(source: str) -> str:
    """Returns the name under which the camera's baseline is stored: its name, address or file.

    Of an address only host, path and the choice of camera are kept: the rest may be a login.
    Raises FormcheckError if ``source`` is no camera.
    """
    match place_of(source):
        case str(url):
            parts = urlsplit(url)
            which = _WHICH.findall(unquote(f"{parts.path}&{parts.query}"))
            query = "&".join(f"{name.lower()}={value}" for name, value in which)
            places = takewhile(lambda part: not _NAMED.search(unquote(part)), parts.path.split("/"))
            host = parts.netloc.rpartition("@")[2]
            return urlunsplit((parts.scheme, host, "/".join(places), query, ""))
        case Path() as path:
            return escape_unencodable(str(path.resolve()))
        case Device(number, name):
            return next((one.name for one in cameras() if one.number == number), name)


def is_shared(source: str) -> bool:
    """Whether other programs may need the camera: one on this machine serves one at a time."""
    return isinstance(place_of(source), Device)


class ManagedCamera(Closing):
    """A camera that can be opened and closed repeatedly. A context manager; closed at first."""

    def __init__(self, source: str) -> None:
        """Opens no camera yet.

        Raises FormcheckError if ``source`` names no camera, or a file that is no video.
        """
        find_place(source)
        self._source = source
        self._camera: Camera | None = None
        self._absent = ""
        self._tried_s = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the camera is open or being opened."""
        return self._camera is not None

    @property
    def status(self) -> CameraStatus:
        """The state of the camera; OPENING if it is closed, unless it was not found."""
        if self._camera is not None:
            return self._camera.status
        if self._absent:
            return CameraStatus(CameraState.ABSENT, self._absent)
        return CameraStatus(CameraState.OPENING, OPENING)

    def picture(self, wait_s: float) -> Rgb | None:
        """Returns the current frame, None if none arrives in time; it is not stored here."""
        if self._camera is None:
            return None
        self._camera.play()
        frame = self._camera.latest(time.monotonic() - _FRESH_S, wait_s)
        return None if frame is None else frame.image

    def close(self) -> None:
        """Releases the camera until ``take``: its light goes out, and other programs may use it."""
        self._absent = ""
        if self._camera is not None:
            self._camera.close()
            self._camera = None

    def take(self) -> None:
        """Starts opening the camera, unless it is open or was missing a moment ago."""
        now_s = time.monotonic()
        if self._camera is not None or (self._absent and now_s - self._tried_s < _AGAIN_S):
            return
        self._tried_s, self._absent = now_s, ""
        try:
            self._camera = Camera(self._source, on_demand=True)
        except FormcheckError as error:
            self._absent = error.sentence


@dataclass(eq=False)
class CameraWatch:
    """Analyses a frame when asked to, and releases the camera while none is needed.

    yields: whether to release the camera during a call, since it serves only one program.
    """

    service: PostureService
    camera: ManagedCamera
    around: Callable[[], Surroundings]
    yields: bool
    paused: bool = False
    surroundings: Surroundings = QUIET_ROOM

    @property
    def gives_way(self) -> bool:
        """Whether the camera is released for a call."""
        return self.yields and self.surroundings.call and not self.camera.is_open

    def look(self, now_s: float) -> PostureUpdate:
        """Analyses the current frame and returns the result; the frame is not stored."""
        around = self.around()
        busy = self.camera.status.state is CameraState.BUSY
        self.surroundings = replace(around, call=around.call or busy)
        if self.paused or around.locked or (self.yields and around.call and not busy):
            self.camera.close()
        else:
            self.camera.take()
        picture = self.camera.picture(_PICTURE_S)  # None if it is closed
        update = self.service.look(picture, now_s, self.surroundings)
        self.paused = update.view.paused_until_s is not None
        if self.paused:
            self.camera.close()
        return update
