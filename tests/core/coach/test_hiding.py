"""What can't be seen is told after a moment, ended when it is back, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.coach import Event, timing
from formcheck.core.coach.events import UnseenSpan, UnseenStarted
from formcheck.core.coach.faulting import advance_unseen, end_unseen
from formcheck.core.coach.progress import Progress
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Reading, Unknown
from tests.unknowns import ELBOW_HIDDEN, HIP_OUTSIDE

ELBOW = Reading(nan, nan, False, ELBOW_HIDDEN)
ROUGH = Reading(20.0, 90.0, True, HIP_OUTSIDE)
FINE = Reading(20.0, 2.0, True)
STEP_S = 0.1

Look = dict[str, tuple[Reading, Verdict]]
SEEN: Look = {"bend": (FINE, Verdict.OK), "lean": (FINE, Verdict.HIGH)}
GONE: Look = {}
HIDDEN: Look = {"bend": (ELBOW, Verdict.UNSEEN), "lean": (FINE, Verdict.OK)}
TWO: Look = {"bend": (ELBOW, Verdict.UNSEEN), "lean": (ROUGH, Verdict.UNSEEN)}
NO_REASON: Look = {"bend": (FINE, Verdict.UNSEEN), "lean": (FINE, Verdict.OK)}


def play_looks(looks: list[Look], *, attempting: bool = True) -> tuple[Progress, list[Event]]:
    now = Progress(attempting=attempting)
    for number, look in enumerate(looks):
        now = replace(
            now,
            readings={name: reading for name, (reading, _) in look.items()},
            verdicts={name: verdict for name, (_, verdict) in look.items()},
        )
        now = advance_unseen(now, number * STEP_S)
    return now, list(now.news)


def find_unseen_starts(events: list[Event]) -> list[Unknown]:
    return [event.what for event in events if isinstance(event, UnseenStarted)]


def find_unseen_ends(events: list[Event]) -> list[Unknown]:
    return [event.what for event in events if isinstance(event, UnseenSpan)]


LONG = round(timing.UNSEEN_TELL_S / STEP_S) + 2


def test_a_hidden_joint_is_told_after_a_moment_and_dated_back() -> None:
    _, events = play_looks([*[SEEN] * 5, *[HIDDEN] * LONG, *[SEEN] * 2])
    start, end = events
    assert isinstance(start, UnseenStarted)
    assert (start.what, start.start_s) == (ELBOW_HIDDEN, 5 * STEP_S)
    assert start.t_s - start.start_s == pytest.approx(timing.UNSEEN_TELL_S, abs=STEP_S)
    assert isinstance(end, UnseenSpan)
    assert end.start_s == start.start_s
    assert end.end_s == pytest.approx((5 + LONG) * STEP_S)


def test_what_is_hidden_for_a_blink_is_not_told() -> None:
    assert play_looks([*[HIDDEN] * (LONG - 4), *[SEEN] * 5] * 3)[1] == []


def test_nobody_in_the_picture_is_one_thing_and_not_many() -> None:
    nobody = dict.fromkeys(("bend", "lean"), (ELBOW, Verdict.UNSEEN))
    for look in (GONE, nobody):
        assert find_unseen_starts(play_looks([look] * LONG)[1]) == [NOBODY]
        assert find_unseen_starts(play_looks([look] * LONG, attempting=False)[1]) == [NOBODY]


def test_each_reason_is_told_once() -> None:
    both = {"one": TWO["bend"], "other": TWO["bend"], "lean": TWO["lean"]}
    _, events = play_looks([both] * LONG)
    assert find_unseen_starts(events) == [ELBOW_HIDDEN, HIP_OUTSIDE]


def test_before_a_try_a_hidden_joint_does_not_matter() -> None:
    assert play_looks([HIDDEN] * LONG, attempting=False)[1] == []


def test_what_is_only_too_rough_from_here_has_no_joint_to_ask_for() -> None:
    assert play_looks([NO_REASON] * LONG)[1] == []


@given(st.lists(st.sampled_from([SEEN, GONE, HIDDEN, TWO]), max_size=80))
def test_all_that_is_told_is_ended_once(looks: list[Look]) -> None:
    now, _ = play_looks([look for look in looks for _ in range(6)])
    closed = end_unseen(now, 100.0)
    events = list(closed.news)
    assert sorted(find_unseen_starts(events), key=str) == sorted(find_unseen_ends(events), key=str)
    assert closed.unseen == {}
    open_now: set[Unknown] = set()
    for event in events:
        if isinstance(event, UnseenStarted):
            assert event.what not in open_now
            open_now.add(event.what)
        elif isinstance(event, UnseenSpan):
            open_now.remove(event.what)
