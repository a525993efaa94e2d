"""Damaged films and photos: every frame is decoded."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np

from benchmarks.fuzz.doors import make_file_door
from benchmarks.fuzz.mutate import damage_bytes
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX
from formcheck.vision.video.photo_file import read_photo
from formcheck.vision.video.video import VideoFile

_FILMS = (
    (".mp4", "libx264"), (".mov", "mpeg4"), (".mkv", "libx264"), (".mkv", "ffv1"),
    (".webm", "libvpx"), (".avi", "mjpeg"), (".ts", "mpeg2video"), (".gif", "gif"),
)  # fmt: skip
_PIXELS = {"gif": "rgb8", "mjpeg": "yuvj420p", "ffv1": "bgr0"}
_PHOTOS = (".jpg", ".png", ".webp", ".bmp")
_WIDTH_PX, _HEIGHT_PX = 96, 64
_PICTURES = 12
_EXIF = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
_MOST_PICTURES = 300
"""A damaged GIF may repeat its frames for long; decoding more of them tests nothing new."""


@cache
def _make_valid_films() -> tuple[bytes, ...]:
    with TemporaryDirectory() as folder:
        return tuple(_encode_film(Path(folder) / f"x{suffix}", codec) for suffix, codec in _FILMS)


def _encode_film(path: Path, codec: str) -> bytes:
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height = _WIDTH_PX, _HEIGHT_PX
        stream.pix_fmt = _PIXELS.get(codec, "yuv420p")
        for number in range(_PICTURES):
            picture = av.VideoFrame.from_ndarray(_make_image(number), format="rgb24")
            picture.pts, picture.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(picture.reformat(format=stream.pix_fmt)))
        out.mux(stream.encode(None))
    return path.read_bytes()


@cache
def _make_valid_photos() -> tuple[bytes, ...]:
    found = [cv2.imencode(suffix, _make_image(0))[1].tobytes() for suffix in _PHOTOS]
    jpeg = found[0]
    turned = jpeg[:2] + b"\xff\xe1" + (len(_EXIF) + 2).to_bytes(2, "big") + _EXIF + jpeg[2:]
    progressive = cv2.imencode(".jpg", _make_image(0), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1))[1]
    return (*found, turned, progressive.tobytes())


def _make_image(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 255, (_HEIGHT_PX, _WIDTH_PX, 3), np.uint8)


def make_film() -> bytes:
    """Returns a valid short film."""
    return _make_valid_films()[0]


def make_photo() -> bytes:
    """Returns a valid photo."""
    return _make_valid_photos()[0]


def damage_film(random: Random) -> bytes:
    """Returns a damaged film."""
    return damage_bytes(random.choice(_make_valid_films()), random)


def damage_photo(random: Random) -> bytes:
    """Returns a damaged photo."""
    return damage_bytes(random.choice(_make_valid_photos()), random)


def _try_film(path: Path) -> None:
    with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
        for _, shot in zip(range(_MOST_PICTURES), video.shots(), strict=False):
            shot.image()
            shot.grey()


def _try_photo(path: Path) -> None:
    read_photo(path)


FILMS = make_file_door("films", ".mp4", damage_film, _try_film)
PHOTOS = make_file_door("photos", ".jpg", damage_photo, _try_photo, share=3.0)
