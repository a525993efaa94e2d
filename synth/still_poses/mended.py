"""Corrections to good form in `moves` that slightly misses the reference's targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synth.moves.upright.chair_fold import hanging
from synth.pose import Angles, Pose, Reach, with_arm
from synth.rig import Posed
from synth.stance import Figure

ELBOW_DEG = 17.0  # of a straight arm that is not locked
CHIN_DEG = 16.0  # how much lower than in `moves` the chin is when lying on the belly


@dataclass(frozen=True, slots=True)
class Mend:
    """How a stretch's poses are corrected, and for which faults they are left alone."""

    change: Callable[[Figure, Pose], Pose]
    but: frozenset[str] = frozenset()


def _elbow_deg(got: Posed, side: str = "left") -> float:
    shoulder, elbow, wrist = (got.joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    upper, fore = elbow - shoulder, wrist - elbow
    cos = upper @ fore / (np.linalg.norm(upper) * np.linalg.norm(fore))
    return float(np.degrees(np.arccos(np.clip(cos, -1.0, 1.0))))


def palms_slid(fig: Figure, pose: Pose) -> Pose:
    """Slides both palms along the mat until the arms are straight."""

    def made(m: float) -> Pose:
        out = pose
        for side in ("left", "right"):
            arm = getattr(pose, f"{side}_arm")
            assert isinstance(arm, Reach)  # noqa: S101 - palms on the mat are reached for
            x, y, z = arm.at
            out = with_arm(out, side, replace(arm, at=(x, y - m, z)))
        return out

    return fig.until(made, lambda got: _elbow_deg(got) - ELBOW_DEG, -0.3, 0.2)


def chest_raised(fig: Figure, pose: Pose, side: str = "left") -> Pose:
    """Raises the trunk on all fours until that arm is straight."""
    return fig.until(
        lambda deg: replace(pose, pitch=pose.pitch - deg),
        lambda got: _elbow_deg(got, side) - ELBOW_DEG,
        0.0,
        15.0,
    )


def _chin_lower(_fig: Figure, pose: Pose) -> Pose:
    return replace(pose, neck_flex=pose.neck_flex + CHIN_DEG)


def _folded_less(fig: Figure, pose: Pose) -> Pose:
    """Lays the chest on the thighs instead of in them."""
    return hanging(fig, replace(pose, pitch=pose.pitch - 20.0, low=pose.low - 8.0))


def _arm_softer(_fig: Figure, pose: Pose) -> Pose:
    arm = pose.left_arm
    assert isinstance(arm, Angles)  # noqa: S101 - the top arm is told by angles
    return replace(pose, left_arm=replace(arm, elbow=44.0))


def _more_upright(_fig: Figure, pose: Pose) -> Pose:
    """Leans less; the hooked elbow stays at the knee as far as possible."""
    return replace(pose, pitch=pose.pitch - 6.0, low=pose.low - 3.0)


MENDED: dict[str, Mend] = {
    "childs-pose": Mend(palms_slid, frozenset(("arms-bent",))),
    "prayer-stretch": Mend(palms_slid, frozenset(("arms-bent",))),
    "cat-cow": Mend(chest_raised, frozenset(("elbows-bend",))),
    "cobra-pose": Mend(_chin_lower, frozenset(("head-back",))),
    "prone-chest-lift": Mend(_chin_lower, frozenset(("head-back",))),
    "seated-chair-forward-fold": Mend(_folded_less, frozenset(("too-shallow",))),
    "foam-roller-ribcage-expansion": Mend(_arm_softer, frozenset(("arm-down",))),
    "seated-lower-back-rotational-stretch": Mend(_more_upright, frozenset(("slump",))),
}
