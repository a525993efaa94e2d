"""Random cameras' faults leave a picture a picture."""

# ruff: noqa: D103, S101

from dataclasses import replace

import numpy as np
import pytest

from synth.image_quality import ImageQuality, degrade, draw_quality
from synth.render import Image


def _picture(width: int = 320, height: int = 240) -> Image:
    y, x = np.mgrid[0:height, 0:width]
    stripes = 40 * ((x // 16 + y // 16) % 2)
    return np.stack([60 + 100 * x / width + stripes, 90 + stripes, 150 - stripes], -1).astype(
        np.uint8
    )


@pytest.mark.parametrize("size", [(320, 240), (180, 320), (320, 180), (640, 360)])
@pytest.mark.parametrize("film", [False, True])
def test_shape_and_type_stay(size: tuple[int, int], film: bool) -> None:
    random = np.random.default_rng(1)
    picture = _picture(*size)
    for _ in range(20):
        out = degrade(picture, draw_quality(random, film), random, picture if film else None)
        assert out.shape == picture.shape
        assert out.dtype == np.uint8


def test_pictures_are_neither_black_nor_white() -> None:
    random = np.random.default_rng(2)
    for factor in (0.3, 1.0):
        picture = (_picture() * factor).astype(np.uint8)
        means = [degrade(picture, draw_quality(random), random).mean() for _ in range(200)]
        assert min(means) > 10
        assert max(means) < 235
        assert np.ptp(means) > 30


def test_a_perfect_camera_changes_little() -> None:
    picture = _picture()
    out = degrade(picture, ImageQuality(), np.random.default_rng(3))
    dull = picture < 150  # brighter light is rolled off
    assert np.abs(out.astype(int) - picture)[dull].max() <= 1


def test_the_same_generator_gives_the_same_picture() -> None:
    picture = _picture()
    one, two = (
        degrade(picture, draw_quality(random), random)
        for random in (np.random.default_rng(4), np.random.default_rng(4))
    )
    assert np.array_equal(one, two)


def test_noise_is_stronger_in_the_dark_and_new_in_each_frame() -> None:
    random = np.random.default_rng(5)
    quality = ImageQuality(grain=0.02, chroma=0.5)
    spread = []
    for level in (40, 200):
        picture = np.full((120, 160, 3), level, np.uint8)
        one, two = (degrade(picture, quality, random).astype(float) for _ in range(2))
        assert not np.array_equal(one, two)
        spread.append(one.std())
    assert spread[0] > 1.5 * spread[1]


def test_motion_is_blended_by_the_exposures_share() -> None:
    dark, bright = (np.full((60, 80, 3), v, np.uint8) for v in (40, 120))
    quality = ImageQuality(exposure_share=0.5)
    random = np.random.default_rng(6)
    still = degrade(bright, quality, random).mean()
    moved = degrade(bright, quality, random, dark).mean()
    assert moved == pytest.approx(still - 0.25 * 80, abs=2.0)
    unmoved = degrade(bright, replace(quality, exposure_share=0.0), random, dark).mean()
    assert unmoved == pytest.approx(still, abs=0.5)


def test_qualities_differ() -> None:
    random = np.random.default_rng(7)
    drawn = [draw_quality(random) for _ in range(300)]
    assert {q.jpeg > 0 for q in drawn} == {True}
    assert min(q.jpeg for q in drawn) < 35
    assert max(q.jpeg for q in drawn) > 90
    assert 0.05 < np.mean([q.shake_px > 0 for q in drawn]) < 0.2
    assert draw_quality(random, film=True).jpeg == 0
