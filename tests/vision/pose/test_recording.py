import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import Detection, ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import DetectedFrame, Recording


def make_recording(persons: list[int], seed: int = 0) -> Recording:
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
    return Recording(
        ImageSize(1920, 1080), "Übung \udcff 1.mp4", frames, model="full, mediapipe 1.2.2"
    )


@given(persons=st.lists(st.integers(0, 3), max_size=12), seed=st.integers(0, 99))
def test_what_is_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, persons: list[int], seed: int
) -> None:
    path = tmp_path_factory.mktemp("recordings") / "session.npz"
    saved = make_recording(persons, seed)
    saved.save(path)
    loaded = Recording.load(path)
    assert (loaded.size, loaded.source_name, loaded.t_s, loaded.model) == (
        saved.size,
        saved.source_name,
        saved.t_s,
        saved.model,
    )
    assert [path.name] == [found.name for found in path.parent.iterdir()]
    for one, other in zip(saved, loaded, strict=True):
        assert (one.index, one.t_s, len(one.detections)) == (
            other.index,
            other.t_s,
            len(other.detections),
        )
        for before, after in zip(one.detections, other.detections, strict=True):
            np.testing.assert_allclose(after.image_px, before.image_px, atol=1e-3)
            np.testing.assert_allclose(after.world_m, before.world_m, atol=1e-6)
            np.testing.assert_allclose(after.visibility, before.visibility, atol=1e-6)
            assert after.image_px.dtype == np.float64


def test_a_piece_of_a_recording_has_its_times_from_its_own_first_frame(tmp_path: Path) -> None:
    make_recording([1] * 90).cut(1.0, 2.0).save(tmp_path / "piece.npz")
    loaded = Recording.load(tmp_path / "piece.npz")
    assert loaded.t_s == pytest.approx([number / 30 for number in range(30)])


def test_saving_to_a_place_that_is_not_there_leaves_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match=r"session\.npz could not be written"):
        make_recording([1]).save(tmp_path / "absent" / "session.npz")


def test_a_bad_recording_gets_a_sentence_that_names_it(tmp_path: Path) -> None:
    make_recording([1, 2, 0]).save(tmp_path / "good.npz")
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
    make_recording([1, 2]).save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "persons": np.array([1, 1])})
    with pytest.raises(FormcheckError, match="damaged"):
        Recording.load(path)
    np.savez(path, **{**arrays, "format": np.int64(2)})
    with pytest.raises(FormcheckError, match="format 2"):
        Recording.load(path)


def rewrite_recording(path: Path, **changed: object) -> Path:
    """Saves a recording with these arrays replaced; None leaves one out."""
    make_recording([1, 2, 0, 1]).save(path)
    with np.load(path) as stored:
        arrays = {**stored, **changed}
    np.savez_compressed(path, **{k: v for k, v in arrays.items() if v is not None})
    return path


def make_array(array: str, value: float) -> dict[str, object]:
    """Returns an array of four frames or people with ``value`` in its middle."""
    made = {
        "t_s": np.arange(4.0),
        "index": np.arange(4),
        "persons": np.array([1, 2, 0, 1]),
        "image_px": np.zeros((4, 33, 2), np.float32),
        "world_m": np.zeros((4, 33, 3), np.float32),
        "visibility": np.zeros((4, 33), np.float32),
    }[array]
    made.flat[2] = value
    return {array: made}


