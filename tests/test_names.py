"""Names: one class and one file of a name, and none of the words that nobody else can guess."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT

PACKAGE = ROOT / "formcheck"
MODULES = sorted(PACKAGE.rglob("*.py"))
COMMANDS = PACKAGE / "ui" / "cli"
"""Named as what they show, so that theirs may be those of other modules."""
BANNED = {
    "beside", "books", "chair", "glance", "ledger", "spell", "tallied", "telltale", "whom",
}  # fmt: skip
"""Words of our own, in names of modules, classes and functions. Add to them, take none away."""


def definitions(path: Path) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node


def words(name: str) -> set[str]:
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return {word for word in parted.lower().split("_") if word}


def test_no_two_classes_have_the_same_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in definitions(path)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_modules_have_the_same_name() -> None:
    paths = [path for path in MODULES if path.name != "__init__.py" and path.parent != COMMANDS]
    names = Counter(path.name for path in paths)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_name_has_a_word_that_nobody_can_guess() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in (path.stem, *(node.name for node in definitions(path)))
        if words(name) & BANNED
    ]
    assert found == []
