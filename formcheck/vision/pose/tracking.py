"""Keeps the same number on the same person from frame to frame.

A detection belongs to the person whose expected position is nearest, if it is near enough; any
other detection is a new person. Distances are in torso lengths of the person.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from formcheck.core.body import TORSO, Detection
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre

LOST_AFTER_S = 2.0
"""A person out of sight for longer gets a new number."""

NEAR_TORSOS = 0.5
FASTEST_TORSOS_PER_S = 3.0
FARTHEST_TORSOS = 1.5
"""How far from the expected place a detection may be: 0.5 torso lengths, 3 more per second since
the person was last seen (a quick walk), 1.5 at most."""

SIZE_RATIO = 1.6
"""A detection larger or smaller than the person was a moment ago by this factor is someone else."""

SAME_PERSON_TORSOS = 0.4
"""Two detections whose torso corners are this close on average are one person detected twice: the
model was seen to do so with 0.2 to 0.35 between them."""

VELOCITY_MEMORY_S = 0.3
COASTING_S = 0.5
"""The expected place moves on with the average velocity of the last 0.3 s, for 0.5 s at most."""

_CERTAIN = 0.5
"""Visibility above which a landmark counts for the size (the model's own default confidence)."""


@dataclass(frozen=True, slots=True, order=True)
class Track:
    """A person's position in the image (pixels), size, and velocity (pixels a second).

    size_px is the length of the torso, at a desk the width of the shoulders at their distance.
    """

    x_px: float
    y_px: float
    size_px: float
    seen_at_s: float = 0.0
    vx_px: float = 0.0
    vy_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Tracks:
    """Everybody seen within `LOST_AFTER_S`, by number, and the number for the next new person."""

    people: Mapping[int, Track] = field(default_factory=dict)
    next_id: int = 1


_Found = tuple[Detection, Track]
"""A detection, and the position and size of its person, without velocity."""


def track_people(
    state: Tracks, detections: Sequence[Detection], t_s: float
) -> tuple[Tracks, dict[int, Detection]]:
    """Returns the state for the next frame, and the detections by person number.

    t_s in seconds, increasing. The order of the detections does not matter. Of two detections of
    one person only the more visible one is kept. A person lost for up to 2 s who comes back near
    the place keeps the number.
    """
    found = _distinct([(one, _measure(one, t_s)) for one in detections])
    people = {i: p for i, p in state.people.items() if t_s - p.seen_at_s <= LOST_AFTER_S}
    chosen = _match(found, people)
    new = [person for person in found if person not in chosen.values()]
    chosen |= enumerate(new, state.next_id)
    for number, (_, seen) in chosen.items():
        people[number] = _moved(people.get(number), seen)
    here = {number: chosen[number][0] for number in sorted(chosen)}
    return Tracks(dict(sorted(people.items())), state.next_id + len(new)), here


def _measure(detection: Detection, t_s: float) -> Track:
    sure = detection.visibility >= _CERTAIN
    use = sure if sure.sum() >= 2 else np.ones(33, dtype=np.bool_)
    scale = pixels_per_metre(detection.image_px, detection.world_m, use)
    x_px, y_px = detection.image_px[TORSO].mean(axis=0).tolist()
    return Track(x_px, y_px, max(scale * TORSO_M, 1.0), t_s)


def _distinct(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for person in sorted(found, key=lambda one: (-one[0].visibility.mean(), one[1])):
        if not any(_is_same(person, other) for other in kept):
            kept.append(person)
    return kept


def _is_same(one: _Found, other: _Found) -> bool:
    corners_apart = one[0].image_px[TORSO] - other[0].image_px[TORSO]
    apart_px = np.linalg.norm(corners_apart, axis=1).mean()
    return bool(apart_px < SAME_PERSON_TORSOS * max(one[1].size_px, other[1].size_px))


def _match(found: list[_Found], people: dict[int, Track]) -> dict[int, _Found]:
    """Returns who was found again, nearest pairs first."""
    pairs = sorted(
        (distance, number, order)
        for order, (_, seen) in enumerate(found)
        for number, track in people.items()
        if math.isfinite(distance := _distance(seen, track))
    )
    chosen: dict[int, _Found] = {}
    for _, number, order in pairs:
        if number not in chosen and found[order] not in chosen.values():
            chosen[number] = found[order]
    return chosen


def _distance(seen: Track, track: Track) -> float:
    """Returns how badly a detection fits a person, in torso lengths; infinite if it cannot be."""
    gap_s = seen.seen_at_s - track.seen_at_s
    coasted_s = min(gap_s, COASTING_S)
    apart = math.hypot(
        seen.x_px - track.x_px - track.vx_px * coasted_s,
        seen.y_px - track.y_px - track.vy_px * coasted_s,
    )
    apart /= track.size_px
    growth = abs(math.log(seen.size_px / track.size_px))
    reach = min(NEAR_TORSOS + FASTEST_TORSOS_PER_S * gap_s, FARTHEST_TORSOS)
    if apart > reach or growth > math.log(SIZE_RATIO):
        return math.inf
    return apart + growth


def _moved(track: Track | None, seen: Track) -> Track:
    if track is None or seen.seen_at_s <= track.seen_at_s:
        return seen
    gap_s = seen.seen_at_s - track.seen_at_s
    weight = -math.expm1(-gap_s / VELOCITY_MEMORY_S)
    vx_px = track.vx_px + weight * ((seen.x_px - track.x_px) / gap_s - track.vx_px)
    vy_px = track.vy_px + weight * ((seen.y_px - track.y_px) / gap_s - track.vy_px)
    return replace(seen, vx_px=vx_px, vy_px=vy_px)
