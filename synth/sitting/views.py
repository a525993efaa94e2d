"""Random cameras of people at a desk: laptop, monitor, propped-up phone, or at the side.

All distributions are chosen for this project: no survey says where these cameras stand. Degrees and
metres.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.cameras import CannotPlaceCameraError
from synth.geometry import Array, unit, vec
from synth.scene import Box, Camera
from synth.stance import make_vec

from .desk import Desk

KINDS = {"laptop": 0.4, "monitor": 0.2, "phone": 0.07, "side": 0.33}
LANDSCAPE = ((0.5, (4, 3)), (0.5, (16, 9)))
UPRIGHT = (9, 16)
UPRIGHT_SHARE = 0.2  # of the side cameras
ROLL, MOST_ROLL = 2.0, 7.0  # standard deviation and limit of the tilt
FRONT_M = {"laptop": (0.45, 1.0), "monitor": (0.6, 1.1), "phone": (0.4, 0.9)}  # level, to the eyes
RISE_M = {
    "laptop": (-0.30, 0.10),
    "monitor": (-0.02, 0.18),
    "phone": (-0.35, 0.05),
}  # above the eyes
ASIDE = {"laptop": (8.0, 20.0), "monitor": (13.0, 35.0), "phone": (12.0, 30.0)}
"""Standard deviation and limit of the camera's direction from the front."""
LENS = {"laptop": (40.0, 75.0), "monitor": (40.0, 70.0), "phone": (50.0, 75.0)}
LEAST_HIGH_M = 0.42
"""Least height covered at the eyes: people who see less than head and shoulders adjust the lid."""
EYES_DOWN = (0.05, 0.32, 0.6)
"""Vertical position of the eyes in the image, 0 the top: minimum, mode, maximum."""
OFF_CENTRE = 0.09  # standard deviation, as a share of the width
EDGE_SHARE = 0.12  # of the frontal cameras: chin or a shoulder at the edge
SIDE_M = (1.0, 2.5)
SIDE_TURN = (14.0, 60.0, 110.0)  # standard deviation about 90, minimum, maximum; from the front
OVER_HEAD_M = 0.35
"""Highest position of side cameras above the eyes; the lowest is the seat, the mode the
shoulders."""
TALL_M = (0.62, 1.0, 1.8)
"""Height covered at the person from the side, relative to the height from seat to crown plus a
hand's width at both ends: minimum, mode, maximum."""
SIDE_LENS = (22.0, 80.0)
OVER_DESK_M = 0.10  # lid and stand raise a camera this much above the desk
BOX_MARGIN_M = 0.08
SCREEN_M = 0.65  # from the eyes; guidelines say 0.5 to 0.9
TRIES = 40
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Viewed:
    """A camera; view "front" or "side"; near: the person's side that it is on."""

    camera: Camera
    kind: str
    view: str
    near: str
    view_deg: float

    def screen(self, eyes: Array) -> Array:
        """Returns the screen's position (3,): at a frontal camera, else in front of the eyes."""
        before: Array = eyes + vec((0.0, -SCREEN_M, 0.0))
        return self.camera.eye if self.view == "front" else before

    def describe(self, eyes: Array) -> dict[str, object]:
        """Returns a JSON-compatible description of the camera."""
        camera = self.camera
        return {
            "kind": self.kind,
            "size": [camera.width, camera.height],
            "eye_m": [round(float(v), 3) for v in camera.eye],
            "towards": [round(float(v), 4) for v in unit(camera.at - camera.eye)],
            "view_deg": round(self.view_deg, 2),
            "to_eyes_m": round(float(np.linalg.norm(eyes - camera.eye)), 3),
            "fov_deg": round(camera.fov_deg, 2),
            "roll_deg": round(camera.roll_deg, 2),
        }


def draw_view(random: np.random.Generator, desk: Desk, longer_px: int, kind: str = "") -> Viewed:
    """Draws a camera that sees the face of the person at a desk. Raises CannotPlaceCameraError."""
    kind = kind or str(random.choice(list(KINDS), p=list(KINDS.values())))
    for _ in range(TRIES):
        seen = (
            _draw_lateral(random, desk, longer_px)
            if kind == "side"
            else _draw_frontal(random, desk, longer_px, kind)
        )
        if _is_good(seen, desk):
            return seen
    raise CannotPlaceCameraError


def _draw_size(random: np.random.Generator, longer_px: int, upright: bool) -> tuple[int, int]:
    wide, high = UPRIGHT
    if not upright:
        wide, high = LANDSCAPE[random.choice(len(LANDSCAPE), p=[p for p, _ in LANDSCAPE])][1]
    one = longer_px / max(wide, high)
    return 2 * round(wide * one / 2), 2 * round(high * one / 2)


def _draw_roll(random: np.random.Generator) -> float:
    return float(np.clip(random.normal(0.0, ROLL), -MOST_ROLL, MOST_ROLL))


def _find_direction(view_deg: float) -> Array:
    a = np.radians(view_deg)
    return vec((np.sin(a), -np.cos(a), 0.0))


