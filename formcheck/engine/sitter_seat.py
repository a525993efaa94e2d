"""Tracks the sitter's seat, and which person in an image is the sitter.

Faces and tracking numbers do not matter at a desk: whoever sits in the seat is the sitter.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.posture_values import Look, Unjudgeable, UprightBaseline
from formcheck.engine.subject import find_distance, find_prominence
from formcheck.vision.pose.scale import HEAD_AND_SHOULDERS, pixels_per_metre
from formcheck.vision.pose.tracking import Track

SEAT_WIDTHS = 1.2
"""A person farther than this from the seat is elsewhere: in shoulder widths, including the
difference in size. Chosen for formcheck: leaning towards the screen or to one side stays below 1; a
person who passes behind is smaller and off to the side."""

MOVED_S = 60.0
MOVED_RATIO = 0.7
"""A person who has been elsewhere for MOVED_S and is at least MOVED_RATIO as large has moved there
with the chair, or the camera was moved. Chosen for formcheck: a person behind an empty chair is
smaller."""

LARGER_RATIO = 1.3
"""A person seen beside the sitter who is this much larger, and left alone, is the sitter: the one
behind them had only been seen first. Chosen for formcheck."""

KEPT_S = 10.0
"""A place where a person has sat for this long is the sitter's seat; before that, they may only
have been on the way to it. Chosen for formcheck."""

_FOLLOW_S = 30.0
"""The seat follows slow shifts of the sitter with this time constant. Chosen for formcheck."""
_SHOULDERS_M = 0.34
"""Distance between the shoulder joints in the model's world coordinates, that of an adult."""
_WIDTHS_TO_EARS = 1.7
"""Size of an upright sitter over the distance from mid-shoulder to mid-ear: 1.5 to 1.9 from the
front and from the side on six rendered clips."""


def locate_sitter(detection: Detection) -> Track:
    """Returns the position and size of this person's head and shoulders."""
    x_px, y_px = detection.image_px[HEAD_AND_SHOULDERS].mean(axis=0).tolist()
    scale = pixels_per_metre(detection.image_px, detection.world_m, HEAD_AND_SHOULDERS)
    return Track(x_px, y_px, max(scale * _SHOULDERS_M, 1.0) if scale > 0.0 else 1.0)


@dataclass(frozen=True, slots=True)
class SeatState:
    """What is known of the sitter's seat.

    home: the seat, None until somebody was seen; elsewhere_since_s: since when the person taken for
    the sitter has been away from it, None while at home; former: the seat before the chair was
    moved, None if it was not; kept_s: how long anybody has sat at home; others: the places of those
    seen beside the sitter; is_other: whether the person taken for the sitter is one of them.
    """

    home: Track | None = None
    at_s: float = 0.0
    elsewhere_since_s: float | None = None
    former: Track | None = None
    kept_s: float = 0.0
    others: tuple[Track, ...] = ()
    is_other: bool = False

    @property
    def is_left(self) -> bool:
        """Whether the seat's sitter has left, and only a person seen beside them is there."""
        return self.is_other and self.kept_s >= KEPT_S


def find_seat(upright: UprightBaseline | None, size: ImageSize, t_s: float = 0.0) -> SeatState:
    """Returns the seat from t_s on: where the baseline was taken, in an image of that size.

    Unknown without a baseline, or if the ears were not seen in it.
    """
    if upright is None:
        return SeatState()
    own, unit_px = upright.values, float(size.height_px)
    ears, shoulders = (own["ears_x"], own["ears_y"]), (own["shoulders_x"], own["shoulders_y"])
    above = math.dist(ears, shoulders)
    if not above > 0.0:
        return SeatState()
    share = 2.0 / float(HEAD_AND_SHOULDERS.sum())  # of the shoulders, as in `locate_sitter`
    x, y = (ear + share * (below - ear) for ear, below in zip(ears, shoulders, strict=True))
    place = Track(x * unit_px, y * unit_px, above * unit_px * _WIDTHS_TO_EARS)
    return SeatState(place, t_s, kept_s=math.inf)


def rank_place(seat: SeatState, detection: Detection) -> int:
    """Returns which seat the person is at, 0 being the first; the number of seats if at none."""
    return _rank_track(_list_seats(seat), locate_sitter(detection))


