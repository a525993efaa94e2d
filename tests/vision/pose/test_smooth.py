"""The filter: steady at rest, without delay, and with gaps kept."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Floats, Landmark, Pose, Rejection, Side
from formcheck.vision.pose.smooth import SmoothState, smooth
from tests.bodies import Arm, list_poses, make_film, standing

ELBOW, WRIST = Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST
ARM = (Landmark.LEFT_SHOULDER, ELBOW, WRIST)


def smooth_film(film_of: list[Pose]) -> list[Pose]:
    state = SmoothState()
    result = []
    for pose in film_of:
        state, shown = smooth(state, pose)
        result.append(shown)
    return result


def hide_landmarks(pose: Pose, *landmarks: Landmark) -> Pose:
    image, world, why = pose.image_px.copy(), pose.world_m.copy(), pose.why.copy()
    for landmark in landmarks:
        image[landmark] = world[landmark] = np.nan
        why[landmark] = Rejection.LOW_VISIBILITY
    return dataclasses.replace(pose, image_px=image, world_m=world, why=why)


def move_landmark(pose: Pose, landmark: Landmark, by_px: float) -> Pose:
    image = pose.image_px.copy()
    image[landmark] += by_px
    return dataclasses.replace(pose, image_px=image)


def elbow_deg(points: Floats) -> float:
    """Returns the flexion, 0 when straight."""
    upper, fore = points[ELBOW] - points[ARM[0]], points[WRIST] - points[ELBOW]
    cosine = upper @ fore / np.linalg.norm(upper) / np.linalg.norm(fore)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def elevation_deg(points: Floats) -> float:
    """Returns the upper arm's angle from hanging."""
    upper = points[ELBOW] - points[ARM[0]]
    return float(np.degrees(np.arccos(np.clip(upper[1] / np.linalg.norm(upper), -1.0, 1.0))))


def raise_arm(angle_deg: float) -> dict[str, Arm]:
    return {"left_arm": Arm(elevation_deg=angle_deg)}


def bend_arm(angle_deg: float) -> dict[str, Arm]:
    return {"left_arm": Arm(elevation_deg=45.0, elbow_deg=angle_deg, bend="up")}


def find_delay_s(t_s: list[float], true: list[float], shown: list[float], level: float) -> float:
    """Returns how much later than the true angle the shown one first reaches the level."""
    return find_crossing_s(t_s, shown, level) - find_crossing_s(t_s, true, level)


def find_crossing_s(t_s: list[float], angles: list[float], level: float) -> float:
    after = next(i for i, angle in enumerate(angles) if angle >= level)
    low, high = angles[after - 1], angles[after]
    return t_s[after - 1] + (level - low) / (high - low) * (t_s[after] - t_s[after - 1])


MOVEMENTS = {"raise": (raise_arm, elevation_deg), "bend": (bend_arm, elbow_deg)}


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("movement", MOVEMENTS)
@pytest.mark.parametrize("speed_deg_per_s", [20.0, 90.0, 180.0])
def test_no_movement_is_shown_more_than_a_tenth_of_a_second_late(
    fps: int, movement: str, speed_deg_per_s: float
) -> None:
    arm, angle = MOVEMENTS[movement]

    def at(t_s: float) -> float:
        return 5.0 + min(max(0.0, t_s - 0.5) * speed_deg_per_s, 90.0)

    raw = list_poses(make_film(lambda t: standing(**arm(at(t))), 1.5 + 90.0 / speed_deg_per_s, fps))
    t_s = [p.t_s for p in raw]
    for frame in ("image_px", "world_m"):
        true = [angle(getattr(p, frame)) for p in raw]
        shown = [angle(getattr(p, frame)) for p in smooth_film(raw)]
        for level in (15.0, 45.0, 80.0):
            assert find_delay_s(t_s, true, shown, level) <= 0.1


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_four_fifths_of_a_sudden_change_are_shown_within_a_tenth_of_a_second(fps: int) -> None:
    raw = list_poses(
        make_film(lambda t: standing(**raise_arm(10.0 if t < 1.0 else 40.0)), 2.0, fps)
    )
    late = next(p.t_s for p in smooth_film(raw) if elevation_deg(p.image_px) >= 34.0) - 1.0
    assert late <= 0.1


@pytest.mark.parametrize(("fps", "share"), [(15, 0.7), (30, 0.5), (60, 0.35)])
def test_a_still_person_shakes_far_less_than_the_model_says(fps: int, share: float) -> None:
    raw = list_poses(make_film(lambda _: standing(), 6.0, fps, jitter=0.003))
    after = smooth_film(raw)[fps:]
    for frame in ("image_px", "world_m"):
        before = np.std([getattr(p, frame) for p in raw[fps:]], axis=0)
        now = np.std([getattr(p, frame) for p in after], axis=0)
        assert np.median(now / before) < share


