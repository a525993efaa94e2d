"""Resting on the back over a roll or two blocks: chest lifted, arms out, for minutes."""

from dataclasses import dataclass, replace

from synth.floor import MAT_M
from synth.moves.setup import Setup
from synth.pose import Pose, Vec
from synth.scene import Box
from synth.stance import Figure
from synth.things import CORK, Thing, make_cylinder, make_pillow

from .back import (
    lay_arms_out,
    make_rest_script,
    prop_on_elbows,
    raise_trunk,
    sit_up,
    use_plain_angles,
)

FAULTS = ("head-hangs", "sits-up", "arms-overhead")
TOWEL: Vec = (0.62, 0.56, 0.44)


@dataclass(frozen=True, slots=True)
class Support:
    """The support under the chest: the trunk's pitch and bend, the head's height, and the legs."""

    pitch: float
    high: float
    head_m: float
    knees_bent: bool


ROLL = Support(-72.0, -16.0, 0.08, knees_bent=False)
BLOCKS = Support(-72.0, -14.0, 0.10, knees_bent=True)


def _set_head_height(fig: Figure, pose: Pose, height_m: float) -> Pose:
    """Bends the neck until the head's lowest point is at a height above the mat."""
    return fig.close_gap(
        lambda x: replace(pose, neck_flex=x),
        lambda got: fig.find_lowest(got, "head", "neck03") - MAT_M - height_m,
        -75.0,
        60.0,
    )


def lie_over(fig: Figure, lying: Pose, support: Support) -> Pose:
    """Lying over the support with the head on its pillow or block, arms at 45 degrees."""
    pose = raise_trunk(fig, lying, support.pitch, low=-3.0, high=support.high)
    return lay_arms_out(fig, _set_head_height(fig, pose, support.head_m), 45.0)


def _make_roll(fig: Figure, pose: Pose) -> Thing:
    low, y = _find_lowest_point(fig, pose, "spine01", "spine02", "clavicle", "shoulder01")
    radius = max(low, 0.05) / 2
    return Thing(make_cylinder("roll", radius, 0.6, TOWEL), (0.0, y, radius), (1.0, 0.0, 0.0))


def _make_block(fig: Figure, pose: Pose, *bones: str) -> Box:
    low, y = _find_lowest_point(fig, pose, *bones)
    return Box((-0.11, y - 0.075, 0.012), (0.11, y + 0.075, low + 0.012), CORK)


def _find_lowest_point(fig: Figure, pose: Pose, *bones: str) -> tuple[float, float]:
    """Returns z and y of the lowest point of some bones."""
    part = fig.solve(pose).verts[fig.body.group(*bones)]
    at = part[part[:, 2].argmin()]
    return float(at[2]), float(at[1])


def _build(fig: Figure, support: Support, fault: str | None, hold_s: float) -> Setup:
    lying = fig.supine_knees_bent(112.0) if support.knees_bent else fig.supine()
    hold = lie_over(fig, lying, support)
    bad: Pose | None = None
    if fault == "head-hangs":
        bad = _set_head_height(fig, hold, 0.0)
    elif fault == "sits-up":
        bad = prop_on_elbows(fig, lying)
    elif fault == "arms-overhead":
        hold, bad = (
            use_plain_angles(fig, hold),
            use_plain_angles(fig, lay_arms_out(fig, hold, 152.0)),
        )
    script = make_rest_script(sit_up(fig, lying), hold, hold_s, fault, bad)
    boxes: tuple[Box, ...] = ()
    things: tuple[Thing, ...] = ()
    if support.knees_bent:
        boxes = (_make_block(fig, hold, "spine01", "spine02"),)
        if fault != "head-hangs":
            boxes = (*boxes, _make_block(fig, hold, "head"))
    else:
        things = (_make_roll(fig, hold),)
        if fault != "head-hangs":
            low, y = _find_lowest_point(fig, hold, "head")
            boxes = (make_pillow(0.0, y + 0.06, low - MAT_M),)
    return Setup(
        *(script, boxes, 90.0, 3.0, -0.1, 1.05),
        eye_m=(0.35, 0.6),
        wide_m=2.3,
        still=True,
        mat=True,
        things=things,
    )


def build_roll(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Over a rolled towel, legs long."""
    return _build(fig, ROLL, fault, hold_s)


def build_blocks(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Over two blocks, knees bent."""
    return _build(fig, BLOCKS, fault, hold_s)
