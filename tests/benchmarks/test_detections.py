"""Detections are kept as long as nothing that they hang on has changed."""

from pathlib import Path

import pytest

from benchmarks import detections
from benchmarks.detections import detect_once
from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import DetectedFrame, Recording


@pytest.fixture
def looks() -> list[str]:
    """Each time that somebody looked."""
    return []


def find_source_name(
    folder: Path, looks: list[str], how: str = "photo", content: bytes = b"a"
) -> str:
    def detect() -> Recording:
        looks.append(how)
        return Recording(ImageSize(4, 3), how, (DetectedFrame(0, 0.0, ()),))

    return detect_once(folder / "kept", how, (content,), detect).source_name


def test_what_was_seen_is_looked_at_once(tmp_path: Path, looks: list[str]) -> None:
    assert [find_source_name(tmp_path, looks) for _ in range(3)] == ["photo"] * 3
    assert looks == ["photo"]


def test_another_way_content_or_detector_is_looked_at_anew(
    tmp_path: Path, looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_source_name(tmp_path, looks)
    find_source_name(tmp_path, looks, how="film")
    find_source_name(tmp_path, looks, content=b"b")
    monkeypatch.setattr(detections, "_hash_detector", lambda: "the next version")
    find_source_name(tmp_path, looks)
    assert looks == ["photo", "film", "photo", "photo"]


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_damaged_file_is_made_again(tmp_path: Path, looks: list[str], share: float) -> None:
    find_source_name(tmp_path, looks)
    (kept,) = (tmp_path / "kept").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(share * len(whole))])
    assert find_source_name(tmp_path, looks) == "photo"
    assert looks == ["photo"] * 2
    assert kept.read_bytes() == whole


def test_what_can_not_be_read_leaves_nothing(tmp_path: Path) -> None:
    def detect() -> Recording:
        raise FormcheckError("This is no film.")

    with pytest.raises(FormcheckError, match="no film"):
        detect_once(tmp_path / "kept", "film", (b"a",), detect)
    assert not (tmp_path / "kept").exists()
