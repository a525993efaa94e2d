"""The JSON that a batch writes for each file: the contract of ``check`` and its origin."""

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
"""The columns of the table and their content; times are seconds from the file's first frame."""
SIDES: tuple[str, ...] = get_args(AskedSide)


class MadeBy(Part):
    """The versions that made a result; the same for all results of one batch."""

    formcheck: str
    """Its version."""
    model: str
    """Which pose model: lite, full or heavy."""
    model_sha256: str
    """SHA-256 of the pose model's file."""
    specs_sha256: str
    """SHA-256 over the specs of the catalogue, by id."""

    def describe_difference(self, other: MadeBy) -> str:
        """The differences in words: "formcheck (0.1.0 and 0.2.0)"; empty for none."""
        names = {"formcheck": "formcheck", "model": "the model", "model_sha256": "the model's file"}
        names["specs_sha256"] = "the specs"
        return ", ".join(
            f"{words} ({getattr(self, name)[:12]} and {getattr(other, name)[:12]})"
            for name, words in names.items()
            if getattr(self, name) != getattr(other, name)
        )


class ResultOrigin(Part):
    """Of a result of any version, what made it."""

    made_by: MadeBy
    """The versions that made it."""


class BatchResult(VersionedPart):
    """The result of one file of a batch."""

    file: str
    """The name of the input, in the batch's folder."""
    stretch: str | None
    """What was asked for; null: to be found out."""
    side: AskedSide
    """What was asked for."""
    state: Literal["judged", "failed", "set-aside"]
    """failed: it can't be read or judged; set-aside: what judged it died of it."""
    reason: str
    """Why there is no result, in a sentence; else empty."""
    unfit: list[str]
    """Why the result can't be trusted as a whole, if so."""
    picture: str | None
    """The annotated video or photo, in the batch's folder."""
    report: str | None
    """What check prints of it, in the batch's folder."""
    made_by: MadeBy
    """The versions that made it."""
    result: VideoResult | PhotoResult | RoutineResult | None
    """As `formcheck check --json` gives it."""


@cache
def read_made_by(model: str) -> MadeBy:
    """The versions of this process. Raises FormcheckError without a readable model."""
    path = model_path(model)
    with explain_failure(f"The pose model {path} cannot be read"), path.open("rb") as file:
        model_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    specs = hashlib.sha256()
    for spec in list_spec_files():
        specs.update(f"{spec.id}\n".encode(errors="surrogateescape"))
        with suppress(FormcheckError):  # one that can't be read judges nothing
            specs.update(read_input(spec.path, "spec file", MOST_BYTES))
    return MadeBy(
        formcheck=formcheck.__version__,
        model=model,
        model_sha256=model_sha256,
        specs_sha256=specs.hexdigest(),
    )
