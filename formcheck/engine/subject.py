"""Chooses the person to coach among those in a frame.

The numbers of ``vision/pose/tracking.py`` identify people from frame to frame. They can go wrong
when a person passes in front: the model then slides from one to the other. So position and size are
remembered too, and a person who is suddenly elsewhere or larger is not believed.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from formcheck.core.body import ImageSize
from formcheck.vision.pose.tracking import Track

STILL_TORSOS = 0.3
"""A person stands as long as they stay within this many torso lengths of a place. Chosen for
formcheck: sway and the model's jitter in size stay below 0.2, a slow walk exceeds it in a quarter
of a second."""

STAND_S = 1.0
"""A person who stands for this long is there to stay. Chosen for formcheck: people who cross the
frame do not stop, and a person who comes back to go on should not have to wait."""

SETTLE_S = 0.3
"""At the performer's own place and size, standing this long is enough. Chosen for formcheck: a
passer-by crosses it in less."""

HOME_TORSOS = 0.5
"""Distance from the performer's last place that still counts as there, size included."""

JUMP_TORSOS = 0.4
JUMP_TORSOS_PER_S = 2.0
JUMP_WINDOW_S = 0.3
"""A body that is farther from where it was within the last 0.3 s than 0.4 torso lengths plus 2 a
second (about 1 m/s), size included, is not the same body. On the recordings of 66 rendered clips,
at 3 to 30 frames a second, no lone person was ever doubted, and not with 0.3 either."""

CONFIRM_S = 3.0
"""A person who stands for this long where the performer seemed to jump to is the performer.
`STAND_S` is enough for a subject who was only taken for the performer, as it was enough then."""

BETTER_RATIO = 1.3
"""During set-up, a person this much larger or more central is chosen instead. Chosen for
formcheck."""

_SIZE_WEIGHT = 2.0  # chosen for formcheck: a tenth larger counts like a fifth of a length away


def find_distance(one: Track, other: Track) -> float:
    """Returns the distance of two places in sizes of the first, plus the difference in size."""
    way = math.hypot(other.x_px - one.x_px, other.y_px - one.y_px) / one.size_px
    return way + _SIZE_WEIGHT * abs(math.log(other.size_px / one.size_px))


def find_prominence(place: Track, size: ImageSize) -> float:
    """Returns how prominent a person is: large and in the middle."""
    off_centre = abs(2.0 * place.x_px / size.width_px - 1.0)
    return place.size_px * (1.5 - min(off_centre, 1.0))


@dataclass(frozen=True, slots=True)
class SubjectState:
    """Who is coached, by number, and what is remembered about everybody in view.

    stands: by number, where and since when a person has stood; home: where the subject stood last;
    recent: where they were a moment ago; doubted: whether they jumped away from there; sure: False
    for a subject who was only taken for the performer because they stood there, home then still
    being the performer's; strangers: people seen beside a sure subject, with the place where they
    last stood then, None if they never did.
    """

    number: int | None = None
    stands: Mapping[int, Track] = field(default_factory=dict)
    home: Track | None = None
    recent: tuple[Track, ...] = ()
    doubted: bool = False
    sure: bool = True
    strangers: Mapping[int, Track | None] = field(default_factory=dict)


def select_subject(
    state: SubjectState,
    known: Mapping[int, Track],
    t_s: float,
    size: ImageSize,
    *,
    locked: bool,
    in_position: Collection[int],
) -> tuple[SubjectState, int | None]:
    """Returns the state after the frame at t_s, and the number of the person to coach, if present.

    size: of the frame; known: the people in it or in a recent one. Until locked, the largest and
    most central person who stands there is chosen; after that, only one who comes back to where the
    subject stood, or who stands there after the subject was lost. While the subject is lost or not
    sure, in_position are those who do the stretch: one of them is chosen even if they were seen
    beside the subject, and a subject who is one of them is sure.
    """
    here = {number: track for number, track in known.items() if track.seen_at_s == t_s}
    stands = {number: find_stand(place, state.stands.get(number)) for number, place in here.items()}
    works = state.number in in_position and state.number not in state.strangers
    state = replace(state, stands=stands, sure=state.sure or works)
    if state.number is not None and state.number in here:
        state = _check_subject(here[state.number], stands[state.number], t_s, state)
    prominence = {number: find_prominence(place, size) for number, place in here.items()}
    if locked:
        rivals = _list_returned(here, known, t_s, state, in_position)
    else:
        rivals = _list_better(prominence, t_s, state)
    other = max(rivals, key=lambda number: prominence[number], default=None)
    if other is not None:
        knows_home = locked and state.home is not None
        home = state.home if knows_home else stands[other]
        sure = state.sure and (not knows_home or _is_at_home(here[other], state))
        recent = (here[other],)
        state = replace(state, number=other, home=home, recent=recent, doubted=False, sure=sure)
    strangers = _find_strangers(here, known, t_s, state) if locked else {}
    state = replace(state, strangers=strangers)
    return state, state.number if state.number in here and not state.doubted else None


