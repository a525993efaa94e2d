"""Notifications of Windows and macOS, through desktop-notifier.

On macOS they have no buttons: presses reach only a program whose main thread runs Apple's event
loop (desktop-notifier's own documentation), and a terminal program's does not.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import warnings
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from formcheck.desktop import notifier
from formcheck.desktop.notification_texts import NO_BUNDLE, NOT_ALLOWED, NOT_HERE

with warnings.catch_warnings():
    # desktop-notifier 6.2 names a class at import that Python 3.14 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    from desktop_notifier import Button, Capability, Icon, Notification
    from desktop_notifier.main import get_backend_class

_SLOWEST_S = 5.0
_ANSWER_S = 120.0
"""How long to wait for the user's answer, which macOS asks for the first time."""

# desktop_notifier logs failures, with tracebacks, to the terminal unless logging is set up.
logging.getLogger("desktop_notifier").addHandler(logging.NullHandler())


class NativeBackend:
    """The notification centre of the operating system; making one raises if it fails to load."""

    def __init__(self, pressed: notifier.Pressed) -> None:
        self._pressed = pressed
        self._backend = get_backend_class()(notifier.APP_NAME, Icon(path=notifier.ICON))
        self._backend.on_button_pressed = self._handle_note
        self._shown = ""
        self._has_buttons = False

    async def open(self) -> None:
        """Raises NotificationsUnavailableError if no notification centre may be used."""
        try:
            can = await asyncio.wait_for(self._backend.get_capabilities(), _SLOWEST_S)
            allowed = await asyncio.wait_for(self._backend.request_authorisation(), _ANSWER_S)
        except Exception as error:  # every system fails in its own way
            raise notifier.NotificationsUnavailableError(NOT_HERE) from error
        if Capability.TITLE not in can:
            why = NO_BUNDLE if sys.platform == "darwin" else NOT_HERE
            raise notifier.NotificationsUnavailableError(why)
        if not allowed:
            raise notifier.NotificationsUnavailableError(NOT_ALLOWED)
        self._has_buttons = Capability.BUTTONS in can and sys.platform != "darwin"

    async def show(self, note: notifier.DesktopNotification) -> None:
        """Raises NotificationsUnavailableError if the notification centre does not accept it."""
        await self.clear()
        taken: list[str] = []
        actions = note.actions if self._has_buttons else ()
        shown = Notification(
            note.title,
            note.body,
            buttons=tuple(Button(label, identifier=name) for name, label in actions),
            timeout=-1 if note.timeout_s is None else round(note.timeout_s),
            on_dispatched=lambda: taken.append(note.title),
        )
        await _try(self._backend.send(shown))  # it raises nothing, but reports what it accepted
        if not taken:
            raise notifier.NotificationsUnavailableError(NOT_HERE)
        self._shown = shown.identifier

    async def clear(self) -> None:
        """Removes the note; one that is already gone is no error."""
        if self._shown:
            await _try(self._backend.clear(self._shown))
        self._shown = ""

    async def close(self) -> None:
        """Disconnects from the notification centre."""
        if (bus := getattr(self._backend, "bus", None)) is not None:  # where it is a D-Bus service
            with suppress(Exception):
                bus.disconnect()

    def _handle_note(self, note: str, name: str) -> None:
        if note == self._shown:
            self._pressed(name)


async def _try(doing: Coroutine[Any, Any, None]) -> None:
    with suppress(Exception):  # every system fails in its own way
        await asyncio.wait_for(doing, _SLOWEST_S)
