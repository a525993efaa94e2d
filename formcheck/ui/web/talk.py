"""What every socket of the page has in common: limits, refusals, and one place to sit in.

What sits there, a stretch session or a watch over how somebody sits, works in one thread for all,
so that the server always answers and models never work at the same time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.files.errors import FormcheckError
from formcheck.ui.web.messages import Begun, Refused

Now = Callable[[], float]
"""Seconds of a clock that only ever rises."""

TOO_MANY = "The page sent more than formcheck takes: reload the page."
KEPT_S = 300.0
"""How long a guest without a page is kept: long enough to start a laptop again."""
REFUSED = 1008
"""The close code of a socket for what breaks a rule (RFC 6455)."""

_TRIES, _TRY_S = 10, 0.1
"""A page that is gone is noticed within a second: after the picture that it sent last."""

_log = logging.getLogger(__name__)


RefusalCode = Literal["", "gone", "elsewhere"]
"""There is no such session any more; another window has it; neither."""


class RefusalError(FormcheckError):
    """A refusal that the page can do something about; code says which it is."""

    def __init__(self, sentence: str, code: RefusalCode) -> None:
        super().__init__(sentence)
        self.code = code


class SlotSession(Protocol):
    """What sits in a chair: it has an id that only its page knows, and can be closed."""

    @property
    def id(self) -> str:
        """Its id."""

    def begin_page(self) -> None:
        """Another page goes on with it."""

    def close(self) -> None:
        """Ends it and lets go of all that it holds."""


@dataclass(frozen=True, slots=True)
class SlotTexts:
    """What a page is told: while another one has the chair, has got it now, or nobody has.

    broken: when something in formcheck breaks.
    """

    occupied: str
    moved: str
    gone: str
    broken: str


GuestT = TypeVar("GuestT", bound=SlotSession)
WishT = TypeVar("WishT")


class Slot(Generic[WishT, GuestT]):
    """Holds one guest, in or out of a page."""

    def __init__(
        self,
        invite: Callable[[WishT], GuestT],
        worker: ThreadPoolExecutor,
        says: SlotTexts,
        now: Now = time.monotonic,
    ) -> None:
        self.now = now
        self.says = says
        self._invite = invite
        self._worker = worker
        self._guest: GuestT | None = None
        self._page: AnyTalk | None = None
        self._leaving: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()

    async def begin(self, page: AnyTalk, wish: WishT, *, take: bool = False) -> GuestT:
        """A new guest for the page. Raises RefusalError while another page has one, unless take."""
        async with self._lock:
            if take:
                await self._move(page)
            await self._wait_until_free(page)
            await self._close_guest()
            self._page = page
            self._guest = await self.run(self._invite, wish)
            return self._guest

    async def resume(self, page: AnyTalk, guest_id: str) -> GuestT:
        """The guest of that id, from now on for this page. Raises RefusalError.

        Only a page of the same browser knows the id: the same one again, reloaded, or a second
        one, which then has it instead of the first.
        """
        async with self._lock:
            guest = self._guest
            if guest is None or guest.id != guest_id:
                raise RefusalError(self.says.gone, "gone")
            await self._move(page)
            await self.run(guest.begin_page)
            return guest

    @property
    def taken(self) -> bool:
        """Whether a page sits here now."""
        return self._page is not None

    def leave(self, page: AnyTalk) -> None:
        """The page is gone; its guest is kept for a while."""
        if self._page is page:
            self._page = None
            self._cancel_leaving()
            self._leaving = asyncio.get_running_loop().call_later(KEPT_S, self._forget)

    async def send_off(self, page: AnyTalk) -> None:
        """The guest of the page leaves for good."""
        async with self._lock:
            if self._page is page:
                self._page = None
                await self._close_guest()

    async def close(self) -> None:
        """Ends the guest, if there is one."""
        async with self._lock:
            await self._close_guest()

    async def run(self, work: Callable[..., Any], *values: Any) -> Any:
        """What the work gives, done in the thread of all guests."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, *values)

    async def _move(self, page: AnyTalk) -> None:
        before, self._page = self._page, page
        self._cancel_leaving()
        if before is not None and before is not page:
            await before.refuse(self.says.moved, "elsewhere")

    async def _wait_until_free(self, page: AnyTalk) -> None:
        """A page that was just closed may be in the middle of a picture still."""
        for _ in range(_TRIES):
            if self._page is None or self._page is page:
                return
            await asyncio.sleep(_TRY_S)
        raise RefusalError(self.says.occupied, "elsewhere")

    def _forget(self) -> None:
        if self._page is None:
            self._dropping = asyncio.ensure_future(self._close_guest())

    def _cancel_leaving(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    async def _close_guest(self) -> None:
        self._cancel_leaving()
        guest, self._guest = self._guest, None
        if guest is not None:
            await self.run(guest.close)


class SocketHandler(ABC, Generic[WishT, GuestT]):
    """One socket, from its first message to its last, and the guest that its page has."""

    pictures_per_s: ClassVar[int]
    texts_per_s: ClassVar[int]

    def __init__(self, socket: WebSocket, chair: Slot[WishT, GuestT]) -> None:
        self._socket = socket
        self._chair = chair
        self._closed = False
        self._pictures = Rate(self.pictures_per_s)
        self._texts = Rate(self.texts_per_s)
        self._guest: GuestT | None = None

    @abstractmethod
    async def take_picture(self, data: bytes, came_s: float) -> None:
        """Takes a picture. Raises FormcheckError."""

    @abstractmethod
    async def take_text(self, text: str, came_s: float) -> None:
        """Takes a message. Raises FormcheckError."""

    @property
    def guest(self) -> GuestT:
        """The guest of the page. Raises FormcheckError where it has none."""
        if self._guest is None:
            raise FormcheckError(self._chair.says.gone)
        return self._guest

    async def begin(self, wish: WishT, *, take: bool = False) -> None:
        """Has a new guest. Raises FormcheckError."""
        self._guest = await self._chair.begin(self, wish, take=take)
        await self.send(Begun(session=self._guest.id).dump_text())

    async def resume(self, guest_id: str) -> None:
        """Goes on with a guest. Raises RefusalError."""
        self._guest = await self._chair.resume(self, guest_id)
        await self.send(Begun(session=self._guest.id).dump_text())

    async def run(self) -> None:
        """Talks until one side has had enough; the guest is then kept for a while."""
        await self._socket.accept()
        try:
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
            await self.refuse(self._chair.says.broken)
        finally:
            self._closed = True
            self._chair.leave(self)

    async def refuse(self, sentence: str, code: RefusalCode = "") -> None:
        """Says why it ends and closes."""
        if not self._closed:
            self._closed = True
            try:
                await self._socket.send_text(Refused(say=sentence, code=code).dump_text())
                await self._socket.close(REFUSED)
            except (WebSocketDisconnect, RuntimeError):
                pass

    async def send(self, text: str) -> None:
        """Says it, unless the socket is closed by now."""
        if not self._closed:
            await self._socket.send_text(text)

    async def _take(self, message: Message) -> None:
        came_s = self._chair.now()
        data: bytes | None = message.get("bytes")
        if data is not None:
            if not self._pictures.is_allowed(came_s):
                raise FormcheckError(TOO_MANY)
            await self.take_picture(data, came_s)
            return
        if not self._texts.is_allowed(came_s):
            raise FormcheckError(TOO_MANY)
        await self.take_text(message.get("text") or "", came_s)


AnyTalk = SocketHandler[Any, Any]


class Rate:
    """How many messages may come in a second; a second's worth may come at once."""

    def __init__(self, per_s: int) -> None:
        self._per_s = per_s
        self._left = float(per_s)
        self._at_s: float | None = None

    def is_allowed(self, now_s: float) -> bool:
        """Whether one more may come now; it is counted."""
        if self._at_s is not None:
            self._left = min(self._per_s, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
