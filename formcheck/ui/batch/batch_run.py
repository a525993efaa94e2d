"""Runs ``formcheck batch``: judges what has no result yet, and writes table and summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout
from rich.progress import MofNCompleteColumn

from formcheck.files.errors import FormcheckError
from formcheck.files.output_file import write_text
from formcheck.files.scratch import clear_leftovers
from formcheck.output.report.console import show_bar
from formcheck.output.report.json_part import format_results
from formcheck.ui.batch.addresses import OutFolder
from formcheck.ui.batch.batch_contract import BatchResult, MadeBy, ResultOrigin, read_made_by
from formcheck.ui.batch.batch_table import write_tables
from formcheck.ui.batch.batch_worker import WorkerSettings
from formcheck.ui.batch.cluster import connect
from formcheck.ui.batch.dispatch import DispatchRound
from formcheck.ui.batch.summary_page import build_page
from formcheck.ui.batch.work_list import RESULTS, WorkItem, read_work

JSON = ".json"
PAGE = "summary.html"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run: the options of ``formcheck batch``. limit_s: seconds for one file."""

    model: str
    extras: Sequence[str]
    again: bool
    limit_s: float
    workers: int | None
    scheduler: str | None
    cluster: str | None


def run_batch(
    inputs: Sequence[str], stretch: str | None, side: str, out: str, options: BatchOptions
) -> tuple[int, int, int]:
    """Judges what has no result in the folder yet, and writes the table and the summary of all.

    Returns how many inputs there are, were done now, and could not be judged as a whole.
    Every result is written as soon as it is there, so that a killed run can continue. Raises
    FormcheckError for bad input, and for a folder with results of other versions.
    """
    by = read_made_by(options.model)
    folder = OutFolder(out)
    work = read_work(inputs, stretch, side, options.extras, folder.address)
    with _lock_folder(folder):
        next(_read_results(folder, sorted(folder.list_names(RESULTS, JSON))[:1], by), None)
        left = _list_left(folder, work, by, again=options.again)
        if left:
            before, total = len(work) - len(left), len(work)
            try:
                with show_bar("Judging", MofNCompleteColumn()) as bar:
                    bar(before, total)
                    _judge_all(left, folder, by, options, lambda done: bar(before + done, total))
            finally:
                clear_leftovers()  # copies of workers that have died here
        return len(work), len(left), _write_summary(folder, work, by)


@contextmanager
def _lock_folder(folder: OutFolder) -> Iterator[None]:
    """Holds the folder, where it lies on a disk. Raises FormcheckError when another run has it."""
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
    """The results of that name. Raises FormcheckError for one that is invalid or made by others."""
    for name, content in zip(names, folder.read_files(map(_build_path, names)), strict=True):
        try:
            origin = ResultOrigin.model_validate_json(content, extra="ignore")
            _refuse_unlike(folder, origin.made_by, by)
            yield BatchResult.model_validate_json(content)
        except ValueError as error:
            raise FormcheckError(
                f"{folder.given}/{_build_path(name)} is no result of a batch: remove it."
            ) from error


def _build_path(name: str) -> str:
    return f"{RESULTS}/{name}{JSON}"


def _refuse_unlike(folder: OutFolder, made_by: MadeBy, by: MadeBy) -> None:
    """Raises FormcheckError for a result of another version, model or spec."""
    if unlike := made_by.describe_difference(by):
        raise FormcheckError(
            f"The results in {folder.given} were made with a different version, model or specs: "
            f"{unlike}; name another folder for --out."
        )


def _list_left(
    folder: OutFolder, work: Sequence[WorkItem], by: MadeBy, *, again: bool
) -> list[WorkItem]:
    """The work without a result; again: also what could not be judged."""
    done = folder.list_names(RESULTS, JSON)
    if again:
        names = [item.name for item in work if item.name in done]
        results = zip(names, _read_results(folder, names, by), strict=True)
        done = {name for name, result in results if result.state == "judged"}
    return [item for item in work if item.name not in done]


def _judge_all(
    left: Sequence[WorkItem],
    folder: OutFolder,
    by: MadeBy,
    options: BatchOptions,
    on_progress: Callable[[int], None],
) -> None:
    """Does the work and writes each result; replaces this run's own workers if they have died.

    on_progress is given the number done each time. Raises FormcheckError where new ones fail too.
    """
    settings = WorkerSettings(folder.address, by, options.extras, options.limit_s)
    own = options.scheduler is None and options.cluster is None
    done: set[str] = set()
    while rest := [item for item in left if item.name not in done]:
        before = len(done)
        with connect(options.scheduler, options.cluster, options.workers, len(rest)) as client:
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
    """Writes the tables and the summary; how many could not be judged as a whole."""
    unjudged = 0

    def results() -> Iterator[tuple[WorkItem, BatchResult]]:
        nonlocal unjudged
        names = [item.name for item in work]
        for item, result in zip(work, _read_results(folder, names, by), strict=True):
            unjudged += result.state != "judged" or bool(result.unfit)
            yield item, result

    page = write_tables(results(), folder, by)
    with folder.open_file(PAGE) as path:
        write_text(path, build_page(page, by))
    return unjudged
