"""The page's own texts can be translated: each is a literal where it is used."""

import re

import pytest

from tests.ui.web.page_texts import list_computed_calls, list_page_texts


def test_every_text_is_written_out_where_it_is_said() -> None:
    assert list_computed_calls() == ()


@pytest.mark.parametrize("text", ["Choose a stretch", "Stop, it hurts", "{n:breath|breaths}"])
def test_the_texts_are_found(text: str) -> None:
    assert text in list_page_texts()


def test_the_computer_of_formcheck_is_not_called_that_of_the_page() -> None:
    """With ``--host`` the page may be opened on another device, such as a phone."""
    (about_browser,) = (text for text in list_page_texts() if "this computer" in text)
    assert about_browser.startswith("This browser allows the camera only for pages on this ")


_MANY = re.compile(r"\{(?:n|of|reps|films)\} (?!s |times )(?:more )?[a-z]{3,}s\b")
_ONE = {
    "for {n} weeks": "for 1 week",
    "{n} spots until they ease": "until it eases",
    "{n} stretches found": "One stretch found",
    "Slow: {n} pictures a second. Close other programs.": (
        "Slow: about one picture a second. Close other programs."
    ),
}
_NEVER_OF_ONE = {"{n} days"}
"""Its number is always 7 or 30."""


def test_what_is_counted_has_words_for_one() -> None:
    counted = {text for text in list_page_texts() if _MANY.search(text)}
    videos = {text for text in counted if "{videos} videos" in text}  # of at least 8
    assert counted - videos == {*_ONE, *_NEVER_OF_ONE}
    assert set(_ONE.values()) <= set(list_page_texts())
