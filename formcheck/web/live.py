"""The socket of the live session: what the page says comes in, a screen for each picture goes out.

Pictures are decoded and judged in one thread of their own, so that the server always answers.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.errors import FormcheckError
from formcheck.flow.values import Command, Halt
from formcheck.web.messages import (
    PICTURES_PER_S,
    TEXTS_PER_S,
    Begin,
    Order,
    Rate,
    Reply,
    Resume,
    Stop,
    said_of,
)
from formcheck.web.picture import sent_of
from formcheck.web.screen import message_text
from formcheck.web.seat import KEPT_S, Now, Sitting

Open = Callable[[Begin, Now], Sitting]
"""Makes a session; it loads a model, so it may take a second."""

_OCCUPIED = "A session is running in another window: end it there, then begin here."
_MOVED = "This session goes on in another window."
_GONE = "That session is over: begin a new one."
_TOO_MANY = "The page sent more than formcheck takes: reload the page."
_BROKEN = "Something in formcheck broke; the terminal says what. The session has ended."
_REFUSED = 1008
"""The close code of a socket for what breaks a rule (RFC 6455)."""

_TRIES, _TRY_S = 10, 0.1
"""A page that is gone is noticed within a second: after the picture that it sent last."""

_log = logging.getLogger(__name__)


class Seat:
    """Holds the session, in or out of a page, and the thread that it runs in."""

    def __init__(self, open_sitting: Open, now: Now = time.monotonic) -> None:
        self.now = now
        self._open = open_sitting
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coach")
        self._sitting: Sitting | None = None
        self._page: Page | None = None
        self._leaving: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()

    def warm(self, work: Callable[[], None]) -> None:
        """Does the work in the session's thread before anybody needs it."""
        self._worker.submit(work)

    async def begin(self, page: Page, begin: Begin) -> Sitting:
        """A new session for the page. Raises FormcheckError while another page sits in one."""
        async with self._lock:
            await self._wait_for_seat(page)
            await self._drop()
            self._page = page
            self._sitting = await self.run(self._open, begin, self.now)
            return self._sitting

    async def resume(self, page: Page, session: str) -> Sitting:
        """The session of that id, from now on for this page. Raises FormcheckError.

        Only a page of the same browser knows the id: the same one again, reloaded, or a second
        one, which then has it instead of the first.
        """
        async with self._lock:
            sitting = self._sitting
            if sitting is None or sitting.id != session:
                raise FormcheckError(_GONE)
            before, self._page = self._page, page
            self._stay()
            if before is not None and before is not page:
                await before.refuse(_MOVED)
            await self.run(sitting.new_page)
            return sitting

    def holds(self, page: Page) -> bool:
        """Whether the page sits in the session."""
        return self._page is page

    def leave(self, page: Page) -> None:
        """The page is gone; its session is kept for a while."""
        if self._page is page:
            self._page = None
            self._stay()
            self._leaving = asyncio.get_running_loop().call_later(KEPT_S, self._forget)

    async def close(self) -> None:
        """Ends the session, if there is one, and the thread."""
        async with self._lock:
            await self._drop()
        self._worker.shutdown()

    async def run(self, work: Callable[..., Any], *values: Any) -> Any:
        """What the work gives, done in the session's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, *values)

    async def _wait_for_seat(self, page: Page) -> None:
        """A page that was just closed may be in the middle of a picture still."""
        for _ in range(_TRIES):
            if self._page is None or self._page is page:
                return
            await asyncio.sleep(_TRY_S)
        raise FormcheckError(_OCCUPIED)

    def _forget(self) -> None:
        if self._page is None:
            self._dropping = asyncio.ensure_future(self._drop())

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    async def _drop(self) -> None:
        self._stay()
        sitting, self._sitting = self._sitting, None
        if sitting is not None:
            await self.run(sitting.close)


class Page:
    """One socket, from its first message to its last."""

    def __init__(self, socket: WebSocket, seat: Seat) -> None:
        self._socket = socket
        self._seat = seat
        self._sitting: Sitting | None = None
        self._told_result = False
        self._closed = False
        self._pictures = Rate(PICTURES_PER_S)
        self._texts = Rate(TEXTS_PER_S)

    async def run(self) -> None:
        """Talks until one side has had enough."""
        await self._socket.accept()
        try:
            while not self._closed:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                await self._take(message)
        except WebSocketDisconnect:
            pass
        except FormcheckError as error:
            await self.refuse(str(error))
        except Exception:  # noqa: BLE001 - the page must hear of it, and the server goes on
            _log.exception("The live session broke")
            await self.refuse(_BROKEN)
        finally:
            self._closed = True
            self._seat.leave(self)

    async def refuse(self, sentence: str) -> None:
        """Says why it ends and closes."""
        if not self._closed:
            self._closed = True
            try:
                await self._socket.send_text(message_text({"is": "refused", "say": sentence}))
                await self._socket.close(_REFUSED)
            except (WebSocketDisconnect, RuntimeError):
                pass

    async def _take(self, message: Message) -> None:
        came_s = self._seat.now()
        data: bytes | None = message.get("bytes")
        if data is not None:
            if not self._pictures.allows(came_s):
                raise FormcheckError(_TOO_MANY)
            await self._picture(data, came_s)
            return
        if not self._texts.allows(came_s):
            raise FormcheckError(_TOO_MANY)
        await self._text(message.get("text") or "", came_s)

    async def _picture(self, data: bytes, came_s: float) -> None:
        sitting = self._seated()
        sent = sent_of(data)
        await self._screen(sitting, sitting.picture, sent, came_s)

    async def _text(self, text: str, came_s: float) -> None:
        said = said_of(text)
        match said:
            case Begin():
                self._sitting = await self._seat.begin(self, said)
                await self._begun(self._sitting)
            case Resume():
                self._sitting = await self._seat.resume(self, said.session)
                await self._begun(self._sitting)
            case Order():
                self._seated().command(Command(said.command))
            case Reply():
                self._seated().answer(said.question, said.answer)
            case Stop():
                sitting = self._seated()
                await self._screen(sitting, sitting.halt, Halt(said.why), came_s)

    def _seated(self) -> Sitting:
        if self._sitting is None:
            raise FormcheckError(_GONE)
        return self._sitting

    async def _begun(self, sitting: Sitting) -> None:
        self._told_result = False
        await self._send(message_text({"is": "begun", "session": sitting.id}))

    async def _screen(self, sitting: Sitting, work: Callable[..., str], *values: Any) -> None:
        """Sends the screen, and after the last one what it came to."""
        screen: str = await self._seat.run(work, *values)
        await self._send(screen)
        if sitting.done and not self._told_result:
            self._told_result = True
            await self._send(await self._seat.run(sitting.result))

    async def _send(self, text: str) -> None:
        if not self._closed:
            await self._socket.send_text(text)
