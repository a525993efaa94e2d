"""Psychometric curves: the share of faults told against their severity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEEPEST = 20.0
"""Log-odds a tolerance. Where all that is told is more severe than all that is missed the likeliest
curve is a step; this is as good as one. Chosen here."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Curve:
    """The log-odds of being told are slope times (severity - middle); severities in tolerances."""

    middle: float
    slope: float

    def share(self, severity: Floats) -> Floats:
        """The share told (n,) at those severities (n,)."""
        shares: Floats = _share(self.slope * (severity - self.middle))
        return shares

    def severity_at(self, share: float) -> float:
        """The severity at which that share is told; infinite where the curve does not rise."""
        if self.slope <= 0.0:
            return float("inf")
        return self.middle + float(np.log(share / (1.0 - share))) / self.slope


def fit_curve(severity: Floats, told: NDArray[np.bool_]) -> Curve | None:
    """The likeliest logistic curve of two parameters, without guesses and lapses.

    severity (n,) in tolerances, told (n,). None where all were told, or none.
    """
    if told.all() or not told.any():
        return None
    centre = severity.mean()
    design = np.stack([np.ones(len(severity)), severity - centre], axis=1)
    wanted = told.astype(np.float64)
    weights = np.array([np.log(wanted.mean() / (1.0 - wanted.mean())), 0.0])
    for _ in range(_ROUNDS):
        shares = _share(design @ weights)
        slope_of = design.T @ (wanted - shares)
        curvature = (design * (shares * (1.0 - shares))[:, None]).T @ design
        step = np.linalg.lstsq(curvature, slope_of, rcond=None)[0]
        before = _log_likelihood(design @ weights, wanted)
        while _log_likelihood(design @ (weights + step), wanted) < before:
            step /= 2.0
            if np.abs(step).max() < 1e-9:
                break
        weights = weights + step
        if abs(weights[1]) > STEEPEST:
            weights *= STEEPEST / abs(weights[1])
            break
        if np.abs(step).max() < 1e-9:
            break
    if weights[1] == 0.0:
        return Curve(float("inf"), 0.0)
    return Curve(float(centre - weights[0] / weights[1]), float(weights[1]))


def _share(odds: Floats) -> Floats:
    shares: Floats = 0.5 * (1.0 + np.tanh(odds / 2.0))
    return shares


def _log_likelihood(odds: Floats, wanted: Floats) -> float:
    return float((wanted * odds - np.logaddexp(0.0, odds)).sum())
