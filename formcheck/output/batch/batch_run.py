"""The whole of ``formcheck batch``: what is left to do is done, and all of it told."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from distributed import Client, Future, KilledWorker, wait
from distributed.client import FuturesCancelledError
from filelock import FileLock, Timeout

from formcheck.files.errors import FormcheckError
from formcheck.files.whole import write_text
from formcheck.library.words import duration_words
from formcheck.output.batch.addresses import OutFolder
from formcheck.output.batch.batch_contract import BatchResult, MadeBy, difference, made_by
from formcheck.output.batch.batch_table import write_tables
from formcheck.output.batch.cluster import TRIES, connected
from formcheck.output.batch.film_worker import UnlikeWorkersError, judge, outcome
from formcheck.output.batch.summary_page import page_text
from formcheck.output.batch.work_list import WorkItem, read_work
from formcheck.output.report.console import files_bar
from formcheck.output.report.contract import result_text

RESULTS, JSON = "results", ".json"
TABLE, PAGE = "table", "summary.html"
_LOCK = ".lock"
_LOOK_EVERY_S = 1.0
"""How often it is looked whether there are more workers."""


@dataclass(frozen=True, slots=True)
class BatchWishes:
    """How the work is to be done; see the options of ``formcheck batch``."""

    model: str = "full"
    video: bool = False
    again: bool = False
    limit_s: float = 3600.0
    workers: int | None = None
    scheduler: str | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """How many inputs there were, were done in this run, and could not be judged as a whole."""

    inputs: int
    done_now: int
    unjudged: int


def run_batch(
    inputs: Sequence[str], stretch: str | None, side: str, out: str, wishes: BatchWishes
) -> BatchTotals:
    """Judges what has no result in the folder yet, and writes the table and the summary of all.

    Every result is written once it is there, so that a run that was killed goes on where it was.
    Raises FormcheckError for bad input, and for a folder with results that others have made.
    """
    by = made_by(wishes.model)
    work = read_work(inputs, stretch, side, wishes.video)
    folder = OutFolder(out)
    with _alone_in(folder):
        _check_made_by(folder, by)
        left = _left_to_do(folder, work, again=wishes.again)
        if left:
            with connected(wishes.scheduler, wishes.cluster, wishes.workers) as client:
                _do_or_tell(client, left, folder, by, wishes, done=len(work) - len(left))
        return BatchTotals(len(work), len(left), _tell_all(folder, work, by))


@contextmanager
def _alone_in(folder: OutFolder) -> Iterator[None]:
    """Holds the folder, where it lies on a disk. Raises FormcheckError when another run has it."""
    if folder.local is None:
        yield
        return
    with folder.file(_LOCK) as path, suppress(OSError):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise FormcheckError(
                f"Another batch is writing to {folder.given}: wait for it, or name another folder."
            ) from None
    with lock:
        yield


def _read_results(folder: OutFolder, names: Sequence[str]) -> Iterator[BatchResult]:
    """The results of that name. Raises FormcheckError for one that is none."""
    for name, text in zip(names, folder.texts(map(_path, names)), strict=True):
        try:
            yield BatchResult.model_validate_json(text)
        except ValueError as error:
            raise FormcheckError(
                f"{folder.given}/{_path(name)} is no result of a batch: remove it."
            ) from error


def _path(name: str) -> str:
    return f"{RESULTS}/{name}{JSON}"


def _check_made_by(folder: OutFolder, by: MadeBy) -> None:
    """Raises FormcheckError where the folder has a result of another version, model or spec."""
    some = sorted(folder.names(RESULTS, JSON))[:1]
    for result in _read_results(folder, some):
        _refuse_unlike(folder, result, by)


def _refuse_unlike(folder: OutFolder, result: BatchResult, by: MadeBy) -> None:
    if unlike := difference(result.made_by, by):
        raise FormcheckError(
            f"The results in {folder.given} were made by others than this run would use: {unlike}; "
            "name another folder for --out."
        )


def _left_to_do(folder: OutFolder, work: Sequence[WorkItem], *, again: bool) -> list[WorkItem]:
    """The work without a result; again: also what could not be judged."""
    done = folder.names(RESULTS, JSON)
    if again:
        names = [item.name for item in work if item.name in done]
        results = zip(names, _read_results(folder, names), strict=True)
        done = {name for name, result in results if result.state == "judged"}
    return [item for item in work if item.name not in done]


def _do_or_tell(
    client: Client,
    left: Sequence[WorkItem],
    folder: OutFolder,
    by: MadeBy,
    wishes: BatchWishes,
    done: int,
) -> None:
    """Does the work. Raises FormcheckError where the scheduler goes away meanwhile."""
    try:
        _do_all(client, left, folder, by, wishes, done)
    except (OSError, FuturesCancelledError) as error:
        raise FormcheckError(
            "The scheduler has gone away: run the same command again, nothing that is done is lost."
        ) from error


def _do_all(
    client: Client,
    left: Sequence[WorkItem],
    folder: OutFolder,
    by: MadeBy,
    wishes: BatchWishes,
    done: int,
) -> None:
    """Does the work and writes each result. Only as much is given out as there are workers.

    So whoever dies takes one film with it, and none that waited behind it is blamed.
    """
    waiting = iter(left)
    running: dict[Future[BatchResult], tuple[WorkItem, float]] = {}
    total = done + len(left)

    def give_out() -> None:
        count = max(1, len(client.nthreads()))
        while len(running) < count and (item := next(waiting, None)) is not None:
            future = client.submit(
                judge, item, folder.address, by, wishes.video, wishes.limit_s,
                retries=1, pure=False,
            )  # fmt: skip
            running[future] = (item, time.monotonic())

    with files_bar("Judging") as told:
        give_out()
        while running:
            told(done, total)
            for future in _finished(list(running)):
                item, since_s = running.pop(future)
                _keep(folder, item, _result_of(future, item, by, since_s, wishes.limit_s))
                done += 1
            give_out()


def _finished(running: list[Future[BatchResult]]) -> list[Future[BatchResult]]:
    with suppress(TimeoutError):
        return list(wait(running, timeout=_LOOK_EVERY_S, return_when="FIRST_COMPLETED").done)
    return []


def _result_of(
    future: Future[BatchResult], item: WorkItem, by: MadeBy, since_s: float, limit_s: float
) -> BatchResult:
    """What it came to, or why there is nothing. Raises UnlikeWorkersError."""
    if future.status == "finished":
        return future.result()
    error = future.exception()
    if isinstance(error, UnlikeWorkersError):
        raise error
    if isinstance(error, KilledWorker):
        slow = time.monotonic() - since_s >= TRIES * limit_s
        limit = duration_words(limit_s)
        why = f"it took longer than {limit}" if slow else "it crashed or took all the memory"
        return outcome(
            item, by, "set-aside", f"{item.file} ended its worker {TRIES} times ({why})."
        )
    if isinstance(error, OSError):
        told = error.strerror or str(error)
        return outcome(item, by, "failed", f"{item.file} could not be read: {told}.")
    return outcome(
        item, by, "failed",
        f"{item.file} could not be judged, which is a fault of formcheck: "
        f"{type(error).__name__}: {error}",
    )  # fmt: skip


def _keep(folder: OutFolder, item: WorkItem, result: BatchResult) -> None:
    with folder.file(_path(item.name)) as path:
        write_text(path, result_text(result))


def _tell_all(folder: OutFolder, work: Sequence[WorkItem], by: MadeBy) -> int:
    """Writes the tables and the summary; how many could not be judged as a whole."""
    unjudged = 0

    def results() -> Iterator[tuple[WorkItem, BatchResult]]:
        nonlocal unjudged
        names = [item.name for item in work]
        for item, result in zip(work, _read_results(folder, names), strict=True):
            _refuse_unlike(folder, result, by)
            unjudged += result.state != "judged" or bool(result.unfit)
            yield item, result

    page = write_tables(results(), folder, TABLE, by)
    with folder.file(PAGE) as path:
        write_text(path, page_text(page, by))
    return unjudged
