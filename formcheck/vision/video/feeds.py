"""Live frames from a camera, a network stream or a video file.

Every feed is an iterator of (time, image): the time in seconds of ``time.monotonic`` at which the
frame was received, the image (height, width, 3) uint8 RGB, contiguous. It ends, or raises
CameraError, when no more frames come; closing it releases the camera.

A feed on demand is for occasional use: it decodes as few frames as the camera's encoding allows,
and converts to an array only the one that is due. For the others it yields None, or nothing.
"""

import math
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import VideoReformatter

from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.video import video_texts as say
from formcheck.vision.video.camera_consent import is_camera_denied
from formcheck.vision.video.devices import BACKEND, Device, Place, cameras, explain_absent
from formcheck.vision.video.frames import Rgb, fitted
from formcheck.vision.video.video import VideoFile

LONGEST_SIDE_PX = 1280
"""Larger frames are scaled down: the model uses a 256 px crop, and a window needs no more."""
_DEVICE_SIZE = ImageSize(1280, 720)
_ON_DEMAND_SIZE, _ON_DEMAND_FPS = ImageSize(640, 480), 10.0
"""Requested from a camera on demand: a frame of 640 x 480 takes a third of the time to decode, and
at ten a second the newest is recent enough. Chosen for formcheck."""
_MOST_WAITING = 10
"""No driver queues more frames than this (V4L2 in OpenCV: 4 by default)."""
_AT_ONCE_S = 0.002
"""A frame that arrives sooner than this had been queued and may be old. Chosen for formcheck."""
_WAKE_S = 0.5
_OPEN_S, _READ_S = 5.0, 3.0
"""How long a network camera may take to answer, and any to send a readable frame. Chosen for
formcheck."""
_SELECT_S = "3"
_STANDING_S = 0.1
_STREAM_OPTIONS = {
    "fflags": "nobuffer",
    "flags": "low_delay",
    "rtsp_transport": "tcp",
    "protocol_whitelist": "http,https,httpproxy,tcp,tls,rtsp,rtp,udp",
}


class CameraState(Enum):
    """The state of a camera."""

    OPENING = "opening"
    RUNNING = "running"
    BLACK = "black"
    """Frames arrive but show nothing: the camera is covered, or switched off."""
    LOST = "lost"
    """Frames arrived before and no longer do."""
    ABSENT = "absent"
    """The camera is not connected, or can't be reached."""
    BUSY = "busy"
    DENIED = "denied"
    ENDED = "ended"
    """A video file was played to its end."""


class CameraError(Exception):
    """No frames at present; holds the state to report and its sentence."""

    def __init__(self, state: CameraState, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state
        self.sentence = sentence


Pictures = Generator[tuple[float, Rgb | None], None, None]
Stopping = Callable[[float], bool]
"""Waits up to that many seconds; returns whether the camera is being closed."""


def pictures_of(place: Place, stopping: Stopping, playing: Event, due: Event | None) -> Pictures:
    """Returns the feed of that place; a video file advances once ``playing`` is set.

    With ``due`` the feed is on demand: a frame is due while the event is set. The code that clears
    it must also set it to end the feed's wait.
    """
    match place:
        case Device():
            return _read_device(place, stopping, due)
        case str():
            return _read_stream(place, due)
        case Path():
            return _play_video(place, stopping, playing, due)


def _read_device(device: Device, stopping: Stopping, due: Event | None) -> Pictures:
    # A camera that hangs must not hold its reader for long (Linux; seconds).
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", _SELECT_S)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    _look_at_node(device)
    capture = cv2.VideoCapture(device.number, BACKEND)
    try:
        if not capture.isOpened():
            raise _explain_not_opened(device)
        _ask_for_pictures(capture, on_demand=due is not None)
        failing_s = math.inf
        while _grab(capture, stopping, due):
            t_s = time.monotonic()
            done, picture = capture.retrieve()
            if done:
                failing_s = math.inf
                yield t_s, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
                continue
            failing_s = min(failing_s, t_s)
            if t_s - failing_s > _READ_S:  # DirectShow goes on after the camera is gone
                break
            if stopping(0.0):
                return
    except cv2.error as error:
        raise CameraError(CameraState.LOST, say.UNPLUGGED) from error
    finally:
        capture.release()
    raise CameraError(CameraState.LOST, say.UNPLUGGED)


def _grab(capture: cv2.VideoCapture, stopping: Stopping, due: Event | None) -> bool:
    """Grabs the next frame or, on demand, the newest once one is due; False if none comes.

    In between nothing is grabbed: the driver drops the frames that are not fetched. Those still in
    its queue come first, and at once.
    """
    if due is None:
        return capture.grab()
    while not due.wait(_WAKE_S):
        if stopping(0.0):
            return False
    for _ in range(_MOST_WAITING):
        begun_s = time.monotonic()
        if not capture.grab():
            return False
        if time.monotonic() - begun_s > _AT_ONCE_S:
            return True
    return True  # a driver that never blocks always gives its newest


def _ask_for_pictures(capture: cv2.VideoCapture, *, on_demand: bool) -> None:
    """Requests JPEG, which USB cameras send at full rate; a camera may ignore all of this."""
    size = _ON_DEMAND_SIZE if on_demand else _DEVICE_SIZE
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size.width_px)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size.height_px)
    if on_demand:
        capture.set(cv2.CAP_PROP_FPS, _ON_DEMAND_FPS)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _look_at_node(device: Device) -> None:
    """Raises CameraError if the device file can't be opened: on Linux it says more than OpenCV."""
    if sys.platform != "linux":
        return
    try:
        os.close(os.open(f"/dev/video{device.number}", os.O_RDWR | os.O_NONBLOCK))
    except PermissionError:
        raise CameraError(CameraState.DENIED, say.NOT_IN_GROUP) from None
    except OSError:
        raise _explain_not_opened(device) from None


