"""Poses of a person at a desk: comfortable ways to sit, slouches, and activities at work.

Sizes of the slouches: see each function; `strength` runs from 0 (mild) to 1 (strong).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from synth.geometry import Array, vec
from synth.pose import Angles, Pose, Reach, replace_arm
from synth.stance import make_vec

from .desk import EDGE_Y, TYPING_Y, Desk, locate_fingers, locate_mouth, set_gaze, slide_pelvis

SIGN = {"left": 1.0, "right": -1.0}


def other_side(side: str) -> str:
    """Returns "right" for "left" and vice versa."""
    return "right" if side == "left" else "left"


# Comfortable ways to sit.


def upright(desk: Desk) -> Pose:
    """Tall, both hands on the keys."""
    return desk.home


def hands_on_desk(desk: Desk) -> Pose:
    """Tall, forearms on the desk, hands near each other."""
    left, right = desk.lay_hand("left", 0.05, -0.37), desk.lay_hand("right", 0.06, -0.35)
    pose = replace(desk.home, left_arm=left, right_arm=right, pitch=desk.home.pitch + 1.5)
    return set_gaze(pose, desk.gaze_deg)


def hands_in_lap(desk: Desk) -> Pose:
    """Tall, hands on the thighs, reading."""
    laps = (desk.rest.left_arm, desk.rest.right_arm)
    pose = replace(desk.home, left_arm=laps[0], right_arm=laps[1], pitch=desk.home.pitch - 1.0)
    return set_gaze(pose, desk.gaze_deg)


def reclined(desk: Desk) -> Pose:
    """Leaning back slightly with a straight back, hands still on the keys."""
    home = desk.home
    pose = slide_pelvis(replace(home, pitch=home.pitch - 6.0, high=home.high + 0.5), 0.0, 0.005)
    return set_gaze(pose, desk.gaze_deg)


COMFORTABLE: dict[str, Callable[[Desk], Pose]] = {
    "upright": upright,
    "upright-forearms": hands_on_desk,
    "upright-lap": hands_in_lap,
    "upright-reclined": reclined,
}


# Slouches.


def _interpolate(strength: float, mild: float, strong: float) -> float:
    return mild + (strong - mild) * strength


def slump(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """A C-shaped back: pelvis rolled back 14 to 20, spine bent 35 to 50 deg, gaze on the screen."""
    del side
    k = strength
    pose = replace(
        home,
        pitch=-_interpolate(k, 14.0, 20.0),
        low=_interpolate(k, 16.0, 23.0),
        high=_interpolate(k, 19.0, 27.0),
        neck_fwd=_interpolate(k, 5.0, 11.0),
        left_protract=_interpolate(k, 8.0, 16.0),
        right_protract=_interpolate(k, 8.0, 16.0),
        left_shrug=home.left_shrug - 2.0,
        right_shrug=home.right_shrug - 2.0,
    )
    pose = slide_pelvis(pose, 0.0, 0.005, -_interpolate(k, 0.004, 0.010))
    return set_gaze(_move_hands_on(desk, pose), desk.gaze_deg + 3.0)


def sunk(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Slid down in the chair against its back: pelvis rolled back 25 to 31, upper back round."""
    del side
    k = strength
    pose = replace(
        home,
        pitch=-_interpolate(k, 25.0, 31.0),
        low=_interpolate(k, 14.0, 18.0),
        high=_interpolate(k, 19.0, 26.0),
        neck_fwd=_interpolate(k, 6.0, 12.0),
        left_protract=_interpolate(k, 6.0, 12.0),
        right_protract=_interpolate(k, 6.0, 12.0),
    )
    pose = slide_pelvis(pose, 0.0, -_interpolate(k, 0.04, 0.08), -_interpolate(k, 0.008, 0.018))
    return set_gaze(pose, desk.gaze_deg + 2.0)


def _move_hands_on(desk: Desk, pose: Pose) -> Pose:
    """Moves hands that were on the keys farther forwards, elbows out over the desk."""
    if isinstance(pose.left_arm, Reach) and pose.left_arm.on is None:
        left, right = (desk.lay_hand(s, 0.12, TYPING_Y - 0.06, wide=0.9) for s in SIGN)
        return replace(pose, left_arm=left, right_arm=right)
    return pose


