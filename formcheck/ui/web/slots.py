"""The two sockets: that of the live session, and that of the sitting watch."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

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
from formcheck.ui.web.socket_handler import Now, Slot, SlotTexts, SocketHandler
from formcheck.ui.web.stretch_handle import StretchHandle

Open = Callable[[BeginSession, Now], StretchHandle]
"""Makes a session; it loads a model, so it may take a second."""
OpenWatch = Callable[[BeginWatch], Watch]
"""Makes a watch; it loads a model, so it may take a second."""

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


class StretchSlot(Slot[BeginSession, StretchHandle]):
    """Holds the stretch session, and the thread that all models work in."""

    def __init__(self, open_session: Open, now: Now = time.monotonic) -> None:
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coach")
        super().__init__(lambda begin: open_session(begin, now), self.worker, SESSION_SAYS, now)

    async def close(self) -> None:
        """Ends the session, if there is one, and the thread."""
        await super().close()
        self.worker.shutdown()


class PostureSlot(Slot[BeginWatch, Watch]):
    """Holds the watch, which waits while a stretch session uses the models."""

    def __init__(self, open_watch: OpenWatch, seat: StretchSlot, now: Now = time.monotonic) -> None:
        super().__init__(open_watch, seat.worker, WATCH_SAYS, now)
        self._seat = seat

    @property
    def waits(self) -> bool:
        """Whether somebody stretches in a session just now, here or in another window."""
        return self._seat.taken


class SessionSocketHandler(SocketHandler[BeginSession, StretchHandle]):
    """The socket of a page in a session: a screen for each picture."""

    pictures_per_s = 60
    texts_per_s = 20
    _told_result = False

    async def take_picture(self, data: bytes, came_s: float) -> None:
        """Sends the screen for the picture. Raises FormcheckError."""
        session = self.session
        await self._send_screen(session, session.handle_picture, read_picture(data), came_s)

    async def take_text(self, text: str, came_s: float) -> None:
        """Does what the message asks for. Raises FormcheckError."""
        message = read_message(SESSION_REQUEST, text)
        match message:
            case BeginSession():
                await self.begin(message)
                self._told_result = False
            case Reattach():
                await self.resume(message.session)
                await self._slot.run(self.session.begin_page)
                self._told_result = False
            case HaltSession():
                await self._send_screen(
                    self.session, self.session.handle_halt, Halt(message.why), came_s
                )
            case _:
                self.session.apply_request(message)

    async def _send_screen(
        self, session: StretchHandle, work: Callable[..., str], *values: object
    ) -> None:
        """Sends the screen, and after the last one the result."""
        await self.reply(work, *values)
        if session.done and not self._told_result:
            self._told_result = True
            await self.reply(session.build_result)


class WatchSocketHandler(SocketHandler[BeginWatch, Watch]):
    """The socket of a page that watches: a look about once a second."""

    pictures_per_s = 8  # a look is due four times a second at most
    texts_per_s = 10

    async def take_picture(self, data: bytes, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Sends the result of the look. Raises FormcheckError."""
        watch = self.session
        sent = read_picture(data)
        if self._slot.waits:
            await self.reply(watch.handle_halt, STRETCHING)
        else:
            await self.reply(watch.handle_picture, sent)

    async def take_text(self, text: str, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Does what the message asks for. Raises FormcheckError."""
        message = read_message(WATCH_REQUEST, text)
        match message:
            case BeginWatch():
                await self.begin(message, take=message.take)
            case Reattach():
                await self.resume(message.session)
            case HaltWatch():
                await self.reply(self.session.handle_halt)
            case OrderWatch(do="end"):
                await self._slot.dismiss(self)
                self._session = None
            case _:
                await self._slot.run(self.session.apply_request, message)
