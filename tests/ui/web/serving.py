"""A running server of the page on its own port, and a client that acts as the page."""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from formcheck.core.body import Detection
from formcheck.core.stretch import Spec
from formcheck.engine.live_session import LiveSession
from formcheck.library.languages import load_words
from formcheck.output.report.session_contract import dump_session
from formcheck.store.writer import HistoryWriter
from formcheck.ui.web.guard import SUBPROTOCOL, Door
from formcheck.ui.web.messages import BeginSession, BeginWatch
from formcheck.ui.web.serve import listen, make_server
from formcheck.ui.web.site import make_site
from formcheck.ui.web.sitting_watch import PostureSlot, Watch
from formcheck.ui.web.sitting_watch import open_watch as real_watch
from formcheck.ui.web.socket_handler import Now
from formcheck.ui.web.stretch_handle import StretchHandle, StretchSlot
from formcheck.ui.web.videos import Videos
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.video.frames import Rgb
from tests.engine.live_sessions import picture, programme
from tests.engine.sessions import FPS, short_spec

Open = Callable[[BeginSession, Now], StretchHandle]
OpenWatch = Callable[[BeginWatch], Watch]
BEGIN = {"do": "begin", "stretches": ["arm-out"]}

as_other_pages = pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": None},
        {"Origin": "null"},
        {"key": ""},
        {"key": "x"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=["foreign", "none", "null", "no-key", "bad-key", "same-site"],
)
"""Parametrises a test by requests that another page would send, or a page without the key."""


@dataclass
class Time:
    """A clock that moves only when its time is set."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class ByTime:
    """A detector that returns the detections at a time; none after the last frame."""

    frames: Sequence[DetectedFrame]
    looked: int = 0

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        self.looked += 1
        index = round(t_s * FPS)
        return self.frames[index].detections if index < len(self.frames) else ()


@dataclass
class Made:
    """Opens sessions of one short stretch, and keeps the last detector."""

    frames: Sequence[DetectedFrame]
    history: Path
    spec: Spec = field(default_factory=short_spec)
    detector: ByTime | None = None
    freed: int = 0

    def __call__(self, begin: BeginSession, now: Now) -> StretchHandle:
        self.detector = ByTime(self.frames)
        plan = replace(programme(self.spec), words=load_words(begin.language))
        writer = HistoryWriter(datetime.now(UTC), ["Arm out"], self.history)
        writer.__enter__()

        def free() -> None:
            writer.close()
            self.freed += 1

        session = LiveSession(
            plan, self.detector.detect, on_saved=lambda r: writer.save(dump_session(r))
        )
        return StretchHandle(session, plan, free, now, lambda: writer.problem)


@dataclass
class Served:
    """A running server as a page sees it."""

    door: Door
    stretching: StretchSlot
    videos: Videos
    time: Time
    client: httpx.Client

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.door.port}"

    @property
    def base(self) -> str:
        return f"http://{self.host}"

    @property
    def key(self) -> str:
        """The authorization header with the key."""
        return f"Bearer {self.door.token}"

    @contextmanager
    def page(
        self, address: str = "/api/session", key: str | None = None, **headers: str | None
    ) -> Iterator[Page]:
        """Yields a page with its socket open; ``headers`` replace its own, None omits one.

        key: sent instead of the right key; "" for none.
        """
        sent = {"Origin": self.base, **headers}
        with connect(
            f"ws://{self.host}{address}",
            additional_headers={k: v for k, v in sent.items() if v is not None},
            subprotocols=[Subprotocol(one) for one in self.offer(key) if one],
            compression=None,
            proxy=None,
            open_timeout=10,
            close_timeout=2,
        ) as socket:
            assert json.loads(socket.recv(timeout=20)) == {"is": "proof", "proof": self.door.proof}
            yield Page(socket, self.time)

    def offer(self, key: str | None = None) -> tuple[str, str]:
        """Returns the subprotocols that the page offers."""
        return SUBPROTOCOL, self.door.token if key is None else key


@dataclass
class Page:
    """A page's connection; ``ahead_s``: how far its clock is ahead of the server's."""

    socket: ClientConnection
    time: Time
    ahead_s: float = 1000.0

    def say(self, **what: Any) -> None:
        self.socket.send(json.dumps(what))

    def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(self.socket.recv(timeout=20))
        return heard

    def begin(self) -> str:
        self.say(**BEGIN)
        heard = self.hear()
        assert heard["is"] == "begun", heard
        return str(heard["session"])

    def picture(self, jpeg: bytes | None = None) -> dict[str, Any]:
        """Sends an image taken now and returns the screen."""
        self.socket.send(message((self.time.now_s + self.ahead_s) * 1000, jpeg or plain_jpeg()))
        return self.hear()

    def play(self, seconds: float) -> dict[str, Any]:
        """Sends images for ``seconds`` at the synthetic sessions' rate; returns the last screen."""
        screen: dict[str, Any] = {}
        for _ in range(round(seconds * FPS)):
            screen = self.picture()
            self.time.now_s += 1 / FPS
        return screen


def message(page_ms: float, jpeg: bytes) -> bytes:
    return struct.pack("<d", page_ms) + jpeg


@cache
def plain_jpeg() -> bytes:
    """Returns a JPEG of the size of the synthetic sessions."""
    return jpeg_of(picture())


def jpeg_of(image: Rgb, *flags: int) -> bytes:
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), list(flags))
    assert done
    return data.tobytes()


@contextmanager
def serving(
    open_sitting: Open,
    history: Path,
    now: Now | None = None,
    videos: Videos | None = None,
    open_watch: OpenWatch = real_watch,
) -> Iterator[Served]:
    """Yields a server in its own thread, stopped at the end."""
    listening = listen("127.0.0.1", 0)
    time = Time()
    door = Door("127.0.0.1", listening.getsockname()[1])
    clock = now or time
    worker = ThreadPoolExecutor(1)
    stretching = StretchSlot(partial(open_sitting, now=clock), worker, clock)
    held = videos or Videos()
    watching = PostureSlot(open_watch, worker, clock)
    running = make_server(make_site(door, stretching, watching, held, history=history))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    base = f"http://127.0.0.1:{door.port}"
    try:
        # Loading certificates takes longer than most tests, and there is no HTTPS here.
        with httpx.Client(
            base_url=base,
            headers={"Origin": base, "Authorization": f"Bearer {door.token}"},
            trust_env=False,
            verify=False,
            timeout=30,
            # The server closes idle connections after 5 s, possibly just when one is reused.
            limits=httpx.Limits(max_keepalive_connections=0),
        ) as client:
            yield Served(door, stretching, held, time, client)
    finally:
        running.should_exit = True
        thread.join(20)
        worker.shutdown()
        assert not thread.is_alive()
