"""Repetitions in a session: counted aloud, with reasons, in sets and on alternating sides."""

import itertools

from formcheck.core.body import Side
from formcheck.core.recognition import NONE
from formcheck.core.session.screen_values import Tone
from formcheck.core.session.session_values import Command, End, Halt, Stage
from formcheck.core.stretch import Spec
from tests.bodies import Body
from tests.core.session.live import PlayedSession, list_spoken, play
from tests.core.stretch.tiny import LEVEL
from tests.engine.sessions import Key, body_at, short_spec
from tests.engine.test_repetitions import ARM_RAISES, DOSE, make_raises

BEGIN_S = 14.0
"""By then the set-up is over and the stretch has begun."""


def make_dosed_raises(dose: str) -> Spec:
    return short_spec(ARM_RAISES.replace(DOSE, dose))


def play_left_side(keys: list[Key], duration_s: float, spec: Spec | None = None) -> PlayedSession:
    return play(keys, duration_s, specs=[spec or short_spec(ARM_RAISES)], sides="left")


def list_counted(live: PlayedSession) -> list[str]:
    return [text for text in live.list_said() if text.isdigit() and int(text)][3:]


def test_each_repetition_is_said_by_its_number_and_ends_the_set() -> None:
    live = play_left_side(make_raises(BEGIN_S, "left", 4), 40.0)
    assert list_counted(live) == ["1", "2", "3", "4"]
    assert live.screens[-1].ring.number == 4
    assert live.result.end is End.COMPLETED
    assert live.result.stretches[0].counted_reps == live.result.stretches[0].planned_reps == 4
    assert live.result.verdict == "Left side done as planned."
    assert Tone.DONE in live.list_tones()


def test_the_ring_fills_with_the_way_of_the_repetition() -> None:
    live = play_left_side(make_raises(BEGIN_S, "left", 2), 24.0)
    rings = [screen.ring for screen in live.screens if screen.stage is Stage.WORK]
    assert {ring.of for ring in rings} == {"of 4"}
    assert max(ring.share for ring in rings) == 1.0
    assert rings[-1].share < 0.2
    assert rings[-1].number == 2


def test_one_that_turns_back_too_early_is_not_counted_and_says_why() -> None:
    live = play_left_side(make_raises(BEGIN_S, "left", 2, 55.0), 26.0)
    assert list_counted(live) == []
    why = "That one turned back too early: it did not count."
    shown = [screen for screen in live.screens if screen.detail == why]
    assert shown
    assert "Raise it higher." in live.list_said()
    assert "Left side: 2 tries did not count." in live.result.watch
    assert live.result.verdict == "No repetition counted yet, one thing to correct."


def test_the_cue_of_a_repetition_is_said_at_once() -> None:
    live = play_left_side(make_raises(BEGIN_S, "left", 2, 55.0), 26.0)
    rep = live.sides["left"].repetitions[-1]
    assert "Raise it higher." in live.list_said(rep.end_s - rep.down.s / 2, rep.end_s)


def test_a_person_at_rest_in_the_starting_position_is_told_what_to_do_first() -> None:
    """Repetitions begin in the start position, so resting there is no reason to be hurried."""
    live = play_left_side(make_raises(BEGIN_S, "left", 4), 40.0)
    assert live.stages[:3] == ["setup", "countdown", "work"]


def test_who_begins_during_the_set_up_is_counted() -> None:
    live = play_left_side(make_raises(3.0, "left", 4), 24.0)
    assert live.sides["left"].reps == 4
    assert live.result.end is End.COMPLETED


def test_a_set_that_was_begun_at_once_goes_on_after_something_else() -> None:
    keys = [Key(0.0), Key(1.2, left_deg=90), Key(2.4), Key(3.6, left_deg=90), Key(4.8)]
    away = [Key(5.8, left_deg=150, bend_deg=120), Key(12.0, left_deg=150, bend_deg=120)]
    live = play_left_side([*keys, *away], 12.0)
    assert live.sides["left"].reps == 2
    assert live.stages == ["setup", "work"]


