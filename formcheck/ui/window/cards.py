"""Cards drawn over the frame: questions, the summary at the end, the stretch's pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from formcheck.core.body import Side
from formcheck.core.coach import SideSummary
from formcheck.core.language import Words
from formcheck.core.session.account import SideRecap
from formcheck.core.session.screen_values import Question, Screen
from formcheck.core.session.session_texts import TOO_SHORT_PART
from formcheck.core.session.session_values import End, SessionResult
from formcheck.library.art import find_picture, read_picture_size_px
from formcheck.library.catalogue import find_bundled_id
from formcheck.output.draw.canvas import (
    BOLD,
    CAPITAL_RATIO,
    REGULAR,
    Canvas,
    measure_text,
    wrap_text,
)
from formcheck.output.draw.ghost import choose_pose_ahead
from formcheck.output.draw.palette import DIM, GOOD, INK, PLAIN, QUIET, STOP
from formcheck.output.draw.parts import CUE_RATIO, LEAST_PX, choose_small_px
from formcheck.ui import keymap
from formcheck.ui.window import window_texts as say
from formcheck.vision.video.frames import Rgb

_PAIN_STEPS = 11
_NAMES = {"start": say.START, "target": say.TARGET}
_LONG_RATIO, _NARROW_LONG_RATIO = 0.27, 0.2
"""Longer side of an inset relative to the window's height, in a landscape and a portrait window."""
_KEPT = 8
_PART_RATIO, _LIST_RATIO = 0.72, 0.62
"""Text sizes of the summary's stretches and of its lists, relative to its base size."""
_ANSWER_RATIO, _KEY_RATIO, _KEY_GAP_RATIO, _ROW_RATIO = 0.85, 1.4, 0.6, 1.05
"""Sizes of an answer's text, of its key's box, of the gap beside the box and of a row, relative to
the question's text."""
_ONE_COLUMN_RATIO = 0.75
"""The summary may shrink to this ratio before it gets two columns. Chosen for formcheck."""
_FIGURES_GAP = "   "


def draw_question(
    canvas: Canvas, question: Question, instruction: str, words: Words, ceiling: float
) -> None:
    """Draws the question, its answers with their keys, and the other keys over a dimmed frame."""
    canvas.draw_plate(ceiling, canvas.height, 0.8)
    size = min(CUE_RATIO * canvas.height, canvas.width / 16)
    room = min(canvas.width - 8 * canvas.unit, 30 * size)
    left = (canvas.width - room) / 2
    lines = wrap_text(question.text, size, BOLD, room)
    answers = _wrap_answers(question, size, room)
    below = sum(_measure_answer(rows, size) + 0.4 * size for rows in answers) or 3.6 * size
    small = choose_small_px(canvas)
    hints = (words(say.ANSWER_KEYS if question.answers else say.PAIN_KEYS), instruction)
    notes = [row for text in hints for row in wrap_text(text, small, REGULAR, room)]
    high = 1.25 * size * len(lines) + below + 1.6 * size + 1.4 * small * len(notes)
    y = max(ceiling + size, (canvas.height - high) / 2)
    for line in lines:
        y += 1.25 * size
        canvas.draw_text((left, y), line, size, PLAIN, BOLD)
    y += 0.9 * size
    if not question.answers:
        y += _draw_scale(canvas, left, y, room) + 0.6 * size
    for number, rows in enumerate(answers, 1):
        y += _draw_answer(canvas, left, y, str(number), rows, size) + 0.4 * size
    for i, text in enumerate(notes):
        canvas.draw_text((left, y + 0.7 * size + 1.4 * i * small), text, small, QUIET)


