"""Which stretches a film shows, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from formcheck.engine.naming import Named
from formcheck.engine.routine import Routine
from formcheck.library.words import clock_words
from formcheck.output.report.terminal import (
    STRONG,
    UNSEEN,
    show_analysis,
    show_section,
    show_title,
    times_words,
)

WORTH_TELLING = 0.05
"""Less likely stretches than this are not named beside the first. Chosen here."""


def show_naming(console: Console, named: Named) -> None:
    """Prints what it was taken for, and what else it may be."""
    (first, chance), *others = named.names
    console.print(Text.assemble("Taken for ", (first, STRONG), (f" ({chance:.0%})", UNSEEN)))
    likely = [one for one in others if one[1] >= WORTH_TELLING]
    if likely:
        console.print(Text(f"It might also be {_list(likely)}: else give --stretch ID.", UNSEEN))


def show_routine(console: Console, routine: Routine) -> None:
    """Prints what each stretch of a routine came to, and what was left out."""
    count = len(routine.parts)
    title = f"{count} stretches" if count != 1 else "1 stretch"
    show_title(console, title, f"{Path(routine.file).name}  {clock_words(routine.duration_s)}")
    rows = [(part.named, part.analysis.title) for part in routine.parts]
    rows += [(one, f"not sure: {_list(one.names)}") for one in routine.unclear]
    rows.sort(key=lambda row: row[0].start_s)
    for one, words in rows:
        console.print(Text(f"  {times_words([one]):<14}{words}"))
    console.print()
    for part in routine.parts:
        show_naming(console, part.named)
        show_analysis(console, part.analysis)
    if routine.left_out:
        show_section(console, "Left out", [("", stretch) for stretch in routine.left_out], UNSEEN)
        console.print()


def unclear(source: Path, named: Sequence[Named]) -> str:
    """Why no stretch was chosen, and what to do, in one sentence."""
    if not named:
        return (
            f"{source} shows none of the stretches of the catalogue: "
            "give --stretch ID if it is one (formcheck stretches lists them)."
        )
    looks = ", then ".join(_list(one.names) for one in named)
    return (
        f"Which stretch {source} shows can't be told for sure; it looks like {looks}: "
        "give --stretch ID."
    )


def _list(names: Sequence[tuple[str, float]]) -> str:
    return " or ".join(f"{name} ({chance:.0%})" for name, chance in names[:3])
