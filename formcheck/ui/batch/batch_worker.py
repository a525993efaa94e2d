"""A worker's task for one file: copies it to this machine and judges it like ``check``."""

import faulthandler
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.engine.files import FileKind, find_needed_model, kind_of
from formcheck.files.errors import FormcheckError, UnwrittenError
from formcheck.files.escapes import escape_line, escape_unencodable
from formcheck.output.report.console import capture_text
from formcheck.output.report.contract import RoutineResult
from formcheck.output.report.json_part import Part
from formcheck.ui.batch.addresses import OutFolder, fetch_file
from formcheck.ui.batch.batch_contract import BatchResult, MadeBy, read_made_by
from formcheck.ui.batch.work_list import PICTURES, WorkItem
from formcheck.ui.jobs import Finished, Job, check_input

REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The settings with which a worker judges any file of the batch.

    out: the address of the batch's folder. by: the versions that all workers must have. extras:
    outputs besides the JSON, as in ``read_work``. limit_s: if a file takes longer, the worker
    process exits.
    """

    out: str
    by: MadeBy
    extras: Sequence[str]
    limit_s: float


_NOTHING = {"reason": "", "result": None, "unfit": (), "picture": None, "report": None}
Judged = tuple[BatchResult, str | None]
"""The result of an input and, if requested, the text that ``check`` prints for it."""


class UnlikeWorkersError(FormcheckError):
    """A worker's versions differ from the requesting process's, so its results could too."""


def judge(item: WorkItem, settings: WorkerSettings) -> Judged:
    """Judges the input and, if requested, writes its annotated video or photo.

    Raises UnlikeWorkersError, UnwrittenError if the annotated file can't be written, and OSError
    if the input can't be copied here.
    """
    by = settings.by
    if unlike := by.describe_difference(read_made_by(by.model)):
        raise UnlikeWorkersError(
            f"A worker has other parts than this machine: {unlike}; install the same on both, and "
            "restart the workers."
        )
    with _limit_time(settings.limit_s), fetch_file(item.address) as path:
        try:
            done, picture = _check(item, path, settings)
        except UnwrittenError:
            raise
        except FormcheckError as error:
            reason = _name_as_given(str(error), path, item)
            return build_result(item, by, "failed", reason=reason), None
        wanted = "report" in settings.extras
        report = _name_as_given(capture_text(done.show), path, item) if wanted else None
        unclear = [_name_as_given(str(failure), path, item) for failure in done.failures]
        result = build_result(
            item,
            by,
            "unclear" if unclear else "judged",
            reason=" ".join(unclear),
            result=_rename(done.result, path, item),
            unfit=[_name_as_given(text, path, item) for text in done.unfit],
            picture=picture,
            report=f"{REPORTS}/{item.name}.txt" if wanted else None,
        )
        return result, report


def build_result(item: WorkItem, by: MadeBy, state: str, **known: Any) -> BatchResult:
    """Returns the record of an input's result; known: further fields of BatchResult."""
    return BatchResult.build(item, made_by=by, state=state, **_NOTHING | known)


def _check(item: WorkItem, path: Path, settings: WorkerSettings) -> tuple[Finished, str | None]:
    """Returns the input's result, and the name of its annotated file in the folder, if any.

    Raises FormcheckError if the input can't be judged or its annotated file written.
    """
    kind = kind_of(path)
    needed = find_needed_model([path], settings.by.model)
    name = target = None
    with ExitStack() as stack:
        if "video" in settings.extras and kind is not FileKind.RECORDING:
            name = f"{PICTURES}/{item.name}{'.png' if kind is FileKind.PHOTO else '.mp4'}"
            target = stack.enter_context(OutFolder(settings.out).open_file(name))
        finished = check_input(Job(path, video=target), item.task, needed)
        is_unclear = isinstance(finished.result, RoutineResult) and not finished.result.parts
        if finished.failures and not is_unclear:
            raise finished.failures[0]
        return finished, None if is_unclear else name


def _name_as_given(text: str, path: Path, item: WorkItem) -> str:
    """Returns the text with the user's name for the file in place of its local path.

    Characters that UTF-8 can't encode are escaped, as they are in that name.
    """
    for written in (str(path), escape_line(str(path))):
        text = text.replace(written, item.file)
    return escape_unencodable(text)


def _rename(result: Part, path: Path, item: WorkItem) -> Part:
    warnings = [_name_as_given(text, path, item) for text in getattr(result, "warnings", ())]
    update: dict[str, object] = {"file": item.file, "warnings": warnings}
    if isinstance(result, RoutineResult):
        update["parts"] = [
            part.model_copy(update={"result": _rename(part.result, path, item)})
            for part in result.parts
        ]
    return result.model_copy(update=update)


@contextmanager
def _limit_time(limit_s: float) -> Iterator[None]:
    """Ends the process if the block takes longer, even inside a library that hangs.

    Discards standard error, and so progress bars: the terminal belongs to the requesting process.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        faulthandler.dump_traceback_later(limit_s, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
