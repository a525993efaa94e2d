"""Sampled form is what the reference calls it, by its own joints."""

# ruff: noqa: D103, S101

import numpy as np
import pytest

from synth.sampled.film import list_formed_stretches
from synth.sampled.pose_space import PoseSpace
from synth.sampled.sampling import CannotSampleError, Sampler
from synth.stance import Figure

STRETCH = "seated-twist"
IDS = [stretch.id for stretch in list_formed_stretches()]


@pytest.fixture(scope="module")
def space(man: Figure) -> PoseSpace:
    return PoseSpace(STRETCH, man)


@pytest.mark.parametrize("stretch", IDS)
def test_a_sample_is_tolerated_and_rests_where_it_should(man: Figure, stretch: str) -> None:
    (sample,) = Sampler(PoseSpace(stretch, man), 1).samples(1, 10)
    assert max(sample.severities.values()) <= 1.0
    assert sample.excess == 0.0


def test_the_same_seed_gives_the_same_people_and_another_seed_others(space: PoseSpace) -> None:
    one, same, other = (
        next(Sampler(space, seed).samples(1)).solved.joints["hold"] for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)


def test_samples_spread_over_target_and_tolerance(space: PoseSpace) -> None:
    twist = np.array([sample.values["twist"][0] for sample in Sampler(space, 1).samples(40)])
    quantity = space.reference.quantities["twist"]
    assert quantity.fail_below <= twist.min()
    assert twist.max() <= quantity.fail_above
    assert np.ptp(twist) > 0.4 * (quantity.fail_above - quantity.fail_below)


def test_a_fault_has_the_severity_asked_for_and_all_else_is_tolerated(space: PoseSpace) -> None:
    (sample,) = Sampler(space, 1, "hips-turn", (1.5, 2.0)).samples(1)
    severities = dict(sample.severities)
    assert 1.5 <= severities.pop("hips") <= 2.0
    assert max(severities.values()) <= 1.0


def test_a_fault_goes_on_from_good_form(space: PoseSpace) -> None:
    (good,) = Sampler(space, 1).samples(1)
    (wrong,) = Sampler(space, 1, "hips-turn", (1.5, 2.0)).samples(1, 1, good)
    other = next(Sampler(space, 2).samples(1))
    far, near = (
        np.abs(sample.solved.joints["hold"] - good.solved.joints["hold"]).mean()
        for sample in (other, wrong)
    )
    assert near < far


def test_a_speed_is_no_fault_of_a_still(man: Figure) -> None:
    with pytest.raises(CannotSampleError, match="speed"):
        next(Sampler(PoseSpace("knee-to-chest", man), 1, "yanking").samples(1))
