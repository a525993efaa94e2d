"""Faults in stretches done on the back, front or side, or while rolling."""

from dataclasses import replace

from synth.geometry import unit
from synth.moves.allfours.lifted import raise_chest
from synth.moves.supine.bridge import Lift, raise_hips
from synth.moves.supine.knee_chest import pull_knee_up
from synth.moves.supine.knees_aside import drop_knees
from synth.moves.supine.press import turn_chest
from synth.moves.turning.rocking import roll_back
from synth.pose import Angles, Foot, Leg, Pose, Reach, replace_leg
from synth.stance import Figure, make_vec

from .grown import GrowingFault, exaggerate, stop_partway
from .mended import CHIN_DEG

SIDES = (("left", 1.0), ("right", -1.0))
HEEL_M = 0.07  # height of the ankle when the heel lies on the mat
UPPER_BACK = ("clavicle", "shoulder01", "spine01", "spine02")


def _move_knees_out(_fig: Figure, pose: Pose, x: float) -> Pose:
    return replace(
        pose, left_foot=_move_knee(pose.left_foot, x), right_foot=_move_knee(pose.right_foot, -x)
    )


def _move_knee(foot: object, x: float) -> Foot:
    assert isinstance(foot, Foot)  # noqa: S101 - in a bridge both feet are planted
    return replace(foot, pole=(x, foot.pole[1], foot.pole[2]))


def _lift_too_little(fig: Figure, _pose: Pose, line_tl: float) -> Pose:
    rest = fig.supine_knees_bent(Lift().knee)
    return raise_hips(fig, rest, Lift(line_tl=-line_tl, arch=0.0))


def _roll_hips_up(fig: Figure, pose: Pose, deg: float) -> Pose:
    """The pull lifts the pelvis off the floor; the straight leg stays down."""
    left, right = _get_leg(pose.left_foot), _get_leg(pose.right_foot)
    up = replace(pose, pitch=pose.pitch - deg, low=pose.low + 0.6 * deg, high=pose.high + 0.4 * deg)
    up = fig.set_down(up, *UPPER_BACK)
    up = fig.close_gap(
        lambda flex: replace_leg(up, "right", replace(right, flex=flex)),
        lambda got: float(got.joints["right_ankle"][2]) - HEEL_M,
        right.flex,
        right.flex - 3.0 * deg - 5.0,
    )
    return pull_knee_up(fig, up, replace(left, flex=left.flex - 0.2 * deg))


def _get_leg(leg: object) -> Leg:
    assert isinstance(leg, Leg)  # noqa: S101 - lying legs are told by angles
    return leg


def _turn_head(fig: Figure, pose: Pose, deg: float) -> Pose:
    return fig.lower_head(replace(pose, neck_rot=deg), -40.0, 60.0)


def _drop_too_little(fig: Figure, pose: Pose, share: float) -> Pose:
    return drop_knees(fig, pose, share=1.0 - share)


def _stretch_arm(_fig: Figure, pose: Pose, share: float) -> Pose:
    arm = pose.left_arm
    assert isinstance(arm, Angles)  # noqa: S101 - the top arm is told by angles
    return replace(
        pose, left_arm=replace(arm, elbow=arm.elbow * (1.0 - share)), left_shrug=26.0 * share
    )


def _lift_feet(_fig: Figure, pose: Pose, deg: float) -> Pose:
    """The knees bend but stay down."""
    left, right = _get_leg(pose.left_foot), _get_leg(pose.right_foot)
    return replace(
        pose,
        left_foot=replace(left, knee=left.knee + deg, ankle=25.0),
        right_foot=replace(right, knee=right.knee + deg, ankle=25.0),
    )


def _move_elbows_out(_fig: Figure, pose: Pose, share: float) -> Pose:
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


