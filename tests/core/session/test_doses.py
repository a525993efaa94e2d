"""Doses other than plain holds: paced breaths, release by pain, minimum times; and questions."""

from math import inf

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import HoldStatus
from formcheck.core.kinematics.breathing import Breathing, NoBreath
from formcheck.core.language import ENGLISH
from formcheck.core.recognition import NONE
from formcheck.core.session.asking import list_closing_asks
from formcheck.core.session.cue_queue import estimate_speaking_s
from formcheck.core.session.exercise import choose_exercise, describe_breathing, find_pace
from formcheck.core.session.screen_values import BreathPhase, Mood
from formcheck.core.session.session_texts import PAIN_REPLY
from formcheck.core.session.session_values import Command, End, Stage
from formcheck.core.stretch import Spec, plan_for
from tests.core.session.live import PlayedSession, list_spoken, play
from tests.engine.sessions import SHORT, Key, short_spec, up_and_down

UP = up_and_down(12.0, 60.0, "left")
PAIN = """
[[ask]]
kind = "pain"
question = "How strong is it?"
"""
READY = """
[[ask]]
kind = "ready"
question = "Is the ball in place?"
"""
RELEASE = (
    "release = { start = [5, 7], goal = 2, ask_every_s = 6, least_s = 5, most_s = 40, spots = 1 }"
)


def make_dosed_spec(dose: str, asks: str = "") -> Spec:
    text = SHORT.replace("hold_s = 4 ", f"{dose} ").replace("holds = 1\n", "")
    return short_spec(text + asks)


def play_arm_up(spec: Spec, duration_s: float, **given: object) -> PlayedSession:
    return play(UP, duration_s, specs=[spec], sides="left", **given)  # type: ignore[arg-type]


BREATHS = make_dosed_spec("breaths = 2\nin_s = 3\nout_s = 4\npause_s = 1")


@pytest.mark.parametrize(
    ("held_s", "phase", "number", "size"),
    [
        (0.0, BreathPhase.IN, 1, 0.0),
        (1.5, BreathPhase.IN, 1, 0.5),
        (3.0, BreathPhase.OUT, 1, 1.0),
        (5.0, BreathPhase.OUT, 1, 0.5),
        (7.5, BreathPhase.PAUSE, 1, 0.0),
        (9.5, BreathPhase.IN, 2, 0.5),
    ],
)
def test_the_pacer_follows_the_good_time(
    held_s: float, phase: BreathPhase, number: int, size: float
) -> None:
    pace = find_pace(BREATHS.dose, held_s)
    assert (pace.phase, pace.number, pace.of) == (phase, number, 2)
    assert pace.size == pytest.approx(size)


@pytest.mark.parametrize(
    ("seconds", "held_s", "phase"),
    [
        ((4.8, 9.0, 0.39), 14.19, BreathPhase.PAUSE),
        ((1.9, 5.6, 0.0), 7.499999999999999, BreathPhase.OUT),
    ],
)
def test_the_last_phase_lasts_until_the_next_breath_however_seconds_are_rounded(
    seconds: tuple[float, float, float], held_s: float, phase: BreathPhase
) -> None:
    parts = dict(zip(("in_s", "out_s", "pause_s"), seconds, strict=True))
    pace = find_pace(BREATHS.dose.model_copy(update=parts), held_s)
    assert (pace.phase, pace.share, pace.number) == (phase, 1.0, 1)


def test_breaths_are_led_aloud_and_the_last_one_ends_the_set() -> None:
    live = play_arm_up(BREATHS, 40.0)
    led = [text for text in live.list_said() if text.startswith(("Breathe", "Pause"))]
    assert led == ["Breathe in.", "Breathe out.", "Pause."] * 2
    assert live.screens[-1].stage is Stage.LET_GO
    assert live.result.verdict == "Left side held as planned."
    assert live.sides["left"].breaths >= 2
    told = {screen.pace.told for screen in live.screens if screen.pace is not None}
    assert told == {"Breath 1 of 2", "Breath 2 of 2"}
    assert {s.ring.of for s in live.screens if s.stage is Stage.WORK} == {"of 2"}