def find_stand(place: Track, stand: Track | None) -> Track:
    """Returns where a person stands: the old place while they stay near it, else the new one."""
    return place if stand is None or find_distance(stand, place) > STILL_TORSOS else stand


def _check_subject(place: Track, stand: Track, t_s: float, now: SubjectState) -> SubjectState:
    """Returns the state after a frame with the subject's number: whether it is the same person."""
    recent = tuple(r for r in now.recent if t_s - r.seen_at_s <= JUMP_WINDOW_S)
    stood_s = t_s - stand.seen_at_s
    doubted = now.doubted or any(has_jumped(before, place) for before in recent)
    if _is_at_home(place, now) or stood_s >= (CONFIRM_S if now.sure else STAND_S):
        doubted = False
    home = stand if now.sure and not doubted and stood_s >= STAND_S else now.home
    return replace(now, home=home, recent=(*recent, place), doubted=doubted)


def has_jumped(before: Track, place: Track) -> bool:
    """Whether a body can't have moved from one place to the other in the time between."""
    gap_s = place.seen_at_s - before.seen_at_s
    return find_distance(before, place) > JUMP_TORSOS + JUMP_TORSOS_PER_S * gap_s


def _is_at_home(place: Track, now: SubjectState) -> bool:
    return now.home is not None and find_distance(now.home, place) <= HOME_TORSOS


def _list_returned(
    here: Mapping[int, Track],
    known: Mapping[int, Track],
    t_s: float,
    now: SubjectState,
    in_position: Collection[int],
) -> list[int]:
    """Returns who may be the subject under a new number.

    Anybody at the subject's place is taken for the subject, since numbers can be mixed up there,
    except a stranger who already stood that near.
    """
    own = here.get(now.number) if now.number is not None else None
    if own is not None and not now.doubted and (now.home is None or _is_at_home(own, now)):
        return []
    at_home = [
        n
        for n in _list_others(t_s, now, SETTLE_S)
        if _is_at_home(here[n], now) and not _has_stayed(here[n], now.strangers.get(n))
    ]
    is_lost = own is None and now.number not in known
    if at_home or (now.sure and not is_lost):
        return at_home
    working = [n for n in here if n in in_position]
    if working or not is_lost:
        return [] if now.number in working else working
    return [n for n in _list_others(t_s, now, STAND_S) if n not in now.strangers]


def _has_stayed(place: Track, before: Track | None) -> bool:
    return before is not None and find_distance(before, place) <= STILL_TORSOS


def _find_strangers(
    here: Mapping[int, Track], known: Mapping[int, Track], t_s: float, now: SubjectState
) -> Mapping[int, Track | None]:
    """Returns those who are certainly not the subject, since they were in one frame with them.

    A detection in the very same place is the subject, detected twice.
    """
    before = {number: place for number, place in now.strangers.items() if number in known}
    own = here.get(now.number) if now.number is not None else None
    if own is None or not now.sure or not _is_at_home(own, now):
        return before
    apart = [n for n, place in here.items() if find_distance(own, place) > STILL_TORSOS]
    stood = {n: here[n] for n in apart if t_s - now.stands[n].seen_at_s >= STAND_S}
    strangers = {**dict.fromkeys(apart), **before, **stood}
    return {n: place for n, place in strangers.items() if n != now.number}


def _list_better(prominence: Mapping[int, float], t_s: float, now: SubjectState) -> list[int]:
    """Returns who may be coached instead of the current choice."""
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
