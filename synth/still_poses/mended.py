"""Corrections to good form in `moves` that slightly misses the reference's targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synth.moves.upright.chair_fold import hang_arms
from synth.pose import Angles, Pose, Reach, replace_arm
from synth.rig import Posed
from synth.stance import Figure

ELBOW_DEG = 17.0  # of a straight arm that is not locked
CHIN_DEG = 16.0  # how much lower than in `moves` the chin is when lying on the belly


@dataclass(frozen=True, slots=True)
class Correction:
    """How a stretch's poses are corrected, and for which faults they are left alone."""

    change: Callable[[Figure, Pose], Pose]
    but: frozenset[str] = frozenset()


def _measure_elbow_deg(got: Posed, side: str = "left") -> float:
    shoulder, elbow, wrist = (got.joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    upper, fore = elbow - shoulder, wrist - elbow
    cos = upper @ fore / (np.linalg.norm(upper) * np.linalg.norm(fore))
    return float(np.degrees(np.arccos(np.clip(cos, -1.0, 1.0))))


def slide_palms(fig: Figure, pose: Pose) -> Pose:
    """Slides both palms along the mat until the arms are straight."""

    def make_pose(m: float) -> Pose:
        out = pose
        for side in ("left", "right"):
            arm = getattr(pose, f"{side}_arm")
            assert isinstance(arm, Reach)  # noqa: S101 - palms on the mat are reached for
            x, y, z = arm.at
            out = replace_arm(out, side, replace(arm, at=(x, y - m, z)))
        return out

    return fig.close_gap(make_pose, lambda got: _measure_elbow_deg(got) - ELBOW_DEG, -0.3, 0.2)


def raise_chest(fig: Figure, pose: Pose, side: str = "left") -> Pose:
    """Raises the trunk on all fours until that arm is straight."""
    return fig.close_gap(
        lambda deg: replace(pose, pitch=pose.pitch - deg),
        lambda got: _measure_elbow_deg(got, side) - ELBOW_DEG,
        0.0,
        15.0,
    )


def _lower_chin(_fig: Figure, pose: Pose) -> Pose:
    return replace(pose, neck_flex=pose.neck_flex + CHIN_DEG)


def _fold_less(fig: Figure, pose: Pose) -> Pose:
    """Lays the chest on the thighs instead of in them."""
    return hang_arms(fig, replace(pose, pitch=pose.pitch - 20.0, low=pose.low - 8.0))


def _soften_arm(_fig: Figure, pose: Pose) -> Pose:
    arm = pose.left_arm
    assert isinstance(arm, Angles)  # noqa: S101 - the top arm is told by angles
    return replace(pose, left_arm=replace(arm, elbow=44.0))


def _lean_less(_fig: Figure, pose: Pose) -> Pose:
    """Leans less; the hooked elbow stays at the knee as far as possible."""
    return replace(pose, pitch=pose.pitch - 6.0, low=pose.low - 3.0)


CORRECTIONS: dict[str, Correction] = {
    "childs-pose": Correction(slide_palms, frozenset(("arms-bent",))),
    "prayer-stretch": Correction(slide_palms, frozenset(("arms-bent",))),
    "cat-cow": Correction(raise_chest, frozenset(("elbows-bend",))),
    "cobra-pose": Correction(_lower_chin, frozenset(("head-back",))),
    "prone-chest-lift": Correction(_lower_chin, frozenset(("head-back",))),
    "seated-chair-forward-fold": Correction(_fold_less, frozenset(("too-shallow",))),
    "foam-roller-ribcage-expansion": Correction(_soften_arm, frozenset(("arm-down",))),
    "seated-lower-back-rotational-stretch": Correction(_lean_less, frozenset(("slump",))),
}
