"""Which person in a picture is the one to coach, or the one who sits there.

The numbers of ``vision/pose/tracking.py`` identify people from frame to frame. They can go wrong
when somebody passes in front: the model then slides from one person to the other. So position and
size in the picture are remembered too, and somebody who is suddenly elsewhere or larger is not
believed. At a desk faces and numbers do not matter: whoever sits down in the sitter's place is the
sitter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from formcheck.core.body import Detection, ImageSize
from formcheck.vision.pose.scale import HEAD_AND_SHOULDERS, pixels_per_metre
from formcheck.vision.pose.tracking import Track

STILL_TORSOS = 0.3
"""Somebody stands as long as they stay within this many torso lengths of a place. Chosen here: sway
and the model's jitter in size stay below 0.2, a slow walk exceeds it in a quarter of a second."""

STAND_S = 1.0
"""Somebody who stands for this long is there to stay. Chosen here: people who cross the picture do
not stop, and those who come back to go on should not wait."""

SETTLE_S = 0.3
"""In the performer's own place and at their size, this is enough. Chosen here: a walker is through
such a place in less."""

HOME_TORSOS = 0.5
"""How near to where the performer stood last counts as there, size included."""

JUMP_TORSOS = 0.4
JUMP_TORSOS_PER_S = 2.0
JUMP_WINDOW_S = 0.3
"""A body that is farther from where it was within the last 0.3 s than 0.4 torso lengths and 2 more
a second (about 1 m/s), size included, is not the same body. On the recordings of 66 rendered clips,
at 3 to 30 pictures a second, nobody alone was ever doubted, and not with 0.3 either."""

DOUBT_S = 3.0
"""If somebody stands for this long where the performer seemed to jump to, it is them."""

BETTER_RATIO = 1.3
"""During set-up, somebody this much larger or more central is chosen instead. Chosen here."""

SEAT_WIDTHS = 1.2
"""Farther than this from the seat is elsewhere: in shoulder widths, a difference in size included.
Chosen here: leaning in to the screen or to one side stays below 1; somebody who passes behind is
smaller and to the side of it."""

MOVED_S = 60.0
MOVED_RATIO = 0.7
"""Somebody who has been elsewhere for long enough and is at least this large has moved there with
the chair, or the camera was moved. Chosen here: whoever stands behind an empty chair is smaller."""

_FOLLOW_S = 30.0
"""The seat follows slow shifts of the sitter with this time constant. Chosen here."""
_SHOULDERS_M = 0.34
"""Between the shoulder joints of the model's own world people, as an adult has them."""
_SIZE_WEIGHT = 2.0  # chosen here: a tenth larger counts like a fifth of a length away


def locate_sitter(detection: Detection) -> Track:
    """Where this person's head and shoulders are, and how large."""
    x_px, y_px = detection.image_px[HEAD_AND_SHOULDERS].mean(axis=0).tolist()
    scale = pixels_per_metre(detection.image_px, detection.world_m, HEAD_AND_SHOULDERS)
    return Track(x_px, y_px, max(scale * _SHOULDERS_M, 1.0) if scale > 0.0 else 1.0)


def find_distance(one: Track, other: Track) -> float:
    """How far apart two places are, in sizes of the first; a difference in size counts too."""
    way = math.hypot(other.x_px - one.x_px, other.y_px - one.y_px) / one.size_px
    return way + _SIZE_WEIGHT * abs(math.log(other.size_px / one.size_px))


def _find_prominence(place: Track, size: ImageSize) -> float:
    """How prominent somebody is: large and in the middle."""
    off_centre = abs(2.0 * place.x_px / size.width_px - 1.0)
    return place.size_px * (1.5 - min(off_centre, 1.0))


@dataclass(frozen=True, slots=True)
class SubjectState:
    """Who is coached, by number, and what is remembered of everybody in view.

    stands says for each number where and since when they have stood. home is where the subject
    stood last, recent where they were a moment ago, doubted whether they jumped away from there.
    strangers are those who were seen beside the subject.
    """

    number: int | None = None
    stands: Mapping[int, Track] = field(default_factory=dict)
    home: Track | None = None
    recent: tuple[Track, ...] = ()
    doubted: bool = False
    strangers: frozenset[int] = frozenset()


def select_subject(
    state: SubjectState, known: Mapping[int, Track], t_s: float, size: ImageSize, *, locked: bool
) -> tuple[SubjectState, int | None]:
    """The state after a frame; the number of the person to coach, None when they are not in it.

    The frame has that size and is of t_s; known are the people in it or in one a moment ago. Until
    locked the largest and most central person who stands there is chosen; from then on only one
    who comes back to where the subject stood, or stands there after the subject was lost.
    """
    here = {number: track for number, track in known.items() if track.seen_at_s == t_s}
    stands = {number: find_stand(place, state.stands.get(number)) for number, place in here.items()}
    state = replace(state, stands=stands)
    if state.number is not None and state.number in here:
        state = _check_subject(here[state.number], stands[state.number], t_s, state)
    prominence = {number: _find_prominence(place, size) for number, place in here.items()}
    if locked:
        rivals = _list_returned(here, known, t_s, state)
    else:
        rivals = _list_better(prominence, t_s, state)
    other = max(rivals, key=lambda number: prominence[number], default=None)
    if other is not None:
        home = state.home if locked and state.home is not None else stands[other]
        state = replace(state, number=other, home=home, recent=(here[other],), doubted=False)
    strangers = _find_strangers(here, known, state) if locked else frozenset()
    state = replace(state, strangers=strangers)
    return state, state.number if state.number in here and not state.doubted else None


