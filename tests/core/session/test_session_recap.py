"""The result of a complete session contains only what belongs to the stretch itself."""

import pytest

from formcheck.core.body import Side
from formcheck.core.session.asking import PASS_OVER_S
from formcheck.core.session.cue_queue import estimate_speaking_s
from formcheck.core.session.session_values import Command, End, Stage
from formcheck.core.stretch import Spec, parse_spec
from formcheck.output.report.session_contract import dump_session
from tests.bodies import Body
from tests.core.session.live import list_spoken, play
from tests.core.session.test_doses import PAIN, READY, RELEASE, make_dosed_spec
from tests.engine.sessions import SHORT, Key, body_at, short_spec, up_and_down
from tests.engine.test_repetitions import ARM_RAISES, make_raises

TWICE = short_spec(SHORT.replace("holds = 1", "sets = 2\nholds = 1\nrest_s = 20"))
HELD = short_spec(SHORT + READY), up_and_down(15.0, 22.0, "left")
ENDS = (Stage.QUESTIONS, Stage.DONE)
THREE = [
    parse_spec(SHORT.replace("arm-out", title.lower()).replace("Arm out", title), "made-up.toml")
    for title in ("First", "Second", "Third")
]
REPEATED = short_spec(ARM_RAISES + READY), make_raises(15.0, "left", 4)


@pytest.mark.parametrize(("spec", "keys"), [HELD, REPEATED], ids=["hold", "repetitions"])
def test_what_is_done_before_the_stretch_begins_is_not_in_the_result(
    spec: Spec, keys: list[Key]
) -> None:
    """The question asked first was answered with no."""
    no = {14.0: ("arm-out.2", "no"), 27.0: ("arm-out.2", "no")}
    live = play(keys, 40.0, specs=[spec], sides="left", answers=no, commands={32.0: Command.QUIT})
    assert Stage.WORK not in {screen.stage for screen in live.screens}
    assert live.stages == ["setup", "done"], "nothing is asked about what was not done"
    (side,) = live.result.stretches[0].sides
    assert (side.held_s, side.reps, side.attempts, side.faults) == (0.0, 0, (), ())
    assert live.result.end is End.STOPPED
    assert live.result.verdict in {"Nothing was held.", "Nothing was counted."}
    assert (live.result.good, live.result.watch) == ((), ())


def test_a_hold_that_goes_on_from_the_set_up_into_the_stretch_is_whole() -> None:
    live = play(up_and_down(3.0, 9.0, "left"), 12.0, sides="left")
    assert live.sides["left"].held_s == pytest.approx(6.0, abs=0.5)


def test_nobody_need_be_in_the_picture_before_the_stretch_or_in_a_rest() -> None:
    keys = [*up_and_down(45.0, 50.0, "left"), *up_and_down(75.0, 80.0, "left")]

    def come_late(t_s: float) -> Body | None:
        return None if t_s < 20.0 or 54.0 < t_s < 64.0 else body_at(keys, t_s)

    live = play(come_late, 90.0, specs=[TWICE], sides="left")
    assert live.at(60.0).stage is Stage.REST
    assert live.result.stretches[0].completed
    assert not any("nobody in the picture" in text for text in live.result.unjudged)


def test_what_it_came_to_is_told_and_shown_before_the_questions_are_asked() -> None:
    """For people who can't read the last page."""
    bent = up_and_down(15.0, 28.0, "right", bend_deg=70.0)
    keys = [*up_and_down(3.0, 9.0, "left"), *bent]
    live = play(keys, 60.0, commands={30.0: Command.NEXT})
    asks_s = next(screen.t_s for screen in live.screens if screen.stage is Stage.QUESTIONS)
    result = live.result
    assert result.watch
    told = [text for text in live.list_said(asks_s) if text != "That was all."]
    assert told[:3] == [
        result.verdict,
        result.watch[0],
        "Did anything hurt? 0 is no pain, 10 the worst.",
    ]
    shown = {screen.reply for screen in live.screens if screen.t_s >= asks_s}
    assert {result.verdict, result.watch[0]} <= shown


