"""Frames to states and segments: independent of their rate, with hysteresis, without gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.posture.bouts import CONFIRM_BOUT_S, PASSING_S, UPRIGHT_AGAIN_S
from formcheck.core.posture.posture_values import (
    Look,
    Posture,
    PostureFeatures,
    PostureState,
    Segment,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
)
from formcheck.core.posture.scores import score_posture
from formcheck.core.posture.segments import (
    GAP_S,
    SHOW_STATE_S,
    SegmentState,
    advance_segments,
    finish_segments,
)
from tests.core.posture.sitters import front, make_baseline, make_front_sitter, with_values

UP = front()
OWN = make_baseline(UP)
UPRIGHT, SLOUCHED, AWAY, UNSURE = (
    PostureState.UPRIGHT,
    PostureState.SLOUCHED,
    PostureState.AWAY,
    PostureState.UNSURE,
)


def _tilt_head(angle_deg: float) -> PostureFeatures:
    """Returns the upright features with the head tilted; strength 1 at 7.4 degrees, 2 at 11.6."""
    return with_values(UP, head_roll_deg=UP.values["head_roll_deg"] + angle_deg)


def _shrug(lifted_m: float) -> PostureFeatures:
    """Returns both shoulders raised; strength 1.7 at 0.022 m, 3.3 at 0.035 m."""
    return front(make_front_sitter(shrug_left_m=lifted_m, shrug_right_m=lifted_m))


SEEN: dict[str, PostureFeatures | None] = {
    "up": UP,
    "tilt": _tilt_head(18.0),
    "mild": _tilt_head(7.8),
    "plain tilt": _tilt_head(13.0),
    "shrug": _shrug(0.035),
    "slight shrug": _shrug(0.022),
    "bent": front(make_front_sitter(head_down_deg=50.0)),
    "hidden": replace(UP, unclear=Unjudgeable.HEAD),
    "passer": front(make_front_sitter().moved(x_m=0.5, z_m=1.0)),
    "nobody": None,
}


BRIEF = [("up", "tilt"), ("up", "hidden"), ("tilt", "nobody"), ("up", "nobody")]
"""A posture, and another one for a moment."""


@dataclass
class SegmentRun:
    """A running segmentation and all that it returned."""

    baseline: UprightBaseline | None = OWN
    sensitivity: Sensitivity = Sensitivity.NORMAL
    state: SegmentState = field(default_factory=SegmentState)
    postures: list[Posture] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)

    def look(self, t_s: float, features: PostureFeatures | None) -> Posture:
        look = Look(t_s, features)
        self.looks.append(look)
        self.state, (posture, closed) = advance_segments(
            self.baseline, self.sensitivity, self.state, look
        )
        self.segments += closed
        self.postures.append(posture)
        return posture

    def keep(self, kind: str, until_s: float, step_s: float = 0.5) -> SegmentRun:
        """Keeps this posture until ``until_s``, in frames at equal steps; the first is at 0."""
        t_s = self.looks[-1].t_s if self.looks else -step_s
        for i in range(1, round((until_s - t_s) / step_s) + 1):
            self.look(t_s + i * step_s, SEEN[kind])
        return self

    def finish(self, end_s: float | None = None) -> list[Segment]:
        """Returns all segments, including the one open at the end."""
        end_s = self.looks[-1].t_s if end_s is None else end_s
        return [*self.segments, *finish_segments(self.state, end_s)]

    def list_spans(self) -> list[tuple[PostureState, int, int]]:
        """Returns (state, start, end) of all segments, in whole seconds."""
        return [(s.state, round(s.start_s), round(s.end_s)) for s in self.finish()]

    def list_times(self, kind: PostureState) -> list[float]:
        """Returns the times at which this state was shown."""
        return [p.t_s for p in self.postures if p.state is kind]


@pytest.mark.parametrize(
    ("first", "turn_s", "then", "end_s", "state"),
    [
        ("up", 4.0, "tilt", 6.0, UPRIGHT),
        ("up", 4.5, "nobody", 6.5, UPRIGHT),
        ("up", 1.0, "tilt", 5.0, SLOUCHED),
        ("hidden", 1.0, "up", 3.0, UPRIGHT),
    ],
)
def test_a_watch_too_short_for_two_states_is_told_as_the_longer(
    first: str, turn_s: float, then: str, end_s: float, state: PostureState
) -> None:
    (told,) = SegmentRun().keep(first, turn_s).keep(then, end_s).finish()
    assert (told.start_s, told.end_s, told.state) == (0.0, end_s, state)


def test_a_slouch_shows_within_two_seconds_and_is_dated_back() -> None:
    for step_s in (0.25, 0.5, 1.0):
        watch = SegmentRun().keep("up", 20.0, step_s).keep("tilt", 40.0, step_s)
        first = watch.list_times(SLOUCHED)[0]
        assert 20.0 < first <= 22.0
        since = next(p for p in watch.postures if p.state is SLOUCHED)
        assert since.since_s == pytest.approx(20.0 + step_s / 2, abs=step_s / 2)
        assert since.why == (SlouchReason.HEAD_TILT,)
        assert watch.list_spans() == [(UPRIGHT, 0, 20), (SLOUCHED, 20, 40)]


@pytest.mark.parametrize("step_s", [0.1, 0.25, 0.5, 1.0, 2.0, 3.0])
def test_it_works_at_any_rate_of_looks(step_s: float) -> None:
    watch = (
        SegmentRun().keep("up", 30.0, step_s).keep("tilt", 60.0, step_s).keep("up", 90.0, step_s)
    )
    states = [s.state for s in watch.finish()]
    assert states == [UPRIGHT, SLOUCHED, UPRIGHT]
    for segment, start_s in zip(watch.finish(), (0.0, 30.0, 60.0), strict=True):
        assert segment.start_s == pytest.approx(start_s, abs=step_s)


@pytest.mark.parametrize("step_s", [0.25, 0.5, 1.0])
@pytest.mark.parametrize(
    ("posture", "excursion", "lasts_s"),
    [
        *((*pair, s) for pair in BRIEF for s in (1.0, 2.0, 4.0)),
        ("tilt", "up", 1.0),
        ("tilt", "up", 2.0),
    ],
)
def test_what_somebody_does_for_a_moment_leaves_no_segment(
    posture: str, excursion: str, lasts_s: float, step_s: float
) -> None:
    watch = SegmentRun().keep(posture, 20.0, step_s).keep(excursion, 20.0 + lasts_s, step_s)
    watch.keep(posture, 50.0, step_s)
    assert len(watch.list_spans()) == 1
    assert watch.postures[-1].since_s == 0.0


@pytest.mark.parametrize("phase_s", [0.0, 0.2, 0.4, 0.6, 0.8])
@pytest.mark.parametrize("step_s", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("after", ["tilt", "bent"])
def test_four_seconds_upright_between_two_slouches_show(
    after: str, step_s: float, phase_s: float
) -> None:
    watch = SegmentRun()
    for n in range(round(40.0 / step_s)):
        t_s = n * step_s
        kind = "tilt" if t_s + phase_s < 20.0 else "up" if t_s + phase_s < 24.0 else after
        watch.look(t_s, SEEN[kind])
    segments = watch.finish(40.0)
    assert [s.state for s in segments] == [SLOUCHED, UPRIGHT, SLOUCHED]
    assert segments[1].start_s == pytest.approx(20.0 - phase_s, abs=step_s)
    assert segments[1].end_s == pytest.approx(24.0 - phase_s, abs=step_s)


def test_upright_takes_longer_to_show_where_nobody_was() -> None:
    assert SegmentRun().keep("nobody", 20.0).keep("up", 24.0).keep("nobody", 50.0).list_spans() == [
        (AWAY, 0, 50)
    ]


def test_a_reach_before_a_slouch_is_no_part_of_it_but_its_first_moment_is() -> None:
    reach = SegmentRun().keep("up", 20.0).keep("tilt", 24.0).keep("bent", 50.0)
    assert reach.list_spans() == [(UPRIGHT, 0, 24), (SLOUCHED, 24, 50)]
    moment = SegmentRun().keep("up", 20.0).keep("tilt", 21.0).keep("bent", 50.0)
    assert moment.list_spans() == [(UPRIGHT, 0, 20), (SLOUCHED, 20, 50)]
    assert {s.why[0] for s in (reach.finish()[1], moment.finish()[1])} == {SlouchReason.PHONE}


def test_a_slouch_has_its_chief_reason_once() -> None:
    slouch = SegmentRun().keep("up", 10.0).keep("tilt", 40.0).keep("up", 60.0).finish()[1]
    assert (slouch.state, slouch.why) == (SLOUCHED, (SlouchReason.HEAD_TILT,))


def test_a_slouch_may_change_its_reason() -> None:
    watch = SegmentRun().keep("tilt", 20.0).keep("bent", 40.0)
    segments = watch.finish()
    assert [s.why[0] for s in segments] == [SlouchReason.HEAD_TILT, SlouchReason.PHONE]
    assert segments[0].end_s == pytest.approx(20.0, abs=1.0)
    assert watch.postures[-1].since_s == 0.0 or watch.postures[-1].since_s > 19.0


def test_a_slouch_whose_reason_keeps_changing_is_one_all_the_same() -> None:
    watch = SegmentRun().keep("up", 10.0)
    for n in range(1, 7):
        watch.keep("tilt" if n % 2 else "bent", 10.0 + 3.0 * n)
    assert [state for state, _, _ in watch.list_spans()][:2] == [UPRIGHT, SLOUCHED]


def test_another_reason_for_a_moment_does_not_divide_a_slouch() -> None:
    watch = SegmentRun().keep("up", 10.0).keep("bent", 20.0).keep("shrug", 24.5).keep("bent", 50.0)
    assert watch.list_spans() == [(UPRIGHT, 0, 10), (SLOUCHED, 10, 50)]


def test_a_reach_and_a_glance_one_after_the_other_are_no_slouch() -> None:
    watch = SegmentRun().keep("up", 20.0).keep("tilt", 23.5).keep("bent", 27.5).keep("up", 60.0)
    assert watch.list_spans() == [(UPRIGHT, 0, 60)]


def test_states_that_never_last_come_to_the_commonest() -> None:
    watch = SegmentRun().keep("up", 10.0)
    for n in range(1, 11):
        start_s = 10.0 + 6.0 * n
        watch.keep("tilt", start_s - 2.0).keep("up", start_s)
    segments = watch.finish()
    assert segments[-1].state is SLOUCHED
    assert segments[-1].start_s < 30.0


def test_nobody_for_five_seconds_is_away_from_when_they_left() -> None:
    watch = SegmentRun().keep("up", 20.0).keep("nobody", 40.0).keep("up", 60.0)
    assert watch.list_spans() == [(UPRIGHT, 0, 20), (AWAY, 20, 40), (UPRIGHT, 40, 60)]
    assert watch.list_times(AWAY)[0] == pytest.approx(25.5, abs=0.5)
    assert next(p for p in watch.postures if p.state is AWAY).since_s == pytest.approx(20.25)
    before_away = [p for p in watch.postures if 21.5 < p.t_s < 25.0]
    assert {p.state for p in before_away} == {UNSURE}
    assert {p.unclear for p in before_away} == {Unjudgeable.NOT_SEATED}


def test_somebody_else_who_passes_an_empty_desk_leaves_it_empty() -> None:
    watch = (
        SegmentRun().keep("up", 20.0).keep("nobody", 40.0).keep("passer", 46.0).keep("nobody", 60.0)
    )
    assert watch.list_spans() == [(UPRIGHT, 0, 20), (AWAY, 20, 60)]
    assert UPRIGHT not in {p.state for p in watch.postures if p.t_s > 25.0}


def test_what_cannot_be_judged_is_unsure_and_says_why() -> None:
    watch = SegmentRun().keep("up", 20.0).keep("hidden", 40.0).keep("up", 60.0)
    assert watch.list_spans() == [(UPRIGHT, 0, 20), (UNSURE, 20, 40), (UPRIGHT, 40, 60)]
    assert {p.unclear for p in watch.postures if p.state is UNSURE and p.t_s > 21.0} == {
        Unjudgeable.HEAD
    }


def test_a_time_without_looks_is_unsure() -> None:
    watch = SegmentRun().keep("up", 20.0)
    watch.look(100.0, UP)
    watch.keep("up", 120.0)
    assert watch.list_spans() == [(UPRIGHT, 0, 20), (UNSURE, 20, 100), (UPRIGHT, 100, 120)]


def test_a_desk_that_is_empty_before_and_after_a_gap_was_empty_in_it() -> None:
    watch = SegmentRun().keep("up", 20.0).keep("nobody", 40.0)
    watch.look(100.0, None)
    assert watch.keep("nobody", 120.0).list_spans() == [(UPRIGHT, 0, 20), (AWAY, 20, 120)]


def test_a_strength_on_the_edge_changes_nothing_once_it_counts_or_not() -> None:
    noise = np.random.default_rng(11)
    for start, state in (("up", UPRIGHT), ("tilt", SLOUCHED)):
        watch = SegmentRun().keep(start, 20.0)
        for n in range(1, 400):
            watch.look(20.0 + n * 0.25, _tilt_head(6.9 + noise.uniform(-0.4, 0.4)))
        assert [s.state for s in watch.finish()] == [state]
        assert {p.state for p in watch.postures[5:]} == {state}


def test_the_time_past_upright_counts_from_its_beginning() -> None:
    watch = SegmentRun().keep("up", 10.0).keep("tilt", 60.0)
    assert watch.postures[-1].slight_for_s == pytest.approx(50.0, abs=1.0)


def test_just_past_good_counts_neither_as_slight_nor_as_clear() -> None:
    last = SegmentRun().keep("up", 10.0).keep("mild", 90.0).postures[-1]
    assert last.state is SLOUCHED
    assert last.slight_for_s == last.clear_for_s == 0.0


@pytest.mark.parametrize(
    ("kind", "clear_s"),
    [("slight shrug", 0.0), ("plain tilt", 80.0), ("shrug", 80.0), ("tilt", 80.0)],
)
def test_what_is_far_past_good_is_clear(kind: str, clear_s: float) -> None:
    last = SegmentRun().keep("up", 10.0).keep(kind, 90.0).postures[-1]
    assert last.slight_for_s == pytest.approx(80.0, abs=1.0)
    assert last.clear_for_s == pytest.approx(clear_s, abs=1.0)


def test_three_seconds_upright_end_the_count_and_shorter_ones_do_not() -> None:
    short = SegmentRun().keep("tilt", 40.0).keep("up", 42.0).keep("tilt", 50.0).postures[-1]
    assert short.slight_for_s == pytest.approx(50.0, abs=1.5)
    long = SegmentRun().keep("tilt", 40.0).keep("up", 44.0).keep("tilt", 50.0).postures[-1]
    assert long.slight_for_s == pytest.approx(6.0, abs=1.0)


def test_unsure_counts_neither_way_and_away_ends_the_count() -> None:
    hidden = SegmentRun().keep("tilt", 40.0).keep("hidden", 60.0)
    assert hidden.postures[-1].slight_for_s == pytest.approx(40.0, abs=1.0)
    assert hidden.keep("tilt", 70.0).postures[-1].slight_for_s == pytest.approx(50.0, abs=1.5)
    assert SegmentRun().keep("tilt", 40.0).keep("nobody", 60.0).postures[-1].slight_for_s == 0.0


def test_sensitivity_decides_what_counts() -> None:
    def state(sensitivity: Sensitivity) -> PostureState:
        watch = SegmentRun(sensitivity=sensitivity).keep("mild", 10.0)
        return watch.postures[-1].state

    assert state(Sensitivity.NORMAL) is SLOUCHED
    assert state(Sensitivity.RELAXED) is UPRIGHT


def test_without_a_baseline_it_works_more_cautiously() -> None:
    assert SegmentRun(baseline=None).keep("mild", 10.0).postures[-1].state is UPRIGHT
    assert SegmentRun(baseline=None).keep("tilt", 10.0).postures[-1].state is SLOUCHED


def _tilt_camera(by: float) -> PostureFeatures:
    moved = {n: v + by for n, v in UP.values.items() if n.endswith("_y")}
    return with_values(UP, **moved)


def test_a_camera_that_was_moved_is_noticed_once_it_has_stayed_so() -> None:
    watch = SegmentRun().keep("up", 20.0)
    tilted = _tilt_camera(0.35 * UP.values["shoulder_width"])
    for n in range(1, 61):
        watch.look(20.0 + n * 0.5, tilted)
        assert watch.state.moved is (n >= 41)
    assert watch.keep("up", 55.0).list_spans() == [(UPRIGHT, 0, 55)]
    assert not watch.state.moved


def test_no_slouch_is_taken_for_a_camera_that_was_moved() -> None:
    watch = SegmentRun().keep("up", 20.0)
    slumped = front(head=(0.0, 0.09, 0.0), shoulders=(0.0, 0.07, -0.02))
    assert score_posture(slumped, OWN, Sensitivity.NORMAL).strength[SlouchReason.SLUMP] > 1.0
    for n in range(1, 100):
        watch.look(20.0 + n * 0.5, slumped)
    assert not watch.state.moved
    assert watch.postures[-1].why == (SlouchReason.SLUMP,)


def test_who_has_not_moved_since_the_last_look_is_still() -> None:
    watch = SegmentRun().keep("up", 5.0)
    assert watch.postures[-1].still
    assert watch.look(5.5, front(make_front_sitter().moved(x_m=0.05))).still is False
    assert watch.look(6.0, None).still is False
    assert watch.look(6.5, None).still


def test_a_watch_without_looks_has_no_segments() -> None:
    assert finish_segments(SegmentState(), 10.0) == ()


def test_the_end_keeps_a_last_slouch_that_lasted_half_as_long() -> None:
    assert SegmentRun().keep("up", 20.0).keep("tilt", 23.5).list_spans() == [
        (UPRIGHT, 0, 20),
        (SLOUCHED, 20, 24),
    ]
    assert SegmentRun().keep("up", 20.0).keep("tilt", 21.5).list_spans() == [(UPRIGHT, 0, 22)]
    assert SegmentRun().keep("up", 20.0).keep("nobody", 24.0).list_spans() == [(UPRIGHT, 0, 24)]


# Properties for any sequence of frames.

_TIMES = st.lists(
    st.tuples(st.sampled_from(sorted(SEEN)), st.floats(0.05, 14.0) | st.just(1.0)),
    min_size=1,
    max_size=60,
)


def _run_looks(looks: Sequence[tuple[str, float]]) -> SegmentRun:
    watch, t_s = SegmentRun(), 0.0
    for kind, dt_s in looks:
        watch.look(t_s, SEEN[kind])
        t_s += dt_s
    return watch


@given(_TIMES, st.floats(0.0, 20.0))
@settings(max_examples=150, deadline=None)
def test_segments_tile_the_watch(looks: list[tuple[str, float]], more_s: float) -> None:
    watch = _run_looks(looks)
    end_s = watch.looks[-1].t_s + more_s
    segments = watch.finish(end_s)
    if end_s == 0.0:
        return
    assert segments[0].start_s == 0.0
    assert segments[-1].end_s == end_s
    for one, after in pairwise(segments):
        assert one.end_s == after.start_s
        assert (one.state, one.why[:1]) != (after.state, after.why[:1])
    for segment in segments:
        assert segment.start_s <= segment.end_s
        assert bool(segment.why) is (segment.state is SLOUCHED)


@given(_TIMES)
@settings(max_examples=80, deadline=None)
def test_a_segment_once_closed_is_never_taken_back(looks: list[tuple[str, float]]) -> None:
    watch = _run_looks(looks)
    for segment in watch.segments:
        assert segment.end_s <= watch.looks[-1].t_s
        assert segment.end_s - segment.start_s >= CONFIRM_BOUT_S - 4.1 or segment.start_s == 0.0
    shorter = _run_looks(looks[:-1]) if len(looks) > 1 else SegmentRun()
    assert watch.segments[: len(shorter.segments)] == shorter.segments


@given(_TIMES)
@settings(max_examples=60, deadline=None)
def test_the_same_looks_come_to_the_same(looks: list[tuple[str, float]]) -> None:
    one, other = _run_looks(looks), _run_looks(looks)
    assert one.finish() == other.finish()
    assert one.postures == other.postures


@given(_TIMES)
@settings(max_examples=100, deadline=None)
def test_what_shows_makes_sense(looks: list[tuple[str, float]]) -> None:
    watch = _run_looks(looks)
    for posture in watch.postures:
        assert 0.0 <= posture.since_s <= posture.t_s
        assert 0.0 <= posture.slight_for_s <= posture.t_s
        assert (posture.unclear is None) or posture.state is UNSURE
        assert bool(posture.why) is (posture.state is SLOUCHED)


def _draw_irregular_times(seed: int, until_s: float) -> list[float]:
    noise = np.random.default_rng(seed)
    times = [0.0]
    while times[-1] < until_s:
        times.append(times[-1] + float(noise.uniform(0.25, 3.0)))
    return times


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_irregular_looks_find_the_same_states(seed: int) -> None:
    def get_kind(t_s: float) -> str:
        return "up" if t_s < 40.0 else "tilt" if t_s < 80.0 else "nobody" if t_s < 120.0 else "up"

    watch = SegmentRun()
    for t_s in _draw_irregular_times(seed, 160.0):
        watch.look(t_s, SEEN[get_kind(t_s)])
    segments = watch.finish()
    assert [s.state for s in segments] == [UPRIGHT, SLOUCHED, AWAY, UPRIGHT]
    for segment, start_s in zip(segments[1:], (40.0, 80.0, 120.0), strict=True):
        assert segment.start_s == pytest.approx(start_s, abs=3.0)


def _compute_tilt_deg(t_s: float) -> float:
    """Returns a head tilt that grows over 1 s around 20 s and ends over 1 s around 40 s."""
    return 20.0 * max(0.0, min(1.0, t_s - 19.5, 40.5 - t_s))


@pytest.mark.parametrize("step_s", [0.25, 0.5, 1.0])
def test_a_change_is_dated_in_the_middle_of_the_movement(step_s: float) -> None:
    watch = SegmentRun()
    for n in range(round(60.0 / step_s) + 1):
        watch.look(n * step_s + 0.07, _tilt_head(_compute_tilt_deg(n * step_s + 0.07)))
    up, down = watch.finish()[1].start_s, watch.finish()[1].end_s
    assert up == pytest.approx(20.0, abs=max(0.25, step_s / 2))
    assert down == pytest.approx(40.0, abs=max(0.25, step_s / 2))


def test_one_wild_look_among_many_shows_nothing() -> None:
    watch = SegmentRun()
    for n in range(600):
        watch.look(n / 30.0, SEEN["bent" if n == 300 else "up"])
    assert {p.state for p in watch.postures if p.t_s > SHOW_STATE_S} == {UPRIGHT}


def test_constants_fit_each_other() -> None:
    assert SHOW_STATE_S < 2.0 <= PASSING_S < UPRIGHT_AGAIN_S < CONFIRM_BOUT_S < GAP_S < math.inf
