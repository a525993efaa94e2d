"""What goes on around the person, looked at every few seconds by a thread of its own."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from formcheck.core.posture.rules import Surroundings
from formcheck.desktop.aside import Aside
from formcheck.desktop.sentences import ALL_SEEN
from formcheck.desktop.values import Blind, Eyes, Glance

EVERY_S = 3.0
"""A call or a film lasts minutes, and a nudge comes a minute after a slouch began."""
_LOST_S = 20.0
"""A look that takes longer hangs. What was seen before it no longer says anything."""
_REPORT_S = 10.0


def system_eyes(*, camera_is_ours: bool = True) -> Eyes:
    """What this operating system tells; see ``surroundings_watcher``."""
    if sys.platform == "win32":
        from formcheck.desktop.windows import WindowsEyes  # noqa: PLC0415 - there only

        return WindowsEyes(camera_is_ours=camera_is_ours)
    if sys.platform == "darwin":
        from formcheck.desktop.macos import MacEyes  # noqa: PLC0415 - there only

        return MacEyes()
    from formcheck.desktop.linux import LinuxEyes  # noqa: PLC0415 - D-Bus

    return LinuxEyes(camera_is_ours=camera_is_ours)


class SurroundingsWatcher:
    """Looks around every few seconds. A context manager; ``now`` returns at once.

    What can't be known counts as not going on, and ``blind`` says it in sentences, empty before
    the first look.
    """

    def __init__(self, eyes: Callable[[], Eyes] = system_eyes, every_s: float = EVERY_S) -> None:
        """eyes: what to look with; the default is what this system has."""
        self._eyes = eyes
        self._every_s = every_s
        self._glance: Glance | None = None
        self._seen_at_s = 0.0
        self._seen = threading.Event()
        self._aside = Aside("surroundings", self._work)

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

    @property
    def blind(self) -> tuple[str, ...]:
        """What can't be known here, a sentence each."""
        glance = self._glance
        answers = () if glance is None else glance.answers
        return tuple(answer.sentence for answer in answers if isinstance(answer, Blind))

    def now(self) -> Surroundings:
        """What goes on, as of the last look."""
        glance = self._glance
        if glance is None or time.monotonic() - self._seen_at_s > self._every_s + _LOST_S:
            return Surroundings()
        return Surroundings(
            call=glance.camera is True or glance.microphone is True,
            full_screen=glance.full_screen is True,
            do_not_disturb=glance.do_not_disturb is True,
            locked=glance.locked is True,
        )

    def wait(self, timeout_s: float) -> bool:
        """Whether the first look was done within that time."""
        return self._seen.wait(timeout_s)

    def close(self) -> None:
        """Ends it. May be called twice."""
        self._aside.end()

    async def _work(self) -> None:
        try:
            eyes = self._eyes()
        except Exception:  # noqa: BLE001 - a library that does not load must not end the watch
            self._seen.set()
            return
        try:
            while not self._aside.ending:
                self._glance = await _looked(eyes)
                self._seen_at_s = time.monotonic()
                self._seen.set()
                await self._aside.rest(self._every_s)
        finally:
            await eyes.close()


async def _looked(eyes: Eyes) -> Glance | None:
    try:
        return await eyes.look()
    except Exception:  # noqa: BLE001 - a system may fail in ways that nobody foresaw
        return None


def surroundings_watcher(*, camera_is_ours: bool = True) -> SurroundingsWatcher:
    """A watcher of what this system tells.

    camera_is_ours: this program opens the camera itself. Where a browser does it for us, an open
    camera says nothing.
    """
    return SurroundingsWatcher(lambda: system_eyes(camera_is_ours=camera_is_ours))


def surroundings_report() -> tuple[bool, str]:
    """Whether all that goes on around can be known here, and sentences that say what can't."""
    with surroundings_watcher() as watcher:
        watcher.wait(_REPORT_S)
        return not watcher.blind, " ".join(watcher.blind) or ALL_SEEN
