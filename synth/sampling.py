"""Good form drawn at random: a walk among the poses that the reference calls right.

A pose of `moves` is only where the walk begins. Every step changes some of a pose's numbers, solves
it, measures its true joints and goes there if the reference still tolerates every quantity. So
whatever a sample is called follows from its joints and the reference, never from what was meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property

import numpy as np

from reference.skeleton import Skeleton
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth, measure_truth

from .body import JOINTS
from .geometry import Array
from .moves import BUILDERS
from .pose import Kneel, Pinned, Pose
from .script import Script
from .stance import Figure

WIDE = {
    "pelvis": (0.06, 0.08, 0.0), "ankle": (0.10, 0.08, 0.0), "knee_at": (0.05, 0.05, 0.0),
    "at": (0.06, 0.06, 0.06), "elbow_at": (0.0, 0.08, 0.08), "hand": (0.0, 0.08, 0.08),
    "pole": (0.3, 0.3, 0.3), "plane": 25.0, "elev": 20.0, "rot": 15.0, "elbow": 25.0,
    "pron": 25.0, "wrist": 12.0, "curl": 15.0, "yaw": 15.0, "pitch": 8.0, "roll": 4.0,
    "spin": 4.0, "low": 8.0, "high": 8.0, "side": 7.0, "neck_flex": 10.0, "neck_side": 8.0,
    "neck_rot": 15.0, "neck_fwd": 5.0, "left_shrug": 8.0, "right_shrug": 8.0,
    "left_protract": 6.0, "right_protract": 6.0, "out": 10.0,
}  # fmt: skip
"""How widely people differ in each number of a pose where nothing asks for more: standard
deviations in degrees or metres, chosen here. A foot, a knee and a seat stay at their height, and a
pinned forearm on the wall, which stands across x."""

LIMITS = {
    "elev": (0.0, 180.0), "elbow": (0.0, 150.0), "neck_flex": (-40.0, 60.0),
    "neck_side": (-40.0, 40.0), "neck_rot": (-70.0, 70.0), "rot": (-90.0, 90.0),
    "side": (-30.0, 30.0), "low": (-20.0, 50.0), "high": (-20.0, 50.0),
    "left_shrug": (-8.0, 30.0), "right_shrug": (-8.0, 30.0),
}  # fmt: skip
"""What joints can do (stretches A0.3)."""

STEP = 0.25
"""A step's size in those deviations; AT_ONCE of a pose's numbers are changed by one step."""
AT_ONCE = 6
BETWEEN = 40
"""Steps from one sample to the next: their quantities then correlate by less than a half."""
MOST_TO_BEGIN = 4000
_START, _SET_UP, _SAMPLE = 0, 1, 2
_APART_S = 1e4  # so far apart in time that nothing has a speed


class CannotSampleError(Exception):
    """From the pose it began with, the walk found no form that the reference tolerates."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A pose in tolerated form, its joints (21, 3) in metres, and what is true of it."""

    pose: Pose
    joints: Array
    truth: Truth

    def severity(self, name: str) -> float:
        """Tolerances beyond the target of one quantity; NaN where it has no value."""
        return float(self.truth.severity(name)[_SAMPLE])


