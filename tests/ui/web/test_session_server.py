"""The socket of the live session: a screen for each image, limits, loss and resumption."""

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed

from formcheck.files.errors import FormcheckError
from formcheck.ui.web import socket_handler, stretch_handle
from formcheck.ui.web.messages import MAX_TEXT_BYTES, BeginSession
from formcheck.ui.web.picture import MAX_BYTES
from formcheck.ui.web.socket_handler import RefusalError
from formcheck.ui.web.stretch_handle import SessionSocketHandler, StretchSlot, open_session
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.live_sessions import make_image
from tests.ui.web.serving import (
    BEGIN,
    ManualClock,
    PageClient,
    PageServer,
    SessionFactory,
    encode_jpeg,
    make_plain_jpeg,
    pack_image,
    run_server,
)
from tests.waiting import wait_until

FIRST_HOLD_S = 8.0
"""By then a person whose arm is up from 5 s on has held it for more than two seconds."""


def read_close(page: PageClient) -> tuple[str, int]:
    """Returns the last message before the socket closed, and its close code."""
    said = [""]

    def listen() -> None:
        while True:
            said.append(page.receive().get("say", ""))

    with pytest.raises(ConnectionClosed) as closed:
        listen()
    assert closed.value.rcvd is not None
    return said[-1], closed.value.rcvd.code


