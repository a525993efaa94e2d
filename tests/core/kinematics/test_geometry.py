import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.kinematics.geometry import compute_midpoint, divide, wrap_deg

places = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


@given(st.floats(-1e4, 1e4))
def test_a_wrapped_angle_is_the_same_direction(degrees: float) -> None:
    wrapped = wrap_deg(degrees)
    assert -180.0 < wrapped <= 180.0
    assert math.cos(math.radians(wrapped - degrees)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("degrees", "wrapped"), [(180.0, 180.0), (-180.0, 180.0), (190.0, -170.0), (720.0, 0.0)]
)
def test_half_a_turn_is_positive(degrees: float, wrapped: float) -> None:
    assert wrap_deg(degrees) == wrapped


@pytest.mark.parametrize("unknown", [math.nan, math.inf, -math.inf])
def test_what_is_unknown_stays_so(unknown: float) -> None:
    assert math.isnan(wrap_deg(unknown))


@given(places, places)
def test_the_middle_is_as_far_from_both(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    middle = compute_midpoint(one, other)
    assert math.dist(one, middle) == pytest.approx(math.dist(other, middle), abs=1e-6)
    assert math.dist(one, other) == pytest.approx(2.0 * math.dist(one, middle), abs=1e-6)


def test_a_ratio_to_nothing_is_unknown() -> None:
    assert divide(3.0, 2.0) == 1.5
    assert math.isnan(divide(3.0, 0.0))
