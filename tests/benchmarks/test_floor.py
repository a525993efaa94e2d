"""Landmarks against true joints: what counts as near, wrong, swapped and jumped."""

import numpy as np
import pytest

from benchmarks.clips import Truth
from benchmarks.floor.score import (
    NAMES,
    Joints,
    average_places,
    find_errors,
    interpolate_joints,
    score_belief,
    score_places,
)
from formcheck.core.body import ImageSize, Side

TORSO_PX = 100.0


def make_lying_joints(pictures: int = 4) -> Joints:
    """Joints 50 px apart along the picture; the right side 40 px above the left, nearer one."""
    x = np.tile(np.arange(6) * 50.0, 2)
    y = np.repeat([200.0, 160.0], 6)
    px = np.repeat(np.stack([x, y], axis=1)[None], pictures, axis=0)
    return Joints(px, np.full(pictures, TORSO_PX), np.ones(pictures, dtype=np.bool_))


def test_true_joints_are_placed_without_error() -> None:
    found = score_places(make_lying_joints().px, make_lying_joints())
    assert (found.found, found.near, found.far) == (1.0, (0.0, 0.0), (0.0, 0.0))
    assert (found.swapped, found.jumps) == (0.0, 0.0)


def test_errors_are_counted_in_torsos_by_side() -> None:
    off = make_lying_joints().px + np.where(make_lying_joints().near[..., None], 10.0, 0.0) * (
        1.0,
        0.0,
    )
    found = score_places(off, make_lying_joints())
    assert found.near == pytest.approx((0.1, 0.1))
    assert found.far == pytest.approx((0.0, 0.0))


def test_exchanged_legs_are_swapped() -> None:
    px = make_lying_joints().px.copy()
    px[:2, [4, 5, 10, 11]] = px[:2, [10, 11, 4, 5]]
    assert score_places(px, make_lying_joints()).swapped == pytest.approx(2 * 2 / (4 * 6))


def test_nobody_found_counts_for_nothing_but_that() -> None:
    px = make_lying_joints().px.copy()
    px[1] = np.nan
    found = score_places(px, make_lying_joints())
    assert found.found == 0.75
    assert found.near == (0.0, 0.0)
    assert found.jumps == 0.0


def test_a_landmark_that_leaves_the_truth_jumps() -> None:
    px = make_lying_joints().px.copy()
    px[2:, 2] += 40.0
    assert score_places(px, make_lying_joints()).jumps == pytest.approx(1 / 36)


def test_belief_is_measured_by_what_is_wrong_of_it() -> None:
    px = make_lying_joints().px.copy()
    px[:, 0] += 50.0
    seen = np.ones((4, 12), dtype=np.bool_)
    seen[:, 6:] = False
    trust = score_belief(px, seen, make_lying_joints())
    assert trust.near == pytest.approx((1.0, 1 / 6))
    assert trust.far[0] == 0.0


def test_the_mean_over_clips_leaves_out_what_is_unknown() -> None:
    nobody = score_places(np.full((4, 12, 2), np.nan), make_lying_joints())
    assert average_places(
        [score_places(make_lying_joints().px, make_lying_joints()), nobody]
    ).near == (0.0, 0.0)
    assert (
        average_places([score_places(make_lying_joints().px, make_lying_joints()), nobody]).found
        == 0.5
    )


def test_the_truth_is_seen_as_the_camera_saw_it() -> None:
    """One metre at four metres with a focal length of 400 px is 100 px."""
    joints = np.zeros((2, 12, 3))
    joints[..., 2] = 4.0
    joints[:, [0, 6], 0] = 1.0  # shoulders a metre from the hips
    joints[:, 6:, 2] += 0.2  # the right side is farther
    joints[1, :, 1] = 0.5
    truth = Truth(
        clip="x", stretch="x", side=Side.LEFT, view_deg=90.0, size=ImageSize(640, 360), f_px=400.0,
        fault=None, phases=(), holds=(), hold_s=0.0, faults=(),
        joint_names=NAMES, joints_t_s=np.array([0.0, 1.0]), joints_m=joints,
    )  # fmt: skip
    true = interpolate_joints(truth, [0.0, 0.5])
    assert true.px[0, 0] == pytest.approx([420.0, 180.0])
    assert true.px[1, 0] == pytest.approx([420.0, 205.0])
    assert true.torso_px == pytest.approx([400.0 / 4.1] * 2)
    assert true.left_near.all()
    assert find_errors(true.px, true).max() == 0.0
