"""Finds which parts of a body rest on floor or seat, and whether they still do in another pose."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synth.body import Body
from synth.geometry import Array, vec
from synth.pose import Foot, Kneel, LegBlend, Pose, shift_pose
from synth.rig import Posed
from synth.stance import Figure

PARTS: Mapping[str, tuple[str, ...]] = {
    "head": ("head", "neck03"),
    "back": ("clavicle", "shoulder01", "spine01", "spine02", "spine03", "breast"),
    "seat": ("root", "pelvis", "spine04", "spine05", "upperleg01"),
}
LIMBS: Mapping[str, tuple[str, ...]] = {
    "upper arm": ("upperarm02",),
    "forearm": ("lowerarm",),
    "hand": ("wrist", "finger", "metacarpal"),
    "thigh": ("upperleg02",),
    "shin": ("lowerleg",),
    "foot": ("foot", "toe"),
}
RESTS_M = 0.025
"""A part this close to the floor rests on it; it may rise or sink by as much. Chosen for this
project: as much as flesh and a mat yield, which the generator's do not."""


class Contact:
    """What rests on floor or seat in one pose of a body, and how far other poses deviate."""

    def __init__(self, fig: Figure, pose: Pose, floor_m: float, seated: bool) -> None:
        """floor_m: height of floor or mat. seated: the seat rests in place, on a chair."""
        self._parts = _find_part_vertices(fig.body)
        self._usual = self._measure_lowest(fig.solve(pose))
        self._floor_m = floor_m
        self._rests = np.abs(self._usual - floor_m) < RESTS_M
        if seated:
            self._rests[list(PARTS).index("seat")] = True
        self._hangs = not any(
            isinstance(leg, Kneel | LegBlend) for leg in (pose.left_foot, pose.right_foot)
        ) and not _is_standing(fig, pose)

    def _measure_lowest(self, posed: Posed) -> Array:
        return np.array([posed.verts[part, 2].min() for part in self._parts])

    @cached_property
    def _trunk(self) -> NDArray[np.bool_]:
        trunk = np.zeros(len(self._parts), bool)
        trunk[: len(PARTS)] = True
        return self._rests & trunk

    def settle(self, fig: Figure, pose: Pose) -> tuple[Pose, Posed]:
        """Raises or lowers the pose until head or trunk rests as deep as before, and solves it.

        For standing or kneeling people, the legs set the height instead.
        """
        posed = fig.solve(pose)
        if self._hangs and self._trunk.any():
            rise = float((self._usual - self._measure_lowest(posed))[self._trunk].min())
            if abs(rise) > 1e-3:
                pose = shift_pose(pose, vec((0.0, 0.0, rise)))
                posed = fig.solve(pose)
        return pose, posed

    def measure_excess(self, posed: Posed) -> tuple[float, float]:
        """Returns how far parts are off their rest: trunk or anything in the floor; lifted limbs.

        In units of RESTS_M; the first unit of each part is free.
        """
        lowest = self._measure_lowest(posed)
        lifted = np.where(self._rests, np.maximum(lowest - self._usual, 0.0), 0.0)
        sunk = np.where(self._rests, np.maximum(self._usual - lowest, 0.0), 0.0)
        under = np.maximum(np.minimum(self._usual, self._floor_m) - lowest, 0.0)
        firm = np.maximum(sunk, under)
        firm[: len(PARTS)] = np.maximum(firm, lifted)[: len(PARTS)]
        past = [np.maximum(m / RESTS_M - 1.0, 0.0).sum() for m in (firm, lifted[len(PARTS) :])]
        return float(past[0]), float(past[1])


def _is_standing(fig: Figure, pose: Pose) -> bool:
    """Returns whether planted feet carry the pelvis."""
    feet = [leg for leg in (pose.left_foot, pose.right_foot) if isinstance(leg, Foot)]
    return bool(feet) and pose.pelvis[2] > 0.6 * fig.leg_m


def _find_part_vertices(body: Body) -> list[NDArray[np.intp]]:
    """Returns the vertices of each part; of limbs, left before right."""
    parts = list(PARTS.values())
    for bones in LIMBS.values():
        limb = [name for name in body.bones if name.startswith(bones)]
        parts += [tuple(name for name in limb if name.endswith(side)) for side in (".L", ".R")]
    return [np.flatnonzero(body.group(*names)) for names in parts]
