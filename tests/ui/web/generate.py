"""Writes the page's files that are generated from Python: ``python -m tests.ui.web.generate``.

TypeScript types of all messages, and the colours and keys that the page shares with the window.
"""

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from formcheck.core.posture.calibration import CALIBRATION_S
from formcheck.core.stretch.model import MOST_SETS
from formcheck.files.plain_json import format_json
from formcheck.output.draw import palette
from formcheck.output.report.json_part import Built
from formcheck.output.report.sit_contract import SitDaysObject
from formcheck.ui import keymap
from formcheck.ui.web.messages import (
    Begun,
    Refused,
    ServerProof,
    SessionEnded,
    SessionRequest,
    SessionScreen,
    WatchRequest,
    WatchScreen,
)
from formcheck.ui.web.past import DayAnswer, HistoryAnswer, ProfilesAnswer
from formcheck.ui.web.site import PAGE, WordsAnswer
from formcheck.ui.web.stretch_cards import StretchesAnswer
from formcheck.ui.web.videos import MAX_BYTES, VideoAnswer, VideoRow

_MADE = "Made by `python -m tests.ui.web.generate`; not to be edited."
_SAID: dict[str, tuple[type[BaseModel], ...]] = {
    "SessionRequest": get_args(SessionRequest),
    "WatchRequest": get_args(WatchRequest),
}
_TOLD: dict[str, tuple[type[BaseModel], ...]] = {
    "SessionReply": (Begun, Refused, SessionScreen, SessionEnded),
    "WatchReply": (Begun, Refused, WatchScreen),
}
_ANSWERS: tuple[type[BaseModel], ...] = (
    ServerProof, WordsAnswer, StretchesAnswer, HistoryAnswer, DayAnswer, SitDaysObject,
    ProfilesAnswer, VideoRow, VideoAnswer,
)  # fmt: skip
_PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean"}
_LONG_NAME = re.compile(r"\w+__(\w+?)__(\w+)")
"""Pydantic's names of two models of the same name, which include their modules."""


_ARIA_NAMES = {keymap.SPACE: "Space", keymap.ESCAPE: "Escape"}


def build_page_files() -> dict[Path, str]:
    """Returns the text of each generated file."""
    return {
        Path(__file__).with_name("messages.d.ts"): _build_types(),
        PAGE / "styles" / "colours.css": _build_style_sheet(),
        PAGE / "shared" / "generated.js": _build_script(),
        PAGE / "icon.svg": _build_icon(),
    }


def _build_types() -> str:
    """Returns all types in one namespace, so that a comment can name a type without an import."""
    unions = [
        f"  type {name} = {' | '.join(model.__name__ for model in models)};"
        for name, models in (_SAID | _TOLD).items()
    ]
    said = _build_schemas(_list_models(_SAID), "validation")
    told = _build_schemas((*_list_models(_TOLD), *_ANSWERS), "serialization")
    heirs = {one.__name__: one for one in _list_subclasses(Built)}
    declared = [_declare_type(name, one, one.get("required", ())) for name, one in said.items()]
    for name, one in told.items():
        above = (parent.__name__ for parent in heirs[name].__mro__[1:]) if name in heirs else ()
        parent = next((known for known in above if known in told), "")
        declared.append(_declare_type(name, one, one.get("properties", ()), parent, told))
    text = "\n".join([f"// {_MADE}", "declare namespace Api {", *unions, *declared, "}", ""])
    return _LONG_NAME.sub(lambda found: found[1].title() + found[2], text)


def _list_models(unions: dict[str, tuple[type[BaseModel], ...]]) -> tuple[type[BaseModel], ...]:
    return tuple(dict.fromkeys(model for models in unions.values() for model in models))


def _build_schemas(
    models: tuple[type[BaseModel], ...], mode: Literal["validation", "serialization"]
) -> dict[str, dict[str, Any]]:
    """Returns the JSON Schemas of these models and of all nested ones, by name."""
    asked = [(model, mode) for model in models]
    found: dict[str, dict[str, Any]] = models_json_schema(asked, ref_template="{model}")[1]["$defs"]
    return found