def draw_aside(
    canvas: Canvas, question: Question, words: Words, ceiling: float, floor: float, *, right: bool
) -> None:
    """Draws a question before or during the stretch beside the body, at the left or right edge.

    In a portrait window it ends above ``floor``.
    """
    narrow = canvas.width < canvas.height
    size = 1.35 * choose_small_px(canvas)
    left = 2.5 * canvas.unit
    room = (0.85 if narrow else 0.3) * canvas.width
    lines = wrap_text(question.text, size, BOLD, room)
    answers = _wrap_answers(question, size, room)
    pad, small = 0.6 * size, choose_small_px(canvas)
    if right:
        left = canvas.width - left - room - 2 * pad
    below = sum(_measure_answer(rows, size) + 0.3 * size for rows in answers)
    high = 1.25 * size * len(lines) + below + 1.6 * small + 2 * pad
    top = ceiling + 1.5 * canvas.unit
    if narrow:
        top = max(top, min(0.57 * canvas.height, floor - high))
    canvas.draw_rounded_plate(left, top, left + room + 2 * pad, top + high, 0.85, pad)
    x, y = left + pad, top + pad
    for line in lines:
        canvas.draw_text((x, y + 0.9 * size), line, size, PLAIN, BOLD)
        y += 1.25 * size
    for number, rows in enumerate(answers, 1):
        y += _draw_answer(canvas, x, y + 0.2 * size, str(number), rows, size) + 0.3 * size
    hint = words(say.ANSWER_KEYS if question.answers else say.PAIN_KEYS)
    canvas.draw_text((x, y + 1.3 * small), hint, small, QUIET)


def _wrap_answers(question: Question, size: float, room: float) -> list[list[str]]:
    """Returns the rows of each answer for `_draw_answer`."""
    wide = room - (_KEY_RATIO + _KEY_GAP_RATIO) * size
    return [wrap_text(answer, _ANSWER_RATIO * size, REGULAR, wide) for answer in question.answers]


def _measure_answer(rows: Sequence[str], size: float) -> float:
    return max(_KEY_RATIO, _ROW_RATIO * len(rows)) * size


def _draw_answer(
    canvas: Canvas, left: float, top: float, key: str, rows: Sequence[str], size: float
) -> float:
    """Draws an answer beside its key; returns their height."""
    high, side = _measure_answer(rows, size), _KEY_RATIO * size
    middle = top + high / 2
    canvas.draw_rounded_plate(
        left, middle - side / 2, left + side, middle + side / 2, 0.9, side / 4
    )
    canvas.draw_digits((left + side / 2, middle), key, _ANSWER_RATIO * size, PLAIN)
    baseline = middle + CAPITAL_RATIO * _ANSWER_RATIO * size / 2
    baseline -= _ROW_RATIO * size * (len(rows) - 1) / 2
    for i, row in enumerate(rows):
        at = (left + side + _KEY_GAP_RATIO * size, baseline + _ROW_RATIO * size * i)
        canvas.draw_text(at, row, _ANSWER_RATIO * size, PLAIN)
    return high


def _draw_scale(canvas: Canvas, left: float, top: float, room: float) -> float:
    """Draws 0 to 10 in a row of equal boxes; returns their height."""
    gap = 0.12 * room / _PAIN_STEPS
    side = (room - gap * (_PAIN_STEPS - 1)) / _PAIN_STEPS
    for number in range(_PAIN_STEPS):
        x = left + number * (side + gap)
        canvas.draw_rounded_plate(x, top, x + side, top + side, 0.9, 0.2 * side)
        canvas.draw_digits((x + side / 2, top + side / 2), str(number), 0.5 * side, PLAIN)
    return side


def answer_of(question: Question, key: str) -> str | None:
    """Returns the answer for the key; None if it has none."""
    if not question.answers:
        return key if key.isdecimal() else "10" if key == keymap.PAIN_TEN else None
    number = int(key) if key.isdecimal() else 0
    return question.answers[number - 1] if 1 <= number <= len(question.answers) else None


