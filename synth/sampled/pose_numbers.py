"""A pose's numbers as one vector, with the variation of each between people."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np

from synth.geometry import Array
from synth.pose import Kneel, Pinned, Pose, Reach

Path = tuple[str | int, ...]

WIDE: dict[str, float | tuple[float, float, float]] = {
    "pelvis": (0.06, 0.08, 0.0), "ankle": (0.10, 0.08, 0.0), "knee_at": (0.05, 0.05, 0.0),
    "at": (0.06, 0.06, 0.06), "palm_at": (0.06, 0.06, 0.0),
    "elbow_at": (0.0, 0.08, 0.08), "hand": (0.0, 0.08, 0.08), "shin": (0.12, 0.0, 0.0),
    "pole": (0.3, 0.3, 0.3), "plane": 25.0, "elev": 20.0, "rot": 15.0, "elbow": 25.0,
    "pron": 25.0, "wrist": 12.0, "curl": 15.0, "yaw": 15.0, "pitch": 8.0, "roll": 4.0,
    "spin": 4.0, "low": 8.0, "high": 8.0, "side": 7.0, "neck_flex": 10.0, "neck_side": 8.0,
    "neck_rot": 15.0, "neck_fwd": 5.0, "left_shrug": 8.0, "right_shrug": 8.0,
    "left_protract": 6.0, "right_protract": 6.0, "out": 10.0,
    "flex": 10.0, "abd": 5.0, "knee": 12.0,
}  # fmt: skip
"""Default variation of each of a pose's numbers between people: standard deviations in degrees or
metres, chosen for this project. Feet, knees, seats and palms on the floor keep their height, and a
pinned forearm keeps its x on the wall."""

LIMITS = {
    "elev": (0.0, 180.0), "elbow": (0.0, 150.0), "neck_flex": (-60.0, 60.0),
    "neck_side": (-40.0, 40.0), "neck_rot": (-70.0, 70.0), "rot": (-90.0, 90.0),
    "side": (-30.0, 30.0), "low": (-40.0, 60.0), "high": (-40.0, 60.0),
    "left_shrug": (-8.0, 30.0), "right_shrug": (-8.0, 30.0), "knee": (0.0, 150.0),
    "flex": (-30.0, 130.0),
}  # fmt: skip
"""Range of motion of the joints (coaching.md#angles)."""

PLACES = frozenset(("ankle", "knee_at", "palm_at", "elbow_at", "hand"))
"""Numbers that are positions of resting parts in the room."""


@dataclass(frozen=True)
class PoseNumbers:
    """The numbers of all poses with the structure of one pose."""

    like: Pose

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Path (names and indices) to each number."""
        return tuple(path for path, _ in _walk_numbers(self.like, ()))

    @cached_property
    def usual(self) -> Array:
        """The numbers (n,) of the pose itself."""
        return self.values(self.like)

    @cached_property
    def widths(self) -> Array:
        """Default standard deviation (n,) of each number; 0 if it is fixed."""
        return np.array([_find_width(path) for path in self.paths])

    @cached_property
    def limits(self) -> tuple[Array, Array]:
        """Minimum and maximum (n,) of each number."""
        pairs = np.array([LIMITS.get(find_number_name(path), (-1e9, 1e9)) for path in self.paths])
        return np.minimum(pairs[:, 0], self.usual), np.maximum(pairs[:, 1], self.usual)

    @staticmethod
    def values(pose: Pose) -> Array:
        """Returns the numbers (n,) of a pose."""
        return np.array([number for _, number in _walk_numbers(pose, ())])

    def pose(self, values: Array) -> Pose:
        """Returns the pose with those numbers (n,)."""
        return cast("Pose", _build(self.like, iter(values.tolist())))


def find_number_name(path: Path) -> str:
    """Returns the name of a number in WIDE and LIMITS."""
    return str(path[-2] if isinstance(path[-1], int) else path[-1])


def _name_field(owner: object, field: str) -> str:
    """Returns a field's name; pinned elbows, kneeling knees and palms on the floor are places."""
    if isinstance(owner, Pinned) and field == "elbow":
        return "elbow_at"
    if isinstance(owner, Reach) and field == "at" and owner.on is None and owner.lies is not None:
        return "palm_at"
    return "knee_at" if isinstance(owner, Kneel) and field == "knee" else field


def _walk_numbers(value: object, path: Path) -> Iterator[tuple[Path, float]]:
    if isinstance(value, float | int):
        yield path, float(value)
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from _walk_numbers(part, (*path, place))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _walk_numbers(
                getattr(value, field.name), (*path, _name_field(value, field.name))
            )


def _build(value: object, numbers: Iterator[float]) -> object:
    if isinstance(value, float | int):
        return next(numbers)
    if isinstance(value, tuple):
        return tuple(_build(part, numbers) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _build(getattr(value, f.name), numbers) for f in fields(value)}
        return replace(value, **parts)
    return value


def _find_width(path: Path) -> float:
    width = WIDE.get(find_number_name(path), 0.0)
    if isinstance(width, tuple):
        return float(width[path[-1]]) if isinstance(path[-1], int) else 0.0
    return 0.0 if isinstance(path[-1], int) else width
