"""Finds which stretch was done when, from the probabilities of single frames.

It searches for the likeliest sequence of positions (Viterbi, 1967): staying in one costs nothing,
moving to another of the same stretch little, changing the stretch much. The errors for one person
in one view hardly change between frames, so a longer span does not make a name more certain.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats
from formcheck.core.recognition.network import NONE, START, PositionNetwork

FLOOR = 1e-3
"""Least probability that a frame can give a position, since landmarks are wrong now and then."""
CHANGE = 15.0
"""The cost of changing to another stretch, as a log probability: two frames at the floor."""
FAR_END, REPEATS, HOLD = 0.5, 6.0, 4.0
"""The costs of each move between positions of a stretch, of a stretch having repetitions at all,
and of a hold: going up once is rather a hold than repetitions, three times the opposite."""
LEAST_S = 1.0
"""A shorter span is only passed through. This and the costs are chosen for formcheck, on random
people of seed 101."""
VAGUE_S = 15.0
"""A shorter span of a stretch that looks like lying still counts as rest. Chosen for formcheck."""
EFFECTIVE_FRAMES = 6.0
"""Number of independent frames that a whole span is worth. Chosen for formcheck."""
RARE = 0.02
"""Stretches less likely than this are left out."""
LEAST_CHANCE = 0.25
"""A stretch with a lower mean probability over its frames is not named. Chosen for formcheck: of 62
videos of random people (seed 121) and 45 of real people that are named correctly, none falls
below."""


@dataclass(frozen=True, slots=True)
class RecognisedSpan:
    """A time in which one stretch was done, with the likeliest stretches, likeliest first.

    names: stretches with their probabilities relative to each other, which sum to 1 or a little
    less. chances: mean probability of the same stretches over the frames, doing nothing included.
    """

    start_s: float
    end_s: float
    names: tuple[tuple[str, float], ...]
    chances: Mapping[str, float]


class SpanRecogniser:
    """Finds spans of the stretches in ``among``, or of all that the network knows if it is None."""

    def __init__(self, network: PositionNetwork, among: Collection[str] | None = None) -> None:
        self._network = network
        asked = [s for s in network.starts if among is None or s in among]
        self.stretches = (*asked, NONE)
        self._least_s = [VAGUE_S if s in network.vague else LEAST_S for s in asked]
        states: list[tuple[int, str, int]] = []
        same = network.same
        for column, position in enumerate(network.positions):
            stretch, _, end = position.partition("/")
            if stretch in asked:
                states.append((asked.index(stretch), end, column))
            elif stretch == START or same.get(position, "").partition("/")[0] not in asked:
                states.append((len(asked), START, column))
                states += [
                    (number, START, column)
                    for number, name in enumerate(asked)
                    if position == f"{START}/{network.starts[name]}"
                ]
        stretches, ends, columns = zip(*states, strict=True)
        self._stretch, self._column = np.array(stretches), np.array(columns)
        self._is_start = np.array([end == START for end in ends])
        self._is_far = np.array([end.startswith("far") for end in ends])
        self._is_hold = np.array([end == "hold" for end in ends])
        self._repeats = np.isin(np.arange(len(self.stretches)), self._stretch[self._is_far])
        self._entry = np.where(self._repeats[self._stretch], REPEATS, 0.0) + HOLD * self._is_hold
        is_own = self._stretch[:, None] == self._stretch[None]
        is_end_of_hold = self._is_hold[:, None] & self._is_start[None]
        within = np.where(self._is_hold, HOLD, FAR_END)[None] * ~is_end_of_hold
        self._transitions: Floats = np.where(is_own, within, CHANGE + self._entry[None])
        np.fill_diagonal(self._transitions, 0.0)

    def find_spans(self, t_s: Floats, chances: Floats) -> tuple[RecognisedSpan, ...]:
        """Returns the spans in order, from frames at t_s (n,) seconds with chances (n, positions).

        A span runs from the first frame of the stretch itself to the last, without rests.
        """
        if not len(t_s):
            return ()
        shared = self._network.share_chances(chances)
        evidence = np.log(np.maximum(shared, FLOOR))[:, self._column]
        excluded = np.zeros((len(t_s), len(self.stretches)), dtype=np.bool_)
        while True:
            allowed = np.where(excluded[:, self._stretch], -np.inf, evidence)
            states = self._find_path(allowed, np.arange(len(self._stretch)))
            found, doubtful = self._split_by_stretch(t_s, states, evidence)
            if not doubtful:
                return tuple(self._build_span(t_s[rows], evidence[rows]) for rows in found)
            for first, last, stretch in doubtful:
                excluded[first : last + 1, stretch] = True

    def _build_span(self, t_s: Floats, evidence: Floats) -> RecognisedSpan:
        names = self._rank_stretches(evidence)
        chances = {n: self._average_chance(evidence, self.stretches.index(n)) for n, _ in names}
        return RecognisedSpan(float(t_s[0]), float(t_s[-1]), names, chances)

    def _average_chance(self, evidence: Floats, stretch: int) -> float:
        own = (self._stretch == stretch) & ~self._is_start
        return float(np.exp(evidence[:, own]).sum(axis=1).mean())

    def _find_path(self, evidence: Floats, among: NDArray[np.intp]) -> NDArray[np.intp]:
        """Returns the likeliest sequence of states, one per frame, out of ``among``."""
        evidence = evidence[:, among]
        transitions = self._transitions[np.ix_(among, among)]
        best = evidence[0] - self._entry[among]
        came_from = np.zeros(evidence.shape, dtype=np.intp)
        for frame in range(1, len(evidence)):
            ways = best[:, None] - transitions
            came_from[frame] = ways.argmax(axis=0)
            best = ways.max(axis=0) + evidence[frame]
        states = [int(best.argmax())]
        for frame in range(len(evidence) - 1, 0, -1):
            states.append(int(came_from[frame, states[-1]]))
        return among[states[::-1]]

    def _split_by_stretch(
        self, t_s: Floats, states: NDArray[np.intp], evidence: Floats
    ) -> tuple[list[NDArray[np.intp]], list[tuple[int, int, int]]]:
        """Returns the frames of each stretch, without its rests, and the spans to be rejected.

        Those are too short or too unlikely, or lack the peak of a repetition.
        """
        stretches = self._stretch[states]
        edges = np.flatnonzero(np.diff(stretches)) + 1
        found: list[NDArray[np.intp]] = []
        doubtful: list[tuple[int, int, int]] = []
        for part in np.split(np.arange(len(states)), edges):
            stretch = int(stretches[part[0]])
            if stretch == len(self.stretches) - 1:
                continue
            rows = part[~self._is_start[states[part]]]
            goes_far = not self._repeats[stretch] or bool(self._is_far[states[part]].any())
            lasts = len(rows) and (
                len(t_s) == 1 or t_s[rows[-1]] - t_s[rows[0]] >= self._least_s[stretch]
            )
            if goes_far and lasts and self._average_chance(evidence[rows], stretch) >= LEAST_CHANCE:
                found.append(rows)
            else:
                doubtful.append((int(part[0]), int(part[-1]), stretch))
        return found, doubtful

    def _rank_stretches(self, evidence: Floats) -> tuple[tuple[str, float], ...]:
        fits = np.array([self._score(evidence, n) for n in range(len(self.stretches) - 1)])
        shares = np.exp(fits - fits.max())
        shares /= shares.sum()
        order = sorted(range(len(shares)), key=lambda n: (-shares[n], self.stretches[n]))
        return tuple((self.stretches[n], float(shares[n])) for n in order if shares[n] >= RARE)

    def _score(self, evidence: Floats, stretch: int) -> float:
        """Returns how well a stretch explains the frames, worth `EFFECTIVE_FRAMES` in all."""
        states = self._find_path(evidence, np.flatnonzero(self._stretch == stretch))
        gained = evidence[np.arange(len(states)), states].sum()
        cost = self._entry[states[0]] + self._transitions[states[:-1], states[1:]].sum()
        return float(gained * min(1.0, EFFECTIVE_FRAMES / len(states)) - cost)
