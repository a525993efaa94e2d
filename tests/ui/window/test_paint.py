from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.core.body import ImageSize, Side
from formcheck.core.coach import Hold, HoldStatus, SideSummary
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.screen_values import (
    BreathPhase,
    FramingCheck,
    Mood,
    Pace,
    ProgressRing,
    Question,
)
from formcheck.core.session.session_values import (
    End,
    Halt,
    SessionResult,
    Stage,
    Step,
    StretchResult,
)
from formcheck.core.stretch import plan_for
from formcheck.output.draw.canvas import REGULAR, Canvas, Point
from formcheck.output.draw.palette import CORRECT, GOOD, INK, PLAIN, STOP, Colour
from formcheck.ui.window import window_texts
from formcheck.ui.window.cards import answer_of, draw_summary
from formcheck.ui.window.display import Display, lay_mirrored, place_in
from formcheck.ui.window.paint import Showing, _list_corner_lines, paint
from tests.engine.sessions import short_spec
from tests.engine.test_repetitions import ARM_RAISES
from tests.listing import list_sentences
from tests.ui.window.screens import GREY, PROGRAMME, SIZE, make_image, make_showing

SIZES = [(1280, 720), (1920, 1080), (800, 600), (600, 1000), (3840, 2160), (321, 243)]
PAIN = Question("pain", "Did anything hurt?", ())
WHERE = Question("x.1", "Where do you feel it?", ("chest", "neck", "nowhere"))
CHECKS = tuple(FramingCheck(name, name, name != "near", "") for name in ("light", "near", "view"))
EVERY_STAGE = {
    "setup": make_showing(
        Stage.SETUP, body=True, headline="Step back.", framing=CHECKS, ghost=True
    ),
    "countdown": make_showing(Stage.COUNTDOWN, headline="Get ready.", seconds_left=3, ghost=True),
    "work": make_showing(Stage.WORK, body=True),
    "release": make_showing(Stage.LET_GO, headline="Done.", mood=Mood.GOOD, held_s=31.0),
    "rest": make_showing(Stage.REST, headline="Rest.", seconds_left=12),
    "pain": make_showing(Stage.QUESTIONS, question=PAIN),
    "question": make_showing(Stage.QUESTIONS, question=WHERE),
    "paused": make_showing(Stage.WORK, halt=Halt.USER, headline="Paused.", clock=HoldStatus.PAUSED),
    "repetition": make_showing(
        Stage.WORK, body=True, ring=ProgressRing(3, "of 12", 0.6), goal_s=0.0
    ),
    "in turn": make_showing(
        Stage.WORK, ring=ProgressRing(3, "of 8", 0.6, False, ("Left 2 of 4", "Right 1 of 4"))
    ),
    "breath": make_showing(
        Stage.WORK,
        ring=ProgressRing(2, "of 5", 0.3),
        pace=Pace(BreathPhase.IN, 0.5, 2, 5, "Breathe in.", "Breath 2 of 5"),
        breath="Your breathing: about 9 a minute (estimate)",
    ),
    "asked before": make_showing(Stage.SETUP, question=Question("x.2", "In place?", ("yes", "no"))),
    "asked within": make_showing(Stage.WORK, question=PAIN),
    "starting": replace(make_showing(Stage.SETUP), shown=None, picture=None),
}


