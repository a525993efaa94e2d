"""Work that other processes do must stand in a module that they can import."""

import ast
from pathlib import Path

import pytest

from tests.paths import ROOT

MAINS = sorted((ROOT / "benchmarks").glob("*/__main__.py"))


@pytest.mark.parametrize("main", MAINS, ids=lambda path: path.parent.name)
def test_no_main_module_hands_its_own_function_to_other_processes(main: Path) -> None:
    tree = ast.parse(main.read_text(encoding="utf-8"))
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    handed = {
        call.args[0].id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "map_jobs"
        and isinstance(call.args[0], ast.Name)
    }
    assert not own & handed, "a spawned process does not import a package's __main__ again"


def test_some_main_module_hands_work_to_other_processes() -> None:
    assert any("map_jobs(" in main.read_text(encoding="utf-8") for main in MAINS)
