"""Wall-corner stretch, high hand, with slow, free bending and turning of the head in its range."""

from dataclasses import replace

from synth.moves import corner
from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import GOOD_S, Script, Segment
from synth.stance import Figure

from .steps import Turn, frame_script

FAULTS = ("too-quick",)
QUICK_HZ = 0.9


def _split_script(script: Script) -> tuple[Pose, list[Segment], Pose]:
    """Returns neutral, the way into the wall-corner stretch, and its hold."""
    inside = [s for s in script.segments if s.phase in {"enter", "reach", "turn"}]
    return script.start, inside, inside[-1].to


def _make_script(good: Script, fault: str | None, hold_s: float) -> Script:
    neutral, way_in, hold = _split_script(good)
    eased = replace(hold, neck_side=-16.0, neck_rot=hold.neck_rot - 14.0, neck_flex=14.0)
    there = [*way_in, Segment("hold", 1.2, hold), Segment("hold", 1.6, eased)]
    if fault == "too-quick":
        peak = replace(hold, neck_side=18.0, neck_rot=hold.neck_rot + 10.0)
        beats = Segment("fault", 4 / QUICK_HZ, eased, peak, QUICK_HZ)
        return frame_script(neutral, [*there, beats], turn=Turn(fault, len(there)))
    rest = max(hold_s - 2.8, GOOD_S)
    return frame_script(neutral, [*there, Segment("hold", rest, eased)])


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left arm on the wall."""
    made = corner.build_high(fig, None, hold_s)
    return replace(made, script=_make_script(made.script, fault, hold_s))
