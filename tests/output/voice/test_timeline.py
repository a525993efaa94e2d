from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.output.voice.timeline import RATE_HZ, SOUND_GAP_S, STALE_S, Samples, Timeline

SECOND = RATE_HZ


def make_sound(length_s: float, level: int = 5000) -> Samples:
    return np.full(round(length_s * RATE_HZ), level, dtype=np.int16)


def test_a_sound_is_where_it_was_wanted() -> None:
    line = Timeline()
    line.add(make_sound(0.5), wanted=2 * SECOND, now=0)
    out = line.read(0, 3 * SECOND)
    assert not out[: 2 * SECOND].any()
    assert (out[2 * SECOND : 2 * SECOND + SECOND // 2] == 5000).all()
    assert not out[2 * SECOND + SECOND // 2 :].any()


def test_what_is_wanted_while_something_sounds_follows_after_a_gap() -> None:
    line = Timeline()
    line.add(make_sound(1.0), 0, 0)
    line.add(make_sound(1.0), SECOND // 2, 0)
    assert line._clips[1].start == SECOND + round(SOUND_GAP_S * RATE_HZ)


def test_what_would_come_too_late_is_stale() -> None:
    line = Timeline()
    line.add(make_sound(STALE_S + 2.0), 0, 0)
    assert line.is_stale(SECOND, now=SECOND)
    assert not line.is_stale(3 * SECOND, now=3 * SECOND)
    assert line.is_stale(6 * SECOND, now=10 * SECOND)


def test_a_cut_leaves_only_a_fade_behind() -> None:
    line = Timeline()
    line.add(make_sound(2.0), 0, 0)
    line.add(make_sound(2.0), SECOND, SECOND)
    line.cut(SECOND)
    out = line.read(0, 5 * SECOND)
    assert (out[:SECOND] == 5000).all()
    assert not out[SECOND + round(0.02 * RATE_HZ) :].any()
    assert np.abs(np.diff(out[SECOND:].astype(int))).max() < 100
    line.add(make_sound(1.0), SECOND, SECOND)
    assert line._clips[-1].start <= SECOND + round(0.1 * RATE_HZ)


def test_what_has_been_heard_is_forgotten() -> None:
    line = Timeline()
    line.add(make_sound(1.0), 0, 0)
    line.add(make_sound(1.0), 5 * SECOND, 0)
    line.forget(2 * SECOND)
    assert len(line._clips) == 1


@given(
    wanted=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 3), st.booleans()), min_size=1, max_size=12
    )
)
def test_sounds_never_overlap_and_never_come_before_they_are_wanted(
    wanted: list[tuple[int, int, bool]],
) -> None:
    line = Timeline()
    now = 0
    for seconds, length_s, cut in wanted:
        now = max(now, seconds * SECOND)
        if cut:
            line.cut(now)
        line.add(make_sound(length_s), now, now)
        if length_s:
            assert line._clips[-1].start >= now
    for before, after in pairwise(line._clips):
        assert before.end <= after.start