@pytest.mark.parametrize(
    "changed",
    [
        make_array("t_s", np.inf),
        make_array("t_s", np.nan),
        make_array("t_s", 1e300),
        make_array("t_s", 2e6),
        make_array("t_s", 1.0001),
        make_array("t_s", -1.0),
        make_array("t_s", 1.0),
        make_array("index", -1),
        make_array("index", 1),
        make_array("persons", -1),
        make_array("persons", 2**62),
        make_array("image_px", np.nan),
        make_array("image_px", 3e38),
        make_array("world_m", np.inf),
        make_array("visibility", 1.5),
        {"size": np.array([0, 1080])},
        {"size": np.array([2**40, 1080])},
        {"size": np.array([1080])},
        {"t_s": np.arange(4)},
        {"t_s": np.arange(4.0, dtype=">f8")},
        {"t_s": np.arange(3.0)},
        {"image_px": np.zeros((4, 33, 2))},
        {"image_px": np.asfortranarray(np.zeros((4, 33, 2), np.float32))},
        {"visibility": np.zeros((3, 33), np.float32)},
        {"extras": np.zeros((4, 2), np.float32)},
        {"extras": np.zeros((3, 0), np.float32)},
        {"extras": np.full((4, 1), np.inf, np.float32), "extra_names": np.array(["breath"])},
        {"extras": np.zeros((4, 2), np.float32), "extra_names": np.array(["a", "a"])},
        {"source_name": np.array(["a", "b"])},
        {"source_name": np.array(7)},
        {"world_m": None},
        {"format": np.array({}, dtype=object)},
    ],
    ids=" ".join,
)
def test_numbers_that_no_recording_has_are_not_believed(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    path = rewrite_recording(tmp_path / "session.npz", **changed)
    with pytest.raises(FormcheckError, match=r"session\.npz is not a recording .* make it again"):
        Recording.load(path)


def test_a_recording_of_a_newer_formcheck_is_told_or_read_without_what_is_not_known(
    tmp_path: Path,
) -> None:
    more: dict[str, object] = {"camera": np.zeros(3), "tags": np.array({}, dtype=object)}
    path = rewrite_recording(tmp_path / "session.npz", **more)
    assert [len(frame.detections) for frame in Recording.load(path)] == [1, 2, 0, 1]
    rewrite_recording(path, format=np.int64(2), world_m=None, **more)
    with pytest.raises(FormcheckError, match=r"has format 2, .* format 1: update formcheck, or "):
        Recording.load(path)


def test_a_claimed_size_is_not_believed(tmp_path: Path) -> None:
    path = rewrite_recording(tmp_path / "session.npz")
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            claim = data.replace(b"(4, 33, 2), }        ", b"(999999999, 33, 2), }")
            after.writestr(name, claim)
    path.write_bytes(out.getvalue())
    with pytest.raises(FormcheckError, match="less or more"):
        Recording.load(path)


def test_what_one_file_cannot_hold_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.vision.pose.recording._MOST_BYTES", 60_000)
    monkeypatch.setattr("formcheck.vision.pose.recording._SPARE_BYTES", 5_000)
    long = make_recording([1] * 90)
    path = tmp_path / "long.npz"
    long.shorten().save(path)
    kept = Recording.load(path)
    assert 60 < len(kept.frames) < 70
    (told,) = kept.warnings
    assert "holds only its first 2 s, as much as one can: cut the video into parts" in told
    short = make_recording([1] * 60)
    assert short.shorten() is short
    long.save(path)
    with pytest.raises(FormcheckError, match="too much for a recording"):
        Recording.load(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_refused(tmp_path: Path, method: int) -> None:
    path = rewrite_recording(tmp_path / "session.npz")
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", method) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    path.write_bytes(out.getvalue())
    with pytest.raises(FormcheckError, match="damaged"):
        Recording.load(path)


def test_a_little_file_does_not_unfold_to_gigabytes(tmp_path: Path) -> None:
    path = rewrite_recording(tmp_path / "session.npz")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24  # the unpacked size of the first part
    data[at : at + 4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(FormcheckError, match="too large"):
        Recording.load(path)


def test_a_recording_from_before_extras_and_model_were_kept_is_read(tmp_path: Path) -> None:
    path = rewrite_recording(tmp_path / "session.npz", extras=None, extra_names=None, model=None)
    assert Recording.load(path).model == ""
    assert [len(frame.detections) for frame in Recording.load(path)] == [1, 2, 0, 1]
