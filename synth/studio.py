"""Pictures on a plain warm background: one person, few props, the same light everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import Array, rz
from .pose import Vec
from .raster import draw_triangles
from .render import FINE, Image, Light, Renderer
from .rig import Posed
from .scene import F32, Box, Camera
from .stance import Figure, make_vec
from .things import Thing
from .wardrobe import Wardrobe

SIZE, LYING = (480, 640), (640, 480)
OVER = 2  # the rendered image is this much larger than the final one
WALL_RGB, FLOOR_RGB = (238, 228, 214), (224, 210, 191)
HORIZON_M = (0.2, 2.6)  # distances behind the person between which floor blends into wall
EDGE_M, EDGE_PX, EDGE_SHARE = (0.025, 0.075), 1.1, 0.5
ON_PROP = 0.45  # strength of the person's shadow on wall and furniture
LIGHT = (-0.55, -0.8, 1.15)


@dataclass(frozen=True, slots=True)
class Window:
    """A camera's position and aim, vertical field of view and image size."""

    eye: Vec
    at: Vec
    fov_deg: float
    size: tuple[int, int] = SIZE

    def camera(self, over: int = 1) -> Camera:
        """Returns the camera, with `over` times the resolution."""
        return Camera(self.eye, self.at, self.fov_deg, self.size[0] * over, self.size[1] * over)


def make_mask(fig: Figure, posed: Posed, cam: Camera) -> NDArray[np.uint8]:
    """Returns a mask that is 255 where the person is."""
    h, w = cam.height, cam.width
    depth, tri = np.zeros((h, w), np.float32), np.full((h, w), -1, np.int32)
    c = cam.view(posed.verts)
    x, y = (c[:, i] / c[:, 2] * cam.focal_px + cam.centre[i] for i in (0, 1))
    sx, sy, near = (v.astype(np.float32) for v in (x, y, 1 / c[:, 2]))
    draw_triangles(
        sx, sy, near, fig.body.faces, depth, tri, np.zeros_like(depth), np.zeros_like(depth)
    )
    return np.where(tri >= 0, 255, 0).astype(np.uint8)


class Studio:
    """One setting with camera and props, in which people are drawn."""

    def __init__(
        self,
        fig: Figure,
        wear: Wardrobe,
        window: Window,
        view_deg: float,
        boxes: Sequence[Box],
        things: Sequence[Thing] = (),
    ) -> None:
        self.window, self.cam = window, window.camera(OVER)
        self.body, self.things = fig.body, things
        floor = Box((-9, -9, -0.1), (9, 9, 0.0), (0.5, 0.5, 0.5))
        light = Light(make_vec(rz(view_deg) @ np.array(LIGHT)), 0.95, 0.72, 0.42)
        people, solids = [(fig.body, wear)], [t.solid for t in things]
        self.renderer = Renderer(people, self.cam, [floor, *boxes], light, 0.0, 0, solids)
        self.ground = self._make_ground(view_deg)

    def _make_ground(self, view_deg: float) -> Array:
        """Returns the background, sRGB 0..1: floor that blends into wall."""
        place = self.renderer.room[1].astype(np.float64)
        back = rz(view_deg) @ np.array([0.0, 1.0, 0.0])
        far = np.where(self._find_surface("floor"), place @ back, 99.0)
        w = np.clip((far - HORIZON_M[0]) / (HORIZON_M[1] - HORIZON_M[0]), 0, 1)
        w = (w * w * (3 - 2 * w))[..., None]
        out: Array = ((1 - w) * np.array(FLOOR_RGB) + w * np.array(WALL_RGB)) / 255
        return out

    def _find_surface(self, what: str) -> NDArray[np.bool_]:
        """Returns which fine pixels of the room show "floor", "nothing" or a "prop"."""
        depth, place, normal = self.renderer.room[:3]
        nothing = depth > 40
        floor = (normal[..., 2] > 0.5) & (place[..., 2] < 0.002) & ~nothing
        return {"floor": floor, "nothing": nothing, "prop": ~(floor | nothing)}[what]

    def draw(self, posed: Posed) -> tuple[Array, Array]:
        """Returns the picture, sRGB 0..1, and the person's coverage of each pixel."""
        r = self.renderer
        r.frame(np.concatenate([posed.verts, *(t.verts(self.body, posed) for t in self.things)]))
        floor, prop = self._find_surface("floor"), self._find_surface("prop")
        with np.errstate(divide="ignore"):
            near = np.where(r.depth > 0, 1 / r.depth, 99.0)
        person = (r.tri >= 0) & (near < r.room[0])
        full = float(r.still[..., 1][floor].max()) if floor.any() else 1.0
        shade = np.where(floor, np.clip(r.fine[..., 1] / full, 0, 1), 1.0).astype(np.float32)
        shade = self._blur_shadows(shade, floor & ~person)
        out = self.ground * (0.45 + 0.55 * shade[..., None] ** 0.4545)
        lit = np.where((prop & ~person)[..., None], self._soften_prop_shadows(), r.fine)
        lit = np.clip(lit, 0, 1).astype(np.float64) ** 0.4545
        out = np.where((person | prop)[..., None], lit, out)
        out *= self._darken_edges(near, person)[..., None]
        size = self.window.size
        return _downsample(out, size), _downsample(person.astype(np.float64), size)

    def _soften_prop_shadows(self) -> F32:
        """Returns the room with weaker shadows of the person."""
        r = self.renderer
        out: F32 = ON_PROP * r.fine + (1 - ON_PROP) * r.still
        return out

    @staticmethod
    def _blur_shadows(shade: F32, where: NDArray[np.bool_]) -> F32:
        """Blurs the shadows on the floor without bleeding from outside it."""
        weight = where.astype(np.float32)
        k = (0, 0)
        total = cv2.GaussianBlur(shade * weight, k, 6.0)
        share = cv2.GaussianBlur(weight, k, 6.0)
        return np.where(where, total / np.maximum(share, 1e-3), 1.0).astype(np.float32)

    @staticmethod
    def _darken_edges(near: Array, person: NDArray[np.bool_]) -> Array:
        """Returns factors that darken far parts of the body next to nearer ones."""
        z = np.where(person, near, 9.0).astype(np.float32)
        r = round(EDGE_PX * OVER * FINE)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))
        ahead = (z - cv2.erode(z, disc) - EDGE_M[0]) / (EDGE_M[1] - EDGE_M[0])
        edge = np.where(person, np.clip(ahead, 0, 1), 0).astype(np.float32)
        soft: Array = 1 - EDGE_SHARE * cv2.GaussianBlur(edge, (0, 0), 1.2).astype(np.float64)
        return np.where(person, soft, 1.0)


def _downsample(a: Array, size: tuple[int, int]) -> Array:
    return cv2.resize(a, size, interpolation=cv2.INTER_AREA).astype(np.float64)


def to_image(picture: Array) -> Image:
    """Converts an RGB picture to bytes."""
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
