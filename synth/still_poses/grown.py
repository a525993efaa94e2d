"""A fault as a parametric change of a good pose, increased until it is clearly visible."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.skeleton import Skeleton
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth, measure_truth
from synth.body import JOINTS
from synth.moves import BUILDERS
from synth.moves.setup import Setup
from synth.pose import Pose, blend_poses, extrapolate_pose
from synth.rig import Posed
from synth.sampled.pose_space import find_ends, find_set_up
from synth.script import Segment
from synth.stance import Figure

from .mended import CORRECTIONS

SHOWN = 2.25
"""Tolerances beyond the target that a picture shows. Chosen for this project: plain to see, not
grotesque."""
SET_UP_BY_TARGET = frozenset(("miniband-wall-lean",))
"""Stretches whose set-up is the moment from which all is right."""
_APART_S = 1e4  # so far apart in time that all speeds vanish


@dataclass(frozen=True, slots=True)
class GrowingFault:
    """How to get from a good pose to one fault.

    grow: changes the pose by a number; most: its largest value. severity: in tolerances beyond the
    target; None uses `most` itself, if the reference has no quantity for the fault or counts it
    since a moment that a picture lacks. end: "near" changes the near end of a repetition instead of
    the far one. also: quantities that inevitably go wrong too.
    """

    grow: Callable[[Figure, Pose, float], Pose]
    most: float
    severity: float | None = SHOWN
    end: str = ""
    also: tuple[str, ...] = ()

    def pose(self, fig: Figure, good: Setup, target: Pose, stretch: str, fault: str) -> Pose:
        """Returns the pose that shows the fault, left side working."""
        base = find_ends(good.script)[self.end] if self.end else target
        if self.severity is None:
            return self.grow(fig, base, self.most)
        severity, wanted = self.severity, load_stretches()[stretch]

        def gap(posed: Posed) -> float:
            return (
                measure_severity(measure_pose_truth(fig, good, target, wanted, posed), fault)
                - severity
            )

        return fig.close_gap(lambda x: self.grow(fig, base, x), gap, 0.0, self.most)


def exaggerate(
    stretch: str, fault: str, severity: float = SHOWN, also: tuple[str, ...] = ()
) -> GrowingFault:
    """Exaggerates the fault of `moves`, which by the reference is not yet one."""

    def grow(fig: Figure, good: Pose, share: float) -> Pose:
        wrong = _find_wrong_pose(BUILDERS[stretch](fig, fault, 5.0).script.segments)
        if stretch in CORRECTIONS:
            wrong = CORRECTIONS[stretch].change(fig, wrong)
        return extrapolate_pose(good, wrong, share)

    return GrowingFault(grow, 3.0, severity, also=also)


def stop_partway(stretch: str, severity: float = 1.8) -> GrowingFault:
    """A repetition that turns back before its far end."""

    def grow(fig: Figure, far: Pose, share: float) -> Pose:
        near = find_ends(BUILDERS[stretch](fig, None, 5.0).script)["near"]
        return blend_poses(far, near, share)

    return GrowingFault(grow, 1.0, severity)


def _find_wrong_pose(segments: tuple[Segment, ...]) -> Pose:
    return next(s.to for s in reversed(segments) if s.phase in {"fault", "far"})


def measure_severity(truth: Truth, fault: str) -> float:
    """Returns the last frame's tolerances beyond the fault's end of the target; negative within."""
    wrong = truth.stretch.faults[fault]
    quantity, values = truth.stretch.quantities[wrong.quantity], truth.values[wrong.quantity][-1]
    low, high = quantity.target
    past = {"low": low - values, "high": values - high}
    told = [past[wrong.beyond]] if wrong.beyond in past else [*past.values()]
    return float(np.max(told)) / quantity.tolerance


def measure_pose_truth(
    fig: Figure, good: Setup, target: Pose, wanted: Stretch, posed: Posed
) -> Truth:
    """Returns the truth of the good form's start and set-up, followed by a pose (last frame)."""
    ends = find_ends(good.script)
    set_up = find_set_up(good, ends.get("hold") or ends["near"])
    if wanted.id in SET_UP_BY_TARGET:
        set_up = target
    all_posed = (*(fig.solve(pose) for pose in (good.script.start, set_up)), posed)
    places = np.array([[p.joints[joint] for joint in JOINTS] for p in all_posed])
    skeleton = Skeleton.of(JOINTS, np.arange(len(places)) * _APART_S, places)
    frames = np.arange(len(places))
    return measure_truth(wanted, skeleton, "left", {"start": frames == 0, "set-up": frames == 1})
