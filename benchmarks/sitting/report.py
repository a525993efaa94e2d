"""The results of ``benchmarks.sitting``, and their report in Markdown."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.cost import IdleCost
from benchmarks.paths import SAMPLES
from benchmarks.report import VERSIONS, group_by, make_table
from benchmarks.sitting.score import SittingScore, SlouchScore, find_accuracy
from formcheck.core.posture.posture_values import PostureState

VIEWS = ("side", "front")


@dataclass(frozen=True, slots=True)
class Workday:
    """Simulated hours of ordinary work with the live monitor.

    memory_mb is measured every half hour; cpu_ms is per analysed frame, the pose model included.
    seconds counts (true state, reported state).
    """

    view: str
    hours: float
    looks: int
    nudges: int
    seconds: Counter[tuple[PostureState, PostureState]]
    false: Counter[str]
    memory_mb: tuple[float, ...]
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Sitting:
    """All results; sets holds the scores by name of the clip set."""

    sets: Mapping[str, Sequence[SittingScore]]
    days: Sequence[Workday]
    idle: IdleCost | None


def name_set(clips: Sequence[str]) -> str:
    """Returns the title for a set of clips, with the seeds of those drawn at random."""
    seeds = {found[1] if (found := re.search(r"held-out-(\d+)", name)) else "" for name in clips}
    if "" not in seeds:
        return f"Videos drawn at random (seed {', '.join(sorted(seeds))})"
    are_samples = {*clips} <= {path.stem for path in SAMPLES.iterdir()}
    return "The sample videos" if are_samples else "Other videos"


def select_view(scores: Sequence[SittingScore], view: str) -> list[SittingScore]:
    """Returns the scores of clips from that view."""
    return [score for score in scores if score.view == view]


def sum_counts(
    counts: Sequence[Counter[tuple[PostureState, PostureState]]],
) -> Counter[tuple[PostureState, PostureState]]:
    """Returns the sum of the counters."""
    total: Counter[tuple[PostureState, PostureState]] = Counter()
    for one in counts:
        total.update(one)
    return total


def list_slouches(scores: Sequence[SittingScore]) -> list[SlouchScore]:
    """Returns every true slouch."""
    return [one for score in scores for one in score.slouches]


def list_key_rows(scores: Sequence[SittingScore]) -> Iterator[list[str]]:
    """Yields a row of key figures for each view that has clips."""
    for view in VIEWS:
        some = select_view(scores, view)
        if not some:
            continue
        slouches = list_slouches(some)
        tenths = sum_counts([s.tenths for s in some])
        delays = [s.delay_s for s in slouches if s.delay_s is not None]
        yield [
            view,
            str(len(some)),
            f"{tenths.total() / 10:.0f}",
            f"{find_accuracy(tenths):.3f}",
            f"{find_accuracy(sum_counts([s.fixed for s in some])):.3f}",
            f"{sum(s.right for s in slouches)} of {len(slouches)}",
            f"{median(delays):.1f} / {max(delays):.1f}" if delays else "-",
            f"{sum(s.nudges - s.nudges_false for s in some)} of {sum(s.nudges_due for s in some)}",
            str(sum(s.nudges_false for s in some)),
        ]


HEADINGS = (
    "view",
    "videos",
    "seconds",
    "state right",
    "without 2 s after a change",
    "right reason",
    "shown after, s (median / longest)",
    "reminders due and given",
    "false reminders",
)


def make_page(done: Sitting) -> str:
    """Returns the report."""
    parts = [
        "# Sitting: how right it is, what it costs\n",
        f"{_INTRODUCTION}\n{VERSIONS}.\n",
        _HOW,
    ]
    for name, scores in done.sets.items():
        parts.append(f"## {name}\n")
        parts.append(f"{make_table(HEADINGS, list(list_key_rows(scores)))}\n")
        parts.append("What each slouch was called:\n")
        parts.append(_format_reasons(scores))
        parts.append(_describe_false(scores))
    if done.days:
        parts.append(_format_days(done.days))
    if done.idle is not None:
        parts.append(_format_idle(done.idle))
    return "\n".join(parts)


_INTRODUCTION = """\
Written by `python -m benchmarks.sitting`; not to be edited by hand. People, desks and cameras are
rendered, so that the posture of every second is known; real people are in
[real-people.md](real-people.md).
"""

_HOW = """\
**State right** is the share of the time whose state (upright, slouched, away, unsure) is the
true one, transitions included; "unsure" counts as wrong. **Right reason**: the true one
is among those given, and the first one given is true of the posture. **Shown after** is how long a
live watch at its own pace (one frame a second, more while something changes) takes from the true
change, half way of the movement, to the state on the screen. A reminder is **due** once in a slouch
of more than a minute, and **false** where nobody had slouched for a minute.
"""


def _format_reasons(scores: Sequence[SittingScore]) -> str:
    rows = []
    for view in VIEWS:
        slouches = list_slouches(select_view(scores, view))
        for why, some in group_by(slouches, lambda one: one.why.value).items():
            said = Counter(", ".join(one.said) or "(nothing)" for one in some)
            told = "; ".join(f"{n}x {words}" for words, n in said.most_common())
            right = f"{sum(s.right for s in some)} of {len(some)}"
            rows.append([view, why, right, told])
    told = make_table(("view", "true reason", "right", "said"), rows)
    return f"{told}\n"


def _describe_false(scores: Sequence[SittingScore]) -> str:
    false: Counter[str] = Counter()
    for score in scores:
        false.update(score.false)
    if not false:
        return "No moment of ordinary work was called slouched.\n"
    told = ", ".join(f"{what} {n / 10:.1f} s" for what, n in false.most_common())
    return f"Seconds that were called slouched and were not, by what was done: {told}.\n"


def _format_days(days: Sequence[Workday]) -> str:
    hours = sum(day.hours for day in days)
    nudges = sum(day.nudges for day in days)
    rows = [
        [
            day.view,
            f"{day.hours:.1f}",
            str(day.looks),
            str(day.nudges),
            f"{find_accuracy(day.seconds):.3f}",
            f"{sum(day.false.values())}",
            ", ".join(f"{what} {s}" for what, s in day.false.most_common(4)) or "-",
            f"{day.memory_mb[0]:.0f} -> {day.memory_mb[-1]:.0f}" if day.memory_mb else "-",
            f"{day.cpu_ms:.1f}",
        ]
        for day in days
    ]
    heads = (
        "view",
        "hours",
        "frames",
        "reminders, all false",
        "state right",
        "seconds falsely slouched",
        "of them in",
        "memory after 30 min -> at the end, MB",
        "CPU a frame, ms",
    )
    return f"""\
## A day of ordinary work

{hours:.1f} simulated hours of typing, drinking, reaching, talking, glancing down, shifting in the
chair, leaving and coming back, others passing; every picture rendered and seen by the pose model,
at the pace of the monitor. Nobody slouches for long. False reminders: **{nudges}** (wanted: 2
at most in 8 hours).

{make_table(heads, rows)}
"""


def _format_idle(idle: IdleCost) -> str:
    return f"""\
## What it costs while it runs

`formcheck sit` on a stream of {idle.stream_fps:.0f} pictures a second at 640x480, pose model and
all, watched for {idle.seconds:.0f} s: **{100 * idle.cpu_share:.1f} % of one core** (wanted: 3 at
most).
"""
