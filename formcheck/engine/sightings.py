"""Bodies followed from picture to picture, some time ahead of the picture that is judged.

A number of ``vision/pose/tracking.py`` can slide over to somebody who steps in front. So a body
that jumps in place or size is a new sighting, even if it keeps its number.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise

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
from formcheck.vision.pose.tracking import Track, Tracks, track_people


class Sighting:
    """One body followed without a jump: where it stood, and which others were beside it.

    number is that of the tracking; stood are the places where the body stood for a while.
    """

    def __init__(self, number: int, place: Track) -> None:
        self.number = number
        self.first_s = place.seen_at_s
        self.place = self._stand = place
        self.stood: list[Track] = []
        self.companions: set[Sighting] = set()
        self.sizes_px, self.pictures = 0.0, 0
        self._recent: tuple[Track, ...] = ()
        self._arrival: list[Track] = []
        self.move(place)

    @property
    def last_s(self) -> float:
        """When the body was last seen."""
        return self.place.seen_at_s

    def continues_at(self, place: Track) -> bool:
        """Whether it can be the same body that is there now."""
        since_s = place.seen_at_s - JUMP_WINDOW_S
        recent = [one for one in self._recent if one.seen_at_s >= since_s]
        return not any(has_jumped(before, place) for before in recent)

    def move(self, place: Track) -> None:
        """Takes in where the body is in one more picture."""
        since_s = place.seen_at_s - JUMP_WINDOW_S
        self._recent = (*(one for one in self._recent if one.seen_at_s >= since_s), place)
        self._stand, self.place = find_stand(place, self._stand), place
        is_known = bool(self.stood) and self.stood[-1] is self._stand
        if not is_known and place.seen_at_s - self._stand.seen_at_s >= STAND_S:
            self.stood.append(self._stand)
        if place.seen_at_s - self.first_s <= CONFIRM_S:
            self._arrival.append(place)
        self.sizes_px += place.size_px
        self.pictures += 1

    def measure_distance(self, home: Track) -> float:
        """How near to home the body ever stood, in its sizes; infinite if it never stood."""
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
    """Frames with whom they show; later ones can be looked at before they are taken."""

    def __init__(self, frames: Iterable[DetectedFrame]) -> None:
        self.sightings: list[Sighting] = []
        """All so far, those of the frames ahead included."""
        self._frames = iter(frames)
        self._ahead: deque[tuple[DetectedFrame, dict[Sighting, Detection]]] = deque()
        self._tracks = Tracks()
        self._current: dict[int, Sighting] = {}

    def __iter__(self) -> Iterator[tuple[DetectedFrame, dict[Sighting, Detection]]]:
        """Every frame with those who are in it."""
        while self._ahead or self._read_frame():
            yield self._ahead.popleft()

    def look_ahead(self, until_s: float) -> None:
        """Reads all frames until then."""
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
        if sighting is not None and sighting.continues_at(place):
            sighting.move(place)
            return sighting
        self._current[number] = sighting = Sighting(number, place)
        self.sightings.append(sighting)
        return sighting
