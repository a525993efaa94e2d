import io
import json
import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from docs.schemas import load_schema
from formcheck.core.posture.posture_values import PostureState, UprightBaseline, View
from formcheck.core.session.session_values import Command, Halt
from formcheck.output.report.console import TextConsole
from formcheck.output.report.session_contract import dump_session
from formcheck.output.report.session_report import show_one
from formcheck.store.history import History
from formcheck.store.profiles import Profiles
from formcheck.store.remote_control import WatchLock
from formcheck.store.sitting_store import SittingPast, SittingWriter
from tests.core.session.live import PlayedSession, play
from tests.engine.sessions import body_at, up_and_down
from tests.store.results import make_result
from tests.ui.cli.conftest import Run

STARTED = datetime(2026, 11, 23, 17, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    monkeypatch.setattr("formcheck.store.file.find_history_path", lambda: path)
    monkeypatch.setenv("TZ", "UTC")
    return path


def fill_history(path: Path, sessions: int) -> None:
    with History(path) as history:
        for day in range(sessions):
            started = STARTED + timedelta(days=day)
            number = history.begin(started, ["Doorway stretch"])
            history.save(number, started, make_result(end="completed" if day else "pain"))


def test_an_empty_history_is_told_kindly(run: Run, home: Path) -> None:
    answer = run("history")
    assert (answer.code, answer.err) == (0, "")
    assert "No session yet." in answer.out
    assert not home.exists()


def test_the_sessions_are_listed_newest_first(run: Run, home: Path) -> None:
    fill_history(home, 3)
    answer = run("history")
    head, *lines = answer.out.splitlines()
    assert answer.code == 0
    assert head.split() == ["When", "Stretch", "Done", "Faults"]
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "25 Nov 2026" in lines[0]
    assert "Türrahmen-Dehnung" in lines[0]
    assert "15 of 60 s" in lines[0]
    assert lines[0].rstrip().endswith("done")
    assert lines[2].rstrip().endswith("stopped, it hurt")


@pytest.mark.parametrize("width", [40, 72, 80])
def test_a_narrow_terminal_shows_each_session_whole(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    fill_history(home, 1)
    monkeypatch.setattr("formcheck.output.report.console.PIPED_WIDTH", width)
    out = run("history").out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= width
    assert all(
        word in out for word in ("2026", "17:04", "Türrahmen-Dehnung", "of 60 s", "3", "hurt")
    )


def test_only_the_newest_are_listed_and_it_says_so(run: Run, home: Path) -> None:
    fill_history(home, 22)
    assert len(run("history").out.splitlines()) == 1 + 20 + 1
    answer = run("history", "--last", "2")
    assert [line.split()[0] for line in answer.out.splitlines()[1:]] == ["22", "21", "There"]
    assert "older" not in run("history", "--last", "22").out


def test_the_list_as_json_is_all_there_is(run: Run, home: Path, tmp_path: Path) -> None:
    fill_history(home, 25)
    answer = run("history", "--json", "-")
    listed = json.loads(answer.out)
    assert (listed["version"], len(listed["sessions"]), answer.err) == (1, 25, "")
    jsonschema.validate(listed, load_schema("history"))
    assert listed["sessions"][-1] == {
        "id": 1,
        "started": "2026-11-23T17:04:00+00:00",
        "ended": "2026-11-23T17:05:00+00:00",
        "end": "pain",
        "completed": False,
        "titles": ["Türrahmen-Dehnung"],
        "held_s": 15.5,
        "planned_s": 60.0,
        "reps": 0,
        "planned_reps": 0,
        "done": [{"unit": "hold", "count": 15.5, "planned": 60}],
        "faults": 1,
    }
    assert run("history", "--json", tmp_path / "out.json", "--last", 1).out == ""
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["sessions"]) == 1


def test_one_session_is_shown(run: Run, home: Path) -> None:
    fill_history(home, 2)
    answer = run("history", 1)
    assert answer.code == 0
    for words in (
        "Session 1",
        "1 min",
        "Stopped, it hurt.",
        "Türrahmen-Dehnung, 15 of 60 s in good form",
        "Left side: 12 s",
        "left, 2 times, 1 s",
        "Elbow up.",
        "Right side: 3 s, too short to count",
        "right, 1 s",
        "Steady for 12 seconds.",
        "How much does it hurt?",
    ):
        assert words in answer.out, words
    whole = json.loads(run("history", 1, "--json", "-").out)
    assert (whole["id"], whole["result"]) == (1, make_result(end="pain"))
    jsonschema.validate(whole, load_schema("history"))


def save_live_session(path: Path, live: PlayedSession) -> None:
    """Stores a session in the history."""
    with History(path) as history:
        number = history.begin(STARTED, live.programme.titles)
        history.save(number, STARTED, dump_session(live.result))


def test_holds_too_short_to_count_are_not_added_up_against_the_plan(run: Run, home: Path) -> None:
    tries = [key for at_s in (3.0, 18.0, 33.0) for key in up_and_down(at_s, at_s + 9.0, "left")]
    live = play(tries, 50.0, sides="left", hold_s=20.0, commands={46.0: Command.QUIT})
    assert live.result.verdict == "Left side held 8 of 20 seconds, too short to count."
    save_live_session(home, live)
    assert "8 of 20 s" in run("history").out
    one = run("history", 1).out
    assert "Arm out, 8 of 20 s in good form" in one
    assert "Left side: 8 s + 8 s + 8 s, too short to count" in one


def test_holds_around_a_pause_are_not_called_too_short(run: Run, home: Path) -> None:
    """Nobody is in the frame for half a minute."""
    keys = up_and_down(3.0, 80.0, "left")

    def is_away(t_s: float) -> bool:
        return 10.0 <= t_s < 40.0

    live = play(
        lambda t_s: None if is_away(t_s) else body_at(keys, t_s),
        50.0,
        sides="left",
        hold_s=20.0,
        halted=lambda t_s: Halt.NOBODY if is_away(t_s) else Halt.NONE,
        commands={46.0: Command.QUIT},
    )
    assert live.result.verdict == "Left side held 12 of 20 seconds."
    save_live_session(home, live)
    one = run("history", 1).out
    assert "Arm out, 12 of 20 s in good form" in one
    assert "Left side: 6 s + 5 s\n" in one


def test_what_one_side_held_beyond_its_plan_does_not_help_the_other(run: Run, home: Path) -> None:
    live = play(up_and_down(3.0, 12.0, "left"), 20.0, commands={16.0: Command.QUIT})
    assert live.result.verdict == "Left side held as planned, the right one not done."
    save_live_session(home, live)
    assert "4 of 8 s" in run("history").out
    assert "Arm out, 4 of 8 s in good form" in run("history", 1).out


def test_a_session_of_which_a_part_was_skipped_is_not_told_as_done(run: Run, home: Path) -> None:
    whole = make_result(end="completed") | {
        "completed": True,
        "verdict": "Both sides held as planned.",
    }
    with History(home) as history:
        for told in (whole, whole | {"completed": False}):
            history.save(history.begin(STARTED, ["Twist"]), STARTED, told)
        rows = history.list_sessions()
    lines = run("history").out.splitlines()[1:]
    assert [line.split()[-2:] for line in lines] == [["partly", "done"], ["1", "done"]]
    listed = json.loads(run("history", "--json", "-").out)["sessions"]
    assert [one["completed"] for one in listed] == [False, True]
    painted = io.StringIO()
    console = TextConsole(file=painted, width=100, force_terminal=True)
    for row in rows:
        show_one(console, row, whole)
    verdicts = [line for line in painted.getvalue().splitlines() if "as planned" in line]
    assert verdicts[0] != verdicts[1], "not in the colour of what is done"


def test_a_plan_of_half_seconds_can_be_listed_as_json(run: Run, home: Path) -> None:
    told = make_result()
    told["stretches"][0]["planned_s"] = 7.5
    broken = told | {"done": [{"unit": "hold", "count": 7.5, "planned": 7.5}]}
    with History(home) as history:
        for one in (told, broken):
            history.save(history.begin(STARTED, ["Twist"]), STARTED, one)
    listed = json.loads(run("history", "--json", "-").out)
    jsonschema.validate(listed, load_schema("history"))
    assert (len(listed["sessions"]), listed["unreadable"]) == (1, 1)


def test_repetitions_are_listed_and_told_with_why_some_did_not_count(run: Run, home: Path) -> None:
    told = make_result()
    stretch = told["stretches"][0]
    stretch |= {"counted_reps": 9, "planned_reps": 12, "planned_s": 0.0, "hold_s": 0.0}
    rep = {"start_s": 1.0, "end_s": 3.0, "what": "", "peak": 0.5, "top_s": 0.0}
    missed = [{**rep, "counted": False, "reason": why} for why in ("fast", "partial", "fast")]
    stretch["sides"] = [{**stretch["sides"][0], "reps": 9, "repetitions": missed}]
    with History(home) as history:
        history.save(history.begin(STARTED, ["Bridge"]), STARTED, told)
    assert "9 of 12 reps" in run("history").out
    answer = run("history", 1).out
    assert "9 of 12 reps in good form" in answer
    assert "9 counted, 2 too fast, 1 turned back too early" in answer


def test_a_timer_is_never_told_as_good_form(run: Run, home: Path) -> None:
    told = make_result()
    told["stretches"][0]["is_timer"] = True
    with History(home) as history:
        history.save(history.begin(STARTED, ["Foam roller"]), STARTED, told)
    assert "15 of 60 s in position" in run("history", 1).out


def test_a_stretch_that_was_never_begun_is_told_as_that(run: Run, home: Path) -> None:
    told = make_result()
    (begun,) = told["stretches"]
    told["stretches"].append({**begun, "title": "Twist", "sides": [], "counted_s": 0.0})
    with History(home) as history:
        history.save(history.begin(STARTED, ["Doorway", "Twist"]), STARTED, told)
    assert "Türrahmen-Dehnung, Twist" in run("history").out
    assert "15 of 120 s" in run("history").out
    assert "Twist, not begun" in run("history", 1).out


def test_a_session_that_was_cut_off_at_once_can_be_shown(run: Run, home: Path) -> None:
    with History(home) as history:
        history.begin(STARTED, ["Twist"])
    assert "Interrupted. Nothing of it was saved." in run("history", 1).out
    whole = json.loads(run("history", 1, "--json", "-").out)
    assert whole["result"] is None
    jsonschema.validate(whole, load_schema("history"))


def test_a_session_that_was_killed_is_told_as_interrupted_with_what_was_held(
    run: Run, home: Path
) -> None:
    told = make_result(end="open") | {"verdict": "Left side held 12 of 20 seconds."}
    with History(home) as history:
        history.save(history.begin(STARTED, ["Twist"]), STARTED, told)
        lately = datetime.now(UTC) - timedelta(minutes=1)
        history.save(history.begin(lately, ["Twist"]), lately, told)
    lines = run("history").out.splitlines()
    assert (lines[1].split()[-2:], lines[2].split()[-1]) == (["goes", "on"], "interrupted")
    assert "15 of 60 s" in lines[2]
    assert "Interrupted. Left side held 12 of 20 seconds." in run("history", 1).out
    assert "Goes on. Left side held 12 of 20 seconds." in run("history", 2).out


def test_a_session_that_was_killed_does_not_go_on_when_the_clock_is_set_back(
    run: Run, home: Path
) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=23)
    with History(home) as history:
        history.save(history.begin(ahead, ["Twist"]), ahead, make_result(end="open"))
    assert run("history").out.splitlines()[1].split()[-1] == "interrupted"


