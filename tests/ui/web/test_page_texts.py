"""The page's own texts can be translated: each is written out where it is said."""

from __future__ import annotations

import pytest

from tests.ui.web.page_texts import page_texts, unreadable_calls


def test_every_text_is_written_out_where_it_is_said() -> None:
    assert unreadable_calls() == ()


@pytest.mark.parametrize("text", ["Choose a stretch", "Stop, it hurts", "{n} breaths"])
def test_the_texts_are_found(text: str) -> None:
    assert text in page_texts()