def _draw_frontal(random: np.random.Generator, desk: Desk, longer_px: int, kind: str) -> Viewed:
    spread, most = ASIDE[kind]
    turn = float(np.clip(random.normal(0.0, spread), -most, most))
    far, fov = float(random.uniform(*FRONT_M[kind])), float(random.uniform(*LENS[kind]))
    rise = float(random.uniform(*RISE_M[kind]))
    if 2 * far * np.tan(np.radians(fov) / 2) < LEAST_HIGH_M:
        fov = float(np.degrees(2 * np.arctan(LEAST_HIGH_M / 2 / far)))
    eye = desk.eyes + far * _find_direction(turn) + vec((0.0, 0.0, rise))
    eye[2] = max(eye[2], desk.top_m + OVER_DESK_M)
    u, v = 0.5 + float(random.normal(0.0, OFF_CENTRE)), float(random.triangular(*EYES_DOWN))
    if random.random() < EDGE_SHARE:
        low = random.random() < 0.4
        u, v = (u, 0.72) if low else (float(random.choice([0.16, 0.84])), v)
    size = _draw_size(random, longer_px, kind == "phone")
    camera = _aim_camera(
        eye, desk.eyes, (float(np.clip(u, 0.15, 0.85)), v), fov, size, _draw_roll(random)
    )
    return Viewed(camera, kind, "front", "left" if turn > 0 else "right", turn)


def _draw_lateral(random: np.random.Generator, desk: Desk, longer_px: int) -> Viewed:
    spread, low, high = SIDE_TURN
    near = str(random.choice(["left", "right"]))
    sign = 1.0 if near == "left" else -1.0
    turn = sign * float(np.clip(90.0 + random.normal(0.0, spread), low, high))
    far = float(random.uniform(*SIDE_M))
    eye = vec((0.0, -0.15, 0.0)) + far * _find_direction(turn)
    top = float(desk.eyes[2])
    shoulder = float(desk.joints[f"{near}_shoulder"][2])
    eye[2] = random.triangular(desk.seat_m, shoulder, top + OVER_HEAD_M)
    tall = float(random.triangular(*TALL_M)) * (top + 0.22 - (desk.seat_m - 0.1))
    upright = random.random() < UPRIGHT_SHARE
    if upright:
        tall *= 1.35
    fov = float(np.clip(np.degrees(2 * np.arctan(tall / 2 / far)), *SIDE_LENS))
    u, v = 0.5 + float(random.normal(0.0, OFF_CENTRE)), float(random.triangular(0.08, 0.24, 0.45))
    size = _draw_size(random, longer_px, upright)
    trunk = vec((0.0, -0.12, top))
    camera = _aim_camera(
        eye, trunk, (float(np.clip(u, 0.25, 0.75)), v), fov, size, _draw_roll(random)
    )
    return Viewed(camera, "side", "side", near, turn)


def _aim_camera(
    eye: Array,
    at: Array,
    where: tuple[float, float],
    fov: float,
    size: tuple[int, int],
    roll: float,
) -> Camera:
    """Returns the camera that shows a point at that share of the image's width and height."""
    target, want = at, vec(size) * where
    for _ in range(ROUNDS):
        camera = Camera(make_vec(eye), make_vec(target), fov, *size, roll_deg=roll)
        miss = (camera.project(at[None])[0] - want) / camera.focal_px * camera.view(at[None])[0, 2]
        target = target + miss[0] * camera.rot[0] + miss[1] * camera.rot[1]
    return Camera(make_vec(eye), make_vec(target), fov, *size, roll_deg=roll)


def _is_good(seen: Viewed, desk: Desk) -> bool:
    """Returns whether the camera is free and sees eyes, nose and a shoulder of the sitter."""
    near = ("left", "right") if seen.view == "front" else (seen.near,)
    names = ["nose", *(f"{side}_{part}" for side in near for part in ("eye", "ear"))]
    head = np.array([desk.joints[name] for name in names])
    shoulders = np.array([desk.joints[f"{side}_shoulder"] for side in near])
    boxes = desk.boxes(seen.view, seen.near)
    if _is_in(seen.camera.eye, boxes) or find_hidden(seen.camera.eye, head, boxes).any():
        return False
    if find_hidden(seen.camera.eye, shoulders, boxes).all():
        return False
    inside = np.array([_find_shown(seen.camera, p) for p in (head, shoulders)], dtype=object)
    return bool(inside[0].all() and inside[1].any())


def _find_shown(camera: Camera, points: Array) -> NDArray[np.bool_]:
    c = camera.view(points)
    px = camera.project(points)
    out: NDArray[np.bool_] = (
        (c[:, 2] > 0.1) & (px > 0).all(1) & (px < (camera.width, camera.height)).all(1)
    )
    return out


def _is_in(eye: Array, boxes: Sequence[Box]) -> bool:
    return any(
        all(b.lo[a] - BOX_MARGIN_M < eye[a] < b.hi[a] + BOX_MARGIN_M for a in range(3))
        for b in boxes
    )


def find_hidden(eye: Array, points: Array, boxes: Sequence[Box]) -> NDArray[np.bool_]:
    """Returns which points (m, 3) are behind or in a box as seen from the eye."""
    lo, hi = np.array([b.lo for b in boxes]), np.array([b.hi for b in boxes])
    way = points[:, None] - eye
    inverse = 1.0 / np.where(np.abs(way) < 1e-9, 1e-9, way)
    near, far = (lo - eye) * inverse, (hi - eye) * inverse
    enter, leave = np.minimum(near, far).max(-1), np.maximum(near, far).min(-1)
    out: NDArray[np.bool_] = ((enter < leave) & (leave > 0) & (enter < 1)).any(1)
    return out
