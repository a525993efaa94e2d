"""Verdicts on readings: how likely a true value is outside what is wanted."""

from formcheck.core.judging.judge import (
    LIKELY,
    MISFIT,
    NEAR,
    SURE,
    Verdict,
    compute_chance_outside,
    compute_misfit,
    is_faulty,
    is_judged,
    is_near,
    judge,
    judge_all,
    measure_distance_sigmas,
    measure_overshoot,
)
