"""Wall lean with a band: forearms on the wall in front, the body in one slanting line.

With each exhalation the shoulders push slightly away from the wall.
"""

from collections.abc import Callable
from dataclasses import replace

from synth.geometry import vec
from synth.moves.setup import Setup
from synth.pose import Hand, Pinned, Pose, Reach, Vec, shift_pose
from synth.scene import Box
from synth.script import ENTER_S, GOOD_S, SLIP_S, WRONG_S, Script, Segment
from synth.stance import Figure, make_vec

from .steps import Turn, frame_script

FAULTS = ("elbows-high", "no-lean", "hips-back", "over-reach", "shoulders-up")
BREATH_HZ = 0.2
ARM_RADIUS_M = 0.045
LEAN_DEG = 13.0
OUT = 0.12  # outward component of the upper arms' direction


def _lean_forward(fig: Figure, lean_deg: float, hips_back_m: float = 0.0) -> Pose:
    """Leans the whole standing body forwards from the ankles, arms hanging."""
    size = fig.body.sizes
    leg = size.thigh_m + size.shin_m
    forward = leg * lean_deg / 57.3 - hips_back_m
    pose = fig.standing(knees=3.0, back_m=-forward)
    return replace(pose, pitch=lean_deg, neck_flex=-4.0)


def _put_arms_on_wall(fig: Figure, pose: Pose, drop: float) -> Pose:
    """Puts both forearms upright on the wall, elbows `drop` upper arms below the shoulders.

    The wall's position follows from the arms, see `_find_wall_y`.
    """
    size = fig.body.sizes
    flat = (1.0 - drop * drop - OUT * OUT) ** 0.5
    for _ in range(4):
        j = fig.solve(pose).joints
        arms = []
        for side, s in (("left", 1), ("right", -1)):
            way = vec((s * OUT, -flat, -drop)) * size.upper_arm_m
            elbow = j[f"{side}_shoulder"] + way
            hand = elbow + vec((s * 0.03, 0.0, size.forearm_m))
            arms.append(Pinned(make_vec(elbow), make_vec(hand), curl=12.0, lies=_make_edge_hand(s)))
        pose = replace(pose, left_arm=arms[0], right_arm=arms[1])
    return pose


def _make_edge_hand(sign: float) -> Hand:
    """Returns a hand on its outer edge: fingers up, palm towards the other hand."""
    return Hand((0.0, 0.0, 1.0), (-sign, 0.0, 0.0))


def _find_wall_y(pose: Pose) -> float:
    arm = pose.left_arm
    if not isinstance(arm, Pinned):
        raise TypeError("a leaning pose pins both forearms")
    return arm.elbow[1] - ARM_RADIUS_M


def _keep_arms(pose: Pose, hold: Pose) -> Pose:
    """Gives the pose the arms of the hold; the body moves to fit."""
    return replace(pose, left_arm=hold.left_arm, right_arm=hold.right_arm)


def _reach_too_far(fig: Figure, hold: Pose) -> Pose:
    """Pushed too far off: hands stay, the elbows leave the wall, the upper back rounds."""
    body = _move_hips(_lean_forward(fig, LEAN_DEG - 8.0), 0.02)
    arms = []
    for arm, s in ((hold.left_arm, 1), (hold.right_arm, -1)):
        if not isinstance(arm, Pinned):
            raise TypeError("a leaning pose pins both forearms")
        pole: Vec = (s * 0.3, 0.3, -1.0)
        arms.append(Reach(arm.hand, pole, curl=12.0, lies=_make_edge_hand(s)))
    body = replace(body, high=16.0, left_protract=16.0, right_protract=16.0)
    return replace(body, left_arm=arms[0], right_arm=arms[1])


def _move_hips(pose: Pose, back_m: float) -> Pose:
    return shift_pose(pose, vec((0.0, back_m, 0.0)))


def _make_script(fig: Figure, fault: str | None, hold_s: float) -> tuple[Script, float]:
    neutral = fig.standing()
    lean = _lean_forward(fig, 1.0 if fault == "no-lean" else LEAN_DEG)
    hold = _put_arms_on_wall(fig, lean, -0.12 if fault == "elbows-high" else 0.42)
    wall_y = _find_wall_y(hold)
    pushed = replace(hold, left_protract=9.0, right_protract=9.0)
    enter = Segment("enter", ENTER_S, hold)
    if fault in ("elbows-high", "no-lean"):
        wrong = [enter, Segment("fault", WRONG_S, hold)]
        return frame_script(neutral, wrong, turn=Turn(fault, 1)), wall_y
    bad: dict[str, Callable[[], Pose]] = {
        "hips-back": lambda: _keep_arms(
            replace(_lean_forward(fig, LEAN_DEG, 0.24), pitch=26.0, low=8.0), hold
        ),
        "over-reach": lambda: _reach_too_far(fig, hold),
        "shoulders-up": lambda: replace(hold, left_shrug=26.0, right_shrug=26.0),
    }
    if fault in bad:
        worse = bad[fault]()
        slip = [Segment("fault", SLIP_S, worse), Segment("fault", 3.3, worse)]
        middle = [enter, Segment("hold", GOOD_S, hold), *slip]
        return frame_script(neutral, middle, turn=Turn(fault, 2, 0.5)), wall_y
    breath = Segment("hold", max(hold_s, 1 / BREATH_HZ), hold, pushed, BREATH_HZ)
    return frame_script(neutral, [enter, breath]), wall_y


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Seen from the left, with the wall in front of the person seen edge-on."""
    script, wall_y = _make_script(fig, fault, hold_s)
    wall = Box((-0.7, wall_y - 0.6, 0.0), (0.55, wall_y, 2.6), (0.62, 0.60, 0.55), "wall")
    top = fig.body.sizes.height_m + 0.12
    return Setup(script, (wall,), 90.0, 3.1, -0.05, top, aim_y=wall_y / 2)
