"""Draws one frame of the annotated video: body, cue, hold ring, side, unseen parts, timeline.

The colour of bones and joints shows their verdict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import SideSummary, Span
from formcheck.core.session.screen_values import ProgressRing
from formcheck.output.draw.canvas import Canvas, Point, find_point_at
from formcheck.output.draw.marks import Mark, MarkTone
from formcheck.output.draw.palette import CORRECT, DIM, GOOD, INK, PLAIN, QUIET, TONES
from formcheck.output.draw.parts import draw_band, draw_corner, draw_counter, draw_note
from formcheck.output.draw.sketch import LABEL_UNITS, Arc, Bone, Landmarks, Sketch, build_sketch
from formcheck.vision.video.frames import Rgb

_FAINT_OPACITY = 0.35
_BAND_OPACITY = 0.4


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything drawn on one frame. image_px is (33, 2) in pixels of that frame.

    side and count are the two lines bottom right. unseen: what can't be seen or judged now, or "".
    waiting: why the clock stands still, or "".
    """

    image_px: Landmarks | None = None
    marks: tuple[Mark, ...] = ()
    cue: str = ""
    side: str = ""
    count: str = ""
    unseen: str = ""
    ring: ProgressRing | None = None
    waiting: str = ""
    timeline: TimelineStrip | None = None
    t_s: float = 0.0


def draw(canvas: Canvas, scene: Scene) -> None:
    """Draws the scene on the canvas."""
    strip_px = 0 if scene.timeline is None else _measure_timeline_px(canvas)
    if scene.image_px is not None:
        sketch = build_sketch(scene.image_px, scene.marks, canvas.unit)
        draw_sketch(canvas, sketch, canvas.height - strip_px)
    floor = canvas.height - 2.5 * canvas.unit - strip_px
    if scene.timeline is not None:
        _draw_timeline(canvas, scene.timeline, scene.t_s)
    if scene.ring is not None:
        draw_counter(canvas, scene.ring, floor, scene.waiting)
    top = draw_corner(canvas, [line for line in (scene.side, scene.count) if line], floor)
    draw_note(canvas, scene.unseen, top - 1.2 * canvas.unit, canvas.height / 2)
    if scene.cue:
        draw_band(canvas, scene.cue)


def draw_sketch(canvas: Canvas, sketch: Sketch, floor: float | None = None) -> None:
    """Draws the shapes in order; body parts that the stretch does not use are translucent.

    Arc labels stay above ``floor`` (y in pixels), by default the lower edge of the image.
    """
    faint = [bone for bone in sketch.bones if bone.tone is MarkTone.FAINT]
    thick = max((bone.thick_px for bone in faint), default=0.0)
    lines = [(bone.start, bone.end) for bone in faint]
    canvas.draw_faint_lines(lines, PLAIN, thick, _FAINT_OPACITY)
    for bone in sketch.bones:
        if bone.tone is not MarkTone.FAINT:
            _draw_bone(canvas, bone)
    for joint in sketch.joints:
        radius = joint.radius_px
        canvas.draw_circle(joint.at, radius + max(1.0, 0.25 * radius), INK)
        canvas.draw_circle(joint.at, radius, TONES[joint.tone])
        if joint.tone is MarkTone.UNJUDGED:
            canvas.draw_circle(joint.at, radius * 0.5, INK)
    for arc in sketch.arcs:
        _draw_arc(canvas, arc, canvas.height if floor is None else floor)


def _draw_bone(canvas: Canvas, bone: Bone) -> None:
    if bone.tone is MarkTone.UNJUDGED:
        canvas.draw_dashes(bone.start, bone.end, QUIET, bone.thick_px)
        return
    casing = bone.thick_px + max(1.0, 0.35 * bone.thick_px) + 1
    canvas.draw_line(bone.start, bone.end, INK, casing)
    canvas.draw_line(bone.start, bone.end, TONES[bone.tone], bone.thick_px)


def _draw_arc(canvas: Canvas, arc: Arc, floor: float) -> None:
    colour = TONES[arc.tone]
    if arc.band_sweep_rad:
        band = _sample_arc(arc, arc.band_start_rad, arc.band_sweep_rad)
        canvas.fill_polygons([[arc.centre, *band]], GOOD, _BAND_OPACITY)
    points = _sample_arc(arc, arc.start_rad, arc.sweep_rad)
    canvas.draw_dashes(arc.centre, points[0], PLAIN, 0.3 * canvas.unit)
    canvas.draw_path(points, INK, arc.thick_px + 0.5 * canvas.unit)
    canvas.draw_path(points, colour, arc.thick_px)
    if arc.labelled:
        label = place_label(arc.label, canvas.width, floor, canvas.unit)
        canvas.draw_cased_text(label, f"{arc.value_deg}°", 3.4 * canvas.unit, colour)