def test_one_that_ends_just_after_the_person_came_back_is_counted() -> None:
    up = [Key(BEGIN_S), Key(BEGIN_S + 1.5, left_deg=90), Key(BEGIN_S + 8.0, left_deg=90)]
    keys = [*up, Key(BEGIN_S + 9.5)]

    def seen(t_s: float) -> Body | None:
        return None if BEGIN_S + 5.9 < t_s < BEGIN_S + 8.6 else body_at(keys, t_s)

    live = play(seen, 28.0, specs=[short_spec(ARM_RAISES)], sides="left")
    assert live.at(BEGIN_S + 9.0).halt is Halt.NOBODY
    assert live.sides["left"].reps == live.screens[-1].ring.number == 1


def test_one_in_which_the_person_paused_counts_and_its_pause_does_not() -> None:
    up = [Key(BEGIN_S), Key(BEGIN_S + 0.8, left_deg=45), Key(BEGIN_S + 20.0, left_deg=45)]
    keys = [*up, Key(BEGIN_S + 21.0, left_deg=90), Key(BEGIN_S + 22.5)]
    paused = {BEGIN_S + 1.0: Command.PAUSE, BEGIN_S + 20.0: Command.PAUSE}
    live = play(keys, 40.0, specs=[short_spec(ARM_RAISES)], sides="left", commands=paused)
    (rep,) = live.sides["left"].repetitions
    assert rep.counted
    assert rep.up.s < 4.0


def test_sets_are_steps_with_a_rest_between_them() -> None:
    spec = make_dosed_raises("reps = 2\nsets = 2\nrest_s = 6")
    live = play_left_side(
        [*make_raises(BEGIN_S, "left", 2), *make_raises(34.0, "left", 2)], 60.0, spec
    )
    assert "rest" in live.stages
    assert live.result.end is End.COMPLETED
    assert live.result.stretches[0].planned_reps == 4
    assert list_counted(live)[:2] == ["1", "2"]


def test_the_other_side_counts_when_it_is_the_one_that_works() -> None:
    live = play(make_raises(BEGIN_S, "right", 4), 36.0, specs=[short_spec(ARM_RAISES)])
    assert live.sides["right"].reps == 4
    assert "Your right side, then." in live.list_said()
    assert "Now your left side." in live.list_said()


def test_sides_that_take_turns_are_counted_together_and_told_apart() -> None:
    spec = make_dosed_raises("reps = 2\nalternate = true")
    turns = [("left", 1), ("right", 1), ("left", 1), ("right", 1)]
    keys = [
        key for i, (side, n) in enumerate(turns) for key in make_raises(BEGIN_S + 4 * i, side, n)
    ]
    live = play(keys, 50.0, specs=[spec])
    assert list_counted(live) == ["1", "2", "3", "4"]
    assert "Both sides in turn." in live.list_said()
    told = [screen.ring.turns for screen in live.screens if screen.stage is Stage.WORK]
    assert [turns for turns, _ in itertools.groupby(told)] == [
        ("Left 0 of 2", "Right 0 of 2"),
        ("Left 1 of 2", "Right 0 of 2"),
        ("Left 1 of 2", "Right 1 of 2"),
        ("Left 2 of 2", "Right 1 of 2"),
    ]
    assert live.result.end is End.COMPLETED
    assert live.result.verdict == "Both sides done as planned."


def test_one_side_of_a_stretch_done_in_turn_is_told_as_the_only_one() -> None:
    live = play(
        [Key(0.0)], 14.0, specs=[make_dosed_raises("reps = 2\nalternate = true")], sides="left",
        commands={10.0: Command.SIDE},
    )  # fmt: skip
    assert "Only your left side remains." in live.list_said(10.0)
    assert "Both sides in turn." not in live.list_said()


