"""Cat-cow: on all fours the back rounds as the head drops, then sinks as the head lifts."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import Rep, Script, repeat
from synth.stance import Figure

from .ground import LONG, bend_spine, put_on_knees, set_hip_wide, set_shoulders_at

FAULTS = ("elbows-bend", "rocking", "hands-far", "head-only", "partial", "too-fast")
HALF_S, REST_S = 1.6, 0.5
QUICK_S = 0.6


def arch_back(
    fig: Figure,
    low: float,
    high: float,
    neck: float,
    back_deg: float = 0.0,
    ahead_m: float = 0.0,
    sink_m: float = 0.0,
) -> Pose:
    """On all fours with the spine bent as given and the hands where plain all fours has them.

    ahead_m: moves the hands forwards; sink_m: lowers the shoulders, bending the elbows.
    """
    hands = fig.all_fours()
    wrist = fig.solve(hands).joints["left_wrist"]
    arms = [fig.flat_hand(s, float(wrist[0]), float(wrist[1]) - ahead_m) for s in ("left", "right")]

    def make_pose(pitch: float) -> Pose:
        return put_on_knees(fig, set_hip_wide(fig), back_deg, bend_spine(pitch, low, high, neck))

    def place_shoulders(high_m: float) -> Pose:
        return set_shoulders_at(fig, high_m, make_pose)

    pose = place_shoulders(fig.palm_m + LONG * fig.arm_m - sink_m)
    for _ in range(3):  # arms lean when the bent spine pulls the shoulders back from the hands
        at = fig.solve(pose).joints["left_shoulder"]
        lean = float(at[1] - wrist[1]) + ahead_m
        flat = max((LONG * fig.arm_m) ** 2 - lean**2, 0.04)
        pose = place_shoulders(fig.palm_m + flat**0.5 - sink_m)
    return replace(pose, left_arm=arms[0], right_arm=arms[1])


def _make_script(
    fig: Figure, fault: str | None, cow: Pose, cat: Pose, half_s: float, counted: str = ""
) -> Script:
    """Four cycles, or fewer for some faults; counted: why they do not count, or ""."""
    to_cat, to_cow = (half_s, cat, "cat"), (half_s, cow, "cow")
    cycle = Rep((to_cat, (REST_S, cat, "cat"), to_cow, (REST_S, cow, "cow")), not counted, counted)
    enter = ((half_s * 0.75, cow, "cow"), (REST_S, cow, "cow"))
    n = {None: 4, "too-fast": 4, "partial": 3}.get(fault, 2)
    script = repeat(fig.all_fours(), [cycle] * n, fault, 0, enter, paced=half_s < HALF_S)
    if fault in {None, "rocking"}:
        return script
    return replace(script, fault_at=(1, 0.5))  # present from the first sinking on


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Cat and cow in turn."""
    cow, cat = arch_back(fig, -22.0, -20.0, -46.0), arch_back(fig, 34.0, 30.0, 26.0)
    half_s, counted = HALF_S, ""
    if fault == "elbows-bend":
        cow = arch_back(fig, -22.0, -20.0, -46.0, sink_m=0.12)
        cat = arch_back(fig, 34.0, 30.0, 26.0, sink_m=0.12)
        counted = "form"
    elif fault == "rocking":
        cow = arch_back(fig, -22.0, -20.0, -46.0, back_deg=-6.0)
        cat = arch_back(fig, 34.0, 30.0, 26.0, back_deg=34.0)
        counted = "form"
    elif fault == "hands-far":
        cow = arch_back(fig, -18.0, -16.0, -42.0, ahead_m=0.22)
        cat = arch_back(fig, 28.0, 24.0, 22.0, ahead_m=0.22)
        counted = "form"
    elif fault == "head-only":
        cow, cat = arch_back(fig, 0.0, 4.0, -50.0), arch_back(fig, 0.0, 4.0, 30.0)
        counted = "form"
    elif fault == "partial":
        cow, cat = arch_back(fig, -8.0, -8.0, -28.0), arch_back(fig, 10.0, 10.0, -4.0)
        counted = "partial"
    elif fault == "too-fast":
        half_s, counted = QUICK_S, "fast"
    return Setup(
        _make_script(fig, fault, cow, cat, half_s, counted),
        view_deg=90.0,
        distance_m=2.7,
        high_m=1.25,
        aim_y=-0.1,
        eye_m=(0.35, 0.6),
        wide_m=1.9,
        still=True,
        mat=True,
    )