def draw_summary(canvas: Canvas, result: SessionResult, stop: str, words: Words) -> None:
    """Draws the summary: verdict, holds against dose, what was good, to watch or not judged.

    If one column is too small, a landscape window gets two; each is drawn as large as it fits.
    """
    canvas.draw_block(0, 0, canvas.width, canvas.height, INK)
    size = min(CUE_RATIO * canvas.height, canvas.width / 20)
    edge = 5 * canvas.unit
    column = _Column(canvas, words, edge, canvas.width - edge, edge, canvas.height - edge)
    colour = STOP if result.end is End.PAIN else PLAIN
    for line in wrap_text(result.verdict, 1.1 * size, BOLD, column.right - column.left):
        canvas.draw_text((column.left, column.y + size), line, 1.1 * size, colour, BOLD)
        column.y += 1.4 * size
    if result.end is End.PAIN:
        column.draw_list([stop], _PART_RATIO * size, dot=False)
    column.y += 0.7 * size
    both = (_draw_done, _draw_told)
    one_size = _choose_size(column, result, size, *both)
    has_points = result.good or result.watch or result.unjudged
    if canvas.width < canvas.height or not has_points or one_size >= _ONE_COLUMN_RATIO * size:
        for draw in both:
            draw(column, result, one_size)
        return
    left = replace(column, right=(canvas.width - edge) / 2)
    right = replace(column, left=(canvas.width + edge) / 2)
    _draw_done(left, result, _choose_size(left, result, size, _draw_done))
    _draw_told(right, result, _choose_size(right, result, size, _draw_told))


def _choose_size(
    column: _Column,
    result: SessionResult,
    size: float,
    *draw: Callable[[_Column, SessionResult, float], None],
) -> float:
    """Returns the largest size, up to `size`, at which everything fits; else one just readable."""
    while size > LEAST_PX / _LIST_RATIO:
        tried = replace(column, floor=0.0)  # nothing is drawn, but y grows
        for draw_part in draw:
            draw_part(tried, result, size)
        if tried.y <= column.floor:
            break
        size *= 0.95
    return size


def _draw_done(column: _Column, result: SessionResult, size: float) -> None:
    for stretch in (one for one in result.stretches if one.sides):
        column.draw_title(stretch.title, _PART_RATIO * size)
        for side in stretch.sides:
            column.draw_side(side, _PART_RATIO * size)
        column.y += 0.5 * size


def _draw_told(column: _Column, result: SessionResult, size: float) -> None:
    sections = (
        (say.GOOD_TITLE, result.good),
        (say.WATCH_TITLE, result.watch),
        (say.UNJUDGED_TITLE, result.unjudged),
    )
    for title, lines in sections:
        if lines:
            column.draw_title(column.words(title), _PART_RATIO * size)
            column.draw_list(lines, _LIST_RATIO * size)
            column.y += 0.5 * size


@dataclass(slots=True)
class _Column:
    """Items drawn below each other between left and right; y is where the next one begins.

    Items that do not fit above the floor are left out, but y still grows by their height.
    """

    canvas: Canvas
    words: Words
    left: float
    right: float
    y: float
    floor: float

    def draw_title(self, text: str, size: float) -> None:
        rows = wrap_text(text, size, BOLD, self.right - self.left)
        fits = self.y + (1.25 * len(rows) + 1.75) * size <= self.floor  # with an item under it
        for row in rows:
            if fits:
                self.canvas.draw_text((self.left, self.y + size), row, size, PLAIN, BOLD)
            self.y += 1.25 * size
        self.y += 0.2 * size

    def draw_side(self, side: SideSummary, size: float) -> None:
        """Draws one side: its name, a bar that fills up to the dose, and what was done in figures.

        If they do not fit side by side, the figures go below the name, one per row.
        """
        canvas, left, right, baseline = self.canvas, self.left, self.right, self.y + size
        name = self.words(say.SIDES[side.side])
        figures, share = _figures(side, self.words)
        name_px, figures_px = (measure_text(text, round(size)) for text in (name, figures))
        below = name_px + size + figures_px > right - left
        rows = figures.split(_FIGURES_GAP) if below else [figures]
        self.y += (1.6 + 1.3 * below * len(rows)) * size
        if self.y > self.floor:
            return
        canvas.draw_text((left, baseline), name, size, PLAIN)
        first = left + max(6.5 * size, name_px + size)
        last = right if below else right - max(9 * size, figures_px + size)
        if last - first > 3 * size:
            middle, half, done = baseline - 0.35 * size, 0.22 * size, share * (last - first)
            canvas.draw_block(first, middle - half, last, middle + half, DIM)
            canvas.draw_block(first, middle - half, first + done, middle + half, GOOD)
        for number, row in enumerate(rows, int(below)):
            at = (right - measure_text(row, round(size)), baseline + 1.3 * size * number)
            canvas.draw_text(at, row, size, PLAIN)

    def draw_list(self, lines: Sequence[str], size: float, *, dot: bool = True) -> None:
        """Draws as many sentences as fit above the floor."""
        indent = size if dot else 0.0
        for text in lines:
            rows = wrap_text(text, size, REGULAR, self.right - self.left - indent)
            first, self.y = self.y, self.y + (1.3 * len(rows) + 0.15) * size
            if self.y > self.floor:
                continue
            if dot:
                at = (self.left + 0.3 * size, first + 0.72 * size)
                self.canvas.draw_circle(at, 0.12 * size, QUIET)
            for number, row in enumerate(rows):
                baseline = first + (1 + 1.3 * number) * size
                self.canvas.draw_text((self.left + indent, baseline), row, size, PLAIN)


