"""The catalogue keeps its own rules, and definitions that make no sense are refused."""

from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.measure import CATALOGUE, Definition, Of, Quantity, measure
from formcheck.measure.quantity import ANY_VIEW
from formcheck.measure.readings import landmarks_of
from tests.bodies import Arm, standing
from tests.measure.figures import every_definition, neutral, seen


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=lambda q: q.id)
def test_a_quantity_says_what_it_is(quantity: Quantity) -> None:
    assert quantity.id.endswith(f"_{quantity.unit}")
    assert quantity.meaning.endswith(".")
    assert set(quantity.views) <= set(ANY_VIEW)
    assert quantity.needs in ("", "neutral", "wall")
    assert landmarks_of(quantity, Side.LEFT if quantity.paired else None)


def test_every_quantity_has_a_value_for_somebody_seen_well() -> None:
    figures = [
        seen(standing(left_arm=Arm(0.0, 80.0), right_arm=Arm(0.0, 80.0)).turned(22.0), i / 30)
        for i in range(40)
    ]
    readings = measure(every_definition(), figures[-1], neutral(), figures)
    of_picture = {d.name for d in every_definition() if CATALOGUE[d.quantity].extras}
    unseen = {name for name, reading in readings.items() if not reading.seen} - of_picture
    assert {name for name in unseen if "wall" not in name and "drift" not in name} == set()


@pytest.mark.parametrize(
    ("quantity", "of", "since", "complaint"),
    [
        ("elbow_flexion", Of.LEFT, "", "there is no quantity 'elbow_flexion'"),
        ("elbow_flexion_deg", Of.BODY, "", "is of left, right, near, max, min or mean"),
        ("facing_deg", Of.LEFT, "", "is of body, not of left"),
        ("facing_deg", Of.BODY, "start", "since is 'neutral', 'wall' or nothing"),
    ],
)
def test_a_definition_that_makes_no_sense_says_so(
    quantity: str, of: Of, since: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Definition("it", quantity, of, since)


def test_the_larger_smaller_and_mean_of_the_two_sides() -> None:
    body = standing(left_arm=Arm(0.0, 90.0), right_arm=Arm(0.0, 30.0))
    definitions = [
        Definition(of.value, "shoulder_elevation_deg", of)
        for of in (Of.LEFT, Of.RIGHT, Of.MAX, Of.MIN, Of.MEAN)
    ]
    found = {n: r.value for n, r in measure(definitions, seen(body), neutral(), []).items()}
    assert found["max"] == found["left"]
    assert found["min"] == found["right"]
    assert found["mean"] == pytest.approx((found["left"] + found["right"]) / 2)
