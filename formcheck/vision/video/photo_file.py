"""Reads photo files."""

import re
import struct
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from formcheck.files.errors import FormcheckError
from formcheck.files.inputs import read_input
from formcheck.files.quiet_stderr import quiet_stderr
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.sizes import check_size, count_scans, photo_size

_UNREADABLE = {".heic", ".heif", ".avif", ".tif", ".tiff"}
PHOTO_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", *_UNREADABLE}
)
"""Suffixes of photos. HEIC, AVIF and TIFF can't be read here, but get their own error message."""

_OTHER = re.compile(rb".{4}ftyp(hei[cx]|hev[cx]|mif1|msf1|avif)|II[*+]\0|MM\0[*+]", re.DOTALL)
"""First bytes of HEIC, AVIF and TIFF files, whatever their name."""
_MOST_BYTES = 200_000_000
_MOST_PX = 120_000_000
"""A pixel takes three bytes. Chosen for formcheck: phones have 12 to 50 million, few more than
108."""
_MOST_SCANS = 64
"""A progressive JPEG has about ten; thousands would take minutes to decode."""
_EXIF = 0
_ORIENTATION = 0x0112
_QUARTER_TURNS = {3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1}
"""Counter-clockwise, by EXIF orientation. Half of the orientations are also mirrored, which is
ignored as in videos (``video.video``): left and right are the person's own."""


def is_photo(path: Path) -> bool:
    """Whether the name ends like a photo's; the file need not exist."""
    return path.suffix.lower() in PHOTO_SUFFIXES


def read_photo(path: Path) -> Rgb:
    """Returns the photo, (height, width, 3) uint8, upright by its EXIF data, never mirrored.

    Raises FormcheckError if there is no such file or it is not a readable photo.
    """
    is_unreadable = path.suffix.lower() in _UNREADABLE
    data = b"" if is_unreadable else read_input(path, "photo", _MOST_BYTES)
    if is_unreadable or _OTHER.match(data):
        raise FormcheckError(
            f"{path} is a HEIC, AVIF or TIFF photo, which can't be read: save it as JPEG."
        )
    if not data:
        raise FormcheckError(f"The photo {path} is empty (0 bytes): copy it again.")
    size = photo_size(data)
    if size is None or count_scans(data) > _MOST_SCANS:
        raise FormcheckError(
            f"{path} is not a JPEG, PNG, WebP or BMP photo, or it is damaged: "
            "name a photo, save this one as JPEG, or copy it again."
        )
    check_size(size, _MOST_PX, path)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # our own message is enough
    image = None
    with suppress(cv2.error), quiet_stderr:
        image, kinds, notes = cv2.imdecodeWithMetadata(
            np.frombuffer(data, np.uint8),
            flags=cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    if image is None:
        raise FormcheckError(
            f"The photo {path} is damaged or was cut off: copy it again, or save it anew."
        )
    exif = [note.tobytes() for kind, note in zip(kinds, notes, strict=True) if kind == _EXIF]
    turns = _QUARTER_TURNS.get(_read_orientation(exif[0]) if exif else 1, 0)
    return np.ascontiguousarray(np.rot90(image, turns), np.uint8)


def _read_orientation(exif: bytes) -> int:
    """Returns the orientation in the first directory of an EXIF block; 1, upright, if none."""
    exif = exif.removeprefix(b"Exif\0\0")  # which some WebP files keep
    order = ">" if exif.startswith(b"MM") else "<"
    with suppress(struct.error):
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        for place in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * place)
            if tag == _ORIENTATION:
                return int(value)
    return 1