def _figures(side: SideSummary, words: Words) -> tuple[str, float]:
    """Returns what was done of the dose in figures, and as a fraction of it, at most 1."""
    dose = side.plan.dose
    recap = SideRecap.of_summary(side)
    figures = words(say.DONE[dose.unit], n=recap.write_count(words), of=dose.planned)
    if recap.too_short:
        figures = words(TOO_SHORT_PART, held=figures)
    if dose.rounds > 1 and dose.takes_seconds:
        done = sum(one.done for one in side.rounds)
        figures += _FIGURES_GAP + words(say.HOLDS_DONE, n=done, of=dose.rounds)
    return figures, min(1.0, recap.count / dose.planned)


def draw_insets(
    canvas: Canvas, screen: Screen, words: Words, ceiling: float, floor: float
) -> float:
    """Draws the stretch's start and target at the right edge, mirrored as people see themselves.

    In a landscape window one below the other, as large as fits between ``ceiling`` and ``floor``;
    in a portrait one only the next, above ``floor``. Returns the new floor of the right corner.
    """
    spec_id = find_bundled_id(screen.step.plan.spec)
    column = canvas.width >= canvas.height
    names = tuple(_NAMES) if column else (choose_pose_ahead(screen),)
    gap = round(1.2 * canvas.unit)
    size_px = read_picture_size_px(spec_id)
    longest = (_LONG_RATIO if column else _NARROW_LONG_RATIO) * canvas.height
    scale = longest / max(size_px)
    if column:
        scale = min(scale, ((floor - ceiling) / len(names) - 1.5 * gap) / size_px[1])
    wide, high = (round(scale * px) for px in size_px)
    if min(wide, high) < choose_small_px(canvas):
        return floor
    left = round(canvas.width - 2.5 * canvas.unit) - wide
    top = round(ceiling) + gap if column else round(floor) - high
    for name in names:
        picture = _picture(spec_id, name, screen.step.side, wide, high)
        if picture is not None:
            _draw_one(canvas, picture, words(_NAMES[name]), left, top)
            top += high + gap
            if not column:
                floor = floor - high - gap
    return floor


def _draw_one(canvas: Canvas, picture: Rgb, title: str, left: int, top: int) -> None:
    high, wide = picture.shape[:2]
    area = canvas.image[max(0, top) : top + high, max(0, left) : left + wide]
    area[:] = picture[max(0, -top) :, max(0, -left) :][: area.shape[0], : area.shape[1]]
    size = round(0.62 * choose_small_px(canvas))
    pad = 0.45 * size
    canvas.draw_rounded_plate(
        left + pad,
        top + high - 2.6 * pad - size,
        left + 3 * pad + measure_text(title, size),
        top + high - pad,
        0.72,
        pad,
    )
    canvas.draw_text((left + 2 * pad, top + high - 2.3 * pad), title, size, PLAIN)


@lru_cache(maxsize=_KEPT)
def _picture(spec_id: str, name: str, side: Side, wide: int, high: int) -> Rgb | None:
    """Returns the mirrored picture with a dark edge; None if the stretch has none."""
    path = find_picture(spec_id, name)
    read = None if path is None else cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if read is None:
        return None
    small = cv2.resize(read, (wide, high), interpolation=cv2.INTER_AREA)
    if side is not Side.RIGHT:  # the files show the left side as a camera sees it
        small = cv2.flip(small, 1)
    cv2.rectangle(small, (0, 0), (wide - 1, high - 1), INK, 2)
    return np.asarray(small, dtype=np.uint8)
