"""Where hands and elbows are against the body: crossing, height, distances, gaps."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import Vec2, along2, distance2, dot, ratio, sub
from formcheck.measure.head import EAR
from formcheck.measure.joints import ANKLE, ELBOW, HIP, KNEE, SHOULDER, SIGN, WRIST
from formcheck.measure.scale import Baseline

_NOSE = 0


def _shoulder_line(figure: Figure) -> Vec2:
    """From the right to the left shoulder in the picture: towards the person's left."""
    (lx, ly), (rx, ry) = figure.image[SHOULDER[Side.LEFT]], figure.image[SHOULDER[Side.RIGHT]]
    return (lx - rx, ly - ry)


def _width_px(figure: Figure, baseline: Baseline) -> float:
    return baseline.values["shoulder_width"] * figure.torso_px


def _forearm_px(figure: Figure, baseline: Baseline) -> float:
    return baseline.values["forearm"] * figure.torso_px


def _cross(figure: Figure, baseline: Baseline, joint: int, side: Side) -> float:
    trunk = figure.trunk
    leftward = dot(sub(figure.lifted[joint], trunk.mid_shoulder), trunk.left)
    return ratio(-SIGN[side] * leftward, _width_px(figure, baseline))


def wrist_cross(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist past mid-shoulder towards the other side, over shoulder width; + crossed."""
    return _cross(figure, baseline, WRIST[side], side)


def elbow_cross(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Elbow past mid-shoulder towards the other side, over shoulder width; + crossed."""
    return _cross(figure, baseline, ELBOW[side], side)


def elbow_to_midline(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Elbow past the nose towards the other side, over shoulder width; - on its own side."""
    leftward = along2(figure.image[_NOSE], figure.image[ELBOW[side]], _shoulder_line(figure))
    return ratio(-SIGN[side] * leftward, _width_px(figure, baseline))


def _height(figure: Figure, joint: int) -> float:
    return ratio(figure.trunk.mid_shoulder_px[1] - figure.image[joint][1], figure.torso_px)


def wrist_height(figure: Figure, side: Side) -> float:
    """Wrist above mid-shoulder in the picture, over torso length; + above, -1 about hip height."""
    return _height(figure, WRIST[side])


def elbow_height(figure: Figure, side: Side) -> float:
    """Elbow above mid-shoulder in the picture, over torso length; + above."""
    return _height(figure, ELBOW[side])


def _hand_to(figure: Figure, baseline: Baseline, side: Side, target: int) -> float:
    apart = distance2(figure.image[WRIST[side]], figure.image[target])
    return ratio(apart, _forearm_px(figure, baseline))


def hand_to_head(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist to the ear of the same side in the picture, over forearm length."""
    return _hand_to(figure, baseline, side, EAR[side])


def hand_to_other_elbow(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist to the other elbow in the picture, over forearm length."""
    return _hand_to(figure, baseline, side, ELBOW[side.other])


def hand_to_knee(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist to the knee of the same side in the picture, over forearm length."""
    return _hand_to(figure, baseline, side, KNEE[side])


def hand_to_other_knee(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist to the other knee in the picture, over forearm length."""
    return _hand_to(figure, baseline, side, KNEE[side.other])


def hand_behind(figure: Figure, side: Side) -> float:
    """Wrist behind mid-hip, opposite to where the hips face, over torso length; + behind.

    A weak measure: the hand behind the body is mostly guessed by the model, which puts it too far
    forward (a resting hand reads -0.4 where it is at -0.7, one behind the back -0.3 at +0.3).
    """
    points = figure.lifted
    left, right = points[HIP[Side.LEFT]], points[HIP[Side.RIGHT]]
    x, z = left[0] - right[0], left[2] - right[2]
    wrist, hip = points[WRIST[side]], figure.trunk.mid_hip
    behind = (hip[0] - wrist[0]) * z + (wrist[2] - hip[2]) * x
    return ratio(behind, math.hypot(x, z) * figure.torso_px)


def _apart(figure: Figure, baseline: Baseline, joint: dict[Side, int]) -> float:
    apart = distance2(figure.image[joint[Side.LEFT]], figure.image[joint[Side.RIGHT]])
    return ratio(apart, _width_px(figure, baseline))


def wrist_gap(figure: Figure, baseline: Baseline) -> float:
    """Distance between the wrists in the picture over shoulder width."""
    return _apart(figure, baseline, WRIST)


def elbow_gap(figure: Figure, baseline: Baseline) -> float:
    """Distance between the elbows in the picture over shoulder width."""
    return _apart(figure, baseline, ELBOW)


def knee_gap(figure: Figure, baseline: Baseline) -> float:
    """Distance between the knees in the picture over shoulder width."""
    return _apart(figure, baseline, KNEE)


def ankle_gap(figure: Figure, baseline: Baseline) -> float:
    """Distance between the ankles in the picture over shoulder width."""
    return _apart(figure, baseline, ANKLE)
