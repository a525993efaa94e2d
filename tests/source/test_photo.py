from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.errors import FormcheckError
from formcheck.source.photo import is_photo, read_photo
from tests.source.films import corner_picture


def write_photo(path: Path) -> Path:
    done, data = cv2.imencode(path.suffix, corner_picture(96, 64)[:, :, ::-1])
    assert done
    path.write_bytes(data.tobytes())
    return path


def with_orientation(path: Path, value: int) -> Path:
    """Puts an EXIF block with that orientation behind the start of a JPEG."""
    data = path.read_bytes()
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2, "big") + b"\x00\x00"
    exif = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    block = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    path.write_bytes(data[:2] + block + data[2:])
    return path


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".bmp"])
def test_a_photo_is_one_frame_in_red_green_blue(tmp_path: Path, ending: str) -> None:
    frame = read_photo(write_photo(tmp_path / f"photo{ending}"))
    assert (frame.index, frame.t_s, frame.image.shape) == (0, 0.0, (64, 96, 3))
    assert np.abs(frame.image[16, 24].astype(int) - (255, 0, 0)).max() < 30


def test_a_photo_is_turned_upright_as_the_camera_noted(tmp_path: Path) -> None:
    frame = read_photo(with_orientation(write_photo(tmp_path / "turned.jpg"), 6))
    assert frame.image.shape == (96, 64, 3)
    assert frame.image[24, 48, 0] > 200  # the red quarter went from top left to top right


def test_names_tell_photos_from_videos() -> None:
    assert is_photo(Path("a/B.JPG"))
    assert not is_photo(Path("a/b.mp4"))


def test_every_bad_photo_gets_a_sentence_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.png").write_text("not a picture")
    for name in ("absent.jpg", "empty.jpg", "text.png", "phone.heic"):
        with pytest.raises(FormcheckError, match=name):
            read_photo(tmp_path / name)
