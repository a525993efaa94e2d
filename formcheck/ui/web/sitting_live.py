"""The socket of the watch: pictures about once a second come in, how somebody sits goes out."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.websockets import WebSocket

from formcheck.files.errors import FormcheckError
from formcheck.ui.web.live import Seat
from formcheck.ui.web.picture import sent_of
from formcheck.ui.web.screen import message_text
from formcheck.ui.web.sitting_messages import (
    PICTURES_PER_S,
    TEXTS_PER_S,
    Begin,
    Blind,
    Leave,
    Resume,
    sitting_said,
)
from formcheck.ui.web.sitting_watch import KEPT_S, Watch
from formcheck.ui.web.talk import Chair, Now, Says, Talk

OpenWatch = Callable[[Begin], Watch]
"""Makes a watch; it loads a model, so it may take a second."""

SAYS = Says(
    occupied="Sitting is watched in another window.",
    moved="Sitting is watched in another window now.",
    gone="That watch is over: begin a new one.",
)
STRETCHING = "Somebody stretches in a session just now: watching goes on after it."
BROKEN = "Something in formcheck broke; the terminal says what. The watch has ended."


class Desk(Chair[Begin, Watch]):
    """Holds the watch, in or out of a page. It waits while a stretch session has the models."""

    def __init__(self, open_watch: OpenWatch, seat: Seat, now: Now = time.monotonic) -> None:
        super().__init__(open_watch, seat.worker, SAYS, lambda: KEPT_S, now)
        self._seat = seat

    @property
    def waits(self) -> bool:
        """Whether somebody stretches in a session just now, here or in another window."""
        return self._seat.taken


class WatchPage(Talk):
    """A page that watches."""

    def __init__(self, socket: WebSocket, desk: Desk) -> None:
        super().__init__(socket, desk.now, PICTURES_PER_S, TEXTS_PER_S, BROKEN)
        self._desk = desk
        self._watch: Watch | None = None

    async def picture(self, data: bytes, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Sends what the look came to. Raises FormcheckError."""
        watch = self._watched()
        sent = sent_of(data)
        if self._desk.waits:
            await self._screen(watch.halt, STRETCHING)
        else:
            await self._screen(watch.picture, sent)

    async def text(self, text: str, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Does what the page says. Raises FormcheckError."""
        said = sitting_said(text)
        match said:
            case Begin():
                self._watch = await self._desk.begin(self, said, take=said.take)
                await self._begun(self._watch)
            case Resume():
                self._watch = await self._desk.resume(self, said.session)
                await self._begun(self._watch)
            case Blind():
                await self._screen(self._watched().halt)
            case Leave():
                await self._desk.send_off(self)
                self._watch = None
            case _:
                await self._desk.run(self._watched().obey, said)

    def gone(self) -> None:
        """Leaves the watch, which is kept for a while."""
        self._desk.leave(self)

    def _watched(self) -> Watch:
        if self._watch is None:
            raise FormcheckError(SAYS.gone)
        return self._watch

    async def _begun(self, watch: Watch) -> None:
        await self.send(message_text({"is": "begun", "session": watch.id}))

    async def _screen(self, work: Callable[..., str], *values: object) -> None:
        await self.send(await self._desk.run(work, *values))
