import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.reference.__main__ import REPORT, list_held_clips, make_page
from formcheck.library.catalogue import find_bundled_dir, load_spec
from reference.stretches import FOLDER, Stretch, load_stretch, load_stretches
from reference.truth import measure_truth
from tests.reference.people import FRAMES, TIMES_S, standing

TWIST = FOLDER / "seated-twist.toml"
START = {"start": np.arange(FRAMES) == 0}


def change_file(tmp_path: Path, old: str, new: str) -> Path:
    text = TWIST.read_text()
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('measure = "trunk_twist"', 'measure = "twist"', "there is no measure 'twist'"),
        ("target = [20, 45]", "target = [45, 20]", "from low to high"),
        ('of = "working"', 'of = "body"', "can't be of 'body'"),
        ('since = "start"\n', "", "since a moment"),
        ('quantity = "hips"', 'quantity = "legs"', "no quantity here"),
        ('quantity = "tall"\nbeyond = "low"', 'quantity = "tall"\nbeyond = "high"', "no such end"),
        ("tolerance = 7", "tolerance = 0", "greater than 0"),
        ("number", "numer", "numer"),
        ("[quantities.twist]", "[quantities.twist", "Expected"),
    ],
)
def test_what_makes_no_sense_is_refused_with_file_and_reason(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(
        ValueError, match=rf"(?s)mine\.toml: .*{said}" if "mine" not in said else said
    ):
        load_stretch(change_file(tmp_path, old, new))


def test_every_stretch_of_the_catalogue_has_its_reference() -> None:
    assert set(load_stretches()) == {path.stem for path in find_bundled_dir().glob("*.toml")}
    assert [path.stem for path in sorted(FOLDER.glob("*.toml"))] == list(load_stretches())


def test_it_knows_nothing_of_landmarks_or_cameras() -> None:
    for path in FOLDER.glob("*.toml"):
        told = tomllib.loads(path.read_text())
        words = re.findall(r"landmark|camera|mediapipe|visib|pixel", str(told).lower())
        assert words == [], path.name


@pytest.mark.parametrize("stretch", load_stretches().values(), ids=lambda s: str(s.id))
def test_a_fault_that_the_product_knows_too_has_its_name(stretch: Stretch) -> None:
    known = {fault.id for fault in load_spec(stretch.id).fault}
    assert set(stretch.faults) & known or not known or not stretch.faults


def test_severity_counts_tolerances_beyond_the_target() -> None:
    stretch = load_stretches()["seated-twist"]
    person = standing()
    still = measure_truth(stretch, person, "left", START)
    assert still.values["twist"][:, 0] == pytest.approx(np.zeros(FRAMES))
    assert still.severity("twist") == pytest.approx([20 / 7] * FRAMES)
    assert still.severity("twist", "high") == pytest.approx([0.0] * FRAMES)
    assert still.faults()["too-little"].all()
    assert not still.faults()["hips-turn"].any()
    assert not still.tolerated().any()


def test_without_the_moment_it_is_a_change_from_a_quantity_is_unknown_and_no_fault() -> None:
    stretch = load_stretches()["seated-twist"]
    unknown = measure_truth(stretch, standing(), "left", {})
    assert np.isnan(unknown.values["twist"]).all()
    assert not unknown.faults()["too-little"].any()
    assert len(TIMES_S) == len(unknown.severity("level"))


def test_the_report_on_the_sample_clips_is_the_one_in_the_docs() -> None:
    assert REPORT.read_text(encoding="utf-8") == make_page(list(list_held_clips()))
