"""The body on the picture: bones and joints coloured by what is wanted of them, angle arcs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.body import BONES, Landmark, Side
from formcheck.draw.canvas import CORRECT, GOOD, INK, PLAIN, UNSEEN, Canvas, Point
from formcheck.measure import CATALOGUE, Definition, Of
from formcheck.measure.readings import landmarks_of
from formcheck.run.words import rounded_deg

Landmarks = NDArray[np.floating[Any]]
Bone = tuple[Landmark, Landmark]


class Tone(Enum):
    """How a part of the body is drawn; the later one wins where measures share a part."""

    PLAIN = 0
    UNSEEN = 1
    GOOD = 2
    CORRECT = 3


_COLOURS = {
    Tone.PLAIN: PLAIN,
    Tone.UNSEEN: UNSEEN,
    Tone.GOOD: GOOD,
    Tone.CORRECT: CORRECT,
}
_BONE_UNITS = {Tone.PLAIN: 0.45, Tone.UNSEEN: 0.6, Tone.GOOD: 0.8, Tone.CORRECT: 1.35}
"""Thickness in canvas units: what is to be corrected is also the thickest line."""
_TORSO_RATIO = 0.055
"""No line is thicker than this share of the torso: somebody far away is not painted over."""
MOST_ARCS = 3
_SMALLEST_ARC_DEG = 10.0
_SHORTEST_ARM_UNITS = 7.0
"""A limb that is shorter in the picture points at the camera or is far away: no arc fits on it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One measure as it is to be shown. value is NaN where it could not be seen."""

    definition: Definition
    value: float
    tone: Tone


_SIDES: dict[Of, tuple[Side | None, ...]] = {
    Of.BODY: (None,),
    Of.LEFT: (Side.LEFT,),
    Of.RIGHT: (Side.RIGHT,),
}
_PARENTS = {
    f"{side}_{joint}": f"{side}_{parent}"
    for side in ("LEFT", "RIGHT")
    for joint, parent in (
        ("ELBOW", "SHOULDER"),
        ("WRIST", "ELBOW"),
        ("KNEE", "HIP"),
        ("ANKLE", "KNEE"),
    )
}


def subject_of(definition: Definition) -> tuple[Landmark, ...]:
    """The landmarks a measure is about: those it uses, without the trunk it is measured against."""
    quantity = CATALOGUE[definition.quantity]
    if quantity.moving is not None:
        return ()
    found: dict[Landmark, None] = {}
    for side in _SIDES.get(definition.of, (Side.LEFT, Side.RIGHT)):
        landmarks = landmarks_of(quantity, side)
        reference = {lm for lm in landmarks if lm.name.endswith(("_SHOULDER", "_HIP"))}
        own = [lm for lm in landmarks if lm not in reference]
        if quantity.id == "shrug_ratio" and side is not None:
            own = [side.landmark("shoulder")]
        found |= dict.fromkeys(own or landmarks)
    return tuple(found)


def bones_of(subject: tuple[Landmark, ...]) -> tuple[Bone, ...]:
    """The bones that show a measure: those ending at its joints, or lying within the trunk."""
    inside = set(subject)
    ends = {(Landmark[_PARENTS[lm.name]], lm) for lm in subject if lm.name in _PARENTS}
    trunk = {bone for bone in BONES if set(bone) <= inside and bone[1].name not in _PARENTS}
    return tuple(bone for bone in BONES if bone in ends | trunk)


def draw_skeleton(canvas: Canvas, image_px: Landmarks, marks: tuple[Mark, ...]) -> None:
    """Draws what is seen of the body: every bone between seen joints, coloured by the marks.

    image_px (33, 2) in the canvas's pixels, NaN where not seen.
    """
    bones: dict[Bone, Tone] = dict.fromkeys(BONES, Tone.PLAIN)
    joints: dict[Landmark, Tone] = {}
    for mark in marks:
        subject = subject_of(mark.definition)
        for bone in bones_of(subject):
            bones[bone] = max(bones[bone], mark.tone, key=lambda tone: tone.value)
        for joint in subject:
            joints[joint] = max(joints.get(joint, Tone.PLAIN), mark.tone, key=lambda t: t.value)
    most_px = _TORSO_RATIO * _torso_px(image_px)
    for bone, tone in sorted(bones.items(), key=lambda item: item[1].value):
        _draw_bone(canvas, image_px, bone, tone, most_px)
    plain = {end for bone in BONES for end in bone} - set(joints)
    for joint in plain:
        _draw_joint(canvas, image_px, joint, Tone.PLAIN, most_px, 0.55)
    for joint, tone in sorted(joints.items(), key=lambda item: item[1].value):
        _draw_joint(canvas, image_px, joint, tone, most_px, 0.8 if tone is Tone.PLAIN else 1.15)


def draw_arcs(canvas: Canvas, image_px: Landmarks, marks: tuple[Mark, ...]) -> None:
    """Draws the angles that matter, most pressing first, each with its value to 5 degrees."""
    shown = [mark for mark in marks if _has_arc(mark)]
    shown.sort(key=lambda mark: -mark.tone.value)
    labels: list[Point] = []
    for mark in shown[:MOST_ARCS]:
        corner = _corner_of(mark.definition, image_px)
        if corner is not None:
            _draw_arc(canvas, corner, mark, labels)


def _has_arc(mark: Mark) -> bool:
    """Whether the angle is worth an arc: it is wrong, or good and wide enough to be seen.

    A change since a calibration is not the angle in the picture: only told when it is wrong.
    """
    if math.isnan(mark.value):
        return False
    good = mark.tone is Tone.GOOD and not mark.definition.since
    return mark.tone is Tone.CORRECT or (good and abs(mark.value) >= _SMALLEST_ARC_DEG)


@dataclass(frozen=True, slots=True)
class _Corner:
    """An angle in the picture: at vertex, between two directions (length 1)."""

    vertex: Point
    start: Point
    end: Point
    arm_px: float


def _corner_of(definition: Definition, image_px: Landmarks) -> _Corner | None:
    """Where the angle of a measure lies in the picture; None where it lies in no picture plane."""
    side = _SIDES.get(definition.of, (None,))[0]

    def at(joint: str) -> Point:
        assert side is not None  # noqa: S101 - only joints of one side are asked for
        x, y = image_px[side.landmark(joint)]
        return float(x), float(y)

    match definition.quantity:
        case "elbow_flexion_deg" if side:
            return _bend(at("shoulder"), at("elbow"), at("wrist"))
        case "knee_flexion_deg" if side:
            return _bend(at("hip"), at("knee"), at("ankle"))
        case "hip_flexion_deg" if side:
            return _bend(at("shoulder"), at("hip"), at("knee"))
        case "shoulder_elevation_deg" if side:
            return _between(at("shoulder"), at("hip"), at("elbow"))
        case "trunk_incl_deg" | "trunk_forward_deg" | "lean_to_side_deg":
            hips, shoulders = _middle(image_px, "HIP"), _middle(image_px, "SHOULDER")
            return _between(hips, (hips[0], hips[1] - math.dist(hips, shoulders)), shoulders)
    return None


def _bend(upper: Point, joint: Point, lower: Point) -> _Corner | None:
    """A bend: from where the upper bone would go on straight, to the lower bone."""
    straight_on = (2 * joint[0] - upper[0], 2 * joint[1] - upper[1])
    return _between(joint, straight_on, lower)


def _between(vertex: Point, start_to: Point, end_to: Point) -> _Corner | None:
    start, end = _direction(vertex, start_to), _direction(vertex, end_to)
    if start is None or end is None:
        return None
    return _Corner(vertex, start, end, math.dist(vertex, end_to))


def _direction(origin: Point, target: Point) -> Point | None:
    length = math.dist(origin, target)
    if not length > 1.0:  # also where a point is NaN
        return None
    return (target[0] - origin[0]) / length, (target[1] - origin[1]) / length


def _draw_arc(canvas: Canvas, corner: _Corner, mark: Mark, labels: list[Point]) -> None:
    if corner.arm_px < _SHORTEST_ARM_UNITS * canvas.unit:
        return
    radius = max(3.0 * canvas.unit, min(7.0 * canvas.unit, 0.4 * corner.arm_px))
    begin = math.atan2(corner.start[1], corner.start[0])
    sweep = math.remainder(math.atan2(corner.end[1], corner.end[0]) - begin, math.tau)
    count = max(2, round(abs(sweep) / math.radians(4)))
    points = [_at(corner.vertex, radius, begin + sweep * i / count) for i in range(count + 1)]
    thick = (0.75 if mark.tone is Tone.CORRECT else 0.5) * canvas.unit
    colour = _COLOURS[mark.tone]
    canvas.dashes(corner.vertex, points[0], PLAIN, 0.3 * canvas.unit)
    canvas.path(points, INK, thick + 0.5 * canvas.unit)
    canvas.path(points, colour, thick)
    label = _at(corner.vertex, radius + 3.4 * canvas.unit, begin + sweep / 2)
    if all(math.dist(label, other) > 6 * canvas.unit for other in labels):
        canvas.cased_text(label, f"{rounded_deg(mark.value)}°", 3.4 * canvas.unit, colour)
        labels.append(label)


def _at(centre: Point, radius: float, angle_rad: float) -> Point:
    return centre[0] + radius * math.cos(angle_rad), centre[1] + radius * math.sin(angle_rad)


def _draw_bone(canvas: Canvas, image_px: Landmarks, bone: Bone, tone: Tone, most_px: float) -> None:
    ends = image_px[list(bone)]
    if np.isnan(ends).any():
        return
    start, end = (float(ends[0, 0]), float(ends[0, 1])), (float(ends[1, 0]), float(ends[1, 1]))
    thick = min(_BONE_UNITS[tone] * canvas.unit, most_px)
    if tone is Tone.UNSEEN:
        canvas.dashes(start, end, UNSEEN, thick)
        return
    canvas.line(start, end, INK, thick + max(1.0, 0.35 * thick) + 1)
    canvas.line(start, end, _COLOURS[tone], thick)


def _draw_joint(
    canvas: Canvas,
    image_px: Landmarks,
    joint: Landmark,
    tone: Tone,
    most_px: float,
    units: float,
) -> None:
    x, y = (float(v) for v in image_px[joint])
    if math.isnan(x):
        return
    radius = min(units * canvas.unit, 1.5 * most_px)
    canvas.dot((x, y), radius + max(1.0, 0.25 * radius), INK)
    canvas.dot((x, y), radius, _COLOURS[tone])
    if tone is Tone.UNSEEN:
        canvas.dot((x, y), radius * 0.5, INK)


def _middle(image_px: Landmarks, joint: str) -> Point:
    x, y = (image_px[Landmark[f"LEFT_{joint}"]] + image_px[Landmark[f"RIGHT_{joint}"]]) / 2
    return float(x), float(y)


def _torso_px(image_px: Landmarks) -> float:
    """Length of the torso in the picture; without bounds where it is not seen."""
    length = math.dist(_middle(image_px, "SHOULDER"), _middle(image_px, "HIP"))
    return length if length > 0 else math.inf
