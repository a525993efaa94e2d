from benchmarks.fuzz.baselines import BASELINES
from tests.fuzz.trying import try_door


def test_a_damaged_baseline_is_sat_by_or_refused_in_a_sentence() -> None:
    assert 0 < try_door(BASELINES, 40) < 40
