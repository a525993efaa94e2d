"""What a session says when a stretch begins, a side or step changes, or a step is skipped."""

import pytest

from formcheck.core.session.session_values import Command, Stage
from formcheck.core.stretch import Spec, parse_spec
from formcheck.library.catalogue import find_bundled_dir, read_spec
from tests.core.session.live import PlayedSession, list_spoken, play
from tests.engine.sessions import SHORT, Key, short_spec, up_and_down

PLACED = SHORT.replace(
    "Stand facing the camera, arms hanging.", "Stand with your {side} side to the wall."
)
LEFT, RIGHT = (f"Stand with your {side} side to the wall." for side in ("left", "right"))
ARM_TWO = parse_spec(SHORT.replace("arm-out", "arm-two").replace("Arm out", "Arm two"), "arm-two")
TWICE = short_spec(SHORT.replace("holds = 1", "sets = 2\nholds = 1\nrest_s = 20"))
BUNDLED = tuple(read_spec(path) for path in sorted(find_bundled_dir().glob("*.toml")))
SIDED = tuple(spec for spec in BUNDLED if "side}" in spec.setup[0])


def list_names(specs: tuple[Spec, ...]) -> list[str]:
    return [spec.id for spec in specs]


def stand_idle(spec: Spec) -> list[Key]:
    """Returns a person standing with the arms raised, but not in the position of that stretch."""
    deg = 150.0 if spec.id == "wall-corner-rhomboid-hip" else 40.0
    return [Key(0.0, left_deg=deg, right_deg=deg)]


def find_begun_s(live: PlayedSession) -> float:
    return next(screen.t_s for screen in live.screens if screen.stage is Stage.WORK)


@pytest.mark.parametrize("spec", SIDED, ids=list_names(SIDED))
def test_where_to_be_for_the_second_side_is_told_before_how_it_is_done(spec: Spec) -> None:
    """The first side is skipped."""
    live = play(stand_idle(spec), 60.0, specs=[spec], fps=3.0, commands={40.0: Command.NEXT})
    place, *how = live.programme.steps[1].plan.spec.setup
    told = live.list_said(40.0)
    assert told.index("Now your right side.") < told.index(place) < told.index(how[0])


def test_where_to_be_is_not_told_again_where_it_is_the_same_for_both_sides() -> None:
    live = play([Key(0.0)], 30.0, commands={20.0: Command.NEXT})
    assert live.list_said(20.0)[:2] == [
        "Now your right side.",
        "Raise your right arm straight out to the side.",
    ]


def test_a_side_that_is_chosen_in_the_set_up_is_told_where_to_be() -> None:
    live = play([Key(0.0)], 20.0, specs=[short_spec(PLACED)], commands={2.0: Command.SIDE})
    told = [text for text in live.list_said(2.0) if not text.isdigit()]
    assert told == [
        "Now your right side.",
        RIGHT,
        "Raise your right arm straight out to the side.",
    ]


def test_who_changes_sides_and_back_again_is_told_where_to_be_each_time() -> None:
    swaps = {15.0: Command.SIDE, 25.0: Command.SIDE}
    live = play([Key(0.0)], 35.0, specs=[short_spec(PLACED)], commands=swaps)
    assert LEFT in live.list_said(0.0, 10.0)
    assert live.list_said(15.0, 25.0)[:2] == ["Now your right side.", RIGHT]
    assert live.list_said(25.0)[:2] == ["Now your left side.", LEFT]


@pytest.mark.parametrize("spec", BUNDLED, ids=list_names(BUNDLED))
def test_where_to_be_is_said_before_the_stretch_begins(spec: Spec) -> None:
    """The person is in the frame, but not in the start position."""
    live = play(stand_idle(spec), 40.0, specs=[spec], fps=3.0)
    assert live.programme.steps[0].plan.spec.setup[0] in live.list_said(0.0, find_begun_s(live))


@pytest.mark.parametrize("spec", BUNDLED, ids=list_names(BUNDLED))
def test_where_the_camera_stands_is_told_first_and_for_each_side_that_it_depends_on(
    spec: Spec,
) -> None:
    place, *how = spec.setup
    assert "camera" not in " ".join(how)
    assert spec.view.near_side == "any" or "side}" in place


def test_who_skips_the_set_up_at_once_is_told_where_to_be_all_the_same() -> None:
    live = play([Key(0.0)], 25.0, specs=[short_spec(PLACED)], commands={0.5: Command.NEXT})
    assert LEFT in live.list_said(0.5)


def test_of_a_step_that_is_skipped_nothing_more_is_told() -> None:
    """Both sides are skipped while the instructions for the first are still being spoken."""
    begun_s = find_begun_s(play([Key(0.0)], 20.0))
    twice = {begun_s + 0.5: Command.NEXT, begun_s + 1.0: Command.NEXT}
    live = play([Key(0.0)], 30.0, specs=[short_spec(), ARM_TWO], commands=twice)
    assert live.list_said(begun_s + 0.5)[0] == "Next: Arm two."


def test_the_headline_names_the_side_that_is_next_when_one_is_skipped() -> None:
    begun_s = find_begun_s(play([Key(0.0)], 20.0))
    live = play([Key(0.0)], 30.0, commands={begun_s + 0.5: Command.NEXT})
    then = [screen for screen in live.screens if screen.t_s >= begun_s + 0.5]
    assert "left" not in " ".join(screen.headline for screen in then)


def test_that_no_other_side_is_left_is_shown_too() -> None:
    live = play([Key(0.0)], 30.0, sides="left", commands={12.0: Command.SIDE})
    told = "Only your left side remains."
    assert told in live.list_said(12.0)
    assert live.at(12.1).reply == told
    assert live.at(29.0).reply == ""


def test_who_skips_the_rest_is_told_what_is_next_and_not_of_the_rest() -> None:
    live = play(up_and_down(15.0, 22.0, "left"), 40.0, specs=[TWICE], sides="left")
    rest_s = next(screen.t_s for screen in live.screens if screen.stage is Stage.REST)
    live = play(
        up_and_down(15.0, 22.0, "left"),
        40.0,
        specs=[TWICE],
        sides="left",
        commands={rest_s + 0.2: Command.NEXT},
    )
    assert live.list_said(rest_s + 0.2)[:2] == [
        "Once more.",
        "Arm level and straight.",
    ]


def test_who_has_not_let_go_of_the_side_that_is_done_is_told_after_what_comes() -> None:
    """Not at once: the person may be about to let go."""
    spec = short_spec(PLACED)
    live = play(up_and_down(12.0, 60.0, "left"), 50.0, specs=[spec])
    done = "That side is done. Now your right side."
    told = live.list_said(16.0)
    assert told.index("Now your right side.") < told.index(RIGHT) < told.index(done)
    said_s = {text: t_s for t_s, text in list_spoken(live.screens)}
    assert said_s[done] - said_s["Raise your right arm straight out to the side."] > 5.0


def test_a_side_that_was_skipped_is_not_told_as_done() -> None:
    long = short_spec(SHORT.replace("hold_s = 4 ", "hold_s = 40 "))
    live = play(up_and_down(12.0, 60.0, "left"), 50.0, specs=[long], commands={18.0: Command.NEXT})
    assert live.list_said().count("Now your right side.") > 1
    assert not any("That side is done" in screen.headline for screen in live.screens)
