"""``python -m benchmarks.real``, end to end on a sample clip that stands for a real film."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from benchmarks.real import pictures
from benchmarks.real.__main__ import judge_people, main
from benchmarks.real.judge import CHECKS, SIMILAR, choose_negatives, load_bundled_specs
from benchmarks.real.labels import Performance
from benchmarks.real.pictures import cut_recording, find_clone, read_blob, read_table
from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError

CLIP = "wall-corner-rhomboid-high.trunk-bent.right"
NEGATIVE = {"position": "prone", "view": "side", "seen": "nobody", "sure": "sure"}


def git(folder: Path, *words: str) -> str:
    """Runs git in a folder, as nobody in particular."""
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, thin_sample: Callable[[str], Path]) -> Path:
    """A folder with a clone that holds a film and a black photo, and labels of both."""
    folder = tmp_path_factory.mktemp("real")
    clone = folder / "owner+name"
    (clone / "films").mkdir(parents=True)
    (clone / "films" / "corner.mp4").write_bytes(thin_sample(CLIP).read_bytes())
    cv2.imwrite(str(clone / "black.png"), np.zeros((90, 160, 3), np.uint8))
    git(clone, "init", "-q")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "films")
    stretch = {
        "kind": "film",
        "paths": ["films/corner.mp4"],
        "stretch": "wall-corner-rhomboid-high",
        "position": "standing",
        "view": "three-quarter",
        "side": "right",
        "form": "fault",
        "faults": ["trunk-bent"],
        "hold_s": [2, 3],
        "seen": "Turned from the wall, then bent.",
        "sure": "sure",
    }
    source = {
        "repository": "owner/name",
        "commit": git(clone, "rev-parse", "HEAD"),
        "labels": [
            stretch,
            {"kind": "film", "paths": ["films/corner.mp4"], "from_s": 0, "to_s": 2, **NEGATIVE},
            {"kind": "photo", "paths": ["black.png"], **NEGATIVE},
            {"kind": "photos", "paths": ["black.png", "black.png"], **NEGATIVE},
            {"kind": "photo", "paths": ["films/corner.mp4"], **NEGATIVE},
            {"kind": "film", "paths": ["films/lost.mp4"], **NEGATIVE},
        ],
    }
    absent = {"repository": "no/body", "commit": "0" * 40, "labels": [stretch]}
    (folder / "labels").mkdir()
    (folder / "labels" / "films.json").write_text(json.dumps({"sources": [source, absent]}))
    return folder


def test_a_folder_is_judged_and_again_without_looking(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def judge_and_read(name: str) -> str:
        judge_people(
            folder,
            labels=folder / "labels",
            workers=1,
            cache=folder / "cache",
            report=folder / f"{name}.md",
            json_file=folder / f"{name}.json",
        )
        return (folder / f"{name}.json").read_text()

    first = json.loads(judge_and_read("first"))
    (score,) = first["performances"]
    assert score["outcome"] == "right"
    assert score["told"] == ["trunk-bent"]
    assert [one["counted"] for one in first["negatives"]] == [0.0] * 3 * CHECKS
    assert sorted(bool(one["reason"]) for one in first["missing"]) == [False, False, True]
    page = (folder / "first.md").read_text()
    assert "Turned from the wall, then bent." in page
    assert "labels whose file was not there | 2" in page
    assert "films/corner.mp4 is left out" in capsys.readouterr().out.replace("\n", " ")

    def look(*_: object) -> None:
        raise AssertionError("it looked again")

    monkeypatch.setattr(pictures, "detect_all", look)
    monkeypatch.setattr(pictures, "_detect_photo", look)
    kept = {**first, "missing": []}
    with pytest.raises(AssertionError, match="looked again"):
        judge_and_read("second")  # the photo that can't be read is tried again
    (folder / "labels" / "films.json").write_text(
        (folder / "labels" / "films.json")
        .read_text()
        .replace(
            '{"kind": "photo", "paths": ["films/corner.mp4"]', '{"kind": "photo", "paths": ["x"]'
        )
    )
    assert {**json.loads(judge_and_read("third")), "missing": []} == kept


def test_bad_input_is_one_sentence_and_2(folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(main)
    for words, said in (
        ([str(tmp_path / "no")], "There is no folder"),
        ([str(tmp_path), "--workers", "1", "--stretch", "prayer-stretch"], "No label is of"),
        ([str(tmp_path), "--workers", "1", "--stretch", "cat-cow"], "None of the files"),
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 2
        assert said in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_the_same_stretches_are_asked_for_every_time() -> None:
    label = Performance.model_validate({"kind": "film", "paths": ["a.mp4"], **NEGATIVE})
    specs = load_bundled_specs()
    asked = choose_negatives("here", label, specs)
    assert len(asked) == CHECKS
    assert asked == choose_negatives("here", label, specs[::-1])
    assert {spec.position for spec in asked} <= set(SIMILAR["prone"])
    assert {spec.class_ for spec in asked} == {"form"}
    for position in SIMILAR:
        other = label.model_copy(update={"position": position})
        assert len(choose_negatives("here", other, specs)) == CHECKS


def test_a_clone_is_found_bare_or_not(
    folder: Path, thin_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clone = find_clone(folder, "owner/name")
    assert clone == folder / "owner+name" / ".git"
    git(tmp_path, "clone", "-q", "--bare", str(folder / "owner+name"), "a+b/repo")
    bare = find_clone(tmp_path, "a/b")
    assert bare == tmp_path / "a+b" / "repo"
    assert find_clone(tmp_path, "a/c") is None
    commit = git(folder / "owner+name", "rev-parse", "HEAD")
    assert read_blob(bare, commit, "films/corner.mp4") == thin_sample(CLIP).read_bytes()
    assert read_blob(bare, commit, "films/other.mp4") is None
    assert read_blob(bare, "0" * 40, "films/corner.mp4") is None


def test_a_table_of_landmarks_is_a_recording_that_can_be_cut() -> None:
    mark = np.zeros((33, 4))
    mark[:, 3] = 0.9
    mark[[11, 12]] = (0.5, 0.25, 0.0, 0.9)
    mark[[23, 24]] = (0.5, 0.75, 0.0, 0.9)
    row = ",".join(map(str, mark.ravel())) + ",cobra"
    seen = read_table("\n".join(["head", *[row] * 10]).encode(), ImageSize(640, 480), 10.0)
    (person,) = seen.frames[3].detections
    assert seen.frames[3].t_s == pytest.approx(0.3)
    assert person.image_px[11] == pytest.approx((320.0, 120.0))
    assert np.linalg.norm(person.world_m[11]) == pytest.approx(0.47)
    part = cut_recording(seen, 0.25, 0.75)
    assert [frame.t_s for frame in part.frames] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    with pytest.raises(FormcheckError, match="not a table"):
        read_table(b"head\n1,2,three", ImageSize(640, 480), 10.0)
