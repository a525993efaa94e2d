"""Sends random messages to a real server through its web sockets.

A finding is a server that prints anything, reports an internal error, or stays silent.
"""

import json
import random
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.fuzz.broken import expect
from benchmarks.fuzz.cores import OwnTime
from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.place import Page, RunningServer, run_server
from formcheck.ui.web.guard import SUBPROTOCOL

_LIMIT_S = 10.0
_MESSAGES: tuple[dict[str, Any], ...] = (
    {"do": "begin", "stretches": ["no-such-stretch"], "side": "both", "language": "en"},
    {"do": "begin", "profile": "desk", "wishes": {"sensitivity": "normal"}, "take": True},
    {"do": "resume", "session": "x"},
    {"do": "command", "command": "pause"},
    {"do": "answer", "question": "pain", "answer": "2"},
    {"do": "halt", "why": "camera"},
    {"do": "wishes", "wishes": {"onset_s": 60.0, "break_every_s": 1800.0}},
    {"do": "profile", "profile": "desk", "camera": ""},
    {"do": "calibrate"},
    {"do": "pause", "minutes": 5},
    {"do": "break", "what": "take", "stretches": ["seated-twist"]},
    {"do": "end"},
)
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, 1e308, "", "x" * 300, "\ud800", "\x00", "\x1b[2J", "../x", [],
    {}, [[]],
    ["a"] * 100, {"a": {"b": 1}}, "NaN", 2**63,
)  # fmt: skip
_RAW = (
    "", "{", "null", "[]", "0", '"begin"', "NaN", "[" * 3000, '{"do":' * 3000, "9" * 5000, "{}" * 9,
    '{"do": "begin", "do": "end"}', '{"do": 1e999}', '{"do": "\\ud800"}', "x" * 70_000, "\ufeff{}",
)  # fmt: skip


@contextmanager
def _open_server() -> Iterator[MakeTry]:
    with run_server() as server:
        yield partial(_make_try, server)


def _make_try(server: RunningServer, rng: random.Random) -> Try:
    address = rng.choice(["/api/session", "/api/sitting"])
    messages = [_make_message(rng) for _ in range(rng.choice([1, 2, 5, 40]))]

    def run() -> None:
        with open_socket(server.page, address) as socket:
            with suppress(ConnectionClosed):
                for said, is_text in messages:
                    socket.send(said, text=is_text)
            _check_answers(socket, OwnTime(server.process.pid))
        server.check()

    return Try(address, str([said[:200] for said, _ in messages[:5]]), run)


@contextmanager
def open_socket(page: Page, address: str) -> Iterator[ClientConnection]:
    """Opens a socket as the page does. Raises OSError, ConnectionClosed if the server is gone."""
    host = f"127.0.0.1:{page.port}"
    with connect(
        f"ws://{host}{address}",
        additional_headers={"Origin": f"http://{host}"},
        subprotocols=[Subprotocol(SUBPROTOCOL), Subprotocol(page.key)],
        compression=None,
        proxy=None,
        open_timeout=_LIMIT_S,
        close_timeout=_LIMIT_S,
    ) as line:
        line.recv(timeout=_LIMIT_S)
        yield line


def _check_answers(socket: ClientConnection, server: OwnTime) -> None:
    """Checks the answers up to the pong, which follows them, or up to the end of the connection."""
    with suppress(ConnectionClosed):
        pong = socket.ping()
        while not pong.is_set():
            expect(server.lasted_s < _LIMIT_S, f"silent for {_LIMIT_S:g} s")
            with suppress(TimeoutError):
                heard = json.loads(socket.recv(timeout=0.02))
                expect("broke" not in str(heard.get("say", "")), heard)


def _make_message(rng: random.Random) -> tuple[bytes, bool]:
    """Returns a message and whether it is sent as text."""
    kind = rng.random()
    if kind < 0.2:
        time_ms = rng.choice([0.0, -1.0, 1e308, float("inf"), float("nan"), 1000.0])
        picture = rng.choice([b"", b"\xff\xd8\xff", rng.randbytes(2000), b"\xff\xd8" + bytes(5000)])
        return rng.choice(
            [struct.pack("<d", time_ms) + picture, rng.randbytes(rng.randrange(9))]
        ), False
    if kind < 0.4:
        return rng.choice(_RAW).encode(), True
    if kind < 0.45:
        return rng.randbytes(20), True  # invalid UTF-8 sent as text
    said = dict(rng.choice(_MESSAGES))
    for _ in range(rng.randrange(3)):
        said[rng.choice([*said, "x", "", "do"])] = rng.choice(_VALUES)
    if rng.random() < 0.2:
        said.pop(rng.choice(list(said)))
    return json.dumps(said).encode(), True


SOCKETS = Door("sockets", _open_server)
