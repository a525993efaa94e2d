"""Who does the stretch, among people who may be the performer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from formcheck.core.body import Detection, ImageSize
from formcheck.core.kinematics import measure_pose
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.stretch import Plan
from formcheck.engine.observer import PersonFilter

POSITION_S = 2.0
"""Somebody near the position for this long does the stretch. Chosen here: no gesture lasts as
long, and whoever is back in position should not wait."""


class PositionWatch:
    """Watches people, by number: whether they take up the position on either side."""

    def __init__(self) -> None:
        self._plans: tuple[Plan, ...] = ()
        self._candidates: dict[int, _Candidate] = {}

    def look(
        self,
        here: Mapping[int, Detection],
        watched: Collection[int],
        t_s: float,
        size: ImageSize,
        plans: tuple[Plan, ...],
    ) -> frozenset[int]:
        """Which of those watched are in this frame and do the stretch; plans are of its sides.

        here are the people in it. Whoever is no longer watched is forgotten.
        """
        if plans != self._plans:
            self._plans, self._candidates = plans, {}
        self._candidates = {n: self._candidates.get(n) or _Candidate(plans) for n in watched}
        return frozenset(
            n
            for n, candidate in self._candidates.items()
            if n in here and candidate.is_working(here[n], t_s, size)
        )


class _Candidate:
    def __init__(self, plans: Sequence[Plan]) -> None:
        self._filter = PersonFilter()
        self._coaches = [LiveCoach(plan) for plan in plans]

    def is_working(self, detection: Detection, t_s: float, size: ImageSize) -> bool:
        """Whether they do the stretch; where it is a movement, the position alone is no sign."""
        poses = self._filter.look(detection, t_s, size)
        measured = None if poses is None else measure_pose(poses[1])
        self._coaches = [coach.advance(t_s, measured) for coach in self._coaches]
        return any(
            t_s - coach.position_s >= POSITION_S
            and coach.progress.near_since_s is not None
            and (coach.repeating if coach.plan.dose.is_movement else coach.in_position)
            for coach in self._coaches
        )
