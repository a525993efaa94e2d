import csv
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from benchmarks.sampled import sealed_log
from benchmarks.sampled.__main__ import judge_films, main
from benchmarks.sampled.judge import Job, Skipped, choose_seeds, judge_film
from benchmarks.sampled.score import FilmScore
from benchmarks.sampled.truth import DamagedFilmError, FilmFile, read_film
from formcheck.files.errors import FormcheckError
from tests.benchmarks.sampled_films import write_film

CLIP = "seated-twist.good.left"
APP = typer.Typer()
APP.command()(main)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films of three seeds, one of them sealed."""
    folder = tmp_path_factory.mktemp("kept")
    write_film(folder, CLIP, 101, 0)
    write_film(folder, "knee-to-chest.good.left", 7, 0)
    write_film(folder, CLIP, 200, 0)
    return folder


@pytest.fixture
def film(kept: Path, tmp_path: Path) -> FilmFile:
    """A film to be damaged."""
    shutil.copytree(kept / "films-0101", tmp_path / "films-0101")
    return FilmFile(tmp_path / "films-0101", 101, "000000")


def commit_log(folder: Path) -> Path:
    """An empty log in a repository of its own."""
    log = folder / "looks.csv"
    log.write_text(",".join(sealed_log.COLUMNS) + "\n")
    git = ["git", "-C", str(folder), "-c", "user.name=n", "-c", "user.email=e@localhost"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "log"]):
        subprocess.run([*git, *words], check=True)
    return log


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = commit_log(tmp_path)
    monkeypatch.setattr(sealed_log, "find_commit", lambda log: "abc")
    return made


def test_a_film_of_good_form_is_judged_by_its_joints(kept: Path) -> None:
    score = judge_film(Job(FilmFile(kept / "films-0101", 101, "000000"), "model", None))
    assert isinstance(score, FilmScore)
    assert (score.outcome, score.side_right, score.cut, score.view) == (
        "right", True, "whole", "front",
    )  # fmt: skip
    assert score.least == pytest.approx(4.6, abs=0.2)


def test_true_landmarks_need_no_recording(film: FilmFile) -> None:
    film.recording.unlink()
    assert isinstance(judge_film(Job(film, "true", None)), FilmScore)
    assert judge_film(Job(film, "model", None)) == Skipped(film.name, "its recording is missing")


def test_all_open_seeds_are_judged(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, scores = tmp_path / "r.md", tmp_path / "s.json"
    assert judge_films(kept, workers=1, report=report, json_file=scores) == 0
    out = capsys.readouterr().out
    assert "Videos: 2" in out
    assert "knee-to-chest" in out
    text = report.read_text()
    assert "seeds 7, 101; part: fit, develop" in text
    assert len(json.loads(scores.read_text())) == 2


def test_two_workers_say_the_same(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for workers in (1, 2):
        judge_films(kept, workers=workers)
        told.append(capsys.readouterr().out.split("Judged in")[0])
    assert told[0] == told[1]


def test_fewer_right_than_before_is_an_error(kept: Path) -> None:
    assert judge_films(kept, stretch="seated-twist", workers=1, least_right=1) == 0
    with pytest.raises(FormcheckError, match="Only 1 videos are right, where 2 were"):
        judge_films(kept, stretch="seated-twist", workers=1, least_right=2)


def test_one_stretch_alone(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge_films(kept, stretch="knee-to-chest", workers=1)
    out = capsys.readouterr().out
    assert "Videos: 1" in out
    assert "seated-twist" not in out


@pytest.mark.parametrize(
    ("seed", "sealed", "said"),
    [
        ([200], False, "Seed 200 is sealed"),
        ([101], True, "Seed 101 is not sealed"),
        ([0], False, "Seeds begin at 1"),
        ([102], False, "no videos of seed 102"),
    ],
)
def test_seeds_of_the_wrong_part_are_refused(seed: list[int], sealed: bool, said: str) -> None:
    with pytest.raises(FormcheckError, match=said):
        choose_seeds([7, 101, 200], seed, sealed=sealed)


def test_sealed_seeds_are_never_among_all() -> None:
    assert choose_seeds([200, 101, 7], [], sealed=False) == [7, 101]
    assert choose_seeds([200, 101, 7], [], sealed=True) == [200]
    with pytest.raises(FormcheckError, match="Only videos of sealed seeds"):
        choose_seeds([200], [], sealed=False)


def test_a_sealed_look_tells_totals_and_is_written_down(
    kept: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (kept / "films-0200" / "000001.truth.npz").write_bytes(b"half")
    assert judge_films(kept, sealed=True, workers=1, log=log) == 1
    out = capsys.readouterr().out
    assert "Videos: 1" in out
    assert "Left out: 1 of 2" in out
    assert "seated-twist" not in out
    assert "00000" not in out
    (line,) = csv.DictReader(log.read_text().splitlines())
    assert (line["commit"], line["seeds"], line["films"], line["skipped"]) == (
        "abc", "200", "1", "1",
    )  # fmt: skip


@pytest.mark.parametrize("option", ["stretch", "report", "json_file"])
def test_nothing_but_totals_is_told_of_sealed_films(kept: Path, log: Path, option: str) -> None:
    with pytest.raises(FormcheckError, match="only totals"):
        judge_films(kept, sealed=True, log=log, **{option: "seated-twist"})  # type: ignore[arg-type]
    assert log.read_text().count("\n") == 1


def test_a_look_is_not_taken_where_it_can_not_be_written_down(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match="can't be read"):
        judge_films(kept, sealed=True, workers=1, log=tmp_path / "none.csv")


def test_the_committed_log_takes_lines() -> None:
    sealed_log.check_log()


def test_lines_are_added_to_the_log(tmp_path: Path) -> None:
    log = commit_log(tmp_path)
    for name in ("sampled", "naming"):
        sealed_log.log_evaluation(name, "abc", [200, 201], {"films": 7}, log)
    rows = list(csv.DictReader(log.read_text().splitlines()))
    assert [row["benchmark"] for row in rows] == ["sampled", "naming"]
    assert {(row["seeds"], row["films"], row["true_s"]) for row in rows} == {("200 201", "7", "")}
    log.write_text("date,other\n")
    with pytest.raises(FormcheckError, match="other columns"):
        sealed_log.log_evaluation("naming", "abc", [200], {}, log)


def test_the_commit_says_when_the_code_differs_from_it(tmp_path: Path) -> None:
    log = commit_log(tmp_path)
    clean = sealed_log.find_commit(tmp_path, log)
    assert len(clean) == 40
    log.write_text("the log alone does not count\n")
    assert sealed_log.find_commit(tmp_path, log) == clean
    (tmp_path / "code.py").write_text("x = 1\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "code.py"], check=True)
    assert sealed_log.find_commit(tmp_path, log) == f"{clean}-dirty"


def rewrite_truth(path: Path, **changed: np.ndarray | None) -> None:
    """The arrays of a truth file, some changed or taken out."""
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays = {name: a for name, a in {**arrays, **changed}.items() if a is not None}
    np.savez_compressed(path, **arrays)


def change_about(path: Path, **changed: object) -> np.ndarray:
    with np.load(path) as stored:
        return np.array(json.dumps({**json.loads(str(stored["about"])), **changed}))


def test_a_truth_of_another_format_is_told(film: FilmFile) -> None:
    rewrite_truth(film.truth, about=change_about(film.truth, format=2))
    with pytest.raises(DamagedFilmError, match="has format 2, this reads format 1"):
        read_film(film)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stretch": "no-such"}, "no stretch 'no-such'"),
        ({"fault": "no-such"}, "no fault 'no-such'"),
        ({"side": "up"}, "damaged at 'side'"),
        ({"seed": 102}, "of seed 102"),
        ({"size": [320, 200]}, "not of one video"),
        ({"phases": 3}, "damaged at 'phases'"),
    ],
)
def test_a_truth_that_says_nonsense_is_told(
    film: FilmFile, changed: dict[str, object], said: str
) -> None:
    rewrite_truth(film.truth, about=change_about(film.truth, **changed))
    with pytest.raises(DamagedFilmError, match=said):
        read_film(film)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        ("value/twist", "the reference has changed: its truth lacks 'twist'"),
        ("times_s", "truth is damaged"),
        ("camera_m", "truth is damaged"),
        ("about", "truth is damaged"),
    ],
)
def test_a_truth_that_lacks_something_is_told(film: FilmFile, array: str, said: str) -> None:
    rewrite_truth(film.truth, **{array: None})
    with pytest.raises(DamagedFilmError, match=said):
        read_film(film)


def test_a_truth_of_other_lengths_is_told(film: FilmFile) -> None:
    rewrite_truth(film.truth, **{"value/twist": np.zeros((3, 1))})
    with pytest.raises(DamagedFilmError, match="truth is damaged"):
        read_film(film)


@pytest.mark.parametrize("which", ["truth", "recording"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.98])
def test_a_half_written_file_is_told(film: FilmFile, which: str, share: float) -> None:
    path: Path = getattr(film, which)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DamagedFilmError, match=f"its {which} is damaged"):
        read_film(film)


@pytest.mark.parametrize("which", ["truth", "recording"])
def test_a_missing_half_is_told(film: FilmFile, which: str) -> None:
    getattr(film, which).unlink()
    with pytest.raises(DamagedFilmError, match=f"its {which} is missing"):
        read_film(film)


def test_a_recording_of_another_time_is_told(film: FilmFile) -> None:
    with np.load(film.truth) as stored:
        times_s = stored["times_s"] + 2.0
    rewrite_truth(film.truth, times_s=times_s)
    with pytest.raises(DamagedFilmError, match="not of one video"):
        read_film(film)


def test_a_damaged_film_is_named_and_left_out(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept / "films-0101", tmp_path / "films-0101")
    (tmp_path / "films-0101" / "000001.truth.npz").write_bytes(b"half")
    done = CliRunner().invoke(APP, [str(tmp_path), "--workers", "1"])
    assert done.exit_code == 2
    assert "films-0101/000001 is left out: its truth is damaged." in done.output
    assert "Left out: 1 of 2." in done.output
    assert "Videos: 1" in done.output


@pytest.mark.parametrize("kind", ["missing", "empty", "no films", "only damaged", "no stretch"])
def test_bad_input_is_one_sentence(kept: Path, tmp_path: Path, kind: str) -> None:
    words = [str(tmp_path), "--workers", "1"]
    match kind:
        case "missing":
            words[0] += "/none"
        case "no films":
            (tmp_path / "films-0101").mkdir()
        case "only damaged":
            (tmp_path / "films-0101").mkdir()
            (tmp_path / "films-0101" / "000000.truth.npz").write_bytes(b"half")
        case "no stretch":
            words = [str(kept), "--stretch", "no-such"]
    done = CliRunner().invoke(APP, words)
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert len(done.output.strip().splitlines()) == 1
    assert done.output.strip().endswith(".")
