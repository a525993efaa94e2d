"""The Python API does what docs/python.md and README.md show."""

import json
import math
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import formcheck
from docs.python_tables import list_attributes, list_values
from formcheck.core.coach.summary import Closest, Outcome, Round, Shortfall
from formcheck.core.session.screen_values import FramingCheck, Pace, ProgressRing
from formcheck.core.session.session_values import Step
from formcheck.engine.analyse import Analysis
from formcheck.engine.files import detect_all
from formcheck.engine.photo_check import PhotoAnalysis
from formcheck.engine.sit_video import SitVideo
from formcheck.output.report.json_part import format_results
from formcheck.ui.jobs import Job, check_input, parse_task
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import Recording
from tests.engine.sessions import SHORT, SIZE, session, up_and_down
from tests.paths import ROOT, SAMPLES
from tests.ui.web.browsing import FEW_FPS, joined_clip

PAGES = "\n".join(
    (ROOT / name).read_text(encoding="utf-8") for name in ("docs/python.md", "README.md")
)
EXAMPLES = re.findall(
    r"^## ([^\n]+)\n(?:(?!## )[^\n]*\n)*?```python\n(.*?)^```", PAGES, re.MULTILINE | re.DOTALL
)
CLIPS = sorted(set(re.findall(r"sample_videos/(\S+\.mp4)", PAGES)))
MOST_LINES = 10
"""Most lines of an example, including imports but not blank lines."""
TILTED = "seated-twist.shoulders-tilt.right.mp4"
ROUTINE = (TILTED, "chest-stretch.good.left.mp4")
UNTIL_S = 16.0
"""By then a person has slouched in the longest of the clips."""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder of the clips that the docs name, at a low frame rate."""
    folder = tmp_path_factory.mktemp("clips")
    for name in CLIPS:
        joined_clip([SAMPLES / name], folder / name, UNTIL_S, FEW_FPS)
    joined_clip([SAMPLES / name for name in ROUTINE], folder / "routine.mp4", UNTIL_S, FEW_FPS)
    return folder


@pytest.mark.parametrize(("title", "code"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_an_example_runs_as_it_stands(
    title: str,
    code: str,
    clips: Path,
    recorded_sample: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    if "another pose model" in title:
        save_landmarks(recorded_sample("seated-twist.good.left"), tmp_path / "landmarks.npz")
    (tmp_path / "sample_videos").symlink_to(clips)
    (tmp_path / "routine.mp4").symlink_to(clips / "routine.mp4")
    (tmp_path / "stretch_specs").symlink_to(ROOT / "stretch_specs")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") > ("folder" in title)
    assert "another pose model" not in title or "Hold(" in done.stdout
    assert "routine" not in title or done.stdout.endswith("left out: ('cat-cow',)\n")


def save_landmarks(recorded: Path, path: Path) -> None:
    """Saves the landmarks of a recording as docs/python.md describes for another pose model."""
    film = Recording.load(recorded)
    nobody = np.full((33, 2), np.nan), np.full((33, 3), np.nan), np.zeros(33)
    found = [next(iter(frame.detections), None) for frame in film.frames]
    people = [(one.image_px, one.world_m, one.visibility) if one else nobody for one in found]
    image_px, world_m, visibility = (np.array(part) for part in zip(*people, strict=True))
    np.savez(
        path, time_s=film.t_s, image_px=image_px, world_m=world_m, visibility=visibility,
        size=(film.size.width_px, film.size.height_px),
    )  # fmt: skip


@pytest.mark.parametrize(("title", "code"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_an_example_has_ten_lines_at_most(title: str, code: str) -> None:
    assert len([line for line in code.splitlines() if line.strip()]) <= MOST_LINES, title


def test_a_type_checker_passes_each_example_and_refuses_a_misspelt_name(tmp_path: Path) -> None:
    for number, (_, code) in enumerate(EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(code)
    (tmp_path / "misspelt.py").write_text("import formcheck\n\nformcheck.chek\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", tmp_path],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    error, count = done.stdout.splitlines()
    assert error.startswith('misspelt.py:3: error: Module has no attribute "chek"')
    assert count.startswith("Found 1 error in 1 file")


def test_there_is_an_example_for_each_way_to_use_it() -> None:
    assert [title for title, _ in EXAMPLES] == [
        "Judge a recording",
        "Judge a routine",
        "Judge a folder into a table",
        "Coach from your own camera loop",
        "Judge the landmarks of another pose model",
        "Judge sitting posture",
        "Add a stretch",
        "From Python",
    ]


@pytest.fixture(scope="module")
def result(clips: Path) -> formcheck.CheckResult:
    """Returns the check of the clip with tilted shoulders."""
    return formcheck.check(clips / TILTED, "seated-twist")


@pytest.fixture(scope="module")
def routine(clips: Path) -> Path:
    """Returns a recording of the routine."""
    film, seen = clips / "routine.mp4", clips / "routine.npz"
    detect_all(film, model_path()).save(seen)
    return seen


def test_a_result_agrees_with_its_json(result: formcheck.CheckResult) -> None:
    told = json.loads(result.to_json())
    assert told["stretch"] == result.stretch == "seated-twist"
    assert told["completed"] == result.completed
    assert told["duration_s"] == pytest.approx(result.duration_s, abs=0.01)
    assert told["warnings"] == list(result.warnings)
    sides = told["sides"]
    assert [fault.id for fault in result.faults] == [
        f["id"] for side in sides for f in side["faults"]
    ]
    held_s = sum(hold.held_s for hold in result.holds)
    assert held_s == pytest.approx(
        sum(h["held_s"] for side in sides for h in side["holds"]), abs=0.01
    )


def test_the_json_of_a_recognised_stretch_is_that_of_the_command(
    recorded_sample: Callable[[str], Path],
) -> None:
    seen = recorded_sample("overhead-lat-stretch.good.left")
    result = formcheck.check(seen)
    told = format_results(check_input(Job(seen), parse_task(None, "auto"), Path()).result)
    assert result.to_json() == told
    assert json.loads(told)["named"][0]["stretch"] == result.stretch
    assert formcheck.check(seen, result.stretch).named is None


def test_a_film_that_cannot_be_named_says_what_it_may_be_and_what_is_wrong_with_it(
    recorded_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    seen, cut_off = tmp_path / "seen.npz", "The file breaks off."
    film = Recording.load(recorded_sample("overhead-lat-stretch.good.left")).cut(0.0, 3.6)
    replace(film, warnings=(cut_off,)).save(seen)
    (command,) = check_input(Job(seen), parse_task(None, "auto"), Path()).failures
    with pytest.raises(formcheck.FormcheckError) as ours:
        formcheck.check(seen)
    said = str(command)
    assert "it may be overhead-lat-stretch" in said
    assert said.endswith(cut_off)
    assert str(ours.value) == said.replace("--stretch ID", 'stretch="ID"')


@pytest.mark.parametrize(
    "names", [(), ("chest-stretch", "cat-cow", "seated-twist"), ("seated-twist",), ("cat-cow",) * 2]
)
def test_the_json_of_a_routine_is_that_of_the_command(
    routine: Path, names: tuple[str, ...]
) -> None:
    result = formcheck.check_routine(routine, *names)
    asked = parse_task(",".join(names) or None, "auto")
    told = format_results(check_input(Job(routine), asked, Path()).result)
    assert result.to_json() == told
    assert json.loads(told)["warnings"] == list(result.warnings)


def test_a_routine_has_a_result_for_each_stretch(routine: Path) -> None:
    both = ["seated-twist", "chest-stretch"]
    result = formcheck.check_routine(routine)
    assert [part.stretch for part in result.parts] == both
    twist, chest = (json.loads(part.to_json()) for part in result.parts)
    assert [twist, chest] == [part["result"] for part in json.loads(result.to_json())["parts"]]
    assert result.parts[1].holds[0].start_s > result.parts[0].holds[0].end_s
    asked = formcheck.check_routine(routine, *reversed(both), "cat-cow")
    assert asked.reordered
    assert asked.left_out == ("cat-cow",)
    assert "CheckResult(" in repr(asked)
    alone = formcheck.check_routine(routine, "seated-twist")
    assert [part.stretch for part in alone.parts] == ["seated-twist"]
    assert (alone.unclear, alone.left_out, alone.reordered) == ((), (), False)
    with pytest.raises(formcheck.FormcheckError, match=r"use formcheck\.check_routine\.$"):
        formcheck.check(routine)
    with pytest.raises(formcheck.FormcheckError, match="Only bundled stretches"):
        formcheck.check_routine(routine, "seated-twist", str(ROOT / "stretch_specs/cat-cow.toml"))


def test_readings_are_a_row_for_each_quantity_and_picture(result: formcheck.CheckResult) -> None:
    table = result.readings
    names = np.unique(table["quantity"])
    assert len(table) == len(names) * result.analysis.frames
    assert (np.diff(table["time_s"]) >= 0.0).all()
    told = result.faults[0].reported_s
    during = (table["time_s"] > told + 0.5) & (table["time_s"] < told + 1.5)
    assert set(table[during & (table["verdict"] == "high")]["quantity"]) == {"level"}
    assert list(result.to_dataframe().columns) == list(table.dtype.names or ())


@pytest.mark.parametrize(
    ("module", "call"), [("pandas", "to_dataframe"), ("matplotlib.pyplot", "plot")]
)
def test_what_is_not_installed_is_named(
    module: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "formcheck.output.report.plot", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    result = formcheck.CheckResult(analysis=None)  # type: ignore[arg-type]
    with pytest.raises(
        formcheck.FormcheckError, match=f"pip install {module.split('.', maxsplit=1)[0]}"
    ):
        getattr(result, call)()


def test_landmarks_of_a_wrong_shape_are_refused_in_a_sentence() -> None:
    good = np.zeros((3, 33, 2)), np.zeros((3, 33, 3)), np.zeros((3, 33))
    with pytest.raises(formcheck.FormcheckError, match=r"world_m must have the shape \(3, 33, 3\)"):
        formcheck.check_landmarks(
            [0, 1, 2], good[0], good[0], good[2], size=(640, 480), stretch="seated-twist"
        )
    with pytest.raises(formcheck.FormcheckError, match="must be finite and rise"):
        formcheck.check_landmarks([0, 2, 1], *good, size=(640, 480), stretch="seated-twist")
    ragged = [[1.0], [1.0, 2.0]]
    of_a_calendar = np.array(["2026-11-01", "2026-11-02", "2026-11-03"], dtype="M8[ns]")
    for times_s in (ragged, of_a_calendar, [0j, 1j, 2j]):
        with pytest.raises(formcheck.FormcheckError, match="times_s must be numbers"):
            formcheck.check_landmarks(times_s, *good, size=(640, 480), stretch="seated-twist")
    with pytest.raises(formcheck.FormcheckError, match="visibility must be numbers"):
        formcheck.check_landmarks(
            [0, 1, 2], *good[:2], ragged, size=(640, 480), stretch="seated-twist"
        )
    with (
        formcheck.Session("seated-twist") as session,
        pytest.raises(formcheck.FormcheckError, match=r"visibility must have the shape \(33,\)"),
    ):
        session.update_landmarks(*(one[0] for one in good[:2]), good[2], 0.0, size=(640, 480))


def test_landmarks_that_cannot_be_are_refused_in_a_sentence() -> None:
    good = np.zeros((3, 33, 2)), np.zeros((3, 33, 3)), np.zeros((3, 33))
    for size in [(0, 480), (640, -1), (640, 480, 3), (1e300, 1e300), None, "ab"]:
        with pytest.raises(formcheck.FormcheckError, match="size must"):
            formcheck.check_landmarks([0, 1, 2], *good, size=size, stretch="seated-twist")  # type: ignore[arg-type]
    with pytest.raises(formcheck.FormcheckError, match="are too large for the time of a frame"):
        formcheck.check_landmarks([-1e308, 0, 1e308], *good, size=(640, 480), stretch="cat-cow")
    seen = good[2] + np.linspace(0, 99, 3)[:, None]
    with pytest.raises(formcheck.FormcheckError, match="between 0 and 1, not 0 to 99"):
        formcheck.check_landmarks(
            [0, 1, 2], *good[:2], seen, size=(640, 480), stretch="seated-twist"
        )
    with pytest.raises(formcheck.FormcheckError, match="times_s is empty: give a time"):
        formcheck.check_landmarks([], [], [], [], size=(640, 480), stretch="seated-twist")


def test_landmarks_in_another_unit_are_refused_in_a_sentence() -> None:
    frames = session(up_and_down(3.0, 4.0, "left"), 5.0)
    image_px = np.array([frame.detections[0].image_px for frame in frames])
    world_m = np.array([frame.detections[0].world_m for frame in frames])
    seen = np.array([frame.detections[0].visibility for frame in frames])
    shares = image_px / (SIZE.width_px, SIZE.height_px)
    size = (SIZE.width_px, SIZE.height_px)
    for image, world, what in [
        (shares, world_m, "image_px must be in pixels: all lie within 0"),
        (image_px, 1000.0 * world_m, "world_m must be in metres from the middle of the hips"),
        (image_px, 100.0 * world_m, "world_m must be in metres from the middle of the hips"),
        (
            image_px,
            world_m + np.array([0.0, 0.0, 2.5]),
            "world_m must be in metres from the middle of the hips",
        ),
    ]:
        times = [frame.t_s for frame in frames]
        with pytest.raises(formcheck.FormcheckError, match=what):
            formcheck.check_landmarks(times, image, world, seen, size=size, stretch="seated-twist")
        with (
            formcheck.Session("seated-twist") as live,
            pytest.raises(formcheck.FormcheckError, match=what),
        ):
            live.update_landmarks(image[0], world[0], seen[0], 0.0, size=size)


def test_landmarks_are_judged_alike_from_whatever_time_their_clock_counts(tmp_path: Path) -> None:
    spec = tmp_path / "short.toml"
    spec.write_text(SHORT)
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    (first, later) = (
        formcheck.check_landmarks(
            [begins_s + frame.t_s for frame in frames],
            [frame.detections[0].image_px for frame in frames],
            [frame.detections[0].world_m for frame in frames],
            [frame.detections[0].visibility for frame in frames],
            size=(SIZE.width_px, SIZE.height_px),
            stretch=str(spec),
        )
        for begins_s in (0.0, 1000.0)
    )
    assert len(first.holds) == 1
    assert later.holds[0].start_s == pytest.approx(first.holds[0].start_s)
    assert later.readings["time_s"][0] == 0.0


def test_a_frame_with_nan_shows_nobody() -> None:
    nothing = np.full((3, 33, 2), np.nan), np.zeros((3, 33, 3)), np.zeros((3, 33))
    with pytest.raises(formcheck.FormcheckError, match="No person was seen"):
        formcheck.check_landmarks([0, 1, 2], *nothing, size=(640, 480), stretch="seated-twist")


def test_a_session_goes_by_landmarks_alone(clips: Path) -> None:
    video = cv2.VideoCapture(str(clips / "cross-body-shoulder-stretch.good.left.mp4"))
    session = formcheck.Session("cross-body-shoulder-stretch", side="left", hold_s=4)
    with session, formcheck.Landmarker() as model:
        while video.grab():
            image = cv2.cvtColor(video.retrieve()[1], cv2.COLOR_BGR2RGB)
            t_s = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
            for one in model.detect(image, t_s):
                screen = session.update_landmarks(
                    one.image_px,
                    one.world_m,
                    one.visibility,
                    t_s,
                    size=(image.shape[1], image.shape[0]),
                )
    assert screen.held_s >= 4.0
    (stretch,) = session.result.stretches
    assert stretch.sides[0].holds[0].held_s >= 4.0


def test_a_name_that_no_file_can_have_is_refused_in_a_sentence() -> None:
    with pytest.raises(formcheck.FormcheckError, match="There is no video"):
        formcheck.check("a\0b.mp4", "seated-twist")


def test_a_session_of_nothing_is_refused_in_a_sentence() -> None:
    with pytest.raises(formcheck.FormcheckError, match="needs at least one stretch"):
        formcheck.Session(hold_s=4)


DAY = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
NO_TIMES = [DAY, timedelta(seconds=1), "1", None, np.zeros(3), np.array(1.0), [1.0], 1j]


@pytest.mark.parametrize("time_s", NO_TIMES, ids=lambda one: type(one).__name__)
def test_a_time_that_is_no_number_is_refused_in_a_sentence(time_s: Any) -> None:
    picture = np.zeros((48, 64, 3), dtype=np.uint8)
    nobody = np.zeros((33, 2)), np.zeros((33, 3)), np.zeros(33)
    with formcheck.Session("seated-twist") as session, formcheck.Landmarker() as model:
        for tell in (
            lambda: session.update(picture, time_s),
            lambda: session.update_landmarks(*nobody, time_s, size=(64, 48)),
            lambda: model.detect(picture, time_s),
        ):
            with pytest.raises(formcheck.FormcheckError, match="finite number of seconds, not of"):
                tell()
        for seconds in (1, 2.5, np.float32(3.0), np.int64(4)):
            shown = session.update_landmarks(*nobody, seconds, size=(64, 48))
            assert (shown.t_s, type(shown.t_s)) == (seconds - 1, float)
    with pytest.raises(formcheck.FormcheckError, match="This session is closed"):
        session.update_landmarks(*nobody, 6.0, size=(64, 48))


@pytest.mark.parametrize(
    "times",
    [[DAY + timedelta(seconds=n) for n in range(3)], np.arange(3).astype("datetime64[s]"), "now"],
    ids=["dates", "array", "text"],
)
def test_times_of_landmarks_that_are_dates_are_told_to_be_seconds(times: Any) -> None:
    people = np.zeros((3, 33, 2)), np.zeros((3, 33, 3)), np.zeros((3, 33))
    with pytest.raises(formcheck.FormcheckError, match=r"^times_s must be numbers, in seconds\.$"):
        formcheck.check_landmarks(times, *people, size=(640, 480), stretch="seated-twist")


def test_a_session_refuses_what_it_cannot_use_and_goes_on() -> None:
    picture = np.zeros((48, 64, 3), dtype=np.uint8)
    with formcheck.Session("seated-twist") as session:
        for wrong in (picture[:, :, 0], picture[:0], picture / 255, np.dstack([picture, picture])):
            with pytest.raises(formcheck.FormcheckError, match="A picture must be uint8"):
                session.update(wrong, 0.0)  # type: ignore[arg-type]
        for t_s in (math.nan, math.inf):
            with pytest.raises(formcheck.FormcheckError, match="finite number of seconds"):
                session.update(picture, t_s)
        with pytest.raises(formcheck.FormcheckError, match=r"^1e\+20 seconds are too large"):
            session.update(picture, 1e20)
        with pytest.raises(formcheck.FormcheckError, match=r"is not a formcheck\.Command"):
            session.command("pause")  # type: ignore[arg-type]
        assert session.update(picture, 5.0).t_s == 0.0
    for t_s in (5.0, 6.0):  # a time once more, and a later one
        with pytest.raises(formcheck.FormcheckError, match="This session is closed"):
            session.update(picture, t_s)


def test_an_answer_that_a_question_does_not_have_is_refused() -> None:
    nobody = (np.full((33, 2), np.nan), np.zeros((33, 3)), np.zeros(33))
    with formcheck.Session("seated-twist") as session:
        session.update_landmarks(*nobody, 0.0, size=(640, 480))
        session.command(formcheck.Command.PAIN)
        question = session.update_landmarks(*nobody, 1.0, size=(640, 480)).question
        assert question is not None
        for wrong in (7, "7.0", "yes", None):
            with pytest.raises(formcheck.FormcheckError, match=r'"0", "1", .*"10"'):
                session.answer(question.id, wrong)  # type: ignore[arg-type]
        session.answer("another", "yes")  # the question is no longer on screen
        session.answer(question.id, "7")
        session.update_landmarks(*nobody, 2.0, size=(640, 480))
        assert [one.answer for one in session.result.answers] == ["7"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"side": "auto"}, "choose one of both, left, right"),
        ({"sets": 10**9}, "sets must be 1 to 20"),
        ({"sets": 1.5}, "sets must be 1 to 20, a whole number"),
        ({"sets": "2"}, "sets must be 1 to 20, a whole number"),
        ({"hold_s": "4"}, "hold_s must lie between 1 and 3600 seconds, a whole number"),
        ({"hold_s": 7.5}, "hold_s must lie between 1 and 3600 seconds, a whole number"),
        ({"model": "giant"}, "no pose model 'giant'"),
    ],
)
def test_a_session_that_cannot_be_is_refused_in_a_sentence(
    options: dict[str, Any], told: str
) -> None:
    with pytest.raises(formcheck.FormcheckError, match=told):
        formcheck.Session("cat-cow", **options)


def test_a_stretch_is_named_by_id_by_path_or_as_it_was_loaded() -> None:
    path = ROOT / "stretch_specs" / "cat-cow.toml"
    for name in ("cat-cow", path, formcheck.load_stretch(path), formcheck.stretches()["cat-cow"]):
        with formcheck.Session(name) as session:
            assert session.result.stretches[0].spec_id == "cat-cow"


def test_a_result_shows_itself_in_a_few_lines(result: formcheck.CheckResult) -> None:
    assert repr(result).startswith(f"CheckResult(file={result.file!r}, stretch='seated-twist', ")
    assert "shoulders-tilt" in repr(result)
    assert len(repr(result)) < 1000
    assert len(repr(result.sides)) < 20_000
    assert repr(formcheck.load_stretch("cat-cow")) == "Spec(id='cat-cow', title='Cat-cow')"


def test_results_and_errors_come_back_from_another_process(
    result: formcheck.CheckResult, tmp_path: Path
) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again.to_json() == result.to_json()
    (tmp_path / "broken.toml").write_text("id =")
    with pytest.raises(formcheck.FormcheckError) as broken:
        formcheck.load_stretch(tmp_path / "broken.toml")
    told = pickle.loads(pickle.dumps(broken.value))
    assert type(told) is type(broken.value)
    assert str(told) == str(broken.value)
    assert isinstance(told, formcheck.SpecError)
    assert [problem.line for problem in told.problems] == [1]


def test_a_photo_is_one_moment(tmp_path: Path) -> None:
    photo = formcheck.check_photo(take_picture(TILTED, tmp_path), "seated-twist")
    assert photo.form in {"ok", "faulty", "unseen"}
    assert json.loads(photo.to_json())["form"] == photo.form
    assert list(json.loads(photo.to_json())["not_judged"]) == list(photo.unjudged)
    assert {type(why) for why in photo.unjudged.values()} == {str}


def test_a_photo_has_the_faults_and_warnings_of_its_json(tmp_path: Path) -> None:
    photo = formcheck.check_photo(
        take_picture("childs-pose.hips-high.both.mp4", tmp_path), "childs-pose"
    )
    told = json.loads(photo.to_json())
    assert [fault["id"] for fault in told["faults"]] == list(photo.faults) == ["hips-high"]
    assert told["warnings"] == list(photo.warnings)


def take_picture(clip: str, folder: Path) -> Path:
    video = cv2.VideoCapture(str(SAMPLES / clip))
    video.set(cv2.CAP_PROP_POS_MSEC, 7000)
    path = folder / "photo.png"
    cv2.imwrite(str(path), video.read()[1])
    return path


def test_posture_agrees_with_its_json(clips: Path) -> None:
    result = formcheck.check_posture(clips / "sitting-front.mp4")
    told = json.loads(result.to_json())
    assert [one["state"] for one in told["segments"]] == [one.state for one in result.segments]
    assert "slouched" in {one.state for one in result.segments}
    assert [one["t_s"] for one in told["nudges"]] == pytest.approx(result.nudges, abs=0.01)
    assert told["warnings"] == list(result.warnings)
    for check in (formcheck.check, formcheck.check_posture):
        with pytest.raises(formcheck.FormcheckError, match="is a photo"):
            check("desk.jpg")
    with pytest.raises(formcheck.FormcheckError, match="choose one of relaxed, normal, strict"):
        formcheck.check_posture("desk.mp4", sensitivity="high")  # type: ignore[arg-type]


def test_everything_that_is_offered_is_there_and_documented() -> None:
    for name in formcheck.__all__:
        assert getattr(formcheck, name).__doc__
    assert set(dir(formcheck)) == {*formcheck.__all__, "__version__"}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = formcheck.nothing


PARTS = (
    Analysis, PhotoAnalysis, SitVideo, Step, FramingCheck, Pace, ProgressRing, Outcome, Closest,
    Round, Shortfall,
)  # fmt: skip
"""Types that occur within the public results."""


@pytest.mark.parametrize("cls", [*list_values(), *PARTS], ids=lambda cls: cls.__name__)
def test_every_field_of_a_result_is_described_under_it(cls: type) -> None:
    fields = list(list_attributes(cls))
    assert fields
    assert [name for name, _, told in fields if not told] == []


def test_the_types_of_results_can_be_imported_for_annotations() -> None:
    code = "from formcheck import FaultSpan, Hold, Repetition, Screen, Segment, SessionResult, Spec"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_formcheck_loads_nothing_heavy() -> None:
    code = "import formcheck, sys; print({'cv2', 'mediapipe', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_model_is_refused_of_a_recording_too(tmp_path: Path) -> None:
    with pytest.raises(formcheck.FormcheckError, match=r"^There is no pose model 'x'"):
        formcheck.check(tmp_path / "a.npz", "seated-twist", model="x")
