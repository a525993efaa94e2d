"""Counts modules and imports per room, for decision 013: python docs/count_rooms.py [FOLDER]."""
# ruff: noqa: INP001, T201 - a script that prints

import ast
import sys
from collections import Counter
from pathlib import Path

SHORT = 40  # lines; a shorter module imported by only one other might be merged into it


def find_imports(tree: ast.Module, modules: set[str]) -> set[str]:
    """Returns the modules of formcheck that a module imports, at any level."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
    return named & modules


def count_lines(text: str, tree: ast.Module) -> Counter[str]:
    """Counts all lines, docstring lines (attribute docstrings included) and lines of code."""
    told = [n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)]
    told = [one for one in told if isinstance(getattr(one, "value", None), str)]
    docs = {n for one in told for n in range(one.lineno, (one.end_lineno or 0) + 1)}
    lines = list(enumerate(text.splitlines(), 1))
    code = sum(1 for n, x in lines if n not in docs and x.strip() and x.strip()[0] != "#")
    return Counter(modules=1, lines=len(lines), code=code, docstrings=len(docs))


def main(folder: Path) -> None:
    """Prints a table of the rooms, the kinds of imports between them and how many are small."""
    paths = {".".join(p.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): p
             for p in sorted((folder / "formcheck").rglob("*.py"))}  # fmt: skip
    texts = {module: path.read_text(encoding="utf-8") for module, path in paths.items()}
    trees = {module: ast.parse(text) for module, text in texts.items()}
    inside = {m: p.relative_to(folder / "formcheck").parts for m, p in paths.items()}
    room = {m: parts[0] if len(parts) > 1 else "(top)" for m, parts in inside.items()}
    rooms: dict[str, Counter[str]] = {}
    for module, text in texts.items():
        for name in (room[module], "all"):
            rooms.setdefault(name, Counter()).update(count_lines(text, trees[module]))
    for name, counts in sorted(rooms.items(), key=lambda one: one[0] == "all"):
        print("| " + " | ".join([f"`{name}`", *(f"{n:,}" for n in counts.values())]) + " |")
    links = {(a, b) for a in texts for b in find_imports(trees[a], set(texts)) - {a}}
    print("kinds of imports:", len({(room[a], room[b]) for a, b in links if room[a] != room[b]}))
    importers = Counter(b for _, b in links)
    small = [m for m, text in texts.items() if text.count("\n") < SHORT and importers[m] == 1]
    print(f"modules below {SHORT} lines that one other imports:", len(small))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