def place_label(label: Point, width: float, floor: float, unit_px: float) -> Point:
    """Returns the centre of an arc label, moved so that it stays in the frame and above floor."""
    x, y = (
        max(room * unit_px / 2, min(place, end - room * unit_px / 2))
        for place, end, room in zip(label, (width, floor), LABEL_UNITS, strict=True)
    )
    return x, y


def _sample_arc(arc: Arc, start_rad: float, sweep_rad: float) -> list[Point]:
    count = max(2, round(abs(sweep_rad) / math.radians(4)))
    angles = [start_rad + sweep_rad * i / count for i in range(count + 1)]
    return [find_point_at(arc.centre, arc.radius_px, angle) for angle in angles]


@dataclass(frozen=True, slots=True, eq=False)
class TimelineStrip:
    """The timeline drawn in every frame; times are seconds from the start of the recording."""

    duration_s: float
    attempts: tuple[Span, ...]
    good: tuple[Span, ...]
    faulty: tuple[Span, ...]
    unseen: tuple[Span, ...]

    def find_x(self, t_s: float, width: int) -> float:
        """Returns where a time is in frames of that width, in pixels."""
        return t_s * (width / max(self.duration_s, 1e-6))


def build_timeline(sides: Sequence[SideSummary], duration_s: float) -> TimelineStrip:
    """Returns one timeline for all sides, which take turns."""
    return TimelineStrip(
        duration_s=duration_s,
        attempts=tuple(a for side in sides for a in side.attempts),
        good=tuple(piece for side in sides for piece in _list_good_spans(side)),
        faulty=tuple(Span(f.start_s, f.end_s) for side in sides for f in side.faults),
        unseen=tuple(Span(u.start_s, u.end_s) for side in sides for u in side.unseen),
    )


def _list_good_spans(side: SideSummary) -> list[Span]:
    """Returns the holds without their pauses, and the repetitions that count."""
    pieces = [Span(rep.start_s, rep.end_s) for rep in side.repetitions if rep.counted]
    for hold in side.holds:
        begun_s = hold.start_s
        for pause in side.pauses:
            if hold.start_s <= pause.start_s and pause.end_s <= hold.end_s:
                pieces.append(Span(begun_s, pause.start_s))
                begun_s = pause.end_s
        pieces.append(Span(begun_s, hold.end_s))
    return [piece for piece in pieces if piece.end_s > piece.start_s]


@lru_cache(maxsize=1)
def _build_strip(timeline: TimelineStrip, width: int, height: int) -> tuple[Rgb, NDArray[np.bool_]]:
    """Returns the timeline strip for frames of that size, and the mask of its drawn pixels.

    Good is a tall bar, a fault a bar that rises above it, unseen a thin line: the shape carries the
    same information as the colour.
    """
    canvas = Canvas(np.zeros((height, width, 3), np.uint8))
    high = _measure_timeline_px(canvas)
    top = height - high
    for spans, begin, end, colour in (
        (timeline.attempts, 0.82, 0.95, DIM),
        (timeline.unseen, 0.55, 0.68, QUIET),
        (timeline.good, 0.4, 0.95, GOOD),
        (timeline.faulty, 0.0, 0.5, CORRECT),
    ):
        for span in spans:
            left, right = (timeline.find_x(t_s, width) for t_s in (span.start_s, span.end_s))
            canvas.draw_block(
                left, top + begin * high, max(right, left + 2), top + end * high, colour
            )
    strip = canvas.image[max(0, top) :].copy()
    return strip, strip.max(axis=2, keepdims=True) > 0


def _measure_timeline_px(canvas: Canvas) -> int:
    return max(8, round(2.4 * canvas.unit))


def _draw_timeline(canvas: Canvas, timeline: TimelineStrip, t_s: float) -> None:
    high = _measure_timeline_px(canvas)
    top = canvas.height - high
    canvas.draw_plate(top, canvas.height, 0.72)
    strip, covered = _build_strip(timeline, canvas.width, canvas.height)
    np.copyto(canvas.image[-len(strip) :], strip, where=covered)
    x = timeline.find_x(t_s, canvas.width)
    half = max(1.0, 0.2 * canvas.unit)
    canvas.draw_block(x - half, top - 0.35 * high, x + half, canvas.height, PLAIN)
