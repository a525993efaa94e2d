"""The marks of the sitting benchmark, on truths made by hand."""

from collections import Counter

import pytest

from benchmarks.sitting.report import Sitting, Workday, make_page, name_set
from benchmarks.sitting.score import SittingScore, find_accuracy, score_clip
from benchmarks.sitting.truth import SittingTruth, TrueSpan
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason

UP, SLOUCHED, AWAY = PostureState.UPRIGHT, PostureState.SLOUCHED, PostureState.AWAY


def _truth(*spans: tuple[float, float, PostureState, str]) -> SittingTruth:
    made = tuple(
        TrueSpan(
            a,
            b,
            state,
            (SlouchReason.SLUMP,) if state is SLOUCHED else (),
            (SlouchReason.FORWARD_HEAD,),
            what,
        )
        for a, b, state, what in spans
    )
    return SittingTruth("clip", "side", made[-1].end_s, made)


TRUTH = _truth((0, 10, UP, "upright"), (10, 90, SLOUCHED, "slump"), (90, 100, UP, "typing"))


def _score(
    *segments: Segment,
    nudges: tuple[float, ...] = (),
    live: tuple[tuple[float, PostureState], ...] = (),
) -> SittingScore:
    return score_clip(TRUTH, "first-seconds", segments, nudges, live)


RIGHT = (
    Segment(0, 10, UP, ()),
    Segment(10, 90, SLOUCHED, (SlouchReason.SLUMP,)),
    Segment(90, 100, UP, ()),
)


def test_what_is_said_rightly_scores_one() -> None:
    score = _score(*RIGHT)
    assert find_accuracy(score.tenths) == 1.0
    assert score.tenths.total() == 1000
    assert score.slouches[0].right
    assert not score.false


def test_time_said_wrongly_counts_and_name_what_was_done() -> None:
    score = _score(Segment(0, 10, UP, ()), Segment(10, 100, SLOUCHED, (SlouchReason.SLUMP,)))
    assert find_accuracy(score.tenths) == pytest.approx(0.90)
    assert score.false == Counter({"typing": 100})


def test_time_of_which_nothing_is_said_is_not_right() -> None:
    assert find_accuracy(_score(*RIGHT[:2]).tenths) == pytest.approx(0.90)


def test_two_seconds_after_a_change_are_left_out_of_the_second_count() -> None:
    late = (
        RIGHT[0],
        Segment(10, 91.9, SLOUCHED, (SlouchReason.SLUMP,)),
        Segment(91.9, 100, UP, ()),
    )
    score = _score(*late)
    assert find_accuracy(score.tenths) < 1.0
    assert find_accuracy(score.fixed) == 1.0


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ((SlouchReason.SLUMP,), True),
        ((SlouchReason.FORWARD_HEAD, SlouchReason.SLUMP), True),
        ((SlouchReason.FORWARD_HEAD,), False),
        ((SlouchReason.HEAD_TILT, SlouchReason.SLUMP), False),
        ((), False),
    ],
)
def test_the_right_reason_is_there_and_nothing_false_comes_first(
    said: tuple[SlouchReason, ...], right: bool
) -> None:
    score = _score(RIGHT[0], Segment(10, 90, SLOUCHED, said), RIGHT[2])
    assert score.slouches[0].right is right


def test_the_delay_is_from_the_true_change_to_what_was_shown() -> None:
    live = ((0.0, UP), (9.0, UP), (11.5, SLOUCHED), (12.5, SLOUCHED))
    assert _score(*RIGHT, live=live).slouches[0].delay_s == pytest.approx(1.5)
    assert _score(*RIGHT, live=((50.0, UP),)).slouches[0].delay_s is None


def test_a_nudge_is_false_before_a_minute_and_outside_a_slouch() -> None:
    score = _score(*RIGHT, nudges=(30.0, 71.0, 97.0))
    assert (score.nudges, score.nudges_due, score.nudges_false) == (3, 1, 2)


def test_the_report_names_every_reason_and_the_false_nudges_of_the_day() -> None:
    seconds = Counter({(UP, UP): 90, (UP, SLOUCHED): 10})
    day = Workday("front", 4.0, 14000, 3, seconds, Counter({"reaching": 10}), (200.0,), 12.0)
    told = make_page(Sitting({"Some clips": [_score(*RIGHT)]}, (day,), None))
    assert "| side | slump | 1 of 1 | 1x slump |" in told
    assert "False reminders: **3**" in told
    assert "reaching 10" in told
    assert AWAY.value not in told.split("## Some clips")[1]


@pytest.mark.parametrize(
    ("clips", "name"),
    [
        (("sitting-front", "sitting-side"), "The sample videos"),
        (("sit-side.held-out-5-00", "sit-front.held-out-5-01"), "Videos drawn at random (seed 5)"),
        (("mine",), "Other videos"),
    ],
)
def test_a_set_is_called_by_where_it_comes_from(clips: tuple[str, ...], name: str) -> None:
    assert name_set(clips) == name
