"""The expected result of each sample clip, from the file to the verdict."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from benchmarks.accuracy.judge import judge_clip
from benchmarks.accuracy.score import FAULT_WITHIN_S
from benchmarks.clips import Truth, list_clips
from docs.schemas import load_schema
from formcheck.core.body import Side
from formcheck.library.catalogue import find_bundled_dir, read_spec
from tests.paths import ROOT

SAMPLES = ROOT / "sample_videos"
REPORT = ROOT / "docs" / "accuracy-samples.md"
MOST_BYTES, MOST_BYTES_EACH = 25_000_000, 1_000_000

_ROWS = re.findall(
    r"^\| `(\S+)` .* (kept|\*\*broken\*\*) \|$", REPORT.read_text(encoding="utf-8"), re.MULTILINE
)
KEPT = [name for name, state in _ROWS if state == "kept"]
"""Clips that give the expected result, according to the report. The others were made for narrower
bands than the reference has, or show what the pose model misses: docs/decisions/010-judging.md."""
LEAST_KEPT = 20

CLIPS = {path.stem: truth for path, truth in list_clips(SAMPLES)}
TRUTHS = {name: truth for name, truth in CLIPS.items() if truth is not None}
SPECS = {spec.id: spec for spec in map(read_spec, sorted(find_bundled_dir().glob("*.toml")))}
ONCE_MORE = (
    "cross-body-shoulder-stretch.good.left",
    "cross-body-shoulder-stretch.good.right",
    "wall-corner-rhomboid-chest.good.right",
)
"""For these stretches another clip shows an equally good performance."""
GOOD = [name for name in KEPT if TRUTHS[name].fault is None and name not in ONCE_MORE]
BY_COMMAND = "wall-corner-rhomboid-high.trunk-bent.right"
FAULTY = [name for name in KEPT if TRUTHS[name].fault is not None and name != BY_COMMAND]


@pytest.mark.parametrize("name", GOOD)
def test_good_form_gives_the_true_hold_and_no_fault(name: str) -> None:
    score = judge_clip(SAMPLES / f"{name}.mp4")
    assert score.faults == ()
    assert score.is_side_right
    assert score.kept


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_gives_exactly_that_fault_at_its_time(name: str) -> None:
    score = judge_clip(SAMPLES / f"{name}.mp4")
    assert {fault.id for fault in score.faults} == {score.wanted}
    assert score.found is not None
    assert score.found.start_error_s == pytest.approx(0.0, abs=FAULT_WITHIN_S)
    assert score.is_side_right
    assert score.kept


def test_no_fewer_promises_are_kept() -> None:
    assert len(KEPT) >= LEAST_KEPT


def test_the_report_is_about_the_clips_that_are_here() -> None:
    assert {name for name, _ in _ROWS} == set(TRUTHS), "run: python -m benchmarks.accuracy"


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_every_truth_names_its_clip_and_a_stretch_fault_and_side_that_exist(truth: Truth) -> None:
    spec = SPECS[truth.stretch]
    assert truth.clip in TRUTHS
    assert TRUTHS[truth.clip] is truth
    assert truth.side in spec.sides or truth.side is Side.BOTH
    assert truth.fault is None or truth.fault in {fault.id for fault in spec.fault}
    assert [fault.id for fault in truth.faults] == ([truth.fault] if truth.fault else [])


def test_every_clip_has_a_truth_beside_it_and_every_truth_a_clip() -> None:
    clips = {path.stem for path in SAMPLES.glob("*.mp4")}
    assert clips
    assert clips == {path.stem for path in SAMPLES.glob("*.json")}


def test_the_clips_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in SAMPLES.glob("*.mp4")}
    assert sum(sizes.values()) < MOST_BYTES
    assert [name for name, size in sizes.items() if size >= MOST_BYTES_EACH] == []


def run_check(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "formcheck", "check", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_the_command_writes_json_that_fits_its_schema_and_the_truth(
    sample: Callable[[str], Path],
) -> None:
    truth = TRUTHS[BY_COMMAND]
    clip = sample(BY_COMMAND)
    done = run_check(clip, "--stretch", truth.stretch, "--json", "-")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    jsonschema.validate(result, load_schema("check"))
    (side,) = result["sides"]
    assert (result["stretch"], result["side"]) == (truth.stretch, truth.side.value)
    assert [fault["id"] for fault in side["faults"]] == [truth.fault]
    start_s = truth.faults[0].start_s
    assert side["faults"][0]["start_s"] == pytest.approx(start_s, abs=FAULT_WITHIN_S)
    assert side["hold_s"] == pytest.approx(truth.hold_s, abs=0.5)
    true_s = json.loads(clip.with_suffix(".json").read_text())["duration_s"]
    assert result["duration_s"] == pytest.approx(true_s, abs=0.1)


def test_a_try_that_turns_the_wrong_way_says_so_though_it_began_right(
    sample: Callable[[str], Path],
) -> None:
    clip = sample("wall-corner-rhomboid-high.turned-wrong-way.left")
    done = run_check(clip, "--stretch", "wall-corner-rhomboid-high")
    assert done.returncode == 0, done.stderr
    assert "Closest to correct form" in done.stdout
    assert (
        "turn of the chest to the left side (since the set-up) 20 degrees too little" in done.stdout
    )


def test_an_empty_room_is_an_error_that_says_so(thin_sample: Callable[[str], Path]) -> None:
    done = run_check(thin_sample("nobody"), "--stretch", "cross-body-shoulder-stretch")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "No person was seen" in done.stderr
