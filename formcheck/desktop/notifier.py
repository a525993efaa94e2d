"""Notifications of a session that go on by themselves, whatever becomes of the service."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from formcheck.desktop.aside import Aside
from formcheck.desktop.sentences import NO_ANSWER, NOT_HERE, SHOWN
from formcheck.desktop.values import Desk, NoDeskError, Note, Pressed

_TRIES = 2
"""A service that went away, such as one started anew, is sought once more for the same note."""
_REPORT_S = 8.0
"""Longer than the time limits of the questions in ``freedesktop.py``, one after the other."""


def system_desk(pressed: Pressed) -> Desk:
    """Where this operating system shows notifications."""
    if sys.platform.startswith("linux"):
        from formcheck.desktop.freedesktop import FreedesktopDesk  # noqa: PLC0415 - D-Bus

        return FreedesktopDesk(pressed)
    from formcheck.desktop.native import NativeDesk  # noqa: PLC0415 - not installed on Linux

    return NativeDesk(pressed)


class Notifier:
    """Shows one notification at a time, each in the place of the one before.

    A context manager. Its methods return at once and raise nothing; the service is asked by a
    thread of its own. ``problem`` says in a sentence why nothing can be shown, or "". What is
    shown goes away at the end.
    """

    def __init__(self, desk: Callable[[Pressed], Desk] = system_desk) -> None:
        """desk: where to show; the default is where this system does."""
        self.problem = ""
        self._desk_of = desk
        self._desk: Desk | None = None
        self._lock = threading.Lock()
        self._pressed: list[str] = []
        self._wanted: Note | None = None
        self._changed = False
        self._sought = threading.Event()
        self._aside = Aside("notify", self._work)

    def __enter__(self) -> Self:
        self._aside.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def show(
        self,
        title: str,
        body: str = "",
        actions: Mapping[str, str] | None = None,
        *,
        timeout_s: float | None = None,
        urgent: bool = False,
    ) -> None:
        """Shows a notification; actions are its buttons, id to label, the most wanted first.

        timeout_s is how long it stays, None as long as the system likes.
        """
        self._want(Note(title, body, tuple((actions or {}).items()), timeout_s, urgent))

    def clear(self) -> None:
        """Takes away what is shown, which is no longer true."""
        self._want(None)

    def pressed(self) -> list[str]:
        """The ids of the buttons that were pressed since this was last asked, in order."""
        with self._lock:
            pressed, self._pressed = self._pressed, []
        return pressed

    def wait(self, timeout_s: float) -> bool:
        """Whether the service was sought within that time, so that ``problem`` is known."""
        return self._sought.wait(timeout_s)

    def close(self) -> None:
        """Ends it, and takes away what is shown. May be called twice."""
        self._aside.end()

    def _want(self, note: Note | None) -> None:
        with self._lock:
            self._wanted, self._changed = note, True
        self._aside.wake()

    def _note_press(self, name: str) -> None:
        with self._lock:
            self._pressed.append(name)

    async def _work(self) -> None:
        try:
            await self._open()
            self._sought.set()
            while not self._aside.ending:
                if self._changed:
                    await self._put()
                else:
                    await self._aside.rest()
            if self._desk is not None:
                with suppress(NoDeskError):  # it is gone, and what it showed with it
                    await self._desk.clear()
        finally:
            await self._let_go()

    async def _put(self) -> None:
        """Shows what is wanted, on the desk that there is, or on one that came since."""
        with self._lock:
            note, self._changed = self._wanted, False
        for _ in range(_TRIES):
            if self._desk is None:
                await self._open()
            if self._desk is None:
                return
            try:
                await (self._desk.clear() if note is None else self._desk.show(note))
            except NoDeskError as error:
                self.problem = str(error)
                await self._let_go()
            else:
                return

    async def _open(self) -> None:
        try:
            self._desk = self._desk_of(self._note_press)
            await self._desk.open()
            self.problem = ""
        except NoDeskError as error:
            self.problem = str(error)
            await self._let_go()
        except Exception:  # noqa: BLE001 - a library that does not even load must not end the watch
            self.problem = NOT_HERE
            await self._let_go()

    async def _let_go(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            await desk.close()


def notify_report() -> tuple[bool, str]:
    """Whether notifications can be shown here, and a sentence that says so or what to do."""
    with Notifier() as notifier:
        if not notifier.wait(_REPORT_S):
            return False, NO_ANSWER
        return not notifier.problem, notifier.problem or SHOWN
