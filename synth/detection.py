"""Detects the person in a still as formcheck detects people in films."""

from formcheck.core.body import Detection
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.video.frames import size_of

from .render import Image

LOOKS, LOOK_HZ = 3, 30.0
"""From the second look on, the model cuts the person out by the landmarks of the look before. Of
one person before one camera it then errs less differently from still to still: by a seventh."""


def detect_person(model: Landmarker, picture: Image) -> Detection | None:
    """The person in an RGB picture, as a film that stands still shows them; None if nobody is seen.

    The model, one for films, forgets whom it saw before.
    """
    model.forget(size_of(picture))
    for look in range(LOOKS):
        found = next(iter(model.detect(picture, look / LOOK_HZ)), None)
    return found