@pytest.mark.parametrize("command", [Command.NEXT, None])
def test_who_answers_at_once_hears_all_the_same_what_it_came_to(command: Command | None) -> None:
    passed = {11.2: ("pain", "0"), 11.4: ("arm-out.1", "shoulder")}
    live = play(
        up_and_down(3.0, 9.0, "left"),
        30.0,
        sides="left",
        answers={} if command else passed,
        commands=dict.fromkeys(passed, command) if command else {},
    )
    ((said_s, _),) = [one for one in list_spoken(live.screens) if one[1] == live.result.verdict]
    done_s = next(screen.t_s for screen in live.screens if screen.stage is Stage.DONE)
    end_s = said_s + estimate_speaking_s(live.result.verdict)
    assert done_s == pytest.approx(end_s, abs=0.2)
    assert not [text for text in live.list_said(11.5) if text.endswith("?")]
    waits = [screen for screen in live.screens if 11.5 < screen.t_s < done_s]
    assert {(screen.question, screen.detail) for screen in waits} == {(None, live.result.verdict)}


def test_the_time_to_answer_begins_once_the_question_is_said() -> None:
    live = play(up_and_down(3.0, 9.0, "left"), 60.0, sides="left")
    asked = [(t_s, text) for t_s, text in list_spoken(live.screens) if text.endswith("?")]
    asked += [
        (t_s, text) for t_s, text in list_spoken(live.screens) if text.startswith("Did anything")
    ]
    assert len(asked) == 2
    for t_s, text in asked:
        shown = [s.t_s for s in live.screens if s.question is not None and s.question.text == text]
        until_s = t_s + estimate_speaking_s(text) + PASS_OVER_S
        assert shown[-1] == pytest.approx(until_s, abs=0.3)


def test_the_reply_about_pain_is_said_to_its_end_whatever_is_answered_after_it() -> None:
    bent = up_and_down(15.0, 28.0, "right", bend_deg=70.0)
    keys = [*up_and_down(3.0, 9.0, "left"), *bent]
    answers = {31.0: ("pain", "5"), 36.0: ("where", ""), 36.5: ("arm-out.1", "")}
    live = play(keys, 80.0, commands={30.0: Command.NEXT}, answers=answers)
    ((said_s, text),) = [one for one in list_spoken(live.screens) if one[1].startswith("Skip this")]
    done_s = next(screen.t_s for screen in live.screens if screen.stage is Stage.DONE)
    assert done_s >= said_s + estimate_speaking_s(text) - 0.2


def test_who_stops_early_is_told_what_was_held() -> None:
    live = play(up_and_down(3.0, 20.0, "left"), 20.0, hold_s=30.0, commands={12.0: Command.QUIT})
    assert live.result.end is End.STOPPED
    assert live.list_said(12.0)[0] == live.result.verdict
    assert "30 seconds" in live.result.verdict


def test_who_leaves_during_the_stretch_reads_for_how_long() -> None:
    keys = up_and_down(15.0, 40.0, "left")
    long = short_spec(SHORT.replace("hold_s = 4 ", "hold_s = 20 "))

    def leave(t_s: float) -> Body | None:
        return None if 20.0 < t_s < 28.5 else body_at(keys, t_s)

    live = play(leave, 44.0, specs=[long], sides="left")
    assert any("nobody in the picture (8 s)" in text for text in live.result.unjudged)


@pytest.mark.parametrize(
    ("command", "end"), [(Command.QUIT, End.STOPPED), (Command.PAIN, End.PAIN)]
)
def test_stretches_that_were_never_begun_are_in_the_result(command: Command, end: End) -> None:
    """The session ends as the person releases the only hold of the first of three stretches."""
    live = play(
        up_and_down(3.0, 9.0, "left"), 12.0, specs=THREE, sides="left", commands={8.5: command}
    )
    result = live.result
    assert result.end is end
    assert [one.completed for one in result.stretches] == [True, False, False]
    assert [one.title for one in result.stretches] == [one.title for one in THREE]
    assert [one.planned_s for one in result.stretches] == [4.0, 4.0, 4.0]
    assert [len(one.sides) for one in result.stretches] == [1, 0, 0]
    assert not dump_session(result)["completed"]


def test_of_several_stretches_that_ask_a_question_says_which_is_meant() -> None:
    keys = [*TWO[:-1], *up_and_down(16.0, 21.0, "left")]
    live = play(keys, 100.0, specs=THREE[:2], sides="left", answers={30.0: ("pain", "0")})
    where = [f"{spec.title}: {spec.ask[0].question}" for spec in THREE[:2]]
    shown = dict.fromkeys(screen.question.text for screen in live.screens if screen.question)
    assert list(shown)[1:] == where
    assert [text for text in live.list_said() if "Where do you feel it?" in text] == where
    assert [given.text for given in live.result.answers][1:] == where
    alone = play(up_and_down(3.0, 9.0, "left"), 60.0, specs=THREE[:1], sides="left")
    assert THREE[0].ask[0].question in alone.list_said()


