"""What the window shows at one moment: the mirrored frame and everything drawn on it.

The stages differ only in what is drawn, not in where: the message on top, seconds bottom left, side
and set bottom right, keys along the lower edge.
"""

from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np

from formcheck.core.body import ImageSize, Side
from formcheck.core.coach import HoldStatus
from formcheck.core.language import Words
from formcheck.core.session.framing import lies_low
from formcheck.core.session.screen_values import FramingCheck, Screen
from formcheck.core.session.session_values import Halt, Stage
from formcheck.engine.live_session import LivePicture
from formcheck.output.draw import parts
from formcheck.output.draw.canvas import Canvas, measure_text
from formcheck.output.draw.ghost import place_live_ghost
from formcheck.output.draw.marks import build_live_marks
from formcheck.output.draw.overlay import draw_sketch
from formcheck.output.draw.palette import GOOD, INK, PLAIN, QUIET, TONES
from formcheck.output.draw.sketch import build_sketch
from formcheck.ui.window import window_texts as say
from formcheck.ui.window.cards import draw_aside, draw_insets, draw_question
from formcheck.ui.window.display import Place, lay_mirrored, place_in
from formcheck.vision.video.frames import Rgb

_GHOST_OPACITY, _GHOST_EDGE_OPACITY = 0.14, 0.45
_INSETS_RATIO = 0.36
"""Share of the window's height that a note leaves for the insets. Chosen for formcheck."""
_STRIP_RATIO = 0.036
_HALTED_OPACITY = 0.45
_WITHOUT_SKELETON = {Stage.QUESTIONS, Stage.DONE}
_BAND_RATIO = 0.16
"""Share of the height kept free for a two-line message, so that what is below does not move."""
_WITH_INSETS = {Stage.SETUP, Stage.COUNTDOWN, Stage.REST}


@dataclass(frozen=True, slots=True, eq=False)
class Showing:
    """Everything that one image of the window is made from.

    picture: the camera's newest frame, not mirrored. shown: the engine's newest result.
    camera_note: why no frame arrives. aside: another note, such as a slow machine. silence: a word
    on why there is no sound. Each note may be "".
    """

    words: Words
    picture: Rgb | None
    shown: LivePicture | None
    camera_note: str
    aside: str
    silence: str


def paint(size: tuple[int, int], showing: Showing) -> Rgb:
    """Returns the window's image, (height, width, 3) red-green-blue; size: width, height."""
    canvas = Canvas(np.empty((size[1], size[0], 3), dtype=np.uint8))
    place = None
    if showing.picture is None:
        canvas.draw_block(0, 0, canvas.width, canvas.height, INK)
    else:
        high, wide = showing.picture.shape[:2]
        place = place_in(canvas, ImageSize(wide, high))
        lay_mirrored(canvas, showing.picture, place)
    if showing.shown is None:
        parts.draw_band(canvas, showing.words.say(showing.camera_note or say.STARTING), QUIET)
    else:
        _draw_shown(canvas, showing, showing.shown, place)
    _draw_keys(canvas, showing)
    return canvas.image


def _draw_shown(canvas: Canvas, showing: Showing, shown: LivePicture, place: Place | None) -> None:
    screen, words = shown.screen, showing.words
    if place is not None and not showing.camera_note:
        _draw_body(canvas, shown, place)
    if screen.halt is not Halt.NONE or _is_cut_off(showing, screen):
        canvas.draw_plate(0, canvas.height, _HALTED_OPACITY)
    ceiling = _draw_message(canvas, showing, screen)
    spec = screen.step.plan.spec
    wide_at_work = canvas.width >= canvas.height and screen.stage in {Stage.WORK, Stage.LET_GO}
    low = wide_at_work and lies_low(spec.position, spec.view.camera)
    if screen.question is not None and screen.stage is Stage.QUESTIONS:
        draw_question(canvas, screen.question, screen.instruction, words, ceiling)
        return
    if screen.question is not None:
        only_stop = screen.stage is Stage.SETUP and canvas.width < canvas.height
        bottom = _find_bottom(canvas)
        if only_stop:
            bottom = _draw_stop_rule(canvas, screen, ceiling)
        draw_aside(canvas, screen.question, words, ceiling, bottom, right=low)
        if only_stop:
            return  # no room for more
    floor = _draw_right(canvas, showing, screen, ceiling)
    if low:  # the ring goes above the body
        high = parts.measure_counter_px(canvas, screen.pace is not None)
        floor = max(ceiling, _BAND_RATIO * canvas.height) + high
    _draw_left(canvas, screen, _find_reason(showing, screen), ceiling, floor)


