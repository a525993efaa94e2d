"""Faults in stretches done on the back, front or side, or while rolling."""

from dataclasses import replace

from synth.geometry import unit
from synth.moves.allfours.lifted import risen
from synth.moves.supine.bridge import Lift, raised
from synth.moves.supine.knee_chest import drawn
from synth.moves.supine.knees_aside import fallen
from synth.moves.supine.press import turned
from synth.moves.turning.rocking import rolled
from synth.pose import Angles, Foot, Leg, Pose, Reach, with_leg
from synth.stance import Figure, point

from .grown import Grown, farther, partway
from .mended import CHIN_DEG

SIDES = (("left", 1.0), ("right", -1.0))
HEEL_M = 0.07  # height of the ankle when the heel lies on the mat
UPPER_BACK = ("clavicle", "shoulder01", "spine01", "spine02")


def _knees_out(_fig: Figure, pose: Pose, x: float) -> Pose:
    return replace(
        pose, left_foot=_knee_to(pose.left_foot, x), right_foot=_knee_to(pose.right_foot, -x)
    )


def _knee_to(foot: object, x: float) -> Foot:
    assert isinstance(foot, Foot)  # noqa: S101 - in a bridge both feet are planted
    return replace(foot, pole=(x, foot.pole[1], foot.pole[2]))


def _hardly_lifted(fig: Figure, _pose: Pose, line_tl: float) -> Pose:
    rest = fig.supine_knees_bent(Lift().knee)
    return raised(fig, rest, Lift(line_tl=-line_tl, arch=0.0))


def _hips_rolled_up(fig: Figure, pose: Pose, deg: float) -> Pose:
    """The pull lifts the pelvis off the floor; the straight leg stays down."""
    left, right = _leg(pose.left_foot), _leg(pose.right_foot)
    up = replace(pose, pitch=pose.pitch - deg, low=pose.low + 0.6 * deg, high=pose.high + 0.4 * deg)
    up = fig.on_floor(up, *UPPER_BACK)
    up = fig.until(
        lambda flex: with_leg(up, "right", replace(right, flex=flex)),
        lambda got: float(got.joints["right_ankle"][2]) - HEEL_M,
        right.flex,
        right.flex - 3.0 * deg - 5.0,
    )
    return drawn(fig, up, replace(left, flex=left.flex - 0.2 * deg))


def _leg(leg: object) -> Leg:
    assert isinstance(leg, Leg)  # noqa: S101 - lying legs are told by angles
    return leg


def _head_turned(fig: Figure, pose: Pose, deg: float) -> Pose:
    return fig.head_down(replace(pose, neck_rot=deg), -40.0, 60.0)


def _hardly_fallen(fig: Figure, pose: Pose, share: float) -> Pose:
    return fallen(fig, pose, share=1.0 - share)


def _arm_stretched_on(_fig: Figure, pose: Pose, share: float) -> Pose:
    arm = pose.left_arm
    assert isinstance(arm, Angles)  # noqa: S101 - the top arm is told by angles
    return replace(
        pose, left_arm=replace(arm, elbow=arm.elbow * (1.0 - share)), left_shrug=26.0 * share
    )


