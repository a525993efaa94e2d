"""Removes jitter from a believed pose without delaying it: a One-Euro filter per landmark.

The filter is the one of Casiez, Roussel and Vogel (CHI 2012): a low-pass whose cut-off rises with
the speed, so that a held pose is steady and a moving one is followed. It is implemented here
because the published package filters one float at a time and keeps its state inside; this needs 99
values at once, NaN where a landmark is unseen, real time stamps, and a state that is a value.
"""

from dataclasses import dataclass, field, replace

import numpy as np

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
"""A landmark unseen for longer restarts: its old position means nothing. Chosen for formcheck."""

JUMP_TORSOS = 0.5
"""A landmark that moves farther than this between two frames was lost and found again."""


_COLUMNS = (2, 3)
"""Number of coordinates of a landmark: x, y in the image, and x, y, z in the world."""


@dataclass(frozen=True, slots=True, eq=False)
class SmoothState:
    """What the filter remembers of each landmark; NaN where it never saw one.

    places (33, 5) filtered: x, y in pixels, and x, y, z in metres; speeds (33, 5) in the same units
    per second; seen_at_s (33,); torso_px the last known torso length in the picture.
    """

    places: Floats = field(default_factory=lambda: np.full((33, 5), np.nan))
    speeds: Floats = field(default_factory=lambda: np.zeros((33, 5)))
    seen_at_s: Floats = field(default_factory=lambda: np.full(33, -np.inf))
    torso_px: float = np.nan


def smooth(state: SmoothState, pose: Pose) -> tuple[SmoothState, Pose]:
    """Returns the state for the next frame, and the pose with its jitter filtered out.

    NaN stays NaN. A landmark unseen for up to 0.3 s continues from its last position; after a
    longer gap, a jump, or a time that does not increase it restarts at the measured position.
    """
    seen = pose.seen
    scale = pixels_per_metre(pose.image_px, pose.world_m, seen)
    torso_px = scale * TORSO_M if scale > 0.0 else state.torso_px
    torso = np.repeat((torso_px, TORSO_M), _COLUMNS)
    gap_s = pose.t_s - state.seen_at_s
    known = seen & (gap_s > 0.0) & (gap_s <= LONGEST_GAP_S)
    step_s = np.where(known, gap_s, 1.0)[:, None]

    now = np.hstack((pose.image_px, pose.world_m))
    change = now - state.places
    goes_on = known[:, None] & (_measure_lengths(change) <= JUMP_TORSOS * torso)
    speeds = state.speeds + _weight(SPEED_CUTOFF_HZ, step_s) * (change / step_s - state.speeds)
    pace = _measure_lengths(speeds) / torso
    weight = _weight(MIN_CUTOFF_HZ + CUTOFF_PER_SPEED * pace, step_s)
    places = np.where(goes_on, state.places + weight * change, now)

    keep = ~seen[:, None]
    after = SmoothState(
        places=np.where(keep, state.places, places),
        speeds=np.where(keep, state.speeds, np.where(goes_on, speeds, 0.0)),
        seen_at_s=np.where(seen, pose.t_s, state.seen_at_s),
        torso_px=torso_px,
    )
    return after, replace(pose, image_px=places[:, :2], world_m=places[:, 2:])


def _measure_lengths(vectors: Floats) -> Floats:
    """Returns the lengths (33, 5) of vectors (33, 5), separately for image and world columns."""
    parts = vectors[:, :2], vectors[:, 2:]
    squares = np.stack([np.einsum("ij,ij->i", part, part) for part in parts], axis=1)
    return np.repeat(np.sqrt(squares), _COLUMNS, axis=1)


def _weight(cutoff_hz: Floats | float, step_s: Floats) -> Floats:
    """Returns the weight of the new value in a first-order low-pass with this cut-off."""
    turn = 2.0 * np.pi * cutoff_hz * step_s
    return np.asarray(turn / (turn + 1.0))
