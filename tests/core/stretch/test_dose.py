"""How a dose describes what was done."""

import pytest

from formcheck.core.stretch import build_dose, format_held, whole_seconds
from formcheck.core.stretch.model import DoseTable, ReleaseTable


@pytest.mark.parametrize(
    ("held_s", "shown"), [(2.55, 2), (2.999, 2), (3.0, 3), (2.9999999, 3), (0.0, 0)]
)
def test_held_seconds_are_never_rounded_up(held_s: float, shown: int) -> None:
    assert whole_seconds(held_s) == shown
    dose = build_dose(DoseTable(hold_s=5.0, source="a test"))
    assert dose.count_done(held_s, 0, 0) == shown
    assert dose.list_rounds([held_s], 0)[0][2] == f"{shown} of 5 s"


@pytest.mark.parametrize(
    ("held_s", "shown"),
    [(3.92, "3.9"), (3.99, "3.9"), (3.04, "3"), (3.1, "3.1"), (2.9, "2"), (4.0, "4"), (4.7, "4")],
)
def test_what_lacks_less_than_a_second_is_told_in_tenths(held_s: float, shown: str) -> None:
    assert format_held(held_s, 4.0) == shown
    dose = build_dose(DoseTable(hold_s=4.0, source="a test"))
    assert f"{dose.count_done(held_s, 0, 0):g}" == shown
    assert dose.list_rounds([held_s], 0)[0][2] == f"{shown} of 4 s"


def test_each_kind_of_dose_says_itself_what_counts() -> None:
    holds = build_dose(DoseTable(hold_s=5.0, holds=2, source="a test"))
    reps = build_dose(DoseTable(reps=6, source="a test"))
    assert (holds.is_movement, holds.count_rounds([5.0, 4.9, 7.0], 9)) == (False, 2)
    assert (reps.is_movement, reps.count_rounds([5.0, 4.9, 7.0], 9)) == (True, 9)


def test_a_round_is_called_what_it_is() -> None:
    pressed = ReleaseTable(start=(5, 7), goal=2, least_s=20.0, spots=3)
    spots = build_dose(DoseTable(release=pressed, source="a test"))
    sets = build_dose(DoseTable(breaths=5, sets=2, source="a test"))
    assert (spots.goal_words, sets.goal_words) == (
        "3 spots of at least 20 s",
        "2 sets of 5 breaths",
    )
    assert (spots.describe_progress(1), spots.describe_progress(3)) == (
        "Spot 2 of 3",
        "Done: 3 spots",
    )
    assert (sets.describe_progress(1), sets.describe_progress(2)) == ("Set 2 of 2", "Done: 2 sets")
    assert [name for name, _, _ in sets.list_rounds([9.0], 0)] == ["Set 1", "Set 2"]