def forward_head(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Head pushed forwards over a still trunk, chin level."""
    del side
    k = strength
    pose = replace(
        home, neck_fwd=_interpolate(k, 24.0, 38.0), high=home.high + _interpolate(k, 2.0, 4.0)
    )
    return set_gaze(pose, desk.gaze_deg - 1.0)


def shrug(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Both shoulders raised."""
    del desk, side
    up = _interpolate(strength, 11.0, 17.0)
    return replace(home, left_shrug=up, right_shrug=up, left_protract=4.0, right_protract=4.0)


def shrug_one(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """One shoulder raised."""
    del desk
    up = _interpolate(strength, 12.0, 18.0)
    return replace(home, **{f"{side}_shrug": up, f"{side}_protract": 4.0})  # type: ignore[arg-type]


def head_tilt(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Head tilted towards one shoulder."""
    del desk
    return replace(home, neck_side=SIGN[side] * _interpolate(strength, 15.0, 25.0))


def lean_side(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """The trunk leaning sideways onto an elbow on the desk, the head held half upright."""
    s, k = SIGN[side], strength
    elbow_on = Reach(
        (s * 0.20, desk.edge_y - 0.13, desk.top_m + 0.045),
        (s * 1.0, 0.25, -0.5),
        pron=60.0,
        curl=25.0,
    )
    pose = replace(
        home,
        roll=s * _interpolate(k, 3.0, 5.0),
        side=s * _interpolate(k, 8.0, 12.0),
        pitch=home.pitch + 5.0,
        neck_side=-s * 5.0,
        **{f"{side}_shrug": 6.0},  # type: ignore[arg-type]
    )
    pose = slide_pelvis(replace_arm(pose, side, elbow_on), s * _interpolate(k, 0.01, 0.02), -0.01)
    return set_gaze(pose, desk.gaze_deg)


def lean_forward(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Hinged far forwards over the desk with a straight back, elbows on the desk."""
    del side
    pose = replace(home, pitch=_interpolate(strength, 20.0, 27.0), low=3.0, high=3.0)
    arms = {f"{s}_arm": desk.lay_hand(s, 0.10, EDGE_Y - 0.30, wide=2.0) for s in SIGN}
    pose = slide_pelvis(replace(pose, **arms), 0.0, -0.02)  # type: ignore[arg-type]
    return set_gaze(pose, desk.gaze_deg)


def too_close(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Whole trunk moved towards the screen: hinged 16 to 20 deg and slid forwards, gaze level."""
    del side
    pose = replace(home, pitch=_interpolate(strength, 13.0, 18.0), low=3.0, high=4.0, neck_fwd=5.0)
    arms = {f"{s}_arm": desk.lay_hand(s, 0.13, EDGE_Y - 0.24, wide=1.0) for s in SIGN}
    pose = slide_pelvis(replace(pose, **arms), 0.0, -_interpolate(strength, 0.015, 0.03))  # type: ignore[arg-type]
    return set_gaze(pose, desk.gaze_deg - 3.0)


def phone(desk: Desk, home: Pose, strength: float, side: str) -> Pose:
    """Head pitched 35 to 45 deg farther down, at a phone held low in front of the belly."""
    s = SIGN[side]
    hand = Reach(
        (s * 0.035, desk.edge_y + 0.0, desk.top_m + 0.07),
        (s * 0.7, 0.5, -1.0),
        pron=-40.0,
        curl=22.0,
    )
    pose = replace(home, high=8.0, low=5.0, pitch=home.pitch - 2.0)
    return set_gaze(replace_arm(pose, side, hand), _interpolate(strength, 40.0, 50.0))


@dataclass(frozen=True, slots=True)
class Slouch:
    """A held slouch: its pose function, its reason, and other reasons that may be given for it."""

    take: Callable[[Desk, Pose, float, str], Pose]
    why: str
    also: tuple[str, ...] = ()
    front: bool = True
    side: bool = True
    holds: str = ""


SLOUCHES: dict[str, Slouch] = {
    "slump": Slouch(slump, "slump", ("forward-head",)),
    "slump-sunk": Slouch(sunk, "slump", ("forward-head",)),
    "forward-head": Slouch(forward_head, "forward-head"),
    "shrug": Slouch(shrug, "shrugged-shoulders"),
    "shrug-one": Slouch(shrug_one, "shrugged-shoulders"),
    "head-tilt": Slouch(head_tilt, "head-tilt", side=False),
    "lean-side": Slouch(lean_side, "leaning", ("head-tilt", "shrugged-shoulders"), side=False),
    "lean-forward": Slouch(lean_forward, "leaning", ("too-close", "forward-head"), front=False),
    "too-close": Slouch(too_close, "too-close", ("leaning", "forward-head")),
    "phone": Slouch(phone, "looking-down-phone", ("forward-head", "slump"), holds="phone"),
}


# Activities at work.


def drinking(desk: Desk, home: Pose, side: str) -> Pose:
    """Cup at the mouth, head tipped back."""
    s = SIGN[side]
    pose = set_gaze(home, -13.0)
    at = locate_mouth(desk.fig.solve(pose).joints) + vec((s * 0.01, -0.06, 0.012))
    hand = Reach(make_vec(at), (s * 0.9, 0.2, -0.8), pron=30.0, wrist=15.0, curl=32.0)
    return _move_fingers_to(desk, replace_arm(pose, side, hand), side, at)


def _move_fingers_to(desk: Desk, pose: Pose, side: str, goal: Array) -> Pose:
    """Moves the reaching arm so that the midpoint of its fingers is at a point."""
    for _ in range(4):
        arm = getattr(pose, f"{side}_arm")
        miss = goal - locate_fingers(desk.fig.body, desk.fig.solve(pose), side)
        pose = replace_arm(pose, side, replace(arm, at=make_vec(vec(arm.at) + 0.8 * miss)))
    return pose


def at_cup(desk: Desk, home: Pose, side: str) -> Pose:
    """Hand at the cup on the desk."""
    s = SIGN[side]
    hand = Reach(
        (s * 0.30, desk.edge_y - 0.22 + desk.cup_near_m, desk.top_m + 0.06),
        (s * 0.6, 0.3, -1.0),
        pron=35.0,
        curl=30.0,
    )
    return set_gaze(replace_arm(replace(home, rot=s * 3.0), side, hand), desk.gaze_deg + 6.0)


def reaching(desk: Desk, home: Pose, side: str, ahead: bool) -> Pose:
    """An arm far out over the desk, forwards or sideways, the trunk following."""
    s = SIGN[side]
    if ahead:
        hand = Reach(
            (s * 0.14, desk.shift_y - 0.80, desk.top_m + 0.07), (s * 0.5, 0.2, -1.0), pron=60.0
        )
        pose = replace(home, pitch=14.0, rot=-s * 10.0, low=5.0)
        return set_gaze(replace_arm(pose, side, hand), 12.0)
    hand = Reach(
        (s * 0.74, desk.shift_y - 0.36, desk.top_m + 0.06), (s * 0.4, 0.4, -1.0), pron=60.0
    )
    pose = replace(home, roll=s * 7.0, side=s * 8.0, rot=s * 12.0, pitch=5.0, neck_rot=s * 22.0)
    return set_gaze(replace_arm(pose, side, hand), 14.0)


def turned(home: Pose, side: str, deg: float) -> Pose:
    """Head and part of the chest turned to a side, `deg` in total."""
    s = SIGN[side]
    return replace(home, rot=s * 0.28 * deg, neck_rot=s * 0.72 * deg)


def second_screen(home: Pose, side: str, deg: float) -> Pose:
    """Head turned to another screen."""
    return replace(home, neck_rot=SIGN[side] * 0.9 * deg, rot=SIGN[side] * 0.1 * deg)


def glancing(home: Pose, deg: float) -> Pose:
    """Head lowered to the keys."""
    return set_gaze(home, deg)


def scratching(desk: Desk, home: Pose, side: str, chin: bool) -> Pose:
    """A hand at the side of the head, or at the chin."""
    s = SIGN[side]
    lean = replace(home, neck_side=0.0 if chin else s * 4.0)
    j = desk.fig.solve(lean).joints
    if chin:
        at = locate_mouth(j) + vec((s * 0.035, 0.0, -0.045))
    else:
        at = j[f"{side}_ear"] + vec((s * 0.03, 0.0, 0.05))
    hand = Reach(make_vec(at), (s * 0.9, -0.1, -0.9), pron=-20.0, wrist=10.0, curl=30.0)
    return _move_fingers_to(desk, replace_arm(lean, side, hand), side, at)


def rising(desk: Desk, home: Pose) -> Pose:
    """Pushing up from the chair, with the trunk forwards over the feet."""
    left, right = desk.lay_hand("left", 0.26, EDGE_Y - 0.06), desk.lay_hand("right", 0.26, -0.31)
    pose = replace(home, pitch=30.0, left_arm=left, right_arm=right)
    return set_gaze(slide_pelvis(pose, 0.0, -0.03), 12.0)


def hanging(pose: Pose) -> Pose:
    """Lets both arms hang."""
    arm = Angles(plane=30.0, elev=10.0, elbow=14.0, pron=20.0)
    return replace(pose, left_arm=arm, right_arm=arm)
