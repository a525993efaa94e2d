"""The text of the terminal panel and its layout."""

import io
import sys
from dataclasses import replace
from functools import partial

import pytest
from rich.cells import cell_len
from rich.console import Console

from formcheck.core.language import ENGLISH
from formcheck.core.posture.breaks import BreakStage
from formcheck.core.posture.posture_texts import CAMERA_MOVED, NO_BASELINE
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason, Unjudgeable
from formcheck.core.posture.rules import QUIET_ROOM, Suppression, Surroundings
from formcheck.core.posture.sit import Watching
from formcheck.core.posture.sit_view import SitView
from formcheck.files.escapes import ESCAPED
from formcheck.output.report.console import CORRECT, QUIET
from formcheck.ui.terminal import terminal_screen
from formcheck.ui.terminal.panel import Panel, PanelContent, make_panel
from formcheck.ui.terminal.terminal_screen import PlainScreen, draw_panel
from formcheck.ui.terminal.terminal_texts import OLD
from formcheck.vision.video.camera import CameraState, CameraStatus

BUSY = CameraStatus(CameraState.BUSY, "The camera is in use.")
UPRIGHT = SitView(
    t_s=100.0, watching=Watching.WATCHED, state=PostureState.UPRIGHT, why=(), cue="", strength={},
    since_s=0.0, unclear=None, open=Segment(0.0, 100.0, PostureState.UPRIGHT), sat_s=1500.0,
    break_stage=BreakStage.NONE, break_in_s=300.0, break_left_s=None, paused_until_s=None,
    holding_back=None, notes=(), seen_from=None,
)  # fmt: skip
SLOUCHED = replace(
    UPRIGHT,
    state=PostureState.SLOUCHED,
    why=(SlouchReason.SLUMP, SlouchReason.FORWARD_HEAD),
    cue="Sit up tall.",
)


def make_content(view: SitView = UPRIGHT, **more: object) -> PanelContent:
    """Returns the panel's content for a view, with other fields replaced."""
    given: dict[str, object] = {
        "view": view, "around": QUIET_ROOM, "camera": CameraStatus(CameraState.RUNNING, ""),
        "since": "14:32", "paused_until": "15:10",
    }  # fmt: skip
    return partial(PanelContent, **{**given, **more})()


def panel(view: SitView = UPRIGHT, **more: object) -> Panel:
    return make_panel(make_content(view, **more), ENGLISH)


def render_panel(given: Panel, width: int = 80) -> list[str]:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as taken:
        console.print(draw_panel(given, width))
    return [line.rstrip() for line in taken.get().splitlines()]


def test_all_is_well_takes_three_lines() -> None:
    lines = render_panel(panel(share=0.824))
    assert lines[0] == f"● Upright{'since 14:32':>71}"
    assert lines[1] == "  Sitting for 25 min · break in 5 min · upright today 82 %"
    assert lines[2] == "  c  calibrate   p  pause 30 min   b  break   q  quit"
    assert len(lines) == 3


def test_a_slouch_has_its_reasons_worst_first_and_what_would_help() -> None:
    given = panel(SLOUCHED)
    assert given.style == CORRECT
    assert render_panel(given)[0].startswith("▲ Slouched  slumped, head forward")
    assert render_panel(given)[1] == "  Sit up tall."


def test_states_are_told_apart_without_colour() -> None:
    views = [UPRIGHT, SLOUCHED, replace(UPRIGHT, state=PostureState.AWAY)]
    assert len({render_panel(panel(view))[0][0] for view in views}) == 3


def test_unsure_says_what_would_mend_it() -> None:
    view = replace(UPRIGHT, state=PostureState.UNSURE, unclear=Unjudgeable.SHOULDERS)
    assert panel(view).why.startswith("I can't see your shoulders")


@pytest.mark.parametrize(
    ("view", "more", "state", "why"),
    [
        (
            replace(UPRIGHT, watching=Watching.PAUSED, paused_until_s=900.0, open=None),
            {"around": Surroundings(locked=True)},
            "Paused until 15:10", "The camera is off.",
        ),
        (
            replace(UPRIGHT, watching=Watching.OUT, state=PostureState.AWAY),
            {"around": Surroundings(locked=True)},
            "The screen is locked", "The camera is off until it is unlocked.",
        ),
        (
            replace(UPRIGHT, state=PostureState.UNSURE, unclear=Unjudgeable.PICTURE),
            {"around": Surroundings(call=True), "released": True},
            "You are in a call", "The camera is left free for it, so nobody is watched.",
        ),
        (
            replace(UPRIGHT, state=PostureState.UNSURE, unclear=Unjudgeable.PICTURE),
            {"around": Surroundings(call=True), "camera": BUSY},
            "No picture",
            "Another program is using the camera: formcheck watches again when it is free.",
        ),
        (
            replace(UPRIGHT, state=PostureState.UNSURE, unclear=Unjudgeable.PICTURE),
            {"camera": CameraStatus(CameraState.LOST, "It sends no pictures: plug it in again.")},
            "No picture", "It sends no pictures: plug it in again.",
        ),
        (replace(UPRIGHT, open=None), {}, "Getting ready.", ""),
    ],
    ids=["paused", "locked", "call", "busy", "unplugged", "begins"],
)  # fmt: skip
def test_what_is_not_watched_says_why(
    view: SitView, more: dict[str, object], state: str, why: str
) -> None:
    given = panel(view, **more)
    assert (given.state, given.why, given.style) == (state, why, QUIET)
    assert not given.cue