def _draw_right(canvas: Canvas, showing: Showing, screen: Screen, ceiling: float) -> float:
    """Draws the stretch's pictures, a note, and side and set at the right edge.

    Returns the floor for what is drawn at the left.
    """
    bottom, gap, note = _find_bottom(canvas), 1.2 * canvas.unit, _find_note(showing, screen)
    narrow, with_insets = canvas.width < canvas.height, screen.stage in _WITH_INSETS
    if narrow and screen.stage is Stage.SETUP:
        bottom, note = _draw_stop_rule(canvas, screen, ceiling), ""
    top = bottom
    if narrow and with_insets:
        top = draw_insets(canvas, screen, showing.words, ceiling, bottom)
    lines = _list_corner_lines(showing, screen, titled=not narrow)
    counts_down = screen.stage is Stage.COUNTDOWN
    beside = parts.measure_countdown_px(canvas) + 5 * canvas.unit if counts_down else 0.0
    corner = parts.draw_corner(canvas, lines, top, beside)
    highest = ceiling + _INSETS_RATIO * canvas.height
    free = parts.draw_note(canvas, note, corner - gap, highest)
    if with_insets and not narrow:
        draw_insets(canvas, screen, showing.words, ceiling, free)
    if narrow and screen.stage is Stage.SETUP and top == bottom:
        return corner - gap  # checks and corner do not fit side by side
    return bottom


def _draw_stop_rule(canvas: Canvas, screen: Screen, ceiling: float) -> float:
    """Draws the stop rule across the width of a portrait window; returns the new bottom."""
    rule, room = screen.step.plan.spec.stop, canvas.width - 8.5 * canvas.unit
    top = parts.draw_note(canvas, rule, _find_bottom(canvas), ceiling, room)
    return top - 1.2 * canvas.unit


def _strip_px(canvas: Canvas) -> int:
    return max(18, round(_STRIP_RATIO * canvas.height))


def _find_bottom(canvas: Canvas) -> float:
    """Returns the lower limit, px, of what is drawn above the keys."""
    return canvas.height - _strip_px(canvas) - 1.2 * canvas.unit


def _draw_body(canvas: Canvas, shown: LivePicture, place: Place) -> None:
    """Draws ghost and skeleton, clipped to the frame and scaled with it."""
    area = canvas.image[place.top : place.top + place.height, place.left :][:, : place.width]
    canvas, place = Canvas(area), replace(place, left=0, top=0)
    _draw_ghost(canvas, shown, place)
    if shown.pose is not None and shown.screen.stage not in _WITHOUT_SKELETON:
        points = place.mirrored(shown.pose.image_px)
        marks = build_live_marks(shown.screen.step.plan, shown.screen)
        draw_sketch(canvas, build_sketch(points, marks, canvas.unit))


def _draw_ghost(canvas: Canvas, shown: LivePicture, place: Place) -> None:
    placed = place_live_ghost(shown) or ()
    polygons = [place.mirrored(polygon).tolist() for polygon in placed]
    canvas.fill_polygons(polygons, PLAIN, _GHOST_OPACITY)
    edges = chain.from_iterable(pairwise([*polygon, polygon[0]]) for polygon in polygons)
    canvas.draw_faint_lines(list(edges), PLAIN, 0.3 * canvas.unit, _GHOST_EDGE_OPACITY)


