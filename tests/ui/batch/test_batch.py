"""What a batch writes, and what it rejects."""

import csv
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import jsonschema
import platformdirs
import pyarrow.parquet
import pytest

from docs.schemas import load_schema
from formcheck.core.body import Side
from formcheck.core.session.measure_names import describe_measure
from formcheck.core.stretch import Spec, plan_for
from formcheck.engine.analyse import analyse, sides_of
from formcheck.engine.photo_check import analyse_photo, judge_poses
from formcheck.engine.session_warnings import LIKE
from formcheck.files.errors import FormcheckError
from formcheck.files.output_file import write_text
from formcheck.library.catalogue import load_spec
from formcheck.output.report.console import capture_text
from formcheck.output.report.contract import (
    NamedPart,
    RoutinePart,
    RoutineResult,
    UnclearPart,
    VideoResult,
    build_photo_result,
    build_video_result,
)
from formcheck.output.report.json_part import format_results
from formcheck.output.report.terminal import show_analysis
from formcheck.ui.batch.addresses import OutFolder
from formcheck.ui.batch.batch_contract import BatchResult, read_made_by
from formcheck.ui.batch.batch_table import write_tables
from formcheck.ui.batch.batch_worker import (
    UnlikeWorkersError,
    WorkerSettings,
    build_result,
    judge,
)
from formcheck.ui.batch.summary_page import Attention, Remark, Summary, build_page, summarise
from formcheck.ui.batch.work_list import PICTURES, RESULTS, read_work
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from tests.bodies import Arm, Body, standing
from tests.engine.benchmark_figures import set_right
from tests.engine.sessions import (
    SHORT,
    SIZE,
    STRICT_BEND,
    Key,
    add_quantity,
    detect,
    save_recording,
    session,
    short_spec,
    up_and_down,
)
from tests.engine.test_repetitions import ARM_RAISES, analyse_session, make_raises
from tests.paths import ROOT
from tests.ui.batch.batches import FEW_FPS, make_inputs, read_results, run_batch
from tests.ui.cli.conftest import Run, run
from tests.vision.video.films import write_film

