"""This person's own bone lengths, learnt as they are seen, and which landmarks contradict them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import BONES
from formcheck.core.body.pose import Floats
from formcheck.vision.pose.scale import TORSO

Flags = NDArray[np.bool_]

_NEAR_END, _FAR_END = np.array(BONES).T
BONE_M = np.array([0.32, 0.22, 0.48, 0.48, 0.25, 0.24, 0.25, 0.24, 0.395, 0.38, 0.395, 0.38])
"""Length of each of `BONES` in the model's own world people: median over 60 rendered clips."""

SHORTEST_RATIO = np.array([0.6, 0.6, 0.7, 0.7, 0.55, 0.5, 0.55, 0.5, 0.75, 0.7, 0.75, 0.7])
LONGEST_RATIO = 1.5
"""A bone outside these times its learnt length is not this person's. On 80 rendered clips the bones
of well-placed joints keep within 0.75 to 1.4; arms across the chest or bent behind the head go down
to 0.6 while their joints are still well placed, so arms are given more."""

BENT_THIGH_RATIO = 0.6
BENT_COSINE = 0.17
"""The same for a thigh drawn up to less than 80 degrees from the trunk (its cosine): the model then
makes it as short as 0.62 while the knee is still well placed (rendered knee to chest and child's
pose). Nobody in the clips above bends that far."""

_THIGHS = np.array([8, 10])

_ARMS = np.array([4, 5, 6, 7])
"""Arms that point at the camera or up beside the head come out too short in the model's world while
they are as long as ever in the picture, where nothing looks longer than it is: then the picture is
right. On 160 rendered clips that kept 76 elbows, about half of them within 0.2 torso lengths."""

UNLEARNT_ALLOWANCE = 1.15
"""Both limits are this much wider until the bone was seen for `LEARNT_AFTER_S`."""

LEARNT_AFTER_S = 1.0

LONGEST_PROJECTED_RATIO = 1.6
"""In the picture a bone can only look longer than it is through perspective: an arm 0.3 m nearer
than the body looks 1.43 times as long from 1 m."""

STEP_PER_S = 0.1
STEP_HALVED_AFTER_S = 3.0
FARTHEST_LOG = 0.3
"""How a running median follows: by `STEP_PER_S` (of the natural logarithm) towards each new length,
half of that once 3 s were seen, never farther than 0.3 from `BONE_M`. Chosen here: a usual body is
learnt in 2 s, and one long wrong pose later does not move it."""

_SMALLEST_RATIO = 1e-3
"""Where all points fall together there is no scale, and no bone is believed."""
_LONGEST_STEP_S = 0.2
"""What one frame may count for, so that a sparse recording does not learn from a single one."""


@dataclass(frozen=True, slots=True, eq=False)
class BoneLengths:
    """What is known of each of `BONES`, both (12,).

    log_ratio: logarithm of length / `BONE_M`, the person's overall size taken out;
    seen_s: for how long the bone was seen.
    """

    log_ratio: Floats
    seen_s: Floats

    @staticmethod
    def new() -> BoneLengths:
        """The lengths before the first frame: those of the model's average person."""
        return BoneLengths(np.zeros(len(BONES)), np.zeros(len(BONES)))


def check_bones(
    image_px: Floats,
    world_m: Floats,
    trusted: Flags,
    px_per_m: float,
    step_s: float,
    lengths: BoneLengths,
) -> tuple[Flags, BoneLengths]:
    """Returns which landmarks (33,) hang on a bone of impossible length, and the lengths learnt.

    Only bones with both ends trusted (33,) are judged or learnt from. A limb bone speaks against
    its far end (the upper arm against the elbow), the bones across the body against both ends.
    px_per_m is the scale of the picture at the person, step_s the time since the last frame.
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
    """Returns the median, or 1 of fewer than three values: too few to tell a size from."""
    count = len(values)
    if count < 3:
        return 1.0
    ordered = np.sort(values)
    return float(ordered[(count - 1) // 2] + ordered[count // 2]) / 2.0
