"""Simulated pages at work while their server is ended: an upload, a session, a sitting watch."""

import itertools
import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import cv2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from benchmarks.fuzz.broken import expect
from benchmarks.fuzz.place import ROOT, Page, Place
from benchmarks.fuzz.sockets import open_socket
from formcheck.store.history import History
from formcheck.vision.video.video import VideoFile

SITTING = ROOT / "sample_videos" / "sitting-front.mp4"
STRETCHED = ROOT / "sample_videos" / "cross-body-shoulder-stretch.good-full-dose.left.mp4"
_FPS = 10.0
_SIDE_PX = 480
_LENGTH_S = 15.0
"""The length of film that a visit uses."""
_LINE_S = 20.0
_BEGIN_SESSION = {"do": "begin", "stretches": ["cross-body-shoulder-stretch"], "side": "left"}
_BEGIN_WATCH = {"do": "begin", "profile": "desk", "wishes": {}}


class Visit:
    """A page at work, in its own thread; it ends when the server does."""

    def __init__(self) -> None:
        self._thread = Thread(target=self._visit, daemon=True)
        self.page = Page(0, "")
        self.place = Place(Path())

    def begin(self, page: Page, place: Place) -> None:
        """Starts the visit to that page of a server in that place."""
        self.page, self.place = page, place
        self._thread.start()

    def end(self, ended_s: float, within_s: float) -> float | None:
        """Returns the seconds between the end of the visit's saved part and the server's end.

        ended_s is the server's end in unix seconds. None if there was nothing to save yet. Raises
        BrokenError if the page still waits for the ended server.
        """
        self._thread.join(within_s)
        expect(not self._thread.is_alive(), "the page waits for a server that is gone")
        return self._find_lost(ended_s)

    def _visit(self) -> None:
        raise NotImplementedError

    def _find_lost(self, ended_s: float) -> float | None:  # noqa: ARG002
        return None


class UploadVisit(Visit):
    """Uploads half a film, pauses like a slow browser, then uploads the rest, to be judged."""

    def _visit(self) -> None:
        film, host = SITTING.read_bytes(), f"127.0.0.1:{self.page.port}"
        head = (
            "POST /api/videos?stretch=seated-twist&name=a.mp4 HTTP/1.1\r\n"
            f"Host: {host}\r\nOrigin: http://{host}\r\nAuthorization: Bearer {self.page.key}\r\n"
            f"Content-Length: {len(film)}\r\n\r\n"
        )
        half = len(film) // 2
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.page.port)) as line:
            line.settimeout(_LINE_S)
            line.sendall(head.encode() + film[:half])
            time.sleep(0.5)
            line.sendall(film[half:])
            line.recv(1024)


class _CameraVisit(Visit):
    """Sends frames of a film like a camera, each once the previous one is answered."""

    address = ""
    begin_with: dict[str, Any] = {}  # noqa: RUF012 - read only
    film = Path()

    def _visit(self) -> None:
        with suppress(ConnectionClosed, OSError), open_socket(self.page, self.address) as line:
            line.send(json.dumps(self.begin_with))
            _receive(line)
            for jpeg in itertools.cycle(read_frames(self.film)):
                sent_s = time.monotonic()
                line.send(struct.pack("<d", 1000.0 * sent_s) + jpeg)
                heard = _receive(line)
                self._take(heard)
                due_s = sent_s + heard.get("next_look_s", 1.0 / _FPS)
                time.sleep(max(0.0, due_s - time.monotonic()))

    def _take(self, heard: dict[str, Any]) -> None:
        """Notes the server's answer to a frame."""


class SessionVisit(_CameraVisit):
    """A session: what is saved of it is compared with the last screen that the page received."""

    address = "/api/session"
    begin_with = _BEGIN_SESSION
    film = STRETCHED

    def __init__(self) -> None:
        super().__init__()
        self._begun_s: float | None = None
        self._lasted_s = self._held_s = 0.0
        self._earlier = 0

    def begin(self, page: Page, place: Place) -> None:
        """Starts the visit, and counts the sessions saved before."""
        with History(place.history) as history:
            self._earlier = len(history.list_sessions())
        super().begin(page, place)

    def _take(self, heard: dict[str, Any]) -> None:
        if self._begun_s is None:
            self._begun_s = heard["t_s"]
        self._lasted_s, self._held_s = heard["t_s"] - self._begun_s, heard["held_s"]

    def _find_lost(self, ended_s: float) -> float | None:  # noqa: ARG002
        with History(self.place.history) as history:
            list_sessions = history.list_sessions()
            if len(list_sessions) == self._earlier:
                return self._held_s or None
            _, result = history.read_session(list_sessions[0].id)
        hold_s = sum(stretch["hold_s"] for stretch in result["stretches"])
        return max(0.0, self._lasted_s - result["duration_s"], self._held_s - hold_s)


class SittingVisit(_CameraVisit):
    """A sitting watch; its time counts from the first answered frame."""

    address = "/api/sitting"
    begin_with = _BEGIN_WATCH
    film = SITTING

    def __init__(self) -> None:
        super().__init__()
        self._begun_s: float | None = None

    def _take(self, heard: dict[str, Any]) -> None:  # noqa: ARG002
        self._begun_s = self._begun_s or time.time()

    def _find_lost(self, ended_s: float) -> float | None:
        if self._begun_s is None:
            return None
        kept_s = max((span.end_s for span in self.place.list_spans()), default=0.0)
        return max(0.0, ended_s - max(self._begun_s, kept_s))


def _receive(line: ClientConnection) -> dict[str, Any]:
    heard: dict[str, Any] = json.loads(line.recv(timeout=_LINE_S))
    expect(heard["is"] != "refused", heard)
    return heard


@cache
def read_frames(film: Path) -> tuple[bytes, ...]:
    """Returns the first frames of the film as JPEG files."""
    return tuple(_encode_frames(film))


def _encode_frames(film: Path) -> Iterator[bytes]:
    with VideoFile(film, max_side_px=_SIDE_PX, max_fps=_FPS) as video:
        for frame in itertools.takewhile(lambda one: one.t_s < _LENGTH_S, video.frames()):
            done, jpeg = cv2.imencode(".jpg", frame.image[:, :, ::-1])
            expect(done, "no JPEG")
            yield jpeg.tobytes()
