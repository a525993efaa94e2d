"""Live sessions with more than one person in the image."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from formcheck.core.body import TORSO, Detection, Side
from formcheck.core.session.session_values import Halt
from formcheck.core.stretch import plan_for
from formcheck.engine.live_session import POSITION_S, LivePicture, LiveSession, PositionWatch
from tests.bodies import Arm, Body, standing
from tests.engine.live_sessions import make_single
from tests.engine.sessions import FPS, SIZE, Key, body_at, detect, short_spec, up_and_down

ASIDE_M = 0.9


@dataclass
class CrowdedSession:
    """A live session in which people come and go."""

    people: Callable[[float], Sequence[Body]]
    session: LiveSession = field(
        default_factory=lambda: LiveSession(make_single(short_spec(), hold_s=20.0), lambda *_: ())
    )
    shown: list[LivePicture] = field(default_factory=list)

    def play(self, until_s: float) -> LivePicture:
        """Plays until ``until_s`` and returns what is shown then."""
        for index in range(len(self.shown), round(until_s * FPS)):
            t_s = index / FPS
            found = tuple(detect(body) for body in self.people(t_s))
            self.shown.append(self.session.look_at_people(found, SIZE, t_s))
        return self.shown[-1]


def make_stretcher(t_s: float, start_s: float, x_m: float = 0.0) -> Body:
    """Returns a person at rest, who raises the left arm at ``start_s``."""
    return body_at([Key(0.0), *up_and_down(start_s, start_s + 60.0, "left")], t_s).moved(x_m=x_m)


def make_bystander(x_m: float = ASIDE_M) -> Body:
    return standing().moved(x_m=x_m)


def is_aside(shown: LivePicture) -> bool:
    """Whether the coached person stands at the side, not in the centre."""
    assert shown.pose is not None
    return bool(np.nanmean(shown.pose.image_px[TORSO], axis=0)[0] > SIZE.width_px / 2 + 100.0)


def test_who_comes_back_to_their_place_goes_on_though_somebody_else_stood_there_meanwhile() -> None:
    """Anna is away from 13 to 18 s; Ben stands at the side from 14 to 22 s."""

    def people(t_s: float) -> list[Body]:
        anna = [make_stretcher(t_s, 10.0)] if not 13.0 <= t_s < 18.0 else []
        return anna + ([make_bystander()] if 14.0 <= t_s < 22.0 else [])

    scene = CrowdedSession(people)
    before = scene.play(17.0)
    assert is_aside(before)
    assert not is_aside(scene.play(20.0))
    after = scene.play(25.0)
    assert not is_aside(after)
    assert after.screen.held_s > before.screen.held_s + 5.0


def test_people_of_a_time_that_has_been_are_not_looked_at() -> None:
    scene = CrowdedSession(lambda _: [make_bystander(0.0)])
    shown = scene.play(2.0)
    again = scene.session.look_at_people((), SIZE, (len(scene.shown) - 1) / FPS)
    assert again.pose is shown.pose


def test_who_is_alone_in_position_is_coached_though_the_session_began_with_somebody_else() -> None:
    """Ben stands in the centre until 12 s; Anna is at the side all the time and stretches later."""

    def people(t_s: float) -> list[Body]:
        return [make_stretcher(t_s, 14.0, ASIDE_M)] + ([make_bystander(0.0)] if t_s < 12.0 else [])

    scene = CrowdedSession(people)
    assert not is_aside(scene.play(12.0))
    assert scene.play(14.5).screen.halt is Halt.NOBODY
    after = scene.play(20.0)
    assert after.screen.halt is Halt.NONE
    assert is_aside(after)
    assert after.screen.held_s > 2.0


def test_who_only_stands_beside_is_not_coached_however_long_the_performer_is_away() -> None:
    def people(t_s: float) -> list[Body]:
        return [make_bystander()] + ([make_stretcher(t_s, 10.0)] if t_s < 13.0 else [])

    scene = CrowdedSession(people)
    assert not is_aside(scene.play(13.0))
    assert scene.play(40.0).screen.halt is Halt.NOBODY
    assert not any(shown.pose for shown in scene.shown if shown.screen.t_s > 13.0)


def find_in_position(bodies: Sequence[Body], sides: str = "left") -> list[bool]:
    """Returns for each frame whether the person has taken up the position."""
    found = PositionWatch()
    plans = (plan_for(short_spec(), Side(sides)),)

    def look(order: int, one: Detection) -> bool:
        return 1 in found.look({1: one}, {1}, order / FPS, SIZE, plans)

    return [look(order, detect(body)) for order, body in enumerate(bodies)]


UP = standing(left_arm=Arm(0.0, 90.0))


def test_the_position_is_taken_up_when_it_has_lasted() -> None:
    seen = find_in_position([UP] * round(4.0 * FPS))
    first_s = seen.index(True) / FPS
    assert POSITION_S <= first_s < POSITION_S + 1.0
    assert all(seen[seen.index(True) :])


def test_a_gesture_or_a_walk_through_the_picture_is_no_position() -> None:
    gesture = [standing()] * 15 + [UP] * round(1.5 * FPS) + [standing()] * 30
    assert not any(find_in_position(gesture))
    assert not any(find_in_position([make_bystander(-2.0 + 0.08 * step) for step in range(50)]))
