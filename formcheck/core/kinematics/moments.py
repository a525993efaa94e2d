"""The moments that changes are measured from: the start and the set-up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import numpy as np

from formcheck.core.body import Floats
from formcheck.core.kinematics.estimator import Estimate, MeasuredPose, find_output, load_estimator
from formcheck.core.kinematics.measures import MEASURES, Definition, ReadingKind


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceMoment:
    """Medians over its frames: of the estimate, and of the landmarks (33, 2) in pixels."""

    estimate: Estimate
    image_px: Floats

    def knows(self, definition: Definition) -> bool:
        """Whether it has the value a change is measured from; the usual start, say, has no heading.

        A drift needs the joint's position instead, which is in image_px, and a speed needs nothing.
        """
        if MEASURES[definition.measure].kind in {ReadingKind.DRIFT, ReadingKind.SPEED}:
            return True
        place, _ = find_output(definition.measure, definition.of)
        return not np.isnan(self.estimate.values[place])


ReferenceMoments = Mapping[str, ReferenceMoment]
"""By name: "start" and "set-up", if they were seen; "usual" is the usual start in that position,
used if no start was seen."""

NO_MOMENTS: ReferenceMoments = MappingProxyType({})


@cache
def load_usual_start(position: str) -> ReferenceMoments:
    """Returns the usual start in that position, as the moment "usual"; empty if it is unknown."""
    known = load_estimator().starts.get(position)
    if known is None:
        return NO_MOMENTS
    return MappingProxyType({"usual": ReferenceMoment(known, np.full((33, 2), np.nan))})


def measure_moment(poses: Sequence[MeasuredPose]) -> ReferenceMoment:
    """Returns the moment that these poses, at least one, show."""
    places = np.array([pose.image for pose in poses])
    known = ~np.isnan(places).all(axis=0)
    image_px = np.full(places.shape[1:], np.nan)
    image_px[known] = np.nanmedian(places[:, known], axis=0)
    return ReferenceMoment(combine_estimates(poses, np.median), image_px)


MOST_UNUSUAL = 2.5
"""A pose more than this many standard deviations from the usual start is not the start but the
stretch itself, or on the way to it. Chosen for formcheck: one person in a hundred starts like
that."""


def is_usual(definitions: Iterable[Definition], taken: ReferenceMoment, position: str) -> bool:
    """Whether the moment may be the start, by every measure that is counted from it."""
    usual = load_usual_start(position).get("usual")
    if usual is None:
        return True
    places = [
        find_output(one.measure, one.of)[0]
        for one in definitions
        if one.since == "start" and MEASURES[one.measure].kind is ReadingKind.POSE
    ]
    off = np.abs(taken.estimate.values - usual.estimate.values)
    both = np.hypot(taken.estimate.sigma, usual.estimate.sigma)
    return not bool((off > MOST_UNUSUAL * both)[places].any())


def replace_with_usual(
    taken: ReferenceMoment, definitions: Iterable[Definition], position: str
) -> ReferenceMoment:
    """Returns the moment with these measures replaced by those of the usual start."""
    usual = load_usual_start(position).get("usual")
    if usual is None:
        return taken
    places = [find_output(definition.measure, definition.of)[0] for definition in definitions]
    values, sigma = taken.estimate.values.copy(), taken.estimate.sigma.copy()
    values[places], sigma[places] = usual.estimate.values[places], usual.estimate.sigma[places]
    return replace(taken, estimate=replace(taken.estimate, values=values, sigma=sigma))


def combine_estimates(poses: Sequence[MeasuredPose], middle: Callable[..., Floats]) -> Estimate:
    """Returns the mean or median of estimates; sigma is not reduced, as errors hardly change."""
    estimates = [pose.estimate for pose in poses]
    if len(estimates) == 1:
        return estimates[0]
    return Estimate(
        middle([one.values for one in estimates], axis=0),
        middle([one.sigma for one in estimates], axis=0),
        float(middle([one.px for one in estimates])),
    )
