"""The strip along the lower edge: when it was held, faulty, or not to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.core.coach import SideSummary, Span
from formcheck.output.draw.canvas import CORRECT, DIM, GOOD, PLAIN, UNSEEN, Canvas, Colour


@dataclass(frozen=True, slots=True)
class Timeline:
    """The session on one line, in seconds from its start."""

    duration_s: float
    attempts: tuple[Span, ...]
    good: tuple[Span, ...]
    faulty: tuple[Span, ...]
    unseen: tuple[Span, ...]


def timeline_of(sides: Sequence[SideSummary], duration_s: float) -> Timeline:
    """The timeline of the sides; they take turns, so one line holds both."""
    return Timeline(
        duration_s=duration_s,
        attempts=tuple(a for side in sides for a in side.attempts),
        good=tuple(piece for side in sides for piece in _good(side)),
        faulty=tuple(Span(f.start_s, f.end_s) for side in sides for f in side.faults),
        unseen=tuple(Span(u.start_s, u.end_s) for side in sides for u in side.unseen),
    )


def _good(side: SideSummary) -> list[Span]:
    """The holds without their pauses, and the repetitions that count."""
    pieces = [Span(rep.start_s, rep.end_s) for rep in side.repetitions if rep.counted]
    for hold in side.holds:
        begun_s = hold.start_s
        for pause in side.pauses:
            if hold.start_s <= pause.start_s and pause.end_s <= hold.end_s:
                pieces.append(Span(begun_s, pause.start_s))
                begun_s = pause.end_s
        pieces.append(Span(begun_s, hold.end_s))
    return [piece for piece in pieces if piece.end_s > piece.start_s]


def timeline_px(canvas: Canvas) -> int:
    """Height of the strip."""
    high: int = max(8, round(2.4 * canvas.unit))
    return high


def draw_timeline(canvas: Canvas, timeline: Timeline, t_s: float) -> None:
    """Draws the strip and the present moment on it.

    Good is a full bar, a fault a bar that stands above the others, unseen a thin line: the shape
    tells as much as the colour.
    """
    high = timeline_px(canvas)
    top = canvas.height - high
    scale = canvas.width / max(timeline.duration_s, 1e-6)
    canvas.plate(0, top, canvas.width, canvas.height, 0.72)

    def bars(spans: Sequence[Span], from_ratio: float, to_ratio: float, colour: Colour) -> None:
        for span in spans:
            left, right = span.start_s * scale, span.end_s * scale
            canvas.block(
                left, top + from_ratio * high, max(right, left + 2), top + to_ratio * high, colour
            )

    bars(timeline.attempts, 0.82, 0.95, DIM)
    bars(timeline.unseen, 0.55, 0.68, UNSEEN)
    bars(timeline.good, 0.4, 0.95, GOOD)
    bars(timeline.faulty, 0.0, 0.5, CORRECT)
    x = t_s * scale
    half = max(1.0, 0.2 * canvas.unit)
    canvas.block(x - half, top - 0.35 * high, x + half, canvas.height, PLAIN)
