"""Complete hands-free sessions."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from formcheck.core.body import Landmark, Pose, Side
from formcheck.core.coach import HoldStatus, SideSummary
from formcheck.core.coach.events import HoldStop, StopCause
from formcheck.core.judging import WRONG
from formcheck.core.recognition import NONE
from formcheck.core.session.cue_queue import estimate_speaking_s
from formcheck.core.session.screen_values import Mood, Tone
from formcheck.core.session.session_values import Command, End, Halt, Light, Stage
from formcheck.core.stretch import Spec, parse_spec
from formcheck.engine.analyse import analyse
from formcheck.vision.pose.recording import DetectedFrame
from tests.bodies import Arm, Body, standing
from tests.core.session.live import PlayedSession, list_spoken, play
from tests.core.stretch.tiny import SET_UP
from tests.engine.sessions import (
    EITHER_ARM,
    LEAN,
    SHORT,
    SIZE,
    STRICT_BEND,
    STRICT_VIEW,
    Key,
    add_quantity,
    body_at,
    session,
    short_spec,
    up_and_down,
)

LONG = SHORT.replace("hold_s = 4 ", "hold_s = 20 ")
TWICE = SHORT.replace("holds = 1", "holds = 2\nrest_s = 6")
ARM_TWO = parse_spec(SHORT.replace("arm-out", "arm-two").replace("Arm out", "Arm two"), "arm-two")
ASKED_AT_5_S = short_spec(LONG.replace('answers = ["shoulder"', 'at_s = 5\nanswers = ["shoulder"'))
BENT_THEN_STRAIGHT = [
    Key(22.0),
    Key(23.0, right_deg=90, bend_deg=70),
    Key(28.0, right_deg=90, bend_deg=70),
    Key(29.0, right_deg=90),
    Key(38.0, right_deg=90),
    Key(39.0),
]
WHOLE = [*up_and_down(12.0, 20.0, "left"), *BENT_THEN_STRAIGHT]


def check_film(
    keys: list[Key], duration_s: float, spec: Spec | None = None
) -> dict[str, SideSummary]:
    """Returns the summaries that ``formcheck check`` gives for the same session."""
    spec = spec or short_spec()
    frames: list[DetectedFrame] = session(keys, duration_s)
    return {s.side.value: s for s in analyse(spec, spec.sides, frames, SIZE).sides}


def assert_agree(live: PlayedSession, film: dict[str, SideSummary]) -> None:
    assert live.sides.keys() == film.keys()
    for side, summary in live.sides.items():
        assert summary.held_s == pytest.approx(film[side].held_s, abs=0.2)
        assert summary.reps == film[side].reps
        assert [f.id for f in summary.faults] == [f.id for f in film[side].faults]
        assert len(summary.attempts) == len(film[side].attempts)


def test_a_whole_session_needs_no_hands_and_agrees_with_the_film_of_it() -> None:
    live = play(WHOLE, 110.0)
    assert live.stages == [
        "setup", "countdown", "work", "release", "work", "release", "questions", "done",
    ]  # fmt: skip
    assert live.result.end is End.COMPLETED
    assert live.result.stretches[0].completed
    assert_agree(live, check_film(WHOLE, 42.0))
    assert live.sides["right"].faults[0].id == "elbow-bent"
    assert "Straighten your arm." in live.list_said(23.0, 29.0)
    assert "Now your right side." in live.list_said(20.0, 23.0)
    assert any("no fault seen" in text for text in live.result.good)


def test_a_pause_adds_nothing_to_a_fault() -> None:
    """The elbow is bent for 3 s before the session pauses for a minute, and straight afterwards."""
    keys = [*up_and_down(12.0, 90.0, "left", 70.0)[:2], Key(15.0, left_deg=90, bend_deg=70)]
    keys += [Key(16.0, left_deg=90), Key(90.0, left_deg=90)]
    live = play(
        keys, 90.0, sides="left", halted=lambda t_s: Halt.CAMERA if 15 < t_s < 75 else Halt.NONE
    )
    (fault,) = live.sides["left"].faults
    assert fault.lasts_s < 5.0


def test_seconds_held_before_the_other_side_was_chosen_stay() -> None:
    swap = {24.0: Command.SIDE, 24.5: Command.SIDE}
    live = play(up_and_down(12.0, 24.0, "left"), 30.0, specs=[short_spec(LONG)], commands=swap)
    assert live.at(29.0).held_s == pytest.approx(12.0, abs=0.5)


def test_a_hold_that_ends_in_the_rest_is_none_of_the_next_set() -> None:
    keys = up_and_down(12.0, 60.0, "left")

    def leave(t_s: float) -> Body | None:
        return body_at(keys, t_s) if t_s < 17.0 else None

    live = play(leave, 70.0, specs=[short_spec(TWICE)], sides="left")
    assert "rest" in live.stages
    assert set(live.state.credit) <= {("arm-out", Side.LEFT, 1)}


def test_too_few_pictures_to_count_time_are_told_from_the_beginning() -> None:
    live = play(up_and_down(12.0, 24.0, "left"), 26.0, fps=1.5)
    shown = {screen.detail for screen in live.screens if 16.0 < screen.t_s < 23.0}
    assert shown == {"Too few pictures a second to count time."}


def test_what_is_probably_off_is_told_while_the_clock_stands() -> None:
    """Each of two quantities is perhaps off, both together surely enough to stop the clock."""
    lean = add_quantity(SHORT, "lean", "trunk_incl", "[16.65, 60]", 10, 'low = "Lean into it."')
    both = add_quantity(lean, "bow", "body_incl", "[13.45, 60]", 10, 'low = "Lean into it."')
    live = play(up_and_down(12.0, 24.0, "left"), 26.0, specs=[short_spec(both)])
    (screen,) = {live.at(t_s).detail: live.at(t_s) for t_s in (17.0, 19.0, 21.0)}.values()
    assert screen.detail == "Not quite in position: Lean into it."
    assert not WRONG & set(screen.progress.verdicts.values())


@pytest.mark.parametrize("fps", [5.0, 30.0])
def test_the_frame_rate_does_not_change_the_holds(fps: float) -> None:
    """Left from 12 to 20 s; the right arm is in position from 28.6 s, at rest from 29 to 38."""
    live = play(WHOLE, 42.0, fps=fps)
    assert live.sides["left"].held_s == pytest.approx(8.0, abs=0.2)
    assert live.sides["right"].held_s == pytest.approx(9.2, abs=0.3)
    assert live.result.stretches[0].completed


def test_taking_up_the_position_ends_the_set_up_and_loses_nothing() -> None:
    keys = up_and_down(3.0, 9.0, "left")
    live = play(keys, 12.0)
    assert "countdown" not in live.stages
    assert_agree(live, check_film(keys, 12.0))
    assert live.list_tones() == [Tone.START, Tone.DONE]


def test_without_a_start_it_goes_on_after_a_while_and_says_so() -> None:
    spec = short_spec(LEAN.replace("shoulder_elevation = [0, 30]", "shoulder_elevation = [0, 5]"))
    keys = [Key(20.0, 22.0, 22.0), Key(21.0, 90.0, 22.0), Key(27.0, 90.0, 22.0)]
    live = play(keys, 27.0, specs=[spec])
    assert live.at(5.0).headline == "Let your arms hang and stand still."
    assert Stage.WORK in {s.stage for s in live.screens if s.t_s < 16.0}
    assert live.sides["left"].neutral_assumed
    assert any("a typical start was assumed" in text for text in live.result.unjudged)


def leave_between(start_s: float, end_s: float, keys: list[Key]) -> Callable[[float], Body | None]:
    def at(t_s: float) -> Body | None:
        return None if start_s < t_s < end_s else body_at(keys, t_s)

    return at


def test_out_of_the_picture_pauses_and_coming_back_goes_on() -> None:
    keys = up_and_down(3.0, 40.0, "left")
    live = play(leave_between(12.0, 22.0, keys), 40.0, specs=[short_spec(LONG)])
    assert live.at(13.0).halt is Halt.NONE
    gone = live.at(15.0)
    assert (gone.halt, gone.clock) == (Halt.NOBODY, HoldStatus.PAUSED)
    assert gone.held_s == pytest.approx(live.at(21.0).held_s)
    assert "I can't see you. Come back into the picture." in live.list_said(14.0, 17.0)
    assert live.list_said(18.0, 22.0) == []
    assert live.at(22.5).halt is Halt.NOBODY
    assert live.at(23.5).halt is Halt.NONE
    assert live.at(34.5).stage is Stage.LET_GO
    assert live.sides["left"].held_s == pytest.approx(26.5, abs=1.0)


def test_what_was_held_before_a_long_absence_is_kept() -> None:
    live = play(
        leave_between(9.0, 60.0, up_and_down(3.0, 90.0, "left")), 85.0, specs=[short_spec(LONG)]
    )  # fmt: skip
    assert live.at(12.0).held_s == pytest.approx(6.0, abs=0.5)
    assert live.at(55.0).held_s == pytest.approx(6.0, abs=0.5)
    assert live.at(74.0).stage is Stage.WORK
    assert live.at(77.0).stage is Stage.LET_GO


def test_who_leaves_twice_during_a_hold_is_called_back_once_each_time() -> None:
    """And not a second time in other words."""
    keys = up_and_down(3.0, 60.0, "left")

    def leave(t_s: float) -> Body | None:
        return None if 10.0 < t_s < 16.0 or 25.0 < t_s < 31.0 else body_at(keys, t_s)

    live = play(leave, 34.0, hold_s=40.0)
    for at_s in (10.0, 25.0):
        assert live.list_said(at_s, at_s + 6.0) == ["I can't see you. Come back into the picture."]


def test_a_long_absence_stays_silent() -> None:
    live = play(leave_between(12.0, 90.0, up_and_down(3.0, 13.0, "left")), 90.0, hold_s=30.0)
    assert live.list_said(20.0, 90.0) == []
    assert live.at(89.0).halt is Halt.NOBODY


def test_who_left_after_a_while_has_only_the_rest_to_do() -> None:
    keys = [*up_and_down(3.0, 17.0, "left"), *up_and_down(22.0, 33.0, "left")]
    live = play(keys, 34.0, specs=[short_spec(LONG)])
    assert live.at(20.0).held_s == pytest.approx(14.0, abs=0.5)
    assert live.at(27.0).stage is Stage.WORK
    assert live.at(30.0).stage is Stage.LET_GO
    assert live.sides["left"].held_s == pytest.approx(25.0, abs=0.8)


def test_a_hold_too_short_to_count_is_told() -> None:
    live = play(up_and_down(3.0, 8.0, "left"), 12.0, specs=[short_spec(LONG)])
    assert live.at(10.5).detail == "That was too short to count: hold at least 10 seconds."
    assert live.at(10.5).held_s == 0.0


def test_a_hold_too_short_to_count_is_spoken_of_unless_it_made_the_dose_full() -> None:
    keys = [*up_and_down(3.0, 8.0, "left"), *up_and_down(14.0, 28.0, "left")]
    live = play([*keys, *up_and_down(33.0, 41.0, "left")], 46.0, specs=[short_spec(LONG)])
    assert live.at(40.0).stage is Stage.LET_GO
    told = "That was too short to count: hold at least 10 seconds."
    assert told in live.list_said(8.5, 11.0)
    assert live.list_said().count(told) == 1


def test_after_a_pause_no_picture_says_that_pictures_are_too_few() -> None:
    pause = {16.0: Command.PAUSE, 20.0: Command.PAUSE}
    live = play(up_and_down(12.0, 40.0, "left"), 30.0, specs=[short_spec(LONG)], commands=pause)
    shown = {text for screen in live.screens for text in (screen.headline, screen.detail)}
    assert "Too few pictures a second to count time." not in shown


def test_what_is_told_as_done_stays_done_on_the_ring() -> None:
    bent = {"left_deg": 90.0, "bend_deg": 90.0}
    keys = [*up_and_down(3.0, 5.8, "left")[:-1], Key(6.3, **bent), Key(12.0, **bent)]
    live = play(keys, 12.0, sides="left", hold_s=3.0)
    done = [screen for screen in live.screens if screen.stage is Stage.LET_GO]
    assert min(screen.held_s for screen in done) < 3.0, "the hold's end is dated back"
    assert {(screen.ring.number, screen.ring.share) for screen in done} == {(3, 1.0)}


def test_the_other_side_first_is_taken_as_it_comes() -> None:
    keys = [*up_and_down(12.0, 18.0, "right"), *up_and_down(22.0, 28.0, "left")]
    live = play(keys, 32.0)
    assert "Your right side, then." in live.list_said(12.0, 16.0)
    assert live.at(15.0).step.side is Side.RIGHT
    assert live.at(24.0).step.side is Side.LEFT
    assert live.at(31.0).stage is Stage.QUESTIONS
    assert_agree(live, check_film(keys, 32.0))


def test_a_mirror_image_is_told_from_the_side_that_works() -> None:
    keys = [*up_and_down(12.0, 18.0, "right"), *up_and_down(22.0, 28.0, "left")]
    live = play(keys, 32.0, specs=[short_spec(EITHER_ARM)])
    assert live.at(15.0).step.side is Side.RIGHT
    assert_agree(live, check_film(keys, 32.0, short_spec(EITHER_ARM)))


def test_a_faulty_hold_of_the_other_side_is_told_from_its_mirror_image_too() -> None:
    keys = up_and_down(12.0, 20.0, "right", bend_deg=70.0)
    live = play(keys, 20.0, specs=[short_spec(EITHER_ARM)])
    assert "Your right side, then." in live.list_said(12.0, 16.0)
    assert list(live.sides) == ["right"]


def test_a_side_chosen_in_a_hold_of_the_other_stays_chosen_until_that_one_is_let_go() -> None:
    keys = [*up_and_down(12.0, 32.0, "left"), *up_and_down(40.0, 50.0, "left")]
    live = play(keys, 50.0, specs=[short_spec(LONG)], commands={24.0: Command.SIDE})
    assert {screen.step.side for screen in live.screens if 24.0 < screen.t_s < 39.0} == {Side.RIGHT}
    assert live.at(45.0).step.side is Side.LEFT
    assert "Your left side, then." in live.list_said(40.0)


def test_another_stretch_on_the_other_side_does_not_choose_that_side() -> None:
    live = play(up_and_down(12.0, 30.0, "right"), 32.0, other=lambda _: NONE)
    assert {screen.step.side for screen in live.screens} == {Side.LEFT}
    assert "right" not in live.sides


def test_a_side_that_is_done_is_sent_to_the_other_one_and_still_counted() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(14.0, 20.0, "left")]
    live = play(keys, 22.0)
    assert live.at(18.0).headline == "That side is done. Now your right side."
    assert live.sides["left"].reps == 2
    assert_agree(live, check_film(keys, 22.0))


def change_arms(*turns: tuple[float, float, str]) -> list[Key]:
    """Returns one arm up from start to end each; the arms switch directly if a second apart."""
    held = [
        Key(at_s, **{f"{side}_deg": 90.0})
        for start_s, end_s, side in turns
        for at_s in (start_s, end_s)
    ]
    rests = [
        Key(at_s)
        for (_, end_s, _), (start_s, _, _) in itertools.pairwise([(0, 0, ""), *turns, (99, 99, "")])
        for at_s in (end_s + 1.0, start_s - 1.0)
        if start_s - end_s > 2.0
    ]
    return sorted([*held, *rests], key=lambda key: key.t_s)


def test_who_goes_straight_on_to_the_other_side_has_both_done() -> None:
    """The mirrored position looks alike: the left attempt goes on while the right arm rises."""
    keys = change_arms((12.0, 18.0, "left"), (19.0, 27.0, "right"))
    live = play(keys, 32.0, specs=[short_spec(EITHER_ARM)])
    assert "Your right side, then." not in live.list_said()
    assert live.list_said(18.0, 24.0)[0] == "Now your right side."
    assert live.at(31.0).stage is Stage.QUESTIONS
    assert live.result.stretches[0].completed
    assert live.sides["left"].held_s == pytest.approx(6.0, abs=0.8)
    assert live.sides["right"].held_s == pytest.approx(6.0, abs=1.0)


def test_a_side_that_is_done_stays_done_whatever_comes_straight_after_it() -> None:
    keys = change_arms((12.0, 18.0, "left"), (22.0, 28.0, "right"), (29.0, 38.0, "left"))
    live = play(keys, 42.0, specs=[short_spec(EITHER_ARM)])
    assert live.result.end is End.COMPLETED
    assert live.sides["right"].held_s == pytest.approx(6.0, abs=0.8)


def test_who_turns_to_the_side_that_is_left_is_counted_at_once() -> None:
    """However long the finished side was held before."""
    keys = change_arms((12.0, 18.0, "left"), (24.0, 30.0, "left"), (31.0, 40.0, "right"))
    live = play(keys, 40.0, specs=[short_spec(EITHER_ARM)])
    assert live.at(29.0).headline == "That side is done. Now your right side."
    assert live.at(33.0).headline != "That side is done. Now your right side."
    assert live.at(34.0).held_s == pytest.approx(3.0, abs=0.8)


@pytest.mark.parametrize("at_s", [1.0, 7.0, 10.6, 14.0, 17.0, 24.0, 41.0, 45.0])
def test_pain_ends_it_at_once_in_any_stage(at_s: float) -> None:
    live = play(WHOLE, at_s + 50.0, commands={at_s: Command.PAIN})
    then = next(s for s in live.screens if s.t_s >= at_s)
    assert (then.end, then.stage, then.mood) == (End.PAIN, Stage.QUESTIONS, Mood.STOP)
    assert then.headline == "Stop. Come out of it slowly."
    assert then.detail.startswith("Stop at sharp pain")
    assert [(s.say, s.urgent) for s in then.sounds] == [(then.headline, True)]
    assert live.list_said(at_s + 0.01) == ["How strong is the pain? 0 is none, 10 the worst.",
                                      "Where is the pain?"]  # fmt: skip
    assert (live.screens[-1].stage, live.result.end) == (Stage.DONE, End.PAIN)
    assert live.result.good == ()
    assert [a.answer for a in live.result.answers][-2:] == ["", ""]


def test_a_pause_does_not_cover_the_stop() -> None:
    live = play(WHOLE, 26.0, commands={14.0: Command.PAIN, 15.0: Command.PAUSE})
    assert {screen.halt for screen in live.screens} == {Halt.NONE}
    assert live.at(25.0).headline == "Stop. Come out of it slowly."
    assert "How strong is the pain? 0 is none, 10 the worst." in live.list_said(14.0)


@pytest.mark.parametrize("answer", ["0", "5"])
def test_the_questions_at_the_end_cannot_be_paused(answer: str) -> None:
    """A regression: a pause there could not be ended, and nothing followed an answer."""
    keys, pain = up_and_down(3.0, 9.0, "left"), {14.0: ("pain", answer)}
    live = play(keys, 60.0, sides="left", commands={12.0: Command.PAUSE}, answers=pain)
    assert live.at(11.9).stage is Stage.QUESTIONS
    assert {screen.halt for screen in live.screens} == {Halt.NONE}
    assert live.at(30.0).question.id == "arm-out.1"  # type: ignore[union-attr]
    assert live.screens[-1].stage is Stage.DONE


def test_the_stop_rule_names_the_side_that_works() -> None:
    spec = short_spec(SHORT.replace('stop = "Stop at', 'stop = "Mind your {side} arm. Stop at'))
    live = play(WHOLE, 20.0, specs=[spec], sides="left", commands={12.0: Command.PAIN})
    assert live.at(12.1).detail.startswith("Mind your left arm. Stop at")


@pytest.mark.parametrize("why", ["paused", "camera", "nobody"])
def test_pain_is_heard_while_the_session_stands_still(why: str) -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if why == "camera" and t_s > 8.0 else Halt.NONE

    keys = up_and_down(3.0, 40.0, "left")
    commands = {12.0: Command.PAIN}
    if why == "paused":
        commands[9.0] = Command.PAUSE
    live = play(
        leave_between(8.0, 90.0, keys) if why == "nobody" else keys,
        20.0, hold_s=20.0, commands=commands, halted=halted,
    )  # fmt: skip
    assert live.at(11.9).halt is not Halt.NONE
    assert live.at(12.1).headline == "Stop. Come out of it slowly."
    assert live.at(12.1).halt is Halt.NONE
    assert live.list_said(12.0)[:2] == [
        "Stop. Come out of it slowly.",
        "How strong is the pain? 0 is none, 10 the worst.",
    ]


def test_a_pause_keeps_what_was_held_however_long_it_is() -> None:
    keys = up_and_down(3.0, 70.0, "left")
    commands = {8.0: Command.PAUSE, 48.0: Command.PAUSE}
    live = play(keys, 70.0, specs=[short_spec(LONG)], commands=commands)
    paused = live.at(30.0)
    assert (paused.halt, paused.clock) == (Halt.USER, HoldStatus.PAUSED)
    assert paused.held_s == pytest.approx(4.8, abs=0.3)
    assert paused.held_s == live.at(47.0).held_s
    assert live.list_said(10.0, 47.0) == []
    assert live.at(62.0).stage is Stage.WORK
    assert live.at(65.5).stage is Stage.LET_GO


@pytest.mark.parametrize("why", ["paused", "nobody"])
@pytest.mark.parametrize("programme", ["both sides", "two stretches"])
def test_what_comes_next_is_told_when_a_step_is_skipped_in_a_pause(
    why: str, programme: str
) -> None:
    """A regression: "Carry on." replaced it."""
    two = programme == "two stretches"
    commands = {20.0: Command.NEXT}
    if why == "paused":
        commands[14.0] = Command.PAUSE
    live = play(
        leave_between(14.0, 24.0, up_and_down(3.0, 60.0, "left"))
        if why == "nobody"
        else [Key(0.0)],
        32.0,
        specs=[short_spec(LONG), ARM_TWO] if two else [short_spec(LONG)],
        sides="left" if two else "both",
        commands=commands,
    )
    assert live.at(19.9).halt is not Halt.NONE
    then = "Come into the picture." if why == "nobody" else "Your left side."
    told = ["Next: Arm two.", then] if two else ["Now your right side."]
    assert live.list_said(20.0)[: len(told)] == told
    assert ("Carry on." in live.list_said(20.0)) is (why == "nobody" and not two)


@pytest.mark.parametrize("halt", [Halt.USER, Halt.CAMERA])
def test_after_a_pause_in_the_set_up_it_is_told_again(halt: Halt) -> None:
    opening = ["Arm out.", "Your left side first.", "Stand facing the camera, arms hanging."]
    assert play([Key(0.0)], 9.0).list_said()[:3] == opening
    pause = {0.5: Command.PAUSE, 6.0: Command.PAUSE} if halt is Halt.USER else {}

    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if halt is Halt.CAMERA and 0.5 <= t_s < 6.0 else Halt.NONE

    live = play([Key(0.0)], 16.0, commands=pause, halted=halted)
    assert live.at(5.0).halt is halt
    again = [text for text in live.list_said(6.0) if text != "Carry on."]
    assert again[:3] == opening


def test_a_camera_that_fails_pauses_and_comes_back_by_itself() -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if 8.0 < t_s < 20.0 else Halt.NONE

    live = play(up_and_down(3.0, 40.0, "left"), 36.0, specs=[short_spec(LONG)], halted=halted)
    out = live.at(15.0)
    assert (out.halt, out.headline) == (Halt.CAMERA, "No picture from the camera.")
    assert live.list_tones(8.0, 9.0) == [Tone.PAUSE]
    assert live.at(22.0).clock is HoldStatus.RUNNING
    assert live.at(35.8).stage is Stage.LET_GO


def test_a_missed_picture_after_a_camera_that_failed_is_no_going_away() -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if 8.0 < t_s < 12.0 else Halt.NONE

    keys = up_and_down(3.0, 40.0, "left")
    live = play(leave_between(11.9, 12.15, keys), 16.0, specs=[short_spec(LONG)], halted=halted)
    assert {screen.halt for screen in live.screens if screen.t_s > 12.0} == {Halt.NONE}
    assert "I can't see you. Come back into the picture." not in live.list_said()


def test_quitting_without_a_hold_asks_nothing() -> None:
    live = play([Key(0.0)], 12.0, commands={10.0: Command.QUIT})
    assert live.stages[-1] == "done"
    assert "questions" not in live.stages
    assert live.result.end is End.STOPPED
    assert live.result.stretches[0].sides[0].held_s == 0.0


def test_quitting_in_a_hold_keeps_it() -> None:
    live = play(up_and_down(3.0, 20.0, "left"), 15.0, hold_s=20.0, commands={10.0: Command.QUIT})
    assert live.at(11.0).stage is Stage.QUESTIONS
    assert live.result.end is End.STOPPED
    assert live.sides["left"].held_s == pytest.approx(6.8, abs=0.3)
    assert live.result.verdict == (
        "Left side held 6 of 20 seconds, too short to count, the right one not done."
    )


def test_next_skips_the_side_and_the_other_side_can_be_asked_for() -> None:
    live = play([Key(0.0)], 20.0, commands={11.0: Command.SIDE, 13.0: Command.NEXT})
    assert live.at(12.0).step.side is Side.RIGHT
    assert live.at(14.0).step.side is Side.LEFT
    assert "Now your right side." in live.list_said()
    assert live.at(14.0).number == 2


def test_a_change_of_side_in_the_countdown_repeats_no_number() -> None:
    counted_s = [t for t, text in list_spoken(play([Key(0.0)], 20.0).screens) if text.isdigit()]
    live = play([Key(0.0)], 20.0, commands={counted_s[1] + 0.9: Command.SIDE})
    assert [text for text in live.list_said() if text.isdigit()] == ["3", "2"]
    assert "Now your right side." in live.list_said(counted_s[1], counted_s[1] + 1.5)


def test_in_a_rest_the_other_side_can_be_asked_for() -> None:
    keys = [*up_and_down(12.0, 20.0, "left"), *up_and_down(22.0, 30.0, "right"), Key(40.0)]
    live = play(keys, 36.0, specs=[short_spec(TWICE)], commands={33.0: Command.SIDE})
    assert [live.at(t_s).stage for t_s in (32.9, 33.0)] == [Stage.REST] * 2
    assert [live.at(t_s).step.side for t_s in (32.9, 33.0)] == [Side.LEFT, Side.RIGHT]
    assert "Then your right side." in live.list_said(33.0)


def test_the_other_side_comes_by_itself_once_the_dose_is_done() -> None:
    keys = up_and_down(12.0, 24.0, "left")
    asked = play(keys, 20.0, commands={18.0: Command.SIDE})
    assert asked.at(18.0).stage is Stage.LET_GO
    assert asked.screens == play(keys, 20.0).screens


def test_who_leaves_in_the_countdown_is_back_in_the_set_up() -> None:
    live = play(lambda t_s: None if 7.0 <= t_s < 10.0 else standing(), 16.0)
    assert live.stages == ["setup", "countdown", "setup", "countdown", "work"]


def test_who_is_near_the_position_but_not_set_up_is_told_how_to_set_up() -> None:
    bow = add_quantity(SHORT, "bow", "trunk_incl", "[12, 40]", 4).replace(
        'at = "hold"\nsource = "made for the tests"', 'at = "throughout"\nsource = "for the tests"'
    )
    spec = short_spec(bow.replace("[[phase]]", f"{SET_UP}[[phase]]", 1))
    shown = play(up_and_down(12.0, 20.0, "left"), 16.0, specs=[spec], sides="left").at(15.0)
    assert shown.progress.stop == HoldStop(StopCause.SET_UP, "reach")
    assert shown.headline == shown.detail == "Arm out."


def test_between_sets_there_is_rest_that_counts_down() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(21.0, 27.0, "left")]
    live = play(keys, 30.0, sides="left", specs=[short_spec(TWICE)])
    assert live.stages == ["setup", "work", "release", "rest", "work", "release", "questions"]
    assert live.at(12.0).seconds_left == 5
    assert "Rest for 6 seconds." in live.list_said()
    assert "Once more." in live.list_said(16.0, 19.0)
    assert live.sides["left"].reps == 2
    assert live.sides["left"].completed


def test_who_is_ready_need_not_wait_for_the_end_of_the_rest() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(13.0, 20.0, "left")]
    live = play(keys, 22.0, sides="left", specs=[short_spec(TWICE)])
    assert live.at(13.8).stage is Stage.WORK
    assert_agree(live, check_film(keys, 22.0))


def test_who_holds_on_after_the_dose_is_waited_for_and_then_moved_on() -> None:
    live = play(up_and_down(3.0, 40.0, "left"), 60.0, sides="left", specs=[short_spec(TWICE)])
    assert live.at(20.0).stage is Stage.LET_GO
    assert live.at(23.0).stage is Stage.REST
    assert live.at(23.0).held_s == 0.0
    resumed = live.at(30.0)
    assert resumed.stage in {Stage.WORK, Stage.LET_GO}
    assert live.sides["left"].held_s == pytest.approx(36.0, abs=1.5)


def test_nothing_for_a_while_has_the_instruction_said_once_more_and_no_more() -> None:
    live = play([Key(0.0)], 120.0)
    how = "Raise your left arm straight out to the side."
    assert live.list_said(9.0, 120.0).count(how) == 2
    assert live.list_said(60.0, 120.0) == []
    assert live.at(100.0).headline == "Get into position."


def test_questions_are_answered_with_a_reply_or_passed_over() -> None:
    spec = short_spec(
        SHORT.replace(
            'answers = ["shoulder", "nowhere"]',
            'answers = ["shoulder", "nowhere"]\nreplies = { nowhere = "Raise it higher." }',
        )
    )
    answers = {
        12.5: ("pain", "eleven"),
        13.0: ("pain", "2"),
        13.1: ("arm-out.1", "nowhere"),
        18.0: ("arm-out.1", "nowhere"),
    }
    live = play(up_and_down(3.0, 9.0, "left"), 30.0, sides="left", specs=[spec], answers=answers)
    assert live.at(14.0).reply == "Don't go as far next time."
    assert live.at(17.5).question.id == "arm-out.1"  # type: ignore[union-attr]
    assert live.at(19.0).reply == "Raise it higher."
    assert live.at(29.0).stage is Stage.DONE
    assert [a.answer for a in live.result.answers] == ["2", "nowhere"]


def test_a_question_at_the_end_can_be_passed_over() -> None:
    live = play(up_and_down(3.0, 9.0, "left"), 16.0, sides="left", answers={13.0: ("pain", "")})
    assert live.at(12.9).question.id == "pain"  # type: ignore[union-attr]
    assert live.at(13.0).question.id == "arm-out.1"  # type: ignore[union-attr]
    assert [(a.question, a.answer) for a in live.result.answers] == [("pain", "")]


def test_the_session_ends_when_its_last_reply_is_spoken() -> None:
    answers = {6.0: ("pain", "7"), 6.1: ("pain-where", "neck")}
    hurt = {5.0: Command.PAIN}
    live = play(up_and_down(3.0, 9.0, "left"), 16.0, commands=hurt, answers=answers)
    reply = "Skip this stretch until it is better; have it examined if the pain stays."
    (said_s,) = [t_s for t_s, text in list_spoken(live.screens) if text == reply]
    end_s = said_s + estimate_speaking_s(reply)
    assert live.at(end_s - 0.2).reply == reply
    assert live.at(end_s + 0.2).stage is Stage.DONE


def test_who_stopped_for_pain_and_feels_none_is_not_asked_where_it_is() -> None:
    hurt = {5.0: Command.PAIN}
    live = play(up_and_down(3.0, 9.0, "left"), 40.0, commands=hurt, answers={7.5: ("pain", "0")})
    assert live.list_said(5.1) == ["How strong is the pain? 0 is none, 10 the worst."]
    assert (live.at(8.0).stage, live.result.end) == (Stage.DONE, End.PAIN)
    assert live.result.verdict == "Stopped because it hurt."
    assert not any("examined" in text for text in live.result.watch)


def test_a_question_that_was_answered_is_not_spoken_any_more() -> None:
    answers = {11.0: ("pain", "0")}
    live = play(up_and_down(3.0, 9.0, "left"), 16.0, sides="left", answers=answers)
    assert live.at(10.9).question.id == "pain"  # type: ignore[union-attr]
    told = ["That was all.", "Left side held as planned.", "Where do you feel it?"]
    assert live.list_said(10.0) == told


def test_a_question_of_the_hold_comes_up_in_it() -> None:
    live = play(
        up_and_down(3.0, 26.0, "left"), 40.0, sides="left", specs=[ASKED_AT_5_S],
        answers={12.0: ("arm-out.1", "shoulder")},
    )  # fmt: skip
    assert live.at(9.0).question is not None
    assert "Where do you feel it?" in live.list_said(7.5, 9.5)
    assert live.at(13.0).question is None
    assert live.list_said(27.0)[-1].startswith("Did anything hurt?")


def test_a_question_of_the_hold_can_be_passed_over_and_is_asked_at_the_end() -> None:
    live = play(
        up_and_down(3.0, 26.0, "left"), 36.0, sides="left", specs=[ASKED_AT_5_S],
        answers={9.5: ("arm-out.1", ""), 32.0: ("pain", "0")},
    )  # fmt: skip
    assert live.at(9.4).question is not None
    assert live.at(9.5).question is None
    assert live.at(33.0).question.id == "arm-out.1"  # type: ignore[union-attr]


def test_a_question_names_no_stretch_where_only_one_can_be_meant() -> None:
    """During the hold, and at the end if the second stretch was not begun."""
    live = play(
        up_and_down(3.0, 26.0, "left"), 40.0, sides="left", specs=[ASKED_AT_5_S, ARM_TWO],
        commands={30.0: Command.QUIT}, answers={9.5: ("arm-out.1", ""), 36.0: ("pain", "0")},
    )  # fmt: skip
    for t_s in (9.4, 37.0):
        assert live.at(t_s).question.text == "Where do you feel it?"  # type: ignore[union-attr]


def test_the_next_stretch_has_its_own_set_up() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(25.0, 31.0, "left")]
    live = play(keys, 34.0, sides="left", specs=[short_spec(), ARM_TWO])
    assert live.stages[:5] == ["setup", "work", "release", "setup", "countdown"]
    assert "Next: Arm two." in live.list_said()
    assert [stretch.completed for stretch in live.result.stretches] == [True, True]
    assert [stretch.sides[0].reps for stretch in live.result.stretches] == [1, 1]


def test_the_last_five_seconds_are_counted_on_the_second_and_half_way_is_told() -> None:
    live = play(up_and_down(3.0, 30.0, "left"), 30.0, specs=[short_spec(LONG)])
    counts = [(t_s, text) for t_s, text in list_spoken(live.screens) if text.isdigit()]
    assert [n for _, n in counts] == ["5", "4", "3", "2", "1"]
    for t_s, n in counts:
        assert live.at(t_s).goal_s - live.at(t_s).held_s == pytest.approx(int(n), abs=0.15)
    assert "Halfway." in live.list_said(12.0, 14.5)


@pytest.mark.parametrize("back_s", [22.0, 70.0], ids=["the same hold", "a new one"])
def test_a_tone_tells_that_the_clock_runs_again_after_an_absence(back_s: float) -> None:
    keys = up_and_down(3.0, 100.0, "left")
    live = play(leave_between(12.0, back_s, keys), back_s + 5.0, specs=[short_spec(LONG)])
    assert live.list_tones(12.0, back_s) == [Tone.PAUSE]
    assert live.list_tones(back_s, back_s + 2.0) == [Tone.START]
    assert live.at(back_s + 2.0).clock is HoldStatus.RUNNING


def test_a_cue_that_nobody_heeds_goes_silent_and_stays_on_screen() -> None:
    live = play(up_and_down(12.0, 70.0, "left", bend_deg=70.0), 70.0)
    said = [t for t, s in list_spoken(live.screens) if s == "Straighten your arm."]
    assert len(said) == 3
    assert min(b - a for a, b in itertools.pairwise(said)) >= 8.0
    assert live.at(69.0).headline == "Straighten your arm."
    assert live.at(69.0).mood is Mood.CORRECT


def test_a_heeded_correction_is_acknowledged_once() -> None:
    keys = [
        Key(11.0), Key(12.0, 90.0), Key(15.0, 90.0), Key(16.0, 90.0, bend_deg=70),
        Key(20.0, 90.0, bend_deg=70), Key(21.0, 90.0), Key(25.0, 90.0),
        Key(26.0, 90.0, bend_deg=70), Key(30.0, 90.0, bend_deg=70), Key(31.0, 90.0),
        Key(45.0, 90.0),
    ]  # fmt: skip
    live = play(keys, 30.0, hold_s=30.0)
    assert live.list_said().count("Good.") == 1
    assert live.list_tones(12.0, 22.5) == [Tone.START, Tone.PAUSE, Tone.START]


def test_a_correction_on_the_way_into_the_hold_is_acknowledged() -> None:
    bent = [Key(12.0, 90.0, bend_deg=70), Key(20.0, 90.0, bend_deg=70)]
    live = play([Key(11.0), *bent, Key(21.0, 90.0), Key(30.0, 90.0)], 30.0, hold_s=30.0)
    assert live.list_said(12.0) == ["Straighten your arm.", "Good."]


def test_a_correction_asked_for_in_an_earlier_hold_is_not_acknowledged() -> None:
    def moving(t_s: float) -> Body:
        up_deg = float(np.interp(t_s, [11, 12, 20, 21, 26, 27], [0, 90, 90, 15, 15, 90]))
        bend_deg = float(np.interp(t_s, [16, 17, 26, 27], [0, 70, 70, 0]))
        return standing(left_arm=Arm(0.0, up_deg, bend_deg, bend="up"))

    live = play(moving, 32.0, hold_s=30.0)
    assert live.at(22.0).clock is HoldStatus.IDLE
    short = "That was too short to count: hold at least 10 seconds."
    assert live.list_said(12.0) == ["Straighten your arm.", short]


def test_what_was_asked_for_in_the_set_up_is_not_acknowledged_in_the_hold() -> None:
    keys = up_and_down(8.0, 14.0, "left")
    live = play(keys, 14.0, hold_s=30.0, light=Light(10.0, 0.0))
    dark = "More light, please: the picture is dark."
    assert live.list_said(1.0) == [dark]


def test_what_cannot_be_seen_is_shown_and_stops_nothing() -> None:
    def hidden(t_s: float) -> Body:
        body = body_at(up_and_down(3.0, 40.0, "left"), t_s)
        return body.hide("left_elbow") if t_s > 10.0 else body

    spec = short_spec(STRICT_BEND.replace("hold_s = 4 ", "hold_s = 20 "))
    live = play(hidden, 22.0, specs=[spec])
    assert live.at(9.0).unseen == ()
    assert live.at(15.0).unseen == ("left elbow hidden",)
    assert live.at(15.0).clock is HoldStatus.RUNNING
    assert live.at(15.0).headline == ""
    assert any("left elbow hidden" in text for text in live.result.unjudged)


def test_where_too_little_can_be_told_the_person_is_asked_to_turn() -> None:
    live = play(up_and_down(3.0, 20.0, "left"), 20.0, specs=[short_spec(STRICT_VIEW)])
    assert live.at(10.0).headline == "Turn to face the camera."
    assert live.at(10.0).clock is HoldStatus.IDLE
    assert "Turn to face the camera." in live.list_said(3.0, 10.0)
    assert live.sides["left"].held_s == 0.0
    assert live.result.unjudged[0].startswith("Left side: the camera was in the wrong place.")


def test_a_neutral_position_taken_too_near_is_taken_again_in_the_right_place() -> None:
    def comes_back(t_s: float) -> Body:
        z_m = -1.9 if t_s < 4.0 else 0.0
        return standing().moved(z_m=z_m)

    def cropped(t_s: float) -> Pose | Body:
        body = comes_back(t_s)
        return body.hide("nose", "left_ear", "right_ear") if t_s < 4.0 else body

    live = play(cropped, 12.0)
    neutral = live.at(11.0)
    assert {check.id for check in neutral.framing if not check.ok} == set()
    taken = live.state.coach.progress.moments["start"].image_px
    shoulder, hip = taken[Landmark.LEFT_SHOULDER], taken[Landmark.LEFT_HIP]
    assert hip[1] - shoulder[1] < 200.0


def test_the_same_inputs_give_the_same_screens() -> None:
    one, other = play(WHOLE, 30.0).screens, play(WHOLE, 30.0).screens
    assert one == other
    for screen, same in zip(one, other, strict=True):
        for name in ("readings", "verdicts", "active_faults", "reported_unseen", "hold", "rep"):
            assert getattr(screen.progress, name) == getattr(same.progress, name)


def test_who_leaves_the_picture_after_the_dose_has_let_go() -> None:
    keys = up_and_down(3.0, 90.0, "left")
    live = play(leave_between(13.0, 30.0, keys), 25.0, hold_s=5.0)
    assert live.at(12.5).stage is Stage.LET_GO
    assert live.at(15.5).stage is Stage.WORK
    assert live.at(18.0).halt is Halt.NOBODY
    assert live.sides["left"].held_s == pytest.approx(10.0, abs=0.6)
