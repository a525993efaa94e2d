"""The stretches that a break at the desk offers."""

import itertools

import pytest

from formcheck.core.posture.posture_values import SlouchReason
from formcheck.engine.desk import HELPS, PER_BREAK, choose_stretches

ALL = tuple(HELPS)
FRONT = ("cross-body-shoulder-stretch", "overhead-lat-stretch", "seated-twist")


@pytest.mark.parametrize("why", list(SlouchReason))
def test_after_a_slouch_the_first_stretch_is_one_for_it(why: SlouchReason) -> None:
    first, *_ = choose_stretches({why: 300.0}, (), ALL, FRONT)
    assert why in HELPS[first]


def test_the_longer_slouch_decides() -> None:
    slouched = {SlouchReason.SHRUG: 60.0, SlouchReason.HEAD_TILT: 200.0}
    assert choose_stretches(slouched, (), ALL, FRONT)[0] == "overhead-lat-stretch"


@pytest.mark.parametrize("last", list(itertools.permutations(ALL, 2)))
def test_nothing_of_the_last_break_comes_again(last: tuple[str, str]) -> None:
    chosen = choose_stretches(
        {SlouchReason.SLUMP: 500.0, SlouchReason.SHRUG: 100.0}, last, ALL, FRONT
    )
    assert len(chosen) == PER_BREAK
    assert not set(chosen) & set(last)


def test_only_what_there_is_is_offered() -> None:
    assert choose_stretches({SlouchReason.SLUMP: 500.0}, (), ("seated-twist",), FRONT) == (
        "seated-twist",
    )
    assert choose_stretches({}, (), (), ()) == ()
