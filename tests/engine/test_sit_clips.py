"""Rendered people at a desk, compared with their true postures."""

import json
from pathlib import Path
from typing import Any

import pytest

from formcheck.core.posture.posture_values import Segment
from formcheck.core.posture.rules import Rules
from formcheck.engine.sit_baseline import FIRST_SECONDS
from formcheck.engine.sit_video import SitVideo, sit_video
from formcheck.vision.pose.models import find_model, model_path
from tests.paths import ROOT

CLIPS = sorted((ROOT / "sample_videos").glob("sitting-*.mp4"))
RIGHT_RATIO = 0.9

pytestmark = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


def find_segment(segments: tuple[Segment, ...], t_s: float) -> Segment:
    return next(s for s in segments if s.start_s <= t_s < s.end_s or s is segments[-1])


def measure_right_share(film: SitVideo, truth: dict[str, Any]) -> float:
    """Returns the share of the time in which the state is the true one."""
    shared_s = [
        max(0.0, min(one.end_s, span["end_s"]) - max(one.start_s, span["start_s"]))
        for one in film.segments
        for span in truth["spans"]
        if one.state.value == span["state"]
    ]
    known_s = sum(span["end_s"] - span["start_s"] for span in truth["spans"])
    return sum(shared_s) / float(known_s)


@pytest.mark.parametrize("clip", CLIPS, ids=lambda path: path.stem)
def test_states_and_reasons_are_the_true_ones(clip: Path) -> None:
    truth = json.loads(clip.with_suffix(".json").read_text())
    film = sit_video(clip, FIRST_SECONDS, Rules(), model_path())
    assert film.view == truth["view"]
    assert measure_right_share(film, truth) >= RIGHT_RATIO
    for span in truth["spans"]:
        found = find_segment(film.segments, (span["start_s"] + span["end_s"]) / 2)
        if span["state"] == found.state == "slouched":
            assert found.why[0] in {*span["why"], *span.get("also", ())}