def _list_subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yields all direct and indirect subclasses."""
    for heir in model.__subclasses__():
        yield heir
        yield from _list_subclasses(heir)


def _declare_type(
    name: str,
    schema: dict[str, Any],
    needed: Container[str],
    parent: str = "",
    known: Mapping[str, dict[str, Any]] = {},
) -> str:
    """Returns a type's declaration; fields that may be missing are marked.

    parent: the type in ``known`` that it extends, whose fields are left out.
    """
    if "properties" not in schema:
        return f"  type {name} = {_to_type(schema)};"
    inherited = known[parent]["properties"] if parent else {}
    fields = [
        f"    {field}{'' if field in needed else '?'}: {_to_type(one)};"
        for field, one in schema["properties"].items()
        if field not in inherited
    ]
    head = f"{name} extends {parent}" if parent else name
    return "\n".join([f"  interface {head} {{", *fields, "  }"])


def _to_type(schema: dict[str, Any]) -> str:
    """Returns the TypeScript type of a JSON Schema, for those that pydantic writes here."""
    if "$ref" in schema:
        return str(schema["$ref"])
    if "const" in schema:
        return format_json(schema["const"])
    if "enum" in schema:
        return " | ".join(format_json(one) for one in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_to_type(one) for one in schema["anyOf"])
    match schema["type"]:
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(_to_type(one) for one in schema['prefixItems'])}]"
        case "array":
            return f"Array<{_to_type(schema['items'])}>"
        case "object":
            keys = schema.get("propertyNames", {"type": "string"})
            return f"Partial<Record<{_to_type(keys)}, {_to_type(schema['additionalProperties'])}>>"
        case plain:
            return _PLAIN.get(plain, "null")


def _build_style_sheet() -> str:
    """Returns custom properties; the system's theme applies unless ``data-theme`` is set."""
    themed = {
        name: f"light-dark({by_day}, {palette.DARK[name]})"
        for name, by_day in palette.LIGHT.items()
    }
    colours = themed | palette.PAGE_ON_PICTURE | palette.PAGE_PICTURES
    return "\n".join([
        f"/* {_MADE} */",
        ":root {",
        "  color-scheme: light dark;",
        "  --dimming: 1;",
        *(f"  --{name}: {colour};" for name, colour in colours.items()),
        "}",
        ':root[data-theme="light"] {',
        "  color-scheme: light;",
        "}",
        ':root[data-theme="dark"] {',
        "  color-scheme: dark;",
        f"  --dimming: {palette.DIMMED_BY_NIGHT};",
        "}",
        "@media (prefers-color-scheme: dark) {",
        '  :root:not([data-theme="light"]) {',
        f"    --dimming: {palette.DIMMED_BY_NIGHT};",
        "  }",
        "}",
        "",
    ])  # fmt: skip


def _build_icon() -> str:
    """Returns the page's icon on the accent colour of the light theme."""
    icon = (PAGE / "icon.svg").read_text(encoding="utf-8")
    return re.sub(r'(<rect [^>]*fill=)"[^"]*"', rf'\1"{palette.LIGHT["accent"]}"', icon)


def _build_script() -> str:
    """Returns the values that the page's scripts share with the program.

    Colours drawn on the camera image as red, green, blue; keys by their browser names.
    """
    tones = {
        "ink": palette.INK, "plain": palette.PLAIN, "unseen": palette.PAGE_QUIET,
        "good": palette.GOOD, "correct": palette.CORRECT, "white": palette.WHITE,
    }  # fmt: skip
    colours = {name: ", ".join(map(str, colour)) for name, colour in tones.items()}
    keys = {key: command.value for key, command in keymap.SESSION_KEYS.items()}
    keys |= {keymap.MUTE: "mute", keymap.FULL_SCREEN: "full"}
    browsers = {"Escape" if key == keymap.ESCAPE else key: name for key, name in keys.items()}
    shortcuts = {name: _ARIA_NAMES.get(key, key.upper()) for key, name in keys.items()}
    return "\n".join([
        f"// {_MADE}",
        f"export const COLOURS = {format_json(colours, 2)};",
        "/** @type {Record<string, string | undefined>} */",
        f"export const SESSION_KEYS = {format_json(browsers, 2)};",
        "/** The keys of the session by what they do, as screen readers name them. */",
        f"export const SHORTCUTS = {format_json(shortcuts, 2)};",
        f"export const STRETCH_KEY = {format_json(keymap.STRETCH)};",
        f"export const MOST_SETS = {MOST_SETS};",
        f"export const MOST_VIDEO_BYTES = {MAX_BYTES};",
        f"export const CALIBRATION_S = {CALIBRATION_S};",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    for path, text in build_page_files().items():
        path.write_text(text, encoding="utf-8")
