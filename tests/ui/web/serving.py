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
from tests.engine.live_sessions import make_image, make_single
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
class ManualClock:
    """A clock that moves only when its time is set."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class TimedDetector:
    """A detector that returns the detections at a time; none after the last frame."""

    frames: Sequence[DetectedFrame]
    count: int = 0

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        self.count += 1
        index = round(t_s * FPS)
        return self.frames[index].detections if index < len(self.frames) else ()


@dataclass
class SessionFactory:
    """Opens sessions of one short stretch, and keeps the last detector."""

    frames: Sequence[DetectedFrame]
    history: Path
    spec: Spec = field(default_factory=short_spec)
    detector: TimedDetector | None = None
    freed: int = 0

    def __call__(self, begin: BeginSession, now: Now) -> StretchHandle:
        self.detector = TimedDetector(self.frames)
        plan = replace(make_single(self.spec), words=load_words(begin.language))
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
class PageServer:
    """A running server as a page sees it."""

    door: Door
    stretching: StretchSlot
    videos: Videos
    time: ManualClock
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
    def open_page(
        self, address: str = "/api/session", key: str | None = None, **headers: str | None
    ) -> Iterator[PageClient]:
        """Yields a page with its socket open; ``headers`` replace its own, None omits one.

        key: sent instead of the right key; "" for none.
        """
        sent = {"Origin": self.base, **headers}
        with connect(
            f"ws://{self.host}{address}",
            additional_headers={k: v for k, v in sent.items() if v is not None},
            subprotocols=[Subprotocol(one) for one in self.list_subprotocols(key) if one],
            compression=None,
            proxy=None,
            open_timeout=10,
            close_timeout=2,
        ) as socket:
            assert json.loads(socket.recv(timeout=20)) == {"is": "proof", "proof": self.door.proof}
            yield PageClient(socket, self.time)

    def list_subprotocols(self, key: str | None = None) -> tuple[str, str]:
        """Returns the subprotocols that the page offers."""
        return SUBPROTOCOL, self.door.token if key is None else key


@dataclass
class PageClient:
    """A page's connection; ``ahead_s``: how far its clock is ahead of the server's."""

    socket: ClientConnection
    time: ManualClock
    ahead_s: float = 1000.0

    def send(self, **what: Any) -> None:
        self.socket.send(json.dumps(what))

    def receive(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(self.socket.recv(timeout=20))
        return heard

    def begin(self) -> str:
        self.send(**BEGIN)
        heard = self.receive()
        assert heard["is"] == "begun", heard
        return str(heard["session"])

    def send_image(self, jpeg: bytes | None = None) -> dict[str, Any]:
        """Sends an image taken now and returns the screen."""
        self.socket.send(
            pack_image((self.time.now_s + self.ahead_s) * 1000, jpeg or make_plain_jpeg())
        )
        return self.receive()

    def play(self, seconds: float) -> dict[str, Any]:
        """Sends images for ``seconds`` at the synthetic sessions' rate; returns the last screen."""
        screen: dict[str, Any] = {}
        for _ in range(round(seconds * FPS)):
            screen = self.send_image()
            self.time.now_s += 1 / FPS
        return screen


def pack_image(page_ms: float, jpeg: bytes) -> bytes:
    return struct.pack("<d", page_ms) + jpeg


@cache
def make_plain_jpeg() -> bytes:
    """Returns a JPEG of the size of the synthetic sessions."""
    return encode_jpeg(make_image())


def encode_jpeg(image: Rgb, *flags: int) -> bytes:
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), list(flags))
    assert done
    return data.tobytes()


@contextmanager
def run_server(
    open_sitting: Open,
    history: Path,
    now: Now | None = None,
    videos: Videos | None = None,
    open_watch: OpenWatch = real_watch,
) -> Iterator[PageServer]:
    """Yields a server in its own thread, stopped at the end."""
    listening = listen("127.0.0.1", 0)
    time = ManualClock()
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
            yield PageServer(door, stretching, held, time, client)
    finally:
        running.should_exit = True
        thread.join(20)
        worker.shutdown()
        assert not thread.is_alive()