def test_what_is_unseen_stays_unseen() -> None:
    raw = list_poses(make_film(lambda _: standing(), 1.0))
    raw[10:20] = [hide_landmarks(p, ELBOW) for p in raw[10:20]]
    for before, after in zip(raw, smooth_film(raw), strict=True):
        np.testing.assert_array_equal(np.isnan(after.image_px), np.isnan(before.image_px))
        np.testing.assert_array_equal(np.isnan(after.world_m), np.isnan(before.world_m))
        np.testing.assert_array_equal(after.why, before.why)


@pytest.mark.parametrize(("gap_s", "fresh"), [(0.2, False), (0.4, True)])
def test_after_a_long_gap_a_landmark_starts_afresh(gap_s: float, *, fresh: bool) -> None:
    raw = list_poses(make_film(lambda _: standing(), 2.0))
    back = 30 + round(gap_s * 30)
    raw[30:back] = [hide_landmarks(p, ELBOW) for p in raw[30:back]]
    raw[back:] = [move_landmark(p, ELBOW, 10.0) for p in raw[back:]]
    found = smooth_film(raw)[back].image_px[ELBOW]
    assert np.allclose(found, raw[back].image_px[ELBOW]) is fresh


def test_a_jump_is_followed_at_once() -> None:
    raw = list_poses(make_film(lambda _: standing(), 2.0))
    raw[30:] = [move_landmark(p, WRIST, 100.0) for p in raw[30:]]
    after = smooth_film(raw)
    np.testing.assert_allclose(after[30].image_px[WRIST], raw[30].image_px[WRIST])
    np.testing.assert_allclose(after[30].image_px[ELBOW], raw[30].image_px[ELBOW])


def test_the_frame_rate_does_not_change_what_is_shown() -> None:
    def at(fps: float) -> list[Pose]:
        return smooth_film(
            list_poses(
                make_film(lambda t: standing(**raise_arm(45.0 - 40.0 * np.cos(t))), 4.0, fps)
            )
        )

    for slow, fast in zip(at(15), itertools.islice(at(60), 0, None, 4), strict=True):
        assert elevation_deg(slow.image_px) == pytest.approx(elevation_deg(fast.image_px), abs=1.0)


def test_time_that_does_not_rise_shows_what_was_measured() -> None:
    raw = list_poses(make_film(lambda _: standing(), 0.1, jitter=0.01))
    again = dataclasses.replace(raw[1], t_s=raw[0].t_s)
    np.testing.assert_array_equal(smooth_film([raw[0], again])[1].image_px, raw[1].image_px)


def test_a_single_landmark_is_passed_on_as_it_is() -> None:
    everything = [landmark for landmark in Landmark if landmark is not ELBOW]
    raw = [
        hide_landmarks(p, *everything)
        for p in list_poses(make_film(lambda _: standing(), 1.0, jitter=0.01))
    ]
    for before, after in zip(raw, smooth_film(raw), strict=True):
        np.testing.assert_array_equal(before.image_px, after.image_px)


shifts = st.tuples(*[st.floats(-500.0, 500.0)] * 2)


@settings(max_examples=25, deadline=None)
@given(shift=shifts, seed=st.integers(0, 99))
def test_a_moved_picture_gives_the_same_moved(shift: tuple[float, float], seed: int) -> None:
    raw = list_poses(
        make_film(lambda t: standing(**raise_arm(90.0 * t)), 0.6, jitter=0.01, seed=seed)
    )
    other = [dataclasses.replace(p, image_px=p.image_px + shift) for p in raw]
    for here, there in zip(smooth_film(raw), smooth_film(other), strict=True):
        np.testing.assert_allclose(here.image_px + shift, there.image_px, atol=1e-6)
        np.testing.assert_allclose(here.world_m, there.world_m)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), hidden=st.sets(st.sampled_from(Landmark)))
def test_twice_the_same_gives_the_same(seed: int, hidden: set[Landmark]) -> None:
    raw = list_poses(
        make_film(lambda t: standing(**raise_arm(90.0 * t)), 0.4, jitter=0.01, seed=seed)
    )
    raw[4:8] = [hide_landmarks(p, *hidden) for p in raw[4:8]]
    for once, twice in zip(smooth_film(raw), smooth_film(raw), strict=True):
        np.testing.assert_array_equal(once.image_px, twice.image_px)
        np.testing.assert_array_equal(once.world_m, twice.world_m)


@settings(max_examples=25, deadline=None)
@given(side=st.sampled_from([Side.LEFT, Side.RIGHT]), seed=st.integers(0, 99))
def test_a_mirrored_person_is_smoothed_to_the_mirror_image(side: Side, seed: int) -> None:
    raw = list_poses(
        make_film(lambda t: standing().with_arm(side, Arm(elevation_deg=150.0 * t)), 0.5)
    )
    noise = np.random.default_rng(seed).normal(0.0, 1.0, (len(raw), 33, 2))
    raw = [dataclasses.replace(p, image_px=p.image_px + n) for p, n in zip(raw, noise, strict=True)]
    flip = np.array([-1.0, 1.0])
    other = [dataclasses.replace(p, image_px=p.image_px * flip) for p in raw]
    for here, there in zip(smooth_film(raw), smooth_film(other), strict=True):
        np.testing.assert_allclose(here.image_px * flip, there.image_px, atol=1e-9)
