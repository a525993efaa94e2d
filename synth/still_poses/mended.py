"""Good form in which `moves` misses the reference's targets a little, brought back to them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synth.moves.upright.chair_fold import hanging
from synth.pose import Angles, Pose, Reach, with_arm
from synth.rig import Posed
from synth.stance import Figure

ELBOW_DEG = 17.0  # of a long arm that is not locked
CHIN_DEG = 16.0  # the chin lower than `moves` has it in those who lie on the belly


@dataclass(frozen=True, slots=True)
class Mend:
    """How a pose of a stretch is corrected, and which faults are left as they are."""

    change: Callable[[Figure, Pose], Pose]
    but: frozenset[str] = frozenset()


def _elbow_deg(got: Posed, side: str = "left") -> float:
    shoulder, elbow, wrist = (got.joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    upper, fore = elbow - shoulder, wrist - elbow
    cos = upper @ fore / (np.linalg.norm(upper) * np.linalg.norm(fore))
    return float(np.degrees(np.arccos(np.clip(cos, -1.0, 1.0))))


def palms_slid(fig: Figure, pose: Pose) -> Pose:
    """Both palms slid along the mat until the arms are long."""

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
    """On all fours the trunk raised until that arm is long."""
    return fig.until(
        lambda deg: replace(pose, pitch=pose.pitch - deg),
        lambda got: _elbow_deg(got, side) - ELBOW_DEG,
        0.0,
        15.0,
    )


def _chin_lower(_fig: Figure, pose: Pose) -> Pose:
    return replace(pose, neck_flex=pose.neck_flex + CHIN_DEG)


def _folded_less(fig: Figure, pose: Pose) -> Pose:
    """The chest on the thighs and not in them."""
    return hanging(fig, replace(pose, pitch=pose.pitch - 20.0, low=pose.low - 8.0))


def _arm_softer(_fig: Figure, pose: Pose) -> Pose:
    arm = pose.left_arm
    assert isinstance(arm, Angles)  # noqa: S101 - the top arm is told by angles
    return replace(pose, left_arm=replace(arm, elbow=44.0))


def _more_upright(_fig: Figure, pose: Pose) -> Pose:
    """Less of a lean; the hooked elbow keeps its place at the knee as far as it can."""
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
