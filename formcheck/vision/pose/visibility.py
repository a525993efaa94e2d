"""Decides which landmarks of a detection are believed. Nothing is repaired or guessed.

The model's own visibility is 0.99 even for joints it only imagines, so a landmark must also lie
inside the frame, be connected by bones of this person's own length, not jump across the frame
within a frame's time, and be on the side it was on a moment ago.

The far shoulder and hip of a person seen from the side stay believed. The model always calls them
visible and places them nearly as well as the near ones: on eight rendered side views the median
error was 0.07 against 0.05 torso lengths (shoulder) and 0.12 against 0.07 (hip).
"""

import statistics
from dataclasses import dataclass, field

import numpy as np

from formcheck.core.body import (
    BONES,
    TORSO,
    Detection,
    Floats,
    ImageSize,
    Landmark,
    Pose,
    Rejection,
)
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre
from formcheck.vision.pose.side_swaps import Flags, Sides, check_sides

_INDEX = np.arange(33)
_PART = np.searchsorted([Landmark.LEFT_SHOULDER, Landmark.LEFT_KNEE], _INDEX, side="right")
VISIBLE_FROM = np.array([0.3, 0.5, 0.65])[_PART]
VISIBLE_UNTIL = np.array([0.2, 0.35, 0.5])[_PART]
"""Visibility (0 to 1) from which a landmark is believed, and below which it no longer is, for face,
trunk and arms, and legs. 0.5 is the model's own default confidence. On 60 rendered clips the
stricter limit for the legs costs no well-placed knee and drops a quarter of the wrong ones; for
arms it would cost 4 % of well-placed wrists. The face is steadier than its visibility suggests."""

_LIMB = np.array(
    [
        [Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST],
        [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST],
        [Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE],
        [Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE],
    ]
)
EDGE_TORSOS = np.where(np.isin(_INDEX, _LIMB), 0.08, 0.0)
"""How far inside the frame a joint must lie, in torso lengths: about half the width of a limb. The
model puts joints that are outside just inside the edge."""

CUT_EDGE_TORSOS = 0.2
"""The same for an elbow or knee whose wrist or ankle is outside: such a limb is cut by the edge,
and elbows that were outside were found up to 0.15 torso lengths inside."""

FASTEST_TORSOS_PER_S = 12.0
FREE_STEP_TORSOS = 0.25
"""A landmark farther from its last believed place than this speed (about 6 m/s) allows has jumped;
the first 0.25 torso lengths are never called a jump."""

FOUND_AGAIN_S = 0.3
"""A landmark not believed for this long may come back anywhere."""

_NEAR_END, _FAR_END = np.array(BONES).T
BONE_M = np.array([0.32, 0.22, 0.48, 0.48, 0.25, 0.24, 0.25, 0.24, 0.395, 0.38, 0.395, 0.38])
"""Length of each of `BONES` in the model's world coordinates: median over 60 rendered clips."""

SHORTEST_RATIO = np.array([0.6, 0.6, 0.7, 0.7, 0.55, 0.5, 0.55, 0.5, 0.75, 0.7, 0.75, 0.7])
LONGEST_RATIO = 1.5
"""A bone outside these times its learnt length is not this person's. On 80 rendered clips the bones
of well-placed joints keep within 0.75 to 1.4; arms across the chest or bent behind the head go down
to 0.6 while their joints are still well placed, so arms are given more room."""

BENT_THIGH_RATIO = 0.6
BENT_COSINE = 0.17
"""The same for a thigh drawn up to less than 80 degrees from the trunk (its cosine): the model then
makes it as short as 0.62 while the knee is still well placed (rendered knee to chest and child's
pose). Nobody in the clips above bends that far."""

_THIGHS = np.array([8, 10])

_ARMS = np.array([4, 5, 6, 7])
"""Arms that point at the camera or up beside the head come out too short in the model's world
coordinates but not in the image, where nothing looks longer than it is: then the image is right. On
160 rendered clips that kept 76 elbows, about half of them within 0.2 torso lengths."""

UNLEARNT_ALLOWANCE = 1.15
"""Both limits are this much wider until the bone has been seen for `LEARNT_AFTER_S`."""

LEARNT_AFTER_S = 1.0

LONGEST_PROJECTED_RATIO = 1.6
"""In the image a bone can look longer than it is only through perspective: an arm 0.3 m nearer than
the body looks 1.43 times as long from 1 m."""

