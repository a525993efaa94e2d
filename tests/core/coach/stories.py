"""Films of a left arm that is raised to the side, and what the coach concludes from them."""

import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

from formcheck.core.coach import Event, Progress, SideSummary, advance, finish, summarise
from formcheck.core.coach.events import Hold
from formcheck.core.kinematics import measure_pose
from formcheck.core.stretch import Plan
from tests.bodies import Arm, Body, Moment, make_film, standing

FPS = 15
DOWN = Arm(plane_deg=0, elevation_deg=8)
OUT = Arm(plane_deg=5, elevation_deg=90, elbow_deg=5)
LOW = Arm(plane_deg=5, elevation_deg=45, elbow_deg=5)
BENT = Arm(plane_deg=5, elevation_deg=90, elbow_deg=65, bend="up")

Key = tuple[float, Arm]
Change = Callable[[float, Body], Body | None]
E = TypeVar("E")


def animate_arm(
    keys: Sequence[Key], change: Change | None = None
) -> Callable[[float], Body | None]:
    """Returns the left arm eased between key poses; ``change`` may hide, turn or remove it all."""

    def at(t_s: float) -> Body | None:
        arm = keys[-1][1]
        for (t0, a), (t1, b) in itertools.pairwise(keys):
            if t_s < t1:
                w = min(max((t_s - t0) / (t1 - t0), 0.0), 1.0)
                w = w * w * (3 - 2 * w)
                arm = Arm(
                    plane_deg=a.plane_deg + w * (b.plane_deg - a.plane_deg),
                    elevation_deg=a.elevation_deg + w * (b.elevation_deg - a.elevation_deg),
                    elbow_deg=a.elbow_deg + w * (b.elbow_deg - a.elbow_deg),
                    bend="up" if max(a.elbow_deg, b.elbow_deg) > 20 else "forward",
                )
                break
        body = standing(left_arm=arm)
        return change(t_s, body) if change else body

    return at


def film_arm(
    keys: Sequence[Key], change: Change | None = None, fps: float = FPS, jitter: float = 0.0
) -> list[Moment]:
    """Returns the moments of a film of those key poses; it ends at the last one."""
    return make_film(animate_arm(keys, change), keys[-1][0], fps, jitter=jitter)


def play_moments(
    plan: Plan, moments: Sequence[Moment], now: Progress | None = None
) -> tuple[Progress, list[Event]]:
    """Returns the coach's state after those moments, and all events."""
    events: list[Event] = []
    now = now or Progress()
    for moment in moments:
        figure = measure_pose(moment.pose) if moment.pose is not None else None
        now = advance(plan, now, moment.t_s, figure)
        events += now.events
    return now, events


def summarize_moments(plan: Plan, moments: Sequence[Moment]) -> tuple[SideSummary, list[Event]]:
    """Returns the summary of a session of those moments, and its events."""
    now, events = play_moments(plan, moments)
    events += finish(plan, now).events
    return summarise(plan, events), events


def sum_held_s(now: Progress, events: Sequence[Event]) -> float:
    """Returns the seconds of good form, in the holds that ended and the one that goes on."""
    return now.hold.held_s + sum(hold.held_s for hold in select(events, Hold))


def select(events: Sequence[Event], kind: type[E]) -> list[E]:
    """Returns the events of one type."""
    return [event for event in events if isinstance(event, kind)]


GOOD: list[Key] = [(0, DOWN), (2, DOWN), (2.8, OUT), (7.8, OUT), (8.6, DOWN), (10.5, DOWN)]
"""Five seconds with the arm out, preceded by a visible rest in the start position."""
