"""The socket of the live session: what the page says comes in, a screen for a picture goes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.websockets import WebSocket

from formcheck.core.session.values import Command, Halt
from formcheck.files.errors import FormcheckError
from formcheck.ui.web.messages import (
    PICTURES_PER_S,
    TEXTS_PER_S,
    Begin,
    Order,
    Reply,
    Resume,
    Stop,
    said_of,
)
from formcheck.ui.web.picture import sent_of
from formcheck.ui.web.screen import message_text
from formcheck.ui.web.seat import KEPT_S, Sitting
from formcheck.ui.web.talk import Chair, Now, Says, Talk

Open = Callable[[Begin, Now], Sitting]
"""Makes a session; it loads a model, so it may take a second."""

SAYS = Says(
    occupied="A session is running in another window: end it there, then begin here.",
    moved="This session goes on in another window.",
    gone="That session is over: begin a new one.",
)
BROKEN = "Something in formcheck broke; the terminal says what. The session has ended."


class Seat(Chair[Begin, Sitting]):
    """Holds the session, in or out of a page, and the thread that all models work in."""

    def __init__(self, open_sitting: Open, now: Now = time.monotonic) -> None:
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coach")
        super().__init__(
            lambda begin: open_sitting(begin, now), self.worker, SAYS, lambda: KEPT_S, now
        )

    def warm(self, work: Callable[[], None]) -> None:
        """Does the work in the session's thread before anybody needs it."""
        self.worker.submit(work)

    async def close(self) -> None:
        """Ends the session, if there is one, and the thread."""
        await super().close()
        self.worker.shutdown()


class Page(Talk):
    """A page in a session."""

    def __init__(self, socket: WebSocket, seat: Seat) -> None:
        super().__init__(socket, seat.now, PICTURES_PER_S, TEXTS_PER_S, BROKEN)
        self._seat = seat
        self._sitting: Sitting | None = None
        self._told_result = False

    async def picture(self, data: bytes, came_s: float) -> None:
        """Sends the screen for the picture. Raises FormcheckError."""
        sitting = self._seated()
        sent = sent_of(data)
        await self._screen(sitting, sitting.picture, sent, came_s)

    async def text(self, text: str, came_s: float) -> None:
        """Does what the page says. Raises FormcheckError."""
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

    def gone(self) -> None:
        """Leaves the session, which is kept for a while."""
        self._seat.leave(self)

    def _seated(self) -> Sitting:
        if self._sitting is None:
            raise FormcheckError(SAYS.gone)
        return self._sitting

    async def _begun(self, sitting: Sitting) -> None:
        self._told_result = False
        await self.send(message_text({"is": "begun", "session": sitting.id}))

    async def _screen(self, sitting: Sitting, work: Callable[..., str], *values: object) -> None:
        """Sends the screen, and after the last one what it came to."""
        screen: str = await self._seat.run(work, *values)
        await self.send(screen)
        if sitting.done and not self._told_result:
            self._told_result = True
            await self.send(await self._seat.run(sitting.result))