def _rank_track(seats: Sequence[Track], place: Track) -> int:
    near = (rank for rank, one in enumerate(seats) if find_distance(one, place) <= SEAT_WIDTHS)
    return next(near, len(seats))


def _list_seats(seat: SeatState) -> tuple[Track, ...]:
    return tuple(one for one in (seat.former, seat.home) if one is not None)


def find_sitter(
    detections: Sequence[Detection], seat: SeatState, size: ImageSize
) -> Detection | None:
    """Returns the person nearest to the seat, or the most prominent while no seat is known.

    None without detections. After the chair was moved, a person at its former place comes first.
    """
    if not detections:
        return None
    seats = _list_seats(seat)
    if not seats:
        return max(detections, key=lambda one: find_prominence(locate_sitter(one), size))

    def rate(one: Detection) -> tuple[int, float]:
        place = locate_sitter(one)
        rank = _rank_track(seats, place)
        return rank, find_distance(seats[min(rank, len(seats) - 1)], place)

    return min(detections, key=rate)


def add_missing(people: Sequence[Detection], person: Detection) -> tuple[Detection, ...]:
    """Returns the people, with that person among them: whoever is in the same place is the same."""
    place = locate_sitter(person)
    others = (one for one in people if _rank_track((place,), locate_sitter(one)))
    return (person, *others)


def advance_seat(
    seat: SeatState, detection: Detection | None, t_s: float, people: Sequence[Detection] = ()
) -> SeatState:
    """Returns the seat after a look that took ``detection`` for the sitter (None: nobody there).

    people: all detections. A person seen beside the sitter has not moved the chair, unless clearly
    larger: then the one behind them had only been seen first.
    """
    if detection is None:
        return replace(seat, at_s=t_s, elsewhere_since_s=None, is_other=False)
    place = locate_sitter(detection)
    seats = _list_seats(seat)
    known = (place, *seats)
    beside = [replace(locate_sitter(one), seen_at_s=t_s) for one in people]
    beside = [one for one in beside if _rank_track(known, one) == len(known)]
    if seat.home is None:
        return replace(seat, home=place, at_s=t_s, others=tuple(beside))
    rank, gap_s = _rank_track(seats, place), t_s - seat.at_s
    if rank < len(seats):
        return SeatState(
            _move_towards(seats[rank], place, gap_s),
            t_s,
            former=None if rank == 0 else seat.former,
            kept_s=seat.kept_s + min(max(gap_s, 0.0), MOVED_S),
            others=_remember_others(seat.others, beside, t_s),
        )
    since_s = seat.elsewhere_since_s
    if since_s is None or gap_s > MOVED_S:  # nothing was analysed during a pause
        since_s = t_s
    ratio = place.size_px / seat.home.size_px
    is_other = ratio < LARGER_RATIO and _rank_track(seat.others, place) < len(seat.others)
    if t_s - since_s >= MOVED_S and ratio >= MOVED_RATIO and not is_other:
        former = seats[0] if seat.kept_s >= KEPT_S else None
        return SeatState(place, t_s, former=former, kept_s=KEPT_S)
    return replace(seat, at_s=t_s, elsewhere_since_s=since_s, is_other=is_other)


def count_sitting(before: SeatState, seat: SeatState, look: Look) -> SeatState:
    """Returns the seat after that look; kept_s does not grow while a person stands in it."""
    stands = look.features is not None and look.features.unclear is Unjudgeable.NOT_SEATED
    return replace(seat, kept_s=min(before.kept_s, seat.kept_s)) if stands else seat


def _remember_others(
    before: Sequence[Track], beside: Sequence[Track], t_s: float
) -> tuple[Track, ...]:
    """Returns the others' places, past ones included: the model may miss a person for a while."""
    kept = (
        one
        for one in before
        if t_s - one.seen_at_s <= MOVED_S and _rank_track(beside, one) == len(beside)
    )
    return (*beside, *kept)


def _move_towards(home: Track, place: Track, gap_s: float) -> Track:
    share = -math.expm1(-max(gap_s, 0.0) / _FOLLOW_S)
    return Track(
        home.x_px + share * (place.x_px - home.x_px),
        home.y_px + share * (place.y_px - home.y_px),
        home.size_px + share * (place.size_px - home.size_px),
    )
