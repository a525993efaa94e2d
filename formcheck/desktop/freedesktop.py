"""Notifications by the freedesktop.org standard, as on Linux."""

from html import escape

from dbus_fast import Message, MessageType, Variant

from formcheck.desktop import notifier
from formcheck.desktop.bus import Bus
from formcheck.desktop.notification_texts import NO_BUS, NO_SERVICE

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_NORMAL = 1
"""The standard's normal urgency."""
_AS_LONG_AS_IT_LIKES = -1
_MOST_BUTTONS = 3
"""GNOME shows no more, and elsewhere a longer row was seen to overflow the notification."""


class FreedesktopBackend:
    """The notification service of a Linux desktop."""

    def __init__(self, pressed: notifier.Pressed) -> None:
        self._pressed = pressed
        self._bus = Bus()
        self._shown = 0
        self._has_markup = False
        self._has_buttons = False

    async def open(self) -> None:
        """Connects. Raises NotificationsUnavailableError without a bus or a service on it."""
        if await self._bus.connect() is None:
            raise notifier.NotificationsUnavailableError(NO_BUS)
        answer = await self._bus.ask(SERVICE, PATH, f"{SERVICE}.GetCapabilities", start=True)
        if answer is None:
            raise notifier.NotificationsUnavailableError(NO_SERVICE)
        self._has_markup = "body-markup" in answer[0]
        self._has_buttons = "actions" in answer[0]
        await self._bus.listen(
            f"type='signal',interface='{SERVICE}',path='{PATH}'", self._handle_message
        )

    async def show(self, note: notifier.DesktopNotification) -> None:
        """Shows the note, with its first three buttons.

        Raises NotificationsUnavailableError if the service is gone, or the bus: a new bus would
        report no presses.
        """
        if not self._bus.is_connected:
            raise notifier.NotificationsUnavailableError(NO_BUS)
        actions = note.actions[:_MOST_BUTTONS] if self._has_buttons else ()
        answer = await self._bus.ask(
            SERVICE,
            PATH,
            f"{SERVICE}.Notify",
            "susssasa{sv}i",
            (
                notifier.APP_NAME,
                self._shown,
                notifier.ICON.as_uri(),
                note.title,
                escape(note.body, quote=False) if self._has_markup else note.body,
                [text for action in actions for text in action],
                {"urgency": Variant("y", _NORMAL)},
                _AS_LONG_AS_IT_LIKES if note.timeout_s is None else round(1000 * note.timeout_s),
            ),
            start=True,
        )
        if answer is None:
            raise notifier.NotificationsUnavailableError(NO_SERVICE)
        self._shown = answer[0]

    async def clear(self) -> None:
        """Removes the note; one that is already gone is no error."""
        if self._shown:
            await self._bus.ask(SERVICE, PATH, f"{SERVICE}.CloseNotification", "u", (self._shown,))
            self._shown = 0

    async def close(self) -> None:
        """Disconnects from the bus."""
        self._bus.close()

    def _handle_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL or message.interface != SERVICE:
            return
        if not message.body or message.body[0] != self._shown:
            return
        if message.member == "ActionInvoked":
            self._pressed(message.body[1])
        elif message.member == "NotificationClosed":
            self._shown = 0
