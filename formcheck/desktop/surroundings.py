"""Calls, full screen, do-not-disturb and screen lock, checked by a thread every few seconds."""

import sys
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Protocol

from formcheck.core.posture.rules import Surroundings
from formcheck.desktop import notification_texts as say
from formcheck.desktop.background_loop import BackgroundLoop

_EVERY_S = 3.0
"""Often enough: a call or a video lasts minutes, and a nudge comes a minute into a slouch."""
_LOST_S = 20.0
"""A query that takes longer is hanging, and the state before it is out of date."""
_REPORT_S = 10.0

Answer = bool | str
"""Yes, no, or a sentence on why it can't be known here."""


@dataclass(frozen=True, slots=True)
class SystemState:
    """What the system reports. camera, microphone: whether another program uses one."""

    camera: Answer = say.BLIND_CAMERA
    microphone: Answer = say.BLIND_MICROPHONE
    full_screen: Answer = say.BLIND_FULL_SCREEN
    do_not_disturb: Answer = say.BLIND_DISTURB
    locked: Answer = say.BLIND_LOCKED


class SystemProbe(Protocol):
    """Queries one operating system. Used by one thread."""

    async def look(self) -> SystemState:
        """Returns the current state; may take as long as the system takes to answer."""

    async def close(self) -> None:
        """Releases everything, if there is anything. Never raises."""
        return


def choose_probe(*, camera_is_ours: bool = True) -> SystemProbe:
    """Returns the probe for this operating system.

    camera_is_ours: this program opens the camera itself; if a browser does, its use is unknown.
    """
    if sys.platform == "win32":
        from formcheck.desktop.windows import WindowsProbe  # noqa: PLC0415 - there only

        return WindowsProbe(camera_is_ours=camera_is_ours)
    if sys.platform == "darwin":
        from formcheck.desktop.macos import MacProbe  # noqa: PLC0415 - there only

        return MacProbe()
    from formcheck.desktop.linux import LinuxProbe  # noqa: PLC0415 - D-Bus

    return LinuxProbe(camera_is_ours=camera_is_ours)


class SurroundingsWatcher(BackgroundLoop):
    """Queries every few seconds; ``read_latest`` never waits, ``wait`` waits for the first result.

    What can't be known counts as not going on, and ``blind`` lists it in sentences: everything
    before the first query, and after one that failed. While a query hangs, ``blind`` is that of the
    one before.
    """

    def __init__(self, probe: Callable[[], SystemProbe] = choose_probe) -> None:
        super().__init__("surroundings")
        self._probe = probe
        self._state = SystemState()
        self._seen_at_s = 0.0

    @property
    def blind(self) -> tuple[str, ...]:
        """What can't be known here, a sentence each."""
        return tuple(answer for answer in astuple(self._state) if isinstance(answer, str))

    def read_latest(self) -> Surroundings:
        """Returns the surroundings at the last query; empty ones if it was too long ago."""
        state = self._state
        if time.monotonic() - self._seen_at_s > _EVERY_S + _LOST_S:
            return Surroundings()
        return Surroundings(
            call=state.camera is True or state.microphone is True,
            full_screen=state.full_screen is True,
            do_not_disturb=state.do_not_disturb is True,
            locked=state.locked is True,
        )

    async def _work(self) -> None:
        try:
            probe = self._probe()
        except Exception:  # noqa: BLE001 - a library that does not load must not end the watch
            self._ready.set()
            return
        try:
            while not self._ending:
                try:
                    self._state = await probe.look()
                except Exception:  # noqa: BLE001 - a system may fail in unforeseen ways
                    self._state = SystemState()
                self._seen_at_s = time.monotonic()
                self._ready.set()
                await self._wait(_EVERY_S)
        finally:
            await probe.close()


def report_surroundings() -> tuple[bool, str]:
    """Returns whether all surroundings can be known here, and sentences on what can't."""
    with SurroundingsWatcher() as watcher:
        watcher.wait(_REPORT_S)
        blind = watcher.blind
    return not blind, " ".join(blind) or say.ALL_SEEN
