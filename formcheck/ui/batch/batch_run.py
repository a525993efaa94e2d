"""Runs ``formcheck batch``: judges files without a result and writes table and summary."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice

from distributed import Client, Future, KilledWorker, wait
from distributed.client import FuturesCancelledError
from filelock import FileLock, Timeout
from rich.progress import MofNCompleteColumn

from formcheck.files.errors import FormcheckError, UnwrittenError
from formcheck.files.output_file import write_text
from formcheck.files.scratch import clear_leftovers
from formcheck.files.streams import say_error
from formcheck.library.words import format_duration
from formcheck.output.report.console import show_bar
from formcheck.output.report.json_part import format_results
from formcheck.ui.batch.addresses import OutFolder
from formcheck.ui.batch.batch_contract import BatchResult, MadeBy, ResultOrigin, read_made_by
from formcheck.ui.batch.batch_table import write_tables
from formcheck.ui.batch.batch_worker import (
    Judged,
    UnlikeWorkersError,
    WorkerSettings,
    build_result,
    judge,
)
from formcheck.ui.batch.cluster import TRIES, connect
from formcheck.ui.batch.summary_page import build_page
from formcheck.ui.batch.work_list import RESULTS, WorkItem, read_work

JSON = ".json"
PAGE = "summary.html"
_LOCK = ".lock"
_LOOK_EVERY_S = 1.0
"""How often to check which workers are running."""
_GONE_AFTER_S = 45.0
"""A worker missing for this long is given up: Dask restarts one that dies, but not one that dies
while starting. Chosen for formcheck: a start takes 3 s, on a very busy machine 20 s."""

_ALONE_FOR_S = 10.0
"""How long there may be no worker before a message: they start later than the scheduler. Chosen
for formcheck."""
_UNREADABLE = "deserialization of the task graph"
"""Part of Dask's message if a scheduler lacks the classes of the submitted work."""


def run_batch(
    inputs: Sequence[str],
    stretch: str | None,
    side: str,
    out: str,
    *,
    model: str,
    extras: Sequence[str],
    again: bool,
    limit_s: float,
    workers: int | None,
    scheduler: str | None,
    cluster: str | None,
) -> tuple[int, int, int]:
    """Judges inputs that have no result in the folder yet; writes the table and summary of all.

    The arguments are those of the command; limit_s: time limit per file. Returns the number of
    inputs, of those judged in this run, and of those that could not be judged as a whole. Each
    result is written as soon as it is ready, so that a killed run can continue. Raises
    FormcheckError for bad input, and if the folder has results of other versions.
    """
    by = read_made_by(model)
    folder = OutFolder(out)
    work = read_work(inputs, stretch, side, extras, folder.address)
    with _lock_folder(folder):
        next(_read_results(folder, sorted(folder.list_names(RESULTS, JSON))[:1], by), None)
        left = _list_left(folder, work, by, again=again)
        if left:
            settings = WorkerSettings(folder.address, by, extras, limit_s)
            open_client = partial(connect, scheduler, cluster, workers)
            own = scheduler is None and cluster is None
            before, total = len(work) - len(left), len(work)
            try:
                with show_bar("Judging", MofNCompleteColumn()) as bar:
                    bar(before, total)
                    _judge_all(
                        left, folder, settings, open_client, own, lambda n: bar(before + n, total)
                    )
            finally:
                clear_leftovers()  # copies left by local workers that died
        return len(work), len(left), _write_summary(folder, work, by)


@contextmanager
def _lock_folder(folder: OutFolder) -> Iterator[None]:
    """Locks the folder if it is local. Raises FormcheckError if another run has locked it."""
    if folder.local is None:
        yield
        return
    with folder.open_file(_LOCK) as path:
        try:
            lock = FileLock(path).acquire(timeout=0)
        except Timeout:
            raise FormcheckError(
                f"Another batch is writing to {folder.given}: wait for it, or name another folder."
            ) from None
    with lock:
        yield


def _read_results(folder: OutFolder, names: Sequence[str], by: MadeBy) -> Iterator[BatchResult]:
    """Yields the named results. Raises FormcheckError if one is invalid or of other versions."""
    for name, content in zip(names, folder.read_files(map(_build_path, names)), strict=True):
        try:
            origin = ResultOrigin.model_validate_json(content, extra="ignore")
            if unlike := origin.made_by.describe_difference(by):
                raise FormcheckError(
                    f"The results in {folder.given} were made with a different version, model or "
                    f"specs: {unlike}; name another folder for --out."
                )
            yield BatchResult.model_validate_json(content)
        except ValueError as error:
            raise FormcheckError(
                f"{folder.given}/{_build_path(name)} is not a batch result: remove it."
            ) from error