__all__ = ["run"]

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of a batch over four recordings that are judged and three bad files."""
    inputs = make_inputs(tmp_path_factory.mktemp("batch") / "in", 4)
    (inputs / "broken.npz").write_bytes(b"PK nothing")
    (inputs / "empty.mp4").write_bytes(b"")
    (inputs / "notes.txt").write_text("no film")
    out = inputs.parent / "out"
    lines = ["file,stretch,side,person"]
    lines += [f"{name}.npz,arm-out.toml,left,Ann" for name in ("good-0", "bent-1", "good-2")]
    lines += ["bent-3.npz,,,Ben", "broken.npz,,,Ben", "empty.mp4,,,Ben", "missing.npz,,,Ben"]
    (inputs / "list.csv").write_text("\n".join(lines) + "\n")
    code, said, wrong = run_batch(
        inputs / "list.csv", "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1, "--report"
    )
    assert (code, "7 files, 7 of them checked now" in said) == (2, True), wrong
    assert wrong == "3 could not be judged as a whole: the summary says why.\n"
    return out


def test_each_file_has_a_result_of_the_contract_of_check(finished: Path, run: Run) -> None:
    found = read_results(finished)
    good = found["good-0.npz"]
    jsonschema.validate(good, load_schema("batch"))
    alone = run("check", good["file"], "-s", good["stretch"], "--side", "left", "--json", "-")
    assert json.loads(alone.out) == good["result"]
    inputs = finished.parent / "in"
    asked = [str(inputs / "list.csv")], str(inputs / "arm-out.toml"), "auto", ["report"], ""
    results = {path.stem for path in (finished / "results").iterdir()}
    assert {item.name for item in read_work(*asked)} == results, "with no extra but the report"


def test_a_report_is_what_check_prints(finished: Path, run: Run) -> None:
    found = read_results(finished)
    good = found["good-0.npz"]
    report = (finished / good["report"]).read_text(encoding="utf-8")
    alone = run("check", good["file"], "-s", good["stretch"], "--side", "left")
    assert report.split() == alone.out.split()
    assert good["report"] in (finished / "summary.html").read_text(encoding="utf-8")
    assert found["broken.npz"]["report"] is None


def test_reports_are_written_where_the_results_are_not_where_the_worker_is(
    run: Run, tmp_path: Path
) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), f"memory://{tmp_path.name}"
    words = ["-s", inputs / "arm-out.toml", "--out", out, "--workers", 1, "--report"]
    answer = run("batch", inputs, *words)
    assert (answer.code, answer.err) == (0, "")
    memory = fsspec.filesystem("memory")  # every process has one of its own
    reports = {Path(path).stem for path in memory.ls(f"{out}/reports", detail=False)}
    assert reports == {Path(path).stem for path in memory.ls(f"{out}/results", detail=False)}


def test_one_file_is_one_file() -> None:
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    by = read_made_by("full")
    failed = build_result(item, by, "failed", reason="It is no film.")
    page = build_page([summarise(item, failed)], by)
    assert "<title>formcheck batch: 1 file</title>" in page


def test_table_and_summary_name_a_file_as_this_run_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, done = read_made_by("full"), {}
    for day in ("monday", "tuesday"):
        (tmp_path / day).mkdir()
        monkeypatch.chdir(tmp_path / day)
        Path("ann.mp4").touch()
        (item,) = read_work(["."], None, "auto", (), "")
        done[item.name] = build_result(item, by, "failed", reason="./ann.mp4 is empty.")
    monkeypatch.chdir(tmp_path)
    work = read_work(["monday", "tuesday"], None, "auto", (), "")
    summaries = write_tables([(one, done[one.name]) for one in work], OutFolder("out"), by)
    with Path("out/table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    files = ["monday/ann.mp4", "tuesday/ann.mp4"]
    assert [row["file"] for row in rows] == [one.file for one in summaries] == files
    assert [one.remarks[0].text for one in summaries] == ["ann.mp4 is empty."] * 2


@pytest.mark.parametrize(
    ("fps", "said"),
    [(30.0, "Left side: 8 of 20 s, too short to count"), (1.5, "can't be judged")],
)
def test_what_a_hold_came_to_is_told(tmp_path: Path, fps: float, said: str) -> None:
    """Holds too short to count are not added up; a low frame rate gives no times."""
    spec = short_spec(SHORT.replace("hold_s = 4 ", "hold_s = 20 "))
    tries = [key for at_s in (3.0, 18.0, 33.0) for key in up_and_down(at_s, at_s + 9.0, "left")]
    path = tmp_path / "tries.npz"
    path.touch()
    analysis = analyse(spec, (Side.LEFT,), session(tries, 46.0, fps=fps), SIZE, str(path))
    (item,) = read_work([str(path)], None, "auto", (), "")
    by, result = read_made_by("full"), build_video_result(analysis)
    summary = summarise(item, build_result(item, by, "judged", result=result))
    assert summary.came_to == said


def test_a_film_judged_for_the_other_side_needs_a_look() -> None:
    (item,) = read_work([str(ROOT / "README.md")], None, "right", (), "")
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    result = build_video_result(analyse(short_spec(), (Side.RIGHT,), frames, SIZE, "film.npz"))
    summary = summarise(item, build_result(item, read_made_by("full"), "judged", result=result))
    assert Remark(Attention.UNSURE, LIKE[Side.LEFT]) in summary.remarks
    unfit = build_result(item, read_made_by("full"), "judged", result=result, unfit=["Too dark."])
    assert (summary.judged, summarise(item, unfit).judged) == (True, False)


def test_a_fault_of_one_of_two_sides_is_told_with_its_side() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(13.0, 19.0, "right", bend_deg=60.0)]
    sides = (Side.LEFT, Side.RIGHT)
    result = build_video_result(analyse(short_spec(), sides, session(keys, 22.0), SIZE, "film.npz"))
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    summary = summarise(item, build_result(item, read_made_by("full"), "judged", result=result))
    faults = [(one.text, one.times) for one in summary.remarks if one.level is Attention.FAULTS]
    assert faults == [("Right side: Straighten your arm.", "0:13-0:19")]


def test_the_example_with_pandas_counts_the_faults_of_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas", reason="the extra analysis is not installed")
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(13.0, 19.0, "right", bend_deg=60.0)]
    sides, by = (Side.LEFT, Side.RIGHT), read_made_by("full")
    video = build_video_result(analyse(short_spec(), sides, session(keys, 22.0), SIZE, "film.npz"))
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    done = build_result(item, by, "judged", result=video)
    listed = replace(item, more={"person": "Ann"})
    monkeypatch.chdir(tmp_path)
    write_tables([(listed, done)], OutFolder("results"), by)
    (example,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs/batch.md").read_text(), re.DOTALL)
    told: dict[str, Any] = {}
    exec(example, told)
    assert told["files"]["faults"].tolist() == [1]
    assert told["files"]["person"].tolist() == ["Ann"]


ROUTINE = ("cat-cow", "childs-pose")


def test_of_a_routine_every_word_says_which_stretch_it_is_of() -> None:
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0)
    video = build_video_result(analyse(short_spec(), (Side.LEFT,), frames, SIZE, "film.npz"))
    named = [NamedPart(stretch="seated-twist", confidence=0.6)]
    videos = [video.model_copy(update={"stretch": one, "named": named}) for one in ROUTINE]
    parts = [
        RoutinePart(start_s=20.0 * n, end_s=20.0 * n + 10.0, result=one)
        for n, one in enumerate(videos)
    ]
    result = RoutineResult(
        file="film.npz", duration_s=60.0, parts=parts, unclear=[], left_out=["cobra-pose"],
        warnings=[],
    )  # fmt: skip
    (item,) = read_work([str(ROOT / "README.md")], ",".join(ROUTINE), "auto", (), "")
    summary = summarise(item, build_result(item, read_made_by("full"), "judged", result=result))
    assert summary.stretch == "Cat-cow, Child's pose"
    assert summary.came_to == (
        "Cat-cow, 0:00-0:10: Left side: 5 of 4 s; Child's pose, 0:20-0:30: Left side: 5 of 4 s"
    )
    assert [one.text for one in summary.remarks] == [
        "Cobra pose was not seen",
        "Cat-cow, 0:00-0:10: Looks like Seated twist, 60% sure",
        "Child's pose, 0:20-0:30: Looks like Seated twist, 60% sure",
    ]


def test_quantities_are_named_as_in_the_report(tmp_path: Path) -> None:
    path, file = tmp_path / "strict.toml", tmp_path / "film.npz"
    path.write_text(STRICT_BEND, encoding="utf-8")
    file.touch()
    keys = up_and_down(3.0, 9.0, "left")
    analysis = analyse(load_spec(path), (Side.LEFT,), session(keys, 12.0), SIZE, str(file))
    (item,) = read_work([str(file)], str(path), "auto", (), "")
    by, result = read_made_by("full"), build_video_result(analysis)
    summary = summarise(item, build_result(item, by, "judged", result=result))
    assert summary.remarks == (
        Remark(Attention.NOT_JUDGED, "Not judged (left): left elbow flexion"),
    )
    assert "left elbow flexion" in capture_text(lambda to: show_analysis(to, analysis))


def test_a_result_belongs_to_the_content_of_an_own_stretch(tmp_path: Path) -> None:
    film, spec = tmp_path / "a.npz", tmp_path / "own.toml"
    film.touch()
    names = set()
    for text in (SHORT, SHORT + "\n# edited\n"):
        spec.write_text(text, encoding="utf-8")
        names |= {item.name for item in read_work([str(film)], str(spec), "auto", (), "")}
    assert len(names) == 2


def test_a_photo_of_something_else_needs_a_look() -> None:
    path = ROOT / "tests" / "vision" / "pose" / "people" / "lying.jpg"
    spec = load_spec("seated-twist")
    photo = analyse_photo(path, spec, spec.sides, model_path())
    (item,) = read_work([str(path)], spec.id, "auto", (), "")
    by, result = read_made_by("full"), build_photo_result(photo)
    summary = summarise(item, build_result(item, by, "judged", result=result))
    assert summary.attention is Attention.UNSURE
    assert summary.remarks == (
        Remark(Attention.UNSURE, "What this picture shows looks like Knee to chest."),
    )


def test_a_photo_whose_side_can_t_be_told_names_its_quantities_in_words() -> None:
    bent = standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up"))
    (item,) = read_work([str(ROOT / "README.md")], "overhead-lat-stretch", "auto", (), "")
    poses = [assess_visibility(VisibilityState(), detect(bent), 0.0, SIZE)[1]]
    spec = load_spec("overhead-lat-stretch")
    result = build_photo_result(judge_poses(poses, spec, spec.sides, SIZE, "photo.jpg"))
    lacking = [one.model_copy(update={"chance": 1.0}) for one in result.lacking]
    changed = {"side": "both", "form": "faulty", "faults": [], "lacking": lacking, "warnings": []}
    untold = result.model_copy(update=changed)
    summary = summarise(item, build_result(item, read_made_by("full"), "judged", result=untold))
    plan = plan_for(spec, Side.LEFT)
    words = describe_measure(plan.find_definition(untold.lacking[0].measure))
    assert any(words in one.text for one in summary.remarks), summary.remarks


def sum_up_photo(spec: Spec, *bodies: Body) -> Summary:
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    poses = [assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1] for body in bodies]
    result = build_photo_result(judge_poses(poses, spec, spec.sides, SIZE, "photo.jpg"))
    return summarise(item, build_result(item, read_made_by("full"), "judged", result=result))


def test_a_photo_that_is_surely_wrong_is_with_the_faults_whatever_else_is_to_be_said() -> None:
    unnamed = short_spec(SHORT[: SHORT.index("[[fault]]")])
    bent = standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up")).moved(x_m=0.7)
    summary = sum_up_photo(unnamed, bent, standing().moved(x_m=-1.0))
    people = "2 people are in the picture: the one nearest to the stretch was judged."
    assert summary.remarks == (
        Remark(Attention.FAULTS, "Not right: bend"), Remark(Attention.FAULTS, people)
    )  # fmt: skip
    assert summary.attention is Attention.FAULTS


ROUGH_BEND = "tolerance = 1".join(SHORT.rsplit("tolerance = 10", 1))
LEANING = add_quantity(ROUGH_BEND, "lean", "trunk_incl", "[0, 10]", 10)
ONE_OF_FOUR = add_quantity(LEANING, "bow", "body_incl", "[0, 10]", 10)
"""Two more quantities; only the elbow's bend is read too inaccurately to be judged."""