def is_colour(image: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    return (np.abs(image.astype(int) - colour) < 12).all(axis=2)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", EVERY_STAGE)
def test_every_screen_can_be_drawn_in_every_size(name: str, size: tuple[int, int]) -> None:
    image = paint(size, EVERY_STAGE[name])
    assert image.shape == (size[1], size[0], 3)
    assert is_colour(image, PLAIN).any()


def test_the_picture_is_a_mirror() -> None:
    """What the camera sees on the left is on the right of the window, as in a mirror."""
    view = make_showing(Stage.WORK)
    seen = make_image()
    seen[:, :320] = (200, 0, 0)
    image = paint((640, 360), replace(view, picture=seen))
    assert tuple(image[180, 600]) == (200, 0, 0)
    assert tuple(image[180, 40]) == (GREY, GREY, GREY)


def test_the_skeleton_lies_on_the_mirrored_body() -> None:
    """An arm alone, so that no other part of the body is drawn."""
    view = make_showing(Stage.WORK, body=True)
    assert view.shown is not None
    pose = view.shown.pose
    assert pose is not None
    arm = [Side.LEFT.landmark(joint) for joint in ("shoulder", "elbow", "wrist")]
    points = np.full_like(pose.image_px, np.nan)
    points[arm] = pose.image_px[arm] + np.array([60, 0])
    view = replace(view, shown=replace(view.shown, pose=replace(pose, image_px=points)))
    drawn = is_colour(paint((1280, 720), view)[150:550], PLAIN).any(axis=0)
    columns = np.flatnonzero(drawn)
    assert columns[0] == pytest.approx(2 * (640 - points[arm, 0].max()), abs=20)
    assert columns[-1] == pytest.approx(2 * (640 - points[arm, 0].min()), abs=20)
    assert columns[-1] < 640 < 2 * points[arm, 0].min()


def test_text_is_never_mirrored() -> None:
    """The band reads the same on an image and on its mirror image."""
    one = make_showing(Stage.WORK, headline="Drop your shoulders.", mood=Mood.CORRECT)
    seen = make_image()
    seen[:, :320] = 100
    flipped = np.ascontiguousarray(seen[:, ::-1])
    first, second = (paint((640, 360), replace(one, picture=p)) for p in (seen, flipped))
    text = is_colour(first, PLAIN)
    assert text.sum() > 500
    assert (text != is_colour(second, PLAIN)).sum() < 0.02 * text.sum()


def test_a_hold_that_goes_well_leaves_the_top_and_the_middle_free() -> None:
    image = paint((1280, 720), make_showing(Stage.WORK, instruction="Hold it and breathe."))
    assert (image[:500, 200:1080] == GREY).all()


def test_a_cue_stands_in_a_band_that_leaves_most_of_the_body_free() -> None:
    view = make_showing(Stage.WORK, headline="Elbow back on the wall.", mood=Mood.CORRECT)
    image = paint((1280, 720), view)
    assert is_colour(image[:80, :12], CORRECT).sum() > 100
    assert (image[100:500, 300:1080] == GREY).all()


@pytest.mark.parametrize("size", SIZES[:4], ids=str)
def test_the_countdown_is_very_large(size: tuple[int, int]) -> None:
    image = paint(size, make_showing(Stage.COUNTDOWN, seconds_left=3))
    corner = image[: round(0.94 * size[1]), : size[0] // 2]
    rows = np.flatnonzero(is_colour(corner, PLAIN).any(axis=1))
    assert rows[-1] - rows[0] > 0.15 * size[1]


def test_a_check_that_is_right_has_a_green_tick_and_one_that_is_not_has_none() -> None:
    right = paint((1280, 720), make_showing(Stage.SETUP, framing=CHECKS[:1]))
    wrong = paint((1280, 720), make_showing(Stage.SETUP, framing=CHECKS[1:2]))
    assert is_colour(right, GOOD).sum() > 20
    assert is_colour(wrong, GOOD).sum() == 0


def test_a_camera_in_trouble_dims_the_picture_and_says_what_to_do() -> None:
    well = paint((1280, 720), make_showing(Stage.WORK))
    trouble = "The camera sends no pictures: plug it in again."
    image = paint((1280, 720), replace(make_showing(Stage.WORK), camera_note=trouble))
    assert image[300, 640, 0] < 0.8 * well[300, 640, 0]
    assert is_colour(image[:80], PLAIN).sum() > 500


def test_questions_need_no_camera() -> None:
    view = make_showing(Stage.QUESTIONS, question=WHERE)
    assert np.array_equal(
        paint((640, 360), view),
        paint((640, 360), replace(view, camera_note="The video has ended.")),
    )


def test_red_is_for_pain_alone() -> None:
    for name, view in EVERY_STAGE.items():
        assert not is_colour(paint((640, 360), view), STOP).any(), name
    hurt = make_showing(Stage.QUESTIONS, question=PAIN, headline="Stop.", mood=Mood.STOP)
    assert is_colour(paint((640, 360), hurt), STOP).any()


@pytest.mark.parametrize(
    ("question", "key", "answer"),
    [
        (PAIN, "0", "0"),
        (PAIN, "9", "9"),
        (PAIN, "t", "10"),
        (PAIN, "x", None),
        (WHERE, "1", "chest"),
        (WHERE, "3", "nowhere"),
        (WHERE, "4", None),
        (WHERE, "0", None),
        (WHERE, "s", None),
    ],
)
def test_number_keys_answer(question: Question, key: str, answer: str | None) -> None:
    assert answer_of(question, key) == answer


def test_a_capital_is_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """With Caps Lock, macOS and Windows report capitals, Linux does not."""
    monkeypatch.setattr("cv2.waitKeyEx", lambda _: ord("P"))
    assert Display.__new__(Display).key(1) == "p"


@given(st.integers(16, 4000), st.integers(16, 4000), st.integers(120, 4000), st.integers(120, 4000))
def test_the_picture_is_whole_and_keeps_its_shape(wide: int, high: int, w: int, h: int) -> None:
    canvas = Canvas(np.empty((h, w, 3), dtype=np.uint8))
    place = place_in(canvas, ImageSize(wide, high))
    assert place.left >= 0
    assert place.top >= 0
    assert place.left + place.width <= w
    assert place.top + place.height <= h
    assert place.width == w or place.height == h
    assert abs(place.width * high - place.height * wide) <= max(wide, high)


@given(st.floats(0, 640), st.floats(0, 360))
def test_a_point_of_the_picture_is_where_its_pixel_is_shown(x: float, y: float) -> None:
    canvas = Canvas(np.empty((400, 900, 3), dtype=np.uint8))
    place = place_in(canvas, SIZE)
    ((shown_x, shown_y),) = place.mirrored(np.array([[x, y]]))
    assert place.left - 1 <= shown_x <= place.left + place.width + 1
    assert shown_x == pytest.approx(place.left + place.width - x * place.scale)
    assert shown_y == pytest.approx(place.top + y * place.scale)


def test_what_lies_beside_the_picture_is_dark() -> None:
    canvas = Canvas(np.full((400, 900, 3), 77, dtype=np.uint8))
    place = place_in(canvas, SIZE)
    lay_mirrored(canvas, make_image(), place)
    assert (canvas.image[:, : place.left] == INK).all()
    assert (canvas.image[:, place.left + place.width :] == INK).all()


def test_nothing_of_the_body_is_drawn_beside_the_picture() -> None:
    """A person whose legs are cut off, in a window with room below the image."""
    view = make_showing(Stage.WORK, body=True)
    assert view.shown is not None
    pose = view.shown.pose
    assert pose is not None
    lower = replace(pose, image_px=pose.image_px + np.array([0, 120]))
    image = paint((640, 900), replace(view, shown=replace(view.shown, pose=lower)))
    bare = paint((640, 900), make_showing(Stage.WORK))
    below = round(0.35 * (900 - 360)) + 360
    assert np.array_equal(image[below:], bare[below:])
    assert not np.array_equal(image, bare)


VERDICT = "Left side held as planned, two things to correct and one that could not be seen."


def make_result(end: End, held_s: float) -> SessionResult:
    plan = PROGRAMME.steps[0].plan
    nothing: tuple[()] = ()
    side = SideSummary(
        plan, held_s, nothing, 1, nothing, nothing, nothing, nothing, nothing,
        neutral_assumed=False, wrong_view=False, completed=True,
    )  # fmt: skip
    stretch = StretchResult(plan.spec.id, plan.spec.title, (side,), 60.0, completed=True)
    many = tuple(f"Something to watch, number {n}, in a sentence of some length." for n in range(9))
    return SessionResult(
        VERDICT, ("Left side: no fault seen.",), many, (), end, 90.0, (stretch,), ()
    )


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_summary_fits_every_window(size: tuple[int, int]) -> None:
    image = np.zeros((size[1], size[0], 3), dtype=np.uint8)
    draw_summary(Canvas(image), make_result(End.COMPLETED, 45.0), "Stop at pain.", ENGLISH)
    assert is_colour(image[round(0.97 * size[1]) :], PLAIN).sum() == 0


class RecordingCanvas(Canvas):
    """A canvas that records its texts and their positions."""

    def __init__(self, image: NDArray[np.uint8]) -> None:
        super().__init__(image)
        self.texts: dict[Point, str] = {}

    def draw_text(
        self, origin: Point, words: str, size_px: float, colour: Colour, weight: int = REGULAR
    ) -> None:
        super().draw_text(origin, words, size_px, colour, weight)
        self.texts[origin] = words


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (600, 1000)], ids=str)
@pytest.mark.parametrize("count", [1, 4, 6, 8])
def test_the_summary_leaves_out_nothing_however_many_stretches_there_were(
    count: int, size: tuple[int, int]
) -> None:
    whole = make_result(End.COMPLETED, 45.0)
    (stretch,) = whole.stretches
    stretches = tuple(
        replace(stretch, title=f"Stretch {number}", sides=stretch.sides * 2)
        for number in range(count)
    )
    unjudged = ("Right side: how far the arm was stretched could not be seen.",)
    result = replace(whole, stretches=stretches, watch=whole.watch[:3], unjudged=unjudged)
    sheet = RecordingCanvas(np.zeros((size[1], size[0], 3), dtype=np.uint8))
    draw_summary(sheet, result, "Stop at pain.", ENGLISH)
    written = " ".join(sheet.texts.values())
    titles = (one.title for one in stretches)
    for text in (*titles, *result.good, *result.watch, *unjudged):
        assert text in written
    assert written.count(window_texts.SIDES[Side.LEFT]) >= 2 * count
    assert max(y for _, y in sheet.texts) < 0.97 * size[1]


