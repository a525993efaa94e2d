"""Bouts: spans of time in one state, and when they become final segments.

A short bout is merged into a neighbour: a momentary movement leaves no segment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from formcheck.core.fast_replace import replace
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason

CONFIRM_BOUT_S = 5.0
"""How long a state must last to become a segment of its own; B4 gives 5 s for an absence."""

UPRIGHT_AGAIN_S = 3.0
"""The same for upright after a slouch: by B4 a slouch is over after 3 s."""

MIXED_S = 9.0
"""The same for a slouch whose reason keeps changing: a reach and then a glance are no slouch.
Chosen for formcheck."""

CLOSING_S = 2.5
"""The same for the last state before the watch ends."""

UNSETTLED_S = 15.0
"""If no state lasts for ``CONFIRM_BOUT_S`` in this time, the commonest is taken. Chosen for
formcheck."""

PASSING_S = 2.0
"""How long a slouch may show other reasons as it begins or ends. Chosen for formcheck."""


Label = tuple[PostureState, SlouchReason | None, bool]
"""State, main reason, and whether there was no image."""


@dataclass(frozen=True, eq=False)
class Bout:
    """A span of time under one label, until the next bout begins.

    reasons_s: seconds in which each reason counted.
    """

    start_s: float
    state: PostureState
    chief: SlouchReason | None
    no_picture: bool = False
    reasons_s: Mapping[SlouchReason, float] = field(default_factory=dict)

    @property
    def label(self) -> Label:
        """State, main reason, and whether there was no image: a change of it begins a new bout."""
        return (self.state, self.chief, self.no_picture)


def find_certain(certain: Bout | None, pending: tuple[Bout, ...], t_s: float) -> int:
    """Returns the index of the first pending bout that is certain; their number if none is.

    The last bout is certain once it has lasted long enough. So are, after MIXED_S, all the last
    bouts that share a state for different reasons, if it differs from the last certain state.
    """
    last = len(pending) - 1
    before, now = None if certain is None else certain.state, pending[last].state
    is_back = (before, now) == (PostureState.SLOUCHED, PostureState.UPRIGHT)
    if t_s - pending[last].start_s >= (UPRIGHT_AGAIN_S if is_back else CONFIRM_BOUT_S):
        return last
    first = last
    while first > 0 and pending[first - 1].state is now:
        first -= 1
    return first if before is not now and t_s - pending[first].start_s >= MIXED_S else len(pending)


def confirm_bout(
    certain: Bout | None, middle: tuple[Bout, ...], last: Bout
) -> tuple[tuple[Segment, ...], Bout]:
    """Returns the segments that are closed and the new certain bout, once ``last`` is certain.

    The short bouts in ``middle`` are merged into the bout before or after, whichever they resemble
    more (``_compare_bouts``); in a tie into the one before, or into an absence that follows.
    """
    if certain is None:
        start_s = middle[0].start_s if middle else last.start_s
        return (), replace(last, start_s=start_s)
    if certain.label == last.label:
        reasons_s = {
            why: certain.reasons_s.get(why, 0.0) + last.reasons_s.get(why, 0.0)
            for why in certain.reasons_s.keys() | last.reasons_s.keys()
        }
        return (), replace(certain, reasons_s=reasons_s)
    starts = [*(s.start_s for s in middle), last.start_s]
    lengths = [b - a for a, b in pairwise(starts)]
    short = tuple(zip(lengths, middle, _sum_alike(lengths, middle), strict=True))
    best_s, best = last.start_s, -1.0
    for k in range(len(starts)):
        fit = sum(n * _compare_bouts(certain, s, whole_s) for n, s, whole_s in short[:k])
        fit += sum(n * _compare_bouts(last, s, whole_s) for n, s, whole_s in short[k:])
        if fit > best or (fit == best and last.state is not PostureState.AWAY):
            best_s, best = starts[k], fit
    return (make_segment(certain, best_s),), replace(last, start_s=best_s)


def _sum_alike(lengths: Sequence[float], bouts: Sequence[Bout]) -> Iterator[float]:
    for _, group in groupby(zip(lengths, bouts, strict=True), lambda one: one[1].state):
        parts = [n for n, _ in group]
        yield from [sum(parts)] * len(parts)


def _compare_bouts(one: Bout, short: Bout, whole_s: float) -> float:
    """Returns how alike a short bout and its neighbour are, 0 to 1.

    whole_s: its length together with adjacent bouts of its state. A person sinking into a slouch
    shows other reasons for a moment; a longer bout that shares no reason with the slouch, such as a
    reach before it, is not part of it.
    """
    if one.label == short.label:
        return 1.0
    if one.state is not short.state:
        return 0.0
    other = one.state is PostureState.SLOUCHED and not one.reasons_s.keys() & short.reasons_s.keys()
    return 0.0 if other and whole_s >= PASSING_S else 0.5


def merge_commonest(bouts: tuple[Bout, ...], end_s: float) -> Bout:
    """Merges all into one bout of the commonest state and, within it, the commonest reason."""
    starts = [*(s.start_s for s in bouts), end_s]
    by_state: dict[PostureState, float] = {}
    by_label: dict[Label, float] = {}
    reasons_s: dict[SlouchReason, float] = {}
    for bout, (a, b) in zip(bouts, pairwise(starts), strict=True):
        by_state[bout.state] = by_state.get(bout.state, 0.0) + b - a
        by_label[bout.label] = by_label.get(bout.label, 0.0) + b - a
        for why, s in bout.reasons_s.items():
            reasons_s[why] = reasons_s.get(why, 0.0) + s
    state = max(by_state, key=lambda s: by_state[s])
    label = max((one for one in by_label if one[0] is state), key=lambda one: by_label[one])
    return Bout(bouts[0].start_s, *label, reasons_s)


def make_segment(bout: Bout, end_s: float) -> Segment:
    """Makes the segment of a bout: main reason first, then those present for half of its time."""
    why: tuple[SlouchReason, ...] = ()
    if bout.chief is not None:
        half = (end_s - bout.start_s) / 2
        others = [w for w, s in bout.reasons_s.items() if s >= half and w is not bout.chief]
        why = (bout.chief, *sorted(others, key=lambda w: (-bout.reasons_s[w], w.value)))
    return Segment(bout.start_s, end_s, bout.state, why, bout.no_picture)
