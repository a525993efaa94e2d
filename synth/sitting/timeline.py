"""Turns timed episodes into a pose at any time, and into spans of ground truth.

An episode starts with the move into it. Its span starts halfway through that move.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np

from synth.geometry import smoothstep
from synth.pose import Pose, Reach, blend_poses

from .walk import Walk

UPRIGHT, SLOUCHED, AWAY = "upright", "slouched", "away"


@dataclass(frozen=True, slots=True)
class Episode:
    """What the person does for a while: a kind of `episodes.KINDS`, and how.

    strength runs from 0 (mild) to 1; side is the person's own; deg is the angle of a turn; share is
    how far the person goes into a slouch.
    """

    kind: str
    seconds: float
    strength: float = 0.8
    side: str = "right"
    deg: float = 0.0
    move_s: float = 1.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A move of `seconds` into a pose, or a walk; doing: the activity meanwhile.

    holds names the object in the hand of `side`.
    """

    seconds: float
    to: Pose
    doing: str = ""
    holds: str = ""
    side: str = "right"
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """An episode as legs, and the state and reasons it counts as."""

    episode: Episode
    legs: tuple[Leg, ...]
    state: str
    why: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Duration."""
        return sum(leg.seconds for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of the ground truth."""

    start_s: float
    end_s: float
    state: str
    why: tuple[str, ...]
    also: tuple[str, ...]
    episode: str
    strength: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """The person at a time: pose before sway, activity, and what the hand holds."""

    pose: Pose
    doing: str
    doing_share: float
    holds: str
    side: str


@dataclass(frozen=True)
class Timeline:
    """Episodes played one after the other from a starting pose."""

    start: Pose
    played: Sequence[Played]
    legs: list[Leg] = field(init=False)
    ends: list[float] = field(init=False)

    def __post_init__(self) -> None:
        legs = [leg for p in self.played for leg in p.legs]
        object.__setattr__(self, "legs", legs)
        object.__setattr__(self, "ends", list(accumulate(leg.seconds for leg in legs)))

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.ends[-1]

    def at(self, t_s: float) -> Moment:
        """Returns the person at a time."""
        i = min(bisect_right(self.ends, t_s), len(self.legs) - 1)
        leg = self.legs[i]
        local = t_s - (self.ends[i] - leg.seconds)
        if leg.walk is not None:
            return Moment(leg.walk.pose(local), "", 0.0, "", leg.side)
        before = self._pose_before(i)
        pose = blend_poses(before, leg.to, smoothstep(local / leg.seconds))
        share = min(1.0, max(0.0, min(local, leg.seconds - local) / 0.4))
        return Moment(pose, leg.doing, share, leg.holds, leg.side)

    def _pose_before(self, i: int) -> Pose:
        if i == 0:
            return self.start
        leg = self.legs[i - 1]
        return leg.to if leg.walk is None else leg.walk.pose(leg.seconds)

    def spans(self) -> list[Span]:
        """Returns the ground truth spans, in order and without gaps."""
        out: list[Span] = []
        t = 0.0
        for p in self.played:
            start = t + p.legs[0].seconds / 2 if out else 0.0
            if out:
                out[-1] = replace(out[-1], end_s=start)
            strength = p.episode.strength if p.state == SLOUCHED else None
            kind = p.episode.kind
            share = p.episode.share if p.state == SLOUCHED else 1.0
            out.append(Span(start, start, p.state, p.why, p.also, kind, strength, share))
            t += p.seconds
        out[-1] = replace(out[-1], end_s=t)
        return out


def add_activity(m: Moment, t_s: float, phase: float) -> Pose:
    """Adds the activity's movements to a moment's pose: typing, nodding, talking and others."""
    p, k = m.pose, m.doing_share
    if not m.doing or k <= 0:
        return p

    def wave(hz: float, shift: float = 0.0) -> float:
        return float(np.sin(2 * np.pi * hz * t_s + phase + shift))

    if m.doing == "typing":
        return _typing(p, k, t_s, phase)
    if m.doing == "keys":  # an occasional key while reading
        return _typing(p, 0.45 * k, t_s, phase)
    if m.doing == "nodding":
        return replace(p, neck_flex=p.neck_flex + k * 6.5 * (1 + wave(0.9)))
    if m.doing == "talking":
        return replace(
            p,
            neck_flex=p.neck_flex + k * (2.5 * wave(0.55) + 1.5 * wave(1.3, 1.0)),
            neck_rot=p.neck_rot + k * 4.0 * wave(0.31, 2.0),
            neck_side=p.neck_side + k * 2.5 * wave(0.23),
        )
    if m.doing == "laughing":
        up = k * (1.0 + wave(3.2)) * 2.2
        return replace(
            p,
            pitch=p.pitch - k * 3.0 + 0.8 * k * wave(3.2),
            neck_flex=p.neck_flex - k * 4.0 + k * 2.0 * wave(3.2, 0.7),
            left_shrug=p.left_shrug + up,
            right_shrug=p.right_shrug + up,
        )
    if m.doing == "scratching":
        arm = getattr(p, f"{m.side}_arm")
        if isinstance(arm, Reach):
            moved = _nudge_arm(arm, 0.012 * k * wave(2.6), 0.0, 0.016 * k * wave(2.6, 0.6))
            return replace(p, **{f"{m.side}_arm": moved})  # type: ignore[arg-type]
    return p


def _typing(p: Pose, k: float, t_s: float, phase: float) -> Pose:
    """Moves the hands over the keys, and head and chest slightly with them."""

    def wave(hz: float, shift: float) -> float:
        return float(np.sin(2 * np.pi * hz * t_s + phase + shift))

    changes: dict[str, object] = {}
    for i, side in enumerate(("left", "right")):
        arm = getattr(p, f"{side}_arm")
        if isinstance(arm, Reach) and arm.on is None:
            x = 0.018 * wave(0.37, 2.1 * i) + 0.008 * wave(1.7, i)
            z = 0.006 * wave(2.9, 1.3 * i)
            changes[f"{side}_arm"] = _nudge_arm(arm, k * x, k * 0.012 * wave(0.6, 3.0 * i), k * z)
    return replace(
        p,
        neck_flex=p.neck_flex + k * (2.0 * wave(0.21, 0.4) + 0.7 * wave(0.9, 0.0)),
        neck_rot=p.neck_rot + k * 3.0 * wave(0.16, 1.1),
        pitch=p.pitch + k * 0.6 * wave(0.12, 2.0),
        **changes,  # type: ignore[arg-type]
    )


def _nudge_arm(arm: Reach, x: float, y: float, z: float) -> Reach:
    a = arm.at
    return replace(arm, at=(a[0] + x, a[1] + y, a[2] + z))
