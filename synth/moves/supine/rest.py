"""Lying with the knees bent for minutes: lower back press, tennis balls."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import Script
from synth.stance import Figure
from synth.things import Thing, make_ball

from .back import make_rest_script, prop_on_elbows, sit_up
from .bridge import Lift, raise_hips

PRESS_FAULTS = ("sits-up", "hips-up", "legs-long")
BALL_FAULTS = ("sits-up", "head-lifted")
BALL_M = 0.03


def _make_setup(script: Script, things: tuple[Thing, ...] = ()) -> Setup:
    return Setup(
        *(script, (), 90.0, 3.0, -0.1, 1.05),
        eye_m=(0.35, 0.6),
        wide_m=2.2,
        still=True,
        mat=True,
        things=things,
    )


def build_press(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Lower back press."""
    lying = fig.supine_knees_bent(108.0)
    sat, bad = sit_up(fig, lying), None
    if fault == "sits-up":
        bad = prop_on_elbows(fig, lying)
    elif fault == "hips-up":
        bad = raise_hips(fig, lying, Lift(line_tl=-0.24, arch=0.0))
    elif fault == "legs-long":
        bad = fig.supine()
    return _make_setup(make_rest_script(sat, lying, hold_s, fault, bad))


def _lift_head(pose: Pose) -> Pose:
    return replace(pose, neck_flex=34.0, high=9.0)


def _build_on_balls(fig: Figure, at: tuple[float, ...], fault: str | None, hold_s: float) -> Setup:
    lying = fig.supine_knees_bent(108.0)
    hold = replace(lying, high=-5.0, pitch=lying.pitch + 2.0)
    hold = fig.lower_head(fig.set_down(hold, "root", "pelvis", "upperleg01"))
    y = float(fig.solve(hold).joints["left_shoulder"][1]) - 0.14
    bad = {"sits-up": lambda: prop_on_elbows(fig, lying), "head-lifted": lambda: _lift_head(hold)}
    script = make_rest_script(
        sit_up(fig, lying), hold, hold_s, fault, bad[fault]() if fault else None
    )
    return _make_setup(script, tuple(make_ball((x, y, BALL_M + 0.012)) for x in at))


def build_one_ball(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """A ball on the left of the spine."""
    return _build_on_balls(fig, (0.06,), fault, hold_s)


def build_two_balls(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """A ball on each side of the spine."""
    return _build_on_balls(fig, (0.06, -0.06), fault, hold_s)
