"""Sampled form is what the reference calls it, by its own joints."""

# ruff: noqa: D103, S101

import numpy as np
import pytest

from synth.sampling import Sampler
from synth.spread import sampled_stretches
from synth.stance import Figure

STRETCH = "seated-twist"


@pytest.mark.parametrize("stretch", sampled_stretches())
def test_a_sample_is_tolerated_in_every_quantity(man: Figure, stretch: str) -> None:
    (sample,) = Sampler(stretch, man, 1).samples(1)
    assert sample.truth.tolerated()[-1]


def test_the_same_seed_gives_the_same_people_and_another_seed_others(man: Figure) -> None:
    one, same, other = (next(Sampler(STRETCH, man, seed).samples(1)).joints for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)


def test_samples_spread_over_target_and_tolerance(man: Figure) -> None:
    samples = list(Sampler(STRETCH, man, 1).samples(25))
    twist = np.array([sample.truth.values["twist"][-1, 0] for sample in samples])
    quantity = samples[0].truth.stretch.quantities["twist"]
    assert quantity.fail_below <= twist.min()
    assert twist.max() <= quantity.fail_above
    assert np.ptp(twist) > 0.4 * (quantity.fail_above - quantity.fail_below)


def test_a_fault_has_the_severity_asked_for_and_all_else_is_tolerated(man: Figure) -> None:
    (sample,) = Sampler(STRETCH, man, 1, "hips-turn", (1.5, 2.0)).samples(1)
    severities = {name: sample.severity(name) for name in sample.truth.values}
    assert 1.5 <= severities.pop("hips") <= 2.0
    assert max(severities.values()) <= 1.0
    assert [name for name, told in sample.truth.faults().items() if told[-1]] == ["hips-turn"]
