from __future__ import annotations

from pathlib import Path

from benchmarks.fuzz.recordings import RECORDINGS
from tests.fuzz.trying import try_door


def test_a_damaged_recording_is_judged_or_refused_in_a_sentence(tmp_path: Path) -> None:
    assert 0 < try_door(RECORDINGS, 100, tmp_path) < 100
