"""The JSON that a batch writes for each file: the result of ``check`` and its origin."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from typing import Literal, get_args

import formcheck
from formcheck.core.stretch.load import MOST_BYTES
from formcheck.engine import AskedSide
from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.files.inputs import read_input
from formcheck.library.catalogue import list_spec_files
from formcheck.output.report.contract import PhotoResult, RoutineResult, VideoResult
from formcheck.output.report.json_part import Part, VersionedPart
from formcheck.vision.pose.models import model_path

COLUMNS = {
    "file": "text", "result": "text", "state": "text", "kind": "text", "stretch": "text",
    "part": "count", "side": "text", "number": "count", "start_s": "number", "end_s": "number",
    "held_s": "number", "least_s": "number", "most_s": "number", "counted": "flag",
    "what": "text", "message": "text", "holds": "count", "reps": "count", "attempts": "count",
    "breaths": "count", "faults": "count",
    "completed": "flag", "form": "text", "right": "count", "wrong": "count", "unsure": "text",
    "unjudged": "text", "named_chance": "number", "duration_s": "number", "attention": "count",
}  # fmt: skip
"""The columns of the table and their types; times are seconds from the file's first frame."""
SIDES: tuple[str, ...] = get_args(AskedSide)


class MadeBy(Part):
    """The versions that produced a result; the same for all results of a batch."""

    formcheck: str
    """The version of formcheck."""
    model: str
    """The pose model: lite, full or heavy."""
    model_sha256: str
    """SHA-256 of the pose model's file."""
    specs_sha256: str
    """SHA-256 over the specs of the catalogue and their ids, in order of id."""

    def describe_difference(self, other: MadeBy) -> str:
        """Returns the differences in words, such as "formcheck (0.1.0 and 0.2.0)", or ""."""
        names = {"formcheck": "formcheck", "model": "the model", "model_sha256": "the model's file"}
        names["specs_sha256"] = "the specs"
        return ", ".join(
            f"{words} ({getattr(self, name)[:12]} and {getattr(other, name)[:12]})"
            for name, words in names.items()
            if getattr(self, name) != getattr(other, name)
        )


class ResultOrigin(Part):
    """The origin of a result, which every version of formcheck can read."""

    made_by: MadeBy
    """The versions that produced the result."""


class BatchResult(VersionedPart):
    """The result of one file of a batch."""

    file: str
    """The name that the user gave the input."""
    stretch: str | None
    """The requested stretch or comma-separated stretches; null if to be recognised."""
    side: AskedSide
    """The requested side."""
    state: Literal["judged", "unclear", "failed", "set-aside"]
    """unclear: no stretch was recognised for certain; failed: the file can't be read or judged;
    set-aside: it repeatedly ended its worker."""
    reason: str
    """A sentence on why nothing was judged; empty if something was."""
    unfit: list[str]
    """Reasons why the result can't be trusted as a whole; empty if it can."""
    picture: str | None
    """The path of the annotated video or photo in the batch's folder."""
    report: str | None
    """The path in the batch's folder of the text that check prints for the file."""
    made_by: MadeBy
    """The versions that produced the result."""
    result: VideoResult | PhotoResult | RoutineResult | None
    """The result as `formcheck check --json` writes it."""


@cache
def read_made_by(model: str) -> MadeBy:
    """Returns the versions in this process. Raises FormcheckError if the model is unreadable."""
    path = model_path(model)
    with explain_failure(f"The pose model {path} cannot be read"), path.open("rb") as file:
        model_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    specs = hashlib.sha256()
    for spec in list_spec_files():
        specs.update(f"{spec.id}\n".encode(errors="surrogateescape"))
        with suppress(FormcheckError):  # an unreadable spec judges nothing
            specs.update(read_input(spec.path, "spec file", MOST_BYTES))
    return MadeBy(
        formcheck=formcheck.__version__,
        model=model,
        model_sha256=model_sha256,
        specs_sha256=specs.hexdigest(),
    )