def test_the_pacer_stands_still_while_the_clock_does() -> None:
    keys = [*up_and_down(12.0, 15.0, "left"), Key(24.0)]
    live = play(keys, 24.0, specs=[BREATHS], sides="left")
    still = [screen for screen in live.screens if 18.0 < screen.t_s < 24.0]
    assert {screen.clock for screen in still} == {HoldStatus.IDLE}
    assert len({screen.pace for screen in still}) == 1
    assert all(screen.ring.still and screen.detail for screen in still)


@pytest.mark.parametrize(
    ("breathing", "words"),
    [
        (Breathing(9.2, 0.8, ""), "Your breathing: about 9 a minute (estimate)"),
        (Breathing(9.2, 0.2, ""), "Your breathing: perhaps 9 a minute (uncertain)"),
        (Breathing(reason=NoBreath.MOVING), "Can't measure your breathing: you are moving"),
    ],
)
def test_the_breathing_is_told_as_an_estimate_or_why_not(breathing: Breathing, words: str) -> None:
    assert describe_breathing(breathing, ENGLISH) == words
    live = play_arm_up(BREATHS, 16.0, breathing=lambda _: breathing)
    assert live.screens[-1].breath == words


def test_every_reason_for_no_estimate_has_its_words() -> None:
    assert all(describe_breathing(Breathing(reason=why), ENGLISH) for why in NoBreath)


def test_pressure_ends_when_the_person_says_that_it_has_eased() -> None:
    answers = {14.0: ("arm-out.2", "6"), 21.5: ("arm-out.2", "2")}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 40.0, answers=answers)
    asked = [screen.t_s for screen in live.screens if screen.question and screen.t_s < 30]
    assert asked[0] < 14.0
    assert live.list_said().count("How strong is it?") == 2
    assert "It has eased. Lift off." in live.list_said()
    assert live.at(22.0).stage is Stage.LET_GO
    assert live.result.stretches[0].completed
    assert [a.answer for a in live.result.answers][:2] == ["6", "2"]
    assert {s.ring.of for s in live.screens if s.stage is Stage.WORK} == {"until it eases"}


def test_form_is_spoken_of_as_long_as_a_release_lasts() -> None:
    """Nothing is counted aloud, and the release may last long beyond its minimum time."""
    spec = make_dosed_spec(RELEASE.replace("ask_every_s = 6", "ask_every_s = 60"), PAIN)
    exercise = choose_exercise(plan_for(spec, Side.LEFT))
    early, late = (
        play_arm_up(spec, end_s, answers={14.0: ("arm-out.2", "6")}) for end_s in (14.5, 24.0)
    )
    assert late.screens[-1].clock is HoldStatus.RUNNING
    assert late.state.held_s > late.state.goal_s > early.state.held_s
    assert exercise.measure_quiet_s(early.state) == exercise.measure_quiet_s(late.state) == inf


def test_a_question_ends_with_its_stretch_and_its_answer_comes_too_late() -> None:
    """A regression: the question stayed open, and answering it ended the session with an error."""
    specs = [
        make_dosed_spec(RELEASE, PAIN),
        make_dosed_spec(RELEASE, PAIN).model_copy(update={"id": "another"}),
    ]
    answers, commands = {15.0: ("arm-out.2", "6")}, {14.0: Command.NEXT}
    live = play(UP, 20.0, specs=specs, sides="left", answers=answers, commands=commands)
    assert live.at(13.5).question is not None
    assert live.at(14.5).step.plan.spec.id == "another"
    assert live.at(14.5).question is None
    assert live.result.answers == ()


def test_an_answer_given_during_one_of_several_stretches_names_it_in_the_result() -> None:
    """The question itself does not: the person is in that stretch."""
    asks = make_dosed_spec(RELEASE, PAIN + READY)
    other = make_dosed_spec(RELEASE, PAIN).model_copy(update={"id": "b", "title": "Another"})
    answers = {12.0: ("arm-out.3", "yes"), 15.0: ("arm-out.2", "6")}
    for specs, title in (([asks, other], "Arm out: "), ([asks], "")):
        live = play(UP, 20.0, specs=specs, sides="left", answers=answers)
        assert live.at(14.5).question is not None
        given = {one.question: one.text for one in live.result.answers}
        assert given == {
            "arm-out.3": f"{title}Is the ball in place?",
            "arm-out.2": f"{title}How strong is it?",
        }


