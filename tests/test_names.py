"""Names: no class or file name occurs twice, and no name contains a word that is hard to guess."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "formcheck"
MODULES = sorted(PACKAGE.rglob("*.py"))
COMMANDS = PACKAGE / "ui" / "cli"
"""The folder of the commands, whose modules may be named like others: their names are shown."""
BANNED = {
    "anew", "beside", "blink", "books", "chair", "darker", "doubles", "doubt", "figure", "firm",
    "flow", "gate", "glance", "guest", "ideal", "lack", "ledger", "lens", "lesson", "lingers",
    "mend", "namer", "news", "often", "rung", "shadow", "spared", "sparing", "spell", "steering",
    "talk", "tallied", "telltale", "theirs", "tidied", "topped", "trouble", "upon", "warm",
    "whom", "whose", "why", "whys",
}  # fmt: skip
"""Private jargon, forbidden in names of modules, classes, functions, constants and attributes. Add
words, but remove none."""
CONTRACT_NAMES = {"why", "why_s", "nudges_why", "why_not"}
"""Keys of specs, JSON and the database, which may not change; attributes use the same names."""
UNTELLING = {
    "came", "doubt", "firm", "gate", "guest", "ledger", "made", "moved", "said", "sat", "steering",
    "theirs", "told", "whole", "wish",
}  # fmt: skip
"""Names that do not say what a variable holds."""
VERB_SHARES = {"formcheck": 0.89, "benchmarks": 0.89, "synth": 0.68, "tests": 0.72}
"""Least share of functions whose name begins with a verb, by folder. Raise it, never lower it."""
_VERBS = """
abort accept add advance allow analyse append apply arm ask assign await back begin bind blend
build cache calculate calibrate call can cancel capture centre change check choose classify
clean clear clip close combine compare complete compute configure confirm connect consume
convert copy correct count create crop cut debounce decide declare decode default derive
describe detach detect dim dismiss dispatch divide do download drain draw drop dump embed
emit enable encode end enqueue ensure enter escape estimate evaluate exit expand expect
explain export extend fade fetch fill filter find finish fit flush follow forget format
freeze generate get give grab grade group grow guard handle has hash highlight identify
import include indent index infer init insert inspect install integrate interpolate
interrupt intersect invert is iterate join judge keep kill label launch lay learn leave let
lift limit link list listen live load locate log look make map mask match measure merge
migrate mirror modify monitor move mute name need negate normalise note notify number
observe obtain offer open order orient own pack paint parse pass pause peek perform pick
place plan play plot pop post prefer prepare present press print process produce project
protect provide publish push put queue quote raise rank rate reach read recalibrate receive
record recover reduce refuse register reject release remind remove rename render repair
repeat replace reply report request require rescale reset reshape resize resolve respond
restart resume retry return revert rotate round route run sample sanitize save say scale
schedule score screen search seek segment select send serve settle setup share shift shorten
show silence simulate skip slice smooth snap sort speak split start stay step stop store
stream stretch strip subtract suggest sum summarise supply suspend swap switch sync
synthesise take tell tick time toggle track train transact transform translate trigger trim
try turn undo unlock unpack unwrap update upload use validate verify view wait wake want was
watch weigh wipe with work wrap write yield zoom
"""
VERBS = frozenset(_VERBS.split())
"""Verbs that function names begin with. A missing verb may be added, a noun may not."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def list_definitions(path: Path) -> tuple[ast.ClassDef | Function, ...]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(node for node in nodes if isinstance(node, ast.ClassDef | Function))


def list_functions(path: Path) -> Iterator[Function]:
    """Yields the functions and methods, without special methods and properties."""
    for node in list_definitions(path):
        if isinstance(node, ast.ClassDef) or node.name.startswith("__"):
            continue
        if not any("property" in ast.unparse(part) for part in node.decorator_list):
            yield node


def list_variables(function: Function) -> set[str]:
    """Returns the names of its parameters and local variables, including nested functions."""
    nodes = list(ast.walk(function))
    stored = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def list_attributes(path: Path) -> set[str]:
    """Returns the names of a module's constants and of its classes' attributes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    bound = [
        node for body in bodies for node in body if isinstance(node, ast.Assign | ast.AnnAssign)
    ]
    names = {
        part.id
        for node in bound
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    return names | {
        part.attr
        for part in ast.walk(tree)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
    }


def split_words(name: str) -> set[str]:
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return {word for word in parted.lower().split("_") if word}


def test_no_two_classes_have_the_same_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in list_definitions(path)
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
        for name in (
            path.stem,
            *(node.name for node in list_definitions(path)),
            *sorted(list_attributes(path) - CONTRACT_NAMES),
        )
        if split_words(name) & BANNED
    ]
    assert found == []


@pytest.mark.parametrize(("folder", "least"), VERB_SHARES.items())
def test_functions_are_named_by_what_they_do(folder: str, least: float) -> None:
    """Not the tests themselves, whose names are sentences, nor fixtures."""
    names = [
        function.name
        for path in (ROOT / folder).rglob("*.py")
        for function in list_functions(path)
        if not function.name.startswith("test_")
        and not any("fixture" in ast.unparse(part) for part in function.decorator_list)
    ]
    others = Counter(
        first for name in names if (first := name.strip("_").split("_")[0]) not in VERBS
    )
    assert 1 - others.total() / len(names) >= least, others.most_common(20)


def test_no_variable_has_a_name_that_tells_nothing() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name} in {function.name}"
        for path in MODULES
        for function in list_functions(path)
        for name in sorted(list_variables(function) & UNTELLING)
    ]
    assert found == []
