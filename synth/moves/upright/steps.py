"""Scripts of the upright stretches: neutral, a middle made of segments, and their own way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from synth.pose import Pose
from synth.script import AFTER_S, LEAVE_S, NEUTRAL_S, Script, Segment


@dataclass(frozen=True, slots=True)
class Turn:
    """Start of a fault: in segment `number` of the middle (from 0), at `share` of it."""

    fault: str
    number: int
    share: float = 0.0


def frame_script(
    neutral: Pose,
    middle: Sequence[Segment],
    way_out: Sequence[Segment] = (),
    turn: Turn | None = None,
) -> Script:
    """Chains neutral, the middle, the way out (by default straight back) and neutral again."""
    out = way_out or (Segment("leave", LEAVE_S, neutral),)
    ends = (*out, Segment("neutral", AFTER_S, neutral))
    segments = (Segment("neutral", NEUTRAL_S, neutral), *middle, *ends)
    if turn is None:
        return Script(neutral, segments)
    return Script(neutral, segments, turn.fault, (turn.number + 1, turn.share))
