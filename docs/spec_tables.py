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


def fresh(page: str) -> str:
    """Returns the page with the text between its markers rewritten."""
    for name, text in (("keys", keys_text()), ("measures", measures_text())):
        begin, end = f"<!-- {name}: written by spec_tables.py -->", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"
    return page


def keys_text() -> str:
    """Returns a section for each table of a spec file, with a row for each key."""
    schema = Spec.model_json_schema()
    parts = [_table_text("The file itself", schema, schema)]
    for key, value in schema["properties"].items():
        inner = _resolved(value, schema)
        if inner.get("type") == "array":
            head, inner = f"`[[{key}]]`", _resolved(inner["items"], schema)
        elif "properties" in inner:
            head = f"`[{key}]`"
        else:
            head, inner = (
                f"`[{key}.NAME]`",
                _resolved(_values(inner), schema),
            )
        if "properties" in inner:
            parts.append(_table_text(head, inner, schema))
            parts += _inner_texts(key, inner, schema)
    return "\n\n".join(parts)


def _inner_texts(key: str, table: Json, schema: Json) -> list[str]:
    """Returns a section for each subtable of this table."""
    inner = {name: _resolved(value, schema) for name, value in table["properties"].items()}
    return [
        _table_text(f"`[{key}.{name}]`", one, schema)
        for name, one in inner.items()
        if "properties" in one
    ]


def measures_text() -> str:
    """Returns a table of all measures."""
    rows = [
        (f"`{m.id}`", describe_unit(m.id).strip() or "ratio", OF[m.of], m.meaning)
        for m in MEASURES.values()
    ]
    return _rows(("measure", "unit", "of", "meaning"), rows)


def _table_text(head: str, table: Json, schema: Json) -> str:
    about = "" if table is schema else f"\n\n{table['description'].splitlines()[0]}"
    required = table.get("required", [])
    rows = [
        (
            f"`{key}`",
            _type_words(value, schema),
            "required" if key in required else _default_words(value),
            value.get("description", ""),
        )
        for key, value in table["properties"].items()
        if table is not schema or not _is_table(value, schema)
    ]
    return f"### {head}{about}\n\n{_rows(('key', 'value', 'default', 'what'), rows)}"


def _is_table(value: Json, schema: Json) -> bool:
    inner = _resolved(value, schema)
    inner = _resolved(inner.get("items") or _values(inner) or inner, schema)
    return "properties" in inner


def _values(table: Json) -> Json:
    """Returns the schema of the values of a table with free keys; empty for anything else."""
    by_name = table.get("patternProperties", {"": table.get("additionalProperties")})
    found: Json = next(iter(by_name.values())) or {}
    return found


def _resolved(value: Any, schema: Json) -> Json:
    """Returns the schema that a reference points to."""
    if not isinstance(value, Mapping):
        return {}
    if "anyOf" in value:
        some = next(one for one in value["anyOf"] if one.get("type") != "null")
        return {**value, **_resolved(some, schema)}
    if "$ref" in value:
        return {**schema["$defs"][value["$ref"].rsplit("/", 1)[1]], **value}
    return value


def _default_words(value: Json) -> str:
    default = value.get("default")
    if default in ("", None, [], {}):
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    return f"`{default}`"


def _type_words(value: Json, schema: Json) -> str:
    value = _resolved(value, schema)
    if "properties" in value:
        return "table"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{word}`" if word else "nothing" for word in value["enum"])
    match value.get("type"):
        case "string":
            return _text_words(value)
        case "boolean":
            return "true or false"
        case "array" if "prefixItems" in value:
            return "`[low, high]`"
        case "array":
            return f"list: {_type_words(value['items'], schema)}"
        case "object":
            return f"table of {_type_words(_values(value), schema)}"
    return _number_words(value)


def _text_words(value: Json) -> str:
    if "pattern" in value:
        return "id"
    limit = value.get("maxLength")
    return f"text, at most {limit} characters" if limit else "text"


def _number_words(value: Json) -> str:
    low = value.get("minimum", value.get("exclusiveMinimum"))
    high = value.get("maximum")
    kind = "whole number" if value.get("type") == "integer" else "number"
    if "exclusiveMinimum" in value:
        return f"{kind} above {low:g}"
    if low is not None:
        return f"{kind}, {low:g} to {high:g}" if high is not None else f"{kind}, {low:g} or more"
    return kind


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