def _raise_shoulders(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return replace(pose, left_shrug=deg, right_shrug=deg)


def _push_chest_up(fig: Figure, _pose: Pose, share: float) -> Pose:
    up = raise_chest(fig, 2.0 + 7.0 * share, 13.0 + 10.0 * share, 22.0 + 3.0 * share, CHIN_DEG)
    arms = {}
    for side, _ in SIDES:
        arm = getattr(up, f"{side}_arm")
        x, y, z = arm.at
        arms[f"{side}_arm"] = replace(arm, at=(x, y - 0.12 * share, z))
    return replace(up, **arms)


def _lift_hips(fig: Figure, _pose: Pose, m: float) -> Pose:
    return raise_chest(fig, 2.0, 13.0, 22.0, CHIN_DEG, m)


def _roll_too_far(fig: Figure, pose: Pose, deg: float) -> Pose:
    return roll_back(fig, pose, pose.pitch - deg)


def _roll_too_little(fig: Figure, pose: Pose, deg: float) -> Pose:
    return roll_back(fig, pose, pose.pitch + deg)


def _release_toes(fig: Figure, pose: Pose, m: float) -> Pose:
    j = fig.solve(pose).joints
    way = unit(j["left_shoulder"] - j["right_big_toe"])
    at = j["right_big_toe"] + (0.06 + m) * way
    return replace(pose, left_arm=Reach(make_vec(at), (0.6, 0.2, -0.6), curl=20.0))


def _bend_long_leg(fig: Figure, pose: Pose, deg: float) -> Pose:
    bent = replace_leg(pose, "right", replace(_get_leg(pose.right_foot), knee=deg))
    return _release_toes(fig, bent, 0.0)


def _turn_too_far(_fig: Figure, pose: Pose, deg: float) -> Pose:
    return turn_chest(replace(pose, high=0.0), deg)


_KNEES = GrowingFault(_move_knees_out, 2.5)
_ELBOWS = GrowingFault(_move_elbows_out, 1.0)

FAULTS: dict[str, dict[str, GrowingFault]] = {
    "bridge-pose": {"knees-apart": _KNEES},
    "bridge-reps": {"knees-apart": _KNEES, "partial": GrowingFault(_lift_too_little, 0.34, None)},
    "knee-to-chest": {
        "pelvis-rolls": GrowingFault(_roll_hips_up, 50.0),
        "head-lifted": exaggerate("knee-to-chest", "head-lifted", 1.6),
    },
    "lower-back-rotational-stretch": {
        "head-turned": GrowingFault(_turn_head, 80.0),
        "too-little": GrowingFault(_drop_too_little, 1.0),
    },
    "supine-arm-press-rotation": {
        "too-far": GrowingFault(_turn_too_far, 70.0),
        "too-little": stop_partway("supine-arm-press-rotation", 1.3),
    },
    "rock-and-roll": {
        "partial": GrowingFault(_roll_too_little, 80.0, 1.6),
        "on-the-neck": GrowingFault(_roll_too_far, 60.0, 1.6, also=("roll-back",)),
        "toes-let-go": GrowingFault(_release_toes, 0.4),
        "knee-away": exaggerate("rock-and-roll", "knee-away", 1.6, also=("knee-bend", "curled")),
        "leg-bent": GrowingFault(_bend_long_leg, 110.0),
    },
    "cobra-pose": {"legs-up": GrowingFault(_lift_feet, 60.0), "elbows-out": _ELBOWS},
    "prone-chest-lift": {
        "hips-up": GrowingFault(_lift_hips, 0.25, 4.0, also=("knees-down",)),
        "arms-locked": GrowingFault(_push_chest_up, 3.0, also=("trunk-raise", "neck", "hands")),
        "shoulders-up": GrowingFault(_raise_shoulders, 40.0),
        "elbows-out": _ELBOWS,
    },
    "foam-roller-ribcage-expansion": {
        "reaching": GrowingFault(_stretch_arm, 1.0),
        "head-hangs": exaggerate("foam-roller-ribcage-expansion", "head-hangs", 1.6),
    },
    "side-lying-thoracic-rotation": {"partial": stop_partway("side-lying-thoracic-rotation")},
}
