"""The monitor's sentences: complete, short, plain and not medical."""

import re

import pytest

from formcheck.core.language import ENGLISH, Words
from formcheck.core.posture import posture_texts
from formcheck.core.posture.posture_texts import (
    BLIND_TO,
    CUES,
    NUDGE,
    REASON_WORDS,
    UNCLEAR,
    format_break,
    format_reasons,
)
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    SlouchReason,
    Unjudgeable,
)
from formcheck.core.posture.rules import Suppression
from tests.listing import list_sentences

SENTENCES = {*list_sentences(vars(posture_texts)), *CalibrationRefusal, *Suppression}

ALARM = re.compile(
    r"\b(damag|harm|pain|injur|risk|prevent|disease|spine|disc|therap|treat|cure|bad|wrong|"
    r"lazy|fail|must|should(?!er))\w*",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (REASON_WORDS, SlouchReason),
        (CUES, SlouchReason),
        (NUDGE, SlouchReason),
        (UNCLEAR, Unjudgeable),
    ],
)
def test_everything_has_words_of_its_own(said: dict[object, str], wanted: type) -> None:
    assert set(said) == set(wanted)  # type: ignore[call-overload]
    assert len(set(said.values())) == len(said)


def test_everything_that_holds_a_nudge_back_has_words_of_its_own() -> None:
    assert len(Suppression) == len(Suppression.__members__)


def test_cues_have_eight_words_at_most() -> None:
    assert all(len(cue.split()) <= 8 for cue in CUES.values())


def test_a_row_of_reasons_fits_a_status_line() -> None:
    assert all(len(word) <= 20 for word in REASON_WORDS.values())


@pytest.mark.parametrize("text", sorted(SENTENCES))
def test_the_wording_is_about_comfort(text: str) -> None:
    assert "!" not in text
    assert not ALARM.search(text)


def test_every_sentence_is_gathered() -> None:

    for said in (REASON_WORDS, CUES, NUDGE, UNCLEAR):
        assert set(said.values()) <= SENTENCES
    assert BLIND_TO in SENTENCES


def test_what_can_not_be_judged_says_what_to_do() -> None:
    assert all(re.match(r".+: .+\.$", text) for text in UNCLEAR.values())


def test_a_break_is_announced_with_the_minutes_sat() -> None:
    once = "You have been sitting for 30 minutes. A minute of moving may feel good."
    assert format_break(1804.0, 60.0, ENGLISH) == once
    assert format_break(1859.0, 60.0, ENGLISH) == once
    assert "Some minutes" in format_break(1804.0, 120.0, ENGLISH)
    assert " minutes. 20 seconds of moving " in format_break(1804.0, 20.0, ENGLISH)
    assert format_break(60.0, 60.0, ENGLISH).startswith("You have been sitting for 1 minute. ")
    assert " for less than a minute. " in format_break(59.0, 60.0, ENGLISH)


def test_reasons_are_said_in_a_language() -> None:
    assert (
        format_reasons((SlouchReason.FORWARD_HEAD, SlouchReason.LEANING), ENGLISH)
        == "head forward, leaning"
    )
    german = Words("de", {REASON_WORDS[SlouchReason.LEANING]: "schief"})
    assert (
        format_reasons((SlouchReason.FORWARD_HEAD, SlouchReason.LEANING), german)
        == "head forward, schief"
    )