@pytest.mark.parametrize(
    ("text", "bend_deg", "level", "said"),
    [
        (SHORT, 0.0, Attention.NONE, []),
        (SHORT, 48.0, Attention.UNSURE, ["Not sure: bend"]),
        (STRICT_BEND, 0.0, Attention.NOT_JUDGED, ["Not judged: bend"]),
        (ONE_OF_FOUR, 39.0, Attention.NONE, []),
    ],
    ids=["all", "not sure", "not judged", "one of four"],
)
def test_a_photo_of_which_half_is_open_is_not_as_prescribed(
    text: str, bend_deg: float, level: Attention, said: list[str]
) -> None:
    summary = sum_up_photo(short_spec(text), standing(left_arm=Arm(0.0, 90.0, bend_deg, bend="up")))
    assert [one.text for one in summary.remarks if one.level is level] == said
    assert summary.attention is level


def test_a_photo_with_a_fault_tells_what_is_wrong_once() -> None:
    bent = standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up"))
    assert sum_up_photo(short_spec(), bent).remarks == (
        Remark(Attention.FAULTS, "Straighten your arm."),
    )


def test_a_photo_of_a_repetition_before_its_peak_is_not_with_the_faults() -> None:
    summary = sum_up_photo(short_spec(ARM_RAISES), standing(left_arm=Arm(0.0, 60.0)))
    moment = "One picture shows one moment of a repetition: the peak is not reached, and nothing "
    assert [one.text for one in summary.remarks] == [
        "Not yet in good form", f"{moment}is counted."
    ]  # fmt: skip
    assert summary.attention is Attention.UNSURE


