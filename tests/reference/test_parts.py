import pytest

from reference.parts import Part, part_of


@pytest.mark.parametrize(
    ("seed", "part"),
    [
        (1, "fit"),
        (99, "fit"),
        (100, "develop"),
        (199, "develop"),
        (200, "sealed"),
        (9999, "sealed"),
    ],
)
def test_the_seed_says_what_films_are_for(seed: int, part: Part) -> None:
    assert part_of(seed) == part


@pytest.mark.parametrize("seed", [0, -1])
def test_seeds_begin_at_one(seed: int) -> None:
    with pytest.raises(ValueError, match="seeds begin at 1"):
        part_of(seed)
