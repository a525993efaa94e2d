from benchmarks.fuzz.specs import SPECS
from tests.fuzz.trying import try_door


def test_a_damaged_spec_is_taken_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(SPECS, 100) < 100
