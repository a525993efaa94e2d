"""Notifications, shown from a thread that keeps working whatever happens to the service."""

import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from formcheck.desktop.background_loop import BackgroundLoop
from formcheck.desktop.notification_texts import NO_ANSWER, NOT_HERE, SHOWN

APP_NAME = "formcheck"
ICON = Path(__file__).with_name("icon.png")
_TRIES = 2
"""If the service went away, perhaps to restart, it is opened once more for the same note."""
_REPORT_S = 10.0
"""Longer than the time limits of all queries in ``freedesktop.py`` together (9 s)."""


class NotificationsUnavailableError(Exception):
    """Says in one sentence why notifications can't be shown here and what to do."""


@dataclass(frozen=True, slots=True)
class DesktopNotification:
    """One notification. actions: the buttons as id and label, most important first.

    timeout_s: how long it stays, None to leave that to the system.
    """

    title: str
    body: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    timeout_s: float | None = None


Pressed = Callable[[str], None]
"""Called with the id of a button that was pressed."""


class NotificationBackend(Protocol):
    """Shows notifications one at a time: each replaces the one before.

    Every method may raise NotificationsUnavailableError, after which only ``close`` may be called.
    """

    async def open(self) -> None:
        """Connects to the notification service."""

    async def show(self, note: DesktopNotification) -> None:
        """Shows the note instead of the one before."""

    async def clear(self) -> None:
        """Removes the note, if it is still there."""

    async def close(self) -> None:
        """Disconnects from the service. Never raises."""


def choose_backend(pressed: Pressed) -> NotificationBackend:
    """Returns the notification backend for this operating system."""
    if sys.platform.startswith("linux"):
        from formcheck.desktop.freedesktop import FreedesktopBackend  # noqa: PLC0415 - D-Bus

        return FreedesktopBackend(pressed)
    from formcheck.desktop.native import NativeBackend  # noqa: PLC0415 - not installed on Linux

    return NativeBackend(pressed)


class Notifier(BackgroundLoop):
    """Shows one notification at a time, each replacing the one before.

    Its methods return at once and raise nothing; a separate thread talks to the service.
    ``problem``, known after ``wait``, says in a sentence why nothing can be shown, or is "". The
    notification shown is removed at the end.
    """

    def __init__(self, desk: Callable[[Pressed], NotificationBackend] = choose_backend) -> None:
        super().__init__("notify")
        self.problem = ""
        self._make_desk = desk
        self._desk: NotificationBackend | None = None
        self._pressed: deque[str] = deque()
        self._wanted: DesktopNotification | None = None
        self._changed = False

    def show(self, note: DesktopNotification | None) -> None:
        """Shows a notification; None removes the one shown, which no longer applies."""
        with self._lock:
            self._wanted, self._changed = note, True
        self._wake()

    def take_pressed(self) -> list[str]:
        """Returns the ids of the buttons pressed since the last call, in order."""
        return [self._pressed.popleft() for _ in range(len(self._pressed))]

    async def _work(self) -> None:
        try:
            await self._open()
            self._ready.set()
            while not self._ending:
                if self._changed:
                    await self._put()
                else:
                    await self._wait()
            if self._desk is not None:
                with suppress(NotificationsUnavailableError):  # gone, with what it showed
                    await self._desk.clear()
        finally:
            await self._let_go()

    async def _put(self) -> None:
        """Shows the note, on the current backend or on one that has become available since."""
        with self._lock:
            note, self._changed = self._wanted, False
        for _ in range(_TRIES):
            if self._desk is None:
                await self._open()
            if self._desk is None:
                return
            try:
                await (self._desk.clear() if note is None else self._desk.show(note))
            except NotificationsUnavailableError as error:
                await self._let_go(str(error))
            else:
                return

    async def _open(self) -> None:
        try:
            self._desk = self._make_desk(self._pressed.append)
            await self._desk.open()
            self.problem = ""
        except NotificationsUnavailableError as error:
            await self._let_go(str(error))
        except Exception:  # noqa: BLE001 - a library that does not even load must not end the watch
            await self._let_go(NOT_HERE)

    async def _let_go(self, problem: str = "") -> None:
        self.problem = problem or self.problem
        desk, self._desk = self._desk, None
        if desk is not None:
            await desk.close()


def report_notifications() -> tuple[bool, str]:
    """Returns whether notifications can be shown here, and a sentence on that or on what to do."""
    with Notifier() as notifier:
        if not notifier.wait(_REPORT_S):
            return False, NO_ANSWER
        return not notifier.problem, notifier.problem or SHOWN
