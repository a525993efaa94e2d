"""Scores what formcheck reported of a sitting clip against the truth."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

from benchmarks.sitting.truth import SittingTruth, TrueSpan
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason

SETTLES_S = 2.0
"""The promise: a true change shows in the reported state within this time."""
ONSET_S = 60.0
"""No reminder comes earlier in a slouch (docs/reference/coaching.md#sitting-posture)."""
_EARLY_S = 3.0
"""Leeway in dating a slouch: halfway through the movement in the truth, first steady frame here."""


@dataclass(frozen=True, slots=True)
class SlouchScore:
    """A true slouch and the reasons reported; said is empty if no slouch was reported.

    delay_s is from its true start to the live state, None if that was never shown.
    """

    why: SlouchReason
    lasted_s: float
    said: tuple[SlouchReason, ...]
    right: bool
    delay_s: float | None


@dataclass(frozen=True, slots=True)
class SittingScore:
    """The score of one clip.

    tenths counts tenths of seconds by (true state, reported state); fixed is the same without 0.5 s
    before and SETTLES_S after a change; false counts tenths falsely reported as slouched, by
    activity. nudges: all, those that were due, those without a slouch of ONSET_S.
    """

    clip: str
    view: str
    baseline: str
    tenths: Counter[tuple[PostureState, PostureState]] = field(hash=False)
    fixed: Counter[tuple[PostureState, PostureState]] = field(hash=False)
    false: Counter[str] = field(hash=False)
    slouches: tuple[SlouchScore, ...]
    nudges: int
    nudges_due: int
    nudges_false: int


def find_accuracy(counts: Counter[tuple[PostureState, PostureState]]) -> float:
    """Returns the share of time whose state was reported correctly; NaN without any."""
    total = sum(counts.values())
    right = sum(n for (true, said), n in counts.items() if true is said)
    return right / total if total else float("nan")


def find_state(segments: Sequence[Segment], t_s: float) -> PostureState:
    """Returns the state reported for that time; unsure if there is none."""
    return next((s.state for s in segments if s.start_s <= t_s < s.end_s), PostureState.UNSURE)


def score_clip(
    truth: SittingTruth,
    baseline: str,
    segments: Sequence[Segment],
    nudges_s: Sequence[float],
    live: Sequence[tuple[float, PostureState]],
) -> SittingScore:
    """Returns the score of a clip; live: time and state of each frame of a live run."""
    tenths: Counter[tuple[PostureState, PostureState]] = Counter()
    fixed: Counter[tuple[PostureState, PostureState]] = Counter()
    false: Counter[str] = Counter()
    for tenth in range(floor(10 * truth.duration_s)):
        t_s = tenth / 10 + 0.05
        span = truth.find_span(t_s)
        said = find_state(segments, t_s)
        tenths[span.state, said] += 1
        if not _has_just_changed(truth, t_s):
            fixed[span.state, said] += 1
        if said is PostureState.SLOUCHED and span.state is not PostureState.SLOUCHED:
            false[span.episode] += 1
    slouches = tuple(_score_slouch(one, segments, live) for one in truth.list_slouches())
    due = sum(one.end_s - one.start_s >= ONSET_S + SETTLES_S for one in truth.list_slouches())
    wrong = sum(not _is_nudge_due(truth, t_s) for t_s in nudges_s)
    return SittingScore(
        truth.clip,
        truth.view,
        baseline,
        tenths,
        fixed,
        false,
        slouches,
        len(nudges_s),
        due,
        wrong,
    )


def _has_just_changed(truth: SittingTruth, t_s: float) -> bool:
    """Returns whether the true state changed less than SETTLES_S ago or changes within 0.5 s."""
    for before, after in zip(truth.spans, truth.spans[1:], strict=False):
        if before.state is not after.state and -0.5 < t_s - after.start_s < SETTLES_S:
            return True
    return False


def _score_slouch(
    span: TrueSpan, segments: Sequence[Segment], live: Sequence[tuple[float, PostureState]]
) -> SlouchScore:
    """Scores a slouch by the reasons that were reported for the longest part of it."""
    overlap: Counter[tuple[SlouchReason, ...]] = Counter()
    for one in segments:
        if one.state is PostureState.SLOUCHED:
            shared_s = min(one.end_s, span.end_s) - max(one.start_s, span.start_s)
            if shared_s > 0:
                overlap[one.why] += round(shared_s * 1000)
    said = overlap.most_common(1)[0][0] if overlap else ()
    fair = {*span.why, *span.also}
    right = span.why[0] in said and said[0] in fair
    seen = [
        t_s
        for t_s, state in live
        if state is PostureState.SLOUCHED and span.start_s - _EARLY_S <= t_s < span.end_s
    ]
    delay_s = max(0.0, seen[0] - span.start_s) if seen else None
    return SlouchScore(span.why[0], span.end_s - span.start_s, said, right, delay_s)


def _is_nudge_due(truth: SittingTruth, t_s: float) -> bool:
    """Returns whether the person had slouched for ONSET_S, for any reason, before the reminder."""
    began_s: float | None = None
    for span in truth.spans:
        if span.start_s > t_s:
            break
        if span.state is PostureState.SLOUCHED:
            began_s = span.start_s if began_s is None else began_s
            if span.end_s + SETTLES_S >= t_s and t_s - began_s >= ONSET_S - _EARLY_S:
                return True
        else:
            began_s = None
    return False