ADVICE = "skip this stretch until it is better; have it examined if the pain stays."
TWO = [*up_and_down(3.0, 9.0, "left"), *up_and_down(16.0, 25.0, "left")]


def test_after_pain_it_is_told_which_of_several_stretches_to_leave_out() -> None:
    hurts = {18.0: Command.PAIN}
    rated = {19.0: ("pain", "7"), 20.0: ("pain-where", "neck")}
    live = play(TWO, 32.0, specs=THREE, sides="left", commands=hurts, answers=rated)
    assert live.at(17.9).step.spec_id == "second"
    assert f"Second: {ADVICE}" in live.list_said(20.0)
    assert live.result.watch[0] == f"Second: {ADVICE}"


def test_where_pain_stops_between_two_stretches_none_of_them_is_named() -> None:
    """The pain button is pressed in the set-up of the second."""
    live = play(TWO, 20.0, specs=THREE, sides="left", commands={11.0: Command.PAIN})
    assert (live.at(10.9).stage, live.at(10.9).step.spec_id) == (Stage.SETUP, "second")
    assert live.result.watch[0].startswith("Skip the stretch that hurt until it is better;")


@pytest.mark.parametrize(
    ("rating", "advice"),
    [("8", [f"S{ADVICE[1:]}"]), ("2", ["Don't go as far next time."]), ("0", []), ("", [])],
)
def test_what_was_advised_because_of_pain_at_the_end_is_told_for_next_time(
    rating: str, advice: list[str]
) -> None:
    rated = {13.0: ("pain", rating)}
    live = play(up_and_down(3.0, 9.0, "left"), 60.0, sides="left", answers=rated)
    assert (live.result.end, live.result.answers[0].answer) == (End.COMPLETED, rating)
    assert list(live.result.watch) == advice


def test_of_several_stretches_that_were_done_it_is_not_known_which_one_hurt() -> None:
    rated = {28.0: ("pain", "8")}
    live = play(TWO, 60.0, specs=THREE[:2], sides="left", answers=rated)
    assert (live.result.end, live.result.answers[0].answer) == (End.COMPLETED, "8")
    assert live.result.watch[0].startswith("Skip the stretch that hurt until it is better;")


def test_what_was_left_out_by_quitting_is_told_for_next_time() -> None:
    quits = {6.0: Command.QUIT}
    live = play(up_and_down(3.0, 9.0, "left"), 9.0, specs=THREE, sides="left", commands=quits)
    assert live.result.verdict == "None of the 3 stretches was held as planned."
    first, *others = live.result.watch
    assert first.startswith("First, left side: held")
    assert others == ["Second, Third: not done."]


@pytest.mark.parametrize("skipped_s", [10.3, 12.0])
def test_a_side_held_as_long_as_planned_is_done_though_it_was_skipped(skipped_s: float) -> None:
    keys = [*up_and_down(10.0, 22.0, "left"), *up_and_down(26.0, 34.0, "right")]
    live = play(keys, 60.0, commands={skipped_s: Command.NEXT})
    assert live.at(skipped_s + 1.0).step.side is Side.RIGHT
    assert live.result.verdict == "Both sides held as planned."
    assert live.result.stretches[0].completed
    assert [side.completed for side in live.sides.values()] == [True, True]


def test_breaths_done_though_they_were_skipped_are_done() -> None:
    spec = make_dosed_spec("breaths = 2\nin_s = 2\nout_s = 2\npause_s = 1")
    live = play(up_and_down(10.0, 34.0, "left"), 45.0, specs=[spec], commands={13.0: Command.NEXT})
    assert live.sides["left"].completed
    assert live.result.verdict == "Left side held as planned, the right one not done."


def test_a_spot_that_was_skipped_is_not_done_however_long_it_was_pressed() -> None:
    spec = make_dosed_spec(RELEASE, PAIN)
    live = play(up_and_down(10.0, 34.0, "left"), 45.0, specs=[spec], commands={13.0: Command.NEXT})
    assert not live.sides["left"].completed
    assert live.result.verdict == "No spot was held as planned."