@pytest.mark.parametrize(
    "held", [Suppression.CALL, Suppression.FULL_SCREEN, Suppression.DO_NOT_DISTURB]
)
def test_what_holds_nudges_back_from_outside_is_always_told(held: Suppression) -> None:
    assert len(panel(replace(UPRIGHT, holding_back=held)).notes) == 1


@pytest.mark.parametrize("held", [Suppression.STARTING, Suppression.GAP, Suppression.BASELINE])
def test_the_rhythm_of_nudges_is_told_while_there_would_be_one(held: Suppression) -> None:
    assert not panel(replace(UPRIGHT, holding_back=held)).notes
    assert len(panel(replace(SLOUCHED, holding_back=held)).notes) == 1
    assert not panel(replace(SLOUCHED, holding_back=held), told=True).notes


def test_notes_of_the_watch_and_of_the_shell_are_told() -> None:
    given = panel(replace(UPRIGHT, notes=(CAMERA_MOVED,)), notes=("Disk full.",))
    assert given.notes == ("The camera or the chair was moved: calibrate again.", "Disk full.")


def test_what_is_asked_of_the_baseline_hides_no_other_note() -> None:
    noted = replace(UPRIGHT, notes=(CAMERA_MOVED, NO_BASELINE))
    given = panel(noted, ask=OLD)
    assert given.ask == OLD
    assert given.notes == ("The camera or the chair was moved: calibrate again.",)
    assert panel(noted, ask="Stay as you are: 3 s.", taking=True).notes == ()


def test_a_due_break_offers_its_keys_and_an_offered_baseline_waits() -> None:
    due = replace(UPRIGHT, break_stage=BreakStage.DUE, break_in_s=0.0, sat_s=1800.0)
    given = panel(due, ask="There is no baseline.", offered=True)
    assert given.ask == "You have been sitting for 30 minutes. A minute of moving may feel good."
    assert {"n  not now", "+  later", "s  skip", "b  break"} <= set(given.keys)
    here = panel(due, stretches=("Seated twist",))
    assert here.ask.endswith("Stand up, or press b to stretch here: Seated twist.")
    assert "b  stretch here" in here.keys
    assert "b  break" not in here.keys
    assert "press b" not in panel(due, stretches=("Seated twist",), keyed=False).ask


def test_taking_a_baseline_is_not_interrupted_by_a_break() -> None:
    due = replace(UPRIGHT, break_stage=BreakStage.DUE, break_in_s=0.0)
    assert panel(due, ask="Stay as you are: 3 s.", taking=True).ask == "Stay as you are: 3 s."


def test_a_running_break_counts_down_and_offers_a_stretch() -> None:
    rest = replace(UPRIGHT, break_stage=BreakStage.RUNNING, break_left_s=41.2)
    given = panel(rest, stretches=("Seated twist", "Overhead lat stretch"))
    assert (given.state, given.why) == ("Break", "42 s to go")
    assert given.ask.endswith("press b to stretch: Seated twist, Overhead lat stretch.")
    assert "b  stretch here" in given.keys
    assert panel(rest).ask == "Stand up or move a little."
    assert "b  stretch here" not in panel(rest).keys
    away = replace(rest, break_left_s=0.0, state=PostureState.AWAY)
    assert panel(away).why == "as long as you like"


def test_without_keys_the_way_out_is_told() -> None:
    given = panel(keyed=False)
    assert given.keys == ("Ctrl-C ends it.",)


def test_mute_is_there_only_where_something_is_heard() -> None:
    assert not [key for key in panel().keys if key.startswith("m")]
    assert "m  mute" in panel(muted=False).keys
    assert "m  sound" in panel(muted=True).keys


@pytest.mark.parametrize(
    ("sat_s", "said"),
    [(20.0, "less than a minute"), (59 * 60.0, "59 min"), (7500.0, "2 h 5 min")],
)
def test_lengths_of_time_are_told_to_the_minute(sat_s: float, said: str) -> None:
    assert panel(replace(UPRIGHT, sat_s=sat_s)).facts[0] == f"Sitting for {said}"


