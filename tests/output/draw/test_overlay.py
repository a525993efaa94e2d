import math
import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.core.body import LANDMARK_NAMES, ImageSize, Landmark, Side
from formcheck.core.coach import Span
from formcheck.core.coach.events import HoldStop, StopCause
from formcheck.core.kinematics import MEASURES, Cause, Definition, Unknown
from formcheck.core.language import ENGLISH
from formcheck.core.session.programme import translate_spec
from formcheck.core.session.reasons import describe_reason
from formcheck.core.session.screen_values import ProgressRing
from formcheck.core.session.session_texts import SIDES
from formcheck.core.stretch import plan_for
from formcheck.engine.analyse import Analysis, analyse
from formcheck.library.catalogue import read_specs
from formcheck.library.languages import load_words
from formcheck.output.draw.canvas import BOLD, Canvas, measure_text, wrap_text
from formcheck.output.draw.marks import Mark, MarkTone, find_bones, find_subject
from formcheck.output.draw.overlay import (
    Scene,
    TimelineStrip,
    build_timeline,
    draw,
    draw_sketch,
    place_label,
)
from formcheck.output.draw.palette import CORRECT, GOOD
from formcheck.output.draw.parts import CUE_RATIO
from formcheck.output.draw.sketch import build_sketch
from formcheck.output.report.scene import PAUSED, build_scene
from tests.bodies import Camera, standing
from tests.core.session.live import play
from tests.engine.sessions import SIZE as FILMED
from tests.engine.sessions import STRICT_BEND, Key, session, short_spec, up_and_down
from tests.output.draw.layout import LayoutCanvas

SIZES = [(320, 240), (854, 480), (608, 1080), (1920, 1080), (3840, 2160), (101, 77)]
GREY = 118


def make_image(width: int, height: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), GREY, dtype=np.uint8)


def compute_body_px(width: int, height: int) -> NDArray[np.float64]:
    return standing().pose(camera=Camera(size=ImageSize(width, height))).image_px.copy()


def make_scene(width: int = 854, height: int = 480, **changes: object) -> Scene:
    quiet = Scene(
        image_px=compute_body_px(width, height),
        marks=(),
        cue="",
        side="",
        count="",
        unseen="",
        ring=None,
        timeline=None,
        t_s=0.0,
    )
    return replace(quiet, **changes)  # type: ignore[arg-type]


def draw_overlay(of: Scene, width: int = 854, height: int = 480) -> NDArray[np.uint8]:
    image = make_image(width, height)
    draw(Canvas(image), of)
    return image