def find_stand(place: Track, stand: Track | None) -> Track:
    """Where they stand: the old place while they stay near it, else the present one."""
    return place if stand is None or find_distance(stand, place) > STILL_TORSOS else stand


def _check_subject(place: Track, stand: Track, t_s: float, now: SubjectState) -> SubjectState:
    """The state after a frame with the subject's number: whether it is still the same person."""
    recent = tuple(r for r in now.recent if t_s - r.seen_at_s <= JUMP_WINDOW_S)
    stood_s = t_s - stand.seen_at_s
    doubted = now.doubted or any(has_jumped(before, place) for before in recent)
    if _is_at_home(place, now) or stood_s >= DOUBT_S:
        doubted = False
    home = stand if not doubted and stood_s >= STAND_S else now.home
    return replace(now, home=home, recent=(*recent, place), doubted=doubted)


def has_jumped(before: Track, place: Track) -> bool:
    """Whether a body that was there before can't be here already."""
    gap_s = place.seen_at_s - before.seen_at_s
    return find_distance(before, place) > JUMP_TORSOS + JUMP_TORSOS_PER_S * gap_s


def _is_at_home(place: Track, now: SubjectState) -> bool:
    return now.home is not None and find_distance(now.home, place) <= HOME_TORSOS


def _list_returned(
    here: Mapping[int, Track], known: Mapping[int, Track], t_s: float, now: SubjectState
) -> list[int]:
    """Who may be the subject under another number now.

    At the subject's place anybody is believed to be them, for numbers can be mixed up there.
    """
    own = here.get(now.number) if now.number is not None else None
    if own is not None and not now.doubted and (now.home is None or _is_at_home(own, now)):
        return []
    at_home = [n for n in _list_others(t_s, now, SETTLE_S) if _is_at_home(here[n], now)]
    if at_home or own is not None or now.number in known:
        return at_home
    return [n for n in _list_others(t_s, now, STAND_S) if n not in now.strangers]


def _find_strangers(
    here: Mapping[int, Track], known: Mapping[int, Track], now: SubjectState
) -> frozenset[int]:
    """Those who are certainly not the subject, since they were in one frame with them."""
    before = now.strangers & known.keys()
    own = here.get(now.number) if now.number is not None else None
    if own is None or not _is_at_home(own, now):
        return before
    return (before | here.keys()) - {now.number}


def _list_better(prominence: Mapping[int, float], t_s: float, now: SubjectState) -> list[int]:
    """Who may be coached rather than the present choice."""
    if now.number is None:
        return list(prominence)
    least = BETTER_RATIO * prominence.get(now.number, 0.0)
    return [n for n in _list_others(t_s, now, STAND_S) if prominence[n] > least]


def _list_others(t_s: float, now: SubjectState, least_s: float) -> list[int]:
    return [
        number
        for number, stand in now.stands.items()
        if number != now.number and t_s - stand.seen_at_s >= least_s
    ]


@dataclass(frozen=True, slots=True)
class SeatState:
    """Where the sitter sits.

    home is None until somebody was seen; elsewhere_since_s is since when the person taken for the
    sitter has been somewhere else, None while at home.
    """

    home: Track | None = None
    at_s: float = 0.0
    elsewhere_since_s: float | None = None


def is_at_seat(seat: SeatState, detection: Detection) -> bool:
    """Whether this is where the sitter sits; any place is while no sitter is known."""
    return seat.home is None or find_distance(seat.home, locate_sitter(detection)) <= SEAT_WIDTHS


def find_sitter(
    detections: Sequence[Detection], seat: SeatState, size: ImageSize
) -> Detection | None:
    """The person nearest to the seat; the most prominent while no seat is known; else None."""
    if not detections:
        return None
    if seat.home is None:
        return max(detections, key=lambda one: _find_prominence(locate_sitter(one), size))
    home = seat.home
    return min(detections, key=lambda one: find_distance(home, locate_sitter(one)))


def advance_seat(seat: SeatState, detection: Detection | None, t_s: float) -> SeatState:
    """The seat after a look that took ``detection`` for the sitter (None: nobody was there)."""
    if detection is None:
        return SeatState(seat.home, t_s)
    place = locate_sitter(detection)
    if seat.home is None:
        return SeatState(place, t_s)
    if find_distance(seat.home, place) <= SEAT_WIDTHS:
        return SeatState(_move_towards(seat.home, place, t_s - seat.at_s), t_s)
    since_s = seat.elsewhere_since_s
    if since_s is None or t_s - seat.at_s > MOVED_S:  # in a pause nobody looked
        since_s = t_s
    if t_s - since_s >= MOVED_S and place.size_px >= MOVED_RATIO * seat.home.size_px:
        return SeatState(place, t_s)
    return SeatState(seat.home, t_s, since_s)


def _move_towards(home: Track, place: Track, gap_s: float) -> Track:
    share = -math.expm1(-max(gap_s, 0.0) / _FOLLOW_S)
    return Track(
        home.x_px + share * (place.x_px - home.x_px),
        home.y_px + share * (place.y_px - home.y_px),
        home.size_px + share * (place.size_px - home.size_px),
    )