def _draw_message(canvas: Canvas, showing: Showing, screen: Screen) -> float:
    """Draws the message on top, nothing while all is well; returns its lower edge.

    The instruction goes with it once the hold is done, otherwise mostly into the left corner: a
    band of many lines would cover the head.
    """
    if _is_cut_off(showing, screen):
        return parts.draw_band(canvas, showing.words.say(showing.camera_note), QUIET, screen.detail)
    headline = screen.reply or screen.headline
    works = screen.stage is Stage.WORK and screen.halt is Halt.NONE
    if not headline and works and screen.clock is not HoldStatus.RUNNING:
        headline = screen.instruction
    narrow = canvas.width < canvas.height
    with_instruction = screen.stage is Stage.LET_GO or (narrow and screen.stage in _WITH_INSETS)
    below = screen.instruction if with_instruction else ""
    if not headline:
        return 0.0
    below = "" if below in headline else below
    return parts.draw_band(canvas, headline, TONES[screen.mood.value], below)


def _is_cut_off(showing: Showing, screen: Screen) -> bool:
    """Whether the session waits for the camera; questions need none."""
    return bool(showing.camera_note) and screen.stage is not Stage.QUESTIONS


def _find_reason(showing: Showing, screen: Screen) -> str:
    """Returns why the clock stands still, or "" if the message already says so."""
    shown = f"{screen.headline} {screen.instruction}"
    return "" if screen.detail in shown or _is_cut_off(showing, screen) else screen.detail


def _draw_left(canvas: Canvas, screen: Screen, why: str, ceiling: float, floor: float) -> None:
    """Draws open checks, a countdown or the ring bottom left, and the instruction above.

    Beside the ring go the pacer's words, or why the clock stands still.
    """
    match screen.stage:
        case Stage.SETUP if screen.question is not None:
            pass
        case Stage.SETUP:
            floor = _draw_checks(canvas, screen.framing, floor)
            _draw_instruction(canvas, screen, ceiling, floor)
        case Stage.COUNTDOWN if screen.seconds_left is not None:
            floor = parts.draw_countdown(canvas, screen.seconds_left, floor)
            _draw_instruction(canvas, screen, ceiling, floor)
        case Stage.REST if screen.seconds_left is not None:
            centre, radius = parts.draw_seconds(canvas, screen.seconds_left, floor)
            thick = 0.14 * radius
            share = min(1.0, screen.seconds_left / max(screen.step.plan.spec.dose.rest_s, 1.0))
            parts.draw_ring(canvas, centre, radius - thick, share, PLAIN, 0.6 * thick, gaps=False)
            _draw_instruction(canvas, screen, ceiling, centre[1] - radius)
        case Stage.WORK | Stage.LET_GO | Stage.REST | Stage.COUNTDOWN:
            pace = screen.pace
            rows = () if pace is None or screen.ring.still else (pace.say, pace.told, screen.breath)
            size = None if pace is None else pace.size
            parts.draw_counter(canvas, screen.ring, floor, why, size, [*filter(None, rows)])


def _draw_instruction(canvas: Canvas, screen: Screen, ceiling: float, floor: float) -> None:
    if not screen.instruction or canvas.width < canvas.height:  # then below the headline
        return
    gap, room = 1.2 * canvas.unit, 0.27 * canvas.width
    high = floor - ceiling - 2 * gap
    lines, size = parts.fit_lines(screen.instruction, parts.choose_small_px(canvas), room, high)
    middle = floor - gap - parts.measure_lines(len(lines), size) / 2
    parts.draw_lines(canvas, lines, 2.5 * canvas.unit, middle, size)


