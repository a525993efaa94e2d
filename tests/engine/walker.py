"""Clips with a passer-by: a person cut out of one clip and pasted into another."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import BONES, Landmark
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.frames import Frame, Rgb
from formcheck.vision.video.video import VideoFile

SIDE_PX = 640


@dataclass(frozen=True, eq=False)
class Cutout:
    """A person without the background: rgb (h, w, 3), and the opacity of each pixel (h, w, 1)."""

    rgb: Rgb
    share: NDArray[np.float32]


def cut_out_person(clip: Path) -> Cutout:
    """Returns the person in the clip's first frame, cut out along the limbs."""
    with VideoFile(clip, max_side_px=SIDE_PX) as video:
        image = next(video.frames()).image
    with Landmarker(model_path(), video=False) as model:
        (person,) = model.detect(image, 0.0)
    marks = person.image_px.round().astype(int)
    torso = np.linalg.norm(marks[Landmark.LEFT_SHOULDER] - marks[Landmark.LEFT_HIP])
    mask = np.zeros(image.shape[:2], dtype=np.uint8)
    for one, other in BONES:
        cv2.line(mask, tuple(marks[one]), tuple(marks[other]), 255, round(0.3 * torso))
    corners = marks[[11, 12, 24, 23]].astype(np.int32)
    cv2.fillPoly(mask, [corners], 255)
    for foot in (Landmark.LEFT_FOOT, Landmark.RIGHT_FOOT):
        cv2.circle(mask, tuple(marks[foot]), round(0.12 * torso), 255, -1)
    nose = marks[Landmark.NOSE]
    cv2.ellipse(mask, tuple(nose), (round(0.22 * torso), round(0.3 * torso)), 0, 0, 360, 255, -1)
    neck = marks[[11, 12]].mean(axis=0).astype(int)
    cv2.line(mask, tuple(nose), tuple(neck), 255, round(0.25 * torso))
    rows, columns = np.nonzero(mask)
    box = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    share = cv2.GaussianBlur(mask, (3, 3), 0)[box].astype(np.float32)[..., None] / 255.0
    return Cutout(image[box].copy(), share)


def enlarge_person(person: Cutout, scale: float) -> Cutout:
    """Returns the person scaled, as if nearer to the camera."""
    height, width = person.rgb.shape[:2]
    size = (round(width * scale), round(height * scale))
    share = cv2.resize(person.share, size)[..., None]
    return Cutout(cv2.resize(person.rgb, size), share)


def paste_person(image: Rgb, person: Cutout, x_px: float, feet_px: float) -> Rgb:
    """Pastes the person in front of everything, centred at ``x_px``, the feet at ``feet_px``."""
    height, width = person.rgb.shape[:2]
    left, top = round(x_px - width / 2), round(feet_px - height)
    x0, x1 = max(left, 0), min(left + width, image.shape[1])
    y0, y1 = max(top, 0), min(top + height, image.shape[0])
    result = image.copy()
    if x0 >= x1 or y0 >= y1:
        return result
    part = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    share = person.share[part]
    below = result[y0:y1, x0:x1]
    result[y0:y1, x0:x1] = (below * (1 - share) + person.rgb[part] * share).astype(np.uint8)
    return result


def insert_passer_by(clip: Path, person: Cutout, from_s: float, until_s: float) -> Iterator[Frame]:
    """Yields the clip's frames, with the person crossing from left to right between the times."""
    with VideoFile(clip, max_side_px=SIDE_PX) as video:
        for frame in video.frames():
            share = (frame.t_s - from_s) / (until_s - from_s)
            if not 0.0 < share < 1.0:
                yield frame
                continue
            width = person.rgb.shape[1]
            x_px = -width / 2 + share * (frame.image.shape[1] + width)
            image = paste_person(frame.image, person, x_px, frame.image.shape[0] * 0.99)
            yield Frame(frame.index, frame.t_s, image)
