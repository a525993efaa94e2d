"""Regenerates the JSON Schemas in docs/: ``python docs/schemas.py``."""
# ruff: noqa: INP001 - a script beside the files it writes, not a package

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from formcheck.files.plain_json import format_json
from formcheck.library.authoring import format_spec_schema
from formcheck.output.report.contract import Result
from formcheck.output.report.session_contract import HistoryObject, PastSessionObject, SessionObject
from formcheck.output.report.sit_contract import (
    SitDayObject,
    SitDaysObject,
    SitPhotoObject,
    SitVideoObject,
)
from formcheck.ui.batch.batch_contract import BatchResult

CONTRACTS = {
    "check": (Result, "formcheck check --json"),
    "batch": (BatchResult, "formcheck batch"),
    "session": (SessionObject, "A live session of formcheck"),
    "history": (HistoryObject | PastSessionObject, "formcheck history --json"),
    "sit": (SitVideoObject | SitPhotoObject | SitDayObject | SitDaysObject, "formcheck sit --json"),
}
"""By schema name: the type it describes and its title, the source of the JSON."""


def find_schema(name: str) -> Path:
    """Returns the path of the schema with that name."""
    return Path(__file__).parent / f"{name}.schema.json"


def load_schema(name: str) -> dict[str, Any]:
    """Returns the stored schema with that name."""
    schema: dict[str, Any] = json.loads(find_schema(name).read_text(encoding="utf-8"))
    return schema


def _join_lines(part: Any) -> Any:
    """Returns the schema with each paragraph of its descriptions joined into one line."""
    if isinstance(part, list):
        return [_join_lines(one) for one in part]
    if not isinstance(part, dict):
        return part
    joined = {key: _join_lines(one) for key, one in part.items()}
    if isinstance(text := part.get("description"), str):
        joined["description"] = "\n\n".join(
            " ".join(paragraph.split()) for paragraph in text.split("\n\n")
        )
    return joined


def build_schemas() -> Iterator[tuple[Path, str]]:
    """Yields the path and the new text of each file."""
    yield find_schema("spec"), format_spec_schema()
    for name, (contract, title) in CONTRACTS.items():
        own = _join_lines(TypeAdapter(contract).json_schema(mode="serialization"))
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
        yield find_schema(name), f"{format_json(head | own | head, indent=2)}\n"


if __name__ == "__main__":
    for path, text in build_schemas():
        path.write_text(text, encoding="utf-8")
