"""Strengths: a change relative to the two limits of its table row."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.posture.no_baseline import combine_strengths
from formcheck.core.posture.posture_values import SlouchReason
from formcheck.core.posture.seat import compare_faces
from formcheck.core.posture.severity import MOST, Band, limit_explained

NAN = math.nan
ROW = Band(8.0, 15.0)


@pytest.mark.parametrize(
    ("change", "strength"),
    [(-20.0, 0.0), (0.0, 0.0), (4.0, 0.5), (8.0, 1.0), (15.0, 2.0), (22.0, 3.0), (900.0, MOST)],
)
def test_one_is_the_warning_and_two_is_bad(change: float, strength: float) -> None:
    assert ROW.grade(change, 1.0) == pytest.approx(strength)


def test_the_scale_widens_both_limits() -> None:
    assert ROW.grade(16.0, 2.0) == pytest.approx(1.0)
    assert ROW.grade(30.0, 2.0) == pytest.approx(2.0)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.5, 2.0))
def test_more_is_never_weaker(one: float, other: float, k: float) -> None:
    low, high = sorted((one, other))
    assert ROW.grade(low, k) <= ROW.grade(high, k)


def test_what_is_not_known_stays_so() -> None:
    assert math.isnan(ROW.grade(NAN, 1.0))
    assert math.isnan(combine_strengths(1.0, NAN))
    assert math.isnan(combine_strengths(NAN, 1.0))


@pytest.mark.parametrize("hidden", ["eye_width", "eye_mouth"])
def test_a_face_is_compared_by_the_length_that_is_known(hidden: str) -> None:
    own = {"eye_width": 2.0, "eye_mouth": 1.0}
    now = {"eye_width": 3.0, "eye_mouth": 1.5, hidden: NAN}
    assert compare_faces(now, own) == 1.5


def test_one_sign_alone_says_nothing() -> None:
    assert combine_strengths(4.0, 0.0) == 0.0
    assert combine_strengths(4.0, 0.1) == pytest.approx(0.3)
    assert combine_strengths(1.2, 1.6) == pytest.approx(1.4)


def test_what_is_explained_does_not_count() -> None:
    found = {
        SlouchReason.SLUMP: 3.0,
        SlouchReason.SHRUG: 0.2,
        SlouchReason.PHONE: NAN,
        SlouchReason.LEANING: 3.0,
    }
    limit_explained(found, SlouchReason.SLUMP, SlouchReason.SHRUG, SlouchReason.PHONE)
    assert found[SlouchReason.SLUMP] < 1.0
    assert (found[SlouchReason.SHRUG], found[SlouchReason.LEANING]) == (0.2, 3.0)
    assert math.isnan(found[SlouchReason.PHONE])