STEP_PER_S = 0.1
STEP_HALVED_AFTER_S = 3.0
FARTHEST_LOG = 0.3
"""The running median of a length moves by `STEP_PER_S` (of the natural logarithm) towards each new
length, half of that once 3 s were seen, never farther than 0.3 from `BONE_M`. Chosen for formcheck:
a usual body is learnt in 2 s, and one long wrong pose later does not move it."""

_SMALLEST_RATIO = 1e-3
"""If all points coincide there is no scale, and no bone is believed."""
_LONGEST_STEP_S = 0.2
"""The most time that one frame counts for, so that a sparse recording learns slowly."""


@dataclass(frozen=True, slots=True, eq=False)
class BoneLengths:
    """What is known of each of `BONES`, both (12,). At first they are the average person's.

    log_ratio: logarithm of length / `BONE_M`, without the person's overall size; seen_s: seconds
    for which the bone was seen.
    """

    log_ratio: Floats = field(default_factory=lambda: np.zeros(len(BONES)))
    seen_s: Floats = field(default_factory=lambda: np.zeros(len(BONES)))


@dataclass(frozen=True, slots=True, eq=False)
class VisibilityState:
    """What is remembered of one person between frames.

    t_s: of the last frame; visible (33,): which landmarks the model called visible then;
    believed_px (33, 2) and believed_at_s (33,): where and when each was last believed, NaN before;
    torso_px: the last known torso length in pixels.
    """

    t_s: float = -np.inf
    visible: Flags = field(default_factory=lambda: np.zeros(33, dtype=np.bool_))
    believed_px: Floats = field(default_factory=lambda: np.full((33, 2), np.nan))
    believed_at_s: Floats = field(default_factory=lambda: np.full(33, np.nan))
    torso_px: float = np.nan
    bones: BoneLengths = field(default_factory=BoneLengths)
    sides: Sides = field(default_factory=Sides)


def assess_visibility(
    state: VisibilityState, detection: Detection, t_s: float, size: ImageSize
) -> tuple[VisibilityState, Pose]:
    """Returns the new state, and the pose with NaN and the reason where a landmark is not believed.

    t_s: seconds from the start of the session, increasing; size: of the frame that the detection's
    pixels refer to. Of several reasons the first of out of frame, low visibility, sides swapped,
    bone length is given. A jump counts as bone length.
    """
    image_px, world_m = detection.image_px, detection.world_m
    step_s = t_s - state.t_s
    visible = detection.visibility >= np.where(state.visible, VISIBLE_UNTIL, VISIBLE_FROM)
    px_per_m = pixels_per_metre(image_px, world_m, visible)
    torso_px = px_per_m * TORSO_M if px_per_m > 0.0 else state.torso_px
    outside = _outside(image_px, size, torso_px)
    swapped, sides = check_sides(image_px, world_m, visible, t_s, step_s, torso_px, state.sides)
    trusted = visible & ~outside & ~swapped & ~_jumped(image_px, t_s, torso_px, state)
    odd, bones = check_bones(image_px, world_m, trusted, px_per_m, step_s, state.bones)
    believed = trusted & ~odd

    why = np.full(33, Rejection.BONE_LENGTH, dtype=np.int8)
    why[swapped] = Rejection.SIDES_SWAPPED
    why[~visible] = Rejection.LOW_VISIBILITY
    why[outside] = Rejection.OUT_OF_FRAME
    why[believed] = Rejection.NONE
    keep = believed[:, None]
    pose = Pose(
        t_s=t_s,
        size=size,
        image_px=np.where(keep, image_px, np.nan),
        world_m=np.where(keep, world_m, np.nan),
        why=why,
        found=detection,
    )
    after = VisibilityState(
        t_s=t_s,
        visible=visible,
        believed_px=np.where(keep, image_px, state.believed_px),
        believed_at_s=np.where(believed, t_s, state.believed_at_s),
        torso_px=torso_px,
        bones=bones,
        sides=sides,
    )
    return after, pose