class Sampler:
    """Draws poses of one stretch for one body, the left side working.

    Without a fault all quantities are tolerated. With one, its quantity is between so many
    tolerances off, on the fault's side, and all others are tolerated.
    """

    def __init__(
        self,
        stretch: str,
        fig: Figure,
        seed: int,
        fault: str | None = None,
        severity: tuple[float, float] = (1.0, 3.0),
    ) -> None:
        self.reference: Stretch = load_stretches()[stretch]
        self._fig = fig
        self._fault = None if fault is None else self.reference.faults[fault]
        self._severity = severity
        self._random = np.random.default_rng([seed, *f"{stretch} {fault} {fig.body.name}".encode()])
        self._script: Script = BUILDERS[stretch](fig, None, 5.0).script

    @cached_property
    def _held(self) -> Pose:
        return next(seg.to for seg in self._script.segments if seg.phase == "hold")

    @cached_property
    def _reached(self) -> Pose | None:
        poses = [seg.to for seg in self._script.segments if seg.phase == "reach"]
        return poses[-1] if poses else None

    @cached_property
    def _start_joints(self) -> Array:
        return self._joints(self._script.start)

    @cached_property
    def _reached_joints(self) -> Array:
        return self._start_joints if self._reached is None else self._joints(self._reached)

    def _joints(self, pose: Pose) -> Array:
        solved = self._fig.solve(pose).joints
        return np.array([solved[name] for name in JOINTS])

    def _set_up_joints(self, pose: Pose) -> Array:
        """Those before the stretch itself; a pinned forearm lay there before the chest turned."""
        if self._reached is not None and isinstance(pose.left_arm, Pinned):
            return self._joints(replace(self._reached, left_arm=pose.left_arm))
        return self._reached_joints

    def samples(self, count: int) -> Iterator[Sample]:
        """So many poses. Raises CannotSampleError where none can be found."""
        here = self._measured(self._held)
        for _ in range(MOST_TO_BEGIN):
            if self._excess(here.truth) == 0.0:
                break
            here = self._stepped(here)
        else:
            raise CannotSampleError(", ".join(self._missed(here.truth)))
        for _ in range(count):
            for _ in range(BETWEEN):
                here = self._stepped(here)
            yield here

    def _stepped(self, here: Sample) -> Sample:
        """One step on, or the same where that would be no better and not tolerated."""
        pose = _varied(here.pose, self._held, self._random)
        if pose is None:
            return here
        there = self._measured(pose)
        return there if self._excess(there.truth) <= self._excess(here.truth) else here

    def _measured(self, pose: Pose) -> Sample:
        places = np.array([self._start_joints, self._set_up_joints(pose), self._joints(pose)])
        skeleton = Skeleton.of(JOINTS, np.arange(3) * _APART_S, places)
        moments = {"start": np.arange(3) == _START}
        if self._reached is not None:
            moments["set-up"] = np.arange(3) == _SET_UP
        truth = measure_truth(self.reference, skeleton, "left", moments)
        return Sample(pose, places[_SAMPLE], truth)

    def _off(self, name: str, truth: Truth) -> float:
        """Tolerances between what the quantity is and what it may be here."""
        severity = float(np.nan_to_num(truth.severities[name][_SAMPLE]))
        if self._fault is None or name != self._fault.quantity:
            return max(0.0, severity - 1.0)
        least, most = self._severity
        wrong = float(np.nan_to_num(truth.severity(name, self._fault.beyond)[_SAMPLE]))
        return max(0.0, least - wrong) + max(0.0, severity - most)

    def _excess(self, truth: Truth) -> float:
        return sum(self._off(name, truth) for name in truth.values)

    def _missed(self, truth: Truth) -> list[str]:
        return [name for name in truth.values if self._off(name, truth) > 0.0]


def _varied(pose: Pose, usual: Pose, random: np.random.Generator) -> Pose | None:
    """The pose with some numbers changed a little.

    None where that is beyond a joint's limit, or too far from what is usual, by Metropolis' rule
    for independent normal deviations.
    """
    numbers, means = _numbers(pose), _numbers(usual)
    free = [path for path in numbers if _wide(path) > 0]
    changed = dict(numbers)
    for place in random.choice(len(free), size=min(AT_ONCE, len(free)), replace=False):
        path = free[place]
        changed[path] += STEP * _wide(path) * random.normal()
        low, high = LIMITS.get(path[-2] if isinstance(path[-1], int) else path[-1], (-1e9, 1e9))
        if not low <= changed[path] <= high:
            return None

    def strangeness(at: dict[_Path, float]) -> float:
        return sum(((at[path] - means[path]) / _wide(path)) ** 2 for path in free) / 2

    if random.random() > np.exp(strangeness(numbers) - strangeness(changed)):
        return None
    return _with_numbers(pose, changed)


_Path = tuple[str | int, ...]


def _name(owner: object, field: str) -> str:
    """The name of a field in WIDE; a pinned elbow and a kneeling knee are places."""
    if isinstance(owner, Pinned) and field == "elbow":
        return "elbow_at"
    return "knee_at" if isinstance(owner, Kneel) and field == "knee" else field


def _numbers(value: object, path: _Path = ()) -> dict[_Path, float]:
    """All numbers of a pose by their path of names and indices."""
    if isinstance(value, float | int):
        return {path: float(value)}
    if isinstance(value, tuple):
        parts = [_numbers(part, (*path, place)) for place, part in enumerate(value)]
    elif is_dataclass(value):
        parts = [
            _numbers(getattr(value, field.name), (*path, _name(value, field.name)))
            for field in fields(value)
        ]
    else:
        return {}
    return {key: number for part in parts for key, number in part.items()}


def _with_numbers(value: object, numbers: dict[_Path, float], path: _Path = ()) -> object:
    """The same value with those numbers."""
    if isinstance(value, float | int):
        return numbers[path]
    if isinstance(value, tuple):
        return tuple(
            _with_numbers(part, numbers, (*path, place)) for place, part in enumerate(value)
        )
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: _with_numbers(
                    getattr(value, field.name), numbers, (*path, _name(value, field.name))
                )
                for field in fields(value)
            },
        )
    return value


def _wide(path: _Path) -> float:
    """The usual deviation of the number at that path; 0 where it stays as it is."""
    if isinstance(path[-1], int):
        widths = WIDE.get(str(path[-2]), 0.0)
        return widths[path[-1]] if isinstance(widths, tuple) else 0.0
    width = WIDE.get(path[-1], 0.0)
    return 0.0 if isinstance(width, tuple) else width
