"""Detects the person in a still as formcheck detects people in films."""

from formcheck.core.body import Detection, ImageSize
from formcheck.vision.pose.landmarker import Landmarker

from .render import Image

LOOKS, LOOK_HZ = 3, 30.0
"""From the second look on, the model cuts the person out by the landmarks of the look before. Of
one person before one camera it then errs less differently from still to still: by a seventh."""


def detect_person(model: Landmarker, picture: Image) -> Detection | None:
    """The person in an RGB picture, as a film that stands still shows them; None if nobody is seen.

    The model, one for films, forgets whom it saw before.
    """
    height_px, width_px = picture.shape[:2]
    model.forget(ImageSize(width_px, height_px))
    for look in range(LOOKS):
        found = next(iter(model.detect(picture, look / LOOK_HZ)), None)
    return found
