"""Renders posed people: z-buffer, two soft shadows, sensor noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .body import Body
from .geometry import Array, unit
from .look import NUMBERS
from .raster import compute_normals, downsample, draw_depth, draw_triangles
from .scene import F32, Box, Camera, render_backdrop
from .shade import shade_pixels
from .shadow import KEY_CELLS, LAMP_CELLS, TILE, mark_dirty_tiles, restore_room
from .solid import Solid
from .wardrobe import Wardrobe, dress

Image = NDArray[np.uint8]
FINE = 2  # supersampling per axis
LAMP_TOWARDS = (0.05, -0.05, 1.0)
NOISE_SHIFT = 96  # px by which the sensor's noise pattern shifts from frame to frame
GAMMA: F32 = (np.linspace(0, 1, 4096) ** 0.4545).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Light:
    """Direction towards the key light, its strength, the ambient light and the lamp above.

    tint colours key light and lamp (linear RGB); ambient light stays white.
    """

    towards: tuple[float, float, float] = (-0.45, -0.75, 0.9)
    key: float = 1.25
    ambient: float = 0.55
    lamp: float = 0.5
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


Shadow = tuple[F32, F32, np.float32, F32, Image]  # axes, origin, cells per metre, depth, near


class Renderer:
    """Renders people, followed by small objects, in one room from one camera.

    fine: supersampling per axis. cells: cells per side of the shadow maps of key light and lamp.
    once: does not cache the empty room: faster for one frame, slower for many.
    """

    def __init__(
        self,
        people: Sequence[tuple[Body, Wardrobe]],
        cam: Camera,
        boxes: Sequence[Box],
        light: Light,
        grain: float,
        seed: int,
        things: Sequence[Solid] = (),
        fine: int = FINE,
        cells: tuple[int, int] = (KEY_CELLS, LAMP_CELLS),
        once: bool = False,
    ) -> None:
        worn = [(dress(body, wear), wear) for body, wear in people]
        worn += [thing.dressed() for thing in things]
        dressed = [d for d, _ in worn]
        starts = np.cumsum([0, *(len(d.rest) for d in dressed)])
        meshes = [*(body.faces for body, _ in people), *(thing.faces for thing in things)]
        faces = [mesh + start for mesh, start in zip(meshes, starts, strict=False)]
        who = [np.full(len(f), i, np.int32) for i, f in enumerate(faces)]
        nothing = np.zeros((0, 3), np.float32)
        self.faces = np.concatenate([nothing.astype(np.int32), *faces]).astype(np.int32)
        self.surface = (
            np.concatenate([nothing, *(d.rest for d in dressed)]),
            np.concatenate([np.zeros(0, np.int8), *(d.region for d in dressed)]),
            np.concatenate([nothing[:, 0], *(d.limb for d in dressed)]),
            np.concatenate([np.zeros(0, np.int32), *who]),
            np.array([d.numbers for d in dressed] or [np.zeros(NUMBERS, np.float32)], np.float32),
            np.array([w.palette() for _, w in worn] or [Wardrobe().palette()], np.float32),
        )
        self.people = len(people)
        self.cam, self.light, self.times = cam, light, fine
        self.towards = unit(light.towards).astype(np.float32)
        room = render_backdrop(cam, boxes, self.towards.astype(float), fine)
        self.room = (room.depth, room.place, room.normal, room.colour, room.lit, room.corner)
        h, w = cam.height * fine, cam.width * fine
        self.depth, self.tri = np.zeros((h, w), np.float32), np.full((h, w), -1, np.int32)
        self.b1, self.b2 = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
        self.fine = np.zeros((h, w, 3), np.float32)
        self.coarse = np.zeros((cam.height, cam.width, 3), np.float32)
        self.rng = np.random.default_rng(seed)
        yy, xx = np.mgrid[0 : cam.height, 0 : cam.width]
        off = (xx / cam.width - 0.5) ** 2 + (yy / cam.height - 0.5) ** 2
        self.vignette = (1 - 0.16 * off / 0.5)[..., None].astype(np.float32)
        self.maps = tuple(np.zeros((n, n), np.float32) for n in cells)
        self.dirty = np.full((-(-h // TILE), -(-w // TILE)), 2, np.int8)
        self.noise: F32 | None = None
        if grain > 0:
            shape = (cam.height + NOISE_SHIFT, cam.width + NOISE_SHIFT, 3)
            self.noise = self.rng.standard_normal(shape, dtype=np.float32) * np.float32(grain)
        self.once, self.still = once, self.fine
        if not once:
            self._shade(nothing, nothing)
            downsample(self.fine, fine, GAMMA, self.coarse, self.dirty, TILE)
            self.still = self.fine.copy()

    def _draw_shadow(self, verts: F32, towards: Array, number: int) -> Shadow:
        w = unit(-towards)
        side = np.array([0, 0, 1.0]) if abs(w[2]) < 0.95 else np.array([0, 1.0, 0])
        r = unit(np.cross(w, side))
        axes = np.array([r, np.cross(w, r), w]).astype(np.float32)
        depth = self.maps[number]
        depth[:] = 1e9
        origin = verts.mean(0).astype(np.float32) if len(verts) else np.zeros(3, np.float32)
        q = (verts - origin) @ axes.T
        span = 2.6 if self.people < 2 else 4.2
        scale = np.float32(depth.shape[0] / span)
        half = depth.shape[0] / 2
        if len(verts):
            u, v = q[:, 0] * scale + half, q[:, 1] * scale + half
            draw_depth(u, v, q[:, 2], self.faces, depth)
        near = cv2.dilate((depth < 1e8).astype(np.uint8), np.ones((15, 15), np.uint8))
        return axes, origin, scale, depth, near.astype(np.uint8)

    def frame(self, verts: F32, exposure: float = 1.0) -> Image:
        """Renders the people and objects whose concatenated vertices are `verts`, as RGB."""
        cam = self.cam
        normal = np.zeros_like(verts)
        compute_normals(verts, self.faces, normal)
        c = cam.view(verts)
        near = 1.0 / np.maximum(c[:, 2], 0.05)
        inverse = np.where(c[:, 2] > 0.05, near, -1).astype(np.float32)
        x = ((c[:, 0] * inverse * cam.focal_px + cam.centre[0]) * self.times).astype(np.float32)
        y = ((c[:, 1] * inverse * cam.focal_px + cam.centre[1]) * self.times).astype(np.float32)
        self.depth[:], self.tri[:] = 0, -1
        draw_triangles(x, y, inverse, self.faces, self.depth, self.tri, self.b1, self.b2)
        self._shade(verts, normal)
        downsample(self.fine, self.times, GAMMA, self.coarse, self.dirty, TILE)
        picture = self.coarse * (self.vignette * np.float32(exposure))
        if self.noise is not None:
            dy, dx = self.rng.integers(0, NOISE_SHIFT, 2)
            picture += self.noise[dy : dy + cam.height, dx : dx + cam.width]
        np.clip(picture, 0, 1, out=picture)
        picture *= 255
        out: Image = picture.astype(np.uint8)
        return out

    def _shade(self, verts: F32, normal: F32) -> None:
        key = self._draw_shadow(verts, self.towards.astype(float), 0)
        lamp = self._draw_shadow(verts, np.array(LAMP_TOWARDS), 1)
        if len(verts) and not self.once:
            mark_dirty_tiles(self.dirty, self.tri, self.room[1], key, lamp)
            restore_room(self.fine, self.still, self.dirty)
        drawn = (self.depth, self.tri, self.b1, self.b2)
        mesh = (self.faces, verts, normal, *self.surface)
        strength = (np.float32(v) for v in (self.light.key, self.light.ambient, self.light.lamp))
        tint = np.array(self.light.tint, np.float32)
        light, eye = (self.towards, *strength, tint), self.cam.eye.astype(np.float32)
        shade_pixels(self.fine, self.dirty, self.room, drawn, mesh, eye, light, key, lamp)
