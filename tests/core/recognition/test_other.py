"""Doing another stretch is noticed when it is clear and lasts, and not before."""

from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.recognition import NONE, Mismatch, update_mismatch

Chances = Mapping[str, float]

MINE: Chances = {"fold": 0.9, "reach": 0.05}
OTHER: Chances = {"fold": 0.01, "reach": 0.95}
BOTH: Chances = {"fold": 0.2, "reach": 0.8}
HALF: Chances = {"fold": 0.1, "reach": 0.6}
NEITHER: Chances = {"fold": 0.01, "reach": 0.3}
NOBODY: Chances = {}


def find_others(looks: Iterable[Chances], step_s: float = 0.2) -> list[str]:
    """Returns the stretch recognised instead after each frame, or ""."""
    mismatch, found = Mismatch(), []
    for i, chances in enumerate(looks):
        mismatch = update_mismatch(mismatch, i * step_s, chances, "fold")
        found.append(mismatch.other)
    return found


def test_another_stretch_is_told_after_a_second() -> None:
    found = find_others([OTHER] * 10)
    assert found[4] == ""
    assert found[6:] == ["reach"] * 4


def test_coming_back_ends_it_at_once() -> None:
    found = find_others([*[OTHER] * 10, *[MINE] * 10])
    assert found[9] == "reach"
    assert found[10] == ""


def test_a_passing_look_is_nothing() -> None:
    assert set(find_others([*[MINE] * 5, *[OTHER] * 3, *[MINE] * 5, *[OTHER] * 3])) == {""}


def test_a_look_in_three_that_is_half_like_it_changes_nothing() -> None:
    found = find_others([*[OTHER] * 2, HALF] * 5)
    assert found == [*[""] * 5, NONE, *["reach"] * 9]


def test_what_is_always_half_like_it_is_not_told() -> None:
    assert set(find_others([HALF] * 20)) == {""}


def test_what_was_more_than_a_second_ago_is_forgotten() -> None:
    found = find_others([*[OTHER] * 50, *[HALF] * 10])
    assert found[49] == "reach"
    assert found[-4:] == [""] * 4


def test_what_is_like_both_is_not_told() -> None:
    assert set(find_others([BOTH] * 20)) == {""}


def test_what_is_like_neither_is_none_until_it_is_clear() -> None:
    found = find_others([*[NEITHER] * 10, *[OTHER] * 2, *[NEITHER] * 3, *[BOTH] * 2])
    assert found == [*[""] * 5, *[NONE] * 5, *["reach"] * 5, *[""] * 2]


def test_a_name_does_not_outlast_what_was_clear_by_more_than_a_second() -> None:
    found = find_others([*[OTHER] * 10, *[NEITHER] * 10])
    assert found[9:] == [*["reach"] * 5, *[NONE] * 6]


def test_out_of_sight_changes_nothing() -> None:
    found = find_others([*[OTHER] * 10, *[NOBODY] * 20])
    assert found[-1] == "reach"


def test_a_stretch_that_is_not_known_is_never_doubted() -> None:
    mismatch = Mismatch()
    for i in range(20):
        mismatch = update_mismatch(mismatch, i * 0.2, OTHER, "my-own-stretch")
    assert mismatch.other == ""


@given(st.lists(st.sampled_from([MINE, OTHER, BOTH, HALF, NEITHER, NOBODY]), max_size=40))
def test_only_what_it_looked_like_is_ever_told(looks: list[Chances]) -> None:
    found = find_others(looks)
    assert set(found) <= ({"", NONE, "reach"} if OTHER in looks else {"", NONE})
    assert not any(other for look, other in zip(looks, found, strict=True) if look in (MINE, BOTH))
