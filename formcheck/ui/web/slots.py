"""The two sockets: that of the live session, and that of the sitting watch."""

from __future__ import annotations

from collections.abc import Callable

from starlette.websockets import WebSocket

from formcheck.core.session.session_values import Halt
from formcheck.ui.web.messages import (
    SESSION_REQUEST,
    BeginSession,
    HaltSession,
    Reattach,
    read_message,
)
from formcheck.ui.web.picture import read_picture
from formcheck.ui.web.sitting_messages import WATCH_REQUEST, BeginWatch, HaltWatch, OrderWatch
from formcheck.ui.web.sitting_watch import Watch
from formcheck.ui.web.socket_handler import Slot, SlotTexts, SocketHandler
from formcheck.ui.web.stretch_handle import StretchHandle

StretchSlot = Slot[BeginSession, StretchHandle]
PostureSlot = Slot[BeginWatch, Watch]

SESSION_SAYS = SlotTexts(
    occupied="A session is running in another window: end it there, then begin here.",
    moved="This session continues in another window.",
    gone="That session is over: begin a new one.",
    broken="Something in formcheck broke; the terminal says what. The session has ended.",
)
WATCH_SAYS = SlotTexts(
    occupied="Your posture is already being watched in another window.",
    moved="Your posture is now being watched in another window.",
    gone="Watching has ended: start it again.",
    broken="Something in formcheck broke; the terminal says what. Watching has ended.",
)
STRETCHING = "A session is running: watching resumes after it."


class SessionSocketHandler(SocketHandler[BeginSession, StretchHandle]):
    """The socket of a page in a session: a screen for each picture."""

    pictures_per_s = 60
    texts_per_s = 20
    _told_result = False

    async def take_picture(self, data: bytes, came_s: float) -> None:
        """Sends the screen for the picture. Raises FormcheckError."""
        await self._send_screen(self.session.handle_picture, read_picture(data), came_s)

    async def take_text(self, text: str, came_s: float) -> None:
        """Does what the message asks for. Raises FormcheckError."""
        message = read_message(SESSION_REQUEST, text)
        match message:
            case BeginSession():
                await self.show(self._slot.begin(self, message))
                self._told_result = False
            case Reattach():
                await self.show(self._slot.resume(self, message.session))
                await self._slot.run(self.session.begin_page)
                self._told_result = False
            case HaltSession():
                await self._send_screen(self.session.handle_halt, Halt(message.why), came_s)
            case _:
                self.session.apply_request(message)

    async def _send_screen(self, work: Callable[..., str], *values: object) -> None:
        """Sends the screen, and after the last one the result."""
        await self.reply(work, *values)
        if self.session.done and not self._told_result:
            self._told_result = True
            await self.reply(self.session.build_result)


class WatchSocketHandler(SocketHandler[BeginWatch, Watch]):
    """The socket of a page that watches: a look about once a second.

    The watch waits while somebody stretches in the seat, here or in another window.
    """

    pictures_per_s = 8  # a look is due four times a second at most
    texts_per_s = 10

    def __init__(self, socket: WebSocket, slot: PostureSlot, seat: StretchSlot) -> None:
        super().__init__(socket, slot)
        self._seat = seat

    async def take_picture(self, data: bytes, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Sends the result of the look. Raises FormcheckError."""
        watch = self.session
        sent = read_picture(data)
        if self._seat.taken:
            await self.reply(watch.handle_halt, STRETCHING)
        else:
            await self.reply(watch.handle_picture, sent)

    async def take_text(self, text: str, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Does what the message asks for. Raises FormcheckError."""
        message = read_message(WATCH_REQUEST, text)
        match message:
            case BeginWatch():
                await self.show(self._slot.begin(self, message, take=message.take))
            case Reattach():
                await self.show(self._slot.resume(self, message.session))
            case HaltWatch():
                await self.reply(self.session.handle_halt)
            case OrderWatch(do="end"):
                await self._slot.dismiss(self)
                self._session = None
            case _:
                await self._slot.run(self.session.apply_request, message)