def _feet_up(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The knees bend but stay down."""
    left, right = _leg(pose.left_foot), _leg(pose.right_foot)
    return replace(
        pose,
        left_foot=replace(left, knee=left.knee + deg, ankle=25.0),
        right_foot=replace(right, knee=right.knee + deg, ankle=25.0),
    )


def _elbows_out(_fig: Figure, pose: Pose, share: float) -> Pose:
    """The hands are farther apart and the elbows point sideways."""
    arms = {}
    for side, sign in SIDES:
        arm = getattr(pose, f"{side}_arm")
        x, y, z = arm.at
        pole = (sign * (0.25 + share), 1.0 - share, 0.5)
        arms[f"{side}_arm"] = replace(
            arm, at=(x + sign * 0.12 * share, y - 0.02 * share, z), pole=pole
        )
    return replace(pose, **arms)


def _shoulders_up(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, left_shrug=deg, right_shrug=deg)


def _chest_pushed_up(fig: Figure, _pose: Pose, share: float) -> Pose:
    up = risen(fig, 2.0 + 7.0 * share, 13.0 + 10.0 * share, 22.0 + 3.0 * share, CHIN_DEG)
    arms = {}
    for side, _ in SIDES:
        arm = getattr(up, f"{side}_arm")
        x, y, z = arm.at
        arms[f"{side}_arm"] = replace(arm, at=(x, y - 0.12 * share, z))
    return replace(up, **arms)


def _hips_off(fig: Figure, _pose: Pose, m: float) -> Pose:
    return risen(fig, 2.0, 13.0, 22.0, CHIN_DEG, m)


def _rolled_on(fig: Figure, pose: Pose, deg: float) -> Pose:
    return rolled(fig, pose, pose.pitch - deg)


def _rolled_less(fig: Figure, pose: Pose, deg: float) -> Pose:
    return rolled(fig, pose, pose.pitch + deg)


def _toes_let_go(fig: Figure, pose: Pose, m: float) -> Pose:
    j = fig.solve(pose).joints
    way = unit(j["left_shoulder"] - j["right_big_toe"])
    at = j["right_big_toe"] + (0.06 + m) * way
    return replace(pose, left_arm=Reach(point(at), (0.6, 0.2, -0.6), curl=20.0))


def _long_leg_bent(fig: Figure, pose: Pose, deg: float) -> Pose:
    bent = with_leg(pose, "right", replace(_leg(pose.right_foot), knee=deg))
    return _toes_let_go(fig, bent, 0.0)


def _turned_far(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return turned(replace(pose, high=0.0), deg)


_KNEES = Grown(_knees_out, 2.5)
_ELBOWS = Grown(_elbows_out, 1.0)

FAULTS: dict[str, dict[str, Grown]] = {
    "bridge-pose": {"knees-apart": _KNEES},
    "bridge-reps": {"knees-apart": _KNEES, "partial": Grown(_hardly_lifted, 0.34, None)},
    "knee-to-chest": {
        "pelvis-rolls": Grown(_hips_rolled_up, 50.0),
        "head-lifted": farther("knee-to-chest", "head-lifted", 1.6),
    },
    "lower-back-rotational-stretch": {
        "head-turned": Grown(_head_turned, 80.0),
        "too-little": Grown(_hardly_fallen, 1.0),
    },
    "supine-arm-press-rotation": {
        "too-far": Grown(_turned_far, 70.0),
        "too-little": partway("supine-arm-press-rotation", 1.3),
    },
    "rock-and-roll": {
        "partial": Grown(_rolled_less, 80.0, 1.6),
        "on-the-neck": Grown(_rolled_on, 60.0, 1.6, also=("roll-back",)),
        "toes-let-go": Grown(_toes_let_go, 0.4),
        "knee-away": farther("rock-and-roll", "knee-away", 1.6, also=("knee-bend", "curled")),
        "leg-bent": Grown(_long_leg_bent, 110.0),
    },
    "cobra-pose": {"legs-up": Grown(_feet_up, 60.0), "elbows-out": _ELBOWS},
    "prone-chest-lift": {
        "hips-up": Grown(_hips_off, 0.25, 4.0, also=("knees-down",)),
        "arms-locked": Grown(_chest_pushed_up, 3.0, also=("trunk-raise", "neck", "hands")),
        "shoulders-up": Grown(_shoulders_up, 40.0),
        "elbows-out": _ELBOWS,
    },
    "foam-roller-ribcage-expansion": {
        "reaching": Grown(_arm_stretched_on, 1.0),
        "head-hangs": farther("foam-roller-ribcage-expansion", "head-hangs", 1.6),
    },
    "side-lying-thoracic-rotation": {"partial": partway("side-lying-thoracic-rotation")},
}