def test_time_on_the_chair_is_not_told_while_it_is_not_watched() -> None:
    paused = replace(UPRIGHT, watching=Watching.PAUSED, paused_until_s=900.0, open=None)
    assert panel(paused, share=0.5).facts == ("upright today 50 %",)


def test_reasons_that_leave_no_room_stand_below() -> None:
    lines = render_panel(panel(replace(SLOUCHED, why=tuple(SlouchReason))))
    assert lines[0] == f"▲ Slouched{'since 14:32':>70}"
    assert lines[1].startswith("  head forward, slumped")


def test_with_breaks_off_none_is_announced() -> None:
    assert panel(replace(UPRIGHT, break_in_s=None)).facts == ("Sitting for 25 min",)


def test_the_time_to_a_break_is_never_rounded_up() -> None:
    assert panel(replace(UPRIGHT, break_in_s=1790.0)).facts[1] == "break in 29 min"
    assert panel(replace(UPRIGHT, break_in_s=20.0)).facts[1] == "break in less than a minute"


def test_the_panel_stays_equal_while_nothing_that_is_seen_changes() -> None:
    later = replace(UPRIGHT, t_s=101.0, sat_s=1501.0, break_in_s=359.0)
    assert panel(later) == panel(replace(UPRIGHT, break_in_s=301.0))


@pytest.mark.parametrize("width", [40, 60, 80, 92])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    view = replace(
        SLOUCHED,
        why=tuple(SlouchReason),
        holding_back=Suppression.FULL_SCREEN,
        break_stage=BreakStage.DUE,
    )
    lines = render_panel(panel(view, share=0.5, muted=False, notes=("A long note, " * 12,)), width)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("why", ["", "頭が前に出ている"])
def test_wide_letters_leave_the_first_line_whole(why: str) -> None:
    lines = render_panel(Panel(CORRECT, "良い姿勢", why=why, since="14:32から"), 40)
    assert [cell_len(line) for line in lines] == [40]


class _OldTerminal(io.TextIOWrapper):
    """A terminal of 80 columns without Unicode."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors=ESCAPED)

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "ascii"])
@pytest.mark.parametrize("state", list(PostureState))
def test_a_terminal_without_unicode_gets_no_sign_that_it_lacks(
    monkeypatch: pytest.MonkeyPatch, encoding: str, state: PostureState
) -> None:
    terminal = _OldTerminal(encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(terminal_screen, "in_foreground", lambda _: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    given = panel(replace(SLOUCHED, state=state), share=0.5)
    with terminal_screen.open_screen() as screen:
        screen.show(given, "14:40")
    terminal.seek(0)
    written = terminal.read()
    assert given.state in written
    assert "\\u" not in written


def test_plain_lines_tell_changes_once(capsys: pytest.CaptureFixture[str]) -> None:
    screen = PlainScreen()
    note = replace(UPRIGHT, notes=(CAMERA_MOVED,))
    slouch = replace(SLOUCHED, notes=(CAMERA_MOVED,))
    for view, told in (
        (note, False),
        (note, False),
        (slouch, False),
        (slouch, True),
        (note, False),
    ):
        screen.show(panel(view, told=told), "14:40")
    assert capsys.readouterr().out.splitlines() == [
        "14:40  Upright",
        "14:40  The camera or the chair was moved: calibrate again.",
        "14:40  Slouched: slumped, head forward",
        "14:40  Sit up tall.",
        "14:40  Upright",
    ]


def test_printed_notes_are_kept_and_need_not_be_told_again() -> None:
    screen = PlainScreen()
    assert not screen.keeps("Disk full.")
    screen.show(panel(UPRIGHT, notes=("Disk full.",)), "14:40")
    assert screen.keeps("Disk full.")


def test_plain_lines_do_not_count_along(capsys: pytest.CaptureFixture[str]) -> None:
    screen = PlainScreen()
    for left_s in (60.0, 59.0, 58.0):
        rest = replace(UPRIGHT, break_stage=BreakStage.RUNNING, break_left_s=left_s)
        screen.show(panel(rest), "14:40")
    assert capsys.readouterr().out.splitlines() == [
        "14:40  Break: 60 s to go",
        "14:40  Stand up or move a little.",
    ]


def test_plain_lines_tell_a_pause_that_replaces_another(capsys: pytest.CaptureFixture[str]) -> None:
    screen = PlainScreen()
    for until in ("14:30", "14:30", "16:00"):
        screen.show(Panel(QUIET, f"Paused until {until}"), "14:00")
    told = capsys.readouterr().out.splitlines()
    assert told == ["14:00  Paused until 14:30", "14:00  Paused until 16:00"]
