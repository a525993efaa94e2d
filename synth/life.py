"""The small movements of a living person (sway, tremor, breath) and the camera's exposure drift."""

from dataclasses import dataclass, replace

import numpy as np

from .geometry import Array
from .pose import Angles, Arm, Blend, Pose, Reach

BREATH_HZ = 0.25
BREATH_SHRUG_DEG = 1.5  # clavicle of 0.17 m: about 4 mm of shoulder rise
BREATH_RANGE_HZ = (0.2, 0.3)  # 12 to 18 breaths per minute, at rest
DEPTH_M = (0.002, 0.004)  # amplitude of the front of the chest about its mean position
COLLARBONE_M = 0.17
CALM = 0.25  # share of the sway that remains when sitting, kneeling or lying
SWAY_M = 0.0045  # amplitude of the hips over planted feet
TREMBLE_DEG = 0.2  # of a 0.3 m segment: about 1 mm


class Wave:
    """A sum of sines with random frequencies and phases, about -1..1."""

    def __init__(self, rng: np.random.Generator, low_hz: float, high_hz: float) -> None:
        self.hz = np.exp(rng.uniform(np.log(low_hz), np.log(high_hz), 5))
        self.phase = rng.uniform(0, 2 * np.pi, 5)
        size = rng.uniform(0.5, 1.0, 5)
        self.size: Array = size / size.sum() * 1.6

    def __call__(self, t_s: float) -> float:
        """Returns the value at a time."""
        return float(self.size @ np.sin(2 * np.pi * self.hz * t_s + self.phase))


@dataclass(frozen=True, slots=True)
class _Waves:
    slow: tuple[Wave, ...]
    quick: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Breath:
    """Breathing rate, and its amplitude: how far the chest moves to either side of its mean."""

    hz: float
    depth_m: float


class Life:
    """The small movements of one person in one clip, determined by the random generator.

    seated: the hips do not sway. calm: on the floor; the rest sways less too. breath: the chest's
    movement; without it only shoulders and spine breathe.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        seated: bool,
        calm: bool = False,
        breath: Breath | None = None,
    ) -> None:
        slow = tuple(Wave(rng, 0.08, 0.6) for _ in range(8))
        quick = tuple(Wave(rng, 3.0, 8.0) for _ in range(10))
        self._w = _Waves(slow, quick)
        self._breath = BREATH_HZ * rng.uniform(0.85, 1.15)
        self._phase = rng.uniform(0, 2 * np.pi)
        self._sway = 0.0 if seated else SWAY_M
        self._calm = CALM if calm else 1.0
        self.breath = breath
        self._expose = (Wave(rng, 0.05, 0.3), rng.uniform(0.96, 1.04))

    def exposure(self, t_s: float) -> float:
        """Returns the camera's brightness factor."""
        wave, base = self._expose
        return float(base * (1 + 0.018 * wave(t_s)))

    def __call__(self, pose: Pose, t_s: float) -> Pose:
        """Adds the small movements to the pose; planted feet and held objects stay put."""
        s = [w(t_s) for w in self._w.slow]
        q = [w(t_s) for w in self._w.quick]
        c = self._calm
        shrug, bend, nod, lift = self._breathe(t_s)
        x, y, z = pose.pelvis
        return replace(
            pose,
            pelvis=(x + self._sway * s[0], y + self._sway * s[1], z - 0.2 * self._sway * abs(s[2])),
            pitch=pose.pitch + c * (0.35 * s[2] + 0.03 * q[0]),
            roll=pose.roll + c * 0.25 * s[3],
            rot=pose.rot + c * 0.5 * s[4],
            side=pose.side + c * 0.3 * s[5],
            high=pose.high - bend,
            neck_rot=pose.neck_rot + c * (1.5 * s[6] + 0.1 * q[1]),
            neck_flex=pose.neck_flex + c * 0.9 * s[7] + nod,
            left_shrug=pose.left_shrug + shrug,
            right_shrug=pose.right_shrug + shrug,
            left_arm=_tremble(pose.left_arm, c * s[4], [c * v for v in q[2:6]]),
            right_arm=_tremble(pose.right_arm, c * s[5], [c * v for v in q[6:10]]),
            air_m=lift,
        )

    @property
    def breath_hz(self) -> float:
        """Breaths per second."""
        return float(self._breath) if self.breath is None else self.breath.hz

    def _breathe(self, t_s: float) -> tuple[float, float, float, float]:
        """Returns the breath's effect: shrug, upper spine bend, nod (degrees), chest lift (m)."""
        air = float(np.sin(2 * np.pi * self.breath_hz * t_s + self._phase))
        if self.breath is None:
            return BREATH_SHRUG_DEG * air, 0.8 * air, 0.5 * air, 0.0
        lift = self.breath.depth_m * air
        shrug = float(np.degrees(lift / COLLARBONE_M))
        return shrug, self._calm * 0.4 * air, self._calm * 0.25 * air, lift


def _tremble(arm: Arm, slow: float, quick: list[float]) -> Arm:
    if isinstance(arm, Blend):
        a, b = _tremble(arm.a, slow, quick), _tremble(arm.b, slow, quick)
        return Blend(a, b, arm.w)
    if isinstance(arm, Angles):
        return replace(
            arm,
            plane=arm.plane + 0.5 * slow + TREMBLE_DEG * quick[0],
            elev=arm.elev + 0.4 * slow + TREMBLE_DEG * quick[1],
            elbow=max(0.0, arm.elbow + 0.6 * slow + TREMBLE_DEG * quick[2]),
        )
    if isinstance(arm, Reach) and arm.on is not None:
        px, py, pz = arm.at
        m = 0.0007
        return replace(arm, at=(px + m * quick[0], py + m * quick[1], pz + m * quick[2]))
    return arm