def test_neither_side_can_be_asked_for_where_the_sides_take_turns() -> None:
    spec = make_dosed_raises("reps = 2\nalternate = true")
    live = play([Key(0.0)], 14.0, specs=[spec], commands={10.0: Command.SIDE})
    assert live.at(10.1).reply == "Both sides in turn."
    assert "Both sides in turn." in live.list_said(10.0)
    assert live.at(13.0).step == live.at(9.0).step


def test_in_a_rest_between_sets_of_sides_in_turn_screen_and_voice_say_the_same() -> None:
    spec = make_dosed_raises("reps = 1\nalternate = true\nsets = 2\nrest_s = 8")
    turns = enumerate(("left", "right"))
    keys = [key for i, side in turns for key in make_raises(BEGIN_S + 4 * i, side, 1)]
    live = play(keys, 40.0, specs=[spec])
    shown = {screen.detail for screen in live.screens if screen.stage is Stage.REST}
    assert shown == {"Then once more."}
    assert "Then once more." in live.list_said()
    assert not [text for text in live.list_said() if text.startswith("Then your")]


def test_too_many_of_one_side_do_not_stand_for_the_other() -> None:
    spec = make_dosed_raises("reps = 1\nalternate = true")
    live = play(make_raises(BEGIN_S, "left", 2), 26.0, specs=[spec])
    assert live.screens[-1].ring.number == 1
    assert live.result.end is End.OPEN
    assert "Now your right side." in live.list_said(BEGIN_S)


def test_who_goes_on_with_the_side_that_has_all_its_repetitions_is_told_three_times() -> None:
    spec = make_dosed_raises("reps = 1\nalternate = true")
    keys = [*make_raises(BEGIN_S, "left", 12), *make_raises(BEGIN_S + 50.0, "right", 1)]
    live = play(keys, BEGIN_S + 60.0, specs=[spec])
    assert live.list_said(BEGIN_S).count("Now your right side.") == 3
    assert live.at(BEGIN_S + 49.0).headline == "Now your right side."
    assert live.result.end is End.COMPLETED


def test_a_side_with_all_its_repetitions_is_done_though_the_other_in_turn_is_not() -> None:
    """The check of the same frames agrees."""
    spec = make_dosed_raises("reps = 3\nalternate = true")
    keys = [*make_raises(BEGIN_S, "left", 3), *make_raises(BEGIN_S + 13.0, "right", 1)]
    live = play(keys, 36.0, specs=[spec], commands={34.0: Command.QUIT})
    assert {name: (side.reps, side.completed) for name, side in live.sides.items()} == {
        "left": (3, True),
        "right": (1, False),
    }
    assert [one.done for one in live.sides["left"].rounds] == [True]
    assert not live.result.stretches[0].completed
    assert live.result.verdict == "Left side done as planned, the right one 1 of 3 repetitions."


def test_the_screen_shows_the_side_that_works_where_they_take_turns() -> None:
    spec = make_dosed_raises("reps = 2\nalternate = true")
    live = play(make_raises(BEGIN_S, "right", 1), 20.0, specs=[spec])
    out = [screen for screen in live.screens if screen.ring.share > 0.5]
    assert out
    assert {screen.step.side for screen in out} == {Side.RIGHT}


def test_the_end_of_the_time_at_the_far_end_is_told_late_where_the_voice_is_busy() -> None:
    spec = make_dosed_raises("reps = 2\nrep_hold_s = 2")
    busy = {BEGIN_S + 3.0: Command.SIDE}
    told = "Only your left side remains."
    for down_s, expected in ((8.0, [told, "And back."]), (4.0, [told])):
        up = [Key(BEGIN_S), Key(BEGIN_S + 1.5, left_deg=90)]
        keys = [*up, Key(BEGIN_S + down_s, left_deg=90), Key(BEGIN_S + down_s + 1.5)]
        live = play(keys, BEGIN_S + 8.0, specs=[spec], sides="left", commands=busy)
        assert live.list_said(BEGIN_S) == expected