def test_what_never_hurt_has_not_eased() -> None:
    answers = {14.0: ("arm-out.2", "2"), 21.5: ("arm-out.2", "1")}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 24.0, answers=answers)
    assert live.list_said().count("Move a little closer to the sore spot.") == 2
    assert live.screens[-1].stage is Stage.WORK


def test_a_spot_that_never_hurt_is_not_left_as_one_that_does_not_ease() -> None:
    answers = dict.fromkeys((14.0, 21.5, 28.0, 35.0), ("arm-out.2", "0"))
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 38.0, answers=answers)
    assert live.list_said().count("Move a little closer to the sore spot.") >= 3
    assert not any("easing" in text for text in live.list_said())


@pytest.mark.parametrize("numbers", ["165", "265", "565", "6655"])
def test_a_spot_whose_pain_eases_is_not_left(numbers: str) -> None:
    """The spot may be found only after moving closer, or get sorer before it eases."""
    answers = {14.0 + 7.0 * n: ("arm-out.2", number) for n, number in enumerate(numbers)}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 17.0 + 7.0 * len(numbers), answers=answers)
    assert not any("easing" in text for text in live.list_said())
    assert live.screens[-1].stage is Stage.WORK


def test_a_spot_is_left_where_the_last_of_three_numbers_is_no_lower_than_the_others() -> None:
    answers = {14.0 + 7.0 * n: ("arm-out.2", number) for n, number in enumerate("1656")}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 38.0, answers=answers)
    assert live.list_said().count("It isn't easing. Leave this spot for today.") == 1
    assert live.at(36.0).stage is Stage.LET_GO


def test_what_eased_at_once_is_pressed_for_as_long_as_the_least() -> None:
    answers = {14.0: ("arm-out.2", "6"), 21.5: ("arm-out.2", "2"), 28.0: ("arm-out.2", "2")}
    live = play_arm_up(
        make_dosed_spec(RELEASE.replace("least_s = 5", "least_s = 14"), PAIN), 32.0, answers=answers
    )
    assert live.at(24.0).stage is Stage.WORK
    assert live.list_said().count("It has eased. Lift off.") == 1
    assert live.at(31.0).stage is Stage.LET_GO
    assert live.sides["left"].completed


def test_more_pain_than_it_should_give_is_answered_with_easing_off() -> None:
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 20.0, answers={14.0: ("arm-out.2", "9")})
    assert "Ease off: put less weight on it." in live.list_said()
    assert live.result.end is End.OPEN


def test_a_spot_that_stays_too_strong_is_left_and_not_told_as_held() -> None:
    answers = {14.0: ("arm-out.2", "9"), 21.5: ("arm-out.2", "8")}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 30.0, answers=answers)
    assert live.list_said().count("Ease off: put less weight on it.") == 1
    assert "It stays too strong. Leave this spot for today." in live.list_said()
    assert live.at(22.0).stage is Stage.LET_GO
    assert live.result.verdict == "No spot was held as planned."
    assert "Left side: one spot was given up because it did not ease." in live.result.watch
    assert not live.result.stretches[0].completed
    assert not live.sides["left"].completed


def test_after_a_spot_that_was_left_comes_the_next_one_not_the_same_once_more() -> None:
    spec = make_dosed_spec(f"{RELEASE.replace('spots = 1', 'spots = 2')}\nrest_s = 3", PAIN)
    answers = {14.0: ("arm-out.2", "9"), 21.5: ("arm-out.2", "8")}
    keys = [*up_and_down(12.0, 25.0, "left"), *up_and_down(40.0, 60.0, "left")]
    live = play(keys, 45.0, specs=[spec], sides="left", answers=answers)
    assert "Then the next spot." in live.list_said()
    assert "The next spot." in live.list_said()
    assert not any("nce more" in text for text in live.list_said())


@pytest.mark.parametrize(("position", "rolls"), [("supine", 1), ("standing", 0)])
@pytest.mark.parametrize("number", ["2", "6", ""])
def test_who_lies_on_the_spot_rolls_to_the_side_first(
    position: str, rolls: int, number: str
) -> None:
    """Whether the pain has eased, does not ease, or nobody answers."""
    given = {14.0: "6", 21.5: number, 28.0: number} if number else {}
    answers = {t_s: ("arm-out.2", answer) for t_s, answer in given.items()}
    spec = make_dosed_spec(RELEASE, PAIN).model_copy(update={"position": position})
    live = play_arm_up(spec, 75.0, answers=answers)
    assert live.list_said().count("Roll to your side first.") == rolls


