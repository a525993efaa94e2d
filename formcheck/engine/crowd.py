"""Everybody in the frames so far: who is who after a cut, and after having been lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from formcheck.core.body import Detection
from formcheck.engine.sightings import SightedFrames, Sighting
from formcheck.engine.subject import CONFIRM_S, HOME_TORSOS
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.pose.tracking import LOST_AFTER_S, Track

MOST_PEOPLE = 4
"""People followed at the same time. Chosen here: one more than the model reports in a picture."""

LOOK_AHEAD_S = 60.0
"""So much later somebody may come back beside a newcomer who was taken for them. Chosen here."""


class Followed:
    """One person in the frames so far, first seen at t_s seconds.

    times_back: how often they came back after having been lost, perhaps elsewhere.
    """

    def __init__(self, t_s: float) -> None:
        self.sightings: list[Sighting] = []
        self.last_seen_s = t_s
        self.seen_frames = 0
        self.times_back = 0

    @property
    def has_worked(self) -> bool:
        """Whether the person was ever near the position, where that is found out."""
        return False

    @property
    def size_px(self) -> float:
        """How large the person was on average: the length of the torso."""
        pictures = sum(one.pictures for one in self.sightings)
        return sum(one.sizes_px for one in self.sightings) / max(pictures, 1)

    @property
    def home(self) -> Track:
        """Where the person stood last; where they were last seen if they never stood."""
        stood = [stand for one in self.sightings for stand in one.stood]
        return stood[-1] if stood else self.sightings[-1].place


AnyFollowed = TypeVar("AnyFollowed", bound=Followed)


class Crowd(Generic[AnyFollowed]):
    """Everybody in the frames so far, ``MOST_PEOPLE`` at most."""

    def __init__(self, meet: Callable[[float], AnyFollowed]) -> None:
        """Starts with nobody; meet makes the record of somebody first seen at a time (seconds)."""
        self.people: list[AnyFollowed] = []
        self._meet = meet
        self._who: dict[Sighting, AnyFollowed] = {}

    def follow_people(
        self, frames: Iterable[DetectedFrame]
    ) -> Iterator[tuple[DetectedFrame, list[tuple[AnyFollowed, Detection | None]]]]:
        """Every frame with everybody and where they are, None for those who are not in it.

        Where it is in doubt who somebody is, later frames are looked at first.
        """
        sighted = SightedFrames(frames)
        for frame, found in sighted:
            here: dict[AnyFollowed, Detection] = {}
            present = {self._who[one] for one in found if one in self._who}
            for sighting, detection in found.items():
                person = self._who.get(sighting)
                if person is None:
                    person = self._identify_newcomer(sighting, frame.t_s, present, sighted)
                if person is not None:
                    present.add(person)
                    here[person] = detection
            for person in here:
                person.seen_frames += 1
                person.last_seen_s = frame.t_s
            yield frame, [(person, here.get(person)) for person in self.people]

    def _identify_newcomer(
        self, newcomer: Sighting, t_s: float, present: set[AnyFollowed], sighted: SightedFrames
    ) -> AnyFollowed | None:
        """Who a newcomer is: the lost person, if there is one; None when there are too many.

        present: who else is in the picture. When there is nobody, the video was cut and continues
        with the same person in another place, unless that person is soon back where they were.
        """
        away = [p for p in self.people if p not in present]
        lost = [p for p in away if t_s - p.last_seen_s > LOST_AFTER_S or not present]
        if lost:
            sighted.look_ahead(t_s + LOOK_AHEAD_S)
            lost = [p for p in lost if not self._comes_back(p, newcomer, t_s, sighted)]
        if lost:
            person = max(
                lost,
                key=lambda p: (
                    newcomer.measure_distance(p.home) <= HOME_TORSOS,
                    p.has_worked,
                    p.last_seen_s,
                ),
            )
            person.times_back += newcomer.number != person.sightings[-1].number
        elif len(self.people) < MOST_PEOPLE:
            person = self._meet(t_s)
            self.people.append(person)
        else:
            return None
        person.sightings.append(newcomer)
        self._who[newcomer] = person
        return person

    def _comes_back(
        self, person: AnyFollowed, newcomer: Sighting, t_s: float, sighted: SightedFrames
    ) -> bool:
        """Whether the person is seen again later, so that the newcomer is somebody else."""
        if any(one.last_s > t_s for one in person.sightings):
            return True
        home = person.home
        stays_away = not newcomer.settles_at(home)
        distance = newcomer.measure_distance(home)
        for other in sighted.sightings:
            if other in self._who or other.first_s < t_s:
                continue
            other_distance = other.measure_distance(home)
            is_soon = other.first_s - t_s <= CONFIRM_S
            is_back = other_distance <= HOME_TORSOS and other_distance < distance
            if is_back and (newcomer in other.companions or (stays_away and is_soon)):
                return True
        return False
