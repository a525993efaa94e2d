"""Figures of made-up people: the truth about them, and what a perfect model would report."""

from __future__ import annotations

from functools import cache

from benchmarks.truth import true_figure
from formcheck.body import Landmark, Side
from formcheck.measure import (
    ASSUMED,
    CATALOGUE,
    Baseline,
    Definition,
    Figure,
    Of,
    calibrate_neutral,
    figure_of,
)
from tests.bodies import Body, Camera, standing

STANDING = standing()
SIDES = (Side.LEFT, Side.RIGHT)


def true(body: Body, camera: Camera | None = None) -> Figure:
    """The figure of the true joints."""
    camera = camera or Camera()
    points = {
        landmark.name.lower().replace("_foot", "_big_toe"): (x, y, z + camera.distance_m)
        for landmark, (x, y, z) in zip(Landmark, body.points().tolist(), strict=True)
    }
    return true_figure(points, camera.focal_px, camera.size, 0.0)


def seen(body: Body, t_s: float = 0.0, camera: Camera | None = None) -> Figure:
    """The figure of a pose as a model would report it."""
    return figure_of(body.pose(t_s, camera))


@cache
def neutral(body: Body = STANDING, definitions: tuple[Definition, ...] = ()) -> Baseline:
    """The baseline of a second of standing, square to the camera where no body is given."""
    return calibrate_neutral([seen(body, i / 15) for i in range(15)], definitions)


def value(
    quantity: str, figure: Figure, side: Side | None = None, baseline: Baseline = ASSUMED
) -> float:
    """One quantity of one figure."""
    return CATALOGUE[quantity].compute(figure, baseline, side)


def every_definition() -> list[Definition]:
    """A definition of each quantity of the catalogue, of each side where it has sides."""
    found = []
    for quantity in CATALOGUE.values():
        sides = (Of.LEFT, Of.RIGHT) if quantity.paired else (Of.BODY,)
        found += [Definition(f"{quantity.id} {of}", quantity.id, of) for of in sides]
    return found