def test_repetitions_are_shown_beside_the_dose_and_who_never_began_needs_a_look() -> None:
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")

    def sum_up(keys: list[Key], duration_s: float) -> Summary:
        result = build_video_result(analyse_session(keys, duration_s))
        return summarise(item, build_result(item, read_made_by("full"), "judged", result=result))

    goal = short_spec(ARM_RAISES).dose.reps
    assert (
        sum_up(make_raises(3.0, "left", 3), 16.0).came_to == f"Left side: 3 of {goal} repetitions"
    )
    never = sum_up([Key(0.0, left_deg=90.0)], 6.0)
    assert never.came_to == f"Left side: 0 of {goal} repetitions"
    assert never.attention is Attention.NOT_JUDGED
    assert never.remarks[0].text.startswith("The stretch was never seen")


@pytest.mark.parametrize(
    ("clip", "stretch", "said"),
    [
        (
            "cable-doorway-rhomboid-stretch.good.both",
            "cable-doorway-rhomboid-stretch",
            "Do not rely on this result: in the benchmark formcheck judged",
        ),
        ("knee-to-chest.good.left", "cobra-pose", "s it looked like Knee to chest."),
        ("knee-to-chest.good.left", "bridge-reps", "does not count: it looked like Knee to chest."),
    ],
)
def test_what_makes_a_result_doubtful_is_in_the_summary(
    recorded_sample: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clip: str,
    stretch: str,
    said: str,
) -> None:
    set_right(monkeypatch, {"two metres": 3, "desk": 3}, 8)
    (item,) = read_work([str(recorded_sample(clip))], stretch, "auto", (), "")
    done, _ = judge(item, WorkerSettings(str(tmp_path), read_made_by("full"), (), 60.0))
    kept = BatchResult.model_validate_json(format_results(done))
    (remark,) = [one for one in summarise(item, kept).remarks if said in one.text]
    assert remark.level is Attention.UNSURE


def test_a_recording_is_judged_where_videos_are_drawn(tmp_path: Path) -> None:
    inputs = make_inputs(tmp_path, 2)
    item, _ = read_work([str(inputs)], str(inputs / "arm-out.toml"), "auto", ["video"], "")
    done, _ = judge(item, WorkerSettings(str(tmp_path), read_made_by("full"), ["video"], 60.0))
    assert (done.state, done.picture) == ("judged", None)


def test_what_can_t_be_judged_has_its_reason(finished: Path) -> None:
    states = {name: (one["state"], one["reason"]) for name, one in read_results(finished).items()}
    assert [name for name, (state, _) in states.items() if state != "judged"] == [
        "broken.npz", "empty.mp4", "missing.npz",
    ]  # fmt: skip
    assert "not a recording" in states["broken.npz"][1]
    assert "is empty" in states["empty.mp4"][1]
    assert "missing.npz" in states["missing.npz"][1]


def test_a_file_that_shows_no_stretch_for_certain_is_not_among_the_broken_ones(
    tmp_path: Path,
) -> None:
    film = save_recording(tmp_path / "idle.npz", session([Key(0.0)], 12.0, FEW_FPS))
    (item,) = read_work([str(film)], "cat-cow,childs-pose", "auto", ["report"], "")
    by = read_made_by("full")
    unclear, report = judge(item, WorkerSettings(str(tmp_path), by, ["report"], 60.0))
    jsonschema.validate(json.loads(format_results(unclear)), load_schema("batch"))
    assert unclear.state == "unclear"
    assert unclear.reason.startswith(f"{film} shows none of cat-cow, childs-pose: ")
    assert report is not None
    assert "left out" in report
    (summary,) = write_tables([(item, unclear)], OutFolder(str(tmp_path)), by)
    text = unclear.reason.replace(str(film), "idle.npz")
    assert summary.remarks == (Remark(Attention.UNCLEAR, text),)
    assert summary.stretch == "Cat-cow, Child's pose"
    rows = pyarrow.parquet.read_table(tmp_path / "table.parquet").to_pylist()
    assert [row["kind"] for row in rows] == ["file", "left-out", "left-out"]
    assert {row["state"] for row in rows} == {"unclear"}


