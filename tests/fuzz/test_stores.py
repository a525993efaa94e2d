"""A damaged history: seeds, some of which found something, and a few new ones in each change."""

from __future__ import annotations

import random

import pytest

from benchmarks.fuzz.stores import door


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_history_is_read_as_far_as_it_goes_or_told_in_a_sentence(seed: int) -> None:
    what, run = door(random.Random(seed))
    try:
        run()
    except Exception as error:
        error.add_note(what)
        raise
