"""Which stretch of the catalogue a film shows, when nobody says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.body import ImageSize
from formcheck.likeness import likeness_of, ranked, shape_of
from formcheck.pose.detected import DetectedFrame
from formcheck.pose.follow import Tracks, follow
from formcheck.run.analyse import analyse, sides_of
from formcheck.run.catalogue import load_spec
from formcheck.run.positions import known_positions

LOOKS_PER_S = 6.0
"""Pictures compared a second. Chosen here: positions are held for seconds."""
TRIED = 6
"""So many of the likeliest stretches are judged in full. Chosen here."""
COUNTED_WEIGHT = 1.0
"""What good form of all the time in position counts for, against looking like it all the time."""
FEWEST_REPS = 2
"""Going into a position and out of it once is no repetition yet."""
CLEAR_CONFIDENCE = 0.5
CLEAR_RATIO = 1.5
"""The first is clear with this confidence, and so many times that of the second. Set on the clips
of `benchmarks/likeness.py`."""
NONE_BELOW = 0.25
"""When the likeliest stretch scores less than this it is none of them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that it may be, with how likely that is, 0..1."""

    stretch: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Naming:
    """The likeliest stretches, at most three; ``clear`` says that the first can be relied on.

    No candidates: it is none of the catalogue.
    """

    candidates: tuple[Candidate, ...]
    clear: bool


def name_stretch(frames: Sequence[DetectedFrame], size: ImageSize) -> Naming:
    """The stretch that is done in these pictures by the person who is seen most.

    Positions are compared first; then the likeliest stretches judge the film, and what they count
    as good form speaks for them. Raises FormcheckError when nobody is seen at all.
    """
    known = known_positions()
    alike = ranked(likeness_of(shape, known) for shape in _shapes(frames))[:TRIED]
    scores = {
        stretch: share + COUNTED_WEIGHT * _counted_share(stretch, frames, size)
        for stretch, share in alike
    }
    return _naming(scores)


def _naming(scores: dict[str, float]) -> Naming:
    order = sorted(scores.items(), key=lambda s: (-s[1], s[0]))
    if not order or order[0][1] < NONE_BELOW:
        return Naming((), clear=False)
    total = sum(scores.values())
    best = tuple(Candidate(stretch, score / total) for stretch, score in order[:3])
    lone = len(best) == 1 or best[0].confidence >= CLEAR_RATIO * best[1].confidence
    return Naming(best, clear=lone and best[0].confidence >= CLEAR_CONFIDENCE)


def _shapes(frames: Iterable[DetectedFrame]) -> list[np.ndarray]:
    """The shapes, a few times a second, of the person who is seen most."""
    tracks, last_s = Tracks(), -np.inf
    shapes: dict[int, list[np.ndarray]] = {}
    for frame in frames:
        found, tracks = follow(frame.detections, frame.t_s, tracks)
        if frame.t_s - last_s < 1.0 / LOOKS_PER_S:
            continue
        last_s = frame.t_s
        for number, detection in found.items():
            shapes.setdefault(number, []).append(shape_of(detection))
    return max(shapes.values(), key=len, default=[])


def _counted_share(stretch: str, frames: Sequence[DetectedFrame], size: ImageSize) -> float:
    """The share of the film that this stretch counts as good form, 0..1."""
    spec = load_spec(stretch)
    done = analyse(spec, sides_of(spec, "auto"), frames, size)
    if not done.duration_s:
        return 0.0
    if spec.rep is None:
        counted_s = max(side.hold_s for side in done.sides)
    else:
        done_reps = [rep for side in done.sides for rep in side.repetitions if rep.counted]
        if len(done_reps) < FEWEST_REPS:
            return 0.0
        counted_s = sum(rep.end_s - rep.start_s for rep in done_reps)
    return min(1.0, counted_s / done.duration_s)
