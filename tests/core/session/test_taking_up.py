"""A stretch whose start is close to its position begins once the start is left."""

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import HoldStatus
from formcheck.core.recognition import NONE
from formcheck.core.session.session import PATIENCE_S
from formcheck.core.session.session_values import Command, Stage
from formcheck.core.stretch import parse_spec
from tests.core.session.live import PlayedSession, play
from tests.engine.sessions import EITHER_ARM, NEAR_START, SHORT, Key, short_spec, up_and_down
from tests.engine.test_repetitions import ARM_RAISES

RAISE = "Raise your left arm."
HOW = "Raise your left arm straight out to the side."
DOWN = [Key(0.0)]


def play_near_start(keys: list[Key], duration_s: float, **how: object) -> PlayedSession:
    return play(keys, duration_s, specs=[short_spec(NEAR_START)], **how)


def test_whoever_rests_at_the_start_is_counted_down_and_told_how_it_is_done() -> None:
    waits = play_near_start(DOWN, 25.0)
    assert waits.stages == ["setup", "countdown", "work"]
    assert "Stand facing the camera, arms hanging." in waits.list_said()
    assert waits.list_said().count(HOW) == 1


def test_nobody_at_the_start_is_corrected_and_resting_there_is_no_try() -> None:
    waits = play_near_start(DOWN, 60.0)
    assert any(screen.progress.attempting for screen in waits.screens)
    assert RAISE not in waits.list_said()
    assert waits.at(59.0).headline == "Get into position."
    assert waits.list_said().count(HOW) == 2, "again, once"
    assert not waits.result.begun


def test_whoever_leaves_the_start_without_reaching_the_position_is_corrected() -> None:
    low = play_near_start([Key(12.0), Key(13.0, 39.0)], 30.0)
    assert RAISE in low.list_said(13.0)
    assert low.sides["left"].attempts


@pytest.mark.parametrize("at_s", [0.3, 3.0])
def test_a_side_chosen_at_the_start_stays_chosen(at_s: float) -> None:
    a_little_left = [Key(0.0, left_deg=20.0)]
    chosen = play_near_start(a_little_left, 25.0, commands={at_s: Command.SIDE})
    assert {screen.step.side for screen in chosen.screens if screen.t_s > at_s} == {Side.RIGHT}


def test_the_other_side_is_believed_however_long_the_person_rested_at_the_start_before() -> None:
    other = play_near_start(up_and_down(25.0, 32.0, "right"), 45.0)
    assert other.sides["right"].completed
    assert "left" not in other.sides


def test_back_at_the_start_the_next_side_comes_and_how_it_is_done_is_told() -> None:
    left = play_near_start(up_and_down(20.0, 27.0, "left"), 45.0)
    asked = next(s for s in left.screens if s.step.side is Side.RIGHT and s.stage is Stage.WORK)
    assert 27.0 < asked.t_s < 29.5
    told = left.list_said(asked.t_s)
    assert told.index("Now your right side.") < told.index(HOW.replace("left", "right"))
    assert not any("That side is done" in text for text in told)


@pytest.mark.parametrize("text", [NEAR_START, ARM_RAISES], ids=["hold", "repetitions"])
def test_at_the_desk_a_stretch_is_skipped_of_which_only_the_start_is_seen(text: str) -> None:
    again = parse_spec(SHORT.replace('"arm-out"', '"arm-out-again"'), "arm-out-again.toml")
    waits = play(DOWN, PATIENCE_S + 15.0, specs=[short_spec(text), again], is_break=True)
    assert any(screen.progress.attempting for screen in waits.screens)
    assert "We'll skip that one." in waits.list_said(PATIENCE_S - 1.0, PATIENCE_S + 8.0)


def test_whoever_rests_where_start_and_position_both_fit_is_told_how_it_is_done() -> None:
    """The person counts as in position until something else is recognised."""
    both_fit = SHORT.replace("shoulder_elevation = [0, 30]", "shoulder_elevation = [0, 80]")
    live = play(
        [Key(0.0, left_deg=75.0)], 70.0, specs=[short_spec(both_fit)], sides="left",
        other=lambda t_s: NONE if t_s > 0.8 else "",
    )  # fmt: skip
    assert live.at(0.8).progress.hold.clock is HoldStatus.RUNNING
    assert live.stages == ["setup", "countdown", "work"]
    assert live.list_said().count(HOW) == 2, "again, once"
    assert "This does not look like the stretch." not in {s.headline for s in live.screens}


def test_whoever_stays_in_position_without_good_form_is_told_once_more_how_it_is_done() -> None:
    live = play_near_start(up_and_down(14.0, 90.0, "left", bend_deg=70.0), 85.0)
    assert live.list_said(14.0).count("Straighten your arm.") == 3
    assert live.list_said(44.0).count(HOW) == 1


ARMS_DOWN = {"left_deg": 15.0, "right_deg": 15.0}
SETS = short_spec(EITHER_ARM.replace("holds = 1", "holds = 2\nrest_s = 3"))


def change_sides(*turns: tuple[float, float, str]) -> list[Key]:
    """Returns one arm up from start to end, then the other directly; never both quite down."""
    keys = [Key(0.0), Key(turns[0][0] - 2.0)]
    for start_s, end_s, side in turns:
        up = {**ARMS_DOWN, f"{side}_deg": 90.0}
        keys += [Key(start_s - 0.75, **ARMS_DOWN), Key(start_s, **up)]
        keys += [Key(end_s, **up), Key(end_s + 0.75, **ARMS_DOWN)]
    return keys


def test_a_second_set_is_not_done_by_what_was_held_in_the_first() -> None:
    """Attempts of the first set are still open, as both sides look alike."""
    keys = change_sides((10.0, 16.5, "left"), (18.25, 25.0, "right"))
    live = play(keys, 40.0, specs=[SETS], fps=8.0)
    assert live.stages[-2:] == ["rest", "work"]
    assert live.list_said().count("Done. Let go slowly.") == 2
    assert not live.result.stretches[0].completed


@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "noticed"])
def test_a_second_set_that_begins_with_the_other_side_is_not_done_by_the_first(
    chosen: bool,
) -> None:
    keys = change_sides(
        (10.0, 16.5, "left"), (18.25, 25.0, "right"), (34.0, 42.0, "right"), (44.0, 52.0, "left")
    )
    commands = {31.0: Command.SIDE} if chosen else {}
    live = play(keys, 55.0, specs=[SETS], fps=8.0, commands=commands)
    second = [s for s in live.screens if s.step.set_number == 2 and s.stage is Stage.WORK]
    assert max(s.held_s for s in second if s.t_s < 35.0) < 2.0
    done_s = [s.t_s for s in live.screens if s.stage is Stage.LET_GO and s.step.set_number == 2]
    assert min(done_s) > 37.0
    assert live.result.stretches[0].completed
