import math

import cv2
import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.core.kinematics.breathing import (
    BreathState,
    NoBreath,
    advance_breath,
    read_chest_place,
)
from formcheck.vision.pose.breath import ChestMotion
from formcheck.vision.video.frames import Grey

SIZE = (240, 320)
TORSO_PX = 90.0
FPS = 10.0


def make_person(
    up_deg: float = 0.0, x: float = 160.0, y: float = 150.0, sure: float = 0.9
) -> Detection:
    """Returns a person with hips at x, y and the trunk leaning right by ``up_deg``."""
    turn = math.radians(up_deg)
    up, right = (
        np.array([math.sin(turn), -math.cos(turn)]),
        np.array([math.cos(turn), math.sin(turn)]),
    )
    px = np.full((33, 2), (x, y), dtype=float)
    for mark, (along, across) in {11: (1, 0.3), 12: (1, -0.3), 23: (0, 0.2), 24: (0, -0.2)}.items():
        px[mark] = (x, y) + TORSO_PX * (along * up + across * right)
    return Detection(px, np.zeros((33, 3)), np.full(33, sure))


class MovingTexture:
    """A blotchy image that can be shifted by fractions of a pixel, with sensor noise."""

    def __init__(self, seed: int = 3) -> None:
        self._noise = np.random.default_rng(seed)
        rough = self._noise.uniform(60.0, 190.0, (SIZE[0] // 8, SIZE[1] // 8)).astype(np.float32)
        self._picture = cv2.resize(rough, SIZE[::-1], interpolation=cv2.INTER_CUBIC)

    def shift(self, right_px: float, down_px: float, light: float = 1.0) -> Grey:
        way = np.array([[1.0, 0.0, right_px], [0.0, 1.0, down_px]])
        moved = cv2.warpAffine(
            self._picture, way, SIZE[::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
        )
        noisy = light * moved + self._noise.normal(0.0, 2.8, SIZE)
        return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("up_deg", [0.0, 90.0, -60.0])
def test_a_shift_of_a_tenth_of_a_pixel_is_seen_along_the_trunk_whichever_way_it_lies(
    up_deg: float,
) -> None:
    cloth, chest, found = MovingTexture(), ChestMotion(), make_person(up_deg)
    turn = math.radians(up_deg)
    chest.look(cloth.shift(0.0, 0.0), found, 0.0)

    for i, rise_px in enumerate((0.1, 0.5, 1.4), start=1):
        picture = cloth.shift(rise_px * math.sin(turn), -rise_px * math.cos(turn), light=1.03)
        place = read_chest_place(chest.look(picture, found, i / FPS))
        assert place is not None
        assert place.rise_ratio * TORSO_PX == pytest.approx(rise_px, abs=0.08)
        assert place.sway_ratio * TORSO_PX == pytest.approx(0.0, abs=0.08)


def test_a_breath_of_a_quarter_of_a_pixel_is_counted() -> None:
    cloth, chest, state = MovingTexture(), ChestMotion(), BreathState()
    for i in range(round(26 * FPS)):
        t_s = i / FPS
        picture = cloth.shift(0.0, 0.12 * math.sin(2 * math.pi * 0.2 * t_s))
        state = advance_breath(
            state, t_s, read_chest_place(chest.look(picture, make_person(), t_s))
        )

    assert state.breathing.per_min == pytest.approx(12.0, abs=0.5)


def test_a_still_picture_does_not_breathe() -> None:
    cloth, chest, state = MovingTexture(), ChestMotion(), BreathState()
    for i in range(round(26 * FPS)):
        picture = cloth.shift(0.0, 0.0, light=1.0 + 0.02 * math.sin(i / 9.0))
        state = advance_breath(
            state, i / FPS, read_chest_place(chest.look(picture, make_person(), i / FPS))
        )

    assert state.breathing.per_min is None
    assert state.breathing.reason == NoBreath.NO_RHYTHM


def test_jitter_of_the_landmarks_does_not_move_the_chest() -> None:
    cloth, chest = MovingTexture(), ChestMotion()
    places = [
        read_chest_place(chest.look(cloth.shift(0, 0), make_person(x=160 + 3 * (-1) ** i), i / FPS))
        for i in range(10)
    ]

    assert all(p is not None and abs(p.rise_ratio) * TORSO_PX < 0.1 for p in places)
    assert {p.take for p in places if p is not None} == {1}


def test_a_jump_begins_a_new_take() -> None:
    cloth, chest = MovingTexture(), ChestMotion()
    one = read_chest_place(chest.look(cloth.shift(0, 0), make_person(), 0.0))
    other = read_chest_place(chest.look(cloth.shift(40, 25), make_person(), 0.1))

    assert one is not None
    assert other is not None
    assert other.take == one.take + 1


def test_landmarks_that_stay_elsewhere_begin_a_new_take() -> None:
    chest, picture = ChestMotion(), MovingTexture().shift(0, 0)
    takes = []
    for i in range(15):
        place = read_chest_place(chest.look(picture, make_person(x=190 if i > 3 else 160), i / FPS))
        assert place is not None
        takes.append(place.take)
    assert takes[:8] == [1] * 8
    assert takes[-1] == 2


def test_a_picture_of_another_size_begins_a_new_take() -> None:
    cloth, chest = MovingTexture(), ChestMotion()
    picture = cloth.shift(0, 0)
    one = read_chest_place(chest.look(picture, make_person(x=240), 0.0))
    upright = np.ascontiguousarray(picture[:, :160])
    other = read_chest_place(chest.look(upright, make_person(x=80), 0.1))

    assert one is not None
    assert other is not None
    assert other.take == one.take + 1


def test_a_slow_walk_is_followed_in_one_take() -> None:
    cloth, chest = MovingTexture(), ChestMotion()
    places = []
    for i in range(60):
        found = make_person(x=160 + 0.5 * i)
        places.append(read_chest_place(chest.look(cloth.shift(0.5 * i, 0), found, i / FPS)))

    end = places[-1]
    assert end is not None
    assert end.take == 1
    assert end.sway_ratio * TORSO_PX == pytest.approx(0.5 * 59, abs=0.5)


@pytest.mark.parametrize(
    "found",
    [None, make_person(sure=0.2), make_person(y=60.0), make_person(x=-20.0)],
    ids=["nobody", "hidden shoulders", "chest above the picture", "chest beside it"],
)
def test_without_a_chest_in_the_picture_there_is_no_number(found: Detection | None) -> None:
    assert ChestMotion().look(MovingTexture().shift(0, 0), found, 0.0) == {}