def test_a_name_that_is_no_utf8_is_judged_and_told_in_escapes(run: Run, tmp_path: Path) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), tmp_path / "out"
    named = Path(os.fsdecode(os.fsencode(inputs / "odd") + b"\xff.npz"))
    try:
        (inputs / "good-0.npz").rename(named)
    except OSError:
        pytest.skip("such a name can't be given here")
    words = [inputs, "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1]
    for now in (2, 0):
        answer = run("batch", *words)
        assert answer.code == 0, answer.err
        assert f"2 files, {now} of them checked now" in answer.out
    with (out / "table.csv").open(encoding="utf-8", newline="") as file:
        assert f"{inputs}/odd\\udcff.npz" in {row["file"] for row in csv.DictReader(file)}


def test_tables_are_written_into_a_folder_whose_name_is_no_utf8(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path / "m") + b"\xfcller"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("such a name can't be given here")
    by = read_made_by("full")
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    failed = build_result(item, by, "failed", reason="It is no film.")
    write_tables([(item, failed)], OutFolder(str(folder)), by)
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["message"] == "It is no film."
    with (folder / "table.parquet").open("rb") as file:
        assert pyarrow.parquet.read_table(file).num_rows == 1


def test_a_spreadsheet_takes_no_text_of_the_table_for_a_formula(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other table keeps every text unchanged."""
    (tmp_path / "=1+1.npz").write_bytes(b"PK nothing")
    more = {"person": "@ann", "=day": "-1+A1", "degrees": "-12.5", "year": "+1", "why": "a=b"}
    lines = [",".join(("file", *more)), ",".join(("=1+1.npz", *more.values()))]
    (tmp_path / "list.csv").write_text("\n".join(lines) + "\n")
    monkeypatch.chdir(tmp_path)
    by = read_made_by("full")
    (item,) = read_work(["list.csv"], None, "auto", (), "")
    failed = build_result(item, by, "failed", reason="\tIt is no film.")
    write_tables([(item, failed)], OutFolder("out"), by)
    with Path("out/table.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == "'=1+1.npz"
    assert row["message"] == "'\tIt is no film."
    assert {name: row[name] for name in ("person", "'=day", "degrees", "year", "why")} == {
        "person": "'@ann", "'=day": "'-1+A1", "degrees": "-12.5", "year": "+1", "why": "a=b"
    }  # fmt: skip
    (kept,) = pyarrow.parquet.read_table("out/table.parquet").to_pylist()
    assert kept["file"] == "=1+1.npz"
    assert {name: kept[name] for name in more} == more


def test_a_result_can_be_read_whatever_the_names_in_its_sentences(tmp_path: Path) -> None:
    odd = os.fsdecode(b"M\xfcller")
    source, spec, film = (str(tmp_path / f"{odd}{ending}") for ending in (".npz", ".toml", ".ts"))
    frames = session(up_and_down(3.0, 9.0, "left"), 12.0, FEW_FPS)
    told = (f"{source} breaks off.", f"{film} breaks off.")
    try:
        Recording(SIZE, film, tuple(frames), told).save(Path(source))
    except FormcheckError:
        pytest.skip("such a name can't be given here")
    Path(spec).write_text(SHORT)
    (item,) = read_work([source], spec, "left", (), "")
    done, _ = judge(item, WorkerSettings(str(tmp_path), read_made_by("full"), (), 60.0))
    write_text(tmp_path / "result.json", format_results(done))
    read = BatchResult.model_validate_json((tmp_path / "result.json").read_bytes())
    shown = f"{tmp_path}/M\\udcfcller"
    assert (read.file, read.stretch) == (f"{shown}.npz", f"{shown}.toml")
    assert read.unfit == [f"{shown}.npz breaks off.", f"{shown}.ts breaks off."]
    assert isinstance(read.result, VideoResult)
    assert read.result.warnings[-2:] == read.unfit


def test_every_result_says_what_made_it(finished: Path) -> None:
    made = [one["made_by"] for one in read_results(finished).values()]
    assert all(one == made[0] for one in made)
    assert len(made[0]["model_sha256"]) == len(made[0]["specs_sha256"]) == 64


def test_the_tables_are_equal_and_have_a_row_for_each_thing(finished: Path) -> None:
    table = pyarrow.parquet.read_table(finished / "table.parquet")
    with (finished / "table.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    rows = table.to_pylist()
    assert [row["kind"] for row in rows] == [row["kind"] for row in written]
    for row, cells in zip(rows, written, strict=True):
        assert {name: _cell(value) for name, value in row.items()} == cells
    first = [row for row in rows if row["file"].endswith("good-0.npz")]
    assert [(row["kind"], row["number"]) for row in first] == [("side", None), ("hold", 1)]
    assert first[0]["person"] == "Ann"
    bent = [row for row in rows if row["file"].endswith("bent-1.npz")]
    assert ("fault", 1) in {(row["kind"], row["number"]) for row in bent}
    assert [row["kind"] for row in rows if row["state"] == "failed"] == ["file"] * 3
    attention = {Path(row["file"]).name: row["attention"] for row in rows}
    assert attention["missing.npz"] == Attention.NO_RESULT
    assert attention["bent-1.npz"] < attention["good-0.npz"]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_table_has_the_repetitions_of_a_routine_and_the_faults_of_a_photo(
    tmp_path: Path,
) -> None:
    by, spec = read_made_by("full"), short_spec()
    video = build_video_result(analyse_session(make_raises(3.0, "left", 2), 16.0))
    named = [NamedPart(stretch=one, confidence=0.4) for one in ROUTINE]
    unclear = UnclearPart(start_s=20.0, end_s=30.0, named=named)
    routine = RoutineResult(
        file="film.npz", duration_s=40.0, unclear=[unclear], left_out=["cobra-pose"], warnings=[],
        parts=[RoutinePart(start_s=0.0, end_s=16.0, result=video)],
    )  # fmt: skip
    bent = detect(standing(left_arm=Arm(0.0, 90.0, 60.0, bend="up")))
    poses = [assess_visibility(VisibilityState(), bent, 0.0, SIZE)[1]]
    photo = build_photo_result(judge_poses(poses, spec, spec.sides, SIZE, "photo.jpg"))
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    results = [build_result(item, by, "judged", result=one) for one in (routine, photo)]
    write_tables([(item, one) for one in results], OutFolder(str(tmp_path)), by)
    rows = pyarrow.parquet.read_table(tmp_path / "table.parquet").to_pylist()
    told = [(row["kind"], row["number"], row["what"] or row["stretch"]) for row in rows]
    assert told == [
        ("side", None, video.stretch),
        *(("repetition", n, video.stretch) for n in (1, 2)),
        ("unclear", 1, " or ".join(ROUTINE)),
        ("left-out", 1, "cobra-pose"),
        ("side", None, spec.id),
        ("fault", 1, photo.faults[0].id),
    ]
    assert [row["counted"] for row in rows[1:3]] == [True, True]
    assert (rows[1]["part"], rows[3]["start_s"], rows[5]["form"]) == (1, 20.0, "faulty")


def test_the_summary_begins_with_what_needs_an_eye_and_needs_nothing_else(finished: Path) -> None:
    page = (finished / "summary.html").read_text()
    assert "of tempo and range beyond fixed limits" in page
    order = [page.index(name) for name in ("missing.npz", "bent-1.npz", "good-0.npz")]
    assert order == sorted(order)
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_what_is_done_is_not_done_again_unless_asked(finished: Path, run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in (finished / "results").iterdir()}
    words = [
        finished.parent / "in/list.csv",
        "--out",
        finished,
        "-s",
        finished.parent / "in/arm-out.toml",
    ]
    words += ["--report"]
    answer = run("batch", *words, "--workers", 1)
    assert (answer.code, "7 files, 0 of them checked now" in answer.out) == (2, True)
    assert before == {path: path.stat().st_mtime_ns for path in (finished / "results").iterdir()}
    answer = run("batch", *words, "--workers", 1, "--again")
    assert (answer.code, "7 files, 3 of them checked now" in answer.out) == (2, True)


@pytest.mark.parametrize("more", [{}, {"version": 2}, {"mood": "good"}, {"made_by": {"by": "me"}}])
def test_results_of_others_are_not_mixed_with(
    finished: Path, run: Run, tmp_path: Path, more: dict[str, Any]
) -> None:
    out = tmp_path / "out"
    (out / "results").mkdir(parents=True)
    name = next((finished / "results").iterdir()).name
    other = json.loads((finished / "results" / name).read_text())
    made_by = {**other["made_by"], "formcheck": "0.0.9", **more.get("made_by", {})}
    (out / "results" / name).write_text(json.dumps({**other, **more, "made_by": made_by}))
    answer = run("batch", finished.parent / "in", "--out", out)
    assert answer.code == 2
    assert "made with a different version, model or specs" in answer.err
    assert "formcheck (0.0.9 and" in answer.err
    assert answer.err.count("\n") == 1


def test_a_folder_that_can_t_be_written_is_told(run: Run, tmp_path: Path) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), tmp_path / "out"
    (out / ".lock").mkdir(parents=True)
    answer = run("batch", inputs, "--out", out)
    assert answer.code == 2
    assert answer.err.startswith(f"{out}/.lock could not be written: ")
    assert answer.err.count("\n") == 1
    file = inputs / "arm-out.toml"
    assert run("batch", inputs, "--out", file).err == f"{file} is a file: name a folder.\n"
    long = run("batch", inputs, "--out", tmp_path / ("n" * 300))
    assert (long.code, long.err.count("\n")) == (2, 1)
    assert "could not be written: File name too long" in long.err
    null = run("batch", inputs, "--out", os.devnull)
    assert (null.code, null.err) == (2, f"{os.devnull} is a file: name a folder.\n")


def test_an_empty_name_is_not_the_current_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = make_inputs(tmp_path / "in", 2)
    monkeypatch.chdir(inputs)
    before = sorted(inputs.iterdir())
    for words in (["batch", "good-0.npz", "--out", ""], ["batch", "", "--out", tmp_path / "out"]):
        answer = run(*words)
        assert answer.code == 2
        assert answer.err == "An empty name is not a file or folder: name one.\n"
    assert (sorted(inputs.iterdir()), sorted(tmp_path.iterdir())) == (before, [inputs])


@pytest.mark.parametrize("out", [".", "results", "../films/results"])
def test_what_a_batch_has_drawn_is_no_input_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    monkeypatch.chdir(folder)
    drawn = OutFolder(out)
    (folder / "ann.jpg").touch()

    def read_names() -> list[str]:
        items = read_work(["."], "cat-cow", "auto", ["video"], drawn.address)
        return [item.name for item in items]

    (before,) = read_names()
    for ending in (".png", ".mp4"):
        with drawn.open_file(f"{PICTURES}/{before}{ending}") as path:
            path.touch()
    assert read_names() == [before]
    with drawn.open_file(f"{PICTURES}/ben.mp4") as path:
        path.touch()
    assert len(read_names()) == 2


def test_what_an_earlier_batch_has_drawn_is_no_input_either(tmp_path: Path) -> None:
    (tmp_path / "ann.jpg").touch()
    out = OutFolder(str(tmp_path / "second")).address

    def read_names() -> list[str]:
        items = read_work([str(tmp_path)], "cat-cow", "auto", ["video"], out)
        return [item.name for item in items]

    (ann,) = read_names()
    with OutFolder(str(tmp_path / "first")).open_file(f"{PICTURES}/{ann}.png") as path:
        path.touch()
    assert len(read_names()) == 2  # no result folder yet shows that a batch drew it
    (tmp_path / "first" / RESULTS).mkdir()
    assert read_names() == [ann]


def test_extras_that_can_t_be_written_end_the_run_and_no_file_counts_as_failed(
    run: Run, tmp_path: Path
) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), tmp_path / "out"
    out.mkdir()
    (out / "reports").touch()
    words = [inputs, "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1, "--report"]
    answer = run("batch", *words)
    assert (answer.code, answer.err.count("\n")) == (2, 1), answer.err
    assert "could not be written: File exists" in answer.err
    (out / "reports").unlink()
    answer = run("batch", *words)
    assert (answer.code, "2 files, 2 of them checked now" in answer.out) == (0, True), answer.err


def test_a_result_that_is_no_text_is_told(run: Run, tmp_path: Path) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), tmp_path / "out"
    (out / "results").mkdir(parents=True)
    (out / "results" / "a.json").write_bytes(b'{"file": "\xff"}')
    answer = run("batch", inputs, "--out", out)
    assert answer.code == 2
    assert answer.err == f"{out}/results/a.json is not a batch result: remove it.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nx.npz\n", "list.csv line 1: there is no column file"),
        ("file,strech\nx.npz,cat-cow\n", 'line 1: there is no column strech; did you mean "stre'),
        ("file,Side\nx.npz,left\n", 'line 1: there is no column Side; did you mean "side"?'),
        ("file,side\na.npz,left\nb.npz,up\n", 'list.csv line 3, side: "up" is not a side'),
        ("file,stretch\na.npz,cat-cw\n", "list.csv line 2, stretch: There is no stretch"),
        ("file,stretch\na.npz,list.toml\n", "line 2, stretch: `formcheck spec check {} lists its"),
        ("file,stretch,side\na.npz,cat-cow,left\n", "2, side: cat-cow works both sides at once"),
        ("file,stretch\na.npz\n", "list.csv line 2: it has 1 field, but the first line names 2"),
        ("file,stretch\n,cat-cow\n", "list.csv line 2, file: it is empty"),
        ('file\n"a.npz\n', "list.csv line 2: unexpected end of data"),
        ("file,kind\na.npz,b\n", "list.csv line 1: kind is a column of the table too"),
        ("file,Number\na.npz,b\n", "list.csv line 1: Number is a column of the table too"),
        ("file,day,Day\na.npz,b,c\n", "list.csv line 1: every column needs a name of its own"),
        ("", "list.csv line 1: there is no column file"),
        ("file;stretch\na.npz;cat-cow\n", "line 1: put commas between the columns"),
        ("File\na.npz\n", 'line 1: there is no column File; did you mean "file"?'),
    ],
)
def test_a_wrong_list_is_told_with_line_and_field(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "list.csv").write_text(text)
    (tmp_path / "list.toml").write_text("title = x")
    answer = run("batch", tmp_path / "list.csv", "--out", tmp_path / "out")
    assert answer.code == 2
    assert said.format(f"{tmp_path}/list.toml`") in answer.err
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_side_of_a_batch_is_for_the_stretches_of_its_list_that_have_one(tmp_path: Path) -> None:
    inputs = make_inputs(tmp_path, 2)
    lines = ("file,stretch", "good-0.npz,arm-out.toml", "bent-1.npz,cat-cow")
    (inputs / "list.csv").write_text("\n".join(lines))
    one, other = read_work([str(inputs / "list.csv")], None, "left", (), "")
    assert [sides_of(item.task.spec, item.side) for item in (one, other) if item.task.spec] == [
        (Side.LEFT,),
        (Side.BOTH,),
    ]


@pytest.mark.parametrize(
    ("text", "stretch", "side", "said"),
    [
        ("file,side\na,left\n", "cat-cow", "auto", "{0} line 2, side: cat-cow {1}leave it out."),
        ("file,side\na,both\n", None, "auto", '{0} line 2, side: "both" is not a side; choose'),
        ("file\na\n", "cat-cow", "left", "cat-cow {1}leave --side out."),
        ("file\na\n", "cat-cwo", "auto", 'There is no stretch "cat-cwo"'),
        ("file,side\na,left\n", "cat-cwo", "auto", 'There is no stretch "cat-cwo"'),
        ("file,stretch,side\na,cat-cwo,left\n", None, "auto", "{0} line 2, stretch: There is no"),
    ],
)
def test_a_list_is_blamed_for_what_it_says_and_by_the_column(
    tmp_path: Path, text: str, stretch: str | None, side: str, said: str
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(text)
    with pytest.raises(FormcheckError) as error:
        read_work([str(listed)], stretch, side, (), "")
    assert str(error.value).startswith(said.format(listed, "works both sides at once: "))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["good-0.npz", "-s", "cat-cow", "--side", "left"], "cat-cow works both sides at once"),
        (["nowhere.npz"], "There is no file or folder nowhere.npz"),
        (["."], "There is no video, photo or recording in ."),
        (["ftpx://a/b.mp4"], "is not a valid address"),
        (["gs://bucket/a.mp4"], "can't be reached"),
        ([".", "-s", "no-such-stretch"], "There is no stretch"),
        (["--scheduler", "tcp://127.0.0.1:1", "--workers", "2", "."], "has workers of its own"),
    ],
)
def test_what_can_t_be_done_is_said_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if "no-such-stretch" in words or "--side" in words:
        make_inputs(tmp_path, 2)
    answer = run("batch", *words, "--out", "out")
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_worker_draws_nothing_on_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # makes rich treat it as a terminal
    film = write_film(tmp_path / "empty.mp4", range(0, 500, 100))
    (item,) = read_work([str(film)], "cat-cow", "auto", (), "")
    done, _ = judge(item, WorkerSettings(str(tmp_path), read_made_by("full"), (), 60.0))
    assert done.state == "failed"
    assert capsys.readouterr().err == ""


def test_a_worker_that_knew_the_specs_before_they_changed_is_to_be_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = read_made_by("full")  # the specs as this worker loaded them at its start
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path))
    (tmp_path / "stretch_specs").mkdir()
    (tmp_path / "stretch_specs" / "arm-out.toml").write_text(SHORT)
    changed = read_made_by.__wrapped__("full")
    (item,) = read_work([str(ROOT / "README.md")], None, "auto", (), "")
    with pytest.raises(UnlikeWorkersError) as error:
        judge(item, WorkerSettings(str(tmp_path), changed, (), 60.0))
    specs = f"the specs ({changed.specs_sha256[:12]} and {here.specs_sha256[:12]})"
    assert str(error.value) == (
        f"A worker has other parts than this machine: {specs}; install the same on both, and "
        "restart the workers."
    )


def test_a_spec_with_another_content_makes_other_results(own_specs: Path) -> None:
    made = set()
    for text in (SHORT, SHORT + "\n# edited\n"):
        (own_specs / "arm-out.toml").write_text(text)
        made.add(read_made_by.__wrapped__("full").specs_sha256)
    assert len(made) == 2


def test_a_spec_that_can_t_be_read_does_not_end_a_batch(
    own_specs: Path,
) -> None:
    before = read_made_by.__wrapped__("full")
    (own_specs / "nowhere.toml").symlink_to("absent.toml")
    assert read_made_by.__wrapped__("full") != before


def test_a_list_may_have_columns_of_nearly_the_same_name(tmp_path: Path) -> None:
    columns = ("site", "size", "slide", "filed")
    (tmp_path / "list.csv").write_text(f"file,{','.join(columns)}\na.npz,1,2,3,4\n")
    (item,) = read_work([str(tmp_path / "list.csv")], None, "auto", (), "")
    assert item.more == dict(zip(columns, "1234", strict=True))


def test_a_file_listed_for_two_people_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"")
    listed = tmp_path / "list.csv"
    listed.write_text("file,person\na.npz,Ann\na.npz,Ben\n")
    with pytest.raises(FormcheckError, match=r"a\.npz is named twice, with different further"):
        read_work([str(listed)], None, "auto", (), "")
    listed.write_text("file,person\na.npz,Ann\na.npz,Ann\n")
    assert len(read_work([str(listed)], None, "auto", (), "")) == 1


def test_a_kind_of_cluster_that_is_not_installed_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "formcheck.ui.batch.kubernetes_pods", None)
    inputs = make_inputs(tmp_path / "in", 2)
    answer = run("batch", inputs, "--out", tmp_path / "out", "--cluster", "kubernetes")
    assert answer.code == 2
    assert "--cluster kubernetes needs kr8s" in answer.err
