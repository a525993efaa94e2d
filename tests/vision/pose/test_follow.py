"""Tracking of people from frame to frame."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Detection
from formcheck.vision.pose.tracking import Tracks, track_people
from tests.bodies import Body, standing

FPS = 30

Scene = Callable[[float], Sequence[Body]]


def make_detection(body: Body, visibility: float = 0.99) -> Detection:
    pose = body.pose()
    return Detection(pose.image_px, pose.world_m, np.full(33, visibility))


def follow_scene(scene: Scene, duration_s: float, fps: float = FPS) -> list[dict[int, float]]:
    """Returns, for each frame, each person's hip x in pixels by number."""
    state, seen = Tracks(), []
    for i in range(round(duration_s * fps)):
        state, people = track_people(state, [make_detection(b) for b in scene(i / fps)], i / fps)
        seen.append({number: float(d.image_px[23:25, 0].mean()) for number, d in people.items()})
    return seen


def stand_at(x_m: float, z_m: float = 0.0) -> Body:
    return standing().moved(x_m=x_m, z_m=z_m)


@pytest.mark.parametrize("fps", [2, 5, 15, 60])
def test_one_person_keeps_one_number(fps: float) -> None:
    seen = follow_scene(lambda t: [stand_at(0.5 * np.sin(t))], 6.0, fps)
    assert {tuple(people) for people in seen} == {(1,)}


def test_nobody_is_nobody() -> None:
    assert track_people(Tracks(), [], 0.0) == (Tracks(), {})


@pytest.mark.parametrize(("away_s", "number"), [(0.5, 1), (1.9, 1), (2.2, 2)])
def test_a_lost_person_is_known_for_two_seconds(away_s: float, number: int) -> None:
    seen = follow_scene(
        lambda t: [] if 1.0 <= t < 1.0 + away_s else [stand_at(0.1 * (t > 1.0))], 4.0
    )
    assert list(seen[0]) == [1]
    assert list(seen[-1]) == [number]


def test_somebody_who_appears_elsewhere_is_somebody_else() -> None:
    seen = follow_scene(lambda t: [stand_at(0.0)] if t < 1.0 else [stand_at(1.2)], 2.0)
    assert list(seen[-1]) == [2]


def test_somebody_far_behind_is_somebody_else() -> None:
    seen = follow_scene(lambda t: [stand_at(0.0)] if t < 1.0 else [stand_at(0.0, z_m=3.0)], 2.0)
    assert list(seen[-1]) == [2]


def test_the_same_person_detected_twice_is_one() -> None:
    """The more certain of the two detections is kept."""
    state = Tracks()
    for i in range(30):
        twice = [make_detection(stand_at(0.02), visibility=0.6), make_detection(stand_at(0.0))]
        state, people = track_people(state, twice, i / FPS)
        assert list(people) == [1]
        assert people[1] is twice[1]


@pytest.mark.parametrize("behind_m", [-0.7, 0.7])
def test_somebody_walking_through_takes_no_number(behind_m: float) -> None:
    def scene(t: float) -> list[Body]:
        walker = -2.0 + 1.2 * t
        if abs(walker) < 0.25:  # one of the two hides the other
            return [stand_at(0.0)] if behind_m > 0 else [stand_at(walker, behind_m)]
        return [stand_at(0.0), stand_at(walker, behind_m)]

    seen = follow_scene(scene, 3.3)
    walker, still = sorted(seen[0], key=lambda number: seen[0][number])
    assert set(seen[-1]) == {still, walker}
    assert seen[-1][still] == pytest.approx(640.0, abs=1.0)
    assert all(abs(people[still] - 640.0) < 1.0 for people in seen if len(people) == 2)


def test_two_who_cross_keep_their_numbers() -> None:
    def scene(t: float) -> list[Body]:
        one, other = -1.0 + t, 1.0 - t
        return (
            [stand_at(one)] if abs(one - other) < 0.3 else [stand_at(one), stand_at(other, z_m=0.5)]
        )

    seen = follow_scene(scene, 2.0)
    first = next(n for n, x in seen[0].items() if x < 640)
    assert len(seen[0]) == len(seen[-1]) == 2
    assert set(seen[-1]) == set(seen[0])
    assert seen[-1][first] > 640


people = st.lists(
    st.tuples(st.floats(-1.5, 1.5), st.floats(-0.5, 2.0)), min_size=0, max_size=4
).map(lambda places: [make_detection(stand_at(x, z)) for x, z in places])
films = st.lists(people, min_size=1, max_size=6)


def track_numbers(film: Sequence[Sequence[Detection]]) -> list[dict[int, int]]:
    """Returns, for each frame, the identity of each person's detection by number."""
    state, result = Tracks(), []
    for i, detections in enumerate(film):
        state, found = track_people(state, detections, i / 10.0)
        result.append({number: id(d) for number, d in found.items()})
    return result


@settings(max_examples=50, deadline=None)
@given(film=films, data=st.data())
def test_the_order_of_the_detections_does_not_matter(
    film: list[list[Detection]], data: st.DataObject
) -> None:
    shuffled = [data.draw(st.permutations(detections)) for detections in film]
    places = {id(d): d.image_px.tobytes() for detections in film for d in detections}

    def list_places(result: list[dict[int, int]]) -> list[dict[int, bytes]]:
        return [{n: places[d] for n, d in frame.items()} for frame in result]

    assert list_places(track_numbers(film)) == list_places(track_numbers(shuffled))


@settings(max_examples=50, deadline=None)
@given(film=films)
def test_no_person_has_two_numbers(film: list[list[Detection]]) -> None:
    for detections, found in zip(film, track_numbers(film), strict=True):
        assert len(set(found.values())) == len(found)
        assert set(found.values()) <= {id(d) for d in detections}
        assert bool(found) is bool(detections)


@settings(max_examples=25, deadline=None)
@given(film=films)
def test_twice_the_same_gives_the_same(film: list[list[Detection]]) -> None:
    assert track_numbers(film) == track_numbers(film)
