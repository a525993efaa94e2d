"""Random rooms leave the person and the camera's view free."""

# ruff: noqa: D103, S101

import numpy as np
import pytest

from synth import rays, scene, surfaces
from synth.furniture import ON_FLOOR, ON_WALL
from synth.geometry import Array, rz, vec
from synth.scene import Box, Camera
from synth.surroundings import RUG_M, draw_light, draw_room

CLEAR = ((-0.6, -0.5, 0.0), (0.6, 0.7, 2.1))


def _eye(quarter: int, random: np.random.Generator) -> Array:
    turned = rz(90.0 * quarter + random.uniform(-60, 60)) @ np.array([0, -2.5, 0])
    out: Array = turned + vec((0.0, 0.1, random.uniform(0.35, 1.7)))
    return out


def _overlaps(box: Box, lo: Array, hi: Array) -> bool:
    return bool((vec(box.lo) < hi - 1e-9).all() and (vec(box.hi) > lo + 1e-9).all())


@pytest.mark.parametrize("quarter", [0, 1, 2, 3, -1])
def test_nothing_enters_the_persons_space_or_the_view_of_it(quarter: int) -> None:
    random = np.random.default_rng(quarter + 10)
    lo, hi = vec(CLEAR[0]), vec(CLEAR[1])
    for _ in range(25):
        eye = _eye(quarter, random)
        for box in draw_room(random, quarter, CLEAR, eye):
            assert all(low < high for low, high in zip(box.lo, box.hi, strict=True))
            if box.hi[2] <= RUG_M:
                continue
            for s in np.linspace(0.0, 1.0, 41):
                assert not _overlaps(box, eye + s * (lo - eye), eye + s * (hi - eye))


def test_the_room_is_closed() -> None:
    random = np.random.default_rng(20)
    for _ in range(10):
        eye = _eye(1, random)
        boxes = draw_room(random, 1, CLEAR, eye)
        for at in ((0, 1, 4), (0, 9, 1), (9, 0, 1), (0, -9, 1), (-9, 0, 1)):
            x, y, z = (float(v) for v in eye)
            camera = Camera((x, y, z), (x + at[0], y + at[1], z + at[2]), 70, 64, 48)
            seen = scene.render_backdrop(camera, boxes, vec((0.3, 0.2, 1.0)), 1)
            assert seen.depth.max() < rays.FAR_M


def test_the_same_generator_gives_the_same_room_and_light() -> None:
    eye = vec((0.0, -2.5, 1.0))
    one, two = (draw_room(np.random.default_rng(3), 0, CLEAR, eye) for _ in range(2))
    assert one == two
    assert draw_light(np.random.default_rng(3), 1) == draw_light(np.random.default_rng(3), 1)


def test_rooms_differ_from_plain_to_crowded() -> None:
    random = np.random.default_rng(4)
    counts = [len(draw_room(random, 0, CLEAR, vec((0.0, -2.5, 1.0)))) for _ in range(100)]
    assert min(counts) < 12
    assert max(counts) > 70


def test_all_furniture_has_known_looks_and_lies_before_its_wall() -> None:
    random = np.random.default_rng(5)
    for make in (m for group in (*ON_FLOOR.values(), *ON_WALL.values()) for m in group):
        for _ in range(20):
            for box in make(random):
                assert box.look in surfaces.LOOKS
                assert box.hi[1] <= 1e-9
                assert box.lo[2] >= 0.0


def test_light_comes_from_everywhere_above() -> None:
    random = np.random.default_rng(6)
    lights = [draw_light(random, 0) for _ in range(400)]
    assert all(light.towards[2] > 0 for light in lights)
    behind = [light for light in lights if light.towards[1] > 0.5]
    assert 0.05 < len(behind) / len(lights) < 0.4
    assert min(light.tint[2] for light in lights) < 0.85
    assert max(light.tint[2] for light in lights) > 1.08


def test_a_box_keeps_light_off_what_lies_beyond_it() -> None:
    floor = Box((-5, -5, -0.1), (5, 5, 0.0), (0.5, 0.5, 0.5))
    lid = Box((-0.5, -0.5, 1.0), (0.5, 0.5, 1.1), (0.5, 0.5, 0.5))
    camera = Camera((0.0, -4.0, 0.6), (0.0, 0.0, 0.0), 40.0, 160, 120)
    seen = scene.render_backdrop(camera, [floor, lid], vec((0.0, 0.0, 1.0)), 1)
    on_floor = seen.normal[..., 2] > 0.5
    under = on_floor & (np.abs(seen.place[..., :2]) < 0.45).all(-1) & (seen.place[..., 2] < 0.01)
    beside = on_floor & (np.abs(seen.place[..., :2]) > 0.55).any(-1)
    assert under.any()
    assert (seen.lit[under] == 0).all()
    assert (seen.lit[beside] == 1).all()
