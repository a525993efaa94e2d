from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Detection, ImageSize
from formcheck.errors import FormcheckError
from formcheck.pose.detected import DetectedFrame
from formcheck.pose.recording import Recording


def recording(persons: list[int], seed: int = 0) -> Recording:
    random = np.random.default_rng(seed)
    frames = tuple(
        DetectedFrame(
            index=2 * number,
            t_s=number / 30,
            detections=tuple(
                Detection(
                    image_px=random.uniform(0, 1920, (33, 2)),
                    world_m=random.normal(size=(33, 3)),
                    visibility=random.uniform(size=33),
                )
                for _ in range(count)
            ),
        )
        for number, count in enumerate(persons)
    )
    return Recording(size=ImageSize(1920, 1080), source_name="Übung 1.mp4", frames=frames)


@given(persons=st.lists(st.integers(0, 3), max_size=12), seed=st.integers(0, 99))
def test_what_is_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, persons: list[int], seed: int
) -> None:
    path = tmp_path_factory.mktemp("recordings") / "session.npz"
    saved = recording(persons, seed)
    saved.save(path)
    loaded = Recording.load(path)
    assert (loaded.size, loaded.source_name, loaded.t_s) == (
        saved.size,
        saved.source_name,
        saved.t_s,
    )
    assert [path.name] == [found.name for found in path.parent.iterdir()]
    for one, other in zip(saved, loaded, strict=True):
        assert (one.index, one.t_s, one.persons) == (other.index, other.t_s, other.persons)
        for before, after in zip(one.detections, other.detections, strict=True):
            np.testing.assert_allclose(after.image_px, before.image_px, atol=1e-3)
            np.testing.assert_allclose(after.world_m, before.world_m, atol=1e-6)
            np.testing.assert_allclose(after.visibility, before.visibility, atol=1e-6)
            assert after.image_px.dtype == np.float64


def test_saving_to_a_place_that_is_not_there_leaves_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match=r"session\.npz could not be written"):
        recording([1]).save(tmp_path / "absent" / "session.npz")


def test_a_bad_recording_gets_a_sentence_that_names_it(tmp_path: Path) -> None:
    recording([1, 2, 0]).save(tmp_path / "good.npz")
    whole = (tmp_path / "good.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.npz").touch()
    (tmp_path / "text.npz").write_text("not a recording")
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    np.savez(tmp_path / "array.npz", format=np.zeros(3))
    for name in ("absent.npz", "cut.npz", "empty.npz", "text.npz", "other.npz", "array.npz"):
        with pytest.raises(FormcheckError, match=name):
            Recording.load(tmp_path / name)


def test_counts_that_do_not_fit_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "session.npz"
    recording([1, 2]).save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "persons": np.array([1, 1])})
    with pytest.raises(FormcheckError, match="damaged"):
        Recording.load(path)
    np.savez(path, **{**arrays, "format": np.int64(2)})
    with pytest.raises(FormcheckError, match="format 2"):
        Recording.load(path)
