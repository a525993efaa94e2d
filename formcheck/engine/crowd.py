"""Everybody in the frames so far: who is who after a cut, and after having been lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from formcheck.core.body import Detection
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.pose.tracking import LOST_AFTER_S, Tracks, track_people

MOST_PEOPLE = 4
"""People followed at the same time. Chosen here: one more than the model reports in a picture."""


class Followed(Protocol):
    """What is known of one person.

    times_back: how often the person came back after having been lost, perhaps elsewhere.
    """

    last_seen_s: float
    times_back: int

    @property
    def has_worked(self) -> bool:
        """Whether the person was ever near the position."""


AnyFollowed = TypeVar("AnyFollowed", bound=Followed)


class Crowd(Generic[AnyFollowed]):
    """Everybody in the frames so far, ``MOST_PEOPLE`` at most."""

    def __init__(self, meet: Callable[[float], AnyFollowed]) -> None:
        """With meet, what is known of somebody who is first seen at that time (seconds) begins."""
        self.people: list[AnyFollowed] = []
        self._meet = meet
        self._tracks = Tracks()
        self._numbers: dict[int, AnyFollowed] = {}

    def follow_people(self, frame: DetectedFrame) -> list[tuple[AnyFollowed, Detection | None]]:
        """Everybody with where they are in one more frame, None for those who are not in it."""
        found, self._tracks = track_people(frame.detections, frame.t_s, self._tracks)
        here: dict[int, Detection] = {}
        present = {id(p) for number, p in self._numbers.items() if number in found}
        for number, detection in found.items():
            person = self._numbers.get(number)
            if person is None or id(person) in here:  # a newcomer, or one mixed up with another
                person = self._identify_newcomer(number, frame.t_s, present)
            if person is not None:
                present.add(id(person))
                here[id(person)] = detection
        return [(person, here.get(id(person))) for person in self.people]

    def _identify_newcomer(self, number: int, t_s: float, present: set[int]) -> AnyFollowed | None:
        """Who a newcomer is: the lost person, if there is one; None when there are too many.

        present: who else is in the picture. When there is nobody, the video was cut and continues
        with the same person in another place.
        """
        away = [p for p in self.people if id(p) not in present]
        lost = [p for p in away if t_s - p.last_seen_s > LOST_AFTER_S or not present]
        if lost:
            person = max(lost, key=lambda p: (p.has_worked, p.last_seen_s))
            person.times_back += 1
        elif len(self.people) < MOST_PEOPLE:
            person = self._meet(t_s)
            self.people.append(person)
        else:
            return None
        self._numbers[number] = person
        return person
