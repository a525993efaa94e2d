"""Regenerates the JSON Schemas in docs/: ``python docs/schemas.py``."""
# ruff: noqa: INP001 - a script beside the files it writes, not a package

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from docs.python_tables import list_attributes
from formcheck.files.plain_json import format_json
from formcheck.library.authoring import format_spec_schema
from formcheck.output.report.contract import PhotoResult, RoutineResult, VideoResult
from formcheck.output.report.json_part import Part
from formcheck.output.report.session_contract import HistoryObject, PastSessionObject, SessionObject
from formcheck.output.report.sit_contract import (
    SitDayObject,
    SitDaysObject,
    SitPhotoObject,
    SitVideoObject,
)
from formcheck.ui.batch.batch_contract import BatchResult

CONTRACTS = {
    "check": (VideoResult | PhotoResult | RoutineResult, "formcheck check --json"),
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


def _list_parts(cls: type[Part] = Part) -> Iterator[type[Part]]:
    """Yields the class and all that are derived from it."""
    yield cls
    for derived in cls.__subclasses__():
        yield from _list_parts(derived)


def _describe_fields(schema: dict[str, Any]) -> None:
    """Gives each field of a contract the description in the code, the string under the field.

    Pydantic could do that too, but reads its code for it whenever formcheck starts.
    """
    parts = {part.__name__: part for part in _list_parts()}
    for name, one in [(schema.get("title"), schema), *schema.get("$defs", {}).items()]:
        told = {own: text for own, _, text in list_attributes(parts[name])} if name in parts else {}
        for own, field in one.get("properties", {}).items():
            if text := told.get(own) or told.get(f"{own}_"):
                one["properties"][own] = dict(sorted({**field, "description": text}.items()))


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
        _describe_fields(own)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
        yield find_schema(name), f"{format_json(head | own | head, indent=2)}\n"


if __name__ == "__main__":
    for path, text in build_schemas():
        path.write_text(text, encoding="utf-8")
