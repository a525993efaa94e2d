"""The complete JSON of one session. To renew: ``python -m tests.output.report.test_golden``."""

import json
import tempfile
from math import inf
from pathlib import Path
from typing import Any

import pytest

from formcheck.engine.analyse import analyse
from formcheck.output.report.contract import build_video_result
from formcheck.output.report.json_part import format_results
from formcheck.vision.pose.recording import Recording
from tests.engine.sessions import save_recording, session, short_spec, up_and_down

GOLDEN = Path(__file__).parent / "golden" / "arm-out.json"
WITHIN_S = 0.3
"""After refitting, the estimator may date an end some frames earlier or later."""


def make_result_json() -> str:
    """Returns the JSON of a recording: a good hold left, one with a bent elbow, one good right."""
    keys = [
        *up_and_down(3.0, 9.0, "left"),
        *up_and_down(12.0, 16.0, "left", bend_deg=70.0),
        *up_and_down(20.0, 23.0, "right"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = save_recording(Path(folder) / "session.npz", session(keys, 26.0))
        recording = Recording.load(path)
    spec = short_spec()
    analysis = analyse(spec, spec.sides, recording, recording.size, "session.npz")
    return format_results(build_video_result(analysis))


MEASURED = frozenset({"value", "sigma", "by", "chance"})
"""Values from the estimator, whose accuracy is not tested here."""


def approximate(part: Any) -> Any:
    """Returns the part with a tolerance for times and any value for measurements."""
    if isinstance(part, dict):
        return {
            key: pytest.approx(value, abs=inf) if key in MEASURED else approximate(value)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [approximate(value) for value in part]
    return pytest.approx(part, abs=WITHIN_S) if isinstance(part, float) else part


def test_the_recording_is_told_as_it_always_was() -> None:
    golden = GOLDEN.read_text(encoding="utf-8")
    now = make_result_json()
    assert json.loads(now) == approximate(json.loads(golden))
    assert [line.split(":")[0] for line in now.splitlines()] == [
        line.split(":")[0] for line in golden.splitlines()
    ]


if __name__ == "__main__":
    GOLDEN.write_text(make_result_json(), encoding="utf-8")
