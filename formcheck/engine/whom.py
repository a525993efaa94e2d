"""Who is coached live: chosen at the start, kept while others come and go.

Numbers of ``pose.follow`` say who is who from picture to picture. They can go wrong when somebody
passes in front: the model then slides from one person to the other. So the place and the size in
the picture are remembered too, and somebody who is suddenly elsewhere or larger is not believed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from formcheck.core.body import ImageSize
from formcheck.vision.pose.follow import Track

STILL_TORSOS = 0.3
"""Somebody stands as long as they stay within this many torso lengths of a place. Chosen here: sway
and the model's jitter in size stay below 0.2, a slow walk passes it in a quarter of a second."""

STAND_S = 1.0
"""Somebody who stands for so long is there to stay. Chosen here: who crosses the picture does not
stop, and who comes back to go on should not wait."""

SETTLE_S = 0.3
"""At the performer's own place and of their size, this is enough. Chosen here: a walker is through
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
"""Somebody standing for so long where the performer seemed to jump to is believed to be them."""

BETTER_RATIO = 1.3
"""During set-up somebody this much larger or nearer to the middle takes the place. Chosen here."""

_SIZE_WEIGHT = 2.0  # chosen here: a tenth larger counts like a fifth of a torso length away


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is coached, by number, and what is remembered of everybody in view.

    stands tells of each number where and since when they have stood. home is where the performer
    stood last, recent where they were a moment ago, doubted whether they jumped away from there.
    strangers are those who were seen beside the performer.
    """

    number: int | None = None
    stands: Mapping[int, Track] = field(default_factory=dict)
    home: Track | None = None
    recent: tuple[Track, ...] = ()
    doubted: bool = False
    strangers: frozenset[int] = frozenset()


def choose(
    here: Mapping[int, Track],
    known: Mapping[int, Track],
    t_s: float,
    size: ImageSize,
    state: Whom,
    *,
    locked: bool,
) -> tuple[int | None, Whom]:
    """Returns the number of the one to coach in this picture, None when they are not in it.

    here are the people in the picture, known those who were a moment ago too. Until ``locked`` the
    largest and most central person who stands there is chosen; from then on only one who comes
    back to where the performer stood, or stands there after the performer was lost.
    """
    stands = {number: _standing(track, state.stands.get(number)) for number, track in here.items()}
    now = replace(state, stands=stands)
    if now.number is not None and now.number in here:
        now = _kept(here[now.number], stands[now.number], t_s, now)
    other = _back(here, known, t_s, size, now) if locked else _better(here, t_s, size, now)
    if other is not None:
        home = now.home if locked and now.home is not None else stands[other]
        now = replace(now, number=other, home=home, recent=(here[other],), doubted=False)
    now = replace(now, strangers=_strangers(here, known, now) if locked else frozenset())
    return (now.number if now.number in here and not now.doubted else None), now


def apart(one: Track, other: Track) -> float:
    """How different two places are, in torso lengths of the first; a difference in size counts."""
    way = math.hypot(other.x_px - one.x_px, other.y_px - one.y_px) / one.torso_px
    return way + _SIZE_WEIGHT * abs(math.log(other.torso_px / one.torso_px))


def _standing(track: Track, stand: Track | None) -> Track:
    """Where they stand: the old place while they stay near it, else the present one."""
    return track if stand is None or apart(stand, track) > STILL_TORSOS else stand


def _kept(track: Track, stand: Track, t_s: float, now: Whom) -> Whom:
    """What is known after a picture with the performer's number: whether it is still them."""
    recent = tuple(r for r in now.recent if t_s - r.seen_at_s <= JUMP_WINDOW_S)
    stood_s = t_s - stand.seen_at_s
    doubted = now.doubted or any(_jumped(before, track) for before in recent)
    if _at_home(track, now) or stood_s >= DOUBT_S:
        doubted = False
    home = stand if not doubted and stood_s >= STAND_S else now.home
    return replace(now, home=home, recent=(*recent, track), doubted=doubted)


def _jumped(before: Track, track: Track) -> bool:
    gap_s = track.seen_at_s - before.seen_at_s
    return apart(before, track) > JUMP_TORSOS + JUMP_TORSOS_PER_S * gap_s


def _at_home(track: Track, now: Whom) -> bool:
    return now.home is not None and apart(now.home, track) <= HOME_TORSOS


def _back(
    here: Mapping[int, Track], known: Mapping[int, Track], t_s: float, size: ImageSize, now: Whom
) -> int | None:
    """Who goes on as the performer under another number; None for nobody.

    At the performer's place anybody is believed to be them, for numbers can be mixed up there.
    """
    own = here.get(now.number) if now.number is not None else None
    if own is not None and not now.doubted and (now.home is None or _at_home(own, now)):
        return None
    at_home = [n for n in _others(t_s, now, SETTLE_S) if _at_home(here[n], now)]
    if at_home:
        return _most_prominent(at_home, here, size)
    if own is not None or now.number in known:
        return None
    newcomers = [n for n in _others(t_s, now, STAND_S) if n not in now.strangers]
    return _most_prominent(newcomers, here, size)


def _strangers(here: Mapping[int, Track], known: Mapping[int, Track], now: Whom) -> frozenset[int]:
    """Those who are certainly not the performer, for they were in the picture together."""
    before = now.strangers & known.keys()
    own = here.get(now.number) if now.number is not None else None
    if own is None or not _at_home(own, now):
        return before
    return (before | here.keys()) - {now.number}


def _better(here: Mapping[int, Track], t_s: float, size: ImageSize, now: Whom) -> int | None:
    """Who is rather to be coached than the present choice; None for nobody."""
    if now.number is None:
        return _most_prominent(here, here, size)
    own = here.get(now.number)
    least = 0.0 if own is None else BETTER_RATIO * _prominence(own, size)
    rivals = [n for n in _others(t_s, now, STAND_S) if _prominence(here[n], size) > least]
    return _most_prominent(rivals, here, size)


def _others(t_s: float, now: Whom, least_s: float) -> list[int]:
    """Everybody but the performer who has stood for so long."""
    return [
        number
        for number, stand in now.stands.items()
        if number != now.number and t_s - stand.seen_at_s >= least_s
    ]


def _most_prominent(
    numbers: Iterable[int], here: Mapping[int, Track], size: ImageSize
) -> int | None:
    return max(numbers, key=lambda n: _prominence(here[n], size), default=None)


def _prominence(track: Track, size: ImageSize) -> float:
    """How much somebody looks like the one who wants to be coached: large and in the middle."""
    off_centre = abs(2.0 * track.x_px / size.width_px - 1.0)
    return track.torso_px * (1.5 - min(off_centre, 1.0))
