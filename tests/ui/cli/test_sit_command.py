import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import jsonschema
import numpy as np
import pytest

from docs.schemas import load_schema
from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_values import (
    PostureState,
    Sensitivity,
    SlouchReason,
    UprightBaseline,
)
from formcheck.core.posture.rules import Rules
from formcheck.core.session.session_values import End, SessionResult, StretchResult
from formcheck.engine.observer import PostureObserver
from formcheck.files.errors import FormcheckError
from formcheck.files.quoting import quote_word
from formcheck.store.profiles import USUAL_NAME, Profiles
from formcheck.store.remote_control import RemoteControl, WatchLock
from formcheck.store.sitting_store import SittingWriter
from formcheck.ui.terminal import sit_watch as monitor
from formcheck.ui.window import display
from formcheck.ui.window import live_window as window
from formcheck.vision.pose.models import find_model
from formcheck.vision.video.video import VideoFile
from tests.engine.seated_people import SIZE, detect_body, save_desk, switch_bodies, tilted, upright
from tests.ui.cli.conftest import Run

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "history.db"
    monkeypatch.setattr("formcheck.store.file.find_history_path", lambda: path)
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a recording of a person who tilts the head from 15 to 45 s."""
    at = switch_bodies((0.0, upright()), (15.0, tilted()), (45.0, upright()))
    return save_desk(tmp_path_factory.mktemp("desk") / "desk.npz", at, 60.0)


def calibrate_upright() -> UprightBaseline:
    look = PostureObserver().look(detect_body(upright()), 0.0, SIZE)
    assert look.features is not None
    found = calibrate([look.features], pictures=True)
    assert isinstance(found, UprightBaseline)
    return found


def check_schema(text: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(text)
    jsonschema.validate(result, load_schema("sit"))
    return result


def test_a_recording_is_told_in_words(run: Run, desk: Path) -> None:
    answer = run("sit", "check", desk)
    assert (answer.code, answer.err) == (0, "")
    assert "Slouched for 30 s" in answer.out
    assert "Straighten your head." in answer.out


def test_json_to_the_terminal_is_all_there_is(run: Run, desk: Path) -> None:
    answer = run("sit", "check", desk, "--json", "-")
    result = check_schema(answer.out)
    states = [segment["state"] for segment in result["segments"]]
    assert states == ["upright", "slouched", "upright"]
    assert "head-tilt" in result["segments"][1]["why"]
    assert (result["version"], result["file"], result["view"]) == (1, str(desk), "front")
    assert result["baseline"]["kind"] == "first-seconds"
    assert answer.err == ""


def test_several_files_are_one_object_a_line_and_one_broken_costs_no_other(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK nothing")
    answer = run("sit", "check", desk, broken, desk, "--json", "-")
    assert answer.code == 2
    assert [check_schema(line)["file"] for line in answer.out.splitlines()] == [
        str(desk),
        str(desk),
    ]
    assert "broken.npz is not a recording" in answer.err


def test_the_table_has_a_row_for_every_look(run: Run, desk: Path, tmp_path: Path) -> None:
    table, out = tmp_path / "looks.csv", tmp_path / "out.json"
    answer = run("sit", "check", desk, "--csv", table, "--json", out)
    assert answer.code == 0
    frames = check_schema(out.read_text())["frames"]
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == frames
    assert {"t_s", "head_roll_deg", "head-tilt", "state", "why", "unclear"} <= rows[0].keys()
    late = next(row for row in rows if float(row["t_s"]) > 20.0)
    assert float(late["head-tilt"]) > 1.0
    assert abs(float(late["head_roll_deg"])) == pytest.approx(25.0, abs=3.0)
    assert late["state"] == "slouched"
    assert "head-tilt" in late["why"].split()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["looks.csv", "out.json"]


needs_full = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="needs a device that is full"
)


@needs_full
def test_a_table_that_can_t_be_written_costs_neither_report_nor_json(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    answer = run("sit", "check", desk, "--csv", "/dev/full", "--json", out)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "/dev/full could not be written" in answer.err
    assert "Slouched for 30 s" in answer.out
    assert check_schema(out.read_text())["file"] == str(desk)


def test_without_a_baseline_it_says_what_it_is_blind_to(run: Run, desk: Path) -> None:
    result = check_schema(run("sit", "check", desk, "--baseline", "none", "--json", "-").out)
    assert result["baseline"]["kind"] == "none"
    assert "slump" in result["blind_to"]


@pytest.mark.parametrize("name", ["desk\u200d", "my\u00a0desk", "x" * 201])
def test_a_profile_that_is_kept_is_found_whatever_its_name(run: Run, desk: Path, name: str) -> None:
    with Profiles() as kept:
        kept.save(name, "Webcam", calibrate_upright(), datetime.now(UTC))
    answer = run("sit", "check", desk, "--baseline", f"profile:{name}", "--json", "-")
    assert json.loads(answer.out)["baseline"]["name"] == name
    assert run("sit", "forget", name).code == 0
    assert "No profile is kept yet" in run("sit", "profiles").out


@pytest.mark.parametrize("typed", ["Zo\u00eb", "Zoe\u0308", " Zo\u00eb"])
def test_a_profile_is_found_by_what_its_name_looks_like(run: Run, desk: Path, typed: str) -> None:
    with Profiles() as kept:
        kept.save("Zoe\u0308 ", "Webcam", calibrate_upright(), datetime.now(UTC))
    assert run("sit", "check", desk, "--baseline", f"profile:{typed}", "--json", "-").code == 0
    assert run("sit", "profiles").out.startswith("Zo\u00eb  ")
    assert run("sit", "forget", typed).code == 0
    assert "No profile is kept yet" in run("sit", "profiles").out


def test_the_command_for_a_missing_profile_can_be_copied(run: Run, desk: Path) -> None:
    answer = run("sit", "check", desk, "--baseline", "profile:my sofa; reboot")
    word = quote_word("my sofa; reboot")
    assert f"take one with `formcheck sit --calibrate --profile {word}`." in answer.err


def test_a_kept_profile_is_compared_with(run: Run, desk: Path) -> None:
    with Profiles() as kept:
        kept.save("sofa", "Webcam", calibrate_upright(), datetime.now(UTC))
    result = check_schema(
        run("sit", "check", desk, "--baseline", "profile:sofa", "--json", "-").out
    )
    assert (result["baseline"]["kind"], result["baseline"]["name"]) == ("profile", "sofa")
    assert [segment["state"] for segment in result["segments"]][1] == "slouched"


@needs_model
def test_photos_of_one_person_are_compared_with_one_of_them(
    run: Run, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    with VideoFile(sample("seated-twist.good.left"), max_fps=1.0) as video:
        pictures = [frame.image for frame in video.frames()][:2]
    paths = [tmp_path / f"{number}.png" for number in range(2)]
    for path, image in zip(paths, pictures, strict=True):
        cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    answer = run("sit", "check", *paths, "--baseline", paths[0], "--json", "-")
    assert answer.code == 0
    results = [check_schema(line) for line in answer.out.splitlines()]
    assert [result["state"] for result in results] == ["upright", "upright"]
    assert {result["baseline"]["kind"] for result in results} == {"image"}


@needs_model
def test_a_photo_of_nobody_is_away(run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    noise = np.random.default_rng(1).integers(90, 160, (120, 160, 3), dtype=np.uint8)
    cv2.imwrite(str(photo), noise)
    answer = run("sit", "check", photo, "--json", "-")
    assert answer.code == 0
    assert check_schema(answer.out)["state"] == "away"
    assert "Nobody is there." in run("sit", "check", photo).out


@needs_model
def test_a_film_that_breaks_off_is_told_so_far_and_ends_with_two(
    run: Run, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    whole = sample("seated-twist.good.left").read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole[: len(whole) // 2])
    answer = run("sit", "check", broken, "--json", "-")
    assert answer.code == 2
    assert check_schema(answer.out)["frames"] > 5
    assert "breaks off" in answer.err


def test_the_photo_of_the_baseline_is_never_written_over(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "up.png"
    photo.write_bytes(b"x")
    answer = run("sit", "check", desk, "--baseline", photo, "--json", photo)
    assert (answer.code, "is an input" in answer.err) == (2, True)
    assert photo.read_bytes() == b"x"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "missing.mp4"], "There is no file missing.mp4"),
        (["check", "--baseline", "missing.jpg", "@"], "no such picture"),
        (["check", "--baseline", "first", "--baseline", "none", "@"], "no such picture"),
        (["check", "--baseline", "profile:sofa", "@"], 'no profile "sofa" (kept: none)'),
        (["check", "@", "--csv", "missing/out.csv"], "there is no folder"),
        (["check", "@", "--json", "."], "is a folder"),
        (["check", "@", "--csv", ""], "An output has no name"),
        (["check", "me.jpg", "--onset", "5"], "me.jpg is a photo: --onset is for videos."),
        (["--onset", "5", "today"], "`--onset` is an option of `formcheck sit`; `today` doesn't"),
        (["--onset", "5", "check", "@"], "--onset is before check: put it after it"),
        (["--no-sound", "today"], "`--no-sound` is an option of `formcheck sit`; `today` doesn't"),
        (["@"], "To check a file: `formcheck sit check FILE`"),
        (["--camera", "http://[x"], "http://[x is not a camera address"),
        (["today", "--csv", "same", "--hours-csv", "same"], "another output too"),
        (["day", "yesterday"], "not a date"),
        (["forget", "sofa"], 'no profile "sofa" to delete (kept: none).'),
        (["forget", 201 * "n"], "200 characters at most"),
    ],
)
def test_what_can_t_be_done_is_refused_in_a_sentence(
    run: Run,
    desk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("sit", *(desk if word == "@" else word for word in words))
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@needs_model
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp4", b"", "is empty"),
        ("text.mp4", b"only words\n" * 100, "not a video"),
        ("none.jpg", b"\xff\xd8\xff but no photo", "not a JPEG"),
    ],
)
def test_a_broken_input_is_an_error_in_a_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = run("sit", "check", tmp_path / name, "--json", tmp_path / "out.json")
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


@pytest.fixture
def monitor_calls(monkeypatch: pytest.MonkeyPatch) -> list[SimpleNamespace]:
    """Replaces the monitor; returns the list of its arguments."""
    asked: list[SimpleNamespace] = []

    def ask(camera: str, profile: str, rules: Rules, language: str, **more: object) -> str:
        wish = {"camera": camera, "profile": profile, "rules": rules, "language": language}
        asked.append(SimpleNamespace(**wish, **more))
        return ""

    monkeypatch.setattr(monitor, "run_monitor", ask)
    return asked


def test_without_files_the_camera_is_watched(
    run: Run, monitor_calls: list[SimpleNamespace]
) -> None:
    answer = run("sit", "--language", "en")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    (wish,) = monitor_calls
    assert (wish.camera, wish.profile, wish.language) == ("0", "desk", "en")
    assert wish.profile == USUAL_NAME
    assert (wish.calibrate, wish.notifications, wish.tone, wish.voice) == (
        False,
        True,
        False,
        False,
    )
    assert wish.history
    rules = wish.rules
    assert (rules.onset_s, rules.break_every_s, rules.look_every_s) == (60.0, 1800.0, 1.0)


def test_every_option_of_the_watch_arrives(run: Run, monitor_calls: list[SimpleNamespace]) -> None:
    run(
        "sit", "--camera", "1", "--profile", "sofa", "--calibrate", "--looks-per-second", "2",
        "--onset", "30", "--break-every", "0", "--break-length", "90", "--sound", "--voice",
        "--no-notifications", "--language", "de", "--no-history", "--sensitivity", "strict",
    )  # fmt: skip
    (wish,) = monitor_calls
    assert (wish.camera, wish.profile, wish.language) == ("1", "sofa", "de")
    assert (wish.calibrate, wish.notifications, wish.tone, wish.voice) == (True, False, True, True)
    assert not wish.history
    assert (wish.rules.onset_s, wish.rules.break_every_s) == (30.0, inf)
    assert wish.rules.break_s == 90.0
    assert (wish.rules.look_every_s, wish.rules.sensitivity) == (0.5, Sensitivity.STRICT)


@pytest.mark.parametrize(
    "words",
    [["--looks-per-second", "0"], ["--onset", "0"], ["--break-length", "0"]],
)
def test_a_number_that_makes_no_sense_is_a_usage_error(
    run: Run, monitor_calls: list[SimpleNamespace], words: list[str]
) -> None:
    answer = run("sit", *words)
    assert answer.code == 2
    assert words[0] in answer.err
    assert monitor_calls == []


def test_what_went_wrong_beside_the_watch_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "run_monitor", lambda *_, **__: "No notification could be shown.")
    answer = run("sit")
    assert (answer.code, answer.err) == (0, "No notification could be shown.\n")


def test_a_watch_that_can_t_begin_is_an_error_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> str:
        raise FormcheckError("Another watch runs already.")

    monkeypatch.setattr(monitor, "run_monitor", refuses)
    answer = run("sit")
    assert (answer.code, answer.err) == (2, "Another watch runs already.\n")


@pytest.mark.parametrize("end", [End.COMPLETED, End.STOPPED])
def test_a_break_is_coached_in_the_window_and_says_what_was_done(
    run: Run,
    monitor_calls: list[SimpleNamespace],
    monkeypatch: pytest.MonkeyPatch,
    end: End,
) -> None:
    stretches = tuple(
        StretchResult(name, name, (), 30.0, completed=name == "seated-twist")
        for name in ("seated-twist", "cross-body-shoulder-stretch")
    )
    result = SessionResult("", (), (), (), end, 60.0, stretches, ())
    shown: list[SimpleNamespace] = []

    def show(stretches: list[str], camera: str, language: str, **more: object) -> object:
        wish = {"stretches": stretches, "camera": camera, "language": language}
        shown.append(SimpleNamespace(**wish, **more))
        return result, ""

    monkeypatch.setattr(window, "run_live", show)
    monkeypatch.setattr(display, "check_screen", lambda: None)
    run("sit", "--camera", "2", "--language", "de", "--no-history")
    assert monitor_calls[0].coach is not None
    assert monitor_calls[0].coach([stretch.spec_id for stretch in stretches]) == ("seated-twist",)
    (wish,) = shown
    assert wish.stretches == ["seated-twist", "cross-body-shoulder-stretch"]
    assert (wish.camera, wish.language, wish.at_desk) == ("2", "de", True)
    assert (wish.questions, wish.history, wish.muted) == (False, False, True)


def test_without_a_screen_a_break_has_no_stretch_to_coach(
    run: Run, monitor_calls: list[SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_screen() -> None:
        raise FormcheckError("There is no screen.")

    monkeypatch.setattr(display, "check_screen", no_screen)
    assert run("sit").code == 0
    assert monitor_calls[0].coach is None


def save_day(started: datetime) -> None:
    with SittingWriter(started) as writer:
        half = started + timedelta(minutes=40)
        writer.add_span(started, half, PostureState.UPRIGHT)
        writer.add_span(
            half, half + timedelta(minutes=10), PostureState.SLOUCHED, (SlouchReason.SLUMP,)
        )
        writer.add_nudge(half + timedelta(minutes=1), (SlouchReason.SLUMP,))


def test_a_day_is_shown_and_written(run: Run, tmp_path: Path) -> None:
    save_day(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    table, hours = tmp_path / "day.csv", tmp_path / "hours.csv"
    answer = run("sit", "day", "2026-03-10", "--csv", table, "--hours-csv", hours)
    assert (answer.code, answer.err) == (0, "")
    assert "10 March 2026" in answer.out
    with table.open(newline="") as file:
        assert [row["state"] for row in csv.DictReader(file)] == ["upright", "slouched"]
    with hours.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert sum(float(row["slouched_s"]) for row in rows) == pytest.approx(600.0)


@needs_full
@pytest.mark.parametrize("broken", ["--csv", "--hours-csv", "--json"])
def test_an_output_of_a_day_that_fails_costs_none_of_the_others(
    run: Run, tmp_path: Path, broken: str
) -> None:
    save_day(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    others = {"--csv": "day.csv", "--hours-csv": "hours.csv", "--json": "day.json"}
    del others[broken]
    words = [word for name, file in others.items() for word in (name, tmp_path / file)]
    answer = run("sit", "day", "2026-03-10", broken, "/dev/full", *words)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "/dev/full could not be written" in answer.err
    assert "10 March 2026" in answer.out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others.values())


def test_the_history_is_no_place_for_an_output(run: Run, desk: Path, home: Path) -> None:
    save_day(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    before = home.read_bytes()
    for words in (
        ["history", "--json"],
        ["sit", "today", "--json"],
        ["sit", "day", "2026-03-10", "--csv"],
        ["sit", "check", desk, "--csv"],
        ["live", "-s", "cat-cow", "--json"],
    ):
        answer = run(*words, home)
        assert (answer.code, answer.out) == (2, ""), words
        assert "is an input" in answer.err, words
    assert home.read_bytes() == before


def test_a_row_of_days_with_a_break_is_longer_than_the_days_shown(run: Run) -> None:
    for day in range(1, 11):
        began = datetime(2026, 3, day, 12, 0, tzinfo=UTC)
        save_day(began)
        with SittingWriter(began) as writer:
            writer.add_break(began + timedelta(minutes=50), 60.0, BreakKind.TAKEN)
    out = run("sit", "day", "2026-03-10").out
    assert "Last 7 days" in out
    assert "A break on 10 days of sitting in a row." in out


def test_a_day_as_json_is_all_there_is(run: Run) -> None:
    save_day(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    answer = run("sit", "day", "2026-03-10", "--json", "-")
    day = json.loads(answer.out)
    assert day["date"] == "2026-03-10"
    assert day["sum"]["slouched_s"] == pytest.approx(600.0)


def test_a_day_without_anything_is_told_kindly(run: Run, home: Path) -> None:
    answer = run("sit", "today")
    assert (answer.code, answer.err) == (0, "")
    assert "Nothing was watched" in answer.out
    assert not home.exists()


def test_a_pause_is_left_for_the_watch_and_ended(run: Run) -> None:
    answer = run("sit", "pause", "20")
    assert answer.code == 0
    assert answer.out.startswith("No watch is running; one started before ")
    with RemoteControl() as steering:
        until = steering.paused_until
    assert until is not None
    assert until - datetime.now(UTC) == pytest.approx(
        timedelta(minutes=20), abs=timedelta(minutes=1)
    )
    week = datetime.now().astimezone() + timedelta(minutes=10_080)
    assert f"before {week:%Y-%m-%d} " in run("sit", "pause", "10080").out
    assert run("sit", "resume").code == 0
    with RemoteControl() as steering:
        assert steering.paused_until is None


def test_a_watch_that_runs_is_paused(run: Run, home: Path) -> None:
    with WatchLock(home.parent):
        assert run("sit", "pause", "5").out.startswith("Paused until ")
        assert run("sit", "resume").out == "Watching continues.\n"
    assert run("sit", "resume").out.startswith("Nothing is watching now")


def test_profiles_are_listed_and_deleted(run: Run) -> None:
    assert "No profile is kept yet" in run("sit", "profiles").out
    with Profiles() as kept:
        kept.save("desk", "Webcam", calibrate_upright(), datetime.now(UTC))
        kept.save("sofa", "Webcam", calibrate_upright(), datetime.now(UTC))
    lines = run("sit", "profiles").out.splitlines()
    assert sorted(line.split()[0] for line in lines) == ["desk", "sofa"]
    assert run("sit", "forget", "sofa").code == 0
    answer = run("sit", "forget", "sofa")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "(kept: desk)" in answer.err


def test_who_deletes_a_profile_beside_a_watch_is_told_that_it_is_gone_by_until_the_end(
    run: Run,
) -> None:
    with Profiles() as kept, WatchLock(kept.path.parent):
        kept.save("sofa", "Webcam", calibrate_upright(), datetime.now(UTC))
        assert "still watched" in run("sit", "forget", "sofa").out
    with Profiles() as kept:
        kept.save("sofa", "Webcam", calibrate_upright(), datetime.now(UTC))
    assert run("sit", "forget", "sofa").out == 'The profile "sofa" is deleted.\n'
