"""Faults in stretches done standing or sitting."""

from dataclasses import replace

from synth.geometry import vec
from synth.moves.upright.neck_flexion import clasp_hands_behind
from synth.pose import Foot, Pinned, Pose, shift_pose
from synth.stance import HANG, Figure, make_vec

from .grown import GrowingFault, exaggerate


def _lower_other_arm(_fig: Figure, pose: Pose, _: float) -> Pose:
    return replace(pose, right_arm=HANG)


_ARMS = ("arms-across", "arm-height", "elbows-long", "reach", "shoulders-lifted", "hands-fixed")


def _push_head(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_fwd=pose.neck_fwd + deg)


def _raise_working_shoulder(fig: Figure, pose: Pose, deg: float) -> Pose:
    """The arm stays pinned to the wall, and the shoulder over its place."""
    at = fig.solve(pose).joints["left_shoulder"]
    up = replace(pose, left_shrug=pose.left_shrug + deg)
    return fig.move_shoulder(up, "left", float(at[0]), float(at[1]))


def _raise_other_shoulder(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, right_shrug=pose.right_shrug + deg)


def _arch_back(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The hips move forward and the upper body back, so that they stay over the feet."""
    arched = replace(
        pose,
        pitch=pose.pitch - 0.5 * deg,
        low=pose.low - 0.7 * deg,
        high=pose.high - 0.5 * deg,
        neck_flex=pose.neck_flex + 0.6 * deg,
    )
    return shift_pose(arched, vec((0.0, -0.005 * deg, 0.0)))


def _draw_hands_in(_fig: Figure, pose: Pose, m: float) -> Pose:
    return replace(
        pose, left_arm=_lean_forearm(pose.left_arm, -m), right_arm=_lean_forearm(pose.right_arm, m)
    )


def _lean_forearm(arm: object, x: float) -> Pinned:
    """Leans the forearm of a pinned arm inwards, keeping its length."""
    assert isinstance(arm, Pinned)  # noqa: S101 - forearms on the wall are pinned
    fore = vec(arm.hand) - vec(arm.elbow)
    up = float((fore @ fore - (fore[0] + x) ** 2 - fore[1] ** 2) ** 0.5)
    return replace(arm, hand=make_vec(vec(arm.elbow) + vec((fore[0] + x, fore[1], up))))


def _crunch(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(
        pose, low=pose.low + 0.6 * deg, high=pose.high + deg, neck_flex=pose.neck_flex + 0.5 * deg
    )


def _tilt_head(fig: Figure, pose: Pose, deg: float) -> Pose:
    """Cancels the slight turn of the head that comes with tilting a bent neck."""
    return clasp_hands_behind(fig, replace(pose, neck_side=deg, neck_rot=0.7 * deg))


def _turn_head(fig: Figure, pose: Pose, deg: float) -> Pose:
    return clasp_hands_behind(fig, replace(pose, neck_rot=deg))


def _lift_heels(_fig: Figure, pose: Pose, m: float) -> Pose:
    return replace(
        pose, left_foot=_lift_heel(pose.left_foot, m), right_foot=_lift_heel(pose.right_foot, m)
    )


def _lift_heel(foot: object, m: float) -> Foot:
    """Lifts the heel over fixed toes: the ankle moves up and slightly forwards."""
    assert isinstance(foot, Foot)  # noqa: S101 - who sits on a chair has both feet planted
    x, y, z = foot.ankle
    lean = min(m / 0.14, 0.95)
    toes = (0.0, -((1.0 - lean**2) ** 0.5), -lean)
    return replace(foot, ankle=(x, y - 0.3 * m, z + m), toes=toes)


def _bend_head_aside(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_side=pose.neck_side - deg)


def _turn_head_far(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_rot=pose.neck_rot - deg)


def _round_back(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The back rounds over a pelvis that rolls back; the head comes forward."""
    return replace(
        pose,
        pitch=pose.pitch - 0.8 * deg,
        low=pose.low + deg,
        high=pose.high + 0.8 * deg,
        neck_fwd=pose.neck_fwd + 0.3 * deg,
    )


_SLUMP = GrowingFault(_round_back, 60.0, 1.6, also=("shoulders-down", "upright"))
_SHOULDER_UP = GrowingFault(_raise_working_shoulder, 45.0)


FAULTS: dict[str, dict[str, GrowingFault]] = {
    "cable-doorway-rhomboid-stretch": {
        "one-arm-across": GrowingFault(_lower_other_arm, 0.0, None, also=_ARMS)
    },
    "chest-stretch": {"head-forward": GrowingFault(_push_head, 60.0, 2.0, also=("shoulder-down",))},
    "overhead-lat-stretch": {
        "leaning-back": GrowingFault(_arch_back, 30.0),
        "side-bend": exaggerate("overhead-lat-stretch", "side-bend", 1.6),
        "other-shoulder-up": GrowingFault(_raise_other_shoulder, 40.0),
    },
    "seated-twist": {"slump": _SLUMP},
    "seated-twist-floor": {"slump": _SLUMP},
    "seated-twist-cross-legged": {"slump": _SLUMP},
    "seated-lower-back-rotational-stretch": {"slump": _SLUMP},
    "stick-exercise": {"arching": GrowingFault(_arch_back, 40.0)},
    "miniband-wall-lean": {
        "hands-in": GrowingFault(_draw_hands_in, 0.14),
        "crunching": GrowingFault(_crunch, 30.0, also=("body-line", "shoulders-down")),
    },
    "neck-flexion-hands-behind-head": {
        "head-tilted": GrowingFault(_tilt_head, 40.0),
        "head-turned": GrowingFault(_turn_head, 60.0),
    },
    "seated-chair-forward-fold": {
        "feet-lifted": GrowingFault(_lift_heels, 0.13, 1.6, also=("fold",))
    },
    "wall-corner-neck-release": {
        "too-far": GrowingFault(_bend_head_aside, 70.0),
        "too-far-turned": GrowingFault(_turn_head_far, 110.0, 1.6),
    },
    "wall-corner-rhomboid-high": {"shoulder-up": _SHOULDER_UP},
    "wall-corner-rhomboid-chest": {"shoulder-up": _SHOULDER_UP},
    "wall-corner-rhomboid-hip": {"shoulder-up": _SHOULDER_UP},
}
