from benchmarks.fuzz.programmes import PROGRAMMES
from tests.fuzz.trying import try_door


def test_any_list_of_stretches_is_planned_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(PROGRAMMES, 60) < 60
