"""The reason why the clock stops is also spoken: the person may not see the screen."""

from math import pi, sin

import pytest

from formcheck.core.body import Landmark
from formcheck.core.kinematics import NOBODY, Cause, Unknown
from formcheck.core.language import ENGLISH
from formcheck.core.session.screen import _explain_unseen
from formcheck.core.session.session_values import Command, Halt, Stage
from tests.bodies import Body
from tests.core.session.live import list_spoken, play
from tests.engine.sessions import SHORT, Key, body_at, short_spec, up_and_down

LONG = short_spec(SHORT.replace("hold_s = 4 ", "hold_s = 40 "))
UP = up_and_down(3.0, 60.0, "left")
GONE, STILL = "No picture from the camera.", "The clock waits until you are still."


@pytest.mark.parametrize("pause_s", [2.0, 12.0])
def test_a_pause_is_told_in_the_set_up_and_in_a_hold(pause_s: float) -> None:
    commands = {pause_s: Command.PAUSE, pause_s + 6.0: Command.PAUSE}
    keys = [Key(0.0)] if pause_s < 3.0 else UP
    live = play(keys, 30.0, specs=[LONG], sides="left", commands=commands)
    told = [text for text in live.list_said(pause_s) if text in {"Paused.", "Carry on."}]
    assert told == ["Paused.", "Carry on."]


@pytest.mark.parametrize("gone_s", [6.5, 12.0])
def test_a_lost_camera_is_told_once_and_that_it_is_back(gone_s: float) -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if gone_s < t_s < gone_s + 15.0 else Halt.NONE

    keys = [Key(0.0)] if gone_s < 10.0 else UP
    live = play(keys, 35.0, specs=[LONG], sides="left", halted=halted)
    assert live.at(gone_s).stage is (Stage.COUNTDOWN if gone_s < 10.0 else Stage.WORK)
    told = [(t_s, text) for t_s, text in list_spoken(live.screens) if text in {GONE, "Carry on."}]
    assert [text for _, text in told] == [GONE, "Carry on."]
    assert told[0][0] == pytest.approx(gone_s + 1.0, abs=0.3)


def test_a_camera_that_misses_a_moment_is_not_told_as_lost() -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if 12.0 < t_s < 12.8 else Halt.NONE

    live = play(UP, 20.0, specs=[LONG], sides="left", halted=halted)
    assert Halt.CAMERA in {screen.halt for screen in live.screens}
    assert not {GONE, "Carry on."} & set(live.list_said())


def test_a_pause_that_is_over_before_it_could_be_told_is_not_told() -> None:
    commands = {2.0: Command.PAUSE, 2.3: Command.PAUSE}
    live = play([Key(0.0)], 20.0, specs=[LONG], sides="left", commands=commands)
    speaking = live.list_said(0.0)[0]
    assert "Paused." not in live.list_said(), speaking


def test_why_the_clock_waits_is_told_where_it_is_the_headline() -> None:
    def sway(t_s: float) -> Body:
        still = body_at(UP, t_s)
        if not 12.0 < t_s < 32.0:
            return still
        return body_at([Key(0.0, left_deg=90.0 + 15.0 * sin(2.0 * pi * t_s))], 0.0)

    live = play(sway, 40.0, specs=[LONG], sides="left")
    shown_s = next(screen.t_s for screen in live.screens if screen.headline == STILL)
    told_s = [t_s for t_s, text in list_spoken(live.screens) if text == STILL]
    assert shown_s <= told_s[0] <= shown_s + 1.5
    assert len(told_s) <= 3


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (Unknown(Cause.HIDDEN, Landmark.LEFT_ELBOW), "I can't see enough: left elbow hidden."),
        (NOBODY, "I can't see enough: nobody in the picture."),
        (Unknown(Cause.NO_START), "Not judged: no start position yet."),
    ],
    ids=["hidden", "nobody", "no start"],
)
def test_what_lacks_a_start_is_not_called_unseen(what: Unknown, told: str) -> None:
    assert _explain_unseen(what, ENGLISH) == told
