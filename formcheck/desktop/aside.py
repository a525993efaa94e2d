"""Work that goes on beside the session, in a thread and an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

_PATIENCE_S = 2.0


class Aside:
    """A coroutine that runs in a thread of its own from ``start`` to ``end``.

    The coroutine is to return soon after it finds ``ending``, which it learns from ``rest``. One
    that does not is cancelled.
    """

    def __init__(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.ending = False
        self._work = work
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins the work. To be called once."""
        self._thread.start()

    def wake(self) -> None:
        """Ends a ``rest``, the one under way or the next. Called by any thread."""
        self._soon(self._woken.set)

    async def rest(self, timeout_s: float | None = None) -> None:
        """Waits until woken, or that long. For the coroutine itself."""
        if not self.ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), timeout_s)
        self._woken.clear()

    def end(self) -> None:
        """Ends the work and waits for it, a few seconds at most. May be called twice."""
        self.ending = True
        if self._thread.is_alive():
            self.wake()
            self._thread.join(_PATIENCE_S)
            self._soon(self._cancel)
            self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._whole())

    async def _whole(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # a library's lost task is not for the terminal
        with self._lock:
            self._loop, self._task = loop, asyncio.current_task()
        try:
            await self._work()
        finally:
            with self._lock:
                self._loop = None

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _soon(self, call: Callable[[], object]) -> None:
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call)
