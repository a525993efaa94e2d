"""Which quantities were judged, and the closest moment of an attempt that was never good."""

from typing import Literal

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import Shortfall, SideSummary
from formcheck.core.kinematics import Cause, Definition
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.stretch import plan_for
from formcheck.engine import session_warnings
from formcheck.engine.analyse import analyse
from formcheck.library.accuracy import Accuracy
from formcheck.library.languages import load_words
from formcheck.library.words import describe_shortfall
from formcheck.output.report.contract import build_side_part
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.sessions import (
    FPS,
    SHORT,
    SIZE,
    STRICT_BEND,
    Key,
    body_at,
    detect,
    session,
    short_spec,
    up_and_down,
)

KEYS = up_and_down(3.0, 10.0, "left")


def summarize(text: str, bend_deg: float) -> SideSummary:
    keys = up_and_down(3.0, 10.0, "left", bend_deg=bend_deg)
    (side,) = analyse(short_spec(text), (Side.LEFT,), session(keys, 12.0), SIZE).sides
    return side


def test_good_form_is_right_in_every_quantity() -> None:
    side = summarize(SHORT, bend_deg=0.0)
    assert {one.measure: one.state for one in side.outcomes} == {"raise": "right", "bend": "right"}
    assert side.closest is None


def test_a_try_that_was_never_good_says_what_was_lacking_and_by_how_much() -> None:
    side = summarize(SHORT, bend_deg=65.0)
    assert {one.measure: one.state for one in side.outcomes}["bend"] == "wrong"
    assert side.closest is not None
    (lacking,) = side.closest.lacking
    assert lacking.measure == "bend"
    assert 0.0 < lacking.by < 65.0
    assert lacking.chance > 0.95
    words = describe_shortfall(
        plan_for(short_spec(SHORT), Side.LEFT).find_definition("bend"), lacking
    )
    assert words.startswith("left elbow flexion")
    assert words.endswith("degrees too much, sure")


@pytest.mark.parametrize(("right", "told"), [(3, True), (4, False)])
def test_of_a_stretch_that_is_rarely_judged_correctly_the_result_says_so(
    right: int, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Accuracy("2026-11-29", 8, right, 0, 0.0, 0.0, 0, 0, {})
    monkeypatch.setattr(session_warnings, "find_accuracy", lambda _: measured)
    tried = up_and_down(3.0, 10.0, "left")
    for keys, attempted in ((tried, True), (tried[:1], False)):
        done = analyse(short_spec(SHORT), (Side.LEFT,), session(keys, 12.0), SIZE)
        said = any(f"{right} of 8 correct performances" in one for one in done.warnings)
        assert said is (told and attempted)


@pytest.mark.parametrize(
    ("measure", "change", "by", "told"),
    [
        ("wrist_across", "", -0.6, "wrist past the middle 0.6 shoulder widths too little"),
        (
            "hand_to_other_elbow",
            "",
            0.999,
            "hand-to-opposite-elbow gap 1.0 forearm lengths too much",
        ),
        (
            "hand_to_other_elbow",
            "",
            1.42,
            "hand-to-opposite-elbow gap 1.4 forearm lengths too much",
        ),
        ("reach", "", -0.08, "reach 8% too little"),
        ("elbow_across", "rate", 0.2, "elbow past the middle 0.2 shoulder widths/s too much"),
        ("ear_shoulder_gap", "ratio", 0.06, "(as a share of that at the start) 6% too much"),
    ],
)
def test_what_was_lacking_is_told_with_what_it_is_counted_in(
    measure: str, change: Literal["", "ratio", "rate"], by: float, told: str
) -> None:
    since: Literal["", "start"] = "start" if change == "ratio" else ""
    definition = Definition("it", measure, Side.LEFT, since, change)
    assert told in describe_shortfall(definition, Shortfall("it", by, 0.1, 0.6))


def test_what_is_read_too_roughly_is_not_judged() -> None:
    side = summarize(STRICT_BEND, bend_deg=0.0)
    outcome = next(one for one in side.outcomes if one.measure == "bend")
    assert outcome.state == "not judged"
    assert outcome.why == VIEW_UNSUITED
    part = build_side_part(side, load_words("de"))
    assert {one.measure: one.why for one in part.outcomes} == {
        "raise": "",
        "bend": "aus dieser Sicht nicht zu beurteilen",
    }
    assert outcome.value == pytest.approx(0.0, abs=15.0)


def test_of_what_is_hidden_the_part_is_named() -> None:
    frames = [
        DetectedFrame(n, n / FPS, (detect(body_at(KEYS, n / FPS).hide("left_wrist")),))
        for n in range(round(12.0 * FPS))
    ]
    (side,) = analyse(short_spec(STRICT_BEND), (Side.LEFT,), frames, SIZE).sides
    (why,) = {one.why for one in side.outcomes if one.state == "not judged"}
    assert why is not None
    assert (why.cause, why.part) == (Cause.HIDDEN, "left wrist")


def test_nothing_is_told_of_who_never_tried() -> None:
    (side,) = analyse(short_spec(SHORT), (Side.LEFT,), session([Key(0.0)], 4.0), SIZE).sides
    assert side.outcomes == ()
    assert side.closest is None
