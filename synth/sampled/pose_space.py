"""The possible performances of one stretch: their poses, as numbers, and their contacts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from reference.stretches import Stretch, load_stretches
from synth.body import JOINTS
from synth.floor import MAT_M
from synth.geometry import Array
from synth.moves import BUILDERS, FAULTS, Setup
from synth.pose import Pose
from synth.script import Script
from synth.stance import Figure

from .contact import Contact
from .pose_numbers import PLACES, PoseNumbers, find_number_name

START, SET_UP = "start", "set-up"
ENDS = {"hold": "hold", "far": "far", "cat": "far", "open": "far", "near": "near", "cow": "near",
        "close": "near"}  # fmt: skip
"""Phases of a script in which the stretch itself is done, with the end that each belongs to."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A performance's poses by name and their joints (21, 3) in metres.

    floating: how far parts have left their support in each pose (`Contact.measure_excess`).
    """

    numbers: Array
    poses: Mapping[str, Pose]
    joints: Mapping[str, Array]
    floating: Mapping[str, tuple[float, float]]


class PoseSpace:
    """The poses of one stretch for one body, the left side working, as one vector of numbers.

    Names of poses: start; set-up, if a quantity is counted from it; hold, or near and far (and
    far-right, if sides alternate).
    """

    def __init__(self, stretch: str, fig: Figure) -> None:
        self.reference: Stretch = load_stretches()[stretch]
        self.figure = fig
        self.setup: Setup = BUILDERS[stretch](fig, None, 5.0)
        ends = self._find_ends(self.setup.script)
        before = {START: self.setup.script.start}
        if any(quantity.since == SET_UP for quantity in self.reference.quantities.values()):
            before[SET_UP] = find_set_up(self.setup, ends.get("hold") or ends["near"])
        self.before, self.ends = tuple(before), tuple(ends)
        self._via = _find_via(self.setup.script, find_ends(self.setup.script))
        self._vectors = {name: PoseNumbers(pose) for name, pose in (before | ends).items()}
        floor_m = MAT_M if self.setup.mat else 0.0
        seated = "sitting" in self.reference.position and not self.setup.mat
        self._contacts = {
            name: Contact(fig, vector.like, floor_m, seated=seated and bool(self.setup.boxes))
            for name, vector in self._vectors.items()
        }

    def _find_ends(self, script: Script) -> dict[str, Pose]:
        """Returns the poses of the hold or of both ends; far-right only if sides alternate."""
        ends = find_ends(script)
        if self.reference.sides != "alternate":
            ends.pop("far-right", None)
        return ends

    @cached_property
    def usual(self) -> Array:
        """The numbers (n,) of the poses as built in `moves`."""
        return np.concatenate([vector.usual for vector in self._vectors.values()])

    @cached_property
    def widths(self) -> Array:
        """Standard deviation of each number (n,) between people."""
        return np.concatenate([vector.widths for vector in self._vectors.values()])

    @cached_property
    def limits(self) -> tuple[Array, Array]:
        """Minimum and maximum (n,) of each number."""
        both = [vector.limits for vector in self._vectors.values()]
        return np.concatenate([low for low, _ in both]), np.concatenate([high for _, high in both])

    @cached_property
    def _places(self) -> dict[str, slice]:
        """Slice of each pose's numbers in the whole vector."""
        ends = np.cumsum([0, *(len(v.paths) for v in self._vectors.values())]).tolist()
        return {
            name: slice(*pair) for name, pair in zip(self._vectors, pairwise(ends), strict=True)
        }

    @cached_property
    def groups(self) -> tuple[list[Array], list[Array]]:
        """Groups of numbers that change together: of the stretch, and of the poses before it only.

        What rests in the room is the same in all poses, and what both ends share stays shared.
        """
        found: dict[object, list[int]] = {}
        for name, vector in self._vectors.items():
            for place, path in enumerate(vector.paths):
                if vector.widths[place] <= 0.0:
                    continue
                rests = find_number_name(path) in PLACES
                shared = rests or name in self.ends
                value = round(float(vector.usual[place]), 9)
                key = (path, value, rests) if shared else (name, path)
                found.setdefault(key, []).append(self._places[name].start + place)
        first = self._places[self.ends[0]].start
        groups = [np.array(group) for group in found.values()]
        return [g for g in groups if g.max() >= first], [g for g in groups if g.max() < first]

    def solve(self, numbers: Array, last: Solved | None = None) -> Solved:
        """Solves the poses with those numbers; poses unchanged since last are not solved again."""
        poses, joints, floating = {}, {}, {}
        for name, vector in self._vectors.items():
            mine = numbers[self._places[name]]
            if last is not None and (mine == last.numbers[self._places[name]]).all():
                poses[name], joints[name] = last.poses[name], last.joints[name]
                floating[name] = last.floating[name]
                continue
            contact = self._contacts[name]
            poses[name], posed = contact.settle(self.figure, vector.pose(mine))
            joints[name] = np.array([posed.joints[joint] for joint in JOINTS])
            floating[name] = contact.measure_excess(posed)
        return Solved(numbers, poses, joints, floating)

    def find_waypoint(self, poses: Mapping[str, Pose]) -> Pose | None:
        """Returns the waypoint between near and far, or None if there is none.

        It differs from the one in `moves` by the mean of the changes at both ends.
        """
        if self._via is None:
            return None
        vector = PoseNumbers(self._via)
        values = vector.usual.copy()
        changes = [vector.values(poses[end]) - self._vectors[end].usual for end in ("near", "far")]
        if all(len(change) == len(values) for change in changes):
            values += sum(changes) / 2
        return vector.pose(values)

    def change_towards(self, fault: str) -> Array:
        """Returns (n,) how the numbers of the fault in `moves` differ from those of its good form.

        0 where `moves` has no such fault, or builds it with other fields.
        """
        change = np.zeros_like(self.usual)
        if fault not in FAULTS[self.reference.id]:
            return change
        script = BUILDERS[self.reference.id](self.figure, fault, 5.0).script
        wrong = [seg.to for seg in script.segments if seg.phase == "fault"]
        for name, pose in ({"hold": wrong[-1]} if wrong else self._find_ends(script)).items():
            vector = self._vectors.get(name)
            if vector is not None and PoseNumbers(pose).paths == vector.paths:
                moved = (vector.values(pose) - vector.usual) * (vector.widths > 0)
                change[self._places[name]] = moved
        return change


def find_ends(script: Script) -> dict[str, Pose]:
    """Returns the poses of a script's hold or of the ends of its repetitions."""
    found: dict[str, list[Pose]] = {}
    for seg in script.segments:
        known = found.setdefault(ENDS.get(seg.phase, ""), [])
        if all(seg.to is not other for other in known):
            known.append(seg.to)
    if "hold" in found:
        return {"hold": found["hold"][0]}
    ends = {"near": found["near"][-1], "far": found["far"][0]}
    return ends | ({"far-right": found["far"][1]} if len(found["far"]) > 1 else {})


def find_set_up(setup: Setup, held: Pose) -> Pose:
    """Returns the pose in which the arms are in place but the stretch has not begun."""
    reached = [seg.to for seg in setup.script.segments if seg.phase == "reach"]
    start = setup.script.start
    arms = replace(start, left_arm=held.left_arm, right_arm=held.right_arm)
    return reached[-1] if reached else arms


def _find_via(script: Script, ends: Mapping[str, Pose]) -> Pose | None:
    ways = [seg.to for seg in script.segments if seg.phase == "out"]
    return next((pose for pose in ways if all(pose is not end for end in ends.values())), None)
