"""What both sockets of the page have in common: limits, refusals, and a slot for one session.

A session is a stretch session or a sitting watch. All run in one worker thread, so that the server
always answers and models never run at the same time.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.ui.web.guard import SUBPROTOCOL
from formcheck.ui.web.messages import Begun, RefusalCode, Refused, ServerProof

Now = Callable[[], float]
"""Seconds of a monotonic clock."""

TOO_MANY = "The page sent more than formcheck accepts: reload the page."
REFUSED = 1008
"""The close code of a socket for a violated rule (RFC 6455)."""

_TRIES, _TRY_S = 10, 0.1
"""A closed page is noticed within a second, after its last frame is handled."""

_log = logging.getLogger(__name__)


class RefusalError(FormcheckError):
    """A refusal that the page can do something about; code: its kind."""

    def __init__(self, sentence: str, code: RefusalCode) -> None:
        super().__init__(sentence)
        self.code = code


SessionT = TypeVar("SessionT", bound=Closing)
BeginT = TypeVar("BeginT")


@dataclass(eq=False)
class Slot(Generic[BeginT, SessionT]):
    """Holds one session, whose id only its page knows, and the page that has it now, if any.

    Messages to a page: another has the slot (occupied), another took it over (moved), there is no
    session (gone), or something in formcheck broke (broken).
    """

    occupied: ClassVar[str]
    moved: ClassVar[str]
    gone: ClassVar[str]
    broken: ClassVar[str]
    open_session: Callable[[BeginT], SessionT]
    worker: ThreadPoolExecutor
    now: Now = time.monotonic
    id: str = ""
    session: SessionT | None = None
    page: AnySocketHandler | None = None

    def __post_init__(self) -> None:
        self._leaving: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()

    async def begin(
        self, page: AnySocketHandler, request: BeginT, *, take: bool = False
    ) -> SessionT:
        """Begins a session for the page. Raises RefusalError if another has one, unless take."""
        async with self._lock:
            if take:
                await self._move(page)
            await self._wait_until_free(page)
            await self._close_session()
            self.page = page
            self.session = await self.run(self.open_session, request)
            self.id = secrets.token_urlsafe(16)
            return self.session

    async def resume(self, page: AnySocketHandler, session_id: str) -> SessionT:
        """Gives the session with that id to this page. Raises RefusalError if there is none.

        Only pages of the same browser know the id: the same page after a reload, or a second one,
        which takes the session over from the first.
        """
        async with self._lock:
            session = self.session
            if session is None or self.id != session_id:
                raise RefusalError(self.gone, "gone")
            await self._move(page)
            return session

    def leave(self, page: AnySocketHandler) -> None:
        """Frees the slot after its page has gone; the session is kept for a while."""
        if self.page is page:
            self.page = None
            self._leaving = asyncio.get_running_loop().call_later(page.kept_s, self._forget)

    async def dismiss(self, page: AnySocketHandler) -> None:
        """Ends the session of the page and frees the slot."""
        async with self._lock:
            if self.page is page:
                self.page = None
                await self._close_session()

    async def close(self) -> None:
        """Ends the session, if there is one."""
        async with self._lock:
            await self._close_session()

    async def run(self, work: Callable[..., Any], *values: Any) -> Any:
        """Does the work in the thread of all sessions and returns its result."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, work, *values)

    async def _move(self, page: AnySocketHandler) -> None:
        before, self.page = self.page, page
        self._cancel_leaving()
        if before is not None and before is not page:
            await before.refuse(self.moved, "elsewhere")

    async def _wait_until_free(self, page: AnySocketHandler) -> None:
        """Waits for a page that was just closed and whose last frame may still be analysed."""
        for _ in range(_TRIES):
            if self.page is None or self.page is page:
                return
            await asyncio.sleep(_TRY_S)
        raise RefusalError(self.occupied, "elsewhere")

    def _forget(self) -> None:
        self._forgetting = asyncio.ensure_future(self._close_unless_resumed())

    async def _close_unless_resumed(self) -> None:
        async with self._lock:
            if self.page is None:
                await self._close_session()

    def _cancel_leaving(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()

    async def _close_session(self) -> None:
        self._cancel_leaving()
        session, self.session = self.session, None
        if session is not None:
            await self.run(session.close)


class SocketHandler(ABC, Generic[BeginT, SessionT]):
    """One socket, from its first message to its last, and the session of its page.

    proof: sent to the page before anything else, to prove the server's identity.
    """

    pictures_per_s: ClassVar[int]
    texts_per_s: ClassVar[int]
    kept_s: ClassVar[float]
    """How long the session is kept without a page."""

    def __init__(self, socket: WebSocket, slot: Slot[BeginT, SessionT], proof: str) -> None:
        self._socket = socket
        self._slot = slot
        self._proof = proof
        self._closed = False
        self._pictures = Rate(self.pictures_per_s)
        self._texts = Rate(self.texts_per_s)
        self._session: SessionT | None = None

    @abstractmethod
    async def take_picture(self, data: bytes, came_s: float) -> None:
        """Handles a frame. Raises FormcheckError."""

    @abstractmethod
    async def take_text(self, text: str, came_s: float) -> None:
        """Handles a message. Raises FormcheckError."""

    @property
    def session(self) -> SessionT:
        """The session of the page. Raises FormcheckError if it has none."""
        if self._session is None:
            raise FormcheckError(self._slot.gone)
        return self._session

    async def show(self, found: Awaitable[SessionT]) -> None:
        """Tells the page that its session has begun. Raises FormcheckError, RefusalError."""
        self._session = await found
        await self.send(Begun(session=self._slot.id).dump_text())

    async def run(self) -> None:
        """Handles messages until one side closes; the session is then kept for a while."""
        await self._socket.accept(SUBPROTOCOL)
        try:
            await self.send(ServerProof(proof=self._proof).dump_text())
            while not self._closed:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                await self._take(message)
        except WebSocketDisconnect:
            pass
        except RefusalError as refusal:
            await self.refuse(str(refusal), refusal.code)
        except FormcheckError as error:
            await self.refuse(str(error))
        except Exception:  # noqa: BLE001 - the page must hear of it, and the server goes on
            _log.exception("The talk with the page broke")
            await self.refuse(self._slot.broken)
        finally:
            self._closed = True
            self._slot.leave(self)

    async def refuse(self, sentence: str, code: RefusalCode = "") -> None:
        """Sends the reason and closes the socket."""
        if not self._closed:
            self._closed = True
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._socket.send_text(Refused(say=sentence, code=code).dump_text())
                await self._socket.close(REFUSED)

    async def send(self, text: str) -> None:
        """Sends the text, unless the socket is closed."""
        if not self._closed:
            await self._socket.send_text(text)

    async def reply(self, work: Callable[..., str], *values: object) -> None:
        """Does the work in the thread of all models and sends its result."""
        await self.send(await self._slot.run(work, *values))

    async def _take(self, message: Message) -> None:
        came_s = self._slot.now()
        data: bytes | None = message.get("bytes")
        rate = self._texts if data is None else self._pictures
        if not rate.is_allowed(came_s):
            raise FormcheckError(TOO_MANY)
        if data is None:
            await self.take_text(message.get("text") or "", came_s)
        else:
            await self.take_picture(data, came_s)


AnySocketHandler = SocketHandler[Any, Any]


@dataclass(slots=True)
class Rate:
    """A limit of messages per second; a second's worth may come at once."""

    per_s: int
    left: float = 0.0
    at_s: float = -math.inf

    def is_allowed(self, now_s: float) -> bool:
        """Whether another message is allowed now, which is then counted."""
        self.left = min(self.per_s, self.left + (now_s - self.at_s) * self.per_s)
        self.at_s = now_s
        if self.left < 1:
            return False
        self.left -= 1
        return True
