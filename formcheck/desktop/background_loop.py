"""Background work in a thread and an event loop of its own."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

from formcheck.files.closing import ThreadedClosing

_PATIENCE_S = 2.0


class BackgroundLoop(ThreadedClosing):
    """A coroutine, ``_work``, that runs in a thread of its own. A context manager.

    It must return soon after ``_wait`` ends with ``_ending`` set, or it is cancelled. It sets
    ``_ready`` once its first result is known.
    """

    def __init__(self, name: str) -> None:
        self._ending = False
        self._ready = threading.Event()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def wait(self, timeout_s: float) -> bool:
        """Waits at most that long; returns whether the first result is known."""
        return self._ready.wait(timeout_s)

    def close(self) -> None:
        """Ends the work and waits for it, at most a few seconds. May be called twice."""
        self._ending = True
        if self._thread.is_alive():
            self._wake()
            self._thread.join(_PATIENCE_S)
            self._call_soon(lambda: self._task and self._task.cancel())
            self._thread.join(_PATIENCE_S)

    async def _work(self) -> None:
        raise NotImplementedError

    def _wake(self) -> None:
        """Ends the current ``_wait``, else the next one. May be called from any thread."""
        self._call_soon(self._woken.set)

    async def _wait(self, timeout_s: float | None = None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), timeout_s)
        self._woken.clear()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._work_in_loop())

    async def _work_in_loop(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # keeps a library's lost tasks off the terminal
        with self._lock:
            self._loop, self._task = loop, asyncio.current_task()
        try:
            await self._work()
        finally:
            with self._lock:
                self._loop = None

    def _call_soon(self, call: Callable[[], object]) -> None:
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call)
