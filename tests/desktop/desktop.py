"""A desktop for notifications: a virtual screen, a session bus and a notification service."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from dbus_fast import Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus
from numpy.typing import NDArray

from formcheck.desktop.background_loop import BackgroundLoop
from formcheck.desktop.bus import Bus
from tests.ui.window.screen import PROGRAMS as SCREEN_PROGRAMS
from tests.ui.window.screen import XScreen, run_virtual_screen
from tests.waiting import wait_until

NOTIFICATIONS = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
GNOME_FLASHBACK = "/usr/lib/notification-daemon/notification-daemon"
"""The notification service that draws buttons; in Debian it is not on the search path."""
PROGRAMS = (*SCREEN_PROGRAMS, "dbus-daemon", "dbus-send", "dunst", "dunstctl", GNOME_FLASHBACK)
_BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A bus that starts no services by itself."""
_DUNST = """\
[global]
monitor = 0
width = 320
offset = 20x20
font = DejaVu Sans 10
max_icon_size = 64
mouse_left_click = do_action, close_current
"""


@contextmanager
def run_bus(path: Path | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Yields the address and process of a new bus; ``path``: its socket."""
    with tempfile.TemporaryDirectory(prefix="bus-") as folder:
        path = path or Path(folder) / "bus"
        path.unlink(missing_ok=True)
        config = Path(folder) / "bus.xml"
        config.write_text(_BUS.format(path=path), encoding="utf-8")
        daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile",
             "--print-address=1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        try:
            assert daemon.stdout is not None
            assert daemon.stdout.readline(), "dbus-daemon did not start"
            yield f"unix:path={path}", daemon
        finally:
            daemon.kill()
            daemon.communicate()


@dataclass(frozen=True)
class Desktop:
    """A virtual screen and the address of a session bus."""

    screen: XScreen
    bus: str

    def make_env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        return {**kept, **self.make_variables()}

    def make_variables(self) -> dict[str, str]:
        """Returns the environment variables that lead programs to this desktop."""
        return {
            "DISPLAY": self.screen.name,
            "DBUS_SESSION_BUS_ADDRESS": self.bus,
            "NO_AT_BRIDGE": "1",  # no accessibility bus: GTK programs would warn that it is missing
        }

    def run(self, *words: str) -> str:
        """Runs a program on this desktop and returns its output."""
        done = subprocess.run(
            words, capture_output=True, text=True, env=self.make_env(), check=True
        )
        return done.stdout.strip()

    def has_service(self, name: str) -> bool:
        """Whether a service of that name is on the bus."""

        async def asked() -> bool:
            bus = Bus()
            try:
                return name in await bus.list_services()
            finally:
                bus.close()

        return asyncio.run(asked())

    def grab(self) -> NDArray[np.uint8]:
        return self.screen.grab()

    @contextmanager
    def run_program(
        self, words: Sequence[str], name: str = ""
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Runs a program on this desktop; yields it once it owns that name on the bus."""
        process = subprocess.Popen(
            words, env=self.make_env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if name:
                wait_until(lambda: self.has_service(name), words[0])
            yield process
        finally:
            process.kill()
            process.wait(5)
            if name:
                wait_until(lambda: not self.has_service(name), f"the end of {words[0]}")

    @contextmanager
    def run_dunst(self) -> Iterator[subprocess.Popen[bytes]]:
        """Runs dunst, a notification service that can be queried."""
        with tempfile.NamedTemporaryFile("w", suffix=".dunstrc") as config:
            config.write(_DUNST)
            config.flush()
            with self.run_program(["dunst", "-conf", config.name], NOTIFICATIONS) as process:
                yield process

    def count_shown(self) -> int:
        """Returns the number of notifications that dunst shows."""
        return int(self.run("dunstctl", "count", "displayed"))


@contextmanager
def run_virtual_desktop(width: int = 1280, height: int = 720) -> Iterator[Desktop]:
    """Yields a desktop without a notification service; tests start their own."""
    with run_virtual_screen(width, height) as screen, run_bus() as (address, _):
        yield Desktop(screen, address)


class FakeService(BackgroundLoop):
    """A D-Bus service with prepared answers that records the calls it receives.

    answers: signature and values by interface and method. properties: what ``Get`` returns, by
    interface and name.
    """

    def __init__(
        self,
        name: str,
        answers: Mapping[str, tuple[str, list[Any]]],
        properties: Mapping[str, Variant] | None = None,
    ) -> None:
        super().__init__(name)
        self.asked: list[Message] = []
        self.answers = dict(answers)
        self.properties = dict(properties or {})
        self._name = name
        self._bus: MessageBus | None = None

    def __enter__(self) -> Self:
        super().__enter__()
        assert self.wait(10), "the service did not start"
        return self

    def emit(self, path: str, member: str, signature: str, body: list[Any]) -> None:
        interface, _, name = member.rpartition(".")
        message = Message.new_signal(path, interface, name, signature, body)
        assert self._loop is not None
        assert self._bus is not None
        self._loop.call_soon_threadsafe(self._bus.send, message)

    async def _work(self) -> None:
        self._bus = await MessageBus().connect()
        self._bus.add_message_handler(self._answer)
        await self._bus.request_name(self._name)
        self._ready.set()
        await self._wait()
        self._bus.disconnect()

    def _answer(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        self.asked.append(message)
        if message.member == "Get":
            value = self.properties.get(".".join(message.body))
            answer = None if value is None else ("v", [value])
        else:
            answer = self.answers.get(f"{message.interface}.{message.member}")
        if message.flags & MessageFlag.NO_REPLY_EXPECTED:
            return None
        if answer is None:
            return Message.new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "no")
        return Message.new_method_return(message, *answer)
