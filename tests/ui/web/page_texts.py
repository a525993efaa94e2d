"""The page's own texts, collected from its sources: the keys of its translation."""

import re
from pathlib import Path

from tests.paths import ROOT

PAGE = ROOT / "formcheck" / "ui" / "web" / "page"
_CALL = re.compile(r"\bt\(\s*\"((?:[^\"\\]|\\.)*)\"")
_ANY_CALL = re.compile(r"(?<![\w.])t\(")


def list_page_texts() -> tuple[str, ...]:
    """Returns every English text of the page, sorted."""
    found = {text for path in _list_sources() for text in _CALL.findall(path.read_text("utf-8"))}
    return tuple(sorted(found))


def list_computed_calls() -> tuple[str, ...]:
    """Returns lines that translate a computed text, which no list can contain."""
    return tuple(
        f"{path.relative_to(PAGE)}: {line.strip()}"
        for path in _list_sources()
        for line in re.sub(r"\bt\(\s+", "t(", path.read_text("utf-8")).splitlines()
        if len(_ANY_CALL.findall(line)) != len(_CALL.findall(line))
        and "export function t" not in line
    )


def _list_sources() -> list[Path]:
    return sorted(PAGE.rglob("*.js"))
