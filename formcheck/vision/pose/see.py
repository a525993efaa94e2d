"""Decides which landmarks of a detection are believed. Nothing is repaired or guessed.

The model's own visibility says 0.99 for joints it only imagines, so a landmark must also lie inside
the picture, hang on bones of this person's own length, not be flung across the picture within a
frame, and sit on the side it sat on a moment ago.

The far shoulder and hip of somebody seen from the side stay believed. The model always calls them
visible and puts them nearly as well as the near ones: on eight rendered side views the median error
was 0.07 against 0.05 torso lengths (shoulder) and 0.12 against 0.07 (hip).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize, Landmark, Pose, Unseen
from formcheck.core.body.pose import Floats
from formcheck.vision.pose.bones import BoneLengths, check_bones
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre
from formcheck.vision.pose.sides import Sides, check_sides

Flags = NDArray[np.bool_]

_INDEX = np.arange(33)
_PART = np.searchsorted([Landmark.LEFT_SHOULDER, Landmark.LEFT_KNEE], _INDEX, side="right")
VISIBLE_FROM = np.array([0.3, 0.5, 0.65])[_PART]
VISIBLE_UNTIL = np.array([0.2, 0.35, 0.5])[_PART]
"""Visibility (0 to 1) at which a landmark becomes believed, and below which it stops being so, for
face, trunk and arms, and legs. 0.5 is the model's own default confidence. On 60 rendered clips the
stricter limit for the legs costs no well-placed knee and drops a quarter of the wrong ones; for the
arms it would cost 4 % of the well-placed wrists. The face is steadier than its visibility says."""

_LIMB = np.array(
    [
        [Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST],
        [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST],
        [Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE],
        [Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE],
    ]
)
EDGE_TORSOS = np.where(np.isin(_INDEX, _LIMB), 0.08, 0.0)
"""How far inside the picture a joint must lie, in torso lengths: about half the width of a limb.
The model puts joints that are outside just inside the edge."""

CUT_EDGE_TORSOS = 0.2
"""The same for an elbow or knee whose wrist or ankle is outside: such a limb is cut by the edge,
and elbows that were outside were found up to 0.15 torso lengths inside."""

FASTEST_TORSOS_PER_S = 12.0
FREE_STEP_TORSOS = 0.25
"""A landmark farther from its last believed place than this speed (about 6 m/s) allows has jumped;
the first 0.25 torso lengths are never called a jump."""

FOUND_AGAIN_S = 0.3
"""A landmark not believed for so long may come back anywhere."""


@dataclass(frozen=True, slots=True, eq=False)
class SeeState:
    """What is remembered of one person between frames.

    t_s of the last frame; visible (33,) which landmarks the model called visible then;
    believed_px (33, 2) and believed_at_s (33,) where and when each was last believed, NaN before;
    torso_px the last known torso length in the picture.
    """

    t_s: float
    visible: Flags
    believed_px: Floats
    believed_at_s: Floats
    torso_px: float
    bones: BoneLengths
    sides: Sides

    @staticmethod
    def new() -> SeeState:
        """The state before the first frame of a person."""
        return SeeState(
            t_s=-np.inf,
            visible=np.zeros(33, dtype=np.bool_),
            believed_px=np.full((33, 2), np.nan),
            believed_at_s=np.full(33, np.nan),
            torso_px=float("nan"),
            bones=BoneLengths.new(),
            sides=Sides.new(),
        )


def see(
    detection: Detection, t_s: float, size: ImageSize, state: SeeState
) -> tuple[Pose, SeeState]:
    """Returns the pose with NaN and the reason where a landmark is not believed, and the new state.

    t_s seconds from the start of the session, rising; size of the picture that the pixels of the
    detection refer to. Where several reasons apply the first of out of frame, low visibility, sides
    swapped, bone length is given. A jump counts as bone length.
    """
    image_px, world_m, visibility = detection.image_px, detection.world_m, detection.visibility
    step_s = t_s - state.t_s
    visible = visibility >= np.where(state.visible, VISIBLE_UNTIL, VISIBLE_FROM)
    px_per_m = pixels_per_metre(image_px, world_m, visible)
    torso_px = px_per_m * TORSO_M if px_per_m > 0.0 else state.torso_px
    outside = _outside(image_px, size, torso_px)
    swapped, sides = check_sides(image_px, world_m, visible, t_s, step_s, torso_px, state.sides)
    trusted = visible & ~outside & ~swapped & ~_jumped(image_px, t_s, torso_px, state)
    odd, bones = check_bones(image_px, world_m, trusted, px_per_m, step_s, state.bones)
    believed = trusted & ~odd

    why = np.full(33, Unseen.BONE_LENGTH, dtype=np.int8)
    why[swapped] = Unseen.SIDES_SWAPPED
    why[~visible] = Unseen.LOW_VISIBILITY
    why[outside] = Unseen.OUT_OF_FRAME
    why[believed] = Unseen.SEEN
    keep = believed[:, None]
    pose = Pose(
        t_s=t_s,
        size=size,
        image_px=np.where(keep, image_px, np.nan),
        world_m=np.where(keep, world_m, np.nan),
        visibility=visibility,
        why=why,
        extras=detection.extras,
        found=detection,
    )
    after = SeeState(
        t_s=t_s,
        visible=visible,
        believed_px=np.where(keep, image_px, state.believed_px),
        believed_at_s=np.where(believed, t_s, state.believed_at_s),
        torso_px=torso_px,
        bones=bones,
        sides=sides,
    )
    return pose, after


def _outside(image_px: Floats, size: ImageSize, torso_px: float) -> Flags:
    """Returns (33,) True where a landmark is outside the picture or hangs on a hip that is."""
    x, y = image_px[:, 0], image_px[:, 1]
    inside_px = np.minimum(np.minimum(x, size.width_px - x), np.minimum(y, size.height_px - y))
    unit = max(0.0, torso_px)  # 0 where it is NaN
    outside = ~(inside_px >= EDGE_TORSOS * unit)
    _, middle, end = _LIMB.T
    outside[middle] |= outside[end] & (inside_px[middle] < CUT_EDGE_TORSOS * unit)
    if outside[Landmark.LEFT_HIP]:
        outside[Landmark.LEFT_KNEE :: 2] = True
    if outside[Landmark.RIGHT_HIP]:
        outside[Landmark.RIGHT_KNEE :: 2] = True
    return outside


def _jumped(image_px: Floats, t_s: float, torso_px: float, state: SeeState) -> Flags:
    """Returns (33,) True where a landmark is farther than it can have moved since last believed."""
    moved = image_px - state.believed_px
    gap_s = t_s - state.believed_at_s
    reach = np.maximum(FREE_STEP_TORSOS, FASTEST_TORSOS_PER_S * gap_s) * torso_px
    return np.asarray(
        (np.einsum("ij,ij->i", moved, moved) > reach * reach) & (gap_s <= FOUND_AGAIN_S)
    )
