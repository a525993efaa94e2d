"""Faults in stretches done standing or sitting."""

from dataclasses import replace

from synth.geometry import vec
from synth.moves.upright.neck_flexion import hands_behind
from synth.pose import Foot, Pinned, Pose, shifted
from synth.stance import HANG, Figure, point

from .grown import Grown, farther


def _other_arm_down(_fig: Figure, pose: Pose, _: float) -> Pose:
    return replace(pose, right_arm=HANG)


_ARMS = ("arms-across", "arm-height", "elbows-long", "reach", "shoulders-lifted", "hands-fixed")


def _head_pushed_on(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_fwd=pose.neck_fwd + deg)


def _working_shoulder_up(fig: Figure, pose: Pose, deg: float) -> Pose:
    """The arm stays pinned to the wall, and the shoulder over its place."""
    at = fig.solve(pose).joints["left_shoulder"]
    up = replace(pose, left_shrug=pose.left_shrug + deg)
    return fig.with_shoulder_at(up, "left", float(at[0]), float(at[1]))


def _other_shoulder_up(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, right_shrug=pose.right_shrug + deg)


def _arched_back(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The hips move forward and the upper body back, so that they stay over the feet."""
    arched = replace(
        pose,
        pitch=pose.pitch - 0.5 * deg,
        low=pose.low - 0.7 * deg,
        high=pose.high - 0.5 * deg,
        neck_flex=pose.neck_flex + 0.6 * deg,
    )
    return shifted(arched, vec((0.0, -0.005 * deg, 0.0)))


def _hands_drawn_in(_fig: Figure, pose: Pose, m: float) -> Pose:
    return replace(pose, left_arm=_moved(pose.left_arm, -m), right_arm=_moved(pose.right_arm, m))


def _moved(arm: object, x: float) -> Pinned:
    """Leans the forearm of a pinned arm inwards, keeping its length."""
    assert isinstance(arm, Pinned)  # noqa: S101 - forearms on the wall are pinned
    fore = vec(arm.hand) - vec(arm.elbow)
    up = float((fore @ fore - (fore[0] + x) ** 2 - fore[1] ** 2) ** 0.5)
    return replace(arm, hand=point(vec(arm.elbow) + vec((fore[0] + x, fore[1], up))))


def _crunched(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(
        pose, low=pose.low + 0.6 * deg, high=pose.high + deg, neck_flex=pose.neck_flex + 0.5 * deg
    )


def _head_tilted(fig: Figure, pose: Pose, deg: float) -> Pose:
    """Cancels the slight turn of the head that comes with tilting a bent neck."""
    return hands_behind(fig, replace(pose, neck_side=deg, neck_rot=0.7 * deg))


def _head_turned(fig: Figure, pose: Pose, deg: float) -> Pose:
    return hands_behind(fig, replace(pose, neck_rot=deg))


def _heels_off(_fig: Figure, pose: Pose, m: float) -> Pose:
    return replace(
        pose, left_foot=_on_toes(pose.left_foot, m), right_foot=_on_toes(pose.right_foot, m)
    )


def _on_toes(foot: object, m: float) -> Foot:
    """Lifts the heel over fixed toes: the ankle moves up and slightly forwards."""
    assert isinstance(foot, Foot)  # noqa: S101 - who sits on a chair has both feet planted
    x, y, z = foot.ankle
    lean = min(m / 0.14, 0.95)
    toes = (0.0, -((1.0 - lean**2) ** 0.5), -lean)
    return replace(foot, ankle=(x, y - 0.3 * m, z + m), toes=toes)


def _head_aside(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_side=pose.neck_side - deg)


def _head_round(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, neck_rot=pose.neck_rot - deg)


def _rounded(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The back rounds over a pelvis that rolls back; the head comes forward."""
    return replace(
        pose,
        pitch=pose.pitch - 0.8 * deg,
        low=pose.low + deg,
        high=pose.high + 0.8 * deg,
        neck_fwd=pose.neck_fwd + 0.3 * deg,
    )


_SLUMP = Grown(_rounded, 60.0, 1.6, also=("shoulders-down", "upright"))
_SHOULDER_UP = Grown(_working_shoulder_up, 45.0)


FAULTS: dict[str, dict[str, Grown]] = {
    "cable-doorway-rhomboid-stretch": {
        "one-arm-across": Grown(_other_arm_down, 0.0, None, also=_ARMS)
    },
    "chest-stretch": {"head-forward": Grown(_head_pushed_on, 60.0, 2.0, also=("shoulder-down",))},
    "overhead-lat-stretch": {
        "leaning-back": Grown(_arched_back, 30.0),
        "side-bend": farther("overhead-lat-stretch", "side-bend", 1.6),
        "other-shoulder-up": Grown(_other_shoulder_up, 40.0),
    },
    "seated-twist": {"slump": _SLUMP},
    "seated-twist-floor": {"slump": _SLUMP},
    "seated-twist-cross-legged": {"slump": _SLUMP},
    "seated-lower-back-rotational-stretch": {"slump": _SLUMP},
    "stick-exercise": {"arching": Grown(_arched_back, 40.0)},
    "miniband-wall-lean": {
        "hands-in": Grown(_hands_drawn_in, 0.14),
        "crunching": Grown(_crunched, 30.0, also=("body-line", "shoulders-down")),
    },
    "neck-flexion-hands-behind-head": {
        "head-tilted": Grown(_head_tilted, 40.0),
        "head-turned": Grown(_head_turned, 60.0),
    },
    "seated-chair-forward-fold": {"feet-lifted": Grown(_heels_off, 0.13, 1.6, also=("fold",))},
    "wall-corner-neck-release": {
        "too-far": Grown(_head_aside, 70.0),
        "too-far-turned": Grown(_head_round, 110.0, 1.6),
    },
    "wall-corner-rhomboid-high": {"shoulder-up": _SHOULDER_UP},
    "wall-corner-rhomboid-chest": {"shoulder-up": _SHOULDER_UP},
    "wall-corner-rhomboid-hip": {"shoulder-up": _SHOULDER_UP},
}
