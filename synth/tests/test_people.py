"""Random people: plausible, varied, the same for the same generator, their joints unmoved."""

# ruff: noqa: S101, D103

import json

import numpy as np
import pytest

from synth.body import JOINT_BONES, SURFACE_JOINTS, Body
from synth.outfits import draw_outfit
from synth.people import Person, draw_person
from synth.people_sheet import draw_people
from synth.pose import Leg, Pose
from synth.shapes import BMI, SHARE, STATURE_M, draw_shape, measure_lengths
from synth.stance import Figure
from synth.wardrobe import dress

pytest.importorskip("anny")


@pytest.fixture(scope="module")
def people() -> list[Person]:
    random = np.random.default_rng(3)
    return [draw_person(random) for _ in range(12)]


def test_200_random_bodies_are_plausible_adults_whose_segments_vary() -> None:
    random = np.random.default_rng(1)
    rows = []
    for _ in range(200):
        shape = draw_shape(random)
        assert all(np.isfinite(shape.arrays[k]).all() for k in ("verts", "heads"))
        lengths = measure_lengths(shape.arrays)
        assert STATURE_M[0] <= lengths["stature"] <= STATURE_M[1]
        assert BMI[0] <= lengths["bmi"] <= BMI[1]
        assert 18 <= shape.numbers["years"] <= 90
        rows.append([lengths[n] / lengths["stature"] for n in SHARE] + [lengths["stature"]])
    table = np.array(rows)
    relative = table.std(0) / table.mean(0)
    assert (relative[:4] > 0.025).all(), relative
    assert table[:, 4].std() > 0.07
    assert table[:, :4].mean(0) == pytest.approx(list(SHARE.values()), rel=0.02)


def test_the_same_generator_state_gives_the_same_person() -> None:
    one, same, other = (draw_person(np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert one.numbers == same.numbers
    assert one.wear == same.wear
    assert one.body.name == same.body.name != other.body.name
    assert np.array_equal(one.body.skin_rest, same.body.skin_rest)
    assert np.array_equal(one.body.faces, same.body.faces)


def test_the_description_is_fit_for_json(people: list[Person]) -> None:
    for person in people:
        assert json.loads(json.dumps(person.numbers)) == person.numbers


def test_clothes_move_no_joint() -> None:
    random = np.random.default_rng(5)
    for _ in range(6):
        shape = draw_shape(random)
        outfit = draw_outfit(random, shape.numbers)
        bare = Body("bare", shape.arrays, sole_m=outfit.wear.sole_m)
        clothed = Body("bare", shape.arrays, sole_m=outfit.wear.sole_m)
        dress(clothed, outfit.wear)
        clothed = clothed.add_sheets(outfit.build_sheets(clothed))
        dress(clothed, outfit.wear)
        pose = Pose((0.0, 0.0, 1.0), Leg(flex=70.0, knee=40.0), Leg(), low=20.0, neck_flex=15.0)
        want, got = Figure(bare).solve(pose), Figure(clothed).solve(pose)
        for name in (*JOINT_BONES, *SURFACE_JOINTS):
            assert got.joints[name] == pytest.approx(want.joints[name], abs=1e-5), name


def test_sheets_belong_to_no_group_and_every_vertex_has_weight_one(people: list[Person]) -> None:
    for person in people:
        body = person.body
        assert len(body.rest) == len(body.skin_rest) == len(body.bone_index) == len(body.dominant)
        assert body.faces.max() < len(body.rest)
        assert body.bone_weight.sum(1) == pytest.approx(1.0, abs=1e-4)
        assert np.isfinite(body.skin_rest).all()
        drawn = np.flatnonzero(body.sheet_region >= 0) + body.skin_vertices
        assert not body.group("")[drawn].any()


def test_cloth_is_pressed_flat_where_a_person_touches_something(people: list[Person]) -> None:
    for person in people:
        body = person.body
        part = body.group("root", "pelvis", "spine")
        rows = np.flatnonzero(part)
        off = np.linalg.norm(body.skin_rest[rows] - body.rest[rows], axis=1)
        assert off.max() <= 0.0081


def test_standing_people_stand_on_the_floor(people: list[Person]) -> None:
    for person in people:
        fig = Figure(person.body)
        low = fig.find_lowest(fig.solve(fig.standing()), "foot", "toe")
        assert low == pytest.approx(0.0, abs=0.008)


def test_the_sheet_has_a_tile_for_each_person() -> None:
    assert draw_people(3, 2, (40, 60)).shape == (60, 120, 3)
