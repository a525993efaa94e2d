"""Builds the shapes to draw for a body: bones, joints, angle arcs with their target band. Pure.

Coordinates are pixels of the image drawn on, x right and y down; angles are radians from the x axis
towards the y axis. Window, video and page draw the same shapes. For a mirrored image, mirror the
landmarks first: the arcs are then mirrored too, but not their labels.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import BONES, Landmark, Side
from formcheck.core.kinematics import Definition
from formcheck.core.kinematics.readings import list_landmarks
from formcheck.library.words import round_deg
from formcheck.output.draw.canvas import Point, find_point_at
from formcheck.output.draw.marks import Mark, MarkTone, find_bones, find_subject, rank_tone

Landmarks = NDArray[np.floating[Any]]
Part = TypeVar("Part")

_BONE_UNITS = {
    MarkTone.FAINT: 0.3,
    MarkTone.PLAIN: 0.45,
    MarkTone.UNJUDGED: 0.6,
    MarkTone.GOOD: 0.8,
    MarkTone.CORRECT: 1.35,
}
"""Line width in hundredths of the image's shorter side: what to correct is also the thickest."""
_TORSO_RATIO = 0.055
"""Maximum line width relative to the torso, so that lines do not hide a person far away."""
MOST_ARCS = 3
LABEL_UNITS = (10.0, 6.0)
"""Width and height of an arc's label ("120°" on its plate) with a margin, in units."""
_SMALLEST_ARC_DEG = 10.0
_SHORTEST_ARM_UNITS = 7.0
"""A limb shorter than this in the image points at the camera or is far away: no room for an arc."""
_LIMITS_DEG = {
    "trunk_incl": (0.0, 90.0),
    "trunk_incl_sagittal": (-90.0, 90.0),
    "trunk_incl_frontal": (-90.0, 90.0),
}
"""Ranges of these measures; other angles with an arc range from 0 to 180."""
_FACE = frozenset(Landmark(number) for number in range(Landmark.LEFT_SHOULDER))
"""Nose, eyes, ears and mouth, which precede the shoulders in the model's order."""


@dataclass(frozen=True, slots=True)
class Bone:
    """A line from start to end."""

    start: Point
    end: Point
    tone: MarkTone
    thick_px: float


@dataclass(frozen=True, slots=True)
class Joint:
    """A disc."""

    at: Point
    tone: MarkTone
    radius_px: float


@dataclass(frozen=True, slots=True)
class Arc:
    """An angle: its zero line is at start_rad, the limb at start_rad + sweep_rad.

    The required band lies on the same circle and is shaded; its sweep is 0 if there is none.
    value_deg, rounded to the accuracy, is written at label if labelled.
    """

    centre: Point
    radius_px: float
    start_rad: float
    sweep_rad: float
    band_start_rad: float
    band_sweep_rad: float
    tone: MarkTone
    thick_px: float
    value_deg: int
    label: Point
    labelled: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """All shapes in drawing order: bones, then joints, then arcs."""

    bones: tuple[Bone, ...]
    joints: tuple[Joint, ...]
    arcs: tuple[Arc, ...]


def build_sketch(image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float) -> Sketch:
    """Returns the shapes of the visible body, with tones from the marks.

    image_px (33, 2) in pixels, NaN if not visible; unit_px is 1/100 of the image's shorter side.
    """
    torso_px = math.dist(_find_middle(image_px, "SHOULDER"), _find_middle(image_px, "HIP"))
    most_px = _TORSO_RATIO * torso_px if torso_px > 0 else math.inf  # NaN if not visible
    return Sketch(
        bones=_build_bones(image_px, marks, unit_px, most_px),
        joints=_build_joints(image_px, marks, unit_px, most_px),
        arcs=_build_arcs(image_px, marks, unit_px),
    )


def _build_bones(
    image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float, most_px: float
) -> tuple[Bone, ...]:
    toned = [(pair, MarkTone.FAINT) for pair in BONES]
    for mark in marks:
        toned += [(pair, mark.tone) for pair in find_bones(find_subject(mark.definition))]
    return tuple(
        Bone(
            start=_read_point(image_px, start),
            end=_read_point(image_px, end),
            tone=tone,
            thick_px=min(_BONE_UNITS[tone] * unit_px, most_px),
        )
        for (start, end), tone in _rank_parts(toned)
        if not np.isnan(image_px[[start, end]]).any()
    )


def _build_joints(
    image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float, most_px: float
) -> tuple[Joint, ...]:
    """Returns the joints used; of the face, which discs would hide, only those to be corrected."""
    toned = [(joint, mark.tone) for mark in marks for joint in find_subject(mark.definition)]
    return tuple(
        Joint(
            at=_read_point(image_px, joint),
            tone=tone,
            radius_px=min(_choose_joint_units(joint, tone) * unit_px, 1.5 * most_px),
        )
        for joint, tone in _rank_parts(toned)
        if not np.isnan(image_px[joint]).any() and (tone is MarkTone.CORRECT or joint not in _FACE)
    )


def _rank_parts(toned: Iterable[tuple[Part, MarkTone]]) -> list[tuple[Part, MarkTone]]:
    """Returns each part once with its highest-ranked tone, sorted by ascending rank."""
    tones: dict[Part, MarkTone] = {}
    for part, tone in toned:
        tones[part] = max(tones.get(part, tone), tone, key=rank_tone)
    return sorted(tones.items(), key=lambda item: rank_tone(item[1]))


def _choose_joint_units(joint: Landmark, tone: MarkTone) -> float:
    """Returns the radius in hundredths of the image's shorter side: small on the face."""
    if joint in _FACE:
        return 0.6
    return 0.8 if tone is MarkTone.PLAIN else 1.15


