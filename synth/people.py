"""Random people: a body, its clothes, and the description of both."""

import json
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from .body import Body
from .outfits import draw_outfit
from .shapes import draw_shape
from .things import Thing
from .wardrobe import Wardrobe, dress


@dataclass(frozen=True, eq=False)
class Person:
    """A dressed body (after `dress` with `wear`) and its description.

    solids: objects drawn with the person; so far everything worn is part of the body's mesh.
    numbers: shape and clothes by the names in `shapes` and `outfits`, JSON-compatible.
    """

    body: Body
    wear: Wardrobe
    solids: tuple[Thing, ...]
    numbers: dict[str, float | str]


def draw_person(random: np.random.Generator) -> Person:
    """Draws a random adult in random clothes."""
    shape = draw_shape(random)
    outfit = draw_outfit(random, shape.numbers)
    numbers = shape.numbers | outfit.describe()
    digest = crc32(json.dumps([numbers, outfit.wear.phase], sort_keys=True).encode())
    bare = Body(f"person-{digest:08x}", shape.arrays, sole_m=outfit.wear.sole_m)
    dress(bare, outfit.wear)
    body = bare.add_sheets(outfit.build_sheets(bare))
    dress(body, outfit.wear)
    return Person(body, outfit.wear, (), numbers)