def test_the_summary_s_bar_is_as_long_as_what_was_held() -> None:
    lengths = []
    for held_s in (15.0, 45.0):
        image = np.zeros((720, 1280, 3), dtype=np.uint8)
        draw_summary(Canvas(image), make_result(End.COMPLETED, held_s), "", ENGLISH)
        lengths.append(int(is_colour(image, GOOD).any(axis=0).sum()))
    assert lengths[1] == pytest.approx(3 * lengths[0], rel=0.05)


def test_the_summary_s_bar_leaves_out_what_was_too_short_to_count() -> None:
    whole = make_result(End.STOPPED, 25.0)
    holds = (Hold(0.0, 9.0, 9.0, counted=False), Hold(20.0, 36.0, 16.0, counted=True))
    lengths = []
    for held in (holds, holds[1:]):
        side = replace(whole.stretches[0].sides[0], holds=held, completed=False)
        side = replace(side, held_s=sum(hold.held_s for hold in held))
        result = replace(whole, stretches=(replace(whole.stretches[0], sides=(side,)),))
        image = np.zeros((720, 1280, 3), dtype=np.uint8)
        draw_summary(Canvas(image), result, "", ENGLISH)
        lengths.append(int(is_colour(image, GOOD).any(axis=0).sum()))
    assert lengths[0] == lengths[1] > 0