def _outside(image_px: Floats, size: ImageSize, torso_px: float) -> Flags:
    """Returns (33,) True where a landmark is outside the frame or belongs to a hip that is."""
    x, y = image_px[:, 0], image_px[:, 1]
    inside_px = np.minimum(np.minimum(x, size.width_px - x), np.minimum(y, size.height_px - y))
    unit = max(0.0, torso_px)  # 0 where it is NaN
    outside = ~(inside_px >= EDGE_TORSOS * unit)
    _, middle, end = _LIMB.T
    outside[middle] |= outside[end] & (inside_px[middle] < CUT_EDGE_TORSOS * unit)
    for hip, knee in zip(TORSO[2:], _LIMB[2:, 1], strict=True):
        outside[knee::2] |= outside[hip]  # the rest of that leg
    return outside


def _jumped(image_px: Floats, t_s: float, torso_px: float, state: VisibilityState) -> Flags:
    """Returns (33,) True where a landmark is farther than it can have moved since last believed."""
    change = image_px - state.believed_px
    gap_s = t_s - state.believed_at_s
    reach = np.maximum(FREE_STEP_TORSOS, FASTEST_TORSOS_PER_S * gap_s) * torso_px
    return np.asarray(
        (np.einsum("ij,ij->i", change, change) > reach * reach) & (gap_s <= FOUND_AGAIN_S)
    )


def check_bones(
    image_px: Floats,
    world_m: Floats,
    trusted: Flags,
    px_per_m: float,
    step_s: float,
    lengths: BoneLengths,
) -> tuple[Flags, BoneLengths]:
    """Returns which landmarks (33,) are on a bone of impossible length, and the lengths learnt.

    Only bones with both ends trusted (33,) are judged or learnt from. A limb bone counts against
    its far end (the upper arm against the elbow), the bones across the body against both ends.
    px_per_m: image scale at the person; step_s: the time since the last frame.
    """
    judged = trusted[_NEAR_END] & trusted[_FAR_END]
    far, near = _FAR_END, _NEAR_END
    bone = world_m[far] - world_m[near]
    shown_px = image_px[far] - image_px[near]
    ratio = np.sqrt(np.einsum("ij,ij->i", bone, bone)) / BONE_M
    shown = np.sqrt(np.einsum("ij,ij->i", shown_px, shown_px)) / (px_per_m * BONE_M)
    size = max(_middle(ratio[judged]), _SMALLEST_RATIO)
    own = np.exp(lengths.log_ratio)
    relative = ratio / (size * own)
    looks = relative.copy()
    looks[_ARMS] = np.maximum(relative, shown / (size * own))[_ARMS]
    allowance = np.where(lengths.seen_s >= LEARNT_AFTER_S, 1.0, UNLEARNT_ALLOWANCE)
    shortest = SHORTEST_RATIO.copy()
    shortest[_THIGHS[_bent(bone[_THIGHS], world_m)]] = BENT_THIGH_RATIO
    bad = (
        (looks * allowance < shortest)
        | (relative > LONGEST_RATIO * allowance)
        | (shown > LONGEST_PROJECTED_RATIO * allowance * size * own)
    ) & judged
    flagged = np.zeros(33, dtype=np.bool_)
    flagged[far[bad]] = True
    flagged[near[:2][bad[:2]]] = True
    return flagged, _learn(relative, judged & ~bad, step_s, lengths)


def _bent(thighs: Floats, world_m: Floats) -> Flags:
    """Returns (2,) whether each thigh (2, 3), hip to knee, is drawn up to the trunk."""
    left, right, left_hip, right_hip = world_m[TORSO]
    up = left + right - left_hip - right_hip
    sizes = np.linalg.norm(thighs, axis=1) * np.linalg.norm(up)
    return np.asarray(thighs @ up > BENT_COSINE * sizes)


def _learn(relative: Floats, good: Flags, step_s: float, lengths: BoneLengths) -> BoneLengths:
    """Returns the lengths after one more frame; relative (12,) is length / learnt length."""
    counted_s = min(step_s, _LONGEST_STEP_S)
    pace = STEP_PER_S / (1.0 + lengths.seen_s / STEP_HALVED_AFTER_S)
    step = np.where(good, np.sign(relative - 1.0) * pace * counted_s, 0.0)
    return BoneLengths(
        log_ratio=np.clip(lengths.log_ratio + step, -FARTHEST_LOG, FARTHEST_LOG),
        seen_s=lengths.seen_s + counted_s * good,
    )


def _middle(values: Floats) -> float:
    """Returns the median, or 1 for fewer than three values: too few to know the size from."""
    return statistics.median(values.tolist()) if len(values) >= 3 else 1.0
