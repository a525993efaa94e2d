"""A person's own scale: what a neutral pose and a wall line taught, or an average adult."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from formcheck.body import Side
from formcheck.measure.geometry import Vec2


@dataclass(frozen=True, slots=True)
class WallLine:
    """The forearm as it lay on the wall: picture px, un-mirrored, x right and y down.

    point and direction (length 1, from elbow to wrist) give the line; forearm_px its unit.
    """

    side: Side
    point: Vec2
    direction: Vec2
    forearm_px: float
    elbow: Vec2
    wrist: Vec2


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a person is measured against: proportions, and raw values at the calibrations.

    values: lengths over torso length (`shoulder_width`, `upper_arm`, `forearm`, ...), the neutral
    pose (`head_roll_deg`, `torso_px`, ...) and, under the name of a definition, its value then.
    assumed is True while no neutral pose of this person has been taken.
    """

    values: Mapping[str, float]
    assumed: bool
    wall: WallLine | None = field(default=None)


ASSUMED = Baseline(
    values=MappingProxyType(
        {
            "shoulder_width": 0.65,
            "hip_width": 0.40,
            "upper_arm": 0.54,
            "forearm": 0.50,
            "head_roll_deg": 0.0,
        }
    ),
    assumed=True,
)
"""An average adult, as the pose model's landmarks show one (lengths over torso length).

Medians over three rendered people standing within 20 degrees of square to the camera. No neck,
no head height and no distance: those are personal, and what needs them waits for a neutral pose.
"""
