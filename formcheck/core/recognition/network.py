"""Recognises the position and stretch a frame shows: a small network on the estimator's outputs.

``python -m synth fit-naming`` fitted it on random rendered people who do stretches, in right and in
faulty form, who do 60 other exercises, who have limbs turned at random, and who rest before a
stretch or walk; on the landmarks that the pose model finds and on true joints. A mirror image gives
the same result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from formcheck.core.body import Detection, Floats, ImageSize
from formcheck.core.fitted_arrays import FittedNetwork, load_fitted_arrays
from formcheck.core.kinematics.estimator import compute_features_both_ways, load_estimator

FORMAT = 1
NONE = "none"
"""The position of a person who does no stretch."""
START = "start"
"""Prefix of positions at rest before or after a stretch: "start/standing" and the like."""
REPEATED = {"bridge-pose": "bridge-reps"}
"""Holds, each with the stretch that repeats it: in the reference they share both end positions, so
that no single frame tells them apart, only the number of repetitions does."""
_CLIP = 6.0
"""Inputs farther than this many standard deviations from the mean are clipped to it."""


@dataclass(frozen=True, eq=False)
class PositionNetwork:
    """The network, and the meaning of its outputs.

    positions: "cat-cow/near" and "cat-cow/far" for the ends of a repetition, "cobra-pose/hold" for
    a hold, "start/prone" for a rest, "none". starts: by id of each known stretch, the position of
    rest before it: "prone". vague: the stretches that look like others, and like a rest. repeated:
    see `REPEATED`.
    """

    network: FittedNetwork
    positions: tuple[str, ...]
    starts: Mapping[str, str]
    vague: frozenset[str]
    repeated: Mapping[str, str]

    def run(self, embedded: Floats) -> Floats:
        """Returns chances (n, positions) for n rows of `Estimator.embed`; each row adds up to 1."""
        _, out = self.network.run(self.network.scale(embedded, _CLIP).astype(np.float32))
        grown = np.exp(out - out.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float64)

    def compute_chances(self, found: Detection, size: ImageSize) -> Floats:
        """Returns probabilities (positions,) of what one person does; they sum to 1."""
        embedded = load_estimator().embed(compute_features_both_ways(found, size))
        return np.asarray(self.run(embedded).mean(axis=0))

    @property
    def same(self) -> dict[str, str]:
        """The positions that have two names: each name with the other."""
        pairs: list[tuple[str, str]] = []
        for hold, repetitions in self.repeated.items():
            pairs.append((f"{hold}/hold", f"{repetitions}/far"))
            pairs.append((f"{START}/{self.starts[hold]}", f"{repetitions}/near"))
        return dict(pairs) | {second: first for first, second in pairs}

    def share_chances(self, chances: Floats) -> Floats:
        """Returns the chances (n, positions), where both names of a position have their sum."""
        shared = chances.copy()
        for position, other in self.same.items():
            own, more = self.positions.index(position), self.positions.index(other)
            shared[:, own] += chances[:, more]
        return shared

    def compute_stretch_chances(self, found: Detection, size: ImageSize) -> dict[str, float]:
        """Returns the probability of each stretch for one person, summed over its positions.

        A hold also counts for the stretch that repeats it, and the other way round.
        """
        shares = dict.fromkeys(self.starts, 0.0)
        chances = dict(zip(self.positions, self.compute_chances(found, size).tolist(), strict=True))
        for position, chance in chances.items():
            stretch = position.partition("/")[0]
            if stretch in shares:
                shares[stretch] += chance
        for hold, repetitions in self.repeated.items():
            shares[hold] += chances[f"{repetitions}/far"]
            shares[repetitions] += chances[f"{hold}/hold"]
        return shares


@cache
def load_network() -> PositionNetwork:
    """Returns the bundled network. Raises ValueError if its file has another format."""
    stored = load_fitted_arrays("formcheck.core.recognition", "positions.npz", FORMAT)
    return PositionNetwork(
        FittedNetwork.read(stored),
        tuple(stored["positions"].tolist()),
        dict(zip(stored["stretches"].tolist(), stored["starts"].tolist(), strict=True)),
        frozenset(stored["stretches"][stored["vague"]].tolist()),
        REPEATED,
    )
