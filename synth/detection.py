"""Detects the person in a still the way formcheck detects people in films."""

from formcheck.core.body import Detection
from formcheck.vision.pose.landmarker import Landmarker

from .render import Image

LOOKS, LOOK_HZ = 3, 30.0
"""From the second detection on, the model crops the person using the previous landmarks. For one
person in front of one camera, its errors then vary a seventh less from still to still."""


def detect_person(model: Landmarker, picture: Image) -> Detection | None:
    """Detects the person in an RGB image as in a motionless film; None if nobody is found.

    model: a landmarker for films; it is reset first.
    """
    model.forget()
    for look in range(LOOKS):
        found = next(iter(model.detect(picture, look / LOOK_HZ)), None)
    return found
