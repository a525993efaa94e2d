"""One picture of the annotated video: body, cue, hold ring, side, what is not seen, timeline.

Nothing else, and nothing when all is well.
"""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.output.draw.canvas import Canvas
from formcheck.output.draw.marks import Mark
from formcheck.output.draw.parts import Hold, draw_band, draw_corner, draw_hold
from formcheck.output.draw.skeleton import draw_sketch
from formcheck.output.draw.sketch import Landmarks, sketch_of
from formcheck.output.draw.timeline import Timeline, draw_timeline, timeline_px


@dataclass(frozen=True, slots=True)
class Scene:
    """All that one picture shows on top of itself. image_px (33, 2) in the picture's own pixels.

    side and count are the two lines bottom right. unseen is what can't be seen now, or "".
    """

    image_px: Landmarks | None
    marks: tuple[Mark, ...]
    cue: str
    side: str
    count: str
    unseen: str
    hold: Hold | None
    timeline: Timeline | None
    t_s: float


def draw(canvas: Canvas, scene: Scene) -> None:
    """Draws the scene upon the canvas."""
    if scene.image_px is not None:
        draw_sketch(canvas, sketch_of(scene.image_px, scene.marks, canvas.unit))
    floor = canvas.height - 2.5 * canvas.unit
    if scene.timeline is not None:
        draw_timeline(canvas, scene.timeline, scene.t_s)
        floor -= timeline_px(canvas)
    if scene.hold is not None:
        draw_hold(canvas, scene.hold, floor)
    lines = [line for line in (scene.side, scene.count) if line]
    unseen = f"Not seen: {scene.unseen}" if scene.unseen else ""
    draw_corner(canvas, lines, unseen, floor)
    if scene.cue:
        draw_band(canvas, scene.cue)