def test_what_can_not_be_done_is_told_before_anything_is_read(
    run: Run, home: Path, tmp_path: Path
) -> None:
    fill_history(home, 1)
    answer = run("history", "--json", tmp_path / "none" / "x.json")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith(f"cannot be written: there is no folder {tmp_path / 'none'}.\n")
    assert "--last is for the list" in run("history", 1, "--last", 3).err


@pytest.mark.parametrize("number", [4, 10**25])
def test_a_session_that_is_not_there_is_one_sentence(run: Run, home: Path, number: int) -> None:
    fill_history(home, 3)
    answer = run("history", number)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"There is no session {number} in the history: `formcheck history` lists them.\n"
    )


def test_a_damaged_history_is_one_sentence_and_can_be_forgotten(run: Run, home: Path) -> None:
    home.write_bytes(b"no database " * 100)
    answer = run("history")
    assert (answer.code, answer.out) == (2, "")
    assert "is damaged" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert run("forget", "--yes").code == 0
    assert not home.exists()


def corrupt_store(path: Path, change: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(change)
    raw.commit()
    raw.close()


def test_damaged_entries_are_left_out_and_counted(run: Run, home: Path) -> None:
    fill_history(home, 4)
    corrupt_store(home, "UPDATE session SET outcome = 'won' WHERE id = 2")
    corrupt_store(home, "UPDATE session SET titles = CAST(X'ff' AS TEXT) WHERE id = 3")
    answer = run("history")
    told, _, *lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert told == "2 entries of the history are damaged and left out; all the others are here."
    assert [line.split()[0] for line in lines] == ["4", "1"]
    listed = json.loads(run("history", "--json", "-").out)
    assert ([one["id"] for one in listed["sessions"]], listed["unreadable"]) == ([4, 1], 2)
    answer = run("history", 2)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "Session 2 in the history is damaged: `formcheck history` lists what can be read.\n"
    )


