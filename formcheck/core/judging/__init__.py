"""Verdicts on readings: how likely a true value is outside what is wanted."""

from formcheck.core.judging.judge import (
    LIKELY,
    MISFIT,
    NEAR,
    SURE,
    Verdict,
    chance_beyond,
    distance,
    is_faulty,
    is_judged,
    is_near,
    judge,
    judge_all,
    misfit,
    outside,
)

__all__ = [
    "LIKELY",
    "MISFIT",
    "NEAR",
    "SURE",
    "Verdict",
    "chance_beyond",
    "distance",
    "is_faulty",
    "is_judged",
    "is_near",
    "judge",
    "judge_all",
    "misfit",
    "outside",
]
