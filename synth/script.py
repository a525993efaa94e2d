"""The movement of a clip: neutral, into a position, hold, fault, back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .geometry import smoothstep
from .pose import Pose, blend_poses

NEUTRAL_S, ENTER_S, TURN_S, REACHED_S = 1.8, 1.0, 1.0, 1.5
LEAVE_S, AFTER_S = 0.9, 0.5
GOOD_S, SLIP_S, FAULT_S, WRONG_S = 2.5, 0.6, 3.3, 4.4
BEATS_S, STUCK_S = 4.0, 5.0
NO_TURN_AFTER_S = 1.0  # a turn that has not begun this long after it was due counts as missing


@dataclass(frozen=True, slots=True)
class Segment:
    """A time segment ending in pose `to`; with hz, it oscillates between the pose and `beat`."""

    phase: str
    seconds: float
    to: Pose
    beat: Pose | None = None
    hz: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """A named time span."""

    id: str
    start_s: float
    end_s: float


Move = tuple[float, Pose, str]
"""Seconds, the pose reached at their end, the name of the phase."""


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition: its moves, out and back, and whether it should count.

    reason: why it should not; or "short": it counts, but its time at the far end does not.
    """

    moves: tuple[Move, ...]
    counted: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A repetition's place in a script: its first and its last moving segment."""

    first: int
    last: int
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RepSpan:
    """A repetition in the ground truth: from the first move out to the end of the way back."""

    start_s: float
    end_s: float
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Script:
    """A clip's movement; the fault is present from `fault_at`: (segment, share of it).

    paced: its timing is the point of the clip, so the clip's tempo does not change it.
    """

    start: Pose
    segments: tuple[Segment, ...]
    fault: str | None = None
    fault_at: tuple[int, float] = (0, 0.0)
    marks: tuple[Mark, ...] = ()
    paced: bool = False

    def change_tempo(self, tempo: float) -> "Script":
        """Returns the script with every move between poses `tempo` times as fast."""
        if self.paced:
            return self
        out, before = [], self.start
        for seg in self.segments:
            moves = seg.beat is None and seg.to is not before
            out.append(replace(seg, seconds=seg.seconds / tempo) if moves else seg)
            before = seg.to
        return replace(self, segments=tuple(out))

    def insert_waypoint(self, via: Pose) -> "Script":
        """Returns the script with a waypoint halfway through entering and leaving."""
        out: list[Segment] = []
        for seg in self.segments:
            if seg.phase in {"enter", "leave"}:
                half = seg.seconds / 2
                out += [Segment(seg.phase, half, via), Segment(seg.phase, half, seg.to)]
            else:
                out.append(seg)
        marks = tuple(replace(m, first=m.first + 1, last=m.last + 1) for m in self.marks)
        at = (self.fault_at[0] + 1, self.fault_at[1])
        return replace(self, segments=tuple(out), fault_at=at, marks=marks)

    def map_poses(self, change: Callable[[Pose], Pose]) -> "Script":
        """Returns the script with every pose changed."""
        segments = tuple(
            replace(s, to=change(s.to), beat=None if s.beat is None else change(s.beat))
            for s in self.segments
        )
        return replace(self, start=change(self.start), segments=segments)

    @property
    def reps(self) -> list[RepSpan]:
        """The repetitions, in order."""
        ends = [0.0, *np.cumsum([s.seconds for s in self.segments]).tolist()]
        return [RepSpan(ends[m.first], ends[m.last + 1], m.counted, m.reason) for m in self.marks]

    @property
    def duration_s(self) -> float:
        """Length of the clip."""
        return sum(s.seconds for s in self.segments)

    def pose_at(self, t_s: float) -> Pose:
        """Returns the intended pose at a time, before sway and tremor."""
        start, before = 0.0, self.start
        for seg in self.segments:
            if t_s < start + seg.seconds:
                local = t_s - start
                if seg.beat is not None:
                    w = 0.5 - 0.5 * float(np.cos(2 * np.pi * seg.hz * local))
                    return blend_poses(before, seg.beat, w)
                return blend_poses(before, seg.to, smoothstep(local / seg.seconds))
            start, before = start + seg.seconds, seg.to
        return before

    def phases(self) -> list[Span]:
        """Returns the phases in order; adjacent segments with the same name are joined."""
        out: list[Span] = []
        t = 0.0
        for seg in self.segments:
            end = t + seg.seconds
            if out and out[-1].id == seg.phase:
                out[-1] = Span(seg.phase, out[-1].start_s, end)
            else:
                out.append(Span(seg.phase, t, end))
            t = end
        return out

    def holds(self) -> list[Span]:
        """Returns the spans in good form, after arriving and before leaving."""
        return [s for s in self.phases() if s.id == "hold"]

    def faults(self) -> list[Span]:
        """Returns the fault's span: from its start until the person begins to leave."""
        if self.fault is None:
            return []
        number, share = self.fault_at
        start = sum(s.seconds for s in self.segments[:number])
        start += share * self.segments[number].seconds
        leave = next(s.start_s for s in self.phases() if s.id == "leave")
        return [Span(self.fault, start, leave)]

    def moments(self) -> list[tuple[float, str]]:
        """Returns a time in each phase at which its end pose is reached, for stills."""
        out = [(s.end_s - 0.04, s.id) for s in self.phases() if s.id not in ("leave", "enter")]
        for seg, end in zip(
            self.segments, np.cumsum([s.seconds for s in self.segments]), strict=True
        ):
            if seg.beat is not None:
                out.append((float(end) - seg.seconds + 0.5 / seg.hz, seg.phase + " peak"))
        return sorted(set(out))