@pytest.mark.parametrize("kept", ['{"end": "open"}', "[1]", "[" * 3000, '{"version": NaN}'])
def test_a_damaged_result_is_one_sentence_also_as_json(run: Run, home: Path, kept: str) -> None:
    fill_history(home, 1)
    corrupt_store(home, f"UPDATE session SET result = '{kept}'")
    for words in ((1,), (1, "--json", "-")):
        answer = run("history", *words)
        assert (answer.code, answer.out) == (2, "")
        assert "Session 1 in the history is damaged" in answer.err
    assert len(run("history").out.splitlines()) == 2


def test_a_session_of_a_newer_formcheck_is_read_as_far_as_it_is_known(run: Run, home: Path) -> None:
    fill_history(home, 1)
    before = run("history", 1), run("history", 1, "--json", "-")
    for place in ("$.mood", "$.stretches[0].mood"):
        corrupt_store(home, f"UPDATE session SET result = json_set(result, '{place}', 'good')")
    assert (run("history", 1), run("history", 1, "--json", "-")) == before
    corrupt_store(home, "UPDATE session SET result = json_set(result, '$.version', 2)")
    for words in ((1,), (1, "--json", "-")):
        answer = run("history", *words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err == "Session 1 in the history is of a newer formcheck: update this one.\n"


def test_damaged_sitting_is_left_out_and_counted(run: Run, home: Path) -> None:
    save_watches(home, 0, 1)
    newest = "id = (SELECT MAX(id) FROM watch)"
    corrupt_store(
        home, f"UPDATE span SET state = 'lying' WHERE watch = (SELECT id FROM watch WHERE {newest})"
    )
    corrupt_store(home, "UPDATE profile SET taken = 7")
    assert "1 entry of the history is damaged and left out" in run("sit", "today").out
    assert "1 entry of the history is damaged and left out" in run("sit", "profiles").out


def test_forgetting_asks_first(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_history(home, 2)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    answer = run("forget")
    assert "The history of 2 sessions will be deleted for good." in answer.out
    assert "Nothing was deleted." in answer.out
    with History(home) as history:
        assert len(history.list_sessions()) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert "The history is deleted." in run("forget").out
    assert list(home.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no list of open files")
def test_no_file_that_is_deleted_is_still_open(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows the file would not be deleted."""
    fill_history(home, 1)
    remove, held = Path.unlink, []

    def watched(path: Path, missing_ok: bool = False) -> None:
        opened = {os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()}
        held.append((path.name, str(path) in opened))
        remove(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    assert run("forget", "-y").out == "The history is deleted.\n"
    assert ("history.db", False) in held
    assert not any(is_open for _, is_open in held)


def test_forgetting_without_an_answer_deletes_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_history(home, 1)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    answer = run("forget")
    assert answer.code == 2
    assert "--yes" in answer.err
    assert home.exists()


def test_a_no_deletes_no_temporary_files_either(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "formcheck-run-abcdefgh"
    fill_history(home, 1)
    for end in ("The history is deleted.\n", "There is no history: nothing to delete.\n"):
        left.mkdir()
        (left / "lock").touch()
        if home.exists():
            monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
            assert run("forget").out.endswith("Nothing was deleted.\n")
            assert left.exists()
        told = "Temporary files that a formcheck left when it was killed are deleted.\n"
        assert run("forget", "-y").out == told + end
        assert not left.exists()


def test_there_is_nothing_to_forget_twice(run: Run, home: Path) -> None:
    fill_history(home, 1)
    assert run("forget", "-y").out == "The history is deleted.\n"
    assert run("forget", "-y").out == "There is no history: nothing to delete.\n"


def save_watches(path: Path, *days_ago: int) -> None:
    """Stores a minute of monitoring on each of those days, and a profile."""
    for ago in days_ago:
        started = datetime.now(UTC) - timedelta(days=ago, minutes=2)
        with SittingWriter(started, path) as writer:
            writer.add_span(started, started + timedelta(minutes=1), PostureState.UPRIGHT)
    with Profiles(path) as profiles:
        calibration = UprightBaseline(View.FRONT, None, {"eye_mouth": 40.0}, 20)
        profiles.save("desk", "", calibration, datetime.now(UTC))


def test_the_list_says_where_sitting_is_told(run: Run, home: Path) -> None:
    fill_history(home, 1)
    assert "sit today" not in run("history").out
    save_watches(home, 1, 3, 30)
    *lines, last = run("history").out.splitlines()
    assert len(lines) == 1 + 1
    assert last == (
        "Sitting was watched on 2 of the last 7 days: `formcheck sit today` tells of it."
    )
    assert "sitting" not in run("history", "--json", "-").out


def test_days_on_which_nobody_was_there_were_not_watched(run: Run, home: Path) -> None:
    fill_history(home, 1)
    started = datetime.now(UTC) - timedelta(days=2)
    with SittingWriter(started, path=home) as writer:
        writer.add_span(started, started + timedelta(days=1), PostureState.AWAY)
    assert "Sitting was watched" not in run("history").out


def test_forgetting_says_that_sitting_goes_too(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_history(home, 1)
    save_watches(home, 3)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    since = datetime.now(UTC) - timedelta(days=3, minutes=2)
    answer = run("forget")
    assert (
        f"The history of 1 session, sitting since {since:%d %b %Y} and 1 profile "
        "will be deleted for good." in answer.out
    )
    assert "The history is deleted." in answer.out
    with SittingPast(home) as past, Profiles(home) as profiles:
        assert (past.find_first(), profiles.list_all()) == (None, [])


def test_forgetting_beside_a_watch_says_that_it_goes_on(run: Run, home: Path) -> None:
    fill_history(home, 1)
    with WatchLock(home.parent):
        answer = run("forget", "--yes")
    assert answer.out.splitlines() == [
        "The history is deleted.",
        "Sitting is still watched; without --no-history, what comes from now on is stored.",
    ]


def test_forgetting_a_damaged_history_beside_a_watch_says_so_too(run: Run, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_bytes(b"no database" * 1000)
    with WatchLock(home.parent):
        answer = run("forget", "--yes")
    assert "Sitting is still watched" in answer.out
