"""A damaged history: seeds, some of which have found faults."""

import random

import pytest

from benchmarks.fuzz.stores import STORES


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_history_is_read_as_far_as_it_goes_or_told_in_a_sentence(seed: int) -> None:
    with STORES.opened() as make_try:
        one = make_try(random.Random(seed))
    try:
        one.run()
    except Exception as error:
        error.add_note(one.words)
        raise
