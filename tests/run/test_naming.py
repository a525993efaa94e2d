"""A film that nobody gave a stretch for is named, or honestly not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formcheck.body import ImageSize
from formcheck.pose.detected import DetectedFrame
from formcheck.pose.models import find_model, model_path
from formcheck.run.catalogue import spec_files
from formcheck.run.files import detect_all
from formcheck.run.naming import name_stretch
from formcheck.run.positions import known_positions

SAMPLES = Path(__file__).parent.parent.parent / "sample_videos"
needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@needs_model
@pytest.mark.parametrize(
    "clip",
    [
        "overhead-lat-stretch.good.left",
        "seated-twist.slump.left",
        "cable-doorway-rhomboid-stretch.good.both",
    ],
)
def test_a_sample_is_named_well_done_or_not(clip: str) -> None:
    truth = json.loads((SAMPLES / f"{clip}.json").read_text())
    seen = detect_all(SAMPLES / f"{clip}.mp4", model_path("full")).recording
    naming = name_stretch(seen.frames, seen.size)
    assert naming.candidates[0].stretch == truth["stretch"]
    assert 0.0 < sum(one.confidence for one in naming.candidates) <= 1.0
    assert naming.clear


def test_nobody_in_the_picture_is_none_of_them() -> None:
    frames = [DetectedFrame(i, i / 10, ()) for i in range(50)]
    naming = name_stretch(frames, ImageSize(640, 360))
    assert naming.candidates == ()
    assert not naming.clear


def test_every_bundled_stretch_has_known_positions() -> None:
    bundled = {file.id for file in spec_files() if not file.own}
    assert set(known_positions().stretches) == bundled
