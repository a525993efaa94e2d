"""One picture of the annotated video: body, cue, hold ring, side, what is not seen, timeline.

The layout of ui.md: the cue on top, the ring bottom left, side and count bottom right, what can't
be seen above it, the timeline along the lower edge. Nothing else, and nothing when all is well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from formcheck.draw.canvas import (
    BOLD,
    CORRECT,
    DIM,
    GOOD,
    PLAIN,
    REGULAR,
    UNSEEN,
    Canvas,
    Colour,
    digit_width,
    text_width,
    wrapped,
)
from formcheck.draw.skeleton import Landmarks, Mark, draw_arcs, draw_skeleton
from formcheck.draw.timeline import Timeline, draw_timeline, timeline_px

CUE_RATIO = 0.052
"""Size of the cue against the picture's height; ui.md wants 5 % or more."""
SECONDS_RATIO = 0.085
"""Size of the seconds against the picture's height; ui.md wants 8 % or more."""
_MOST_CUE_LINES = 3


class Ring(Enum):
    """What the hold ring shows."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Hold:
    """The hold so far against what is wanted; waiting says what the clock waits for, or ""."""

    ring: Ring
    held_s: float
    goal_s: float
    waiting: str


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
        draw_skeleton(canvas, scene.image_px, scene.marks)
        draw_arcs(canvas, scene.image_px, scene.marks)
    floor = canvas.height - 2.5 * canvas.unit
    if scene.timeline is not None:
        draw_timeline(canvas, scene.timeline, scene.t_s)
        floor -= timeline_px(canvas)
    if scene.hold is not None:
        _draw_hold(canvas, scene.hold, floor)
    _draw_side(canvas, scene, floor)
    if scene.cue:
        _draw_cue(canvas, scene.cue)


def _draw_cue(canvas: Canvas, cue: str) -> None:
    size = CUE_RATIO * canvas.height
    pad = 0.5 * size
    flag = 0.28 * size
    room = canvas.width - 2 * pad - 2 * flag
    lines = wrapped(cue, size, BOLD, room)
    if len(lines) > _MOST_CUE_LINES:
        size *= 0.8
        lines = wrapped(cue, size, BOLD, room)
    step = 1.2 * size
    bottom = pad * 0.8 + step * len(lines) + pad * 0.5
    canvas.plate(0, 0, canvas.width, bottom, 0.66)
    canvas.block(0, 0, flag, bottom, CORRECT)
    for i, line in enumerate(lines):
        canvas.text((pad + flag, pad * 0.8 + step * (i + 0.78)), line, size, PLAIN, BOLD)


def _draw_hold(canvas: Canvas, hold: Hold, floor: float) -> None:
    size = SECONDS_RATIO * canvas.height
    radius = 1.08 * size
    centre = (radius + 2.5 * canvas.unit, floor - radius)
    thick = 0.15 * size
    canvas.disc_plate(centre, radius + 0.6 * thick, 0.62)
    canvas.circle(centre, radius - thick, DIM, max(1.0, 0.35 * thick))
    share = min(1.0, hold.held_s / hold.goal_s) if hold.goal_s > 0 else 0.0
    colour = GOOD if hold.ring is not Ring.PAUSED else UNSEEN
    if share > 0:
        _draw_ring(canvas, centre, radius - thick, share, colour, thick, hold.ring)
    seconds = str(math.floor(hold.held_s + 1e-6))
    width = digit_width(size) * len(seconds)
    canvas.digits(centre, seconds, size * min(1.0, 1.36 * radius / width), PLAIN)
    if hold.waiting:
        _draw_waiting(canvas, hold.waiting, centre, radius)


def _draw_ring(
    canvas: Canvas,
    centre: tuple[float, float],
    radius: float,
    share: float,
    colour: Colour,
    thick: float,
    ring: Ring,
) -> None:
    """The filled part from the top clockwise; with gaps while the clock stands still."""
    steps = max(2, round(120 * share))
    points = [
        (
            centre[0] + radius * math.sin(math.tau * share * i / steps),
            centre[1] - radius * math.cos(math.tau * share * i / steps),
        )
        for i in range(steps + 1)
    ]
    if ring is not Ring.PAUSED:
        canvas.path(points, colour, thick)
        return
    for i in range(0, steps, 10):
        canvas.path(points[i : i + 6], colour, 0.7 * thick)


def _draw_waiting(canvas: Canvas, waiting: str, centre: tuple[float, float], radius: float) -> None:
    """What the clock waits for: beside the ring, or above it where the picture is narrow."""
    size, gap = _small(canvas), 1.6 * canvas.unit
    room = 0.36 * canvas.width - centre[0] - radius
    if room > 8 * size:
        lines = wrapped(waiting, size, REGULAR, room)[:3]
        _draw_lines(canvas, lines, centre[0] + radius + gap, centre[1], size)
        return
    size = round(0.85 * size)
    lines = wrapped(waiting, size, REGULAR, 2 * radius)[:3]
    middle = centre[1] - radius - gap - 0.62 * size * (len(lines) + 1)
    _draw_lines(canvas, lines, centre[0] - radius, middle, size)


def _draw_lines(canvas: Canvas, lines: list[str], left: float, middle: float, size: float) -> None:
    step, pad = 1.25 * size, 0.4 * size
    width = max(text_width(line, size) for line in lines)
    top = middle - step * len(lines) / 2
    canvas.rounded_plate(
        left, top - pad, left + width + 2 * pad, top + step * len(lines) + pad, 0.62, pad * 1.2
    )
    for i, line in enumerate(lines):
        canvas.text((left + pad, top + step * (i + 0.76)), line, size, PLAIN)


def _draw_side(canvas: Canvas, scene: Scene, floor: float) -> None:
    """Bottom right: side and count; above them, in grey, what can't be seen now."""
    size = _small(canvas)
    edge = canvas.width - 2.5 * canvas.unit
    lines = [line for line in (scene.side, scene.count) if line]
    bottom = _draw_right(canvas, lines, edge, floor, size, PLAIN) if lines else floor
    if scene.unseen:
        room = 0.42 * canvas.width
        hidden = wrapped(f"Not seen: {scene.unseen}", 0.85 * size, REGULAR, room)[:3]
        _draw_right(canvas, hidden, edge, bottom - 1.2 * canvas.unit, 0.85 * size, UNSEEN)


def _draw_right(
    canvas: Canvas, lines: list[str], right: float, bottom: float, size: float, colour: Colour
) -> float:
    """Right-bound lines on a plate that ends at ``bottom``; gives where the plate begins."""
    step, pad = 1.25 * size, 0.45 * size
    width = max(text_width(line, size) for line in lines)
    top = bottom - step * len(lines) - 1.4 * pad
    canvas.rounded_plate(right - width - 2 * pad, top, right, bottom, 0.62, pad)
    for i, line in enumerate(lines):
        x = right - pad - text_width(line, size)
        canvas.text((x, top + 0.7 * pad + step * (i + 0.76)), line, size, colour)
    return top


def _small(canvas: Canvas) -> int:
    """Size of the lesser texts: 1/30 of the height, held where a portrait picture is narrow."""
    return max(12, round(min(canvas.height / 28, canvas.width / 22)))
