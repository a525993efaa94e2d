"""Statistics of an attempt, updated frame by frame."""

from math import inf, nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.coach.attempt_stats import (
    SUSTAINED_S,
    AttemptStats,
    update_stats,
)
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import Reading

HIDDEN = Reading(nan, inf, False)
SEEN = Reading(0.0, 5.0, True)
PICTURE_S = 0.125


def add_frame(
    stats: AttemptStats | None,
    number: int,
    misfit: float,
    *,
    runs: bool = False,
    bend: Reading = SEEN,
    verdict: Verdict = Verdict.OK,
) -> AttemptStats:
    """Returns the stats after frame ``number``, with the arm up and the elbow read as ``bend``."""
    readings = {"raise": Reading(90.0, 5.0, True), "bend": bend}
    verdicts = dict.fromkeys(readings, verdict)
    return update_stats(stats, number * PICTURE_S, verdicts, readings, misfit, runs=runs)


@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 50.0), st.booleans(), st.booleans(), st.sampled_from(list(Verdict))
        ),
        min_size=1,
        max_size=40,
    )
)
def test_every_picture_counts_once_and_the_closest_is_the_least_that_lasted(
    pictures: list[tuple[float, bool, bool, Verdict]],
) -> None:
    stats: AttemptStats | None = None
    for number, (misfit, runs, seen, verdict) in enumerate(pictures):
        bend = SEEN if seen else HIDDEN
        stats = add_frame(stats, number, misfit, runs=runs, bend=bend, verdict=verdict)
    assert stats is not None
    assert stats.counts.sum(axis=2).tolist() == [
        [len(pictures)] * 2,
        [sum(runs for _, runs, _, _ in pictures)] * 2,
    ]
    for column, verdict in enumerate(VERDICTS):
        assert stats.counts[0, 0, column] == sum(one is verdict for *_, one in pictures)
    window = int(SUSTAINED_S / PICTURE_S)
    lasted = [
        (1 + seen, -max(one for one, *_ in pictures[number - window : number + 1]))
        for number, (_, _, seen, _) in enumerate(pictures)
        if number * PICTURE_S >= SUSTAINED_S
    ]
    if not lasted:
        assert stats.closest is None
    else:
        assert stats.closest is not None
        assert (stats.closest.known, -stats.closest.misfit) == max(lasted)


def test_a_moment_in_which_more_is_known_is_closer_though_farther_from_right() -> None:
    stats: AttemptStats | None = None
    for number in range(20):
        stats = add_frame(stats, number, 0.0, bend=HIDDEN)
    for number in range(20, 40):
        stats = add_frame(stats, number, 9.0)
    assert stats is not None
    assert stats.closest is not None
    assert (stats.closest.known, stats.closest.misfit) == (2, 9.0)
    assert np.isfinite(stats.closest.readings).all()
