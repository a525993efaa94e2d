from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from formcheck.core.body import ImageSize, Side
from formcheck.core.kinematics.breathing import RISE, SWAY, TAKE
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.session_values import Command, End, Halt, Stage
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import analyse
from formcheck.engine.live_session import LiveSession
from formcheck.engine.observer import measure_light
from formcheck.engine.person import find_title
from formcheck.engine.programme_builder import is_paced
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.live_sessions import (
    ScriptedDetector,
    SessionRun,
    make_image,
    make_run,
    make_single,
)
from tests.engine.sessions import FPS, SHORT, SIZE, session, short_spec, up_and_down


@pytest.fixture(scope="module")
def spec() -> Spec:
    return short_spec()


@pytest.fixture(scope="module")
def raised() -> list[DetectedFrame]:
    """Returns a session with the left arm up from 5 s to 10.5 s, down until 14 s."""
    return session(up_and_down(5.0, 10.5, "left"), 14.0)


@pytest.fixture(scope="module")
def played(spec: Spec, raised: list[DetectedFrame]) -> SessionRun:
    """Returns the session of ``raised``, played up to the questions."""
    found = make_run(spec)
    found.play(raised)
    return found


def make_empty_frames(from_s: float, until_s: float) -> list[DetectedFrame]:
    count = round((until_s - from_s) * FPS)
    return [DetectedFrame(i, from_s + i / FPS, ()) for i in range(count)]


def test_a_live_session_comes_to_what_the_recorded_one_comes_to(
    spec: Spec, raised: list[DetectedFrame], played: SessionRun
) -> None:
    (recorded,) = analyse(spec, (Side.LEFT,), raised, SIZE).sides
    (stretch,) = played.session.result().stretches
    (side,) = stretch.sides
    assert side.held_s == pytest.approx(recorded.held_s, abs=0.1)
    assert side.held_s == pytest.approx(5.5, abs=0.5)
    assert [f.id for f in side.faults] == [f.id for f in recorded.faults]
    assert stretch.completed


def test_a_session_goes_by_itself_through_its_stages(played: SessionRun) -> None:
    stages = list(dict.fromkeys(shown.screen.stage for shown in played.shown))
    assert stages[0] is Stage.SETUP
    assert stages[-3:] == [Stage.WORK, Stage.LET_GO, Stage.QUESTIONS]


def test_what_is_shown_belongs_to_the_picture(
    played: SessionRun, raised: list[DetectedFrame]
) -> None:
    last, frame = next(
        (shown, frame)
        for shown, frame in zip(played.shown, raised, strict=True)
        if shown.screen.stage is Stage.QUESTIONS
    )
    assert last.size == SIZE
    assert last.screen.step.plan.side is Side.LEFT
    assert last.pose is not None
    assert last.pose.t_s == last.screen.t_s == frame.t_s
    truly_px = frame.detections[0].image_px
    seen = last.pose.seen
    np.testing.assert_array_equal(last.pose.image_px[seen], truly_px[seen])


