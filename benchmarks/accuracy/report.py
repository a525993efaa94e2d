"""The accuracy report as Markdown. The same scores give the same text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.score import FAULT_WITHIN_S, HOLD_WITHIN_S, ClipScore, FaultScore
from benchmarks.report import VERSIONS, group_by, make_table


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """The contents of the report: scores of the clips, and names of those skipped."""

    held_out: bool
    scores: tuple[ClipScore, ...]
    skipped: tuple[str, ...]

    @property
    def good(self) -> list[ClipScore]:
        """The scores of clips in good form."""
        return [s for s in self.scores if s.wanted is None]

    @property
    def faulty(self) -> list[ClipScore]:
        """The scores of clips with a fault."""
        return [s for s in self.scores if s.wanted is not None]


def make_page(done: Benchmark) -> str:
    """Returns the report as Markdown."""
    parts = [
        _make_head(done),
        _format_summary(done),
        _format_stretches(done),
        _format_shortfalls(done),
        _format_clips(done),
        _LIMITS,
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def list_key_rows(done: Benchmark) -> list[tuple[str, str]]:
    """Returns the most important figures: (label, figure)."""
    good, faulty = done.good, done.faulty
    errors = [abs(s.hold_error_s) for s in good if s.is_hold]
    stopped = [abs(s.hold_error_s) for s in faulty if s.is_hold and not s.hint]
    starts = [f.start_error_s for s in faulty if (f := s.found) and f.start_error_s is not None]
    told = [f.told_error_s for s in faulty if (f := s.found) and f.told_error_s is not None]
    false = [f for s in done.scores for f in s.false_faults]
    frames = sum(s.frames for s in done.scores)
    seen = sum(s.seen_frames for s in done.scores)
    return [
        (
            f"Good form: hold within {HOLD_WITHIN_S} s of the truth, no fault",
            _show_count(sum(s.kept for s in good), len(good)),
        ),
        (
            f"A fault: exactly that one, start within {FAULT_WITHIN_S} s of the truth",
            _show_count(sum(s.kept for s in faulty), len(faulty)),
        ),
        ("Working side found", _format_sides(done.scores)),
        ("Faults found", _show_count(sum(s.found is not None for s in faulty), len(faulty))),
        ("Faults raised that are not true", str(len(false))),
        ("Pictures in which the person was found", _show_share(seen, frames)),
        ("Hold of good form, mean and largest error", _show_mean_most(errors)),
        (
            "Hold in videos whose fault stops the clock, mean and largest error",
            _show_mean_most(stopped),
        ),
        ("Start of a fault, mean error and bias", _show_mean_bias(starts)),
        ("Fault first reported, median after its true start", _show_seconds(_find_median(told))),
    ]


def _make_head(done: Benchmark) -> str:
    count = f"{len(done.scores)} rendered video{'s' * (len(done.scores) != 1)}"
    title = "Accuracy on videos not tuned on" if done.held_out else "Accuracy on the sample videos"
    clips = (
        "These videos show other people, rooms and cameras than the samples: nothing was settled\n"
        "with them in view."
        if done.held_out
        else "Targets and tolerances are the reference's, and what measures was fitted on others;\n"
        "the rest was settled with these videos in view. [Videos of random people](accuracy.md)\n"
        "have their own report."
    )
    return f"""
# {title}

Written by `python -m benchmarks.accuracy`; not to be edited by hand.
{count} with exactly known joints, holds and faults went through the same code as
`formcheck check VIDEO --stretch ID`, the side left to be found.
{clips}

