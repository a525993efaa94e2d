"""The results of an attack as tables."""

import platform
from collections.abc import Sequence

import av
import cv2
import numpy as np

from benchmarks.fuzz.attack import CRASH, HALF, HANG, LET_IN, REFUSED, TRACEBACK, Finding, Score
from benchmarks.report import make_table
from formcheck import __version__

_HEADS = ("door", "inputs", "let in", "refused", "tracebacks", "hangs", "half-written", "crashes",
          "slowest s", "memory MB")  # fmt: skip
_LOST_HEADS = ("ended", "times", "median s", "9 of 10 within s", "most s", "at most 1 s")
_COUNTED = (LET_IN, REFUSED, TRACEBACK, HANG, HALF, CRASH)
_MOST_SHOWN = 20
"""The most findings of a door that are printed."""


def format_totals(scores: Sequence[Score]) -> str:
    """Returns a row for each door, and one for all."""
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
    return make_table(_HEADS, [*rows, all_of_them])


def format_lost(scores: Sequence[Score]) -> str:
    """Returns the seconds that ended commands lost, as a table; "" if nothing was measured."""
    rows = [
        (
            kind,
            f"{len(lost_s)}",
            *(f"{np.quantile(np.array(lost_s), share):.2f}" for share in (0.5, 0.9, 1.0)),
            f"{sum(one <= 1.0 for one in lost_s)}",
        )
        for score in scores
        for kind, lost_s in sorted(score.lost_s.items())
    ]
    return make_table(_LOST_HEADS, rows) if rows else ""


def format_findings(findings: Sequence[Finding]) -> str:
    """Returns the findings, and how to repeat them."""
    told = [
        f"\n{one.verdict}: --door {one.door} --seed {one.seed} --try {one.number}\n"
        f"{one.words}\n{one.detail}\n"
        for one in findings[:_MOST_SHOWN]
    ]
    return "".join(told)


def make_page(scores: Sequence[Score], seed: int, words: Sequence[str], commit: str) -> str:
    """Returns the page for docs. words: the command line's arguments; commit: of the checkout."""
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
            one.detail.strip().split("\n")[-1],
        )
        for score in scores
        for one in score.findings
    ]
    return _PAGE.format(
        version=__version__, commit=commit, words=" ".join(["python -m benchmarks.fuzz", *words]),
        seed=seed, lost=format_lost(scores) or "Nothing was measured.",
        python=platform.python_version(),
        system=platform.system(), av=av.__version__, cv2=cv2.__version__,
        totals=format_totals(scores), kinds=make_table(("door", "kind", "inputs"), kinds),
        broken=make_table(("try", "what", "told"), broken) if broken else "Nothing broke.",
    )  # fmt: skip


_PAGE = """# Hostile inputs

Written in one run by `{words}`:
formcheck {version} at commit {commit}, Python {python} on {system}, PyAV {av}, OpenCV {cv2},
seed {seed}.

Each input is given to formcheck in a process that another one watches. It is *let in*, or *refused*
in a sentence; anything else is a finding: a traceback (for a server also a status of 500 or more,
or no answer; for a command also a wrong exit code, or an escape sequence in its output), more
than 10 seconds (20 for a real process, its start included), an output that is neither complete nor
what it was before, or a crash. Time for which a process waits for a core on a busy machine does not
count (Linux). A process may have 8 GB of address space; *memory* is the most that
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
  begun again in the same place. No file, process or watch may stay behind; its *slowest s* is the
  time it was let work.

## What an end at any moment loses

The time from the last moment that is kept to the end, for a watch (`sit`, and the page's), and for
a session on the page to the last screen that it showed. A watch looks once or twice a second, every
2 seconds while nobody is there; a session is kept once a second. More than 1.5 seconds would be a
finding, unless the command had to wait for a core as long. What lies beyond 1 second is the look
that was under way.

{lost}

## What was tried

{kinds}

## What broke

{broken}

`python -m benchmarks.fuzz --door NAME --seed S --try NUMBER` does one again. What broke before and
was mended stands in `tests/fuzz/`.

`python -m benchmarks.fuzz.guided DOOR` lets atheris look for inputs that reach new code
(`pip install atheris`; Linux and macOS).
"""
