"""The back's outline tells a rounded back from a sagging one."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Landmark
from formcheck.pose.contour import BACK_HEIGHT, BACK_NAMES, BACK_SAGITTA, back_contour
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import default_model_path
from tests.pose.pictures import picture

HIPS, SHOULDERS, LENGTH_PX = np.array([120.0, 150.0]), np.array([320.0, 150.0]), 200.0


def below(point: np.ndarray, by_px: float) -> np.ndarray:
    return np.asarray(point + np.array([0.0, by_px]))


def landmarks(below_px: float = 90.0) -> np.ndarray:
    """A trunk that lies level, hips left, knees and elbows below it."""
    image_px = np.zeros((33, 2))
    for side in ("LEFT", "RIGHT"):
        image_px[Landmark[f"{side}_HIP"]] = HIPS
        image_px[Landmark[f"{side}_SHOULDER"]] = SHOULDERS
        image_px[Landmark[f"{side}_KNEE"]] = below(HIPS, below_px)
        image_px[Landmark[f"{side}_ELBOW"]] = below(SHOULDERS, below_px)
    return image_px


def outline(height_px: float, bow_px: float) -> np.ndarray:
    """A body whose back lies so high over the line, bowed by so much in the middle."""
    mask = np.zeros((360, 480), dtype=np.float32)
    x = np.arange(60, 400)
    bow = bow_px * np.sin(np.clip((x - HIPS[0]) / LENGTH_PX, 0.0, 1.0) * math.pi)
    for column, top in zip(x, 150.0 - height_px - bow, strict=True):
        mask[round(top) : 200, column] = 1.0
    return mask


@given(height_px=st.floats(20.0, 60.0), bow_px=st.floats(-15.0, 40.0))
def test_height_and_bow_are_those_of_the_outline(height_px: float, bow_px: float) -> None:
    numbers = back_contour(outline(height_px, bow_px), landmarks())
    # Middle part against both end parts of the sine, over the places that are looked at.
    assert numbers[BACK_SAGITTA] == pytest.approx(0.47 * bow_px / LENGTH_PX, abs=0.012)
    assert numbers[BACK_HEIGHT] == pytest.approx((height_px + 0.97 * bow_px) / LENGTH_PX, abs=0.012)


@given(bow_px=st.floats(-15.0, 40.0), turns=st.integers(0, 3))
def test_a_turned_or_mirrored_picture_gives_the_same(bow_px: float, turns: int) -> None:
    mask, image_px = outline(40.0, bow_px), landmarks()
    straight = back_contour(mask, image_px)
    mirrored = back_contour(
        np.ascontiguousarray(mask[:, ::-1]), image_px * (-1.0, 1.0) + (mask.shape[1] - 1, 0.0)
    )
    turned_px = image_px
    turned = mask
    for _ in range(turns):
        turned_px = np.stack([turned_px[:, 1], turned.shape[1] - 1 - turned_px[:, 0]], axis=1)
        turned = np.rot90(turned)
    for other in (mirrored, back_contour(turned, turned_px)):
        for name in BACK_NAMES:
            assert other[name] == pytest.approx(straight[name], abs=0.011)


def test_what_cannot_be_told_is_nan() -> None:
    unknown = [
        back_contour(outline(40.0, 0.0), landmarks(below_px=5.0)),  # prone: which side is the back?
        back_contour(np.zeros((360, 480), dtype=np.float32), landmarks()),
        back_contour(outline(40.0, 0.0)[115:], landmarks() - (0.0, 115.0)),  # the back is cut off
        back_contour(outline(40.0, 0.0), landmarks() * 0.05),  # too small
    ]
    for numbers in unknown:
        assert set(numbers) == BACK_NAMES
        assert all(math.isnan(value) for value in numbers.values())


def test_cat_and_cow_are_told_apart_and_the_landmarks_stay_as_they_are() -> None:
    with (
        Landmarker(default_model_path(), video=False) as plain,
        Landmarker(default_model_path(), video=False, contour=True) as model,
    ):
        found = {}
        for name in ("cat", "cow"):
            image = picture(name)
            (found[name],), (without,) = model.detect(image, 0.0), plain.detect(image, 0.0)
            np.testing.assert_array_equal(found[name].image_px, without.image_px)
            assert without.extras == {}
    assert found["cat"].extras[BACK_SAGITTA] > 0.02 > -0.04 > found["cow"].extras[BACK_SAGITTA]
    assert found["cat"].extras[BACK_HEIGHT] - found["cow"].extras[BACK_HEIGHT] > 0.2


def test_a_soft_outline_counts_where_it_is_half_sure() -> None:
    soft = np.asarray(cv2.GaussianBlur(outline(40.0, 20.0), (0, 0), 1.5), dtype=np.float32)
    sharp = back_contour(outline(40.0, 20.0), landmarks())[BACK_HEIGHT]
    assert back_contour(soft, landmarks())[BACK_HEIGHT] == pytest.approx(sharp, abs=0.02)
