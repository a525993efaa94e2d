"""The texts that the page itself says, gathered from its sources: the keys of its translation."""

import re
from pathlib import Path

from tests.paths import ROOT

PAGE = ROOT / "formcheck" / "ui" / "web" / "page"
_CALL = re.compile(r"\bt\(\s*\"((?:[^\"\\]|\\.)*)\"")
_ANY_CALL = re.compile(r"(?<![\w.])t\(")


def page_texts() -> tuple[str, ...]:
    """Every English text of the page, sorted."""
    found = {text for path in _sources() for text in _CALL.findall(path.read_text("utf-8"))}
    return tuple(sorted(found))


def unreadable_calls() -> tuple[str, ...]:
    """Lines that ask for a text that is not written out there, so that no list can hold it."""
    return tuple(
        f"{path.relative_to(PAGE)}: {line.strip()}"
        for path in _sources()
        for line in re.sub(r"\bt\(\s+", "t(", path.read_text("utf-8")).splitlines()
        if len(_ANY_CALL.findall(line)) != len(_CALL.findall(line))
        and "export function t" not in line
    )


def _sources() -> list[Path]:
    return sorted(PAGE.rglob("*.js"))
