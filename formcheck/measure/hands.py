"""Where hands and elbows are against the body: crossing, height, distances, gaps."""

from __future__ import annotations

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import Vec2, along2, distance2, dot, ratio, sub
from formcheck.measure.head import EAR
from formcheck.measure.joints import ANKLE, ELBOW, KNEE, SHOULDER, SIGN, WRIST
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


def _cross(figure: Figure, baseline: Baseline, joint: int, origin: Vec2, side: Side) -> float:
    leftward = along2(origin, figure.image[joint], _shoulder_line(figure))
    return ratio(-SIGN[side] * leftward, _width_px(figure, baseline))


def wrist_cross(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist past mid-shoulder towards the other side, over shoulder width; + crossed."""
    return _cross(figure, baseline, WRIST[side], figure.trunk.mid_shoulder_px, side)


def elbow_cross(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Elbow past mid-shoulder towards the other side, over shoulder width; + crossed."""
    return _cross(figure, baseline, ELBOW[side], figure.trunk.mid_shoulder_px, side)


def elbow_to_midline(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Elbow past the nose towards the other side, over shoulder width; - on its own side."""
    return _cross(figure, baseline, ELBOW[side], figure.image[_NOSE], side)


def _height(figure: Figure, joint: int) -> float:
    return ratio(figure.trunk.mid_shoulder_px[1] - figure.image[joint][1], figure.torso_px)


def wrist_height(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist above mid-shoulder in the picture, over torso length; + above, -1 about hip height."""
    return _height(figure, WRIST[side])


def elbow_height(figure: Figure, baseline: Baseline, side: Side) -> float:
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


def hand_behind(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist behind mid-hip along the trunk's forward direction, over torso length; + behind."""
    trunk = figure.trunk
    behind = -dot(sub(figure.lifted[WRIST[side]], trunk.mid_hip), trunk.forward)
    return ratio(behind, figure.torso_px)


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
