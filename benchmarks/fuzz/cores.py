"""Measures how long a process waits for a core, on a machine that also does other work."""

import os
import time
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")


class OwnTime:
    """The time a process has had since this object was made, without its waits for a core.

    The longest wait of any of its threads is subtracted. If the system does not report waits, all
    time counts.
    """

    def __init__(self, process: int | None = None) -> None:
        """process: its id, None for this process."""
        self._process = os.getpid() if process is None else process
        self._begun_s = time.monotonic()
        self._waits_ns = self._read_waits()

    @property
    def waited_s(self) -> float:
        """Seconds that the process has waited for a core."""
        now = self._read_waits()
        waits_ns = (now[thread] - self._waits_ns.get(thread, 0) for thread in now)
        return max(waits_ns, default=0) / 1e9

    @property
    def lasted_s(self) -> float:
        """Seconds that have passed, without the waits."""
        return max(0.0, time.monotonic() - self._begun_s - self.waited_s)

    def _read_waits(self) -> dict[str, int]:
        found = {}
        for path in _PROCESSES.glob(f"{self._process}/task/*/schedstat"):
            with suppress(OSError):
                found[path.parent.name] = int(path.read_text().split()[1])
        return found
