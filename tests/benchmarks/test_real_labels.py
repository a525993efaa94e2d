"""The labels of real people: valid, of the catalogue, and from allowed sources alone."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from benchmarks.real.labels import LABELS, Performance, Source, read_labels
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec

KEPT_FOR_THE_END = {"hanshitha22", "vicvaz111", "chinmayijagadish", "nvinayvarma189"}
"""Owners whose pictures the final measurement is made on."""

STRETCH: dict[str, Any] = {
    "kind": "film",
    "paths": ("a.mp4",),
    "stretch": "cobra-pose",
    "position": "prone",
    "view": "side",
    "side": "both",
    "form": "good",
    "hold_s": (1.0, 2.0),
    "seen": "a cobra",
    "sure": "sure",
}
NOTHING = {name: STRETCH[name] for name in ("kind", "paths", "position", "view", "seen", "sure")}


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_labels()


@pytest.fixture(scope="module")
def performances(sources: tuple[Source, ...]) -> list[Performance]:
    return [one for s in sources for one in s.labels if isinstance(one, Performance)]


def test_there_are_enough_of_both(performances: list[Performance]) -> None:
    stretches = [one for one in performances if one.stretch is not None]
    assert len(stretches) >= 40
    assert len(performances) - len(stretches) >= 100


def test_every_stretch_side_and_fault_is_in_the_catalogue(performances: list[Performance]) -> None:
    for one in performances:
        if one.stretch is None:
            continue
        spec = load_spec(one.stretch)
        assert {*one.faults, *one.arguable} <= {fault.id for fault in spec.fault}, one.paths
        assert (one.repetitions is not None) == (spec.rep is not None) or one.kind == "photo"
        assert one.form == "unsure" or one.side in {side.value for side in spec.sides}, one.paths


def test_nothing_is_kept_for_the_end(sources: tuple[Source, ...]) -> None:
    for source in sources:
        assert source.repository.split("/")[0].lower() not in KEPT_FOR_THE_END
        for label in source.labels:
            for path in label.paths if isinstance(label, Performance) else (label.path,):
                if source.repository.startswith("PSVedant/"):
                    assert "_20241021_" in path
                if source.repository == "SlouchingOrNot/via-posenet":
                    assert "middle" not in path


def test_nothing_is_labelled_twice(sources: tuple[Source, ...]) -> None:
    seen = Counter(
        (source.repository, label.kind, label.paths, label.from_s, label.to_s, label.stretch)
        for source in sources
        for label in source.labels
        if isinstance(label, Performance)
    )
    assert [one for one, times in seen.items() if times > 1] == []


def test_a_label_file_names_no_folder_of_a_machine() -> None:
    for path in LABELS.glob("*.json"):
        assert '"/' not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("base", "change", "said"),
    [
        (NOTHING, {"form": "good"}, "without a stretch"),
        (NOTHING, {"faults": ("arms-locked",)}, "without a stretch"),
        (STRETCH, {"form": None}, "needs side and form"),
        (STRETCH, {"hold_s": None}, "needs hold_s or repetitions"),
        (STRETCH, {"kind": "photo"}, "not of a photo"),
        (STRETCH, {"repetitions": 2}, "excludes repetitions"),
        (STRETCH, {"hold_s": (2.0, 1.0)}, "least to most"),
        (STRETCH, {"from_s": 3.0, "to_s": 2.0}, "before to_s"),
        (STRETCH, {"kind": "photos"}, "several paths"),
        (STRETCH, {"paths": ("a.mp4", "b.mp4")}, "several paths"),
        (STRETCH, {"kind": "landmarks"}, "size and fps"),
        (STRETCH, {"fps": 10.0}, "size and fps"),
        (STRETCH, {"seem": "a typo"}, "Extra inputs"),
    ],
)
def test_a_label_that_contradicts_itself_is_refused(
    base: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    Performance(**base)
    with pytest.raises(ValidationError, match=said):
        Performance(**{**base, **change})


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match="holds no label file"):
        read_labels(tmp_path)
    (tmp_path / "films.json").write_text(json.dumps({"sources": [{"repository": "nobody"}]}))
    with pytest.raises(FormcheckError, match=r"films\.json is no label file: sources\.0"):
        read_labels(tmp_path)
