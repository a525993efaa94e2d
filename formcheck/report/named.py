"""Which stretch a film shows, in words."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from formcheck.report.terminal import STRONG, UNSEEN
from formcheck.run.naming import Candidate, Naming

WORTH_TELLING = 0.05
"""Less likely stretches than this are not named beside the first. Chosen here."""


def show_naming(console: Console, naming: Naming) -> None:
    """Prints what it was taken for, and what else it may be."""
    first = naming.candidates[0]
    others = [one for one in naming.candidates[1:] if one.confidence >= WORTH_TELLING]
    console.print(
        Text.assemble("Taken for ", (first.stretch, STRONG), (f" ({_percent(first)})", UNSEEN))
    )
    if others:
        console.print(Text(f"It might also be {_list(others)}: else give --stretch ID.", UNSEEN))


def unclear(source: Path, naming: Naming) -> str:
    """Why no stretch was chosen, and what to do, in one sentence."""
    if not naming.candidates:
        return (
            f"{source} shows none of the stretches of the catalogue: "
            "give --stretch ID if it is one (formcheck stretches lists them)."
        )
    return (
        f"Which stretch {source} shows can't be told for sure; it looks like "
        f"{_list(naming.candidates)}: give --stretch ID."
    )


def _list(candidates: tuple[Candidate, ...] | list[Candidate]) -> str:
    return ", ".join(f"{one.stretch} ({_percent(one)})" for one in candidates)


def _percent(candidate: Candidate) -> str:
    return f"{candidate.confidence:.0%}"
