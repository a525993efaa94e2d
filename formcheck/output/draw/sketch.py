"""The body as shapes to be painted: bones, joints and angle arcs with their target band. Pure.

Pixels of the picture it is drawn on, x right and y down; angles in radians from the x axis towards
the y axis. Window, video and page paint the same shapes. For a mirrored picture mirror the
landmarks first: then the arcs are mirrored too and no text is.
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
"""Thickness in hundredths of the picture's shorter side: what is to be corrected is also the
thickest line."""
_TORSO_RATIO = 0.055
"""No line is thicker than this share of the torso, so that lines do not hide somebody far away."""
MOST_ARCS = 3
LABEL_UNITS = (10.0, 6.0)
"""Width and height that the value of an arc takes, with a little air: "120°" on its plate."""
_SMALLEST_ARC_DEG = 10.0
_SHORTEST_ARM_UNITS = 7.0
"""A limb that is shorter in the picture points at the camera or is far away: no arc fits on it."""
_LIMITS_DEG = {
    "trunk_incl": (0.0, 90.0),
    "trunk_incl_sagittal": (-90.0, 90.0),
    "trunk_incl_frontal": (-90.0, 90.0),
}
"""Possible values of these; other angles with an arc are 0 to 180."""
_FACE = frozenset(Landmark(number) for number in range(Landmark.LEFT_SHOULDER))
"""Nose, eyes, ears and mouth come before the shoulders in the model's order."""


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
    """An angle: the limb is at start_rad + sweep_rad, its zero line at start_rad.

    The required band lies on the same circle and is shaded; its sweep is 0 where none is known.
    value_deg is shown at label, rounded to the accuracy.
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
    """All shapes, each kind in the order to paint it in: bones, then joints, then arcs."""

    bones: tuple[Bone, ...]
    joints: tuple[Joint, ...]
    arcs: tuple[Arc, ...]


def build_sketch(image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float) -> Sketch:
    """The shapes of the visible body, toned by the marks.

    image_px (33, 2) in pixels, NaN where not seen; unit_px is 1/100 of the picture's shorter side.
    """
    torso_px = math.dist(_find_middle(image_px, "SHOULDER"), _find_middle(image_px, "HIP"))
    most_px = _TORSO_RATIO * torso_px if torso_px > 0 else math.inf  # NaN where it is not seen
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
    """The joints that the stretch uses; on the face, which discs hide, only what is to correct."""
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
    """Each part once, with the strongest of its tones, and the strongest last."""
    tones: dict[Part, MarkTone] = {}
    for part, tone in toned:
        tones[part] = max(tones.get(part, tone), tone, key=rank_tone)
    return sorted(tones.items(), key=lambda item: rank_tone(item[1]))


def _choose_joint_units(joint: Landmark, tone: MarkTone) -> float:
    """Radius in hundredths of the picture's shorter side: small where it lies upon the face."""
    if joint in _FACE:
        return 0.6
    return 0.8 if tone is MarkTone.PLAIN else 1.15


def _build_arcs(image_px: Landmarks, marks: tuple[Mark, ...], unit_px: float) -> tuple[Arc, ...]:
    """The angles that matter, most urgent first; a value is left out where two would collide."""
    shown = sorted(filter(_has_arc, marks), key=lambda mark: -rank_tone(mark.tone))
    arcs: list[Arc] = []
    for mark in shown[:MOST_ARCS]:
        corner = _find_corner(mark.definition, image_px)
        if corner is not None and corner.arm_px >= _SHORTEST_ARM_UNITS * unit_px:
            arcs.append(_build_arc(corner, mark, unit_px, arcs))
    return tuple(arcs)


def _has_arc(mark: Mark) -> bool:
    """Whether it is wrong, or good and wide enough to be seen; a change only where it is wrong."""
    if math.isnan(mark.value):
        return False
    good = mark.tone is MarkTone.GOOD and not mark.definition.since
    return mark.tone is MarkTone.CORRECT or (good and abs(mark.value) >= _SMALLEST_ARC_DEG)


class _Corner(NamedTuple):
    """An angle in the picture: at vertex, from one direction to another."""

    vertex: Point
    start_rad: float
    sweep_rad: float
    arm_px: float


def _find_corner(definition: Definition, image_px: Landmarks) -> _Corner | None:
    """Where the angle of a measure is in the picture; None where it is in no picture plane."""
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
    if not (start_px > 1.0 and arm_px > 1.0):  # also where a point is NaN
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
    """Whether values at these two places would cover each other."""
    return all(
        abs(here - there) < room * unit_px
        for here, there, room in zip(label, by, LABEL_UNITS, strict=True)
    )


def _place_band(corner: _Corner, mark: Mark) -> tuple[float, float]:
    """Start and sweep of the required band, placed correctly relative to the limb.

    Perspective lengthens or shortens the angle in the picture, so the band is laid out from the
    limb by the missing angle, not from the zero line. An end that the quantity can't go beyond is
    where the joint is straight.
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
