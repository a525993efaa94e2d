"""Quantities of turning, and of people on their side."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, distance2, mid2, ratio, sub
from formcheck.measure.head import head_turn
from formcheck.measure.joints import ANKLE, ELBOW, HIP, KNEE, SHOULDER, SIGN
from formcheck.measure.quantity import (
    ANY_VIEW,
    FROM_SIDE,
    FRONT,
    Quantity,
    Space,
    of_body,
    paired,
    plain,
    scaled,
    whole,
    whole_scaled,
)
from formcheck.measure.scale import Baseline
from formcheck.measure.trunk import facing

HEAD_SAYS = 0.5
"""How much the turn of the head counts beside the chest's own for which way the chest turned: the
head reads 40 degrees where the chest's depth reads 5 to 20 (rendered people, 36 degrees)."""

UPSIDE_DOWN_DEG = 135.0
"""Nobody who rolls on the back leans further: rendered people on their shoulder blades read 98."""


def ankle_cross(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Ankle past the other ankle towards the other side, over shoulder width; + crossed.

    By picture x, for somebody who faces the camera.
    """
    own, fellow = figure.image[ANKLE[side]][0], figure.image[ANKLE[side.other]][0]
    width = baseline.values["shoulder_width"] * figure.torso_px
    return ratio(SIGN[side] * (fellow - own), width)


def _narrowed(figure: Figure, baseline: Baseline, joint: dict[Side, int], name: str) -> float:
    """Width between two joints in the picture over the same at neutral.

    Both over the trunk's length, so that coming nearer changes nothing; but a trunk that looks
    shorter than at neutral leans, and is taken as long as it was.
    """
    width = distance2(figure.image[joint[Side.LEFT]], figure.image[joint[Side.RIGHT]])
    trunk_px = max(figure.torso_px, baseline.values.get("torso_px", NAN))
    return ratio(ratio(width, trunk_px), baseline.values.get(name, NAN))


def seen_turn(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Turn of the chest since neutral by how much narrower it looks, + towards this side.

    The arc cosine of the width of the shoulders in the picture over the same at neutral; which
    way, by the model's depth and by the head, which goes along. With the arms on or behind the
    head the depth shows a third of the turn, the width all of it: 36 true degrees read 28 to 37
    on rendered people, 22 read 16. Within 12 degrees of neutral it is noise.
    """
    share = _narrowed(figure, baseline, SHOULDER, "shoulder_width_seen")
    if math.isnan(share):
        return NAN
    head = head_turn(figure)
    leftward = facing(figure) + (0.0 if math.isnan(head) else HEAD_SAYS * head)
    way = SIGN[side] * ((leftward > 0.0) - (leftward < 0.0))
    return way * math.degrees(math.acos(min(share, 1.0)))


def hip_width(figure: Figure, baseline: Baseline) -> float:
    """Width of the hips in the picture over the same at neutral: 1 as wide, less is turned."""
    return _narrowed(figure, baseline, HIP, "hip_width_seen")


def hips_over_knees(figure: Figure) -> float:
    """Height of mid-hip above mid-knee in the picture over torso length."""
    knees = mid2(figure.image[KNEE[Side.LEFT]], figure.image[KNEE[Side.RIGHT]])
    return ratio(knees[1] - figure.trunk.mid_hip_px[1], figure.torso_px)


def opened(figure: Figure, baseline: Baseline) -> float:
    """Turn of the chest since neutral by how much narrower it looks, whichever way; >= 0.

    For somebody on their side who faced the camera: the head is no guide there to which way.
    """
    share = _narrowed(figure, baseline, SHOULDER, "shoulder_width_seen")
    return NAN if math.isnan(share) else math.degrees(math.acos(min(share, 1.0)))


def chest_open(figure: Figure, side: Side) -> float:
    """Turn of the chest out of the picture, + this side's shoulder the farther from the camera.

    By the model's depth against the width of the shoulders in the picture. Unlike that width alone
    it tells small turns, which hardly narrow the shoulders: on rendered people on their side, who
    began at -5 to -8 true degrees, 33 read 21 to 28 and 50 read 43 to 56.
    """
    x, y, z = sub(figure.lifted[SHOULDER[side]], figure.lifted[SHOULDER[side.other]])
    return math.degrees(math.atan2(z, math.hypot(x, y)))


def farther(figure: Figure, side: Side) -> float:
    """How much farther from the camera this side is than the other, over torso length; - nearer.

    Mean of shoulder and hip, by the model's depth: about 0.6 for somebody seen from the side.
    """
    z = [figure.lifted[joint[s]][2] for s in (side, side.other) for joint in (SHOULDER, HIP)]
    return ratio((z[0] + z[1] - z[2] - z[3]) / 2, figure.torso_px)


def knee_over_hip(figure: Figure, side: Side) -> float:
    """Height of the knee above the hip of its side in the picture over torso length."""
    rise = figure.image[HIP[side]][1] - figure.image[KNEE[side]][1]
    return ratio(rise, figure.torso_px)


def elbow_over_hips(figure: Figure, side: Side) -> float:
    """Height of the elbow above mid-hip in the picture over torso length.

    For somebody on all fours, whose hips stay: it holds the turn of the chest and the lift of the
    arm in one. Under the chest the model invents arm and shoulders, but still puts the elbow low:
    rendered people read -0.6 to 0 there, 0.25 to 0.5 with the arm level, and 1.4 to 1.7 with the
    elbow to the ceiling, where the slope of the shoulders mixes them up.
    """
    rise = figure.trunk.mid_hip_px[1] - figure.image[ELBOW[side]][1]
    return ratio(rise, figure.torso_px)


def roll_back(figure: Figure, side: Side) -> float:
    """Lean of this side's line from hip to shoulder backwards in the picture; - is forwards.

    For somebody who sits with this side to the camera. Of the near side alone, because curled up
    the model puts the far shoulder at the knees. NaN where the shoulder hangs below the hip: then
    the model has lost the person.
    """
    (sx, sy), (hx, hy) = figure.image[SHOULDER[side]], figure.image[HIP[side]]
    lean_deg = math.degrees(math.atan2(SIGN[side] * (sx - hx), hy - sy))
    return lean_deg if abs(lean_deg) < UPSIDE_DOWN_DEG else NAN


def under(figure: Figure, side: Side) -> float:
    """How much lower in the picture this side is than the other, over torso length; - is above.

    Mean of shoulder and hip: about 0.5 for somebody who lies on this side.
    """
    y = [figure.image[joint[s]][1] for s in (side, side.other) for joint in (SHOULDER, HIP)]
    return ratio((y[0] + y[1] - y[2] - y[3]) / 2, figure.torso_px)


QUANTITIES: tuple[Quantity, ...] = (
    paired(
        "ankle_cross_ratio", "ratio", Space.IMAGE, FRONT, ("ankles", "shoulders", "hips"),
        scaled(ankle_cross),
        "Ankle past the other ankle towards the other side, in shoulder widths: + is crossed, "
        "- is on its own side.",
    ),
    paired(
        "seen_turn_deg", "deg", Space.IMAGE, FRONT, ("shoulders", "hips"), scaled(seen_turn),
        "Turn of the chest by how narrow the shoulders look against neutral: + is to this side.",
        needs="neutral",
    ),
    of_body(
        "hip_width_ratio", "ratio", Space.IMAGE, FRONT, ("hips", "shoulders"),
        whole_scaled(hip_width),
        "Width of the hips in the picture against neutral: 1 is as wide, less is turned.",
        needs="neutral",
    ),
    of_body(
        "hips_over_knees_ratio", "ratio", Space.IMAGE, ANY_VIEW, ("hips", "knees", "shoulders"),
        whole(hips_over_knees),
        "Height of the hips above the knees in the picture, in torso lengths: less is lower.",
    ),
    paired(
        "chest_open_deg", "deg", Space.LIFTED, FRONT, ("shoulders",), plain(chest_open),
        "Turn of the chest out of the picture: 0 is flat in it, + this shoulder is turned away.",
    ),
    paired(
        "farther_ratio", "ratio", Space.LIFTED, ANY_VIEW, ("shoulders", "hips"), plain(farther),
        "How much farther from the camera this side of the trunk is than the other, in torso "
        "lengths: - is nearer.",
    ),
    paired(
        "knee_over_hip_ratio", "ratio", Space.IMAGE, ANY_VIEW, ("hip", "knee", "shoulders", "hips"),
        plain(knee_over_hip),
        "Height of the knee above the hip of its side in the picture, in torso lengths.",
    ),
    paired(
        "elbow_over_hips_ratio", "ratio", Space.IMAGE, ANY_VIEW, ("elbow", "shoulders", "hips"),
        plain(elbow_over_hips),
        "Height of the elbow above the hips in the picture, in torso lengths: - is below them.",
    ),
    paired(
        "roll_back_deg", "deg", Space.IMAGE, FROM_SIDE, ("shoulder", "hip"), plain(roll_back),
        "Lean of this side of the trunk backwards: 0 upright, 90 on the back, - leans forwards.",
    ),
    paired(
        "under_ratio", "ratio", Space.IMAGE, ANY_VIEW, ("shoulders", "hips"), plain(under),
        "How much lower in the picture this side of the trunk is than the other, in torso lengths: "
        "- is above it.",
    ),
    of_body(
        "opened_deg", "deg", Space.IMAGE, FRONT, ("shoulders", "hips"), whole_scaled(opened),
        "Turn of the chest by how narrow the shoulders look against neutral, whichever way: "
        "0 is as wide; never negative.",
        needs="neutral",
    ),
)  # fmt: skip
"""The quantities of this module."""