def _frame(
    neutral: Pose,
    middle: Sequence[Segment],
    fault: str | None = None,
    fault_at: tuple[int, float] = (0, 0.0),
) -> Script:
    """Adds neutral before and after; fault_at counts segments of the middle from 0."""
    ends = (Segment("leave", LEAVE_S, neutral), Segment("neutral", AFTER_S, neutral))
    segments = (Segment("neutral", NEUTRAL_S, neutral), *middle, *ends)
    return Script(neutral, segments, fault, (fault_at[0] + 1, fault_at[1]))


def hold_well(neutral: Pose, hold: Pose, hold_s: float) -> Script:
    """Enters the position, holds it and returns."""
    return _frame(neutral, [Segment("enter", ENTER_S, hold), Segment("hold", hold_s, hold)])


def _make_slip(hold: Pose, bad: Pose) -> list[Segment]:
    """Returns a good hold that turns bad; the fault starts midway through the second segment."""
    return [
        Segment("hold", GOOD_S, hold),
        Segment("fault", SLIP_S, bad),
        Segment("fault", FAULT_S, bad),
    ]


def add_fault(neutral: Pose, hold: Pose, fault: str, bad: Pose) -> Script:
    """A good hold that turns into a fault."""
    return _frame(
        neutral, [Segment("enter", ENTER_S, hold), *_make_slip(hold, bad)], fault, (2, 0.5)
    )


def add_swing(neutral: Pose, hold: Pose, fault: str, peak: Pose, hz: float) -> Script:
    """A good hold that turns into oscillation between hold and peak."""
    middle = [
        Segment("enter", ENTER_S, hold),
        Segment("hold", GOOD_S, hold),
        Segment("fault", round(BEATS_S * hz) / hz, hold, peak, hz),
    ]
    return _frame(neutral, middle, fault, (2, 0.0))


def hold_wrong(neutral: Pose, fault: str, bad: Pose) -> Script:
    """Enters a faulty position directly."""
    middle = [Segment("enter", ENTER_S, bad), Segment("fault", WRONG_S, bad)]
    return _frame(neutral, middle, fault, (1, 0.0))


def _make_reach(reach: Pose) -> list[Segment]:
    return [Segment("enter", ENTER_S, reach), Segment("reach", REACHED_S, reach)]


def turn_well(neutral: Pose, reach: Pose, hold: Pose, hold_s: float) -> Script:
    """Reaches, turns and holds."""
    turn = [Segment("turn", TURN_S, hold), Segment("hold", hold_s, hold)]
    return _frame(neutral, _make_reach(reach) + turn)


def add_fault_after_turn(neutral: Pose, reach: Pose, hold: Pose, fault: str, bad: Pose) -> Script:
    """Reaches, turns, holds well, then shows the fault."""
    middle = [*_make_reach(reach), Segment("turn", TURN_S, hold), *_make_slip(hold, bad)]
    return _frame(neutral, middle, fault, (4, 0.5))


def reach_wrong(neutral: Pose, reach: Pose, bad: Pose, fault: str) -> Script:
    """Reaches and turns; faulty as soon as the reach has been completed."""
    turn = [Segment("turn", TURN_S, bad), Segment("fault", WRONG_S, bad)]
    return _frame(neutral, _make_reach(reach) + turn, fault, (1, 0.0))


def turn_wrong(neutral: Pose, reach: Pose, bad: Pose, fault: str) -> Script:
    """Reaches, then turns wrongly; the fault starts halfway through the turn."""
    turn = [Segment("turn", TURN_S, bad), Segment("fault", WRONG_S, bad)]
    return _frame(neutral, _make_reach(reach) + turn, fault, (2, 0.5))


def skip_turn(neutral: Pose, reach: Pose, fault: str) -> Script:
    """Reaches and stays: the fault starts some time after the turn should have begun."""
    middle = [*_make_reach(reach), Segment("fault", STUCK_S, reach)]
    return _frame(neutral, middle, fault, (2, NO_TURN_AFTER_S / STUCK_S))


def repeat(
    neutral: Pose,
    cycles: Sequence[Rep],
    fault: str | None = None,
    fault_from: int = 0,
    enter: Sequence[Move] = (),
    paced: bool = False,
) -> Script:
    """Chains repetitions, after the moves of `enter` and before the way back.

    The fault starts halfway through the first move of repetition `fault_from` (from 0).
    """
    middle = [Segment(phase, seconds, to) for seconds, to, phase in enter]
    before = middle[-1].to if middle else neutral
    marks: list[Mark] = []
    for rep in cycles:
        moving = []
        for seconds, to, phase in rep.moves:
            if to is not before:
                moving.append(len(middle) + 1)
            middle.append(Segment(phase, seconds, to))
            before = to
        marks.append(Mark(moving[0], moving[-1], rep.counted, rep.reason))
    at = (marks[fault_from].first - 1, 0.5) if fault else (0, 0.0)
    return replace(_frame(neutral, middle, fault, at), marks=tuple(marks), paced=paced)
