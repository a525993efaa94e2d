"""Image sizes as claimed by file headers, read before anything is decoded."""

import re
import struct
from pathlib import Path

from formcheck.core.body import ImageSize
from formcheck.core.language import Sentence
from formcheck.files.errors import FormcheckError
from formcheck.vision.video import video_texts

_LEAST_SIDE_PX = 32
_MOST_RATIO = 8
"""Smaller or narrower images can't show a person. Chosen for formcheck."""
_PNG = b"\x89PNG\r\n\x1a\n"
_BMP = b"BM"
_OLD_BMP_HEADER = 12
_START = b"\xff\xd8"
_SCAN, _END = 0xDA, 0xD9
"""The markers that begin a scan of a JPEG, and that end the image."""
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
"""A marker that is not part of the image data."""
_FRAMES = {0xC0, 0xC1, 0xC2}
"""The kinds of JPEG that cameras and browsers make: baseline, extended, progressive."""
_OTHER_FRAMES = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
_SEGMENT = re.compile(rb"(?:\xff++[\x01\xd0-\xd7])*+\xff++([^\x01\xd0-\xd7\xff])(..)", re.DOTALL)
"""The next header marker and its length, after any markers that have none."""


def check_size(size: ImageSize, most_px: int, path: Path) -> None:
    """Raises FormcheckError for images too small to show a person, and for huge ones."""
    shorter, longer = sorted((size.width_px, size.height_px))
    texts = {"file": str(path), "width": str(size.width_px), "height": str(size.height_px)}
    if shorter < _LEAST_SIDE_PX or longer > _MOST_RATIO * shorter:
        raise FormcheckError(Sentence(video_texts.SHOWS_NOBODY, **texts))
    if shorter * longer > most_px:
        most = str(most_px // 1_000_000)
        raise FormcheckError(Sentence(video_texts.TOO_MANY_PIXELS, **texts, most=most))


def photo_size(data: bytes) -> ImageSize | None:
    """Returns the size claimed by a JPEG, PNG, WebP or BMP header; None for any other file."""
    try:
        if data.startswith(_PNG):
            return ImageSize(*struct.unpack_from(">II", data, 16))
        if data.startswith(_BMP):
            (header,) = struct.unpack_from("<I", data, 14)
            sides = struct.unpack_from("<HH" if header == _OLD_BMP_HEADER else "<ii", data, 18)
            return ImageSize(*map(abs, sides))  # a negative height: from the top down
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _read_webp_size(data)
        return jpeg_size(data)
    except struct.error:
        return None


def _read_webp_size(data: bytes) -> ImageSize | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        less_one = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return ImageSize(*(side + 1 for side in less_one))
    if kind == b"VP8L":
        (packed,) = struct.unpack_from("<I", data, 21)
        return ImageSize((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return ImageSize(width & 0x3FFF, height & 0x3FFF)
    return None


def jpeg_size(jpeg: bytes) -> ImageSize | None:
    """Returns the size claimed by a JPEG's header; None for another or an unusual kind of file."""
    at = len(_START) if jpeg.startswith(_START) else len(jpeg)
    while segment := _SEGMENT.match(jpeg, at):
        kind, begin = segment[1][0], segment.end()
        at = segment.start(2) + int.from_bytes(segment[2])
        if kind in _FRAMES:
            return _read_frame_size(jpeg[begin:at])
        if kind in _OTHER_FRAMES or kind == _SCAN or at < begin:
            return None
    return None


def count_scans(data: bytes) -> int:
    """Returns the number of scans in a JPEG, without a thumbnail's; 0 for other formats."""
    if data[:2] != _START:
        return 0
    count, at = 0, len(_START)
    while (marker := _MARKER.search(data, at)) and marker[1][0] != _END:
        count += marker[1][0] == _SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return count


def _read_frame_size(frame: bytes) -> ImageSize | None:
    if len(frame) < 6:
        return None
    depth, height, width, parts = struct.unpack_from(">BHHB", frame)
    usual = depth == 8 and parts in {1, 3, 4} and width > 0 and height > 0
    return ImageSize(width, height) if usual else None
