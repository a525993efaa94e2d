"""The most likely sequence of positions is cut into stretches; too short ones are dropped."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.fitted_arrays import FittedNetwork
from formcheck.core.recognition import RecognisedSpan, SpanRecogniser
from formcheck.core.recognition.network import PositionNetwork

POSITIONS = (
    "fold/hold", "bow/near", "bow/far", "lift/hold", "nap/hold", "start/sitting", "start/supine",
    "none",
)  # fmt: skip
NETWORK = PositionNetwork(
    network=FittedNetwork(np.zeros(1, np.float32), np.ones(1, np.float32), ()),
    positions=POSITIONS,
    starts={
        "fold": "sitting", "bow": "sitting", "lift": "supine", "nap": "supine",
    },
    vague=frozenset({"nap"}),
    repeated={},
)  # fmt: skip
FPS = 6.0


def make_chances(*shown: tuple[str, float], sure: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """Returns times and probabilities of positions, each shown for so many seconds."""
    rows = [
        [sure if name == position else (1.0 - sure) / (len(POSITIONS) - 1) for name in POSITIONS]
        for position, length_s in shown
        for _ in range(round(length_s * FPS))
    ]
    return np.arange(len(rows)) / FPS, np.array(rows).reshape(-1, len(POSITIONS))


def find_spans(
    *shown: tuple[str, float], among: set[str] | None = None
) -> tuple[RecognisedSpan, ...]:
    return SpanRecogniser(NETWORK, among).find_spans(*make_chances(*shown))


def list_names(*shown: tuple[str, float]) -> list[str]:
    return [span.names[0][0] for span in find_spans(*shown)]


def test_a_hold_between_rests_is_one_span_without_them() -> None:
    (span,) = find_spans(("start/sitting", 3.0), ("fold/hold", 5.0), ("start/sitting", 2.0))
    assert span.names[0][0] == "fold"
    assert span.start_s == pytest.approx(3.0, abs=0.2)
    assert span.end_s == pytest.approx(8.0, abs=0.2)
    assert span.names[0][1] > 0.9


def test_stretches_one_after_the_other_are_told_apart() -> None:
    shown = [("fold/hold", 4.0), ("start/supine", 2.0), ("lift/hold", 4.0), ("none", 2.0)]
    assert list_names(*shown, ("fold/hold", 3.0)) == ["fold", "lift", "fold"]


def test_repetitions_are_one_span_with_both_ends_in_it() -> None:
    (span,) = find_spans(*[("bow/near", 1.0), ("bow/far", 1.0)] * 4)
    assert span.names[0][0] == "bow"
    assert (span.start_s, span.end_s) == (0.0, pytest.approx(7.8, abs=0.1))


@pytest.mark.parametrize(("sure", "names"), [(0.24, []), (0.26, ["fold"])])
def test_what_is_likelier_than_all_else_needs_a_chance_of_its_own(
    sure: float, names: list[str]
) -> None:
    found = SpanRecogniser(NETWORK).find_spans(*make_chances(("fold/hold", 8.0), sure=sure))
    assert [span.names[0][0] for span in found] == names
    assert all(span.chances["fold"] == pytest.approx(sure) for span in found)


@pytest.mark.parametrize(
    "shown",
    [
        [("start/sitting", 10.0)],
        [("none", 10.0)],
        [("bow/near", 10.0)],  # never at the peak
        [("start/sitting", 4.0), ("fold/hold", 0.5), ("start/sitting", 4.0)],
        [("start/supine", 4.0), ("nap/hold", 6.0)],
    ],
    ids=["rest", "none", "near", "passing", "vague"],
)
def test_what_is_too_little_is_no_stretch(shown: list[tuple[str, float]]) -> None:
    assert find_spans(*shown) == ()


@pytest.mark.parametrize("among", [None, {"lift"}, {"bow"}])
@pytest.mark.parametrize("rest", ["start/sitting", "bow/near"])
@pytest.mark.parametrize("up", ["lift/hold", "bow/far"])
@pytest.mark.parametrize(("times", "name"), [(1, "lift"), (3, "bow"), (5, "bow")])
def test_how_often_somebody_goes_there_tells_a_hold_from_what_repeats_it(
    rest: str, up: str, times: int, name: str, among: set[str] | None
) -> None:
    network = replace(
        NETWORK, starts=NETWORK.starts | {"lift": "sitting"}, repeated={"lift": "bow"}
    )
    t_s, chances = make_chances(*[(rest, 2.0), (up, 3.0)] * times, (rest, 2.0))
    spans = SpanRecogniser(network, among).find_spans(t_s, chances)
    assert {span.names[0][0] for span in spans} == (among or {name})


def test_a_vague_stretch_is_named_when_it_lasts() -> None:
    assert list_names(("start/supine", 4.0), ("nap/hold", 20.0)) == ["nap"]


def test_a_picture_now_and_then_changes_nothing() -> None:
    shown = [("fold/hold", 2.0), ("lift/hold", 0.17), ("fold/hold", 2.0)]
    assert list_names(*shown) == ["fold"]


def test_a_single_picture_can_show_a_stretch() -> None:
    assert list_names(("fold/hold", 1 / FPS)) == ["fold"]


def test_nobody_seen_is_nothing() -> None:
    assert SpanRecogniser(NETWORK).find_spans(np.zeros(0), np.zeros((0, len(POSITIONS)))) == ()


def test_only_what_is_asked_about_is_named() -> None:
    shown = [("fold/hold", 4.0), ("start/supine", 1.0), ("lift/hold", 4.0)]
    assert [s.names[0][0] for s in find_spans(*shown, among={"lift"})] == ["lift"]


@given(
    st.lists(st.tuples(st.sampled_from(POSITIONS), st.floats(0.2, 6.0)), min_size=1, max_size=8),
    st.floats(0.2, 0.999),
)
def test_spans_are_in_order_apart_and_sum_to_one(
    shown: list[tuple[str, float]], sure: float
) -> None:
    t_s, chances = make_chances(*shown, sure=sure)
    spans = SpanRecogniser(NETWORK).find_spans(t_s, chances)
    times = [time for span in spans for time in (span.start_s, span.end_s)]
    assert times == sorted(times)
    for span in spans:
        shares = [chance for _, chance in span.names]
        assert shares == sorted(shares, reverse=True)
        assert 0.85 < sum(shares) <= 1.0 + 1e-9