def test_every_picture_gets_one_screen(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        for _ in range(5):
            page.socket.send(pack_image(page.time.now_s * 1000, make_plain_jpeg()))
            page.time.now_s += 0.1
        screens = [page.receive() for _ in range(5)]
        assert [screen["is"] for screen in screens] == ["screen"] * 5
        with pytest.raises(TimeoutError):
            page.socket.recv(timeout=0.2)


def test_a_screen_has_all_that_the_page_draws(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        screen = page.play(FIRST_HOLD_S)
    assert screen["stage"] == "work"
    assert screen["ring"]["still"] is False
    assert screen["size"] == [1280, 720]
    assert {bone["tone"] for bone in screen["sketch"]["bones"]} >= {"good", "faint"}
    assert screen["step"] == {
        "number": 1, "spec_id": "arm-out", "title": "Arm out", "side": "left",
        "set_number": 1, "sets": 1, "unit": "hold",
    }  # fmt: skip
    assert screen["view_faults"] == []


def list_closed_rows(server: PageServer) -> list[dict[str, Any]]:
    rows = server.client.get("/api/history").json()["sessions"]
    return [row for row in rows if row["end"] != "open"]


def test_a_session_ends_with_its_result_and_is_in_the_history(server: PageServer) -> None:
    server.client.delete("/api/history")
    with server.open_page() as page:
        page.begin()
        held_s = page.play(FIRST_HOLD_S)["held_s"]
        page.send(do="command", command="pain")
        last = page.send_image()
        for _ in range(3):  # the questions after pain may be skipped
            if last["stage"] == "done":
                break
            page.send(do="command", command="next")
            last = page.send_image()
        result = page.receive()["result"]
    assert (last["stage"], last["end"]) == ("done", "pain")
    (stretch,) = result["stretches"]
    assert stretch["hold_s"] == pytest.approx(held_s, abs=0.3)
    row = wait_until(lambda: list_closed_rows(server))[0]
    assert (row["end"], row["titles"]) == ("pain", ["Arm out"])
    kept = server.client.get(f"/api/history/{row['id']}").json()
    assert kept["stretches"] == result["stretches"]
    assert server.client.delete("/api/history").status_code == 204
    nothing = {"sessions": [], "unreadable": 0, "running": False, "older": False}
    assert server.client.get("/api/history").json() == nothing
    gone = server.client.get(f"/api/history/{row['id']}")
    assert gone.status_code == 400
    assert "no session" in gone.json()["say"]


def test_a_history_that_cannot_be_written_is_told_and_ends_nothing(
    raised: Sequence[DetectedFrame], tmp_path: Path
) -> None:
    folder = tmp_path / "no-folder"
    folder.write_text("a file in its place")
    with (
        run_server(SessionFactory(raised, folder / "history.db"), tmp_path / "other.db") as served,
        served.open_page() as page,
    ):
        page.send(**{**BEGIN, "language": "de"})
        assert page.receive()["is"] == "begun"
        page.play(FIRST_HOLD_S)
        page.send(do="command", command="quit")
        page.send(do="command", command="quit")
        assert page.send_image()["stage"] == "done"
        assert "lässt sich nicht öffnen" in page.receive()["problem"]


def test_a_hold_may_be_as_long_as_in_a_command(server: PageServer) -> None:
    with server.open_page() as page:
        page.send(**BEGIN, hold_s=3600)
        assert page.receive()["is"] == "begun"


def test_a_question_is_answered(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        screen = page.play(17.0)
        assert screen["question"] is not None, screen["stage"]
        page.send(do="answer", question=screen["question"]["id"], answer="0")
        after = page.send_image()
    assert after["question"] != screen["question"]


def test_a_picture_that_is_too_large_gets_nothing(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        page.socket.send(pack_image(0.0, make_plain_jpeg() + b"\0" * MAX_BYTES))
        assert read_close(page) == ("", 1009)


def make_decompression_bomb(width: int, height: int) -> bytes:
    """Returns a JPEG whose header claims a false size."""
    jpeg = bytearray(make_plain_jpeg())
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(jpeg)


def repeat_scan(jpeg: bytes, times: int) -> bytes:
    """Returns the JPEG with its start-of-scan header repeated."""
    at = jpeg.index(b"\xff\xda")
    return jpeg[:at] + jpeg[at : at + 14] * times + jpeg[at:]


def test_a_picture_that_claims_to_be_huge_is_not_decoded(
    server: PageServer, sessions: SessionFactory
) -> None:
    with server.open_page() as page:
        page.begin()
        page.socket.send(pack_image(0.0, make_decompression_bomb(60000, 60000)))
        said, code = read_close(page)
    assert "60000 by 60000" in said
    assert code == 1008
    assert sessions.detector is not None
    assert sessions.detector.count == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1234567",
        pack_image(0.0, b""),
        pack_image(float("nan"), make_plain_jpeg()),
        pack_image(float("inf"), make_plain_jpeg()),
        pack_image(0.0, make_plain_jpeg()[:200]),
        pack_image(0.0, b"\x89PNG" + make_plain_jpeg()),
        pack_image(0.0, encode_jpeg(np.zeros((1281, 8, 3), np.uint8))),
        pack_image(0.0, make_decompression_bomb(0, 720)),
        pack_image(0.0, repeat_scan(make_plain_jpeg(), 100)),
    ],
    ids=["empty", "short", "no-jpeg", "nan", "inf", "cut", "png", "tall", "flat", "scans"],
)
def test_what_is_no_picture_ends_the_socket_with_a_sentence(
    server: PageServer, data: bytes
) -> None:
    with server.open_page() as page:
        session = page.begin()
        page.socket.send(data)
        said, code = read_close(page)
    assert "reload the page" in said
    assert code == 1008
    with server.open_page() as page:
        page.send(do="resume", session=session)
        assert page.receive() == {"is": "begun", "session": session}


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "[]", "{}", '{"do":"dance"}', '{"do":"begin"}',
        '{"do":"begin","stretches":["../../secret.toml"]}',
        '{"do":"begin","stretches":["/etc/passwd.toml"]}',
        '{"do":"begin","stretches":["arm-out"],"hold_s":-1}',
        '{"do":"begin","stretches":["arm-out"],"hold_s":0}',
        '{"do":"begin","stretches":["arm-out"],"hold_s":3601}',
        '{"do":"begin","stretches":["arm-out"],"sets":0}',
        '{"do":"begin","stretches":["arm-out"],"more":1}',
        '{"do":"resume","session":7}',
        '{"do":"halt","why":"none"}',
        "[" * 20000,
        json.dumps({"do": "answer", "question": "x", "answer": "y" * 501}),
        json.dumps({"do": "answer", "question": "x", "answer": "y" * MAX_TEXT_BYTES}),
    ],
)  # fmt: skip
def test_a_message_that_no_page_sends_ends_the_socket(server: PageServer, text: str) -> None:
    with server.open_page() as page:
        page.socket.send(text)
        said, code = read_close(page)
    assert "reload the page" in said
    assert code == 1008