def test_who_goes_on_at_once_after_a_spot_still_hears_how_to_come_out_of_it() -> None:
    spec = make_dosed_spec(RELEASE, PAIN).model_copy(update={"position": "supine"})
    answers = {14.0: ("arm-out.2", "6"), 21.5: ("arm-out.2", "2")}
    live = play_arm_up(spec, 40.0, answers=answers, commands={22.0: Command.NEXT})
    assert live.list_said(21.0)[:2] == ["It has eased. Lift off.", "Roll to your side first."]


@pytest.mark.parametrize("position", ["supine", "standing"])
@pytest.mark.parametrize(("skipped_s", "pressed"), [(20.0, True), (10.0, False)])
def test_who_skips_a_spot_while_lying_on_it_is_told_to_roll_aside_first(
    position: str, skipped_s: float, pressed: bool
) -> None:
    spec = make_dosed_spec(RELEASE.replace("spots = 1", "spots = 2"), PAIN)
    spec = spec.model_copy(update={"position": position})
    skips = {7.0: Command.NEXT, skipped_s: Command.NEXT}
    live = play_arm_up(spec, 35.0, answers={14.0: ("arm-out.2", "6")}, commands=skips)
    assert live.at(skipped_s + 0.1).stage is Stage.REST
    rolls = pressed and position == "supine"
    assert (live.list_said(skipped_s)[0] == "Roll to your side first.") is rolls
    assert live.list_said().count("Roll to your side first.") == rolls


@pytest.mark.parametrize(
    ("second", "headline", "mood"),
    [
        ("8", "It stays too strong. Leave this spot for today.", Mood.PLAIN),
        ("2", "It has eased. Lift off.", Mood.GOOD),
    ],
)
def test_when_a_spot_is_over_the_screen_says_what_the_voice_says(
    second: str, headline: str, mood: Mood
) -> None:
    """A regression: the screen always showed "Done. Let go slowly." and a running clock."""
    spec = make_dosed_spec(RELEASE, PAIN).model_copy(update={"position": "supine"})
    live = play_arm_up(spec, 30.0, answers={14.0: ("arm-out.2", "9"), 21.5: ("arm-out.2", second)})
    over = [screen for screen in live.screens if screen.stage is Stage.LET_GO]
    assert {(screen.headline, screen.mood) for screen in over} == {(headline, mood)}
    way_out = "Roll to your side first."
    assert {(screen.detail, screen.instruction) for screen in over} == {(way_out, way_out)}
    assert live.list_said(21.5)[:2] == [headline, way_out]


@pytest.mark.parametrize(
    ("number", "reply"),
    [
        ("9", "Ease off: put less weight on it."),
        ("6", "Stay there and breathe."),
        ("2", "Move a little closer to the sore spot."),
    ],
)
def test_what_is_replied_in_a_hold_is_shown_while_it_is_said(number: str, reply: str) -> None:
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 20.0, answers={14.0: ("arm-out.2", number)})
    ((said_s, _),) = [one for one in list_spoken(live.screens) if one[1] == reply]
    shown = [screen.t_s for screen in live.screens if screen.reply == reply]
    assert shown[0] <= said_s
    assert shown[-1] == pytest.approx(max(said_s + estimate_speaking_s(reply), 18.0), abs=0.2)


def test_the_reply_to_a_question_of_a_hold_is_shown() -> None:
    answers = 'answers = ["shoulder", "nowhere"]'
    asked = answers + '\nat_s = 2\nreplies = { nowhere = "Turn less far." }'
    spec = short_spec(SHORT.replace(answers, asked).replace("hold_s = 4 ", "hold_s = 40 "))
    live = play_arm_up(spec, 30.0, answers={17.0: ("arm-out.1", "nowhere")})
    assert "Turn less far." in live.list_said(17.0)
    assert live.at(17.5).reply == "Turn less far."
    assert live.at(29.0).reply == ""


