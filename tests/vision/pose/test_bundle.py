import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.vision.pose.bundle import BUFFER_ALIGNMENT, remove_mask_layers, write_bundle
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.runtime import create_pose_landmarker, mediapipe_image
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile

CLIP = "cable-doorway-rhomboid-stretch.good.both"


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return model_path().read_bytes()


def detect_all(pictures: list[Rgb], *, masks: bool) -> list[Any]:
    with create_pose_landmarker(model_path(), video=True, masks=masks) as model:
        found = [
            model.detect_for_video(mediapipe_image(one), number * 33)
            for number, one in enumerate(pictures)
        ]
    return [(one.pose_landmarks, one.pose_world_landmarks) for one in found]


def test_landmarks_are_the_same_to_the_bit_without_mask_layers(
    sample: Callable[[str], Path],
) -> None:
    with VideoFile(sample(CLIP), max_side_px=640, max_fps=31) as video:
        pictures = [frame.image for frame, _ in zip(video.frames(), range(40), strict=False)]
    pictures[20] = np.zeros_like(pictures[20])  # the person is lost and found again
    found = detect_all(pictures, masks=False)
    assert sum(bool(image) for image, _ in found) >= 30
    assert found == detect_all(pictures, masks=True)


def test_only_the_network_of_the_landmarks_is_changed(bundle: bytes) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(bundle)) as before,
        zipfile.ZipFile(io.BytesIO(remove_mask_layers(bundle))) as after,
    ):
        assert after.testzip() is None
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert after.namelist() == before.namelist()
    assert changed == ["pose_landmarks_detector.tflite"]


def test_the_layers_of_the_mask_are_gone(bundle: bytes) -> None:
    changed = remove_mask_layers(bundle)
    assert changed != bundle
    assert remove_mask_layers(changed) == changed, "there is no second mask to take out"


def test_networks_lie_where_they_can_be_mapped(bundle: bytes) -> None:
    changed = remove_mask_layers(bundle)
    with zipfile.ZipFile(io.BytesIO(changed)) as stored:
        for entry in stored.infolist():
            assert changed.find(stored.read(entry)) % BUFFER_ALIGNMENT == 0


@pytest.mark.parametrize("names", [{}, {"a.tflite": b"x"}, {"pose_landmarks_detector.tflite": b""}])
def test_another_bundle_comes_back_as_it_is(names: dict[str, bytes]) -> None:
    other = write_bundle(names)
    assert remove_mask_layers(other) == other


def test_a_compressed_bundle_comes_back_as_it_is(bundle: bytes) -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bundle)) as stored,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for entry in stored.infolist():
            out.writestr(entry.filename, stored.read(entry))
    assert remove_mask_layers(packed.getvalue()) == packed.getvalue()


@given(st.binary(max_size=400))
def test_any_network_is_taken(network: bytes) -> None:
    other = write_bundle({"pose_landmarks_detector.tflite": network})
    assert remove_mask_layers(other) == other


@given(st.binary(max_size=400))
def test_any_file_is_taken(data: bytes) -> None:
    assert remove_mask_layers(data) == data
