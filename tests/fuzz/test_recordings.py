from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fuzz.recordings import RECORDINGS, build_recording, try_recording
from formcheck.files.errors import FormcheckError
from tests.fuzz.trying import try_door


def test_a_damaged_recording_is_judged_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(RECORDINGS, 40) < 40


@pytest.mark.parametrize("name", ["image_px", "world_m", "visibility"])
def test_a_person_without_size_is_judged_without_a_word_of_numpy(tmp_path: Path, name: str) -> None:
    build_recording().save(tmp_path / "session.npz")
    with np.load(tmp_path / "session.npz") as stored:
        arrays = dict(stored)
    np.savez(tmp_path / "zeros.npz", **{**arrays, name: np.zeros_like(arrays[name])})
    with suppress(FormcheckError):
        try_recording(tmp_path / "zeros.npz")
