"""Identifies everybody in a recording, also after a cut and after having been lost.

Bodies are tracked from frame to frame, some time ahead of the frame that is judged. A number of
``vision/pose/tracking.py`` can slide over to a person who steps in front. So a body that jumps in
place or size is a new sighting, even if it keeps its number.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from formcheck.core.body import Detection
from formcheck.engine.subject import (
    CONFIRM_S,
    HOME_TORSOS,
    JUMP_WINDOW_S,
    SETTLE_S,
    STAND_S,
    find_distance,
    find_stand,
    has_jumped,
)
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.pose.tracking import LOST_AFTER_S, Track, Tracks, track_people

MOST_PEOPLE = 4
"""Most people kept in a recording. Chosen for formcheck: one more than the model reports in a
frame."""

LOOK_AHEAD_S = 60.0
"""How long a lost person has to return, so that a newcomer is not taken for them. Chosen for
formcheck."""


class Sighting:
    """One body tracked without a jump: where it stood, and which others were beside it.

    number: of the tracking; stood: the places where the body stood for a while.
    """

    def __init__(self, number: int, place: Track) -> None:
        self.number = number
        self.first_s = place.seen_at_s
        self.place = self._stand = place
        self.stood: list[Track] = []
        self.companions: set[Sighting] = set()
        self.sizes_px, self.pictures = 0.0, 0
        self._recent: list[Track] = []
        self._arrival: list[Track] = []
        self.move(place)

    def move(self, place: Track) -> bool:
        """Takes in the body's place in one more frame; returns False if it is another body."""
        since_s = place.seen_at_s - JUMP_WINDOW_S
        self._recent = [one for one in self._recent if one.seen_at_s >= since_s]
        if any(has_jumped(before, place) for before in self._recent):
            return False
        self._recent.append(place)
        self._stand, self.place = find_stand(place, self._stand), place
        is_known = bool(self.stood) and self.stood[-1] is self._stand
        if not is_known and place.seen_at_s - self._stand.seen_at_s >= STAND_S:
            self.stood.append(self._stand)
        if place.seen_at_s - self.first_s <= CONFIRM_S:
            self._arrival.append(place)
        self.sizes_px += place.size_px
        self.pictures += 1
        return True

    def measure_distance(self, home: Track) -> float:
        """Returns how near to home the body ever stood, in sizes of home; inf if it never stood."""
        return min((find_distance(home, stand) for stand in self.stood), default=math.inf)

    def settles_at(self, home: Track) -> bool:
        """Whether the body was at home for a while soon after it was first seen."""
        here_s = sum(
            later.seen_at_s - place.seen_at_s
            for place, later in pairwise(self._arrival)
            if find_distance(home, place) <= HOME_TORSOS
        )
        return here_s >= SETTLE_S


class SightedFrames:
    """Frames with the sightings in them; later frames can be examined before they are yielded."""

    def __init__(self, frames: Iterable[DetectedFrame]) -> None:
        self.sightings: list[Sighting] = []
        """All sightings so far, including those in the frames read ahead."""
        self._frames = iter(frames)
        self._ahead: deque[tuple[DetectedFrame, dict[Sighting, Detection]]] = deque()
        self._tracks = Tracks()
        self._current: dict[int, Sighting] = {}

    def __iter__(self) -> Iterator[tuple[DetectedFrame, dict[Sighting, Detection]]]:
        """Yields every frame with the detections in it by sighting."""
        while self._ahead or self._read_frame():
            yield self._ahead.popleft()

    def look_ahead(self, until_s: float) -> None:
        """Reads all frames up to until_s."""
        while not self._ahead or self._ahead[-1][0].t_s < until_s:
            if not self._read_frame():
                return

    def _read_frame(self) -> bool:
        frame = next(self._frames, None)
        if frame is None:
            return False
        self._tracks, found = track_people(self._tracks, frame.detections, frame.t_s)
        here = {self._follow_body(number): detection for number, detection in found.items()}
        for one in here:
            one.companions.update(here.keys() - {one})
        self._ahead.append((frame, here))
        return True

    def _follow_body(self, number: int) -> Sighting:
        place = self._tracks.people[number]
        sighting = self._current.get(number)
        if sighting is not None and sighting.move(place):
            return sighting
        self._current[number] = sighting = Sighting(number, place)
        self.sightings.append(sighting)
        return sighting


class Followed:
    """One person in the frames so far.

    times_back: how often the person came back after having been lost, perhaps elsewhere.
    """

    def __init__(self) -> None:
        self.sightings: list[Sighting] = []
        self.last_seen_s = 0.0
        self.seen_frames = 0
        self.times_back = 0

    @property
    def has_worked(self) -> bool:
        """Whether the person was ever near the position; False where that is not determined."""
        return False

    @property
    def size_px(self) -> float:
        """The person's average torso length in pixels."""
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

    def __init__(self, meet: Callable[[], AnyFollowed]) -> None:
        """meet: creates the record of another person."""
        self.people: list[AnyFollowed] = []
        self._meet = meet
        self._who: dict[Sighting, AnyFollowed] = {}

    def follow_people(
        self, frames: Iterable[DetectedFrame]
    ) -> Iterator[tuple[DetectedFrame, list[tuple[AnyFollowed, Detection | None]]]]:
        """Yields every frame with everybody and their detection, None for those who are not in it.

        If it is in doubt who a person is, later frames are read first.
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
        """Returns who a newcomer is: the lost person, if there is one; None if there are too many.

        present: the other people in the frame. If there are none, the video was cut and continues
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
            person = self._meet()
            self.people.append(person)
        else:
            return None
        person.sightings.append(newcomer)
        self._who[newcomer] = person
        return person

    def _comes_back(
        self, person: AnyFollowed, newcomer: Sighting, t_s: float, sighted: SightedFrames
    ) -> bool:
        """Whether the person is seen again later, so that the newcomer is another person."""
        if any(one.place.seen_at_s > t_s for one in person.sightings):
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
