from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.ui.web.picture import decode_picture, read_picture
from formcheck.vision.video.sizes import jpeg_size
from tests.ui.web.serving import encode_jpeg, pack_image

IMAGE = np.random.default_rng(1).integers(0, 255, (120, 200, 3), np.uint8)


@pytest.mark.parametrize(
    "flags", [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1), (cv2.IMWRITE_JPEG_RST_INTERVAL, 4)]
)
def test_the_header_tells_the_size_of_the_pixels(flags: tuple[int, ...]) -> None:
    jpeg = encode_jpeg(IMAGE, *flags)
    assert jpeg_size(jpeg) == ImageSize(200, 120)
    assert decode_picture(read_picture(pack_image(5.0, jpeg))).shape == (120, 200, 3)


def test_colours_and_time_come_through() -> None:
    red = np.zeros((16, 16, 3), np.uint8)
    red[:, :, 0] = 255
    sent = read_picture(pack_image(1500.0, encode_jpeg(red)))
    assert sent.page_s == 1.5
    np.testing.assert_allclose(decode_picture(sent)[8, 8], [254, 0, 0], atol=3)


def test_a_note_to_turn_the_picture_does_not_turn_it() -> None:
    """The size in the header is what was checked, so the pixels must have it."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    jpeg = encode_jpeg(IMAGE)
    turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
    assert decode_picture(read_picture(pack_image(0.0, turned))).shape == (120, 200, 3)


def test_a_header_inside_a_thumbnail_is_not_the_pictures() -> None:
    jpeg = encode_jpeg(IMAGE)
    small = encode_jpeg(IMAGE[:8, :8])
    inside = jpeg[:2] + b"\xff\xe0" + (len(small) + 2).to_bytes(2, "big") + small + jpeg[2:]
    assert jpeg_size(inside) == ImageSize(200, 120)


@given(st.binary(max_size=400), st.integers(0, 600))
def test_nothing_that_is_sent_breaks_the_look_at_it(noise: bytes, at: int) -> None:
    jpeg = encode_jpeg(IMAGE)
    spoilt = jpeg[:at] + noise + jpeg[at + len(noise) :]
    with suppress(FormcheckError):
        assert max(decode_picture(read_picture(pack_image(0.0, spoilt))).shape) <= 1280
