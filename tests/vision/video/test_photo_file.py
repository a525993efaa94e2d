import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.vision.video.photo_file import is_photo, read_photo
from formcheck.vision.video.sizes import count_scans, photo_size
from tests.paths import ROOT
from tests.vision.video.films import make_corner_image
from tests.vision.video.servers import encode_jpeg


def write_photo(path: Path) -> Path:
    done, data = cv2.imencode(path.suffix, make_corner_image(96, 64)[:, :, ::-1])
    assert done
    path.write_bytes(data.tobytes())
    return path


def set_orientation(path: Path, value: int) -> Path:
    """Inserts an EXIF block with that orientation after the start of a JPEG."""
    data = path.read_bytes()
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2, "big") + b"\x00\x00"
    exif = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    block = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    path.write_bytes(data[:2] + block + data[2:])
    return path


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".bmp"])
def test_a_photo_is_a_picture_in_red_green_blue(tmp_path: Path, ending: str) -> None:
    image = read_photo(write_photo(tmp_path / f"photo{ending}"))
    assert image.shape == (64, 96, 3)
    assert np.abs(image[16, 24].astype(int) - (255, 0, 0)).max() < 30


@pytest.mark.parametrize(
    ("orientation", "red", "blue"),
    [
        (1, "top left", "top right"),
        (2, "top left", "top right"),
        (3, "bottom right", "bottom left"),
        (4, "bottom right", "bottom left"),
        (5, "top right", "bottom right"),
        (6, "top right", "bottom right"),
        (7, "bottom left", "top left"),
        (8, "bottom left", "top left"),
    ],
)
def test_a_photo_is_turned_upright_as_the_camera_noted_and_never_mirrored(
    tmp_path: Path, orientation: int, red: str, blue: str
) -> None:
    image = read_photo(set_orientation(write_photo(tmp_path / "x.jpg"), orientation))
    height, width = image.shape[:2]
    quarters = {
        f"{row} {column}": image[y * height // 4, x * width // 4].astype(int)
        for row, y in (("top", 1), ("bottom", 3))
        for column, x in (("left", 1), ("right", 3))
    }
    assert (height, width) == ((64, 96) if orientation < 5 else (96, 64))
    assert quarters[red][0] > 200
    assert quarters[blue][2] > 200


SCAN = b"\xff\xda"


def test_a_photo_without_a_note_of_the_camera_stays_as_it_is(tmp_path: Path) -> None:
    path = set_orientation(write_photo(tmp_path / "x.jpg"), 6)
    path.write_bytes(path.read_bytes().replace(b"\x01\x12\x00\x03", b"\x01\x0f\x00\x03"))
    assert read_photo(path).shape == (64, 96, 3)


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n",
        b"BM",
        b"RIFF\x10\0\0\0WEBPVP8?" + bytes(40),
        b"\xff\xd8\xff\xc3\x00\x11\x08\x00\x40\x00\x60\x03" + bytes(20),
        b"\xff\xd8\xff\xc0\x00\x04\x08\x00",
    ],
    ids=["cut png", "cut bmp", "other webp", "lossless jpeg", "cut jpeg"],
)
def test_a_head_that_claims_no_size_has_none(head: bytes) -> None:
    assert photo_size(head) is None


def test_a_good_photo_is_read_whatever_bytes_are_in_it(tmp_path: Path) -> None:
    for ending in (".png", ".bmp", ".webp", ".jpg"):
        path = write_photo(tmp_path / f"x{ending}")
        path.write_bytes(path.read_bytes() + SCAN * 100)  # as with the film in a motion photo
        assert read_photo(path).shape == (64, 96, 3)
    noted = write_photo(tmp_path / "noted.jpg").read_bytes()
    note = b"\xff\xe1" + (2 + 2 * 100).to_bytes(2, "big") + SCAN * 100  # as in thumbnails
    (tmp_path / "noted.jpg").write_bytes(noted[:2] + note + noted[2:])
    assert read_photo(tmp_path / "noted.jpg").shape == (64, 96, 3)


def test_names_tell_photos_from_videos() -> None:
    assert is_photo(Path("a/B.JPG"))
    assert not is_photo(Path("a/b.mp4"))


@pytest.mark.parametrize("ending", [".jpeg", ".jpe", ".jfif", ".JFIF"])
def test_a_jpeg_is_a_photo_by_each_of_its_endings(tmp_path: Path, ending: str) -> None:
    path = write_photo(tmp_path / "photo.jpg").rename(tmp_path / f"photo{ending}")
    assert is_photo(path)
    assert read_photo(path).shape == (64, 96, 3)


@pytest.mark.parametrize("ending", [".heic", ".heif", ".avif", ".tif", ".TIFF"])
def test_a_photo_that_can_not_be_read_is_none_the_less_a_photo(ending: str) -> None:
    assert is_photo(Path(f"scan{ending}"))


