"""A random room, light and camera around a person: drawn once per film."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from synth.cameras import draw_camera, draw_desk_camera
from synth.film import find_quarter
from synth.geometry import Array
from synth.image_quality import ImageQuality, draw_quality
from synth.moves import Setup
from synth.people import Person
from synth.pose import Vec
from synth.render import Image, Renderer
from synth.rig import Posed
from synth.scene import Box, Camera
from synth.stance import make_vec
from synth.surroundings import draw_light, draw_room
from synth.things import make_mat

STILL_CELLS, FILM_CELLS = (256, 192), (384, 288)  # cells of the shadow maps, as fine as the images
KEEP_M = 0.25
"""Least distance of furniture from all joint positions: hands and heads extend beyond joints."""
MAT_EDGE_M = (0.1, 0.3)


@dataclass(frozen=True, eq=False)
class Shot:
    """A camera in a furnished room, and its image quality.

    told: camera, light and quality as plain values.
    """

    person: Person
    setup: Setup
    camera: Camera
    renderer: Renderer
    quality: ImageQuality
    told: Mapping[str, object]

    def draw(self, posed: Posed) -> Image:
        """Renders a posed person, RGB, before the effects of camera and file."""
        things = [thing.verts(self.person.body, posed) for thing in self.setup.things]
        return self.renderer.frame(np.concatenate([posed.verts, *things]))


def draw_shot(
    random: np.random.Generator,
    person: Person,
    setup: Setup,
    joints: Array,
    longer_px: int,
    still: bool,
    desk: bool = False,
) -> Shot:
    """Draws a random shot of a person with these joint positions (frames, 21, 3).

    longer_px: the longer side of the image. still: for one image only. desk: from a laptop near the
    person. Raises CannotPlaceCameraError.
    """
    places = joints.reshape(-1, 3)
    boxes = [*setup.boxes, *([_draw_mat(random, places)] if setup.mat else [])]
    if desk:
        camera, told = draw_desk_camera(random, joints, setup.view_deg, boxes, longer_px)
    else:
        camera, told = draw_camera(random, places, setup.view_deg, None, boxes, longer_px)
    quarter = find_quarter(setup.view_deg)
    like = [person.wear.skin, person.wear.shirt, person.wear.trousers]
    room = draw_room(random, quarter, _find_space(places, boxes), camera.eye, like)
    light = draw_light(random, quarter)
    quality = draw_quality(random, film=not still)
    renderer = Renderer(
        [(person.body, person.wear)],
        camera,
        [*room, *boxes],
        light,
        grain=0.0,
        seed=0,
        things=[thing.solid for thing in setup.things],
        fine=1,
        cells=STILL_CELLS if still else FILM_CELLS,
        once=still,
    )
    words = {"camera": told, "light": asdict(light), "quality": asdict(quality)}
    return Shot(person, setup, camera, renderer, quality, words)


def _draw_mat(random: np.random.Generator, joints: Array) -> Box:
    edge = float(random.uniform(*MAT_EDGE_M))
    (x0, y0), (x1, y1) = joints[:, :2].min(0) - edge, joints[:, :2].max(0) + edge
    return make_mat(float(x0), float(x1), float(y0), float(y1), int(random.integers(5)))


def _find_space(joints: Array, boxes: list[Box]) -> tuple[Vec, Vec]:
    """Returns the corners of the space that the person and the stretch's boxes need."""
    low, high = joints.min(0) - KEEP_M, joints.max(0) + KEEP_M
    for box in boxes:
        low, high = np.minimum(low, box.lo), np.maximum(high, box.hi)
    low[2], high[2] = 0.0, min(high[2], 2.3)
    return make_vec(low), make_vec(high)