def test_after_pain_the_summary_says_the_stop_rule_in_red() -> None:
    image = np.zeros((720, 1280, 3), dtype=np.uint8)
    draw_summary(Canvas(image), make_result(End.PAIN, 10.0), "Leave that side alone.", ENGLISH)
    assert is_colour(image, STOP).any()


def test_every_text_of_the_window_can_be_translated() -> None:
    """With every sentence translated to "X", none of the window's own English is left."""
    seen = set().union(*(list_drawn(view) for view in EVERY_STAGE.values()))
    assert seen <= list_sentences(vars(window_texts)) | {""}
    assert window_texts.KEY_PAIN in seen


def list_drawn(view: Showing) -> set[str]:
    """Returns the window's own sentences that are drawn."""
    seen: set[str] = set()

    class Spy(dict[str, str]):
        def get(self, key: str, default: object = None) -> str:  # type: ignore[override]
            seen.add(key)
            return "X"

    paint((1280, 720), replace(view, words=Words("xx", Spy())))
    return seen


def test_before_the_first_result_it_says_what_it_waits_for() -> None:
    waits = replace(make_showing(Stage.WORK), shown=None)
    assert window_texts.STARTING in list_drawn(waits)
    note = "The camera sends no pictures."
    assert note in list_drawn(replace(waits, camera_note=note))


