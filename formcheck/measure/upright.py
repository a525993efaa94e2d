"""Quantities of people standing or on a chair, most of them seen from the side.

From the side they are read in the picture, of one side, so that a spec can ask for the nearer one.
"Forward" is the way the chest faces, told by which shoulder the model puts nearer to the camera:
that holds with the trunk upright and with it folded onto the thighs.
"""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, ratio, wrap_deg
from formcheck.measure.head import EAR
from formcheck.measure.joints import ANKLE, ELBOW, HIP, SHOULDER, WRIST
from formcheck.measure.motion import head_speed, head_unrest, rise
from formcheck.measure.quantity import (
    FROM_SIDE,
    Compute,
    Quantity,
    Space,
    paired,
    plain,
    scaled,
    speed,
    square_on,
)
from formcheck.measure.scale import Baseline
from formcheck.measure.trunk import MIN_SIDEWAYS, facing

_NOSE = 0


def _forward(figure: Figure) -> float:
    """1 where the chest faces the right of the picture, -1 where its left.

    NaN within 20 degrees of facing the camera or away from it: forward does not show there.
    """
    share = math.sin(math.radians(facing(figure)))
    return math.copysign(1.0, share) if abs(share) >= MIN_SIDEWAYS else NAN


def _lean(figure: Figure, low: Vec2, high: Vec2) -> float:
    """Lean of the line from low to high, + forwards, 0 upright, degrees."""
    ahead = _forward(figure) * (high[0] - low[0])
    return math.degrees(math.atan2(ahead, low[1] - high[1]))


def head_pitch(figure: Figure, side: Side) -> float:
    """The nose below the level of the ear, as an angle: + the chin is down."""
    ear, nose = figure.image[EAR[side]], figure.image[_NOSE]
    return math.degrees(math.atan2(nose[1] - ear[1], _forward(figure) * (nose[0] - ear[0])))


def neck_lean(figure: Figure, side: Side) -> float:
    """Lean of the line from shoulder to ear, + forwards."""
    return _lean(figure, figure.image[SHOULDER[side]], figure.image[EAR[side]])


def trunk_lean(figure: Figure, side: Side) -> float:
    """Lean of the line from hip to shoulder of one side, + forwards."""
    return _lean(figure, figure.image[HIP[side]], figure.image[SHOULDER[side]])


def neck_to_trunk(figure: Figure, side: Side) -> float:
    """Lean of the neck beyond that of the trunk: 0 in line, + the head hangs, - it is lifted."""
    return wrap_deg(neck_lean(figure, side) - trunk_lean(figure, side))


def body_lean(figure: Figure, side: Side) -> float:
    """Lean of the line from ankle to shoulder, + forwards."""
    return _lean(figure, figure.image[ANKLE[side]], figure.image[SHOULDER[side]])


def body_bend(figure: Figure, side: Side) -> float:
    """Lean of the trunk beyond that of the legs: 0 one line, + the hips stick out behind."""
    legs = _lean(figure, figure.image[ANKLE[side]], figure.image[HIP[side]])
    return wrap_deg(trunk_lean(figure, side) - legs)


def forearm_lean(figure: Figure, side: Side) -> float:
    """Lean of the line from elbow to wrist, + forwards."""
    return _lean(figure, figure.image[ELBOW[side]], figure.image[WRIST[side]])


def hand_ahead(figure: Figure, side: Side) -> float:
    """Wrist in front of the shoulder of its side, over torso length."""
    ahead_px = figure.image[WRIST[side]][0] - figure.image[SHOULDER[side]][0]
    return ratio(_forward(figure) * ahead_px, figure.torso_px)


def elbow_back(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Elbow behind the line of the trunk at its shoulder, over the upper arm's length; - in front.

    Square to the trunk in the picture, because the shoulder is what moves: whoever leans back with
    the arms drawn back has them no less far back, though the elbows hang under the shoulders.
    """
    trunk = figure.trunk
    (sx, sy), (hx, hy) = trunk.mid_shoulder_px, trunk.mid_hip_px
    (ex, ey), (ox, oy) = figure.image[ELBOW[side]], figure.image[SHOULDER[side]]
    off_px = ratio((ex - ox) * (sy - hy) - (ey - oy) * (sx - hx), figure.torso_px)
    return ratio(_forward(figure) * off_px, baseline.values["upper_arm"] * figure.torso_px)


def _aside(name: str, unit: str, uses: tuple[str, ...], compute: Compute, meaning: str) -> Quantity:
    """One read in the picture from the side, where forward shows."""
    return paired(name, unit, Space.IMAGE, FROM_SIDE, uses, compute, meaning, blind=square_on)


QUANTITIES: tuple[Quantity, ...] = (
    _aside(
        "head_pitch_deg", "deg", ("ear", "nose", "shoulders"),
        plain(head_pitch),
        "The nose below the level of the ear: 0 is level, + is chin down. Best as a change.",
    ),
    _aside(
        "neck_lean_deg", "deg", ("shoulder", "ear", "shoulders"),
        plain(neck_lean),
        "Lean of the line from shoulder to ear: 0 is upright, + is forward.",
    ),
    _aside(
        "neck_to_trunk_deg", "deg", ("hip", "shoulder", "ear", "shoulders"),
        plain(neck_to_trunk),
        "Lean of the neck beyond the trunk: 0 is in line, + the head hangs, - it is lifted.",
    ),
    _aside(
        "trunk_lean_deg", "deg", ("hip", "shoulder", "shoulders"),
        plain(trunk_lean),
        "Lean of the line from hip to shoulder: 0 is upright, + is forward, 90 is level.",
    ),
    _aside(
        "body_lean_deg", "deg", ("ankle", "shoulder", "shoulders"),
        plain(body_lean),
        "Lean of the line from ankle to shoulder: 0 is upright, + is forward.",
    ),
    _aside(
        "body_bend_deg", "deg", ("ankle", "hip", "shoulder", "shoulders"),
        plain(body_bend),
        "Lean of the trunk beyond the legs: 0 is one line, + the hips stick out behind.",
    ),
    _aside(
        "forearm_lean_deg", "deg", ("elbow", "wrist", "shoulders"),
        plain(forearm_lean),
        "Lean of the line from elbow to wrist: 0 is upright, + is forward.",
    ),
    _aside(
        "hand_ahead_ratio", "ratio", ("wrist", "shoulders", "hips"),
        plain(hand_ahead),
        "Wrist in front of the shoulder, in torso lengths: 0 is level with it, - is behind.",
    ),
    _aside(
        "elbow_back_ratio", "ratio", ("elbow", "shoulders", "hips"),
        scaled(elbow_back),
        "Elbow behind the trunk at the shoulder, in upper-arm lengths: 0 in line, - is in front.",
    ),
    speed(
        "head_unrest_tl_s", ("nose",), head_unrest,
        "To and fro of the head in the last second: 0 is still or on one way.",
    ),
    speed(
        "head_speed_tl_s", ("nose",), head_speed,
        "Speed of the fastest of nose and ears: 0 is still.",
    ),
    speed(
        "rise_tl_s", ("shoulders", "hips"), rise,
        "How fast the shoulders come up: 0 is still, - is going down.",
    ),
)  # fmt: skip
"""The quantities of this module."""
