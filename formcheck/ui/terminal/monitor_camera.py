"""The monitor's camera, open only while looks are needed; and a look through it."""

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
"""A picture older than this shows the past. Chosen here: a slow camera sends five in a second."""
_PICTURE_S = 0.5
"""How long to wait for a picture; a camera in the dark sends five in a second. Chosen here."""
_WHICH = re.compile(
    r"(?<![a-z\d])(camera|cam|channel|chn|ch|stream|subtype|profile|action|src)=(\w{1,32})(?=[&._]|$)",
    re.IGNORECASE,
)
"""What the addresses of network cameras call one of several cameras; anything else that has a name
may be a login."""
_NAMED = re.compile("[=&:@]")
"""A part of a path that has one of these holds more than a place."""
_AGAIN_S = 5.0
"""How often a camera that was unplugged while released is looked for by its name."""


def camera_name(source: str) -> str:
    """The name under which a baseline for this camera is kept: its name, address or file.

    Of an address only the host, the path and which camera it is are kept: the rest may be a login.
    Raises FormcheckError when ``source`` is no camera.
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
    """Whether another program may want the same camera: one of this machine serves one program."""
    return isinstance(place_of(source), Device)


class ManagedCamera(Closing):
    """A camera that can be taken, closed and taken again. A context manager; closed at first."""

    def __init__(self, source: str) -> None:
        """Opens no camera yet.

        Raises FormcheckError when ``source`` means no camera at all, or a file that is no video.
        """
        find_place(source)
        self._source = source
        self._camera: Camera | None = None
        self._absent = ""
        self._tried_s = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the camera is held, or asked for."""
        return self._camera is not None

    @property
    def status(self) -> CameraStatus:
        """The state of the camera; one that is closed is about to be opened."""
        if self._camera is not None:
            return self._camera.status
        if self._absent:
            return CameraStatus(CameraState.ABSENT, self._absent)
        return CameraStatus(CameraState.OPENING, OPENING)

    def picture(self, wait_s: float) -> Rgb | None:
        """The present picture, None when none comes within the time; it is not kept here."""
        if self._camera is None:
            return None
        self._camera.play()
        frame = self._camera.latest(time.monotonic() - _FRESH_S, wait_s)
        return None if frame is None else frame.image

    def close(self) -> None:
        """Releases the camera until ``take``: its light goes out, and others may use it."""
        self._absent = ""
        if self._camera is not None:
            self._camera.close()
            self._camera = None

    def take(self) -> None:
        """Begins to open the camera, unless it is open."""
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
    """Looks when asked to, and releases the camera while no look is needed.

    yields: whether to give way to a call if the camera serves only one program.
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
        """The result of the look at that time; the picture is not kept."""
        around = self.around()
        busy = self.camera.status.state is CameraState.BUSY
        self.surroundings = replace(around, call=around.call or busy)
        if self.paused or around.locked or (self.yields and around.call and not busy):
            self.camera.close()
        else:
            self.camera.take()
        picture = self.camera.picture(_PICTURE_S)  # none from one that is closed
        update = self.service.look(picture, now_s, self.surroundings)
        self.paused = update.view.paused_until_s is not None
        if self.paused:
            self.camera.close()
        return update