def make_bent_raises(start_s: float, *bends_deg: float) -> list[Key]:
    """Returns the left arm up and down every eight seconds, with these elbow bends at the peak."""
    keys: list[Key] = []
    for i, bend_deg in enumerate(bends_deg):
        t_s, peak = start_s + 8.0 * i, {"left_deg": 90.0, "bend_deg": bend_deg}
        keys += [Key(t_s), Key(t_s + 1.2, **peak), Key(t_s + 2.2, **peak), Key(t_s + 3.4)]
    return keys


def test_the_cue_for_a_fault_of_the_far_end_is_said_three_times_until_one_was_without_it() -> None:
    spec = short_spec(ARM_RAISES.replace("reps = 4", "reps = 20"))
    keys = make_bent_raises(BEGIN_S, *[70.0] * 5, 0.0, 70.0)
    said = [
        t_s for t_s, text in list_spoken(play_left_side(keys, 75.0, spec).screens) if "arm." in text
    ]
    cues = [t_s for t_s in said if t_s > BEGIN_S]
    assert [round((t_s - BEGIN_S) // 8.0) for t_s in cues] == [0, 1, 2, 6]


def test_the_cue_for_a_fault_of_whole_repetitions_is_said_three_times_in_all() -> None:
    keys = [make_raises(BEGIN_S + 10.0 * i, "left", 1, 55.0) for i in range(7)]
    live = play_left_side([key for some in keys for key in some], 84.0)
    assert len(live.sides["left"].faults) == 6
    assert live.list_said().count("Raise it higher.") == 3


def test_the_end_of_the_time_at_the_far_end_is_told_once() -> None:
    """A person lying on the back sees no screen."""
    spec = make_dosed_raises("reps = 2\nrep_hold_s = 2")
    up = [Key(BEGIN_S), Key(BEGIN_S + 1.5, left_deg=90), Key(BEGIN_S + 4.5, left_deg=90)]
    live = play_left_side([*up, Key(BEGIN_S + 6.0)], 24.0, spec)
    assert live.list_said().count("And back.") == 1
    left = {s.detail for s in live.screens if s.detail.startswith("Stay there")}
    assert left == {"Stay there: 2 s more.", "Stay there: 1 s more."}
    assert live.sides["left"].reps == 1


def make_bent_starts(start_s: float, count: int) -> list[Key]:
    """Returns the left arm up and down every six seconds, the elbow bent at each start."""
    keys: list[Key] = []
    for i in range(count):
        t_s, start = start_s + 6.0 * i, {"left_deg": 12.0, "bend_deg": 90.0}
        keys += [Key(t_s, **start), Key(t_s + 1.5, left_deg=90.0), Key(t_s + 3.0, **start)]
    return keys


def test_the_cue_for_a_fault_of_the_start_is_said_three_times_though_it_spoils_repetitions() -> (
    None
):
    spec = short_spec(ARM_RAISES.replace('at = "throughout"', 'at = "rep-start"') + LEVEL)
    live = play_left_side(make_bent_starts(BEGIN_S, 8), 66.0, spec)
    assert len(live.sides["left"].faults) > 4
    assert live.list_said().count("Straighten your arm.") == 3


def test_rest_where_repetitions_begin_is_not_told_as_another_stretch() -> None:
    """Not within a set either; doing something else instead of a repetition is reported."""
    begin_s, rest_s = BEGIN_S + 20.0, BEGIN_S + 24.0
    keys = [*make_raises(begin_s, "left", 1), Key(rest_s + 20.0), Key(rest_s + 22.0, left_deg=90.0)]
    live = play(
        keys, rest_s + 30.0, specs=[short_spec(ARM_RAISES)], sides="left",
        other=lambda t_s: "" if begin_s < t_s < rest_s else NONE,
    )  # fmt: skip
    told = "This does not look like the stretch."
    assert told not in {screen.headline for screen in live.screens if screen.t_s < rest_s + 20.0}
    assert told in live.list_said(rest_s + 20.0)
