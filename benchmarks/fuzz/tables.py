"""What came of an attack, as tables."""

from __future__ import annotations

import platform
from collections.abc import Sequence

import av
import cv2

from benchmarks.fuzz.attack import CRASH, HALF, HANG, REFUSED, TAKEN, TRACEBACK, Finding, Score
from benchmarks.report import table
from formcheck import __version__

_HEADS = ("door", "inputs", "let in", "refused", "tracebacks", "hangs", "half-written", "crashes",
          "slowest s", "memory MB")  # fmt: skip
_COUNTED = (TAKEN, REFUSED, TRACEBACK, HANG, HALF, CRASH)
_SHOWN = 20
"""Findings of a door that are printed."""


def totals_table(scores: Sequence[Score]) -> str:
    """A line for each door, and one for all."""
    rows = [
        (
            one.door,
            f"{one.tries:,}",
            *(f"{one.verdicts[name]:,}" for name in _COUNTED),
            f"{one.longest_s:.1f}",
            f"{one.peak_mb:,.0f}",
        )
        for one in scores
    ]
    counts = (f"{sum(one.verdicts[name] for one in scores):,}" for name in _COUNTED)
    all_of_them = (
        "all", f"{sum(one.tries for one in scores):,}", *counts,
        f"{max((one.longest_s for one in scores), default=0.0):.1f}",
        f"{max((one.peak_mb for one in scores), default=0.0):,.0f}",
    )  # fmt: skip
    return table(_HEADS, [*rows, all_of_them])


def findings_text(findings: Sequence[Finding]) -> str:
    """What broke, and how to see it again."""
    told = [
        f"\n{one.verdict}: --door {one.door} --seed {one.seed} --try {one.number}\n"
        f"{one.words}\n{one.told}\n"
        for one in findings[:_SHOWN]
    ]
    return "".join(told)


def markdown(scores: Sequence[Score], seed: int) -> str:
    """The page for docs."""
    kinds = [
        (one.door, kind or "none yet", f"{count:,}")
        for one in scores
        for kind, count in sorted(one.kinds.items())
        if len(one.kinds) > 1
    ]
    broken = [
        (
            f"`--door {one.door} --seed {one.seed} --try {one.number}`",
            one.verdict,
            one.told.strip().split("\n")[-1],
        )
        for score in scores
        for one in score.findings
    ]
    return _PAGE.format(
        version=__version__, seed=seed, python=platform.python_version(),
        system=platform.system(), av=av.__version__, cv2=cv2.__version__,
        totals=totals_table(scores), kinds=table(("door", "kind", "inputs"), kinds),
        broken=table(("try", "what", "told"), broken) if broken else "Nothing broke.",
    )  # fmt: skip


_PAGE = """# Hostile inputs

Written by `python -m benchmarks.fuzz --minutes N --markdown`. formcheck {version}, Python {python}
on {system}, PyAV {av}, OpenCV {cv2}, seed {seed}.

Each input is put to formcheck in a process that another one watches. It is *let in*, or *refused*
in a sentence; anything else is a finding: a traceback (for a server also a status of 500 or more,
or no answer; for a command also a wrong exit code, or an escape sequence in what it prints), more
than 10 seconds (20 for a real process, its start included), an output that is neither whole nor
what it was before, or a crash. A process may have 8 GB of address space; *memory* is the most that
one had in use.

{totals}

- **films**, **photos**: bytes changed, cut and moved in short films in 8 containers and photos in
  4 formats; every picture is decoded.
- **recordings**, **specs**, **programmes**, **baselines**: other bytes, numbers, types and words.
- **stores**: a history with damaged cells, tables and pages is listed, read, written and deleted.
- **http**, **sockets**: a real server gets requests and messages; it must answer and print nothing.
- **commands**: every command but those that go on until they are ended, with damaged files and
  strange words. Refusals end with exit code 2 there, and count as let in.
- **environment**: the same commands as real processes, without a home, with a full or read-only
  disk, closed pipes, few open files, strange locales.
- **signals**: `check`, `sit` and `app` are ended at a random moment, 4 of 5 times by SIGKILL, and
  started again. No more than the last 2 seconds of a day of sitting may be lost, and nothing may
  stay behind.

{kinds}

## What broke

{broken}

`python -m benchmarks.fuzz --door NAME --seed S --try NUMBER` does one again. What broke before and
was mended stands in `tests/fuzz/`.
"""