def _draw_checks(canvas: Canvas, checks: tuple[FramingCheck, ...], floor: float) -> float:
    """Draws the checks before the start, each with a tick or an empty ring; returns the top."""
    if not checks:
        return floor
    size = round(0.85 * parts.choose_small_px(canvas))
    step, pad = 1.45 * size, 0.6 * size
    left, wide = 2.5 * canvas.unit, max(measure_text(check.title, size) for check in checks)
    top = floor - step * len(checks) - 2 * pad
    canvas.draw_rounded_plate(left, top, left + wide + 2.2 * pad + 1.5 * size, floor, 0.8, pad)
    for number, check in enumerate(checks):
        middle = top + pad + step * (number + 0.5)
        x, radius = left + pad + 0.4 * size, 0.36 * size
        if check.ok:
            tick = [(-0.9, 0.05), (-0.25, 0.7), (1.0, -0.7)]
            canvas.draw_path(
                [(x + radius * a, middle + radius * b) for a, b in tick], GOOD, 0.16 * size
            )
        else:
            canvas.draw_circle((x, middle), radius, QUIET, 0.1 * size)
        colour = PLAIN if check.ok else QUIET
        canvas.draw_text((left + pad + 1.4 * size, middle + 0.35 * size), check.title, size, colour)
    return top


def _list_corner_lines(showing: Showing, screen: Screen, *, titled: bool) -> list[str]:
    words, step, turns = showing.words, screen.step, screen.ring.turns
    lines = [] if turns or step.side is Side.BOTH else [words(say.SIDES[step.side])]
    if screen.stage is Stage.REST:
        lines = [words(say.NEXT, what=lines[0] if lines else step.plan.spec.title)]
    elif screen.stage is Stage.SETUP and titled:
        lines.insert(0, step.plan.spec.title)
    lines += turns
    if step.sets > 1:
        lines.append(words(say.ROUNDS[step.plan.dose.unit], n=step.set_number, of=step.sets))
    return lines


def _find_note(showing: Showing, screen: Screen) -> str:
    """Returns the stop rule, another note, or what can't be seen, for above the corner; or ""."""
    if screen.stage is Stage.SETUP:  # before anything can hurt
        return screen.step.plan.spec.stop
    if showing.aside:
        return showing.words(showing.aside)
    unseen = ", ".join(screen.unseen)
    return showing.words(say.NOT_SEEN, what=unseen) if unseen else ""


def _draw_keys(canvas: Canvas, showing: Showing) -> None:
    """Draws as many of the keys along the lower edge as fit."""
    high = _strip_px(canvas)
    size = max(11, round(0.6 * high))
    top = canvas.height - high
    canvas.draw_plate(top, canvas.height, parts.GREY_OPACITY)
    baseline, gap, edge = top + 0.68 * high, 1.6 * size, 2.5 * canvas.unit
    words = showing.words
    right = canvas.width - edge
    if showing.silence:
        silence = words(showing.silence)
        right -= measure_text(silence, size)
        canvas.draw_text((right, baseline), silence, size, QUIET)
    x = edge
    for key in _keys(showing):
        text = words(key)
        if x + measure_text(text, size) > right - gap:
            break
        canvas.draw_text((x, baseline), text, size, PLAIN)
        x += measure_text(text, size) + gap


def _keys(showing: Showing) -> tuple[str, ...]:
    """Returns the keys that work now, the most important first."""
    sound = say.KEY_SOUND if showing.silence == say.MUTED else say.KEY_MUTE
    if showing.shown is None:
        return (sound, say.KEY_FULL, say.KEY_QUIT)
    screen = showing.shown.screen
    if screen.stage is Stage.QUESTIONS:
        return (say.KEY_SKIP, sound, say.KEY_FULL, say.KEY_QUIT)
    pause = say.KEY_GO_ON if screen.halt is Halt.USER else say.KEY_PAUSE
    one_sided = screen.step.side is not Side.BOTH and not screen.ring.turns
    side = (say.KEY_SIDE,) if one_sided else ()
    return (say.KEY_PAIN, pause, sound, say.KEY_NEXT, *side, say.KEY_FULL, say.KEY_QUIT)
