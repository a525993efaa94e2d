"""Walking along a path on the floor: planted feet stay put, arms swing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from synth.geometry import Array, rz, smoothstep, vec
from synth.pose import Angles, Foot, Pose
from synth.stance import Figure, make_vec

CYCLE_M = 1.2  # two steps
STANCE = 0.6  # share of the cycle a foot is on the floor
LIFT_M = 0.07
CORNER_M = 0.22  # corners are rounded within this distance to either side


@dataclass(frozen=True)
class Walk:
    """A figure's walk along points on the floor, at a speed in m/s."""

    fig: Figure
    path: Sequence[tuple[float, float]]
    speed_mps: float = 1.1

    @cached_property
    def _marks(self) -> tuple[Array, Array]:
        p = np.array(self.path, float)
        return p, np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])

    @cached_property
    def seconds(self) -> float:
        """Duration."""
        return float(self._marks[1][-1]) / self.speed_mps

    def _at(self, dist: float) -> Array:
        p, s = self._marks
        return np.array([np.interp(dist, s, p[:, 0]), np.interp(dist, s, p[:, 1])])

    def pose(self, t_s: float) -> Pose:
        """Returns the pose after t_s seconds."""
        full = float(self._marks[1][-1])
        dist = min(max(t_s * self.speed_mps, 0.0), full)
        fwd = self._at(min(dist + CORNER_M, full)) - self._at(max(dist - CORNER_M, 0.0))
        heading = float(np.degrees(np.arctan2(fwd[0], -fwd[1])))
        return self._step(self._at(dist), heading, dist)

    def _step(self, at: Array, heading: float, dist: float) -> Pose:
        base = self.fig.standing()
        turn = rz(heading)
        feet = []
        for side, sign in (("left", 1.0), ("right", -1.0)):
            foot: Foot = getattr(base, f"{side}_foot")
            share = (dist / CYCLE_M + (0.0 if sign > 0 else 0.5)) % 1.0
            reach = CYCLE_M * STANCE / 2
            if share < STANCE:
                ahead, lift = reach - share * CYCLE_M, 0.0
            else:
                w = (share - STANCE) / (1 - STANCE)
                ahead, lift = -reach + 2 * reach * smoothstep(w), LIFT_M * float(np.sin(np.pi * w))
            local = vec((foot.ankle[0] * 0.6, foot.ankle[1] - ahead, 0.0))
            world = turn @ local + vec((at[0], at[1], foot.ankle[2] + lift))
            out = sign * heading + 6.0
            feet.append(Foot(make_vec(world), out, make_vec(turn @ vec((0.0, -1.0, 0.0)))))
        swing = float(np.sin(2 * np.pi * dist / CYCLE_M))
        hips = turn @ vec((0.0, base.pelvis[1], 0.0))
        pelvis = (float(at[0] + hips[0]), float(at[1] + hips[1]), base.pelvis[2] - 0.01)
        return replace(
            base,
            pelvis=pelvis,
            left_foot=feet[0],
            right_foot=feet[1],
            left_arm=_swing_arm(-swing),
            right_arm=_swing_arm(swing),
            yaw=heading,
            rot=4.0 * swing,
            pitch=3.0,
        )


def _swing_arm(ahead: float) -> Angles:
    """Returns an arm swung forwards (1) or back (-1)."""
    elev = 9.0 + 13.0 * abs(ahead)
    return Angles(plane=20.0 + 65.0 * ahead, elev=elev, elbow=16.0 + 8.0 * ahead, pron=20.0)
