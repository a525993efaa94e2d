"""The amount done of the planned one: the same in every report."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import SideSummary
from formcheck.core.language import ENGLISH
from formcheck.core.session.account import write_video_account
from formcheck.core.session.session_values import Command, End
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import Analysis, analyse
from formcheck.library.words import describe_done
from formcheck.output.report.console import capture_text
from formcheck.output.report.session_contract import dump_session
from formcheck.output.report.session_report import show_list, show_one, show_session
from formcheck.output.report.side_contract import SidePart, build_side_part
from formcheck.output.report.terminal import show_analysis
from formcheck.store.history import History
from formcheck.ui.window.cards import _figures
from tests.core.session.live import PlayedSession, play
from tests.core.session.test_doses import PAIN, RELEASE, make_dosed_spec
from tests.core.session.test_repeating_session import make_dosed_raises, play_left_side
from tests.engine.sessions import SIZE, Key, session, short_spec, up_and_down
from tests.engine.test_repetitions import make_raises

BREATHS = make_dosed_spec("breaths = 4\nin_s = 2\nout_s = 2")
"""Four breaths: 16 s."""


def analyse_film(keys: list[Key], spec: Spec, duration_s: float) -> Analysis:
    return analyse(spec, (Side.LEFT,), session(keys, duration_s), SIZE, "film.mp4")


def print_film(analysis: Analysis) -> str:
    return capture_text(lambda console: show_analysis(console, analysis))


def get_verdict(analysis: Analysis) -> str:
    return write_video_account(ENGLISH, analysis.sides).verdict


def describe_amount(side: SideSummary | SidePart) -> str:
    done = (side if isinstance(side, SidePart) else build_side_part(side)).done
    assert done is not None
    return describe_done(**dict(done))


def print_history(live: PlayedSession, tmp_path: Path) -> str:
    """Returns the printed list of sessions and the printed session."""
    now = datetime.now(UTC)
    with History(tmp_path / "history.db") as history:
        number = history.begin(now, live.programme.titles)
        history.save(number, now, dump_session(live.result))
        rows, one = history.list_sessions(), history.read_session(number)
    listed = capture_text(lambda console: show_list(console, rows, 9))
    return listed + capture_text(lambda console: show_one(console, *one))


def test_breaths_of_two_holds_do_not_make_a_set_in_a_film() -> None:
    keys = [*up_and_down(3.0, 16.5, "left"), *up_and_down(20.0, 33.5, "left")]
    analysis = analyse_film(keys, BREATHS, 37.0)
    (side,) = analysis.sides
    assert (side.completed, side.breaths) == (False, 3)
    assert get_verdict(analysis) == "Left side: 3 of 4 breaths done."
    assert describe_amount(side) == "3 of 4 breaths"
    assert ", 3 breaths; the dose is 4 breaths." in print_film(analysis)


def test_a_set_of_which_nobody_could_notice_what_it_lacks_is_done_by_its_breaths() -> None:
    (side,) = analyse_film(up_and_down(3.0, 22.0, "left"), BREATHS, 25.0).sides
    dose = side.plan.dose
    for held_s, done in ((15.95, 1), (15.85, 0)):
        assert dose.count_rounds([held_s], 0) == done
        assert dose.count_breaths([held_s]) == 3 + done


def test_breaths_held_on_in_one_set_do_not_help_the_next(tmp_path: Path) -> None:
    spec = make_dosed_spec("breaths = 2\nin_s = 2\nout_s = 2\nsets = 2\nrest_s = 3")
    keys = up_and_down(12.0, 30.0, "left")
    live = play(keys, 45.0, specs=[spec], sides="left", commands={40.0: Command.QUIT})
    (side,) = live.result.stretches[0].sides
    assert live.result.verdict == "Left side: 2 of 4 breaths done."
    figures, share = _figures(side, ENGLISH)
    assert (figures, share) == ("2 of 4 breaths", 0.5)
    listed, one = print_history(live, tmp_path).split("Session 1")
    assert "Arm out, 2 of 4 breaths, ended early" in listed
    assert "Arm out\n  Left side: 2 of 4 breaths\n" in one


def test_a_spot_that_was_left_counts_nowhere(tmp_path: Path) -> None:
    spec = make_dosed_spec(f"{RELEASE.replace('spots = 1', 'spots = 2')}\nrest_s = 3", PAIN)
    keys = [*up_and_down(12.0, 35.0, "left"), *up_and_down(45.0, 65.0, "left")]
    rated = ((14.0, "6"), (21.5, "6"), (28.0, "6"), (47.0, "6"), (55.0, "1"))
    answers = {at_s: (f"{spec.id}.1", rating) for at_s, rating in rated}
    live = play(keys, 85.0, specs=[spec], sides="left", answers=answers)
    (side,) = live.result.stretches[0].sides
    assert live.result.verdict == "1 of 2 spots held as planned."
    assert describe_amount(side) == "1 of 2 spots"
    assert _figures(side, ENGLISH) == ("1 of 2 spots", 0.5)
    listed, one = print_history(live, tmp_path).split("Session 1")
    assert "Arm out, 1 of 2 spots, " in listed
    assert "Left side: 1 of 2 spots" in one


def test_what_was_never_begun_is_counted_in_the_list_by_its_own_unit(tmp_path: Path) -> None:
    hold = make_dosed_spec("hold_s = 5")
    specs = [hold, BREATHS.model_copy(update={"id": "breathing", "title": "Breathing"})]
    live = play(up_and_down(12.0, 30.0, "left"), 20.0, specs=specs, sides="left")
    listed, _ = print_history(live, tmp_path).split("Session 1")
    assert "Arm out, Breathing, 5 of 5 s, 0 of 4 breaths, " in listed


def test_repetitions_beyond_the_dose_are_told_everywhere() -> None:
    analysis = analyse_film(make_raises(3.0, "left", 3), make_dosed_raises("reps = 2"), 16.0)
    assert "3 of 2 repetitions counted" in print_film(analysis)
    account = write_video_account(ENGLISH, analysis.sides)
    assert account.verdict == "Left side done as planned."
    assert "Left side: 3 repetitions (2 planned)." in account.good
    assert describe_amount(analysis.sides[0]) == "3 of 2 repetitions"


def test_what_a_set_in_turn_has_beyond_its_repetitions_does_not_help_the_next() -> None:
    keys, t_s = [], 14.0
    for turn in "LLLRR-LRR":
        if turn != "-":
            keys += make_raises(t_s, "left" if turn == "L" else "right", 1)
        t_s += 12.0 if turn == "-" else 4.0
    spec = make_dosed_raises("reps = 2\nalternate = true\nsets = 2\nrest_s = 4")
    result = play(keys, keys[-1].t_s + 8.0, specs=[spec]).result
    (stretch,) = result.stretches
    assert {one.side: (one.reps, one.completed) for one in stretch.sides} == {
        Side.LEFT: (3, False), Side.RIGHT: (4, True),
    }  # fmt: skip
    assert (stretch.counted_reps, stretch.planned_reps) == (7, 8)
    assert "the left one 3 of 4 repetitions" in result.verdict


def test_a_hold_that_was_split_is_told_by_its_longest_part_in_the_terminal_too() -> None:
    spec = make_dosed_spec("hold_s = 30")
    keys = [*up_and_down(3.0, 24.0, "left"), *up_and_down(28.0, 49.5, "left")]
    analysis = analyse_film(keys, spec, 53.0)
    (side,) = analysis.sides
    longest_s = int(max(hold.held_s for hold in side.holds))
    assert longest_s < 30
    assert get_verdict(analysis) == f"Left side held {longest_s} of 30 seconds."
    assert describe_amount(side) == f"{longest_s} of 30 s"
    assert f"Left side: {longest_s} s in good form" in print_film(analysis)


def test_the_bars_of_a_session_are_its_planned_holds() -> None:
    keys = [*up_and_down(3.0, 16.0, "left"), *up_and_down(36.0, 52.0, "left")]
    keys += up_and_down(60.0, 85.0, "left")
    pauses = {14.0: Command.PAUSE, 30.0: Command.PAUSE}
    live = play(keys, 92.0, sides="left", hold_s=20.0, sets=2, commands=pauses)
    told = capture_text(lambda console: show_session(console, live.result))
    assert "Hold 2" in told
    assert "Hold 3" not in told


def test_that_the_longest_hold_was_too_short_is_said_beside_its_seconds() -> None:
    analysis = analyse_film(up_and_down(3.0, 10.0, "left"), make_dosed_spec("hold_s = 60"), 14.0)
    (side,) = analysis.sides
    seconds = int(side.held_s)
    assert get_verdict(analysis) == f"Left side held {seconds} of 60 seconds, too short to count."
    assert describe_amount(side) == f"{seconds} of 60 s, too short to count"
    figures, _ = _figures(side, ENGLISH)
    assert figures == f"{seconds} s of 60 s, too short to count"


def test_what_the_closest_moment_lacks_is_not_called_unjudged() -> None:
    analysis = analyse_film(up_and_down(3.0, 12.0, "left", bend_deg=70.0), short_spec(), 15.0)
    (side,) = analysis.sides
    assert side.closest is not None
    (lacking,) = {one.measure for one in side.closest.told}
    for state in ("not sure", "not judged"):
        outcomes = tuple(replace(one, state=state) for one in side.outcomes)
        open_side = replace(side, outcomes=outcomes)
        assert lacking not in {one.measure for one in open_side.open_outcomes}
        account = write_video_account(ENGLISH, [open_side])
        titles = {
            rule.title
            for rule in side.plan.faults
            if {need.measure for need in rule.needs} == {lacking}
        }
        assert titles
        assert not any(title in line for title in titles for line in account.unjudged)


def test_every_stretch_that_was_left_out_is_named() -> None:
    names = ("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh")
    specs = [
        short_spec().model_copy(update={"id": name, "title": name.capitalize()}) for name in names
    ]
    keys = [*up_and_down(12.0, 17.0, "left"), *up_and_down(22.0, 28.0, "right")]
    live = play(keys, 45.0, specs=specs, commands={34.0: Command.QUIT})
    assert live.result.watch == ("Bb, Cc, Dd, Ee, Ff, Gg, Hh: not done.",)


@pytest.mark.parametrize(("quit_s", "end"), [(20.0, End.COMPLETED), (14.0, End.STOPPED)])
def test_a_session_is_over_once_its_last_step_is_done(quit_s: float, end: End) -> None:
    keys = up_and_down(12.0, 30.0, "left")
    spec = make_dosed_spec("hold_s = 5")
    live = play(keys, 45.0, specs=[spec], sides="left", commands={quit_s: Command.QUIT})
    assert live.result.end is end


def test_the_history_counts_faults_as_the_verdict_does(tmp_path: Path) -> None:
    keys = [*make_raises(14.0, "left", 5, 55.0), *make_raises(40.0, "left", 4)]
    live = play_left_side(keys, 75.0)
    (side,) = live.result.stretches[0].sides
    assert len(side.faults) > 1
    assert live.result.verdict == "Left side done as planned, one thing to correct."
    now = datetime.now(UTC)
    with History(tmp_path / "history.db") as history:
        history.save(history.begin(now, ["Arm"]), now, dump_session(live.result))
        assert history.list_sessions()[0].faults == 1
