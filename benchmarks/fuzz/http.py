"""Sends random requests to a real server.

A finding is a server that prints anything, answers with 500 or more or without its content security
policy, or does not answer.
"""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from benchmarks.fuzz.broken import BrokenError, expect
from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.place import Page, RunningServer, run_server

_LIMIT_S = 10.0
_PATHS = (
    "/", "/page/main.js", "/page/styles/base.css", "/art/seated-twist/start.webp", "/api/stretches",
    "/api/words", "/api/history", "/api/history/1", "/api/sitting/day", "/api/sitting/day.csv",
    "/api/sitting/days", "/api/sitting/days.csv", "/api/sitting/profiles", "/api/videos",
    "/api/videos/x", "/clip/x.mp4", "/api/session", "/api/sitting", "/nowhere", "*",
    "http://evil.example/", "//evil.example/",
)  # fmt: skip
_FIELDS = ("token", "language", "date", "to", "n", "name", "stretch", "side", "x", "")
_TEXTS = (
    "", "1", "-1", "0", "9" * 30, "9" * 5000, "1e999", "NaN", "%00", "%ff", "%e2%80%ae", "%", "%zz",
    "%f0%9f%98%80", "..%2f..%2fetc%2fpasswd", "../serve.py", "en", "de", "seated-twist",
    "0001-01-01",
    "9999-12-31", "2026-11-23", "%D9%A3", "a" * 2000, "%1b[2J", "<script>", "'%22;--", "left",
    "\xff",
)  # fmt: skip
_HEADERS = (
    "Content-Length", "Transfer-Encoding", "Range", "If-None-Match", "If-Modified-Since",
    "If-Range",
    "Expect", "Upgrade", "Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Cookie", "Accept", "X-Odd",
    "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Content-Type", "Host",
)  # fmt: skip
_VALUES = (
    "", "chunked", "bytes=0-", "bytes=5-1", "bytes=" + "9" * 5000 + "-", "bytes=0-0,2-3,9-",
    "*", '"x"',
    "Mon, 99 Foo 2026", "100-continue", "websocket", "null", "cross-site", "navigate", "1",
    "-1", "9" * 5000,
    "a=b; c", "=;=", "\xff", "13", "AAAAAAAAAAAAAAAAAAAAAA==", "application/json", "evil.example",
)  # fmt: skip


@contextmanager
def _open_server() -> Iterator[MakeTry]:
    with run_server() as server:
        yield partial(_make_try, server)


def _make_try(server: RunningServer, rng: random.Random) -> Try:
    sent = _make_request(server.page, rng)

    def run() -> None:
        answer = _send_request(server.page.port, sent)
        if answer:
            _check_answer(answer)
        server.check()

    return Try("requests", sent[:2000].decode("latin-1"), run)


def _make_request(page: Page, rng: random.Random) -> bytes:
    host = f"127.0.0.1:{page.port}"
    method = rng.choice(["GET"] * 6 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "G\tT", ""])
    lines = [f"{method} {_make_target(rng)} HTTP/{rng.choice(['1.1'] * 9 + ['1.0', '2', 'x'])}"]
    if rng.random() < 0.95:
        lines.append(f"Host: {host}")
    if rng.random() < 0.8:
        lines += [f"Authorization: Bearer {page.key}", f"Origin: http://{host}"]
    for _ in range(rng.choice([0, 0, 1, 3, 8, 150])):
        lines.append(f"{rng.choice(_HEADERS)}: {rng.choice(_VALUES)}")
    lines += ["Connection: close", "", ""]
    body = rng.randbytes(rng.choice([0, 0, 10, 70_000]))
    return "\r\n".join(lines).encode("latin-1") + body


def _make_target(rng: random.Random) -> str:
    path = rng.choice(_PATHS)
    if rng.random() < 0.3:
        path = path.rstrip("/") + "/" + rng.choice(_TEXTS)
    if rng.random() < 0.1:
        path = "".join(chr(rng.randrange(33, 256)) for _ in range(rng.randrange(1, 60)))
    fields = [
        f"{rng.choice(_FIELDS)}={rng.choice(_TEXTS)}"
        for _ in range(rng.choice([0, 1, 1, 2, 9, 400]))
    ]
    return f"{path}?{'&'.join(fields)}" if fields else path


def _send_request(port: int, sent: bytes) -> bytes:
    """Sends the request and returns the whole answer, b"" after a reset."""
    with socket.create_connection(("127.0.0.1", port), timeout=_LIMIT_S) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))
        except TimeoutError as error:
            raise BrokenError(f"no answer within {_LIMIT_S:g} s") from error
        except OSError:
            return b""


def _check_answer(answer: bytes) -> None:
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    if head.startswith("http/1.1 100"):
        head = answer.split(b"\r\n\r\n")[1].decode("latin-1").lower()
    status, _, headers = head.partition("\r\n")
    if status.split()[1] == "101":
        return
    expect(200 <= int(status.split()[1]) < 500, answer[:1000])
    expect("content-security-policy: default-src 'none'" in headers, answer[:1000])
    expect(headers.count("content-security-policy:") == 1, answer[:1000])


HTTP = Door("http", _open_server, share=3.0)