def _build_arcs(image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float) -> tuple[Arc, ...]:
    """Returns at most MOST_ARCS arcs, most urgent first; overlapping labels are left out."""
    shown = sorted(filter(_has_arc, marks), key=lambda mark: -rank_tone(mark.tone))
    arcs: list[Arc] = []
    for mark in shown[:MOST_ARCS]:
        corner = _find_corner(mark.definition, image_px)
        if corner is not None and corner.arm_px >= _SHORTEST_ARM_UNITS * unit_px:
            arcs.append(_build_arc(corner, mark, unit_px, arcs))
    return tuple(arcs)


def _has_arc(mark: Mark) -> bool:
    """Whether the measure is wrong, or right and large enough to see; a change only if wrong."""
    if math.isnan(mark.value):
        return False
    good = mark.tone is MarkTone.GOOD and not mark.definition.since
    return mark.tone is MarkTone.CORRECT or (good and abs(mark.value) >= _SMALLEST_ARC_DEG)


class _Corner(NamedTuple):
    """An angle in the image: its vertex, start and sweep, and the length of the limb."""

    vertex: Point
    start_rad: float
    sweep_rad: float
    arm_px: float


def _find_corner(definition: Definition, image_px: Landmarks) -> _Corner | None:
    """Returns the angle of a measure in the image; None if the measure is no angle in its plane."""
    match definition.measure:
        case "elbow_flexion" | "knee_flexion" | "hip_flexion":
            joints = list_landmarks(definition.measure, definition.of)
            upper, joint, lower = (_read_point(image_px, one) for one in joints)
            straight_on = (2 * joint[0] - upper[0], 2 * joint[1] - upper[1])
            return _measure_corner(joint, straight_on, lower)
        case "shoulder_elevation":
            ends = map(definition.of.landmark, ("shoulder", "hip", "elbow"))
            return _measure_corner(*(_read_point(image_px, one) for one in ends))
        case "trunk_incl" | "trunk_incl_sagittal" | "trunk_incl_frontal":
            hips, shoulders = _find_middle(image_px, "HIP"), _find_middle(image_px, "SHOULDER")
            above = (hips[0], hips[1] - math.dist(hips, shoulders))
            return _measure_corner(hips, above, shoulders)
    return None


def _measure_corner(vertex: Point, start_to: Point, end_to: Point) -> _Corner | None:
    start_px, arm_px = math.dist(vertex, start_to), math.dist(vertex, end_to)
    if not (start_px > 1.0 and arm_px > 1.0):  # also if a point is NaN
        return None
    start = math.atan2(start_to[1] - vertex[1], start_to[0] - vertex[0])
    end = math.atan2(end_to[1] - vertex[1], end_to[0] - vertex[0])
    return _Corner(vertex, start, math.remainder(end - start, math.tau), arm_px)


def _build_arc(corner: _Corner, mark: Mark, unit_px: float, others: list[Arc]) -> Arc:
    radius = max(3.0 * unit_px, min(7.0 * unit_px, 0.4 * corner.arm_px))
    middle = corner.start_rad + corner.sweep_rad / 2
    label = find_point_at(corner.vertex, radius + 3.4 * unit_px, middle)
    band_start, band_sweep = _place_band(corner, mark)
    return Arc(
        centre=corner.vertex,
        radius_px=radius,
        start_rad=corner.start_rad,
        sweep_rad=corner.sweep_rad,
        band_start_rad=band_start,
        band_sweep_rad=band_sweep,
        tone=mark.tone,
        thick_px=(0.75 if mark.tone is MarkTone.CORRECT else 0.5) * unit_px,
        value_deg=round_deg(mark.value),
        label=label,
        labelled=not any(o.labelled and _is_hidden(label, o.label, unit_px) for o in others),
    )


def _is_hidden(label: Point, by: Point, unit_px: float) -> bool:
    """Whether labels at these two places would overlap."""
    return all(
        abs(here - there) < room * unit_px
        for here, there, room in zip(label, by, LABEL_UNITS, strict=True)
    )


def _place_band(corner: _Corner, mark: Mark) -> tuple[float, float]:
    """Returns start and sweep of the required band in radians, positioned relative to the limb.

    Perspective distorts the angle in the image, so each edge is placed at its difference from the
    measured value, starting at the limb and not at the zero line. An edge at or beyond the limit of
    the measure is placed at that limit, for instance where the joint is straight.
    """
    if math.isinf(mark.low) and math.isinf(mark.high):
        return 0.0, 0.0
    least_deg, most_deg = _LIMITS_DEG.get(mark.definition.measure, (0.0, 180.0))
    sign = -1.0 if least_deg < 0 and mark.value < 0 else 1.0
    drawn_deg = sign * math.degrees(abs(corner.sweep_rad))

    def place_edge(wanted: float, end: float, beyond: bool) -> float:
        if beyond and not mark.definition.since:
            return end
        return min(max(drawn_deg + wanted - mark.value, least_deg), most_deg)

    low = place_edge(mark.low, least_deg, mark.low <= least_deg)
    high = place_edge(mark.high, most_deg, mark.high >= most_deg)
    outwards = sign * math.copysign(1.0, corner.sweep_rad)
    start = corner.start_rad + outwards * math.radians(low)
    return start, outwards * math.radians(max(0.0, high - low))


def _read_point(image_px: Landmarks, landmark: Landmark) -> Point:
    x, y = image_px[landmark]
    return float(x), float(y)


def _find_middle(image_px: Landmarks, joint: str) -> Point:
    left = _read_point(image_px, Side.LEFT.landmark(joint))
    right = _read_point(image_px, Side.RIGHT.landmark(joint))
    return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
