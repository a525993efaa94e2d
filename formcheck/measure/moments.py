"""What a body was like at a moment that changes are counted from: its start, and its set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from formcheck.measure.estimator import Estimate
from formcheck.measure.figure import Figure

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Medians over the figures of a moment: its estimate, and where landmarks (33, 2) were, px."""

    estimate: Estimate
    image_px: Floats


Baselines = Mapping[str, Baseline]
"""Baselines by moment: "start" and "set-up", as far as they were seen."""

NO_BASELINES: Baselines = MappingProxyType({})


def take_baseline(figures: Sequence[Figure]) -> Baseline | None:
    """The baseline of a moment; None where nobody was measured in it."""
    seen = [figure for figure in figures if figure.estimate is not None]
    estimate = mean_estimate(seen)
    if estimate is None:
        return None
    places = np.array([figure.image for figure in seen])
    known = ~np.isnan(places).all(axis=0)
    image_px = np.full(places.shape[1:], np.nan)
    image_px[known] = np.nanmedian(places[:, known], axis=0)
    return Baseline(estimate, image_px)


def mean_estimate(figures: Sequence[Figure]) -> Estimate | None:
    """The mean of the estimates; sigma is their mean too, as errors of one person hardly change."""
    kept = [figure.estimate for figure in figures if figure.estimate is not None]
    if not kept:
        return None
    if len(kept) == 1:
        return kept[0]
    return Estimate(
        np.mean([one.values for one in kept], axis=0),
        np.mean([one.sigma for one in kept], axis=0),
        float(np.mean([one.px for one in kept])),
    )