def _explain_not_opened(device: Device) -> CameraError:
    """Returns the error: the camera is absent or, if it is there, in use or not permitted."""
    known = cameras()
    if device.number not in {one.number for one in known}:
        return CameraError(CameraState.ABSENT, explain_absent(str(device.number), known))
    if sys.platform == "darwin" or (sys.platform == "win32" and is_camera_denied()):
        return CameraError(CameraState.DENIED, say.NOT_ALLOWED)
    return CameraError(CameraState.BUSY, say.IN_USE)


def _read_stream(url: str, due: Event | None) -> Pictures:
    reformatter = VideoReformatter()
    seen = False
    try:
        options = {**_STREAM_OPTIONS, "http_proxy": _find_proxy(url)}
        with av.open(url, timeout=(_OPEN_S, _READ_S), options=options) as container:
            if not container.streams.video:
                raise CameraError(CameraState.ABSENT, say.NO_PICTURES)
            for picture in _decode(container, due):
                t_s = time.monotonic()
                seen = True
                yield t_s, None if picture is None else _make_rgb(picture, reformatter)
    except (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError):
        given = urlsplit(url).username is not None
        raise CameraError(CameraState.DENIED, say.REFUSED if given else say.PASSWORD) from None
    except (av.error.FFmpegError, ValueError) as error:
        if not seen:
            raise CameraError(CameraState.ABSENT, say.NOT_REACHED) from error
    raise CameraError(CameraState.LOST, say.BROKEN_OFF)


def _find_proxy(url: str) -> str:
    address = urlsplit(url)
    if proxy_bypass(address.netloc.rpartition("@")[2]):  # without name and password
        return ""
    return getproxies().get(address.scheme, "")


def _decode(container: InputContainer, due: Event | None) -> Iterator[av.VideoFrame | None]:
    """Yields the frames of a stream, None for those that are not due.

    Intra-only frames (JPEG) need no decoding unless they are due. Of other codecs only frames that
    no other frame refers to can be skipped.
    """
    video = container.streams.video[0]
    codec: VideoCodecContext | None = video.codec_context
    if codec is None:  # an unknown codec
        raise CameraError(CameraState.ABSENT, say.NO_PICTURES)
    alone = codec.codec.intra_only
    if due is not None:
        codec.skip_frame = "NONREF"
    for packet in container.demux(video):
        if alone and due is not None and not due.is_set():
            yield None
            continue
        with suppress(av.error.InvalidDataError):  # the next frame may be whole again
            for picture in packet.decode():
                yield picture if due is None or due.is_set() else None


def _make_rgb(picture: av.VideoFrame, reformatter: VideoReformatter) -> Rgb:
    size = fitted(ImageSize(picture.width, picture.height), LONGEST_SIDE_PX)
    scaled = reformatter.reformat(picture, size.width_px, size.height_px, "rgb24", threads=1)
    return np.ascontiguousarray(scaled.to_ndarray(), dtype=np.uint8)


def _play_video(path: Path, stopping: Stopping, playing: Event, due: Event | None) -> Pictures:
    """Yields each frame at its own time in the file, so that delays do not add up."""
    begun_s: float | None = None
    max_fps = None if due is None else _ON_DEMAND_FPS
    try:
        with VideoFile(path, max_side_px=LONGEST_SIDE_PX, max_fps=max_fps) as video:
            for frame in video.frames():
                while not playing.is_set():  # repeats the first frame
                    yield time.monotonic(), frame.image
                    if stopping(_STANDING_S):
                        return
                begun_s = time.monotonic() if begun_s is None else begun_s
                t_s = begun_s + frame.t_s
                if stopping(max(0.0, t_s - time.monotonic())):
                    return
                yield t_s, frame.image if due is None or due.is_set() else None
    except FormcheckError as error:
        raise CameraError(CameraState.ABSENT, error.sentence) from error
    raise CameraError(CameraState.ENDED, say.ENDED)
