"""Gives files to workers, one at a time each, and collects results; no file waits for another."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from distributed import Client, Future, KilledWorker, wait
from distributed.client import FuturesCancelledError

from formcheck.files.errors import FormcheckError, UnwrittenError
from formcheck.files.streams import say_error
from formcheck.library.words import format_duration
from formcheck.ui.batch.batch_worker import (
    Judged,
    UnlikeWorkersError,
    WorkerSettings,
    build_result,
    judge,
)
from formcheck.ui.batch.cluster import TRIES
from formcheck.ui.batch.work_list import WorkItem

_LOOK_EVERY_S = 1.0
"""How often to check which workers there are."""
_GONE_AFTER_S = 45.0
"""A worker missing for this long does not come back: Dask restarts a dead one, but not one that
died while it started. Chosen here; a start takes 3 s, on a very busy machine 20 s."""

_ALONE_FOR_S = 10.0
"""How long there may be no worker before that is reported: they come after the scheduler. Chosen
here."""
_UNREADABLE = "deserialization of the task graph"
"""Dask's message if a scheduler lacks the classes that the work is made of."""


@dataclass(eq=False)
class DispatchRound:
    """Gives each worker one file at a time, and yields what comes of them.

    So a worker that dies takes one video with it, and none that waited behind it is blamed. own:
    the workers are this run's own; when half of them or more are gone for good, the round ends once
    the others have finished their files, with work left over.
    """

    client: Client
    work: Iterable[WorkItem]
    settings: WorkerSettings
    own: bool

    def __post_init__(self) -> None:
        self._waiting = iter(self.work)
        self._most = self._workers = 0
        self._enough_s = self._staffed_s = time.monotonic()
        self._warned = False
        self._running: dict[Future[Judged], tuple[WorkItem, float]] = {}

    def run(self) -> Iterator[tuple[WorkItem, Judged]]:
        """The work and its results until all is done, or no worker is left to wait for.

        Raises FormcheckError when the scheduler goes away.
        """
        try:
            self._look_at_workers()
            self._give_out()
            while self._running:
                for future in self._wait_for_finished():
                    item, since_s = self._running.pop(future)
                    yield item, self._take_result(future, item, since_s)
                self._look_at_workers()
                if not self.own or time.monotonic() - self._enough_s <= _GONE_AFTER_S:
                    self._give_out()
                elif not self._workers:
                    return
        except (OSError, FuturesCancelledError) as error:
            raise FormcheckError(
                "The scheduler has gone away: run the same command again, "
                "nothing that is done is lost."
            ) from error

    def _look_at_workers(self) -> None:
        self._workers = len(self.client.nthreads())
        self._most = max(self._most, self._workers)
        now_s = time.monotonic()
        if 2 * self._workers > self._most:
            self._enough_s = now_s
        if self._workers:
            self._staffed_s = now_s
        if not self.own and not self._warned and now_s - self._staffed_s > _ALONE_FOR_S:
            self._warned = True
            say_error("There is no worker yet: waiting for one.")

    def _give_out(self) -> None:
        while len(self._running) < max(1, self._workers):
            item = next(self._waiting, None)
            if item is None:
                return
            future = self.client.submit(judge, item, self.settings, retries=1, pure=False)
            self._running[future] = (item, time.monotonic())

    def _wait_for_finished(self) -> list[Future[Judged]]:
        running = list(self._running)
        with suppress(TimeoutError):
            return list(wait(running, timeout=_LOOK_EVERY_S, return_when="FIRST_COMPLETED").done)
        return []

    def _take_result(self, future: Future[Judged], item: WorkItem, since_s: float) -> Judged:
        """The result, or why there is none. Raises UnlikeWorkersError, UnwrittenError.

        A result that was announced but then died with its worker is waited for again.
        """
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, UnlikeWorkersError | UnwrittenError):
            raise error
        if isinstance(error, ImportError) or _UNREADABLE in str(error):
            lacks = f" ({error})" if isinstance(error, ImportError) else ""
            raise UnlikeWorkersError(
                f"The scheduler or a worker does not have what this machine has{lacks}: install "
                "the same formcheck there, with its extra `cluster`."
            )
        state = "set-aside" if isinstance(error, KilledWorker) else "failed"
        reason = self._explain(error, item, time.monotonic() - since_s)
        return build_result(item, self.settings.by, state, reason=reason), None

    def _explain(self, error: BaseException | None, item: WorkItem, took_s: float) -> str:
        if isinstance(error, KilledWorker):
            limit_s = self.settings.limit_s
            slow = took_s >= TRIES * limit_s
            limit = f"it took longer than {format_duration(limit_s)}"
            why = limit if slow else "it crashed or took all the memory"
            tries = error.allowed_failures + 1
            times = "twice" if tries == 2 else f"{tries} times"
            return f"{item.file} took its worker process down {times} ({why})."
        if isinstance(error, OSError):
            return f"{item.file} could not be read: {error.strerror or error}."
        return (
            f"{item.file} could not be judged, which is a fault of formcheck: "
            f"{type(error).__name__}: {error}"
        )
