"""The amber mark on a picture of a fault: a ring round the joint, an arrow to its target place."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import Array, vec
from .scene import Camera

Joints = Mapping[str, Array]
AMBER, HALO = (240, 148, 8), (255, 252, 246)
RING_PX, HALO_PX, GAP_PX = 6.0, 2.5, 5.0
SHAFT_PX, HEAD_PX = 8.0, 22.0
LENGTH_PX = (40.0, 64.0)
LEAST_M = 0.015  # no arrow if the place is closer to its target than this
OVER = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """Rings around places of the body; arrow: whether arrows point to their target positions.

    radius_m: 0 for no ring, where it would hide what is marked. way: the arrow's direction in the
    picture instead. sway: draws a double arrow in this direction instead of a ring.
    """

    at: tuple[str, ...]
    radius_m: float = 0.075
    arrow: bool = True
    way: tuple[float, float] | None = None
    sway: tuple[float, float] | None = None


def find_place(joints: Joints, name: str) -> Array:
    """Returns the position of a joint, or of a named place that is not a joint."""
    if name in joints:
        return joints[name]
    hips = (joints["left_hip"] + joints["right_hip"]) / 2
    shoulders = (joints["left_shoulder"] + joints["right_shoulder"]) / 2
    ears = (joints["left_ear"] + joints["right_ear"]) / 2
    places = {
        "hips": hips,
        "under_belly": (shoulders + hips) / 2 - vec((0.0, 0.0, 0.42)),
        "elbows": (joints["left_elbow"] + joints["right_elbow"]) / 2,
        "head": ears + 0.15 * (ears - shoulders),
        "beside_hips": joints["left_hip"] + vec((0.36, 0.0, 0.0)),
        "over_elbow": joints["left_elbow"] + vec((0.0, 0.0, 0.11)),
        "before_chest": shoulders + 0.3 * (hips - shoulders),
    }
    return places[name]


def draw_mark(picture: Array, mark: Mark, cam: Camera, joints: Joints, right: Joints) -> Array:
    """Draws the mark on the picture (RGB 0..1); right: the joints of the target."""
    h, w = picture.shape[:2]
    halo, core = (np.zeros((h * OVER, w * OVER), np.uint8) for _ in range(2))
    for layer, wider in ((halo, HALO_PX), (core, 0.0)):
        for name in mark.at:
            _draw(layer, mark, cam, find_place(joints, name), find_place(right, name), wider)
    out = picture
    for layer, colour in ((halo, HALO), (core, AMBER)):
        share = cv2.resize(layer, (w, h), interpolation=cv2.INTER_AREA)[..., None] / 255.0
        out = out * (1 - share) + share * np.array(colour) / 255.0
    return out


def _draw(
    layer: NDArray[np.uint8], mark: Mark, cam: Camera, here: Array, there: Array, wider: float
) -> None:
    a, b = cam.project(here), cam.project(there)
    if mark.sway is not None:
        way = vec(mark.sway) * LENGTH_PX[0]
        _draw_arrow(layer, a, a + way, wider)
        _draw_arrow(layer, a, a - way, wider)
        return
    radius = mark.radius_m * cam.focal_px / float(cam.view(here)[2])
    if radius:
        thick = round((RING_PX + 2 * wider) * OVER)
        centre = tuple(round(float(v) * OVER) for v in a)
        cv2.circle(layer, centre, round(radius * OVER), 255, thick, cv2.LINE_AA)
    off = b - a if mark.way is None else vec(mark.way)
    far = float(np.hypot(*off))
    if not mark.arrow or float(np.linalg.norm(there - here)) < LEAST_M or far < 1.0:
        return
    start = a + off / far * (radius + RING_PX / 2 + GAP_PX)
    length = float(np.clip(far - radius - GAP_PX, *LENGTH_PX))
    _draw_arrow(layer, start, start + off / far * length, wider)


def _draw_arrow(layer: NDArray[np.uint8], a: Array, b: Array, wider: float) -> None:
    """Draws a shaft from a with its tip at b."""
    way = (b - a) / max(float(np.hypot(*(b - a))), 1e-6)
    side = np.array([-way[1], way[0]])
    neck = b - way * HEAD_PX * 0.9
    half = SHAFT_PX / 2 + wider
    shaft = (a - way * wider, neck + way)
    parts = [[shaft[0] + side * half, shaft[1] + side * half, shaft[1] - side * half]]
    parts[0].append(shaft[0] - side * half)
    grown = wider * 1.6
    tip = [b + way * grown, neck + side * (HEAD_PX * 0.62 + grown) - way * wider]
    tip.append(neck - side * (HEAD_PX * 0.62 + grown) - way * wider)
    parts.append(tip)
    for part in parts:
        corners = np.round(np.array(part) * OVER).astype(np.int32)
        cv2.fillPoly(layer, [corners], 255, cv2.LINE_AA)
