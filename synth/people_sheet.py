"""A sheet of random people, for inspection."""

import numpy as np

from .people import Person, draw_person
from .render import Image
from .stance import Figure
from .studio import Studio, Window, to_image

ACROSS = 10  # people per row
TILE = (116, 240)  # px
FAR_M, EYE_M, FOV_DEG = 3.6, 1.1, 34.0
VIEWS_DEG = (0.0, 90.0)  # front and side view in turn


def draw_people(count: int, seed: int, tile: tuple[int, int] = TILE) -> Image:
    """Returns an image of `count` random people standing, seen from front and side in turn."""
    random = np.random.default_rng(seed)
    tiles = [
        draw_person_tile(draw_person(random), VIEWS_DEG[i % len(VIEWS_DEG)], tile)
        for i in range(count)
    ]
    tiles += [np.full_like(tiles[0], 255)] * (-count % min(ACROSS, count))
    across = min(ACROSS, count)
    rows = [np.hstack(tiles[i : i + across]) for i in range(0, len(tiles), across)]
    return np.vstack(rows)


def draw_person_tile(person: Person, view_deg: float, size: tuple[int, int]) -> Image:
    """Returns an image of one standing person from a direction."""
    fig = Figure(person.body)
    turn = np.radians(view_deg)
    eye = (FAR_M * float(np.sin(turn)), -FAR_M * float(np.cos(turn)), EYE_M)
    window = Window(eye, (0.0, 0.0, 0.98), FOV_DEG, size)
    studio = Studio(fig, person.wear, window, view_deg, (), person.solids)
    return to_image(studio.draw(fig.solve(fig.standing()))[0])
