"""Takes the jitter out of a believed pose without delaying it: a One-Euro filter per landmark.

The filter is the one of Casiez, Roussel and Vogel (CHI 2012): a low-pass whose cut-off rises with
the speed, so that a held pose is steady and a moving one is followed. It is written out here
because the published package filters one float at a time and keeps its state inside; this needs
99 values at once, NaN where a landmark is unseen, real time stamps, and a state that is a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats, Pose
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre

MIN_CUTOFF_HZ = 1.6
"""Cut-off of a landmark at rest. A low-pass lags a steady movement by 1 / (2 pi cut-off), here
0.1 s, and less once it moves: nothing is shown later than that at any speed or frame rate."""

CUTOFF_PER_SPEED = 2.0
"""Hz of cut-off gained per torso length per second. With it a joint turning 90 deg in 1 s is shown
40 to 50 ms late at 15 to 60 frames per second, and the jitter of the model at rest is halved; twice
as much gains 10 ms, half as much costs 10."""

SPEED_CUTOFF_HZ = 1.0
"""Cut-off of the low-pass on the speed itself (the value of the original paper)."""

LONGEST_GAP_S = 0.3
"""A landmark unseen for longer starts again where it comes back: its old position says nothing any
more (chosen here)."""

JUMP_TORSOS = 0.5
"""A landmark that moves farther than this between two frames was lost and found, not moved."""


@dataclass(frozen=True, slots=True, eq=False)
class SmoothState:
    """What the filter remembers of each landmark; NaN where it never saw one.

    image_px (33, 2) and world_m (33, 3) filtered; their speeds per second in the same units;
    seen_at_s (33,); torso_px the last known torso length in the picture.
    """

    image_px: Floats = field(default_factory=lambda: np.full((33, 2), np.nan))
    world_m: Floats = field(default_factory=lambda: np.full((33, 3), np.nan))
    image_speed: Floats = field(default_factory=lambda: np.zeros((33, 2)))
    world_speed: Floats = field(default_factory=lambda: np.zeros((33, 3)))
    seen_at_s: Floats = field(default_factory=lambda: np.full(33, -np.inf))
    torso_px: float = np.nan


def smooth(state: SmoothState, pose: Pose) -> tuple[SmoothState, Pose]:
    """Returns the state for the next frame, and the pose with its jitter filtered out.

    NaN stays NaN. A landmark unseen for up to 0.3 s goes on from where it was; after a longer gap,
    a jump, or time that does not rise it starts again at the measured position.
    """
    seen = pose.seen
    scale = pixels_per_metre(pose.image_px, pose.world_m, seen)
    torso_px = scale * TORSO_M if scale > 0.0 else state.torso_px
    gap_s = pose.t_s - state.seen_at_s
    known = seen & (gap_s > 0.0) & (gap_s <= LONGEST_GAP_S)
    step_s = np.where(known, gap_s, 1.0)[:, None]
    image, image_speed = _filter(
        pose.image_px, state.image_px, state.image_speed, step_s, known, torso_px
    )
    world, world_speed = _filter(
        pose.world_m, state.world_m, state.world_speed, step_s, known, TORSO_M
    )
    keep = ~seen[:, None]
    after = SmoothState(
        image_px=np.where(keep, state.image_px, image),
        world_m=np.where(keep, state.world_m, world),
        image_speed=np.where(keep, state.image_speed, image_speed),
        world_speed=np.where(keep, state.world_speed, world_speed),
        seen_at_s=np.where(seen, pose.t_s, state.seen_at_s),
        torso_px=torso_px,
    )
    smoothed = replace(pose, image_px=image, world_m=world)
    return after, smoothed


def _filter(
    now: Floats,
    before: Floats,
    speed_before: Floats,
    step_s: Floats,
    known: NDArray[np.bool_],
    torso: float,
) -> tuple[Floats, Floats]:
    """Returns the filtered positions and speeds; the measured ones and 0 where unknown.

    now, before (33, n) in the unit of `torso`, the torso length; step_s (33, 1).
    """
    change = now - before
    near = np.einsum("ij,ij->i", change, change) <= (JUMP_TORSOS * torso) ** 2
    on = (known & near)[:, None]
    speed = speed_before + _weight(SPEED_CUTOFF_HZ, step_s) * (change / step_s - speed_before)
    pace = np.sqrt(np.einsum("ij,ij->i", speed, speed))[:, None] / torso
    weight = _weight(MIN_CUTOFF_HZ + CUTOFF_PER_SPEED * pace, step_s)
    return np.where(on, before + weight * change, now), np.where(on, speed, 0.0)


def _weight(cutoff_hz: Floats | float, step_s: Floats) -> Floats:
    """Returns the share of the new value in a first-order low-pass with this cut-off."""
    turn = 2.0 * np.pi * cutoff_hz * step_s
    return np.asarray(turn / (turn + 1.0))
