"""Faults in stretches done kneeling or on all fours."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from synth.geometry import unit, vec
from synth.moves.allfours.turned import CLOSED, IN, LEVEL, OPEN, UP, reach_behind_head
from synth.pose import Kneel, Pose, replace_leg
from synth.stance import Figure, make_vec

from .grown import GrowingFault, exaggerate, stop_partway
from .mended import raise_chest, slide_palms

ROUNDS = 8


def _turn_hips(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The hips turn with the chest, which turns no farther."""
    return replace(pose, yaw=deg, rot=pose.rot - 0.8 * deg)


def _stop_elbow_short(fig: Figure, _pose: Pose, share: float) -> Pose:
    way = (1.0 - share) * vec(IN) + share * vec(LEVEL)
    return reach_behind_head(fig, CLOSED * (1.0 - share), make_vec(unit(way)))


def _roll_hips(share: float, *, straight: bool) -> Callable[[Figure, Pose, float], Pose]:
    """The pelvis rolls about the spine's axis; the chest turns back by a share of it.

    The sinking hip moves its knee outwards, so that both stay on the mat. straight: the right arm
    stays straight.
    """

    def grow(fig: Figure, pose: Pose, deg: float) -> Pose:
        tilted = replace(pose, spin=deg, rot=pose.rot - share * deg)
        for _ in range(ROUNDS):
            tilted = _keep_knees_down(fig, tilted)
        return raise_chest(fig, tilted, "right") if straight else tilted

    return grow


def _keep_knees_down(fig: Figure, pose: Pose) -> Pose:
    """Moves the knees aside as required by the thighs' length and the hips' height."""
    joints = fig.solve(pose).joints
    for side, sign in (("left", 1.0), ("right", -1.0)):
        leg, hip = getattr(pose, f"{side}_foot"), joints[f"{side}_hip"]
        assert isinstance(leg, Kneel)  # noqa: S101 - on all fours both knees are planted
        flat = fig.body.sizes.thigh_m**2 - (hip[2] - leg.knee[2]) ** 2 - (hip[1] - leg.knee[1]) ** 2
        x = float(hip[0] + sign * np.sqrt(max(flat, 0.0)))
        pose = replace_leg(pose, side, replace(leg, knee=(x, *leg.knee[1:])))
    return pose


def _bend_support(fig: Figure, _pose: Pose, share: float) -> Pose:
    return reach_behind_head(fig, OPEN, UP, long=1.0 - share)


def _lift_chest(fig: Figure, pose: Pose, share: float) -> Pose:
    return slide_palms(fig, exaggerate("prayer-stretch", "chest-high").grow(fig, pose, share))


FAULTS: dict[str, dict[str, GrowingFault]] = {
    "kneeling-thoracic-twist": {
        "hips-turn": GrowingFault(_turn_hips, 60.0),
        "leaning": exaggerate("kneeling-thoracic-twist", "leaning", 1.6),
        "partial": stop_partway("kneeling-thoracic-twist", 1.4),
    },
    "quadruped-trunk-rotation": {
        "elbow-short": GrowingFault(_stop_elbow_short, 1.0, end="near"),
        "hips-turn": GrowingFault(_roll_hips(0.8, straight=True), 50.0),
        "support-bent": GrowingFault(_bend_support, 0.3),
    },
    "prayer-stretch": {"chest-high": GrowingFault(_lift_chest, 3.0, 1.6, also=("arms-overhead",))},
    "thread-the-needle": {"hips-turn": GrowingFault(_roll_hips(0.3, straight=False), -60.0)},
}