def list_bad_photos(folder: Path) -> Iterator[tuple[Path, str]]:
    yield folder / "absent.jpg", "There is no photo"
    yield folder / "phone.heic", "HEIC"
    yield folder, "is a folder"
    (folder / "empty.jpg").touch()
    yield folder / "empty.jpg", "is empty"
    (folder / "text.png").write_text("not a picture")
    yield folder / "text.png", "is not a JPEG"
    (folder / "phone.jpg").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    yield (
        folder / "phone.jpg",
        "is a HEIC, AVIF or TIFF photo, which can't be read: save it as JPEG.",
    )
    heads = {".tif": b"II*\0", ".tiff": b"MM\0*", ".avif": b"\0\0\0\x1cftypavif"}
    for ending, head in heads.items():
        for name in (f"scan{ending}", f"named{ending}.png"):
            (folder / name).write_bytes(head + bytes(100))
            yield folder / name, "AVIF or TIFF photo, which can't be read: save it as JPEG."
    (folder / "film.mp4").write_bytes((ROOT / "sample_videos" / "nobody.mp4").read_bytes())
    yield folder / "film.mp4", "or it is damaged: name a photo, save this one as JPEG, or copy"
    os.mkfifo(folder / "pipe.png")
    yield folder / "pipe.png", "is a device or a pipe"
    for ending in (".jpg", ".png", ".webp", ".bmp"):
        whole = write_photo(folder / f"whole{ending}").read_bytes()
        (folder / f"cut{ending}").write_bytes(whole[: len(whole) * 3 // 4])
        yield folder / f"cut{ending}", "is damaged or was cut off: copy it again"
        dot = folder / f"dot{ending}"
        dot.write_bytes(cv2.imencode(ending, np.zeros((1, 1, 3), np.uint8))[1].tobytes())
        yield dot, "1 by 1 pixels"
    png = (folder / "whole.png").read_bytes()
    (folder / "spoilt.png").write_bytes(png[:-40] + bytes(8) + png[-32:])
    yield folder / "spoilt.png", "is damaged or was cut off: copy it again"
    (folder / "huge.png").write_bytes(png[:16] + b"\x00\x00\xff\xff" * 2 + png[24:])
    yield folder / "huge.png", "65535 by 65535 pixels"
    jpeg = (folder / "whole.jpg").read_bytes()
    at = jpeg.index(b"\xff\xc0") + 5
    (folder / "huge.jpg").write_bytes(jpeg[:at] + b"\xff\xff" * 2 + jpeg[at + 4 :])
    yield folder / "huge.jpg", "65535 by 65535 pixels"
    at = jpeg.index(b"\xff\xda")
    (folder / "scans.jpg").write_bytes(jpeg[:at] + jpeg[at : at + 14] * 1000 + jpeg[at:])
    yield folder / "scans.jpg", "is not a JPEG"
    hidden = b"\xff\xfe\x00\x04\xff\xd9"  # a comment that contains an end-of-image marker
    (folder / "hidden.jpg").write_bytes(jpeg[:at] + hidden + jpeg[at : at + 14] * 1000 + jpeg[at:])
    yield folder / "hidden.jpg", "is not a JPEG"


def test_every_bad_photo_gets_a_sentence_that_names_it_and_says_what_is_wrong(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for path, words in list_bad_photos(tmp_path):
        with pytest.raises(FormcheckError) as caught:
            read_photo(path)
        assert words in str(caught.value)
        assert str(path) in str(caught.value)
    assert capfd.readouterr().err == ""  # libpng would add a line of its own


@pytest.mark.parametrize(
    ("mode", "ending"), [("CMYK", ".jpg"), ("L", ".jpg"), ("I;16", ".png"), ("P", ".png")]
)
def test_other_kinds_of_colour_are_read_as_red_green_blue(
    tmp_path: Path, mode: str, ending: str
) -> None:
    pillow = pytest.importorskip("PIL.Image")
    pillow.new(mode, (96, 64)).save(tmp_path / f"x{ending}")
    assert read_photo(tmp_path / f"x{ending}").shape == (64, 96, 3)


def test_of_a_photo_that_moves_the_first_picture_is_read(tmp_path: Path) -> None:
    pillow = pytest.importorskip("PIL.Image")
    first, second = (pillow.new("RGB", (96, 64), colour) for colour in ("red", "blue"))
    first.save(tmp_path / "x.webp", save_all=True, append_images=[second])
    assert read_photo(tmp_path / "x.webp")[32, 48, 0] > 200


def test_what_stands_behind_the_end_of_a_jpeg_is_no_pass_over_the_picture() -> None:
    picture = encode_jpeg(make_corner_image(96, 64))
    assert count_scans(picture) == 1
    assert count_scans(picture + b"\0\2" + b"\xff\xda\0\2" * 40) == 1