{VERSIONS}{_describe_skipped(done)}
"""


def _describe_skipped(done: Benchmark) -> str:
    if not done.skipped:
        return "."
    return f". Left out, because there is no one to be right about: {', '.join(done.skipped)}."


def _format_summary(done: Benchmark) -> str:
    return "## In short\n\n" + make_table(("", ""), list_key_rows(done))


def _format_stretches(done: Benchmark) -> str:
    rows = []
    for (stretch, view), scores in group_by(done.scores, lambda s: (s.stretch, s.view)).items():
        good = [s for s in scores if s.wanted is None]
        faulty = [s for s in scores if s.wanted is not None]
        told = [f.told_error_s for s in faulty if (f := s.found) and f.told_error_s is not None]
        starts = [f.start_error_s for s in faulty if (f := s.found) and f.start_error_s is not None]
        rows.append(
            (
                f"`{stretch}`",
                view,
                str(len(scores)),
                _show_share(sum(s.seen_frames for s in scores), sum(s.frames for s in scores)),
                _format_sides(scores),
                _show_count(sum(s.kept for s in good), len(good)),
                _show_mean_most([abs(s.hold_error_s) for s in good if s.is_hold]),
                _show_count(sum(s.kept for s in faulty), len(faulty)),
                _show_count(sum(s.found is not None for s in faulty), len(faulty)),
                str(sum(len(s.false_faults) for s in scores)),
                _show_mean_bias(starts),
                _show_seconds(_find_median(told)),
            )
        )
    heads = (
        "stretch", "view", "videos", "person found", "side right", "good kept",
        "hold error: mean, largest", "fault kept", "fault found", "false faults",
        "fault start error: mean, bias", "reported after",
    )  # fmt: skip
    return f"## By stretch\n\n{_KEPT}\n\n{make_table(heads, rows)}"


def _format_shortfalls(done: Benchmark) -> str:
    short = [s for s in done.scores if not s.kept]
    if not short:
        return "## What went wrong\n\nNothing: every video kept the promise."
    lines = [f"- `{s.clip}`: {'; '.join(s.shortfalls)}" for s in short]
    return "## What went wrong\n\n" + "\n".join(lines)


def _format_clips(done: Benchmark) -> str:
    rows = [
        (
            f"`{s.clip}`",
            _show_share(s.seen_frames, s.frames),
            s.side if s.is_side_right else f"{s.side_found} instead of {s.side}",
            f"{s.hold_true_s:.2f}",
            f"{s.hold_s:.2f}",
            f"{s.hold_error_s:+.2f}{' (hint)' if s.hint else ''}",
            s.wanted or "none",
            "; ".join(_say_fault(f) for f in s.faults) or "none",
            "kept" if s.kept else "**broken**",
        )
        for s in done.scores
    ]
    heads = (
        "video", "person found", "side", "true hold, s", "hold, s", "error, s", "true fault",
        "reported: start error, delay", "promise",
    )  # fmt: skip
    return f"## Video by video\n\n{_CLIPS}\n\n{make_table(heads, rows)}"


def _say_fault(fault: FaultScore) -> str:
    if fault.start_error_s is None or fault.told_error_s is None:
        return f"**{fault.id} at {fault.start_s:.1f} s, not true**"
    return f"{fault.id} {fault.start_error_s:+.2f} s, after {fault.told_error_s:+.2f} s"


def _show_count(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else "none there"


def _format_sides(scores: Sequence[ClipScore]) -> str:
    sided = [s for s in scores if s.side_found]
    return _show_count(sum(s.is_side_right for s in sided), len(sided))


def _show_share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def _find_median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else math.nan


def _show_seconds(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f} s"


def _show_mean_most(values: Sequence[float]) -> str:
    return f"{np.mean(values):.2f} s, {max(values):.2f} s" if values else ""


def _show_mean_bias(values: Sequence[float]) -> str:
    return f"{np.mean(np.abs(values)):.2f} s, {np.mean(values):+.2f} s" if values else ""


_KEPT = f"""
"Kept" is the promise: good form gives the hold within {HOLD_WITHIN_S} s and no fault; a video with
a fault gives exactly that fault, dated within {FAULT_WITHIN_S} s of its true start; and the working
side is right. "Reported after" is the median time from the true start to the first word about it.
""".strip()

_CLIPS = """
A fault that is a hint does not stop the clock by itself: the error of its hold is in no figure
above.
""".strip()

_LIMITS = """
## What these figures do not show

- The people are rendered: a few bodies, tight clothes, even light, tidy rooms. Loose clothes, long
  hair over the ears, poor light, mirrors and clutter are not in them. What was right and wrong on
  real photos and videos is in [real-people.md](real-people.md).
- The camera stands still, near the place that the spec asks for, and all that is needed is in the
  picture.
- Each video lasts seconds and has one fault at most, far beyond its tolerance. How slighter ones
  are reported is in [accuracy.md](accuracy.md).
- Pictures of one video are alike: the number of pictures is large, that of people and places not.
- Whether the stretch does any good is not measured here, and no camera can measure it.
"""
