"""The summary of a batch as one self-contained page of HTML: no script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from formcheck.library.catalogue import read_specs
from formcheck.output.batch.attention import Attention, Summary
from formcheck.output.batch.batch_contract import MadeBy
from formcheck.output.draw.palette import DARK, LIGHT

_TEMPLATE = Path(__file__).parent / "summary.html.jinja"
_PALER = "color-mix(in srgb, var(--good-fill) 45%, var(--paper))"


@dataclass(frozen=True, slots=True)
class GroupWords:
    """The title of a group of files, what it means, and its colour in CSS."""

    title: str
    about: str
    colour: str


GROUPS = {
    Attention.NO_RESULT: GroupWords(
        "No result", "Not readable, or it can't be told what is shown.", "var(--ink)"
    ),
    Attention.NOT_JUDGED: GroupWords(
        "Not judged",
        "Half of the quantities or more could not be judged, or none.",
        "var(--unseen-fill)",
    ),
    Attention.UNSURE: GroupWords(
        "Not sure",
        "Half of the quantities or more are open, or it may be another stretch.",
        "var(--accent)",
    ),
    Attention.FAULTS: GroupWords(
        "With faults", "Each put at 95 % or more by formcheck.", "var(--correct-fill)"
    ),
    Attention.SHORT: GroupWords("Short of the dose", "In good form, but too little.", _PALER),
    Attention.NONE: GroupWords("As prescribed", "The whole dose in good form.", "var(--good-fill)"),
}


def build_page(summaries: Sequence[Summary], by: MadeBy) -> str:
    """The page: first the files that a person should look at."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    groups = {level: [one for one in summaries if one.attention is level] for level in GROUPS}
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        groups=[(GROUPS[level], level.name, files) for level, files in groups.items() if files],
        total=len(summaries),
        looks=sum(one.attention <= Attention.FAULTS for one in summaries),
        titles={file.id: spec.title for file, spec in read_specs() if spec is not None},
        by=by,
        light=LIGHT,
        dark=DARK,
        open_groups=[level.name for level in Attention if level <= Attention.FAULTS],
    )
