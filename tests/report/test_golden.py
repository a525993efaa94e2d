"""One session told in full. After a wanted change: ``python -m tests.report.test_golden``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from formcheck.pose.recording import Recording
from formcheck.report.contract import json_text, video_result
from formcheck.run.analyse import analyse
from tests.run.sessions import save_recording, session, short_spec, up_and_down

GOLDEN = Path(__file__).parent / "golden" / "arm-out.json"


def told() -> str:
    """The JSON of a recording: a good hold left, one with a bent elbow, then a good one right."""
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
    return json_text(video_result(analysis))


def test_the_recording_is_told_as_it_always_was() -> None:
    assert told() == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.write_text(told(), encoding="utf-8")
