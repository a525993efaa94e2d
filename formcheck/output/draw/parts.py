"""Draws the elements at the edges of a session's frame: cue band, hold ring, corner texts.

Laid out as in coaching.md#screen: the cue at the top, the ring bottom left, side and count bottom
right, with what can't be seen above them.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from formcheck.core.session.screen_values import ProgressRing
from formcheck.output.draw.canvas import (
    BOLD,
    REGULAR,
    Canvas,
    Point,
    find_point_at,
    measure_digit,
    measure_text,
    wrap_text,
)
from formcheck.output.draw.palette import CORRECT, DIM, GOOD, PLAIN, QUIET, Colour

CUE_RATIO = 0.052
"""Size of the cue relative to the frame height; at least 5 % (coaching.md#screen)."""
SECONDS_RATIO = 0.085
"""Size of the seconds relative to the frame height; at least 8 % (coaching.md#screen)."""
COUNTDOWN_RATIO = 0.28
"""Size of the countdown numeral relative to the frame height."""
_INSTRUCTION_RATIO = 0.68
"""Size of the instruction relative to the headline above it."""
_MOST_CUE_LINES = 3
_PACER_LARGER = 1.6
"""Size of the disc with the breathing pacer relative to one without: it is watched all the time."""
_BREATH_LEAST, _BREATH_MOST = 0.34, 0.8
"""Smallest and largest radius of the pacer relative to the disc; the ring is outside of it."""
GREY_OPACITY = 0.8
"""Plate under grey text: contrast 4.9 even on a white wall (white text with 0.62: 5.0)."""
LEAST_PX = 10.0
"""Smallest legible text size. Chosen for formcheck."""
_LINE_RATIO = 1.25
"""Line spacing on a plate relative to the text size."""
_PAD_RATIO = 0.45
"""Padding of a plate around right-aligned lines relative to the text size."""
_CORNER_LEFT_RATIO, _NOTE_RATIO = 0.44, 0.42
"""Left limit of the corner lines (in a landscape frame the text beside the ring ends before it),
and width of a note above them, both relative to the frame width."""
_FITS_KEPT = 64


def choose_small_px(canvas: Canvas) -> int:
    """Returns the size of small text: 1/28 of the height, less in a narrow portrait frame."""
    return max(12, round(min(canvas.height / 28, canvas.width / 22)))


def draw_band(
    canvas: Canvas, headline: str, colour: Colour = CORRECT, instruction: str = ""
) -> float:
    """Draws the message at the top with a smaller instruction below; returns its lower edge.

    The flag at its left edge has the colour of the mood, which the text expresses too.
    """
    size = CUE_RATIO * canvas.height
    pad, flag = 0.5 * size, 0.28 * size
    room = canvas.width - 2 * pad - 2 * flag
    lines = wrap_text(headline, size, BOLD, room)
    if len(lines) > _MOST_CUE_LINES:
        size *= 0.8
        lines = wrap_text(headline, size, BOLD, room)
    lesser = min(_INSTRUCTION_RATIO * size, choose_small_px(canvas))
    below = wrap_text(instruction, lesser, REGULAR, room)
    step, lesser_step = 1.2 * size, 1.3 * lesser
    middle = pad * 0.8 + step * len(lines)
    bottom = middle + lesser_step * len(below) + pad * 0.5
    canvas.draw_plate(0, bottom, 0.66)
    canvas.draw_block(0, 0, flag, bottom, colour)
    for i, line in enumerate(lines):
        canvas.draw_text((pad + flag, pad * 0.8 + step * (i + 0.78)), line, size, PLAIN, BOLD)
    for i, line in enumerate(below):
        canvas.draw_text((pad + flag, middle + lesser_step * (i + 0.74)), line, lesser, PLAIN)
    return bottom


def draw_counter(
    canvas: Canvas,
    ring: ProgressRing,
    floor: float,
    waiting: str,
    breath: float | None = None,
    words: Sequence[str] = (),
) -> None:
    """Draws the ring bottom left with its number; beside it what to do, or why the clock waits.

    breath: size of the breathing pacer (0..1), None without one. words are drawn instead of
    waiting, the first of them large.
    """
    larger = 1.0 if breath is None else _PACER_LARGER
    centre, radius = _draw_disc(canvas, floor, larger)
    if breath is not None:
        _draw_breath(canvas, centre, radius, breath)
    _draw_number(canvas, centre, radius / larger, ring.number, ring.of)
    thick = 0.15 * radius / 1.08
    if ring.share > 0:
        colour = QUIET if ring.still else GOOD
        draw_ring(canvas, centre, radius - thick, ring.share, colour, thick, ring.still)
    if words:
        _draw_words(canvas, words, centre, radius)
    elif waiting:
        _draw_waiting(canvas, waiting, centre, radius)


def measure_counter_px(canvas: Canvas, paced: bool) -> float:
    """Returns the height of the ring, with or without a breathing pacer in it."""
    larger = _PACER_LARGER if paced else 1.0
    return 2 * 1.08 * SECONDS_RATIO * canvas.height * larger


def draw_seconds(canvas: Canvas, seconds: int, floor: float) -> tuple[Point, float]:
    """Draws seconds on a disc bottom left; returns its centre and radius."""
    centre, radius = _draw_disc(canvas, floor)
    _draw_number(canvas, centre, radius, seconds, "")
    return centre, radius


def _draw_disc(canvas: Canvas, floor: float, larger: float = 1.0) -> tuple[Point, float]:
    size = SECONDS_RATIO * canvas.height * larger
    radius = 1.08 * size
    centre = (radius + 2.5 * canvas.unit, floor - radius)
    thick = 0.15 * size
    canvas.draw_disc_plate(centre, radius + 0.6 * thick, 0.62)
    canvas.draw_circle(centre, radius - thick, DIM, max(1.0, 0.35 * thick))
    return centre, radius


def _draw_number(canvas: Canvas, centre: Point, radius: float, number: int, of: str) -> None:
    """Draws the number in the centre of the disc and its goal in small text below."""
    size, (x, y), words = radius / 1.08, centre, str(number)
    if of:
        small = 0.27 * size
        small *= min(1.0, 1.25 * radius / measure_text(of, small))
        canvas.draw_text((x - measure_text(of, small) / 2, y + 0.62 * size), of, small, PLAIN)
        y -= 0.12 * size
    width = measure_digit(size) * len(words)
    canvas.draw_digits((x, y), words, size * min(1.0, 1.36 * radius / width), PLAIN)


def _draw_breath(canvas: Canvas, centre: Point, radius: float, share: float) -> None:
    """Draws the pacer: a pale disc that grows for breathing in and shrinks for breathing out."""
    size = radius * (_BREATH_LEAST + (_BREATH_MOST - _BREATH_LEAST) * share)
    edge = [find_point_at(centre, size, math.tau * i / 72) for i in range(72)]
    canvas.fill_polygons([edge], PLAIN, 0.28)
    canvas.draw_path([*edge, edge[0]], PLAIN, max(1.0, 0.03 * radius))


def _draw_words(canvas: Canvas, words: Sequence[str], centre: Point, radius: float) -> None:
    """Draws what to do in large text beside the disc, with details in small text below."""
    small, gap, edge = 0.85 * choose_small_px(canvas), 1.6 * canvas.unit, 2.5 * canvas.unit
    narrow = canvas.width < canvas.height
    large = min(CUE_RATIO * canvas.height, canvas.width / 12)
    left, pad = centre[0] + radius + gap, 0.5 * small
    room = canvas.width - left - edge - 2 * pad
    room = room if narrow else max(8 * large, min(room, 0.5 * canvas.width - left))
    rows = [(row, large, BOLD) for row in wrap_text(words[0], large, BOLD, room)]
    for text in words[1:]:
        rows += [(row, small, REGULAR) for row in wrap_text(text, small, REGULAR, room)]
    high = sum(1.3 * size for _, size, _ in rows)
    top = centre[1] - high / 2
    wide = max(measure_text(text, size, weight) for text, size, weight in rows)
    canvas.draw_rounded_plate(
        left, top - pad, left + wide + 2 * pad, top + high + pad, 0.66, pad * 1.2
    )
    for text, size, weight in rows:
        canvas.draw_text((left + pad, top + 0.95 * size), text, size, PLAIN, weight)
        top += 1.3 * size


def draw_countdown(canvas: Canvas, seconds: int, floor: float) -> float:
    """Draws a very large numeral where the hold's seconds will be; returns its upper edge."""
    radius = measure_countdown_px(canvas) / 2
    centre = (radius + 2.5 * canvas.unit, floor - radius)
    canvas.draw_disc_plate(centre, radius, 0.62)
    canvas.draw_digits(centre, str(seconds), radius / 0.62, PLAIN)
    return centre[1] - radius


def measure_countdown_px(canvas: Canvas) -> float:
    """Returns the diameter of the countdown."""
    return 1.24 * min(COUNTDOWN_RATIO * canvas.height, 0.45 * canvas.width)


def draw_ring(
    canvas: Canvas,
    centre: Point,
    radius: float,
    share: float,
    colour: Colour,
    thick: float,
    gaps: bool,
) -> None:
    """Draws the filled share of the ring clockwise from the top, dashed if ``gaps``."""
    steps = max(2, round(120 * share))
    turns = [share * i / steps - 0.25 for i in range(steps + 1)]
    points = [find_point_at(centre, radius, math.tau * turn) for turn in turns]
    if not gaps:
        canvas.draw_path(points, colour, thick)
        return
    for i in range(0, steps, 10):
        canvas.draw_path(points[i : i + 6], colour, 0.7 * thick)


def _draw_waiting(canvas: Canvas, waiting: str, centre: Point, radius: float) -> None:
    """Draws what the clock waits for: beside the ring, or above it in a narrow frame."""
    size, gap = choose_small_px(canvas), 1.6 * canvas.unit
    room = 0.36 * canvas.width - centre[0] - radius
    if room > 8 * size:
        lines = wrap_text(waiting, size, REGULAR, room)
        lowest = canvas.height - gap - 0.62 * size * (len(lines) + 1)
        draw_lines(canvas, lines, centre[0] + radius + gap, min(centre[1], lowest), size)
        return
    size = round(0.85 * size)
    lines = wrap_text(waiting, size, REGULAR, max(2 * radius, 0.4 * canvas.width))
    middle = centre[1] - radius - gap - 0.62 * size * (len(lines) + 1)
    draw_lines(canvas, lines, centre[0] - radius, middle, size)


def draw_lines(
    canvas: Canvas, lines: Sequence[str], left: float, middle: float, size: float
) -> None:
    """Draws left-aligned lines on a plate centred vertically on ``middle``."""
    step, pad = _LINE_RATIO * size, 0.4 * size
    width = max(measure_text(line, size) for line in lines)
    top = middle - step * len(lines) / 2
    canvas.draw_rounded_plate(
        left, top - pad, left + width + 2 * pad, top + step * len(lines) + pad, 0.62, pad * 1.2
    )
    for i, line in enumerate(lines):
        canvas.draw_text((left + pad, top + step * (i + 0.76)), line, size, PLAIN)


def measure_lines(count: int, size: float) -> float:
    """Returns the height of a plate with ``count`` lines."""
    return (_LINE_RATIO * count + 0.8) * size


@lru_cache(maxsize=_FITS_KEPT)
def fit_lines(text: str, size: float, room: float, high: float) -> tuple[tuple[str, ...], float]:
    """Returns the text wrapped to the width ``room``, and the text size used.

    It is the largest size, up to ``size``, at which the plate is no higher than ``high``, but at
    least LEAST_PX.
    """
    lines = wrap_text(text, size, REGULAR, room)
    while size > LEAST_PX and measure_lines(len(lines), size) > high:
        size = max(LEAST_PX, 0.95 * size)
        lines = wrap_text(text, size, REGULAR, room)
    return tuple(lines), size


def draw_corner(canvas: Canvas, lines: Sequence[str], floor: float, beside: float = 0.0) -> float:
    """Draws side and count bottom right above ``floor``; returns their upper edge.

    They stay to the right of the ring and of ``beside``.
    """
    size = choose_small_px(canvas)
    left = _CORNER_LEFT_RATIO * canvas.width
    if canvas.width < canvas.height:  # the reason for waiting is above the ring
        left = measure_counter_px(canvas, paced=False) + 5 * canvas.unit
    room = canvas.width - 2.5 * canvas.unit - max(left, beside) - 2 * _PAD_RATIO * size
    rows = [row for line in lines for row in wrap_text(line, size, REGULAR, room)]
    return _draw_right(canvas, rows, floor, size, PLAIN) if rows else floor


def draw_note(
    canvas: Canvas, note: str, floor: float, ceiling: float, width: float | None = None
) -> float:
    """Draws a grey note bottom right, such as what can't be seen; returns its upper edge.

    It is never cut, but set smaller if it would not fit below ``ceiling``.
    """
    if not note:
        return floor
    room = _NOTE_RATIO * canvas.width if width is None else width
    rows, size = fit_lines(note, 0.85 * choose_small_px(canvas), room, floor - ceiling)
    return _draw_right(canvas, rows, floor, size, QUIET)


def _draw_right(
    canvas: Canvas, lines: Sequence[str], bottom: float, size: float, colour: Colour
) -> float:
    """Draws right-aligned lines on a plate that ends at ``bottom``; returns its upper edge."""
    right = canvas.width - 2.5 * canvas.unit
    step, pad = _LINE_RATIO * size, _PAD_RATIO * size
    width = max(measure_text(line, size) for line in lines)
    top = bottom - step * len(lines) - 1.4 * pad
    opacity = 0.62 if colour == PLAIN else GREY_OPACITY
    canvas.draw_rounded_plate(right - width - 2 * pad, top, right, bottom, opacity, pad)
    for i, line in enumerate(lines):
        x = right - pad - measure_text(line, size)
        canvas.draw_text((x, top + 0.7 * pad + step * (i + 0.76)), line, size, colour)
    return top