def _build_path(name: str) -> str:
    return f"{RESULTS}/{name}{JSON}"


def _list_left(
    folder: OutFolder, work: Sequence[WorkItem], by: MadeBy, *, again: bool
) -> list[WorkItem]:
    """Returns the work without a result; with `again`, also what could not be judged."""
    done = folder.list_names(RESULTS, JSON)
    if again:
        names = [item.name for item in work if item.name in done]
        results = zip(names, _read_results(folder, names, by), strict=True)
        done = {name for name, result in results if result.state == "judged"}
    return [item for item in work if item.name not in done]


def _judge_all(
    left: Sequence[WorkItem],
    folder: OutFolder,
    settings: WorkerSettings,
    open_client: Callable[[int], AbstractContextManager[Client]],
    own: bool,
    on_progress: Callable[[int], None],
) -> None:
    """Judges all items and writes each result; replaces this run's own workers if they die.

    on_progress receives the number done so far. Raises FormcheckError if all workers die without
    finishing anything.
    """
    done: set[str] = set()
    while rest := [item for item in left if item.name not in done]:
        before = len(done)
        with open_client(len(rest)) as client:
            for item, (result, report) in DispatchRound(client, rest, settings, own).run():
                if result.report is not None and report is not None:
                    with folder.open_file(result.report) as path:
                        write_text(path, report)
                with folder.open_file(_build_path(item.name)) as path:
                    write_text(path, format_results(result))
                done.add(item.name)
                on_progress(len(done))
        if len(done) == before:
            raise FormcheckError(
                "Every worker process died: is there enough memory? Try --workers 1."
            )


def _write_summary(folder: OutFolder, work: Sequence[WorkItem], by: MadeBy) -> int:
    """Writes tables and summary; returns how many inputs could not be judged as a whole."""
    results = _read_results(folder, [item.name for item in work], by)
    summaries = write_tables(zip(work, results, strict=True), folder, by)
    with folder.open_file(PAGE) as path:
        write_text(path, build_page(summaries, by))
    return sum(not one.judged for one in summaries)


@dataclass(eq=False)
class DispatchRound:
    """Gives each worker one file at a time and yields the results.

    A worker that dies thus loses one file only, and no file queued behind it is blamed. own: the
    workers belong to this run; once half or more of them are gone for good, the round ends when
    the others have finished their current files, with work left over.
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
        """Yields items with their results until all are done or too few workers are left.

        Raises FormcheckError if the scheduler goes away.
        """
        try:
            while True:
                self._look_at_workers()
                if not self.own or time.monotonic() - self._enough_s <= _GONE_AFTER_S:
                    self._give_out()
                elif not self._workers:
                    return
                if not self._running:
                    return
                for future in self._wait_for_finished():
                    item, since_s = self._running.pop(future)
                    yield item, self._take_result(future, item, since_s)
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
        free = max(1, self._workers) - len(self._running)
        for item in islice(self._waiting, max(0, free)):
            future = self.client.submit(judge, item, self.settings, retries=1, pure=False)
            self._running[future] = (item, time.monotonic())

    def _wait_for_finished(self) -> Iterator[Future[Judged]]:
        with suppress(TimeoutError):
            found = wait(list(self._running), _LOOK_EVERY_S, return_when="FIRST_COMPLETED")
            yield from list(found.done)

    def _take_result(self, future: Future[Judged], item: WorkItem, since_s: float) -> Judged:
        """Returns the result, or one with the reason of failure.

        If the worker dies after announcing a result, waits until another has computed it again.
        Raises UnlikeWorkersError, UnwrittenError.
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
        state = "failed"
        match error:
            case KilledWorker():
                state, why = "set-aside", "it crashed or took all the memory"
                if time.monotonic() - since_s >= TRIES * self.settings.limit_s:
                    why = f"it took longer than {format_duration(self.settings.limit_s)}"
                tries = error.allowed_failures + 1
                times = "twice" if tries == 2 else f"{tries} times"
                reason = f"took its worker process down {times} ({why})."
            case OSError():
                reason = f"could not be read: {error.strerror or error}."
            case _:
                fault = f"{type(error).__name__}: {error}"
                reason = f"could not be judged, which is a fault of formcheck: {fault}"
        return build_result(item, self.settings.by, state, reason=f"{item.file} {reason}"), None