def test_a_black_picture_is_told_as_none_not_as_somebody_who_left(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play([frame for frame in raised if frame.t_s < 8.0])
    dark = np.full_like(make_image(), 3)
    found.detector.frames = iter(make_empty_frames(8.0, 12.0))
    shown = {t_s: found.session.look_at(dark, t_s).screen for t_s in np.arange(8.0, 12.0, 0.1)}
    said = [sound.say for screen in shown.values() for sound in screen.sounds if sound.say]
    assert {screen.halt for t_s, screen in shown.items() if t_s < 9.0} == {Halt.NONE}
    assert {screen.halt for t_s, screen in shown.items() if t_s > 9.1} == {Halt.CAMERA}
    assert said == ["No picture from the camera."]
    found.play(session(up_and_down(0.0, 9.0, "left"), 1.0), 12.0)
    assert found.shown[-1].screen.halt is Halt.NONE


def test_once_the_questions_are_asked_no_picture_is_searched_for_people(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised)
    stages = [shown.screen.stage for shown in found.shown]
    assert len(found.detector.asked_s) == stages.index(Stage.QUESTIONS) + 1 < len(raised)
    assert found.shown[-1].pose is None
    found.session.command(Command.QUIT)
    found.play(make_empty_frames(14.0, 15.0))
    assert found.shown[-1].screen.stage is Stage.DONE
    assert found.detector.asked_s[-1] == raised[stages.index(Stage.QUESTIONS)].t_s


def test_the_result_so_far_is_saved_about_once_a_second_and_on_closing(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised)
    assert 12 <= len(found.saved) <= 15
    assert np.diff([result.duration_s for result in found.saved]).max() <= 1.2
    found.session.close()
    count = len(found.saved)
    assert found.saved[-1].duration_s == pytest.approx(raised[-1].t_s, abs=0.1)
    found.session.close()
    assert len(found.saved) == count


def test_the_end_is_saved_at_once(spec: Spec, raised: list[DetectedFrame]) -> None:
    found = make_run(spec)
    found.play(raised[:100])
    for _ in range(3):  # to the questions, and past them
        found.session.command(Command.QUIT)
        found.play([replace(raised[100 + _])])
    assert found.shown[-1].screen.stage is Stage.DONE
    assert found.saved[-1].end is End.STOPPED
    count = len(found.saved)
    found.session.close()
    assert len(found.saved) == count


def test_pain_ends_it_with_the_next_picture_from_any_thread(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised[:90])
    other = Thread(target=found.session.command, args=(Command.PAIN,))
    other.start()
    other.join()
    assert found.session.result().end is End.OPEN
    found.play(raised[90:91])
    assert found.session.result().end is End.PAIN


def test_commands_are_taken_in_their_order_and_once(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised[:30])
    for _ in range(3):
        found.session.command(Command.PAUSE)
    found.play(raised[30:40])
    assert {shown.screen.halt for shown in found.shown[-10:]} == {Halt.USER}


def test_a_question_is_answered(spec: Spec, raised: list[DetectedFrame]) -> None:
    found = make_run(spec)
    found.play(raised)
    question = found.shown[-1].screen.question
    assert question is not None
    found.session.answer(question.id, question.answers[0] if question.answers else "2")
    found.play([DetectedFrame(0, 14.0, raised[-1].detections)])
    (answer,) = found.session.result().answers
    assert answer.question == question.id


def test_when_nobody_is_there_it_halts_and_goes_on_when_they_are_back(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec, hold_s=20.0)
    holding = session(up_and_down(5.0, 40.0, "left"), 40.0)
    found.play(holding[: round(8 * FPS)])
    found.play(make_empty_frames(8.0, 13.0))
    assert found.shown[-1].screen.halt is Halt.NOBODY
    assert found.shown[-1].pose is None
    held_s = found.shown[-1].screen.held_s
    found.play(holding[round(13 * FPS) : round(18 * FPS)])
    assert found.shown[-1].screen.halt is Halt.NONE
    assert found.shown[-1].screen.held_s > held_s + 2.0


def test_the_camera_may_fail_and_come_back(spec: Spec, raised: list[DetectedFrame]) -> None:
    found = make_run(spec)
    found.play(raised[:90])
    shown = found.session.wait(7.0, Halt.CAMERA)
    assert shown.screen.halt is Halt.CAMERA
    assert shown.pose is None
    assert shown.size == SIZE
    found.play(raised[120:])
    assert found.shown[-1].screen.halt is Halt.NONE


def test_it_can_begin_without_a_picture(spec: Spec, raised: list[DetectedFrame]) -> None:
    found = make_run(spec)
    assert found.session.wait(0.0, Halt.CAMERA).screen.halt is Halt.CAMERA
    found.play(raised, shift_s=1.0)
    assert found.session.result().stretches[0].completed


def test_times_count_from_the_first_picture_whatever_the_clock(
    spec: Spec, raised: list[DetectedFrame], played: SessionRun
) -> None:
    found = make_run(spec)
    found.play(raised, shift_s=98765.4)
    assert found.shown[0].screen.t_s == 0.0
    (one,), (other,) = (
        each.session.result().stretches[0].sides[0].holds for each in (found, played)
    )
    assert one.start_s == pytest.approx(other.start_s, abs=1e-6)


def test_a_picture_that_is_not_later_is_not_looked_at_but_commands_count(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised[:30])
    asked = len(found.detector.asked_s)
    found.session.command(Command.PAUSE)
    for t_s in (raised[29].t_s, raised[29].t_s - 0.5):
        shown = found.session.look_at(make_image(), t_s)
        assert shown.screen.t_s == raised[29].t_s
        assert shown.screen.halt is Halt.USER
    assert len(found.detector.asked_s) == asked


def test_a_clock_that_begins_anew_goes_on_where_it_was(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    """A page that is reloaded restarts its clock at zero."""
    found = make_run(spec)
    found.play(raised[:105])
    begun_s = found.shown[-1].screen.t_s
    found.play(raised[105:], shift_s=-raised[105].t_s)
    times_s = [shown.screen.t_s for shown in found.shown]
    assert np.diff(times_s).min() > 0.0
    assert times_s[-1] == pytest.approx(begun_s + 7.0, abs=0.2)
    assert found.session.result().stretches[0].completed


def test_a_camera_that_changes_its_size_is_followed(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    found = make_run(spec)
    found.play(raised[:30])
    half = ImageSize(SIZE.width_px // 2, SIZE.height_px // 2)
    frames = [
        replace(f, detections=tuple(replace(d, image_px=d.image_px / 2) for d in f.detections))
        for f in raised[30:]
    ]
    found.detector.frames = iter(frames)
    image = np.ascontiguousarray(make_image()[: half.height_px, : half.width_px])
    shown = [found.session.look_at(image, frame.t_s) for frame in frames]
    assert shown[-1].size == half
    assert shown[100].pose is not None
    assert found.session.result().stretches[0].completed


def test_the_light_of_a_picture_is_told(spec: Spec) -> None:
    light = measure_light(np.full((480, 640, 3), 100, dtype=np.uint8))
    assert light.mean == pytest.approx(100.0)
    assert light.contrast == pytest.approx(0.0, abs=1e-9)
    half = np.zeros((480, 640, 3), dtype=np.uint8)
    half[:240] = 200
    assert measure_light(half).mean == pytest.approx(100.0)
    assert measure_light(half).contrast == pytest.approx(100.0)


def test_a_dark_picture_is_told_before_anything_else(
    spec: Spec, raised: list[DetectedFrame]
) -> None:
    detector = ScriptedDetector(iter(raised))
    dark = LiveSession(make_single(spec), detector.detect)
    for frame in raised[:30]:
        shown = dark.look_at(make_image(20), frame.t_s)
    assert shown.screen.stage is Stage.SETUP
    assert next(check.id for check in shown.screen.framing if not check.ok) == "light"


def test_the_chest_is_looked_at_only_for_who_breathes_by_the_pacer(spec: Spec) -> None:
    text = SHORT.replace("hold_s = 4 ", "breaths = 2 ").replace("holds = 1\n", "")
    breaths = make_single(short_spec(text))
    assert is_paced(breaths)
    assert not is_paced(make_single(spec))


def test_how_the_person_breathed_is_part_of_what_it_came_to() -> None:
    text = SHORT.replace("hold_s = 4 ", "breaths = 3\nin_s = 4\nout_s = 6 ").replace(
        "holds = 1\n", ""
    )
    found = make_run(short_spec(text))
    rise = [0.004 * np.sin(2 * np.pi * 0.2 * i / FPS) for i in range(round(60 * FPS))]
    found.play(
        [
            replace(
                frame,
                detections=tuple(
                    replace(one, extras={RISE: rise[frame.index], SWAY: 0.0, TAKE: 1.0})
                    for one in frame.detections
                ),
            )
            for frame in session(up_and_down(5.0, 55.0, "left"), 60.0)
        ]
    )
    assert any("about 12 a minute" in shown.screen.breath for shown in found.shown)
    breath = found.session.result().stretches[0].sides[0].breath
    assert breath is not None
    assert breath.per_min == pytest.approx(12.0, abs=0.5)


def test_a_stretch_of_the_catalogue_is_named_in_the_language_of_the_session() -> None:
    assert find_title("seated-twist", ENGLISH) == "Seated twist"
    assert find_title("seated-twist", Words("xx", {"Seated twist": "Drehsitz"})) == "Drehsitz"
    assert find_title("", ENGLISH) == ""
    assert find_title("not-there", ENGLISH) == "not-there"


def test_what_was_judged_and_what_a_try_lacked_is_told_as_of_a_video(spec: Spec) -> None:
    bent = session(up_and_down(5.0, 12.0, "left", bend_deg=65.0), 14.0)
    found = make_run(spec)
    found.play(bent)
    result = found.session.result()
    ((side,),) = (stretch.sides for stretch in result.stretches)
    (recorded,) = analyse(spec, (Side.LEFT,), bent, SIZE).sides
    assert {one.measure: one.state for one in side.outcomes} == {"raise": "right", "bend": "wrong"}
    assert [one.state for one in side.outcomes] == [one.state for one in recorded.outcomes]
    assert side.closest is not None
    assert recorded.closest is not None
    assert [one.measure for one in side.closest.lacking] == ["bend"]
    assert side.closest.lacking[0].by == pytest.approx(recorded.closest.lacking[0].by, abs=2.0)
    assert any("closest to correct form" in sentence for sentence in result.watch)
