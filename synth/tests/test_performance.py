"""Sampled movements: their truth comes from joints, whatever of them is filmed."""

# ruff: noqa: D103, S101

import numpy as np
import pytest

from synth.sampled.performance import (
    Performance,
    draw_performance,
    draw_walk_by,
    measure_performance,
    solve_joints,
)
from synth.sampled.pose_space import PoseSpace
from synth.stance import Figure

FPS = 15.0


def _moving(space: PoseSpace, done: Performance) -> tuple[np.ndarray, np.ndarray]:
    times_s = np.arange(*done.filmed_s, 1 / FPS)
    poses = [done.pose_at(float(t)) for t in times_s]
    return times_s, np.array([solve_joints(space.figure, pose) for pose in poses])


def _solve_before(space: PoseSpace, done: Performance) -> np.ndarray:
    return np.array([solve_joints(space.figure, done.before[name]) for name in space.before])


@pytest.mark.parametrize("seed", range(4))
def test_a_good_hold_is_tolerated_however_the_film_begins(man: Figure, seed: int) -> None:
    space = PoseSpace("overhead-lat-stretch", man)
    done = draw_performance(space, seed, np.random.default_rng(seed))
    times_s, joints = _moving(space, done)
    truth = measure_performance(space, "left", _solve_before(space, done), times_s, joints)
    held = [span for span in done.script.phases() if span.id == "hold"]
    inside = np.any([(times_s > h.start_s + 0.6) & (times_s < h.end_s - 0.6) for h in held], axis=0)
    assert inside.any()
    for name, severity in truth.severities.items():
        worst = float(np.nanmax(np.append(severity[inside], 0.0)))
        assert worst < 1.1, name  # between two tolerated poses, a tenth beyond at most


def test_a_fault_of_speed_is_as_fast_as_wanted(man: Figure) -> None:
    space = PoseSpace("knee-to-chest", man)
    done = draw_performance(space, 1, np.random.default_rng(1), "yanking", (1.5, 1.6))
    times_s, joints = _moving(space, done)
    truth = measure_performance(space, "left", _solve_before(space, done), times_s, joints)
    assert truth.faults()["yanking"].any()


def test_the_same_generator_gives_the_same_movement(man: Figure) -> None:
    space = PoseSpace("cat-cow", man)
    one, same = (draw_performance(space, 3, np.random.default_rng(3)) for _ in range(2))
    assert one.filmed_s == same.filmed_s
    assert one.script == same.script


def test_somebody_walks_from_side_to_side(man: Figure) -> None:
    done = draw_walk_by(man, np.random.default_rng(1))
    places = [done.pose_at(t).pelvis[0] for t in done.filmed_s]
    assert abs(places[1] - places[0]) > 3.0


def test_a_twist_to_one_side_does_not_swing_to_the_other(man: Figure) -> None:
    space = PoseSpace("kneeling-thoracic-twist", man)
    done = draw_performance(space, 0, np.random.default_rng(0))
    times_s, joints = _moving(space, done)
    truth = measure_performance(space, "left", _solve_before(space, done), times_s, joints)
    turn = truth.values["turn"]
    assert turn.max() > 20.0
    assert turn.min() > -15.0
