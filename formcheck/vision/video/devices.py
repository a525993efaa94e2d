"""Lists the cameras of this machine by number and name, and finds the one that is meant."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import cv2
from cv2_enumerate_cameras import enumerate_cameras

from formcheck.core.language import Sentence
from formcheck.files.errors import FormcheckError
from formcheck.files.inputs import is_file, is_there
from formcheck.vision.video import video_texts as say

_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
BACKEND: int = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
"""The system interface for both listing and opening cameras, so that their numbers agree.
DirectShow opens at once, Media Foundation takes many seconds."""
URL_SCHEMES = ("http://", "https://", "rtsp://")
_DEVICE_DIR = "/dev/"
_MOST_DIGITS = 9
"""More digits than this can't be the number of a camera: OpenCV's have 32 bits."""

# macOS asks the user by itself when the camera is opened; OpenCV's own request works only in the
# main thread and fails in any other.
os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")


@dataclass(frozen=True, slots=True)
class Device:
    """A camera of this machine: the number that opens it and its own name."""

    number: int
    name: str


Place = Device | str | Path
"""A camera of this machine, the URL of one on the network, or a video file played as if live."""


class UnpluggedError(FormcheckError):
    """The camera is not connected now, and may be later."""


def cameras() -> tuple[Device, ...]:
    """Returns the cameras of this machine by number."""
    found = {one.index: one.name or f"Camera {one.index}" for one in enumerate_cameras(BACKEND)}
    return tuple(Device(number, found[number]) for number in sorted(found))


def list_cameras(known: Iterable[Device]) -> str:
    """Returns the cameras in one line: "0 Built-in Webcam; 2 USB Camera"."""
    return "; ".join(f"{device.number} {device.name}" for device in known)


def explain_absent(source: str, known: Iterable[Device]) -> str:
    """Returns the message that a camera is not plugged in, and which ones are, if any."""
    there = list_cameras(known)
    return Sentence(say.NO_SUCH_CAMERA, number=source, known=there) if there else say.NO_CAMERA


def place_of(source: str) -> Place:
    """Returns the place for ``source``: a number, URL, device path, video file, or part of a name.

    Raises UnpluggedError if no device has that path now, FormcheckError if it is none of them.
    """
    if source.isdecimal() and len(source) <= _MOST_DIGITS:
        return Device(int(source), f"Camera {source}")
    if source.lower().startswith(URL_SCHEMES):
        try:
            urlsplit(source)
        except ValueError as error:
            raise FormcheckError(f"{source} is not a camera address: {error}.") from error
        return source
    path = Path(source)
    if source.startswith(_DEVICE_DIR):  # such as /dev/video2, or a permanent name that links there
        number = path.resolve().name.removeprefix("video")
        if not number.isdecimal():
            if not is_there(path):
                raise UnpluggedError(explain_absent(source, cameras()))
            raise FormcheckError(f"{path} is no camera: cameras are called /dev/video0 and so on.")
        return Device(int(number), str(path))
    if is_file(path):
        return path
    known = cameras()
    for device in known:
        if source.casefold() in device.name.casefold():
            return device
    raise _build_missing_error(source, known)


def check_plugged_in(source: str) -> None:
    """Raises FormcheckError if ``source`` is no camera, or one that is not connected."""
    place, known = place_of(source), cameras()
    if isinstance(place, Device) and place.number not in {one.number for one in known}:
        raise _build_missing_error(source, known)


def _build_missing_error(source: str, known: Iterable[Device]) -> FormcheckError:
    there = list_cameras(known)
    if not there and source.isdecimal():
        return FormcheckError(
            "No camera was found: plug one in, or give --camera the address of one on the network."
        )
    return FormcheckError(
        f'No camera or video file is called "{source}". Cameras of this machine: {there or "none"}.'
    )
