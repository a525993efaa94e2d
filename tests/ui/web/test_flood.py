"""Malformed, slow or excessive requests are answered or cut off, and block nobody else."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from formcheck.ui.web import connections as room
from tests.ui.web.serving import PageServer
from tests.ui.web.test_guard import send_raw
from tests.waiting import wait_until

LONG = "9" * 5000
MANY = "&".join(f"f{n}=1" for n in range(5000))


@pytest.fixture(autouse=True)
def silent_server(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Asserts that nothing from outside makes the server print or log."""
    yield
    assert capfd.readouterr() == ("", "")
    assert [one.getMessage() for one in caplog.get_records("call") if one.name == "asyncio"] == []


def connect_to(server: PageServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.door.port), timeout=10)


@pytest.mark.parametrize(
    "half", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"]
)
def test_connections_that_never_ask_keep_nobody_waiting(server: PageServer, half: bytes) -> None:
    with ExitStack() as many:
        lines = [many.enter_context(connect_to(server)) for _ in range(80)]
        for line in lines:
            line.sendall(half)
        start_s = time.monotonic()
        headers = {"Authorization": server.key}
        with httpx.Client(base_url=server.base, headers=headers, trust_env=False) as other:
            for _ in range(5):
                assert other.get("/api/words").status_code == 200
        assert time.monotonic() - start_s < 3


def test_who_sends_a_byte_at_a_time_is_not_waited_for(
    server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_ASK_S", 0.3)
    for begun in (b"", f"GET / HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode()):
        with connect_to(server) as line:
            line.sendall(begun)
            start_s = time.monotonic()
            with suppress(OSError):  # reset or broken pipe, depending on the system
                while time.monotonic() < start_s + 5:
                    line.sendall(b"G")
                    time.sleep(0.02)
            assert time.monotonic() - start_s < 3


def test_a_request_that_takes_long_is_not_cut_off(
    server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_ASK_S", 0.2)
    with server.open_page() as page:
        time.sleep(0.5)
        assert page.begin()

    def slowly() -> object:
        for _ in range(6):
            time.sleep(0.1)
            yield b"x" * 100

    asked = {"stretch": "seated-twist", "name": "a.mp4"}
    answer = server.client.post("/api/videos", params=asked, content=slowly())  # type: ignore[arg-type]
    assert answer.status_code == 201
    assert server.client.delete(f"/api/videos/{answer.json()['video']}").status_code == 204


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (f"/?{MANY}", 200),
        (f"/api/history/{LONG}", 404),
        ("/api/history/-1", 404),
        (f"/api/history/{2**63 - 1}", 400),
        (f"/api/sitting/days?n={LONG}", 400),
        ("/api/sitting/days?n=%D9%A3", 400),
        (f"/api/sitting/day?date={LONG}", 400),
        (f"/api/words?language={LONG}", 400),
        (f"/api/words?{MANY}", 200),
        ("/api/words?language=%ff%00", 400),
        (f"/page/{LONG}.js", 404),
    ],
)
def test_whatever_stands_in_an_address_gets_an_answer_with_the_policy(
    server: PageServer, target: str, code: int
) -> None:
    head, _, body = send_raw(
        server, target, [f"Host: {server.host}", f"Authorization: {server.key}"]
    ).partition(b"\r\n\r\n")
    status, *headers = head.decode().lower().split("\r\n")
    assert status.split()[1] == str(code), (status, body)
    assert_policy(headers)


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", "/", ["Host: {host}", "Host: {host}"]),
        ("GET", "/", ["Host: {host}", "Content-Length: " + LONG]),
        ("G T", "/", ["Host: {host}"]),
        ("GET", "/\xff", ["Host: {host}"]),
        ("GET", "/?" + "a" * 70_000, ["Host: {host}"]),
        ("GET", f"/?{MANY}", ["Host: {host}"]),
        ("GET", "/", []),
        ("GET", "/", ["Host: {host}", "Range: bytes=" + LONG, "Authorization: {key}"]),
    ],
)
def test_a_request_that_is_none_gets_the_policy_too(
    server: PageServer,
    method: str,
    target: str,
    headers: list[str],
) -> None:
    known = {"host": server.host, "key": server.key, "token": server.door.token}
    answer = send_raw(server, target, [one.format(**known) for one in headers], method)
    status, *answered = answer.partition(b"\r\n\r\n")[0].decode().lower().split("\r\n")
    assert 200 <= int(status.split()[1]) < 500, answer
    assert_policy(answered)


@pytest.mark.parametrize("method", ["POST", "HEAD"])
@pytest.mark.parametrize("key", ["", "Authorization: {key}\r\n"])
@pytest.mark.parametrize("pause_s", [0.0, 0.1])
def test_a_request_that_breaks_off_into_nonsense_is_let_go_in_silence(
    server: PageServer, method: str, key: str, pause_s: float
) -> None:
    head = (
        f"{method} /api/videos?stretch=seated-twist&name=a.mp4 HTTP/1.1\r\nHost: {{host}}\r\n"
        f"Origin: http://{{host}}\r\n{key}Transfer-Encoding: chunked\r\n\r\n"
    )
    with connect_to(server) as line:
        line.sendall(head.format(host=server.host, key=server.key).encode())
        time.sleep(pause_s)
        line.sendall(b"K\xff no chunk\r\n")
        with suppress(ConnectionError):
            assert b"".join(iter(lambda: line.recv(65536), b"")).count(b"HTTP/1.1 ") <= 1
    wait_until(lambda: server.client.get("/api/videos").json() == {"videos": []})


UPGRADE = (
    "Host: {host}", "Origin: http://{host}", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
)  # fmt: skip
OFFER = "Sec-WebSocket-Protocol: formcheck, {token}"


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", "/api/session", UPGRADE),
        ("GET", "/api/session", [*UPGRADE[:3], OFFER]),
        ("POST", "/api/session", [*UPGRADE, OFFER]),
        ("GET", "/api/nothing", [*UPGRADE, OFFER]),
        ("GET", f"/?{MANY}", [*UPGRADE, OFFER]),
        ("GET", "/api/session?" + "a" * 10_000, [*UPGRADE, OFFER]),
        ("GET", "/api/session", [*UPGRADE, OFFER, *(f"X-{n}: 1" for n in range(200))]),
    ],
    ids=["no key", "no handshake", "post", "nowhere", "fields", "long", "headers"],
)
def test_a_socket_that_is_refused_gets_the_policy_too(
    server: PageServer,
    method: str,
    target: str,
    headers: list[str],
) -> None:
    known = {"host": server.host, "key": server.key, "token": server.door.token}
    lines = [f"{method} {target} HTTP/1.1", *headers, "Connection: upgrade", "", ""]
    with connect_to(server) as line:
        line.sendall("\r\n".join(lines).format(**known).encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    status, *answered = answer.partition(b"\r\n\r\n")[0].decode().lower().split("\r\n")
    assert 400 <= int(status.split()[1]) < 500, answer
    assert_policy(answered)


def assert_policy(headers: list[str]) -> None:
    told = dict(line.split(": ", 1) for line in headers)
    assert told["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
