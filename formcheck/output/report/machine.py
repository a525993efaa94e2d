"""Prints the checks of ``formcheck doctor``. Does without cv2, which may be broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from formcheck.engine.doctor import Check
from formcheck.output.report.console import CORRECT, GOOD, STRONG, UNSEEN, make_grid
from formcheck.vision.pose.registry import Variant


def show_models(
    console: Console, variants: Sequence[Variant], found: Mapping[str, Path | None]
) -> None:
    """Prints the pose models and which are here."""
    rows = []
    for variant in variants:
        here = found[variant.name] is not None
        state = Text("here", GOOD) if here else Text(f"formcheck models get {variant.name}", UNSEEN)
        size = f"{variant.size_bytes / 1e6:.0f} MB"
        rows.append((Text(variant.name, STRONG), size, variant.about, state))
    console.print(make_grid(rows, 3))


def show_checks(console: Console, checks: Iterable[Check]) -> None:
    """Prints what was looked at on this machine."""
    rows = []
    for check in checks:
        lacking = Text("fix", CORRECT) if check.needed else Text("note", UNSEEN)
        mark = Text("ok", GOOD) if check.ok else lacking
        rows.append((mark, Text(check.name, STRONG), check.sentence))
    console.print(make_grid(rows))
