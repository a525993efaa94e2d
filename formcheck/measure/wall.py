"""Forearm against the calibrated wall line. The wall itself is never seen: only its line."""

from __future__ import annotations

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, angle_deg, distance2, off_line2, ratio
from formcheck.measure.joints import ELBOW, WRIST
from formcheck.measure.scale import Baseline, WallLine


def _line(baseline: Baseline, side: Side) -> WallLine | None:
    wall = baseline.wall
    return wall if wall is not None and wall.side is side else None


def _off_wall(figure: Figure, baseline: Baseline, side: Side, joint: int) -> float:
    wall = _line(baseline, side)
    if wall is None:
        return NAN
    return ratio(off_line2(figure.image[joint], wall.point, wall.direction), wall.forearm_px)


def wall_elbow(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Distance of the elbow from the wall line in the picture, over forearm length."""
    return _off_wall(figure, baseline, side, ELBOW[side])


def wall_wrist(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Distance of the wrist from the wall line in the picture, over forearm length."""
    return _off_wall(figure, baseline, side, WRIST[side])


def wall_angle(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Unsigned angle between the forearm in the picture and the wall line; 0 along it."""
    wall = _line(baseline, side)
    if wall is None:
        return NAN
    elbow, wrist = figure.image[ELBOW[side]], figure.image[WRIST[side]]
    forearm = (wrist[0] - elbow[0], wrist[1] - elbow[1], 0.0)
    return angle_deg(forearm, (*wall.direction, 0.0))


def elbow_drift(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Movement of the elbow in the picture since the wall line, over forearm length."""
    wall = _line(baseline, side)
    if wall is None:
        return NAN
    return ratio(distance2(figure.image[ELBOW[side]], wall.elbow), wall.forearm_px)


def wrist_drift(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Movement of the wrist in the picture since the wall line, over forearm length."""
    wall = _line(baseline, side)
    if wall is None:
        return NAN
    return ratio(distance2(figure.image[WRIST[side]], wall.wrist), wall.forearm_px)