@pytest.mark.parametrize("step", PROGRAMME.steps[2:], ids=lambda step: step.side.value)
def test_a_rest_names_the_side_that_comes(step: Step) -> None:
    """During a rest, the session's step is already the next one."""
    sides = {window_texts.SIDES[side] for side in (Side.LEFT, Side.RIGHT)}
    drawn = list_drawn(make_showing(Stage.REST, seconds_left=12, step=step))
    assert drawn & sides == {window_texts.SIDES[step.side]}


@pytest.mark.parametrize(
    "stage", [Stage.SETUP, Stage.COUNTDOWN, Stage.WORK, Stage.LET_GO, Stage.REST]
)
def test_sides_that_take_turns_are_told_in_every_stage(stage: Stage) -> None:
    turns = ("Left 0 of 4", "Right 0 of 4")
    view = make_showing(stage, ring=ProgressRing(0, "of 8", 0.0, False, turns))
    assert view.shown is not None
    lines = _list_corner_lines(view, view.shown.screen, titled=True)
    first = {Stage.SETUP: ["Arm out"], Stage.REST: ["Next: Arm out"]}.get(stage, [])
    assert lines == [*first, *turns, "Hold 1 of 2"]


def test_the_stop_rule_stands_in_the_set_up_whatever_else_there_is_to_know() -> None:
    view = make_showing(Stage.SETUP)
    aside = replace(view, aside=window_texts.SLOW)
    assert np.array_equal(paint((1280, 720), view), paint((1280, 720), aside))
    assert window_texts.SLOW in list_drawn(
        replace(make_showing(Stage.WORK), aside=window_texts.SLOW)
    )


def test_the_pacer_grows_with_the_breath_in() -> None:
    def measure_lit(share: float) -> int:
        pace = Pace(BreathPhase.IN, share, 1, 5, "Breathe in.", "Breath 1 of 5")
        image = paint(
            (1280, 720), make_showing(Stage.WORK, ring=ProgressRing(1, "of 5", 0.0), pace=pace)
        )
        return int(image[430:, :220].astype(int).sum())

    assert measure_lit(0.1) < measure_lit(0.5) < measure_lit(0.9)


def test_while_nothing_counts_the_pacer_gives_way_to_why() -> None:
    pace = Pace(BreathPhase.IN, 0.5, 1, 5, "Breathe in.", "Breath 1 of 5")
    still = ProgressRing(1, "of 5", 0.2, still=True)
    why = make_showing(
        Stage.WORK, ring=still, pace=pace, detail="The clock waits until you are still."
    )
    silent = make_showing(Stage.WORK, ring=still, pace=pace)
    assert (paint((1280, 720), why) != paint((1280, 720), silent)).any()


def test_the_summary_s_bar_counts_repetitions_where_those_are_wanted() -> None:
    plan = plan_for(short_spec(ARM_RAISES), Side.LEFT)

    def count_green(reps: int) -> int:
        whole = make_result(End.COMPLETED, 0.0)
        side = replace(whole.stretches[0].sides[0], plan=plan, reps=reps)
        stretch = replace(whole.stretches[0], sides=(side,))
        image = np.zeros((720, 1280, 3), dtype=np.uint8)
        draw_summary(Canvas(image), replace(whole, stretches=(stretch,)), "Stop.", ENGLISH)
        return int(is_colour(image, GOOD).sum())

    assert count_green(0) == 0
    assert count_green(4) == pytest.approx(2 * count_green(2), rel=0.05)
