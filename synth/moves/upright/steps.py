"""Scripts of this room: neutral, a middle made of segments, and a way out of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from synth.pose import Pose
from synth.script import AFTER_S, LEAVE_S, NEUTRAL_S, Script, Segment


@dataclass(frozen=True, slots=True)
class Turn:
    """When a fault begins: in segment `number` of the middle (from 0), at `share` of it."""

    fault: str
    number: int
    share: float = 0.0


def framed(
    neutral: Pose,
    middle: Sequence[Segment],
    way_out: Sequence[Segment] = (),
    turn: Turn | None = None,
) -> Script:
    """Neutral, the middle, the way out (straight back unless told) and neutral again."""
    out = way_out or (Segment("leave", LEAVE_S, neutral),)
    ends = (*out, Segment("neutral", AFTER_S, neutral))
    segments = (Segment("neutral", NEUTRAL_S, neutral), *middle, *ends)
    if turn is None:
        return Script(neutral, segments)
    return Script(neutral, segments, turn.fault, (turn.number + 1, turn.share))