def test_a_picture_before_the_beginning_is_refused(server: PageServer) -> None:
    with server.open_page() as page:
        page.socket.send(pack_image(0.0, make_plain_jpeg()))
        assert read_close(page)[1] == 1008


def test_a_session_of_a_stretch_that_is_none_is_refused_in_the_language_of_the_page() -> None:
    begin = BeginSession(do="begin", stretches=["bridge-posse"], language="de")
    with pytest.raises(FormcheckError, match="Es gibt keine Dehnung „bridge-posse“"):
        open_session(begin)


def test_a_flood_of_messages_is_refused(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        for _ in range(SessionSocketHandler.texts_per_s):  # the "begin" message counts too
            page.send(do="command", command="pause")
        assert read_close(page) == (socket_handler.TOO_MANY, 1008)


def test_a_flood_of_pictures_is_refused(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        for _ in range(SessionSocketHandler.pictures_per_s + 1):
            page.socket.send(pack_image(0.0, make_plain_jpeg()))
        said, code = read_close(page)
    assert (said, code) == (socket_handler.TOO_MANY, 1008)


def test_a_second_window_is_refused_and_the_first_goes_on(server: PageServer) -> None:
    with server.open_page() as first, server.open_page() as second:
        first.begin()
        second.send(**BEGIN)
        assert read_close(second) == (stretch_handle.StretchSlot.occupied, 1008)
        assert first.send_image()["is"] == "screen"


def test_a_session_that_lost_its_page_goes_on_with_what_was_held(server: PageServer) -> None:
    with server.open_page() as page:
        session = page.begin()
        before = page.play(FIRST_HOLD_S)
    assert before["held_s"] > 2.0
    server.time.now_s += 0.3
    with server.open_page() as again:
        again.ahead_s = -50.0  # a page that was reloaded counts from another moment
        again.send(do="resume", session=session)
        assert again.receive() == {"is": "begun", "session": session}
        after = again.send_image()
        assert after["held_s"] == pytest.approx(before["held_s"], abs=0.4)
        assert after["t_s"] == pytest.approx(before["t_s"] + 0.3, abs=0.1)
        assert again.play(1.0)["held_s"] > after["held_s"] + 0.5


def test_time_without_a_page_is_no_hold(server: PageServer) -> None:
    with server.open_page() as page:
        session = page.begin()
        before = page.play(FIRST_HOLD_S)
    server.time.now_s += 4.0
    with server.open_page() as again:
        again.send(do="resume", session=session)
        again.receive()
        assert again.play(0.5)["held_s"] <= before["held_s"] + 0.5


def test_the_same_session_in_another_window_is_taken_over(server: PageServer) -> None:
    with server.open_page() as first, server.open_page() as second:
        session = first.begin()
        second.send(do="resume", session=session)
        assert second.receive()["is"] == "begun"
        assert read_close(first) == (stretch_handle.StretchSlot.moved, 1008)
        assert second.send_image()["is"] == "screen"


def test_a_session_that_nobody_began_cannot_be_resumed(server: PageServer) -> None:
    with server.open_page() as page:
        page.send(do="resume", session="x" * 22)
        assert read_close(page) == (stretch_handle.StretchSlot.gone, 1008)


def test_pictures_that_are_back_after_a_gap_are_not_said_to_be_missing(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        page.play(FIRST_HOLD_S)
        page.time.now_s += 6.0
        screen = page.send_image()
        assert screen["halt"] == ""
        said = [sound["say"] for sound in screen["sounds"]]
        assert "No picture from the camera." not in said, said


def test_a_session_is_not_kept_for_ever(
    server: PageServer, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionSocketHandler, "kept_s", 0.05)
    with server.open_page() as page:
        session = page.begin()
        freed = sessions.freed
        page.play(FIRST_HOLD_S)
    wait_until(lambda: sessions.freed > freed)
    told = server.client.get("/api/history").json()
    row = told["sessions"][0]
    assert row["end"] == "stopped"
    assert row["held_s"] > 2.0
    assert told["running"] is False
    with server.open_page() as page:
        page.send(do="resume", session=session)
        assert read_close(page) == (stretch_handle.StretchSlot.gone, 1008)


@pytest.mark.parametrize("turns", range(5))
def test_a_page_that_comes_back_as_its_session_expires_keeps_it_or_hears_that_it_is_over(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    """turns: those of the server's loop between the loss of the page and its return."""
    monkeypatch.setattr(SessionSocketHandler, "kept_s", 0.0)

    async def come_back() -> tuple[bool, bool]:
        with ThreadPoolExecutor(1) as worker:
            slot = StretchSlot(partial(sessions, now=ManualClock()), worker)
            silent = WebSocket({"type": "websocket"}, None, None)  # type: ignore[arg-type]
            first, again = (SessionSocketHandler(silent, slot, "") for _ in range(2))
            await slot.begin(first, BeginSession(do="begin", stretches=["arm-out"]))
            slot.leave(first)
            for _ in range(turns):
                await asyncio.sleep(0)
            with suppress(RefusalError):
                await slot.resume(again, slot.id)
            given = slot.page is again
            await asyncio.sleep(0.05)  # whatever is being closed is closed by then
            kept = slot.session is not None
            await slot.close()
        return given, kept

    given, kept = asyncio.run(come_back())
    assert given == kept


def test_the_history_says_whether_a_session_goes_on(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        page.play(FIRST_HOLD_S)
        assert server.client.get("/api/history").json()["running"] is True
    assert server.client.get("/api/history").json()["running"] is True, "it waits for its page"


def test_a_new_session_ends_the_one_that_was_left(
    server: PageServer, sessions: SessionFactory
) -> None:
    with server.open_page() as page:
        first = page.begin()
        page.send_image()
        freed = sessions.freed
    with server.open_page() as page:
        assert page.begin() != first
    assert sessions.freed == freed + 1


def test_a_jump_of_the_pages_clock_adds_nothing_to_the_hold(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        before = page.play(FIRST_HOLD_S)
        page.ahead_s += 3600.0
        after = page.play(1.0)
        page.ahead_s -= 7200.0
        last = page.play(1.0)
    assert before["held_s"] < after["held_s"] <= before["held_s"] + 1.1
    assert last["held_s"] <= before["held_s"] + 2.2
    assert last["t_s"] == pytest.approx(before["t_s"] + 2.0, abs=0.1)


def test_a_hidden_page_halts_the_clock(server: PageServer) -> None:
    with server.open_page() as page:
        page.begin()
        held_s = page.play(FIRST_HOLD_S)["held_s"]
        for _ in range(3):
            page.send(do="halt", why="hidden")
            halted = page.receive()
            page.time.now_s += 1.0
        assert (halted["halt"], halted["is"]) == ("hidden", "screen")
        assert halted["held_s"] <= held_s + 0.3
        assert page.play(2.0)["held_s"] > held_s + 1.0


def test_pictures_need_no_colour_and_may_be_progressive(server: PageServer) -> None:
    grey = cv2.imencode(".jpg", make_image()[:, :, 0])[1].tobytes()
    with server.open_page() as page:
        page.begin()
        for jpeg in (grey, encode_jpeg(make_image(), cv2.IMWRITE_JPEG_PROGRESSIVE, 1)):
            page.time.now_s += 0.1
            assert page.send_image(jpeg)["size"] == [1280, 720]


def test_a_bug_in_a_session_is_told_and_the_server_lives(
    server: PageServer, sessions: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    with server.open_page() as page:
        page.begin()
        sessions.detector.frames = None  # type: ignore[union-attr, assignment]
        page.socket.send(pack_image(0.0, make_plain_jpeg()))
        assert read_close(page) == (stretch_handle.StretchSlot.broken, 1008)
    assert "The talk with the page broke" in caplog.text
    with server.open_page() as page:
        page.begin()
        assert page.send_image()["is"] == "screen"
