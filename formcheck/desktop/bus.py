"""Queries to a D-Bus, each with a time limit."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from dbus_fast import BusType, Message, MessageFlag, MessageType, unpack_variants
from dbus_fast.aio import MessageBus

# dbus_fast logs to the user's terminal when a bus goes away.
logging.getLogger("dbus_fast").addHandler(logging.NullHandler())

_SLOWEST_S = 3.0
"""A service that takes longer is hanging: others answer in milliseconds."""
_BUS = "org.freedesktop.DBus"


class Bus:
    """A connection to the session's or the system's bus, made by the first call.

    A call without a reply, for whatever reason, returns None; the next one connects again if the
    connection is gone. Used within one event loop.
    """

    def __init__(self, kind: BusType = BusType.SESSION) -> None:
        self._kind = kind
        self._bus: MessageBus | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the bus is connected and still there."""
        return self._bus is not None and self._bus.connected

    async def connect(self) -> MessageBus | None:
        """Returns the bus, connecting first if needed; None without one."""
        if self.is_connected:
            return self._bus
        self.close()
        try:
            bus = MessageBus(bus_type=self._kind, auth_timeout=_SLOWEST_S)
            self._bus = await asyncio.wait_for(bus.connect(), _SLOWEST_S)
        except Exception:  # noqa: BLE001 - no address, no socket, refused, or nonsense at the end
            return None
        return self._bus

    async def ask(
        self,
        service: str,
        path: str,
        member: str,
        signature: str = "",
        body: Sequence[object] = (),
        *,
        start: bool = False,
    ) -> list[Any] | None:
        """Returns the values of the reply, or None. member: interface, a dot, and method.

        start: whether the bus may start a service that is not running.
        """
        bus = await self.connect()
        if bus is None:
            return None
        interface, _, method = member.rpartition(".")
        question = Message(
            destination=service,
            path=path,
            interface=interface,
            member=method,
            signature=signature,
            body=list(body),
            flags=MessageFlag.NONE if start else MessageFlag.NO_AUTOSTART,
        )
        with suppress(Exception):  # too late, or the bus went away in one of several ways
            answer = await asyncio.wait_for(bus.call(question), _SLOWEST_S)
            if answer.message_type is MessageType.METHOD_RETURN:
                return list(answer.body)
        return None

    async def read_property(self, service: str, path: str, member: str) -> Any:
        """Returns the value of a property, or None. member: as in ``ask``."""
        interface, _, name = member.rpartition(".")
        answer = await self.ask(
            service, path, "org.freedesktop.DBus.Properties.Get", "ss", (interface, name)
        )
        return unpack_variants(answer[0]) if answer else None

    async def list_services(self) -> frozenset[str]:
        """Returns the names of the running services; empty without a bus."""
        answer = await self.ask(_BUS, "/org/freedesktop/DBus", f"{_BUS}.ListNames")
        return frozenset(answer[0]) if answer else frozenset()

    async def listen(self, rule: str, heard: Callable[[Message], None]) -> None:
        """Subscribes ``heard`` to the signals that the rule describes."""
        if bus := await self.connect():
            bus.add_message_handler(heard)
            await self.ask(_BUS, "/org/freedesktop/DBus", f"{_BUS}.AddMatch", "s", (rule,))

    def close(self) -> None:
        """Ends the connection."""
        if self._bus is not None:
            with suppress(Exception):  # it may already be partly or fully closed
                self._bus.disconnect()
            self._bus = None
