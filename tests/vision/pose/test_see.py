"""Which of the model's landmarks are believed."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Detection, ImageSize, Landmark, Pose, Rejection
from formcheck.vision.pose.smooth import SmoothState, smooth
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from tests.bodies import Arm, Body, Camera, Leg, sitting, standing

CAMERA = Camera()
LEFT_ARM = (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST)
RIGHT_ARM = (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST)
SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
KNEES = (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
ANKLES = (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
MIRRORED = np.array(
    [
        Landmark[m.name.replace("LEFT", "-").replace("RIGHT", "LEFT").replace("-", "RIGHT")]
        for m in Landmark
    ]
)

Change = Callable[[int, Detection], Detection]


def make_detection(body: Body, camera: Camera = CAMERA, visibility: float = 0.99) -> Detection:
    pose = body.pose(camera=camera)
    return Detection(pose.image_px, pose.world_m, np.full(33, visibility))


def change_detection(
    detection: Detection,
    *,
    image: dict[Landmark, tuple[float, float]] | None = None,
    world: dict[Landmark, tuple[float, float, float]] | None = None,
    visibility: dict[Landmark, float] | None = None,
) -> Detection:
    image_px, world_m = detection.image_px.copy(), detection.world_m.copy()
    believed = detection.visibility.copy()
    for landmark, place in (image or {}).items():
        image_px[landmark] = place
    for landmark, spot in (world or {}).items():
        world_m[landmark] = spot
    for landmark, value in (visibility or {}).items():
        believed[landmark] = value
    return Detection(image_px, world_m, believed)


def exchange_sides(detection: Detection, *only: Landmark) -> Detection:
    """Swaps left and right for these landmarks and their partners, by default for all."""
    names = MIRRORED.copy()
    if only:
        names = np.arange(33)
        names[list(only)] = MIRRORED[list(only)]
    return Detection(
        detection.image_px[names], detection.world_m[names], detection.visibility[names]
    )


def see_film(
    body_at: Callable[[float], Body],
    duration_s: float,
    change: Change = lambda _, detection: detection,
    fps: float = 30.0,
    camera: Camera = CAMERA,
) -> list[Pose]:
    state, poses = VisibilityState(), []
    for i in range(round(duration_s * fps)):
        detection = change(i, make_detection(body_at(i / fps), camera))
        state, pose = assess_visibility(state, detection, i / fps, camera.size)
        poses.append(pose)
    return poses


def stand_still(_: float) -> Body:
    return standing()


def test_a_person_in_full_view_is_believed_from_the_first_frame() -> None:
    for body in (standing(), sitting(), standing().turned(90.0), standing().turned(-45.0)):
        _, pose = assess_visibility(VisibilityState(), make_detection(body), 0.0, CAMERA.size)
        assert pose.seen.all()
        np.testing.assert_array_equal(pose.image_px, body.pose(camera=CAMERA).image_px)


@pytest.mark.parametrize("fps", [5, 15, 30, 60])
def test_nothing_of_a_moving_person_is_lost(fps: float) -> None:
    def body(t_s: float) -> Body:
        arm = Arm(elevation_deg=90.0 - 85.0 * np.cos(3.0 * t_s))
        leg = Leg(60.0 - 60.0 * np.cos(2.0 * t_s), 60.0 - 60.0 * np.cos(2.0 * t_s))
        return standing(
            left_arm=arm, right_arm=arm, right_leg=leg, lean_left_deg=30.0 * np.sin(2.0 * t_s)
        )

    far = Camera(distance_m=4.5)
    assert all(pose.seen.all() for pose in see_film(body, 4.0, fps=fps, camera=far))


def test_turning_around_is_not_an_exchange_of_sides() -> None:
    for pose in see_film(lambda t: standing().turned(180.0 * t), 2.0):
        assert pose.seen.all()


def test_crossing_the_arms_is_not_an_exchange_of_sides() -> None:
    def body(t_s: float) -> Body:
        across = Arm(90.0 - 40.0 * np.cos(4.0 * t_s), 90.0)
        return standing(left_arm=across, right_arm=across)

    for pose in see_film(body, 3.0):
        assert pose.seen.all()


def test_a_hidden_elbow_is_not_believed() -> None:
    hide = {Landmark.LEFT_ELBOW: 0.1}
    for pose in see_film(stand_still, 1.0, lambda _, d: change_detection(d, visibility=hide)):
        assert pose.find_reason(Landmark.LEFT_ELBOW) is Rejection.LOW_VISIBILITY
        assert np.isnan(pose.image_px[Landmark.LEFT_ELBOW]).all()
        assert np.isnan(pose.world_m[Landmark.LEFT_ELBOW]).all()
        assert pose.seen.sum() == 32


def test_visibility_that_wavers_does_not_flicker() -> None:
    def waver(i: int, detection: Detection) -> Detection:
        value = 0.9 if i < 10 else 0.45 + 0.06 * (-1) ** i
        return change_detection(detection, visibility={Landmark.LEFT_ELBOW: value})

    assert all(pose.seen[Landmark.LEFT_ELBOW] for pose in see_film(stand_still, 2.0, waver))


def test_visibility_must_pass_one_half_to_be_believed_again() -> None:
    steps = [0.9, 0.4, 0.3, 0.4, 0.49, 0.51, 0.36]
    found = [
        pose.seen[Landmark.LEFT_ELBOW]
        for pose in see_film(
            stand_still,
            len(steps) / 30,
            lambda i, d: change_detection(d, visibility={Landmark.LEFT_ELBOW: steps[i]}),
        )
    ]
    assert found == [True, True, False, False, False, True, True]


def test_an_elbow_outside_the_picture_is_out_of_frame() -> None:
    raised = Arm(elevation_deg=90.0)
    narrow = Camera(horizontal_fov_deg=15.0, size=ImageSize(280, 720))
    pose = see_film(lambda _: standing(left_arm=raised), 0.5, camera=narrow)[-1]
    assert pose.find_reason(Landmark.LEFT_ELBOW) is Rejection.OUT_OF_FRAME
    assert pose.find_reason(Landmark.LEFT_WRIST) is Rejection.OUT_OF_FRAME
    assert pose.seen[list(SHOULDERS)].all()


def test_an_elbow_just_inside_an_edge_that_cuts_the_forearm_is_out_of_frame() -> None:
    edge = CAMERA.size.height_px

    def at_edge(_: int, detection: Detection) -> Detection:
        x = detection.image_px[Landmark.LEFT_ELBOW][0]
        places = {Landmark.LEFT_ELBOW: (x, edge - 15.0), Landmark.LEFT_WRIST: (x, edge + 60.0)}
        return change_detection(detection, image=places)

    pose = see_film(lambda _: standing().moved(y_m=0.8), 0.5, at_edge)[-1]
    assert pose.find_reason(Landmark.LEFT_ELBOW) is Rejection.OUT_OF_FRAME


def test_with_the_hips_outside_no_leg_counts() -> None:
    """The model invents legs for a person at a desk, and calls them visible."""

    def legs_drawn_in(_: int, detection: Detection) -> Detection:
        return change_detection(
            detection,
            image={
                Landmark.LEFT_KNEE: (600.0, 650.0),
                Landmark.RIGHT_KNEE: (500.0, 650.0),
                Landmark.LEFT_ANKLE: (600.0, 690.0),
                Landmark.RIGHT_ANKLE: (500.0, 690.0),
            },
        )

    for pose in see_film(lambda _: standing().moved(y_m=1.2), 0.5, legs_drawn_in):
        for landmark in (*HIPS, *KNEES, *ANKLES, Landmark.LEFT_HEEL, Landmark.RIGHT_FOOT):
            assert pose.find_reason(landmark) is Rejection.OUT_OF_FRAME
        assert pose.seen[list(SHOULDERS)].all()


def test_an_arm_twice_as_long_is_not_believed() -> None:
    def stretch(_: int, detection: Detection) -> Detection:
        world = detection.world_m
        shoulder = world[Landmark.LEFT_SHOULDER]
        places = {j: tuple(2.0 * world[j] - shoulder) for j in LEFT_ARM}
        return change_detection(detection, world=places)

    for pose in see_film(stand_still, 1.0, stretch):
        for landmark in LEFT_ARM:
            assert pose.find_reason(landmark) is Rejection.BONE_LENGTH
        assert pose.seen[[*SHOULDERS, *RIGHT_ARM, *HIPS]].all()


def test_an_arm_twice_as_long_in_the_picture_is_not_believed() -> None:
    def stretch(_: int, detection: Detection) -> Detection:
        image = detection.image_px
        shoulder = image[Landmark.LEFT_SHOULDER]
        places = {j: tuple(2.0 * image[j] - shoulder) for j in LEFT_ARM}
        return change_detection(detection, image=places)

    pose = see_film(stand_still, 1.0, stretch)[-1]
    for landmark in LEFT_ARM:
        assert pose.find_reason(landmark) is Rejection.BONE_LENGTH


def test_an_arm_towards_the_camera_is_believed() -> None:
    """It is short in the image, but not in world coordinates."""
    for pose in see_film(lambda t: standing(left_arm=Arm(90.0, min(90.0, 60.0 * t))), 2.0):
        assert pose.seen.all()


@pytest.mark.parametrize(("hip_deg", "believed"), [(120.0, True), (80.0, False)])
def test_only_a_thigh_drawn_up_to_the_trunk_may_look_short(
    hip_deg: float, *, believed: bool
) -> None:
    """The model then shortens the thigh while the knee is placed well."""

    def shorten(i: int, detection: Detection) -> Detection:
        if i < 60:
            return detection
        world = detection.world_m
        pull = 0.34 * (world[Landmark.LEFT_HIP] - world[Landmark.LEFT_KNEE])
        lower = (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT)
        return change_detection(detection, world={j: tuple(world[j] + pull) for j in lower})

    pose = see_film(lambda _: standing(left_leg=Leg(hip_deg, 90.0)).turned(90.0), 2.5, shorten)[-1]
    assert pose.seen[Landmark.LEFT_KNEE] == believed
    assert pose.seen[Landmark.RIGHT_KNEE]


def test_a_pose_keeps_its_detection() -> None:
    told = make_detection(standing())
    _, pose = assess_visibility(VisibilityState(), told, 0.0, CAMERA.size)
    assert pose.found is told
    assert smooth(SmoothState(), pose)[1].found is told


def test_lengths_are_judged_by_the_persons_own() -> None:
    """Upper arms of 0.36 m pass for a person who always has them, not for one who had 0.27 m."""

    def longer(factor: float, since: int) -> Change:
        def change(i: int, detection: Detection) -> Detection:
            if i < since:
                return detection
            world = detection.world_m
            places = {}
            for shoulder, arm in zip(SHOULDERS, (LEFT_ARM, RIGHT_ARM), strict=True):
                reach = (factor - 1.0) * (world[arm[0]] - world[shoulder])
                places |= {j: tuple(world[j] + reach) for j in arm}
            return change_detection(detection, world=places)

        return change

    always = see_film(stand_still, 8.0, longer(1.3, since=0))
    suddenly = see_film(stand_still, 8.0, longer(1.55, since=210))
    assert all(pose.seen.all() for pose in always)
    assert suddenly[209].seen.all()
    assert suddenly[210].find_reason(Landmark.LEFT_ELBOW) is Rejection.BONE_LENGTH


def test_a_wrist_flung_away_for_a_frame_is_not_believed() -> None:
    def fling(i: int, detection: Detection) -> Detection:
        x, y = detection.image_px[Landmark.LEFT_WRIST]
        return change_detection(
            detection, image={Landmark.LEFT_WRIST: (x - 150.0, y)} if i == 20 else {}
        )

    poses = see_film(lambda _: standing(left_arm=Arm(elevation_deg=60.0)), 1.0, fling)
    assert [i for i, pose in enumerate(poses) if not pose.seen.all()] == [20]


def test_somebody_cut_to_another_place_is_soon_believed_again() -> None:
    poses = see_film(lambda t: standing().moved(x_m=0.0 if t < 1.0 else 0.8), 2.0)
    assert all(pose.seen.all() for pose in poses[:30] + poses[40:])


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(
    "group",
    [(*SHOULDERS, *HIPS), (*LEFT_ARM, *RIGHT_ARM), (*KNEES, *ANKLES), tuple(Landmark)],
    ids=["torso", "arms", "legs", "all"],
)
def test_exchanged_sides_are_not_believed_until_they_change_back(
    fps: int, group: tuple[Landmark, ...]
) -> None:
    start, end = fps, fps + round(0.4 * fps)

    def exchange(i: int, detection: Detection) -> Detection:
        return exchange_sides(detection, *group) if start <= i < end else detection

    def body(t_s: float) -> Body:
        arm = Arm(elevation_deg=45.0 + 10.0 * np.sin(t_s))
        leg = Leg(0.0, 0.0)
        return standing(left_arm=arm, right_arm=arm, left_leg=leg, lean_left_deg=4.0 * t_s)

    poses = see_film(body, 2.0, exchange, fps)
    judged = [j for j in group if j is not Landmark.NOSE]
    for i, pose in enumerate(poses):
        if start <= i < end:
            assert {pose.find_reason(j) for j in judged} == {Rejection.SIDES_SWAPPED}
        else:
            assert pose.seen.all()


def test_an_arm_that_comes_out_on_the_other_side_of_its_fellow_is_no_exchange() -> None:
    """As a hidden hand does that was first placed next to the supporting one."""
    places = dict(zip(LEFT_ARM, RIGHT_ARM, strict=True))

    def beside(i: int, detection: Detection) -> Detection:
        image = detection.image_px
        aside_px = 60.0 if i < 30 else -150.0
        return change_detection(
            detection,
            image={a: (image[b][0] + aside_px, image[b][1]) for a, b in places.items()},
        )

    why = [pose.find_reason(LEFT_ARM[0]) for pose in see_film(stand_still, 2.0, beside)]
    assert Rejection.SIDES_SWAPPED not in why


def test_an_arm_as_long_as_ever_in_the_picture_is_not_too_short() -> None:
    """In world coordinates the model shortens arms that point at the camera or up past the head."""

    def shorten(i: int, detection: Detection) -> Detection:
        if i < 60:
            return detection
        world = detection.world_m
        pull = 0.6 * (world[Landmark.LEFT_SHOULDER] - world[Landmark.LEFT_ELBOW])
        return change_detection(detection, world={j: tuple(world[j] + pull) for j in LEFT_ARM})

    pose = see_film(lambda _: standing(left_arm=Arm(0.0, 90.0)), 2.5, shorten)[-1]
    assert pose.seen[Landmark.LEFT_ELBOW]


def test_sides_that_stay_exchanged_are_the_truth_after_a_second() -> None:
    wrong_at_first = see_film(
        stand_still, 3.0, lambda i, d: exchange_sides(d, *KNEES, *ANKLES) if i < 30 else d
    )
    assert not wrong_at_first[45].seen[list(KNEES)].any()
    assert wrong_at_first[65].seen.all()


def test_a_chest_that_the_face_calls_a_back_is_not_believed() -> None:
    """Torso and limbs are the wrong way round from the start: only the face shows it."""
    body = [j for j in Landmark if j >= Landmark.LEFT_SHOULDER]
    for pose in see_film(stand_still, 2.0, lambda _, d: exchange_sides(d, *body)):
        assert {pose.find_reason(j) for j in body} == {Rejection.SIDES_SWAPPED}
        assert pose.seen[: Landmark.LEFT_SHOULDER].all()


def test_looking_over_the_shoulder_is_believed() -> None:
    for pose in see_film(lambda t: standing(head_turn_left_deg=min(80.0, 60.0 * t)), 3.0):
        assert pose.seen.all()


bodies = st.builds(
    standing,
    left_arm=st.builds(Arm, st.floats(0.0, 120.0), st.floats(5.0, 170.0)),
    right_arm=st.builds(Arm, st.floats(0.0, 120.0), st.floats(5.0, 170.0)),
    left_leg=st.builds(Leg, st.floats(0.0, 90.0), st.floats(0.0, 90.0)),
    turn_deg=st.floats(-180.0, 180.0),
    lean_left_deg=st.floats(-30.0, 30.0),
    at_m=st.tuples(st.floats(-1.5, 1.5), st.floats(-0.5, 1.0), st.floats(-0.5, 2.0)),
)
noises = st.tuples(st.integers(0, 999), st.floats(0.0, 60.0), st.floats(0.0, 0.1))


def make_noisy(body: Body, noise: tuple[int, float, float]) -> list[Detection]:
    """Returns twelve frames of a poor model."""
    seed, image_px, world_m = noise
    rng = np.random.default_rng(seed)
    clean = make_detection(body)
    return [
        Detection(
            clean.image_px + rng.normal(0.0, image_px, (33, 2)),
            clean.world_m + rng.normal(0.0, world_m, (33, 3)),
            rng.uniform(0.0, 1.0, 33) ** 0.3,
        )
        for _ in range(12)
    ]


def see_detections(detections: list[Detection]) -> list[Pose]:
    state, poses = VisibilityState(), []
    for i, detection in enumerate(detections):
        state, pose = assess_visibility(state, detection, i / 30.0, CAMERA.size)
        poses.append(pose)
    return poses


@settings(max_examples=50, deadline=None)
@given(body=bodies, noise=noises)
def test_a_place_is_given_exactly_where_it_is_believed(
    body: Body, noise: tuple[int, float, float]
) -> None:
    frames = make_noisy(body, noise)
    for detection, pose in zip(frames, see_detections(frames), strict=True):
        assert np.isnan(pose.image_px[~pose.seen]).all()
        assert np.isnan(pose.world_m[~pose.seen]).all()
        np.testing.assert_array_equal(pose.image_px[pose.seen], detection.image_px[pose.seen])
        np.testing.assert_array_equal(pose.world_m[pose.seen], detection.world_m[pose.seen])


@settings(max_examples=50, deadline=None)
@given(body=bodies, noise=noises)
def test_a_mirrored_person_is_judged_alike(body: Body, noise: tuple[int, float, float]) -> None:
    frames = make_noisy(body, noise)
    width = np.array([CAMERA.size.width_px, 0.0])
    flipped = [
        Detection(
            (width + d.image_px * [-1.0, 1.0])[MIRRORED],
            (d.world_m * [-1.0, 1.0, 1.0])[MIRRORED],
            d.visibility[MIRRORED],
        )
        for d in frames
    ]
    for here, there in zip(see_detections(frames), see_detections(flipped), strict=True):
        np.testing.assert_array_equal(here.why[MIRRORED], there.why)


@settings(max_examples=25, deadline=None)
@given(body=bodies, noise=noises)
def test_twice_the_same_gives_the_same(body: Body, noise: tuple[int, float, float]) -> None:
    frames = make_noisy(body, noise)
    for once, twice in zip(see_detections(frames), see_detections(frames), strict=True):
        np.testing.assert_array_equal(once.why, twice.why)
        np.testing.assert_array_equal(once.image_px, twice.image_px)
