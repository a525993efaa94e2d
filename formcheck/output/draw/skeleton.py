"""Paints a sketch of the body: bones and joints coloured by what is wanted of them, angle arcs."""

from __future__ import annotations

import math

from formcheck.output.draw.canvas import CORRECT, GOOD, INK, PLAIN, UNSEEN, Canvas, Colour, Point
from formcheck.output.draw.marks import Tone
from formcheck.output.draw.sketch import Arc, Bone, Joint, Sketch

COLOURS: dict[Tone, Colour] = {
    Tone.FAINT: PLAIN,
    Tone.PLAIN: PLAIN,
    Tone.UNSEEN: UNSEEN,
    Tone.GOOD: GOOD,
    Tone.CORRECT: CORRECT,
}
_FAINT_OPACITY = 0.35
_BAND_OPACITY = 0.4


def draw_sketch(canvas: Canvas, sketch: Sketch) -> None:
    """Paints the shapes in their order; what the stretch does not look at shows through."""
    faint = [(bone.start, bone.end) for bone in sketch.bones if bone.tone is Tone.FAINT]
    thick = max((bone.thick_px for bone in sketch.bones if bone.tone is Tone.FAINT), default=0.0)
    canvas.faint_lines(faint, PLAIN, thick, _FAINT_OPACITY)
    for bone in sketch.bones:
        _draw_bone(canvas, bone)
    for joint in sketch.joints:
        _draw_joint(canvas, joint)
    for arc in sketch.arcs:
        _draw_arc(canvas, arc)


def _draw_bone(canvas: Canvas, bone: Bone) -> None:
    if bone.tone is Tone.FAINT:
        return
    if bone.tone is Tone.UNSEEN:
        canvas.dashes(bone.start, bone.end, UNSEEN, bone.thick_px)
        return
    casing = bone.thick_px + max(1.0, 0.35 * bone.thick_px) + 1
    canvas.line(bone.start, bone.end, INK, casing)
    canvas.line(bone.start, bone.end, COLOURS[bone.tone], bone.thick_px)


def _draw_joint(canvas: Canvas, joint: Joint) -> None:
    radius = joint.radius_px
    canvas.dot(joint.at, radius + max(1.0, 0.25 * radius), INK)
    canvas.dot(joint.at, radius, COLOURS[joint.tone])
    if joint.tone is Tone.UNSEEN:
        canvas.dot(joint.at, radius * 0.5, INK)


def _draw_arc(canvas: Canvas, arc: Arc) -> None:
    colour = COLOURS[arc.tone]
    if arc.band_sweep_rad:
        band = _points(arc, arc.band_start_rad, arc.band_sweep_rad, arc.radius_px)
        canvas.shade([[arc.centre, *band]], GOOD, _BAND_OPACITY)
    points = _points(arc, arc.start_rad, arc.sweep_rad, arc.radius_px)
    canvas.dashes(arc.centre, points[0], PLAIN, 0.3 * canvas.unit)
    canvas.path(points, INK, arc.thick_px + 0.5 * canvas.unit)
    canvas.path(points, colour, arc.thick_px)
    if arc.labelled:
        canvas.cased_text(arc.label, f"{arc.value_deg}°", 3.4 * canvas.unit, colour)


def _points(arc: Arc, start_rad: float, sweep_rad: float, radius_px: float) -> list[Point]:
    count = max(2, round(abs(sweep_rad) / math.radians(4)))
    angles = [start_rad + sweep_rad * i / count for i in range(count + 1)]
    return [
        (arc.centre[0] + radius_px * math.cos(a), arc.centre[1] + radius_px * math.sin(a))
        for a in angles
    ]
