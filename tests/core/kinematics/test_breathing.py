import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.kinematics.breathing import (
    CHEST_GAP_S,
    LEAST_S,
    RISE,
    SWAY,
    TAKE,
    Breathing,
    BreathState,
    ChestPlace,
    NoBreath,
    advance_breath,
    read_chest_place,
    summarise_breaths,
)

CHEST_RATIO = 0.002
"""A chest that rises and falls by 2 mm peak to peak, on a trunk of half a metre."""


def estimate_all(
    rise: Callable[[float], float],
    lasts_s: float = 33.0,
    fps: float = 15.0,
    noise_ratio: float = 0.0,
    sway: Callable[[float], float] = lambda _: 0.0,
    seed: int = 1,
) -> Iterator[tuple[float, Breathing]]:
    noise = np.random.default_rng(seed)
    state = BreathState()
    for i in range(round(lasts_s * fps)):
        t_s = i / fps
        jitter = noise_ratio * noise.standard_normal(2)
        place = ChestPlace(rise(t_s) + jitter[0], sway(t_s) + jitter[1], 1)
        state = advance_breath(state, t_s, place)
        yield t_s, state.breathing


def read_last_breathing(rise: Callable[[float], float], **how: object) -> Breathing:
    *_, (_, breathing) = estimate_all(rise, **how)  # type: ignore[arg-type]
    return breathing


def make_breath(per_min: float, phase: float = 0.0) -> Callable[[float], float]:
    return lambda t_s: CHEST_RATIO * math.sin(2 * math.pi * per_min / 60.0 * t_s + phase)


@settings(max_examples=25, deadline=None)
@given(per_min=st.floats(5.5, 26.0), phase=st.floats(0.0, 6.3), fps=st.sampled_from([8.0, 15, 30]))
def test_a_clear_rhythm_is_found_at_any_rate_phase_and_frame_rate(
    per_min: float, phase: float, fps: float
) -> None:
    found = read_last_breathing(make_breath(per_min, phase), fps=fps, noise_ratio=0.0008)

    assert found.per_min == pytest.approx(per_min, abs=0.7)
    assert found.reason == ""
    assert 0.0 < found.confidence <= 1.0


def test_breaths_of_uneven_halves_have_one_rate() -> None:
    def rise(t_s: float) -> float:
        share = t_s / 10.0 % 1.0
        turn = share / 0.8 if share < 0.4 else 0.5 + (share - 0.4) / 1.2
        return CHEST_RATIO * -math.cos(2 * math.pi * turn)

    assert read_last_breathing(rise).per_min == pytest.approx(6.0, abs=0.4)


def test_slow_drift_does_not_hide_the_breath() -> None:
    found = read_last_breathing(lambda t_s: make_breath(12)(t_s) + 0.0005 * t_s + 0.00001 * t_s**2)

    assert found.per_min == pytest.approx(12.0, abs=0.4)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_noise_alone_gets_no_answer(seed: int) -> None:
    answers = [b for _, b in estimate_all(lambda _: 0.0, noise_ratio=0.003, seed=seed) if b.per_min]

    assert not answers


def test_random_walks_are_seldom_taken_for_a_breath() -> None:
    def is_answered(seed: int) -> bool:
        way = np.cumsum(np.random.default_rng(seed).standard_normal(700)) * 0.0004
        return read_last_breathing(lambda t_s: float(way[round(t_s * 15)])).per_min is not None

    assert sum(is_answered(seed) for seed in range(40)) <= 2


def test_a_held_breath_gets_no_answer_however_even_the_tracking_error() -> None:
    found = read_last_breathing(lambda t_s: 0.1 * make_breath(12)(t_s))

    assert found.per_min is None
    assert found.reason == NoBreath.NO_RHYTHM


def test_a_rhythm_that_quickens_all_the_time_is_not_given_one_rate() -> None:
    found = read_last_breathing(
        lambda t_s: CHEST_RATIO * math.sin(2 * math.pi * (0.1 + 0.005 * t_s) * t_s)
    )

    assert found.per_min is None


def test_two_rhythms_at_once_are_none() -> None:
    assert (
        read_last_breathing(lambda t_s: make_breath(8)(t_s) + make_breath(19)(t_s)).per_min is None
    )


def test_nothing_is_said_before_there_was_time_to_hear_two_breaths() -> None:
    for t_s, breathing in estimate_all(make_breath(12)):
        if t_s < LEAST_S - 1.0:
            assert breathing.per_min is None
            assert breathing.reason in (NoBreath.TOO_SHORT, NoBreath.HIDDEN)


def test_someone_who_sways_is_told_that_they_move() -> None:
    found = read_last_breathing(
        make_breath(12), sway=lambda t_s: 0.03 * math.sin(2 * math.pi * 0.2 * t_s)
    )

    assert found.per_min is None
    assert found.reason == NoBreath.MOVING


def test_after_a_movement_the_time_begins_anew() -> None:
    def rise(t_s: float) -> float:
        return make_breath(12)(t_s) + (0.5 if t_s > 30.0 else 0.0)

    told = {
        round(t_s, 1): breathing for t_s, breathing in estimate_all(rise, lasts_s=60.0, fps=10.0)
    }
    before, moving, after, again = (told[t_s] for t_s in (29.0, 31.8, 40.0, 58.0))

    assert before.per_min == pytest.approx(12.0, abs=0.4)
    assert (moving.per_min, moving.reason) == (None, NoBreath.MOVING)
    assert (after.per_min, after.reason) == (None, NoBreath.TOO_SHORT)
    assert again.per_min == pytest.approx(12.0, abs=0.4)


def test_a_chest_that_is_lost_is_said_so_and_a_blink_is_not() -> None:
    state = BreathState()
    for i in range(450):
        t_s = i / 15.0
        hidden = 20.0 < t_s < 20.0 + CHEST_GAP_S - 0.2
        place = None if hidden else ChestPlace(make_breath(12)(t_s), 0.0, 1)
        state = advance_breath(state, t_s, place)
    assert state.breathing.per_min == pytest.approx(12.0, abs=0.4)

    for i in range(450, 500):
        state = advance_breath(state, i / 15.0, None)
    assert state.breathing == Breathing(None, 0.0, NoBreath.HIDDEN)


def test_places_of_two_takes_are_never_compared() -> None:
    state = BreathState()
    for i in range(600):
        t_s = i / 15.0
        take = 1 if t_s < 25.0 else 2
        state = advance_breath(state, t_s, ChestPlace(make_breath(12)(t_s) + take, 0.0, take))
    assert state.breathing.per_min is None
    assert state.breathing.reason != NoBreath.HIDDEN


def test_a_place_needs_all_three_numbers() -> None:
    extras = {RISE: 0.1, SWAY: 0.2, TAKE: 3.0}

    assert read_chest_place(extras) == ChestPlace(0.1, 0.2, 3)
    assert read_chest_place({**extras, SWAY: math.nan}) is None
    assert read_chest_place({}) is None


def test_the_summary_gives_the_middle_answer_and_how_often_there_was_one() -> None:
    answers = [Breathing(per_min, 0.8, "") for per_min in (6.0, 6.2, 9.0)]
    silent = Breathing(None, 0.0, NoBreath.TOO_SHORT)

    summary = summarise_breaths((one, 2.0) for one in [silent, *answers])

    assert summary is not None
    assert summary.per_min == 6.2
    assert summary.confidence == pytest.approx(0.8)
    assert summary.answered_share == 0.75
    assert summary.reason == NoBreath.TOO_SHORT
    assert summarise_breaths([(Breathing(), 1.0)]) is None