def test_a_reply_covers_neither_the_stop_nor_a_pause() -> None:
    answers = {14.0: ("arm-out.2", "9")}
    for command in (Command.PAIN, Command.PAUSE):
        live = play_arm_up(
            make_dosed_spec(RELEASE, PAIN), 16.0, answers=answers, commands={15.0: command}
        )
        assert live.at(14.9).reply
        assert live.at(15.0).reply == ""


@pytest.mark.parametrize("command", [Command.NEXT, Command.QUIT])
def test_who_ends_on_the_last_spot_is_told_to_roll_aside_as_well(command: Command) -> None:
    spec = make_dosed_spec(RELEASE, PAIN).model_copy(update={"position": "supine"})
    live = play_arm_up(spec, 30.0, answers={14.0: ("arm-out.2", "6")}, commands={20.0: command})
    assert "Roll to your side first." in live.list_said(20.0)


def test_pain_that_came_down_once_is_eased_off_again() -> None:
    answers = {14.0: ("arm-out.2", "9"), 21.5: ("arm-out.2", "6"), 28.0: ("arm-out.2", "9")}
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 30.0, answers=answers)
    assert live.list_said().count("Ease off: put less weight on it.") == 2
    assert live.screens[-1].stage is Stage.WORK


def test_after_a_spot_that_does_not_ease_the_next_one_follows_and_only_it_is_held() -> None:
    spots = RELEASE.replace("spots = 1", "spots = 2")
    given = ((14.0, "6"), (21.5, "6"), (28.0, "6"), (56.0, "6"), (63.0, "2"))
    answers = {t_s: ("arm-out.2", answer) for t_s, answer in given}
    keys = [*up_and_down(12.0, 32.0, "left"), *up_and_down(54.0, 70.0, "left")]
    live = play(keys, 90.0, specs=[make_dosed_spec(spots, PAIN)], sides="left", answers=answers)
    assert "It isn't easing. Leave this spot for today." in live.list_said()
    assert "It has eased. Lift off." in live.list_said()
    assert live.result.end is End.COMPLETED
    assert live.result.verdict == "1 of 2 spots held as planned."
    assert [one.done for one in live.sides["left"].rounds] == [False, True]


def test_pressure_that_nobody_answers_for_is_asked_about_now_and_then_and_ends() -> None:
    live = play_arm_up(make_dosed_spec(RELEASE, PAIN), 75.0)
    asked = live.list_said().count("How strong is it?")
    assert 2 <= asked <= 7
    assert live.result.end is End.COMPLETED


def test_what_must_be_in_place_is_asked_before_the_start() -> None:
    spec = make_dosed_spec("hold_s = 4", READY)
    live = play_arm_up(spec, 30.0, answers={11.0: ("arm-out.2", "yes")})
    (question,) = {screen.question for screen in live.screens if screen.question}
    assert question.answers == ("yes", "no")
    setup = [screen for screen in live.screens if screen.question]
    assert {screen.stage for screen in setup} == {Stage.SETUP}
    assert live.result.end is not End.PAIN
    assert live.sides["left"].completed
    assert ("arm-out.2", "yes") in [(a.question, a.answer) for a in live.result.answers]


def test_who_passes_over_what_must_be_in_place_goes_on() -> None:
    spec = make_dosed_spec("hold_s = 4", READY)
    live = play([Key(0.0)], 20.0, specs=[spec], sides="left", answers={9.0: ("arm-out.2", "")})
    assert live.at(8.9).question is not None
    assert live.at(9.0).question is None
    assert live.at(9.5).stage is Stage.COUNTDOWN
    assert live.result.answers == ()


def test_what_is_not_in_place_is_waited_for_and_asked_again() -> None:
    spec = make_dosed_spec("hold_s = 4", READY)
    keys = [Key(0.0)]
    live = play(keys, 40.0, specs=[spec], sides="left", answers={10.0: ("arm-out.2", "no")})
    assert "Get it ready; I'll ask again." in live.list_said()
    assert live.list_said().count("Is the ball in place?") == 2
    waits = [screen for screen in live.screens if 11.0 < screen.t_s < 20.0]
    assert {screen.stage for screen in waits} == {Stage.SETUP}


