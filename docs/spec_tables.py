"""Rewrites the tables of docs/spec-format.md: ``python docs/spec_tables.py``."""
# ruff: noqa: INP001 - a script beside the page it writes, not a package

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from formcheck.core.kinematics import MEASURES
from formcheck.core.session.measure_names import describe_unit
from formcheck.core.stretch import Spec

PAGE = Path(__file__).parent / "spec-format.md"
OF = {"side": "each side", "turn": "to a side", "body": "the body"}

Json = Mapping[str, Any]


def rewrite_page(page: str) -> str:
    """Returns the page with the text between its markers rewritten."""
    for name, text in (("keys", format_keys()), ("measures", format_measures())):
        begin, end = f"<!-- {name}: written by spec_tables.py -->", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"
    return page


def format_keys() -> str:
    """Returns a section for each table of a spec file, with a row for each key."""
    schema = Spec.model_json_schema()
    parts = [_format_keys_table("The file itself", schema, schema)]
    for key, value in schema["properties"].items():
        inner = _resolve(value, schema)
        if inner.get("type") == "array":
            head, inner = f"`[[{key}]]`", _resolve(inner["items"], schema)
        elif "properties" in inner:
            head = f"`[{key}]`"
        else:
            head, inner = (
                f"`[{key}.NAME]`",
                _resolve(_find_values(inner), schema),
            )
        if "properties" in inner:
            parts.append(_format_keys_table(head, inner, schema))
            parts += _format_subtables(key, inner, schema)
    return "\n\n".join(parts)


def _format_subtables(key: str, table: Json, schema: Json) -> list[str]:
    inner = {name: _resolve(value, schema) for name, value in table["properties"].items()}
    return [
        _format_keys_table(f"`[{key}.{name}]`", one, schema)
        for name, one in inner.items()
        if "properties" in one
    ]


def format_measures() -> str:
    """Returns a table of all measures."""
    rows = [
        (f"`{m.id}`", describe_unit(m.id).strip() or "ratio", OF[m.of], m.meaning)
        for m in MEASURES.values()
    ]
    return _format_rows(("measure", "unit", "of", "meaning"), rows)


def _format_keys_table(head: str, table: Json, schema: Json) -> str:
    about = "" if table is schema else f"\n\n{table['description'].splitlines()[0]}"
    required = table.get("required", [])
    rows = [
        (
            f"`{key}`",
            _describe_type(value, schema),
            "required" if key in required else _describe_default(value),
            value.get("description", ""),
        )
        for key, value in table["properties"].items()
        if table is not schema or not _is_table(value, schema)
    ]
    return f"### {head}{about}\n\n{_format_rows(('key', 'value', 'default', 'what'), rows)}"


def _is_table(value: Json, schema: Json) -> bool:
    inner = _resolve(value, schema)
    inner = _resolve(inner.get("items") or _find_values(inner) or inner, schema)
    return "properties" in inner


def _find_values(table: Json) -> Json:
    """Returns the schema of the values of a table with free keys; empty for anything else."""
    by_name = table.get("patternProperties", {"": table.get("additionalProperties")})
    found: Json = next(iter(by_name.values())) or {}
    return found


def _resolve(value: Any, schema: Json) -> Json:
    if not isinstance(value, Mapping):
        return {}
    if "anyOf" in value:
        some = next(one for one in value["anyOf"] if one.get("type") != "null")
        return {**value, **_resolve(some, schema)}
    if "$ref" in value:
        return {**schema["$defs"][value["$ref"].rsplit("/", 1)[1]], **value}
    return value


def _describe_default(value: Json) -> str:
    default = value.get("default")
    if default in ("", None, [], {}):
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    return f"`{default}`"


def _describe_type(value: Json, schema: Json) -> str:
    value = _resolve(value, schema)
    if "properties" in value:
        return "table"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{word}`" if word else "nothing" for word in value["enum"])
    match value.get("type"):
        case "string":
            return _describe_text(value)
        case "boolean":
            return "true or false"
        case "array" if "prefixItems" in value:
            return "`[low, high]`"
        case "array":
            return f"list: {_describe_type(value['items'], schema)}"
        case "object":
            return f"table of {_describe_type(_find_values(value), schema)}"
    return _describe_number(value)


def _describe_text(value: Json) -> str:
    if "pattern" in value:
        return "id"
    limit = value.get("maxLength")
    return f"text, at most {limit} characters" if limit else "text"


def _describe_number(value: Json) -> str:
    low = value.get("minimum", value.get("exclusiveMinimum"))
    high = value.get("maximum")
    kind = "whole number" if value.get("type") == "integer" else "number"
    if "exclusiveMinimum" in value:
        return f"{kind} above {low:g}"
    if low is not None:
        return f"{kind}, {low:g} to {high:g}" if high is not None else f"{kind}, {low:g} or more"
    return kind


def _format_rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(rewrite_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
