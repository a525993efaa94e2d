"""Identity in a recording with others: they come in, step in front, or do the same stretch."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.engine.analyse import Analysis, analyse, sides_of
from formcheck.engine.crowd import MOST_PEOPLE, Crowd, Followed, SightedFrames
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.sessions import SIZE, Key, session, short_spec, up_and_down

LEFT_THEN_RIGHT = [*up_and_down(3.0, 8.0, "left"), *up_and_down(20.0, 25.0, "right")]
FILM = session(LEFT_THEN_RIGHT, 28.0)
LEAVES_S, RETURNS_S = 10.0, 17.0


def judge(frames: list[DetectedFrame]) -> Analysis:
    return analyse(short_spec(), sides_of(short_spec(), "auto"), frames, SIZE, "session.mp4")


def shift(one: Detection, by_px: float = 0.0, size: float = 1.0) -> Detection:
    """Returns the person moved in the image by ``by_px`` and scaled by ``size``."""
    middle = one.image_px[[11, 12, 23, 24]].mean(axis=0)
    return replace(one, image_px=(one.image_px - middle) * size + middle + np.array([by_px, 0.0]))


STANDING = session([Key(0.0)], 0.1)[0].detections[0]


def build_film(
    away: tuple[float, float], guest: tuple[float, float], by_px: float = 450.0
) -> list[DetectedFrame]:
    """Returns a film without the performer for a time, and with another person for a time."""
    other = shift(STANDING, by_px)
    film = []
    for frame in FILM:
        here = () if away[0] <= frame.t_s < away[1] else frame.detections
        guests = (other,) if guest[0] <= frame.t_s < guest[1] else ()
        film.append(replace(frame, detections=(*here, *guests)))
    return film


def list_held_s(result: Analysis) -> dict[str, float]:
    return {side.side.value: side.held_s for side in result.sides}


@pytest.mark.parametrize("leaves_s", [18.5, 28.0], ids=["for a while", "to stay"])
def test_who_comes_in_while_the_performer_is_away_does_not_take_their_place(
    leaves_s: float,
) -> None:
    result = judge(build_film((LEAVES_S, RETURNS_S), (13.0, leaves_s)))
    alone = judge(build_film((LEAVES_S, RETURNS_S), (0.0, 0.0)))
    assert list_held_s(result) == list_held_s(alone)
    assert set(list_held_s(result)) == {"left", "right"}


def test_people_beyond_the_most_that_are_kept_do_no_harm() -> None:
    guests = tuple(
        shift(STANDING, by_px) for by_px in (300.0, 600.0, 900.0, 1200.0, -300.0, -600.0)
    )
    film = [
        replace(frame, detections=(*frame.detections, *guests)) if frame.t_s > 1.0 else frame
        for frame in FILM
    ]
    assert list_held_s(judge(film)) == list_held_s(judge(FILM))
    crowd = Crowd(Followed)
    *_, (_, everybody) = crowd.follow_people(film)
    assert len(everybody) == MOST_PEOPLE


def test_no_more_is_read_ahead_than_asked_for() -> None:
    frames = iter([DetectedFrame(i, float(i), (STANDING,)) for i in range(100)])
    SightedFrames(frames).look_ahead(60.0)
    assert next(frames).t_s == 61.0


def test_the_performer_may_come_back_elsewhere() -> None:
    film = [
        frame if frame.t_s < RETURNS_S
        else replace(frame, detections=(shift(frame.detections[0], 250.0),))
        for frame in build_film((LEAVES_S, RETURNS_S), (0.0, 0.0))
    ]  # fmt: skip
    assert set(list_held_s(judge(film))) == {"left", "right"}


def test_who_comes_back_elsewhere_and_goes_home_later_is_one_person() -> None:
    film = [
        replace(frame, detections=tuple(shift(one, 250.0) for one in frame.detections))
        if RETURNS_S <= frame.t_s < 25.5 else frame
        for frame in build_film((LEAVES_S, RETURNS_S), (0.0, 0.0))
    ]  # fmt: skip
    assert set(list_held_s(judge(film))) == {"left", "right"}


def test_who_only_walks_through_the_old_place_is_not_the_performer_who_came_back_elsewhere() -> (
    None
):
    film = []
    for frame in FILM:
        performer = shift(frame.detections[0], 450.0 if frame.t_s >= RETURNS_S else 0.0)
        walker = shift(STANDING, 450.0 * (frame.t_s - 18.5))
        here = () if LEAVES_S <= frame.t_s < RETURNS_S else (performer,)
        walks = (walker,) if 17.5 <= frame.t_s < 19.0 else ()
        film.append(replace(frame, detections=(*here, *walks)))
    assert set(list_held_s(judge(film))) == {"left", "right"}


@pytest.mark.parametrize("guest_px", [120.0, -200.0, 400.0])
def test_who_joins_a_performer_who_came_back_elsewhere_makes_them_no_other_person(
    guest_px: float,
) -> None:
    film = [
        frame if frame.t_s < RETURNS_S
        else replace(frame, detections=(shift(frame.detections[0], 250.0), *frame.detections[1:]))
        for frame in build_film((LEAVES_S, RETURNS_S), (19.0, 28.0), guest_px)
    ]  # fmt: skip
    assert set(list_held_s(judge(film))) == {"left", "right"}


def show_helper(film: Sequence[DetectedFrame], by_px: float, size: float) -> list[DetectedFrame]:
    """Replaces the performer by another person for about a second."""
    helper = shift(STANDING, by_px, size)
    return [
        replace(frame, detections=(helper,)) if 5.0 <= frame.t_s < 6.1 else frame for frame in film
    ]


@pytest.mark.parametrize(("by_px", "size"), [(10.0, 1.45), (10.0, 1.9), (200.0, 1.2)])
def test_who_steps_in_front_for_a_second_does_not_break_a_hold(by_px: float, size: float) -> None:
    hidden = judge(
        [replace(f, detections=()) if 5.0 <= f.t_s < 6.1 else f for f in FILM[: 11 * 15]]
    )
    result = judge(show_helper(FILM[: 11 * 15], by_px, size))
    assert [len(side.holds) for side in result.sides] == [1]
    assert list_held_s(result) == list_held_s(hidden)


def test_a_jump_in_size_of_somebody_alone_is_no_other_person() -> None:
    film = show_helper(session([Key(0.0)], 10.0), 5.0, 1.25)
    assert judge(film).seen_frames == len(film)


def test_nobody_is_said_to_be_there_only_while_nobody_is() -> None:
    def list_reasons(guest: tuple[float, float]) -> set[str]:
        sides = judge(build_film((LEAVES_S, RETURNS_S), guest)).sides
        return {str(one.what) for side in sides for one in side.unseen}

    assert list_reasons((0.0, 0.0)) == {"nobody in the picture"}
    assert list_reasons((0.0, 28.0)) == {"the person not in the picture"}


@pytest.mark.parametrize("first", [True, False])
def test_of_two_who_do_it_equally_the_larger_one_is_judged(first: bool) -> None:
    large = session(up_and_down(3.0, 8.8, "left"), 11.0)
    small = session(up_and_down(3.0, 9.0, "right"), 11.0)
    film = []
    for one, other in zip(large, small, strict=True):
        pair = (one.detections[0], shift(other.detections[0], 400.0, 0.6))
        film.append(replace(one, detections=pair if first else pair[::-1]))
    assert set(list_held_s(judge(film))) == {"left"}


def test_a_larger_onlooker_or_passer_by_is_not_judged() -> None:
    large = shift(STANDING, 350.0, 1.3)
    film = [replace(f, detections=(*f.detections, large)) for f in FILM[: 11 * 15]]
    assert set(list_held_s(judge(film))) == {"left"}
    idle = session([Key(0.0)], 6.0)
    passed = [replace(f, detections=(*f.detections, large)) if f.t_s < 2.0 else f for f in idle]
    assert judge(passed).seen_frames == len(idle)
