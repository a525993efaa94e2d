"""Bridge, held or repeated: on the back with planted feet, hips raised in line with the body."""

from dataclasses import dataclass, replace

import numpy as np

from synth.geometry import vec
from synth.moves.setup import Setup
from synth.pose import Pose, shift_pose
from synth.rig import Posed
from synth.script import Rep, Script, add_fault, hold_well, hold_wrong, repeat
from synth.stance import Figure

HELD_FAULTS = ("head-turned", "feet-far", "over-arched", "hips-low")
REP_FAULTS = ("head-turned", "feet-far", "over-arched", "hips-low", "short-squeeze", "dropped")
UPPER = ("clavicle", "shoulder01", "spine01", "spine02")
NEAR_DEG, FAR_DEG = 118.0, 84.0  # bend of the knees at rest with near and far feet


@dataclass(frozen=True, slots=True)
class Lift:
    """Shape of a bridge: where the hips end up and how the spine bends.

    line_tl: hips above the line from shoulders to knees, trunk lengths; arch: backward bend of the
    lower spine.
    """

    line_tl: float = 0.0
    arch: float = 4.0
    knee: float = NEAR_DEG
    head_rot: float = 0.0


def measure_line_tl(got: Posed) -> float:
    """Returns the hips' height above the line from shoulders to knees, in trunk lengths."""
    j = got.joints

    def find_middle(name: str) -> tuple[float, float]:
        at = (j[f"left_{name}"] + j[f"right_{name}"]) / 2
        return float(at[1]), float(at[2])

    (sy, sz), (hy, hz), (ky, kz) = find_middle("shoulder"), find_middle("hip"), find_middle("knee")
    across, up = ky - sy, kz - sz
    off = (hy - sy) * up - (hz - sz) * across
    return off / float(np.hypot(across, up) * np.hypot(hy - sy, hz - sz))


def lie_down(fig: Figure, lift: Lift) -> Pose:
    """At rest: knees bent, arms beside the trunk."""
    return fig.supine_knees_bent(lift.knee)


def raise_hips(fig: Figure, rest: Pose, lift: Lift) -> Pose:
    """Raises the hips; shoulders, head, arms and feet stay in place."""
    at = _measure_shoulder_y(fig, rest)

    def make_pose(tilt: float) -> Pose:
        tilted = replace(rest, pitch=-90.0 - tilt, low=-lift.arch, high=0.35 * tilt)
        pose = fig.set_down(tilted, *UPPER)
        moved = _measure_shoulder_y(fig, pose)
        return shift_pose(pose, vec((0.0, at - moved, 0.0)))

    pose = fig.close_gap(make_pose, lambda got: measure_line_tl(got) - lift.line_tl, 2.0, 55.0)
    pose = replace(pose, neck_rot=lift.head_rot)
    return fig.lower_head(pose, -40.0, 85.0)


def _measure_shoulder_y(fig: Figure, pose: Pose) -> float:
    j = fig.solve(pose).joints
    return float(j["left_shoulder"][1] + j["right_shoulder"][1]) / 2


GOOD = Lift()
WRONG = {
    "head-turned": Lift(head_rot=62.0),
    "feet-far": Lift(knee=FAR_DEG),
    "over-arched": Lift(line_tl=0.2, arch=34.0),
    "hips-low": Lift(line_tl=-0.26, arch=0.0),
}
UP_S, SQUEEZE_S, DOWN_S, REST_S = 1.3, 5.5, 1.5, 0.8
SHORT_S, DROP_S, LOW_S = 1.6, 0.32, 1.5


def _make_hold_script(fig: Figure, fault: str | None, hold_s: float) -> Script:
    lift = WRONG.get(fault or "", GOOD)
    rest = lie_down(fig, lift)
    if fault in ("feet-far", "hips-low"):
        return hold_wrong(rest, fault, raise_hips(fig, rest, lift))
    hold = raise_hips(fig, rest, GOOD)
    if fault is None:
        return hold_well(rest, hold, hold_s)
    return add_fault(rest, hold, fault, raise_hips(fig, rest, lift))


def _make_rep_script(fig: Figure, fault: str | None) -> Script:
    lift = WRONG.get(fault or "", GOOD)
    rest = lie_down(fig, lift)
    top = raise_hips(fig, rest, lift)
    squeeze_s = {"short-squeeze": SHORT_S, "hips-low": LOW_S}.get(fault or "", SQUEEZE_S)
    down_s = DROP_S if fault == "dropped" else DOWN_S
    reason = {"hips-low": "partial", "short-squeeze": "short", "dropped": ""}.get(
        fault or "", "form"
    )
    rep = Rep(
        (
            (UP_S, top, "out"),
            (squeeze_s, top, "far"),
            (down_s, rest, "back"),
            (REST_S, rest, "near"),
        ),
        counted=fault in (None, "dropped", "short-squeeze"),
        reason="" if fault is None else reason,
    )
    count = 3 if fault in (None, "hips-low", "short-squeeze") else 2
    return repeat(rest, [rep] * count, fault, paced=fault == "dropped")


def _make_setup(script: Script) -> Setup:
    return Setup(
        script, (), 90.0, 3.0, -0.1, 0.95, eye_m=(0.35, 0.6), wide_m=2.2, still=True, mat=True
    )


def build_held(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Bridge pose."""
    return _make_setup(_make_hold_script(fig, fault, hold_s))


def build_repeated(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Bridge repetitions."""
    return _make_setup(_make_rep_script(fig, fault))