def find_changed_pixels(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (image != GREY).any(axis=2)


def is_colour(image: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    return (np.abs(image.astype(int) - colour) < 12).all(axis=2)


FULL = {
    "cue": "Elbow back on the wall and keep it there.",
    "side": "Left side",
    "count": "Hold 2 of 3",
    "unseen": "right wrist hidden, left ear hidden",
    "ring": ProgressRing(128, "", 128 / 180, still=True),
    "waiting": "Paused: elbow off the wall",
    "timeline": TimelineStrip(
        60, (Span(5, 50),), (Span(10, 40),), (Span(40, 45),), (Span(50, 59),)
    ),
    "t_s": 30.0,
}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_any_size_can_be_drawn_on(width: int, height: int) -> None:
    assert find_changed_pixels(draw_overlay(make_scene(width, height, **FULL), width, height)).any()


def test_when_all_is_well_nothing_but_the_body_is_drawn() -> None:
    mask = find_changed_pixels(draw_overlay(make_scene()))
    body = compute_body_px(854, 480)
    assert mask[: round(body[:, 1].min()) - 20].sum() == 0
    assert mask[:, : round(body[:, 0].min()) - 20].sum() == 0


@pytest.mark.parametrize(("width", "height"), SIZES[:5])
def test_the_cue_is_on_top_and_large_enough_to_be_read_from_afar(width: int, height: int) -> None:
    with_cue = draw_overlay(make_scene(width, height, image_px=None, cue="Drop."), width, height)
    band = np.flatnonzero(find_changed_pixels(with_cue).any(axis=1))
    assert band[0] == 0
    assert 0.05 * height <= band[-1] < 0.2 * height
    assert CUE_RATIO >= 0.05


@pytest.mark.parametrize(("width", "height"), SIZES[:5])
def test_the_seconds_are_large_enough_and_bottom_left(width: int, height: int) -> None:
    ring = ProgressRing(7, "", 7.9 / 30)
    image = draw_overlay(make_scene(width, height, image_px=None, ring=ring), width, height)
    digit = np.flatnonzero(is_colour(image, (240, 242, 245)).any(axis=1))
    assert (digit[-1] - digit[0]) >= 0.7 * 0.08 * height
    columns = np.flatnonzero(find_changed_pixels(image).any(axis=0))
    assert columns[-1] < 0.45 * width


@pytest.mark.parametrize("size", [(480, 854), (720, 960), (640, 480), (854, 480)], ids=str)
@pytest.mark.parametrize("language", ["en", "de"])
def test_in_a_routine_no_title_leaves_the_picture_or_lies_on_the_ring_or_the_reason_beside_it(
    language: str, size: tuple[int, int]
) -> None:
    words = load_words(language)
    hidden = ", ".join(words("{part} hidden", part=words(part)) for part in ("left wrist", "nose"))
    for _, spec in read_specs():
        assert spec is not None
        told = translate_spec(spec, words)
        for side in spec.sides:
            plan = plan_for(told, side)
            cues = [cue for both in plan.cues.values() for cue in both if cue]
            reasons = [rule.title for rule in plan.faults] + [phase.say for phase in plan.phases]
            title = f"{told.title} · {words(SIDES[side])}"
            canvas = LayoutCanvas(size)
            draw(canvas, Scene(
                side=title, count="2 of 3", unseen=hidden, ring=ProgressRing(7, "", 0.2),
                waiting=words(PAUSED, why=max(*reasons, *cues, key=len)),
            ))  # fmt: skip
            assert title in canvas.written
            assert canvas.list_clashes() == [], spec.id


def test_of_what_is_not_seen_nothing_is_cut_off_however_much_it_is() -> None:
    parts = [name for name in LANDMARK_NAMES if name.startswith("left")]
    unseen = f"Not seen: {', '.join(f'{part} outside the picture' for part in parts)}"
    canvas = LayoutCanvas((480, 854))
    draw(canvas, Scene(side="Left side", unseen=unseen, ring=ProgressRing(7, "", 0.2)))
    assert unseen in canvas.written
    assert canvas.list_clashes() == []


def test_a_paused_ring_is_not_green_and_has_gaps() -> None:
    running = draw_overlay(make_scene(image_px=None, ring=ProgressRing(20, "", 20 / 30)))
    paused = draw_overlay(make_scene(image_px=None, ring=ProgressRing(20, "", 20 / 30, still=True)))
    assert is_colour(running, GOOD).sum() > 100
    assert is_colour(paused, GOOD).sum() == 0


def test_seconds_do_not_move_when_they_change() -> None:
    boxes = []
    for seconds in (11, 20, 28):
        ring = ProgressRing(seconds, "", seconds / 30)
        image = draw_overlay(make_scene(image_px=None, ring=ring))
        rows = np.flatnonzero(is_colour(image, (240, 242, 245)).any(axis=1))
        boxes.append((rows[0], rows[-1]))
    assert max(b[0] for b in boxes) - min(b[0] for b in boxes) <= 1
    assert max(b[1] for b in boxes) - min(b[1] for b in boxes) <= 1


def test_a_landmark_that_is_not_seen_is_not_drawn() -> None:
    points = compute_body_px(854, 480)
    wrist = points[Landmark.LEFT_WRIST].copy()
    points[[Landmark.LEFT_WRIST, Landmark.LEFT_ELBOW]] = np.nan
    mask = find_changed_pixels(draw_overlay(make_scene(image_px=points)))
    x, y = (round(v) for v in wrist)
    assert not mask[y - 6 : y + 7, x - 6 : x + 7].any()


def test_a_value_is_whole_above_the_time_strip_and_within_the_picture() -> None:
    for label in ((2.0, 100.0), (853.0, 100.0), (400.0, 1.0), (400.0, 477.0), (400.0, 100.0)):
        x, y = place_label(label, 854.0, 468.0, 4.8)
        assert 23.9 < x < 830.1
        assert 14.3 < y < 453.7
        assert label != (400.0, 100.0) or (x, y) == label


def test_what_is_to_correct_is_amber_and_thicker_than_what_is_good() -> None:
    definition = Definition("bend", "elbow_flexion", Side.LEFT)
    counts = {}
    for tone, colour in ((MarkTone.GOOD, GOOD), (MarkTone.CORRECT, CORRECT)):
        image = make_image(854, 480)
        sketch = build_sketch(compute_body_px(854, 480), (Mark(definition, 10.0, tone),), 4.8)
        draw_sketch(Canvas(image), sketch)
        counts[tone] = int(is_colour(image, colour).sum())
    assert counts[MarkTone.GOOD] > 20
    assert counts[MarkTone.CORRECT] > 1.2 * counts[MarkTone.GOOD]


def test_every_measure_but_speeds_has_something_on_the_body_to_show() -> None:
    for known in MEASURES.values():
        definition = Definition("x", known.id, Side.LEFT if known.of == "side" else Side.BOTH)
        subject = find_subject(definition)
        assert bool(subject) != definition.is_moving, known.id
        if known.of == "side" and not any(name.startswith("other ") for name in known.joints):
            plain = [name for name in known.joints if name != "nose" and not name.endswith("s")]
            assert plain
            right = {Side.RIGHT.landmark(name) for name in plain}
            assert not right & {*subject}, known.id


def test_a_rate_has_nothing_on_the_body_to_show() -> None:
    assert find_subject(Definition("x", "elbow_flexion", Side.LEFT, change="rate")) == ()


def test_an_elbow_angle_is_shown_on_both_bones_of_the_arm() -> None:
    subject = find_subject(Definition("x", "elbow_flexion", Side.RIGHT))
    assert set(find_bones(subject)) == {
        (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW),
        (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
    }


def test_long_cues_are_wrapped_inside_the_width() -> None:
    lines = wrap_text("Lift your chest and keep your back long, please.", 40, BOLD, 400)
    assert len(lines) > 1
    assert all(measure_text(line, 40, BOLD) <= 400 for line in lines)


def test_a_scene_is_what_the_records_say(analysis: Analysis) -> None:
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    before = build_scene(analysis.records, 10, 10 / 15, (1.0, 1.0), timeline)
    held = build_scene(analysis.records, 100, 100 / 15, (0.5, 0.5), timeline)
    wrong = build_scene(analysis.records, 215, 215 / 15, (1.0, 1.0), timeline)
    assert {mark.tone for mark in before.marks} == {MarkTone.PLAIN}
    assert {mark.tone for mark in held.marks} == {MarkTone.GOOD, MarkTone.PLAIN}
    assert held.cue == ""
    assert held.ring is not None
    assert not held.ring.still
    assert 2 <= held.ring.number < 5
    assert wrong.cue == "Straighten your arm."
    assert {m.definition.name: m.tone for m in wrong.marks}["bend"] is MarkTone.CORRECT
    assert wrong.image_px is not None
    assert held.image_px is not None
    assert np.nanmax(held.image_px[:, 0]) < 640


def test_only_what_was_judged_right_is_green_and_what_was_not_judged_is_named() -> None:
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    analysis = analyse(short_spec(STRICT_BEND), (Side.LEFT,), frames, FILMED)
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    before, held = (
        build_scene(analysis.records, n, n / 15, (1.0, 1.0), timeline) for n in (10, 90)
    )
    assert (before.unseen, held.unseen) == ("", "Not judged: left elbow flexion")
    assert held.image_px is not None
    arm = {tuple(held.image_px[one]) for one in (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST)}
    tones = {b.tone for b in build_sketch(held.image_px, held.marks, 4.8).bones if b.end in arm}
    assert tones == {MarkTone.UNJUDGED}


def test_a_scene_is_in_the_language_of_the_words(analysis: Analysis) -> None:
    german, timeline = load_words("de"), build_timeline(analysis.sides, analysis.duration_s)
    (side,) = analysis.records.sides
    scenes = [
        build_scene(analysis.records, row, float(t_s), (1.0, 1.0), timeline, german)
        for row, t_s in enumerate(analysis.records.poses.t_s)
    ]
    assert {scene.side for scene in scenes} == {german(SIDES[side.plan.side])}
    assert {scene.waiting for scene in scenes} == {
        "",
        "Wartet: Elbow bent",  # the spec is not translated here
        "Wartet: Raise your left arm.",
        "Wartet: Straighten your arm.",
        "Wartet: halte still",
    }
    assert {scene.count for scene in scenes} <= {"", "Fertig"}


def test_a_video_names_the_cause_for_which_the_clock_of_a_live_session_stands() -> None:
    """The elbow is bent in the hold; later the person leaves, and is not told to hold still."""
    keys = [Key(2.0), Key(3.0, 90.0), Key(7.0, 90.0), Key(7.5, 90.0, bend_deg=70)]
    keys += [Key(10.0, 90.0, bend_deg=70), Key(11.0, 90.0), Key(13.0, 90.0), Key(14.0)]
    analysis = analyse(short_spec(), (Side.LEFT,), session(keys, 16.0), FILMED)
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    live = play(keys, 16.0, sides="left", hold_s=30.0, fps=15.0)
    scenes = [build_scene(analysis.records, n, n / 15, (1.0, 1.0), timeline) for n in range(240)]
    assert scenes[9 * 15].waiting == "Paused: Elbow bent"
    assert live.at(9.0).detail == "The clock waits: Elbow bent."
    assert not any(scene.waiting for scene in scenes[13 * 15 :])


VISIBLE = Unknown(Cause.HIDDEN, Landmark.LEFT_WRIST)


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (HoldStop(StopCause.VIEW), short_spec().view.say),
        (HoldStop(StopCause.OTHER_STRETCH, "cat-cow"), "looks like something else"),
        (HoldStop(StopCause.SET_UP, short_spec().phase[0].id), short_spec().phase[0].say),
        (HoldStop(StopCause.UNSEEN, unknown=VISIBLE), describe_reason(VISIBLE, ENGLISH)),
    ],
)
def test_a_video_names_whatever_the_clock_waits_for(
    analysis: Analysis, stop: HoldStop, said: str
) -> None:
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    (side,) = analysis.records.sides
    waits = tuple(one and stop for one in side.waits)
    records = replace(analysis.records, sides=(replace(side, waits=waits),))
    told = {
        build_scene(records, row, float(t_s), (1.0, 1.0), timeline).waiting
        for row, t_s in enumerate(records.poses.t_s)
    }
    assert f"Waiting: {said.format(side='left')}" in told


def test_the_ring_of_a_video_never_counts_down_while_a_hold_lasts(analysis: Analysis) -> None:
    records = analysis.records
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    rings = [
        build_scene(records, row, float(t_s), (1.0, 1.0), timeline).ring
        for row, t_s in enumerate(records.poses.t_s)
    ]
    numbers = [0 if ring is None else ring.number for ring in rings]
    falls = [i for i in range(1, len(numbers)) if 0 < numbers[i] < numbers[i - 1]]
    assert falls == []
    assert max(numbers) == int(analysis.sides[0].holds[0].held_s)


def test_between_two_records_the_body_is_on_its_way(analysis: Analysis) -> None:
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    row = 38  # the arm is on its way up
    here, between, there = (
        build_scene(analysis.records, row, t_s, (1.0, 1.0), timeline).image_px
        for t_s in (row / 15, (row + 0.5) / 15, (row + 0.999) / 15)
    )
    assert here is not None
    assert between is not None
    assert there is not None
    wrist = Landmark.LEFT_WRIST
    assert math.dist(here[wrist], there[wrist]) > 2
    assert math.dist(between[wrist], (here[wrist] + there[wrist]) / 2) < 0.1


def build_drawn_px(analysis: Analysis, row: int, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the landmarks drawn at a row if the records were taken at these times."""
    records = replace(analysis.records, poses=replace(analysis.records.poses, t_s=t_s))
    timeline = build_timeline(analysis.sides, analysis.duration_s)
    drawn = build_scene(records, row, float(t_s[row]), (1.0, 1.0), timeline).image_px
    assert drawn is not None
    return drawn


def test_of_few_pictures_a_second_each_is_drawn_on_the_body_it_shows(analysis: Analysis) -> None:
    poses, row = analysis.records.poses, 38  # the arm is on its way up
    drawn = build_drawn_px(analysis, row, np.arange(len(poses.t_s)) / 5.0)
    assert drawn == pytest.approx(poses.image_px[row], abs=0.01, nan_ok=True)


@pytest.mark.parametrize("fps", [15.0, 20.0, 30.0])
def test_of_many_pictures_a_second_neighbours_take_out_the_tremble(
    analysis: Analysis, fps: float
) -> None:
    poses = analysis.records.poses
    shaken = poses.image_px + np.where(np.arange(len(poses.t_s)) % 2, 4.0, -4.0)[:, None, None]
    trembling = replace(analysis, records=replace(
        analysis.records, poses=replace(poses, image_px=shaken.astype(np.float32))
    ))  # fmt: skip
    for row in (60, 61):  # the arm is held
        drawn = build_drawn_px(trembling, row, np.arange(len(poses.t_s)) / fps)
        assert np.nanmax(np.abs(drawn - poses.image_px[row])) < 2.5


def test_the_body_before_a_cut_is_not_drawn_towards_that_behind_it(analysis: Analysis) -> None:
    poses, row = analysis.records.poses, 38
    t_s = np.arange(len(poses.t_s)) / 30.0
    t_s[row + 1 :] += 0.5
    drawn = build_drawn_px(analysis, row, t_s)[Landmark.LEFT_WRIST]
    before = poses.image_px[row - 2 : row + 1, Landmark.LEFT_WRIST]
    assert drawn == pytest.approx(np.average(before, axis=0, weights=[1, 2, 3]), abs=0.01)


def test_a_timeline_of_thousands_of_spans_costs_a_frame_next_to_nothing() -> None:
    """A generous limit: 1 ms was measured, and 19 ms when drawn again in every frame."""
    spans = tuple(Span(10.0 * n, 10.0 * n + 6.0) for n in range(2000))
    full = make_scene(image_px=None, timeline=TimelineStrip(20000.0, spans, spans, spans, spans))
    image = make_image(854, 480)
    draw(Canvas(image), full)
    start_s = time.process_time()
    for frame in range(50):
        draw(Canvas(image), replace(full, t_s=float(frame)))
    assert (time.process_time() - start_s) / 50 < 0.008


def test_each_timeline_and_each_size_has_a_strip_of_its_own() -> None:
    marks = TimelineStrip(60, (Span(5, 50),), (Span(10, 40),), (Span(40, 45),), (Span(50, 59),))
    none = TimelineStrip(60, (), (), (), ())
    for width, height in SIZES:
        first, bare, again = (
            draw_overlay(make_scene(width, height, image_px=None, timeline=one), width, height)
            for one in (marks, none, marks)
        )
        assert (first == again).all()
        for colour in (GOOD, CORRECT):
            assert is_colour(first, colour).any()
            assert not is_colour(bare, colour).any()


def test_a_timeline_leaves_the_pauses_out_of_what_was_good(analysis: Analysis) -> None:
    from formcheck.core.coach import Hold as HeldSpan  # noqa: PLC0415

    side = replace(
        analysis.sides[0],
        holds=(HeldSpan(10.0, 30.0, 15.0, counted=True),),
        pauses=(Span(14.0, 19.0),),
    )
    assert build_timeline([side], 40.0).good == (Span(10.0, 14.0), Span(19.0, 30.0))
