"""Which position of which stretch a frame shows: a small network on the estimator's features.

``python -m synth fit-naming`` fitted it on random rendered people who do stretches, in right and in
faulty form, who do 60 other exercises, who have limbs turned at random, and who rest before a
stretch or walk; on what the pose model finds of them and on their true joints. A mirror image looks
the same to it.
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
"""The position of somebody who does no stretch."""
START = "start"
"""Positions of somebody who rests before or after one: "start/standing" and the like."""
REPEATED = {"bridge-pose": "bridge-reps"}
"""Holds, and the stretch that repeats each: by the reference both ends are the same, so no frame
tells these stretches apart, but how often somebody goes there does."""
_CLIP = 6.0
"""Inputs farther than this many standard deviations from the mean are clipped to it."""


@dataclass(frozen=True, eq=False)
class PositionNetwork:
    """The network, and what its outputs are.

    positions: "cat-cow/near" and "cat-cow/far" for the ends of a repetition, "cobra-pose/hold" for
    a hold, "start/prone" for a rest, "none". starts: by the id of each stretch that it knows, how
    one rests before it: "prone". vague: the stretches that look like others, and like a rest.
    repeated: see `REPEATED`.
    """

    network: FittedNetwork
    positions: tuple[str, ...]
    starts: Mapping[str, str]
    vague: frozenset[str]
    repeated: Mapping[str, str]

    def run(self, embedded: Floats) -> Floats:
        """Chances (n, positions) from the estimates of n people; each row adds up to 1."""
        _, out = self.network.run(self.network.scale(embedded, _CLIP).astype(np.float32))
        grown = np.exp(out - out.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float64)

    def compute_chances(self, found: Detection, size: ImageSize) -> Floats:
        """Probabilities (positions,) of what one person does; they add up to 1."""
        embedded = load_estimator().embed(compute_features_both_ways(found, size))
        return np.asarray(self.run(embedded).mean(axis=0))

    @property
    def same(self) -> dict[str, str]:
        """Positions that are the same under two names: each name with the other."""
        pairs: list[tuple[str, str]] = []
        for hold, repetitions in self.repeated.items():
            pairs.append((f"{hold}/hold", f"{repetitions}/far"))
            pairs.append((f"{START}/{self.starts[hold]}", f"{repetitions}/near"))
        return dict(pairs) | {second: first for first, second in pairs}

    def share_chances(self, chances: Floats) -> Floats:
        """The chances (n, positions), where positions that are the same each have the sum."""
        shared = chances.copy()
        for position, other in self.same.items():
            own, more = self.positions.index(position), self.positions.index(other)
            shared[:, own] += chances[:, more]
        return shared

    def compute_stretch_chances(self, found: Detection, size: ImageSize) -> dict[str, float]:
        """The probability of each stretch for one person, summed over its positions.

        A hold counts for the stretch that repeats it too, and the other way round.
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
    """The bundled network. Raises ValueError if its file has another format."""
    stored = load_fitted_arrays("formcheck.core.recognition", "positions.npz", FORMAT)
    return PositionNetwork(
        FittedNetwork.read(stored),
        tuple(stored["positions"].tolist()),
        dict(zip(stored["stretches"].tolist(), stored["starts"].tolist(), strict=True)),
        frozenset(stored["stretches"][stored["vague"]].tolist()),
        REPEATED,
    )