@pytest.mark.parametrize("dose", ["hold_s = 20", "breaths = 2\nin_s = 4\nout_s = 6"])
def test_nothing_counts_until_it_is_in_place(dose: str) -> None:
    answers = {8.0: ("arm-out.2", "no"), 22.0: ("arm-out.2", "yes")}
    keys = up_and_down(7.5, 70.0, "left")
    live = play(keys, 75.0, specs=[make_dosed_spec(dose, READY)], sides="left", answers=answers)
    assert {screen.held_s for screen in live.screens if screen.t_s < 22.0} == {0.0}
    first = next(screen for screen in live.screens if screen.clock is HoldStatus.RUNNING)
    assert 22.0 < first.t_s < 25.0
    assert first.stage is Stage.WORK
    (hold,) = live.sides["left"].holds
    assert hold.start_s == pytest.approx(22.0, abs=0.5)


def test_whoever_lets_go_before_it_is_in_place_has_held_nothing() -> None:
    keys = up_and_down(7.5, 15.0, "left")
    spec = make_dosed_spec("hold_s = 4", READY)
    live = play(keys, 19.0, specs=[spec], sides="left", answers={8.0: ("arm-out.2", "no")})
    assert not live.result.begun


def test_what_was_told_to_be_in_place_is_not_asked_aloud_any_more() -> None:
    spec = make_dosed_spec("hold_s = 20", READY + READY.replace("ball", "mat"))
    answers = {3.2: ("arm-out.2", "yes"), 3.3: ("arm-out.3", "yes")}
    keys = up_and_down(1.0, 20.0, "left")
    live = play(keys, 14.0, specs=[spec], sides="left", answers=answers)
    assert [a.question for a in live.result.answers] == ["arm-out.2", "arm-out.3"]
    assert not [text for text in live.list_said() if text.endswith("in place?")]


def test_at_least_says_that_it_goes_on() -> None:
    spec = make_dosed_spec("hold_s = 4\nat_least = true")
    live = play_arm_up(spec, 50.0)
    assert "That is enough. Stay as long as you like." in live.list_said()
    assert live.at(45.0).stage is Stage.LET_GO
    assert live.at(15.0).ring.of == "at least 4 s"
    assert live.sides["left"].held_s > 25.0


def test_another_stretch_is_named_when_it_is_not_only_passed_through() -> None:
    live = play_arm_up(short_spec(), 30.0, other=lambda t_s: "cat-cow" if t_s > 11.0 else "")
    named = [s for s in live.screens if s.headline == "This looks like another stretch: Cat-Cow."]
    assert named[0].t_s > 13.0
    assert "This looks like another stretch: Cat-Cow." in live.list_said()
    assert live.sides["left"].held_s < 1.0
    (line,) = (one for one in live.result.watch if "another stretch" in one)
    assert line == "Left side: for 18 s it looked like another stretch: Cat-Cow."


def test_what_is_no_clear_stretch_is_told_without_a_name_and_counts_nothing() -> None:
    live = play_arm_up(short_spec(), 30.0, other=lambda t_s: NONE if t_s > 11.0 else "")
    told = [s for s in live.screens if s.headline == "This does not look like the stretch."]
    assert told[0].t_s > 13.0
    assert "This does not look like the stretch." in live.list_said()
    assert live.sides["left"].held_s < 1.0


@pytest.mark.parametrize(
    ("spec", "asked"),
    [
        (make_dosed_spec(RELEASE, PAIN), "Did anything else hurt, apart from the sore spot?"),
        (make_dosed_spec("hold_s = 4"), "Did anything hurt?"),
    ],
)
def test_the_sore_spot_of_a_release_is_no_pain_of_the_session(spec: Spec, asked: str) -> None:
    first, *_ = list_closing_asks((spec,), ENGLISH, "")
    assert first.text.startswith(asked)


@pytest.mark.parametrize(("given", "much"), [("mild_stretch_ok", 4), ("abort_on_any_pain", 1)])
def test_pain_that_a_stretch_may_not_give_is_answered_with_leaving_it_out(
    given: str, much: int
) -> None:
    specs = (short_spec(), short_spec(SHORT.replace("mild_stretch_ok", given)))
    replies = list_closing_asks(specs, ENGLISH, PAIN_REPLY)[0].replies
    mild = "Don't go as far next time."
    assert [n for n, reply in replies.items() if reply == mild] == [str(n) for n in range(1, much)]
    assert all("until it is better" in replies[str(n)] for n in range(much, 11))
