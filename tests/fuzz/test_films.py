from benchmarks.fuzz.films import FILMS, PHOTOS
from tests.fuzz.trying import try_door


def test_a_damaged_film_is_read_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(FILMS, 200) < 200


def test_a_damaged_photo_is_read_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(PHOTOS, 300) < 300
