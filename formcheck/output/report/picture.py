"""The annotated photo: what was judged, drawn upon the picture."""

from __future__ import annotations

from pathlib import Path

import cv2

from formcheck.engine.photo import PhotoAnalysis
from formcheck.files.errors import FormcheckError
from formcheck.files.whole import written_whole
from formcheck.output.draw.canvas import Canvas
from formcheck.output.draw.overlay import draw
from formcheck.output.report.scene import photo_scene
from formcheck.vision.video.photo import read_photo

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def write_picture(photo_path: Path, photo: PhotoAnalysis, path: Path) -> None:
    """Writes the photo with everything drawn upon it, upright, at its own size.

    Raises FormcheckError when the photo can't be read again or the picture can't be written.
    """
    image = read_photo(photo_path).image
    draw(Canvas(image), photo_scene(photo))
    done, data = cv2.imencode(check_picture_name(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not done:
        raise FormcheckError(f"The picture {path} could not be made.")
    with written_whole(path) as part:
        part.write_bytes(data.tobytes())


def check_picture_name(path: Path) -> str:
    """The ending of the name. Raises FormcheckError for one that asks for no kind of picture."""
    suffix = path.suffix.lower()
    if suffix not in PICTURE_SUFFIXES:
        known = ", ".join(sorted(PICTURE_SUFFIXES))
        raise FormcheckError(f"{path} is no name for a picture: end it with one of {known}.")
    return suffix
