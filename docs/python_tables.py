"""Rewrites the tables of docs/python.md: ``python docs/python_tables.py``."""
# ruff: noqa: INP001 - a script beside the page it writes, not a package

import ast
import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from textwrap import dedent

import formcheck

PAGE = Path(__file__).parent / "python.md"
BEGIN, END = "<!-- attributes: written by python_tables.py -->", "<!-- attributes: end -->"


def rewrite_page(page: str) -> str:
    """Returns the page with the text between its markers rewritten."""
    before, rest = page.split(BEGIN)
    tables = "\n\n".join(map(_format_table, list_values()))
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{rest.split(END)[1]}"


def list_values() -> list[type]:
    """Returns the public dataclasses of formcheck, whose attributes users read."""
    return [one for name in formcheck.__all__ if is_dataclass(one := getattr(formcheck, name))]


def list_attributes(cls: type) -> Iterator[tuple[str, str, str]]:
    """Yields name, type and description of a class's public fields and properties, bases included.

    The description of a field is the string under it, empty if there is none.
    """
    for base in reversed(cls.__mro__[:-1]):
        nodes = ast.walk(ast.parse(dedent(inspect.getsource(base))))
        tree = next(node for node in nodes if isinstance(node, ast.ClassDef))
        for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name, kind, told = node.target.id, node.annotation, _read_string(after)
            elif isinstance(node, ast.FunctionDef) and node.returns and _is_property(node):
                name, kind, told = node.name, node.returns, ast.get_docstring(node) or ""
            else:
                continue
            if not name.startswith("_"):
                yield name, ast.unparse(kind), " ".join(told.split())


def _read_string(node: ast.stmt | None) -> str:
    is_string = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return str(ast.literal_eval(node.value)) if is_string else ""


def _is_property(node: ast.FunctionDef) -> bool:
    return [ast.unparse(one) for one in node.decorator_list] == ["property"]


def _format_table(cls: type) -> str:
    about = (inspect.getdoc(cls) or "").splitlines()[0]
    rows = [
        f"| `{name}` | `{kind.replace('|', 'or')}` | {told.replace('``', '`')} |"
        for name, kind, told in list_attributes(cls)
    ]
    head = [f"### `{cls.__name__}`", "", about, "", "| attribute | type | what |"]
    return "\n".join([*head, "| --- | --- | --- |", *rows])


if __name__ == "__main__":
    PAGE.write_text(rewrite_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
