"""Hidden quantities: reported after a delay, ended when visible again, and never guessed."""

from dataclasses import replace
from itertools import combinations
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.coach import Event, timing
from formcheck.core.coach.events import UnseenSpan
from formcheck.core.coach.faulting import advance_unseen, end_unseen
from formcheck.core.coach.progress import Progress
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Reading, Unknown
from tests.unknowns import ELBOW_HIDDEN, HIP_OUTSIDE, NO_SET_UP

ELBOW = Reading(nan, nan, False, ELBOW_HIDDEN)
ROUGH = Reading(20.0, 90.0, True, HIP_OUTSIDE)
FINE = Reading(20.0, 2.0, True)
STEP_S = 0.1

Look = dict[str, tuple[Reading, Verdict]]
SEEN: Look = {"bend": (FINE, Verdict.OK), "lean": (FINE, Verdict.HIGH)}
GONE: Look = {}
HIDDEN: Look = {"bend": (ELBOW, Verdict.UNJUDGED), "lean": (FINE, Verdict.OK)}
TWO: Look = {"bend": (ELBOW, Verdict.UNJUDGED), "lean": (ROUGH, Verdict.UNJUDGED)}
NO_REASON: Look = {"bend": (FINE, Verdict.UNJUDGED), "lean": (FINE, Verdict.OK)}


def play_looks(looks: list[Look], *, attempting: bool = True) -> tuple[Progress, list[Event]]:
    now = Progress(attempting=attempting)
    for number, look in enumerate(looks):
        now = replace(
            now,
            readings={name: reading for name, (reading, _) in look.items()},
            verdicts={name: verdict for name, (_, verdict) in look.items()},
        )
        now = advance_unseen(now.with_time(number * STEP_S), now.reported_unseen)
    return now, list(now.events)


def list_reported(played: tuple[Progress, list[Event]]) -> list[Unknown]:
    """Returns everything that was reported as hidden, whether it still is or not."""
    now, events = played
    return [*list_ended(events), *now.reported_unseen]


def list_ended(events: list[Event]) -> list[Unknown]:
    return [event.what for event in events if isinstance(event, UnseenSpan)]


LONG = round(timing.UNSEEN_TELL_S / STEP_S) + 2


def test_a_hidden_joint_is_told_after_a_moment_and_dated_back() -> None:
    looks = [*[SEEN] * 5, *[HIDDEN] * LONG, *[SEEN] * 2]
    (end,) = play_looks(looks)[1]
    assert isinstance(end, UnseenSpan)
    assert (end.what, end.start_s) == (ELBOW_HIDDEN, 5 * STEP_S)
    assert end.end_s == pytest.approx((5 + LONG) * STEP_S)
    told = [bool(play_looks(looks[:count])[0].reported_unseen) for count in range(5 + LONG)]
    assert (told.index(True) - 6) * STEP_S == pytest.approx(timing.UNSEEN_TELL_S, abs=STEP_S)


def test_what_is_hidden_for_a_blink_is_not_told() -> None:
    assert list_reported(play_looks([*[HIDDEN] * (LONG - 4), *[SEEN] * 5] * 3)) == []


def test_nobody_in_the_picture_is_one_thing_and_not_many() -> None:
    nobody = dict.fromkeys(("bend", "lean"), (ELBOW, Verdict.UNJUDGED))
    for look in (GONE, nobody):
        assert list_reported(play_looks([look] * LONG)) == [NOBODY]
        assert list_reported(play_looks([look] * LONG, attempting=False)) == [NOBODY]


@pytest.mark.parametrize("attempting", [True, False])
def test_who_is_outside_the_picture_with_all_that_is_wanted_is_somebody(
    *, attempting: bool
) -> None:
    outside = Reading(nan, nan, False, HIP_OUTSIDE)
    look = dict.fromkeys(("bend", "lean"), (outside, Verdict.UNJUDGED))
    assert list_reported(play_looks([look] * LONG, attempting=attempting)) == [HIP_OUTSIDE]


def test_each_reason_is_told_once() -> None:
    both = {"one": TWO["bend"], "other": TWO["bend"], "lean": TWO["lean"]}
    assert list_reported(play_looks([both] * LONG)) == [ELBOW_HIDDEN, HIP_OUTSIDE]


def test_before_a_try_a_hidden_joint_does_not_matter() -> None:
    assert list_reported(play_looks([HIDDEN] * LONG, attempting=False)) == []


def test_what_is_only_too_rough_from_here_has_no_joint_to_ask_for() -> None:
    assert list_reported(play_looks([NO_REASON] * LONG)) == []


@given(st.lists(st.sampled_from([SEEN, GONE, HIDDEN, TWO]), max_size=80))
def test_all_that_is_told_is_ended_once(looks: list[Look]) -> None:
    now, events = play_looks([look for look in looks for _ in range(6)])
    closed = end_unseen(now)
    spans = [event for event in closed.events if isinstance(event, UnseenSpan)]
    assert [span.what for span in spans] == list_reported((now, events))
    assert closed.unseen == {}
    for one, other in combinations(spans, 2):
        assert one.what != other.what or one.end_s <= other.start_s


def test_a_set_up_that_is_still_to_come_hides_nothing() -> None:
    unread = Reading(nan, nan, False, NO_SET_UP)
    now = Progress(
        attempting=True,
        readings={"drift": unread, "lean": FINE},
        verdicts={"drift": Verdict.UNJUDGED, "lean": Verdict.OK},
    )
    assert advance_unseen(now, ()).unseen == {}
