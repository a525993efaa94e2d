"""German texts: one word for each concept, and templates that stay grammatical when filled."""

import re

import pytest

from formcheck.core.posture import posture_texts
from formcheck.library.languages import load_words
from formcheck.ui.terminal import terminal_texts

GERMAN = load_words("de")


def test_only_a_break_from_sitting_is_called_a_pause() -> None:
    """Pausing the monitor is something else, and its keys are shown next to those of a break."""
    pausing = ("Pause for", terminal_texts.KEY_PAUSE, posture_texts.PAUSE)
    assert all(text in GERMAN.table for text in pausing)
    assert not [text for text in pausing if "paus" in GERMAN(text).lower()]
    assert "Pause" in GERMAN(terminal_texts.KEY_BREAK)


def test_the_help_says_that_n_leaves_a_stretch_out() -> None:
    (keys,) = (said for text, said in GERMAN.table.items() if text.startswith("In a session: "))
    assert "N auslassen" in keys


@pytest.mark.parametrize("text", ["{n} min", "{h} h", "{h} h {m} min", "{h} h {n} min"])
def test_a_time_ends_a_sentence_with_one_full_stop(text: str) -> None:
    sat = GERMAN("You have been sitting for {time}.", time=GERMAN(text, h=1, m=5, n=5))
    assert re.search(r"[^.]\.$", sat), sat


def test_titles_are_not_bent() -> None:
    """Each is used as a heading: after a colon, or at the beginning."""
    titled = [said for said in GERMAN.table.values() if "{title}" in said]
    assert titled
    assert not [said for said in titled if not re.search(r"(^|: )\{title\}", said)]
