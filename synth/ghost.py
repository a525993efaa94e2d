"""A posed body's outline as polygons in torso lengths, and its joints as landmarks."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import Array
from .rig import Posed
from .scene import Camera
from .stance import Figure
from .studio import Window, make_mask

WIDER = 1.9  # the ghost's camera shows this much more than the picture: the whole body
OVER = 2
MOST_POINTS = 150
LEAST_SHARE = 0.002  # of the body's area: smaller gaps between arm and body are filled
DIGITS = 3
MODEL_TORSO, MODEL_RISE = 1.035, 0.042
"""The torso's length and the shoulders' midpoint (raised, in torsos) as the pose model sees them,
relative to the rig's joints. Medians over the start pictures."""
LANDMARKS = {
    "nose": 0,
    "left_eye": 2,
    "right_eye": 5,
    "left_ear": 7,
    "right_ear": 8,
    "left_shoulder": 11,
    "right_shoulder": 12,
    "left_elbow": 13,
    "right_elbow": 14,
    "left_wrist": 15,
    "right_wrist": 16,
    "left_hip": 23,
    "right_hip": 24,
    "left_knee": 25,
    "right_knee": 26,
    "left_ankle": 27,
    "right_ankle": 28,
    "left_heel": 29,
    "right_heel": 30,
    "left_big_toe": 31,
    "right_big_toe": 32,
}
"""Indices of the rig's joints among the pose model's 33 landmarks."""


def widen_camera(window: Window) -> Camera:
    """Returns the window's camera, widened to show the whole body."""
    half = WIDER * np.tan(np.radians(window.fov_deg / 2))
    return replace(window, fov_deg=float(np.degrees(2 * np.arctan(half)))).camera(OVER)


def _find_middle(px: dict[str, Array], part: str) -> Array:
    out: Array = (px[f"left_{part}"] + px[f"right_{part}"]) / 2
    return out


def _project_joints(posed: Posed, cam: Camera) -> dict[str, Array]:
    return {name: cam.project(posed.joints[name]) for name in LANDMARKS}


def _trace_outline(mask: NDArray[np.uint8]) -> list[Array]:
    """Returns the mask's polygons, outer ones and holes, with at most MOST_POINTS points in all."""
    found, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    least = LEAST_SHARE * float((mask > 0).sum())
    kept = [c for c in found if cv2.contourArea(c) > least]
    coarse = 0.6
    while True:
        rough = [cv2.approxPolyDP(c, coarse, closed=True)[:, 0] for c in kept]
        rough = [c for c in rough if len(c) > 2]
        if sum(map(len, rough)) <= MOST_POINTS:
            return [c.astype(np.float64) for c in rough]
        coarse *= 1.15


def make_ghost(fig: Figure, posed: Posed, cam: Camera, unit_px: float) -> dict[str, object]:
    """Returns outline and joints, with the midpoint of the model's shoulders as origin."""
    px = _project_joints(posed, cam)
    origin = _find_middle(px, "shoulder") - np.array([0.0, MODEL_RISE * unit_px])

    def convert_to_units(points: Array) -> list[list[float]]:
        rows: list[list[float]] = np.round((points - origin) / unit_px, DIGITS).tolist()
        return rows

    joints: list[list[float] | None] = [None] * 33
    for name, number in LANDMARKS.items():
        joints[number] = convert_to_units(px[name][None])[0]
    outline = [convert_to_units(c + 0.5) for c in _trace_outline(make_mask(fig, posed, cam))]
    return {"outline": outline, "joints": joints}


def make_ghosts(fig: Figure, start: Posed, target: Posed, window: Window, square: bool) -> object:
    """Returns the content of ghost.json; square: the shoulders face the camera at the start."""
    cam = widen_camera(window)
    px = _project_joints(start, cam)
    torso = MODEL_TORSO * float(np.hypot(*(_find_middle(px, "hip") - _find_middle(px, "shoulder"))))
    across = float(np.hypot(*(px["left_shoulder"] - px["right_shoulder"])))
    both = {
        "start": make_ghost(fig, start, cam, torso),
        "target": make_ghost(fig, target, cam, torso),
    }
    points = np.concatenate([np.array(p) for g in both.values() for p in g["outline"]])  # type: ignore[attr-defined]
    low, high = points.min(0), points.max(0)
    return {
        "format": 1,
        "picture_px": list(window.size),
        "torso_per_shoulder": round(torso / across, DIGITS) if square else None,
        "room": [round(float(v), DIGITS) for v in (*low, *high)],
        **both,
    }
