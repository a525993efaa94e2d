"""The ends and times of repetitions against the movement of a film."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.sampled.judge import Job, judge_film
from benchmarks.sampled.rep_errors import (
    CLOSE_S,
    RepErrors,
    describe_rep_errors,
    measure_rep_errors,
)
from benchmarks.sampled.score import FilmScore
from benchmarks.sampled.truth import Phase
from formcheck.core.coach import Repetition
from formcheck.core.coach.events import Duration
from formcheck.core.stretch import RepShortcoming
from synth.geometry import smoothstep
from tests.benchmarks.sampled_films import write_film

PHASES = tuple(
    Phase(id=name, start_s=start_s, end_s=end_s)
    for name, start_s, end_s in [
        ("neutral", 0.0, 1.0), ("out", 1.0, 3.0), ("far", 3.0, 4.0), ("back", 4.0, 6.0),
        ("near", 6.0, 6.5), ("out", 6.5, 8.0), ("far", 8.0, 9.0), ("back", 9.0, 11.0),
    ]
)  # fmt: skip
TIMES_S = np.arange(0.0, 11.0, 0.05)
FOLLOWING = 30.0 - 90.0 * np.array([
    max(min(smoothstep((t_s - out) / (far - out)), smoothstep((end - t_s) / (end - back)))
        for out, far, back, end in ((1.0, 3.0, 4.0, 6.0), (6.5, 8.0, 9.0, 11.0)))
    for t_s in TIMES_S
])  # fmt: skip
REP = Repetition(1.5, 6.25, up=Duration(1.75, 0.5), top=Duration(1.0, 0.1), down=Duration(2.0, 0.4))


def test_a_repetition_that_counts_is_held_against_the_movement_it_lies_in() -> None:
    missed = Repetition(6.5, 11.0, reason=RepShortcoming.PARTIAL)
    (errors,) = measure_rep_errors(PHASES, TIMES_S, FOLLOWING, [REP, missed])
    assert errors == RepErrors(
        0.5, 0.25, Duration(-0.25, 0.5), Duration(0.0, 0.1), Duration(0.0, 0.4)
    )


@pytest.mark.parametrize("early_s", [-0.8, -0.5, 0.5, 0.8])
def test_a_repetition_whose_joints_do_not_follow_the_script_tells_nothing(early_s: float) -> None:
    shifted = np.interp(TIMES_S + early_s, TIMES_S, FOLLOWING)
    assert measure_rep_errors(PHASES, TIMES_S, shifted, [REP]) == ()
    jumping = np.where(FOLLOWING < -15.0, -60.0, 30.0)
    assert measure_rep_errors(PHASES, TIMES_S, jumping, [REP]) == ()
    assert measure_rep_errors(PHASES, TIMES_S, np.full(len(TIMES_S), 30.0), [REP]) == ()
    assert measure_rep_errors(PHASES, TIMES_S, None, [REP]) == ()


def test_the_report_tells_how_many_ends_are_near_and_times_within_sigma() -> None:
    errors = measure_rep_errors(PHASES, TIMES_S, FOLLOWING, [REP])
    assert [figure for _, figure in describe_rep_errors(errors)] == [
        "+0.50 s off (median); within 0.3 s: 0 of 1 (0%)",
        "+0.25 s off (median); within 0.3 s: 1 of 1 (100%)",
        "2 of 2 (100%)",
        "1 of 1 (100%)",
    ]
    assert describe_rep_errors(()) == []


@pytest.mark.parametrize(
    ("clip", "count"), [("bridge-reps.good.both", 3), ("kneeling-thoracic-twist.good.left", 4)]
)
def test_on_true_joints_a_repetition_begins_and_ends_with_the_movement(
    tmp_path: Path, clip: str, count: int
) -> None:
    """Also where sides take turns: each begins where the person passes the start."""
    score = judge_film(Job(write_film(tmp_path, clip), "true", None))
    assert isinstance(score, FilmScore)
    assert len(score.rep_errors) == count
    for one in score.rep_errors:
        assert max(abs(one.start_s), abs(one.end_s)) <= CLOSE_S
        for time in (one.up, one.top, one.down):
            assert abs(time.s) <= 0.5
